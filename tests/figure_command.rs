//! `marginscope figure`, as a person or a script sees it.

use std::path::Path;
use std::process::{Command, Output};

fn marginscope(folder: &Path, args: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_marginscope"))
        .args(args.split_whitespace())
        .current_dir(folder)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap()
}

fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with a trained run of two lanes in `run`.
fn trained() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let train = "train --preset blobs --steps 20 --out run";
    let output = marginscope(folder.path(), train);
    assert!(output.status.success(), "{}", message(&output));
    folder
}

#[test]
fn a_run_is_drawn_without_training_and_never_overwrites() {
    let folder = trained();
    let at = folder.path();
    let draw = "figure run --view circle,sphere,accuracy -o out.svg";
    let output = marginscope(at, draw);
    assert!(output.status.success(), "{}", message(&output));
    let first = std::fs::read(at.join("out.svg")).unwrap();
    let again = marginscope(at, draw);
    assert_eq!(again.status.code(), Some(1));
    let refused = message(&again);
    assert!(
        refused.contains("out.svg: the file exists") && refused.contains("--force"),
        "{refused}"
    );
    let forced = marginscope(at, &format!("{draw} --force"));
    assert!(forced.status.success(), "{}", message(&forced));
    let second = std::fs::read(at.join("out.svg")).unwrap();
    assert!(first == second, "the same run is the same bytes");
    assert_eq!(
        std::fs::read_dir(at).unwrap().count(),
        2,
        "nothing is left beside"
    );
}

#[test]
fn an_experiment_is_trained_and_drawn_like_its_folder() {
    let folder = trained();
    let at = folder.path();
    let trained = "figure --preset blobs --steps 20 --view sphere,loss -o a.svg --lane sphere";
    let output = marginscope(at, trained);
    assert!(output.status.success(), "{}", message(&output));
    let read = "figure run --view sphere,loss -o b.svg --lane sphere";
    let output = marginscope(at, read);
    assert!(output.status.success(), "{}", message(&output));
    let bytes = |name: &str| std::fs::read(at.join(name)).unwrap();
    assert!(bytes("a.svg") == bytes("b.svg"), "the same picture");
}

#[test]
fn what_is_damaged_is_named_with_what_was_found_and_expected() {
    let folder = trained();
    let at = folder.path();
    let run = at.join("run/circle");
    let check = |file: &str, content: Option<&[u8]>, expect: &str| {
        let place = run.join(file);
        let whole = std::fs::read(&place).unwrap();
        match content {
            Some(content) => std::fs::write(&place, content).unwrap(),
            None => std::fs::remove_file(&place).unwrap(),
        }
        let output = marginscope(at, "figure run/circle --view circle -o out.png");
        let message = message(&output);
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(
            message.contains(file) && message.contains(expect),
            "{message}"
        );
        assert_eq!(message.trim_end().lines().count(), 1, "one line: {message}");
        assert!(!at.join("out.png").exists());
        std::fs::write(&place, whole).unwrap();
    };
    check(
        "features.npy",
        None,
        "expected an array of float32 of shape (n, 2)",
    );
    check(
        "features.npy",
        Some(b"no numbers"),
        "expected an array of float32",
    );
    let other = std::fs::read(at.join("run/sphere/features.npy")).unwrap();
    check("features.npy", Some(&other), "expected (n, 2)");
    let labels = std::fs::read(run.join("labels.npy")).unwrap();
    check("weights.npy", Some(&labels), "float32");
    let short = npy(&[0, 1, 2]);
    check("labels.npy", Some(&short), "found 3 labels");
    let count = (std::fs::metadata(run.join("labels.npy")).unwrap().len() - 128) / 8;
    let wrong = npy(&vec![77; count as usize]);
    check(
        "labels.npy",
        Some(&wrong),
        "row 0: found class 77, expected 0 to 5",
    );
    check("experiment.toml", Some(b"[loss]\nid = 3\n"), "row 2");
    check(
        "summary.json",
        Some(b"{}"),
        "steps: found null, expected a whole number",
    );
    check("metrics.csv", Some(b"a,b\n1,2\n"), "found no column step");
    let row = b"step,epoch,loss,train_accuracy,test_accuracy\n0,0,x,0,0\n";
    check(
        "metrics.csv",
        Some(row),
        "row 2: loss: found x, expected a number",
    );
}

fn npy(numbers: &[i64]) -> Vec<u8> {
    use ndarray_npy::WriteNpyExt as _;
    let mut file = std::io::Cursor::new(Vec::new());
    let array = ndarray::Array1::from(numbers.to_vec());
    array.write_npy(&mut file).unwrap();
    file.into_inner()
}

#[test]
fn wrong_arguments_exit_with_2_and_say_what_was_expected() {
    let folder = tempfile::tempdir().unwrap();
    let check = |args: &str, code: i32, expect: &str| {
        let output = marginscope(folder.path(), &format!("figure {args}"));
        let message = message(&output);
        assert_eq!(output.status.code(), Some(code), "{args}: {message}");
        assert!(message.contains(expect), "{args}: {message}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    };
    check("--preset blobs -o a.svg", 2, "--view");
    check(
        "--preset blobs --view petals -o a.svg",
        2,
        "expected among circle, sphere",
    );
    check(
        "--preset blobs --view circle -o a.gif",
        2,
        "expected svg, pdf or png",
    );
    check(
        "--preset blobs --view circle -o a.svg --size big",
        2,
        "84x70mm",
    );
    check(
        "--preset blobs --view circle -o a.svg --switch glow",
        2,
        "found \"glow\"",
    );
    check(
        "--preset blobs --view circle -o a.svg --lane moon",
        2,
        "found \"moon\", expected a lane of blobs: ",
    );
    check(
        "--preset blobs --view sphere -o a.svg --camera 1",
        2,
        "YAW,PITCH",
    );
    check("--view circle -o a.svg", 2, "expected a folder of results");
    check("none --view circle -o a.svg", 1, "none: No such file");
    check(
        "--preset blobs --steps 1 --view circle --lane sphere -o a.svg",
        1,
        "found features of dimension 3",
    );
    check(
        "--preset blobs --steps 1 --view circle -o a.png --scale 99",
        2,
        "scale: found 99, expected 1 to 8",
    );
}

#[test]
fn without_a_display_a_plain_start_draws_its_figures() {
    let folder = tempfile::tempdir().unwrap();
    let short = "steps = 20\ndata.source = \"blobs\"\nmodel.hidden = [8]\n\
                 [[lane]]\nname = \"a\"\nmodel.feature_dim = 2\n[[lane]]\nname = \"b\"\nmodel.feature_dim = 3\n";
    std::fs::write(folder.path().join("short.toml"), short).unwrap();
    let output = marginscope(folder.path(), "short.toml");
    let message = message(&output);
    assert!(output.status.success(), "{message}");
    for name in ["circle.svg", "circle.png", "sphere.svg", "sphere.png"] {
        let place = folder.path().join("marginscope-out").join(name);
        assert!(place.exists(), "{name}");
        assert!(message.contains(name), "{message}");
    }
}

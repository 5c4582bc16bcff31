//! The command line, as a person or a script sees it: exit codes, messages, the folder of results.

#[path = "support/command.rs"]
mod command;

use command::marginscope;
use ndarray::{Array1, Array2};

/// Runs the command in a new folder that holds `bad.toml`, and holds its exit code and a part of its message.
fn check(args: &[&str], code: i32, expect: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("bad.toml"),
        "[loss]\nid = \"am-softmax\"\nm = 7.0\n",
    )
    .unwrap();
    let output = marginscope(folder.path(), args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
    assert!(message.contains(expect), "{args:?}: {message}");
}

#[test]
fn wrong_arguments_exit_with_2_and_name_what_was_expected() {
    check(&["train"], 2, "--preset");
    check(
        &["train", "--preset", "fashon"],
        2,
        "found \"fashon\", expected one of fashion,",
    );
    check(
        &["train", "--preset", "blobs", "--set", "loss.q=1"],
        2,
        "unknown key \"loss.q\"",
    );
    check(
        &["train", "--preset", "blobs", "--set", "los.m=1"],
        2,
        "did you mean \"loss.m\"?",
    );
    check(
        &["train", "--preset", "blobs", "--set", "loss.m"],
        2,
        "expected KEY=VALUE",
    );
    check(
        &["train", "--preset", "blobs", "--set", "loss.m=9"],
        2,
        "loss.m: found 9, expected a number from 0 to 1",
    );
    check(
        &["train", "--preset", "blobs", "--set", "model.kind=rnn"],
        2,
        "expected one of linear, mlp, cnn",
    );
    check(&["--window-size", "12"], 2, "expected WIDTHxHEIGHT");
    check(&["--theme", "pink"], 2, "light");
}

#[test]
fn bad_files_exit_with_1_and_name_file_row_key_found_and_expected() {
    check(
        &["train", "bad.toml"],
        1,
        "bad.toml, row 3: loss.m: found 7.0, expected a number from 0 to 1",
    );
    check(&["train", "none.toml"], 1, "none.toml: No such file");
    check(&["bad.toml"], 1, "bad.toml, row 3: loss.m");
}

#[test]
fn train_writes_the_whole_folder_and_repeats_it_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let first = [
        "train", "--preset", "blobs", "--steps", "50", "--out", "a", "--json",
    ];
    let output = marginscope(folder.path(), &first);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let sphere = folder.path().join("a/sphere");
    let summary: serde_json::Value =
        serde_json::from_slice(&std::fs::read(sphere.join("summary.json")).unwrap()).unwrap();
    assert_eq!(printed["sphere"], summary);
    let keys: Vec<&str> = summary
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expect = "steps epochs seconds images_per_second loss train_accuracy test_accuracy angle_to_own_deg \
                  nearest_classes_deg margin_satisfied fisher_score diverged seeds dataset";
    assert_eq!(keys, expect.split_whitespace().collect::<Vec<_>>());
    assert_eq!(summary["steps"], 50);

    let features: Array2<f32> = ndarray_npy::read_npy(sphere.join("features.npy")).unwrap();
    let labels: Array1<i64> = ndarray_npy::read_npy(sphere.join("labels.npy")).unwrap();
    let weights: Array2<f32> = ndarray_npy::read_npy(sphere.join("weights.npy")).unwrap();
    assert_eq!((features.ncols(), features.nrows()), (3, labels.len()));
    assert_eq!(weights.dim(), (6, 3));
    let csv = std::fs::read_to_string(sphere.join("metrics.csv")).unwrap();
    assert!(
        csv.starts_with("step,epoch,loss,train_accuracy,test_accuracy,"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 52, "a heading, step 0 and 50 steps");
    let model = std::fs::read(sphere.join("model.safetensors")).unwrap();
    let model = safetensors::SafeTensors::deserialize(&model).unwrap();
    assert_eq!(model.tensor("head.weight").unwrap().shape(), [6, 3]);

    // The experiment in the folder is complete: it alone repeats the run.
    let again = ["train", "a/sphere/experiment.toml", "--out", "b"];
    let output = marginscope(folder.path(), &again);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for file in [
        "features.npy",
        "weights.npy",
        "metrics.csv",
        "model.safetensors",
        "experiment.toml",
    ] {
        let read = |run: &str| std::fs::read(folder.path().join(run).join(file)).unwrap();
        assert!(read("a/sphere") == read("b"), "{file} is the same");
    }

    let refused = marginscope(folder.path(), &first);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
}

#[test]
fn without_a_display_a_plain_start_trains_and_names_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let short = "steps = 20\ndata.source = \"rings\"\nmodel.hidden = [8]\n";
    std::fs::write(folder.path().join("short.toml"), short).unwrap();
    for out in ["marginscope-out", "marginscope-out-2"] {
        let output = marginscope(folder.path(), &["short.toml"]);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{message}");
        assert!(message.starts_with("There is no display"), "{message}");
        assert!(message.contains(out), "{message}");
        assert!(folder.path().join(out).join("summary.json").exists());
    }
}

#[test]
fn a_run_that_diverges_says_so_and_keeps_its_last_good_state() {
    let folder = tempfile::tempdir().unwrap();
    let args = "train --preset blobs --set loss.id=softmax --set optimizer.kind=sgd --set \
                optimizer.learning_rate=10 --set optimizer.schedule=constant --steps 5000 --out out";
    let args: Vec<&str> = args.split_whitespace().collect();
    let output = marginscope(folder.path(), &args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(
        message.contains("the run diverged. Lower the learning rate"),
        "{message}"
    );
    let summary = std::fs::read(folder.path().join("out/circle/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    assert_eq!(summary["diverged"], true);
    let features: Array2<f32> =
        ndarray_npy::read_npy(folder.path().join("out/circle/features.npy")).unwrap();
    assert!(features.iter().all(|x| x.is_finite()));
}

#[test]
fn the_list_names_every_registry_entry_with_its_knobs() {
    let folder = tempfile::tempdir().unwrap();
    let output = marginscope(folder.path(), &["list", "--json"]);
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let ids = |kind: &str| -> Vec<String> {
        let entries = list[kind].as_array().unwrap().iter();
        entries
            .map(|entry| entry["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let losses: Vec<&str> = marginscope::loss::registry()
        .iter()
        .map(|loss| loss.id())
        .collect();
    assert_eq!(ids("losses"), losses);
    let sources: Vec<&str> = marginscope::data::registry()
        .iter()
        .map(|source| source.id())
        .collect();
    assert_eq!(ids("data"), sources);
    assert!(
        [
            "fashion",
            "fashion-sphere",
            "fashion-circle",
            "blobs",
            "rings"
        ]
        .iter()
        .all(|id| ids("presets").contains(&(*id).to_owned()))
    );

    let text = marginscope(folder.path(), &["list"]).stdout;
    let text = String::from_utf8_lossy(&text);
    for id in losses.iter().chain(&sources).chain(&[
        "loss.m",
        "optimizer.learning_rate",
        "circle",
        "sphere",
    ]) {
        assert!(text.contains(id), "{id} is listed");
    }
}

//! Reports and animations, as the command line makes them without a display.

use std::{fs, path::Path};

use crate::command::marginscope;
use marginscope::export::carry;

/// Runs the command and holds its exit code and a part of its message.
fn check(folder: &Path, args: &[&str], code: i32, expect: &str) {
    let output = marginscope(folder, args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
    assert!(message.contains(expect), "{args:?}: {message}");
}

const SMALL: [&str; 4] = ["--preset", "blobs", "--steps", "20"];

#[test]
fn a_report_is_the_same_twice_and_from_the_folder_of_its_run() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for out in ["a", "b"] {
        let args = [&["report"], &SMALL[..], &["-o", out]].concat();
        check(folder, &args, 0, &format!("{out}/index.html"));
    }
    let read = |path: &str| fs::read(folder.join(path)).unwrap();
    for file in [
        "index.html",
        "figures/circle.svg",
        "figures/sphere.pdf",
        "figures/accuracy.png",
    ] {
        assert_eq!(
            read(&format!("a/{file}")),
            read(&format!("b/{file}")),
            "{file}"
        );
    }
    let carried = carry::read(&read("a/figures/sphere.pdf")).unwrap();
    assert!(
        carried
            .lanes
            .iter()
            .all(|lane| lane.step == 20 && lane.sha256.len() == 64)
    );
    // A run that is read back from its folder tells the same.
    let train = [&["train"], &SMALL[..], &["--out", "run"]].concat();
    check(folder, &train, 0, "");
    check(folder, &["report", "run", "-o", "c"], 0, "c/index.html");
    let again = carry::read(&read("c/figures/sphere.pdf")).unwrap();
    assert_eq!(carried.lanes, again.lanes);
    assert_eq!(carried.caption, again.caption);
    let table = |path: &str| {
        let html = String::from_utf8(read(path)).unwrap();
        let (_, rest) = html.split_once("<tbody>").unwrap();
        rest.split_once("</tbody>").unwrap().0.to_owned()
    };
    assert_eq!(table("a/index.html"), table("c/index.html"));
}

#[test]
fn a_report_never_takes_the_place_of_another_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/index.html"), "mine").unwrap();
    let args = [&["report"], &SMALL[..], &["-o", "out"]].concat();
    check(folder.path(), &args, 1, "out: the folder is not empty");
    assert_eq!(
        fs::read_to_string(folder.path().join("out/index.html")).unwrap(),
        "mine"
    );
    // It is a person's own, and stays then too.
    let forced = [&args[..], &["--force"]].concat();
    let told = "out/index.html: found a file that is of no older results";
    check(folder.path(), &forced, 1, told);
    assert_eq!(
        fs::read_to_string(folder.path().join("out/index.html")).unwrap(),
        "mine"
    );
    fs::remove_file(folder.path().join("out/index.html")).unwrap();
    check(folder.path(), &args, 0, "index.html");
    check(folder.path(), &args, 1, "out: the folder is not empty");
    check(folder.path(), &forced, 0, "index.html");
    check(
        folder.path(),
        &["report", "-o", "new"],
        2,
        "found no run, expected",
    );
}

#[test]
fn animations_have_their_pictures_and_never_replace_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let args = |out: &'static str, more: &[&'static str]| {
        let common = ["--frames", "4", "--size", "160x160", "-o", out];
        [&["animate"], &SMALL[..], &common, more].concat()
    };
    check(folder, &args("a.gif", &[]), 0, "a.gif");
    let file = fs::File::open(folder.join("a.gif")).unwrap();
    let mut gif = gif::DecodeOptions::new().read_info(file).unwrap();
    let mut delays = Vec::new();
    while let Some(frame) = gif.read_next_frame().unwrap() {
        delays.push(frame.delay);
    }
    assert_eq!(delays, [5, 5, 5, 205]);
    check(folder, &args("a.gif", &[]), 1, "a.gif: the file exists");
    check(
        folder,
        &args("turn.png", &["--turntable", "--view", "circle"]),
        2,
        "--turntable: found no sphere to turn",
    );
    // Before so many steps are made: nobody sees the end of them.
    let long = [
        "animate",
        "--preset",
        "blobs",
        "--steps",
        "10000000",
        "--turntable",
        "--view",
        "circle",
        "-o",
        "turn.png",
    ];
    check(folder, &long, 2, "--turntable: found no sphere to turn");
    let sphere = ["--turntable", "--set", "model.feature_dim=3"];
    check(folder, &args("turn.png", &sphere), 0, "turn.png");
    let bytes = fs::read(folder.join("turn.png")).unwrap();
    let png = png::Decoder::new(std::io::Cursor::new(&bytes))
        .read_info()
        .unwrap();
    assert_eq!(png.info().animation_control.unwrap().num_frames, 4);
    assert_eq!(carry::read(&bytes).unwrap().lanes[0].step, 20);
    check(folder, &args("a.mp4", &[]), 2, "expected gif, png or apng");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.path().join("full.svg")).unwrap();
    let args = [
        "figure", "--preset", "blobs", "--steps", "5", "--view", "circle", "-o", "full.svg",
        "--force",
    ];
    check(folder.path(), &args, 1, "full.svg: No space left on device");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

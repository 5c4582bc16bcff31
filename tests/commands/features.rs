//! Features that were made elsewhere, on the command line: a folder of them, one file, a folder of moments.

use std::path::Path;
use std::process::Output;

use crate::command::marginscope;
use crate::moments::{circle, write_folder, write_moment};

fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", message(output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The caption of a figure of what is at `of`, or why there is none.
fn caption(folder: &Path, of: &str, more: &[&str]) -> Result<String, String> {
    let args = [&["figure", of, "--caption", "-o", "x.svg", "--force"], more].concat();
    let output = marginscope(folder, &args);
    match output.status.success() {
        true => Ok(said(&output)),
        false => Err(message(&output)),
    }
}

#[test]
fn a_folder_of_features_is_drawn_as_it_is_and_says_what_its_directions_are() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_folder(&at.join("own"), &circle(3, 1.0), false);
    write_folder(&at.join("with"), &circle(3, 1.0), true);
    let circle = ["--view", "circle"];
    let own = caption(at, "own", &circle).unwrap();
    assert!(own.contains("shown under AM-Softmax"), "{own}");
    assert!(own.contains("means of the unit features"), "{own}");
    assert!(!own.contains("Seed") && !own.contains("steps"), "{own}");
    let svg = std::fs::read_to_string(at.join("x.svg")).unwrap();
    assert!(
        svg.contains("first"),
        "the names of names.txt are in the figure"
    );
    let with = caption(at, "with", &circle).unwrap();
    assert!(with.contains("class weights that came with them"), "{with}");
    // m and s move the regions.
    let moved = caption(at, "with", &["--view", "circle", "--set", "loss.m=0.5"]).unwrap();
    assert!(moved.contains("0.5"), "{moved}");
    for view in [
        "section",
        "class-angles",
        "confusion",
        "angles",
        "pairs",
        "roc",
    ] {
        caption(at, "with", &["--view", view]).unwrap();
    }
    let refused = caption(at, "own", &["--view", "sphere"]).unwrap_err();
    assert!(
        refused.contains("found features of dimension 2"),
        "{refused}"
    );
}

#[test]
fn a_picture_of_features_opens_them_again_and_an_experiment_may_name_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_folder(&at.join("own"), &circle(3, 1.0), false);
    caption(at, "own", &["--view", "circle"]).unwrap();
    std::fs::rename(at.join("x.svg"), at.join("first.svg")).unwrap();
    let again = caption(at, "first.svg", &["--view", "circle"]).unwrap();
    assert!(again.contains("means of the unit features"), "{again}");
    let text = "model.kind = \"features\"\ndata.source = \"features\"\ndata.path = \"own\"\nloss.id = \"arcface\"\n";
    std::fs::write(at.join("mine.toml"), text).unwrap();
    let mine = caption(at, "mine.toml", &["--view", "circle"]).unwrap();
    assert!(mine.contains("shown under ArcFace"), "{mine}");
    let trained = text.replace("model.kind = \"features\"", "model.kind = \"mlp\"");
    std::fs::write(at.join("mine.toml"), trained).unwrap();
    let refused = caption(at, "mine.toml", &["--view", "circle"]).unwrap_err();
    assert!(
        refused.contains("expected model.kind = \"features\""),
        "{refused}"
    );
}

#[test]
fn drawn_samples_of_another_source_may_be_features_too() {
    let folder = tempfile::tempdir().unwrap();
    let text = "data.source = \"rings\"\nmodel.kind = \"features\"\n";
    std::fs::write(folder.path().join("rings.toml"), text).unwrap();
    let told = caption(folder.path(), "rings.toml", &["--view", "class-angles"]).unwrap();
    assert!(told.contains("means of the unit features"), "{told}");
    said(&marginscope(
        folder.path(),
        &["train", "rings.toml", "--out", "run"],
    ));
    said(&marginscope(folder.path(), &["verify", "run"]));
}

#[test]
fn verify_and_report_take_features_as_they_take_runs() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_folder(&at.join("own"), &circle(4, 1.0), true);
    let told = said(&marginscope(at, &["verify", "own", "--json"]));
    assert!(told.contains("\"feature_dim\": 2"), "{told}");
    said(&marginscope(at, &["report", "own", "-o", "out"]));
}

#[test]
fn nobody_says_that_given_features_were_held_out() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_folder(&at.join("own"), &circle(4, 1.0), true);
    write_folder(&at.join("other"), &circle(4, 2.0), true);
    let told = said(&marginscope(at, &["verify", "own"]));
    assert!(told.contains("of features that were given"), "{told}");
    assert!(
        !told.contains("held-out") && !told.contains("training saw"),
        "{told}"
    );
    for view in ["circle", "confusion"] {
        let both = caption(at, "own", &["other", "--view", view]).unwrap();
        assert!(both.contains("accuracy 100.0 %"), "{both}");
        assert!(!both.to_lowercase().contains("held-out"), "{both}");
    }
    said(&marginscope(at, &["report", "own", "-o", "out"]));
    let page = std::fs::read_to_string(at.join("out/index.html")).unwrap();
    assert_eq!(page.matches("Features that are given are").count(), 2);
}

#[test]
fn one_file_of_features_is_verified_and_features_of_two_places_are_not_taken_for_seeds() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_moment(at, 9, &circle(4, 1.0));
    write_moment(at, 10, &circle(4, 2.0));
    let (one, two) = ("step-00000009.npz", "step-00000010.npz");
    let told = said(&marginscope(at, &["verify", one]));
    assert!(told.contains(&format!("| {one} | ")), "{told}");
    let told = said(&marginscope(at, &["verify", one, two]));
    assert!(told.contains(&format!("| {two} | ")), "{told}");
    assert!(!told.contains("standard deviation"), "{told}");
}

#[test]
fn what_is_written_of_features_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_folder(&at.join("own"), &circle(4, 1.0), true);
    said(&marginscope(at, &["train", "own", "--out", "run"]));
    assert!(!at.join("run/train_features.npy").exists());
    said(&marginscope(at, &["verify", "run"]));
    caption(at, "run", &["--view", "circle"]).unwrap();
}

/// Annealing stands where the features' own step has it, and where nobody knows that step, at its end.
#[test]
fn features_without_a_step_are_judged_by_the_loss_in_full() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_folder(&at.join("own"), &circle(3, 1.0), true);
    let dir = at.join("moments");
    std::fs::create_dir(&dir).unwrap();
    write_moment(&dir, 0, &circle(3, 1.0));
    let annealed = ["--view", "circle", "--set", "loss.id=a-softmax"];
    let check = |of: &str, more: &[&str], expect: &str| {
        let told = caption(at, of, more).unwrap();
        assert!(told.contains(expect), "{told}");
    };
    check("own", &annealed, "λ = 5");
    check("moments", &annealed, "λ = 1000");
    let train = ["train", "own", "--set", "loss.id=a-softmax", "--out", "run"];
    said(&marginscope(at, &train));
    check("run", &annealed[..2], "λ = 5");
}

#[test]
fn features_have_no_history_and_nobody_says_how_they_were_trained() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_folder(&at.join("own"), &circle(3, 1.0), true);
    let kind = "model.kind=features";
    let animate = [
        "animate", "--preset", "blobs", "--set", kind, "--view", "circle", "-o", "a.gif",
    ];
    let refused = message(&marginscope(at, &animate));
    assert!(
        refused.contains("found features that are given"),
        "{refused}"
    );
    said(&marginscope(at, &["report", "own", "-o", "page"]));
    let page = std::fs::read_to_string(at.join("page/index.html")).unwrap();
    assert!(!page.contains("Trained by"), "{page}");
}

#[test]
fn of_a_folder_of_moments_the_newest_is_drawn_under_the_loss_that_its_run_names() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let dir = at.join("moments");
    std::fs::create_dir(&dir).unwrap();
    let run = r#"{"loss": "arcface", "knobs": {"m": 0.25}, "class_names": ["u", "v", "w"]}"#;
    std::fs::write(dir.join("run.json"), run).unwrap();
    let empty = caption(at, "moments", &["--view", "circle"]).unwrap_err();
    assert!(empty.contains("found no step-….npz yet"), "{empty}");
    write_moment(&dir, 9, &circle(3, 1.0));
    write_moment(&dir, 120, &circle(3, 2.0));
    let told = caption(at, "moments", &["--view", "circle"]).unwrap();
    assert!(
        told.contains("ArcFace") && told.contains("0.25") && told.contains("120 steps"),
        "{told}"
    );
    let file = caption(at, "moments/step-00000009.npz", &["--view", "circle"]).unwrap();
    assert!(file.contains("9 steps"), "{file}");
    std::fs::write(dir.join("run.json"), r#"{"loss": "magface"}"#).unwrap();
    let refused = caption(at, "moments", &["--view", "circle"]).unwrap_err();
    assert!(
        refused.contains("run.json: loss: found \"magface\", expected one of"),
        "{refused}"
    );
}

#[test]
fn watch_says_what_it_cannot_follow() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let check = |of: &str, expect: &str| {
        let refused = marginscope(at, &["watch", of]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(message(&refused).contains(expect), "{}", message(&refused));
    };
    check("none", "none: found no folder");
    check(".", "found no run.json and no step-….npz");
    write_moment(at, 1, &circle(3, 1.0));
    check(".", "need a display");
}

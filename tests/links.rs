//! Links on the command line: what a link carries trains to the bits of the experiment that it was made of.

use std::{fs, path::Path, process::Command};

use marginscope::{
    export::link,
    train::{Edit, LaneSpec, Scope, Session},
};

fn run(folder: &Path, args: &[&str]) -> (bool, String) {
    let program = env!("CARGO_BIN_EXE_marginscope");
    let mut command = Command::new(program);
    command.current_dir(folder).args(args).env_remove("DISPLAY");
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), told)
}

/// The preset with these settings, in two lanes more than it has.
fn changed(preset: &str, edits: &[Edit]) -> Session {
    let mut session = Session::preset(preset).unwrap();
    edits.iter().for_each(|edit| session.apply(edit).unwrap());
    let lane = |name: &str, dim: i64| LaneSpec {
        name: name.to_owned(),
        overrides: vec![("model.feature_dim".to_owned(), dim.into())],
    };
    session.lanes = vec![lane("flat", 2), lane("round", 3), lane("wide", 5)];
    session
}

/// Trains the session's file and its link, 200 steps each, and holds every lane to the same weights and features.
fn check(session: &Session) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file.toml"), session.to_toml()).unwrap();
    let link = link::to_experiment("https://example.org/m/", session).unwrap();
    for (what, out) in [("file.toml", "of-file"), (&link, "of-link")] {
        let (done, told) = run(
            folder.path(),
            &["train", what, "--steps", "200", "--out", out],
        );
        assert!(done, "{what}: {told}");
    }
    for lane in &session.lanes {
        for file in ["weights.npy", "features.npy", "model.safetensors"] {
            let of = |out: &str| fs::read(folder.path().join(out).join(&lane.name).join(file));
            assert_eq!(
                of("of-file").unwrap(),
                of("of-link").unwrap(),
                "{}: {file}",
                lane.name
            );
        }
    }
}

#[test]
fn a_link_trains_to_the_bits_of_its_experiment() {
    let edits = [
        Edit::new(Scope::All, "loss.m", 0.21),
        Edit::new(Scope::All, "loss.s", 13.5),
        Edit::new(Scope::All, "seeds.init", 4_711_i64),
        Edit::new(Scope::All, "seeds.order", 8_i64),
    ];
    check(&changed("blobs", &edits));
}

#[test]
fn a_damaged_link_and_one_to_a_lesson_are_refused_with_a_reason() {
    fn check(link: &str, words: &str) {
        let folder = tempfile::tempdir().unwrap();
        let (done, told) = run(folder.path(), &["train", link]);
        assert!(!done && told.contains(words), "{link}: {told}");
        assert_eq!(told.trim().lines().count(), 1, "{told}");
    }
    check("http://localhost:8000/#e=1abc", "copy it again");
    check("http://localhost:8000/#e=7abc", "version \"7\"");
    check("#lesson=softmax", "found the lesson \"softmax\"");
}

#[test]
fn a_link_to_a_lesson_names_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    fs::write(&file, "id = \"mine\"").unwrap();
    for lesson in [
        &*file.to_string_lossy(),
        "mine.toml",
        "mine.toml:1",
        "softmax:./mine",
    ] {
        let link = format!("http://localhost:8000/#lesson={lesson}");
        for args in [vec![&*link], vec!["train", &link]] {
            let (done, told) = run(folder.path(), &args);
            let expect = format!("found the lesson \"{lesson}\", expected one of the course");
            assert!(!done && told.contains(&expect), "{args:?}: {told}");
        }
    }
}

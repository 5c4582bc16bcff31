//! Pictures that carry their experiment, as the command line reopens and repeats them.

use std::{fs, path::Path};

use crate::command::marginscope;
use marginscope::{
    export::{self, Format, Layout, Length, carry::Carried},
    train::{Lane, Session, Snapshot, Status, lane},
};

/// The lanes of `session` after so many steps.
fn trained(session: &Session, steps: u64) -> Vec<Snapshot> {
    let lanes = session.experiments().unwrap().into_iter();
    lanes
        .map(|(name, experiment)| {
            let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
            (0..steps).for_each(|_| lane.step().unwrap());
            lane.begin_refresh();
            while !lane.refresh_part() {}
            lane.snapshot(&name, 0, Status::Done)
        })
        .collect()
}

fn carried(session: &Session, steps: u64) -> Carried {
    let snapshots = trained(session, steps);
    Carried::from_runs(session, &snapshots.iter().collect::<Vec<_>>())
}

/// A picture of nothing much, which carries something.
fn picture(format: Format, carried: &Carried) -> Vec<u8> {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"80\"><circle r=\"9\"/></svg>";
    let layout = Layout::new(Length::Px(80.0), Length::Px(80.0));
    export::encode_carrying(svg, format, &layout, Some(carried)).unwrap()
}

#[test]
fn a_picture_of_any_kind_repeats_its_run_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let session = Session::preset("blobs").unwrap();
    let snapshots = trained(&session, 30);
    let carried = carried(&session, 30);
    for (format, file) in [
        (Format::Png, "figure.png"),
        (Format::Svg, "figure.svg"),
        // The content decides, not the name.
        (Format::Pdf, "figure.toml"),
    ] {
        fs::write(folder.path().join(file), picture(format, &carried)).unwrap();
        let out = format!("{format:?}");
        let output = marginscope(folder.path(), &["train", file, "--out", &out]);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{message}");
        for snapshot in &snapshots {
            let lane = folder.path().join(&out).join(&snapshot.lane);
            let features: ndarray::Array2<f32> =
                ndarray_npy::read_npy(lane.join("features.npy")).unwrap();
            assert_eq!(features, *snapshot.features, "{format:?}");
        }
    }
    let longer = [
        "train",
        "figure.png",
        "--steps",
        "31",
        "--out",
        "longer",
        "--json",
    ];
    let output = marginscope(folder.path(), &longer);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["circle"]["steps"], 31);
}

#[test]
fn pictures_of_earlier_versions_are_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/carried");
    for file in [
        "figure.png",
        "figure.svg",
        "figure.pdf",
        "turn.gif",
        "turn.png",
    ] {
        let picture = kept.join(file);
        let picture = picture.to_str().unwrap();
        let output = marginscope(folder.path(), &["train", picture, "--out", file, "--json"]);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{message}");
        let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(summary["steps"], 20, "{file}");
    }
}

/// What `train` says of a file with this content.
fn check(content: &[u8], args: &[&str], expect: Result<&str, &str>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.png"), content).unwrap();
    let output = marginscope(
        folder.path(),
        &[&["train", "a.png", "--out", "out"], args].concat(),
    );
    let message = String::from_utf8_lossy(&output.stderr);
    let (wanted, code) = match expect {
        Ok(wanted) => (wanted, 0),
        Err(wanted) => (wanted, 1),
    };
    assert_eq!(output.status.code(), Some(code), "{message}");
    assert!(message.contains(wanted), "{message}");
    if code == 1 {
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(!folder.path().join("out").exists());
    }
}

#[test]
fn pictures_that_cannot_be_repeated_say_why_in_one_line() {
    let carried = carried(&Session::preset("blobs").unwrap(), 2);
    let whole = picture(Format::Png, &carried);
    check(
        &whole[..whole.len() - 1],
        &[],
        Err("a.png: the picture is incomplete"),
    );
    check(
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        &[],
        Err("a.png: the picture carries no experiment"),
    );
    check(
        b"\xff\xd8\xff",
        &[],
        Err("a.png: found binary data, expected an experiment (TOML) or a picture"),
    );
    let mut unknown = carried.clone();
    unknown.version = "9.0.0".to_owned();
    unknown.experiment += "\n[loss]\nq = 1\n";
    let unknown = picture(Format::Png, &unknown);
    check(
        &unknown,
        &[],
        Err("(the picture was made by marginscope 9.0.0)"),
    );
}

#[test]
fn other_data_than_those_of_the_picture_are_told() {
    let mut other = carried(&Session::preset("blobs").unwrap(), 2);
    other.lanes[1].sha256 = "0".repeat(64).into();
    let picture = picture(Format::Svg, &other);
    check(
        &picture,
        &[],
        Err("a.png: the data of lane \"sphere\" are not those of the picture: found SHA-256"),
    );
    check(
        &picture,
        &["--set", "data.test=50"],
        Ok("a.png: the data of lane"),
    );
}

#[test]
fn class_directions_turned_by_hand_are_told() {
    let session = Session::preset("blobs").unwrap();
    let mut snapshots = trained(&session, 2);
    snapshots[0] = snapshots[0].turned(1, &[0.6, -0.8]).unwrap();
    let turned = Carried::from_runs(&session, &snapshots.iter().collect::<Vec<_>>());
    assert_eq!(turned.by_hand(), [None, Some(2)]);
    assert!(turned.caption.ends_with("turned by hand, last at step 2."));
    for format in [Format::Png, Format::Svg, Format::Pdf] {
        check(
            &picture(format, &turned),
            &[],
            Ok("a.png: class directions were turned by hand until step 2"),
        );
    }
}

#[test]
fn settings_moved_by_hand_are_told() {
    let mut tuned = carried(&Session::preset("blobs").unwrap(), 2);
    tuned.lanes[0].tuned = Some(1);
    check(
        &picture(Format::Png, &tuned),
        &[],
        Ok("a.png: settings were changed until step 1"),
    );
}

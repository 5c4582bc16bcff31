//! What a picture says of runs: enough to have them again.

use toml::Value;

use super::{
    tests::{Kind, picture},
    *,
};
use crate::train::{Lane, Session, Snapshot, Status, Towards, lane};

/// The lanes of `blobs` after so many steps each.
fn snapshots(session: &Session, steps: u64) -> Vec<Snapshot> {
    let lanes = session
        .experiments()
        .unwrap()
        .into_iter()
        .map(|(name, experiment)| {
            let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
            (0..steps).for_each(|_| lane.step().unwrap());
            lane.begin_refresh();
            while !lane.refresh_part() {}
            lane.snapshot(&name, 0, Status::Done)
        });
    lanes.collect()
}

fn from_runs(session: &Session, snapshots: &[Snapshot]) -> Carried {
    Carried::from_runs(session, &snapshots.iter().collect::<Vec<_>>())
}

#[test]
fn a_repeated_picture_has_the_same_bits_though_its_schedule_spans_the_run() {
    let mut session = Session::preset("blobs").unwrap();
    let set = |session: &mut Session, key: &str, value: i64| {
        session.set_everywhere(key, &Value::from(value)).unwrap();
    };
    set(&mut session, "optimizer.schedule_steps", 0);
    set(&mut session, "steps", 60);
    let taken = snapshots(&session, 20);
    let carried = from_runs(&session, &taken);
    assert_eq!(carried.session("p", "p.png").unwrap().base, session.base);
    let again = carried.to_repeat("p", "p.png").unwrap();
    assert!(
        again
            .experiments()
            .unwrap()
            .iter()
            .all(|(_, experiment)| experiment.steps == 20)
    );
    for (before, after) in taken.iter().zip(snapshots(&again, 20)) {
        assert_eq!(before.features, after.features);
        assert_eq!(before.weights, after.weights);
        assert_eq!(before.dataset.sha256(), &*carried.lanes[0].sha256);
    }
}

#[test]
fn what_a_picture_says_hashes_no_data_before_it_is_written() {
    let session = Session::preset("blobs").unwrap();
    let taken = snapshots(&session, 1);
    let known = || taken.iter().any(|s| s.dataset.known_sha256().is_some());
    let said = from_runs(&session, &taken).clone();
    assert!(!known());
    let written = picture(Kind::Svg, Some(&said));
    assert!(known());
    let expect = taken[0].dataset.sha256();
    assert_eq!(&*read(&written).unwrap().lanes[0].sha256, expect);
    assert_eq!(expect.len(), 64);
}

#[test]
fn what_was_trained_is_carried_whatever_the_session_says_by_now() {
    let session = Session::preset("blobs").unwrap();
    let mut shown = snapshots(&session, 1);
    // An earlier run of another loss, beside the present one.
    let mut earlier = session.clone();
    earlier
        .set_everywhere("loss.id", &Value::from("arcface"))
        .unwrap();
    earlier
        .set_everywhere("loss.m", &Value::from(0.05))
        .unwrap();
    shown.extend(snapshots(&earlier, 1));
    let names: Vec<String> = from_runs(&session, &shown)
        .lanes
        .into_iter()
        .map(|lane| lane.name)
        .collect();
    assert_eq!(names, ["circle", "sphere", "circle-2", "sphere-2"]);
    let lanes = from_runs(&session, &shown)
        .session("p", "p.png")
        .unwrap()
        .experiments()
        .unwrap();
    for ((_, experiment), snapshot) in lanes.iter().zip(&shown) {
        assert_eq!(experiment, snapshot.experiment.as_ref());
    }
    assert_eq!(lanes[3].1.loss.knobs.get("m"), Some(0.05));
}

#[test]
fn a_class_direction_that_is_turned_is_noted_unless_that_is_taken_back() {
    let (_, experiment) = Session::preset("blobs")
        .unwrap()
        .experiments()
        .unwrap()
        .remove(0);
    let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    let touched = |lane: &Lane| lane.snapshot("run", 0, Status::Paused).touched;
    let to = Towards::Direction(vec![1.0, 0.0]);
    assert!(lane.turn(0, &to));
    assert_eq!(
        touched(&lane),
        Some(0),
        "the start is no longer that of the seed"
    );
    lane.step().unwrap();
    assert!(!lane.turn(0, &Towards::Back), "the run has gone on");
    assert!(lane.turn(2, &to) && lane.turn(1, &to));
    assert_eq!(touched(&lane), Some(1));
    assert!(
        !lane.turn(2, &Towards::Back),
        "another one was turned since"
    );
    assert!(lane.turn(1, &Towards::Back));
    assert_eq!(touched(&lane), Some(1));
    assert!(lane.turn(2, &Towards::Back));
    assert_eq!(touched(&lane), Some(0));
}

#[test]
fn a_setting_that_is_moved_while_a_lane_trains_is_noted() {
    let (_, experiment) = Session::preset("blobs")
        .unwrap()
        .experiments()
        .unwrap()
        .remove(0);
    let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    let tuned = |lane: &Lane| lane.snapshot("run", 0, Status::Paused).tuned;
    let mut other = experiment.clone();
    other.loss.knobs.set("m", 0.1);
    lane.tune(&other);
    assert_eq!(
        tuned(&lane),
        None,
        "before the first step nothing depends on it"
    );
    lane.step().unwrap();
    other.steps += 1;
    lane.tune(&other);
    assert_eq!(
        tuned(&lane),
        None,
        "more steps leave those before as they are"
    );
    other.loss.knobs.set("m", 0.2);
    lane.tune(&other);
    assert_eq!(tuned(&lane), Some(1));
}

use std::{cell::Cell, fs};

use super::*;
use crate::{
    export::{
        Camera, Drawing, Layout, Length, Panel,
        animation::{AnimationFormat, Brush, Motion},
        carry::{self, Carried},
    },
    figure::chart::{Axis, ChartFigure, Unit},
    look::{Style, Theme},
    train::Session,
};

fn plan(format: AnimationFormat, pictures: usize) -> AnimationPlan {
    let axis = Axis::showing(Unit::Number, 0.0, 1.0);
    let panel = Panel {
        run: None,
        drawing: Drawing::Chart(ChartFigure::new(axis, axis)),
        title: "ψ".to_owned(),
        classes: Vec::new(),
        camera: Camera::default(),
    };
    AnimationPlan {
        panels: vec![panel],
        past: None,
        brush: Brush {
            style: Style::new(Theme::Light),
            layout: Layout::new(Length::Px(160.0), Length::Px(120.0)),
        },
        format,
        timing: Motion::Turntable.timing(pictures, 20),
        carried: Carried::from_runs(&Session::preset("blobs").unwrap(), &[]),
        stem: "a".to_owned(),
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn both_formats_carry_their_experiment_under_names_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, name) in [
        (AnimationFormat::Gif, "a.gif"),
        (AnimationFormat::Apng, "a.png"),
        (AnimationFormat::Gif, "a-2.gif"),
    ] {
        let (plan, state) = (plan(kind, 3), State::default());
        let path = save(&plan, &state, folder.path(), &|| {}).unwrap();
        assert_eq!(path, folder.path().join(name));
        assert_eq!(state.drawn.load(Ordering::Relaxed), 3);
        let found = carry::read(&fs::read(path).unwrap());
        assert_eq!(found, Ok(plan.carried));
    }
    assert_eq!(names(folder.path()), ["a-2.gif", "a.gif", "a.png"]);
}

#[test]
fn who_gives_up_waits_for_one_picture_at_most_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [AnimationFormat::Gif, AnimationFormat::Apng] {
        for after in 0..3 {
            let (state, drew) = (State::default(), Cell::new(0));
            if after == 0 {
                state.leave_for(CANCELLED);
            }
            let count = || {
                drew.set(drew.get() + 1);
                if drew.get() == after {
                    state.leave_for(CANCELLED);
                }
            };
            let made = save(&plan(kind, 3), &state, folder.path(), &count);
            assert_eq!((made, drew.get()), (Err(Stop::Cancelled), after));
        }
    }
    assert!(names(folder.path()).is_empty());
}

#[test]
fn after_the_last_picture_it_is_not_too_late() {
    let folder = tempfile::tempdir().unwrap();
    let (state, drew) = (State::default(), Cell::new(0));
    let count = || {
        drew.set(drew.get() + 1);
        if drew.get() == 3 {
            state.leave_for(CANCELLED);
        }
    };
    let made = save(
        &plan(AnimationFormat::Apng, 3),
        &state,
        folder.path(),
        &count,
    );
    assert_eq!(made, Err(Stop::Cancelled));
    assert!(names(folder.path()).is_empty());
}

#[test]
fn what_is_being_written_is_written() {
    let state = State::default();
    assert!(state.leave_for(SAVING) && !state.leave_for(CANCELLED));
    assert_eq!(state.go_on(), Ok(()));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let made = save(
        &plan(AnimationFormat::Gif, 2),
        &State::default(),
        Path::new("no/such"),
        &|| {},
    );
    let Err(Stop::Failed(why)) = made else {
        panic!("{made:?}");
    };
    assert!(why.contains("no/such/a.gif"), "{why}");
}

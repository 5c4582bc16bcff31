//! What runs are called beside each other.

use std::sync::Arc;

use super::shot::Shot;
use crate::{
    knob::written,
    loss,
    train::{Snapshot, spoken_lane},
};

/// What each run is called beside the others: its loss, with the knobs in which runs of one loss differ, or its lane.
pub fn titles(shots: &[Shot]) -> Vec<String> {
    let titles: Vec<String> = shots.iter().map(|shot| title(shot, shots)).collect();
    let again = |title: &String| titles.iter().filter(|other| *other == title).count() > 1;
    let lane = |(title, shot): (&String, &Shot)| match again(title) {
        true => spoken_lane(&shot.name),
        false => title.clone(),
    };
    titles.iter().zip(shots).map(lane).collect()
}

fn title(shot: &Shot, all: &[Shot]) -> String {
    let id = |snapshot: &Arc<Snapshot>| snapshot.experiment.loss.id.clone();
    let own = id(&shot.snapshot);
    let Some(loss) = loss::find(&own) else {
        return spoken_lane(&shot.name);
    };
    let value = |shot: &Shot, knob: &str| shot.snapshot.experiment.loss.knobs.get(knob);
    // Without the other names that some have in brackets.
    let name = loss.short_name();
    let mut title = name.to_owned();
    for knob in loss.knobs() {
        let mine = value(shot, knob.id);
        let others = all.iter().filter(|other| id(&other.snapshot) == own);
        let differs = others.map(|other| value(other, knob.id)).any(|v| v != mine);
        if let Some(mine) = mine.filter(|_| differs) {
            title += &format!(", {} = {mine}", written(knob.letter()));
        }
    }
    title
}

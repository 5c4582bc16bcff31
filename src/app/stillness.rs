//! Whether anything moves in the figures from one state to the next: in those of a run that has settled, nothing does that
//! anybody sees.

use std::sync::Arc;

use ndarray::{Array2, ArrayView1, Axis};

use crate::knob::Knobs;
use crate::loss::{self, Objective, WeightNorm};
use crate::train::{Snapshot, State, Status};

/// What turns by less, radians, stands still: a pixel or two of a large sphere.
const ANGLE: f32 = 0.006;
/// The same of lengths, as parts of them: raw features are drawn smaller.
const LENGTH: f32 = 0.015;
/// About so many samples are looked at from frame to frame, and so many before a figure goes on standing for another state.
const SOME: usize = 256;
const MANY: usize = 4096;
/// In a figure that stands for another state none of these is drawn farther from its place than so many times what nobody sees.
const FARTHEST: f32 = 4.0;

/// By how much something stands elsewhere: up to 1 nobody sees it.
#[derive(Clone, Copy)]
struct Motion {
    /// On average over samples, or over directions.
    mean: f32,
    /// That of the one that moved most.
    most: f32,
}

impl Motion {
    const NONE: Self = Self::of(0.0);
    /// It is not the same any more.
    const CHANGED: Self = Self::of(f32::INFINITY);

    const fn of(amount: f32) -> Self {
        Self {
            mean: amount,
            most: amount,
        }
    }

    /// What is no number has moved.
    fn or(self, other: Self) -> Self {
        let larger = |a: f32, b: f32| match a.is_nan() || b.is_nan() {
            true => f32::INFINITY,
            false => a.max(b),
        };
        Self {
            mean: larger(self.mean, other.mean),
            most: larger(self.most, other.most),
        }
    }
}

/// By how much a lane's features, or the directions or borders of its classes, stand elsewhere in `now` on average: up to 1 nobody
/// sees it. Infinite where it is another lane or run, or was changed.
pub fn motion(before: &State, now: &State) -> f32 {
    if before.lanes.len() != now.lanes.len() || before.playing != now.playing {
        return f32::INFINITY;
    }
    let lanes = before.lanes.iter().zip(&now.lanes);
    let moved = lanes.map(|(before, now)| lane_motion(before, now, SOME));
    moved.fold(Motion::NONE, Motion::or).mean
}

/// Whether a figure of `drawn` still shows what one of `now` would. What rests is shown as it is, to the last bit.
pub fn stands_for(drawn: &Arc<Snapshot>, now: &Arc<Snapshot>) -> bool {
    if now.status != Status::Running {
        return false;
    }
    let moved = lane_motion(drawn, now, MANY);
    moved.mean <= 1.0 && moved.most <= FARTHEST
}

fn lane_motion(before: &Arc<Snapshot>, now: &Arc<Snapshot>, samples: usize) -> Motion {
    if Arc::ptr_eq(before, now) {
        return Motion::NONE;
    }
    let called = |lane: &Snapshot| {
        (
            lane.lane.clone(),
            lane.run,
            lane.status.clone(),
            lane.health,
            lane.touched,
            lane.onto.clone(),
        )
    };
    if called(before) != called(now)
        || before.experiment != now.experiment
        || !Arc::ptr_eq(&before.dataset, &now.dataset)
        || in_force(before) != in_force(now)
    {
        return Motion::CHANGED;
    }
    let every = |rows: &Array2<f32>, classes| every(rows.nrows(), samples, classes);
    let classes = (now.dataset.classes(), now.dataset.unseen.classes());
    // Where a border lies between weights whose lengths count, it turns by as much as one of them grows, or more.
    let grows_by = if lengths_count(now) { ANGLE } else { LENGTH };
    let weights = rows_motion(&before.weights, &now.weights, 1, grows_by);
    [
        rows_motion(
            &before.features,
            &now.features,
            every(&now.features, classes.0),
            LENGTH,
        ),
        rows_motion(
            &before.unseen,
            &now.unseen,
            every(&now.unseen, classes.1),
            LENGTH,
        ),
        Motion::of(weights.most),
        borders_motion(before, now),
    ]
    .into_iter()
    .fold(Motion::NONE, Motion::or)
}

/// The margin and the scale of its step, which schedules move.
fn in_force(lane: &Snapshot) -> Option<Knobs> {
    let config = &lane.experiment.loss;
    Some(loss::find(&config.id)?.at_step(&config.knobs, lane.schedule_step()))
}

fn lengths_count(lane: &Snapshot) -> bool {
    let objective = || {
        let found = loss::find(&lane.experiment.loss.id)?;
        Some(found.in_force(&in_force(lane)?))
    };
    let head = |objective: &Objective| Some(objective.head()?.weight_norm);
    objective().as_ref().and_then(head) == Some(WeightNorm::Free)
}

/// Every so-manieth of `rows` is looked at: at most `samples`, and some of each class where classes take turns.
fn every(rows: usize, samples: usize, classes: usize) -> usize {
    let shared = |a: usize| {
        let (mut a, mut b) = (a, classes);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a > 1
    };
    let least = rows.div_ceil(samples).max(1);
    (least..least + classes.max(1))
        .find(|step| !shared(*step))
        .unwrap_or(least)
}

/// By how much every so-manieth row turned, or grew as measured by `length`.
fn rows_motion(before: &Array2<f32>, now: &Array2<f32>, every: usize, length: f32) -> Motion {
    if before.dim() != now.dim() {
        return Motion::CHANGED;
    }
    let rows = (0..before.nrows()).step_by(every);
    let count = rows.len().max(1) as f32;
    let [mut turned, mut grew] = [Motion::NONE; 2];
    for row in rows {
        let row = [before, now].map(|rows| rows.index_axis(Axis(0), row));
        let (chord, growth) = row_motion(row);
        for (moved, by) in [(&mut turned, chord / ANGLE), (&mut grew, growth / length)] {
            *moved = Motion {
                mean: moved.mean + by / count,
                most: moved.or(Motion::of(by)).most,
            };
        }
    }
    turned.or(grew)
}

/// The chord by which a row turned, which is the angle where that is small, and by which part of its length it grew.
fn row_motion([before, now]: [ArrayView1<'_, f32>; 2]) -> (f32, f32) {
    let lengths = [before.dot(&before).sqrt(), now.dot(&now).sqrt()];
    // Two rows without a length stand still, and one that gets or loses its own grows.
    if lengths == [0.0; 2] {
        return (0.0, 0.0);
    }
    let cosine = before.dot(&now) / (lengths[0] * lengths[1]).max(f32::MIN_POSITIVE);
    let growth = (lengths[1] / lengths[0].max(f32::MIN_POSITIVE) - 1.0).abs();
    ((2.0 - 2.0 * cosine).max(0.0).sqrt(), growth)
}

/// By how much biases moved, measured by the longest class weight.
fn borders_motion(before: &Snapshot, now: &Snapshot) -> Motion {
    let (Some(before), Some(now), weights) = (&before.bias, &now.bias, &now.weights) else {
        return match before.bias.is_some() == now.bias.is_some() {
            true => Motion::NONE,
            false => Motion::CHANGED,
        };
    };
    let lengths = weights.outer_iter().map(|row| row.dot(&row).sqrt());
    let longest = lengths.fold(0.0, f32::max);
    let apart = before.iter().zip(now.iter()).map(|(b, n)| (b - n).abs());
    let apart = apart.fold(0.0, f32::max);
    match (before.len() == now.len(), apart > 0.0) {
        (false, _) => Motion::CHANGED,
        (true, false) => Motion::NONE,
        (true, true) => Motion::of(apart / (ANGLE * longest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Experiment, Lane, lane};

    fn state(loss: &str) -> State {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.set_loss(loss);
        let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        (0..40).for_each(|_| lane.step().unwrap());
        lane.begin_refresh();
        while !lane.refresh_part() {}
        State {
            playing: true,
            lanes: vec![Arc::new(lane.snapshot("run", 0, Status::Running))],
            revision: 0,
            turns: Default::default(),
            moments: Vec::new(),
        }
    }

    fn check(loss: &str, change: impl Fn(&mut Snapshot), expect: bool) {
        let before = state(loss);
        let mut now = before.clone();
        let mut changed = Snapshot::clone(&before.lanes[0]);
        change(&mut changed);
        now.lanes = vec![Arc::new(changed)];
        assert_eq!(motion(&before, &now) > 1.0, expect);
        // What a figure stands for counts from what was drawn, not from frame to frame.
        let running = now.lanes[0].status == Status::Running;
        let stands = stands_for(&before.lanes[0], &now.lanes[0]);
        assert_eq!(stands, running && !expect);
    }

    fn scale(rows: &mut Arc<Array2<f32>>, by: f32) {
        Arc::make_mut(rows).mapv_inplace(|x| x * by);
    }

    #[test]
    fn what_a_step_changes_by_less_than_a_pixel_stands_still() {
        check("arcface", |_| {}, false);
        check("arcface", |now| now.step += 2000, false);
        check("arcface", |now| now.metrics.loss *= 2.0, false);
        check("arcface", |now| scale(&mut now.features, 1.01), false);
        check("arcface", |now| scale(&mut now.features, 1.02), true);
        check("arcface", |now| scale(&mut now.weights, 0.98), true);
        check("arcface", |now| scale(&mut now.features, f32::NAN), true);
        check("arcface", |now| scale(&mut now.features, 0.0), true);
        let turn = |by: f32| {
            move |now: &mut Snapshot| {
                for mut row in Arc::make_mut(&mut now.features).outer_iter_mut() {
                    (row[0], row[1]) = (row[0] - by * row[1], row[1] + by * row[0]);
                }
            }
        };
        check("arcface", turn(0.001), false);
        check("arcface", turn(0.05), true);
    }

    #[test]
    fn a_figure_stands_for_another_state_only_while_it_trains_and_no_sample_is_far_from_its_place()
    {
        let before = state("arcface");
        let check = |change: &dyn Fn(&mut Snapshot), expect: bool| {
            let mut now = Snapshot::clone(&before.lanes[0]);
            change(&mut now);
            assert_eq!(stands_for(&before.lanes[0], &Arc::new(now)), expect);
        };
        check(&|now| now.step += 2000, true);
        check(&|now| now.touched = Some(now.step), false);
        check(&|now| scale(&mut now.weights, 1.01), true);
        let one = |now: &mut Snapshot| {
            let weights = Arc::make_mut(&mut now.weights);
            weights.row_mut(1).mapv_inplace(|x| 1.05 * x);
        };
        check(&one, false);
        // One sample among many is elsewhere: on average hardly anything moved.
        let one = |now: &mut Snapshot| {
            let features = Arc::make_mut(&mut now.features);
            features.row_mut(1).mapv_inplace(|x| -x);
        };
        check(&one, false);
        let paused = Arc::new(Snapshot {
            status: Status::Paused,
            ..Snapshot::clone(&before.lanes[0])
        });
        let turned = Arc::new(Snapshot::clone(&paused));
        assert!(!stands_for(&paused, &turned));
    }

    #[test]
    fn a_margin_that_a_ramp_moves_and_lengths_that_count_move_the_borders() {
        let check = |loss: &str, ramp: Option<f64>, growth: f32, expect: bool| {
            let mut before = Snapshot::clone(&state(loss).lanes[0]);
            if let Some(steps) = ramp {
                Arc::make_mut(&mut before.experiment)
                    .loss
                    .knobs
                    .set("ramp", steps);
            }
            let mut now = before.clone();
            now.step += 20;
            scale(&mut now.weights, 1.0 + growth);
            let found = stands_for(&Arc::new(before), &Arc::new(now));
            assert_eq!(found, expect, "{loss}, {ramp:?}, {growth}");
        };
        check("arcface", None, 0.01, true);
        check("arcface", Some(1000.0), 0.0, false);
        check("softmax", None, 0.001, true);
        check("softmax", None, 0.01, false);
    }

    #[test]
    fn some_samples_of_each_class_are_looked_at_where_classes_take_turns() {
        let check = |rows: usize, samples: usize, classes: usize, expect: usize| {
            let found = every(rows, samples, classes);
            assert_eq!(found, expect, "{rows} rows of {classes} classes");
            let seen = (0..rows).step_by(found).map(|row| row % classes.max(1));
            let seen: std::collections::BTreeSet<usize> = seen.collect();
            assert_eq!(seen.len(), classes);
            assert!(rows.div_ceil(found) <= samples);
        };
        check(1000, 256, 10, 7);
        check(1000, 256, 4, 5);
        check(200, 256, 10, 1);
        check(10_000, 4096, 10, 3);
        check(6000, 4096, 10, 3);
        check(1000, 256, 1, 4);
    }

    #[test]
    fn features_that_tremble_move_by_less_than_those_that_go_elsewhere() {
        let before = state("arcface");
        let check = |by: f32, expect: std::ops::Range<f32>| {
            let mut now = Snapshot::clone(&before.lanes[0]);
            for mut row in Arc::make_mut(&mut now.features).outer_iter_mut() {
                (row[0], row[1]) = (row[0] - by * row[1], row[1] + by * row[0]);
            }
            let mut after = before.clone();
            after.lanes = vec![Arc::new(now)];
            let found = motion(&before, &after);
            assert!(expect.contains(&found), "{by}: {found}");
        };
        // A cosine of 32 bits says no more.
        check(0.0, 0.0..0.1);
        check(0.01, 1.0..4.0);
        check(0.1, 4.0..100.0);
    }

    #[test]
    fn another_run_another_setting_and_another_border_move() {
        check("arcface", |now| now.run += 1, true);
        check("arcface", |now| now.status = Status::Done, true);
        check(
            "arcface",
            |now| Arc::make_mut(&mut now.experiment).loss.knobs.set("m", 0.4),
            true,
        );
        let shift = |by: f32| {
            move |now: &mut Snapshot| {
                let bias = now.bias.as_mut().unwrap();
                Arc::make_mut(bias).mapv_inplace(|x| x + by);
            }
        };
        check("softmax", shift(1e-4), false);
        check("softmax", shift(0.1), true);
    }
}

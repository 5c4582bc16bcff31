//! Whether anything moves in the figures from one state to the next: in those of a run that has settled, nothing does that
//! anybody sees.

use std::sync::Arc;

use ndarray::{Array2, Axis};

use crate::train::{Snapshot, State};

/// What turns by less, radians, stands still: a pixel or two of a large sphere.
const ANGLE: f32 = 0.006;
/// The same of lengths, as parts of them: raw features are drawn smaller.
const LENGTH: f32 = 0.015;
/// So many samples are looked at.
const SAMPLES: usize = 256;

/// Whether a lane's features, or the directions or borders of its classes, stand elsewhere in `now`; or whether it is another lane
/// or run, or was changed.
pub fn moves(before: &State, now: &State) -> bool {
    before.lanes.len() != now.lanes.len()
        || before.playing != now.playing
        || before
            .lanes
            .iter()
            .zip(&now.lanes)
            .any(|(before, now)| lane_moves(before, now))
}

fn lane_moves(before: &Arc<Snapshot>, now: &Arc<Snapshot>) -> bool {
    if Arc::ptr_eq(before, now) {
        return false;
    }
    let called = |lane: &Snapshot| {
        (
            lane.lane.clone(),
            lane.run,
            lane.status.clone(),
            lane.health,
        )
    };
    called(before) != called(now)
        || before.experiment != now.experiment
        || !Arc::ptr_eq(&before.dataset, &now.dataset)
        || rows_move(&before.features, &now.features)
        || rows_move(&before.unseen, &now.unseen)
        || rows_move(&before.weights, &now.weights)
        || borders_move(before, now)
}

/// Whether rows turned or grew, on average over some of them.
fn rows_move(before: &Array2<f32>, now: &Array2<f32>) -> bool {
    if before.dim() != now.dim() {
        return true;
    }
    let every = before.nrows().div_ceil(SAMPLES).max(1);
    let rows = (0..before.nrows()).step_by(every);
    let count = rows.len() as f32;
    let (turned, grew) = rows.fold((0.0, 0.0), |(turned, grew), row| {
        let (before, now) = (
            before.index_axis(Axis(0), row),
            now.index_axis(Axis(0), row),
        );
        let lengths = [before.dot(&before).sqrt(), now.dot(&now).sqrt()];
        // Two rows without a length stand still, and one that gets or loses its own grows.
        if lengths == [0.0; 2] {
            return (turned, grew);
        }
        let cosine = before.dot(&now) / (lengths[0] * lengths[1]).max(f32::MIN_POSITIVE);
        // The chord, which is the angle where that is small.
        let chord = (2.0 - 2.0 * cosine).max(0.0).sqrt();
        (
            turned + chord,
            grew + (lengths[1] / lengths[0].max(f32::MIN_POSITIVE) - 1.0).abs(),
        )
    });
    count > 0.0 && !(turned <= ANGLE * count && grew <= LENGTH * count)
}

/// Whether biases moved, measured by the longest class weight.
fn borders_move(before: &Snapshot, now: &Snapshot) -> bool {
    let (Some(before), Some(now), weights) = (&before.bias, &now.bias, &now.weights) else {
        return before.bias.is_some() != now.bias.is_some();
    };
    let lengths = weights.outer_iter().map(|row| row.dot(&row).sqrt());
    let longest = lengths.fold(0.0, f32::max);
    let apart = before.iter().zip(now.iter()).map(|(b, n)| (b - n).abs());
    before.len() != now.len() || apart.fold(0.0, f32::max) > ANGLE * longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Experiment, Lane, Status, lane};

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
        assert_eq!(moves(&before, &now), expect);
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

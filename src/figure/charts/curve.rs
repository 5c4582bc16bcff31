//! Values by training step, one curve a lane.

use super::super::chart::{Axis, ChartFigure, Series, Stroke, Title, Tone, Unit};
use super::{ChartLane, named};
use crate::train::{CurvePoint, FIRST_STEPS};

/// Longer curves are averaged to about so many points: no chart is wide enough to show more.
const RESOLUTION: usize = 200;

/// A chart of `value` by step.
pub fn chart(lanes: &[ChartLane<'_>], y: Axis, value: impl Fn(&CurvePoint) -> f64) -> ChartFigure {
    let mut figure = ChartFigure::new(Axis::free(Unit::Steps).titled(Title::Steps), y);
    let series = lanes.iter().map(|lane| Series {
        name: named(lanes, lane, ""),
        tone: Tone::Lane(lane.place),
        stroke: Stroke::Solid,
        points: thinned(&lane.snapshot.curve, &value),
    });
    figure.series.extend(series);
    figure
}

/// Means over runs of equally many points, but for the first steps, in which most happens; values that are not finite are left
/// out.
fn thinned(curve: &[CurvePoint], value: &impl Fn(&CurvePoint) -> f64) -> Vec<[f64; 2]> {
    let first = curve.partition_point(|point| point.step <= FIRST_STEPS);
    let (first, rest) = curve.split_at(first);
    let run = rest.len().div_ceil(RESOLUTION).max(1);
    first
        .chunks(1)
        .chain(rest.chunks(run))
        .filter_map(|points| {
            let finite: Vec<f64> = points.iter().map(value).filter(|v| v.is_finite()).collect();
            let step = points.last()?.step as f64;
            (!finite.is_empty()).then(|| [step, finite.iter().sum::<f64>() / finite.len() as f64])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(losses: &[f64], expect: &[[f64; 2]]) {
        let curve: Vec<CurvePoint> = losses
            .iter()
            .zip(FIRST_STEPS - 1..)
            .map(|(&loss, step)| CurvePoint {
                step,
                loss,
                train_accuracy: 0.0,
                test_accuracy: 0.0,
                own_angle: 0.0,
            })
            .collect();
        let expect: Vec<[f64; 2]> = expect
            .iter()
            .map(|[step, value]| [step + (FIRST_STEPS - 2) as f64, *value])
            .collect();
        assert_eq!(thinned(&curve, &|point: &CurvePoint| point.loss), expect);
    }

    #[test]
    fn a_short_curve_is_drawn_as_it_is() {
        check(&[2.0, 1.0], &[[1.0, 2.0], [2.0, 1.0]]);
    }

    #[test]
    fn what_is_no_number_is_left_out() {
        check(
            &[2.0, f64::NAN, f64::INFINITY, 1.0],
            &[[1.0, 2.0], [4.0, 1.0]],
        );
    }

    #[test]
    fn a_long_curve_is_averaged() {
        let losses: Vec<f64> = (0..402).map(f64::from).collect();
        let curve = (0..200).map(|i| [f64::from(2 * i + 4), f64::from(2 * i) + 2.5]);
        let first = [[1.0, 0.0], [2.0, 1.0]];
        check(&losses, &first.into_iter().chain(curve).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_hundred_steps_are_drawn_as_they_are() {
        let point = |step: u64| CurvePoint {
            step,
            loss: step as f64,
            train_accuracy: 0.0,
            test_accuracy: 0.0,
            own_angle: 0.0,
        };
        let curve: Vec<CurvePoint> = (1..=100_000).map(point).collect();
        let drawn = thinned(&curve, &|point: &CurvePoint| point.loss);
        let first: Vec<[f64; 2]> = (1..=100).map(|i| [f64::from(i); 2]).collect();
        assert_eq!(&drawn[..100], &first[..]);
        assert!(drawn.len() <= 100 + RESOLUTION, "{}", drawn.len());
    }
}

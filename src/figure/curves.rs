//! How training went: loss and held-out accuracy by step, one curve a lane.

use std::sync::Arc;

use super::chart::{ChartFigure, Series, Unit};
use crate::train::{CurvePoint, Snapshot};

/// A curve has at most about so many points: more than a chart is wide in pixels is not seen.
const RESOLUTION: usize = 200;

/// Mean training loss by step.
pub fn loss(lanes: &[Arc<Snapshot>]) -> ChartFigure {
    chart(lanes, Unit::Number, |point| point.loss)
}

/// Held-out accuracy on plain logits by step.
pub fn accuracy(lanes: &[Arc<Snapshot>]) -> ChartFigure {
    chart(lanes, Unit::Percent, |point| point.test_accuracy)
}

fn chart(lanes: &[Arc<Snapshot>], unit: Unit, value: fn(&CurvePoint) -> f64) -> ChartFigure {
    let series = lanes.iter().enumerate().map(|(lane, snapshot)| Series {
        name: snapshot.lane.clone(),
        lane,
        points: thinned(&snapshot.curve, value),
    });
    ChartFigure {
        series: series.collect(),
        unit,
    }
}

/// Means over equally long runs of points, without those that are no number.
fn thinned(curve: &[CurvePoint], value: fn(&CurvePoint) -> f64) -> Vec<[f64; 2]> {
    let run = curve.len().div_ceil(RESOLUTION).max(1);
    curve
        .chunks(run)
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
            .zip(1..)
            .map(|(&loss, step)| CurvePoint {
                step,
                loss,
                train_accuracy: 0.0,
                test_accuracy: 0.0,
            })
            .collect();
        assert_eq!(thinned(&curve, |point| point.loss), expect);
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
        let losses: Vec<f64> = (0..400).map(f64::from).collect();
        let curve: Vec<[f64; 2]> = (0..200)
            .map(|i| [f64::from(2 * i + 2), f64::from(2 * i) + 0.5])
            .collect();
        check(&losses, &curve);
    }
}

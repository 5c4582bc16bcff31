//! ψ of the laboratory's losses, with the feature on the curve of the chosen one.

use super::{LAMBDA, Lab, Reading};
use crate::{
    figure::{
        chart::{Axis, ChartFigure, Dot, Series, Stroke, Tone, Unit},
        charts::push_psi,
    },
    knob::Knobs,
    math::real,
};

/// The axis goes down so far at least.
const LOWEST: f64 = -2.0;

/// The target logit of every loss whose boundaries are shown, before its scale, against the angle to the own weight; the
/// chosen one's is bold. Without curves where no loss has a target logit.
pub fn psi(lab: &Lab, reading: &Reading) -> ChartFigure {
    let mut figure = ChartFigure::new(
        Axis::showing(Unit::Degrees, 0.0, 180.0),
        Axis::showing(Unit::Number, LOWEST, 1.0),
    );
    let alone = lab.drawn().count() == 1;
    for (place, loss) in lab.drawn() {
        let chosen = loss.id() == lab.loss;
        let stroke = if chosen { Stroke::Bold } else { Stroke::Solid };
        let values = lab.knobs(loss);
        let tone = Tone::Family(place);
        let before = figure.series.len();
        push_psi(&mut figure, loss, &values, (tone, stroke));
        // One alone is called what it is.
        if let Some(own) = figure.series.get_mut(before).filter(|_| alone) {
            own.name = format!("ψ, {}", own.name);
        }
        if chosen {
            // Of the others what is beyond this may run out of view.
            let own = figure.series[before..].iter();
            let lowest = own.flat_map(|series| &series.points);
            let lowest = lowest.map(|point| point[1]).fold(LOWEST, f64::min);
            figure.y.within = Some((lowest, 1.0));
            figure.series.extend(without_pieces(&values, tone));
        }
        if chosen && let Some(head) = lab.objective(loss).head() {
            let theta = reading.theta[lab.label];
            let value = head.margin.target(real::cos(theta)).value;
            figure.dots.push(Dot {
                tone,
                at: [theta.to_degrees(), value],
            });
        }
    }
    figure
}

/// Points of a curve, two for each degree.
const POINTS: u32 = 360;

/// Where a multiplied angle passes 180°, how (λ cos θ + cos(mθ))/(1 + λ) goes on: what ψ would be if it were not put together
/// of pieces. `None` for a loss that multiplies no angle.
fn without_pieces(values: &Knobs, tone: Tone) -> Option<Series> {
    let lambda = values.get(LAMBDA.id)?;
    let m = values.get("m").filter(|m| *m > 1.0)?;
    let at = |i: u32| {
        let degrees = 180.0 * f64::from(i) / f64::from(POINTS);
        let theta = degrees.to_radians();
        let value = (lambda * real::cos(theta) + real::cos(m * theta)) / (1.0 + lambda);
        (degrees >= 180.0 / m).then_some([degrees, value])
    };
    Some(Series {
        name: format!("cos({}θ)", (100.0 * m).round() / 100.0),
        tone,
        stroke: Stroke::Dashed,
        points: (0..=POINTS).filter_map(at).collect(),
    })
}

//! ψ of the laboratory's losses, with the feature on the curve of the chosen one.

use super::{Lab, Reading};
use crate::{
    figure::{
        chart::{Axis, ChartFigure, Dot, Stroke, Tone, Unit},
        charts::push_psi,
    },
    math::real,
};

/// The target logit of every loss whose boundaries are shown, before its scale, against the angle to the own weight; the
/// chosen one's is bold. Without curves where no loss has a target logit.
pub fn psi(lab: &Lab, reading: &Reading) -> ChartFigure {
    let mut figure = ChartFigure::new(
        Axis::showing(Unit::Degrees, 0.0, 180.0),
        Axis::showing(Unit::Number, -2.0, 1.0),
    );
    for (place, loss) in lab.drawn() {
        let chosen = loss.id() == lab.loss;
        let stroke = if chosen { Stroke::Bold } else { Stroke::Solid };
        let values = lab.knobs(loss);
        let tone = Tone::Family(place);
        push_psi(&mut figure, loss, &values, (tone, stroke));
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

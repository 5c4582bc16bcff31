//! What of a chart is in view, and where its axes have marks.

use super::chart::{Axis, ChartFigure, Series, Tone, Unit};

/// What is in view, `((left, right), (bottom, top))` in the units of the axes: all that the axes ask for and the curves
/// need, with a little room above and below.
pub fn bounds(figure: &ChartFigure) -> ((f64, f64), (f64, f64)) {
    // Curves that are there for comparison may run out of view.
    let before = |series: &&Series| !matches!(series.tone, Tone::Family(_));
    let points = || {
        let shown = figure.series.iter().filter(before);
        shown.flat_map(|series| &series.points)
    };
    let x = range(figure.x, points().map(|point| point[0]));
    let (low, high) = range(figure.y, points().map(|point| point[1]));
    let room = 0.05 * (high - low);
    (x, (low - room, high + room))
}

fn range(axis: Axis, values: impl Iterator<Item = f64>) -> (f64, f64) {
    let start = axis.within.unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
    let finite = values.filter(|value| value.is_finite());
    let (low, high) = finite.fold(start, |(low, high), value| {
        (low.min(value), high.max(value))
    });
    match high > low {
        true => (low, high),
        false if low.is_finite() => (low, low + 1.0),
        false => (0.0, 1.0),
    }
}

/// About `wanted` places at round numbers, and the step between them: multiples of 1, 2 or 5 times a power of ten, or parts
/// of a half turn.
pub fn ticks((low, high): (f64, f64), wanted: f64, unit: Unit) -> (Vec<f64>, f64) {
    let raw = (high - low) / wanted.clamp(2.0, 8.0);
    let step = match unit {
        Unit::Degrees => [15.0, 30.0, 45.0, 60.0, 90.0]
            .into_iter()
            .find(|step| *step >= raw)
            .unwrap_or(180.0),
        _ => round_step(raw),
    };
    if !step.is_finite() || step <= 0.0 {
        return (Vec::new(), 1.0);
    }
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    let places = (first..=last.min(first + 32)).map(|i| i as f64 * step);
    (places.collect(), step)
}

fn round_step(raw: f64) -> f64 {
    let power = 10_f64.powf(raw.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0];
    let chosen = factor.into_iter().find(|factor| factor * power >= raw);
    chosen.unwrap_or(10.0) * power
}

/// A value of an axis as text; `step` writes training steps, which depends on the language.
pub fn written(unit: Unit, value: f64, step: &dyn Fn(f64) -> String) -> String {
    let rounded = (value * 1_000.0).round() / 1_000.0;
    let text = match unit {
        Unit::Number => format!("{rounded}"),
        Unit::Percent => format!("{} %", (value * 100.0).round()),
        Unit::Steps => step(value),
        Unit::Degrees => format!("{}°", value.round()),
        Unit::None => String::new(),
    };
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: f64, expect: f64) {
        assert!((round_step(raw) - expect).abs() < 1e-12 * expect);
    }

    #[test]
    fn ticks_are_at_round_numbers() {
        check(0.23, 0.5);
        check(1.0, 1.0);
        check(130.0, 200.0);
        check(7_000.0, 10_000.0);
        let half_turn = ticks((0.0, 180.0), 4.0, Unit::Degrees);
        assert_eq!(half_turn, (vec![0.0, 45.0, 90.0, 135.0, 180.0], 45.0));
    }

    #[test]
    fn an_axis_shows_what_it_must_and_what_it_holds() {
        let axis = Axis::showing(Unit::Number, 0.0, 1.0);
        assert_eq!(range(axis, [0.2, 3.0, f64::NAN].into_iter()), (0.0, 3.0));
        assert_eq!(
            range(Axis::free(Unit::Number), std::iter::empty()),
            (0.0, 1.0)
        );
        assert_eq!(
            range(Axis::free(Unit::Number), [2.0].into_iter()),
            (2.0, 3.0)
        );
    }
}

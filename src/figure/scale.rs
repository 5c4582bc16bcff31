//! What of a chart is in view, and where its axes have marks.

use super::chart::{Axis, ChartFigure, Series, Tone, Unit};

/// What is in view, `((left, right), (bottom, top))` in the units of the axes: all that the axes ask for and the curves
/// need, with a little room above and below.
pub fn bounds(figure: &ChartFigure) -> ((f64, f64), (f64, f64)) {
    // Curves that are there for comparison may run out of view.
    let before = |series: &&Series| !matches!(series.tone, Tone::Family(_));
    let points = || {
        let shown = figure.series.iter().filter(before);
        let curves = shown.flat_map(|series| series.points.iter().copied());
        let bands = figure.bands.iter().flat_map(|band| &band.points);
        curves.chain(bands.flat_map(|[x, low, high]| [[*x, *low], [*x, *high]]))
    };
    let x = range(figure.x, points().map(|point| point[0]));
    if let Some(only) = figure.y.within.filter(|_| figure.y.only) {
        return (x, only);
    }
    if figure.bars.iter().any(|bars| bars.height.is_none()) {
        // Bars stand on their axis.
        return (
            x,
            (0.0, figure.highest_density().max(f64::MIN_POSITIVE) * ABOVE),
        );
    }
    let (low, high) = range(figure.y, points().map(|point| point[1]));
    let room = 0.05 * (high - low);
    (x, (low - room, high + room))
}

/// How much higher than the highest bar its axis is.
const ABOVE: f64 = 1.06;

/// Gives charts that stand beside each other one vertical axis, on which they can be compared.
pub fn share<'a>(figures: impl IntoIterator<Item = &'a mut ChartFigure>) {
    let mut figures: Vec<&mut ChartFigure> = figures.into_iter().collect();
    let ends = figures.iter().map(|figure| bounds(figure).1);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |all, own| {
        (all.0.min(own.0), all.1.max(own.1))
    });
    for figure in &mut figures {
        figure.y.within = Some((low, high));
        figure.y.only = true;
    }
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
    if matches!(unit, Unit::LogPercent | Unit::LogNumber) {
        return (decades(low, high), 1.0);
    }
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

/// 1, 2 and 5 in each power of ten, by their logarithms; where there are many, the powers alone.
fn decades(low: f64, high: f64) -> Vec<f64> {
    let factors: &[f64] = match high - low < 2.2 {
        true => &[1.0, 2.0, 5.0],
        false => &[1.0],
    };
    let powers = low.floor() as i32..=high.floor() as i32;
    let all = powers.flat_map(|power| {
        factors
            .iter()
            .map(move |factor| f64::from(power) + factor.log10())
    });
    all.filter(|place| (low..=high).contains(place)).collect()
}

fn round_step(raw: f64) -> f64 {
    let power = 10_f64.powf(raw.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0];
    let chosen = factor.into_iter().find(|factor| factor * power >= raw);
    chosen.unwrap_or(10.0) * power
}

/// The largest of 1, 2 and 5 times a power of ten that is no larger than `most`.
pub fn round_below(most: f64) -> f64 {
    let power = most.log10().floor() as i32;
    let mut factors = [5.0, 2.0].into_iter();
    let factor = factors.find(|factor| factor * 10_f64.powi(power) <= most);
    let factor = factor.unwrap_or(1.0);
    // Divided where it is small: 0.2 and not 0.2000…1.
    match power < 0 {
        true => factor / 10_f64.powi(-power),
        false => factor * 10_f64.powi(power),
    }
}

/// A value of an axis as text; `step` writes training steps, which depends on the language.
pub fn written(unit: Unit, value: f64, step: &dyn Fn(f64) -> String) -> String {
    let percent = |share: f64| {
        // Two digits more where a percent is much.
        let digits = if share.abs() < 0.01 { 10_000.0 } else { 100.0 };
        format!("{} %", (share * 100.0 * digits).round() / digits)
    };
    let digits = if value.abs() < 0.1 {
        100_000.0
    } else {
        1_000.0
    };
    let text = match unit {
        Unit::Number => format!("{}", (value * digits).round() / digits),
        Unit::Percent => percent(value),
        Unit::LogPercent => percent(10_f64.powf(value)),
        Unit::LogNumber => step(10_f64.powf(value)),
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
    fn shares_are_written_with_the_digits_that_tell_them_apart() {
        let written = |unit, value| written(unit, value, &|_| String::new());
        assert_eq!(written(Unit::Percent, 0.908), "90.8 %");
        assert_eq!(written(Unit::Percent, 0.9), "90 %");
        assert_eq!(written(Unit::Percent, 0.0005), "0.05 %");
        assert_eq!(written(Unit::LogPercent, -2.0), "1 %");
        assert_eq!(written(Unit::LogPercent, 0.05_f64.log10()), "5 %");
        assert_eq!(written(Unit::Number, -0.5), "−0.5");
        assert_eq!(written(Unit::Number, 0.000_5), "0.0005");
    }

    #[test]
    fn a_logarithmic_axis_has_its_marks_at_1_2_and_5() {
        let marks = decades(0.015_f64.log10(), 0.3_f64.log10());
        let shares: Vec<f64> = marks.iter().map(|mark| 10_f64.powf(*mark)).collect();
        let near = shares.iter().zip([0.02, 0.05, 0.1, 0.2]);
        assert!(
            near.clone().all(|(a, b)| (a - b).abs() < 1e-9),
            "{shares:?}"
        );
        assert_eq!(shares.len(), 4);
    }

    #[test]
    fn a_scale_has_a_round_length() {
        let found = [0.034, 0.99, 1.0, 7.2, 4_999.0].map(round_below);
        assert_eq!(found, [0.02, 0.5, 1.0, 5.0, 2_000.0]);
    }

    #[test]
    fn charts_beside_each_other_have_one_axis() {
        let chart = |height: f64| {
            let axis = Axis::showing(Unit::Number, 0.0, height);
            ChartFigure::new(Axis::free(Unit::Steps), axis)
        };
        let mut both = [chart(1.0), chart(4.0)];
        share(&mut both);
        assert_eq!(bounds(&both[0]).1, bounds(&both[1]).1);
        assert!(bounds(&both[0]).1.1 >= 4.0);
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

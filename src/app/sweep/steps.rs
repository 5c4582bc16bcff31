//! Values between two ends that a person would write.

use crate::knob::Knob;

/// Digits that a value has at most.
const DIGITS: i32 = 4;
/// What a step from one value to the next is at first, times a power of ten.
const STEPS: [f64; 7] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0];
/// The last value is at least this part of a bound, so that the bound is within the grid.
const BEYOND: f64 = 1.1;

/// So many values at equal distances, both ends among them.
pub fn even((from, to): (f64, f64), count: usize) -> Vec<f64> {
    let last = count.saturating_sub(1).max(1) as f64;
    let at = |place: usize| {
        let share = place as f64 / last;
        from * (1.0 - share) + to * share
    };
    (0..count).map(at).map(short).collect()
}

/// So many values at equal ratios, both ends among them; both are above 0.
pub fn ratios((from, to): (f64, f64), count: usize) -> Vec<f64> {
    let last = count.saturating_sub(1).max(1) as f64;
    let at = |place: usize| from * (to / from).powf(place as f64 / last);
    (0..count).map(at).map(short).collect()
}

/// In a few digits.
pub fn short(value: f64) -> f64 {
    let text = format!("{value:.*e}", (DIGITS - 1) as usize);
    text.parse().unwrap_or(value)
}

/// From the least value of a knob on, `count` values that are round numbers and pass a bound, or the knob's whole range.
pub fn round_range(knob: &Knob, bound: Option<f64>, count: usize) -> (f64, f64) {
    let steps = count.saturating_sub(1).max(1) as f64;
    let from = knob.min;
    let reach = bound.filter(|bound| *bound > from);
    let Some(reach) = reach.map(|bound| BEYOND * (bound - from)) else {
        return (from, knob.max);
    };
    let least = reach / steps;
    let ten = 10.0_f64.powf(least.log10().floor());
    let step = STEPS.into_iter().chain([10.0]).map(|step| step * ten);
    let step = step.into_iter().find(|step| *step >= least * (1.0 - 1e-9));
    let to = from + steps * step.unwrap_or(10.0 * ten);
    (from, short(to).min(knob.max))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knob::Spread;

    #[test]
    fn values_are_those_that_a_person_would_write() {
        assert_eq!(even((0.0, 0.5), 6), [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
        assert_eq!(even((1.0, -1.0), 3), [1.0, 0.0, -1.0]);
        assert_eq!(even((0.3, 0.9), 1), [0.3]);
        assert_eq!(ratios((4.0, 32.0), 4), [4.0, 8.0, 16.0, 32.0]);
        assert_eq!(
            ratios((0.001, 0.1), 5),
            [0.001, 0.003162, 0.01, 0.03162, 0.1]
        );
    }

    #[test]
    fn a_range_passes_the_bound_in_round_steps_and_stays_within_the_knob() {
        let knob = |min, max| Knob {
            id: "m",
            label: "margin",
            symbol: "m",
            unit: "",
            min,
            max,
            default: min,
            spread: Spread::Linear,
            larger: "",
        };
        for ((min, max), bound, expect) in [
            ((0.0, 1.0), Some(0.19), (0.0, 0.25)),
            ((0.0, 1.0), Some(0.5), (0.0, 0.75)),
            ((0.0, 1.0), Some(1.5), (0.0, 1.0)),
            ((0.0, 1.0), None, (0.0, 1.0)),
            ((0.0, 1.57), Some(0.628), (0.0, 0.75)),
            ((0.5, 2.0), Some(0.2), (0.5, 2.0)),
        ] {
            assert_eq!(round_range(&knob(min, max), bound, 6), expect, "{bound:?}");
        }
    }
}

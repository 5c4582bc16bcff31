//! Shares of samples by angle.

use super::{ChartLane, named};
use crate::figure::chart::{Axis, Bars, ChartFigure, Title, Tone, Unit};

/// A chart of two kinds of angles in each lane: the first filled, the second outlined. `angles` gives both, in radians.
pub fn chart(
    lanes: &[ChartLane<'_>],
    names: [&str; 2],
    angles: impl Fn(&ChartLane<'_>) -> [Vec<f64>; 2],
) -> ChartFigure {
    let mut figure = ChartFigure::new(
        Axis::showing(Unit::Degrees, 0.0, 180.0).titled(Title::Angle),
        Axis::free(Unit::Percent).titled(Title::Density),
    );
    for lane in lanes {
        for (kind, angles) in angles(lane).into_iter().enumerate() {
            let name = named(lanes, lane, names[kind]);
            let tone = Tone::Lane(lane.place);
            let bars = of_angles(name, tone, kind == 0, None, angles.into_iter());
            figure.bars.extend(bars);
        }
    }
    figure
}

/// Degrees a bar is wide.
pub const WIDTH: f64 = 3.0;
const BARS: usize = 60;

/// The histogram of `angles` in radians over 0 to 180 degrees; `None` where there is no angle.
pub fn of_angles(
    name: String,
    tone: Tone,
    filled: bool,
    height: Option<f64>,
    angles: impl Iterator<Item = f64>,
) -> Option<Bars> {
    let mut counts = vec![0; BARS];
    for angle in angles.filter(|angle| angle.is_finite()) {
        // An angle of exactly 180 degrees belongs to the last bar.
        counts[((angle.to_degrees() / WIDTH) as usize).min(BARS - 1)] += 1;
    }
    let bars = of_counts(name, tone, filled, &counts)?;
    Some(Bars { height, ..bars })
}

/// The histogram of counts, in so many equal parts of 0 to 180 degrees as there are; `None` where all are 0.
pub fn of_counts(name: String, tone: Tone, filled: bool, counts: &[u64]) -> Option<Bars> {
    let all: u64 = counts.iter().sum();
    let shares = counts.iter().map(|count| *count as f64 / all as f64);
    (all > 0).then(|| Bars {
        name,
        tone,
        filled,
        start: 0.0,
        width: 180.0 / counts.len() as f64,
        shares: shares.collect(),
        height: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(degrees: &[f64], expect: &[(usize, f64)]) {
        let angles = degrees.iter().map(|angle| angle.to_radians());
        let bars = of_angles(String::new(), Tone::Quiet, true, None, angles).unwrap();
        for (bar, share) in bars.shares.iter().enumerate() {
            let wanted = expect.iter().find(|(at, _)| *at == bar);
            let wanted = wanted.map_or(0.0, |(_, share)| *share);
            assert!((share - wanted).abs() < 1e-12, "bar {bar}: {share}");
        }
    }

    #[test]
    fn every_angle_falls_into_one_bar() {
        check(&[1.0, 2.0, 4.0, 180.0], &[(0, 0.5), (1, 0.25), (59, 0.25)]);
    }

    #[test]
    fn what_is_no_angle_is_left_out() {
        check(&[f64::NAN, 91.0], &[(30, 1.0)]);
        let none = of_angles(String::new(), Tone::Quiet, true, None, std::iter::empty());
        assert!(none.is_none());
    }
}

//! Where names around a circle go so that none covers another. Pure geometry, for the screen and for files.

use std::f64::consts::{PI, TAU};

/// Rounds of pushing after which names that still cover each other have to be left out.
const ROUNDS: usize = 120;
/// Radians a name moves in a round.
const PUSH: f64 = 0.012;
/// A name that was moved by more than this, in radians, gets a line to what it names.
pub const NEAR: f64 = 0.05;

/// Angles near the `wanted` ones (radians, ascending) at which names leave each other room. `touch` is given two names,
/// each as its place in `wanted` and an angle, and tells whether they cover each other. In a crowd some still may.
pub fn spread(wanted: &[f64], touch: impl Fn((usize, f64), (usize, f64)) -> bool) -> Vec<f64> {
    let mut angles = wanted.to_vec();
    let count = angles.len();
    for _ in 0..ROUNDS {
        let mut moved = false;
        for i in 0..count {
            let next = (i + 1) % count;
            // The last and the first name are neighbours only across ±π: pushed apart the other way, a crowd would close up.
            let turn = if next == 0 { TAU } else { 0.0 };
            let before = angles[next] + turn - angles[i] <= PI;
            if next != i && before && touch((i, angles[i]), (next, angles[next])) {
                angles[i] -= PUSH;
                angles[next] += PUSH;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    angles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wanted: &[f64], apart: f64, expect: &[f64]) {
        let touch = |a: (usize, f64), b: (usize, f64)| {
            let turn = (a.1 - b.1).abs();
            turn.min(2.0 * PI - turn) < apart
        };
        let found = spread(wanted, touch);
        let near = |(a, b): (&f64, &f64)| (a - b).abs() < 2.0 * PUSH;
        assert!(found.iter().zip(expect).all(near), "{found:?}");
    }

    #[test]
    fn names_with_room_stay_where_they_are() {
        check(&[0.0, 1.0, 2.0], 0.5, &[0.0, 1.0, 2.0]);
    }

    #[test]
    fn names_without_room_move_apart_evenly() {
        check(&[1.0, 1.0], 0.2, &[0.9, 1.1]);
        check(&[1.0, 1.0, 1.0], 0.2, &[0.8, 1.0, 1.2]);
        // Around the back.
        check(&[-3.1, 3.1], 0.2, &[-3.04, 3.04]);
    }
}

//! Width of the margin zone between two classes.

use super::Margin;
use crate::math::real;

const SAMPLES: usize = 720;

/// Width in radians of the margin zone between two classes whose unit weights are `theta` apart, on the circle: the part
/// of the arc between them where neither reaches its margin. At most `theta`, which is when the margin is infeasible.
pub fn wedge(margin: &dyn Margin, theta: f64) -> f64 {
    let inside =
        |t: f64| margin.target(real::cos(t)).value >= margin.other(real::cos(theta - t)).value;
    let width = theta / SAMPLES as f64;
    let mut is_inside = inside(0.0);
    let owned: f64 = (0..SAMPLES)
        .map(|i| {
            let (a, b) = (i as f64 * width, (i + 1) as f64 * width);
            let was_inside = std::mem::replace(&mut is_inside, inside(b));
            match (was_inside, is_inside) {
                (true, true) => b - a,
                (false, false) => 0.0,
                (true, false) => crossing(inside, a, b) - a,
                (false, true) => b - crossing(inside, a, b),
            }
        })
        .sum();
    (theta - 2.0 * owned).max(0.0)
}

fn crossing(inside: impl Fn(f64) -> bool, a: f64, b: f64) -> f64 {
    let at_a = inside(a);
    let (mut low, mut high) = (a, b);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if inside(middle) == at_a {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

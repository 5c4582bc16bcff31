//! The sample that is looked at: a ring around it, and an arrow along which the loss pulls it.

use super::{List, Paint, Path, Point};
use crate::look::{Rgba, Style};

/// What to mark of a sample in a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Marked {
    /// Its number among the held-out samples.
    pub sample: u32,
    /// The pull of the loss on its unit feature `(d)`.
    pub pull: Option<Vec<f64>>,
}

/// A pull of length p is drawn `LONGEST · p / (p + HALF)` long, in radii of the figure.
const LONGEST: f64 = 0.45;
const HALF: f64 = 3.0;
/// Radius of the ring, px of the window.
const RING: f64 = 6.5;
/// A shorter arrow, in px, is left out: it would show no direction.
const SHORTEST: f64 = 4.0;

impl Marked {
    /// The pull `(d)` as long as it is drawn: long pulls stay in view, short ones visible.
    pub fn drawn_pull(&self) -> Option<Vec<f64>> {
        let pull = self.pull.as_ref()?;
        let size = pull.iter().map(|x| x * x).sum::<f64>().sqrt();
        let factor = LONGEST / (size + HALF);
        Some(pull.iter().map(|x| factor * x).collect())
    }
}

/// Rings the sample at `at` and draws its pull to `to`; `strength` below 1 makes both fainter, for what lies behind the
/// globe.
pub fn draw(list: &mut List, style: &Style, at: Point, to: Option<Point>, strength: f64) {
    let colours = [(style.ground(), 4.0, 3.5), (style.text(), 2.0, 1.8)];
    for (colour, line, ring) in colours {
        let colour: Rgba = colour.faded(strength);
        if let Some(path) = to.and_then(|to| arrow(at, to)) {
            list.path("pull", path, Paint::stroke(colour, line));
        }
        list.circle("marked", at, RING, Paint::stroke(colour, ring));
    }
}

fn arrow(from: Point, to: Point) -> Option<Path> {
    let along = [to[0] - from[0], to[1] - from[1]];
    let length = along[0].hypot(along[1]);
    if !length.is_finite() || length < SHORTEST {
        return None;
    }
    let [x, y] = along.map(|x| x / length);
    let back = [to[0] - 7.0 * x, to[1] - 7.0 * y];
    let barb = |side: f64| [back[0] - 4.0 * side * y, back[1] + 4.0 * side * x];
    let path = Path::default().line([from, to]);
    Some(path.line([barb(1.0), to, barb(-1.0)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pull: &[f64]) -> f64 {
        let marked = Marked {
            sample: 0,
            pull: Some(pull.to_vec()),
        };
        let drawn = marked.drawn_pull().expect("it has a pull");
        drawn.iter().map(|x| x * x).sum::<f64>().sqrt()
    }

    #[test]
    fn a_pull_is_drawn_shorter_than_it_is_long_but_never_out_of_view() {
        assert!(check(&[0.1, 0.0]) > 0.01);
        assert!(check(&[1e6, 0.0]) <= LONGEST);
    }
}

//! Paths of straight lines, circular and elliptic arcs, in px of the page, `y` downwards.

use super::Point;

/// An ellipse whose arcs a [`Path`] may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipse {
    /// Its half axes in px.
    pub radii: [f64; 2],
    /// The direction of the first one, in degrees, clockwise on the page as SVG counts.
    pub turned: f64,
}

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Begins a part here.
    Move(Point),
    /// Straight to a point.
    Line(Point),
    /// Along a circle.
    Arc {
        /// Radius of the circle.
        radius: f64,
        /// Whether along more than half of it.
        large: bool,
        /// Whether clockwise as seen on the page.
        clockwise: bool,
        /// Where it ends.
        to: Point,
    },
    /// Along less than half of an ellipse.
    Ellipse {
        /// Size and direction of the ellipse.
        ellipse: Ellipse,
        /// Whether clockwise as seen on the page.
        clockwise: bool,
        /// Where it ends.
        to: Point,
    },
    /// Back to where the part began.
    Close,
}

/// Steps, one after the other; each part begins with a [`Step::Move`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// Begins a part at `at`.
    pub fn from(at: Point) -> Self {
        Self(vec![Step::Move(at)])
    }

    /// Begins a part, after others.
    pub fn start(&mut self, at: Point) {
        self.0.push(Step::Move(at));
    }

    /// Straight to `at`.
    #[must_use]
    pub fn to(mut self, at: Point) -> Self {
        self.0.push(Step::Line(at));
        self
    }

    /// Along a circle; `clockwise` as seen on the page.
    #[must_use]
    pub fn arc(mut self, radius: f64, large: bool, clockwise: bool, to: Point) -> Self {
        self.0.push(Step::Arc {
            radius,
            large,
            clockwise,
            to,
        });
        self
    }

    /// Along less than half of an ellipse.
    pub fn ellipse(&mut self, ellipse: Ellipse, clockwise: bool, to: Point) {
        self.0.push(Step::Ellipse {
            ellipse,
            clockwise,
            to,
        });
    }

    /// Back to where the part began.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.0.push(Step::Close);
        self
    }

    /// One more part: a line through `points`.
    #[must_use]
    pub fn line(mut self, points: impl IntoIterator<Item = Point>) -> Self {
        let mut points = points.into_iter();
        self.0.extend(points.next().map(Step::Move));
        self.0.extend(points.map(Step::Line));
        self
    }

    /// One more part: a whole circle, counter-clockwise from its right end.
    #[must_use]
    pub fn circle(mut self, [x, y]: Point, radius: f64) -> Self {
        self.start([x + radius, y]);
        self.arc(radius, false, false, [x - radius, y])
            .arc(radius, false, false, [x + radius, y])
            .close()
    }

    /// The steps of `other` after these.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// Each part as the corners of a polyline, arcs of circles cut into chords too short to be seen. A closed part ends with
    /// its first point. Elliptic arcs become one chord: only surfaces in files have them, and files write them as arcs.
    pub fn lines(&self) -> Vec<Vec<Point>> {
        let mut parts: Vec<Vec<Point>> = Vec::new();
        for step in &self.0 {
            match *step {
                Step::Move(at) => parts.push(vec![at]),
                Step::Line(to) | Step::Ellipse { to, .. } => {
                    parts.last_mut().into_iter().for_each(|part| part.push(to));
                }
                Step::Arc {
                    radius,
                    large,
                    clockwise,
                    to,
                } => {
                    if let Some(part) = parts.last_mut()
                        && let Some(from) = part.last().copied()
                    {
                        part.extend(chords(from, to, radius, large, clockwise));
                    }
                }
                Step::Close => {
                    if let Some(part) = parts.last_mut() {
                        let first = part[0];
                        part.push(first);
                    }
                }
            }
        }
        parts
    }
}

/// Radians that a chord spans.
const CHORD: f64 = 0.04;

/// The points of an arc after its first one.
fn chords(from: Point, to: Point, radius: f64, large: bool, clockwise: bool) -> Vec<Point> {
    let half = [(to[0] - from[0]) / 2.0, (to[1] - from[1]) / 2.0];
    let reach = half[0].hypot(half[1]);
    if reach <= 0.0 || !reach.is_finite() {
        return vec![to];
    }
    let radius = radius.max(reach);
    // Two circles of this radius pass through both ends; the flags tell which one is meant.
    let off = (radius * radius - reach * reach).sqrt() / reach;
    let sign = if large == clockwise { 1.0 } else { -1.0 };
    let centre = [
        from[0] + half[0] + sign * off * half[1],
        from[1] + half[1] - sign * off * half[0],
    ];
    let angle = |at: Point| (at[1] - centre[1]).atan2(at[0] - centre[0]);
    let (start, end) = (angle(from), angle(to));
    let turn = match clockwise {
        true => (end - start).rem_euclid(std::f64::consts::TAU),
        false => -(start - end).rem_euclid(std::f64::consts::TAU),
    };
    let count = (turn.abs() / CHORD).ceil().max(1.0) as usize;
    let at = |i: usize| {
        let (sin, cos) = (start + turn * i as f64 / count as f64).sin_cos();
        [centre[0] + radius * cos, centre[1] + radius * sin]
    };
    (1..count).map(at).chain([to]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An arc of a circle of radius 2 around (1, 1) between two angles, `y` downwards: every point lies on it, in order.
    fn check(from: f64, turn: f64) {
        let place = |angle: f64| [1.0 + 2.0 * angle.cos(), 1.0 + 2.0 * angle.sin()];
        let large = turn.abs() > std::f64::consts::PI;
        let path = Path::from(place(from)).arc(2.0, large, turn > 0.0, place(from + turn));
        let parts = path.lines();
        assert_eq!(parts.len(), 1);
        let part = &parts[0];
        for (i, at) in part.iter().enumerate() {
            let wanted = place(from + turn * i as f64 / (part.len() - 1) as f64);
            let off = (at[0] - wanted[0]).hypot(at[1] - wanted[1]);
            assert!(off < 1e-6, "{from} {turn}: {at:?} {wanted:?}");
        }
    }

    #[test]
    fn arcs_are_followed_both_ways_and_beyond_a_half_turn() {
        for turn in [0.3, -0.3, 2.0, -2.0, 4.0, -4.0, 6.0] {
            for from in [0.0, 1.0, -2.5] {
                check(from, turn);
            }
        }
    }

    #[test]
    fn parts_are_kept_apart() {
        let path = Path::default()
            .line([[0.0, 0.0], [1.0, 0.0]])
            .line([[0.0, 1.0], [1.0, 1.0], [1.0, 2.0]])
            .close();
        let parts = path.lines();
        assert_eq!(parts[0], [[0.0, 0.0], [1.0, 0.0]]);
        assert_eq!(parts[1].first(), parts[1].last());
    }
}

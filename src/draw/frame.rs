//! Rectangles of the page, in px, y downwards.

/// A rectangle of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Its left side.
    pub x: f64,
    /// Its upper side.
    pub y: f64,
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A place on the page, `[x, y]`, or a way from one to another.
pub type Point = [f64; 2];

impl Frame {
    /// The rectangle with its upper left corner at `x` and `y`.
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// The rectangle of a size around its middle.
    pub fn around([x, y]: Point, [width, height]: Point) -> Self {
        Self::new(x - width / 2.0, y - height / 2.0, width, height)
    }

    /// Its right side.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its lower side.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// Its middle.
    pub fn centre(&self) -> Point {
        [self.x + self.width / 2.0, self.y + self.height / 2.0]
    }

    /// The same smaller by `by` on every side, down to nothing.
    #[must_use]
    pub fn shrunk(&self, by: f64) -> Self {
        let by = by.min(self.width / 2.0).min(self.height / 2.0);
        Self::new(
            self.x + by,
            self.y + by,
            self.width - 2.0 * by,
            self.height - 2.0 * by,
        )
    }

    /// The same elsewhere, moved by a way.
    #[must_use]
    pub fn moved(&self, [x, y]: Point) -> Self {
        Self::new(self.x + x, self.y + y, self.width, self.height)
    }

    /// Whether two frames have more than an edge in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether another frame is inside, edges included.
    pub fn contains(&self, other: &Self) -> bool {
        self.holds([other.x, other.y]) && self.holds([other.right(), other.bottom()])
    }

    /// Whether a point is inside or on an edge.
    pub fn holds(&self, [x, y]: Point) -> bool {
        (self.x..=self.right()).contains(&x) && (self.y..=self.bottom()).contains(&y)
    }

    /// What both have; `None` where that is nothing.
    pub fn shared(&self, other: &Self) -> Option<Self> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let width = self.right().min(other.right()) - x;
        let height = self.bottom().min(other.bottom()) - y;
        (width > 0.0 && height > 0.0).then(|| Self::new(x, y, width, height))
    }

    /// Whether the straight line between two points touches the frame.
    pub fn crossed(&self, [from, to]: [Point; 2]) -> bool {
        let (mut first, mut last) = (0.0_f64, 1.0_f64);
        let sides = [(self.x, self.right()), (self.y, self.bottom())];
        for (i, (low, high)) in sides.into_iter().enumerate() {
            let way = to[i] - from[i];
            if !way.is_finite() {
                return false;
            }
            if way == 0.0 {
                if !(low..=high).contains(&from[i]) {
                    return false;
                }
                continue;
            }
            let (a, b) = ((low - from[i]) / way, (high - from[i]) / way);
            first = first.max(a.min(b));
            last = last.min(a.max(b));
        }
        first <= last
    }

    /// The point of the frame nearest to `at`.
    pub fn nearest(&self, [x, y]: Point) -> Point {
        [
            x.clamp(self.x, self.right()),
            y.clamp(self.y, self.bottom()),
        ]
    }

    /// The same frame moved into `room`, as far as it fits.
    #[must_use]
    pub fn kept_in(&self, room: &Self) -> Self {
        let inside =
            |at: f64, size: f64, from: f64, all: f64| at.clamp(from, (from + all - size).max(from));
        Self::new(
            inside(self.x, self.width, room.x, room.width),
            inside(self.y, self.height, room.y, room.height),
            self.width,
            self.height,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: Point, to: Point, expect: bool) {
        let frame = Frame::new(0.0, 0.0, 2.0, 1.0);
        assert_eq!(frame.crossed([from, to]), expect, "{from:?} {to:?}");
        assert_eq!(frame.crossed([to, from]), expect, "{to:?} {from:?}");
    }

    #[test]
    fn lines_through_a_frame_cross_it() {
        check([-1.0, 0.5], [3.0, 0.5], true);
        check([0.5, 0.5], [0.6, 0.6], true);
        check([-1.0, -1.0], [1.0, 0.5], true);
        check([-1.0, 0.0], [0.0, 2.0], false);
        check([-1.0, 2.0], [3.0, 2.0], false);
        check([3.0, 0.5], [4.0, 0.5], false);
        check([f64::NAN, 0.5], [1.0, 0.5], false);
    }
}

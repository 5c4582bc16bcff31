//! Rectangles of the page, in px, y downwards.

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

pub type Point = [f64; 2];

impl Frame {
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub fn around([x, y]: Point, [width, height]: Point) -> Self {
        Self::new(x - width / 2.0, y - height / 2.0, width, height)
    }

    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub fn centre(&self) -> Point {
        [self.x + self.width / 2.0, self.y + self.height / 2.0]
    }

    /// Smaller by `by` on every side.
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

    #[must_use]
    pub fn moved(&self, [x, y]: Point) -> Self {
        Self::new(self.x + x, self.y + y, self.width, self.height)
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    pub fn holds(&self, [x, y]: Point) -> bool {
        (self.x..=self.right()).contains(&x) && (self.y..=self.bottom()).contains(&y)
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

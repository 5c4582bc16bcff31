//! How the camera moves by itself: a turn towards a class, and the auto-orbit.

use std::f64::consts::PI;

use super::Camera;

/// Seconds that turning towards a class takes.
const FLIGHT: f64 = 0.45;
/// A step of the auto-orbit makes up for at most so many seconds, so that a globe that was hidden does not jump.
const LONGEST_STEP: f64 = 1.0;

/// The camera on its way to `to`.
pub struct Flight {
    /// Where it began.
    pub from: Camera,
    /// Where it ends.
    pub to: Camera,
    /// Time at which it began, seconds as egui counts them.
    pub start: f64,
}

impl Flight {
    /// The camera at the time `now`, in seconds: slow at both ends.
    pub fn at(&self, now: f64) -> Camera {
        let t = ((now - self.start) / FLIGHT).clamp(0.0, 1.0);
        self.from.toward(self.to, t * t * (3.0 - 2.0 * t))
    }

    /// Whether it has arrived by the time `now`.
    pub fn over(&self, now: f64) -> bool {
        now - self.start >= FLIGHT
    }
}

/// A slow turn that goes on by itself.
pub struct AutoOrbit {
    /// Whether the globe turns.
    pub on: bool,
    /// Whether it stands still for now.
    pub rests: bool,
    /// How fast, in degrees of real time.
    pub degrees_per_second: f64,
    /// Seconds between steps.
    pub interval: f64,
    /// Time of the last step, seconds; `None` before the first.
    pub last: Option<f64>,
}

impl AutoOrbit {
    pub fn new(on: bool) -> Self {
        AutoOrbit {
            on,
            rests: false,
            degrees_per_second: 6.0,
            interval: 1.0 / 30.0,
            last: None,
        }
    }

    /// Turns `camera` when a step is due. Returns the seconds until the next one; `None` when it does not turn.
    pub fn step(&mut self, now: f64, camera: &mut Camera) -> Option<f64> {
        if self.rests {
            // What goes on after a rest goes on from where it is.
            self.last = None;
        }
        if !self.on || self.rests || self.degrees_per_second == 0.0 {
            return None;
        }
        let elapsed = now - *self.last.get_or_insert(now);
        // A tenth early is due too: a window that paints at this very rate is sometimes a little early.
        if elapsed < 0.9 * self.interval {
            return Some((self.interval - elapsed).max(0.0));
        }
        let seconds = elapsed.min(LONGEST_STEP);
        let degrees = seconds * self.degrees_per_second;
        camera.turn(degrees * PI / 180.0, 0.0);
        self.last = Some(now);
        Some(self.interval)
    }
}

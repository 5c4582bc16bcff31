//! How the camera moves by itself: a turn towards a class, and the auto-orbit.

use std::f64::consts::PI;

use super::Camera;

/// Seconds that turning towards a class takes.
const FLIGHT: f64 = 0.45;
/// Longest pause, in seconds, that the auto-orbit makes up for: a hidden globe does not jump when it is shown again.
const LONGEST_STEP: f64 = 1.0;

/// The camera on its way to `to`.
pub struct Flight {
    pub from: Camera,
    pub to: Camera,
    pub start: f64,
}

impl Flight {
    pub fn at(&self, now: f64) -> Camera {
        let t = ((now - self.start) / FLIGHT).clamp(0.0, 1.0);
        self.from.toward(self.to, t * t * (3.0 - 2.0 * t))
    }

    pub fn over(&self, now: f64) -> bool {
        now - self.start >= FLIGHT
    }
}

/// A slow turn that goes on by itself.
pub struct AutoOrbit {
    pub on: bool,
    pub degrees_per_second: f64,
    /// Seconds between steps.
    pub interval: f64,
    pub last: Option<f64>,
}

impl AutoOrbit {
    pub fn new(on: bool) -> Self {
        AutoOrbit {
            on,
            degrees_per_second: 6.0,
            interval: 1.0 / 30.0,
            last: None,
        }
    }

    /// Turns `camera` when a step is due; seconds until the next one.
    pub fn step(&mut self, now: f64, camera: &mut Camera) -> Option<f64> {
        if !self.on || self.degrees_per_second == 0.0 {
            return None;
        }
        let elapsed = now - *self.last.get_or_insert(now);
        // A window that paints at the same rate is a little early half of the time.
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

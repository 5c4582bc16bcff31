//! From the figures of one moment to a picture of an animation: the same for the command line and the window.

use super::Timing;
use crate::export::{Camera, ExportError, Layout, Panel, Pixels, Style, pixels_of, svg};
use crate::text::{grouped, tf};

/// What an animation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// How a run came to be.
    History,
    /// One turn around the spheres.
    Turntable,
}

/// Seconds that the end of a run stays to be looked at.
const REST: f64 = 2.0;

impl Motion {
    /// So many `frames`, `fps` a second, with a rest at the end where there is an end to look at.
    pub fn timing(self, frames: usize, fps: u16) -> Timing {
        Timing {
            frames,
            fps,
            rest: match self {
                Self::History => REST,
                Self::Turntable => 0.0,
            },
        }
    }
}

/// What every picture of an animation is drawn with.
pub struct Brush {
    /// Colours and strokes.
    pub style: Style,
    /// Size and arrangement.
    pub layout: Layout,
}

impl Brush {
    /// These panels as pixels.
    ///
    /// # Errors
    /// When there is nothing to draw, or the layout is out of range.
    pub fn picture(&self, panels: &[Panel]) -> Result<Pixels, ExportError> {
        svg(panels, &self.style, &self.layout).and_then(|svg| pixels_of(&svg, &self.layout))
    }
}

/// Writes the `step` behind what every panel is called.
pub fn add_step(panels: &mut [Panel], step: u64) {
    let step = tf("figure-step", &[("step", &grouped(step))]);
    for panel in panels {
        panel.title = match panel.title.is_empty() {
            true => step.clone(),
            false => tf("figure-titled", &[("title", &panel.title), ("of", &step)]),
        };
    }
}

/// The step of the `number`-th picture of so many `frames` that go from the `first` step to the `last` one, evenly.
pub fn step_at((first, last): (u64, u64), number: usize, frames: usize) -> u64 {
    let gaps = frames.saturating_sub(1).max(1) as u64;
    first + last.saturating_sub(first) * number as u64 / gaps
}

/// Where the `number`-th picture of so many `frames` looks from, on one turn that begins at `camera`.
pub fn turned(camera: Camera, number: usize, frames: usize) -> Camera {
    let part = std::f64::consts::TAU * number as f64 / frames.max(1) as f64;
    Camera {
        yaw: camera.yaw + part,
        ..camera
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Drawing;
    use crate::figure::chart::{Axis, ChartFigure, Unit};

    fn panel(title: &str) -> Panel {
        Panel {
            run: None,
            drawing: Drawing::Chart(ChartFigure::new(
                Axis::showing(Unit::Number, 0.0, 1.0),
                Axis::showing(Unit::Number, 0.0, 1.0),
            )),
            title: title.to_owned(),
            classes: Vec::new(),
            camera: Camera::default(),
        }
    }

    #[test]
    fn the_step_stands_behind_what_a_panel_is_called() {
        let mut panels = [panel(""), panel("Circle")];
        add_step(&mut panels, 1_200);
        let titles = panels.map(|panel| panel.title);
        let step = format!("step {}", grouped(1_200));
        assert_eq!(titles, [step.clone(), format!("Circle, {step}")]);
    }

    #[test]
    fn steps_are_even_and_reach_both_ends() {
        fn check(ends: (u64, u64), frames: usize, expect: &[u64]) {
            let found: Vec<u64> = (0..frames).map(|n| step_at(ends, n, frames)).collect();
            assert_eq!(found, expect);
        }
        check((0, 100), 5, &[0, 25, 50, 75, 100]);
        check((10, 20), 3, &[10, 15, 20]);
        check((7, 7), 2, &[7, 7]);
        check((3, 9), 1, &[3]);
    }

    #[test]
    fn a_turn_goes_all_around_and_changes_nothing_else() {
        let from = Camera {
            yaw: 1.0,
            pitch: -0.2,
            zoom: 1.5,
            ..Camera::default()
        };
        assert_eq!(turned(from, 0, 8), from);
        let quarter = turned(from, 2, 8);
        assert!((quarter.yaw - 1.0 - std::f64::consts::FRAC_PI_2).abs() < 1e-12);
        assert_eq!((quarter.pitch, quarter.zoom), (-0.2, 1.5));
        // The picture after the last one would be the first one again.
        assert!((turned(from, 8, 8).yaw - 1.0 - std::f64::consts::TAU).abs() < 1e-12);
    }

    #[test]
    fn the_end_of_a_run_rests_and_a_turn_goes_on() {
        assert_eq!(Motion::History.timing(4, 10).rest, 2.0);
        assert_eq!(Motion::Turntable.timing(4, 10).rest, 0.0);
    }
}

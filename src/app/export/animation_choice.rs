//! What a person has chosen of an animation, besides what holds for a figure too.

use super::choice::FigureChoice;
use crate::{
    app::{history::Past, text::t},
    export::{
        Layout, Panel,
        animation::{self, AnimationFormat, Motion},
    },
};

/// What a person has chosen of an animation.
#[derive(Clone, Debug, PartialEq)]
pub struct AnimationChoice {
    /// What it shows.
    pub motion: Motion,
    /// The kind of file.
    pub format: AnimationFormat,
    /// Pictures in all.
    pub pictures: u16,
    /// Pictures a second.
    pub fps: u16,
}

/// How many pictures there can be.
pub const PICTURES: std::ops::RangeInclusive<u16> = 2..=1000;
/// How many of them a second.
pub const FPS: std::ops::RangeInclusive<u16> = 1..=50;
/// The most pixels from left to right: a wider one is megabytes that no page and no slide shows.
const WIDEST: f64 = 1280.0;

impl Default for AnimationChoice {
    fn default() -> Self {
        Self {
            motion: Motion::History,
            format: AnimationFormat::Gif,
            pictures: 72,
            fps: 20,
        }
    }
}

/// What an animation of a subject can show; where it cannot, why.
#[derive(Clone, Copy)]
pub struct AnimationOffer {
    /// How a run came to be.
    pub history: Result<(), &'static str>,
    /// A turn around the spheres.
    pub turntable: Result<(), &'static str>,
}

impl AnimationOffer {
    /// What there is of these `panels` with this `past`.
    pub fn new(panels: &[Panel], past: &Result<Past, &'static str>) -> Self {
        let turns = panels.iter().any(Panel::turns);
        Self {
            history: past.as_ref().map(|_| ()).map_err(|why| *why),
            turntable: turns.then_some(()).ok_or(t("export-no-sphere")),
        }
    }

    /// Why it cannot show this; None where it can.
    pub fn why_not(&self, motion: Motion) -> Option<&'static str> {
        match motion {
            Motion::History => self.history.err(),
            Motion::Turntable => self.turntable.err(),
        }
    }

    /// What is shown where `wanted` is what a person chose: something else where that cannot be had.
    pub fn granted(&self, wanted: Motion) -> Option<Motion> {
        let all = [wanted, Motion::History, Motion::Turntable];
        all.into_iter()
            .find(|motion| self.why_not(*motion).is_none())
    }
}

/// The layout of the pictures of `panels`: as wide as a figure under this choice, but no wider than makes sense.
pub fn fitting_layout(choice: &FigureChoice, panels: &[Panel]) -> Layout {
    let mut layout = choice.layout(panels, 1.0);
    let most = (WIDEST / layout.width.px()) as f32;
    layout.scale = f32::from(choice.scale).min(most).max(1.0);
    // Neither format has room for half a ground.
    layout.transparent = false;
    layout
}

/// The `panels` as the last picture of an animation has them, which decides on the size of all.
pub fn last_panels(panels: &[Panel], past: Option<&Past>) -> Vec<Panel> {
    let mut panels = panels.to_vec();
    if let Some(past) = past {
        animation::add_step(&mut panels, past.ends().1);
    }
    panels
}

/// Width and height of a picture in pixels.
pub fn pixels(layout: &Layout) -> (u32, u32) {
    let side = |px: f64| (px * f64::from(layout.scale)).round().max(1.0) as u32;
    (side(layout.width.px()), side(layout.height.px()))
}

#[cfg(test)]
mod tests {
    use super::super::choice::Width;
    use super::*;
    use crate::{
        export::{Camera, Drawing},
        figure::chart::{Axis, ChartFigure, Unit},
    };

    #[test]
    fn what_cannot_be_had_gives_way_to_what_can() {
        fn check(history: bool, turntable: bool, wanted: Motion, expect: Option<Motion>) {
            let offer = AnimationOffer {
                history: history.then_some(()).ok_or("few"),
                turntable: turntable.then_some(()).ok_or("flat"),
            };
            assert_eq!(offer.granted(wanted), expect);
        }
        use Motion::{History, Turntable};
        check(true, true, Turntable, Some(Turntable));
        check(true, true, History, Some(History));
        check(false, true, History, Some(Turntable));
        check(true, false, Turntable, Some(History));
        check(false, false, Turntable, None);
    }

    #[test]
    fn no_animation_is_wider_than_makes_sense() {
        fn check(width: Width, scale: u8, expect: u32) {
            let axis = Axis::showing(Unit::Number, 0.0, 1.0);
            let panel = Panel {
                run: None,
                drawing: Drawing::Chart(ChartFigure::new(axis, axis)),
                title: String::new(),
                classes: Vec::new(),
                camera: Camera::default(),
            };
            let choice = FigureChoice {
                width,
                scale,
                transparent: true,
                ..FigureChoice::default()
            };
            let layout = fitting_layout(&choice, &[panel]);
            assert_eq!(pixels(&layout).0, expect, "{width:?} {scale}");
            assert!(!layout.transparent);
        }
        check(Width::Column, 1, 317);
        check(Width::Column, 3, 952);
        check(Width::Text, 1, 658);
        check(Width::Text, 3, 1280);
        check(Width::Slide, 8, 1280);
    }
}

//! Figures as flat display lists: every mark at its place on a page, in the order of painting, each with the name of what
//! it stands for; and what a pointer hits.
//!
//! A figure, a [`Style`] and a [`Measure`] of text give a [`List`]. The window and the files are
//! writers of that list, so that both show the same; the globe's [`Surface`] alone is drawn for each pixel where there is
//! a graphics card. Places are in px, `y` downwards.

mod below;
pub mod between;
mod callout;
pub mod chart;
mod font;
mod fonts;
mod frame;
pub mod globe;
mod grasp;
pub mod grid;
mod list;
pub mod marked;
pub mod matrix;
mod measure;
mod names;
mod notes;
mod paint;
mod path;
pub mod plane;
pub mod system;
mod written;

pub use font::{Outlines, TYPEFACES, Typeface, lacking, shortened};
pub use fonts::{CHINESE, Font};
pub use frame::{Frame, Point};
pub use globe::{Camera, Surface};
pub use grasp::Grasp;
pub use list::{Anchor, Dots, Glow, Item, List, Shape, Target, Text};
pub use measure::Measure;
pub use paint::Paint;
pub use path::{Ellipse, Path, Step};
pub use written::{Kind, Written};

use crate::figure::chart::Title;
use crate::look::{Classes, Rgba, Style, size};
use crate::text::t;

/// What all parts of a figure are drawn with.
#[derive(Clone, Copy)]
pub struct Pen<'a> {
    /// The colours.
    pub style: Style,
    /// How wide text will be where the list is written.
    pub measure: &'a dyn Measure,
    /// Size of the type in px.
    pub font: f64,
    /// Colour behind text that stands over other marks; `None` on a transparent page.
    pub halo: Option<Rgba>,
    /// Whether the names of classes stand beside them; else a legend has them.
    pub named: bool,
    /// Whether there is a pointer that shows names and numbers on demand, so that fewer need to be written.
    pub live: bool,
    /// The words of axes, in the reader's language.
    pub words: Words,
    /// The callouts of the picture of this figure before, which stay where they are.
    pub kept: &'a [Written],
    /// What figures of the same kind beside this one have named already.
    pub explained: &'a [&'static str],
}

/// The few words that drawings have of their own, in the language of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Beside the rows of a confusion: "class".
    pub class: &'static str,
    /// Above its columns: "taken for".
    pub taken_for: &'static str,
    /// At the margin zone.
    pub zone: &'static str,
    /// At the band of low posteriors.
    pub band: &'static str,
    /// At a chart's axis of training steps.
    pub step: &'static str,
    /// At its axis of angles.
    pub angle: &'static str,
    /// At its axis of angles to the own class.
    pub theta: &'static str,
    /// At its axis of accuracies.
    pub accuracy: &'static str,
    /// At its axis of shares that are wrong.
    pub errors: &'static str,
    /// At its axis of losses.
    pub loss: &'static str,
    /// At its axis of target logits.
    pub target: &'static str,
    /// At its axis of parts that are in force.
    pub in_force: &'static str,
    /// At its axis of shares in each degree.
    pub density: &'static str,
    /// At its axis of negative pairs that are accepted.
    pub far: &'static str,
    /// At its axis of positive pairs that are accepted.
    pub tar: &'static str,
    /// At its axis of samples of other classes that one is looked for among.
    pub distractors: &'static str,
    /// At its axis of searches that find it first.
    pub rank_1: &'static str,
    /// At its axis of angles between two classes.
    pub apart: &'static str,
    /// At its axis of gaps between them.
    pub gap: &'static str,
    /// At the bar that gives the scale of raw features.
    pub length: &'static str,
}

impl Words {
    /// The words in the language that is spoken now.
    pub fn spoken() -> Self {
        Self {
            class: t("confusion-rows"),
            taken_for: t("confusion-columns"),
            zone: t("mark-zone"),
            band: t("mark-band"),
            step: t("axis-steps"),
            angle: t("axis-angle"),
            theta: t("axis-theta"),
            accuracy: t("axis-accuracy"),
            errors: t("axis-errors"),
            loss: t("axis-loss"),
            target: t("axis-target"),
            in_force: t("axis-in-force"),
            density: t("axis-density"),
            far: t("axis-far"),
            tar: t("axis-tar"),
            distractors: t("axis-distractors"),
            rank_1: t("axis-rank-1"),
            apart: t("axis-apart"),
            gap: t("axis-gap"),
            length: t("axis-length"),
        }
    }

    /// What stands at an axis.
    pub fn title(&self, title: Title) -> &'static str {
        match title {
            Title::Steps => self.step,
            Title::Angle => self.angle,
            Title::Theta => self.theta,
            Title::Accuracy => self.accuracy,
            Title::Errors => self.errors,
            Title::Loss => self.loss,
            Title::Target => self.target,
            Title::InForce => self.in_force,
            Title::Density => self.density,
            Title::FalseAccepts => self.far,
            Title::TrueAccepts => self.tar,
            Title::Distractors => self.distractors,
            Title::RankOne => self.rank_1,
            Title::Apart => self.apart,
            Title::Gap => self.gap,
        }
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::spoken()
    }
}

impl<'a> Pen<'a> {
    /// A pen for an opaque ground with names and the words of the language that is spoken; `font` is the size of the type in px.
    pub fn new(style: Style, measure: &'a dyn Measure, font: f64) -> Self {
        Self {
            style,
            measure,
            font,
            halo: Some(style.ground().faded(0.85)),
            named: true,
            live: false,
            words: Words::spoken(),
            kept: &[],
            explained: &[],
        }
    }

    /// The same for a figure of these classes of its data set.
    pub(crate) fn of(&self, classes: Classes) -> Self {
        Self {
            style: self.style.of(classes),
            ..*self
        }
    }

    /// How many px of the page stand for a point of the window: widths and radii of [`size`] are multiplied by it.
    pub fn unit(&self) -> f64 {
        self.font / size::TYPE
    }

    /// The same for a figure of `radius` px: less in a small figure, more in a large one. `usual` is the radius in points of
    /// the window at which it is the same as [`Pen::unit`].
    pub(crate) fn unit_at(&self, radius: f64, usual: f64) -> f64 {
        let unit = self.unit();
        unit * (radius / (usual * unit)).powf(0.4).clamp(0.5, 1.4)
    }

    /// Width in px of a line of text.
    pub(crate) fn width(&self, text: &str) -> f64 {
        self.measure.width(text, self.font)
    }
}

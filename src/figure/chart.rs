//! A figure of curves and histograms over a shared horizontal axis.

pub use crate::look::Tone;

/// How the numbers of an axis are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Plain numbers.
    Number,
    /// Fractions, shown in percent.
    Percent,
    /// Training steps, from 0.
    Steps,
    /// Degrees, a mark at parts of a half turn.
    Degrees,
    /// Nothing to read off: the axis has no numbers.
    None,
}

/// An axis of a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// How its numbers are written.
    pub unit: Unit,
    /// The least and the greatest value that are always in view; `None` fits the axis to the curves alone.
    pub within: Option<(f64, f64)>,
}

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// What the chart is about.
    Bold,
    /// Any other curve.
    Solid,
    /// What goes with another curve: its derivative, or a jump in it.
    Dashed,
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name in the legend; empty where it continues the curve before.
    pub name: String,
    /// What it belongs to, which decides its colour.
    pub tone: Tone,
    /// How its line is drawn.
    pub stroke: Stroke,
    /// `[x, y]` in the units of the axes, from left to right.
    pub points: Vec<[f64; 2]>,
}

/// A histogram. It has a scale of its own: the highest bar takes `height` of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Its name in the legend; empty for none.
    pub name: String,
    /// What it belongs to, which decides its colour.
    pub tone: Tone,
    /// Filled, or only its outline.
    pub filled: bool,
    /// Left edge of the first bar, in the unit of the horizontal axis.
    pub start: f64,
    /// Width of each bar, likewise.
    pub width: f64,
    /// Share of the samples in each bar, 0 to 1.
    pub shares: Vec<f64>,
    /// Share of the chart's height that the highest bar takes, 0 to 1.
    pub height: f64,
}

/// A vertical line or stripe with a word at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What it belongs to, which decides its colour.
    pub tone: Tone,
    /// Where it begins on the horizontal axis.
    pub from: f64,
    /// Where it ends; the same as `from` for a line.
    pub to: f64,
    /// The word at it; may be empty.
    pub text: String,
}

/// A dot at a value that is in force now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// What it belongs to, which decides its colour.
    pub tone: Tone,
    /// `[x, y]` in the units of the axes.
    pub at: [f64; 2],
}

/// A chart as data: two axes and what is between them.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartFigure {
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Histograms, behind everything else.
    pub bars: Vec<Bars>,
    /// Vertical lines and stripes, behind the curves.
    pub marks: Vec<Mark>,
    /// Curves, the later ones above.
    pub series: Vec<Series>,
    /// Values that are in force now, above the curves.
    pub dots: Vec<Dot>,
    /// Why something that one would look for is not there.
    pub note: Option<&'static str>,
}

impl ChartFigure {
    /// A chart with nothing between its axes yet.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self {
            x,
            y,
            bars: Vec::new(),
            marks: Vec::new(),
            series: Vec::new(),
            dots: Vec::new(),
            note: None,
        }
    }

    /// Whether there is nothing to see yet.
    pub fn is_empty(&self) -> bool {
        self.bars.is_empty() && self.series.iter().all(|series| series.points.len() < 2)
    }
}

impl Axis {
    /// An axis that fits itself to what is drawn.
    pub fn free(unit: Unit) -> Self {
        Self { unit, within: None }
    }

    /// An axis that shows at least `from` to `to`.
    pub fn showing(unit: Unit, from: f64, to: f64) -> Self {
        Self {
            unit,
            within: Some((from, to)),
        }
    }
}

//! A figure of curves and histograms over a shared horizontal axis.

pub use crate::look::Tone;

/// How the numbers of an axis are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
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

/// An axis: its unit, and what must be in view whatever the curves need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    pub unit: Unit,
    pub within: Option<(f64, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// What the chart is about.
    Bold,
    Solid,
    Dashed,
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// In the legend; a curve without one is a part of another.
    pub name: String,
    pub tone: Tone,
    pub stroke: Stroke,
    /// From left to right.
    pub points: Vec<[f64; 2]>,
}

/// A histogram. It has a scale of its own: the highest bar takes `height` of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    pub name: String,
    pub tone: Tone,
    /// Filled, or only its outline.
    pub filled: bool,
    /// Left edge of the first bar and width of each.
    pub start: f64,
    pub width: f64,
    /// Share of the samples in each bar.
    pub shares: Vec<f64>,
    pub height: f64,
}

/// A vertical line or stripe with a word at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub tone: Tone,
    pub from: f64,
    /// The same as `from` for a line.
    pub to: f64,
    pub text: String,
}

/// A dot at a value that is in force now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    pub tone: Tone,
    pub at: [f64; 2],
}

#[derive(Clone, Debug, PartialEq)]
pub struct ChartFigure {
    pub x: Axis,
    pub y: Axis,
    /// Behind the curves.
    pub bars: Vec<Bars>,
    pub marks: Vec<Mark>,
    pub series: Vec<Series>,
    pub dots: Vec<Dot>,
    /// Why something that one would look for is not there.
    pub note: Option<&'static str>,
}

impl ChartFigure {
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
    pub fn of(unit: Unit, from: f64, to: f64) -> Self {
        Self {
            unit,
            within: Some((from, to)),
        }
    }
}

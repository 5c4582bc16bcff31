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
    /// Logarithms to base 10 of fractions, shown as these in percent: equal ways are equal factors.
    LogPercent,
    /// Logarithms to base 10 of whole numbers, shown as these.
    LogNumber,
    /// Nothing to read off: the axis has no numbers.
    None,
}

/// What an axis counts; whoever draws has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Title {
    /// Training steps.
    Steps,
    /// Angles, in degrees.
    Angle,
    /// The angle to the own class, in degrees.
    Theta,
    /// The share of held-out samples that are right.
    Accuracy,
    /// The share of held-out samples that are wrong.
    Errors,
    /// The mean training loss.
    Loss,
    /// The target logit.
    Target,
    /// The part of a setting that is in force.
    InForce,
    /// The share of samples in each degree.
    Density,
    /// The share of negative pairs that are accepted.
    FalseAccepts,
    /// The share of positive pairs that are accepted.
    TrueAccepts,
    /// How many samples of other classes a sample of the same class is looked for among.
    Distractors,
    /// The share of searches that find it first.
    RankOne,
    /// The angle between two class directions.
    Apart,
    /// The gap between two clusters.
    Gap,
}

/// An axis of a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// How its numbers are written.
    pub unit: Unit,
    /// The least and the greatest value that are always in view; `None` fits the axis to the curves alone.
    pub within: Option<(f64, f64)>,
    /// Whether nothing else is in view: curves may run out of it.
    pub only: bool,
    /// What it counts; `None` where there is nothing to read off.
    pub title: Option<Title>,
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
    /// No line, a dot at each point.
    Dots,
    /// No line, a ring at each point.
    Rings,
}

impl Stroke {
    /// Whether points are joined.
    pub fn is_line(self) -> bool {
        !matches!(self, Self::Dots | Self::Rings)
    }
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

/// A histogram.
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
    /// Share of the chart's height that the highest bar of all histograms takes, 0 to 1; `None` where they stand on the vertical
    /// axis, as densities.
    pub height: Option<f64>,
}

impl Bars {
    /// Shares by unit of the horizontal axis, which do not depend on how wide the bars are.
    pub fn densities(&self) -> impl Iterator<Item = f64> {
        self.shares.iter().map(|share| share / self.width)
    }
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

/// How far curves of several runs are from their mean: between `low` and `high` at each place.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// What it belongs to, which decides its colour.
    pub tone: Tone,
    /// `[x, low, high]` in the units of the axes, from left to right.
    pub points: Vec<[f64; 3]>,
}

/// Where a threshold of pairs is taken hold of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hold {
    /// A vertical line at this place of the horizontal axis.
    Line(f64),
    /// A dot, `[x, y]` in the units of the axes.
    Dot([f64; 2]),
}

/// A threshold of pairs that a person can drag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Handle {
    /// Of which lane, by its place in the session.
    pub lane: usize,
    /// Where it is.
    pub at: Hold,
    /// The threshold, degrees.
    pub degrees: f64,
}

/// A threshold of pairs in a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Threshold {
    /// Where a person can take hold of it.
    pub handles: Vec<Handle>,
    /// What it decides: lines that are said below the chart, where there is room.
    pub below: Vec<String>,
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
    /// How far curves are spread, behind them.
    pub bands: Vec<Band>,
    /// Vertical lines and stripes, behind the curves.
    pub marks: Vec<Mark>,
    /// Curves, the later ones above.
    pub series: Vec<Series>,
    /// Values that are in force now, above the curves.
    pub dots: Vec<Dot>,
    /// The threshold of pairs in it, where it has one.
    pub threshold: Box<Threshold>,
    /// What one should know of it: of which samples it is, or why something that one would look for is not there.
    pub note: Option<String>,
}

impl ChartFigure {
    /// A chart with nothing between its axes yet.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self {
            x,
            y,
            bars: Vec::new(),
            bands: Vec::new(),
            marks: Vec::new(),
            series: Vec::new(),
            dots: Vec::new(),
            threshold: Box::default(),
            note: None,
        }
    }

    /// The highest density of all its histograms, which have one scale; 0 where there is none.
    pub fn highest_density(&self) -> f64 {
        let densities = self.bars.iter().flat_map(Bars::densities);
        densities.fold(0.0, f64::max)
    }

    /// Whether there is nothing to see yet.
    pub fn is_empty(&self) -> bool {
        let least = |series: &Series| if series.stroke.is_line() { 2 } else { 1 };
        let empty = |series: &Series| series.points.len() < least(series);
        self.bars.is_empty() && self.series.iter().all(empty)
    }
}

impl Axis {
    /// An axis that fits itself to what is drawn.
    pub fn free(unit: Unit) -> Self {
        Self {
            unit,
            within: None,
            only: false,
            title: None,
        }
    }

    /// An axis that shows at least `from` to `to`.
    pub fn showing(unit: Unit, from: f64, to: f64) -> Self {
        Self {
            within: Some((from, to)),
            ..Self::free(unit)
        }
    }

    /// An axis that shows `from` to `to` and nothing else.
    pub fn only(unit: Unit, from: f64, to: f64) -> Self {
        Self {
            only: true,
            ..Self::showing(unit, from, to)
        }
    }

    /// The same with what it counts.
    #[must_use]
    pub fn titled(self, title: Title) -> Self {
        Self {
            title: Some(title),
            ..self
        }
    }
}

//! A figure of curves over a shared horizontal axis.

/// How the numbers of the vertical axis are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Number,
    /// Fractions, shown in percent.
    Percent,
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub name: String,
    /// Place of its lane in the session, which decides the colour.
    pub lane: usize,
    /// From left to right.
    pub points: Vec<[f64; 2]>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ChartFigure {
    pub series: Vec<Series>,
    pub unit: Unit,
}

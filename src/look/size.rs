//! Widths of lines, sizes of dots and of type, in points of the window at its usual size. Whoever draws at another size
//! multiplies them by one factor.

/// Type in a figure: names, numbers, titles.
pub const TYPE: f64 = 12.5;

/// The smaller side of a figure in which type has that size, points.
const USUAL_SIDE: f64 = 480.0;
/// The least and the most that type grows with its figure.
const GROWTH: (f64, f64) = (0.84, 1.9);

/// Size of the type in a figure whose smaller side is `side` points: it grows with the figure, but less than it, in steps of
/// half a point.
pub fn type_in(side: f64) -> f64 {
    let (least, most) = GROWTH;
    let grown = (side.max(1.0) / USUAL_SIDE).sqrt().clamp(least, most);
    (2.0 * TYPE * grown).round() / 2.0
}

/// Radius of the circle at which the sizes below hold. In smaller and larger figures lines and dots change too, but less
/// than the figure does.
pub const USUAL_CIRCLE: f64 = 170.0;
/// The same for the globe's outline.
pub const USUAL_GLOBE: f64 = 230.0;

/// Lines of figures.
pub mod line {
    /// What orients: rings, sides, angles.
    pub const THIN: f64 = 1.0;
    /// The direction of a class on the circle.
    pub const DIRECTION: f64 = 2.0;
    /// The side that a loss gives to a class in the laboratory.
    pub const SIDE: f64 = 1.5;
    /// The pull of a loss on a sample.
    pub const ARROW: f64 = 1.4;
    /// The border of a class's region on the globe.
    pub const BORDER: f64 = 2.0;
    /// The same behind the horizon.
    pub const BORDER_FAR: f64 = 1.0;
    /// Meridians and parallels.
    pub const GRATICULE: f64 = 1.0;
    /// The axis of a class, inside the globe and outside of it.
    pub const AXIS: (f64, f64) = (1.25, 1.5);
    /// From what is named to its name, where that had to move away.
    pub const LEADER: f64 = 0.9;
    /// Grid and frame of a chart.
    pub const GRID: f64 = 0.8;
    /// A vertical line at a value.
    pub const MARK: f64 = 1.0;
    /// What a chart is about.
    pub const BOLD: f64 = 2.3;
    /// Any other curve.
    pub const CURVE: f64 = 1.5;
    /// A curve that is there for comparison.
    pub const FAMILY: f64 = 1.0;
    /// The outline of a histogram.
    pub const BARS: f64 = 0.9;
    /// Dash and gap of dashed curves.
    pub const DASH: [f64; 2] = [5.0, 3.5];
    /// Dashes and gaps of the lanes' curves, which tell them apart where all is grey: two dashes, each with its gap. Long ones
    /// first, which break a curve the least.
    pub const LANES: [Option<[f64; 4]>; 10] = [
        None,
        Some([14.0, 4.0, 14.0, 4.0]),
        Some([3.0, 3.5, 3.0, 3.5]),
        Some([14.0, 3.5, 2.5, 3.5]),
        Some([8.0, 4.0, 8.0, 4.0]),
        Some([22.0, 4.0, 22.0, 4.0]),
        Some([8.0, 3.5, 2.0, 3.5]),
        Some([22.0, 3.5, 8.0, 3.5]),
        Some([1.5, 4.5, 1.5, 4.5]),
        Some([5.0, 3.0, 2.0, 3.0]),
    ];
}

/// Radii of dots.
pub mod dot {
    /// A sample on the circle.
    pub const PLANE: f64 = 2.2;
    /// A sample on the globe, in the middle of the picture.
    pub const GLOBE: f64 = 2.5;
    /// The line around a sample on the globe.
    pub const EDGE: f64 = 0.7;
    /// The ring that a sample behind the horizon is.
    pub const RING: f64 = 0.8;
    /// A named point.
    pub const SPOT: f64 = 3.0;
    /// The end of an axis.
    pub const TIP: f64 = 3.5;
    /// A value in force, on a curve.
    pub const VALUE: f64 = 2.8;
    /// Factor on the radius where dots have shapes, which look smaller than discs.
    pub const SHAPED: f64 = 1.35;
}

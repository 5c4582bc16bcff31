//! The sphere view as data: points, axes, boundary curves and the field of regions on the unit sphere.

/// A direction on the unit sphere.
pub type Direction = [f32; 3];

/// Everything the globe shows, without the camera, the theme or a single GPU object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GlobeFigure {
    /// One mark a sample.
    pub points: Vec<GlobePoint>,
    /// One axis a class, with its name.
    pub axes: Vec<GlobeAxis>,
    /// Border of each class's region (with its margin): polylines on the sphere, radius 1.
    pub curves: Vec<GlobeCurve>,
    /// Tints the sphere by class, grey where no class reaches its margin.
    pub regions: Option<RegionTint>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlobePoint {
    pub at: Direction,
    pub class: u16,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GlobeAxis {
    pub to: Direction,
    pub class: u16,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GlobeCurve {
    pub class: u16,
    pub points: Vec<Direction>,
}

/// The decision field in the form a shader evaluates for each pixel, exactly and without work on the CPU:
/// class `j` owns direction `u` when `amplitude[j] · T(W_j·u) + offset[j]` is at least `amplitude[k] · O(W_k·u) + offset[k]`
/// for every other `k`; where none does is the margin zone.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionTint {
    /// Unit class directions.
    pub unit: Vec<Direction>,
    pub amplitude: Vec<f32>,
    pub offset: Vec<f32>,
    /// T sampled at `n` cosines evenly spread from −1 to 1.
    pub target: Vec<f32>,
    /// O, likewise.
    pub other: Vec<f32>,
    /// Shade where the largest posterior over the O-logits is below this; 0 for no band.
    pub uncertain_below: f32,
}

//! Figures as plain data: what a view shows, in marks coloured by role. Nothing here draws.
//!
//! A [`View`] turns a snapshot and the present values of the loss's knobs into a [`Figure`]. A new view is one file here and
//! one line in this file.

pub mod align;
pub mod around;
pub mod between;
pub mod chart;
pub mod charts;
mod field;
pub mod globe;
pub mod grid;
pub mod inspect;
pub mod lab;
pub mod matrix;
pub mod plane;
pub mod pull;
mod sample;
pub mod scale;
pub mod shape;
mod show;
pub mod steer;
pub mod story;

use std::{collections::BTreeMap, sync::Arc};

pub use field::{field, has_posterior, nearest_pair};
pub use sample::stratified;
pub use show::Show;

use crate::text::declared;
use crate::train::{LossConfig, Snapshot};

crate::registry::registry! { View:
    circle::Circle,
    sphere::Sphere,
    raw::Raw,
    section::Section,
    confusion::Confusion,
    class_angles::ClassAngles,
}

/// What a view shows, by the kind of drawing.
#[derive(Clone, Debug)]
pub enum Figure {
    /// Marks around the unit circle.
    Plane(Arc<plane::PlaneFigure>),
    /// The unit sphere.
    Globe(Arc<globe::GlobeFigure>),
    /// Counts in rows and columns.
    Matrix(Arc<matrix::MatrixFigure>),
    /// Angles between class directions.
    Between(Arc<between::BetweenFigure>),
}

/// Why a view has nothing to show of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// The view is of another feature dimension.
    Dimension {
        /// The dimension that the view shows.
        wants: usize,
        /// The dimension of the lane's features.
        found: usize,
    },
    /// More classes than the view can show.
    Classes {
        /// The most that it shows.
        most: usize,
        /// How many there are.
        found: usize,
    },
    /// No features or no class directions yet.
    Empty,
}

/// Something of a view that a person can switch on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Stable id, as `show` lists name it.
    pub id: &'static str,
    /// In English; [`Switch::name_in`] has it in the language that is spoken.
    pub label: &'static str,
    /// What is seen while it is on, one sentence.
    pub help: &'static str,
    /// Whether it is on until a person says otherwise.
    pub default: bool,
}

impl Switch {
    /// What a person calls it, in the language that is spoken; `of` is the id of the view or chart that has it.
    pub fn name_in(&self, of: &str) -> &'static str {
        self.said(of, "", self.label)
    }

    /// What is seen while it is on, likewise.
    pub fn help_in(&self, of: &str) -> &'static str {
        self.said(of, "-help", self.help)
    }

    /// What tables have for the one that has it, else for all of this id.
    fn said(&self, of: &str, what: &str, english: &'static str) -> &'static str {
        let all = declared(&format!("switch-{}{what}", self.id), english);
        declared(&format!("switch-{of}-{}{what}", self.id), all)
    }

    /// Whether it makes a difference where classes were left out of training, or where none was.
    pub fn applies(&self, unseen: bool) -> bool {
        unseen || ![sample::UNSEEN.id, charts::SEEN.id].contains(&self.id)
    }
}

impl dyn View + '_ {
    /// What a person calls it, in the language that is spoken.
    pub fn spoken_name(&self) -> &'static str {
        declared(&format!("view-{}", self.id()), self.name())
    }
}

/// A part of the held-out set that a person chose to see alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A cell of the confusion: samples of class `label` that were taken for `found`.
    Cell {
        /// Their class.
        label: usize,
        /// The class that they were taken for.
        found: usize,
    },
    /// All samples of one class.
    Class(usize),
    /// Samples that another run takes for another class.
    Changed,
}

/// What a person chose to see in a view: its switches by id, and which classes and samples. A switch that is not named is
/// off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    on: BTreeMap<&'static str, bool>,
    /// The chosen classes of a view of two.
    pair: Option<(usize, usize)>,
    /// The class whose pull field is shown.
    label: usize,
    /// The part of the held-out set that alone is shown, and the samples in it.
    part: Option<Part>,
    /// How much the globe's body hides of what is behind it, percent; `None` for the usual.
    opacity: Option<u8>,
    only: Option<Arc<Vec<u32>>>,
    /// Up to which angle pairs are accepted as one class, tenths of a degree; `None` for the usual.
    threshold: Option<u16>,
}

/// Degrees in which thresholds are counted.
pub const THRESHOLD_STEP: f64 = 0.1;

impl Switches {
    /// The `declared` switches at their defaults.
    pub fn defaults(declared: &[Switch]) -> Self {
        Self {
            on: declared.iter().map(|s| (s.id, s.default)).collect(),
            ..Self::default()
        }
    }

    /// Whether the switch `id` is on.
    pub fn on(&self, id: &str) -> bool {
        self.on.get(id).copied().unwrap_or(false)
    }

    /// Turns the switch `id` on or off.
    pub fn set(&mut self, id: &'static str, on: bool) {
        self.on.insert(id, on);
    }

    /// The class whose pull field is shown.
    pub fn label(&self) -> usize {
        self.label
    }

    /// Chooses the class whose pull field is shown.
    pub fn set_label(&mut self, label: usize) {
        self.label = label;
    }

    /// How much the globe's body hides of what is behind it, percent; `None` for the usual.
    pub fn opacity(&self) -> Option<u8> {
        self.opacity
    }

    /// Chooses how much the globe's body hides of what is behind it, percent up to 100.
    pub fn set_opacity(&mut self, percent: Option<u8>) {
        self.opacity = percent.map(|percent| percent.min(100));
    }

    /// Up to which angle pairs are accepted as one class, degrees; `None` for where each run has its equal error rate.
    pub fn threshold(&self) -> Option<f64> {
        self.threshold.map(|tenths| f64::from(tenths) / 10.0)
    }

    /// Chooses it, 0 to 180 degrees in steps of [`THRESHOLD_STEP`].
    pub fn set_threshold(&mut self, degrees: Option<f64>) {
        self.threshold = degrees.map(|degrees| (10.0 * degrees).round().clamp(0.0, 1800.0) as u16);
    }

    /// The part of the held-out set that alone is shown; `None` for all of it.
    pub fn part(&self) -> Option<Part> {
        self.part
    }

    /// The samples that alone are shown; `None` for all.
    pub fn only(&self) -> Option<&[u32]> {
        self.only.as_ref().map(|only| only.as_slice())
    }

    /// Shows one part of the held-out set and the samples in it, or all with `None`.
    pub fn set_only(&mut self, part: Option<Part>, only: Option<Arc<Vec<u32>>>) {
        (self.part, self.only) = (part, only);
    }

    /// The chosen classes of a view of two; `None` stands for the nearest two.
    pub fn pair(&self) -> Option<(usize, usize)> {
        self.pair
    }

    /// Chooses the two classes of a view of two, or `None` for the nearest ones.
    pub fn set_pair(&mut self, pair: Option<(usize, usize)>) {
        self.pair = pair;
    }
}

/// A way to look at one lane.
pub trait View: Sync {
    /// Stable id, `circle`.
    fn id(&self) -> &'static str;
    /// What a person calls it, in English.
    fn name(&self) -> &'static str;
    /// What a person can switch on and off in it.
    fn switches(&self) -> &'static [Switch];
    /// Whether it is shown only where it is asked for.
    fn on_request(&self) -> bool {
        false
    }
    /// Whether it shows two classes, which [`Switches::set_pair`] chooses.
    fn of_two_classes(&self) -> bool {
        false
    }
    /// The only feature dimension that the view can show; `None` where it shows any.
    fn dimension(&self) -> Option<usize>;
    /// The figure of `snapshot` under `loss` as the controls have it now, which may be newer than the snapshot's own.
    ///
    /// # Errors
    /// Says why the view does not apply.
    fn figure(
        &self,
        snapshot: &Snapshot,
        loss: &LossConfig,
        switches: &Switches,
    ) -> Result<Figure, WhyNot>;
}

/// Refuses a snapshot whose features have not the one dimension that a view can show, or that is empty.
fn check_dimension(snapshot: &Snapshot, wants: usize) -> Result<(), WhyNot> {
    let found = snapshot.experiment.model.feature_dim;
    if found != wants {
        return Err(WhyNot::Dimension { wants, found });
    }
    let shaped = |columns: usize, rows: usize| columns == wants && rows > 0;
    let features = shaped(snapshot.features.ncols(), snapshot.features.nrows());
    let weights = shaped(snapshot.weights.ncols(), snapshot.weights.nrows());
    if features && weights {
        Ok(())
    } else {
        Err(WhyNot::Empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data,
        look::Classes,
        train::{Experiment, Lane, Status},
    };

    /// Every view of two classes in this dimension says which classes of the data set they are.
    fn check(dim: usize) {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.classes = vec![3, 1];
        experiment.model.feature_dim = dim;
        let dataset = data::load("blobs", &experiment.request()).unwrap();
        let lane = Lane::new(&experiment, Arc::new(dataset)).unwrap();
        let snapshot = lane.snapshot("lane", 0, Status::Paused);
        let expect = Classes::new(&[3, 1]);
        for view in registry() {
            let fits = view.dimension().is_none_or(|wants| wants == dim);
            let switches = Switches::defaults(view.switches());
            let figure = view.figure(&snapshot, &experiment.loss, &switches);
            let found = match figure {
                Ok(Figure::Plane(figure)) => figure.classes,
                Ok(Figure::Globe(figure)) => figure.classes,
                Ok(Figure::Matrix(figure)) => figure.classes,
                Ok(Figure::Between(figure)) => figure.classes,
                Err(why) => {
                    assert!(!fits, "{}: {why:?}", view.id());
                    continue;
                }
            };
            assert_eq!(found, expect, "{}", view.id());
        }
    }

    #[test]
    fn every_view_of_some_classes_says_which_they_are() {
        check(2);
        check(3);
    }
}

//! Runs whose features are given: nothing is trained, and class weights come with them or are their class means.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use ndarray::Array2;

use super::experiment::{Experiment, FEATURES, ModelKind};
use super::keys::in_toml;
use super::look::Look;
use super::metrics::{class_sums, units};
use super::named::Named;
use super::session::{LaneSpec, ONLY_LANE, Session};
use crate::data::{
    Dataset,
    given::{self, About, Place},
};
use crate::loss;

/// The experiment with the dimension that given features have, whatever it says.
pub fn resolved<'a>(experiment: &'a Experiment, dataset: &Dataset) -> Cow<'a, Experiment> {
    let dim = dataset.shape.len();
    if experiment.model.kind != ModelKind::Features || experiment.model.feature_dim == dim {
        return Cow::Borrowed(experiment);
    }
    let mut experiment = experiment.clone();
    experiment.model.feature_dim = dim;
    Cow::Owned(experiment)
}

/// The directions of the classes `(C, d)`: weights where there are some, else the mean directions of the unit features.
pub fn directions(dataset: &Dataset) -> Array2<f32> {
    let weights = dataset
        .given
        .as_ref()
        .and_then(|given| given.weights.as_ref());
    if let Some(weights) = weights {
        return weights.as_standard_layout().into_owned();
    }
    let units_of = units(dataset.test.inputs.view());
    let sums = class_sums(&units_of, &dataset.test.labels, dataset.classes());
    units(sums.mapv(|sum| sum as f32).view()).mapv(|x| x as f32)
}

/// Whether class weights came with the features.
pub fn has_weights(dataset: &Dataset) -> bool {
    dataset
        .given
        .as_ref()
        .is_some_and(|given| given.weights.is_some())
}

/// The folder of moments that an experiment follows, if it does.
pub fn followed(experiment: &Experiment) -> Option<PathBuf> {
    if experiment.model.kind != ModelKind::Features || experiment.data.source != FEATURES {
        return None;
    }
    match given::place(Path::new(&experiment.data.path)) {
        Some(Place::Moments(folder)) => Some(folder),
        _ => None,
    }
}

/// Names of sessions are those of files.
const UNNAMED: &str = "features";

impl Session {
    /// The session that shows the features at `path`, a file or a folder, as they are, under the loss and the knobs that their run
    /// names; `None` where there are none.
    ///
    /// # Errors
    /// When what the run says of itself cannot be understood.
    pub fn of_features(path: &Path) -> Result<Option<Self>, String> {
        let Some(place) = given::place(path) else {
            return Ok(None);
        };
        let about = match &place {
            Place::Folder(folder) | Place::Moments(folder) => About::read(folder),
            Place::File(_) => Ok(About::default()),
        };
        let about = about.map_err(|error| error.to_string())?;
        let name = path
            .components()
            .next_back()
            .map(|name| name.as_os_str().to_string_lossy().into_owned());
        let mut base = Experiment::default();
        base.set_source(FEATURES);
        base.data.path = path.display().to_string();
        base.model.kind = ModelKind::Features;
        base.take_loss(&about, &path.display().to_string())?;
        if let Some(dim) = about.dim.or_else(|| given::dimension(&place)) {
            base.model.feature_dim = dim;
        }
        let id = name.unwrap_or_else(|| UNNAMED.to_owned());
        let session = Self::showing(id, base);
        // What is followed has curves over its steps.
        Ok(Some(match place {
            Place::Moments(_) => session,
            _ => session.with_charts(),
        }))
    }

    /// The same data as the features that they are, of `dim` numbers each: not scaled, and nothing is trained.
    #[must_use]
    pub fn as_features(&self, dim: usize) -> Self {
        let mut base = self.base.clone();
        base.model.kind = ModelKind::Features;
        base.model.feature_dim = dim;
        if base.data.texts.ids().any(|id| id == "scaling") {
            base.data.texts.set("scaling", "none");
        }
        Self::showing(self.id.clone(), base).with_charts()
    }

    /// Charts of one moment, where nothing trains.
    fn with_charts(mut self) -> Self {
        self.show.extend(["psi", "angles"].map(str::to_owned));
        self
    }

    /// The session of features that are given, in views of their dimension.
    fn showing(id: String, base: Experiment) -> Self {
        let mut session = Self {
            id,
            lanes: vec![LaneSpec {
                name: ONLY_LANE.to_owned(),
                overrides: Vec::new(),
            }],
            show: match base.model.feature_dim {
                2 | 3 => Vec::new(),
                // What shows any dimension.
                _ => vec!["section".to_owned(), "class-angles".to_owned()],
            },
            base,
            look: Look::default(),
            named: Named::default(),
        };
        session.remember_names();
        session
    }
}

impl Experiment {
    /// The loss that a run names, with its knobs.
    fn take_loss(&mut self, about: &About, name: &str) -> Result<(), String> {
        if let Some(id) = &about.loss {
            if loss::find(id).is_none() {
                let known: Vec<&str> = loss::registry().iter().map(|loss| loss.id()).collect();
                let known = known.join(", ");
                return Err(format!(
                    "{name}/run.json: loss: found \"{id}\", expected one of {known}"
                ));
            }
            self.set_loss(id);
        }
        for (knob, value) in &about.knobs {
            let key = format!("loss.{knob}");
            let whole = self.number(&key).map(|(knob, _)| in_toml(knob, *value));
            let set = self.set(&key, &whole.unwrap_or(toml::Value::Float(*value)));
            set.map_err(|error| format!("{name}/run.json: {error}"))?;
        }
        Ok(())
    }
}

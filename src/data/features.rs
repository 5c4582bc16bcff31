use std::path::Path;
use std::sync::Arc;

use super::given::{self, Given, Moment};
use super::own::NOT_FINITE;
use super::{DataError, Dataset, Request, Shape, Source, Split, Text};
use crate::knob::{Knob, Knobs};

/// Features that were made elsewhere, from a file, a folder, or a folder of moments.
pub struct Features;

impl Source for Features {
    fn id(&self) -> &'static str {
        "features"
    }

    fn name(&self) -> &'static str {
        "Features of another program"
    }

    fn about(&self) -> &'static str {
        "A folder with features.npy, labels.npy and, where there are any, weights.npy and names.txt; one .npz or .safetensors with all of them; or a folder that a run drops its moments in."
    }

    fn licence(&self) -> &'static str {
        "Read from a folder; its licence is that of whoever the files are from."
    }

    fn knobs(&self) -> &'static [Knob] {
        &[]
    }

    fn texts(&self) -> &'static [Text] {
        &[NOT_FINITE]
    }

    fn reads_path(&self) -> bool {
        true
    }

    fn class_names(&self, _knobs: &Knobs) -> Vec<String> {
        // Only the files know.
        Vec::new()
    }

    fn load(&self, request: &Request<'_>) -> Result<Dataset, DataError> {
        let path = request.path.ok_or(DataError::NoPath("features"))?;
        let drops = request.texts.get(NOT_FINITE.id) == "drop";
        Ok(dataset(given::read(Path::new(path), drops)?))
    }
}

/// The data set of a moment: all of it is there to be measured and shown, nothing to be trained on.
pub fn dataset(moment: Moment) -> Dataset {
    let given = Given {
        weights: moment.weights,
        step: moment.step,
    };
    Dataset {
        id: Features.id().to_owned(),
        shape: Shape::Flat(moment.features.ncols()),
        class_names: moment.names,
        train: Split::empty(),
        test: Split {
            inputs: moment.features,
            labels: moment.labels,
        },
        test_pixels: Vec::new(),
        unseen: Default::default(),
        given: Some(Arc::new(given)),
        hash: Default::default(),
    }
}

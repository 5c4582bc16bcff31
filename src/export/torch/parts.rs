//! What lies beside the script: data, parameters, order of samples, names.

use ndarray::{Array1, Array2, ArrayD, IxDyn};
use serde_json::{Map, Value, json};

use crate::{
    data::{Dataset, Shape, Split},
    export::arrays::{npy, safetensors},
    loss::Loss,
    train::{Experiment, ModelKind, Order, Trainer},
};

/// Numbers of an order at most: 16 MB.
const LONGEST_ORDER: usize = 4_000_000;
/// Steps whose batches are always those that marginscope sees.
const SAME_STEPS: usize = 20;

/// What the script must know of the files beside it.
pub struct Parts {
    /// Passes over the training samples `(passes, n)`.
    pub order: Array2<i32>,
    /// Whether these are all that the run makes.
    pub whole: bool,
}

impl Parts {
    /// Of a run that has not begun.
    pub fn new(trainer: &Trainer) -> Self {
        let experiment = trainer.experiment();
        let samples = trainer.dataset().train.labels.len();
        let batch = trainer.batch_size();
        let passes = |steps: usize| steps.saturating_mul(batch).div_ceil(samples).max(1);
        let all = passes(usize::try_from(experiment.steps).unwrap_or(usize::MAX));
        let most = (LONGEST_ORDER / samples).max(passes(SAME_STEPS));
        let mut order = Order::new(samples, experiment.seeds.order);
        let shape = (all.min(most), samples);
        Self {
            order: Array2::from_shape_simple_fn(shape, || order.next_sample() as i32),
            whole: all <= most,
        }
    }
}

/// Every tensor that training starts from, under the names that the script's model gives them.
pub fn parameters(trainer: &Trainer) -> Result<Vec<u8>, String> {
    let tensors = trainer.tensors().into_iter();
    let named = tensors.map(|(name, shape, values)| {
        let name = match name.strip_prefix("head.") {
            Some(head) => head.to_owned(),
            // PyTorch calls the slopes of a PReLU its weight.
            None => format!("network.{}", name.replace(".slope", ".weight")),
        };
        (name, shape, values)
    });
    safetensors(&named.collect::<Vec<_>>())
}

/// The shape of a sample as the model sees it: `(1, height, width)` for convolutions, numbers in a row for others.
pub fn sample_shape(experiment: &Experiment, shape: Shape) -> Vec<usize> {
    match (experiment.model.kind, shape) {
        (ModelKind::Cnn, Shape::Image { height, width, .. }) => {
            vec![shape.len() / (height * width).max(1), height, width]
        }
        _ => vec![shape.len()],
    }
}

/// Inputs and labels of each part of the data.
pub fn data(trainer: &Trainer) -> Result<Vec<(String, Vec<u8>)>, String> {
    let dataset = trainer.dataset();
    let classes = dataset.classes();
    let mut parts = vec![("train", &dataset.train, 0), ("test", &dataset.test, 0)];
    if dataset.unseen.classes() > 0 {
        parts.push(("unseen", &dataset.unseen.test, classes));
    }
    let shape = sample_shape(trainer.experiment(), dataset.shape);
    let mut files = Vec::new();
    for (name, split, first) in parts {
        let labels: Array1<i64> = split.labels.iter().map(|y| (first + y) as i64).collect();
        let inputs = npy(&inputs(split, &shape)?)?;
        files.push((format!("data/{name}_inputs.npy"), inputs));
        files.push((format!("data/{name}_labels.npy"), npy(&labels)?));
    }
    Ok(files)
}

/// Inputs `(n, …)`; pictures of several channels, which lie channels last here, have them first there.
fn inputs(split: &Split, shape: &[usize]) -> Result<ArrayD<f32>, String> {
    let n = split.labels.len();
    let values = split.rows(0..n).into_owned();
    let whole = |shape: &[usize], values| {
        let shape = [&[n], shape].concat();
        ArrayD::from_shape_vec(IxDyn(&shape), values).map_err(|error| format!("inputs: {error}"))
    };
    match *shape {
        [channels, height, width] if channels > 1 => {
            let last = whole(&[height, width, channels], values)?;
            let first = last.permuted_axes(IxDyn(&[0, 3, 1, 2]));
            Ok(first.as_standard_layout().into_owned())
        }
        _ => whole(shape, values),
    }
}

/// What a folder of moments says of its run.
pub fn run(loss: &dyn Loss, experiment: &Experiment, dataset: &Dataset) -> String {
    let mut run = Map::new();
    run.insert("loss".to_owned(), loss.id().into());
    run.insert("knobs".to_owned(), json!(experiment.loss.knobs));
    run.insert("class_names".to_owned(), json!(dataset.class_names));
    run.insert(
        "feature_dim".to_owned(),
        json!(experiment.model.feature_dim),
    );
    let text = format!("{} in PyTorch, {} steps", loss.name(), experiment.steps);
    run.insert("text".to_owned(), text.into());
    // Plain numbers and text always have a JSON form.
    serde_json::to_string_pretty(&Value::Object(run)).unwrap_or_default() + "\n"
}

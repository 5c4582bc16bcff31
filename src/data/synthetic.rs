//! What the synthetic sources share: counts of samples, seeds and the knobs for them.

use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{CLASS, DataError, Dataset, Request, Shape, Split};
use crate::knob::{Knob, Knobs, Spread};

/// The knob for the number of training samples.
pub const TRAIN: Knob = Knob {
    id: "train",
    label: "training samples",
    symbol: "train",
    unit: "samples",
    min: 40.0,
    max: 70_000.0,
    default: 2000.0,
    spread: Spread::Whole,
    larger: "A larger value shows the shape of the classes in more detail to the model.",
};

/// The knob for the number of held-out samples.
pub const TEST: Knob = Knob {
    id: "test",
    label: "held-out samples",
    symbol: "test",
    unit: "samples",
    min: 40.0,
    max: 70_000.0,
    default: 1000.0,
    spread: Spread::Whole,
    larger: "A larger value draws more points and measures the accuracy more exactly.",
};

/// The knob for the number of classes.
pub const fn class_count(max: f64, default: f64) -> Knob {
    Knob {
        id: "class_count",
        label: "classes",
        symbol: "C",
        unit: "classes",
        min: 2.0,
        max,
        default,
        spread: Spread::Whole,
        larger: "A larger value leaves less room for each class on the circle and the sphere.",
    }
}

/// The knob for the noise: its standard deviation.
pub const fn noise(default: f64, max: f64, larger: &'static str) -> Knob {
    Knob {
        id: "spread",
        label: "spread",
        symbol: "σ",
        unit: "",
        min: 0.0,
        max,
        default,
        spread: Spread::Linear,
        larger,
    }
}

/// The value of a knob, its default in `declared` where it is not set, 0 where neither knows it.
pub fn value(knobs: &Knobs, declared: &[Knob], id: &str) -> f64 {
    let default = declared.iter().find(|knob| knob.id == id);
    knobs.or(id, default.map_or(0.0, |knob| knob.default))
}

/// `Class 1`, `Class 2`, …
pub fn names(knobs: &Knobs, declared: &[Knob]) -> Vec<String> {
    let count = value(knobs, declared, "class_count") as usize;
    (1..=count).map(|class| format!("{CLASS}{class}")).collect()
}

/// A data set of points: `point` writes every coordinate of one sample of a class. Classes take turns, so that every part is balanced.
pub fn points(
    (id, declared): (&str, &[Knob]),
    request: &Request<'_>,
    dim: usize,
    mut point: impl FnMut(&mut ChaCha8Rng, usize, &mut [f32]),
) -> Result<Dataset, DataError> {
    let class_names = names(request.knobs, declared);
    let mut split = |id: &str, stream: u64| {
        // Its own stream for each part: more training samples do not change the held-out ones.
        let mut rng = ChaCha8Rng::seed_from_u64(request.seed);
        rng.set_stream(stream);
        let n = value(request.knobs, declared, id) as usize;
        let labels: Vec<usize> = (0..n).map(|i| i % class_names.len().max(1)).collect();
        let mut inputs = Array2::zeros((n, dim));
        let mut sample = vec![0.0; dim];
        for (mut row, &label) in inputs.outer_iter_mut().zip(&labels) {
            point(&mut rng, label, &mut sample);
            row.iter_mut().zip(&sample).for_each(|(to, x)| *to = *x);
        }
        Split { inputs, labels }
    };
    let (train, test) = (split("train", 1), split("test", 2));
    Ok(Dataset {
        id: id.to_owned(),
        shape: Shape::Flat(dim),
        class_names,
        train,
        test,
        test_pixels: Vec::new(),
        unseen: Default::default(),
        given: None,
        hash: Default::default(),
    })
}

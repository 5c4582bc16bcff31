//! Random fields for the geometry tests.

use marginscope::{
    geometry::Field,
    knob::Knobs,
    loss::{self, Loss, Objective},
};
use ndarray::{Array1, Array2};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Every class-level loss at its defaults and with each value that it reads at either end.
pub fn objectives() -> Vec<(String, Objective)> {
    let mut all = Vec::new();
    for loss in loss::registry() {
        if loss.objective(&loss.defaults()).head().is_none() {
            continue;
        }
        for (what, knobs) in settings(*loss) {
            all.push((format!("{} {what}", loss.id()), loss.objective(&knobs)));
        }
    }
    all
}

fn settings(loss: &dyn Loss) -> Vec<(String, Knobs)> {
    let mut all = vec![("defaults".to_owned(), loss.defaults())];
    for id in loss.parameters() {
        let knob = loss.knobs().iter().find(|knob| knob.id == id);
        for value in knob.map_or([0.0, 10.0], |knob| [knob.min, knob.max]) {
            let mut knobs = loss.defaults();
            knobs.set(id, value);
            all.push((format!("{id}={value}"), knobs));
        }
    }
    all
}

pub fn field(objective: &Objective, classes: usize, dim: usize, rng: &mut ChaCha8Rng) -> Field {
    let weights = Array2::from_shape_fn((classes, dim), |_| rng.random_range(-1.0..1.0));
    let bias = Array1::from_shape_fn(classes, |_| rng.random_range(-0.5..0.5));
    let head = objective.head().unwrap();
    Field::new(head, weights.view(), Some(bias.view()), 2.0)
}

/// Weights that a careless caller may bring.
pub fn degenerate(dim: usize) -> Vec<Array2<f64>> {
    let unit = |k: usize, x: f64| Array1::from_shape_fn(dim, |i| if i == k { x } else { 0.0 });
    let rows = |rows: &[Array1<f64>]| {
        let views: Vec<_> = rows.iter().map(|row| row.view()).collect();
        ndarray::stack(ndarray::Axis(0), &views).unwrap()
    };
    vec![
        Array2::zeros((0, dim)),
        Array2::zeros((1, dim)),
        Array2::ones((1, dim)),
        Array2::zeros((4, dim)),
        Array2::ones((4, dim)),
        rows(&[unit(0, 1.0), unit(0, 1.0)]),
        rows(&[unit(0, 1.0), unit(0, -1.0), unit(1, 1.0)]),
        rows(&[unit(0, 1.0), unit(0, 3.0), unit(1, 0.0)]),
        rows(&[unit(0, 1.0), unit(0, 1.0) + unit(1, 1e-9), unit(1, 1.0)]),
        rows(&[unit(0, f64::NAN), unit(1, 1.0)]),
        rows(&[unit(0, f64::INFINITY), unit(1, 1.0)]),
        rows(&[unit(0, 1e-20), unit(1, 1e20), unit(0, -1e-300)]),
    ]
}

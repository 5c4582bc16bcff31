//! What a drag of m costs in a frame: regions, doubt and borders of random weights, for every loss.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use marginscope::{
    geometry::{Field, areas, circle, sphere},
    loss::{self, Loss},
};
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const CLASSES: [usize; 2] = [10, 100];

fn weights(classes: usize, dim: usize) -> Array2<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    Array2::from_shape_fn((classes, dim), |_| rng.random_range(-1.0..1.0))
}

fn field(loss: &dyn Loss, weights: &Array2<f64>) -> Option<Field> {
    let objective = loss.objective(&loss.defaults());
    let head = objective.head()?;
    Some(Field::new(head, weights.view(), None, 5.0))
}

fn bench(criterion: &mut Criterion, name: &str, dim: usize, run: impl Fn(&Field)) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    for loss in loss::registry() {
        for classes in CLASSES {
            let weights = weights(classes, dim);
            let id = BenchmarkId::new(loss.id(), classes);
            // The field is made in the frame too.
            if field(*loss, &weights).is_some() {
                group.bench_function(id, |b| {
                    b.iter(|| field(*loss, black_box(&weights)).iter().for_each(&run));
                });
            }
        }
    }
}

fn geometry(criterion: &mut Criterion) {
    bench(criterion, "arcs", 2, |field| {
        drop(black_box(circle::arcs(field)))
    });
    bench(criterion, "uncertain", 2, |field| {
        drop(black_box(circle::uncertain_arcs(field, 0.9)))
    });
    bench(criterion, "curves", 3, |field| {
        drop(black_box(sphere::curves(field)))
    });
    bench(criterion, "areas", 3, |field| drop(black_box(areas(field))));
}

criterion_group!(benches, geometry);
criterion_main!(benches);

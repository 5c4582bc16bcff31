//! A batch through every loss, forward and backward.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use marginscope::loss::{self, Batch, Evaluation};
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SAMPLES: usize = 128;

fn random(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    Array2::from_shape_fn((rows, columns), |_| rng.random_range(-1.0..1.0))
}

fn losses(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("evaluate");
    for (classes, dim) in [(10, 3), (100, 32), (1000, 3)] {
        let (features, weights) = (random(SAMPLES, dim, 1), random(classes, dim, 2));
        let labels: Vec<usize> = (0..SAMPLES).map(|i| i % classes).collect();
        let batch = Batch {
            features: features.view(),
            weights: weights.view(),
            bias: None,
            labels: &labels,
        };
        for loss in loss::registry() {
            let objective = loss.objective(&loss.defaults());
            let mut out = Evaluation::default();
            let id = BenchmarkId::new(loss.id(), format!("{classes}x{dim}"));
            group.bench_function(id, |b| {
                b.iter(|| objective.evaluate(black_box(&batch), &mut out));
            });
        }
    }
}

criterion_group!(benches, losses);
criterion_main!(benches);

//! What a frame's figure costs: the plane and the globe of 10,000 and of 70,000 samples.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use marginscope::figure::{self, Switches};
use marginscope::train::{Experiment, Lane, ModelKind, Snapshot, Status, lane};
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SAMPLES: [usize; 2] = [10_000, 70_000];

/// A lane's snapshot, its held-out part made so large.
fn snapshot(dim: usize, samples: usize) -> Snapshot {
    let mut experiment = Experiment::default();
    experiment.set_source("blobs");
    experiment.model.kind = ModelKind::Linear;
    experiment.model.feature_dim = dim;
    let dataset = lane::load(&experiment).expect("the source is built in");
    let lane = Lane::new(&experiment, dataset).expect("the model fits its data");
    let mut snapshot = lane.snapshot("run", 0, Status::Paused);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let features = Array2::from_shape_fn((samples, dim), |_| rng.random_range(-1.0..1.0));
    let dataset = Arc::make_mut(&mut snapshot.dataset);
    let known = dataset.test.labels.len();
    dataset.test.labels = (0..samples)
        .map(|i| dataset.test.labels[i % known])
        .collect();
    snapshot.features = Arc::new(features);
    snapshot
}

fn figures(criterion: &mut Criterion) {
    for view in figure::registry() {
        let mut group = criterion.benchmark_group(format!("figure {}", view.id()));
        group.sample_size(10);
        let switches = Switches::defaults(view.switches());
        for samples in SAMPLES {
            let snapshot = snapshot(view.dimension().unwrap_or(3), samples);
            let loss = snapshot.experiment.loss.clone();
            group.bench_function(BenchmarkId::from_parameter(samples), |bench| {
                bench.iter(|| black_box(view.figure(&snapshot, &loss, &switches)).is_ok());
            });
        }
    }
}

criterion_group!(benches, figures);
criterion_main!(benches);

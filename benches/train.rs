//! What a step and a look at the held-out samples cost.

use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use marginscope::train::{Experiment, Lane, ModelKind, lane};

/// The default experiment with another model; the toy learns points in the plane.
fn experiment(kind: ModelKind, source: &str, hidden: &[usize]) -> Experiment {
    let mut experiment = Experiment::default();
    experiment.set_source(source);
    experiment.model.kind = kind;
    experiment.model.hidden = hidden.to_vec();
    experiment
}

fn start(experiment: &Experiment) -> Lane {
    let dataset = lane::load(experiment).expect("the sources used here are built in");
    Lane::new(experiment, Arc::clone(&dataset)).expect("the models used here fit their data")
}

fn train(criterion: &mut Criterion) {
    let toy = {
        let mut toy = experiment(ModelKind::Mlp, "blobs", &[64, 64]);
        toy.data.knobs.set("dimension", 32.0);
        toy
    };
    let models = [
        ("toy 32-64-64-3", toy),
        (
            "mlp 784-256-128-3",
            experiment(ModelKind::Mlp, "fashion", &[256, 128]),
        ),
        (
            "cnn 32,64,128",
            experiment(ModelKind::Cnn, "fashion", &[256, 128]),
        ),
    ];
    for (name, experiment) in models {
        let mut lane = start(&experiment);
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.bench_function("step", |bench| {
            bench.iter(|| {
                lane.step()
                    .expect("a short run at a sound rate does not diverge")
            });
        });
        group.bench_function("refresh of 1000", |bench| {
            bench.iter(|| {
                lane.begin_refresh();
                while !lane.refresh_part() {}
            });
        });
        group.finish();
    }
}

criterion_group!(benches, train);
criterion_main!(benches);

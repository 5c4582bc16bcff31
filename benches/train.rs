//! What a step and a look at the held-out samples cost, for every model with a margin loss.

use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use marginscope::train::{Experiment, Lane, ModelKind, lane};

/// The default experiment with another model; the toy learns points in 32 dimensions.
fn models() -> [(&'static str, Experiment); 5] {
    let of = |change: fn(&mut Experiment)| {
        let mut experiment = Experiment {
            steps: 10_000_000,
            ..Experiment::default()
        };
        change(&mut experiment);
        experiment
    };
    [
        ("linear 784-3", of(|e| e.model.kind = ModelKind::Linear)),
        (
            "toy 32-64-64-3",
            of(|e| {
                e.set_source("blobs");
                e.data.knobs.set("dimension", 32.0);
                e.model.hidden = vec![64, 64];
            }),
        ),
        ("mlp 784-256-128-3", of(|_| {})),
        ("cnn 32,64,128", of(|e| e.model.kind = ModelKind::Cnn)),
        (
            "lenet++",
            of(|e| {
                e.model.kind = ModelKind::Cnn;
                e.model.kernel = 5;
            }),
        ),
    ]
}

const LOSSES: [&str; 3] = ["am-softmax", "arcface", "a-softmax"];

fn start(experiment: &Experiment, threads: usize) -> Lane {
    let dataset = lane::load(experiment).expect("the sources used here are built in");
    let mut lane =
        Lane::new(experiment, Arc::clone(&dataset)).expect("the models used here fit their data");
    lane.set_threads(threads);
    lane
}

fn train(criterion: &mut Criterion) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for (name, mut experiment) in models() {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        for loss in LOSSES {
            experiment.set_loss(loss);
            for threads in [1, cores] {
                let mut lane = start(&experiment, threads);
                group.bench_function(format!("{loss} step, {threads} threads"), |bench| {
                    bench.iter(|| {
                        lane.step()
                            .expect("a short run at a sound rate does not diverge")
                    });
                });
            }
        }
        let mut lane = start(&experiment, 1);
        group.bench_function("refresh", |bench| {
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

//! How the cost of a step grows with images, classes, feature dimension and batch: microseconds, the best of some rounds,
//! and how much more each doubling (or tenfold) costs. Linear growth is a factor equal to that of the size.

use std::sync::Arc;
use std::time::Instant;

use marginscope::train::{Experiment, Lane, ModelKind, lane};

const ROUNDS: usize = 7;

fn base(kind: ModelKind) -> Experiment {
    let mut experiment = Experiment::default();
    experiment.set_source("blobs");
    experiment.data.knobs.set("dimension", 32.0);
    experiment.model.kind = kind;
    experiment.model.hidden = vec![64, 64];
    experiment.steps = 10_000_000;
    experiment
}

/// Microseconds a step. `classes`, where given, are more than the source makes: the same samples are labelled anew.
fn cost(experiment: &Experiment, classes: Option<usize>) -> f64 {
    let mut dataset = lane::load(experiment).expect("the source is built in");
    if let Some(classes) = classes {
        let all = Arc::make_mut(&mut dataset);
        all.class_names = (0..classes).map(|class| class.to_string()).collect();
        for part in [&mut all.train, &mut all.test] {
            let labels = part.labels.iter_mut().enumerate();
            labels.for_each(|(i, label)| *label = i % classes);
        }
    }
    let mut lane = Lane::new(experiment, dataset).expect("the model fits its data");
    let mut round = |steps: u32| {
        let begun = Instant::now();
        (0..steps).for_each(|_| {
            lane.step()
                .expect("a short run at a sound rate does not diverge")
        });
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(steps)
    };
    let steps = (50_000.0 / round(5)).clamp(2.0, 1000.0) as u32;
    (0..ROUNDS)
        .map(|_| round(steps))
        .fold(f64::INFINITY, f64::min)
}

fn table(name: &str, sizes: &[usize], change: impl Fn(&mut Experiment, usize)) {
    let cost = |size| {
        let mut experiment = base(ModelKind::Mlp);
        change(&mut experiment, size);
        cost(&experiment, None)
    };
    print(name, sizes, cost);
}

fn print(name: &str, sizes: &[usize], cost: impl Fn(usize) -> f64) {
    let mut before: Option<(usize, f64)> = None;
    for &size in sizes {
        let cost = cost(size);
        let growth = before.map_or(String::new(), |(known, then)| {
            format!(
                "  size × {:.1}, cost × {:.2}",
                size as f64 / known as f64,
                cost / then
            )
        });
        println!("{name} {size:>6}: {cost:>10.1} µs/step{growth}");
        before = Some((size, cost));
    }
}

fn main() {
    table("training samples", &[1000, 2000, 5000, 10_000], |e, n| {
        e.data.knobs.set("train", n as f64);
    });
    print("classes", &[10, 30, 100, 300, 1000], |classes| {
        let experiment = base(ModelKind::Mlp);
        cost(&experiment, Some(classes))
    });
    table("feature dimension", &[2, 8, 32, 128, 512], |e, n| {
        e.model.feature_dim = n
    });
    table("batch", &[32, 64, 128, 256, 512, 1024], |e, n| {
        e.optimizer.batch = n
    });
}

//! What a training step costs: `step MODEL THREADS ROUNDS [KEY=VALUE]…` prints the microseconds of the best and of the median
//! round, the trainable numbers and the most memory that was in use. Keys are `classes`, which labels the same samples anew,
//! `dim`, `loss` and `batch`. `benches/peers.py` runs it in turn with PyTorch and JAX.

use std::sync::Arc;
use std::time::Instant;

use marginscope::data::Dataset;
use marginscope::train::{Experiment, Lane, ModelKind, OptimizerKind, TrainError, lane};

/// A round lasts about so many seconds.
const ROUND: f64 = 0.25;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, threads, rounds, settings @ ..] = arguments.as_slice() else {
        return Err("expected MODEL (toy, mlp, cnn, lenet++), THREADS and ROUNDS".into());
    };
    let mut experiment = experiment(model).ok_or("expected toy, mlp, cnn or lenet++")?;
    let mut classes = None;
    for setting in settings {
        match setting.split_once('=') {
            Some(("classes", value)) => classes = Some(value.parse()?),
            Some(("dim", value)) => experiment.model.feature_dim = value.parse()?,
            Some(("batch", value)) => experiment.optimizer.batch = value.parse()?,
            Some(("loss", value)) => experiment.set_loss(value),
            _ => {
                return Err(
                    format!("{setting}: expected classes, dim, batch or loss =VALUE").into(),
                );
            }
        }
    }
    let mut dataset = lane::load(&experiment)?;
    if let Some(classes) = classes {
        label_anew(Arc::make_mut(&mut dataset), classes);
    }
    let mut lane = Lane::new(&experiment, dataset)?;
    lane.set_threads(threads.parse()?);
    let mut times = measured(&mut lane, rounds.parse()?)?;
    times.sort_by(f64::total_cmp);
    let (best, median) = (times[0], times[times.len() / 2]);
    let parameters = lane.trainer().parameters();
    println!("{best:.1} {median:.1} {parameters} {}", peak_megabytes());
    Ok(())
}

/// The same samples as those of more classes than the source makes.
fn label_anew(dataset: &mut Dataset, classes: usize) {
    dataset.class_names = (0..classes).map(|class| class.to_string()).collect();
    for part in [&mut dataset.train, &mut dataset.test] {
        let labels = part.labels.iter_mut().enumerate();
        labels.for_each(|(i, label)| *label = i % classes);
    }
}

/// The models that the speed is stated for: AM-Softmax, SGD with momentum, batch 128.
fn experiment(model: &str) -> Option<Experiment> {
    let mut experiment = Experiment::default();
    experiment.optimizer.kind = OptimizerKind::Sgd;
    experiment.optimizer.learning_rate = 1e-3;
    experiment.optimizer.batch = 128;
    experiment.steps = 10_000_000;
    match model {
        "toy" => {
            experiment.set_source("blobs");
            experiment.data.knobs.set("dimension", 32.0);
            experiment.data.knobs.set("class_count", 10.0);
            experiment.model.hidden = vec![64, 64];
        }
        "mlp" => experiment.model.hidden = vec![256, 128],
        "cnn" => experiment.model.kind = ModelKind::Cnn,
        "lenet++" => {
            experiment.model.kind = ModelKind::Cnn;
            experiment.model.kernel = 5;
        }
        _ => return None,
    }
    Some(experiment)
}

/// Microseconds a step, of each round.
fn measured(lane: &mut Lane, rounds: usize) -> Result<Vec<f64>, TrainError> {
    let begun = Instant::now();
    (0..3).try_for_each(|_| lane.step())?;
    let steps = (ROUND / (begun.elapsed().as_secs_f64() / 3.0)).clamp(2.0, 10_000.0) as usize;
    let round = |_| {
        let begun = Instant::now();
        (0..steps).try_for_each(|_| lane.step())?;
        Ok(begun.elapsed().as_secs_f64() * 1e6 / steps as f64)
    };
    (0..rounds.max(1)).map(round).collect()
}

/// The most memory that this process has held, where the system says it; 0 elsewhere.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

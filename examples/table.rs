//! Trains every loss on the circle and on the sphere, over several seeds, and prints a markdown table of what each reaches:
//!
//! ```text
//! cargo run --release --example table -- --preset fashion-circle --set steps=1200
//! cargo run --release --example table -- mnist.toml --seeds 1,2,3 --losses softmax,am-softmax
//! ```
//!
//! The experiment's own loss keeps its knobs, every other one has its defaults; `--set loss.…` reaches those that have
//! such a knob. Accuracies are held-out, on plain logits; by the nearest class mean of the training set for pair losses.

use std::error::Error;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use clap::Parser;
use marginscope::loss::{self, Loss};
use marginscope::train::{Experiment, Lane, Metrics, Session, lane};
use toml::Value;

#[derive(Parser)]
struct Args {
    /// Experiment file (TOML).
    experiment: Option<PathBuf>,
    /// Built-in experiment.
    #[arg(
        long,
        value_name = "ID",
        default_value = "fashion-circle",
        conflicts_with = "experiment"
    )]
    preset: String,
    /// Change a setting.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Seeds of initialization and order.
    #[arg(long, value_delimiter = ',', default_value = "1,2,3")]
    seeds: Vec<u64>,
    /// Losses by their ids; all of them if not given.
    #[arg(long, value_delimiter = ',', value_name = "ID")]
    losses: Vec<String>,
    /// Feature dimensions.
    #[arg(long, value_delimiter = ',', default_value = "2,3")]
    dims: Vec<usize>,
    /// Runs at a time. The results do not depend on it, the seconds do.
    #[arg(long, default_value_t = 1)]
    threads: usize,
}

/// One run of the table.
struct Run {
    experiment: Experiment,
    seed: u64,
}

/// What a run came to.
struct Reached {
    metrics: Metrics,
    seconds: f64,
    /// Why it ended early.
    stopped: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let base = base(&args)?;
    let losses = losses(&args.losses)?;
    let mut runs = Vec::new();
    for loss in &losses {
        for &dim in &args.dims {
            for &seed in &args.seeds {
                let experiment = experiment(&base, *loss, dim, seed, &args.set)?;
                runs.push(Run { experiment, seed });
            }
        }
    }
    let reached = in_parallel(&runs, args.threads);
    print_table(&args, &runs, &reached);
    Ok(())
}

fn base(args: &Args) -> Result<Experiment, Box<dyn Error>> {
    let session = match &args.experiment {
        Some(path) => {
            let text = std::fs::read_to_string(path)?;
            let name = path.display().to_string();
            Session::parse(&name, &text, &name)?
        }
        None => Session::preset(&args.preset)?,
    };
    Ok(session.base)
}

fn losses(ids: &[String]) -> Result<Vec<&'static dyn Loss>, String> {
    if ids.is_empty() {
        return Ok(loss::registry().to_vec());
    }
    let find = |id: &String| loss::find(id).ok_or(format!("--losses: \"{id}\" is no loss"));
    ids.iter().map(find).collect()
}

fn experiment(
    base: &Experiment,
    loss: &dyn Loss,
    dim: usize,
    seed: u64,
    set: &[String],
) -> Result<Experiment, Box<dyn Error>> {
    let mut experiment = base.clone();
    if experiment.loss.id != loss.id() {
        experiment.set_loss(loss.id());
    }
    for setting in set {
        let (key, text) = setting
            .split_once('=')
            .ok_or_else(|| format!("--set {setting}: expected KEY=VALUE"))?;
        let parsed = toml::from_str::<toml::Table>(&format!("value = {text}")).ok();
        let value = parsed.and_then(|mut table| table.remove("value"));
        let elsewhere = key.starts_with("loss.") && experiment.get(key).is_none();
        if !elsewhere {
            experiment.set(key, &value.unwrap_or_else(|| Value::from(text)))?;
        }
    }
    experiment.model.feature_dim = dim;
    (experiment.seeds.init, experiment.seeds.order) = (seed, seed);
    Ok(experiment)
}

fn in_parallel(runs: &[Run], threads: usize) -> Vec<Reached> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, runs.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    let Some(run) = runs.get(turn) else { break };
                    let reached = train(&run.experiment);
                    eprintln!("{}", line(run, &reached));
                    if let Ok(mut done) = done.lock() {
                        done.push((turn, reached));
                    }
                }
            });
        }
    });
    let mut done = done
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    done.sort_by_key(|(turn, _)| *turn);
    done.into_iter().map(|(_, reached)| reached).collect()
}

/// A run from its first step to its last.
fn train(experiment: &Experiment) -> Reached {
    let begun = Instant::now();
    let failed = |stopped: String| Reached {
        metrics: Metrics::UNKNOWN,
        seconds: 0.0,
        stopped: Some(stopped),
    };
    let started = lane::load(experiment).and_then(|data| Lane::without_features(experiment, data));
    let mut lane = match started {
        Ok(lane) => lane,
        Err(error) => return failed(error.to_string()),
    };
    let mut stopped = None;
    while !lane.trainer().is_done() && stopped.is_none() {
        stopped = lane.step().err().map(|error| error.to_string());
    }
    let seconds = begun.elapsed().as_secs_f64();
    lane.begin_refresh();
    while !lane.refresh_part() {}
    Reached {
        metrics: *lane.metrics(),
        seconds,
        stopped,
    }
}

fn line(run: &Run, reached: &Reached) -> String {
    let Reached {
        metrics,
        seconds,
        stopped,
    } = reached;
    let own = metrics.angle_to_own_deg;
    format!(
        "{:16} {}-D seed {}: held-out {:.1} %, angle to own {:.1}° ± {:.1}°, nearest classes {:.1}°, Fisher {:.4}, {seconds:.1} s {}",
        run.experiment.loss.id,
        run.experiment.model.feature_dim,
        run.seed,
        100.0 * metrics.test_accuracy,
        own.mean,
        own.std,
        metrics.nearest_classes_deg,
        metrics.fisher_score,
        stopped.as_deref().unwrap_or(""),
    )
}

fn print_table(args: &Args, runs: &[Run], reached: &[Reached]) {
    let columns = args
        .dims
        .iter()
        .map(|dim| format!(" held-out {dim}-D | angle to own {dim}-D |"));
    println!(
        "| loss | knobs |{} seconds a run |",
        columns.collect::<String>()
    );
    println!("|---|---|{}---|", "---|---|".repeat(args.dims.len()));
    let (a_loss, a_cell) = (args.dims.len() * args.seeds.len(), args.seeds.len());
    for turn in (0..runs.len()).step_by(a_loss.max(1)) {
        let cells = (turn..turn + a_loss).step_by(a_cell.max(1));
        let cells = cells.map(|start| cell(reached, start..start + a_cell));
        let seconds = of(reached, turn..turn + a_loss, |r| r.seconds);
        println!(
            "| `{}` | {} |{} {:.1} |",
            runs[turn].experiment.loss.id,
            knobs(&runs[turn].experiment),
            cells.collect::<String>(),
            mean(&seconds)
        );
    }
}

fn of(reached: &[Reached], range: Range<usize>, number: fn(&Reached) -> f64) -> Vec<f64> {
    reached[range].iter().map(number).collect()
}

fn cell(reached: &[Reached], range: Range<usize>) -> String {
    let accuracy = of(reached, range.clone(), |r| 100.0 * r.metrics.test_accuracy);
    let own = of(reached, range.clone(), |r| r.metrics.angle_to_own_deg.mean);
    let low = accuracy.iter().copied().fold(f64::INFINITY, f64::min);
    let high = accuracy.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let failed = reached[range]
        .iter()
        .filter(|r| r.stopped.is_some())
        .count();
    let failed = match failed {
        0 => String::new(),
        count => format!(", {count} stopped early"),
    };
    format!(
        " {:.1} % ({low:.1}–{high:.1}{failed}) | {:.1}° |",
        mean(&accuracy),
        mean(&own)
    )
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// The knobs without those that do nothing.
fn knobs(experiment: &Experiment) -> String {
    let knobs = experiment.loss.knobs.iter();
    let shown = knobs.filter(|(id, value)| *value != 0.0 || !matches!(*id, "ramp" | "warmup"));
    let shown: Vec<String> = shown.map(|(id, value)| format!("{id} {value}")).collect();
    shown.join(", ")
}

//! Alarms come up exactly where a run comes to nothing: a campaign over losses, learning rates, dimensions and seeds, judged
//! by what this file computes itself from features and weights.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use marginscope::data::Dataset;
use marginscope::loss::{self, Batch, Evaluation, Loss, Objective};
use marginscope::train::{
    Cause, Experiment, Health, Lane, OptimizerKind, Quantity, Status, TrainError, lane,
};

const RATES: [f64; 5] = [1e-5, 3e-3, 0.1, 1.0, 10.0];

fn start(source: &str) -> Experiment {
    let mut experiment = Experiment::default();
    experiment.set_source(source);
    experiment.data.knobs.set("train", 600.0);
    experiment.data.knobs.set("test", 300.0);
    experiment.model.hidden = vec![24, 12];
    experiment.optimizer.batch = 32;
    experiment.steps = 300;
    experiment
}

/// Fraction of the held-out samples whose own class has the largest logit, or the nearest mean where there are no weights.
fn accuracy(lane: &Lane) -> f64 {
    let snapshot = lane.snapshot("run", 0, Status::Done);
    let objective = lane.trainer().objective();
    let free = objective
        .head()
        .is_some_and(|head| head.weight_norm == loss::WeightNorm::Free);
    let labels = &snapshot.dataset.test.labels;
    let right = snapshot
        .features
        .outer_iter()
        .zip(labels)
        .filter(|(x, label)| {
            let score = |class: usize| {
                let w = snapshot.weights.row(class);
                let dot: f64 = x.iter().zip(w).map(|(x, w)| f64::from(x * w)).sum();
                let norm = f64::from(w.dot(&w)).sqrt();
                let bias = snapshot
                    .bias
                    .as_ref()
                    .map_or(0.0, |bias| f64::from(bias[class]));
                match free {
                    true => dot + bias,
                    false => dot / norm.max(1e-30),
                }
            };
            let others = (0..snapshot.weights.nrows()).filter(|class| class != *label);
            others.fold(f64::MIN, |best, class| best.max(score(class))) < score(**label)
        });
    right.count() as f64 / labels.len() as f64
}

/// Mean loss of the held-out samples under `objective`.
fn held_out_loss(lane: &Lane, objective: &Objective) -> f64 {
    let snapshot = lane.snapshot("run", 0, Status::Done);
    let features = snapshot.features.mapv(f64::from);
    let weights = match objective {
        Objective::Class(_) => snapshot.weights.mapv(f64::from),
        Objective::Pair(_) => ndarray::Array2::zeros((0, features.ncols())),
    };
    let bias = snapshot.bias.as_ref().map(|bias| bias.mapv(f64::from));
    // All triplets of a few hundred samples are too many.
    let some = features.nrows().min(120);
    let batch = Batch {
        features: features.slice(ndarray::s![..some, ..]),
        weights: weights.view(),
        bias: bias.as_ref().map(|bias| bias.view()),
        labels: &snapshot.dataset.test.labels[..some],
    };
    let mut out = Evaluation::default();
    objective.evaluate(&batch, &mut out);
    out.loss
}

/// A run and what became of it.
struct Outcome {
    name: String,
    health: Health,
    /// Where it ended and what it began with under the same settings.
    accuracy: [f64; 2],
    loss: [f64; 2],
    chance: f64,
}

fn outcome(experiment: &Experiment, dataset: &Arc<Dataset>) -> Outcome {
    let mut lane = Lane::new(experiment, Arc::clone(dataset)).unwrap();
    let untrained = Lane::new(experiment, Arc::clone(dataset)).unwrap();
    while !lane.trainer().is_done() && lane.step().is_ok() {}
    lane.begin_refresh();
    while !lane.refresh_part() {}
    let objective = lane.trainer().objective();
    let (loss, optimizer) = (&experiment.loss.id, &experiment.optimizer);
    Outcome {
        name: format!(
            "{} {loss} {}-D {:?} at {} seed {}",
            experiment.data.source,
            experiment.model.feature_dim,
            optimizer.kind,
            optimizer.learning_rate,
            experiment.seeds.init
        ),
        health: lane.health(),
        accuracy: [accuracy(&lane), accuracy(&untrained)],
        loss: [
            held_out_loss(&lane, &objective),
            held_out_loss(&untrained, &objective),
        ],
        chance: 1.0 / dataset.classes() as f64,
    }
}

impl Outcome {
    /// So far on the way from chance to all right.
    fn above_chance(&self, way: f64) -> f64 {
        self.chance + way * (1.0 - self.chance)
    }

    /// It came to nothing: near chance, though it was not at the start or has been thrown back, or far above its first loss.
    fn came_to_nothing(&self) -> bool {
        let [accuracy, first] = self.accuracy;
        let [loss, at_first] = self.loss;
        let lost = first > self.above_chance(0.2) || loss > 1.5 * at_first;
        let near_chance = accuracy < self.above_chance(0.05) && lost && loss > 1.1 * at_first;
        near_chance || loss > 5.0 * at_first || !loss.is_finite()
    }

    /// It tells most classes apart and its loss has fallen, or nothing has happened yet.
    fn is_well(&self) -> bool {
        let [accuracy, first] = self.accuracy;
        let [loss, at_first] = self.loss;
        let learned = accuracy > self.above_chance(0.25) && loss < at_first;
        let waits = (accuracy - first).abs() < 0.02 && (loss / at_first - 1.0).abs() < 0.05;
        learned || waits
    }
}

/// Runs them all on two threads and holds each against what became of it. Returns how many came to nothing, and how many
/// were well.
fn campaign(runs: &[(Experiment, Arc<Dataset>)]) -> (usize, usize) {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        let (mut nothing, mut well) = (0, 0);
        while let Some((experiment, dataset)) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let found = outcome(experiment, dataset);
            nothing += usize::from(found.came_to_nothing());
            well += usize::from(found.is_well());
            let silent = found.came_to_nothing() && found.health.is_sound();
            let false_alarm = found.is_well() && !found.health.is_sound();
            if silent || false_alarm {
                wrong.push(format!(
                    "{}: {:?}, accuracy and loss now and at first: {:?} {:?}",
                    found.name, found.health, found.accuracy, found.loss
                ));
            }
        }
        (wrong, nothing, well)
    };
    let parts = std::thread::scope(|scope| {
        let helpers = [scope.spawn(work), scope.spawn(work)];
        helpers.map(|helper| helper.join().unwrap())
    });
    let wrong: Vec<String> = parts.iter().flat_map(|part| part.0.clone()).collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        runs.len(),
        wrong.join("\n")
    );
    let sum = |count: fn(&(Vec<String>, usize, usize)) -> usize| parts.iter().map(count).sum();
    (sum(|part| part.1), sum(|part| part.2))
}

fn runs(
    source: &str,
    seeds: &[u64],
    change: impl Fn(&mut Experiment),
) -> Vec<(Experiment, Arc<Dataset>)> {
    let base = start(source);
    let dataset = lane::load(&base).unwrap();
    let mut runs = Vec::new();
    for loss in loss::registry() {
        for dim in [2, 3] {
            for rate in RATES {
                for seed in seeds {
                    let mut experiment = base.clone();
                    experiment.set_loss(loss.id());
                    experiment.model.feature_dim = dim;
                    experiment.optimizer.learning_rate = rate;
                    experiment.seeds.init = *seed;
                    experiment.seeds.order = *seed;
                    change(&mut experiment);
                    runs.push((experiment, Arc::clone(&dataset)));
                }
            }
        }
    }
    runs
}

#[test]
fn no_alarm_is_false_and_no_collapse_is_silent() {
    let runs = runs("blobs", &[1, 2, 3], |_| ());
    assert_eq!(runs.len(), 12 * 5 * 2 * 3);
    let (nothing, well) = campaign(&runs);
    // Neither half of the claim is empty.
    assert!(nothing >= 40 && well >= 120, "{nothing} {well}");
}

/// The same with harder data, random class weights, and plain descent; for a release.
#[test]
#[ignore = "takes minutes"]
fn no_alarm_is_false_and_no_collapse_is_silent_on_all_drawn_data() {
    for source in ["blobs", "rings", "spirals"] {
        for kind in [OptimizerKind::Adam, OptimizerKind::Sgd] {
            let runs = runs(source, &[1, 2, 3], |experiment| {
                experiment.optimizer.kind = kind;
                experiment.steps = 600;
            });
            campaign(&runs);
        }
    }
}

static BLOBS: LazyLock<Arc<Dataset>> = LazyLock::new(|| lane::load(&start("blobs")).unwrap());

fn trained(change: impl Fn(&mut Experiment), steps: u64) -> (Lane, Option<TrainError>) {
    let mut experiment = start("blobs");
    experiment.set_loss("softmax");
    change(&mut experiment);
    let mut lane = Lane::new(&experiment, Arc::clone(&BLOBS)).unwrap();
    let error = (0..steps).find_map(|_| lane.step().err());
    lane.begin_refresh();
    while !lane.refresh_part() {}
    (lane, error)
}

#[test]
fn what_is_no_number_is_named_with_its_step_and_the_learning_rate_that_did_it() {
    let wild = |experiment: &mut Experiment| {
        experiment.optimizer.kind = OptimizerKind::Sgd;
        experiment.optimizer.learning_rate = 1e30;
    };
    let (lane, error) = trained(wild, 20);
    let error = error.unwrap();
    let TrainError::NotFinite {
        what, step, cause, ..
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!(*cause, Cause::LargeSteps);
    let health = Health::NotFinite {
        what: *what,
        step: *step,
        cause: *cause,
    };
    assert_eq!(lane.health(), health);
    let text = error.to_string();
    assert!(
        text.contains(&format!("at step {step}. Lower the learning rate (now 1e")),
        "{text}"
    );
}

#[test]
fn an_input_that_is_no_number_blames_the_data_and_not_the_learning_rate() {
    let mut broken = Dataset::clone(&BLOBS);
    broken.train.inputs.fill(f32::NAN);
    let mut experiment = start("blobs");
    experiment.loss.init = marginscope::train::WeightInit::Random;
    let mut lane = Lane::new(&experiment, Arc::new(broken)).unwrap();
    let error = lane.step().unwrap_err();
    let expect = TrainError::NotFinite {
        what: Quantity::Inputs,
        step: 0,
        cause: Cause::Data,
        learning_rate: 3e-3,
    };
    assert_eq!(error, expect);
    assert!(!error.to_string().contains("learning rate"), "{error}");
}

#[test]
fn a_first_step_that_is_not_measured_yet_is_no_alarm() {
    for loss in loss::registry() {
        let (lane, error) = trained(|experiment| experiment.set_loss(loss.id()), 1);
        assert_eq!(
            (lane.health(), error),
            (Health::Sound, None),
            "{}",
            loss.id()
        );
    }
    let mut experiment = start("blobs");
    experiment.set_loss("am-softmax");
    let mut lane = Lane::new(&experiment, Arc::clone(&BLOBS)).unwrap();
    lane.step().unwrap();
    // As the window shows it between a step and the end of the measuring: nothing is known of the loss.
    let shown = lane.snapshot("run", 0, Status::Running);
    assert!(shown.step == 1 && shown.metrics.loss.is_nan());
    assert_eq!(shown.health, Health::Sound);
}

#[test]
fn a_margin_that_grows_is_held_against_what_it_costs_by_then() {
    // At s = 64 and m = 0.9 untrained features cost many times what they do at m = 0, where the ramp begins.
    let steep = |experiment: &mut Experiment| {
        experiment.set_loss("am-softmax");
        experiment.loss.knobs.set("s", 64.0);
        experiment.loss.knobs.set("m", 0.9);
        experiment.loss.knobs.set("ramp", 250.0);
        experiment.model.feature_dim = 2;
    };
    let (lane, error) = trained(steep, 300);
    assert_eq!(
        (lane.health(), error),
        (Health::Sound, None),
        "{:?}",
        lane.metrics()
    );
}

#[test]
fn trouble_keeps_the_step_at_which_it_began_and_goes_when_the_run_recovers() {
    let mut experiment = start("blobs");
    experiment.set_loss("am-softmax");
    let mut lane = Lane::new(&experiment, Arc::clone(&BLOBS)).unwrap();
    let until = |lane: &mut Lane, step: u64| {
        while lane.trainer().step_count() < step {
            lane.step().unwrap();
        }
        lane.begin_refresh();
        while !lane.refresh_part() {}
        lane.health()
    };
    assert_eq!(until(&mut lane, 200), Health::Sound);
    experiment.optimizer.learning_rate = 10.0;
    lane.tune(&experiment);
    // Of the blocks before nothing is known under the new settings.
    assert_eq!(lane.health(), Health::Sound);
    let found = until(&mut lane, 500);
    assert_eq!(found.cause(), Some(Cause::LargeSteps), "{found:?}");
    let since = found.since().unwrap();
    assert!((200..500).contains(&since), "{since}");
    assert_eq!(until(&mut lane, 700).since(), Some(since));
}

#[test]
fn sgd_that_decays_weights_to_nothing_blames_the_decay() {
    let decays = |experiment: &mut Experiment| {
        experiment.optimizer.kind = OptimizerKind::Sgd;
        experiment.optimizer.learning_rate = 0.01;
        experiment.optimizer.weight_decay = 1.0;
        experiment.steps = 2000;
    };
    let (lane, error) = trained(decays, 1200);
    assert_eq!(error, None);
    assert_eq!(
        lane.health().cause(),
        Some(Cause::Decay),
        "{:?}",
        lane.health()
    );
}

#[test]
fn every_loss_is_in_the_campaign() {
    let ids: Vec<&str> = loss::registry()
        .iter()
        .map(|loss: &&dyn Loss| loss.id())
        .collect();
    assert_eq!(ids.len(), 12, "{ids:?}");
}

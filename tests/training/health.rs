//! Alarms come up exactly where a run comes to nothing: a campaign over losses, learning rates, dimensions and seeds, judged
//! by what this file computes itself from features and weights.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use marginscope::data::Dataset;
use marginscope::loss::{self, Batch, Evaluation, Objective};
use marginscope::train::{
    Cause, Experiment, Health, Lane, OptimizerKind, Quantity, Session, Status, TrainError, lane,
    preset_ids,
};

const RATES: [f64; 5] = [1e-5, USUAL, 0.1, 1.0, 10.0];

/// The learning rate that an experiment has where it says nothing.
const USUAL: f64 = 3e-3;

fn start(source: &str) -> Experiment {
    let mut experiment = Experiment::default();
    experiment.set_source(source);
    experiment.model.hidden = vec![32, 16];
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

/// What this file measures of a run at one moment: accuracy, and loss in parts of what it was untrained.
type Moment = (f64, f64);

/// A run and what became of it.
struct Outcome {
    name: String,
    /// The loss, the dimension and the rest that a run at another learning rate shares with it.
    kin: String,
    rate: f64,
    health: Health,
    /// At two thirds, five sixths and the end: what lasts is there each time.
    moments: Vec<Moment>,
    finite: bool,
    chance: f64,
}

fn outcome(experiment: &Experiment, dataset: &Arc<Dataset>) -> Outcome {
    let mut lane = Lane::new(experiment, Arc::clone(dataset)).unwrap();
    let untrained = Lane::new(experiment, Arc::clone(dataset)).unwrap();
    let (mut moments, mut finite) = (Vec::new(), true);
    for sixths in [4, 5, 6] {
        let until = experiment.steps * sixths / 6;
        while finite && lane.trainer().step_count() < until {
            finite = lane.step().is_ok();
        }
        lane.begin_refresh();
        while !lane.refresh_part() {}
        let objective = lane.trainer().objective();
        let first = held_out_loss(&untrained, &objective);
        moments.push((accuracy(&lane), held_out_loss(&lane, &objective) / first));
    }
    let (loss, optimizer) = (&experiment.loss.id, &experiment.optimizer);
    let kin = format!(
        "{} {loss} {}-D {:?} seed {}",
        experiment.data.source, experiment.model.feature_dim, optimizer.kind, experiment.seeds.init
    );
    Outcome {
        name: format!("{kin} at {}", optimizer.learning_rate),
        kin,
        rate: optimizer.learning_rate,
        health: lane.health(),
        moments,
        finite,
        chance: 1.0 / dataset.classes() as f64,
    }
}

impl Outcome {
    /// Whether the accuracy is below so much of the way from chance to all right.
    fn is_below(&self, accuracy: f64, part: f64) -> bool {
        accuracy < self.chance + part * (1.0 - self.chance)
    }

    /// It came to nothing and stays there: at chance, where the same run at a usual learning rate is far from it; or its
    /// loss is many times the untrained one's and classes are confused.
    fn came_to_nothing(&self, usual: &Self) -> bool {
        let (reached, _) = usual.moments[2];
        let faster = self.rate > usual.rate && !self.is_below(reached, 0.3);
        let mut moments = self.moments.iter();
        let at_chance = faster && moments.all(|(accuracy, _)| self.is_below(*accuracy, 0.08));
        let mut moments = self.moments.iter();
        let apart = moments.all(|(accuracy, loss)| *loss > 20.0 && self.is_below(*accuracy, 0.5));
        at_chance || apart || !self.finite
    }

    /// It tells its classes apart at a loss below the untrained one's, or goes at a usual or slow learning rate.
    fn is_well(&self, usual: &Self) -> bool {
        let well = |(accuracy, loss): &Moment| !self.is_below(*accuracy, 0.7) && *loss < 1.0;
        self.rate <= usual.rate || self.moments.iter().all(well)
    }
}

fn outcomes(runs: &[(Experiment, Arc<Dataset>)]) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        while let Some((experiment, dataset)) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.push(outcome(experiment, dataset));
        }
        found
    };
    std::thread::scope(|scope| {
        let helpers = [scope.spawn(work), scope.spawn(work)];
        let parts = helpers.map(|helper| helper.join().unwrap());
        parts.into_iter().flatten().collect()
    })
}

/// Holds the health of each run against what became of it. Returns how many came to nothing, and how many were well.
fn campaign(runs: &[(Experiment, Arc<Dataset>)], usual: f64) -> (usize, usize) {
    let outcomes = outcomes(runs);
    let (mut nothing, mut well, mut wrong) = (0, 0, Vec::new());
    for found in &outcomes {
        let mut kin = outcomes.iter().filter(|other| other.kin == found.kin);
        let usual = kin.find(|other| other.rate == usual).unwrap();
        let (bad, good) = (found.came_to_nothing(usual), found.is_well(usual));
        nothing += usize::from(bad);
        well += usize::from(good);
        if bad && found.health.is_sound() || good && !bad && !found.health.is_sound() {
            wrong.push(format!(
                "{}: {:?} {:?}",
                found.name, found.health, found.moments
            ));
        }
    }
    let all = wrong.join("\n");
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{all}",
        wrong.len(),
        runs.len()
    );
    (nothing, well)
}

fn runs(
    source: &str,
    seed: u64,
    change: impl Fn(&mut Experiment),
) -> Vec<(Experiment, Arc<Dataset>)> {
    let base = start(source);
    let dataset = lane::load(&base).unwrap();
    let mut runs = Vec::new();
    for loss in loss::registry() {
        for dim in [2, 3] {
            for rate in RATES {
                let mut experiment = base.clone();
                experiment.set_loss(loss.id());
                experiment.model.feature_dim = dim;
                experiment.optimizer.learning_rate = rate;
                experiment.seeds.init = seed;
                experiment.seeds.order = seed;
                change(&mut experiment);
                runs.push((experiment, Arc::clone(&dataset)));
            }
        }
    }
    runs
}

#[test]
fn no_alarm_is_false_and_no_collapse_is_silent() {
    let seeds = [("blobs", 1), ("rings", 2), ("spirals", 3)];
    let runs: Vec<_> = seeds
        .iter()
        .flat_map(|(source, seed)| runs(source, *seed, |_| ()))
        .collect();
    assert_eq!(runs.len(), 12 * 5 * 2 * 3);
    let (nothing, well) = campaign(&runs, USUAL);
    // Neither half of the claim is empty.
    assert!(nothing >= 8 && well >= 200, "{nothing} {well}");
}

/// The same with every seed on all data, and with plain descent; for a release.
#[test]
#[ignore = "takes minutes"]
fn no_alarm_is_false_and_no_collapse_is_silent_on_all_data() {
    for source in ["blobs", "rings", "spirals", "fashion"] {
        for seed in [1, 2, 3] {
            let small = |experiment: &mut Experiment| {
                if source == "fashion" {
                    experiment.data.knobs.set("train", 1000.0);
                    experiment.data.knobs.set("test", 300.0);
                }
            };
            campaign(&runs(source, seed, small), USUAL);
        }
    }
}

/// Long enough for what is left of a collapse to be no passing one.
const LONG: u64 = 1500;

/// Runs of the losses with class weights in two and three dimensions at usual and high learning rates, of which some lose classes.
fn long_runs(source: &str, seed: u64) -> Vec<(Experiment, Arc<Dataset>)> {
    let all = runs(source, seed, |experiment| experiment.steps = LONG);
    let kept = all.into_iter().filter(|(experiment, _)| {
        let loss = loss::find(&experiment.loss.id).unwrap();
        let rate = experiment.optimizer.learning_rate;
        loss.objective(&loss.defaults()).head().is_some() && (USUAL..=0.1).contains(&rate)
    });
    kept.collect()
}

/// Holds the health of long runs against how many samples they have right at last: with all classes apart nearly all, with two
/// of them in one region no more than half of those two. Returns how many lost classes, and how many did not.
fn long_campaign(runs: &[(Experiment, Arc<Dataset>)]) -> (usize, usize) {
    let (mut lost, mut well, mut wrong) = (0, 0, Vec::new());
    for found in outcomes(runs) {
        let all =
            |holds: &dyn Fn(f64) -> bool| found.moments.iter().all(|(right, _)| holds(*right));
        let (bad, good) = (all(&|right| right < 0.72), all(&|right| right > 0.85));
        lost += usize::from(bad);
        well += usize::from(good);
        if bad && found.health.is_sound() || good && !found.health.is_sound() {
            wrong.push(format!(
                "{}: {:?} {:?}",
                found.name, found.health, found.moments
            ));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    (lost, well)
}

#[test]
fn a_run_that_loses_some_of_its_classes_says_so_and_no_other_does() {
    let runs: Vec<_> = [("rings", 3), ("spirals", 3)]
        .iter()
        .flat_map(|(source, seed)| long_runs(source, *seed))
        .collect();
    let (lost, well) = long_campaign(&runs);
    assert!(lost >= 3 && well >= 60, "{lost} {well}");
}

/// The same with every seed on all data, and every preset but those that take hours or have no data here; for a release.
#[test]
#[ignore = "takes minutes"]
fn a_run_that_loses_some_of_its_classes_says_so_on_all_data() {
    let (mut lost, mut well) = (0, 0);
    for source in ["blobs", "rings", "spirals"] {
        for seed in [1, 2, 3] {
            let (bad, good) = long_campaign(&long_runs(source, seed));
            lost += bad;
            well += good;
        }
    }
    assert!(lost >= 10 && well >= 300, "{lost} {well}");
}

#[test]
#[ignore = "takes minutes"]
fn no_preset_raises_an_alarm() {
    for id in preset_ids().filter(|id| !["mnist", "am-softmax-spheres"].contains(id)) {
        for (name, experiment) in Session::preset(id).unwrap().experiments().unwrap() {
            check_sound(&format!("{id} {name}"), &experiment, 1500);
        }
    }
}

/// The run stays sound, as it is seen every 50 steps.
fn check_sound(name: &str, experiment: &Experiment, steps: u64) {
    let mut lane = Lane::new(experiment, lane::load(experiment).unwrap()).unwrap();
    for _ in 0..steps / 50 {
        (0..50).for_each(|_| lane.step().unwrap());
        lane.begin_refresh();
        while !lane.refresh_part() {}
        let at = lane.trainer().step_count();
        assert_eq!(lane.health(), Health::Sound, "{name} at step {at}");
    }
}

/// Rings in so many dimensions after 1,000 steps from this seed.
fn rings(dim: usize, seed: u64) -> Experiment {
    let mut experiment = start("rings");
    experiment.set_loss("am-softmax");
    experiment.model.feature_dim = dim;
    (experiment.seeds.init, experiment.seeds.order) = (seed, seed);
    experiment
}

#[test]
fn the_classes_without_a_region_are_counted_and_told_with_what_to_try() {
    // From one seed two of four classes become one, from the other two pairs do.
    for (seed, expect) in [(2, 2), (3, 4)] {
        let experiment = rings(2, seed);
        let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        (0..1000).for_each(|_| lane.step().unwrap());
        lane.begin_refresh();
        while !lane.refresh_part() {}
        let Health::Merged { lost, classes, .. } = lane.health() else {
            panic!("seed {seed}: {:?}", lane.health());
        };
        assert_eq!((lost, classes), (expect, 4));
        assert_eq!(lost, shared(&lane), "seed {seed}");
        let text = lane.health().to_string();
        assert!(text.contains(&format!("{lost} of 4 classes")), "{text}");
        assert!(text.contains("another seed"), "{text}");
    }
    // In three dimensions the same classes find places of their own.
    check_sound("rings on the sphere", &rings(3, 3), 1000);
}

/// Classes whose direction is within 4° of another's and that have fewer than two thirds of their held-out samples right.
fn shared(lane: &Lane) -> usize {
    let snapshot = lane.snapshot("run", 0, Status::Done);
    let found = marginscope::train::predictions(&snapshot, &snapshot.experiment.loss);
    let labels = &snapshot.dataset.test.labels;
    let angle = |class: usize| {
        let w = snapshot.weights.row(class);
        f64::from(w[1]).atan2(f64::from(w[0])).to_degrees()
    };
    let apart = |i: usize, j: usize| {
        let off = (angle(i) - angle(j)).rem_euclid(360.0);
        off.min(360.0 - off)
    };
    let classes = snapshot.weights.nrows();
    let near = |i: usize| (0..classes).any(|j| j != i && apart(i, j) < 4.0);
    let poor = |class: usize| {
        let of = || {
            found
                .iter()
                .zip(labels)
                .filter(|(_, label)| **label == class)
        };
        let right = of()
            .filter(|(found, label)| **found == Some(**label))
            .count();
        3 * right < 2 * of().count()
    };
    (0..classes)
        .filter(|class| near(*class) && poor(*class))
        .count()
}

#[test]
fn presets_that_train_in_seconds_raise_no_alarm() {
    for id in ["blobs", "rings", "am-softmax-psi"] {
        for (name, experiment) in Session::preset(id).unwrap().experiments().unwrap() {
            check_sound(&format!("{id} {name}"), &experiment, 800);
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
        text.contains(&format!("at step {step}. Lower the learning rate (now 1")),
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
fn trouble_keeps_the_step_at_which_it_began() {
    let mut experiment = start("blobs");
    experiment.set_loss("softmax");
    let mut lane = Lane::new(&experiment, Arc::clone(&BLOBS)).unwrap();
    let until = |lane: &mut Lane, step: u64| {
        while lane.trainer().step_count() < step {
            if lane.step().is_err() {
                break;
            }
        }
        lane.begin_refresh();
        while !lane.refresh_part() {}
        lane.health()
    };
    assert_eq!(until(&mut lane, 200), Health::Sound);
    let (mut found, mut later, mut begun) = (Health::Sound, Health::Sound, 200);
    for rate in [10.0, 100.0, 1000.0] {
        begun = lane.trainer().step_count();
        experiment.optimizer.learning_rate = rate;
        lane.tune(&experiment);
        // Of the blocks before nothing is known under the new settings.
        assert_eq!(lane.health(), Health::Sound);
        found = until(&mut lane, begun + 300);
        // Some runs get over it.
        later = until(&mut lane, begun + 500);
        if found != Health::Sound && later != Health::Sound {
            break;
        }
    }
    assert_eq!(found.cause(), Some(Cause::LargeSteps), "{found:?}");
    let since = found.since().unwrap();
    assert!((begun..begun + 300).contains(&since), "{since}");
    assert_eq!(later.since(), Some(since));
}

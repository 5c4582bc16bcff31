//! The worker: it trains, pauses, replays bit for bit, takes live settings over and restarts for the others.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use marginscope::train::{
    Directions, Instruction, Limit, Session, Snapshot, Start, State, Status, Towards, Turn, Worker,
};

/// A worker on a small session, and what wakes when it publishes.
struct Bench {
    worker: Worker,
    wakes: Receiver<()>,
    session: Session,
}

const SMALL: &str = r#"
steps = 40
data.source = "blobs"
data.train = 200
data.test = 100
model.hidden = [16]
loss.id = "am-softmax"

[[lane]]
name = "circle"
model.feature_dim = 2

[[lane]]
name = "sphere"
"#;

impl Bench {
    fn new(text: &str, playing: bool) -> Self {
        let session = Session::parse("test", text, "test.toml").unwrap();
        let (send, wakes) = channel();
        let start = Start {
            session: session.clone(),
            playing,
            stop_at: None,
            endless: false,
        };
        let wake = move || {
            let _ = send.send(());
        };
        Self {
            worker: Worker::spawn(start, Box::new(wake)),
            wakes,
            session,
        }
    }

    /// Waits until a published state satisfies `reached`. Ends with the worker, should it never.
    fn until(&self, reached: impl Fn(&State) -> bool) -> Arc<State> {
        loop {
            let state = self.worker.latest();
            if reached(&state) {
                return state;
            }
            self.wakes
                .recv()
                .expect("the worker lives until it is dropped");
        }
    }

    fn done(&self) -> Arc<State> {
        self.until(|state| state.lanes.iter().all(|lane| lane.status == Status::Done))
    }

    fn set(&mut self, key: &str, value: impl Into<toml::Value>) {
        self.session.base.set(key, &value.into()).unwrap();
        self.worker.send(Instruction::Apply(self.session.clone()));
    }
}

#[test]
fn the_same_seeds_give_the_same_bits() {
    let bench = Bench::new(SMALL, true);
    let first = bench.done();
    bench.worker.send(Instruction::Replay);
    let second = bench.until(|state| {
        state
            .lanes
            .iter()
            .all(|l| l.run == 1 && l.status == Status::Done)
    });
    for (a, b) in first.lanes.iter().zip(&second.lanes) {
        assert_eq!(a.step, 40);
        assert_eq!(a.weights, b.weights);
        assert_eq!(a.features, b.features);
        assert_eq!(a.bias, b.bias);
    }
    assert_eq!(first.lanes[0].features.ncols(), 2);
    assert_eq!(first.lanes[1].features.ncols(), 3);
}

/// Three lanes of which one takes many times as long as the others.
const UNEQUAL: &str = r#"
steps = 100000
data.source = "blobs"
data.train = 200
data.test = 100

[[lane]]
name = "small"
model.hidden = [4]

[[lane]]
name = "large"
model.hidden = [256, 256]

[[lane]]
name = "middle"
model.hidden = [32]
"#;

#[test]
fn lanes_are_shown_at_one_step_and_measured_at_the_same_ones() {
    let bench = Bench::new(UNEQUAL, true);
    let end = bench.until(|state| {
        let steps: Vec<u64> = state.lanes.iter().map(|lane| lane.step).collect();
        assert!(steps.iter().all(|step| *step == steps[0]), "{steps:?}");
        steps[0] > 200
    });
    let measured = |lane: usize| -> Vec<u64> {
        let curve = end.lanes[lane].curve.iter();
        curve.map(|point| point.step).collect()
    };
    assert!(measured(0).len() > 2);
    assert_eq!(measured(0), measured(1));
    assert_eq!(measured(0), measured(2));
    bench.worker.send(Instruction::Pause);
    let state = bench.until(|state| state.lanes.iter().all(|lane| lane.status == Status::Paused));
    assert!(
        state
            .lanes
            .iter()
            .all(|lane| lane.step == state.lanes[0].step)
    );
}

#[test]
fn a_lane_that_starts_again_catches_up_while_the_others_wait() {
    let mut bench = Bench::new(UNEQUAL, true);
    bench.until(|state| state.lanes.iter().all(|lane| lane.step > 50));
    let change =
        marginscope::train::Edit::new(marginscope::train::Scope::One(0), "model.hidden", vec![8]);
    bench.session.apply(&change).unwrap();
    bench.worker.send(Instruction::Apply(bench.session.clone()));
    bench.until(|state| {
        state.lanes[0].run == 1
            && state
                .lanes
                .iter()
                .all(|lane| lane.step == state.lanes[0].step)
    });
}

#[test]
fn free_lanes_do_not_wait_for_each_other() {
    let bench = Bench::new(UNEQUAL, true);
    bench.worker.send(Instruction::LockStep(false));
    bench.until(|state| state.lanes[0].step > state.lanes[1].step + 100);
    bench.worker.send(Instruction::LockStep(true));
    bench.until(|state| {
        state
            .lanes
            .iter()
            .all(|lane| lane.step == state.lanes[0].step)
    });
}

#[test]
fn lanes_in_step_train_what_each_trains_alone() {
    let together = Bench::new(SMALL, true).done();
    let experiments = Session::parse("test", SMALL, "test.toml")
        .unwrap()
        .experiments();
    for ((_, experiment), shown) in experiments.unwrap().iter().zip(&together.lanes) {
        let dataset = Arc::clone(&shown.dataset);
        let mut alone = marginscope::train::Lane::new(experiment, dataset).unwrap();
        (0..40).for_each(|_| alone.step().unwrap());
        assert_eq!(*shown.weights, alone.trainer().weights());
    }
}

#[test]
fn a_run_without_end_keeps_the_last_learning_rate_of_its_schedule() {
    for schedule in ["cosine", "step"] {
        let text =
            format!("optimizer.schedule = \"{schedule}\"\noptimizer.schedule_steps = 0\n{SMALL}");
        let session = Session::parse("test", &text, "test.toml").unwrap();
        let (_, experiment) = session.experiments().unwrap().remove(0);
        let last = experiment.learning_rate_at(experiment.steps);
        assert!(last > 0.0 && last < experiment.optimizer.learning_rate);
        let (send, wakes) = channel();
        let wake = move || {
            let _ = send.send(());
        };
        let start = Start {
            session: session.clone(),
            playing: true,
            stop_at: Some(90),
            endless: true,
        };
        let bench = Bench {
            worker: Worker::spawn(start, Box::new(wake)),
            wakes,
            session,
        };
        let end = bench.done();
        assert!(
            end.lanes.iter().all(|lane| lane.step == 90),
            "past its 40 steps"
        );
        assert_eq!(experiment.learning_rate_at(90), last);
        bench.worker.send(Instruction::Continue);
        bench.until(|state| state.lanes.iter().all(|lane| lane.step > 100));
    }
}

#[test]
fn another_seed_gives_other_bits() {
    let mut bench = Bench::new(SMALL, true);
    let first = bench.done();
    bench.set("seeds.init", 99);
    let second = bench.until(|state| {
        state
            .lanes
            .iter()
            .all(|l| l.run == 1 && l.status == Status::Done)
    });
    assert_ne!(first.lanes[0].weights, second.lanes[0].weights);
}

#[test]
fn a_pause_stops_and_a_step_is_one_step() {
    let bench = Bench::new(SMALL, false);
    bench.until(|state| state.lanes.iter().all(|lane| lane.status == Status::Paused));
    for step in 1..=3 {
        bench.worker.send(Instruction::Step);
        bench.until(|state| state.lanes.iter().all(|lane| lane.step == step));
    }
    let state = bench.worker.latest();
    assert!(!state.playing);
    assert!(state.lanes.iter().all(|lane| lane.step == 3));
}

#[test]
fn so_many_steps_are_made_exactly_and_then_it_rests() {
    let bench = Bench::new(SMALL, false);
    bench.worker.send(Instruction::Steps(17));
    bench.worker.send(Instruction::Steps(4));
    let rests = |state: &State| {
        let at = |lane: &Arc<Snapshot>| lane.step == 21 && lane.status == Status::Paused;
        state.lanes.iter().all(at)
    };
    assert!(!bench.until(rests).playing);
    bench.worker.send(Instruction::Step);
    bench.until(|state| state.lanes.iter().all(|lane| lane.step == 22));
}

#[test]
fn a_lane_that_is_limited_trains_so_far_and_no_further_however_seldom_it_is_looked_at() {
    let bench = Bench::new(SMALL, false);
    let limit = |since: u64, steps: u64| {
        let lanes = ["circle", "sphere"].into_iter();
        let of = |lane: &str| Limit {
            lane: lane.to_owned(),
            run: 0,
            since,
            steps,
        };
        Instruction::Limit(lanes.map(of).collect())
    };
    let at = |run: u64, step: u64| {
        bench.until(|state| {
            let there =
                |lane: &Arc<Snapshot>| (lane.run, lane.step, lane.whole) == (run, step, true);
            state.lanes.iter().all(there)
        })
    };
    bench.worker.send(limit(0, 7));
    bench.worker.send(Instruction::Play);
    assert!(at(0, 7).playing, "it waits there and was not paused");
    bench.worker.send(limit(7, 0));
    // Asked for at the limit, they are not made.
    bench.worker.send(Instruction::Steps(3));
    bench.worker.send(limit(7, 4));
    bench.worker.send(Instruction::Play);
    at(0, 11);
    // A run that starts again has all of the steps.
    bench.worker.send(Instruction::Replay);
    at(1, 4);
    bench.worker.send(Instruction::Limit(Vec::new()));
    at(1, 40);
}

#[test]
fn steps_between_two_settings_are_made_under_the_first_ones() {
    let bench = Bench::new(SMALL, false);
    bench.until(|state| state.lanes.iter().all(|lane| lane.status == Status::Paused));
    let (mut other, mut live) = (bench.session.clone(), bench.session.clone());
    for session in [&mut other, &mut live] {
        session.base.seeds.data += 1;
    }
    live.base.loss.knobs.set("m", 0.2);
    // All three wait at once: the worker sees none before the others.
    bench.worker.send(Instruction::Apply(other));
    bench.worker.send(Instruction::Steps(5));
    bench.worker.send(Instruction::Apply(live));
    bench.until(|state| {
        let there = |lane: &Arc<Snapshot>| lane.run == 1 && lane.step == 5;
        state.lanes.iter().all(there)
    });
}

#[test]
fn the_features_of_a_paused_lane_are_of_its_step() {
    let bench = Bench::new(SMALL, false);
    let before = bench.until(|state| state.lanes.iter().all(|lane| lane.status == Status::Paused));
    bench.worker.send(Instruction::Step);
    let after = bench.until(|state| {
        let stepped = state.lanes.iter().all(|lane| lane.step == 1);
        stepped && state.lanes[0].features != before.lanes[0].features
    });
    let session = Session::parse("test", SMALL, "test.toml").unwrap();
    let (_, experiment) = session.experiments().unwrap().remove(0);
    let mut lane =
        marginscope::train::Lane::new(&experiment, Arc::clone(&after.lanes[0].dataset)).unwrap();
    lane.step().unwrap();
    lane.begin_refresh();
    while !lane.refresh_part() {}
    assert_eq!(&*after.lanes[0].features, lane.features());
}

#[test]
fn live_settings_go_on_and_structural_ones_restart() {
    let mut bench = Bench::new(SMALL, true);
    bench.done();
    bench.set("steps", 60);
    let state = bench.until(|state| state.lanes.iter().all(|lane| lane.step == 60));
    assert!(
        state.lanes.iter().all(|lane| lane.run == 0),
        "more steps need no restart"
    );
    for (key, value) in [
        ("loss.m", 0.2),
        ("loss.s", 20.0),
        ("optimizer.learning_rate", 1e-4),
    ] {
        bench.set(key, value);
        let live = bench.until(|state| state.lanes[0].experiment.get(key) == Some(value.into()));
        assert_eq!(live.lanes[0].run, 0, "{key} is live");
        assert_eq!(live.lanes[0].step, 60);
    }
    bench.set("model.hidden", vec![8]);
    let state = bench.until(|state| {
        state
            .lanes
            .iter()
            .all(|lane| lane.run == 1 && lane.status == Status::Done)
    });
    assert_eq!(state.lanes[0].experiment.model.hidden, [8]);
}

#[test]
fn a_diverged_run_keeps_the_last_good_state_and_says_what_to_turn() {
    let text = SMALL
        .replace("[[lane]]\nname = \"circle\"\nmodel.feature_dim = 2", "")
        .replace(
            "model.hidden",
            "optimizer.kind = \"sgd\"\noptimizer.learning_rate = 10.0\nmodel.hidden",
        )
        .replace("\"am-softmax\"", "\"softmax\"")
        .replace("steps = 40", "steps = 4000");
    let mut bench = Bench::new(&text, true);
    let state = bench.until(|state| matches!(state.lanes[0].status, Status::Failed(_)));
    let Status::Failed(why) = &state.lanes[0].status else {
        unreachable!("waited for it")
    };
    assert!(
        why.contains("no longer numbers") && why.contains("learning rate"),
        "{why}"
    );
    assert!(state.lanes[0].features.iter().all(|x| x.is_finite()));
    assert!(state.lanes[0].weights.iter().all(|x| x.is_finite()));
    bench.set("optimizer.learning_rate", 0.01);
    let state = bench.until(|state| state.lanes[0].step > 0 && state.lanes[0].run == 1);
    let status = &state.lanes[0].status;
    assert!(
        matches!(status, Status::Running | Status::Done),
        "{status:?}"
    );
}

#[test]
fn data_that_cannot_be_had_are_a_message() {
    let bench = Bench::new(
        "data.source = \"idx\"\ndata.path = \"no/such/folder\"",
        true,
    );
    let state = bench.until(|state| matches!(state.lanes[0].status, Status::Failed(_)));
    let Status::Failed(why) = &state.lanes[0].status else {
        unreachable!("waited for it")
    };
    assert!(
        why.starts_with("no/such/folder/train-images-idx3-ubyte: "),
        "{why}"
    );
    assert_eq!(state.lanes[0].dataset.classes(), 0);
}

/// A turn of a class of this lane as it is shown.
fn turn(lane: &Snapshot, class: usize, to: Towards) -> Turn {
    Turn {
        lane: lane.lane.clone(),
        run: lane.run,
        step: lane.step,
        class,
        to,
    }
}

impl Bench {
    /// The state in which a turn has been answered.
    fn turned(&self, turn: Turn) -> Arc<State> {
        let before = self.worker.latest().turns.answered();
        self.worker.send(Instruction::Turn(turn));
        self.until(|state| state.turns.answered() > before)
    }

    /// Paused after so many steps, and measured there.
    fn paused_at(&self, step: u64) -> Arc<State> {
        let at = |step: u64| {
            self.until(|state| {
                let rests = |lane: &Arc<Snapshot>| {
                    let measured = lane.curve.last().is_some_and(|last| last.step == step);
                    lane.status == Status::Paused && lane.step == step && measured
                };
                state.lanes.iter().all(rests)
            })
        };
        // One by one: features of several steps do not stand beside each other then.
        for step in 0..step {
            at(step);
            self.worker.send(Instruction::Step);
        }
        at(step)
    }
}

const ALOFT: [f64; 3] = [0.48, -0.6, 0.64];

#[test]
fn a_class_that_is_turned_stands_there_is_measured_and_is_trained_from_there() {
    let bench = Bench::new(SMALL, false);
    let before = bench.paused_at(3);
    let sphere = &before.lanes[1];
    let after = bench.turned(turn(sphere, 2, Towards::Direction(ALOFT.to_vec())));
    let lane = &after.lanes[1];
    assert_eq!((after.turns.made, after.turns.refused), (1, 0));
    assert_eq!((lane.run, lane.step, lane.touched), (0, 3, Some(3)));
    let norm = |lane: &Snapshot, class: usize| {
        let row = lane.weights.row(class).to_owned();
        row.iter()
            .map(|x| f64::from(*x).powi(2))
            .sum::<f64>()
            .sqrt()
    };
    for (x, expect) in lane.weights.row(2).iter().zip(ALOFT) {
        assert!((f64::from(*x) / norm(lane, 2) - expect).abs() < 1e-6);
    }
    assert!((norm(lane, 2) / norm(sphere, 2) - 1.0).abs() < 1e-6);
    assert_eq!(lane.weights.row(0), sphere.weights.row(0));
    assert_eq!(after.lanes[0].weights, before.lanes[0].weights);
    assert_eq!(after.lanes[0].touched, None);
    // Measured with the direction as it is now, as the picture under a hand is.
    let expect = sphere.turned(2, &ALOFT).unwrap();
    assert_eq!(lane.weights, expect.weights);
    assert_eq!(lane.metrics.test_accuracy, expect.metrics.test_accuracy);
    let angle = |lane: &Snapshot| lane.metrics.angle_to_own_deg;
    assert_ne!(angle(lane), angle(sphere));
    assert_eq!(
        lane.curve.last().unwrap().test_accuracy,
        lane.metrics.test_accuracy
    );
    bench.worker.send(Instruction::Step);
    let next = bench.until(|state| state.lanes.iter().all(|lane| lane.step == 4));
    let cos: f64 = next.lanes[1]
        .weights
        .row(2)
        .iter()
        .zip(ALOFT)
        .map(|(x, y)| f64::from(*x) * y)
        .sum();
    assert!(cos / norm(&next.lanes[1], 2) > 0.99, "{cos}");
    assert_eq!(next.lanes[1].touched, Some(3));
}

#[test]
fn a_turn_that_is_taken_back_was_none() {
    let bench = Bench::new(SMALL, false);
    let before = bench.paused_at(2);
    let sphere = &before.lanes[1];
    bench.turned(turn(sphere, 1, Towards::Direction(ALOFT.to_vec())));
    let after = bench.turned(turn(sphere, 1, Towards::Back));
    assert_eq!(after.turns.made, 2);
    assert_eq!(after.lanes[1].weights, sphere.weights);
    assert_eq!(after.lanes[1].touched, None);
    bench.worker.send(Instruction::Play);
    let end = bench.done();
    let untouched = Bench::new(SMALL, true).done();
    assert_eq!(end.lanes[1].weights, untouched.lanes[1].weights);
}

#[test]
fn a_turn_of_what_is_no_longer_so_is_refused() {
    let bench = Bench::new(SMALL, false);
    let before = bench.paused_at(1);
    let good = turn(&before.lanes[1], 0, Towards::Direction(ALOFT.to_vec()));
    let wrong = [
        Turn {
            step: 0,
            ..good.clone()
        },
        Turn {
            step: 2,
            ..good.clone()
        },
        Turn {
            run: 1,
            ..good.clone()
        },
        Turn {
            class: 99,
            ..good.clone()
        },
        Turn {
            lane: "cube".to_owned(),
            ..good.clone()
        },
        Turn {
            lane: "circle".to_owned(),
            ..good.clone()
        },
        Turn {
            to: Towards::Back,
            ..good.clone()
        },
        Turn {
            to: Towards::Direction(vec![0.0; 3]),
            ..good.clone()
        },
        Turn {
            to: Towards::Direction(vec![f64::NAN, 0.0, 1.0]),
            ..good.clone()
        },
    ];
    for (number, wrong) in (1..).zip(wrong) {
        let state = bench.turned(wrong.clone());
        assert_eq!(
            (state.turns.made, state.turns.refused),
            (0, number),
            "{wrong:?}"
        );
        for (lane, before) in state.lanes.iter().zip(&before.lanes) {
            assert_eq!(lane.weights, before.weights);
            assert_eq!(lane.touched, None);
        }
    }
    assert_eq!(bench.turned(good).turns.made, 1);
}

#[test]
fn a_pair_loss_has_no_direction_to_turn() {
    let text = SMALL.replace("am-softmax", "triplet");
    let bench = Bench::new(&text, false);
    let before = bench.paused_at(1);
    let sphere = &before.lanes[1];
    assert_eq!(sphere.directions, Directions::Means);
    let state = bench.turned(turn(sphere, 0, Towards::Direction(ALOFT.to_vec())));
    assert_eq!(state.turns.refused, 1);
    assert!(sphere.turned(0, &ALOFT).is_none());
}

#[test]
fn a_replay_is_no_longer_touched() {
    let bench = Bench::new(SMALL, false);
    let before = bench.paused_at(1);
    bench.turned(turn(
        &before.lanes[1],
        0,
        Towards::Direction(ALOFT.to_vec()),
    ));
    bench.worker.send(Instruction::Replay);
    let again = bench.until(|state| {
        let rests = |lane: &Arc<Snapshot>| lane.run == 1 && lane.status == Status::Paused;
        state.lanes.iter().all(rests)
    });
    assert!(again.lanes.iter().all(|lane| lane.touched.is_none()));
}

//! How the cost of a step grows with images, classes, feature dimension, batch and lanes, and that of the window's own work on a
//! frame with lanes, tiles and the runs of its history: microseconds, and how much more each doubling (or tenfold) costs.
//! Linear growth is a factor equal to that of the size.

#[path = "../tests/support/window.rs"]
#[allow(dead_code, reason = "tests use more of it")]
mod window;

use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use eframe::egui::Vec2;
use egui_kittest::{Harness, kittest::Queryable as _};
use marginscope::app::{MarginscopeApp, Options};
use marginscope::train::{
    Experiment, Instruction, Lane, ModelKind, Session, Start, State, Worker, lane,
};
use marginscope::verify::{Asked, Pairs, Samples, alone, verify};
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use window::{Window, wait};

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
        println!("{name} {size:>6}: {cost:>10.1} µs{growth}");
        before = Some((size, cost));
    }
}

/// Microseconds of what all pairs of so many samples of 32 features say, of ten classes.
fn pairs(samples: usize) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let features = Array2::from_shape_simple_fn((samples, 32), || random.random_range(-1.0..1.0));
    let labels: Vec<usize> = (0..samples).map(|sample| sample % 10).collect();
    let asked = Asked {
        far: &[0.1, 0.01, 0.001],
        folds: None,
    };
    let round = |_| {
        let begun = Instant::now();
        let samples = Samples::new(features.view(), &labels);
        verify(&samples, &Pairs::All, &asked, &alone);
        begun.elapsed().as_secs_f64() * 1e6
    };
    (0..10 * ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

/// Lanes of the toy model that differ in their seed alone, with these views beside the circle.
fn lanes(count: usize, show: &[&str]) -> Session {
    let mut text = format!("show = {show:?}\ndata.source = \"blobs\"\nmodel.hidden = [64, 64]\n");
    for lane in 1..=count {
        text += &format!(
            "[[lane]]\nname = \"lane-{lane}\"\nseeds.init = {lane}\nmodel.feature_dim = 2\n"
        );
    }
    Session::parse("growth", &text, "growth.toml").expect("a session of equal lanes")
}

/// Microseconds of a step of all lanes, which advance together on all cores.
fn step_of_lanes(count: usize) -> f64 {
    const STEPS: u64 = 4_000;
    let start = Start {
        session: lanes(count, &[]),
        playing: false,
        stop_at: None,
        endless: true,
    };
    let worker = Worker::spawn(start, Box::new(|| {}));
    let until = |reached: &dyn Fn(&State) -> bool| {
        while !reached(&worker.latest()) {
            sleep(Duration::from_millis(1));
        }
    };
    let round = |round: u64| {
        let begun = Instant::now();
        worker.send(Instruction::Steps(STEPS));
        until(&|state| state.lanes.iter().all(|lane| lane.step == round * STEPS));
        begun.elapsed().as_secs_f64() * 1e6 / STEPS as f64
    };
    (1..=ROUNDS as u64).map(round).fold(f64::INFINITY, f64::min)
}

/// Microseconds of the window's own work on a frame that shows a new state of training, the median.
fn frame(window: &mut Window) -> f64 {
    let mut times: Vec<f64> = (0..61)
        .map(|_| {
            // A state is published every 66 ms.
            sleep(Duration::from_millis(70));
            let begun = Instant::now();
            window.step();
            begun.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn training(session: Session) -> Window {
    let mut window = Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        .build_eframe(move |cc| MarginscopeApp::new(cc, Options::new(session)));
    wait(&mut window, |window| {
        window
            .state()
            .state()
            .lanes
            .iter()
            .all(|lane| lane.step > 0)
    });
    window
}

/// Tiles beside each other: one view of a lane each.
const TILES: [&str; 4] = ["raw", "section", "confusion", "class-angles"];

/// Has the lanes go on for some moments of the history, and starts them again.
fn run_again(window: &mut Window) {
    frame(window);
    let step = |window: &Window| window.state().state().lanes[0].step;
    let before = step(window);
    window.get_by_label("Replay").click();
    wait(window, |window| step(window) < before);
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
    print("samples whose pairs are looked at", &[64, 128, 256], pairs);
    print("lanes", &[1, 2, 4, 8], step_of_lanes);
    print("frame, lanes", &[1, 2, 4, 8], |count| {
        frame(&mut training(lanes(count, &[])))
    });
    print("frame, tiles", &[1, 2, 3, 5], |count| {
        frame(&mut training(lanes(1, &TILES[..count - 1])))
    });
    print("frame, runs in the history", &[1, 2, 4], |count| {
        let mut window = training(lanes(1, &[]));
        for _ in 1..count {
            run_again(&mut window);
        }
        frame(&mut window)
    });
}

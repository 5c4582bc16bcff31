//! A training step allocates nothing once the first ones have made room: with every loss, while its schedules move it and
//! while they do not. Alone in this file: its allocator counts for the whole process.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use marginscope::data::Dataset;
use marginscope::loss::{self, Loss};
use marginscope::train::{Experiment, Lane, ModelKind, OptimizerKind, lane};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// So large that a batch is cut into shares.
fn experiment(kind: ModelKind, loss: &dyn Loss, optimizer: OptimizerKind) -> Experiment {
    let mut experiment = Experiment::default();
    experiment.set_loss(loss.id());
    experiment.model.kind = kind;
    experiment.model.hidden = vec![512, 256];
    experiment.model.channels = vec![8, 16];
    experiment.optimizer.kind = optimizer;
    experiment.optimizer.batch = 64;
    experiment.optimizer.weight_decay = 0.1;
    experiment
}

/// Steps that make room, and steps that are counted.
const FIRST: usize = 3;
const COUNTED: usize = 8;

fn check(experiment: &Experiment, dataset: &Arc<Dataset>, threads: usize) {
    let mut lane = Lane::without_features(experiment, Arc::clone(dataset)).unwrap();
    lane.set_threads(threads);
    (0..FIRST).for_each(|_| lane.step().unwrap());
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    (0..COUNTED).for_each(|_| lane.step().unwrap());
    let found = ALLOCATIONS.load(Ordering::Relaxed) - before;
    let (model, optimizer) = (&experiment.model.kind, &experiment.optimizer.kind);
    let name = format!("{} {model:?} {optimizer:?} {threads}", experiment.loss.id);
    let schedules = experiment.loss.knobs.iter().collect::<Vec<_>>();
    assert_eq!(found, 0, "{name} {schedules:?}");
}

/// Sets the schedules of a loss, as far as it has them, so that the counted steps see a warm-up, its end and a ramp.
fn schedule(experiment: &mut Experiment) {
    let knobs = &mut experiment.loss.knobs;
    for (id, value) in [("warmup", FIRST as f64 + 2.0), ("ramp", 4.0)] {
        if knobs.get(id).is_some() {
            knobs.set(id, value);
        }
    }
}

/// One test: another one beside it would be counted too.
#[test]
fn a_step_allocates_nothing() {
    let mut plain = Experiment::default();
    plain.data.knobs.set("train", 300.0);
    plain.data.knobs.set("test", 100.0);
    let dataset = lane::load(&plain).unwrap();
    for loss in loss::registry() {
        for kind in [ModelKind::Mlp, ModelKind::Cnn] {
            for optimizer in [OptimizerKind::Sgd, OptimizerKind::Adam] {
                let mut experiment = experiment(kind, *loss, optimizer);
                let threads = if optimizer == OptimizerKind::Sgd {
                    1
                } else {
                    2
                };
                check(&experiment, &dataset, threads);
                schedule(&mut experiment);
                check(&experiment, &dataset, threads);
            }
        }
    }
    let linear = experiment(ModelKind::Linear, loss::registry()[0], OptimizerKind::Adam);
    check(&linear, &dataset, 1);
    let mut counted = ALLOCATIONS.load(Ordering::Relaxed);
    drop(std::hint::black_box(vec![1_u8; 7]));
    counted = ALLOCATIONS.load(Ordering::Relaxed) - counted;
    assert_eq!(counted, 1, "the counter counts");
}

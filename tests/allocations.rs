//! A training step allocates nothing once the first ones have made room. Alone in this file: its allocator counts for
//! the whole process.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

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

fn experiment(kind: ModelKind, loss: &str, optimizer: OptimizerKind) -> Experiment {
    let mut experiment = Experiment::default();
    experiment.data.knobs.set("train", 600.0);
    experiment.data.knobs.set("test", 200.0);
    experiment.set_loss(loss);
    experiment.model.kind = kind;
    // Large enough that a batch is cut into shares.
    experiment.model.hidden = vec![512, 256];
    experiment.model.channels = vec![8, 16];
    experiment.optimizer.kind = optimizer;
    experiment
}

/// Allocations in ten steps after the first ones.
fn check(experiment: &Experiment, threads: usize) -> usize {
    let dataset = lane::load(experiment).unwrap();
    let mut lane = Lane::new(experiment, dataset).unwrap();
    lane.set_threads(threads);
    (0..3).for_each(|_| lane.step().unwrap());
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    (0..10).for_each(|_| lane.step().unwrap());
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

/// One test: another one beside it would be counted too.
#[test]
fn a_step_allocates_nothing() {
    let cases = [
        (ModelKind::Linear, "softmax", OptimizerKind::Adam),
        (ModelKind::Mlp, "am-softmax", OptimizerKind::Sgd),
        (ModelKind::Mlp, "triplet", OptimizerKind::Sgd),
        (ModelKind::Cnn, "arcface", OptimizerKind::Adam),
    ];
    for (kind, loss, optimizer) in cases {
        for threads in [1, 2] {
            let found = check(&experiment(kind, loss, optimizer), threads);
            assert_eq!(found, 0, "{kind:?} {loss} on {threads} threads");
        }
    }
    let mut growing = experiment(ModelKind::Mlp, "am-softmax", OptimizerKind::Sgd);
    growing.loss.knobs.set("ramp", 1000.0);
    let found = check(&growing, 1);
    assert!(
        found <= 10,
        "a margin that grows is one new loss a step, {found} found in ten"
    );
}

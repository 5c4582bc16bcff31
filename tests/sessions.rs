//! Random sessions against a plain model of what must hold: of the worker with its session, many and short, and of the whole
//! window as a person has it, few and long.
//!
//! `MARGINSCOPE_SESSIONS` says how many of the window's there are, of the worker's it is ten times as many;
//! `MARGINSCOPE_SESSIONS_SEED` says from which seed. What fails is made as short as it gets and printed.

#[path = "sessions/bits.rs"]
mod bits;
#[path = "sessions/changes.rs"]
mod changes;
#[path = "sessions/desk.rs"]
mod desk;
#[path = "support/dropped.rs"]
mod dropped;
#[path = "sessions/handed.rs"]
mod handed;
#[path = "sessions/person.rs"]
mod person;
#[path = "sessions/plain.rs"]
mod plain;
#[path = "sessions/reach.rs"]
mod reach;
#[path = "sessions/runs.rs"]
mod runs;
#[path = "sessions/trained.rs"]
mod trained;
#[path = "sessions/trained_model.rs"]
mod trained_model;
#[path = "sessions/window_model.rs"]
mod window_model;

use std::{
    cell::Cell,
    env,
    fmt::Debug,
    ops::Range,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};

use marginscope::text::{Language, within};
use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner},
};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

/// Everything that was done in this process, what was tried to make failures shorter among it.
static DONE: AtomicU64 = AtomicU64::new(0);

/// Counts something that is done.
fn count() {
    DONE.fetch_add(1, Ordering::Relaxed);
}

/// Something has failed, and is being made shorter.
static FAILED: AtomicBool = AtomicBool::new(false);

/// How long something may take that is waited for. However loaded the machine is, nothing takes a tenth of it.
fn patience() -> Duration {
    Duration::from_secs(if FAILED.load(Ordering::Relaxed) {
        8
    } else {
        60
    })
}

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().expect(name))
}

/// So often a sequence is tried while a failure is made shorter.
const TRIES: usize = 5;

/// Runs so many sequences of so many acts; prints the shortest that fails.
fn check<Test>(cases: u64, acts: Range<usize>)
where
    Test: StateMachineTest,
    <Test::Reference as ReferenceStateMachine>::State: Clone + Debug + 'static,
    <Test::Reference as ReferenceStateMachine>::Transition: Clone + Debug + 'static,
{
    let config = Config {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(number("MARGINSCOPE_SESSIONS_SEED").unwrap_or(1)),
        max_shrink_time: 240_000,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config.clone());
    let sequences = Test::Reference::sequential_strategy(acts);
    let failed = Cell::new(false);
    let run = runner.run(
        &sequences.prop_map(Sequence),
        |Sequence((first, acts, seen))| {
            // What depends on who is faster must not pass by luck once it is made shorter.
            let tries = if failed.get() { TRIES } else { 1 };
            FAILED.fetch_or(failed.get(), Ordering::Relaxed);
            for _ in 0..tries {
                failed.set(true);
                let (first, acts) = (first.clone(), acts.clone());
                Test::test_sequential(config.clone(), first, acts, seen.clone());
            }
            failed.set(tries > 1);
            Ok::<(), TestCaseError>(())
        },
    );
    match run {
        Ok(()) => {}
        Err(TestError::Fail(why, Sequence((first, acts, _)))) => {
            let acts = acts.iter().enumerate();
            let acts: Vec<String> = acts
                .map(|(i, act)| format!("{:4}. {act:?}", i + 1))
                .collect();
            panic!("{why}\nafter {first:?} and\n{}", acts.join("\n"));
        }
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

/// What proptest makes of a machine; it prints nothing by itself.
struct Sequence<T>(T);

impl<T> Debug for Sequence<T> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("…")
    }
}

#[test]
fn whatever_is_asked_of_the_worker_its_lanes_are_what_was_asked_for() {
    check::<trained::TrainedTest>(10 * number("MARGINSCOPE_SESSIONS").unwrap_or(8), 10..50);
    let done = DONE.load(Ordering::Relaxed);
    let again = trained::MADE_AGAIN.load(Ordering::Relaxed);
    println!(
        "{done} acts; {again} lanes were made again from their experiments alone, bit for bit"
    );
    assert!(again > 0, "no lane was ever at rest");
}

#[test]
fn whatever_a_person_does_the_window_holds_what_was_asked_for() {
    // The language is of this thread alone.
    within(Language::English, || {
        check::<desk::DeskTest>(number("MARGINSCOPE_SESSIONS").unwrap_or(2), 20..40);
    });
    let again = desk::MADE_AGAIN.load(Ordering::Relaxed);
    let read = desk::READ_BACK.load(Ordering::Relaxed);
    println!(
        "{again} lanes of windows were made again from their experiments alone, {read} files were read back"
    );
    assert!(again > 0 && read > 0);
}

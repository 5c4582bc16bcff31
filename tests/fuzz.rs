//! Every reader against files that were changed at random: none panics, hangs or takes more memory than its file is worth, and
//! whatever opens is finite.
//!
//! `MARGINSCOPE_FUZZ_SECONDS` says how long (2 if not given), `MARGINSCOPE_FUZZ_SEED` from which seed,
//! `MARGINSCOPE_FUZZ_ONLY` which reader, or with `:NUMBER` behind it, which of its inputs: what a failure prints.

#[path = "fuzz/memory.rs"]
mod memory;
#[path = "fuzz/mutate.rs"]
mod mutate;
#[path = "fuzz/readers.rs"]
mod readers;
#[path = "fuzz/seeds.rs"]
mod seeds;

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use memory::Counting;
use readers::{Reader, readers};

#[global_allocator]
static MEMORY: Counting = Counting;

/// No input of some kilobytes needs a tenth of it, however loaded the machine is.
const HANGS: Duration = Duration::from_secs(120);

/// A number from the environment.
fn number(name: &str, otherwise: u64) -> u64 {
    let found = env::var(name).ok();
    found.map_or(otherwise, |text| text.parse().expect(name))
}

/// What a reader is doing now, for who watches.
type Now = Mutex<Option<(String, Instant)>>;

/// Gives a reader one input. Every input follows from the seed, the reader and its number alone.
fn one(reader: &Reader, seed: u64, number: u64, folder: &Path) -> Result<(), String> {
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let input = mutate::mutated(&reader.seeds, &mut random);
    memory::begin(input.len());
    let read = catch_unwind(AssertUnwindSafe(|| (reader.read)(&input, folder)));
    let most = memory::end();
    let problem = match (read, most) {
        (Ok(Ok(())), Ok(())) => return Ok(()),
        (Ok(Err(why)), _) => why,
        (Err(panic), _) => format!("panicked: {}", said(panic.as_ref())),
        (_, Err(bytes)) => format!("asked for {bytes} bytes"),
    };
    let kept =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}-{number}", reader.name));
    fs::write(&kept, &input).unwrap();
    Err(format!(
        "MARGINSCOPE_FUZZ_SEED={seed} MARGINSCOPE_FUZZ_ONLY={}:{number}: {problem}; the input is {}",
        reader.name,
        kept.display()
    ))
}

fn said(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without words")
}

/// Gives a reader inputs for so long; how many there were.
fn for_a_while(reader: &Reader, seed: u64, time: Duration, now: &Now) -> Result<u64, String> {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let mut number = 0;
    while begun.elapsed() < time {
        let what = format!(
            "MARGINSCOPE_FUZZ_SEED={seed} MARGINSCOPE_FUZZ_ONLY={}:{number}",
            reader.name
        );
        memory::name(&what);
        *now.lock().unwrap_or_else(PoisonError::into_inner) = Some((what, Instant::now()));
        one(reader, seed, number, folder.path())?;
        number += 1;
    }
    *now.lock().unwrap_or_else(PoisonError::into_inner) = None;
    Ok(number)
}

/// Ends the process where a reader does not come to an end: a test that waits for ever tells nothing.
fn watch(now: &Now, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(200));
        let now = now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((what, since)) = &*now
            && since.elapsed() > HANGS
        {
            eprintln!("{what}: has not come to an end in {HANGS:?}");
            std::process::abort();
        }
    }
}

#[test]
fn no_reader_panics_hangs_or_takes_what_its_file_is_not_worth() {
    let seconds = number("MARGINSCOPE_FUZZ_SECONDS", 2);
    let seed = number("MARGINSCOPE_FUZZ_SEED", 1);
    let only = env::var("MARGINSCOPE_FUZZ_ONLY").unwrap_or_default();
    let (name, place) = only.split_once(':').unwrap_or((&*only, ""));
    let mut all = readers();
    all.retain(|reader| name.is_empty() || reader.name == name);
    assert!(!all.is_empty(), "no reader is called {name}");
    // Panics are expected to be none; where there is one, it is told with its input.
    if let Ok(place) = place.parse() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(one(&all[0], seed, place, folder.path()), Ok(()));
        return;
    }
    let time = Duration::from_secs(seconds) / all.len() as u32;
    let (now, over) = (Now::default(), AtomicBool::new(false));
    let told: Vec<(&str, Result<u64, String>)> = thread::scope(|scope| {
        scope.spawn(|| watch(&now, &over));
        let told = all.iter();
        let told = told.map(|reader| (reader.name, for_a_while(reader, seed, time, &now)));
        let told = told.collect();
        over.store(true, Ordering::Relaxed);
        told
    });
    let done: u64 = told.iter().filter_map(|(_, done)| done.as_ref().ok()).sum();
    let each: Vec<String> = told
        .iter()
        .map(|(name, done)| format!("{name} {}", done.as_ref().map_or(0, |done| *done)))
        .collect();
    println!("{done} executions: {}", each.join(", "));
    let problems: Vec<&String> = told
        .iter()
        .filter_map(|(_, done)| done.as_ref().err())
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// What every reader opens unchanged: a seed that nothing reads finds nothing.
#[test]
fn the_seeds_are_valid() {
    for reader in readers() {
        let folder = tempfile::tempdir().unwrap();
        for (place, seed) in reader.seeds.iter().enumerate() {
            memory::begin(seed.len());
            let opened = (reader.opens)(seed, folder.path());
            assert_eq!(memory::end(), Ok(()), "{} {place}", reader.name);
            assert_eq!(opened, Ok(()), "{} {place}", reader.name);
        }
    }
}

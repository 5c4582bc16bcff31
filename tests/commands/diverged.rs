//! A run that stops being numbers: what its files say of it, and what is refused where a file has such numbers.

use std::{fs, path::Path, process::Output};

use crate::command::marginscope;
use serde_json::Value;

const WILD: &str = "--preset blobs --set loss.id=softmax --set optimizer.kind=sgd --set optimizer.learning_rate=10";

fn run(folder: &Path, args: &str) -> Output {
    let args: Vec<&str> = args.split_whitespace().collect();
    marginscope(folder, &args)
}

fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The rows of a `metrics.csv`, by fields.
fn rows(file: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().skip(1);
    lines
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

/// Trains a run that diverges in its first steps, or after some hundred of them, and holds its files against each other.
fn check_diverged(lane: &str, settings: &str, back_at: impl Fn(u64) -> bool) {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let trained = run(at, &format!("train {WILD} {settings} --out run"));
    let told = message(&trained);
    assert_eq!(trained.status.code(), Some(1), "{told}");
    let own_folder = at.join("run").join(lane);
    let summary = fs::read(own_folder.join("summary.json")).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    let (steps, since) = (
        summary["steps"].as_u64().unwrap(),
        summary["diverged_at"].as_u64().unwrap(),
    );
    assert_eq!(summary["diverged"], true);
    assert_eq!(summary["health"]["step"].as_u64(), Some(since));
    assert!(back_at(steps) && steps <= since, "{steps} {since}");
    let line = format!("{lane}: diverged at step {since}, what follows is of step {steps}: ");
    assert!(told.contains(&line), "{told}");
    // Of a step there is one row, and the summary's numbers are those of its own.
    let rows = rows(&own_folder.join("metrics.csv"));
    let of: Vec<u64> = rows.iter().map(|row| row[0].parse().unwrap()).collect();
    assert!(of.is_sorted_by(|a, b| a < b), "{of:?}");
    let own = &rows[of.iter().position(|step| *step == steps).unwrap()];
    for (column, key) in [(2, "loss"), (3, "train_accuracy"), (4, "test_accuracy")] {
        assert_eq!(own[column].parse().ok(), summary[key].as_f64(), "{key}");
    }
    // The last one is of the step that went wrong.
    let last = rows.last().unwrap();
    assert!(*of.last().unwrap() >= since && last[2..].iter().all(String::is_empty));
    // Its figure shows the state before, and repeats to it.
    let drawn = run(at, &format!("figure run/{lane} --view {lane} -o a.svg"));
    assert!(drawn.status.success(), "{}", message(&drawn));
    let again = run(at, &format!("figure a.svg --view {lane} -o b.svg"));
    if steps == 0 {
        let told = message(&again);
        assert_eq!(again.status.code(), Some(1), "{told}");
        assert!(
            told.contains(&format!("a.svg: found lane \"{lane}\" at step 0")),
            "{told}"
        );
        assert!(told.contains("--steps N"), "{told}");
    } else {
        assert!(again.status.success(), "{}", message(&again));
        let step = |file: &str| {
            let carried = marginscope::export::carry::read(&fs::read(at.join(file)).unwrap());
            carried.unwrap().lanes[0].step
        };
        assert_eq!((step("a.svg"), step("b.svg")), (steps, steps));
    }
    let reported = run(at, "report run --view circle -o page");
    assert!(reported.status.success(), "{}", message(&reported));
    let page = fs::read_to_string(at.join("page/index.html")).unwrap();
    let says = format!("at step {since}. Lower the learning rate. The run has diverged");
    assert!(page.contains(&says), "{says}");
    assert!(page.contains(&format!("are those of step {steps}, its last good state")));
    let verified = run(at, "verify run");
    let told = message(&verified);
    assert!(verified.status.success(), "{told}");
    let says = format!(
        "at step {since}. Lower the learning rate. Its numbers are those of step {steps}, its last good state"
    );
    let line = told
        .lines()
        .find(|line| line.starts_with(&format!("run: {lane}: ")));
    assert!(line.is_some_and(|line| line.ends_with(&says)), "{told}");
}

#[test]
fn a_sweep_says_which_runs_went_back_and_to_which_step() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let sweep = "sweep --preset blobs --lane circle --set loss.id=softmax --set optimizer.kind=sgd --steps 60 \
                 --grid optimizer.learning_rate=0.01,10 -o all";
    let swept = run(at, sweep);
    assert!(swept.status.success(), "{}", message(&swept));
    let page = fs::read_to_string(at.join("all/index.html")).unwrap();
    assert!(page.contains(
        "The run has diverged: figures and numbers are those of step 0, its last good state"
    ));
    let drawn = run(at, "figure all --metric test_accuracy -o a.svg");
    let told = message(&drawn);
    assert!(drawn.status.success(), "{told}");
    let lines: Vec<&str> = told
        .lines()
        .filter(|line| line.contains("learning_rate="))
        .collect();
    assert_eq!(lines.len(), 1, "{told}");
    assert!(lines[0].starts_with("optimizer.learning_rate=10"), "{told}");
    assert!(
        lines[0].ends_with(". Its numbers are those of step 0, its last good state"),
        "{told}"
    );
}

#[test]
fn a_run_that_diverges_says_at_which_step_and_mixes_it_with_no_other() {
    check_diverged("circle", "--steps 2000", |steps| steps == 0);
    // Learning rates that it bears for a while: it is back where it was measured, and where it was not.
    let borne = |rate: &str| format!("--set optimizer.learning_rate={rate}");
    let at_a_row = format!("{} --steps 2000", borne("0.14"));
    check_diverged("sphere", &at_a_row, |steps| steps > 0);
    let between = format!("{} --steps 6600", borne("0.125"));
    check_diverged("sphere", &between, |steps| steps > 0);
}

/// Puts a number into a row and a column of a file of `columns`, and holds what is said of it.
fn check_refused(file: &str, number: f32, (row, column): (usize, usize), commands: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(
        run(at, "train --preset blobs --steps 20 --out run")
            .status
            .success()
    );
    let place = at.join("run/circle").join(file);
    let mut bytes = fs::read(&place).unwrap();
    let begin = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let start = begin + 4 * (2 * row + column);
    bytes[start..start + 4].copy_from_slice(&number.to_le_bytes());
    fs::write(&place, bytes).unwrap();
    let expect = format!(
        "run/circle/{file}: row {row}, column {column}: found {number}, expected a finite number (1 are not)"
    );
    for command in commands {
        let refused = run(at, command);
        let told = message(&refused);
        assert_eq!(refused.status.code(), Some(1), "{command}: {told}");
        assert!(told.contains(&expect), "{command}: {told}");
        assert_eq!(told.trim_end().lines().count(), 1, "{command}: {told}");
    }
}

#[test]
fn numbers_of_a_folder_that_are_not_finite_are_refused_with_their_row() {
    let commands = [
        "figure run --view circle -o a.svg",
        "report run -o page",
        "verify run",
        "projector run -o table",
        "animate run --turntable -o a.gif",
    ];
    check_refused("features.npy", f32::NAN, (7, 1), &commands);
    check_refused("features.npy", f32::INFINITY, (0, 0), &commands[..1]);
    check_refused("weights.npy", f32::NEG_INFINITY, (2, 1), &commands);
    check_refused("train_features.npy", f32::NAN, (3, 0), &commands[..1]);
}

/// A file of some bytes whose header claims what no file holds is refused as it stands.
#[test]
fn a_header_that_claims_more_than_there_is_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(
        run(at, "train --preset blobs --steps 20 --out run")
            .status
            .success()
    );
    for (file, descr, shape) in [
        ("features.npy", "<f4", "(2147483648, 2)"),
        ("labels.npy", "<i8", "(9223372036854775807,)"),
        ("weights.npy", "<f4", "(2147483648, 2)"),
    ] {
        let place = at.join("run/circle").join(file);
        let whole = fs::read(&place).unwrap();
        let text = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(text.as_bytes());
        bytes.extend([0; 64]);
        fs::write(&place, bytes).unwrap();
        let told = message(&run(at, "figure run/circle --view circle -o a.svg"));
        assert!(told.contains(file) && told.contains("claims"), "{told}");
        fs::write(&place, whole).unwrap();
    }
}

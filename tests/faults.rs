//! What the system may refuse, refused at every place in turn: each write, sync, rename, folder, lock, read, thread, and what a
//! graphics driver makes. Whatever fails, there is a message and nothing half; what did not fail is whole; the same command works afterwards.
//!
//! The program is the very one that is given to people. `faults/shim.rs` stands between it and the C library.

#![cfg(all(target_os = "linux", target_env = "gnu"))]

#[path = "support/contents.rs"]
mod contents;

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::LazyLock,
};

use contents::contents;

const PROGRAM: &str = env!("CARGO_BIN_EXE_marginscope");

/// Kinds of calls, each with the error that it fails with.
const KINDS: &[(&str, u32)] = &[
    ("write", libc::NO_SPACE),
    ("sync", libc::INPUT_OUTPUT),
    ("rename", libc::NO_ACCESS),
    ("create", libc::TOO_MANY_FILES),
    ("unnamed", libc::NOT_SUPPORTED),
    ("folder", libc::NO_SPACE),
    ("remove", libc::NO_ACCESS),
    ("lock", libc::NO_LOCKS),
    ("open", libc::TOO_MANY_FILES),
    ("read", libc::INPUT_OUTPUT),
];

/// Numbers of errors, on every Linux that tests run on.
mod libc {
    pub const INPUT_OUTPUT: u32 = 5;
    pub const AGAIN: u32 = 11;
    pub const NO_ACCESS: u32 = 13;
    pub const TOO_MANY_FILES: u32 = 24;
    pub const NO_SPACE: u32 = 28;
    pub const NO_LOCKS: u32 = 37;
    pub const NOT_SUPPORTED: u32 = 95;
}

/// The library that is loaded before the C library.
static SHIM: LazyLock<PathBuf> = LazyLock::new(|| {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.rs");
    let shim = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults.so");
    let compiler = env::var_os("RUSTC").unwrap_or("rustc".into());
    let built = Command::new(compiler)
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "cdylib",
            "-C",
            "opt-level=2",
            "-C",
            "panic=abort",
            "-o",
        ])
        .args([&shim, &source])
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    shim
});

fn command(folder: &Path, args: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args.split_whitespace()).current_dir(folder);
    command.env("XDG_CONFIG_HOME", folder.join("settings"));
    command
}

fn headless(folder: &Path, args: &str) -> Command {
    let mut command = command(folder, args);
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(name);
    }
    command
}

/// Lets calls fail; returns what came of it where one was made, and nothing where the command makes fewer of them.
fn faulty(mut command: Command, folder: &Path, fault: &str) -> Option<Output> {
    let hit = folder.with_extension("hit");
    fs::remove_file(&hit).ok();
    command.env("LD_PRELOAD", &*SHIM).env("FAULT", fault);
    command.env("FAULT_UNDER", folder).env("FAULT_HIT", &hit);
    let output = command.output().unwrap();
    let reached = hit.exists();
    fs::remove_file(&hit).ok();
    reached.then_some(output)
}

/// Names alone, without what may be left of a lock or of an attempt where nothing can be removed.
fn names(contents: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<&PathBuf> {
    let own = |path: &&PathBuf| {
        let mut parts = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        parts.any(|part| part.starts_with('.'))
    };
    contents.keys().filter(|path| !own(path)).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (name, content) in contents(from) {
        let file = to.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
}

/// The places at which faults are put: the first ones and then fewer and fewer, or each one where `MARGINSCOPE_FAULTS` is `all`.
fn places() -> impl Iterator<Item = u32> {
    let all = env::var("MARGINSCOPE_FAULTS").is_ok_and(|which| which == "all");
    let step = move |place: &u32| Some(if all { place + 1 } else { 3 * place });
    std::iter::successors(Some(1), step)
}

/// `command` in a folder that begins as `before` leaves it, with each call of each kind failing in turn.
fn check(before: &[&str], args: &str) {
    let top = tempfile::tempdir().unwrap();
    let start = top.path().join("start");
    fs::create_dir(&start).unwrap();
    for args in before {
        let made = headless(&start, args).output().unwrap();
        assert!(made.status.success(), "{args}: {}", said(&made));
    }
    let whole = top.path().join("whole");
    copy(&start, &whole);
    let made = headless(&whole, args).output().unwrap();
    assert!(made.status.success(), "{args}: {}", said(&made));
    let (start_holds, whole_holds) = (contents(&start), contents(&whole));
    let mut failed = 0;
    for (kind, error) in KINDS {
        // A disk stays full, and a process has all its files open, until something is done about it.
        for more in if matches!(*kind, "write" | "create") {
            &["", "+"][..]
        } else {
            &[""]
        } {
            for place in places() {
                let fault = format!("{kind}:{place}{more}:{error}");
                let folder = top.path().join("run");
                copy(&start, &folder);
                let Some(output) = faulty(headless(&folder, args), &folder, &fault) else {
                    fs::remove_dir_all(&folder).unwrap();
                    break;
                };
                failed += u32::from(!output.status.success());
                let claim = format!("{args} with {fault}: {}", said(&output));
                let holds = contents(&folder);
                match output.status.code() {
                    Some(0) => assert_eq!(names(&holds), names(&whole_holds), "{claim}"),
                    Some(1) => stayed(&start_holds, &holds, &claim),
                    _ => panic!("{claim}"),
                }
                // What was left behind does not stand in the way.
                let force = if args.contains("--force") {
                    ""
                } else {
                    " --force"
                };
                let again = headless(&folder, &format!("{args}{force}"))
                    .output()
                    .unwrap();
                assert!(again.status.success(), "{claim}\nagain: {}", said(&again));
                fs::remove_dir_all(&folder).unwrap();
            }
        }
    }
    assert!(failed > 1, "{args}: only {failed} faults were felt");
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A message, and what was there before as it was. What was made meanwhile may be kept under a name of its own that is told.
fn stayed(before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>, claim: &str) {
    assert!(
        claim.contains("marginscope: ") && !claim.contains("panicked"),
        "{claim}"
    );
    for (name, content) in before {
        assert!(
            after.get(name) == Some(content),
            "{} changed; {claim}",
            name.display()
        );
    }
    for name in names(after) {
        let first = name
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy();
        let told = claim.contains("what was made is in") && claim.contains(&*first);
        assert!(
            before.contains_key(name) || told,
            "{} was left; {claim}",
            name.display()
        );
    }
}

const TRAIN: &str = "train --preset blobs --steps 5 --out run";

#[test]
fn a_new_run_is_whole_or_not_there() {
    check(&[], TRAIN);
}

#[test]
fn a_run_that_is_made_anew_is_the_old_one_or_the_new_one() {
    let anew = "train --preset blobs --steps 6 --set seeds.init=3 --out run --force";
    check(&[TRAIN], anew);
}

#[test]
fn a_figure_is_whole_or_as_it_was() {
    check(&[TRAIN], "figure run --view circle -o figure.svg");
    let old = "figure run --view psi -o figure.svg";
    check(
        &[TRAIN, old],
        "figure run --view circle -o figure.svg --force",
    );
}

#[test]
fn a_report_a_program_and_a_folder_for_others_are_whole_or_not_there() {
    check(&[TRAIN], "report run -o report");
    check(&[TRAIN], "projector run -o projected");
    check(&[], "torch --preset blobs -o program");
}

#[test]
fn an_animation_is_whole_or_not_there() {
    check(
        &[],
        "animate --preset blobs --steps 4 --frames 2 --view circle --size 120x120 -o a.gif",
    );
}

/// A sweep keeps what it has: the same command goes on there.
#[test]
fn a_sweep_goes_on_after_any_fault() {
    let args =
        "sweep --preset blobs --set loss.id=am-softmax --grid loss.m=0,0.2 --steps 3 --out swept";
    let top = tempfile::tempdir().unwrap();
    let folder = |name: &str| {
        let folder = top.path().join(name);
        fs::create_dir(&folder).unwrap();
        folder
    };
    let whole = folder("whole");
    assert!(headless(&whole, args).output().unwrap().status.success());
    let whole = contents(&whole);
    for (kind, error) in KINDS {
        for place in places() {
            let run = folder("run");
            let fault = format!("{kind}:{place}:{error}");
            let Some(output) = faulty(headless(&run, args), &run, &fault) else {
                fs::remove_dir_all(&run).unwrap();
                break;
            };
            let claim = format!("{fault}: {}", said(&output));
            assert!(matches!(output.status.code(), Some(0 | 1)), "{claim}");
            assert!(!claim.contains("panicked"), "{claim}");
            let again = headless(&run, args).output().unwrap();
            assert!(again.status.success(), "{claim}\nagain: {}", said(&again));
            assert_eq!(names(&contents(&run)), names(&whole), "{claim}");
            fs::remove_dir_all(&run).unwrap();
        }
    }
}

/// What is computed does not depend on how many threads the system gives: not on one that it refuses, nor on all of them.
#[test]
fn without_threads_it_takes_longer_and_comes_to_the_same() {
    let commands = [
        (TRAIN, "run/circle/features.npy"),
        (
            "figure --preset blobs --steps 5 --view circle -o a.svg",
            "a.svg",
        ),
        (
            "animate --preset blobs --steps 4 --frames 3 --view circle --size 120x120 -o a.gif",
            "a.gif",
        ),
        (
            "sweep --preset blobs --set loss.id=am-softmax --grid loss.m=0,0.2 --steps 3 --out swept",
            "swept/sweep.toml",
        ),
    ];
    for (args, result) in commands {
        let top = tempfile::tempdir().unwrap();
        let run = |fault: Option<&str>| {
            let folder = top.path().join("run");
            fs::create_dir(&folder).unwrap();
            let command = headless(&folder, args);
            let output = match fault {
                Some(fault) => faulty(command, &folder, fault),
                None => Some({ command }.output().unwrap()),
            };
            let content = fs::read(folder.join(result)).ok();
            fs::remove_dir_all(&folder).unwrap();
            output.map(|output| (output, content))
        };
        let (_, expect) = run(None).unwrap();
        assert!(expect.is_some(), "{args}: {result}");
        for place in 1..=6 {
            for more in ["", "+"] {
                let fault = format!("thread:{place}{more}:{}", libc::AGAIN);
                let Some((output, content)) = run(Some(&fault)) else {
                    continue;
                };
                assert!(
                    output.status.success(),
                    "{args} with {fault}: {}",
                    said(&output)
                );
                assert!(content == expect, "{args} with {fault}: {result} differs");
            }
        }
    }
}

#[test]
fn clocks_that_jump_change_no_result_and_no_number_is_none() {
    let top = tempfile::tempdir().unwrap();
    let (still, jumps) = (top.path().join("still"), top.path().join("jumps"));
    for folder in [&still, &jumps] {
        fs::create_dir(folder).unwrap();
    }
    assert!(headless(&still, TRAIN).output().unwrap().status.success());
    let output = faulty(headless(&jumps, TRAIN), &jumps, "clock:1:0").unwrap();
    assert!(output.status.success(), "{}", said(&output));
    for lane in ["circle", "sphere"] {
        let read =
            |folder: &Path, file: &str| fs::read(folder.join("run").join(lane).join(file)).unwrap();
        assert!(read(&still, "features.npy") == read(&jumps, "features.npy"));
        let summary = String::from_utf8(read(&jumps, "summary.json")).unwrap();
        assert!(
            !summary.contains("null") || !summary.contains("images_per_second\": null"),
            "{summary}"
        );
        assert!(!summary.contains(": -"), "{summary}");
    }
}

/// Whether there is a display; panics where one was promised.
fn display() -> bool {
    let display = env::var_os("DISPLAY").or_else(|| env::var_os("WAYLAND_DISPLAY"));
    let required = env::var_os("MARGINSCOPE_REQUIRE_GL").is_some();
    assert!(
        display.is_some() || !required,
        "MARGINSCOPE_REQUIRE_GL is set, but there is no display"
    );
    if display.is_none() {
        eprintln!(
            "SKIPPED: no display, faults of the window are NOT tested (run under xvfb-run -a)"
        );
    }
    display.is_some()
}

const WINDOW: &str =
    "--preset blobs --after-steps 5 --window-size 800x500 --screenshot-to window.png";

/// The window with a fault; it draws its picture, or says in a line why there is none.
fn check_window(fault: &str, hit: bool) -> Option<(Output, bool)> {
    let top = tempfile::tempdir().unwrap();
    let folder = top.path().join("run");
    fs::create_dir(&folder).unwrap();
    let output = faulty(command(&folder, WINDOW), &folder, fault);
    assert!(output.is_some() || !hit, "{fault} was not reached");
    let output = output?;
    let drawn = folder.join("window.png").exists();
    let claim = format!("{fault}: {:?} {}", output.status, said(&output));
    assert!(matches!(output.status.code(), Some(0 | 1)), "{claim}");
    assert!(!claim.contains("panicked"), "{claim}");
    match output.status.success() {
        true => assert!(drawn, "{claim}"),
        false => assert!(claim.contains("marginscope: "), "{claim}"),
    }
    Some((output, drawn))
}

#[test]
fn a_window_without_a_thread_says_so() {
    if !display() {
        return;
    }
    // Which thread comes when is chance; from some place on, the one of the training is always among those refused.
    let mut told = Vec::new();
    for place in 1..=6 {
        for more in ["", "+"] {
            let fault = format!("thread:{place}{more}:{}", libc::AGAIN);
            told.extend(check_window(&fault, false).map(|(output, _)| said(&output)));
        }
    }
    let without = told.iter().any(|said| said.contains("no thread to spare"));
    assert!(without, "no fault met the training: {told:#?}");
}

#[test]
fn settings_that_cannot_be_kept_or_read_keep_nobody_from_the_window() {
    if !display() {
        return;
    }
    for kind in ["write", "rename", "create", "folder", "open", "read"] {
        let fault = format!("{kind}:1+:{}", libc::NO_ACCESS);
        if let Some((output, drawn)) = check_window(&fault, false) {
            // The picture itself lies in the same folder.
            assert!(
                drawn || said(&output).contains("window.png"),
                "{fault}: {}",
                said(&output)
            );
        }
    }
}

#[test]
fn a_window_lives_through_clocks_that_jump() {
    if display() {
        let (output, drawn) = check_window("clock:1:0", true).unwrap();
        assert!(drawn, "{}", said(&output));
    }
}

/// Without something that egui needs there is no window; without something of the globe's there is the rest of it.
#[test]
fn whatever_a_graphics_driver_refuses_the_window_says_so_or_draws_without_it() {
    if !display() {
        return;
    }
    let (mut drawn, mut ended) = (0, 0);
    for place in places() {
        match check_window(&format!("gl:{place}:0"), place == 1) {
            Some((_, true)) => drawn += 1,
            Some((_, false)) => ended += 1,
            None => break,
        }
    }
    assert!(drawn > 0 && ended > 0, "{drawn} drawn, {ended} ended");
    check_window("gl:1+:0", true);
    check_window("gl:64+:0", false);
}

#[test]
fn without_gl_there_is_one_line() {
    if !display() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut window = command(folder.path(), WINDOW);
    // Neither GLX nor EGL finds a driver.
    window
        .env("__EGL_VENDOR_LIBRARY_FILENAMES", "/nowhere")
        .env("LIBGL_DRIVERS_PATH", "/nowhere");
    window
        .env("GBM_BACKENDS_PATH", "/nowhere")
        .env("__GLX_FORCE_VENDOR_LIBRARY_0", "nobody");
    let output = window.output().unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    // Beside what the driver's own library says.
    let ours = said
        .lines()
        .filter(|line| line.starts_with("marginscope: "));
    assert_eq!(ours.count(), 1, "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

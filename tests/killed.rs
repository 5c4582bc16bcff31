//! Files whose writing is cut short: by a kill, a limit, a full disk, a folder that takes none. Either all of a file is there
//! or nothing is, and nothing hidden is left.

#![cfg(target_os = "linux")]

#[path = "support/contents.rs"]
mod contents;

use std::{
    fs,
    path::Path,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use contents::contents;
use marginscope::export::files;

const PROGRAM: &str = env!("CARGO_BIN_EXE_marginscope");

fn command(folder: &Path, args: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args.split_whitespace()).current_dir(folder);
    headless(&mut command);
    command
}

fn shell(folder: &Path, script: &str) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", script]).current_dir(folder);
    headless(&mut command);
    command.env("PROGRAM", PROGRAM).output().unwrap()
}

fn headless(command: &mut Command) {
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(name);
    }
}

fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with a trained run in `run`.
fn trained() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path(), "train --preset blobs --steps 20 --out run").output();
    assert!(output.unwrap().status.success());
    folder
}

/// Whether this is the name of a folder that is made, or of its lock: hidden, and removed by the next one.
fn is_made(name: &str) -> bool {
    name.starts_with('.') && (name.ends_with(".part") || name.ends_with(".lock"))
}

/// Whether the process has a file in `folder` open: it is writing one.
fn writes(child: &Child, folder: &Path) -> bool {
    let open = fs::read_dir(format!("/proc/{}/fd", child.id()));
    let open = open.into_iter().flatten().flatten();
    let mut places = open.filter_map(|entry| fs::read_link(entry.path()).ok());
    places.any(|place| {
        place.starts_with(folder) && !is_made(&place.file_name().unwrap().to_string_lossy())
    })
}

/// Starts the command and kills it while it writes below `out`, or after `moment` at the latest. Whether it was writing.
fn killed(mut command: Command, out: &Path, moment: Duration) -> bool {
    let begun = Instant::now();
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut writing = false;
    while !writing && begun.elapsed() < moment && child.try_wait().unwrap().is_none() {
        writing = writes(&child, out);
    }
    // SIGKILL: nothing of the program runs any more.
    let _ = child.kill();
    let status = child.wait().unwrap();
    writing && !status.success()
}

/// Kills `args`, which write below `out`, at several moments and some times while they write. Whatever is there then is as
/// in a run that was let end, but for what `whole` knows to differ from one run to the next.
fn check_killed(out: &str, args: &str, whole: impl Fn(&Path, &[u8]) -> bool) {
    let folder = trained();
    let at = folder.path().join("new");
    let args = args.replace("RUN", &folder.path().join("run").display().to_string());
    let fresh = || {
        let _ = fs::remove_dir_all(&at);
        fs::create_dir_all(at.join(out).parent().unwrap()).unwrap();
    };
    fresh();
    assert!(command(&at, &args).output().unwrap().status.success());
    let expected = contents(&at);
    assert!(!expected.is_empty());
    let mut caught = 0;
    let moments = [1, 10, 40, 100].map(Duration::from_millis);
    let long = Duration::from_secs(60);
    for moment in moments.into_iter().chain(std::iter::repeat_n(long, 200)) {
        fresh();
        caught += u32::from(killed(command(&at, &args), &at, moment));
        let mut left = contents(&at);
        left.retain(|name, _| !is_made(&name.iter().next().unwrap().to_string_lossy()));
        // A folder is there as a whole or not at all.
        assert!(
            left.is_empty() || left.keys().eq(expected.keys()),
            "{args}: left {:?}",
            left.keys()
        );
        for (name, content) in left {
            let known = expected.get(&name);
            let known = known.unwrap_or_else(|| panic!("{args}: left {}", name.display()));
            let is_whole = *known == content || whole(&name, &content);
            assert!(is_whole, "{args}: half of {}", name.display());
        }
        if caught == 5 {
            return;
        }
    }
    panic!("{args}: killed while writing {caught} times, expected 5");
}

/// Whether temporary files are on a file system with unnamed files; elsewhere what a kill leaves is removed by the next one.
fn has_unnamed_files() -> bool {
    let folder = tempfile::tempdir().unwrap();
    // `tempfile` makes such files where it can, and others elsewhere.
    let file = tempfile::tempfile_in(folder.path()).unwrap();
    let place = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&file));
    let unnamed = fs::read_link(place).is_ok_and(|place| place.to_string_lossy().contains("/#"));
    if !unnamed {
        eprintln!("SKIPPED: no unnamed files in {}", folder.path().display());
    }
    unnamed
}

#[test]
fn a_killed_figure_is_whole_or_not_there() {
    if has_unnamed_files() {
        let draw = "figure RUN --view circle,raw --lane circle -o a.png --scale 4";
        check_killed("a.png", draw, |_, _| false);
    }
}

#[test]
fn a_killed_report_is_whole_or_not_there() {
    if has_unnamed_files() {
        let draw = "report RUN --view circle,accuracy --lane circle -o report";
        check_killed("report", draw, |_, _| false);
    }
}

#[test]
fn a_killed_run_is_whole_or_not_there() {
    if has_unnamed_files() {
        let train = "train --preset blobs --steps 20 --out out";
        check_killed("out", train, |name, content| {
            // It tells how long the run took.
            let timed = name.file_name().is_some_and(|name| name == "summary.json");
            timed && serde_json::from_slice::<serde_json::Value>(content).is_ok()
        });
    }
}

/// Set, this process only fills a folder, the one that it names, and does not come to an end.
const SLOW: &str = "MARGINSCOPE_TEST_FILLS_SLOWLY";

fn fill_slowly(folder: &Path) -> ! {
    let fill = |beside: &Path| -> Result<(), String> {
        fs::write(beside.join("a.svg"), "half").unwrap();
        loop {
            thread::sleep(Duration::from_secs(60));
        }
    };
    panic!("it never ends: {:?}", files::new_folder(folder, fill));
}

/// A folder is being filled by another process, this very test started again, which is then killed.
#[test]
fn what_a_killed_report_of_the_window_left_is_removed_by_the_next_one() {
    if let Some(folder) = std::env::var_os(SLOW) {
        fill_slowly(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "what_a_killed_report_of_the_window_left_is_removed_by_the_next_one",
        ])
        .env(SLOW, &report)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while contents(folder.path()).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30));
        thread::sleep(Duration::from_millis(5));
    }
    let next = |name: &str| files::new_folder(&folder.path().join(name), |_| Ok(()));
    let left = || contents(folder.path()).len();
    assert_eq!(next("report"), Ok(()));
    assert_eq!(left(), 1, "one that is being made stays");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(left(), 1, "a kill leaves it");
    fs::remove_dir(&report).unwrap();
    assert_eq!(next("another"), Ok(()));
    assert_eq!(left(), 1, "another's is no concern of this one");
    assert_eq!(next("report"), Ok(()));
    assert_eq!(left(), 0);
}

/// What drawing into a place without room says and exits with; nothing is left in the folder.
fn check_refused(script: &str, expect: &str) {
    let folder = trained();
    fs::create_dir(folder.path().join("new")).unwrap();
    let output = shell(folder.path(), script);
    let message = message(&output);
    assert!(!output.status.success(), "{script}: {message}");
    assert!(message.contains(expect), "{script}: {message}");
    let left = contents(&folder.path().join("new"));
    assert!(left.is_empty(), "{script}: left {:?}", left.keys());
}

const DRAW: &str = "\"$PROGRAM\" figure run --view circle --lane circle -o new/a.png --scale 4";

#[test]
fn a_file_that_may_not_get_so_large_is_told_or_kills_and_leaves_nothing() {
    // The signal that the limit sends ends the program, unless it is ignored.
    if has_unnamed_files() {
        check_refused(&format!("ulimit -f 8; exec {DRAW}"), "");
    }
    let told = "new/a.png: File too large";
    check_refused(&format!("trap '' XFSZ; ulimit -f 8; exec {DRAW}"), told);
    let replaced = format!(
        "echo old > run/old.png; trap '' XFSZ; ulimit -f 8; {}; test \"$(cat run/old.png)\" = old && exit 1",
        DRAW.replace("new/a.png", "run/old.png --force")
    );
    check_refused(&replaced, "run/old.png: File too large");
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing() {
    let mount = "mount -t tmpfs -o size=16k none new";
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("new")).unwrap();
    let possible = shell(folder.path(), &format!("unshare -rm sh -c '{mount}'"));
    if !possible.status.success() {
        eprintln!(
            "SKIPPED: a small disk cannot be mounted: {}",
            message(&possible)
        );
        return;
    }
    // What is left is looked for while the disk is still there.
    let script =
        format!("unshare -rm sh -c '{mount} && {DRAW}; code=$?; ls -A new >&2; exit $code'");
    let folder = trained();
    fs::create_dir(folder.path().join("new")).unwrap();
    let output = shell(folder.path(), &script);
    let message = message(&output);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(
        message.contains("new/a.png: No space left on device"),
        "{message}"
    );
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
}

#[test]
fn a_folder_that_takes_no_files_is_told() {
    let folder = trained();
    // Not even root can write here.
    let draw = "figure run --view circle --lane circle -o /proc/self/a.png";
    let output = command(folder.path(), draw).output().unwrap();
    let told = message(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("/proc/self/a.png: "), "{told}");
    assert_eq!(told.trim_end().lines().count(), 1, "{told}");

    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    let mut rights = fs::metadata(&closed).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&closed, rights).unwrap();
    if fs::write(closed.join("probe"), "").is_ok() {
        eprintln!("SKIPPED: root writes into folders that are read-only");
        return;
    }
    let draw = "figure run --view circle --lane circle -o closed/a.png";
    let output = command(folder.path(), draw).output().unwrap();
    let told = message(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("closed/a.png: Permission denied"), "{told}");
    assert!(contents(&closed).is_empty());
}

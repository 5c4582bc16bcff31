//! Folders of results: all of one or all of the other, whatever ends the command that writes them.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::command::marginscope;
use serde_json::Value;

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Starts a command that goes on until it is ended.
fn started(folder: &Path, args: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_marginscope"))
        .args(words(args))
        .current_dir(folder)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until `is_so`.
fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(120), "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn send(child: &Child, signal: &str) {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// The hidden entries of a folder.
fn hidden(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.')).collect()
}

/// The files below a folder and what is in them.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() && !path.is_symlink() {
            true => {
                let inner = files(&path).into_iter();
                found.extend(inner.map(|(file, content)| (format!("{name}/{file}"), content)));
            }
            false => {
                found.insert(name, fs::read(&path).unwrap_or_default());
            }
        }
    }
    found
}

const LONG: &str = "train --preset blobs --steps 10000000 --threads 1";

/// Whether this process, or a thread of it, catches SIGINT by now, which comes before SIGHUP.
#[cfg(target_os = "linux")]
fn listens(child: &Child) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    caught.is_some_and(|mask| mask & 0b10 != 0)
}

#[cfg(target_os = "linux")]
fn check_interrupted(signal: &str, code: i32) {
    let folder = tempfile::tempdir().unwrap();
    let mut child = started(folder.path(), &format!("{LONG} --out run --json"));
    wait("it listens", || {
        listens(&child) || child.try_wait().unwrap().is_some()
    });
    // Whatever it is at: the data, the first step or a later one.
    thread::sleep(Duration::from_millis(300));
    send(&child, signal);
    let output = child.wait_with_output().unwrap();
    let told = message(&output);
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert!(told.contains("interrupted: circle at step "), "{told}");
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    for lane in ["circle", "sphere"] {
        let file = folder.path().join("run").join(lane).join("summary.json");
        let summary: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        assert_eq!(summary, printed[lane]);
        assert_eq!(summary["interrupted"], true);
        assert!(summary["steps"].as_u64().unwrap() < 10_000_000);
    }
    assert!(hidden(folder.path()).is_empty());
    let drawn = marginscope(
        folder.path(),
        &words("figure run --view circle,accuracy -o a.svg"),
    );
    assert!(drawn.status.success(), "{}", message(&drawn));
    let again = marginscope(
        folder.path(),
        &words("train --preset blobs --steps 5 --out short"),
    );
    assert!(again.status.success());
    let whole = fs::read_to_string(folder.path().join("short/circle/summary.json")).unwrap();
    assert!(!whole.contains("interrupted"), "{whole}");
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_and_sigterm_write_what_was_trained_until_then() {
    check_interrupted("-INT", 130);
    check_interrupted("-TERM", 143);
}

#[cfg(target_os = "linux")]
#[test]
fn the_end_of_the_terminal_writes_what_was_trained_until_then() {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = u64::from_str_radix(ignored.unwrap().trim(), 16).unwrap();
    if ignored & 1 == 1 {
        eprintln!("SKIPPED: who has started these tests ignores the end of the terminal");
        return;
    }
    check_interrupted("-HUP", 129);
}

#[cfg(target_os = "linux")]
#[test]
fn the_end_of_a_terminal_that_is_ignored_ends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_marginscope");
    let script = format!("trap '' HUP; exec '{program}' {LONG} --out run --json");
    let mut child = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    wait("it listens", || listens(&child));
    send(&child, "-HUP");
    // Longer than it takes to end for another signal.
    thread::sleep(Duration::from_millis(1_000));
    assert!(child.try_wait().unwrap().is_none());
    send(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", message(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn a_second_ctrl_c_ends_at_once_and_the_old_folder_stays() {
    let folder = tempfile::tempdir().unwrap();
    let first = marginscope(
        folder.path(),
        &words("train --preset blobs --steps 5 --out run"),
    );
    assert!(first.status.success());
    let before = files(&folder.path().join("run"));
    let mut child = started(folder.path(), &format!("{LONG} --out run --force"));
    wait("it listens", || listens(&child));
    // Stopped, it gets both at once.
    for signal in ["-STOP", "-INT", "-TERM", "-CONT"] {
        send(&child, signal);
    }
    let code = child.wait().unwrap().code();
    assert!(matches!(code, Some(130 | 143)), "{code:?}");
    assert_eq!(files(&folder.path().join("run")), before);
    let next = marginscope(
        folder.path(),
        &words("train --preset blobs --steps 6 --out run --force"),
    );
    assert!(next.status.success(), "{}", message(&next));
    assert!(hidden(folder.path()).is_empty());
}

#[test]
fn a_kill_at_any_moment_leaves_the_old_folder_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let train =
        |set: &str, force: &str| format!("train --preset blobs --steps 20 {set} --out run {force}");
    let one = train("", "");
    assert!(marginscope(folder.path(), &words(&one)).status.success());
    let old = files(&run);
    let two = train("--set loss.m=0.1 --set data.unseen=[1]", "--force");
    let expected: Vec<String> = {
        let other = two.replace("--out run", "--out other");
        assert!(marginscope(folder.path(), &words(&other)).status.success());
        files(&folder.path().join("other")).into_keys().collect()
    };
    let has_unseen = |name: &&String| name.ends_with("unseen_features.npy");
    assert!(
        expected.iter().any(|name| has_unseen(&name)) && !old.keys().any(|name| has_unseen(&name))
    );
    let mut seen = [0, 0];
    for moment in (0..400).step_by(8) {
        let mut child = started(folder.path(), &two);
        thread::sleep(Duration::from_millis(moment));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = files(&run);
        match now == old {
            true => seen[0] += 1,
            false => {
                let names: Vec<String> = now.keys().cloned().collect();
                assert_eq!(names, expected, "after {moment} ms");
                let toml = String::from_utf8_lossy(&now["circle/experiment.toml"]).into_owned();
                assert!(toml.contains("unseen"), "{toml}");
                seen[1] += 1;
                fs::remove_dir_all(&run).unwrap();
                assert!(marginscope(folder.path(), &words(&one)).status.success());
                // Its times are not those of before.
                for lane in ["circle", "sphere"] {
                    let name = format!("{lane}/summary.json");
                    fs::write(run.join(&name), &old[&name]).unwrap();
                }
            }
        }
    }
    assert!(seen[0] > 0, "{seen:?}");
    assert!(marginscope(folder.path(), &words(&two)).status.success());
    assert!(
        hidden(folder.path()).is_empty(),
        "{:?}",
        hidden(folder.path())
    );
}

/// Whether the process has begun a folder.
fn has_begun(folder: &Path) -> bool {
    hidden(folder).iter().any(|name| name.ends_with(".part"))
}

#[test]
fn two_at_once_do_not_write_one_folder_and_a_dead_one_is_no_hindrance() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut child = started(at, &format!("{LONG} --out run"));
    wait("it has begun", || has_begun(at));
    let second = marginscope(at, &words("train --preset blobs --steps 5 --out run"));
    assert_eq!(second.status.code(), Some(1));
    let told = message(&second);
    assert!(
        told.contains("run: another process is writing into this folder"),
        "{told}"
    );
    assert_eq!(told.trim_end().lines().count(), 1, "{told}");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!at.join("run").exists() && !hidden(at).is_empty());
    let next = marginscope(at, &words("train --preset blobs --steps 5 --out run"));
    assert!(next.status.success(), "{}", message(&next));
    assert!(hidden(at).is_empty(), "{:?}", hidden(at));
}

#[test]
fn the_same_shard_is_not_swept_twice_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let sweep = "sweep --preset blobs --lane circle --grid loss.m=0,0.1 --steps 10000000 -o all";
    let mut child = started(at, sweep);
    wait("it has begun", || at.join("all/sweep.toml").exists());
    let second = marginscope(at, &words(sweep));
    let told = message(&second);
    assert!(
        told.contains("all: another process is sweeping 1/1 of this"),
        "{told}"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    let short = sweep.replace("10000000", "5");
    let next = marginscope(at, &words(&format!("{short} --force")));
    assert!(next.status.success(), "{}", message(&next));
    assert!(
        hidden(&at.join("all")).is_empty(),
        "{:?}",
        hidden(&at.join("all"))
    );
}

/// What a command says of a place that it cannot write, which it does before any training: the number of steps would take
/// days.
fn check_told(folder: &Path, args: &str, expect: &str) {
    let before = files(folder);
    let output = marginscope(folder, &words(args));
    let told = message(&output);
    assert_eq!(output.status.code(), Some(1), "{args}: {told}");
    assert!(told.contains(expect), "{args}: {told}");
    assert_eq!(told.trim_end().lines().count(), 1, "{args}: {told}");
    assert_eq!(files(folder), before, "{args}");
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_the_training() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("file"), "mine").unwrap();
    std::os::unix::fs::symlink(at.join("none"), at.join("link")).unwrap();
    let long = "x".repeat(300);
    for (place, expect) in [
        ("link", "link: found a link to a folder that is not there"),
        ("file", "file: found a file, expected a folder"),
        ("file/run", "file/run: Not a directory"),
        (&*long, "File name too long"),
        ("/proc/run", "/proc/run: "),
    ] {
        for command in [
            "train --preset blobs --steps 10000000 --force --out",
            "report --preset blobs --steps 10000000 --force -o",
            "torch --preset blobs --force -o",
            "lesson softmax --force -o",
        ] {
            check_told(at, &format!("{command} {place}"), expect);
        }
    }
}

#[test]
fn a_file_that_cannot_be_written_is_told_before_the_training() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("folder.svg")).unwrap();
    let made = Command::new("mkfifo").arg(at.join("pipe.svg")).status();
    assert!(made.unwrap().success());
    let long = format!("{}.svg", "x".repeat(300));
    let draw = "figure --preset blobs --steps 10000000 --view circle -o";
    for (place, expect) in [
        ("folder.svg", "folder.svg: is a folder, expected a file"),
        ("pipe.svg", "pipe.svg: found a pipe, expected a file"),
        ("none/a.svg", "none/a.svg: No such file or directory"),
        ("/proc/a.svg", "/proc/a.svg: "),
        (&*long, "File name too long"),
    ] {
        let output = marginscope(at, &words(&format!("{draw} {place} --force")));
        let told = message(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(expect), "{told}");
        assert!(hidden(at).is_empty());
    }
    std::os::unix::fs::symlink(at.join("none.svg"), at.join("link.svg")).unwrap();
    let output = marginscope(at, &words(&format!("{draw} link.svg")));
    let told = message(&output);
    assert!(
        told.contains("link.svg: found a link to a file that is not there"),
        "{told}"
    );
}

#[test]
fn data_that_cannot_be_loaded_leave_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let args = "train --preset blobs --set data.source=idx --set data.path=none --out deep/run";
    check_told(folder.path(), args, "none");
    assert!(!folder.path().join("deep").exists());
}

#[test]
fn force_takes_away_what_is_of_the_old_results_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let run = |args: &str| {
        let output = marginscope(at, &words(args));
        assert!(output.status.success(), "{args}: {}", message(&output));
    };
    run("train --preset blobs --steps 5 --set data.unseen=[1] --out run");
    fs::write(at.join("run/notes.txt"), "mine").unwrap();
    fs::write(at.join("run/circle/notes.txt"), "mine").unwrap();
    run("train --preset blobs --steps 6 --out run --force");
    let now = files(&at.join("run"));
    assert!(now.contains_key("notes.txt") && now.contains_key("circle/notes.txt"));
    let stale = |name: &&String| name.contains("unseen");
    assert_eq!(now.keys().find(stale), None);
    run("report run --view circle,raw -o page");
    run("report run --view circle -o page --force");
    let now: Vec<String> = files(&at.join("page")).into_keys().collect();
    let figures = [
        "figures/circle.pdf",
        "figures/circle.png",
        "figures/circle.svg",
    ];
    assert_eq!(now, [&figures[..], &["index.html"]].concat());
    run("projector run -o table");
    run("projector run -o table --lane circle --force");
    let now = files(&at.join("table"));
    assert!(now.contains_key("tensors.tsv") && !now.contains_key("sphere/tensors.tsv"));
    // Where the shell stands.
    let output = marginscope(
        &at.join("run"),
        &words("train --preset blobs --steps 7 --out . --force"),
    );
    assert!(output.status.success(), "{}", message(&output));
    let summary = fs::read_to_string(at.join("run/circle/summary.json")).unwrap();
    assert!(summary.contains("\"steps\": 7") && at.join("run/notes.txt").exists());
    assert!(hidden(&at.join("run")).is_empty());
}

/// Puts files that are a person's own into a folder.
fn put(folder: &Path, names: &[&str]) {
    for name in names {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "mine").unwrap();
    }
}

#[test]
fn force_replaces_no_file_that_only_has_the_name_of_a_result() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let train = "train --preset blobs --steps 10000000 --force --out";
    let torch = "torch --preset blobs --force -o";
    let projector = "projector run --force -o";
    let report = "report --preset blobs --steps 10000000 --force -o";
    let lesson = "lesson softmax --force -o";
    let (marked, beside) = ("the mark of marginscope in it", "a page of marginscope");
    let run = marginscope(at, &words("train --preset blobs --steps 5 --out run"));
    assert!(run.status.success(), "{}", message(&run));
    for (command, file, mark) in [
        (train, "some/circle/labels.npy", "summary.json"),
        (train, "some/experiment.toml", "summary.json"),
        (torch, "some/circle/README.md", "run_log.py and init"),
        (torch, "some/sphere/data/train_inputs.npy", "run_log.py"),
        (projector, "some/circle/metadata.tsv", "projector_config"),
        (report, "some/index.html", marked),
        (report, "some/figures/circle.svg", beside),
        (report, "some/figures/accuracy.png", beside),
        (lesson, "some/index.html", marked),
        (lesson, "some/figures/01-two-classes.svg", beside),
    ] {
        put(at, &[file]);
        let expect = format!("{file}: found a file that is of no older results, without {mark}");
        check_told(at, &format!("{command} some"), &expect);
        fs::remove_dir_all(at.join("some")).unwrap();
    }
}

#[test]
fn a_page_that_is_somebody_elses_stays_and_its_figures_too() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let made = marginscope(at, &words("train --preset blobs --steps 5 --out run"));
    assert!(made.status.success(), "{}", message(&made));
    let project = at.join("project");
    let figures = [
        "figures/circle.svg",
        "figures/01-two-classes.svg",
        "figures/99-mine.svg",
    ];
    put(&project, &figures);
    // Neither a name nor a word of it makes a page ours.
    let page = "<!doctype html>\n<title>What marginscope shows</title>\n";
    fs::write(project.join("index.html"), page).unwrap();
    let told = "index.html: found a file that is of no older results, without the mark of marginscope in it, expected such results or \
                none; choose another folder, or remove the file";
    for command in [
        "report ../run",
        "report ../run --view psi",
        "lesson softmax",
    ] {
        check_told(&project, &format!("{command} -o . --force"), told);
    }
}

#[test]
fn an_older_page_is_replaced_with_its_figures_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let run = |args: &str| {
        let output = marginscope(at, &words(args));
        assert!(output.status.success(), "{args}: {}", message(&output));
    };
    run("train --preset blobs --steps 5 --out run");
    for (command, old, mine) in [
        (
            "report run --view circle",
            "figures/psi.svg",
            "figures/mine.svg",
        ),
        (
            "lesson softmax",
            "figures/98-old.svg",
            "figures/photo-1.svg",
        ),
    ] {
        run(&format!("{command} -o page"));
        let page = at.join("page");
        let new = files(&page);
        // As another version wrote it, with a figure that is not made any more.
        let html = fs::read_to_string(page.join("index.html")).unwrap();
        let older = html.replacen("content=\"marginscope ", "content=\"marginscope 0.0.", 1);
        assert_ne!(html, older);
        fs::write(page.join("index.html"), older).unwrap();
        put(&page, &[old, mine]);
        run(&format!("{command} -o page --force"));
        let mut now = files(&page);
        assert_eq!(now.remove(mine).as_deref(), Some(&b"mine"[..]), "{command}");
        assert!(now == new, "{command}: {:?}", now.keys());
        fs::remove_dir_all(&page).unwrap();
    }
}

#[test]
fn force_leaves_what_is_beside_the_results() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mine = [
        "data/features.npy",
        "data/labels.npy",
        "data/more.npy",
        "names.txt",
        "src/train.py",
        "figures/mine.png",
        "figures/photo-1.svg",
        "more/my_weights.tsv",
        "more/sprite.png",
    ];
    let run = "train --preset blobs --steps 5";
    let made = marginscope(at, &words(&format!("{run} --out run")));
    assert!(made.status.success(), "{}", message(&made));
    let commands = [
        format!("{run} --out ."),
        "torch --preset blobs -o .".to_owned(),
        "report ../run/circle -o .".to_owned(),
        "projector ../run/circle -o .".to_owned(),
        "lesson softmax -o .".to_owned(),
    ];
    for (place, command) in commands.iter().enumerate() {
        let project = at.join(place.to_string());
        put(&project, &mine);
        // Over nothing, then over what is of its own.
        for _ in 0..2 {
            let output = marginscope(&project, &words(&format!("{command} --force")));
            assert!(output.status.success(), "{command}: {}", message(&output));
            let now = files(&project);
            for file in mine {
                let stays = now.get(file).is_some_and(|has| has == b"mine");
                assert!(stays, "{command}: {file}");
            }
        }
    }
}

#[test]
fn what_is_trained_on_is_not_replaced_by_what_comes_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("one.toml"), "data.source = \"blobs\"\n").unwrap();
    let made = marginscope(at, &words("train one.toml --steps 5 --out data"));
    assert!(made.status.success(), "{}", message(&made));
    let check = |read: &str, out: &str, expect: &str| {
        let args = format!("train {read} --steps 10000000 --out {out} --force");
        check_told(at, &args, expect);
    };
    let files = "data/features.npy data/labels.npy";
    let told = "data/features.npy, which is trained on, expected a folder without it";
    check(files, "data", told);
    check(files, "./data", told);
    let folder = "data.source = \"idx\"\ndata.path = \"data\"\n";
    fs::write(at.join("folder.toml"), folder).unwrap();
    check(
        "folder.toml",
        "data",
        "data: found data, which is trained on",
    );
    check("folder.toml", ".", ".: found data, which is trained on");
    // The experiment of a run repeats it in its place.
    let again = "train data/experiment.toml --steps 6 --out data --force";
    let again = marginscope(at, &words(again));
    assert!(again.status.success(), "{}", message(&again));
}

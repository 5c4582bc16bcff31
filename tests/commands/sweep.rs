//! `marginscope sweep` as a person, a script or a scheduler sees it: resumed after a kill, split into shards and joined, it
//! gives the same results, and those of `train`.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, SystemTime},
};

use crate::command::marginscope;

const SWEEP: [&str; 12] = [
    "sweep",
    "--preset",
    "blobs",
    "--lane",
    "circle",
    "--steps",
    "40",
    "--grid",
    "loss.m=0:0.2:3",
    "--grid",
    "loss.s=4,16",
    "--seeds",
];

fn ok(folder: &Path, args: &[&str]) -> String {
    let output = marginscope(folder, args);
    let message = told(&output);
    assert!(output.status.success(), "{args:?}: {message}");
    message
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The sweep of twelve runs into `out`.
fn sweep(folder: &Path, out: &str, more: &[&str]) -> Output {
    let args: Vec<&str> = SWEEP.into_iter().chain(["2", "-o", out]).collect();
    marginscope(folder, &[&args, more].concat())
}

/// The results without the columns that are times.
fn results(folder: &Path, out: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder.join(out).join("results.csv")).unwrap();
    let rows = text.lines().map(|line| line.split(',').map(str::to_owned));
    let mut rows: Vec<Vec<String>> = rows.map(Iterator::collect).collect();
    let times = rows[0].len() - 2;
    assert_eq!(rows[0][times..], ["seconds", "images_per_second"]);
    rows.iter_mut().for_each(|row| row.truncate(times));
    rows
}

/// When each run's folder was made.
fn made(folder: &Path, out: &str) -> BTreeMap<String, SystemTime> {
    let runs = fs::read_dir(folder.join(out).join("runs"));
    let seen = runs.into_iter().flatten().flatten().filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let summary = entry.path().join("summary.json");
        let at = fs::metadata(summary).ok()?.modified().ok()?;
        (!name.starts_with('.')).then_some((name, at))
    });
    seen.collect()
}

#[test]
fn a_sweep_is_a_row_a_run_and_every_run_is_that_of_train() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let output = sweep(folder, "all", &["--threads", "2"]);
    assert!(output.status.success(), "{}", told(&output));
    let rows = results(folder, "all");
    assert_eq!(rows.len(), 1 + 3 * 2 * 2);
    assert_eq!(rows[0][..4], ["loss.m", "loss.s", "seed", "run"]);
    assert!(rows[0].contains(&"angle_to_own_deg.p95".to_owned()));
    assert_eq!(rows[1][..4], ["0", "4", "1", "00000"]);
    assert_eq!(rows[8][..4], ["0.1", "16", "2", "00007"]);
    let page = fs::read_to_string(folder.join("all/index.html")).unwrap();
    assert!(page.contains("12 runs") && page.contains(" ± "), "{page}");

    let single = [
        "train",
        "--preset",
        "blobs",
        "--steps",
        "40",
        "--threads",
        "1",
    ];
    let set = [
        "--set",
        "loss.m=0.1",
        "--set",
        "loss.s=16",
        "--set",
        "seeds.data=2",
        "--set",
        "seeds.init=2",
        "--set",
        "seeds.order=2",
        "--out",
        "one",
    ];
    ok(folder, &[&single[..], &set[..]].concat());
    for file in [
        "experiment.toml",
        "metrics.csv",
        "features.npy",
        "weights.npy",
        "model.safetensors",
    ] {
        let read = |at: &str| fs::read(folder.join(at).join(file)).unwrap();
        assert!(
            read("one/circle") == read("all/runs/00007"),
            "{file} is the same"
        );
    }
    let why = told(&sweep(folder, "all", &["--set", "optimizer.batch=32"]));
    let expect = "the folder holds another sweep: optimizer.batch: found ";
    assert!(why.contains(expect) && why.contains("expected 32"), "{why}");
    assert_eq!(results(folder, "all"), rows, "what was there stays");
    let output = sweep(folder, "all", &["--set", "optimizer.batch=32", "--force"]);
    assert!(output.status.success(), "{}", told(&output));
    assert_ne!(results(folder, "all"), rows);
    // A file of somebody else has only the name of a result.
    for name in ["index.html", "results.csv"] {
        let mine = folder.join("mine");
        fs::create_dir(&mine).unwrap();
        fs::write(mine.join(name), "mine").unwrap();
        let why = told(&sweep(folder, "mine", &["--force"]));
        assert!(
            why.contains(&format!("mine: found {name} in a folder")),
            "{why}"
        );
        assert_eq!(fs::read_to_string(mine.join(name)).unwrap(), "mine");
        fs::remove_dir_all(&mine).unwrap();
    }
}

#[test]
fn a_sweep_that_was_killed_goes_on_and_repeats_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(sweep(folder, "whole", &[]).status.success());
    for some in [1, 5] {
        let out = format!("killed-{some}");
        let mut child = Command::new(env!("CARGO_BIN_EXE_marginscope"))
            .args(SWEEP)
            .args(["2", "-o", &out, "--threads", "1"])
            .current_dir(folder)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while made(folder, &out).len() < some && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        let _ = child.kill();
        child.wait().unwrap();
        let before = made(folder, &out);
        let output = sweep(folder, &out, &[]);
        assert!(output.status.success(), "{}", told(&output));
        let after = made(folder, &out);
        assert_eq!(after.len(), 12);
        let kept = before.iter().all(|(run, at)| after[run] == *at);
        assert!(
            kept,
            "a run that was done is not trained again: {before:?}, {after:?}"
        );
        assert_eq!(results(folder, "whole"), results(folder, &out));
        let idle = sweep(folder, &out, &[]);
        assert!(idle.status.success());
        assert_eq!(made(folder, &out), after, "there is nothing left to do");
    }
}

#[test]
fn shards_that_are_joined_are_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(sweep(folder, "whole", &[]).status.success());
    for (part, threads) in [("1/3", "1"), ("2/3", "2"), ("3/3", "3")] {
        let out = format!("shard-{}", &part[..1]);
        let output = sweep(folder, &out, &["--shard", part, "--threads", threads]);
        assert!(output.status.success(), "{}", told(&output));
        assert_eq!(results(folder, &out).len(), 1 + 4);
    }
    let some = ["sweep", "--merge", "shard-3", "shard-1", "-o", "joined"];
    let output = marginscope(folder, &some);
    let why = told(&output);
    assert_eq!(output.status.code(), Some(1), "{why}");
    let expect = "4 of 12 runs are missing: 00001 (loss.m=0 loss.s=4 seed 2), 00004 (loss.m=0.1 loss.s=4 seed 1)";
    assert!(why.contains(expect), "{why}");
    assert_eq!(results(folder, "joined").len(), 1 + 8);
    ok(
        folder,
        &[
            "sweep", "--merge", "shard-1", "shard-2", "shard-3", "-o", "joined",
        ],
    );
    assert_eq!(results(folder, "joined"), results(folder, "whole"));
    // All together and one of them again are the same runs.
    ok(
        folder,
        &["sweep", "--merge", "whole", "shard-2", "-o", "twice"],
    );
    assert_eq!(results(folder, "twice"), results(folder, "whole"));

    let other = [
        &SWEEP[..11],
        &["--seeds", "3", "--shard", "1/9", "-o", "other"],
    ]
    .concat();
    ok(folder, &other);
    let output = marginscope(
        folder,
        &["sweep", "--merge", "shard-1", "other", "-o", "mixed"],
    );
    let why = told(&output);
    assert_eq!(output.status.code(), Some(1), "{why}");
    assert!(
        why.contains("other: it is of another sweep than shard-1: seeds: found 3, expected 2"),
        "{why}"
    );
    assert!(!folder.join("mixed").exists());

    let summary = folder.join("shard-2/runs/00001/summary.json");
    let changed =
        fs::read_to_string(&summary)
            .unwrap()
            .replacen("\"steps\": 40", "\"steps\": 41", 1);
    fs::write(&summary, changed).unwrap();
    let output = marginscope(
        folder,
        &["sweep", "--merge", "whole", "shard-2", "-o", "mixed"],
    );
    let why = told(&output);
    assert!(
        why.contains("run 00001 has other results than whole/runs/00001: steps"),
        "{why}"
    );
}

#[test]
fn what_makes_no_sweep_is_refused_with_the_reason() {
    fn check(args: &[&str], code: i32, expect: &str) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("used")).unwrap();
        fs::write(folder.path().join("used/mine.txt"), "mine").unwrap();
        let output = marginscope(folder.path(), args);
        let why = told(&output);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {why}");
        assert!(why.contains(expect), "{args:?}: {why}");
        assert!(folder.path().join("used/mine.txt").exists());
        assert!(!folder.path().join("new").exists());
    }
    let preset = ["sweep", "--preset", "blobs"];
    let with = |more: &[&'static str]| [&preset, more].concat();
    check(
        &["sweep", "-o", "new"],
        2,
        "expected an experiment file or --preset ID",
    );
    check(
        &with(&["--grid", "loss.m=0:1:1", "-o", "new"]),
        2,
        "--grid loss.m=0:1:1: found 0:1:1",
    );
    check(
        &with(&["--grid", "loss.q=0,1", "-o", "new"]),
        2,
        "unknown key \"loss.q\"",
    );
    check(
        &with(&["--grid", "loss.m=0,9", "-o", "new"]),
        2,
        "found 9, expected a number from 0 to 1",
    );
    check(
        &with(&["--shard", "4/3", "-o", "new"]),
        2,
        "expected I/N such as 1/3",
    );
    check(&with(&["--seeds", "0", "-o", "new"]), 2, "--seeds");
    check(
        &with(&["--lane", "plane", "-o", "new"]),
        2,
        "found \"plane\", expected among",
    );
    check(
        &with(&["--steps", "3", "-o", "used"]),
        1,
        "the folder is not empty and holds no sweep",
    );
    check(
        &["sweep", "--merge", "used", "-o", "new"],
        1,
        "used/sweep.toml: No such file",
    );
    check(
        &["sweep", "--merge", "used", "--seeds", "2", "-o", "new"],
        2,
        "--seeds",
    );
}

#[test]
fn a_sweep_is_drawn_over_two_of_its_keys() {
    fn check(folder: &Path, args: &[&str], expect: &str) {
        let all = [&["figure", "all", "-o", "wrong.svg"], args].concat();
        let output = marginscope(folder, &all);
        let why = told(&output);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {why}");
        assert!(why.contains(expect), "{args:?}: {why}");
        assert!(!folder.join("wrong.svg").exists());
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(sweep(folder, "all", &["--shard", "1/2"]).status.success());
    let draw = ["figure", "all", "--metric", "test_accuracy"];
    ok(folder, &[&draw[..], &["-o", "grid.svg"]].concat());
    let svg = fs::read_to_string(folder.join("grid.svg")).unwrap();
    for expect in ["held-out accuracy, %", "class=\"cell\"", "class=\"dots"] {
        assert!(svg.contains(expect), "{expect}");
    }
    let plain = [
        "--axes",
        "loss.s,loss.m",
        "--switch",
        "no-pictures",
        "-o",
        "plain.svg",
    ];
    ok(folder, &[&draw[..], &plain].concat());
    let plain = fs::read_to_string(folder.join("plain.svg")).unwrap();
    assert!(plain.len() < svg.len() && !plain.contains("class=\"dots"));
    let grids = fs::read_dir(folder.join("all/figures")).unwrap().count();
    assert!(grids >= 6, "an SVG, a PDF and a PNG for several results");
    check(
        folder,
        &["--metric", "accuracy"],
        "found \"accuracy\", expected among steps",
    );
    let axes = ["--metric", "test_accuracy", "--axes", "loss.m,steps"];
    check(
        folder,
        &axes,
        "--axes: found \"steps\", expected among loss.m, loss.s",
    );
    let switch = ["--metric", "test_accuracy", "--switch", "norms"];
    check(folder, &switch, "expected among pictures, no-pictures");
    check(
        folder,
        &["--metric", "test_accuracy", "--preset", "blobs"],
        "the folder of one sweep",
    );

    // Its runs are runs, and can be brought onto each other.
    let runs = [
        "figure",
        "all/runs/00000",
        "all/runs/00002",
        "--view",
        "circle",
    ];
    ok(
        folder,
        &[&runs[..], &["--align", "-o", "turned.svg"]].concat(),
    );
    ok(folder, &[&runs[..], &["-o", "apart.svg"]].concat());
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert_ne!(read("turned.svg"), read("apart.svg"));
    let captioned = [&runs[..], &["--align=00002", "--caption"]].concat();
    let output = marginscope(folder, &captioned);
    let caption = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(caption.contains("onto those of 00002"), "{caption}");
    let none = [&runs[..], &["--align=nobody", "-o", "wrong.svg"]].concat();
    let why = told(&marginscope(folder, &none));
    assert!(
        why.contains("--align: found \"nobody\", expected among 00000, 00002"),
        "{why}"
    );
}

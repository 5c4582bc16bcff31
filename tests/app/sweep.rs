//! Sweeps in the window: trained beside the live training, saved, opened, their runs as lanes; driven through the
//! accessibility tree, and held to what the command line makes of the same.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::command::marginscope;
use crate::dropped::Dropped;
use crate::support::window::{Window, pick, standing_with, wait};
use eframe::egui::{Key, Modifiers, Vec2, accesskit::Role};
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use marginscope::{
    app::Options,
    runs::sweep::described,
    sweep::description,
    train::{Experiment, Session},
};

const SIZE: Vec2 = Vec2::new(1280.0, 900.0);
const STEP: u64 = 6;
const QUICK: &str =
    "data.source = \"blobs\"\ndata.train = 200\ndata.test = 100\nmodel.hidden = [16]\nsteps = 20\n";

/// A window of quick data in `folder`, whose lane stands at its step.
fn opened(folder: &Path, more: &str) -> Window {
    let text = format!("{QUICK}{more}");
    fs::write(folder.join("quick.toml"), &text).unwrap();
    let mut options = Options::new(Session::parse("quick", &text, "quick.toml").unwrap());
    options.folder = folder.to_owned();
    standing_with(options, STEP, SIZE)
}

fn press(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click();
    window.run_steps(4);
}

/// Opens the dialog, which takes a moment to stand.
fn ask(window: &mut Window) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::G);
    window.run_steps(8);
}

/// Fills in the number of this name, the one of the second setting where there are two and `second` is meant.
fn fill(window: &mut Window, name: &str, second: bool, value: f64) {
    let all: Vec<_> = window
        .get_all_by_role_and_label(Role::SpinButton, name)
        .collect();
    all[usize::from(second)].set_value_accesskit(value);
    drop(all);
    window.run_steps(3);
}

/// Asks for m = 0, 0.1, 0.2 and s = 4, 16.
fn fill_in(window: &mut Window) {
    ask(window);
    fill(window, "to", false, 0.2);
    fill(window, "values", false, 3.0);
    fill(window, "to", true, 16.0);
    fill(window, "values", true, 2.0);
}

const GRID: [&str; 4] = ["--grid", "loss.m=0,0.1,0.2", "--grid", "loss.s=4,16"];

fn sweep(folder: &Path, out: &str, more: &[&str]) -> PathBuf {
    let args = [&["sweep", "quick.toml", "-o", out], more].concat();
    let output = marginscope(folder, &args);
    assert!(output.status.success(), "{output:?}");
    folder.join(out)
}

fn rows(window: &Window) -> usize {
    window
        .state()
        .swept()
        .map_or(0, |(_, table)| table.rows.len())
}

/// A table without the columns that are times.
fn results(csv: &str) -> Vec<Vec<String>> {
    let rows = csv.lines().map(|line| line.split(',').map(str::to_owned));
    let mut rows: Vec<Vec<String>> = rows.map(Iterator::collect).collect();
    let times = rows[0].len() - 2;
    assert_eq!(rows[0][times..], ["seconds", "images_per_second"]);
    rows.iter_mut().for_each(|row| row.truncate(times));
    rows
}

fn lanes(window: &Window) -> Vec<Experiment> {
    let lanes = window.state().session().experiments().unwrap();
    lanes.into_iter().map(|(_, lane)| lane).collect()
}

fn drop_on(window: &mut Window, path: &Path) {
    window.input_mut().dropped_files = vec![Arc::new(Dropped(path.to_owned()))];
    window.run_steps(2);
}

#[test]
fn a_sweep_of_the_window_is_that_of_the_command_line_bit_for_bit_and_is_saved_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut window = opened(folder, "");
    fill_in(&mut window);
    fill(&mut window, "seeds", false, 2.0);
    assert!(window.query_by_label_contains("12 runs").is_some());
    press(&mut window, "Start");
    wait(&mut window, |window| rows(window) == 12);
    let out = sweep(folder, "out", &[&GRID[..], &["--seeds", "2"]].concat());
    let (plan, table) = window.state().swept().unwrap();
    let found = described(&out.join(description::FILE)).unwrap();
    assert_eq!(description::difference(&found.plan, plan), None);
    let expect = fs::read_to_string(out.join("results.csv")).unwrap();
    assert_eq!(results(&table.csv(plan)), results(&expect));

    press(&mut window, "Save");
    let saved = folder.join("quick-sweep");
    wait(&mut window, |_| saved.exists());
    for run in ["00000", "00011"] {
        for file in [
            "experiment.toml",
            "features.npy",
            "model.safetensors",
            "metrics.csv",
        ] {
            let read = |at: &Path| fs::read(at.join("runs").join(run).join(file)).unwrap();
            assert!(read(&saved) == read(&out), "{run}/{file}");
        }
    }
    wait(&mut window, |window| {
        window
            .query_by_role_and_label(Role::Button, "Save")
            .is_none()
    });
    // The command line goes on with it, where nothing is left to do, and draws it.
    let made = |at: &Path| {
        fs::metadata(at.join("runs/00003/summary.json"))
            .unwrap()
            .modified()
    };
    let before = made(&saved).unwrap();
    sweep(
        folder,
        "quick-sweep",
        &[&GRID[..], &["--seeds", "2"]].concat(),
    );
    assert_eq!(made(&saved).unwrap(), before);
    let args = [
        "figure",
        "quick-sweep",
        "--metric",
        "test_accuracy",
        "-o",
        "grid.svg",
    ];
    assert!(marginscope(folder, &args).status.success());
}

#[test]
fn a_cell_becomes_a_lane_that_trains_its_run_and_undo_takes_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = opened(folder.path(), "");
    let before = window.state().session().clone();
    fill_in(&mut window);
    press(&mut window, "Start");
    wait(&mut window, |window| rows(window) == 6);
    let plan = window.state().swept().unwrap().0.clone();
    // The second run is m = 0, s = 16.
    let expect = plan.experiment(&plan.job(1)).unwrap();
    let cell = "held-out accuracy, %: m = 0, s = 16";
    window.get_by(|node| is_button(node, cell)).click();
    window.run_steps(4);
    assert_eq!(lanes(&window), [before.base.clone(), expect]);
    assert!(
        window
            .query_by_label_contains("trains beside the others")
            .is_some()
    );
    // The figures are there again; the same cell once more is the lane that there is.
    window.key_press(Key::G);
    window.run_steps(3);
    window.get_by(|node| is_button(node, cell)).click();
    window.run_steps(4);
    assert_eq!(lanes(&window).len(), 2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    assert_eq!(*window.state().session(), before);
}

fn is_button(node: &AccessKitNode<'_>, start: &str) -> bool {
    node.role() == Role::Button && node.label().is_some_and(|label| label.starts_with(start))
}

#[test]
fn a_sweep_is_held_and_given_up_and_what_is_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = opened(folder.path(), "");
    fill_in(&mut window);
    fill(&mut window, "steps", false, 4_000.0);
    press(&mut window, "Start");
    press(&mut window, "Pause");
    assert!(window.query_by_label_contains("· held").is_some());
    press(&mut window, "Resume");
    wait(&mut window, |window| rows(window) >= 1);
    press(&mut window, "Cancel");
    let there = rows(&window);
    assert!((1..6).contains(&there), "{there}");
    assert!(window.query_by_label_contains("of 6 runs").is_some());
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.query_by_label_contains("of 6 runs").is_none());
    window.key_press(Key::G);
    window.run_steps(3);
    press(&mut window, "Go on");
    wait(&mut window, |window| rows(window) == 6);
    assert!(
        window
            .query_by_role_and_label(Role::Button, "Go on")
            .is_none()
    );
}

#[test]
fn the_folder_of_a_sweep_is_opened_as_its_grids() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut window = opened(folder, "");
    let before = window.state().session().clone();
    let three = [
        &GRID[..],
        &[
            "--grid",
            "optimizer.batch=16,32",
            "--set",
            "steps=10",
            "--seeds",
            "2",
        ],
    ]
    .concat();
    let out = sweep(folder, "out", &three);
    drop_on(&mut window, &out);
    wait(&mut window, |window| rows(window) == 24);
    assert_eq!(window.state().session().base.steps, 10);
    // Two grids over m and s, one for each size of the batch.
    let title = "held-out accuracy, % · optimizer.batch = 32";
    assert!(
        window
            .query_by_role_and_label(Role::Canvas, title)
            .is_some()
    );
    pick(&mut window, "setting from below upwards", "optimizer.batch");
    let title = "held-out accuracy, % · s = 16";
    assert!(
        window
            .query_by_role_and_label(Role::Canvas, title)
            .is_some()
    );
    pick(&mut window, "what the grid shows", "training loss");
    let title = "training loss · s = 16";
    assert!(
        window
            .query_by_role_and_label(Role::Canvas, title)
            .is_some()
    );
    let cell = window.get_by(|node| {
        is_button(
            node,
            "training loss · s = 16: m = 0.1, optimizer.batch = 32",
        )
    });
    let label = cell.accesskit_node().label().unwrap();
    assert!(label.contains(" ± ") && label.contains("n = 2"), "{label}");
    cell.click_secondary();
    window.run_steps(3);
    press(&mut window, "seed 2");
    let plan = described(&out.join(description::FILE)).unwrap().plan;
    let of = |lane: &Experiment| {
        let number = |key: &str| lane.number(key).unwrap().1;
        (
            number("loss.m"),
            number("loss.s"),
            number("optimizer.batch"),
            lane.seeds.init,
        )
    };
    let found = lanes(&window);
    assert_eq!(
        of(&found[1]),
        (0.1, 16.0, 32.0, plan.session().base.seeds.init + 1)
    );
    for _ in 0..2 {
        window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        window.run_steps(3);
    }
    assert_eq!(*window.state().session(), before);
}

#[test]
fn a_grid_is_exported_as_any_figure_is() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut window = opened(folder, "");
    let out = sweep(folder, "out", &GRID);
    drop_on(&mut window, &out.join(description::FILE));
    wait(&mut window, |window| {
        rows(window) == 6 && !window.state().reads_sweep()
    });
    window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    window.run_steps(8);
    pick(&mut window, "format", "SVG");
    press(&mut window, "Save");
    let file = folder.join("quick-grid.svg");
    wait(&mut window, |_| file.exists());
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("class=\"bound\"") && text.contains("Sweep quick"),
        "{text}"
    );
}

#[test]
fn a_folder_that_is_no_sweep_any_more_is_told_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut window = opened(folder, "");
    let before = window.state().session().clone();
    let out = sweep(folder, "out", &GRID);
    let file = out.join(description::FILE);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("seeds = 1", "seeds = 2")).unwrap();
    drop_on(&mut window, &out);
    assert!(
        window
            .query_by_label_contains("its hash is another one")
            .is_some()
    );
    assert_eq!(*window.state().session(), before);
    fs::write(&file, text).unwrap();
    fs::write(out.join("runs/00002/summary.json"), "{").unwrap();
    drop_on(&mut window, &out);
    wait(&mut window, |window| {
        window
            .query_by_label_contains("The sweep cannot be read")
            .is_some()
    });
}

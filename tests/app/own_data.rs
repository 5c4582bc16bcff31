//! Data that are opened in the window: shown before anything is trained on them, read again as settings say, and then trained on,
//! shown as features, or left alone.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::dropped::Dropped;
use crate::support::window::{Window, pick, standing, standing_with, wait};
use eframe::egui::{Key, Modifiers, Pos2, Rect, Vec2, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use marginscope::{
    app::{
        Options,
        chooser::{Answer, Ask, Wanted},
    },
    train::{ModelKind, Session},
};
use tempfile::TempDir;

const SIZE: Vec2 = Vec2::new(1280.0, 800.0);

fn blobs() -> Window {
    standing(Session::preset("blobs").unwrap(), 3, SIZE)
}

fn drop_on(window: &mut Window, paths: &[&Path]) {
    let files = paths
        .iter()
        .map(|path| Arc::new(Dropped(path.to_path_buf())) as _);
    window.input_mut().dropped_files = files.collect();
    window.run_steps(2);
}

/// What the labels and headings of the window say.
fn texts(window: &Window) -> Vec<String> {
    let headings = window.query_all_by_role(Role::Heading);
    let labels = window.query_all_by_role(Role::Label).chain(headings);
    labels
        .filter_map(|label| label.accesskit_node().value())
        .collect()
}

/// Waits until a label says all of `text`.
#[track_caller]
fn wait_for(window: &mut Window, text: &str) {
    wait(window, |window| {
        texts(window).iter().any(|said| said == text)
    });
}

fn is_open(window: &Window) -> bool {
    window
        .query_by_role_and_label(Role::Button, "Train on it")
        .is_some()
}

/// Whether the button of this name can be pressed.
fn offers(window: &Window, name: &str) -> bool {
    let button = window.get_by_role_and_label(Role::Button, name);
    !button.accesskit_node().is_disabled()
}

fn press(window: &mut Window, name: &str) {
    // The dialog finds its middle.
    window.run_steps(8);
    window.get_by_role_and_label(Role::Button, name).click();
    window.run_steps(3);
}

/// Twenty rows of each of three classes, of lengths 5 to 100.
fn animals() -> String {
    let row = |i: usize| {
        let (length, class) = (i / 3 + 1, ["ant", "bee", "cow"][i % 3]);
        format!("{},{},0,0,{class}\n", 3 * length, 4 * length)
    };
    let rows: String = (0..60).map(row).collect();
    format!("a,b,c,d,kind\n{rows}")
}

/// A folder with a file of this name.
fn file(name: &str, content: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    (folder, path)
}

/// A folder of IDX files: three pictures of each digit, one of them held out.
fn write_idx(folder: &Path) {
    let idx = |dims: &[u32], bytes: Vec<u8>| {
        let header = [0, 0, 8, dims.len() as u8];
        let dims = dims.iter().flat_map(|dim| dim.to_be_bytes());
        let all = header.into_iter().chain(dims);
        all.chain(bytes).collect::<Vec<u8>>()
    };
    fs::create_dir_all(folder).unwrap();
    for (part, n) in [("train", 20_u32), ("t10k", 10)] {
        let pixels = (0..n * 16).map(|i| (i * 7 % 251) as u8).collect();
        let labels = (0..n).map(|i| (i % 10) as u8).collect();
        let write = |name: String, bytes| fs::write(folder.join(name), bytes).unwrap();
        write(format!("{part}-images-idx3-ubyte"), idx(&[n, 4, 4], pixels));
        write(format!("{part}-labels-idx1-ubyte"), idx(&[n], labels));
    }
}

#[test]
fn a_table_is_shown_and_nothing_changes_before_it_is_trained_on() {
    let (_folder, path) = file("animals.csv", animals());
    let mut window = blobs();
    let before = window.state().session().clone();
    drop_on(&mut window, &[&path]);
    wait_for(&mut window, "5 to 100, mean 52.5");
    let said = texts(&window);
    for text in [
        "Data: animals",
        "Table (CSV, TSV)",
        "60",
        "12",
        "bee",
        "20",
        "float64",
    ] {
        assert!(said.iter().any(|said| said == text), "{text} of {said:?}");
    }
    assert_eq!(*window.state().session(), before);
    assert_eq!(window.state().state().lanes[0].dataset.id, "blobs");
    press(&mut window, "Cancel");
    assert!(!is_open(&window));
    assert_eq!(*window.state().session(), before);

    drop_on(&mut window, &[&path]);
    wait(&mut window, |window| offers(window, "Train on it"));
    press(&mut window, "Train on it");
    assert!(!is_open(&window));
    wait(&mut window, |window| {
        let lanes = &window.state().state().lanes;
        lanes.len() == 2
            && lanes
                .iter()
                .all(|lane| lane.dataset.id == "table" && lane.step == 3)
    });
    let base = &window.state().session().base;
    assert_eq!(Path::new(&base.data.path), path);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    assert_eq!(*window.state().session(), before);
}

#[test]
fn what_is_wrong_is_named_with_its_row_and_escape_leaves_everything_as_it_was() {
    let (_folder, path) = file("broken.csv", "x,y,kind\n1,2,ant\n3,bee\n");
    let mut window = blobs();
    let before = window.state().session().clone();
    drop_on(&mut window, &[&path]);
    wait(&mut window, |window| {
        let said = texts(window);
        said.iter()
            .any(|text| text.contains("broken.csv: row 3") && text.contains("2 columns"))
    });
    assert!(!offers(&window, "Train on it"));
    assert!(!offers(&window, "Show as features"));
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(!is_open(&window));
    assert_eq!(*window.state().session(), before);
}

#[test]
fn a_setting_that_is_changed_reads_the_data_again() {
    let text = animals().replacen("3,4,0,0,ant", "nan,4,0,0,ant", 1);
    let (_folder, path) = file("animals.csv", text);
    let mut window = blobs();
    drop_on(&mut window, &[&path]);
    wait_for(&mut window, "1 (rows: 1)");
    assert!(!offers(&window, "Train on it"));
    let said = texts(&window);
    assert!(
        said.iter().any(|text| text.contains("row 2, column 1 (a)")),
        "{said:?}"
    );
    // The dialog finds its middle.
    window.run_steps(8);
    pick(&mut window, "rows that are not finite", "leave out");
    wait(&mut window, |window| offers(window, "Train on it"));
    press(&mut window, "Train on it");
    let base = &window.state().session().base;
    assert_eq!(base.data.texts.get("not_finite"), "drop");
    wait(&mut window, |window| {
        let lanes = &window.state().state().lanes;
        lanes.iter().all(|lane| lane.dataset.id == "table")
    });
    let dataset = window.state().state().lanes[0].dataset.clone();
    assert_eq!(dataset.train.labels.len() + dataset.test.labels.len(), 59);
}

#[test]
fn a_file_that_was_changed_is_trained_on_as_it_is_now_when_it_is_opened_again() {
    let (_folder, path) = file("animals.csv", animals());
    let mut window = blobs();
    let train = |window: &mut Window| {
        drop_on(window, &[&path]);
        wait(window, |window| offers(window, "Train on it"));
        press(window, "Train on it");
    };
    let all = |window: &Window, samples: usize| {
        let lanes = &window.state().state().lanes;
        lanes.iter().all(|lane| {
            let dataset = &lane.dataset;
            lane.step == 3 && dataset.train.labels.len() + dataset.test.labels.len() == samples
        })
    };
    train(&mut window);
    wait(&mut window, |window| all(window, 60));
    let runs = |window: &Window| -> Vec<u64> {
        let lanes = &window.state().state().lanes;
        lanes.iter().map(|lane| lane.run).collect()
    };
    let before = runs(&window);
    train(&mut window);
    window.run_steps(30);
    assert_eq!(runs(&window), before, "nothing has changed");
    let more = animals() + &animals().lines().skip(1).collect::<Vec<_>>().join("\n");
    fs::write(&path, more).unwrap();
    train(&mut window);
    wait(&mut window, |window| all(window, 120));
    assert!(
        runs(&window)
            .iter()
            .zip(&before)
            .all(|(now, before)| now > before)
    );
}

#[test]
fn vectors_are_shown_as_the_features_that_they_are() {
    let (_folder, path) = file("animals.csv", animals());
    let mut window = blobs();
    drop_on(&mut window, &[&path]);
    wait(&mut window, |window| offers(window, "Show as features"));
    press(&mut window, "Show as features");
    assert_eq!(
        window.state().session().base.model.kind,
        ModelKind::Features
    );
    wait(&mut window, |window| {
        let lanes = &window.state().state().lanes;
        lanes.len() == 1 && lanes[0].features.dim() == (60, 4)
    });
    // Not scaled: the longest row has the length that it has in the file.
    let features = window.state().state().lanes[0].features.clone();
    let lengths = features.outer_iter().map(|row| {
        let squares = row.iter().map(|&x| f64::from(x) * f64::from(x));
        squares.sum::<f64>().sqrt()
    });
    assert!((lengths.fold(0.0, f64::max) - 100.0).abs() < 1e-3);
}

#[test]
fn files_that_are_dropped_together_are_one_set_of_data() {
    let folder = tempfile::tempdir().unwrap();
    let [x, y] = ["x.npy", "y.npy"].map(|name| folder.path().join(name));
    let of = |i: usize, k: usize| (i % 3 * (k + 1)) as f32 + 0.01 * i as f32;
    ndarray_npy::write_npy(
        &x,
        &ndarray::Array2::from_shape_fn((30, 5), |(i, k)| of(i, k)),
    )
    .unwrap();
    let labels: ndarray::Array1<i64> = (0..30).map(|i| i % 3).collect();
    ndarray_npy::write_npy(&y, &labels).unwrap();
    let mut window = blobs();
    drop_on(&mut window, &[&y, &x]);
    wait(&mut window, |window| offers(window, "Train on it"));
    assert!(texts(&window).iter().any(|text| text == "CLASSES: 3"));
    press(&mut window, "Train on it");
    let data = &window.state().session().base.data;
    assert_eq!(
        (data.source.as_str(), Path::new(&data.path)),
        ("array", &*x)
    );
    assert_eq!(Path::new(data.texts.get("labels")), y);
}

#[test]
fn pictures_stand_beside_each_other_and_are_no_features() {
    let folder = tempfile::tempdir().unwrap();
    write_idx(folder.path());
    let mut window = blobs();
    drop_on(&mut window, &[folder.path()]);
    wait_for(&mut window, "4 × 4 pixels");
    let pictures = window.query_all_by_role(Role::Image);
    let of_digits = pictures.filter(|picture| {
        let name = picture.accesskit_node().label();
        name.is_some_and(|name| name.parse::<u8>().is_ok())
    });
    assert_eq!(of_digits.count(), 24);
    assert!(!offers(&window, "Show as features"));
    press(&mut window, "Train on it");
    wait(&mut window, |window| {
        let lanes = &window.state().state().lanes;
        lanes
            .iter()
            .all(|lane| lane.dataset.id == "idx" && lane.step == 3)
    });
}

#[test]
fn the_buttons_stay_within_a_small_window() {
    let rows: String = (0..300)
        .map(|i| format!("{i},{i},{i},c{}\n", i % 60))
        .collect();
    let (_folder, path) = file("many.csv", format!("a,b,c,kind\n{rows}"));
    let size = Vec2::new(1024.0, 640.0);
    let mut window = standing(Session::preset("blobs").unwrap(), 3, size);
    drop_on(&mut window, &[&path]);
    wait(&mut window, |window| offers(window, "Train on it"));
    assert!(texts(&window).iter().any(|text| text == "and 40 more"));
    let screen = Rect::from_min_size(Pos2::ZERO, size);
    for name in ["Train on it", "Show as features", "Cancel"] {
        let rect = window.get_by_role_and_label(Role::Button, name).rect();
        assert!(screen.contains_rect(rect), "{name} at {rect:?}");
    }
}

/// What the chooser of these tests finds.
fn chosen(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("marginscope-{name}-{}", std::process::id()))
}

fn chooses(ask: &Ask) -> Answer {
    match &ask.wanted {
        Wanted::Folder => Answer::Chosen(chosen("folder")),
        Wanted::Data | Wanted::Experiment => Answer::Chosen(chosen("other.csv")),
        Wanted::NewExperiment(_) | Wanted::Picture(_) => Answer::Absent,
    }
}

#[test]
fn a_folder_that_is_chosen_is_shown() {
    write_idx(&chosen("folder"));
    let mut options = Options::new(Session::preset("blobs").unwrap());
    options.chooser = chooses;
    let mut window = standing_with(options, 3, SIZE);
    let before = window.state().session().clone();
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    wait_for(&mut window, "4 × 4 pixels");
    assert_eq!(*window.state().session(), before);
    fs::remove_dir_all(chosen("folder")).unwrap();
}

#[test]
fn data_that_the_window_is_started_with_are_shown_first() {
    let (_folder, path) = file("animals.csv", animals());
    let mut options = Options::new(Session::preset("blobs").unwrap());
    options.preview = Some(("table", path, Vec::new()));
    let mut window = standing_with(options, 3, SIZE);
    wait_for(&mut window, "Data: animals");
    assert_eq!(window.state().state().lanes[0].dataset.id, "blobs");
    wait(&mut window, |window| offers(window, "Train on it"));
    press(&mut window, "Train on it");
    wait(&mut window, |window| {
        window.state().state().lanes[0].dataset.id == "table"
    });
}

#[test]
fn the_panel_has_the_settings_of_a_table_and_chooses_another_file() {
    let (_folder, path) = file("animals.csv", animals());
    fs::write(chosen("other.csv"), animals()).unwrap();
    let session = Session::on("table", &path.display().to_string(), None).unwrap();
    let mut options = Options::new(session);
    options.chooser = chooses;
    // High enough that no line has to be scrolled to.
    let mut window = standing_with(options, 3, Vec2::new(1280.0, 1500.0));
    pick(&mut window, "scaling", "not at all");
    let data = &window.state().session().base.data;
    assert_eq!(data.texts.get("scaling"), "none");
    press(&mut window, "Choose…");
    wait(&mut window, |window| {
        Path::new(&window.state().session().base.data.path) == chosen("other.csv")
    });
    let data = &window.state().session().base.data;
    assert_eq!(data.texts.get("scaling"), "none", "the rest stays");
    press(&mut window, "Choose held-out file…");
    wait(&mut window, |window| {
        let data = &window.state().session().base.data;
        Path::new(data.texts.get("test_path")) == chosen("other.csv")
    });
    fs::remove_file(chosen("other.csv")).unwrap();
}

/// Whether the chooser of the next test answers yet.
static ANSWERS: AtomicBool = AtomicBool::new(false);

fn chooses_late(_: &Ask) -> Answer {
    while !ANSWERS.load(Ordering::Acquire) {
        std::thread::sleep(Duration::from_millis(1));
    }
    Answer::Chosen(chosen("late.csv"))
}

#[test]
fn what_is_chosen_for_data_that_are_gone_by_then_goes_to_no_others() {
    let (_folder, path) = file("animals.csv", animals());
    let session = Session::on("table", &path.display().to_string(), None).unwrap();
    let mut options = Options::new(session);
    options.chooser = chooses_late;
    let mut window = standing_with(options, 3, Vec2::new(1280.0, 1500.0));
    press(&mut window, "Choose…");
    pick(&mut window, "Preset", "Gaussian blobs");
    wait(&mut window, |window| {
        window.state().session().base.data.source == "blobs"
    });
    let before = window.state().session().clone();
    ANSWERS.store(true, Ordering::Release);
    wait(&mut window, |window| {
        window
            .query_by_label_contains("is not used: what it was chosen for")
            .is_some()
    });
    assert_eq!(*window.state().session(), before);
}

//! Files dropped on the window: experiments, pictures that carry one, folders of data, and whatever else.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    thread::sleep,
    time::Duration,
};

use crate::dropped::Dropped;
use eframe::egui::{Key, Modifiers, Shape, Vec2, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable};
use marginscope::{
    app::{MarginscopeApp, Options},
    export::{self, Format, Layout, Length, carry::Carried},
    train::{Session, Snapshot},
};

type Window = Harness<'static, MarginscopeApp>;

/// A window of blobs whose lanes stop at step 3.
fn window() -> Window {
    let mut options = Options::new(Session::preset("blobs").unwrap());
    options.after_steps = Some(3);
    let mut window = Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        .with_step_dt(0.05)
        .build_eframe(move |cc| MarginscopeApp::new(cc, options));
    wait(&mut window, "3 steps", |lane| lane.step == 3);
    window
}

fn wait(window: &mut Window, what: &str, done: impl Fn(&Snapshot) -> bool) {
    for _ in 0..4_000 {
        window.step();
        let lanes = &window.state().state().lanes;
        if !lanes.is_empty() && lanes.iter().all(|lane| done(lane)) {
            window.step();
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("never came to pass: {what}");
}

fn drop_on(window: &mut Window, paths: &[&Path]) {
    let files = paths
        .iter()
        .map(|path| Arc::new(Dropped(path.to_path_buf())) as _);
    window.input_mut().dropped_files = files.collect();
    window.run_steps(2);
}

fn knob(window: &Window, id: &str) -> Option<f64> {
    window.state().session().base.loss.knobs.get(id)
}

/// A picture of what `window` shows, with `change` in what it carries.
fn picture(window: &Window, change: impl Fn(&mut Carried)) -> Vec<u8> {
    let lanes = &window.state().state().lanes;
    let snapshots: Vec<&Snapshot> = lanes.iter().map(Arc::as_ref).collect();
    let mut carried = Carried::from_runs(window.state().session(), &snapshots);
    change(&mut carried);
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><g/></svg>";
    let layout = Layout::new(Length::Px(80.0), Length::Px(80.0));
    export::encode_carrying(svg, Format::Svg, &layout, Some(&carried)).unwrap()
}

#[test]
fn an_experiment_is_opened_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    fs::write(&file, "data.source = \"blobs\"\nloss.m = 0.45\n").unwrap();
    let mut window = window();
    drop_on(&mut window, &[&file]);
    window.get_by_label_contains("Opened mine");
    assert_eq!(
        (window.state().session().id.as_str(), knob(&window, "m")),
        ("mine", Some(0.45))
    );
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(
        (window.state().session().id.as_str(), knob(&window, "m")),
        ("blobs", Some(0.3))
    );
}

#[test]
fn a_picture_opens_what_it_shows_and_trains_to_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("figure.svg");
    let mut window = window();
    fs::write(&file, picture(&window, |_| ())).unwrap();
    let before: Vec<Arc<Snapshot>> = window.state().state().lanes.clone();
    let other = folder.path().join("other.toml");
    fs::write(&other, "data.source = \"rings\"\n").unwrap();
    drop_on(&mut window, &[&other]);
    wait(&mut window, "another run", |lane| {
        lane.step == 3 && lane.dataset.id == "rings"
    });
    drop_on(&mut window, &[&file]);
    window.get_by_label_contains("Opened figure, which was taken at step 3");
    wait(&mut window, "the run of the picture", |lane| {
        lane.step == 3 && lane.dataset.id == "blobs"
    });
    for (before, after) in before.iter().zip(&window.state().state().lanes) {
        assert_eq!(before.features, after.features);
    }
    assert!(window.query_by_label_contains("the data of").is_none());
}

#[test]
fn a_picture_of_other_data_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("figure.svg");
    let mut window = window();
    let changed = picture(&window, |carried| {
        carried.lanes[1].sha256 = "0".repeat(64).into()
    });
    fs::write(&file, changed).unwrap();
    drop_on(&mut window, &[&file]);
    let told = "figure: the data of sphere are not those that the picture was made from";
    // The hash is computed beside the window.
    for _ in 0..1_000 {
        window.step();
        if window.query_by_label_contains(told).is_some() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("{told}: is not told");
}

#[test]
fn a_folder_of_idx_files_or_some_of_them_is_shown_before_it_becomes_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz"]
        .map(|name| folder.path().join(name));
    files.iter().for_each(|file| fs::write(file, b"").unwrap());
    for dropped in [
        vec![folder.path()],
        files.iter().map(PathBuf::as_path).collect(),
    ] {
        let mut window = window();
        let before = window.state().session().clone();
        drop_on(&mut window, &dropped);
        let told = "expected t10k-images-idx3-ubyte or t10k-images-idx3-ubyte.gz";
        let says = |window: &Window| window.query_by_label_contains(told).is_some();
        for _ in 0..4_000 {
            window.step();
            if says(&window) {
                break;
            }
            sleep(Duration::from_millis(5));
        }
        assert!(says(&window), "{told}: is not told");
        assert_eq!(*window.state().session(), before);
    }
}

#[test]
fn the_folder_of_a_run_is_opened_as_what_it_trained() {
    let folder = tempfile::tempdir().unwrap();
    let experiment = folder.path().join("experiment.toml");
    fs::write(experiment, "data.source = \"rings\"\nloss.m = 0.2\n").unwrap();
    let mut window = window();
    drop_on(&mut window, &[folder.path()]);
    let source = &window.state().session().base.data.source;
    assert_eq!((source.as_str(), knob(&window, "m")), ("rings", Some(0.2)));
}

/// What is dropped under `name` changes nothing and is told.
fn check(name: &str, content: &[u8], expect: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, content).unwrap();
    let mut window = window();
    let before = window.state().session().clone();
    drop_on(&mut window, &[&file]);
    window.get_by_label_contains(expect);
    assert_eq!(*window.state().session(), before);
}

#[test]
fn anything_else_is_told_and_changes_nothing() {
    check(
        "a.jpg",
        b"\xff\xd8\xff",
        "a.jpg: found binary data, expected an experiment",
    );
    check(
        "a.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "a.svg: the picture carries no experiment",
    );
    check(
        "a.toml",
        b"loss.q = 1\n",
        "a.toml, row 1: unknown key \"loss.q\"",
    );
    let folder = tempfile::tempdir().unwrap();
    let mut window = window();
    drop_on(&mut window, &[folder.path()]);
    window.get_by_label_contains("found nothing to open in the folder");
}

/// Whether the last frame painted words that begin like this.
fn paints(window: &Window, start: &str) -> bool {
    let shapes = window.output().shapes.iter();
    shapes
        .filter_map(|clipped| match &clipped.shape {
            Shape::Text(text) => Some(text.galley.text()),
            _ => None,
        })
        .any(|text| text.starts_with(start))
}

#[test]
fn what_is_held_over_the_window_is_told_where_to_go() {
    let mut window = window();
    assert!(!paints(&window, "Drop an experiment"));
    window.input_mut().hovered_files = vec![Default::default()];
    window.step();
    assert!(paints(&window, "Drop an experiment"));
    window.input_mut().hovered_files.clear();
    window.step();
    assert!(!paints(&window, "Drop an experiment"));
}

#[test]
fn runs_of_many_losses_leave_the_history_its_slider() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("unseen.toml");
    let session = Session::preset("open-set-fashion").unwrap();
    fs::write(&file, session.to_toml()).unwrap();
    let mut window = window();
    drop_on(&mut window, &[&file]);
    wait(&mut window, "the other session", |lane| {
        lane.dataset.id == "fashion" && lane.step == 3
    });
    window.run_steps(10);
    let [play, step, run] = ["play the history", "3", "run"].map(|name| {
        let all = window.query_all_by_label(name).map(|node| node.rect());
        all.max_by(|a, b| a.bottom().total_cmp(&b.bottom()))
            .unwrap()
    });
    let slider = window.query_all_by_role_and_label(Role::Slider, "history");
    let slider = slider.map(|node| node.rect()).next().unwrap();
    assert!(slider.width() > 150.0, "{slider:?}");
    let order = [play, slider, step, run];
    for two in order.windows(2) {
        assert!(two[0].right() <= two[1].left(), "{order:?}");
    }
}

#[test]
fn what_is_opened_in_a_lesson_leaves_it_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rings.toml");
    fs::write(&file, Session::preset("rings").unwrap().to_toml()).unwrap();
    // A step with a run of its own.
    let (lesson, at) = marginscope::app::lesson_and_step("scale:stall").unwrap();
    let mut options = Options::new(Session::preset("blobs").unwrap());
    options.lesson = Some((Arc::new(lesson), at));
    let mut window: Window = Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        .with_step_dt(0.05)
        .build_eframe(move |cc| MarginscopeApp::new(cc, options));
    window.run_steps(4);
    let leave = |window: &Window| {
        let button = window.query_by_role_and_label(Role::Button, "Leave the lesson");
        button.is_some()
    };
    assert!(leave(&window));
    drop_on(&mut window, &[&file]);
    window.run_steps(2);
    assert!(!leave(&window));
    assert_eq!(window.state().session().id, "rings");
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert_eq!(window.state().session().id, "rings");
}

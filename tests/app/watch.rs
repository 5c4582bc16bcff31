//! A run that goes on elsewhere, in the window: driven through its accessibility tree while files come, go and break.

use std::{fs, path::Path};

use crate::moments::{circle, write_moment};
use crate::support::window::{Window, wait};
use eframe::egui::{Vec2, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use marginscope::{
    app::{MarginscopeApp, Options},
    train::Session,
};

fn window(folder: &Path) -> Window {
    let session = Session::of_features(folder).unwrap().unwrap();
    Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        .with_step_dt(0.05)
        .build_eframe(move |cc| MarginscopeApp::new(cc, Options::new(session)))
}

/// The step that is shown; none while it loads.
fn step(window: &Window) -> Option<u64> {
    let lane = window.state().state().lanes.first()?.clone();
    (lane.features.nrows() > 0).then_some(lane.step)
}

fn says(window: &Window, text: &str) -> bool {
    let labels = window.query_all_by_role(Role::Label);
    let mut texts = labels.filter_map(|label| label.accesskit_node().value());
    texts.any(|said| said.contains(text))
}

#[test]
fn the_newest_moment_is_followed_and_what_breaks_is_named_while_the_last_good_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(
        at.join("run.json"),
        r#"{"loss": "arcface", "class_names": ["Ant", "Bee", "Cow"]}"#,
    )
    .unwrap();
    let mut window = window(at);
    window.run_steps(10);
    assert_eq!(step(&window), None, "it waits for the first moment");

    for moment in [10, 20, 30] {
        write_moment(at, moment, &circle(3, 1.0));
    }
    wait(&mut window, |window| step(window) == Some(30));
    assert!(says(&window, "nothing is trained here"));
    let lane = window.state().state().lanes[0].clone();
    assert_eq!(lane.dataset.class_names, ["Ant", "Bee", "Cow"]);
    assert_eq!(lane.experiment.loss.id, "arcface");
    let play = window.get_by_role_and_label(Role::Button, "Play");
    assert!(play.accesskit_node().is_disabled());
    // The earlier ones are the history.
    wait(&mut window, |window| {
        window.state().state().moments.len() == 3
    });

    // Cut off under its eyes.
    let newest = at.join("step-00000040.npz");
    fs::write(
        &newest,
        &fs::read(at.join("step-00000030.npz")).unwrap()[..300],
    )
    .unwrap();
    wait(&mut window, |window| says(window, "step-00000040.npz"));
    assert_eq!(step(&window), Some(30));
    write_moment(at, 40, &circle(3, 1.5));
    wait(&mut window, |window| {
        step(window) == Some(40) && !says(window, "step-00000040.npz")
    });

    // Rewritten, with other lengths.
    write_moment(at, 40, &circle(4, 2.0));
    fs::write(at.join("run.json"), "{}").unwrap();
    write_moment(at, 50, &circle(4, 2.0));
    wait(&mut window, |window| step(window) == Some(50));
    assert_eq!(window.state().state().lanes[0].weights.nrows(), 4);

    // Deleted: what was shown last stays.
    fs::remove_file(at.join("step-00000050.npz")).unwrap();
    fs::remove_file(&newest).unwrap();
    window.run_steps(30);
    assert_eq!(step(&window), Some(50));
    fs::remove_dir_all(at).unwrap();
    let name = at.display().to_string();
    wait(&mut window, |window| says(window, &name));
    assert_eq!(step(&window), Some(50));
}

#[test]
fn the_margin_moves_the_regions_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write_moment(at, 7, &circle(3, 1.0));
    let mut window = window(at);
    wait(&mut window, |window| step(window) == Some(7));
    let before = window.state().state().lanes[0].clone();
    assert_eq!(before.metrics.test_accuracy, 1.0);
    let slider = window.get_by_role_and_label(Role::Slider, "margin");
    slider.set_value_accesskit(0.9);
    window.run_steps(3);
    wait(&mut window, |window| {
        let lanes = &window.state().state().lanes;
        lanes[0].experiment.loss.knobs.get("m") == Some(0.9)
    });
    let after = window.state().state().lanes[0].clone();
    assert_eq!(
        (&after.features, &after.weights, after.step),
        (&before.features, &before.weights, 7)
    );
}

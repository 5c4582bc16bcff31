//! Lanes in the window: what controls show where lanes differ, what lanes are called, and how they train.

use crate::support::window::{Window, pick, standing, wait};
use eframe::egui::{Key, Vec2, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use marginscope::{
    figure::{Figure, plane::Mark},
    train::{Session, Status},
};

// As high as the panel with a fold open.
const SIZE: Vec2 = Vec2::new(1280.0, 1200.0);

fn preset(id: &str) -> Window {
    standing(Session::preset(id).unwrap(), 40, SIZE)
}

fn file(text: &str) -> Window {
    standing(
        Session::parse("lanes", text, "lanes.toml").unwrap(),
        40,
        SIZE,
    )
}

/// Lanes of quick data that differ in these lines.
fn lanes(of: &[(&str, &str)]) -> String {
    let mut text =
        "data.source = \"blobs\"\ndata.train = 200\ndata.test = 100\nmodel.hidden = [16]\n\
                    model.feature_dim = 2\n"
            .to_owned();
    for (name, keys) in of {
        text += &format!("[[lane]]\nname = \"{name}\"\n{keys}\n");
    }
    text
}

fn set_slider(window: &mut Window, name: &str, value: f64) {
    let slider = window.get_by_role_and_label(Role::Slider, name);
    slider.set_value_accesskit(value);
    window.step();
}

fn values(window: &Window, key: &str) -> Vec<Option<toml::Value>> {
    let lanes = window.state().session().experiments().unwrap();
    lanes.into_iter().map(|(_, lane)| lane.get(key)).collect()
}

/// A value as an experiment has it.
fn some(value: impl Into<toml::Value>) -> Option<toml::Value> {
    Some(value.into())
}

/// What is written on the slider or field of this name.
fn written(window: &Window, role: Role, name: &str) -> Option<String> {
    let node = window.get_by_role_and_label(role, name);
    node.accesskit_node().value()
}

#[test]
fn a_control_of_lanes_that_differ_shows_every_value_and_sets_them_all() {
    let mut window = preset("cosface-toy");
    let both = Some("0 / 0.1 / 0.2".to_owned());
    assert_eq!(written(&window, Role::Slider, "margin"), both);
    assert_eq!(written(&window, Role::SpinButton, "margin"), both);
    window.run_steps(5);
    let untouched = [0.0, 0.1, 0.2].map(some);
    assert_eq!(values(&window, "loss.m"), untouched, "to look is no change");
    set_slider(&mut window, "margin", 0.15);
    window.run_steps(2);
    assert_eq!(values(&window, "loss.m"), [0.15; 3].map(some));
    assert_eq!(
        written(&window, Role::SpinButton, "margin").as_deref(),
        Some("0.15")
    );
}

#[test]
fn a_chooser_of_lanes_that_differ_names_every_choice() {
    let text = lanes(&[("a", ""), ("b", "optimizer.schedule = \"constant\"")]);
    let mut window = file(&text);
    window.get_by_label_contains("Optimizer:").click();
    window.run_steps(3);
    let shown = written(&window, Role::ComboBox, "schedule");
    assert_eq!(shown.as_deref(), Some("cosine / constant"));
    pick(&mut window, "schedule", "cosine");
    assert_eq!(
        values(&window, "optimizer.schedule"),
        [some("cosine"), some("cosine")]
    );
}

#[test]
fn lanes_of_several_losses_share_what_is_the_same_and_keep_each_its_own() {
    let text = lanes(&[
        ("am", "loss.id = \"am-softmax\"\nloss.s = 10.0"),
        ("arc", "loss.id = \"arcface\"\nloss.s = 12.0"),
    ]);
    let mut window = file(&text);
    // One s for both, and an m of each loss: one is a cosine, the other an angle.
    assert_eq!(
        written(&window, Role::Slider, "scale").as_deref(),
        Some("10 / 12")
    );
    assert_eq!(
        window
            .query_all_by_role_and_label(Role::Slider, "scale")
            .count(),
        1
    );
    set_slider(&mut window, "scale", 20.0);
    window.run_steps(2);
    assert_eq!(values(&window, "loss.s"), [some(20.0), some(20.0)]);
    let before = values(&window, "loss.m");
    let mut margins = window.query_all_by_role_and_label(Role::Slider, "margin");
    margins.nth(1).unwrap().set_value_accesskit(0.4);
    drop(margins);
    window.run_steps(2);
    assert_eq!(values(&window, "loss.m"), [before[0].clone(), some(0.4)]);
}

#[test]
fn at_an_earlier_moment_the_lanes_stand_where_they_stood_then() {
    let mut window = preset("cosface-toy");
    window.get_by_label("m-02, step 40");
    set_slider(&mut window, "history", 0.0);
    window.run_steps(2);
    // The window may have seen no step before this one.
    let heading = window
        .query_all_by_label_contains("as it was at step ")
        .next();
    let heading = heading.unwrap().accesskit_node().value().unwrap();
    let then = heading.rsplit(' ').next().unwrap();
    assert_ne!(then, "40");
    window.get_by_label(&format!("m-02, step {then}"));
    window.get_by_label("Live").click();
    window.run_steps(2);
    window.get_by_label("m-02, step 40");
}

#[test]
fn a_click_on_a_lane_makes_the_controls_be_for_it() {
    let mut window = preset("cosface-toy");
    window.get_by_label("m-02, step 40").click();
    window.run_steps(2);
    set_slider(&mut window, "margin", 0.25);
    window.run_steps(2);
    assert_eq!(values(&window, "loss.m"), [0.0, 0.1, 0.25].map(some));
    assert!(
        window.query_by_label("m = 0.25, step 40").is_some(),
        "the lane is called by what it trains now"
    );
    window.get_by_label("All lanes").click();
    window.run_steps(2);
    assert_eq!(
        written(&window, Role::Slider, "margin").as_deref(),
        Some("0 / 0.1 / 0.25")
    );
}

#[test]
fn a_new_seed_is_that_of_every_lane_whichever_the_controls_are_for() {
    let mut window = preset("cosface-toy");
    let before = values(&window, "seeds.init");
    window.get_by_label("m-02, step 40").click();
    window.run_steps(2);
    window
        .get_by_role_and_label(Role::Button, "New seed")
        .click();
    window.run_steps(2);
    let after = values(&window, "seeds.init");
    assert_ne!(after, before);
    assert!(
        after.iter().all(|seed| *seed == after[0]),
        "what is compared starts from the same: {after:?}"
    );
}

#[test]
fn what_is_opened_is_called_by_what_it_trains_once_its_name_is_false() {
    let mut window = preset("fashion-circle");
    let title = |window: &Window| written(window, Role::ComboBox, "Preset").unwrap();
    let before = title(&window);
    pick(&mut window, "Data source", "Gaussian blobs");
    let after = title(&window);
    assert!(
        before.contains("Fashion") && !after.contains("Fashion"),
        "{before}, {after}"
    );
    assert!(
        after.contains("blobs") && after.contains("circle"),
        "{after}"
    );
}

#[test]
fn training_goes_on_behind_the_number_of_steps() {
    let text = format!(
        "steps = 30\n{}",
        lanes(&[("a", ""), ("b", "seeds.init = 2")])
    );
    let window = file(&text);
    assert!(
        window
            .state()
            .state()
            .lanes
            .iter()
            .all(|lane| lane.step == 40)
    );
}

#[test]
fn continue_goes_on_from_where_the_lanes_were_to_stop() {
    let mut window = file(&lanes(&[("a", ""), ("b", "seeds.init = 2")]));
    let stands = |window: &Window| {
        let lanes = &window.state().state().lanes;
        lanes.iter().all(|lane| lane.status == Status::Done)
    };
    wait(&mut window, stands);
    window.get_by_label("Continue").click();
    wait(&mut window, |window| {
        window
            .state()
            .state()
            .lanes
            .iter()
            .all(|lane| lane.step > 60)
    });
    assert!(window.query_by_label("Pause").is_some());
    window.key_press(Key::Space);
    wait(&mut window, |window| !window.state().state().playing);
    let lanes = &window.state().state().lanes;
    assert_eq!(lanes[0].step, lanes[1].step);
    window.key_press(Key::Space);
    let step = window.state().state().lanes[0].step;
    wait(&mut window, move |window| {
        window.state().state().lanes[0].step > step
    });
}

#[test]
fn raw_features_of_all_lanes_that_are_seen_have_one_scale() {
    let text = format!(
        "show = [\"norms\"]\n{}",
        lanes(&[
            ("free", "loss.id = \"softmax\""),
            (
                "fixed",
                "loss.id = \"normface\"\noptimizer.weight_decay = 0.5"
            ),
        ])
    );
    let window = file(&text);
    let planes = window.state().figures().map(|(_, figure)| match figure {
        Figure::Plane(plane) => plane.clone(),
        _ => panic!("both lanes lie in a plane"),
    });
    let planes: Vec<_> = planes.collect();
    let lengths: Vec<f64> = planes.iter().map(|plane| plane.length.unwrap()).collect();
    assert_eq!(lengths.len(), 2);
    assert_eq!(lengths[0], lengths[1]);
    let mut longest = Vec::new();
    for (plane, lane) in planes.iter().zip(&window.state().state().lanes) {
        let mut norms: Vec<f64> = Vec::new();
        for dot in plane.marks.iter().flat_map(|mark| match mark {
            Mark::Dots(dots) => dots.to_vec(),
            _ => Vec::new(),
        }) {
            let feature = lane.features.row(dot.sample as usize);
            let norm = f64::from(feature[0].hypot(feature[1]));
            let drawn = f64::from(dot.at[0].hypot(dot.at[1])) * lengths[0];
            assert!((norm - drawn).abs() < 1e-4 * norm, "{norm} {drawn}");
            norms.push(norm);
        }
        longest.push(norms.into_iter().fold(0.0, f64::max));
    }
    // The lanes differ, so that each alone would have had a scale of its own.
    assert!((longest[0] / longest[1] - 1.0).abs() > 0.1, "{longest:?}");
}

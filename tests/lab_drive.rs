//! The laboratory of two classes, driven through the accessibility tree.

use std::{thread::sleep, time::Duration};

use eframe::egui::{Key, Vec2, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};
use marginscope::{
    app::{MarginscopeApp, Options},
    figure::lab::Lab,
    train::Session,
};

type Window = Harness<'static, MarginscopeApp>;

fn open(lab: Option<Lab>) -> Window {
    let mut options = Options::new(Session::preset("blobs").unwrap());
    options.after_steps = Some(2);
    options.lab = lab;
    let mut window = Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        .with_step_dt(0.05)
        .build_eframe(move |cc| MarginscopeApp::new(cc, options));
    for _ in 0..2_000 {
        window.step();
        if window
            .state()
            .state()
            .lanes
            .iter()
            .all(|lane| lane.step == 2)
        {
            break;
        }
        sleep(Duration::from_millis(5));
    }
    window.run_steps(2);
    window
}

fn set_slider(window: &mut Window, name: &str, value: f64) {
    let slider = window.get_by_role_and_label(Role::Slider, name);
    slider.set_value_accesskit(value);
    window.run_steps(2);
}

/// Opens the menu called `name` and picks `entry`.
fn pick(window: &mut Window, name: &str, entry: &str) {
    window.get_by_role_and_label(Role::ComboBox, name).click();
    window.run_steps(3);
    // The list of boundaries names the losses too; the menu stands over it.
    let buttons = window.query_all_by_role_and_label(Role::Button, entry);
    buttons.last().expect(entry).click();
    window.run_steps(3);
}

/// Whether the window writes `text` anywhere.
fn says(window: &Window, text: &str) -> bool {
    window.query_all_by_label(text).next().is_some()
        || window
            .query_all(egui_kittest::kittest::By::new().value(text))
            .next()
            .is_some()
}

#[test]
fn the_laboratory_opens_and_closes_by_its_key() {
    let mut window = open(None);
    assert!(
        window
            .query_by_role_and_label(Role::Slider, "angle of W1")
            .is_none()
    );
    window.key_press(Key::L);
    window.run_steps(3);
    assert!(
        window
            .query_by_role_and_label(Role::Slider, "angle of W1")
            .is_some()
    );
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(
        window
            .query_by_role_and_label(Role::Slider, "angle of W1")
            .is_none()
    );
}

/// The wedge in degrees that the numbers say, with the angles at which W1 and W2 stand.
fn check(loss: &str, margin: f64, angles: (f64, f64), expect: &str) {
    let mut window = open(Some(
        Lab::preset("").unwrap_or_else(|_| Lab::preset("am-softmax").unwrap()),
    ));
    pick(&mut window, "Loss", loss);
    set_slider(&mut window, "angle of W1", angles.0);
    set_slider(&mut window, "angle of W2", angles.1);
    set_slider(&mut window, "margin", margin);
    assert!(
        says(&window, expect),
        "{loss} m={margin} {angles:?}: no {expect}"
    );
}

#[test]
fn the_wedge_follows_the_margin_and_the_angle_as_the_formulas_say() {
    check("AM-Softmax (CosFace)", 0.35, (135.0, 45.0), "28.7°");
    check("AM-Softmax (CosFace)", 0.35, (150.0, 30.0), "23.3°");
    check("ArcFace", 0.5, (120.0, 60.0), "28.6°");
}

#[test]
fn every_control_of_the_laboratory_has_a_name() {
    let window = open(Some(Lab::preset("every-loss").unwrap()));
    for role in [
        Role::Slider,
        Role::Button,
        Role::ComboBox,
        Role::CheckBox,
        Role::SpinButton,
    ] {
        for node in window.query_all_by_role(role) {
            let node = node.accesskit_node();
            let named = node.label().is_some_and(|label| !label.trim().is_empty());
            let held = node.labelled_by().next().is_some();
            assert!(named || held, "{role:?} without a name");
        }
    }
    let canvases = window.query_all_by_role(Role::Canvas).count();
    assert!(canvases >= 2, "circle and sphere tell what they show");
}

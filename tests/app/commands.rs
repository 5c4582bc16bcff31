//! Commands by name, and views that offer what would let them show a lane; driven through the accessibility tree.

use std::{thread::sleep, time::Duration};

use eframe::egui::{Event, Key, Modifiers, Pos2, Rect, Vec2, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable};
use marginscope::{
    app::{MarginscopeApp, Options},
    figure::Figure,
    train::Session,
};

type Window = Harness<'static, MarginscopeApp>;

/// A window of `preset` at step 3.
fn open(preset: &str) -> Window {
    let mut options = Options::new(Session::preset(preset).unwrap());
    options.after_steps = Some(3);
    let mut window = Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        .with_step_dt(0.05)
        .build_eframe(move |cc| MarginscopeApp::new(cc, options));
    wait(&mut window, |app| {
        let lanes = &app.state().lanes;
        !lanes.is_empty() && lanes.iter().all(|lane| lane.step == 3)
    });
    window
}

fn wait(window: &mut Window, done: impl Fn(&MarginscopeApp) -> bool) {
    for _ in 0..6_000 {
        window.step();
        if done(window.state()) {
            window.step();
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("never came to pass");
}

/// Opens the sheet of commands, types `sought` and presses Enter.
fn command(window: &mut Window, sought: &str) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::P);
    window.run_steps(3);
    window.event(Event::Text(sought.to_owned()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

#[test]
fn the_sheet_of_keys_has_its_buttons_within_a_small_window() {
    for size in [Vec2::new(1280.0, 800.0), Vec2::new(1024.0, 640.0)] {
        let options = Options::new(Session::preset("blobs").unwrap());
        let mut window = Harness::builder()
            .with_size(size)
            .build_eframe(move |cc| MarginscopeApp::new(cc, options));
        window.run_steps(3);
        window.key_press(Key::Questionmark);
        window.run_steps(8);
        let screen = Rect::from_min_size(Pos2::ZERO, size);
        for name in ["Tour", "Close"] {
            let rect = window.get_by_role_and_label(Role::Button, name).rect();
            assert!(screen.contains_rect(rect), "{name} at {rect:?} of {size}");
        }
        window.get_by_label("Presenter's mode");
    }
}

#[test]
fn a_loss_is_chosen_and_reset_by_typing_a_part_of_its_name() {
    let mut window = open("fashion-circle");
    command(&mut window, "arcf");
    assert_eq!(window.state().session().base.loss.id, "arcface");
    assert!(
        window.query_by_label("Command").is_none(),
        "the sheet is closed"
    );
    command(&mut window, "reset all");
    assert_eq!(window.state().session().base.loss.id, "am-softmax");
    command(&mut window, "undo");
    assert_eq!(window.state().session().base.loss.id, "arcface");
}

#[test]
fn the_sheet_says_when_nothing_fits_and_closes_without_doing_anything() {
    let mut window = open("fashion-circle");
    let before = window.state().session().clone();
    window.key_press_modifiers(Modifiers::COMMAND, Key::P);
    window.run_steps(3);
    window.event(Event::Text("xyzzy".to_owned()));
    window.run_steps(3);
    assert!(
        window
            .query_by_label("No command has this in its name")
            .is_some()
    );
    window.key_press(Key::Enter);
    window.run_steps(2);
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.query_by_label("Command").is_none());
    assert_eq!(*window.state().session(), before);
}

#[test]
fn a_view_of_another_dimension_offers_to_train_in_it() {
    let mut window = open("fashion-circle");
    window
        .get_by_role_and_label(Role::ComboBox, "View of run")
        .click();
    window.run_steps(3);
    window
        .get_by_role_and_label(Role::Button, "Sphere · train in 3-D")
        .click();
    window.run_steps(3);
    wait(&mut window, |app| {
        app.figures()
            .any(|(_, figure)| matches!(figure, Figure::Globe(_)))
    });
    let lanes = window.state().session().experiments().unwrap();
    assert_eq!(lanes[0].1.model.feature_dim, 3);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    let lanes = window.state().session().experiments().unwrap();
    assert_eq!(lanes[0].1.model.feature_dim, 2);
}

#[test]
fn the_figure_under_the_pointer_is_the_one_that_was_there_before_the_sheet() {
    let mut window = open("fashion");
    let resets = |window: &Window| window.query_all_by_label("Reset view").count();
    assert_eq!(resets(&window), 2);
    let sphere = window.get_by_role_and_label(Role::Canvas, "Sphere").rect();
    window.hover_at(sphere.center());
    window.run_steps(2);
    command(&mut window, "large figure");
    assert_eq!(resets(&window), 1);
    assert!(window.query_by_label("Sphere").is_some());
    window.key_press(Key::Escape);
    window.run_steps(2);
    assert_eq!(resets(&window), 2);
}

#[test]
fn what_is_closed_from_the_sheet_lies_under_it() {
    let mut window = open("fashion");
    let resets = |window: &Window| window.query_all_by_label("Reset view").count();
    window.get_by_label("Show Sphere large (F)").click();
    window.run_steps(2);
    assert_eq!(resets(&window), 1);
    command(&mut window, "close what");
    assert!(window.query_by_label("Command").is_none(), "the sheet went");
    assert_eq!(resets(&window), 2, "and the large figure with it");
    command(&mut window, "close what");
    assert!(
        window.query_by_label("Command").is_some(),
        "nothing is left to close"
    );
}

#[test]
fn a_command_that_does_not_apply_is_listed_and_does_nothing() {
    let mut window = open("fashion-circle");
    let before = window.state().session().clone();
    command(&mut window, "undo");
    assert!(
        window.query_by_label("Command").is_some(),
        "there is nothing to take back: the sheet stays"
    );
    assert_eq!(*window.state().session(), before);
}

#[test]
fn escape_leaves_a_number_that_is_typed_as_it_was_and_closes_nothing_else() {
    let mut window = open("fashion");
    window.get_by_label("Show Sphere large (F)").click();
    window.run_steps(2);
    let resets = |window: &Window| window.query_all_by_label("Reset view").count();
    assert_eq!(resets(&window), 1);
    let before = window.state().session().clone();
    window.get_by_label_contains("Model: MLP").click();
    window.run_steps(2);
    window
        .get_by_role_and_label(Role::TextInput, "hidden layers")
        .focus();
    window.run_steps(2);
    window.event(Event::Text("9".to_owned()));
    window.run_steps(2);
    window.key_press(Key::Escape);
    window.run_steps(2);
    assert_eq!(resets(&window), 1, "the text field was on top");
    window.key_press(Key::Escape);
    window.run_steps(2);
    assert_eq!(resets(&window), 2);
    assert_eq!(window.state().session().lanes, before.lanes);
}

#[test]
fn the_sheet_names_the_keys_of_the_commands() {
    let mut window = open("fashion-circle");
    window.key_press(Key::Questionmark);
    window.run_steps(3);
    for (key, name) in [
        ("Ctrl+P", "All commands"),
        ("Space", "Play or pause"),
        ("Esc", "Close what is on top"),
    ] {
        assert!(window.query_by_label(key).is_some(), "{key}");
        assert!(window.query_by_label(name).is_some(), "{name}");
    }
}

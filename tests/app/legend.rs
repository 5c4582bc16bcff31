//! The legend of the classes in the window, without a renderer or GL: many classes, many samples.

use crate::support::window::{Window, standing};
use eframe::egui::{Key, Modifiers, Vec2, accesskit::Role};
use egui_kittest::kittest::Queryable;
use marginscope::{
    figure::{Figure, plane::Mark},
    train::{Edit, Scope, Session, colour_key},
};

/// Blobs of so many classes and held-out samples on a circle, standing at its second step.
fn window(classes: i64, samples: i64) -> Window {
    let mut session = Session::preset("blobs").unwrap();
    for (key, value) in [
        ("data.class_count", classes),
        ("data.dimension", 16),
        ("data.test", samples),
        ("model.feature_dim", 2),
    ] {
        session.set_everywhere(key, &value.into()).unwrap();
    }
    session.lanes.truncate(1);
    standing(session, 2, Vec2::new(1280.0, 800.0))
}

/// The class of every dot on the circle.
fn dots(window: &Window) -> Vec<u16> {
    let mut figures = window.state().figures();
    let circle = figures.find_map(|(_, figure)| match figure {
        Figure::Plane(plane) => Some(plane),
        _ => None,
    });
    let figure = circle.expect("a circle");
    let dots = figure.marks.iter().filter_map(|mark| match mark {
        Mark::Dots(dots) => Some(dots.iter().map(|dot| dot.class)),
        _ => None,
    });
    dots.flatten().collect()
}

fn open_legend(window: &mut Window) {
    window.get_by_label("classes, Circle").click();
    window.run_steps(4);
}

#[test]
fn every_one_of_a_hundred_classes_is_in_the_legend() {
    let mut window = window(100, 500);
    open_legend(&mut window);
    for class in 1..=100 {
        window.get_by_label(&format!("Class {class}"));
    }
}

#[test]
fn a_class_of_the_legend_is_seen_alone_until_all_are_asked_for() {
    let mut window = window(30, 600);
    assert_eq!(dots(&window).len(), 600);
    open_legend(&mut window);
    window.get_by_label("Class 7").click();
    window.run_steps(3);
    let alone = dots(&window);
    assert!(!alone.is_empty() && alone.iter().all(|class| *class == 6));
    // The same again.
    window.get_by_label("Class 7").click();
    window.run_steps(3);
    assert_eq!(dots(&window).len(), 600);
    window.get_by_label("Class 9").click();
    window.run_steps(3);
    window.key_press(Key::Escape);
    window.run_steps(3);
    window
        .get_by_label(&format!("only Class 9: {}  ×", dots(&window).len()))
        .click();
    window.run_steps(3);
    assert_eq!(dots(&window).len(), 600);
}

#[test]
fn every_sample_of_a_large_set_is_drawn_and_can_be_looked_at() {
    let mut window = window(10, 20_000);
    assert_eq!(dots(&window).len(), 20_000);
    // Nearly everywhere in the band of dots there is one, and it is the nearest to the pointer of all.
    let circle = window.get_by_role_and_label(Role::Canvas, "Circle").rect();
    let mut found = 0;
    for turn in 0..40 {
        let (sin, cos) = (turn as f32 / 40.0 * std::f32::consts::TAU).sin_cos();
        for part in [0.34, 0.36, 0.38, 0.40] {
            window.hover_at(circle.center() + part * circle.height() * Vec2::new(cos, sin));
            window.run_steps(2);
            found += window
                .query_all_by_label_contains("held-out sample ")
                .count()
                .min(1);
        }
    }
    assert!(found > 20, "{found}");
}

#[test]
fn the_dot_of_a_class_opens_its_colour_and_the_change_can_be_taken_back() {
    let mut session = Session::preset("blobs").unwrap();
    session.lanes.truncate(1);
    let colours = |window: &Window| window.state().session().look.class_colours.clone();
    let edit = Edit::new(Scope::All, colour_key(1), "#102030");
    session.apply(&edit).unwrap();
    session
        .set_everywhere("model.feature_dim", &2.into())
        .unwrap();
    let mut window = standing(session, 2, Vec2::new(1280.0, 800.0));
    let run = window.state().session().clone();
    let before = colours(&window);
    assert_eq!(before.len(), 1);
    open_legend(&mut window);
    assert!(window.query_by_label("its own").is_none());
    window
        .get_by_role_and_label(Role::Button, "colour of Class 2")
        .click();
    window.run_steps(4);
    window.get_by_label("its own").click();
    window.run_steps(4);
    assert!(colours(&window).is_empty());
    // Nothing was trained again for it.
    assert_eq!(
        window.state().session().experiments(),
        run.experiments(),
        "a colour trains nothing"
    );
    window.key_press(Key::Escape);
    window.run_steps(3);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    assert_eq!(colours(&window), before);
}

//! The sentence under the figures, its links to the picture, and borders that are dragged; through the accessibility tree.

use std::f64::consts::{PI, TAU};

use eframe::egui::{Key, Modifiers, Pos2, Vec2, accesskit::Role};
use egui_kittest::kittest::Queryable;
use marginscope::{
    figure::{
        Figure,
        plane::{Grip, Mark, PlaneFigure},
    },
    train::Session,
};

use crate::support::window::{Window, standing};

/// Six blobs on the circle, at step 60.
fn blobs(m: f64) -> Window {
    let mut session = Session::preset("blobs").unwrap();
    session.base.loss.knobs.set("m", m);
    session.lanes.truncate(1);
    standing(session, 60, Vec2::new(1280.0, 800.0))
}

fn circle(window: &Window) -> &PlaneFigure {
    let mut figures = window.state().figures();
    let plane = figures.find_map(|(_, figure)| match figure {
        Figure::Plane(plane) => Some(plane.as_ref()),
        _ => None,
    });
    plane.unwrap()
}

fn dots(window: &Window) -> usize {
    let of = |mark: &Mark| match mark {
        Mark::Dots(dots) => dots.len(),
        _ => 0,
    };
    circle(window).marks.iter().map(of).sum()
}

/// The angles of the borders that can be dragged.
fn borders(window: &Window) -> Vec<f64> {
    let of = |mark: &Mark| match mark {
        Mark::Grip {
            grip: Grip::Border(_),
            angle,
            ..
        } => Some(*angle),
        _ => None,
    };
    circle(window).marks.iter().filter_map(of).collect()
}

fn off(a: f64, b: f64) -> f64 {
    ((a - b + PI).rem_euclid(TAU) - PI).abs()
}

fn m(window: &Window) -> Option<f64> {
    window.state().session().base.loss.knobs.get("m")
}

fn links(window: &Window) -> usize {
    window.query_all_by_role(Role::Link).count()
}

#[test]
fn words_of_the_sentence_are_links_and_the_one_with_the_focus_shows_what_it_means() {
    let mut window = blobs(0.3);
    window.run_steps(2);
    assert!(links(&window) >= 2);
    let all = dots(&window);
    let met = window.state().state().lanes[0].metrics.margin_satisfied;
    window
        .get_by_role_and_label(Role::Link, "meet the margin")
        .focus();
    window.run_steps(3);
    let shown = dots(&window) as f64;
    assert!(
        (shown - met * all as f64).abs() < 0.5,
        "{shown} of {all}, {met}"
    );
    assert!(shown < all as f64);
}

#[test]
fn the_sentence_changes_with_the_margin() {
    let says = |m: f64, word: &str| {
        let mut window = blobs(m);
        window.run_steps(2);
        let found = window.query_by_role_and_label(Role::Link, word).is_some();
        assert!(found, "m = {m}: {word}");
    };
    says(0.3, "grey zone");
    says(0.0, "class direction");
    says(0.9, "m = 0.9");
}

#[test]
fn a_border_follows_the_pointer_that_drags_it_and_that_is_one_step_to_undo() {
    let mut window = blobs(0.3);
    window.run_steps(2);
    let before = m(&window);
    let border = borders(&window)[0];
    let middle = window
        .get_all_by_role(Role::Canvas)
        .map(|node| node.rect())
        .max_by(|a, b| a.area().total_cmp(&b.area()))
        .unwrap()
        .center();
    let at =
        |angle: f64| -> Pos2 { middle + 70.0 * Vec2::new(angle.cos() as f32, -angle.sin() as f32) };
    window.hover_at(at(border));
    window.run_steps(2);
    window.drag_at(at(border));
    window.step();
    let to = border + 0.06;
    for part in 1..=4 {
        window.hover_at(at(border + 0.06 * f64::from(part) / 4.0));
        window.step();
    }
    window.drop_at(at(to));
    window.run_steps(3);
    assert_ne!(m(&window), before);
    let nearest = borders(&window)
        .into_iter()
        .map(|b| off(b, to))
        .fold(PI, f64::min);
    assert!(nearest < 0.02, "{nearest}");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    assert_eq!(m(&window), before);
}

#[test]
fn lanes_are_told_each_with_its_share_and_what_is_wrong_comes_first() {
    let told = |m: f64, words: &str| {
        let mut session = Session::preset("blobs").unwrap();
        session.base.loss.knobs.set("m", m);
        let window = standing(session, 60, Vec2::new(1600.0, 900.0));
        window.query_all_by_label_contains(words).next().is_some()
    };
    assert!(told(0.1, "circle ") && told(0.1, "sphere "));
    assert!(told(0.1, "Held-out samples that"));
    assert!(!told(0.1, "asks for more"));
    assert!(told(0.95, "asks for more"));
}

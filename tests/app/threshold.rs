//! The threshold of pairs in the window: dragged, moved by keys, put back, with its decisions and the pairs nearest to it.

use eframe::egui::{Key, Modifiers, Pos2, Vec2, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use marginscope::train::{Edit, Scope, Session, Snapshot};

use crate::support::window::{Window, standing};

/// A run that left two classes out, with these charts first.
fn opened(source: &str, show: &[&str], lanes: usize) -> Window {
    let mut session = Session::preset("blobs").unwrap();
    session.lanes.truncate(lanes);
    for lane in &mut session.lanes {
        lane.overrides.clear();
    }
    session.show = show.iter().map(|entry| (*entry).to_owned()).collect();
    session.base.set_source(source);
    session.base.model.feature_dim = 3;
    if lanes > 1 {
        let edit = Edit::new(Scope::One(1), "seeds.init", 7);
        session.apply(&edit).unwrap();
    }
    let edit = Edit::new(Scope::All, "data.unseen", 2);
    session.apply(&edit).unwrap();
    standing(session, 20, Vec2::new(1280.0, 800.0))
}

fn lane(window: &Window, place: usize) -> &Snapshot {
    &window.state().state().lanes[place]
}

fn eer(window: &Window, place: usize) -> f64 {
    let roc = &lane(window, place).evidence().verification.roc;
    roc.at_eer.degrees.unwrap()
}

fn handle<'a>(window: &'a Window, name: &'a str) -> egui_kittest::Node<'a> {
    window.get_by_role_and_label(Role::Slider, name)
}

/// Where the threshold is, degrees.
fn degrees(window: &Window, name: &str) -> f64 {
    let node = handle(window, name);
    node.accesskit_node().numeric_value().unwrap()
}

/// What is said of it.
fn told(window: &Window, name: &str) -> String {
    let node = handle(window, name);
    node.accesskit_node().description().unwrap().to_string()
}

fn middle(window: &Window, name: &str) -> Pos2 {
    handle(window, name).rect().center()
}

const NAME: &str = "Threshold";

/// What is told is what the threshold makes of all pairs.
#[track_caller]
fn check_told(window: &Window, name: &str, at: f64) {
    let found = lane(window, 0).decisions(false, at);
    let told = told(window, name);
    assert!(told.starts_with(&format!("{at:.1}°")), "{told}");
    for share in [found.far(), found.tar()] {
        let plain = format!("{:.1} %", 100.0 * share);
        let fine = format!("{:.2} %", 100.0 * share);
        assert!(told.contains(&plain) || told.contains(&fine), "{told}");
    }
}

#[test]
fn the_line_follows_the_pointer_in_the_same_frame_and_a_double_click_puts_it_back() {
    let mut window = opened("blobs", &["verification"], 1);
    let start = eer(&window, 0);
    assert_eq!(degrees(&window, NAME), start);
    check_told(&window, NAME, start);
    let from = middle(&window, NAME);
    window.hover_at(from);
    window.run_steps(2);
    window.drag_at(from);
    window.step();
    let aside = |x: f32| from + Vec2::new(x, 0.0);
    // Past the way that a click may move.
    window.hover_at(aside(15.0));
    window.run_steps(2);
    let one = degrees(&window, NAME);
    assert!(one > start + 1.0, "{one}, {start}");
    window.hover_at(aside(30.0));
    window.step();
    let two = degrees(&window, NAME);
    check_told(&window, NAME, two);
    // As far again, but for the rounding to tenths and where it was taken hold of.
    assert!(
        (two - one - (one - start)).abs() < 0.3,
        "{start}, {one}, {two}"
    );
    assert_eq!((10.0 * two).round() / 10.0, two);
    // While it is held a card has its decisions and mistakes.
    window.run_steps(2);
    let head = "MISTAKES NEAREST TO THE THRESHOLD";
    assert_eq!(window.query_all_by_value(head).count(), 1);
    window.drop_at(aside(30.0));
    window.run_steps(3);
    assert_eq!(degrees(&window, NAME), two);
    for _ in 0..2 {
        window.drag_at(aside(30.0));
        window.step();
        window.drop_at(aside(30.0));
        window.step();
    }
    window.run_steps(2);
    assert_eq!(degrees(&window, NAME), start);
}

#[test]
fn arrow_keys_move_it_by_a_degree_or_a_tenth_and_home_puts_it_back() {
    let mut window = opened("blobs", &["verification"], 1);
    let start = eer(&window, 0);
    handle(&window, NAME).focus();
    window.run_steps(3);
    let tenths = |degrees: f64| (10.0 * degrees).round() / 10.0;
    window.key_press(Key::ArrowRight);
    window.run_steps(2);
    assert_eq!(degrees(&window, NAME), tenths(start + 1.0));
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
    window.run_steps(2);
    assert_eq!(degrees(&window, NAME), tenths(start + 0.9));
    check_told(&window, NAME, tenths(start + 0.9));
    window.key_press(Key::Home);
    window.run_steps(2);
    assert_eq!(degrees(&window, NAME), start);
}

#[test]
fn every_lane_has_its_own_line_until_it_is_dragged_and_then_one_threshold_serves_all() {
    let mut window = opened("blobs", &["verification"], 2);
    let names: Vec<String> = window
        .get_all_by_role(Role::Slider)
        .filter_map(|node| node.accesskit_node().label())
        .filter(|name| name.starts_with("Threshold of"))
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    for (place, name) in names.iter().enumerate() {
        assert_eq!(degrees(&window, name), eer(&window, place));
    }
    handle(&window, &names[1]).focus();
    window.run_steps(3);
    window.key_press(Key::ArrowRight);
    window.run_steps(2);
    let wanted = (10.0 * (eer(&window, 1) + 1.0)).round() / 10.0;
    for name in &names {
        assert_eq!(degrees(&window, name), wanted);
    }
    check_told(&window, &names[0], wanted);
}

#[test]
fn a_dot_on_the_curve_is_dragged_to_the_rate_under_the_pointer() {
    let mut window = opened("blobs", &["roc"], 1);
    let from = middle(&window, NAME);
    window.hover_at(from);
    window.run_steps(2);
    window.drag_at(from);
    window.step();
    window.hover_at(from + Vec2::new(-12.0, 0.0));
    window.run_steps(2);
    window.hover_at(from + Vec2::new(-20.0, 0.0));
    window.run_steps(2);
    let now = degrees(&window, NAME);
    assert!(now < eer(&window, 0), "{now}");
    let far = lane(&window, 0).decisions(false, now).far();
    assert!(far < lane(&window, 0).evidence().verification.roc.eer);
    // One step further it would be more than what the pointer is at.
    let more = lane(&window, 0).decisions(false, now + 0.1).far();
    assert!(more >= far);
    // The dot lies under the pointer, or as near left of it as tenths of a degree allow.
    let off = from.x - 20.0 - middle(&window, NAME).x;
    assert!((-1.0..15.0).contains(&off), "{off}");
}

#[test]
fn beside_a_large_chart_stand_the_decisions_and_the_nearest_mistakes() {
    let mut window = opened("glyphs", &["large:verification", "threshold-50"], 1);
    window.run_steps(2);
    window.get_by_value("SAME CLASS UP TO 50.0°");
    let found = lane(&window, 0).decisions(false, 50.0);
    assert!(found.false_rejects() > 0 || found.false_accepts > 0);
    let written = |count: u64| {
        let text = count.to_string();
        let (first, last) = text.split_at(text.len().saturating_sub(3));
        match first.is_empty() {
            true => last.to_owned(),
            false => format!("{first},{last}"),
        }
    };
    for count in [
        found.true_accepts,
        found.false_rejects(),
        found.false_accepts,
        found.true_rejects(),
    ] {
        let shown = window.query_all_by_label(&written(count)).count();
        assert!(shown > 0, "{count}");
    }
    let near = lane(&window, 0).near_threshold(false, 50.0, 3);
    let pairs: Vec<_> = near.iter().flatten().collect();
    assert!(!pairs.is_empty());
    let pictures = window.query_all_by_role(Role::Image).count();
    assert_eq!(pictures, 2 * pairs.len());
    for pair in pairs {
        let angle = format!("{:.1}°", pair.degrees);
        assert!(window.query_all_by_label(&angle).count() > 0, "{angle}");
    }
}

#[test]
fn samples_without_pictures_are_named_by_class_and_number() {
    let mut window = opened("blobs", &["large:verification"], 1);
    window.run_steps(2);
    let near = lane(&window, 0).near_threshold(false, eer(&window, 0), 3);
    let pair = near.iter().flatten().next().unwrap();
    let one = pair.both[0];
    let name = lane(&window, 0).spoken_name(one.class);
    let shown = window.query_all_by_label_contains(&name).count();
    assert!(shown > 0, "{name}");
    assert_eq!(window.query_all_by_role(Role::Image).count(), 0);
}

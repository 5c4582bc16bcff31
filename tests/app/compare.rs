//! Lanes that are compared: one more beside its copy, another name, one less, all turned onto each other; driven through the
//! accessibility tree.

use std::collections::BTreeMap;

use crate::support::window::{Window, standing, wait};
use eframe::egui::{Event, Key, Modifiers, Vec2, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use marginscope::{figure::Figure, train::Session};

const SIZE: Vec2 = Vec2::new(1280.0, 1000.0);
const STEP: u64 = 12;

/// A window of quick data with these lanes, which stand at their step.
fn opened(lanes: &str) -> Window {
    let base = "data.source = \"blobs\"\ndata.train = 200\ndata.test = 100\nmodel.hidden = [16]\n";
    let text = format!("{base}{lanes}");
    let session = Session::parse("lanes", &text, "lanes.toml").unwrap();
    standing(session, STEP, SIZE)
}

const TWO: &str = "[[lane]]\nname = \"a\"\n[[lane]]\nname = \"b\"\nloss.s = 12.0\n";

fn names(window: &Window) -> Vec<String> {
    let lanes = &window.state().session().lanes;
    lanes.iter().map(|lane| lane.name.clone()).collect()
}

/// The margin of each lane.
fn margins(window: &Window) -> Vec<f64> {
    let lanes = window.state().session().experiments().unwrap();
    let m = |lane: &marginscope::train::Experiment| lane.loss.knobs.get("m").unwrap();
    lanes.iter().map(|(_, lane)| m(lane)).collect()
}

/// Until so many lanes stand at their step.
fn stand(window: &mut Window, many: usize) {
    wait(window, |window| {
        let lanes = &window.state().state().lanes;
        lanes.len() == many && lanes.iter().all(|lane| lane.step == STEP && lane.whole)
    });
}

fn undo(window: &mut Window) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
}

fn press(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click();
    window.run_steps(4);
}

/// Picks an entry of the menu of the lane that is called so.
fn pick(window: &mut Window, lane: &str, entry: &str) {
    press(window, &format!("Menu of {lane}"));
    press(window, entry);
}

fn set_margin(window: &mut Window, value: f64) {
    let slider = window.get_by_role_and_label(Role::Slider, "margin");
    slider.set_value_accesskit(value);
    window.run_steps(3);
}

#[test]
fn compare_trains_a_copy_from_the_same_start_and_a_slider_then_changes_it_alone() {
    let mut window = opened("");
    let before = window.state().session().clone();
    let own = margins(&window)[0];
    window.key_press_modifiers(Modifiers::COMMAND, Key::D);
    stand(&mut window, 2);
    assert_eq!(names(&window), ["run", "run-2"]);
    assert!(
        window
            .query_by_label_contains("from the same seeds, in step")
            .is_some()
    );
    let lanes = window.state().state().lanes.clone();
    assert_eq!(lanes[0].experiment.seeds, lanes[1].experiment.seeds);
    assert_eq!(lanes[0].features, lanes[1].features, "the same bits");
    assert!(lanes[0].run > 0, "both began anew");
    assert!(
        window
            .query_by_label("Nothing sets them apart yet")
            .is_some()
    );
    set_margin(&mut window, 0.3);
    assert_eq!(margins(&window), [own, 0.3]);
    let listed = format!("m: {own} / 0.3");
    assert!(window.query_by_label(&listed).is_some(), "{listed}");
    undo(&mut window);
    assert_eq!(margins(&window), [own, own]);
    undo(&mut window);
    assert_eq!(*window.state().session(), before);
    // What is turned now is the lane that is left.
    set_margin(&mut window, 0.2);
    assert_eq!(margins(&window), [0.2]);
}

#[test]
fn the_chosen_lane_is_the_one_that_is_copied_and_others_go_on_under_what_they_are() {
    let mut window = opened(TWO);
    press(&mut window, &format!("b, step {STEP}"));
    press(&mut window, "Compare");
    stand(&mut window, 3);
    assert_eq!(names(&window), ["a", "b", "b-2"]);
    let lanes = window.state().session().experiments().unwrap();
    assert_eq!(lanes[1].1, lanes[2].1);
    let before = margins(&window);
    set_margin(&mut window, 0.3);
    assert_eq!(margins(&window), [before[0], before[1], 0.3]);
    undo(&mut window);
    undo(&mut window);
    assert_eq!(names(&window), ["a", "b"]);
}

#[test]
fn a_lane_is_called_what_is_typed_and_goes_on_and_a_name_that_cannot_be_is_refused() {
    let mut window = opened(TWO);
    let runs = |window: &Window| -> Vec<(String, u64, u64)> {
        let lanes = window.state().state().lanes.iter();
        lanes
            .map(|lane| (lane.lane.clone(), lane.run, lane.step))
            .collect()
    };
    let rename = |window: &mut Window, lane: &str, name: &str, key: Key| {
        pick(window, lane, "Rename");
        window.get_by_role_and_label(Role::TextInput, "name of the lane");
        window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        window.run_steps(2);
        window.event(Event::Text(name.to_owned()));
        window.run_steps(2);
        window.key_press(key);
        window.run_steps(4);
    };
    rename(&mut window, "b", "large s", Key::Enter);
    assert_eq!(names(&window), ["a", "large-s"]);
    wait(&mut window, |window| {
        window.state().state().lanes[1].lane == "large-s"
    });
    let expect = [("a", 0, STEP), ("large-s", 0, STEP)];
    assert_eq!(
        runs(&window),
        expect.map(|(name, run, step)| (name.to_owned(), run, step)),
        "nothing began anew"
    );
    assert!(
        window
            .query_by_label(&format!("large-s, step {STEP}"))
            .is_some()
    );
    rename(&mut window, "a", "Large-S", Key::Enter);
    assert!(
        window
            .query_by_label_contains("a name that no other lane has")
            .is_some()
    );
    rename(&mut window, "a", "other", Key::Escape);
    assert_eq!(names(&window), ["a", "large-s"]);
    undo(&mut window);
    assert_eq!(names(&window), ["a", "b"]);
}

#[test]
fn lanes_are_duplicated_up_to_six_and_removed_one_undo_step_each() {
    let mut window = opened(TWO);
    for many in 3..=6 {
        pick(&mut window, "a", "Duplicate");
        assert_eq!(names(&window).len(), many);
    }
    press(&mut window, "Menu of a");
    let button = window.get_by_role_and_label(Role::Button, "Duplicate");
    assert!(button.accesskit_node().is_disabled());
    window.key_press(Key::Escape);
    window.run_steps(4);
    (0..4).for_each(|_| undo(&mut window));
    assert_eq!(names(&window), ["a", "b"]);
    stand(&mut window, 2);
    pick(&mut window, "a", "Remove");
    assert_eq!(names(&window), ["b"]);
    assert!(
        window.query_by_label("Menu of b").is_none(),
        "the last one stays"
    );
    undo(&mut window);
    assert_eq!(names(&window), ["a", "b"]);
}

/// Where the class directions of each lane are drawn on its globe.
fn axes(window: &Window) -> BTreeMap<String, Vec<[f32; 3]>> {
    let figures = window.state().figures();
    let globe = |(lane, figure): (&str, &Figure)| match figure {
        Figure::Globe(globe) => {
            let to = globe.axes.iter().map(|axis| axis.to);
            Some((lane.to_owned(), to.collect()))
        }
        _ => None,
    };
    figures.filter_map(globe).collect()
}

fn apart(a: &[[f32; 3]], b: &[[f32; 3]]) -> f32 {
    let pairs = a.iter().flatten().zip(b.iter().flatten());
    pairs.map(|(a, b)| (a - b) * (a - b)).sum()
}

#[test]
fn aligned_lanes_are_drawn_with_their_classes_at_the_same_places() {
    let seeds = "model.feature_dim = 3\n[[lane]]\nname = \"a\"\n\
                 [[lane]]\nname = \"b\"\nseeds.init = 9\n";
    let mut window = opened(seeds);
    let before = axes(&window);
    let align = |window: &mut Window| {
        window
            .get_by_role_and_label(Role::CheckBox, "align")
            .click();
        window.run_steps(4);
    };
    align(&mut window);
    let turned = axes(&window);
    assert_eq!(turned["a"], before["a"]);
    let [far, near] = [&before, &turned].map(|axes| apart(&axes["a"], &axes["b"]));
    assert!(near < far, "{near} of {far}");
    align(&mut window);
    assert_eq!(axes(&window), before);
}

#[test]
fn lanes_that_cannot_be_turned_onto_each_other_say_so() {
    let dims = "[[lane]]\nname = \"a\"\nmodel.feature_dim = 2\n\
                [[lane]]\nname = \"b\"\nmodel.feature_dim = 3\n";
    let mut window = opened(dims);
    let switch = window.get_by_role_and_label(Role::CheckBox, "align");
    assert!(switch.accesskit_node().is_disabled());
    let at = switch.rect().center();
    window.hover_at(at);
    window.run_steps(30);
    assert!(
        window
            .query_by_label_contains("No two lanes have the same classes")
            .is_some()
    );
}

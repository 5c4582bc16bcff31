//! The laboratory of two classes in the window, driven by pointer and keyboard, without a renderer or GL.

use eframe::egui::{Key, Modifiers, Pos2, Vec2, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{By, NodeT, Queryable},
};
use marginscope::{
    app::{MarginscopeApp, Options},
    draw::{Frame, Outlines, Pen, plane},
    figure::{
        lab::{self, Handle, Lab, UNIT_LENGTH, borders},
        plane::{Mark, Role as MarkRole},
    },
    look::{Style, Theme, size},
    loss,
    train::Session,
};

type Window = Harness<'static, MarginscopeApp>;

fn open(lab: Option<Lab>) -> Window {
    let mut options = Options::new(Session::preset("blobs").unwrap());
    options.theme = Some(Theme::Dark);
    options.after_steps = Some(2);
    options.lab = lab;
    let mut window = Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        // Two clicks in a row make a double-click.
        .with_step_dt(0.05)
        .build_eframe(move |cc| MarginscopeApp::new(cc, options));
    window.run_steps(4);
    window
}

/// A window that opens in the laboratory.
fn in_lab(preset: &str) -> Window {
    open(Some(Lab::preset(preset).unwrap()))
}

fn now(window: &Window) -> Lab {
    window
        .state()
        .lab()
        .expect("the laboratory is open")
        .0
        .clone()
}

fn is_open(window: &Window) -> bool {
    window.state().lab().is_some()
}

/// The margin zones that the circle fills, (from, to) in radians.
fn wedges(window: &Window) -> Vec<(f64, f64)> {
    let (_, figure) = window.state().lab().unwrap();
    let sectors = figure.marks.iter().filter_map(|mark| match *mark {
        Mark::Sector {
            role: MarkRole::MarginShade,
            from,
            to,
            ..
        } => Some((from, to)),
        _ => None,
    });
    sectors.collect()
}

/// What is filled between W1 and W2 is as wide as the sides of the chosen loss are apart, with these weights.
fn check_wedge(window: &Window) {
    let lab = now(window);
    let borders = borders(&lab, lab.chosen().unwrap()).unwrap();
    let expect = borders.wedge().unwrap();
    let middle = (lab.weights[0].angle + lab.weights[1].angle) / 2.0;
    let widths: Vec<f64> = wedges(window)
        .into_iter()
        .filter(|(from, to)| (from..to).contains(&&middle))
        .map(|(from, to)| to - from)
        .collect();
    assert_eq!(widths.len(), 1, "{middle}: {:?}", wedges(window));
    assert!(
        (widths[0] - expect).abs() < 1e-9,
        "{} against {expect}",
        widths[0]
    );
}

/// The middle of the circle on the screen and points in its unit, found by where the handles of W1 and W2 must be: they
/// are drawn around the middle of the plot.
struct Plot {
    middle: Pos2,
    unit: f32,
}

impl Plot {
    fn of(window: &Window) -> Self {
        let rect = window
            .get_by_role_and_label(Role::Canvas, "Laboratory circle")
            .rect();
        let (_, figure) = window.state().lab().unwrap();
        // The first view, as the figure has it from its names and the room.
        let pen = Pen::new(Style::laboratory(Theme::Dark), &Outlines, size::TYPE);
        let [x, y, width, height] =
            [rect.left(), rect.top(), rect.width(), rect.height()].map(f64::from);
        let room = Frame::new(x, y, width, height).shrunk(2.5);
        let view = plane::fitted(&pen, &room, figure);
        let [x, y] = view.centre.map(|at| at as f32);
        Self {
            middle: Pos2::new(x, y),
            unit: view.scale as f32,
        }
    }

    fn at(&self, angle_deg: f32, radius: f32) -> Pos2 {
        let (sin, cos) = angle_deg.to_radians().sin_cos();
        self.middle + Vec2::new(cos, -sin) * radius * self.unit
    }

    fn handle(&self, lab: &Lab, handle: Handle) -> Pos2 {
        let [x, y] = lab.place(handle);
        self.middle + Vec2::new(x as f32, -y as f32) * self.unit
    }
}

/// Presses at `from`, moves to `to` in a few steps, and lets go.
fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    window.hover_at(from);
    window.step();
    window.drag_at(from);
    window.step();
    for part in 1..=5 {
        window.hover_at(from + (to - from) * (part as f32 / 5.0));
        window.step();
    }
    window.drop_at(to);
    window.run_steps(2);
}

fn set_slider(window: &mut Window, name: &str, value: f64) {
    let slider = window.get_by_role_and_label(Role::Slider, name);
    slider.set_value_accesskit(value);
    window.step();
}

fn pick(window: &mut Window, name: &str, entry: &str) {
    window.get_by_role_and_label(Role::ComboBox, name).click();
    window.run_steps(3);
    let entries = window.query_all_by_role_and_label(Role::Button, entry);
    entries.last().unwrap().click();
    window.run_steps(3);
}

#[test]
fn a_key_opens_it_and_training_goes_on_behind() {
    let mut window = open(None);
    assert!(!is_open(&window));
    window.key_press(Key::L);
    window.run_steps(2);
    assert!(is_open(&window));
    assert!(window.state().state().playing, "training is not held");
    assert_eq!(
        window
            .query_all_by_role_and_label(Role::Slider, "history")
            .count(),
        0
    );
    window.key_press(Key::Escape);
    window.run_steps(2);
    assert!(!is_open(&window));
    for open in [true, false] {
        window
            .get_by_role_and_label(Role::Button, "Laboratory")
            .click();
        window.run_steps(2);
        assert_eq!(is_open(&window), open);
    }
}

#[test]
fn the_sheet_of_keys_closes_before_the_laboratory_does() {
    let mut window = in_lab("every-loss");
    window.key_press(Key::Questionmark);
    window.run_steps(3);
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(is_open(&window));
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(!is_open(&window));
}

#[test]
fn a_weight_follows_the_pointer_and_the_wedge_follows_it() {
    let mut window = in_lab("am-softmax");
    check_wedge(&window);
    let plot = Plot::of(&window);
    let from = plot.handle(&now(&window), Handle::Weight(0));
    window.hover_at(from);
    window.step();
    window.drag_at(from);
    window.step();
    for angle in [140.0, 150.0, 160.0] {
        window.hover_at(plot.at(angle, (1.2 * UNIT_LENGTH) as f32));
        window.step();
        // In the same frame.
        check_wedge(&window);
        let found = now(&window).weights[0];
        assert!(
            (found.angle.to_degrees() - f64::from(angle)).abs() < 4.0,
            "{found:?}"
        );
        assert!((found.length - 1.2).abs() < 0.1, "{found:?}");
    }
    window.drop_at(plot.at(160.0, 0.7));
    window.run_steps(2);
    let after = now(&window);
    window.hover_at(plot.at(20.0, 0.9));
    window.run_steps(2);
    assert_eq!(now(&window), after, "what was let go stays");
}

#[test]
fn the_length_stays_while_shift_is_held() {
    let mut window = in_lab("am-softmax");
    let plot = Plot::of(&window);
    let from = plot.handle(&now(&window), Handle::Weight(1));
    window.hover_at(from);
    window.step();
    window.drag_at(from);
    window.step();
    window.event(eframe::egui::Event::ModifiersChanged(Modifiers::SHIFT));
    window.event(eframe::egui::Event::PointerMoved(plot.at(10.0, 0.9)));
    window.step();
    let weight = now(&window).weights[1];
    assert_eq!(weight.length, 1.0);
    assert!((weight.angle.to_degrees() - 10.0).abs() < 4.0);
}

#[test]
fn a_drag_is_one_step_back_and_r_starts_again() {
    let mut window = in_lab("am-softmax");
    let start = now(&window);
    let plot = Plot::of(&window);
    drag(
        &mut window,
        plot.handle(&start, Handle::Feature),
        plot.at(60.0, 1.0),
    );
    let moved = now(&window);
    assert!((moved.feature.angle.to_degrees() - 60.0).abs() < 4.0);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(now(&window), start);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.run_steps(2);
    assert_eq!(now(&window), moved);
    window.key_press(Key::R);
    window.run_steps(2);
    assert_eq!(now(&window), start);
}

#[test]
fn a_double_click_puts_a_handle_back() {
    let mut window = in_lab("am-softmax");
    let start = now(&window);
    set_slider(&mut window, "angle of W₁", 170.0);
    set_slider(&mut window, "angle of W₂", 20.0);
    let place = Plot::of(&window).handle(&now(&window), Handle::Weight(0));
    window.hover_at(place);
    window.step();
    for _ in 0..2 {
        window.drag_at(place);
        window.step();
        window.drop_at(place);
        window.step();
    }
    assert_eq!(now(&window).weights[0], start.weights[0]);
    assert_eq!(
        now(&window).weights[1].angle.to_degrees().round(),
        20.0,
        "the other one stays"
    );
}

#[test]
fn a_tip_is_dragged_along_the_sphere_and_the_rest_turns_it() {
    let mut window = in_lab("am-softmax");
    let start = now(&window);
    let rect = window
        .get_by_role_and_label(Role::Canvas, "Laboratory sphere")
        .rect();
    // Where nothing is, the pointer turns the globe and moves no vector.
    drag(
        &mut window,
        rect.center(),
        rect.center() + Vec2::new(2.0, 3.0),
    );
    assert_eq!(now(&window), start);
    // A handle is somewhere above: look for it.
    let feature = (0..40).flat_map(|row| (0..40).map(move |column| (row, column)));
    let mut found = None;
    for (row, column) in feature {
        let part = Vec2::new((column as f32 + 0.5) / 40.0, (row as f32 + 0.5) / 80.0);
        let at = rect.min + part * rect.size();
        drag(&mut window, at, at + Vec2::new(14.0, 30.0));
        if now(&window) != start {
            found = Some(at);
            break;
        }
    }
    assert!(found.is_some(), "no handle on the sphere");
    let moved = now(&window);
    let moves = [Handle::Weight(0), Handle::Weight(1), Handle::Feature]
        .into_iter()
        .filter(|handle| {
            let (a, b) = (start.direction(*handle), moved.direction(*handle));
            (0..3).any(|i| (a[i] - b[i]).abs() > 1e-6)
        });
    assert_eq!(moves.count(), 1, "one vector alone moves");
}

#[test]
fn a_slider_moves_the_wedge_in_the_next_frame() {
    let mut window = in_lab("am-softmax");
    for m in [0.1, 0.5] {
        set_slider(&mut window, "margin", m);
        let lab = now(&window);
        assert_eq!(lab.knobs(lab.chosen().unwrap()).get("m"), Some(m));
        check_wedge(&window);
        // The cosine gap at P1 is m, in numbers beside it.
        assert!(
            window.query_all_by_label(&format!("{m:.4}")).count() >= 1,
            "{m}"
        );
    }
}

/// Every label and link in one text, in the order in which they stand.
fn words(window: &Window) -> String {
    let nodes = window.query_all(By::new().predicate(|node| {
        let role = node.role();
        matches!(role, Role::Label | Role::Link)
    }));
    let text = nodes.filter_map(|node| {
        let node = node.accesskit_node();
        node.label().or(node.value())
    });
    let text = text.collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_sentence_under_the_figures_says_what_both_losses_make_of_x_as_it_is_moved() {
    let mut window = in_lab("two-losses");
    set_slider(&mut window, "margin", 0.5);
    // Between W1 at 135° and W2 at 45° the plain border is at 90°, and class 1 of ArcFace ends half of 0.5 rad before it.
    let cases = [
        (
            100.0,
            "class 1, 10.0° inside",
            "margin zone , 4.3° short of",
        ),
        (110.0, "class 1, 20.0° inside", "class 1, 5.7° inside"),
        (
            80.0,
            "class 2, 10.0° short of",
            "margin zone , 24.3° short of",
        ),
        (60.0, "class 2, 30.0° short of", "class 2, 44.3° short of"),
    ];
    for (x, plain, with) in cases {
        set_slider(&mut window, "angle of x", x);
        window.run_steps(3);
        let told = words(&window);
        let plain = format!("Modified softmax puts x in {plain}");
        assert!(told.contains(&plain), "{plain}: {told}");
        let (_, second) = told.split_once("ArcFace puts x in ").unwrap();
        let second = second.trim_start_matches("its ");
        assert!(second.starts_with(with), "{with}: {second}");
    }
}

#[test]
fn what_holds_beyond_a_point_is_said_once_in_the_formula() {
    let window = in_lab("two-losses");
    let told = words(&window);
    assert_eq!(told.matches("past θ").count(), 1, "{told}");
}

#[test]
fn every_number_can_be_set_without_a_mouse() {
    let mut window = in_lab("am-softmax");
    let set = [
        ("angle of W₁", 150.0),
        ("angle of W₂", 30.0),
        ("angle of x", 80.0),
        ("x off the plane", 12.0),
        ("‖W₁‖", 1.25),
        ("‖W₂‖", 0.75),
        ("‖x‖", 4.0),
        ("margin", 0.25),
        ("scale", 20.0),
    ];
    for (name, value) in set {
        set_slider(&mut window, name, value);
    }
    let lab = now(&window);
    let degrees = |radians: f64| (radians.to_degrees() * 1e6).round() / 1e6;
    assert_eq!(lab.weights.map(|w| degrees(w.angle)), [150.0, 30.0]);
    assert_eq!(lab.weights.map(|w| w.length), [1.25, 0.75]);
    assert_eq!(degrees(lab.feature.angle), 80.0);
    assert_eq!(degrees(lab.feature.off_plane), 12.0);
    assert!((lab.feature.length - 4.0).abs() < 1e-6);
    window
        .get_by_role_and_label(Role::Button, "class 2")
        .click();
    window.run_steps(2);
    assert_eq!(now(&window).label, 1);
}

#[test]
fn the_main_job_is_done_by_keys_alone() {
    let mut window = open(None);
    window.key_press(Key::L);
    window.run_steps(2);
    let before = now(&window);
    let focused = |window: &Window, name: &str| {
        let slider = window.get_by_role_and_label(Role::Slider, name);
        slider.accesskit_node().is_focused()
    };
    let reached = (0..120).any(|_| {
        window.key_press(Key::Tab);
        window.run_steps(2);
        focused(&window, "angle of W₁")
    });
    assert!(reached, "Tab leads to the angle of W₁");
    window.key_press(Key::ArrowRight);
    window.run_steps(2);
    assert!(now(&window).weights[0].angle > before.weights[0].angle);
}

#[test]
fn presets_are_picked_from_a_menu() {
    let mut window = in_lab("every-loss");
    pick(&mut window, "Laboratory preset", "L-Softmax: ‖W₁‖ > ‖W₂‖");
    let lab = now(&window);
    assert_eq!((lab.preset, lab.loss), ("l-softmax-longer", "l-softmax"));
    assert!(lab.weights[0].length > lab.weights[1].length);
    check_wedge(&window);
}

#[test]
fn boundaries_are_shown_one_by_one_or_all_at_once() {
    let shown = |window: &Window| now(window).drawn().count();
    let mut window = in_lab("every-loss");
    assert_eq!(shown(&window), loss::registry().len());
    window.get_by_role_and_label(Role::Button, "one").click();
    window.run_steps(2);
    assert_eq!(shown(&window), 1);
    window
        .get_by_role_and_label(Role::CheckBox, "show ArcFace")
        .click();
    window.run_steps(2);
    assert!(now(&window).shows("arcface") && shown(&window) == 2);
    window
        .get_by_role_and_label(Role::Button, "ArcFace")
        .click();
    window.run_steps(2);
    assert_eq!(now(&window).loss, "arcface");
    window.get_by_role_and_label(Role::Button, "all").click();
    window.run_steps(2);
    assert_eq!(shown(&window), loss::registry().len());
}

#[test]
fn every_loss_is_shown_with_named_inputs_and_no_number_that_is_none() {
    let mut window = in_lab("every-loss");
    for entry in loss::registry() {
        pick(&mut window, "Loss", entry.name());
        assert_eq!(now(&window).loss, entry.id());
        // The harness itself looks at names and glyphs when the window has settled.
        window.run_steps(2);
        for knob in lab::knobs(*entry) {
            let sliders = window.query_all_by_role_and_label(Role::Slider, knob.label);
            assert!(sliders.count() >= 1, "{}: {}", entry.id(), knob.label);
        }
        assert_eq!(window.query_all_by_label_contains("NaN").count(), 0);
        let pair = window.query_by_label_contains("A pair loss has no class weights");
        assert_eq!(
            pair.is_some(),
            !lab::is_class_level(*entry),
            "{}",
            entry.id()
        );
    }
}

#[test]
fn every_input_has_a_name() {
    let window = in_lab("every-loss");
    for role in [
        Role::Slider,
        Role::SpinButton,
        Role::CheckBox,
        Role::ComboBox,
        Role::Button,
    ] {
        for node in window.query_all_by_role(role) {
            let named = node
                .accesskit_node()
                .label()
                .is_some_and(|name| !name.is_empty());
            assert!(named, "{role:?} at {:?}", node.rect());
        }
    }
    let circle = window.get_by_role_and_label(Role::Canvas, "Laboratory circle");
    let text = circle.accesskit_node().description().unwrap_or_default();
    assert!(
        text.contains("AM-Softmax") && text.contains("90.0°"),
        "{text}"
    );
}

#[test]
fn a_figure_stands_alone_and_escape_shows_both_before_it_leaves() {
    let mut window = in_lab("every-loss");
    let resets = |window: &Window| window.query_all_by_label("Reset view").count();
    assert_eq!(resets(&window), 2);
    let circle = window.get_by_label("Laboratory circle").rect();
    window.hover_at(circle.center());
    window.run_steps(2);
    window.key_press(Key::F);
    window.run_steps(3);
    assert_eq!(resets(&window), 1);
    let large = window.get_by_label("Laboratory circle").rect();
    assert!(large.width() > 1.5 * circle.width());
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert_eq!(resets(&window), 2);
    window.get_by_label("Show Sphere large (F)").click();
    window.run_steps(3);
    assert!(window.query_by_label("Laboratory circle").is_none());
    window.get_by_label("All figures again (Esc)").click();
    window.run_steps(3);
    assert_eq!(resets(&window), 2);
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(!is_open(&window));
}

#[test]
fn a_lesson_shows_the_circle_from_its_first_view_wherever_that_of_the_laboratory_was_moved() {
    let mut window = in_lab("am-softmax");
    let (before, plot) = (now(&window), Plot::of(&window));
    let feature = plot.handle(&before, Handle::Feature);
    let empty = plot.at(-80.0, 0.6);
    assert!(empty.distance(feature) > 40.0);
    drag(&mut window, empty, empty + Vec2::new(60.0, 45.0));
    // It is elsewhere now.
    drag(&mut window, feature, feature + Vec2::new(0.0, 8.0));
    assert!(now(&window) == before, "the view was not moved");
    window.key_press(Key::F1);
    window.run_steps(8);
    window.key_press(Key::Enter);
    window.run_steps(6);
    let (before, plot) = (now(&window), Plot::of(&window));
    let feature = plot.handle(&before, Handle::Feature);
    drag(&mut window, feature, feature + Vec2::new(0.0, 30.0));
    assert!(now(&window) != before, "the feature is not at {feature:?}");
}

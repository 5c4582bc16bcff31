//! The window, driven through its accessibility tree as a screen reader would, without a renderer or GL.

use std::{thread::sleep, time::Duration};

use eframe::egui::{Event, Key, Modifiers, PointerButton, Vec2, accesskit::Role, pos2};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};
use marginscope::{
    app::{MarginscopeApp, Options},
    figure::{
        Figure, charts,
        inspect::inspect,
        plane::{Mark, PlaneFigure, Role as MarkRole},
    },
    train::{Session, Snapshot, Status},
};

type Window = Harness<'static, MarginscopeApp>;

/// A window of `preset` whose lanes stop at step `stop_at`, or go on.
fn open(preset: &str, stop_at: Option<u64>) -> Window {
    open_session(Session::preset(preset).unwrap(), stop_at)
}

fn open_session(session: Session, stop_at: Option<u64>) -> Window {
    open_with(Options::new(session), stop_at)
}

fn open_with(mut options: Options, stop_at: Option<u64>) -> Window {
    options.theme = Some(marginscope::look::Theme::Dark);
    options.after_steps = stop_at;
    Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        // Two clicks in a row make a double-click.
        .with_step_dt(0.05)
        .build_eframe(move |cc| MarginscopeApp::new(cc, options))
}

/// Draws frames until `done`; the worker answers in its own time.
fn wait(window: &mut Window, what: &str, done: impl Fn(&MarginscopeApp) -> bool) {
    for _ in 0..6_000 {
        window.step();
        if done(window.state()) {
            // One more, so that what is drawn is that state too.
            window.step();
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("never came to pass: {what}");
}

/// A window whose lanes all stand at step 40.
fn standing(preset: &str) -> Window {
    let mut window = open(preset, Some(40));
    wait(&mut window, "40 steps", |app| {
        let lanes = &app.state().lanes;
        !lanes.is_empty() && lanes.iter().all(|lane| lane.step == 40)
    });
    window
}

fn set_slider(window: &mut Window, name: &str, value: f64) {
    let slider = window.get_by_role_and_label(Role::Slider, name);
    slider.set_value_accesskit(value);
    window.step();
}

/// Opens the menu called `name` and picks `entry`.
fn pick(window: &mut Window, name: &str, entry: &str) {
    window.get_by_role_and_label(Role::ComboBox, name).click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, entry).click();
    window.run_steps(3);
}

fn knob(window: &Window, id: &str) -> Option<f64> {
    window.state().session().base.loss.knobs.get(id)
}

fn circle(window: &Window) -> &PlaneFigure {
    let mut figures = window.state().figures();
    let plane = figures.find_map(|(_, figure)| match figure {
        Figure::Plane(plane) => Some(plane.as_ref()),
        Figure::Globe(_) | Figure::Matrix(_) | Figure::Between(_) => None,
    });
    plane.unwrap()
}

fn snapshot(window: &Window, lane: usize) -> &Snapshot {
    &window.state().state().lanes[lane]
}

/// The outer ring's sectors of this role, (from, to) in radians.
fn sectors(figure: &PlaneFigure, wanted: impl Fn(MarkRole) -> bool) -> Vec<(MarkRole, f64, f64)> {
    let sector = |mark: &Mark| match *mark {
        Mark::Sector { role, from, to, .. } if wanted(role) => Some((role, from, to)),
        _ => None,
    };
    figure.marks.iter().filter_map(sector).collect()
}

/// The circle's regions end where cos θ_c − m = cos θ_k for a neighbour k, to a tenth of a degree.
fn check_regions(window: &Window, m: f64) {
    let weights = &snapshot(window, 0).weights;
    let angle = |c: usize| f64::from(weights[[c, 1]]).atan2(f64::from(weights[[c, 0]]));
    let regions = sectors(circle(window), |role| matches!(role, MarkRole::Region(_)));
    assert!(!regions.is_empty(), "m = {m}");
    for (role, from, to) in regions {
        let MarkRole::Region(class) = role else {
            unreachable!()
        };
        let own = angle(class.into());
        // 2 sin(θ − (a_c + a_k)/2) sin((a_k − a_c)/2) = −m, solved for θ.
        let ends = (0..weights.nrows())
            .filter(|k| *k != usize::from(class))
            .flat_map(|k| {
                let half = (angle(k) - own) / 2.0;
                let reach = (m / (2.0 * half.sin())).asin();
                let middle = own + half;
                [middle - reach, middle + std::f64::consts::PI + reach]
            });
        let ends: Vec<f64> = ends.collect();
        for end in [from, to] {
            let off = |expect: &f64| {
                ((end - expect + 9.0 * std::f64::consts::PI).rem_euclid(std::f64::consts::TAU)
                    - std::f64::consts::PI)
                    .abs()
            };
            let nearest = ends.iter().map(off).fold(f64::MAX, f64::min);
            assert!(
                nearest.to_degrees() < 0.1,
                "class {class}, m = {m}: off by {}°",
                nearest.to_degrees()
            );
        }
    }
}

#[test]
fn pause_and_play_reach_the_worker() {
    let mut window = open("fashion-circle", None);
    wait(&mut window, "training", |app| {
        app.state().lanes.iter().all(|lane| lane.step > 0)
    });
    window.get_by_role_and_label(Role::Button, "Pause").click();
    wait(&mut window, "a pause", |app| !app.state().playing);
    let step = snapshot(&window, 0).step;
    window.get_by_role_and_label(Role::Button, "Step").click();
    wait(&mut window, "one step", |app| {
        app.state().lanes[0].step == step + 1
    });
    window.key_press(Key::Space);
    wait(&mut window, "playing", |app| app.state().playing);
}

#[test]
fn the_margin_slider_moves_the_wedges_in_the_next_frame() {
    let mut window = standing("fashion-circle");
    let run = snapshot(&window, 0).run;
    for m in [0.05, 0.12, 0.0] {
        set_slider(&mut window, "margin", m);
        assert_eq!(knob(&window, "m"), Some(m));
        check_regions(&window, m);
    }
    assert_eq!(snapshot(&window, 0).run, run, "m is live");
}

#[test]
fn the_scale_slider_narrows_the_band_and_leaves_the_regions() {
    let mut window = standing("fashion-circle");
    let regions =
        |window: &Window| sectors(circle(window), |role| matches!(role, MarkRole::Region(_)));
    let band = |window: &Window| {
        let band = sectors(circle(window), |role| role == MarkRole::Uncertain);
        band.iter().map(|(_, from, to)| to - from).sum::<f64>()
    };
    set_slider(&mut window, "scale", 10.0);
    let before = (regions(&window), band(&window));
    set_slider(&mut window, "scale", 60.0);
    assert_eq!(knob(&window, "s"), Some(60.0));
    assert_eq!(regions(&window), before.0);
    assert!(
        band(&window) < before.1 - 0.1,
        "{} against {}",
        band(&window),
        before.1
    );
}

#[test]
fn a_loss_without_a_knob_shows_it_disabled_with_the_reason() {
    let mut window = standing("fashion-circle");
    pick(&mut window, "Loss", "Softmax");
    assert_eq!(window.state().session().base.loss.id, "softmax");
    for (name, id) in [("margin", "m"), ("scale", "s")] {
        let slider = window.get_by_role_and_label(Role::Slider, name);
        assert!(slider.accesskit_node().is_disabled(), "{name}");
        let softmax = marginscope::loss::find("softmax").unwrap();
        window.get_by_label(softmax.why_no_knob(id).unwrap());
    }
    pick(&mut window, "Loss", "AM-Softmax (CosFace)");
    let slider = window.get_by_role_and_label(Role::Slider, "margin");
    assert!(!slider.accesskit_node().is_disabled());
}

#[test]
fn a_structural_change_starts_the_lanes_again_and_says_so() {
    let mut window = standing("fashion");
    let runs: Vec<u64> = window
        .state()
        .state()
        .lanes
        .iter()
        .map(|lane| lane.run)
        .collect();
    window
        .get_by_role_and_label(Role::Button, "New seed")
        .click();
    window.run_steps(2);
    window.get_by_label_contains("the seeds changed");
    wait(&mut window, "new runs", |app| {
        app.state()
            .lanes
            .iter()
            .zip(&runs)
            .all(|(lane, old)| lane.run > *old)
    });
}

#[test]
fn every_control_has_a_name_and_every_letter_a_glyph() {
    // Both are looked at by the harness itself when the window has settled.
    let mut window = standing("fashion-circle");
    window.run();
}

/// Whether every lane stands at step 2 or says why it cannot.
fn is_settled(app: &MarginscopeApp) -> bool {
    let lanes = &app.state().lanes;
    let settled = |lane: &Snapshot| lane.step == 2 || matches!(lane.status, Status::Failed(_));
    !lanes.is_empty() && lanes.iter().all(|lane| settled(lane))
}

#[test]
fn every_preset_shows_all_lanes_in_both_themes_without_a_single_nan() {
    for id in marginscope::train::preset_ids() {
        let mut window = open(id, Some(2));
        wait(&mut window, &format!("{id}: 2 steps"), is_settled);
        // A chart that stands large gives way to the figures.
        window.key_press(Key::Escape);
        window.run_steps(2);
        let failed: Vec<String> = window
            .state()
            .state()
            .lanes
            .iter()
            .filter_map(|lane| match &lane.status {
                Status::Failed(why) => Some(why.clone()),
                _ => None,
            })
            .collect();
        for theme in ["dark", "light"] {
            window.step();
            let lanes = window.state().session().lanes.len();
            let figures = window.state().figures().count();
            if id == "mnist" {
                assert!(
                    failed.iter().all(|why| why.contains("data.path")),
                    "{failed:?}"
                );
                assert_eq!((failed.len(), figures), (lanes, 0), "it needs a folder");
            } else {
                assert!(failed.is_empty(), "{id}: {failed:?}");
                assert!(
                    figures >= lanes && figures % lanes == 0,
                    "{id}, {theme}: {figures}"
                );
            }
            let nan = window.query_all_by_label_contains("NaN").count();
            assert_eq!(nan, 0, "{id}, {theme}");
            window
                .get_by_role_and_label(Role::Button, "Light or dark")
                .click();
            window.run_steps(2);
        }
    }
}

/// The accessible text of the chart whose menu shows `name`.
fn chart_text(window: &Window, name: &str) -> String {
    let start = format!("{name}: ");
    let node = window.get_by_label_contains(&start);
    node.accesskit_node().label().unwrap_or_default()
}

#[test]
fn the_target_logit_follows_the_margin_in_the_same_frame() {
    let mut window = standing("fashion-circle");
    for m in [0.1, 0.3] {
        set_slider(&mut window, "margin", m);
        let expect = format!("AM-Softmax m={m} {} @ 180", -1.0 - m);
        let text = chart_text(&window, "Target logit ψ");
        assert!(text.contains(&expect), "{text} has no {expect}");
    }
}

#[test]
fn every_chart_is_shown_large_and_gives_way_to_the_figures_again() {
    let mut window = standing("fashion-circle");
    let mut shown = "Target logit ψ".to_owned();
    for chart in charts::registry() {
        if shown != chart.name() {
            let menus = window.query_all_by_role_and_label(Role::ComboBox, "Chart");
            menus.into_iter().next().unwrap().click();
            window.run_steps(3);
            let entries = window.query_all_by_role_and_label(Role::Button, chart.name());
            entries.last().unwrap().click();
            window.run_steps(3);
            shown = chart.name().to_owned();
        }
        let enlarge = format!("Show {shown} large (F)");
        window.query_all_by_label(&enlarge).next().unwrap().click();
        window.run_steps(2);
        assert_eq!(
            window.query_all_by_label("Reset view").count(),
            0,
            "{shown}"
        );
        chart_text(&window, &shown);
        window.key_press(Key::Escape);
        window.run_steps(2);
        assert_eq!(
            window.query_all_by_label("Reset view").count(),
            1,
            "{shown}"
        );
    }
}

#[test]
fn a_preset_replaces_the_lanes() {
    let mut window = standing("fashion-circle");
    pick(&mut window, "Preset", "Gaussian blobs");
    wait(&mut window, "the lanes of blobs", |app| {
        app.figures().map(|(lane, _)| lane).eq(["circle", "sphere"])
            && app
                .state()
                .lanes
                .iter()
                .all(|lane| lane.dataset.id == "blobs" && lane.step > 0)
    });
}

#[test]
fn a_double_click_on_the_slider_returns_to_the_default() {
    let mut window = standing("fashion-circle");
    set_slider(&mut window, "margin", 0.03);
    let slider = window.get_by_role_and_label(Role::Slider, "margin");
    let place = slider.rect().left_center() + Vec2::new(150.0, 0.0);
    for _ in 0..2 {
        window.drag_at(place);
        window.step();
        window.drop_at(place);
        window.step();
    }
    assert_eq!(knob(&window, "m"), Some(0.15));
}

#[test]
fn arrow_keys_turn_the_slider_that_was_touched() {
    let mut window = standing("fashion-circle");
    let slider = window.get_by_role_and_label(Role::Slider, "margin");
    let place = slider.rect().center();
    window.drag_at(place);
    window.step();
    window.drop_at(place);
    window.step();
    let before = knob(&window, "m").unwrap();
    window.key_press(Key::ArrowRight);
    window.step();
    assert!(knob(&window, "m").unwrap() > before);
}

#[test]
fn keys_are_no_commands_while_a_text_is_written() {
    let mut window = standing("fashion-circle");
    window.get_by_label_contains("Model: MLP").click();
    window.run_steps(2);
    window
        .get_by_role_and_label(Role::TextInput, "hidden layers")
        .focus();
    window.run_steps(2);
    let playing = window.state().state().playing;
    window.key_press(Key::Space);
    window.run_steps(3);
    assert_eq!(window.state().state().playing, playing);
}

#[test]
fn the_plots_tell_their_angles_and_accuracy() {
    let window = standing("fashion-circle");
    let plot = window.get_by_role_and_label(Role::Canvas, "Circle");
    let description = plot.accesskit_node().description().unwrap_or_default();
    assert!(description.contains("held-out accuracy"), "{description}");
    assert!(
        description.contains("Trouser") && description.contains('°'),
        "{description}"
    );
}

#[test]
fn settings_are_undone_and_redone_by_keys_and_buttons() {
    let mut window = standing("fashion-circle");
    let start = knob(&window, "m");
    set_slider(&mut window, "margin", 0.3);
    set_slider(&mut window, "margin", 0.4);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(knob(&window, "m"), Some(0.3));
    window.get_by_role_and_label(Role::Button, "Undo").click();
    window.run_steps(2);
    assert_eq!(knob(&window, "m"), start);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.get_by_role_and_label(Role::Button, "Redo").click();
    window.run_steps(2);
    assert_eq!(knob(&window, "m"), Some(0.4));
}

#[test]
fn a_drag_is_one_step_back() {
    let mut window = standing("fashion-circle");
    let start = knob(&window, "m");
    let rail = window.get_by_role_and_label(Role::Slider, "margin").rect();
    let at = |part: f32| rail.left_center() + Vec2::new(part * rail.width(), 0.0);
    window.drag_at(at(0.4));
    window.step();
    for part in [0.5, 0.6, 0.7] {
        window.hover_at(at(part));
        window.step();
    }
    window.drop_at(at(0.7));
    window.run_steps(2);
    assert_ne!(knob(&window, "m"), start);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(knob(&window, "m"), start);
}

#[test]
fn a_drag_that_moves_in_the_frame_of_its_release_is_one_step_too() {
    let mut window = standing("fashion-circle");
    let start = knob(&window, "m");
    let rail = window.get_by_role_and_label(Role::Slider, "margin").rect();
    let at = |part: f32| rail.left_center() + Vec2::new(part * rail.width(), 0.0);
    window.drag_at(at(0.4));
    window.step();
    window.hover_at(at(0.6));
    window.step();
    let held = knob(&window, "m");
    // Where frames are slow, or the hand is quick, both come at once.
    let input = window.input_mut();
    input.events.push(Event::PointerMoved(at(0.8)));
    input.events.push(Event::PointerButton {
        pos: at(0.8),
        button: PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    });
    window.run_steps(3);
    assert!(knob(&window, "m") > held && held > start);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(knob(&window, "m"), start);
}

#[test]
fn a_preset_that_was_opened_is_undone_too() {
    let mut window = standing("fashion-circle");
    pick(&mut window, "Preset", "Gaussian blobs");
    assert_eq!(window.state().session().id, "blobs");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(window.state().session().id, "fashion-circle");
}

#[test]
fn a_figure_stands_alone_until_it_is_put_back() {
    let mut window = standing("fashion");
    let resets = |window: &Window| window.query_all_by_label("Reset view").count();
    assert_eq!(resets(&window), 2);
    window.get_by_label("Show Sphere large (F)").click();
    window.run_steps(2);
    assert_eq!(resets(&window), 1);
    window.key_press(Key::Escape);
    window.run_steps(2);
    assert_eq!(resets(&window), 2);
    window.get_by_label("Show Circle large (F)").click();
    window.run_steps(2);
    window.get_by_label("All figures again (Esc)").click();
    window.run_steps(2);
    assert_eq!(resets(&window), 2);
}

#[test]
fn the_sheet_of_keys_opens_and_closes() {
    let mut window = standing("fashion-circle");
    let open = |window: &Window| window.query_by_label("Ctrl+Shift+Z").is_some();
    window.key_press(Key::Questionmark);
    window.run_steps(3);
    assert!(open(&window));
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(!open(&window));
    window
        .get_by_role_and_label(Role::Button, "Keys and mouse")
        .click();
    window.run_steps(3);
    assert!(open(&window));
}

/// Moves the pointer over the figure called `name` until a sample's card shows; its number.
fn look_for_a_sample(window: &mut Window, name: &str) -> usize {
    let rect = window.get_by_role_and_label(Role::Canvas, name).rect();
    for row in 1..60 {
        for column in 1..60 {
            let part = Vec2::new(column as f32, row as f32) / 60.0;
            window.hover_at(rect.min + part * rect.size());
            window.run_steps(2);
            let card = window.query_by_label_contains("held-out sample ");
            // What a label says is its value.
            if let Some(text) = card.and_then(|card| card.accesskit_node().value()) {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                return digits.parse().unwrap();
            }
        }
    }
    panic!("no sample under the pointer anywhere on {name}");
}

#[test]
fn a_sample_under_the_pointer_tells_its_class_its_angles_and_its_loss_in_every_lane() {
    let mut window = standing("fashion");
    let sample = look_for_a_sample(&mut window, "Circle");
    let lanes = window.state().state().lanes.clone();
    let label = lanes[0].dataset.test.labels[sample];
    let class = &lanes[0].dataset.class_names[label];
    assert!(window.query_all_by_label(class).count() >= 1, "{class}");
    for lane in &lanes {
        let loss = &lane.experiment.loss;
        let found = inspect(lane, loss, sample).unwrap();
        let theta = format!("{:.1}°", found.classes[0].theta.to_degrees());
        assert!(window.query_all_by_label(&theta).count() >= 1, "{theta}");
        let facts = format!(
            "loss {:.3} · p {:.3}",
            found.loss.unwrap(),
            found.posterior.unwrap()
        );
        assert!(window.query_by_label_contains(&facts).is_some(), "{facts}");
    }
    // Away from all figures it is gone, unless a click keeps it.
    window.hover_at(pos2(20.0, 790.0));
    window.run_steps(3);
    assert!(window.query_by_label_contains("held-out sample ").is_none());
}

#[test]
fn settings_are_those_of_all_lanes_or_of_one() {
    let margins = |window: &Window| -> Vec<Option<f64>> {
        let lanes = window.state().session().experiments().unwrap().into_iter();
        lanes.map(|(_, lane)| lane.loss.knobs.get("m")).collect()
    };
    let mut window = standing("cosface-toy");
    window.get_by_label("m-02, step 40").click();
    window.run_steps(3);
    assert_eq!(margins(&window), [0.0, 0.1, 0.2].map(Some));
    set_slider(&mut window, "margin", 0.25);
    assert_eq!(margins(&window), [0.0, 0.1, 0.25].map(Some));
    window.get_by_label("All lanes").click();
    window.run_steps(3);
    set_slider(&mut window, "margin", 0.15);
    assert_eq!(margins(&window), [Some(0.15); 3]);
}

/// A window on the circle that has trained for a while and holds.
fn held(least: u64) -> Window {
    let mut window = open("fashion-circle", None);
    let trained = move |app: &MarginscopeApp| app.state().lanes.iter().all(|l| l.step >= least);
    wait(&mut window, "training", trained);
    window.key_press(Key::Space);
    // What is shown of a lane that rests is of one step, once it is measured.
    wait(&mut window, "a pause", |app| {
        !app.state().playing && app.state().lanes.iter().all(|lane| lane.whole)
    });
    window.run_steps(2);
    window
}

#[test]
fn the_history_goes_back_and_live_returns() {
    let mut window = held(30);
    let live = circle(&window).clone();
    set_slider(&mut window, "history", 0.0);
    let then = circle(&window).clone();
    assert_ne!(live, then);
    set_slider(&mut window, "history", 1e9);
    set_slider(&mut window, "history", 0.0);
    assert_eq!(&then, circle(&window), "the same moment twice");

    window.get_by_label("Live").click();
    window.run_steps(2);
    assert_eq!(&live, circle(&window));

    // A setting that is turned is seen on the present.
    set_slider(&mut window, "history", 0.0);
    set_slider(&mut window, "margin", 0.3);
    check_regions(&window, 0.3);
}

#[test]
fn the_history_plays_to_its_end() {
    let mut window = held(30);
    set_slider(&mut window, "history", 0.0);
    let then = circle(&window).clone();
    pick(&mut window, "speed of the history", "16 ×");
    window.get_by_label("play the history").click();
    window.run_steps(200);
    assert_ne!(&then, circle(&window));
    // It stands at its end, and can be played again.
    assert!(window.query_by_label("play the history").is_some());
}

#[test]
fn the_run_before_a_restart_is_kept_and_stands_beside_the_present() {
    let mut window = held(30);
    let before = snapshot(&window, 0).run;
    window.get_by_label("Replay").click();
    wait(&mut window, "a new run", move |app| {
        let lane = &app.state().lanes[0];
        // While it loads, it shows what the run before did last.
        lane.status != Status::Loading && lane.run != before && lane.step > 2
    });
    window.run_steps(3);
    window.key_press(Key::Space);
    wait(&mut window, "a pause", |app| !app.state().playing);
    let names: Vec<String> = window.state().runs();
    assert_eq!(names.len(), 2, "{names:?}");
    // The newest stands first.
    pick(&mut window, "run", &names[1]);
    let lanes = |window: &Window| -> Vec<String> {
        let figures = window.state().figures();
        figures.map(|(lane, _)| lane.to_owned()).collect()
    };
    assert_eq!(lanes(&window).len(), 1);
    window.get_by_label("beside live").click();
    window.run_steps(3);
    let shown = lanes(&window);
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert_eq!(shown[1], format!("{} · then", shown[0]));
}

#[test]
fn the_track_of_the_history_stays_under_the_pointer_that_leaves_the_present() {
    let mut window = held(30);
    let track = |window: &Window| window.get_by_role_and_label(Role::Slider, "history").rect();
    let live = track(&window);
    set_slider(&mut window, "history", 0.0);
    window.run_steps(2);
    assert_eq!(track(&window), live);
}

#[test]
fn an_earlier_moment_with_other_settings_shows_those_everywhere_and_can_be_taken_up() {
    let mut window = held(30);
    let m = |window: &Window| knob(window, "m");
    let then = window.get_by_role_and_label(Role::Slider, "margin").value();
    let before = m(&window);
    set_slider(&mut window, "margin", 0.3);
    window.run_steps(2);
    set_slider(&mut window, "history", 0.0);
    window.run_steps(2);
    let slider = window.get_by_role_and_label(Role::Slider, "margin");
    assert_eq!(slider.value(), then);
    assert!(slider.accesskit_node().is_disabled());
    assert_ne!(m(&window), before, "the present keeps what was turned");
    window.get_by_label("Train with these settings").click();
    window.run_steps(2);
    assert_eq!(m(&window), before);
    let slider = window.get_by_role_and_label(Role::Slider, "margin");
    assert!(!slider.accesskit_node().is_disabled());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(m(&window), Some(0.3));
}

/// Samples that the circle draws.
fn drawn(window: &Window) -> Vec<u32> {
    let dots = circle(window).marks.iter().flat_map(|mark| match mark {
        Mark::Dots(dots) => &dots[..],
        _ => &[],
    });
    dots.map(|dot| dot.sample).collect()
}

#[test]
fn a_cell_of_the_confusion_shows_its_samples_in_every_figure() {
    let mut session = Session::preset("fashion").unwrap();
    session.show = vec!["confusion".to_owned()];
    let mut window = open_session(session, Some(40));
    wait(&mut window, "40 steps", |app| {
        let lanes = &app.state().lanes;
        !lanes.is_empty() && lanes.iter().all(|lane| lane.step == 40)
    });
    let all = drawn(&window);
    let room = window.get_by_role_and_label(Role::Canvas, "Confusion, circle");
    let rect = room.rect();
    // Down the middle of the cells; where exactly they begin depends on the names.
    let column = rect.center().x + 30.0;
    let chosen = (0..40).find_map(|i| {
        let at = pos2(column, rect.top() + rect.height() * (i as f32 + 0.5) / 40.0);
        window.drag_at(at);
        window.drop_at(at);
        window.run_steps(3);
        (drawn(&window).len() < all.len()).then(|| drawn(&window))
    });
    let chosen = chosen.expect("a cell under the pointer");
    let labels = &snapshot(&window, 0).dataset.test.labels;
    let label = labels[chosen[0] as usize];
    assert!(
        chosen
            .iter()
            .all(|sample| labels[*sample as usize] == label)
    );
    let globe = window
        .state()
        .figures()
        .find_map(|(_, figure)| match figure {
            Figure::Globe(globe) => Some(globe.points.clone()),
            _ => None,
        });
    let beside: Vec<u32> = globe.unwrap().iter().map(|point| point.sample).collect();
    assert_eq!(beside, chosen, "the other lane shows the same samples");

    window.key_press(Key::Escape);
    window.run_steps(2);
    assert_eq!(drawn(&window), all);
}

#[test]
fn the_pull_field_follows_the_margin_and_its_class() {
    let arrows = |window: &Window| -> Vec<Mark> {
        let marks = circle(window).marks.iter();
        let arrows = marks.filter(|mark| matches!(mark, Mark::Arrow { .. }));
        arrows.cloned().collect()
    };
    let mut window = standing("fashion-circle");
    assert!(arrows(&window).is_empty());
    window.get_by_label("pull").click();
    window.run_steps(2);
    let before = arrows(&window);
    assert!(!before.is_empty());
    set_slider(&mut window, "margin", 0.6);
    assert_ne!(arrows(&window), before, "in the same frame");
    let at_margin = arrows(&window);
    pick(&mut window, "class of the pull field, run", "Bag");
    assert_ne!(arrows(&window), at_margin);
}

/// Lane and name of each view that is shown, in the order of the tiles.
fn shown(window: &Window) -> Vec<String> {
    let canvases = window.query_all_by_role(Role::Canvas);
    let names = canvases.filter_map(|node| node.accesskit_node().label());
    let views = ["Circle", "Raw features", "Section", "Confusion", "Sphere"];
    names
        .filter(|name| views.iter().any(|view| name.starts_with(view)))
        .collect()
}

#[test]
fn tiles_are_added_and_closed_and_the_arrangement_is_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let mut options = Options::new(Session::preset("fashion-circle").unwrap());
        options.arrangement = Some(folder.path().join("arrangement.toml"));
        let mut window = open_with(options, Some(2));
        wait(&mut window, "2 steps", |app| {
            app.state().lanes.iter().any(|lane| lane.step == 2)
        });
        window
    };
    let mut window = start();
    assert_eq!(shown(&window), ["Circle"]);
    window.get_by_label("Add a view of run").click();
    window.run_steps(3);
    window
        .get_by_role_and_label(Role::Button, "Confusion")
        .click();
    window.run_steps(3);
    assert_eq!(shown(&window), ["Circle", "Confusion"]);
    drop(window);

    let mut window = start();
    assert_eq!(shown(&window), ["Circle", "Confusion"]);
    window.get_by_label("Close Circle").click();
    window.run_steps(3);
    assert_eq!(shown(&window), ["Confusion"]);
    pick(&mut window, "View of run", "Circle");
    assert_eq!(shown(&window), ["Circle"]);
    drop(window);
    assert_eq!(shown(&start()), ["Circle"]);
}

/// Presses Tab until the control called `name` has the focus.
fn tab_to(window: &mut Window, role: Role, name: &str) {
    for _ in 0..200 {
        window.key_press(Key::Tab);
        window.step();
        let focused = window.query_all(egui_kittest::kittest::By::new().predicate(|node| {
            node.is_focused() && node.role() == role && node.label().as_deref() == Some(name)
        }));
        if focused.count() > 0 {
            return;
        }
    }
    panic!("Tab never reaches {name}");
}

#[test]
fn the_main_job_is_done_by_keyboard_alone() {
    let mut window = open("fashion-circle", None);
    wait(&mut window, "training", |app| {
        app.state().lanes.iter().any(|lane| lane.step > 3)
    });
    // Hold, and look at one step.
    window.key_press(Key::Space);
    wait(&mut window, "a pause", |app| !app.state().playing);
    let before = snapshot(&window, 0).step;
    window.key_press(Key::Period);
    wait(&mut window, "one step", move |app| {
        app.state().lanes[0].step == before + 1
    });
    // Turn m and s with the arrow keys.
    tab_to(&mut window, Role::Slider, "margin");
    let m = knob(&window, "m").unwrap();
    for _ in 0..5 {
        window.key_press(Key::ArrowRight);
        window.step();
    }
    let turned = knob(&window, "m").unwrap();
    assert!(turned > m);
    check_regions(&window, turned);
    tab_to(&mut window, Role::Slider, "scale");
    let s = knob(&window, "s").unwrap();
    window.key_press(Key::ArrowLeft);
    window.run_steps(2);
    assert!(knob(&window, "s").unwrap() < s);
    // Take the last one back.
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(knob(&window, "s"), Some(s));
    // Another loss.
    tab_to(&mut window, Role::ComboBox, "Loss");
    window.key_press(Key::Enter);
    window.run_steps(3);
    for _ in 0..60 {
        window.key_press(Key::Tab);
        window.step();
        let on = window.query_all_by_role(Role::Button).any(|node| {
            let node = node.accesskit_node();
            node.is_focused()
                && node
                    .label()
                    .is_some_and(|label| label.starts_with("ArcFace"))
        });
        if on {
            break;
        }
    }
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(window.state().session().base.loss.id, "arcface");
    // Back through the history, and to the present.
    tab_to(&mut window, Role::Slider, "history");
    window.key_press(Key::Home);
    window.run_steps(2);
    tab_to(&mut window, Role::Button, "Live");
    window.key_press(Key::Enter);
    window.run_steps(2);
}

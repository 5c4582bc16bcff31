//! The panel of settings, driven through its accessibility tree: what is open at the start, what plays, what goes back, what
//! stands where.

use std::path::{Path, PathBuf};

use crate::support::window::{Window, standing, standing_with, wait};
use eframe::egui::{Event, Key, Modifiers, Rect, Vec2, accesskit::Role, epaint::Shape};
use egui_kittest::kittest::{NodeT, Queryable};
use marginscope::{
    app::{
        Options,
        chooser::{Answer, Ask, Wanted},
    },
    train::Session,
};

const SIZE: Vec2 = Vec2::new(1280.0, 800.0);

/// A window of `preset` at step 3.
fn opened(preset: &str) -> Window {
    standing(Session::preset(preset).unwrap(), 3, SIZE)
}

fn m(window: &Window) -> f64 {
    window.state().session().base.loss.knobs.get("m").unwrap()
}

fn press(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click();
    window.run_steps(2);
}

/// Writes `text` into the field of this role that is called `name`, and presses Enter.
fn write(window: &mut Window, role: Role, name: &str, text: &str) {
    window.get_by_role_and_label(role, name).focus();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(2);
    window.event(Event::Text(text.to_owned()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

#[test]
fn loss_and_data_are_open_and_the_rest_is_a_line_each_that_opens() {
    // High enough that no line has to be scrolled to.
    let fashion = Session::preset("fashion").unwrap();
    let mut window = standing(fashion, 3, Vec2::new(1280.0, 1100.0));
    for shown in ["margin", "scale"] {
        window.get_by_role_and_label(Role::Slider, shown);
    }
    window.get_by_label("training images");
    let lines = [
        ("Model: MLP 256-128, PReLU", "hidden layers"),
        ("Optimizer: Adam, rate 0.003, batch 128", "batch"),
        ("Seeds: data 1, start 2, order 2", "initialization"),
    ];
    for (line, inside) in lines {
        assert!(window.query_by_label(inside).is_none(), "{inside}");
        press(&mut window, line);
        let head = window.get_by_role_and_label(Role::Button, line);
        assert_eq!(head.accesskit_node().data().is_expanded(), Some(true));
        assert!(
            window.query_all_by_label(inside).next().is_some(),
            "{inside}"
        );
        press(&mut window, line);
        assert!(window.query_by_label(inside).is_none(), "{inside}");
    }
}

#[test]
fn m_plays_to_and_fro_and_escape_holds_it_and_one_undo_takes_all_of_it_back() {
    let mut window = opened("fashion-circle");
    let before = m(&window);
    press(&mut window, "Play margin");
    let mut seen = Vec::new();
    for _ in 0..30 {
        window.step();
        seen.push(m(&window));
    }
    assert!(seen.windows(2).all(|pair| pair[0] <= pair[1]), "{seen:?}");
    assert!(seen.last().unwrap() - before > 0.1, "{seen:?}");
    window.key_press(Key::Escape);
    window.run_steps(2);
    let held = m(&window);
    window.run_steps(5);
    assert_eq!(m(&window), held);
    assert!(window.query_by_label("Play margin").is_some());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(m(&window), before);
    assert!(
        window
            .get_by_role_and_label(Role::Button, "Undo")
            .accesskit_node()
            .is_disabled(),
        "it was one step"
    );
}

#[test]
fn a_hand_on_the_slider_holds_what_plays_and_its_pace_can_be_turned() {
    let mut window = opened("fashion-circle");
    press(&mut window, "Play scale");
    press(&mut window, "speed of scale");
    window.get_by_role_and_label(Role::Button, "Hold scale");
    let slider = window.get_by_role_and_label(Role::Slider, "scale");
    slider.set_value_accesskit(20.0);
    window.run_steps(3);
    let s = window.state().session().base.loss.knobs.get("s");
    assert_eq!(s, Some(20.0));
    window.get_by_role_and_label(Role::Button, "Play scale");
}

#[test]
fn what_is_typed_and_does_not_fit_goes_back_and_the_field_says_why_for_a_while() {
    let mut window = opened("fashion-circle");
    let before = m(&window);
    let step = |window: &mut Window, text: &str, why: &str| {
        write(window, Role::SpinButton, "margin", text);
        assert_eq!(m(window), before);
        let note = window.get_by_label_contains(why);
        let row = window.get_by_role_and_label(Role::SpinButton, "margin");
        let away = note.rect().top() - row.rect().bottom();
        assert!((0.0..12.0).contains(&away), "under its field: {away}");
    };
    step(&mut window, "7", "margin m is at most 1: kept at 0.15");
    step(&mut window, "lots", "“lots” is no number");
    // The clock of the window goes on by 50 ms a frame.
    window.run_steps(200);
    assert!(window.query_by_label_contains("is no number").is_none());
    write(&mut window, Role::SpinButton, "margin", "0,2");
    assert_eq!(m(&window), 0.2);
}

/// Rests the pointer on the slider of the margin; returns its place.
fn rest_on_margin(window: &mut Window) -> Rect {
    let slider = window.get_by_role_and_label(Role::Slider, "margin").rect();
    window.hover_at(slider.center());
    // Tooltips take their time.
    window.run_steps(30);
    slider
}

#[test]
fn the_explanation_of_m_covers_neither_its_lines_nor_the_figures() {
    for size in [SIZE, Vec2::new(1024.0, 640.0), Vec2::new(1920.0, 1200.0)] {
        let session = Session::preset("fashion-circle").unwrap();
        let mut window = standing(session, 3, size);
        let help = marginscope::loss::find("am-softmax").unwrap().knobs()[0].larger;
        let slider = rest_on_margin(&mut window);
        let shown = window.get_by_label(help).rect();
        let lines = ["zone, nearest two", "spread evenly, all classes fit"];
        for line in lines.map(|line| window.get_by_label_contains(line).rect()) {
            assert!(!line.intersects(shown), "{shown:?} {line:?}");
        }
        assert!(!slider.intersects(shown), "{shown:?} {slider:?}");
        let figure = window.get_by_role_and_label(Role::Canvas, "Circle").rect();
        assert!(!figure.intersects(shown), "{shown:?} {figure:?}");
    }
}

#[test]
fn beyond_its_bound_the_explanation_of_m_says_what_happens_there() {
    let mut session = Session::preset("fashion-circle").unwrap();
    session.base.loss.knobs.set("m", 0.15);
    let mut window = standing(session, 3, SIZE);
    rest_on_margin(&mut window);
    assert!(window.query_by_label_contains("no arrangement").is_none());
    write(&mut window, Role::SpinButton, "margin", "0.2");
    rest_on_margin(&mut window);
    let told =
        window.get_by_label_contains("Beyond 0.191 no arrangement of 10 classes on the circle");
    let node = told.accesskit_node();
    let text = node.label().or(node.value()).unwrap_or_default();
    let share = text.split("covers ").nth(1).unwrap().split(" %").next();
    let share: f64 = share.unwrap().parse().unwrap();
    let lane = &window.state().state().lanes[0];
    let mut config = lane.experiment.loss.clone();
    config.knobs.set("m", 0.2);
    let field = marginscope::figure::field(lane, &config).unwrap();
    let points = 20_000;
    let free = (0..points).filter(|i| {
        let angle = std::f64::consts::TAU * f64::from(*i) / f64::from(points);
        field.region(&[angle.cos(), angle.sin()]).is_none()
    });
    let counted = 100.0 * free.count() as f64 / f64::from(points);
    assert!((share - counted).abs() < 0.1, "{share} {counted}");
}

#[test]
fn notices_stand_in_the_panel_and_cover_nothing() {
    for size in [SIZE, Vec2::new(1024.0, 640.0)] {
        let session = Session::preset("fashion").unwrap();
        let mut window = standing(session, 3, size);
        press(&mut window, "New seed");
        window.run_steps(3);
        let notice = window.get_by_label_contains("the seeds changed").rect();
        assert!(notice.right() < 272.0, "{notice:?}");
        assert!(notice.bottom() <= size.y, "{notice:?}");
        for name in ["Circle", "Sphere"] {
            let figure = window.get_by_role_and_label(Role::Canvas, name).rect();
            assert!(!figure.intersects(notice));
        }
    }
}

/// Whether a line is drawn around this rectangle, a little away from it.
fn is_ringed(window: &Window, around: eframe::egui::Rect) -> bool {
    let near = |shape: &Shape| match shape {
        Shape::Rect(rect) => {
            rect.fill.a() == 0
                && rect.stroke.width >= 2.0
                && (rect.rect.min - around.min).length() < 5.0
                && (rect.rect.max - around.max).length() < 5.0
        }
        _ => false,
    };
    let mut shapes = window.output().shapes.iter();
    shapes.any(|clipped| near(&clipped.shape))
}

#[test]
fn whatever_has_the_keyboard_has_a_line_around_it_until_the_mouse_is_used() {
    let mut window = opened("fashion-circle");
    let mut ringed = 0;
    for _ in 0..60 {
        window.key_press(Key::Tab);
        window.step();
        let focused = window.ctx.memory(|memory| memory.focused());
        let Some(response) = focused.and_then(|id| window.ctx.read_response(id)) else {
            continue;
        };
        if !response.interact_rect.is_positive() {
            continue;
        }
        assert!(is_ringed(&window, response.interact_rect), "{response:?}");
        ringed += 1;
    }
    assert!(ringed > 30, "{ringed}");
    let slider = window.get_by_role_and_label(Role::Slider, "margin").rect();
    window.drag_at(slider.center());
    window.step();
    window.drop_at(slider.center());
    window.run_steps(2);
    assert!(!is_ringed(&window, slider));
}

#[test]
fn escape_closes_a_menu_and_leaves_the_figure_that_stands_alone() {
    let mut window = opened("fashion");
    let resets = |window: &Window| window.query_all_by_label("Reset view").count();
    window.get_by_label("Show Sphere large (F)").click();
    window.run_steps(2);
    for menu in ["Loss", "Preset"] {
        window.get_by_role_and_label(Role::ComboBox, menu).click();
        window.run_steps(3);
        let entry = match menu {
            "Loss" => "ArcFace",
            _ => "Gaussian blobs",
        };
        assert!(window.query_by_label(entry).is_some(), "{menu} is open");
        window.key_press(Key::Escape);
        window.run_steps(3);
        assert!(window.query_by_label(entry).is_none(), "{menu} is closed");
        assert_eq!(resets(&window), 1, "{menu}");
    }
    window.key_press(Key::Escape);
    window.run_steps(2);
    assert_eq!(resets(&window), 2);
}

/// Where the chooser of these tests puts a picture.
fn chosen_picture() -> PathBuf {
    std::env::temp_dir().join(format!("marginscope-chosen-{}.png", std::process::id()))
}

fn chooses(ask: &Ask) -> Answer {
    match &ask.wanted {
        Wanted::Experiment => Answer::Chosen(PathBuf::from("assets/presets/blobs.toml")),
        Wanted::NewExperiment(_) => Answer::Absent,
        Wanted::Folder | Wanted::Data => Answer::Chosen(std::env::temp_dir()),
        Wanted::Picture(_) => Answer::Chosen(chosen_picture()),
    }
}

fn cancels(_: &Ask) -> Answer {
    Answer::Cancelled
}

fn with(chooser: fn(&Ask) -> Answer, folder: &Path) -> Window {
    let mut options = Options::new(Session::preset("fashion-circle").unwrap());
    options.chooser = chooser;
    options.folder = folder.to_owned();
    standing_with(options, 3, SIZE)
}

#[test]
fn a_chosen_file_is_opened_and_a_closed_chooser_changes_nothing() {
    let mut window = with(cancels, Path::new("."));
    let before = window.state().session().clone();
    window.key_press_modifiers(Modifiers::COMMAND, Key::O);
    window.run_steps(20);
    assert_eq!(*window.state().session(), before);
    let mut window = with(chooses, Path::new("."));
    window.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut window, |window| {
        window.state().session().base.data.source == "blobs"
    });
}

#[test]
fn without_a_chooser_a_field_takes_the_path() {
    let mut window = opened("fashion-circle");
    window.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut window, |window| {
        window
            .query_by_label_contains("No chooser of files")
            .is_some()
    });
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.query_by_label_contains("No chooser").is_none());
    window.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut window, |window| {
        window.query_by_label("path").is_some()
    });
    window.event(Event::Text("assets/presets/blobs.toml".to_owned()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    wait(&mut window, |window| {
        window.state().session().base.data.source == "blobs"
    });
}

/// What is saved opens again as it was, and is among the experiments that were used last.
#[test]
fn an_experiment_is_saved_and_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = Options::new(Session::preset("fashion-circle").unwrap());
    options.folder = folder.path().to_owned();
    options.arrangement = Some(folder.path().join("kept").join("arrangement.toml"));
    let mut window = standing_with(options.clone(), 3, SIZE);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    let file = folder.path().join("fashion-circle.marginscope.toml");
    wait(&mut window, |_| file.exists());
    let saved = window.state().session().clone();
    let read = Session::parse(
        "fashion-circle",
        &std::fs::read_to_string(&file).unwrap(),
        "file",
    );
    assert_eq!(read.unwrap(), saved);
    assert_eq!(saved.base, Session::preset("fashion-circle").unwrap().base);
    // Saved again, it overwrites nothing.
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    let second = folder.path().join("fashion-circle-2.marginscope.toml");
    wait(&mut window, |_| second.exists());
    options.session = Session::preset("blobs").unwrap();
    let mut window = standing_with(options, 3, SIZE);
    let menu = |window: &Window| {
        window
            .get_by_role_and_label(Role::ComboBox, "Preset")
            .click()
    };
    menu(&window);
    window.run_steps(3);
    press(&mut window, "fashion-circle-2.marginscope.toml");
    wait(&mut window, |window| {
        window.state().session().id == "fashion-circle-2"
    });
    assert_eq!(window.state().session().base, saved.base);
}

#[test]
fn the_export_dialog_writes_under_the_name_and_into_the_folder_that_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with(chooses, folder.path());
    window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    window.run_steps(3);
    let field = |window: &Window| {
        let field = window.get_by_role_and_label(Role::TextInput, "folder of the file");
        field.accesskit_node().value().unwrap_or_default()
    };
    assert_eq!(field(&window), folder.path().display().to_string());
    write(
        &mut window,
        Role::TextInput,
        "name of the file",
        "two classes",
    );
    window.get_by_role_and_label(Role::Button, "Save").click();
    let file = folder.path().join("two classes.svg");
    wait(&mut window, |_| file.exists());
    press(&mut window, "Choose…");
    let chosen = std::env::temp_dir().display().to_string();
    wait(&mut window, |window| field(window) == chosen);
}

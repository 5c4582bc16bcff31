//! The window in Chinese: nothing that it shows is English but names, and the language changes at once.

mod support;

use eframe::egui::{Event, Key, Modifiers, Vec2, accesskit::Role};
use egui_kittest::kittest::{By, NodeT, Queryable};
use marginscope::{
    app::Options,
    figure::lab::{Lab, preset_ids},
    text::{Language, within},
    train::{Edit, Scope, Session, Status},
};
use support::{
    english::english_in,
    window::{Window, standing, standing_with, wait},
};

/// Everything that assistive technology reads of the window.
fn texts(window: &Window) -> Vec<String> {
    let all = window.query_all(By::new().predicate(|_| true));
    all.flat_map(|node| {
        let node = node.accesskit_node();
        [
            node.label(),
            node.value(),
            node.description(),
            node.placeholder().map(str::to_owned),
        ]
    })
    .flatten()
    .collect()
}

/// No word of the window is English.
fn check(window: &Window, state: &str) {
    let texts = texts(window);
    assert!(texts.len() > 20, "{state}: {texts:?}");
    for text in &texts {
        // Names of files are what they are.
        let told = text.split_whitespace();
        let told = told.filter(|word| {
            !word.starts_with("marginscope-") && !word.starts_with('~') && !word.contains('/')
        });
        let found = english_in(&told.collect::<Vec<_>>().join(" "));
        assert!(found.is_empty(), "{state}: {found:?} in {text}");
    }
    assert!(
        texts
            .iter()
            .any(|text| text.contains('失') || text.contains('图')),
        "{state}"
    );
}

fn size() -> Vec2 {
    Vec2::new(1280.0, 800.0)
}

#[test]
fn nothing_in_the_window_is_english() {
    within(Language::Chinese, || {
        let mut window = standing(Session::preset("fashion").unwrap(), 3, size());
        check(&window, "at the start");
        window.key_press(Key::Questionmark);
        window.run_steps(3);
        check(&window, "the sheet of keys");
        window.key_press(Key::Escape);
        window.run_steps(3);
        window.key_press_modifiers(Modifiers::COMMAND, Key::P);
        window.run_steps(3);
        check(&window, "the palette");
        window.key_press(Key::Escape);
        window.run_steps(3);
        window.key_press_modifiers(Modifiers::COMMAND, Key::E);
        window.run_steps(3);
        check(&window, "the export dialog");
        window.get_by_role_and_label(Role::Button, "动画").click();
        window.run_steps(3);
        check(&window, "the export dialog of animations");
        window.key_press(Key::Escape);
        window.run_steps(3);
        // Undoing says so in a notice.
        window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        window.run_steps(3);
        check(&window, "a notice");
    });
}

#[test]
fn the_preview_of_data_is_not_english() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("123.csv");
    let rows: String = (0..40)
        .map(|i| format!("{i},{},{}\n", i * i, i % 2))
        .collect();
    std::fs::write(&file, rows).unwrap();
    within(Language::Chinese, || {
        let mut window = standing(Session::preset("fashion").unwrap(), 3, size());
        window.key_press_modifiers(Modifiers::COMMAND, Key::O);
        wait(&mut window, |window| {
            let field = window.query_by_role_and_label(Role::TextInput, "路径");
            field.is_some()
        });
        let text = Event::Text(file.display().to_string());
        window.event(text);
        window.run_steps(2);
        window.key_press(Key::Enter);
        wait(&mut window, |window| {
            let button = window.query_by_role_and_label(Role::Button, "用来训练");
            button.is_some_and(|button| !button.accesskit_node().is_disabled())
        });
        check(&window, "the preview of data");
    });
}

#[test]
fn a_sweep_is_not_english() {
    within(Language::Chinese, || {
        let mut window = standing(Session::preset("fashion").unwrap(), 3, size());
        window.key_press_modifiers(Modifiers::COMMAND, Key::G);
        window.run_steps(8);
        check(&window, "the dialog of sweeps");
        window.get_by_role_and_label(Role::Button, "开始").click();
        window.run_steps(4);
        window.get_by_role_and_label(Role::Button, "暂停").click();
        window.run_steps(4);
        check(&window, "the page of a sweep");
        window.key_press(Key::Escape);
        window.run_steps(3);
        check(&window, "a sweep behind the figures");
        window.get_by_role_and_label(Role::Button, "取消").click();
        window.run_steps(3);
        window.key_press(Key::G);
        window.run_steps(3);
        check(&window, "a sweep that was given up");
    });
}

#[test]
fn no_section_of_the_panel_is_english_for_any_loss() {
    within(Language::Chinese, || {
        for loss in marginscope::loss::registry() {
            let mut session = Session::preset("blobs").unwrap();
            session.base.set_loss(loss.id());
            session.lanes.truncate(1);
            let mut window = standing(session, 2, size());
            for section in ["模型", "优化器", "随机种子"] {
                let head = window
                    .query_all(By::new().role(Role::Button).label_contains(section))
                    .next();
                if let Some(head) = head {
                    head.click();
                }
                window.run_steps(2);
            }
            check(&window, loss.id());
        }
    });
}

#[test]
fn no_chart_and_no_view_is_english() {
    within(Language::Chinese, || {
        for chart in marginscope::figure::charts::registry() {
            let mut session = Session::preset("blobs").unwrap();
            session.show = vec![format!("large:{}", chart.id())];
            check(&standing(session, 3, size()), chart.id());
        }
        // Circle and sphere are what a lane shows without being asked.
        let views = marginscope::figure::registry().iter();
        let views = views.filter(|view| !["circle", "sphere"].contains(&view.id()));
        for view in views {
            let mut session = Session::preset("blobs").unwrap();
            session.show = vec![view.id().to_owned()];
            check(&standing(session, 3, size()), view.id());
        }
    });
}

#[test]
fn nothing_in_the_laboratory_is_english() {
    within(Language::Chinese, || {
        for id in preset_ids() {
            let mut options = Options::new(Session::preset("blobs").unwrap());
            options.lab = Some(Lab::preset(id).unwrap());
            check(&standing_with(options, 2, size()), id);
        }
    });
}

#[test]
fn warnings_and_earlier_moments_are_not_english() {
    within(Language::Chinese, || {
        // A margin without room, a scale without reach, and a learning rate at which everything breaks off.
        let mut session = Session::preset("fashion-circle").unwrap();
        session.base.loss.knobs.set("m", 0.9);
        session.base.loss.knobs.set("s", 1.0);
        let mut window = standing(session, 20, size());
        check(&window, "a margin without room");
        let strip = window.get_by_role_and_label(Role::Slider, "历史");
        strip.focus();
        window.run_steps(2);
        for _ in 0..3 {
            window.key_press(Key::ArrowLeft);
            window.run_steps(2);
        }
        check(&window, "an earlier moment");
        let mut session = Session::preset("fashion").unwrap();
        for (key, value) in [("optimizer.learning_rate", 10.0), ("loss.s", 64.0)] {
            session.apply(&Edit::new(Scope::All, key, value)).unwrap();
        }
        let mut options = Options::new(session);
        options.after_steps = Some(4_000);
        let mut window = egui_kittest::Harness::builder()
            .with_size(size())
            .build_eframe(move |cc| marginscope::app::MarginscopeApp::new(cc, options));
        wait(&mut window, |window| {
            let lanes = &window.state().state().lanes;
            lanes
                .iter()
                .any(|lane| !lane.health.is_sound() || matches!(lane.status, Status::Failed(_)))
        });
        check(&window, "a run that broke off");
    });
}

#[test]
fn the_language_changes_at_once_and_trains_nothing_anew() {
    within(Language::English, || {
        let mut window = standing(Session::preset("fashion").unwrap(), 3, size());
        let runs = |window: &Window| -> Vec<u64> {
            window
                .state()
                .state()
                .lanes
                .iter()
                .map(|lane| lane.run)
                .collect()
        };
        let before = runs(&window);
        assert!(window.query_by_label("Replay").is_some());
        window
            .get_by_role_and_label(Role::Button, "Language")
            .click();
        window.run_steps(3);
        window
            .get_by_role_and_label(Role::Button, "简体中文")
            .click();
        window.run_steps(4);
        check(&window, "after the change");
        assert_eq!(runs(&window), before);
        window.get_by_role_and_label(Role::Button, "语言").click();
        window.run_steps(3);
        window
            .get_by_role_and_label(Role::Button, "English")
            .click();
        window.run_steps(4);
        assert!(window.query_by_label("Replay").is_some());
        let chinese = |text: &&String| text.chars().any(|c| c >= '\u{2e80}');
        let left: Vec<String> = texts(&window).iter().filter(chinese).cloned().collect();
        assert_eq!(left, Vec::<String>::new());
    });
}

#[test]
fn the_language_that_was_chosen_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    within(Language::English, || {
        let mut options = Options::new(Session::preset("blobs").unwrap());
        options.arrangement = Some(folder.path().join("arrangement.toml"));
        let mut window = standing_with(options, 2, size());
        let file = folder.path().join("preferences.toml");
        assert!(!file.exists(), "nobody chose one");
        window
            .get_by_role_and_label(Role::Button, "Language")
            .click();
        window.run_steps(3);
        window
            .get_by_role_and_label(Role::Button, "简体中文")
            .click();
        window.run_steps(3);
        let text = std::fs::read_to_string(file).unwrap();
        assert_eq!(text.trim(), "language = \"zh\"");
    });
}

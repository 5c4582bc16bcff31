//! The export dialog, driven through the accessibility tree: what it saves can be opened again.

use std::path::{Path, PathBuf};

use crate::support::window::{Window, pick, standing_with, wait};
use eframe::egui::{Key, Modifiers, OutputCommand, Vec2, accesskit::Role};
use egui_kittest::kittest::Queryable;
use marginscope::{
    app::Options,
    export::{carry, open},
    train::Session,
};

/// A window of `preset` at step 3.
fn opened(preset: &str) -> Window {
    opened_in(preset, Path::new("."))
}

/// The same, which writes into `folder`.
fn opened_in(preset: &str, folder: &Path) -> Window {
    let mut options = Options::new(Session::preset(preset).unwrap());
    options.folder = folder.to_owned();
    standing_with(options, 3, Vec2::new(1280.0, 800.0))
}

/// What is there under its name; what is still being written has a hidden one.
fn figures(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().flatten();
    let whole = files.filter(|file| !file.file_name().to_string_lossy().starts_with('.'));
    let mut files: Vec<PathBuf> = whole.map(|file| file.path()).collect();
    files.sort();
    files
}

/// A picture of the laboratory carries what is in it, and has the look of the window's.
fn check_laboratory(window: &mut Window, folder: &Path) {
    window.key_press(Key::L);
    window.run_steps(3);
    window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    window.run_steps(3);
    pick(window, "format", "SVG");
    window.get_by_role_and_label(Role::Button, "Save").click();
    let file = folder.join("marginscope-lab-arcface.svg");
    wait(window, |_| file.exists());
    let opened = open::open(&file).unwrap();
    let (lab, _) = window.state().lab().unwrap();
    assert_eq!(opened.lab.as_ref(), Some(lab));
    let text = std::fs::read_to_string(&file).unwrap();
    for part in [">W₁<", ">W₂<", ">P₀<", ">P₁<", ">ArcFace<"] {
        assert!(text.contains(part), "no {part}");
    }
}

#[test]
fn what_the_dialog_saves_carries_its_experiment_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = opened_in("fashion", folder.path());
    window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    window.run_steps(3);
    // The window that says what is in a picture leaves the hash of the data to the thread that writes it.
    let hashed = |window: &Window| {
        let mut lanes = window.state().state().lanes.iter();
        lanes.any(|lane| lane.dataset.known_sha256().is_some())
    };
    assert!(!hashed(&window));
    for (format, count) in [("SVG", 1), ("PDF", 2), ("PNG", 3), ("PNG", 4)] {
        if window
            .query_by_role_and_label(Role::ComboBox, "format")
            .is_some()
        {
            pick(&mut window, "format", format);
        }
        window.get_by_role_and_label(Role::Button, "Save").click();
        let folder = folder.path().to_owned();
        wait(&mut window, move |_| figures(&folder).len() == count);
    }
    assert!(hashed(&window));
    let files = figures(folder.path());
    let names: Vec<&str> = files
        .iter()
        .filter_map(|file| file.file_name()?.to_str())
        .collect();
    let stem = "marginscope-am-softmax-m0.15-s10-step3";
    let expect = ["-2.png", ".pdf", ".png", ".svg"].map(|end| format!("{stem}{end}"));
    assert_eq!(names, expect);
    window
        .get_by_role_and_label(Role::Button, "Save report")
        .click();
    let report = folder.path().join(format!("{stem}-report"));
    let index = report.join("index.html");
    wait(&mut window, |_| index.exists());
    let page = std::fs::read_to_string(&index).unwrap();
    for part in [
        "Held-out features of Fashion-MNIST",
        "Held-out accuracy",
        "<svg",
    ] {
        assert!(page.contains(part), "no {part}");
    }
    for (button, what, file) in [
        ("PyTorch program", "pytorch", "sphere/train.py"),
        ("Embedding Projector", "projector", "circle/sprite.png"),
    ] {
        window.get_by_role_and_label(Role::Button, button).click();
        let file = folder.path().join(format!("{stem}-{what}")).join(file);
        wait(&mut window, |_| file.exists());
    }
    window.key_press(Key::Escape);
    window.run_steps(3);
    check_laboratory(&mut window, folder.path());
    for name in ["circle.svg", "sphere.pdf", "held-out-accuracy.png"] {
        let figure = std::fs::read(report.join("figures").join(name)).unwrap();
        assert!(carry::read(&figure).is_ok(), "{name}");
    }
    for file in &files {
        let carried = carry::read(&std::fs::read(file).unwrap()).unwrap();
        assert_eq!(carried.lanes.len(), 2);
        assert!(carried.lanes.iter().all(|lane| lane.step == 3));
        let again = Session::parse("again", &carried.experiment, "figure").unwrap();
        assert_eq!(
            again.experiments().unwrap(),
            window.state().session().experiments().unwrap()
        );
    }
}

#[test]
fn every_view_and_chart_has_a_preview() {
    let mut window = opened("fashion-sphere");
    window.get_by_role_and_label(Role::Button, "Export").click();
    window.run_steps(3);
    for subject in ["Sphere", "Target logit ψ"] {
        pick(&mut window, "figure", subject);
        wait(&mut window, |window| {
            window.query_by_role(Role::Image).is_some()
                && window.query_by_label("drawing …").is_none()
        });
    }
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.query_by_label("Export a figure").is_none());
}

/// A chart in place of the figures is what a person means then.
#[test]
fn the_dialog_opens_with_the_chart_that_stands_large() {
    let mut window = opened("fashion-circle");
    window.get_by_label("Show Target logit ψ large (F)").click();
    window.run_steps(3);
    open_dialog(&mut window);
    let chosen = window.get_by_role_and_label(Role::ComboBox, "figure");
    assert_eq!(chosen.value().as_deref(), Some("Target logit ψ"));
}

/// What the window has put on the clipboard, as text or as the size of a picture.
fn copied(window: &Window) -> Option<String> {
    let commands = window.output().platform_output.commands.iter();
    commands
        .filter_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            OutputCommand::CopyImage(image) => Some(format!("{} wide", image.size[0])),
            OutputCommand::OpenUrl(_) | OutputCommand::TextSelectionSettled(_) => None,
        })
        .next_back()
}

#[test]
fn latex_settings_and_the_picture_itself_go_to_the_clipboard() {
    let mut window = opened("fashion-circle");
    window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    window.run_steps(3);
    for (button, expect) in [("Copy LaTeX", "\\includegraphics"), ("Copy TOML", "[loss]")] {
        window.get_by_role_and_label(Role::Button, button).click();
        let mut found = None;
        for _ in 0..5 {
            window.step();
            found = found.or(copied(&window));
        }
        let found = found.expect(button);
        assert!(found.contains(expect), "{button}: {found}");
    }
    window.key_press(Key::Escape);
    window.run_steps(2);
    let shift = Modifiers::COMMAND.plus(Modifiers::SHIFT);
    window.key_press_modifiers(shift, Key::C);
    wait(&mut window, |window| copied(window).is_some());
}

fn open_dialog(window: &mut Window) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    window.run_steps(3);
    window.get_by_label("Export a figure");
}

#[test]
fn escape_closes_the_dialog_and_leaves_what_lies_under_it() {
    let mut window = opened("fashion");
    window.get_by_label("Show Circle large (F)").click();
    window.run_steps(3);
    open_dialog(&mut window);
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.query_by_label("Export a figure").is_none());
    // Keys of the window do nothing under the dialog.
    window.get_by_label("All figures again (Esc)");
    open_dialog(&mut window);
    window.key_press(Key::L);
    window.run_steps(3);
    assert!(window.state().lab().is_none());
    window.key_press(Key::Escape);
    window.run_steps(3);
    window.key_press(Key::L);
    window.run_steps(3);
    open_dialog(&mut window);
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.state().lab().is_some(), "the laboratory stays");
}

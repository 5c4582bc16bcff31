//! Animations made in the window's export dialog, driven through the accessibility tree.

use std::{
    io::Cursor,
    path::{Path, PathBuf},
};

use crate::support::window::{Window, pick, standing_with, wait};
use eframe::egui::{Key, Modifiers, Vec2, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use marginscope::{
    app::Options,
    export::{carry, open},
    train::Session,
};

/// A window of `preset` that stands still at `step`, having shown moments on the way there, and writes into `folder`.
fn open_at(preset: &str, step: u64, folder: &Path) -> Window {
    let mut options = Options::new(Session::preset(preset).unwrap());
    options.folder = folder.to_owned();
    standing_with(options, step, Vec2::new(1024.0, 640.0))
}

fn press(window: &mut Window, role: Role, name: &str) {
    window.get_by_role_and_label(role, name).click();
    window.run_steps(3);
}

/// Opens the dialog where animations are made, so many pictures of them, as small as they come.
fn dialog(window: &mut Window, pictures: &str) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    window.run_steps(3);
    press(window, Role::Button, "Animation");
    pick(window, "width", "column");
    pick(window, "pixels", "1 ×");
    window
        .get_by_role_and_label(Role::SpinButton, "pictures")
        .click();
    window.run_steps(3);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.event(eframe::egui::Event::Text(pictures.to_owned()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

/// All that is in `folder`, what is hidden too.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// Waits for the file that is the `count`-th, whole under its name, and for the notice that names it.
fn saved(window: &mut Window, folder: &Path, count: usize, name: &str) -> Vec<u8> {
    let file = folder.join(name);
    let of = folder.to_owned();
    wait(window, move |_| {
        files(&of).len() == count && of.join(&file).exists()
    });
    let told = format!("Saved {name} in ");
    wait(window, move |window| {
        window.query_by_label_contains(&told).is_some()
    });
    std::fs::read(folder.join(name)).unwrap()
}

/// Sides and pixels of every picture as it is seen.
fn gif_pictures(file: &[u8]) -> (u16, Vec<Vec<u8>>, Vec<u16>) {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(file).unwrap();
    let width = decoder.width();
    let mut screen = vec![0; usize::from(width) * usize::from(decoder.height()) * 4];
    let (mut pictures, mut delays) = (Vec::new(), Vec::new());
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        delays.push(frame.delay);
        for (to, from) in screen.chunks_exact_mut(4).zip(frame.buffer.chunks_exact(4)) {
            if from[3] != 0 {
                to.copy_from_slice(from);
            }
        }
        pictures.push(screen.clone());
    }
    (width, pictures, delays)
}

fn png_pictures(file: &[u8]) -> (u32, Vec<Vec<u8>>) {
    let mut reader = png::Decoder::new(Cursor::new(file)).read_info().unwrap();
    let width = reader.info().width;
    let count = reader.info().animation_control.unwrap().num_frames;
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let mut next = || {
        reader.next_frame(&mut pixels).unwrap();
        pixels.clone()
    };
    (width, (0..count).map(|_| next()).collect())
}

/// How many pictures are another one than that before them.
fn changes(pictures: &[Vec<u8>]) -> usize {
    pictures.windows(2).filter(|two| two[0] != two[1]).count()
}

const STEM: &str = "marginscope-am-softmax-m0.15-s10-step60";

#[test]
fn history_and_turntable_are_saved_cancelled_and_reopened() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut window = open_at("fashion", 60, folder);
    dialog(&mut window, "6");

    // Both lanes from their first moments on; the last picture stays.
    press(&mut window, Role::Button, "Save animation");
    let name = format!("{STEM}-history.gif");
    let history = saved(&mut window, folder, 1, &name);
    let (width, pictures, delays) = gif_pictures(&history);
    assert_eq!((width, pictures.len()), (317, 6));
    assert_eq!(delays, [5, 5, 5, 5, 5, 205]);
    assert!(changes(&pictures) >= 2, "{}", changes(&pictures));
    let opened = open::understand(&history, "again", "again.gif").unwrap();
    let carried = opened.carried.unwrap();
    assert!(carried.lanes.iter().all(|lane| lane.step == 60));
    assert_eq!(
        opened.session.experiments().unwrap(),
        window.state().session().experiments().unwrap()
    );

    // The circle stands still in a turn, the sphere does not.
    pick(&mut window, "format", "APNG");
    press(&mut window, Role::RadioButton, "one turn of the sphere");
    press(&mut window, Role::Button, "Save animation");
    let turn = saved(&mut window, folder, 2, &format!("{STEM}-turn.png"));
    let (width, pictures) = png_pictures(&turn);
    assert_eq!((width, pictures.len(), changes(&pictures)), (317, 6, 5));
    assert_eq!(carry::read(&turn).unwrap(), carried);

    // The same again takes nothing's place.
    press(&mut window, Role::Button, "Save animation");
    let again = saved(&mut window, folder, 3, &format!("{STEM}-turn-2.png"));
    assert_eq!(again, turn);

    // A chart has a history too, and no sphere that could turn.
    pick(&mut window, "figure", "Target logit ψ");
    pick(&mut window, "format", "GIF");
    let turntable = window.get_by_role_and_label(Role::RadioButton, "one turn of the sphere");
    assert!(turntable.accesskit_node().is_disabled());
    press(&mut window, Role::Button, "Save animation");
    let chart = saved(&mut window, folder, 4, &format!("{STEM}-history-2.gif"));
    let (_, pictures, _) = gif_pictures(&chart);
    assert!(pictures.len() == 6 && changes(&pictures) >= 2);

    // Given up in the dialog, and in the row that is there when it has been closed.
    window.key_press(Key::Escape);
    window.run_steps(3);
    for closed in [false, true] {
        dialog(&mut window, "1000");
        press(&mut window, Role::Button, "Save animation");
        // What turns while the dialog's picture is made has the same role.
        let bar = |window: &Window| {
            let bars = window.query_all_by_role(Role::ProgressIndicator);
            let mut texts = bars.filter_map(|bar| bar.accesskit_node().label());
            texts.find(|text| text.starts_with("picture "))
        };
        wait(&mut window, move |window| {
            bar(window).is_some_and(|text| text.contains("of 1000") && !text.contains(" 1 of"))
        });
        let save = window.get_by_role_and_label(Role::Button, "Save animation");
        assert!(save.accesskit_node().is_disabled());
        if closed {
            window.key_press(Key::Escape);
            window.run_steps(3);
            assert!(window.query_by_label("Export a figure").is_none());
        }
        press(&mut window, Role::Button, "Cancel");
        wait(&mut window, move |window| bar(window).is_none());
        let told = "The animation was given up; no file was written";
        assert!(window.query_by_label(told).is_some());
        assert_eq!(files(folder).len(), 4, "{:?}", files(folder));
        window.key_press(Key::Escape);
        window.run_steps(3);
    }
}

#[test]
fn what_cannot_move_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_at("fashion-circle", 0, folder.path());
    dialog(&mut window, "6");
    for (name, why) in [
        (
            "the run's history",
            "Nothing to tell yet: the history keeps fewer than two moments.",
        ),
        (
            "one turn of the sphere",
            "There is no sphere in this figure.",
        ),
    ] {
        let radio = window.get_by_role_and_label(Role::RadioButton, name);
        assert!(radio.accesskit_node().is_disabled(), "{name}");
        assert!(window.query_by_label(why).is_some(), "{why}");
    }
    let save = window.get_by_role_and_label(Role::Button, "Save animation");
    assert!(save.accesskit_node().is_disabled());
    let foot = window.get_by_role_and_label(Role::Button, "Close").rect();
    assert!(foot.max.y < 640.0 && foot.max.x < 1024.0, "{foot:?}");
}

//! A window without a renderer or GL, driven through its accessibility tree.

use std::{thread::sleep, time::Duration};

use eframe::egui::{Vec2, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable};
use marginscope::{
    app::{MarginscopeApp, Options},
    train::Session,
};

pub type Window = Harness<'static, MarginscopeApp>;

/// A window of so many points of `session`, whose lanes all stand at `step`.
pub fn standing(session: Session, step: u64, size: Vec2) -> Window {
    standing_with(Options::new(session), step, size)
}

/// The same of a window with these options.
pub fn standing_with(mut options: Options, step: u64, size: Vec2) -> Window {
    options.after_steps = Some(step);
    let mut window = Harness::builder()
        .with_size(size)
        // Two clicks in a row make a double-click.
        .with_step_dt(0.05)
        .build_eframe(move |cc| MarginscopeApp::new(cc, options));
    wait(&mut window, |window| {
        let lanes = &window.state().state().lanes;
        !lanes.is_empty() && lanes.iter().all(|lane| lane.step == step)
    });
    window
}

/// Draws frames until `done`; what works beside the window answers in its own time.
#[track_caller]
pub fn wait(window: &mut Window, done: impl Fn(&Window) -> bool) {
    for _ in 0..12_000 {
        window.step();
        if done(window) {
            // One more, so that what is drawn is that state too.
            window.step();
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("never came to pass");
}

/// Opens the menu called `name` and picks `entry`.
pub fn pick(window: &mut Window, name: &str, entry: &str) {
    window.get_by_role_and_label(Role::ComboBox, name).click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, entry).click();
    window.run_steps(3);
}

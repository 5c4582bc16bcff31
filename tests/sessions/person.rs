//! What a person's hands do in the window: everything is reached by what is read there, in the language that is spoken.

use std::{
    path::Path,
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::dropped::Dropped;
use eframe::egui::{Event, Key, Modifiers, Vec2, accesskit::Role};
use egui_kittest::{
    Harness, Node,
    kittest::{AccessKitNode, By, NodeT, Queryable},
};
use marginscope::{
    app::{MarginscopeApp, Options},
    text::{declared, t, tf},
};

pub type Window = Harness<'static, MarginscopeApp>;

/// As high as the panel with all that it can show.
pub const SIZE: Vec2 = Vec2::new(1280.0, 2000.0);

/// A window in front of somebody.
pub struct Person {
    pub window: Window,
}

impl Person {
    pub fn new(options: Options) -> Self {
        let window = Harness::builder()
            .with_size(SIZE)
            // Two clicks in a row make a double-click.
            .with_step_dt(0.1)
            .build_eframe(move |cc| MarginscopeApp::new(cc, options));
        Self { window }
    }

    pub fn frames(&mut self, count: usize) {
        self.window.run_steps(count);
    }

    /// Draws frames until `done`.
    pub fn wait(&mut self, what: &str, done: impl Fn(&Window) -> bool) {
        let begun = Instant::now();
        loop {
            self.window.step();
            if done(&self.window) {
                // One more, so that what is drawn is that state too.
                self.window.step();
                return;
            }
            let state = self.window.state().state();
            let lanes = state.lanes.iter();
            let lanes: Vec<_> = lanes
                .map(|lane| (&lane.lane, lane.run, lane.step, &lane.status))
                .collect();
            let playing = state.playing;
            assert!(
                begun.elapsed() < super::patience(),
                "never came to pass: {what}; {lanes:?}, playing: {playing}"
            );
            sleep(Duration::from_millis(1));
        }
    }

    /// Whether there is something of this role and name.
    pub fn sees(&self, role: Role, name: &str) -> bool {
        self.find(role, name).is_some()
    }

    /// What has this role and name; the one that was drawn last, which lies over others.
    fn find<'a>(&'a self, role: Role, name: &'a str) -> Option<Node<'a>> {
        let named = move |node: &AccessKitNode<'_>| {
            // A button may have a key behind its name, or the room for one.
            node.role() == role && node.label().is_some_and(|label| label.trim_end() == name)
        };
        self.find_by(named)
    }

    fn find_by<'a>(&'a self, is: impl Fn(&AccessKitNode<'_>) -> bool + 'a) -> Option<Node<'a>> {
        let all = self
            .window
            .query_all(By::new().predicate(move |node| is(node)));
        all.last()
    }

    fn get<'a>(&'a self, role: Role, name: &'a str) -> Node<'a> {
        self.find(role, name).unwrap_or_else(|| {
            let all = self.all_read().join(" | ");
            panic!("found no {role:?} {name:?} in: {all}")
        })
    }

    /// Whether something that is read holds this text.
    pub fn reads(&self, text: &str) -> bool {
        self.window
            .query_all_by_label_contains(text)
            .next()
            .is_some()
    }

    pub fn press(&mut self, role: Role, name: &str) {
        self.get(role, name).click();
        self.frames(3);
    }

    pub fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.frames(3);
    }

    /// Picks an entry of the menu of this name.
    pub fn pick(&mut self, name: &str, entry: &str) {
        self.press(Role::ComboBox, name);
        self.get(Role::Button, entry).click();
        self.frames(4);
    }

    /// Writes `text` into a field.
    pub fn write(&mut self, role: Role, name: &str, text: &str) {
        self.get(role, name).focus();
        self.frames(2);
        self.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.frames(1);
        self.window.event(Event::Text(text.to_owned()));
        self.frames(1);
        self.window.key_press(Key::Enter);
        self.frames(3);
    }

    /// Moves a slider there.
    pub fn slide(&mut self, name: &str, value: f64) {
        self.get(Role::Slider, name).set_value_accesskit(value);
        self.frames(3);
    }

    /// Chooses a command in the palette.
    pub fn command(&mut self, name: &str) {
        self.window.key_press_modifiers(Modifiers::COMMAND, Key::P);
        self.frames(3);
        self.window.event(Event::Text(name.to_owned()));
        self.frames(3);
        self.press(Role::Button, name);
    }

    /// The same of a command that is told by its id.
    pub fn do_command(&mut self, id: &str, english: &'static str) {
        self.command(declared(&format!("command-{id}"), english));
    }

    /// The same of one for each of several things.
    pub fn choose_command(&mut self, id: &str, english: &'static str, choice: &str) {
        let name = declared(&format!("command-{id}"), english);
        self.command(&tf("command-choice", &[("name", name), ("choice", choice)]));
    }

    pub fn drop(&mut self, file: &Path) {
        let file = Arc::new(Dropped(file.to_owned())) as _;
        self.window.input_mut().dropped_files = vec![file];
        self.frames(3);
    }

    /// The controls are for the lane at this place from here on, or for all.
    pub fn choose_lane(&mut self, place: Option<usize>) {
        let titles = self.window.state().session().titles();
        if titles.len() < 2 {
            return;
        }
        let Some(place) = place else {
            return self.press(Role::Button, t("controls-all"));
        };
        let row = tf("lane-row", &[("lane", &titles[place]), ("step", "@")]);
        let (before, after) = row.split_once('@').unwrap();
        let is_row = |label: &str| {
            let step = label
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after));
            step.is_some_and(|step| {
                step.chars()
                    .all(|c| c.is_ascii_digit() || !c.is_alphanumeric())
            })
        };
        let by = By::new().predicate(move |node| {
            node.role() == Role::Button && node.label().is_some_and(|label| is_row(&label))
        });
        self.window.get(by).click();
        self.frames(3);
    }

    /// Picks an entry of the menu of a lane.
    pub fn lane_menu(&mut self, place: usize, entry: &str) {
        let titles = self.window.state().session().titles();
        self.press(Role::Button, &tf("lane-menu", &[("lane", &titles[place])]));
        self.press(Role::Button, entry);
    }

    /// Writes the name of a lane.
    pub fn call_lane(&mut self, place: usize, name: &str) {
        self.lane_menu(place, t("lane-rename"));
        self.get(Role::TextInput, t("lane-name"));
        self.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.frames(1);
        self.window.event(Event::Text(name.to_owned()));
        self.frames(1);
        self.window.key_press(Key::Enter);
        self.frames(4);
    }

    /// Opens a group of the panel that is folded.
    pub fn unfold(&mut self, title: &str) {
        let heading = tf("fold-spoken", &[("title", title), ("summary", "@")]);
        let before = heading.split('@').next().unwrap().to_owned();
        let by = By::new().predicate(move |node| {
            node.role() == Role::Button
                && node.label().is_some_and(|label| label.starts_with(&before))
        });
        self.window.get(by).click();
        self.frames(3);
    }

    /// Everything that assistive technology reads.
    pub fn all_read(&self) -> Vec<String> {
        let all = self.window.query_all(By::new().predicate(|_| true));
        all.flat_map(|node| {
            let node = node.accesskit_node();
            [node.label(), node.value()]
        })
        .flatten()
        .collect()
    }
}

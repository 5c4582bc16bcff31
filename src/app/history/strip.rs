//! The strip below the figures: the history of the run, to go back and forth in.

use eframe::egui::{
    Align, Button, Frame, Layout, Margin, Panel, RichText, Slider, Ui, Vec2, WidgetText,
};

use super::{History, Scrub};
use crate::app::{
    controls::{
        Entry,
        icons::{self, Icon},
        menu_ui, tick,
    },
    number, spots,
    text::t,
    theme::palette,
};

const HEIGHT: f32 = 34.0;
/// The menu of runs takes so much of what is left to it and the slider.
const MENU: f32 = 0.4;
/// Times as fast as it was trained.
const SPEEDS: [f64; 7] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0];

/// Draws the strip, and moves `scrub` as a person asks.
pub fn strip_ui(ui: &mut Ui, history: &History, scrub: &mut Scrub) {
    scrub.pass(history, f64::from(ui.input(|input| input.stable_dt)));
    if scrub.is_playing() {
        ui.ctx().request_repaint();
    }
    let frame = Frame::new()
        .fill(palette(ui.visuals()).panel)
        .inner_margin(Margin::symmetric(14, 0));
    Panel::bottom("history")
        .exact_size(HEIGHT)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            spots::mark(ui, "history", ui.max_rect());
            ui.horizontal_centered(|ui| content_ui(ui, history, scrub));
        });
}

fn content_ui(ui: &mut Ui, history: &History, scrub: &mut Scrub) {
    let some = history.runs().iter().any(|run| run.moments.len() > 1);
    ui.label(RichText::new(t("history")).weak())
        .on_hover_text(t("history-help"));
    ui.add_enabled_ui(some, |ui| {
        play_ui(ui, history, scrub);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            live_ui(ui, scrub);
            speed_ui(ui, scrub);
            run_ui(ui, history, scrub);
            beside_ui(ui, scrub);
            step_ui(ui, history, scrub);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                slider_ui(ui, history, scrub);
            });
        });
    });
}

fn play_ui(ui: &mut Ui, history: &History, scrub: &mut Scrub) {
    let (icon, name) = match scrub.is_playing() {
        true => (Icon::Pause, t("history-pause")),
        false => (Icon::Play, t("history-play")),
    };
    let button = Button::new("").min_size(Vec2::new(28.0, 22.0));
    let response = ui.add(button);
    let visuals = ui.style().interact(&response);
    let (colour, behind) = (visuals.text_color(), visuals.weak_bg_fill);
    icons::paint(ui.painter(), icon, response.rect, colour, behind);
    let response = response.accessible_name(name).on_hover_text(name);
    if response.clicked() {
        scrub.play_or_pause(history);
    }
}

fn live_ui(ui: &mut Ui, scrub: &mut Scrub) {
    let palette = palette(ui.visuals());
    let text = match scrub.is_live() {
        true => RichText::new(t("live")).color(palette.on_accent),
        false => RichText::new(t("live")),
    };
    let mut button = Button::new(text).min_size(Vec2::new(48.0, 22.0));
    if scrub.is_live() {
        button = button.fill(palette.accent);
    }
    if ui.add(button).on_hover_text(t("live-help")).clicked() {
        scrub.live();
    }
}

fn speed_ui(ui: &mut Ui, scrub: &mut Scrub) {
    let entries = SPEEDS.map(|speed| Entry::new(speed.to_string(), format!("{speed} ×")));
    let (response, picked) = menu_ui(
        ui,
        "history-speed",
        62.0,
        &scrub.speed.to_string(),
        entries.into(),
    );
    response
        .accessible_name(t("history-speed"))
        .on_hover_text(t("history-speed-help"));
    if let Some(speed) = picked.and_then(|speed| speed.parse().ok()) {
        scrub.speed = speed;
    }
}

/// Has its place at the present too: a track that shrank under the knob would lose the pointer.
fn beside_ui(ui: &mut Ui, scrub: &mut Scrub) {
    let open = !scrub.is_live();
    let checkbox = tick(&mut scrub.beside, t("history-beside"));
    ui.add_enabled(open, checkbox)
        .on_hover_text(t("history-beside-help"))
        .on_disabled_hover_text(t("history-beside-live"));
}

/// Which run, the newest first; another one is shown at the step that was looked at. Its place is there from the start,
/// for the same reason.
fn run_ui(ui: &mut Ui, history: &History, scrub: &mut Scrub) {
    let Some(chosen) = scrub.run(history).map(|run| run.number) else {
        return;
    };
    let named = history.runs().iter().rev().zip(history.names());
    let entries = named.map(|(run, name)| Entry::new(run.number, name));
    let entries: Vec<Entry<usize>> = entries.collect();
    // The names of many losses are long, and the slider is what the strip is for.
    let most = Vec2::new((ui.available_width() * MENU).max(150.0), 22.0);
    let menu = |ui: &mut Ui| menu_ui(ui, "history-run", 150.0, &chosen, entries);
    let menu = ui.allocate_ui_with_layout(most, Layout::right_to_left(Align::Center), menu);
    let (response, picked) = menu.inner;
    response
        .accessible_name(t("history-run"))
        .on_hover_text(t("history-run-help"));
    if let Some(run) = picked.and_then(|number| history.run(number)) {
        let step = scrub.step(history);
        scrub.go(run, step);
    }
}

/// The step shown, in a box that is as wide as it will ever need.
fn step_ui(ui: &mut Ui, history: &History, scrub: &Scrub) {
    let widest = WidgetText::from(number::count(999_999));
    let galley = widest.into_galley(ui, None, f32::INFINITY, eframe::egui::TextStyle::Body);
    let size = Vec2::new(galley.size().x, 20.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.label(number::count(scrub.step(history)));
    });
}

fn slider_ui(ui: &mut Ui, history: &History, scrub: &mut Scrub) {
    let Some(run) = scrub.run(history) else {
        return;
    };
    let first = run.moments.first().map_or(0, super::Moment::step);
    let last = run.last_step().max(first + 1);
    let before = scrub.step(history);
    let mut step = before;
    ui.spacing_mut().slider_width = (ui.available_width() - 8.0).max(40.0);
    let slider = Slider::new(&mut step, first..=last).show_value(false);
    let response = ui.add(slider).accessible_name(t("history"));
    if response.drag_started() || response.clicked() {
        response.request_focus();
    }
    if response.dragged() || step != before {
        scrub.go(run, step);
    }
}

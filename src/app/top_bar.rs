//! The bar at the top: what runs, how far it is, and what can be done with it.

use eframe::egui::{
    Align, Button, Frame, Layout, Margin, Panel, RichText, Role, TextStyle, Ui, Vec2, WidgetInfo,
};

use super::{
    controls::{
        Entry,
        icons::{self, Icon},
        menu_ui,
    },
    lanes::Lane,
    progress,
    text::{declared, t},
    theme::palette,
};
use crate::train::preset_ids;

/// What was clicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Click {
    PlayPause,
    Step,
    Replay,
    NewSeed,
    Undo,
    Redo,
    Help,
    Lab,
    Preset(String),
    /// Another loss for what the controls are for.
    Loss(&'static str),
    /// All settings as the session was opened with.
    ResetSettings,
    /// The sheet of commands.
    Commands,
    Screenshot,
    Export,
    /// The figure under the pointer, to the clipboard.
    CopyFigure,
    Theme,
}

/// What the bar shows.
pub struct Bar<'a> {
    /// Id of a preset, or the name of a file.
    pub session: &'a str,
    /// The session is no longer what it was opened as.
    pub changed: bool,
    pub playing: bool,
    /// There is a change to take back, or to make again.
    pub undo: bool,
    pub redo: bool,
    /// The laboratory is open.
    pub lab: bool,
    pub lanes: &'a [Lane],
}

/// A bar that is narrower leaves out the name, which the window's title says too.
const WIDE: f32 = 1_080.0;

pub fn bar_ui(ui: &mut Ui, bar: &Bar<'_>) -> Vec<Click> {
    let mut clicks = Vec::new();
    let fill = palette(ui.visuals()).panel;
    Panel::top("bar")
        .exact_size(44.0)
        .frame(
            Frame::new()
                .fill(fill)
                .inner_margin(Margin::symmetric(14, 0)),
        )
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                let wide = ui.available_width() >= WIDE;
                if wide {
                    ui.label(RichText::new(t("app")).text_style(TextStyle::Heading));
                    ui.add_space(4.0);
                }
                preset_ui(ui, bar, if wide { 176.0 } else { 152.0 }, &mut clicks);
                ui.add_space(4.0);
                run_ui(ui, bar, &mut clicks);
                if wide {
                    ui.scope(|ui| undo_ui(ui, bar, &mut clicks));
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    right_ui(ui, bar.lab, &mut clicks);
                    progress::progress_ui(ui, bar.lanes);
                });
            });
        });
    clicks
}

fn preset_ui(ui: &mut Ui, bar: &Bar<'_>, width: f32, clicks: &mut Vec<Click>) {
    let file = Some(bar.session).filter(|id| preset_ids().all(|preset| preset != *id));
    let ids: Vec<&str> = file
        .into_iter()
        .chain(preset_ids().map(|id| -> &str { id }))
        .collect();
    let entries = ids.into_iter().map(|id| {
        let mark = if id == bar.session && bar.changed {
            t("preset-changed")
        } else {
            ""
        };
        let preset = preset_ids().find(|preset| *preset == id);
        let name = preset.map_or(id, |preset| declared(&format!("preset-{preset}"), preset));
        Entry::new(id.to_owned(), format!("{name}{mark}"))
    });
    let chosen = bar.session.to_owned();
    // In a box of its own, so that a longer name moves nothing.
    let size = Vec2::new(width, ui.spacing().interact_size.y);
    let left = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(size, left, |ui| {
        ui.set_max_width(width);
        let (response, picked) = menu_ui(ui, "preset", width, &chosen, entries.collect());
        response
            .accessible_name(t("preset"))
            .on_hover_text(t("preset-help"));
        clicks.extend(picked.map(Click::Preset));
    });
}

fn run_ui(ui: &mut Ui, bar: &Bar<'_>, clicks: &mut Vec<Click>) {
    let over = !bar.lanes.is_empty() && bar.lanes.iter().all(Lane::over);
    if play_ui(ui, bar.playing && !over, over) {
        clicks.push(Click::PlayPause);
    }
    let step = ui.add_enabled(!over, Button::new(t("step")));
    if step.on_hover_text(t("step-help")).clicked() {
        clicks.push(Click::Step);
    }
    for (text, help, click) in [
        (t("replay"), t("replay-help"), Click::Replay),
        (t("new-seed"), t("new-seed-help"), Click::NewSeed),
    ] {
        if ui.button(text).on_hover_text(help).clicked() {
            clicks.push(click);
        }
    }
}

fn undo_ui(ui: &mut Ui, bar: &Bar<'_>, clicks: &mut Vec<Click>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    for (icon, open, name, help, click) in [
        (Icon::Undo, bar.undo, t("undo"), t("undo-help"), Click::Undo),
        (Icon::Redo, bar.redo, t("redo"), t("redo-help"), Click::Redo),
    ] {
        if icon_ui(ui, icon, open, name, help) {
            clicks.push(click);
        }
    }
}

/// A button that is only a picture.
fn icon_ui(ui: &mut Ui, icon: Icon, open: bool, name: &str, help: &str) -> bool {
    let button = Button::new("").min_size(Vec2::new(28.0, 24.0));
    let response = ui.add_enabled(open, button.frame_when_inactive(false));
    let visuals = ui.style().interact(&response);
    let (mut colour, behind) = (visuals.text_color(), visuals.weak_bg_fill);
    if !open {
        colour = colour.gamma_multiply(0.35);
    }
    icons::paint(ui.painter(), icon, response.rect, colour, behind);
    response.accessible_name(name).on_hover_text(help).clicked()
}

/// The one button that stands out; as wide with one word as with the other.
fn play_ui(ui: &mut Ui, playing: bool, over: bool) -> bool {
    let palette = palette(ui.visuals());
    let (icon, word) = if playing {
        (Icon::Pause, t("pause"))
    } else {
        (Icon::Play, t("play"))
    };
    let text = RichText::new(format!("      {word}")).color(palette.on_accent);
    let button = Button::new(text)
        .fill(palette.accent)
        .min_size(Vec2::new(80.0, 26.0));
    let response = ui.add_enabled(!over, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, !over, word));
    let mut spot = response.rect;
    spot.set_right(spot.left() + 34.0);
    let colour = if over {
        palette.on_accent.gamma_multiply(0.5)
    } else {
        palette.on_accent
    };
    icons::paint(ui.painter(), icon, spot, colour, palette.accent);
    let response = response.on_disabled_hover_text(t("over-help"));
    response.on_hover_text(t("play-help")).clicked()
}

fn right_ui(ui: &mut Ui, lab: bool, clicks: &mut Vec<Click>) {
    if theme_ui(ui) {
        clicks.push(Click::Theme);
    }
    let button = Button::new("?").min_size(Vec2::new(26.0, 24.0));
    let response = ui.add(button).accessible_name(t("help"));
    if response.on_hover_text(t("help-button-help")).clicked() {
        clicks.push(Click::Help);
    }
    if ui
        .button(t("screenshot"))
        .on_hover_text(t("screenshot-help"))
        .clicked()
    {
        clicks.push(Click::Screenshot);
    }
    if ui
        .button(t("export-button"))
        .on_hover_text(t("export-help"))
        .clicked()
    {
        clicks.push(Click::Export);
    }
    let button = ui.add(Button::selectable(lab, t("lab")).frame_when_inactive(true));
    if button.on_hover_text(t("lab-help")).clicked() {
        clicks.push(Click::Lab);
    }
    ui.add_space(4.0);
}

fn theme_ui(ui: &mut Ui) -> bool {
    let icon = if ui.visuals().dark_mode {
        Icon::Sun
    } else {
        Icon::Moon
    };
    let response = ui.add(Button::new("").min_size(Vec2::new(30.0, 24.0)));
    let visuals = ui.style().interact(&response);
    let (colour, behind) = (visuals.text_color(), visuals.weak_bg_fill);
    icons::paint(ui.painter(), icon, response.rect, colour, behind);
    response
        .accessible_name(t("theme"))
        .on_hover_text(t("theme"))
        .clicked()
}

//! The bar at the top: what runs, how far it is, and what can be done with it.

use std::path::PathBuf;

use eframe::egui::{
    self, Align, Frame, Layout, Margin, Panel, Response, RichText, Role, TextStyle, Ui, Vec2,
    WidgetInfo,
};

use super::{
    command::{Command, Face, Place, Standing},
    controls::{
        Entry,
        icons::{self, Icon},
        titled_menu_ui,
    },
    lanes::Lane,
    progress, recent, spots,
    text::{Language, declared, language, t},
    theme::palette,
};
use crate::train::preset_ids;

/// What the bar shows.
pub struct Bar<'a> {
    /// Id of a preset, or the name of a file.
    pub session: &'a str,
    /// What it trains by now, where that is not what its name says.
    pub title: Option<String>,
    /// What decides which commands apply.
    pub standing: &'a Standing,
    /// Whose progress stands at the right.
    pub lanes: &'a [Lane],
    /// Experiments that were used last.
    pub recent: &'a [PathBuf],
    /// The step at which they stop, if they do.
    pub limit: Option<u64>,
}

/// What was clicked in the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clicked {
    /// A command.
    Command(Command),
    /// An experiment that was used before.
    Recent(PathBuf),
}

/// A bar that is narrower has no room for all buttons at the right, and those that it has room for.
const NARROW: f32 = 940.0;
const KEPT: [Command; 4] = [
    Command::Course,
    Command::Laboratory,
    Command::Help,
    Command::Theme,
];

/// A bar that is narrower leaves comparing to the panel, the key and the palette.
const ROOMY: f32 = 1_400.0;

/// A bar that is narrower leaves out the name, which the window's title says too.
const WIDE: f32 = 1_080.0;

/// Draws the bar; returns what was clicked.
pub fn bar_ui(ui: &mut Ui, bar: &Bar<'_>) -> Vec<Clicked> {
    let (mut picked, mut clicked) = (None, Vec::new());
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
                let roomy = ui.available_width() >= ROOMY;
                if wide {
                    ui.label(RichText::new(t("app")).text_style(TextStyle::Heading));
                    ui.add_space(4.0);
                }
                picked = preset_ui(ui, bar, if wide { 176.0 } else { 152.0 });
                ui.add_space(4.0);
                // A lesson in the laboratory has no run that could be played.
                let run = !(bar.standing.lesson && bar.standing.lab);
                if run {
                    clicked.extend(transport_ui(ui, bar.standing));
                }
                if wide {
                    ui.scope(|ui| {
                        ui.spacing_mut().item_spacing.x = 2.0;
                        let spare = [Command::Compare, Command::Sweep];
                        let has_room = |command: &Command| roomy || !spare.contains(command);
                        let steps = commands(Place::Steps).filter(has_room);
                        clicked.extend(buttons_ui(ui, bar.standing, steps));
                    });
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    // A narrow bar keeps what a presenter needs; the palette has all.
                    let narrow = ui.ctx().content_rect().width() < NARROW;
                    let kept = |command: &Command| !narrow || KEPT.contains(command);
                    let last_first = commands(Place::Window).rev().filter(kept);
                    clicked.extend(buttons_ui(ui, bar.standing, last_first));
                    clicked.extend(language_ui(ui));
                    ui.add_space(4.0);
                    if run {
                        progress::progress_ui(ui, bar.lanes, bar.limit);
                    }
                });
            });
        });
    picked
        .into_iter()
        .chain(clicked.into_iter().map(Clicked::Command))
        .collect()
}

/// What plays the run.
fn transport_ui(ui: &mut Ui, standing: &Standing) -> Vec<Command> {
    let left = ui.cursor().left();
    let clicked = buttons_ui(ui, standing, commands(Place::Training));
    let room = ui.max_rect().with_min_x(left);
    spots::mark(ui, "transport", room.with_max_x(ui.cursor().left()));
    clicked
}

/// The menu of presets; a session from a file stands above them, and picking it opens it again.
fn preset_ui(ui: &mut Ui, bar: &Bar<'_>, width: f32) -> Option<Clicked> {
    let file = Some(bar.session).filter(|id| preset_ids().all(|preset| preset != *id));
    let file = file.map(|id| (Command::ResetSettings, id, id));
    let presets = preset_ids().map(|id| {
        let name = declared(&format!("preset-{id}"), id);
        (Command::OpenPreset(id), id, name)
    });
    let mut chosen = Clicked::Command(Command::ResetSettings);
    let mut called = bar.session.to_owned();
    let entries = file.into_iter().chain(presets).map(|(command, id, name)| {
        let own = id == bar.session;
        if own {
            chosen = Clicked::Command(command);
            called = name.to_owned();
        }
        let mark = match own && bar.standing.changed {
            true => t("preset-changed"),
            false => "",
        };
        Entry::new(Clicked::Command(command), format!("{name}{mark}"))
    });
    // What is one's own stands first, where it is seen without scrolling.
    let files = [Command::OpenFile, Command::OpenFolder, Command::SaveFile];
    let files = files
        .into_iter()
        .filter(|command| command.applies(bar.standing));
    let files = files.map(|command| Entry::new(Clicked::Command(command), command.name()));
    let recent = bar.recent.iter().map(|file| Entry {
        help: Some(file.display().to_string()),
        ..Entry::new(
            Clicked::Recent(file.clone()),
            recent::called(file, bar.recent),
        )
    });
    let entries: Vec<Entry<Clicked>> = files.chain(recent).chain(entries).collect();
    // In a box of its own, so that a longer name moves nothing.
    let size = Vec2::new(width, ui.spacing().interact_size.y);
    let left = Layout::left_to_right(Align::Center);
    let menu = ui.allocate_ui_with_layout(size, left, |ui| {
        ui.set_max_width(width);
        // A name that is no longer true gives way to what is trained.
        let mark = if bar.standing.changed {
            t("preset-changed")
        } else {
            ""
        };
        let chosen = (bar.title.is_none()).then_some(chosen);
        let shown = bar.title.clone().unwrap_or(format!("{called}{mark}"));
        let whole = shown.clone();
        let (response, picked) =
            titled_menu_ui(ui, "preset", width, (shown, chosen.as_slice()), entries);
        let response = match bar.title {
            Some(_) => response.on_hover_text(whole),
            None => response,
        };
        response
            .accessible_name(t("preset"))
            .on_hover_text(t("preset-help"));
        picked
    });
    menu.inner
}

/// The menu of languages, with the present one on it.
fn language_ui(ui: &mut Ui) -> Option<Command> {
    let button = ui.menu_button(t("language-short"), |ui| {
        let spoken = language();
        let clicked = |one: &Language| {
            let button = egui::Button::selectable(*one == spoken, one.name());
            ui.add(button).clicked()
        };
        let picked = Language::ALL.into_iter().filter(clicked).last();
        picked.map(|language| Command::Speak(language.id()))
    });
    let response = button.response.accessible_name(t("language"));
    response.on_hover_text(t("language-help"));
    button.inner.flatten()
}

/// The commands with a button at this place, in the order of the table.
fn commands(place: Place) -> impl DoubleEndedIterator<Item = Command> {
    let stands = move |command: &Command| {
        let button = command.declaration().button;
        button.is_some_and(|button| button.place == place)
    };
    Command::all().into_iter().filter(stands)
}

fn buttons_ui(
    ui: &mut Ui,
    standing: &Standing,
    commands: impl Iterator<Item = Command>,
) -> Vec<Command> {
    commands
        .filter(|command| button_ui(ui, standing, *command))
        .collect()
}

/// A command as a button; whether it was clicked.
fn button_ui(ui: &mut Ui, standing: &Standing, command: Command) -> bool {
    let Some(button) = command.declaration().button else {
        return false;
    };
    let open = command.applies(standing);
    let plain = |text: &str| egui::Button::new(text.to_owned());
    let response = match (button.face)(standing) {
        Face::Main(icon, word) => main_ui(ui, icon, word, open),
        Face::Word(word) => ui.add_enabled(open, plain(word)),
        Face::Switch(word, on) => {
            let button = egui::Button::selectable(on, word).frame_when_inactive(true);
            ui.add_enabled(open, button)
        }
        Face::Letter(letter) => {
            let button = plain(letter).min_size(Vec2::new(26.0, 24.0));
            let response = ui.add_enabled(open, button);
            response.accessible_name(command.name())
        }
        Face::Picture(icon) => {
            // Steps stand close together, and need no frame to be told apart.
            let framed = button.place != Place::Steps;
            picture_ui(ui, icon, open, framed).accessible_name(command.name())
        }
    };
    let barred = (button.barred)(standing);
    let response = match barred.is_empty() {
        true => response,
        false => response.on_disabled_hover_text(barred),
    };
    response.on_hover_text(command.help()).clicked()
}

/// A button that is only a picture.
fn picture_ui(ui: &mut Ui, icon: Icon, open: bool, framed: bool) -> Response {
    let width = if framed { 30.0 } else { 28.0 };
    let button = egui::Button::new("").min_size(Vec2::new(width, 24.0));
    let response = ui.add_enabled(open, button.frame_when_inactive(framed));
    let visuals = ui.style().interact(&response);
    let (mut colour, behind) = (visuals.text_color(), visuals.weak_bg_fill);
    if !open {
        colour = colour.gamma_multiply(0.35);
    }
    icons::paint(ui.painter(), icon, response.rect, colour, behind);
    response
}

/// The one button that stands out; as wide with one word as with the other.
fn main_ui(ui: &mut Ui, icon: Icon, word: &str, open: bool) -> Response {
    let palette = palette(ui.visuals());
    let text = RichText::new(format!("      {word}")).color(palette.on_accent);
    let button = egui::Button::new(text)
        .fill(palette.accent)
        .min_size(Vec2::new(80.0, 26.0));
    let response = ui.add_enabled(open, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, open, word));
    let mut spot = response.rect;
    spot.set_right(spot.left() + 34.0);
    let colour = if open {
        palette.on_accent
    } else {
        palette.on_accent.gamma_multiply(0.5)
    };
    icons::paint(ui.painter(), icon, spot, colour, palette.accent);
    response
}

//! What stands at the foot of a tile: the view's switches, its classes, the legend and the way back to the first view.

use eframe::egui::{Button, Color32, FontId, Rect, RichText, Slider, Ui, Vec2};

use super::{
    happened::Asked,
    legend::{Legend, legend_ui},
    over::over_figure_ui,
};
use crate::{
    app::{
        controls::{Entry, icons::Icon, menu_ui, picture_button_ui, tick},
        lanes::Lane,
        spots,
        text::{t, tf},
    },
    draw::globe::look,
    figure::{Figure, Part, Switch, Switches, View, has_posterior},
    look::{Chosen, Rgba},
};

/// Width of two menus of classes with the button beside them, and of the menu of switches.
const PAIR: f32 = 340.0;
/// Width of the button that opens the legend.
const LEGEND: f32 = 70.0;
/// Width of the slider of the globe's opacity with its name.
const OPACITY: f32 = 130.0;
/// Width of the button that resets the view, in words and as a picture.
const RESET: f32 = 78.0;
const PICTURE: f32 = 24.0;
/// Width of the menu of switches with what is free beside it.
const MENU: f32 = 58.0;

/// What the foot is of.
pub struct Foot<'a> {
    /// What the tile is called.
    pub name: &'a str,
    /// The lane that it shows.
    pub lane: &'a Lane,
    /// The view.
    pub view: &'static dyn View,
    /// The two classes that a view of two shows until others are chosen.
    pub nearest: Option<(usize, usize)>,
    /// What is drawn.
    pub figure: &'a Figure,
    /// The colours that a person gave to classes.
    pub chosen: Chosen,
    /// What the lane is called that samples may have changed against.
    pub against: Option<&'a str>,
}

/// What happened at the foot.
#[derive(Default)]
pub struct AtFoot {
    /// What was asked for.
    pub asked: Option<Asked>,
    /// The class under the pointer in the legend.
    pub pointed: Option<u16>,
    /// A class of the data set and the colour that it was given; `None` for its own.
    pub coloured: Option<(u16, Option<Rgba>)>,
}

/// Whether the two classes of `view` need a row of their own on a foot of this width.
pub fn is_narrow(view: &dyn View, width: f32) -> bool {
    view.of_two_classes() && width < PAIR + LEGEND + RESET
}

/// Draws the view's switches into the lower left corner of `rect`, and the reset into the lower right one. What is switched
/// is seen in the next frame.
pub fn foot_ui(ui: &mut Ui, rect: Rect, foot: &Foot<'_>, switches: &mut Switches) -> AtFoot {
    let row = rect.with_min_y(rect.bottom() - 22.0);
    let narrow = is_narrow(foot.view, row.width());
    if narrow {
        // A row of its own.
        let above = row.translate(Vec2::new(0.0, -24.0));
        over_figure_ui(ui, "pair", above, |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            pair_ui(ui, foot, switches);
        });
    }
    let table = matches!(foot.figure, Figure::Matrix(_) | Figure::Between(_));
    let reset = match row.width() < MENU + LEGEND + RESET {
        true => PICTURE,
        false => RESET,
    };
    let mut found = AtFoot::default();
    over_figure_ui(ui, "switches", row, |ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        ui.spacing_mut().icon_width = 13.0;
        ui.spacing_mut().icon_spacing = 4.0;
        let room = row.width() - reset - LEGEND - 12.0;
        switches_ui(ui, foot, switches, room);
        if foot.view.of_two_classes() && !narrow {
            pair_ui(ui, foot, switches);
        }
        if !table {
            let left = ui.cursor().left();
            let Legend {
                pointed,
                chosen,
                coloured,
            } = legend_ui(
                ui,
                foot.name,
                (foot.lane, foot.chosen, foot.against),
                switches,
            );
            (found.pointed, found.coloured) = (pointed, coloured);
            let button = row.with_min_x(left).with_max_x(ui.cursor().left());
            spots::mark(ui, "legend", button);
            found.asked = chosen.map(Asked::Alone);
        }
        let free = row.right() - reset - 4.0 - ui.cursor().left();
        found.asked = found.asked.or(only_ui(ui, foot.lane, switches, free));
    });
    if !table && reset_ui(ui, row.with_min_x(row.right() - reset)) {
        found.asked = Some(Asked::FirstView);
    }
    found
}

/// The way back to the first view.
fn reset_ui(ui: &mut Ui, rect: Rect) -> bool {
    let mut clicked = false;
    over_figure_ui(ui, "reset", rect, |ui| {
        let button = match rect.width() < RESET {
            true => picture_button_ui(ui, Icon::Home, t("reset-view")),
            false => {
                let text = RichText::new(t("reset-view")).size(12.0).weak();
                ui.add(Button::new(text).frame_when_inactive(false))
            }
        };
        clicked = button.on_hover_text(t("reset-view-help")).clicked();
    });
    clicked
}

/// All switches in a row, or on a menu where they are too many for the `room`.
fn switches_ui(ui: &mut Ui, foot: &Foot<'_>, switches: &mut Switches, room: f32) {
    let view = foot.view;
    let globe = matches!(foot.figure, Figure::Globe(_));
    let mut all = |ui: &mut Ui| {
        each_switch_ui(ui, foot, switches);
        if globe {
            opacity_ui(ui, foot.name, switches);
        }
        if switches.on("pull") {
            label_ui(ui, foot.lane, switches);
        }
    };
    let more = if globe { OPACITY } else { 0.0 };
    if !view.of_two_classes() && switches_width(ui, foot) + more <= room {
        return all(ui);
    }
    if !view.switches().is_empty() {
        ui.menu_button(RichText::new(t("switches")).size(12.0), all);
    }
}

/// How much the globe's body hides of its far side; a double-click returns to the usual.
fn opacity_ui(ui: &mut Ui, name: &str, switches: &mut Switches) {
    let usual = (100.0 * look::BODY).round() as u8;
    let mut percent = switches.opacity().unwrap_or(usual);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().slider_width = 64.0;
        let label = ui.label(RichText::new(t("globe-opacity")).size(12.0));
        let slider = Slider::new(&mut percent, 0..=100).show_value(false);
        let response = ui.add(slider).labelled_by(label.id);
        let response = response.accessible_name(tf("globe-opacity-of", &[("what", name)]));
        if response.double_clicked() {
            switches.set_opacity(None);
        } else if response.changed() {
            switches.set_opacity(Some(percent));
        }
        response.on_hover_text(t("globe-opacity-help"));
    });
}

fn each_switch_ui(ui: &mut Ui, foot: &Foot<'_>, switches: &mut Switches) {
    for switch in shown_switches(foot) {
        let mut on = switches.on(switch.id);
        let text = RichText::new(switch.name_in(foot.view.id())).size(12.0);
        let response = ui.add(tick(&mut on, text));
        let help = switch.help_in(foot.view.id());
        if response.on_hover_text(help).changed() {
            switches.set(switch.id, on);
        }
    }
}

/// The switches that make a difference for the lane.
fn shown_switches<'a>(foot: &Foot<'a>) -> impl Iterator<Item = &'static Switch> + use<'a> {
    let unseen = foot.lane.snapshot.dataset.unseen.classes() > 0;
    let all = foot.view.switches().iter();
    all.filter(move |switch| switch.applies(unseen))
}

/// The class whose pull field is shown.
fn label_ui(ui: &mut Ui, lane: &Lane, switches: &mut Switches) {
    if !has_posterior(lane.loss()) {
        ui.label(RichText::new(t("pull-none")).size(12.0).weak());
        return;
    }
    let names = lane.snapshot.dataset.spoken_names().into_iter().enumerate();
    let entries = names.map(|(class, name)| Entry::new(class, name));
    let chosen = switches.label();
    let (response, picked) = menu_ui(ui, "pull", 92.0, &chosen, entries.collect());
    response
        .accessible_name(tf("pull-label", &[("lane", &lane.title)]))
        .on_hover_text(t("pull-label-help"));
    if let Some(label) = picked {
        switches.set_label(label);
    }
}

/// What alone is shown, with the way back to all samples.
fn only_ui(ui: &mut Ui, lane: &Lane, switches: &Switches, room: f32) -> Option<Asked> {
    let (part, samples) = switches.part().zip(switches.only())?;
    let name = |class: usize| lane.snapshot.spoken_name(class);
    let count = samples.len().to_string();
    let count = ("count", count.as_str());
    let text = match part {
        Part::Cell { label, found } => {
            let args = [("label", &*name(label)), ("found", &*name(found)), count];
            tf("only", &args)
        }
        Part::Changed => tf("only-changed", &[count]),
        Part::Class(class) => tf("only-class", &[("name", &*name(class)), count]),
    };
    let button = Button::new(RichText::new(format!("{text}  ×")).size(12.0)).truncate();
    let help = format!("{text}\n{}", t("only-help"));
    let shown = ui.scope(|ui| {
        ui.set_max_width(room.max(PICTURE));
        ui.add(button)
    });
    let clicked = shown.inner.on_hover_text(help).clicked();
    clicked.then_some(Asked::AllSamples)
}

/// The two classes of a view of two.
fn pair_ui(ui: &mut Ui, foot: &Foot<'_>, switches: &mut Switches) {
    let lane = foot.lane;
    let names = lane.snapshot.dataset.spoken_names();
    let shown = switches.pair().or(foot.nearest);
    let Some((first, second)) = shown.filter(|_| names.len() > 1) else {
        return;
    };
    let mut pair = [first, second];
    // Both menus, and the button behind them.
    let width = ((ui.available_width() - 76.0) / 2.0).clamp(50.0, 92.0);
    for (place, letter) in ["W₁", "W₂"].into_iter().enumerate() {
        let other = pair[1 - place];
        let entries = names
            .iter()
            .enumerate()
            .filter(|(class, _)| *class != other);
        let entries = entries.map(|(class, name)| Entry::new(class, format!("{letter} {name}")));
        let (response, picked) = menu_ui(ui, letter, width, &pair[place], entries.collect());
        response.accessible_name(format!("{letter}, {}", lane.title));
        pair[place] = picked.unwrap_or(pair[place]);
    }
    if pair != [first, second] {
        switches.set_pair(Some((pair[0], pair[1])));
    }
    let text = RichText::new(t("section-nearest")).size(12.0);
    let button = ui.add_enabled(switches.pair().is_some(), Button::new(text));
    if button.on_hover_text(t("section-nearest-help")).clicked() {
        switches.set_pair(None);
    }
}

/// How wide the switches of the view are in a row, with the menu of the pull field.
fn switches_width(ui: &Ui, foot: &Foot<'_>) -> f32 {
    let font = FontId::proportional(12.0);
    let width = |switch: &Switch| {
        let text = switch.name_in(foot.view.id()).to_owned();
        let galley = ui
            .painter()
            .layout_no_wrap(text, font.clone(), Color32::PLACEHOLDER);
        galley.size().x + 29.0
    };
    let pull = shown_switches(foot).any(|switch| switch.id == "pull");
    let menu = if pull { 120.0 } else { 0.0 };
    shown_switches(foot).map(width).sum::<f32>() + menu
}

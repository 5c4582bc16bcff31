//! The lanes: colour, name and step of each. A click makes the controls be for it; a menu duplicates, renames or removes it.

use eframe::egui::{Align, Button, Layout, Response, RichText, ScrollArea, Sense, Ui, Vec2};

use super::{lane_menu, lane_values};
use crate::{
    app::{
        align,
        command::Command,
        controls::{section_beside_ui, tick},
        dock::standing,
        lanes::Lane,
        number,
        settings::{Draft, LaneChange},
        text::{t, tf},
        theme::palette,
    },
    train::Scope,
};

const ROW: f32 = 20.0;
/// More lanes than this are a list to scroll through.
const ROWS: f32 = 8.0;
/// Width of the menu at the end of a row.
const MENU: f32 = 32.0;

/// All lanes together, then each; below them what can be done with all, and what sets them apart.
pub fn lanes_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    let lanes = draft.within(Scope::All, |draft| draft.lanes());
    section_beside_ui(ui, t("controls"), |ui| together_ui(ui, draft, &lanes));
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut scope = draft.scope;
    let all = Button::selectable(scope == Scope::All, t("controls-all"));
    let all = ui.add_sized(Vec2::new(ui.available_width(), ROW), all);
    if all.on_hover_text(t("controls-all-help")).clicked() {
        scope = Scope::All;
    }
    let furthest = lanes.iter().map(|lane| lane.snapshot.step).max();
    let list = ScrollArea::vertical().max_height(ROWS * (ROW + 1.0));
    list.show(ui, |ui| {
        for lane in &lanes {
            let own = Scope::One(lane.place);
            if lane_ui(ui, draft, lane, (scope == own, furthest)) {
                scope = own;
            }
        }
    });
    draft.scope = scope;
    // A lesson says itself what sets its lanes apart.
    if !draft.fixed {
        lane_values::differ_ui(ui, draft);
    }
}

/// The button that compares, where a lane is alone.
pub fn alone_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    ui.add_space(8.0);
    compare_ui(ui, draft);
}

fn compare_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    if draft.fixed {
        return;
    }
    let button = ui.add_enabled(!draft.full, Button::new(t("compare")).small());
    let button = button.on_disabled_hover_text(t("lanes-full"));
    if button.on_hover_text(Command::Compare.help()).clicked() {
        draft.lane_change = Some(LaneChange::Compare);
    }
}

/// What is done with all lanes: one more, or all turned onto each other.
fn together_ui(ui: &mut Ui, draft: &mut Draft<'_>, lanes: &[Lane]) {
    compare_ui(ui, draft);
    let barred = align::barred(lanes);
    let text = RichText::new(t("align")).small();
    let checkbox = tick(&mut draft.aligned, text);
    let checkbox = ui.add_enabled(barred.is_none(), checkbox);
    let checkbox = checkbox.on_disabled_hover_text(barred.unwrap_or_default());
    checkbox.on_hover_text(t("align-help"));
}

/// A lane with its menu, or the field for its name. Whether the lane was chosen.
fn lane_ui(
    ui: &mut Ui,
    draft: &mut Draft<'_>,
    lane: &Lane,
    (chosen, furthest): (bool, Option<u64>),
) -> bool {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().interact_size.y = ROW;
        dot_ui(ui, lane);
        if draft.fixed {
            return row_ui(ui, lane, chosen, furthest).clicked();
        }
        if let Some(name) = lane_menu::name_ui(ui, lane) {
            let name = name.filter(|name| *name != lane.name);
            let rename = name.map(|name| LaneChange::Rename(lane.place, name));
            draft.lane_change = rename.or(draft.lane_change.take());
            return false;
        }
        let room = Vec2::new(ui.available_width() - MENU, ROW);
        let left = Layout::left_to_right(Align::Center);
        let row = ui.allocate_ui_with_layout(room, left, |ui| {
            ui.set_max_width(room.x);
            row_ui(ui, lane, chosen, furthest)
        });
        // As low as the row.
        ui.spacing_mut().button_padding = Vec2::new(4.0, 0.0);
        ui.spacing_mut().interact_size.x = MENU - 8.0;
        let asked = lane_menu::menu_ui(ui, draft, lane);
        draft.lane_change = asked.or(draft.lane_change.take());
        row.inner.clicked()
    })
    .inner
}

fn dot_ui(ui: &mut Ui, lane: &Lane) {
    let (dot, _) = ui.allocate_exact_size(Vec2::new(10.0, ROW), Sense::hover());
    let colour = palette(ui.visuals()).lane(lane.place);
    ui.painter().circle_filled(dot.center(), 4.5, colour);
}

/// A lane with its step and what keeps it from training.
fn row_ui(ui: &mut Ui, lane: &Lane, chosen: bool, furthest: Option<u64>) -> Response {
    let palette = palette(ui.visuals());
    let step = number::count(lane.snapshot.step);
    let state = standing(lane).map_or_else(String::new, |state| format!("{state} · "));
    let behind = furthest.is_some_and(|furthest| lane.snapshot.step < furthest);
    let text = RichText::new(format!("{state}{step}")).size(12.0);
    let text = text.color(match (chosen, behind) {
        (true, _) => palette.on_accent,
        (false, true) => palette.text,
        (false, false) => palette.quiet,
    });
    let left = Layout::left_to_right(Align::Center).with_main_justify(true);
    let size = Vec2::new(ui.available_width(), ROW);
    let button = Button::selectable(chosen, lane.title.as_str())
        .right_text(text)
        .truncate();
    let row = ui
        .allocate_ui_with_layout(size, left, |ui| ui.add(button))
        .inner;
    let name = tf("lane-row", &[("lane", &lane.title), ("step", &step)]);
    row.accessible_name(name)
        .on_hover_text(t("controls-one-help"))
}

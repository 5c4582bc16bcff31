//! The lanes: colour, name and step of each. A click makes the controls be for it.

use eframe::egui::{Align, Button, Layout, Response, RichText, ScrollArea, Sense, Ui, Vec2};

use crate::{
    app::{
        controls::section_ui,
        dock::standing,
        lanes::Lane,
        number,
        settings::Draft,
        text::{t, tf},
        theme::palette,
    },
    train::Scope,
};

const ROW: f32 = 20.0;
/// More lanes than this are a list to scroll through.
const ROWS: f32 = 8.0;

/// All lanes together, then each.
pub fn lanes_ui(ui: &mut Ui, draft: &mut Draft<'_>) {
    section_ui(ui, t("controls"));
    ui.spacing_mut().item_spacing.y = 1.0;
    let lanes = draft.within(Scope::All, |draft| draft.lanes());
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
            if row_ui(ui, lane, scope == own, furthest).clicked() {
                scope = own;
            }
        }
    });
    draft.scope = scope;
}

/// A lane in its colour, with its step and what keeps it from training.
fn row_ui(ui: &mut Ui, lane: &Lane, chosen: bool, furthest: Option<u64>) -> Response {
    let palette = palette(ui.visuals());
    let step = number::count(lane.snapshot.step);
    let state = standing(lane).map_or_else(String::new, |state| format!("{state} · "));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (dot, _) = ui.allocate_exact_size(Vec2::new(10.0, ROW), Sense::hover());
        let colour = palette.lane(lane.place);
        ui.painter().circle_filled(dot.center(), 4.5, colour);
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
    })
    .inner
}

//! Rows: a label on the left, what can be changed or read on the right.

use eframe::egui::{self, Align, Layout, Rect, Response, RichText, Ui, UiBuilder, Vec2, accesskit};

use super::explain;
use crate::app::style::section_style;

/// Width of what stands at the right of a row, in points.
pub const CONTROL: f32 = 112.0;

/// A heading above a group of rows.
pub fn section_ui(ui: &mut Ui, title: &str) {
    titled_ui(ui, title);
}

/// Where its words stand.
fn titled_ui(ui: &mut Ui, title: &str) -> Rect {
    ui.add_space(8.0);
    let text = RichText::new(title.to_uppercase())
        .text_style(section_style())
        .extra_letter_spacing(1.2);
    let response = ui.label(text.color(ui.visuals().weak_text_color()));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(accesskit::Role::Heading);
    });
    ui.add_space(1.0);
    response.rect
}

/// Height of a heading with something beside it, in points.
const HEADING: f32 = 22.0;

/// The same with what `beside` draws from the right end of the heading on, where it takes no height.
pub fn section_beside_ui(ui: &mut Ui, title: &str, beside: impl FnOnce(&mut Ui)) {
    let middle = titled_ui(ui, title).center().y;
    let room = ui.max_rect().with_min_y(middle - HEADING / 2.0);
    let builder = UiBuilder::new()
        .id_salt(("beside", title))
        .max_rect(room.with_max_y(middle + HEADING / 2.0));
    let mut right = ui.new_child(builder.layout(Layout::right_to_left(Align::Center)));
    right.spacing_mut().interact_size.y = HEADING - 4.0;
    right.spacing_mut().item_spacing.x = 10.0;
    beside(&mut right);
}

/// A row: `label` names what `control` draws in the space at the right.
pub fn row_ui(ui: &mut Ui, label: &str, help: &str, control: impl FnOnce(&mut Ui) -> Response) {
    ui.horizontal(|ui| {
        let room = ui.available_width() - CONTROL;
        let height = ui.spacing().interact_size.y;
        let left = Layout::left_to_right(Align::Center);
        let label = ui
            .allocate_ui_with_layout(Vec2::new(room - 8.0, height), left, |ui| {
                ui.set_width(room - 8.0);
                let text = RichText::new(label).color(ui.visuals().weak_text_color());
                ui.add(egui::Label::new(text).truncate())
            })
            .inner;
        let response = control(ui);
        // The control's name is the label in front of it.
        let response = response.labelled_by(label.id);
        explain(ui, response, help);
        explain(ui, label, help);
    });
}

/// A row that only tells.
pub fn fact_ui(ui: &mut Ui, label: &str, value: &str) {
    ui.horizontal(|ui| {
        ui.set_min_height(ui.spacing().interact_size.y);
        ui.label(RichText::new(label).color(ui.visuals().weak_text_color()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(value));
    });
}

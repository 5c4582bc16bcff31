//! How far training is, in the bar: numbers that stay where they are.

use eframe::egui::{Align, Layout, RichText, TextStyle, Ui, Vec2, WidgetText};

use super::{lanes::Lane, number, text::t};

/// Step, epoch, speed and loss; from right to left, each in a box that is as wide as it will ever need.
pub fn progress_ui(ui: &mut Ui, lanes: &[Lane]) {
    let step = lanes.iter().map(|lane| lane.snapshot.step).min();
    let epoch = lanes
        .iter()
        .map(|lane| lane.snapshot.epoch)
        .reduce(f64::min);
    let speed: f64 = lanes
        .iter()
        .map(|lane| lane.snapshot.images_per_second)
        .sum();
    let losses: Vec<String> = lanes
        .iter()
        .map(|lane| number::fixed(lane.snapshot.metrics.loss, 2))
        .collect();
    let widest_loss = vec!["0.00"; lanes.len().max(1)].join(" / ");
    let none = || number::NONE.to_owned();
    let fields = [
        (t("status-loss"), losses.join(" / "), widest_loss),
        (
            t("status-speed"),
            number::short(speed),
            "000.0 k".to_owned(),
        ),
        (
            t("status-epoch"),
            epoch.map_or_else(none, |epoch| number::fixed(epoch, 1)),
            "000.0".to_owned(),
        ),
        (
            t("status-step"),
            step.map_or_else(none, number::count),
            number::count(999_999),
        ),
    ];
    for (label, value, widest) in fields {
        field_ui(ui, label, &value, &widest);
    }
}

fn field_ui(ui: &mut Ui, label: &str, value: &str, widest: &str) {
    let style = TextStyle::Body;
    let galley = WidgetText::from(widest).into_galley(ui, None, f32::INFINITY, style);
    let size = Vec2::new(galley.size().x, ui.spacing().interact_size.y);
    // The value to the right of its label, growing to the right, so that nothing moves.
    let left = Layout::left_to_right(Align::Center);
    let quiet = RichText::new(label).color(ui.visuals().weak_text_color());
    ui.allocate_ui_with_layout(size, left, |ui| {
        ui.set_min_size(size);
        ui.label(value);
    });
    ui.spacing_mut().item_spacing.x = 6.0;
    ui.label(quiet);
    ui.add_space(4.0);
}

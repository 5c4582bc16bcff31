//! How far training is, in the bar: numbers that stay where they are.

use eframe::egui::{Align, Layout, RichText, TextStyle, Ui, Vec2, WidgetText};

use super::{
    lanes::Lane,
    number,
    text::{t, tf},
};
use crate::train::Status;

/// Step, epoch, speed, loss and the time to go or that of a thousand steps; from right to left, each in a box that is as wide as it will ever need. Where the bar is too
/// narrow for all of them, those that say least are left out.
pub fn progress_ui(ui: &mut Ui, lanes: &[Lane], limit: Option<u64>) {
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
    let (to_go, time) = time(lanes, limit);
    let fields = [
        (to_go, time, tf("time-minutes", &[("count", "00")])),
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
    let widths: Vec<f32> = fields
        .iter()
        .map(|(label, value, widest)| {
            text_width(ui, label) + value_width(ui, value, widest) + SPACE
        })
        .collect();
    let shown = fitting(&widths, ui.available_width());
    for (place, (label, value, widest)) in fields.into_iter().enumerate() {
        if shown[place] {
            field_ui(ui, label, &value, &widest);
        }
    }
}

/// How long it takes to the step at which the lanes stop, or a thousand steps where they go on.
fn time(lanes: &[Lane], limit: Option<u64>) -> (&'static str, String) {
    let trains = |lane: &&Lane| lane.snapshot.status == Status::Running;
    let each = lanes.iter().filter(trains).map(|lane| {
        let snapshot = &lane.snapshot;
        let samples = match snapshot.dataset.train.labels.len() {
            0 => lane.experiment.optimizer.batch,
            all => snapshot.experiment.optimizer.batch.min(all),
        };
        let second = snapshot.images_per_second / samples as f64;
        let left = limit.map_or(1_000, |limit| limit.saturating_sub(snapshot.step));
        left as f64 / second
    });
    // The slowest lane is the one to wait for.
    let longest = each.filter(|seconds| seconds.is_finite()).reduce(f64::max);
    let text = longest.map_or_else(|| number::NONE.to_owned(), number::duration);
    match limit {
        Some(_) => (t("status-to-go"), text),
        None => (t("status-thousand"), text),
    }
}

/// What stands between and around a field's label and value, in points.
const SPACE: f32 = 24.0;

/// The places of the fields, what says least first.
const LEAST_FIRST: [usize; 5] = [2, 3, 0, 1, 4];

/// Which of the fields of these widths, in their order from the right, have room.
fn fitting(widths: &[f32], room: f32) -> Vec<bool> {
    let mut shown = vec![true; widths.len()];
    for place in LEAST_FIRST {
        let pairs = widths.iter().zip(&shown);
        let total: f32 = pairs.filter(|(_, on)| **on).map(|(w, _)| w).sum();
        if total > room && place < shown.len() {
            shown[place] = false;
        }
    }
    shown
}

fn text_width(ui: &Ui, text: &str) -> f32 {
    let galley = WidgetText::from(text).into_galley(ui, None, f32::INFINITY, TextStyle::Body);
    galley.size().x
}

/// The room for a value: that of the `widest` one that is to be expected, so that nothing moves, and more where a number has
/// grown beyond that, as a loss that diverges does.
fn value_width(ui: &Ui, value: &str, widest: &str) -> f32 {
    text_width(ui, widest).max(text_width(ui, value))
}

fn field_ui(ui: &mut Ui, label: &str, value: &str, widest: &str) {
    let size = Vec2::new(value_width(ui, value, widest), ui.spacing().interact_size.y);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_least_gives_way_first() {
        let widths = [60.0, 100.0, 90.0, 80.0, 70.0];
        assert_eq!(fitting(&widths, 400.0), [true; 5]);
        assert_eq!(fitting(&widths, 399.0), [true, true, false, true, true]);
        assert_eq!(fitting(&widths, 240.0), [true, true, false, false, true]);
        assert_eq!(fitting(&widths, 180.0), [false, true, false, false, true]);
        assert_eq!(fitting(&widths, 99.0), [false, false, false, false, true]);
        assert_eq!(fitting(&widths, 10.0), [false; 5]);
    }

    #[test]
    fn a_number_that_has_grown_has_the_room_that_it_needs() {
        eframe::egui::__run_test_ui(|ui| {
            for value in ["1.24", "5.3e20 / 1.2e20", "296516618321757077504.00"] {
                let needs = text_width(ui, value);
                let room = value_width(ui, value, "0.00");
                assert!(room >= needs, "{value}: {room} is less than {needs}");
            }
        });
    }
}

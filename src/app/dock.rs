//! The numbers: metrics of all lanes in aligned columns, and the charts.

use eframe::egui::{Align, Grid, Id, Label, Layout, RichText, Ui, Vec2};

use super::{
    charts::{self, Charts},
    controls::{section_beside_ui, section_ui, tick},
    lanes::Lane,
    layout::{self, Dock},
    number, spots,
    text::t,
    theme::{Palette, palette},
};
use crate::train::{Snapshot, Status};

/// The least a chart needs.
const CHART: Vec2 = Vec2::new(280.0, 150.0);
const GAP: f32 = 18.0;
/// Height of a row of the table.
const ROW: f32 = 17.0;
/// Height and letters of what stands large in it.
const LARGE: (f32, f32) = (26.0, 20.0);

/// Draws the numbers at the edge `dock`.
pub fn dock_ui(ui: &mut Ui, lanes: &[Lane], dock: Dock, charts: &mut Charts) {
    match dock {
        Dock::Right => {
            spots::marked(ui, "metrics", |ui| {
                let apart = heading_ui(ui, lanes);
                table_ui(ui, lanes, apart);
            });
            stacked_ui(ui, lanes, charts);
        }
        Dock::Bottom => {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(layout::table_width(lanes.len()));
                    spots::marked(ui, "metrics", |ui| {
                        let apart = heading_ui(ui, lanes);
                        table_ui(ui, lanes, apart);
                    });
                });
                side_by_side_ui(ui, lanes, charts);
            });
        }
    }
}

/// The heading of the table; whether lanes are shown by how far they are from the first one.
fn heading_ui(ui: &mut Ui, lanes: &[Lane]) -> bool {
    if lanes.len() < 2 {
        section_ui(ui, t("metrics"));
        return false;
    }
    let id = Id::unique("metrics-apart");
    let mut on = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    section_beside_ui(ui, t("metrics"), |ui| {
        let text = RichText::new(t("metrics-apart")).small();
        let switch = ui.add(tick(&mut on, text));
        switch.on_hover_text(t("metrics-apart-help"));
    });
    ui.data_mut(|data| data.insert_temp(id, on));
    on
}

/// As many charts below each other as there is room for.
fn stacked_ui(ui: &mut Ui, lanes: &[Lane], charts: &mut Charts) {
    ui.add_space(8.0);
    let room = ui.available_size();
    let each = CHART.y + charts::HEAD + 8.0;
    let count = ((room.y / each) as usize).clamp(1, 4);
    let height = room.y / count as f32 - charts::HEAD - 12.0;
    for place in 0..count {
        charts.place_ui(ui, place, lanes, Vec2::new(room.x, height.min(240.0)));
    }
}

/// As many charts beside each other as there is room for.
fn side_by_side_ui(ui: &mut Ui, lanes: &[Lane], charts: &mut Charts) {
    ui.spacing_mut().item_spacing.x = GAP;
    ui.add_space(2.0);
    let room = ui.available_size();
    let count = (((room.x + GAP) / (CHART.x + GAP)) as usize).clamp(1, 4);
    let width = (room.x + GAP) / count as f32 - GAP;
    for place in 0..count {
        let size = Vec2::new(width, room.y - charts::HEAD - 4.0);
        charts.place_ui(ui, place, lanes, size);
    }
}

/// A row of the table: what it is called, what it means, and the value of a lane.
struct Row {
    label: &'static str,
    /// It stands first and large: what training is about.
    large: bool,
    help: &'static str,
    value: fn(&Snapshot) -> String,
    /// The number in it, and how one is written; none where a difference says nothing.
    number: Option<Number>,
}

impl Row {
    /// The value of a lane; where there is a `first` one, how far it is from that, with its sign.
    fn text(&self, lane: &Snapshot, first: Option<&Snapshot>) -> String {
        let Some(((number, written), first)) = self.number.zip(first) else {
            return (self.value)(lane);
        };
        let apart = number(lane) - number(first);
        let size = written(apart.abs());
        // What is written as nothing has no sign.
        match size == written(0.0) || apart.is_nan() {
            true => size,
            false if apart < 0.0 => format!("−{size}"),
            false => format!("+{size}"),
        }
    }
}

/// A number of a lane, and how a difference of two is written.
type Number = (fn(&Snapshot) -> f64, fn(f64) -> String);

/// Those of the rows, as far as a difference says something: how far lanes are, and how fast, is of none.
const NUMBERS: [Number; 6] = [
    (|s| s.metrics.test_accuracy, number::points),
    (Snapshot::margin_met, number::points),
    (|s| s.metrics.train_accuracy, number::points),
    (|s| s.metrics.angle_to_own_deg.mean, number::degrees),
    (|s| s.metrics.nearest_classes_deg, number::degrees),
    (|s| s.metrics.fisher_score, |x| number::fixed(x, 3)),
];

/// The rows; of features that are `given`, nothing was held out.
fn rows(given: bool) -> [Row; 8] {
    let (accuracy, accuracy_help) = match given {
        true => (t("accuracy-given"), t("accuracy-given-help")),
        false => (t("accuracy-test"), t("accuracy-test-help")),
    };
    let of = |large, label, help, value| Row {
        label,
        large,
        help,
        value,
        number: None,
    };
    let row = |label, help, value| of(false, label, help, value);
    let rows = [
        of(true, accuracy, accuracy_help, |s| {
            number::percent(s.metrics.test_accuracy)
        }),
        of(true, t("satisfied"), t("satisfied-help"), |s| {
            number::percent(s.margin_met())
        }),
        row(t("accuracy-train"), t("accuracy-train-help"), |s| {
            number::percent(s.metrics.train_accuracy)
        }),
        row(t("angle-own"), t("angle-own-help"), |s| {
            let own = s.metrics.angle_to_own_deg;
            number::spread(own.mean, own.std)
        }),
        row(t("nearest"), t("nearest-help"), |s| {
            number::degrees(s.metrics.nearest_classes_deg)
        }),
        row(t("fisher"), t("fisher-help"), |s| {
            number::fixed(s.metrics.fisher_score, 3)
        }),
        row(t("row-step"), t("row-step-help"), |s| {
            format!("{} · {}", number::count(s.step), number::fixed(s.epoch, 1))
        }),
        row(t("row-speed"), t("row-speed-help"), |s| {
            number::short(s.images_per_second)
        }),
    ];
    let mut numbers = NUMBERS.into_iter();
    rows.map(|row| Row {
        number: numbers.next(),
        ..row
    })
}

fn table_ui(ui: &mut Ui, lanes: &[Lane], apart: bool) {
    let palette = palette(ui.visuals());
    let columns = lanes.len().max(1) as f32;
    let names = 116.0;
    let width = (ui.available_width() - names) / columns - 8.0;
    Grid::new("metrics")
        .num_columns(1 + lanes.len())
        .min_row_height(ROW)
        .min_col_width(0.0)
        .spacing(Vec2::new(8.0, 1.0))
        .show(ui, |ui| {
            if lanes.len() > 1 {
                ui.label("");
                for (place, lane) in lanes.iter().enumerate() {
                    cell_ui(ui, Vec2::new(width, ROW), |ui| {
                        lane_ui(ui, palette, place, lane);
                    });
                }
                ui.end_row();
            }
            let given = lanes
                .iter()
                .all(|lane| lane.snapshot.dataset.given.is_some());
            // Of what nothing trains, some rows say nothing.
            let says = |row: &Row| {
                let mut values = lanes.iter().map(|lane| (row.value)(&lane.snapshot));
                values.any(|value| ![number::NONE, "0", "0 · 0.0"].contains(&value.as_str()))
            };
            for row in rows(given).into_iter().filter(|row| !given || says(row)) {
                let text = RichText::new(row.label).size(12.0).color(palette.quiet);
                ui.label(text).on_hover_text(row.help);
                let (height, letters) = if row.large { LARGE } else { (ROW, 12.5) };
                for (place, lane) in lanes.iter().enumerate() {
                    let first = lanes.first().filter(|_| apart && place > 0);
                    let value = row.text(&lane.snapshot, first.map(|first| &*first.snapshot));
                    cell_ui(ui, Vec2::new(width, height), |ui| {
                        ui.label(RichText::new(value).size(letters));
                    });
                }
                ui.end_row();
            }
        });
}

fn cell_ui(ui: &mut Ui, size: Vec2, content: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_size(size);
        content(ui);
    });
}

/// The lane's name in its colour, and what keeps it from training.
fn lane_ui(ui: &mut Ui, palette: &Palette, place: usize, lane: &Lane) {
    // From the right: what is said of the lane has its room, and a long name gives way.
    // The list of lanes tells which stand at their limit.
    if let Some(state) = standing(lane).filter(|_| !lane.at_limit()) {
        ui.label(RichText::new(state).size(11.0).color(palette.quiet));
    }
    let colour = palette.lane(place);
    let name = RichText::new(&lane.title).size(12.0).color(colour);
    ui.add(Label::new(name).truncate());
}

/// What to say of a lane that does not simply run.
pub fn standing(lane: &Lane) -> Option<&'static str> {
    match lane.snapshot.status {
        Status::Loading => Some(t("standing-loading")),
        Status::Failed(_) => Some(t("standing-failed")),
        Status::Done if lane.is_given() => None,
        Status::Done => Some(t("standing-done")),
        Status::Running | Status::Paused => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::train::{Lane as Trained, Session, lane};

    /// What stands in the row at `place` for accuracies, or angles, of the first lane and of another one.
    fn check(place: usize, numbers: [f64; 2], expect: &str) {
        let session = Session::preset("blobs").unwrap();
        let (name, experiment) = session.experiments().unwrap().remove(0);
        let data = lane::load(&experiment).unwrap();
        let trained = Trained::new(&experiment, data).unwrap();
        let of = |number: f64| {
            let mut snapshot = trained.snapshot(&name, 0, Status::Paused);
            snapshot.metrics.test_accuracy = number;
            snapshot.metrics.nearest_classes_deg = number;
            Arc::new(snapshot)
        };
        let [first, other] = numbers.map(of);
        assert_eq!(rows(false)[place].text(&other, Some(&first)), expect);
        let own = rows(false)[place].text(&other, None);
        assert_eq!(own, (rows(false)[place].value)(&other));
    }

    #[test]
    fn a_lane_is_shown_by_how_far_it_is_from_the_first() {
        let percent = |x: f64| number::percent(x);
        check(0, [0.5, 0.75], &format!("+{}", percent(0.25)));
        check(0, [0.75, 0.5], &format!("−{}", percent(0.25)));
        check(0, [0.5, 0.5], &percent(0.0));
        check(0, [0.5, f64::NAN], &percent(f64::NAN));
        check(4, [30.0, 24.0], &format!("−{}", number::degrees(6.0)));
    }

    #[test]
    fn a_step_has_no_difference() {
        assert!(rows(false)[6].number.is_none() && rows(false)[7].number.is_none());
    }
}

//! The numbers: metrics of all lanes in aligned columns, and the curves.

use std::sync::Arc;

use eframe::egui::{self, Align, Grid, Layout, RichText, Sense, Ui, Vec2};

use super::{
    controls::section_ui,
    lanes::Lane,
    layout::{self, Dock},
    number,
    text::t,
    theme::{Palette, palette},
};
use crate::{
    figure::{chart::ChartFigure, curves},
    render::chart::{ChartStyle, chart_ui},
    train::{Snapshot, Status},
};

const CHART_HEIGHT: f32 = 132.0;

pub fn dock_ui(ui: &mut Ui, lanes: &[Lane], dock: Dock) {
    match dock {
        Dock::Right => {
            section_ui(ui, t("metrics"));
            table_ui(ui, lanes);
            let size = Vec2::new(ui.available_width(), CHART_HEIGHT);
            charts_ui(ui, lanes, size);
        }
        Dock::Bottom => {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(layout::table_width(lanes.len()));
                    section_ui(ui, t("metrics"));
                    table_ui(ui, lanes);
                });
                ui.add_space(16.0);
                let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
                let height = ui.available_height() - 34.0;
                ui.spacing_mut().item_spacing.x = 16.0;
                charts_ui(ui, lanes, Vec2::new(width - 8.0, height));
            });
        }
    }
}

/// A row of the table: what it is called, what it means, and the value of a lane.
struct Row {
    label: &'static str,
    help: &'static str,
    value: fn(&Snapshot) -> String,
}

fn rows() -> [Row; 8] {
    let row = |label, help, value| Row { label, help, value };
    [
        row(t("accuracy-test"), t("accuracy-test-help"), |s| {
            number::percent(s.metrics.test_accuracy)
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
        row(t("satisfied"), t("satisfied-help"), |s| {
            number::percent(s.metrics.margin_satisfied)
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
    ]
}

fn table_ui(ui: &mut Ui, lanes: &[Lane]) {
    let palette = palette(ui.visuals());
    let columns = lanes.len().max(1) as f32;
    let names = 116.0;
    let width = (ui.available_width() - names) / columns - 8.0;
    Grid::new("metrics")
        .num_columns(1 + lanes.len())
        .min_row_height(18.0)
        .min_col_width(0.0)
        .spacing(Vec2::new(8.0, 1.0))
        .show(ui, |ui| {
            if lanes.len() > 1 {
                ui.label("");
                for (place, lane) in lanes.iter().enumerate() {
                    cell_ui(ui, width, |ui| lane_ui(ui, palette, place, lane));
                }
                ui.end_row();
            }
            for row in rows() {
                let text = RichText::new(row.label).size(12.0).color(palette.quiet);
                ui.label(text).on_hover_text(row.help);
                for lane in lanes {
                    let value = (row.value)(&lane.snapshot);
                    cell_ui(ui, width, |ui| {
                        ui.label(RichText::new(value).size(12.5));
                    });
                }
                ui.end_row();
            }
        });
}

fn cell_ui(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    let size = Vec2::new(width, 18.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_size(size);
        content(ui);
    });
}

/// The lane's name in its colour, and what keeps it from training.
fn lane_ui(ui: &mut Ui, palette: &Palette, place: usize, lane: &Lane) {
    ui.label(
        RichText::new(&lane.name)
            .size(12.0)
            .color(palette.lane(place)),
    );
    if let Some(state) = standing(lane) {
        ui.label(RichText::new(state).size(11.0).color(palette.quiet));
    }
}

/// What to say of a lane that does not simply run.
pub fn standing(lane: &Lane) -> Option<&'static str> {
    match lane.snapshot.status {
        Status::Loading => Some(t("standing-loading")),
        Status::Failed(_) => Some(t("standing-failed")),
        _ if lane.over() => Some(t("standing-done")),
        Status::Running | Status::Paused | Status::Done => None,
    }
}

fn charts_ui(ui: &mut Ui, lanes: &[Lane], size: Vec2) {
    let snapshots: Vec<Arc<Snapshot>> = lanes.iter().map(|lane| lane.snapshot.clone()).collect();
    let charts = [
        ("loss", t("chart-loss"), curves::loss(&snapshots)),
        (
            "accuracy",
            t("chart-accuracy"),
            curves::accuracy(&snapshots),
        ),
    ];
    for (id, title, figure) in charts {
        ui.vertical(|ui| {
            ui.set_width(size.x);
            section_ui(ui, title);
            titled_chart_ui(ui, id, title, &figure, size);
        });
    }
}

fn titled_chart_ui(ui: &mut Ui, id: &str, title: &str, figure: &ChartFigure, size: Vec2) {
    let palette = palette(ui.visuals());
    let style = ChartStyle {
        lane: &|lane| palette.lane(lane),
        grid: palette.hairline,
        text: palette.quiet,
        font: egui::TextStyle::Small.resolve(ui.style()),
        step: &number::short,
    };
    if figure.series.iter().all(|series| series.points.len() < 2) {
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.accessible_name(title);
        let font = egui::TextStyle::Small.resolve(ui.style());
        let at = egui::Align2::CENTER_CENTER;
        ui.painter()
            .text(rect.center(), at, t("chart-empty"), font, palette.quiet);
        return;
    }
    let last = figure.series.iter().filter_map(|series| {
        let [step, value] = series.points.last()?;
        Some(format!(
            "{} {} @ {}",
            series.name,
            number::plain(*value),
            number::plain(*step)
        ))
    });
    let summary = last.collect::<Vec<String>>().join(", ");
    chart_ui(ui, ui.scope_id().with(id), figure, &style, size)
        .accessible_name(format!("{title}: {summary}"));
}

//! The decisions of a threshold in a table: pairs of one class and of two, accepted and rejected, a lane a row.

use eframe::egui::{Align, Color32, Label, Layout, RichText, Ui, Vec2};

use crate::{
    app::{
        controls::section_ui,
        lanes::Lane,
        number,
        text::{t, tf},
        theme::palette,
    },
    verify::Decisions,
};

/// Width of a column of counts, and height of a row, points.
const COLUMN: f32 = 56.0;
const ROW: f32 = 15.0;
const GAP: f32 = 4.0;

/// Draws it; `at` is where the threshold was put, and the lane whose pairs are shown. Returns the lane that was picked.
pub fn table_ui(
    ui: &mut Ui,
    lanes: &[Lane],
    decided: &[Option<(f64, Decisions)>],
    (at, shown): (Option<f64>, Option<usize>),
) -> Option<usize> {
    let palette = palette(ui.visuals());
    let (quiet, text, wrong) = (palette.quiet, palette.text, palette.warning);
    let known: Vec<(f64, Decisions)> = decided.iter().flatten().copied().collect();
    let first = known.first().copied()?;
    ui.spacing_mut().item_spacing = Vec2::new(GAP, 1.0);
    let same_angle = known.iter().all(|(angle, _)| *angle == first.0);
    section_ui(ui, &heading(at, same_angle.then_some(first.0)));
    let plain = RichText::new(t("threshold-plain")).size(12.0).color(quiet);
    ui.add(Label::new(plain).wrap());
    ui.add_space(6.0);
    let name = (ui.available_width() - 4.0 * (COLUMN + GAP)).max(30.0);
    let small = |text: &str, colour: Color32| RichText::new(text).size(11.0).color(colour);
    // Two heads over two columns each.
    let pairs = [first.1.positives, first.1.negatives].map(number::count);
    row_ui(ui, name, |ui| {
        for (key, count) in ["threshold-one", "threshold-two"].iter().zip(&pairs) {
            let head = tf(key, &[("count", count)]);
            cell_ui(ui, 2.0 * COLUMN + GAP, small(&head, text));
        }
    });
    let heads = [
        ("threshold-accepted", "threshold-tar", text),
        ("threshold-rejected", "threshold-wrong", wrong),
        ("threshold-accepted", "threshold-far", wrong),
        ("threshold-rejected", "threshold-right", text),
    ];
    row_ui(ui, name, |ui| {
        for (head, _, _) in heads {
            cell_ui(ui, COLUMN, small(said(head), quiet));
        }
    });
    row_ui(ui, name, |ui| {
        for (_, what, colour) in heads {
            cell_ui(ui, COLUMN, small(said(what), colour));
        }
    });
    let mut picked = None;
    for (place, (lane, found)) in lanes.iter().zip(decided).enumerate() {
        let Some((angle, decisions)) = found else {
            continue;
        };
        ui.add_space(3.0);
        ui.horizontal(|ui| {
            ui.set_min_height(ROW);
            if lanes.len() > 1 {
                let colour = palette.lane(place);
                let title = RichText::new(&lane.title).size(11.5).color(colour);
                let label = ui.selectable_label(shown == Some(place), title);
                let label = label.on_hover_text(t("threshold-pick"));
                if label.clicked() {
                    picked = Some(place);
                }
            }
            if !same_angle {
                ui.label(small(&number::degrees(*angle), quiet));
            }
        });
        let shares = [
            decisions.tar(),
            1.0 - decisions.tar(),
            decisions.far(),
            1.0 - decisions.far(),
        ];
        let counts = [
            decisions.true_accepts,
            decisions.false_rejects(),
            decisions.false_accepts,
            decisions.true_rejects(),
        ];
        let colours = heads.map(|(.., colour)| colour);
        row_ui(ui, name, |ui| {
            for (count, colour) in counts.iter().zip(colours) {
                let count = RichText::new(number::count(*count)).size(12.5);
                cell_ui(ui, COLUMN, count.color(colour));
            }
        });
        row_ui(ui, name, |ui| {
            for (share, colour) in shares.iter().zip(colours) {
                cell_ui(ui, COLUMN, small(&number::percent(*share), colour));
            }
        });
    }
    picked
}

fn heading(at: Option<f64>, same: Option<f64>) -> String {
    match (at.is_some(), same) {
        (true, Some(angle)) | (false, Some(angle)) => {
            let key = match at {
                Some(_) => "threshold-heading",
                None => "threshold-heading-eer",
            };
            tf(key, &[("angle", &number::degrees(angle))])
        }
        (_, None) => t("threshold-heading-own").to_owned(),
    }
}

/// What a column holds.
fn said(key: &str) -> &'static str {
    match key {
        "threshold-accepted" => t("threshold-accepted"),
        "threshold-rejected" => t("threshold-rejected"),
        "threshold-tar" => t("threshold-tar"),
        "threshold-far" => t("threshold-far"),
        "threshold-wrong" => t("threshold-wrong"),
        _ => t("threshold-right"),
    }
}

fn row_ui(ui: &mut Ui, name: f32, cells: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_min_height(ROW);
        ui.add_space(name);
        cells(ui);
    });
}

fn cell_ui(ui: &mut Ui, width: f32, text: RichText) {
    let layout = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(Vec2::new(width, ROW), layout, |ui| {
        ui.set_min_size(Vec2::new(width, ROW));
        ui.add(Label::new(text).truncate());
    });
}

//! The decisions of a threshold in a table: pairs of one class and of two, accepted and rejected, a lane a row.

use eframe::egui::{Align, Button, Color32, Label, Layout, RichText, Stroke, Ui, Vec2};

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
const COLUMN: f32 = 61.0;
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
    let quiet = palette.quiet;
    let known: Vec<(f64, Decisions)> = decided.iter().flatten().copied().collect();
    let first = known.first().copied()?;
    ui.spacing_mut().item_spacing = Vec2::new(GAP, 1.0);
    ui.spacing_mut().interact_size.y = ROW;
    let same_angle = known.iter().all(|(angle, _)| *angle == first.0);
    section_ui(ui, &heading(at, same_angle.then_some(first.0)));
    let plain = RichText::new(t("threshold-plain")).size(12.0).color(quiet);
    ui.add(Label::new(plain).wrap());
    ui.add_space(6.0);
    heads_ui(ui, &first.1);
    let mut picked = None;
    for (place, (lane, found)) in lanes.iter().zip(decided).enumerate() {
        let Some((angle, decisions)) = found else {
            continue;
        };
        ui.add_space(4.0);
        let named = |ui: &mut Ui| {
            if lanes.len() < 2 {
                return false;
            }
            let title = RichText::new(&lane.title).size(11.5);
            let title = title.color(palette.lane(place));
            let mut button = Button::new(title).frame_when_inactive(false).truncate();
            if shown == Some(place) {
                button = button.stroke(Stroke::new(1.0, palette.lane(place)));
                button = button.frame_when_inactive(true).fill(Color32::TRANSPARENT);
            }
            ui.spacing_mut().button_padding = Vec2::new(3.0, 0.0);
            let response = ui.add(button).on_hover_text(t("threshold-pick"));
            response.clicked()
        };
        let counts = counts(decisions);
        if row_ui(ui, named, counts.map(number::count), 12.5) {
            picked = Some(place);
        }
        let shares = [decisions.tar(), decisions.far()].map(|share| {
            let rest = number::percent(1.0 - share);
            (number::percent(share), rest)
        });
        let [(tar, missed), (far, apart)] = shares;
        let own = |ui: &mut Ui| {
            if !same_angle {
                let angle = RichText::new(number::degrees(*angle)).size(11.0);
                ui.label(angle.color(quiet));
            }
            false
        };
        let tar = tf("threshold-tar", &[("share", &tar)]);
        let far = tf("threshold-far", &[("share", &far)]);
        row_ui(ui, own, [tar, missed, far, apart], 11.0);
    }
    picked
}

/// Of one class accepted and rejected, of two accepted and rejected.
fn counts(decisions: &Decisions) -> [u64; 4] {
    [
        decisions.true_accepts,
        decisions.false_rejects(),
        decisions.false_accepts,
        decisions.true_rejects(),
    ]
}

/// Two heads over two columns each, and what each column holds.
fn heads_ui(ui: &mut Ui, of: &Decisions) {
    let palette = palette(ui.visuals());
    let pairs = [of.positives, of.negatives].map(number::count);
    let heads = [
        tf("threshold-one", &[("count", &pairs[0])]),
        tf("threshold-two", &[("count", &pairs[1])]),
    ];
    ui.horizontal(|ui| {
        ui.add_space(names(ui));
        for head in heads {
            let head = RichText::new(head).size(11.0).color(palette.text);
            cell_ui(ui, 2.0 * COLUMN + GAP, head);
        }
    });
    let (accepted, rejected) = (t("threshold-accepted"), t("threshold-rejected"));
    ui.horizontal(|ui| {
        ui.add_space(names(ui));
        for head in [accepted, rejected, accepted, rejected] {
            let head = RichText::new(head).size(11.0).color(palette.quiet);
            cell_ui(ui, COLUMN, head);
        }
    });
    let (right, wrong) = (t("threshold-right"), t("threshold-wrong"));
    let none = |_: &mut Ui| false;
    row_ui(
        ui,
        none,
        [right, wrong, wrong, right].map(str::to_owned),
        11.0,
    );
}

/// The room for names beside the columns.
fn names(ui: &Ui) -> f32 {
    (ui.available_width() - 4.0 * (COLUMN + GAP)).max(30.0)
}

/// What `named` draws, and four cells of which the middle ones are of wrong decisions.
fn row_ui(ui: &mut Ui, named: impl FnOnce(&mut Ui) -> bool, cells: [String; 4], size: f32) -> bool {
    let palette = palette(ui.visuals());
    let colours = [palette.text, palette.warning, palette.warning, palette.text];
    ui.horizontal(|ui| {
        let room = Vec2::new(names(ui), ROW);
        let layout = Layout::left_to_right(Align::Center);
        let name = ui.allocate_ui_with_layout(room, layout, |ui| {
            ui.set_min_size(room);
            named(ui)
        });
        for (text, colour) in cells.into_iter().zip(colours) {
            cell_ui(ui, COLUMN, RichText::new(text).size(size).color(colour));
        }
        name.inner
    })
    .inner
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

fn cell_ui(ui: &mut Ui, width: f32, text: RichText) {
    let layout = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(Vec2::new(width, ROW), layout, |ui| {
        ui.set_min_size(Vec2::new(width, ROW));
        ui.add(Label::new(text).truncate());
    });
}

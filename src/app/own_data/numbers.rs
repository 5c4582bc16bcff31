//! The numbers of the data: shape, lengths, classes, and what is wrong.

use eframe::egui::{CornerRadius, Grid, Label, RichText, Sense, Ui, Vec2};

use super::{reading::Read, sample::shortened};
use crate::{
    app::{
        controls::{fact_ui, note_ui, section_ui},
        number,
        text::{t, tf},
        theme::palette,
    },
    data::{Preview, Shape},
};

/// Classes, and faults, that are listed.
const MOST: usize = 20;
/// The longest bar of a class, and how high bars are, in points.
const BAR: f32 = 150.0;
const HIGH: f32 = 8.0;

/// What the data are, in a few rows.
pub fn facts_ui(ui: &mut Ui, read: &Read) {
    let preview = &read.preview;
    let count = |n: usize| number::count(n as u64);
    fact_ui(ui, t("own-samples"), &count(preview.n));
    fact_ui(ui, t("own-inputs"), &inputs(preview.shape));
    fact_ui(ui, t("own-dtype"), &preview.dtype);
    let out = read.trains.as_ref().ok().copied().or(preview.held_out);
    fact_ui(
        ui,
        t("own-held-out"),
        &out.map_or_else(|| number::NONE.to_owned(), count),
    );
    let norms = preview.norms.map(|norms| {
        let [min, mean, max] = [norms.min, norms.mean, norms.max].map(number::plain);
        let args = [("min", &*min), ("max", &*max), ("mean", &*mean)];
        tf("own-norms-of", &args)
    });
    let norms = norms.unwrap_or_else(|| number::NONE.to_owned());
    fact_ui(ui, t("own-norms"), &norms);
    fact_ui(ui, t("own-zero-rows"), &count(preview.zero_rows));
    let (numbers, rows) = (count(preview.not_finite), count(preview.not_finite_rows));
    let args = [("count", &*numbers), ("rows", &*rows)];
    let not_finite = match preview.not_finite {
        0 => numbers,
        _ => tf("own-not-finite-of", &args),
    };
    fact_ui(ui, t("own-not-finite"), &not_finite);
}

/// What a sample is.
fn inputs(shape: Shape) -> String {
    match shape {
        Shape::Flat(dim) => number::count(dim as u64),
        Shape::Image {
            height,
            width,
            channels,
        } => {
            let sides = match channels {
                1 => format!("{height} × {width}"),
                _ => format!("{height} × {width} × {channels}"),
            };
            tf("own-pixels", &[("sides", &sides)])
        }
    }
}

/// The classes, each with its count.
pub fn classes_ui(ui: &mut Ui, preview: &Preview) {
    let count = number::count(preview.class_names.len() as u64);
    section_ui(ui, &tf("own-classes", &[("count", &count)]));
    if preview.class_names.is_empty() {
        note_ui(ui, t("own-no-classes"), true);
        return;
    }
    let largest = preview.counts.iter().max().copied().unwrap_or(0).max(1);
    let classes = preview.class_names.iter().zip(&preview.counts);
    Grid::new("own-classes")
        .spacing(Vec2::new(10.0, 2.0))
        .show(ui, |ui| {
            for (name, &count) in classes.take(MOST) {
                let shown = shortened(name);
                let label = ui.add(Label::new(RichText::new(&shown).small()));
                if shown != *name {
                    // A name has no end that a file must keep to.
                    label.on_hover_text(name.chars().take(400).collect::<String>());
                }
                ui.label(RichText::new(number::count(count as u64)).small());
                bar_ui(ui, count as f32 / largest as f32);
                ui.end_row();
            }
        });
    more_ui(ui, preview.class_names.len());
}

fn bar_ui(ui: &mut Ui, share: f32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(BAR, HIGH), Sense::hover());
    let full = rect.with_max_x(rect.left() + (BAR * share).max(1.0));
    let colour = palette(ui.visuals()).accent;
    ui.painter()
        .rect_filled(full, CornerRadius::same(2), colour);
}

/// What is wrong, with file and row.
pub fn faults_ui(ui: &mut Ui, preview: &Preview) {
    if preview.faults.is_empty() {
        return;
    }
    section_ui(ui, t("own-faults"));
    for fault in preview.faults.iter().take(MOST) {
        note_ui(ui, &fault.to_string(), true);
    }
    more_ui(ui, preview.faults.len());
}

fn more_ui(ui: &mut Ui, all: usize) {
    if let Some(more) = all.checked_sub(MOST).filter(|more| *more > 0) {
        let more = number::count(more as u64);
        note_ui(ui, &tf("own-more", &[("count", &more)]), false);
    }
}

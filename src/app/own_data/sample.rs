//! Some of the data to look at: rows as a table, pictures beside each other.

use eframe::egui::{
    ColorImage, Context, Grid, Image, RichText, ScrollArea, TextureHandle, TextureOptions, Ui, Vec2,
};

use crate::{
    app::{
        number,
        text::{t, tf},
    },
    data::{Preview, Shape},
};

/// Columns of a table that are shown, and letters of a class's name.
const COLUMNS: usize = 8;
const LETTERS: usize = 24;
/// How large a picture is shown, in points, and the most pixels on a side that it is shown with.
const SIDE: f32 = 52.0;
const PIXELS: usize = 96;

/// Some of the data.
pub struct Sample {
    /// One for each row, with the name of its class; none of points.
    pictures: Vec<(TextureHandle, String)>,
}

impl Sample {
    /// The sample of a preview, its pictures ready to be drawn.
    pub fn new(ctx: &Context, preview: &Preview) -> Self {
        let Shape::Image { height, width, .. } = preview.shape else {
            return Self {
                pictures: Vec::new(),
            };
        };
        let size = (height * width).max(1);
        let pictures = preview.pixels.chunks_exact(size).enumerate();
        let pictures = pictures.map(|(row, grey)| {
            let (sides, grey) = thinned([width, height], grey);
            let image = ColorImage::from_gray(sides, &grey);
            let texture = ctx.load_texture("own-data", image, TextureOptions::NEAREST);
            (texture, class_of(preview, row))
        });
        Self {
            pictures: pictures.collect(),
        }
    }

    /// Draws it.
    pub fn ui(&self, ui: &mut Ui, preview: &Preview) {
        match self.pictures.is_empty() {
            true => table_ui(ui, preview),
            false => self.pictures_ui(ui),
        }
    }

    fn pictures_ui(&self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            for (texture, class) in &self.pictures {
                let image = Image::new(texture).fit_to_exact_size(Vec2::splat(SIDE));
                ui.add(image.alt_text(class.clone())).on_hover_text(class);
            }
        });
    }
}

/// A grey picture with at most so many pixels on a side: every so many of them.
fn thinned([width, height]: [usize; 2], grey: &[u8]) -> ([usize; 2], Vec<u8>) {
    let step = width.max(height).div_ceil(PIXELS).max(1);
    let rows = (0..height).step_by(step);
    let kept = rows.flat_map(|y| (0..width).step_by(step).map(move |x| y * width + x));
    let kept: Vec<u8> = kept.map(|at| grey[at]).collect();
    ([width.div_ceil(step), height.div_ceil(step)], kept)
}

fn class_of(preview: &Preview, row: usize) -> String {
    let label = preview.row_labels.get(row);
    let name = label.and_then(|&label| preview.class_names.get(label));
    name.map_or_else(String::new, |name| shortened(name))
}

/// A name that has room in a line.
pub fn shortened(name: &str) -> String {
    match name.chars().count() > LETTERS {
        true => name.chars().take(LETTERS - 1).chain(['…']).collect(),
        false => name.to_owned(),
    }
}

fn table_ui(ui: &mut Ui, preview: &Preview) {
    ScrollArea::horizontal()
        .id_salt("own-sample")
        .show(ui, |ui| {
            let table = Grid::new("own-sample").striped(true);
            table.spacing(Vec2::new(12.0, 3.0)).show(ui, |ui| {
                let labelled = !preview.row_labels.is_empty();
                head_ui(ui, preview.rows.ncols(), labelled);
                for (place, row) in preview.rows.outer_iter().enumerate() {
                    if labelled {
                        ui.label(RichText::new(class_of(preview, place)).small());
                    }
                    for &value in row.iter().take(COLUMNS) {
                        ui.label(RichText::new(written(value)).small());
                    }
                    ui.end_row();
                }
            });
        });
}

fn head_ui(ui: &mut Ui, columns: usize, labelled: bool) {
    let quiet = |ui: &mut Ui, text: String| ui.label(RichText::new(text).small().weak());
    if labelled {
        quiet(ui, t("own-class").to_owned());
    }
    for column in 1..=columns.min(COLUMNS) {
        quiet(ui, column.to_string());
    }
    if columns > COLUMNS {
        let more = (columns - COLUMNS).to_string();
        quiet(ui, tf("own-more", &[("count", &more)]));
    }
    ui.end_row();
}

/// A number of the data; what is not finite as the file has it.
fn written(value: f32) -> String {
    match value.is_finite() {
        true => number::plain(f64::from(value)),
        false => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_keeps_every_so_many_of_its_pixels() {
        let grey: Vec<u8> = (0..300 * 100).map(|i| (i % 300 / 4) as u8).collect();
        let (sides, kept) = thinned([300, 100], &grey);
        assert_eq!((sides, kept.len()), ([75, 25], 75 * 25));
        assert_eq!(kept[..5], [0, 1, 2, 3, 4]);
        assert_eq!(thinned([2, 1], &[7, 9]), ([2, 1], vec![7, 9]));
    }

    #[test]
    fn what_is_no_number_is_written_as_it_is() {
        let all = [1.5, f32::NAN, f32::NEG_INFINITY].map(written);
        assert_eq!(all, ["1.5", "NaN", "-inf"]);
    }
}

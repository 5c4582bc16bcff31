//! The mistakes nearest to a threshold, as pictures where samples have them.

use eframe::egui::{Image, Label, RichText, Ui, Vec2};

use crate::{
    app::{
        controls::section_ui,
        lanes::Lane,
        number,
        sample_pictures::Pictures,
        text::{t, tf},
        theme::palette,
    },
    train::{NearPair, Numbered},
};

/// Side of a picture, and width of a pair, points.
const SIDE: f32 = 44.0;
const PAIR: f32 = 98.0;

/// Draws the pairs of a lane, which is `named` by its place where there are several: those that are accepted, and those that are
/// rejected.
pub fn near_ui(
    ui: &mut Ui,
    lane: &Lane,
    named: Option<usize>,
    near: &[Vec<NearPair>; 2],
    pictures: &mut Pictures,
) {
    let palette = palette(ui.visuals());
    ui.add_space(10.0);
    section_ui(ui, t("threshold-near"));
    if let Some(place) = named {
        let name = RichText::new(&lane.title).size(12.5);
        ui.label(name.color(palette.lane(place)));
    }
    let kinds = [t("threshold-near-accepted"), t("threshold-near-rejected")];
    for (kind, pairs) in kinds.into_iter().zip(near) {
        ui.add_space(4.0);
        let kind = RichText::new(kind).size(12.0).color(palette.warning);
        ui.label(kind);
        if pairs.is_empty() {
            let none = RichText::new(t("threshold-near-none")).size(12.0);
            ui.label(none.color(palette.quiet));
            continue;
        }
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            for pair in pairs {
                pair_ui(ui, lane, pair, pictures);
            }
        });
    }
}

fn pair_ui(ui: &mut Ui, lane: &Lane, pair: &NearPair, pictures: &mut Pictures) {
    let palette = palette(ui.visuals());
    let dataset = &lane.snapshot.dataset;
    let shown = pair
        .both
        .map(|one| pictures.get(ui.ctx(), dataset, one.sample));
    let names = pair.both.map(|one| named(lane, one, shown[0].is_some()));
    let angle = number::degrees(pair.degrees);
    ui.vertical(|ui| {
        ui.set_width(PAIR);
        ui.spacing_mut().item_spacing = Vec2::new(4.0, 1.0);
        ui.horizontal(|ui| {
            for ((texture, one), name) in shown.iter().zip(pair.both).zip(&names) {
                let Some(texture) = texture else {
                    continue;
                };
                let image = Image::new(texture).fit_to_exact_size(Vec2::splat(SIDE));
                let number = number::count(one.sample as u64);
                let sample = tf("inspect-sample", &[("number", &number)]);
                ui.add(image.alt_text(name.as_str()))
                    .on_hover_text(format!("{name}\n{sample}"));
            }
        });
        ui.label(RichText::new(&angle).size(12.0));
        let same = names[0] == names[1];
        for name in names.iter().take(if same { 1 } else { 2 }) {
            let name = RichText::new(name).size(11.0).color(palette.quiet);
            ui.add(Label::new(name).truncate());
        }
    });
}

/// The class of a sample; without a picture its number too, by which it is known.
fn named(lane: &Lane, one: Numbered, pictured: bool) -> String {
    let class = lane.snapshot.spoken_name(one.class);
    match pictured {
        true => class,
        false => {
            let number = number::count(one.sample as u64);
            tf(
                "threshold-sample",
                &[("class", class.as_str()), ("number", &number)],
            )
        }
    }
}

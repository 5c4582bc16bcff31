//! The card about one held-out sample: its picture, its angles to the classes, what the loss makes of it.

use eframe::egui::{
    Area, Color32, Context, Frame, Grid, Id, Image, Label, Order, Pos2, RichText, Sense,
    TextureHandle, Ui, Vec2,
};

use super::{
    lanes::Lane,
    number,
    sample_pictures::Pictures,
    summary::held_out,
    text::{t, tf},
    theme::{Palette, palette},
};
use crate::{
    draw::marked::Marked,
    figure::inspect::{Inspection, inspect},
    look::{Chosen, Style},
};

/// A sample that a person looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleAt {
    /// The lane where it was found; lanes with the same data show the same sample.
    pub lane: String,
    /// Its number among the held-out ones.
    pub sample: u32,
    /// Where on the screen.
    pub at: Pos2,
}

/// What is looked at: under the pointer, or kept by a click.
#[derive(Default)]
pub struct Inspector {
    hovered: Option<SampleAt>,
    kept: Option<SampleAt>,
    pictures: Pictures,
}

const WIDTH: f32 = 236.0;
/// Classes that are listed, with one lane and with several.
const LISTED: [usize; 2] = [5, 3];
/// Lanes that the card has room for.
const LANES: usize = 4;
/// Letters of a class's name in the list.
const LONGEST: usize = 12;

impl Inspector {
    /// The picture is made once more when it is needed.
    #[cfg(target_arch = "wasm32")]
    pub fn forget_picture(&mut self) {
        self.pictures = Pictures::default();
    }

    /// Takes what the figures found in this frame. `clicked` is a click on a figure, which keeps what is under the pointer
    /// or, beside all dots, lets go.
    pub fn found(&mut self, ctx: &Context, hovered: Option<SampleAt>, clicked: bool) {
        if clicked {
            self.kept = hovered.clone();
        }
        let same = |a: &Option<SampleAt>, b: &Option<SampleAt>| {
            a.as_ref().map(|look| look.sample) == b.as_ref().map(|look| look.sample)
        };
        if clicked || !same(&self.hovered, &hovered) {
            // The other figures drew before they knew.
            ctx.request_repaint();
        }
        self.hovered = hovered;
    }

    /// Whether a click keeps a sample.
    pub fn keeps(&self) -> bool {
        self.kept.is_some()
    }

    /// Lets go of what a click keeps.
    pub fn let_go(&mut self) {
        self.kept = None;
    }

    fn shown(&self) -> Option<&SampleAt> {
        self.hovered.as_ref().or(self.kept.as_ref())
    }

    /// What to mark in the figures of `lane`.
    pub fn marked(&self, lanes: &[Lane], lane: &Lane) -> Option<Marked> {
        let look = self.shown()?;
        let home = lanes.iter().find(|lane| lane.name == look.lane)?;
        if !same_data(home, lane) {
            return None;
        }
        let inspection = inspect(&lane.snapshot, lane.loss(), look.sample as usize)?;
        Some(Marked {
            sample: look.sample,
            pull: inspection.pull,
        })
    }

    /// The card beside the sample.
    pub fn ui(&mut self, ctx: &Context, lanes: &[Lane], chosen: Chosen) {
        let Some(look) = self.shown().cloned() else {
            return;
        };
        let Some(home) = lanes.iter().find(|lane| lane.name == look.lane) else {
            return;
        };
        let same = lanes.iter().enumerate();
        let seen: Vec<(usize, &Lane, Inspection)> = same
            .filter(|(_, lane)| same_data(home, lane))
            .filter_map(|(place, lane)| {
                let found = inspect(&lane.snapshot, lane.loss(), look.sample as usize)?;
                Some((place, lane, found))
            })
            .take(LANES)
            .collect();
        let Some((_, _, first)) = seen.first() else {
            return;
        };
        let dataset = &home.snapshot.dataset;
        let picture = self.pictures.get(ctx, dataset, look.sample as usize);
        let label = first.label;
        Area::new(Id::unique("inspector"))
            .order(Order::Tooltip)
            .interactable(false)
            .constrain(true)
            .fixed_pos(look.at + Vec2::new(22.0, 14.0))
            .show(ctx, |ui| {
                Frame::popup(ui.style()).inner_margin(10.0).show(ui, |ui| {
                    ui.set_width(WIDTH);
                    head_ui(ui, (home, chosen), label, look.sample, picture.as_ref());
                    let listed = LISTED[usize::from(seen.len() > 1)];
                    for (place, lane, inspection) in &seen {
                        let named = (seen.len() > 1).then_some((*place, lane.title.as_str()));
                        lane_ui(ui, named, (lane, chosen), inspection, listed);
                    }
                });
            });
    }
}

/// Whether both lanes show the same held-out samples, so that the same number means the same sample.
pub fn same_data(a: &Lane, b: &Lane) -> bool {
    let data = |lane: &Lane| {
        (
            lane.snapshot.experiment.data.clone(),
            lane.snapshot.experiment.seeds.data,
        )
    };
    a.name == b.name || data(a) == data(b)
}

/// The colours of a lane's classes.
fn style(ui: &Ui, (lane, chosen): (&Lane, Chosen)) -> Style {
    let style = Style::new(palette(ui.visuals()).theme());
    style.with_chosen(chosen).of(lane.snapshot.classes())
}

fn head_ui(
    ui: &mut Ui,
    (lane, chosen): (&Lane, Chosen),
    label: usize,
    sample: u32,
    picture: Option<&TextureHandle>,
) {
    let palette = palette(ui.visuals());
    let style = style(ui, (lane, chosen));
    ui.horizontal(|ui| {
        if let Some(texture) = picture {
            ui.add(Image::new(texture).fit_to_exact_size(Vec2::splat(56.0)));
        }
        ui.vertical(|ui| {
            let name = class_name(lane, label);
            let colour = Color32::from(style.name(label as u16));
            let name = RichText::new(name).size(15.0).color(colour);
            ui.add(Label::new(name).truncate());
            let number = number::count(u64::from(sample));
            let text = tf(
                "inspect-sample",
                &[("number", &number), ("held", held_out(lane))],
            );
            ui.label(RichText::new(text).size(12.0).color(palette.quiet));
        });
    });
}

fn class_name(lane: &Lane, class: usize) -> String {
    lane.snapshot.spoken_name(class)
}

fn lane_ui(
    ui: &mut Ui,
    named: Option<(usize, &str)>,
    (lane, chosen): (&Lane, Chosen),
    inspection: &Inspection,
    listed: usize,
) {
    let palette = palette(ui.visuals());
    let style = style(ui, (lane, chosen));
    ui.add_space(4.0);
    if let Some((place, name)) = named {
        ui.label(RichText::new(name).size(12.5).color(palette.lane(place)));
    }
    if inspection.unseen {
        let text = RichText::new(t("inspect-unseen")).size(12.0);
        ui.label(text.color(palette.quiet));
    }
    if let Some(facts) = facts(inspection) {
        let colour = match inspection.met {
            Some(false) => palette.warning,
            _ => palette.text,
        };
        ui.label(RichText::new(facts).size(12.0).color(colour));
    }
    let id = named.map_or("only", |(_, name)| name);
    Grid::new(("inspect", id))
        .num_columns(4)
        .spacing(Vec2::new(8.0, 1.0))
        .min_row_height(16.0)
        .show(ui, |ui| {
            let quiet = |text: &str| RichText::new(text).size(11.0).color(palette.quiet);
            for head in ["", "θ", "", t("inspect-logits")] {
                ui.label(quiet(head));
            }
            ui.end_row();
            for seen in inspection.classes.iter().take(listed) {
                let own = seen.class == inspection.label;
                let name = shortened(&class_name(lane, seen.class));
                let name = RichText::new(name).size(12.0);
                ui.label(if own { name.strong() } else { name });
                let theta = seen.theta.to_degrees();
                ui.label(RichText::new(number::degrees(theta)).size(12.0));
                bar_ui(
                    ui,
                    palette,
                    style.class(seen.class as u16).into(),
                    theta / 180.0,
                );
                let logits = seen.logits.map(|(plain, margin)| match own {
                    true => format!("{} → {}", number::fixed(plain, 2), number::fixed(margin, 2)),
                    false => number::fixed(margin, 2),
                });
                ui.label(RichText::new(logits.unwrap_or_default()).size(12.0));
                ui.end_row();
            }
        });
}

/// A name of a class, cut where it would push the numbers off the card.
fn shortened(name: &str) -> String {
    match name.chars().nth(LONGEST) {
        None => name.to_owned(),
        Some(_) => {
            let kept: String = name.chars().take(LONGEST - 1).collect();
            format!("{}…", kept.trim_end())
        }
    }
}

/// Loss, posterior and whether the margin is met (without one: whether it is right), in one line.
fn facts(inspection: &Inspection) -> Option<String> {
    let met = match (inspection.has_margin, inspection.met?) {
        (true, true) => t("inspect-met"),
        (true, false) => t("inspect-not-met"),
        (false, true) => t("inspect-right"),
        (false, false) => t("inspect-wrong"),
    };
    let loss = number::fixed(inspection.loss?, 3);
    let posterior = number::fixed(inspection.posterior?, 3);
    Some(tf(
        "inspect-facts",
        &[("loss", &loss), ("posterior", &posterior), ("met", met)],
    ))
}

/// An angle as a part of a half turn.
fn bar_ui(ui: &mut Ui, palette: &Palette, colour: Color32, part: f64) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(44.0, 6.0), Sense::hover());
    let faint: Color32 = palette.quiet.gamma_multiply(0.2);
    ui.painter().rect_filled(rect, 2.0, faint);
    let full = rect.with_max_x(rect.left() + rect.width() * part as f32);
    ui.painter().rect_filled(full, 2.0, colour);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_of_a_class_is_cut_and_a_short_one_is_not() {
        assert_eq!(shortened("Ankle boot"), "Ankle boot");
        assert_eq!(shortened("Sceloporus occidentalis"), "Sceloporus…");
    }
}

//! Colours to choose from: swatches, and a field for any other.

use eframe::egui::{Button, Color32, Id, TextEdit, Ui, Vec2, ecolor::Hsva};

use crate::{app::text::t, look::Rgba};

/// Rows of colours to pick from: saturation and value of each.
const STRENGTHS: [(f32, f32); 3] = [(0.45, 0.95), (0.8, 0.85), (0.85, 0.5)];
const HUES: u8 = 12;

/// Colours to pick from, every hue in three strengths.
pub fn swatches_ui(ui: &mut Ui, seen: Rgba) -> Option<Rgba> {
    let mut picked = None;
    ui.spacing_mut().item_spacing = Vec2::splat(3.0);
    for (saturation, value) in STRENGTHS {
        ui.horizontal(|ui| {
            for hue in 0..HUES {
                let hue = f32::from(hue) / f32::from(HUES);
                let shown = Color32::from(Hsva::new(hue, saturation, value, 1.0));
                let [r, g, b, _] = shown.to_array();
                let colour = Rgba([r, g, b, 255]);
                let button = Button::new("").fill(shown).min_size(Vec2::splat(16.0));
                let response = ui.add(button.selected(colour == seen));
                if response.accessible_name(colour.hex()).clicked() {
                    picked = Some(colour);
                }
            }
        });
    }
    picked
}

/// Any other colour, in letters.
pub fn written_ui(ui: &mut Ui, id: Id, seen: Rgba) -> Option<Rgba> {
    let id = id.with("written");
    let mut text = ui
        .data(|data| data.get_temp::<String>(id))
        .unwrap_or_else(|| seen.hex());
    let field = TextEdit::singleline(&mut text).desired_width(80.0);
    let response = ui
        .add(field)
        .accessible_name(t("legend-colour-written"))
        .on_hover_text(t("legend-colour-written-help"));
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    } else {
        ui.data_mut(|data| data.remove::<String>(id));
    }
    let found = Rgba::parse(text.trim()).filter(|colour| *colour != seen);
    found.filter(|_| response.changed())
}

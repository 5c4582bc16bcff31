//! A box that is ticked: one without a mark has an edge, by which it is seen.

use eframe::egui::{Checkbox, IntoAtoms, Response, Stroke, Ui, Widget};

use crate::app::theme::palette;

/// A box with its words.
pub struct Tick<'a>(Checkbox<'a>);

/// A box that shows and turns `on`.
pub fn tick<'a>(on: &'a mut bool, words: impl IntoAtoms<'a>) -> Tick<'a> {
    Tick(Checkbox::new(on, words))
}

impl Widget for Tick<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let palette = palette(ui.visuals());
        let edged = |ui: &mut Ui| {
            let widgets = &mut ui.visuals_mut().widgets;
            for widget in [&mut widgets.inactive, &mut widgets.hovered] {
                widget.bg_stroke = Stroke::new(1.0, palette.edge);
            }
            ui.add(self.0)
        };
        ui.scope(edged).inner
    }
}

//! The legend of a tile: every class by its name, colour and shape, as many as there are. The class under the pointer stands
//! out in all figures of the same data; a click shows its samples alone.

use eframe::egui::{
    Atom, Button, Popup, PopupCloseBehavior, Rect, RichText, ScrollArea, Sense, Ui, Vec2,
};

use super::tile::Tile;
use crate::{
    app::{
        lanes::Lane,
        text::{t, tf},
        theme::palette,
    },
    draw::List,
    figure::Part,
    render::{Layers, frame_of, paint},
};

/// Names in a column while they fit.
const ROWS: usize = 20;
/// The figure beside should still be seen.
const COLUMNS: usize = 2;
/// Width of a name and height of a row, in points.
const NAME: f32 = 104.0;
const ROW: f32 = 19.0;

impl Tile {
    /// The button that opens the legend.
    pub(super) fn legend_ui(&mut self, ui: &mut Ui, lane: &Lane) {
        self.pointed = None;
        if lane.snapshot.dataset.class_names.is_empty() {
            return;
        }
        let button = Button::new(RichText::new(t("legend")).size(12.0));
        let button = ui.add(button).on_hover_text(t("legend-help"));
        let button = button.accessible_name(tf("legend-of", &[("what", &self.name())]));
        Popup::menu(&button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| self.classes_ui(ui, lane));
    }

    /// All classes, down the columns.
    fn classes_ui(&mut self, ui: &mut Ui, lane: &Lane) {
        let names = &lane.snapshot.dataset.class_names;
        let columns = names.len().div_ceil(ROWS).clamp(1, COLUMNS);
        let rows = names.len().div_ceil(columns);
        let room = ui.ctx().content_rect().height() - 120.0;
        let height = (ROWS as f32 * (ROW + 1.0)).min(room.max(80.0));
        ScrollArea::vertical().max_height(height).show(ui, |ui| {
            ui.spacing_mut().item_spacing = Vec2::new(2.0, 1.0);
            ui.spacing_mut().interact_size.y = ROW;
            ui.spacing_mut().button_padding = Vec2::new(4.0, 1.0);
            for row in 0..rows {
                ui.horizontal(|ui| {
                    let places = (0..columns).map(|column| column * rows + row);
                    for class in places.filter(|place| *place < names.len()) {
                        self.class_ui(ui, lane, class);
                    }
                });
            }
        });
    }

    fn class_ui(&mut self, ui: &mut Ui, lane: &Lane, class: usize) {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(12.0, ROW), Sense::hover());
        self.swatch_ui(ui, rect, class as u16);
        let name = &lane.snapshot.dataset.class_names[class];
        let chosen = self.switches.part() == Some(Part::Class(class));
        let text = RichText::new(name.as_str()).size(12.0);
        let button = Button::selectable(chosen, (text, Atom::grow())).truncate();
        let size = Vec2::new(NAME, ROW);
        let button = ui.add_sized(size, button.min_size(size));
        let pointed = button.rect.union(rect).expand(1.0);
        if ui.rect_contains_pointer(pointed) || button.has_focus() {
            self.pointed = Some(class as u16);
        }
        let labels = &lane.snapshot.dataset.test.labels;
        let help = || {
            let count = labels.iter().filter(|label| **label == class).count();
            let args = [("name", name.as_str()), ("count", &count.to_string())];
            tf("legend-class-help", &args)
        };
        if button.clicked() {
            self.chosen = Some(Part::Class(class));
        }
        button.on_hover_ui(|ui| drop(ui.label(help())));
    }

    /// The class's dot as the figures show it.
    fn swatch_ui(&self, ui: &Ui, rect: Rect, class: u16) {
        let colour = palette(ui.visuals()).look().class(class);
        let shape = match self.switches.on("shapes") {
            true => usize::from(class),
            false => 0,
        };
        let middle = frame_of(rect).centre();
        let mut list = List::default();
        list.sample(middle, 4.5, shape, colour);
        paint(ui.painter(), &list, &mut Layers::default());
    }
}

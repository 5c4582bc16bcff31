//! The legend of a tile: every class by its name, colour and shape, as many as there are. The class under the pointer stands
//! out in all figures of the same data; a click shows its samples alone.

use eframe::egui::{
    Atom, Button, Popup, PopupCloseBehavior, Rect, RichText, ScrollArea, Sense, Ui, Vec2,
};

use crate::{
    app::{
        lanes::Lane,
        text::{t, tf},
        theme::palette,
    },
    draw::List,
    figure::{Part, Switches},
    render::{Layers, frame_of, paint},
};

/// Names in a column while they fit.
const ROWS: usize = 20;
/// The figure beside should still be seen.
const COLUMNS: usize = 2;
/// Width of a name and height of a row, in points.
const NAME: f32 = 104.0;
const ROW: f32 = 19.0;

/// What happened in a legend.
#[derive(Default)]
pub struct Legend {
    /// The class under the pointer.
    pub pointed: Option<u16>,
    /// The class that was clicked, to be seen alone.
    pub chosen: Option<Part>,
}

/// The button that opens the legend of the tile called `name`, and the legend while it is open.
pub fn legend_ui(ui: &mut Ui, name: &str, lane: &Lane, switches: &Switches) -> Legend {
    if lane.snapshot.dataset.class_names.is_empty() {
        return Legend::default();
    }
    let button = Button::new(RichText::new(t("legend")).size(12.0));
    let button = ui.add(button).on_hover_text(t("legend-help"));
    let button = button.accessible_name(tf("legend-of", &[("what", name)]));
    let shown = Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| classes_ui(ui, lane, switches));
    shown.map_or_else(Legend::default, |shown| shown.inner)
}

/// All classes, down the columns.
fn classes_ui(ui: &mut Ui, lane: &Lane, switches: &Switches) -> Legend {
    let names = &lane.snapshot.dataset.class_names;
    let columns = names.len().div_ceil(ROWS).clamp(1, COLUMNS);
    let rows = names.len().div_ceil(columns);
    let room = ui.ctx().content_rect().height() - 120.0;
    let height = (ROWS as f32 * (ROW + 1.0)).min(room.max(80.0));
    let mut legend = Legend::default();
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::new(2.0, 1.0);
        ui.spacing_mut().interact_size.y = ROW;
        ui.spacing_mut().button_padding = Vec2::new(4.0, 1.0);
        for row in 0..rows {
            ui.horizontal(|ui| {
                let places = (0..columns).map(|column| column * rows + row);
                for class in places.filter(|place| *place < names.len()) {
                    let (pointed, clicked) = class_ui(ui, lane, class, switches);
                    legend.pointed = pointed.then_some(class as u16).or(legend.pointed);
                    legend.chosen = clicked.then_some(Part::Class(class)).or(legend.chosen);
                }
            });
        }
    });
    legend
}

/// One class; whether the pointer is on it, and whether it was clicked.
fn class_ui(ui: &mut Ui, lane: &Lane, class: usize, switches: &Switches) -> (bool, bool) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(12.0, ROW), Sense::hover());
    swatch_ui(ui, rect, class as u16, switches.on("shapes"));
    let name = &lane.snapshot.dataset.class_names[class];
    let chosen = switches.part() == Some(Part::Class(class));
    let text = RichText::new(name.as_str()).size(12.0);
    let button = Button::selectable(chosen, (text, Atom::grow())).truncate();
    let size = Vec2::new(NAME, ROW);
    let button = ui.add_sized(size, button.min_size(size));
    let room = button.rect.union(rect).expand(1.0);
    let pointed = ui.rect_contains_pointer(room) || button.has_focus();
    let labels = &lane.snapshot.dataset.test.labels;
    let help = || {
        let count = labels.iter().filter(|label| **label == class).count();
        let args = [("name", name.as_str()), ("count", &count.to_string())];
        tf("legend-class-help", &args)
    };
    let clicked = button.clicked();
    button.on_hover_ui(|ui| drop(ui.label(help())));
    (pointed, clicked)
}

/// The class's dot as the figures show it, in its shape or round.
fn swatch_ui(ui: &Ui, rect: Rect, class: u16, shaped: bool) {
    let colour = palette(ui.visuals()).look().class(class);
    let shape = if shaped { usize::from(class) } else { 0 };
    let mut list = List::default();
    list.sample(frame_of(rect).centre(), 4.5, shape, colour);
    paint(ui.painter(), &list, &mut Layers::default());
}

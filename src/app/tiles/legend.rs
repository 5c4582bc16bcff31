//! The legend of a tile: every class by its name, colour and shape, as many as there are. The class under the pointer stands
//! out in all figures of the same data; a click shows its samples alone.

use eframe::egui::{
    Atom, Button, Id, Popup, PopupCloseBehavior, Rect, RichText, Role, ScrollArea, Sense, Stroke,
    Ui, Vec2, WidgetInfo,
};

use super::swatches::{swatches_ui, written_ui};
use crate::{
    app::{
        lanes::Lane,
        text::{t, tf},
        theme::palette,
    },
    draw::List,
    figure::{Part, Switches},
    look::{Chosen, Rgba, Style},
    render::{Layers, frame_of, paint},
};

/// Names in a column while they fit.
const ROWS: usize = 20;
/// The figure beside should still be seen.
const COLUMNS: usize = 2;
/// Width of a name and height of a row, in points.
const NAME: f32 = 104.0;
const SWATCH: f32 = 16.0;
const ROW: f32 = 19.0;

/// What happened in a legend.
#[derive(Default)]
pub struct Legend {
    /// The class under the pointer.
    pub pointed: Option<u16>,
    /// The class that was clicked, to be seen alone.
    pub chosen: Option<Part>,
    /// A class of the data set and the colour that it was given; `None` for its own.
    pub coloured: Option<(u16, Option<Rgba>)>,
}

/// What a legend is of.
struct Shown<'a> {
    lane: &'a Lane,
    switches: &'a Switches,
    /// The colours of its classes.
    style: Style,
    /// Those that a person chose.
    chosen: Chosen,
    /// What the lane is called that samples may have changed against.
    against: Option<&'a str>,
    /// Where it is kept which class's colour is being changed.
    id: Id,
}

/// The button that opens the legend of the tile called `name`, and the legend while it is open.
pub fn legend_ui(
    ui: &mut Ui,
    name: &str,
    (lane, chosen, against): (&Lane, Chosen, Option<&str>),
    switches: &Switches,
) -> Legend {
    if lane.snapshot.dataset.class_names.is_empty() {
        return Legend::default();
    }
    let button = Button::new(RichText::new(t("legend")).size(12.0));
    let button = ui.add(button).on_hover_text(t("legend-help"));
    let button = button.accessible_name(tf("legend-of", &[("what", name)]));
    let style = Style::new(palette(ui.visuals()).theme()).with_chosen(chosen);
    let of = Shown {
        lane,
        switches,
        style: style.of(lane.snapshot.classes()),
        chosen,
        against,
        id: button.id.with("colour"),
    };
    let shown = Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            let mut legend = classes_ui(ui, &of);
            legend.chosen = changed_ui(ui, &of).or(legend.chosen);
            legend.coloured = colour_ui(ui, &of);
            legend
        });
    if shown.is_none() {
        ui.data_mut(|data| data.remove_temp::<u16>(of.id));
    }
    shown.map_or_else(Legend::default, |shown| shown.inner)
}

/// All classes, down the columns.
fn classes_ui(ui: &mut Ui, of: &Shown<'_>) -> Legend {
    let names = of.lane.snapshot.spoken_names();
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
                    let (pointed, clicked) = class_ui(ui, of, class);
                    legend.pointed = pointed.then_some(class as u16).or(legend.pointed);
                    legend.chosen = clicked.then_some(Part::Class(class)).or(legend.chosen);
                }
            });
        }
    });
    legend
}

/// The entry of the samples that another lane takes for another class, below the classes.
fn changed_ui(ui: &mut Ui, of: &Shown<'_>) -> Option<Part> {
    let other = of.against?;
    ui.separator();
    let chosen = of.switches.part() == Some(Part::Changed);
    let text = tf("legend-changed", &[("lane", other)]);
    let button = Button::selectable(chosen, RichText::new(text).size(12.0)).truncate();
    let clicked = ui
        .add(button)
        .on_hover_text(t("legend-changed-help"))
        .clicked();
    clicked.then_some(Part::Changed)
}

/// One class; whether the pointer is on it, and whether it was clicked.
fn class_ui(ui: &mut Ui, of: &Shown<'_>, class: usize) -> (bool, bool) {
    let (lane, switches) = (of.lane, of.switches);
    let name = lane.snapshot.spoken_name(class);
    let rect = swatch_ui(ui, of, (class, &name));
    let chosen = switches.part() == Some(Part::Class(class));
    let text = RichText::new(name.as_str()).size(12.0);
    let button = Button::selectable(chosen, (text, Atom::grow())).truncate();
    let size = Vec2::new(NAME, ROW);
    let button = ui.add_sized(size, button.min_size(size));
    let room = button.rect.union(rect).expand(1.0);
    let pointed = ui.rect_contains_pointer(room) || button.has_focus();
    let help = || {
        let count = lane.snapshot.samples_of(class).to_string();
        let args = [("name", &*name), ("count", &count)];
        match lane.snapshot.is_unseen(class) {
            true => tf("legend-unseen-help", &args),
            false => tf("legend-class-help", &args),
        }
    };
    let clicked = button.clicked();
    button.on_hover_ui(|ui| drop(ui.label(help())));
    (pointed, clicked)
}

/// The class's dot as the figures show it, in its shape or round. A click opens the choice of its colour. Returns its place.
fn swatch_ui(ui: &mut Ui, of: &Shown<'_>, (class, name): (usize, &str)) -> Rect {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(SWATCH, ROW), Sense::click());
    let unseen = of.lane.snapshot.is_unseen(class);
    let (class, named) = (class as u16, tf("legend-colour", &[("name", name)]));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &named));
    if response.clicked() {
        let open = ui.data(|data| data.get_temp::<u16>(of.id)) == Some(class);
        ui.data_mut(|data| {
            if open {
                data.remove::<u16>(of.id);
            } else {
                data.insert_temp(of.id, class);
            }
        });
    }
    let shape = match of.switches.on("shapes") {
        true => of.style.shape(class),
        false => 0,
    };
    let mut list = List::default();
    let centre = frame_of(rect).centre();
    match unseen {
        true => list.open_sample(centre, 4.5, shape, of.style.class(class)),
        false => list.sample(centre, 4.5, shape, of.style.class(class)),
    }
    paint(ui.painter(), &list, &mut Layers::default());
    if response.hovered() || response.has_focus() {
        let stroke = Stroke::new(1.0, palette(ui.visuals()).quiet);
        ui.painter().circle_stroke(rect.center(), 7.5, stroke);
    }
    response.on_hover_text(t("legend-colour-help"));
    rect
}

/// The choice of a colour for the class whose dot was clicked.
fn colour_ui(ui: &mut Ui, of: &Shown<'_>) -> Option<(u16, Option<Rgba>)> {
    let class = ui.data(|data| data.get_temp::<u16>(of.id))?;
    let name = of.lane.snapshot.spoken_name(usize::from(class));
    let source = of.lane.snapshot.classes().source(class);
    let mut picked = None;
    ui.separator();
    ui.horizontal(|ui| {
        let title = tf("legend-colour", &[("name", &name)]);
        ui.label(RichText::new(title).size(12.0));
        let own = Button::new(RichText::new(t("legend-colour-own")).size(12.0));
        let changed = of.chosen.get(source).is_some();
        let own = ui.add_enabled(changed, own);
        let own = own.on_hover_text(t("legend-colour-own-help"));
        picked = own.clicked().then_some((source, None));
    });
    let seen = of.chosen.get(source).unwrap_or(of.style.class(class));
    let offered = [swatches_ui(ui, seen), written_ui(ui, of.id, seen)];
    let offered = offered.into_iter().flatten().next();
    offered.map(|colour| (source, Some(colour))).or(picked)
}

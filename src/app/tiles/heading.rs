//! What stands at the top of a tile: the view, the data and the dimension, and the buttons that arrange tiles.

use eframe::egui::{
    Align, Color32, Label, Layout, Popup, Rect, RichText, Sense, TextStyle, Ui, UiBuilder, Vec2,
};

use super::{fitting::fitting, happened::Asked, over::over_figure_ui, words::dimension_text};
use crate::{
    app::{
        controls::{Entry, enlarge_ui, icon_button_ui, icons::Icon, menu_ui},
        dock::standing,
        lanes::Lane,
        number,
        panel::data::source_name,
        text::{t, tf},
        theme::palette,
    },
    figure::{self, View},
    train::Directions,
};

/// What a tile shows.
pub struct Heading<'a> {
    /// The view's name, with the lane's where that says more.
    pub name: &'a str,
    /// The lane and its place in the session.
    pub lane: (usize, &'a Lane),
    /// The view.
    pub view: &'static dyn View,
    /// The other views of the same lane that are shown.
    pub beside: &'a [&'static str],
    /// The tile stands alone.
    pub large: bool,
}

/// Draws the heading into the top of `rect`; returns what was asked for.
pub fn heading_ui(ui: &mut Ui, rect: Rect, heading: &Heading<'_>) -> Option<Asked> {
    let (place, lane) = heading.lane;
    let head = rect.with_max_y(rect.top() + 20.0);
    let buttons = if heading.large { 1 } else { 3 };
    let corner = head.with_min_x(head.right() - 24.0 * buttons as f32);
    let head = head.with_max_x(corner.left() - 4.0);
    let mut asked = None;
    over_figure_ui(ui, "heading", head, |ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(3.0, 14.0), Sense::hover());
        ui.painter()
            .rect_filled(rect, 1.5, palette(ui.visuals()).lane(place));
        asked = view_ui(ui, heading);
        ui.add(Label::new(RichText::new(about(lane)).size(12.0).weak()).truncate());
    });
    let builder = UiBuilder::new().id_salt("large").max_rect(corner);
    let layout = Layout::right_to_left(Align::Center);
    let buttons = ui.scope_builder(builder.layout(layout), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        buttons_ui(ui, heading)
    });
    asked.or(buttons.inner)
}

/// The data, the dimension, and what keeps the lane from training.
fn about(lane: &Lane) -> String {
    let dim = lane.snapshot.experiment.model.feature_dim.to_string();
    let data = source_name(&lane.snapshot.experiment.data.source);
    let mut about = tf("tile-about", &[("data", data), ("dim", &dim)]);
    if lane.snapshot.directions == Directions::Means {
        about = format!("{about} · {}", t("tile-means"));
    }
    if lane.past {
        let step = number::count(lane.snapshot.step);
        about = format!("{about} · {}", tf("tile-past", &[("step", &step)]));
    }
    if let Some(state) = standing(lane) {
        about = format!("{about} · {state}");
    }
    about
}

/// From the right: away, large, one more.
fn buttons_ui(ui: &mut Ui, heading: &Heading<'_>) -> Option<Asked> {
    let mut asked = None;
    if !heading.large && !heading.beside.is_empty() {
        let name = tf("tile-close", &[("what", heading.name)]);
        if icon_button_ui(ui, Icon::Close, &name).clicked() {
            asked = Some(Asked::Close);
        }
    }
    if enlarge_ui(ui, heading.large, heading.name) {
        asked = Some(Asked::Large);
    }
    if !heading.large {
        asked = asked.or(add_ui(ui, heading));
    }
    asked
}

/// One more view of the same lane.
fn add_ui(ui: &mut Ui, heading: &Heading<'_>) -> Option<Asked> {
    let mut free = fitting(heading.lane.1);
    let own = heading.view.id();
    free.retain(|view| view.id() != own && !heading.beside.contains(&view.id()));
    if free.is_empty() {
        return None;
    }
    let name = tf("tile-add", &[("lane", &heading.lane.1.title)]);
    let button = icon_button_ui(ui, Icon::Plus, &name);
    let menu = Popup::menu(&button).show(|ui| {
        let clicked = |view: &&'static dyn View| ui.button(view.spoken_name()).clicked();
        let picked = free.into_iter().filter(clicked).last();
        picked.map(|view| Asked::Add(view.id()))
    });
    menu.and_then(|menu| menu.inner)
}

/// The view's name, on the menu of all views; those that cannot show the lane offer what would let them.
fn view_ui(ui: &mut Ui, heading: &Heading<'_>) -> Option<Asked> {
    let chosen = heading.view.id();
    let found = heading.lane.1.snapshot.experiment.model.feature_dim;
    let entries = figure::registry().iter().map(|view| {
        let name = match view.id() == chosen {
            true => heading.name,
            false => view.spoken_name(),
        };
        let other = view.dimension().filter(|wants| *wants != found);
        if let Some(wants) = other {
            let dim = wants.to_string();
            let name = tf("tile-offer", &[("view", name), ("dim", &dim)]);
            let mut entry = Entry::new((view.id(), other), name);
            entry.help = Some(dimension_text(*view, wants, found));
            return entry;
        }
        let mut entry = Entry::new((view.id(), None), name);
        if heading.beside.contains(&view.id()) {
            entry.barred = Some(t("tile-beside").to_owned());
        }
        entry
    });
    let font = TextStyle::Button.resolve(ui.style());
    let name = heading.name.to_owned();
    let galley = ui
        .painter()
        .layout_no_wrap(name, font, Color32::PLACEHOLDER);
    let width = galley.size().x + 34.0;
    let (response, picked) = menu_ui(ui, "view", width, &(chosen, None), entries.collect());
    let name = tf("tile-view", &[("lane", &heading.lane.1.title)]);
    response
        .accessible_name(name)
        .on_hover_text(t("tile-view-help"));
    picked.and_then(|(id, dim)| match dim {
        Some(dim) => Some(Asked::Dimension(dim)),
        None => (id != chosen).then_some(Asked::Show(id)),
    })
}

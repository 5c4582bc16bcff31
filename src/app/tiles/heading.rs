//! What stands at the top of a tile: the view, the data and the dimension, and the buttons that arrange tiles.

use eframe::egui::{
    Align, Color32, FontId, Label, Layout, Popup, Rect, RichText, Sense, TextStyle, Ui, UiBuilder,
    Vec2,
};

use super::{
    fitting::fitting,
    happened::Asked,
    over::over_figure_ui,
    words::{dimension_text, given_text},
};
use crate::{
    app::{
        controls::{Entry, enlarge_ui, icon_button_ui, icons::Icon, titled_menu_ui},
        dock::standing,
        lanes::Lane,
        number,
        panel::data::source_name,
        text::{listed, t, tf},
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
    let corner = head.with_min_x(head.right() - 24.0 * buttons(heading) as f32);
    let head = head.with_max_x(corner.left() - 4.0);
    let mut asked = None;
    over_figure_ui(ui, "heading", head, |ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(3.0, 14.0), Sense::hover());
        ui.painter()
            .rect_filled(rect, 1.5, palette(ui.visuals()).lane(place));
        asked = view_ui(ui, heading, head.right() - ui.cursor().left());
        let all = about(lane);
        let room = head.right() - ui.cursor().left() - 4.0;
        if let Some(shown) = fitting_end(ui, &all, room) {
            let label = Label::new(RichText::new(&shown).size(12.0).weak());
            let label = ui.add(label.selectable(false));
            if shown != all.join(DOT) {
                label.on_hover_text(all.join(DOT));
            }
        }
    });
    let builder = UiBuilder::new().id_salt("large").max_rect(corner);
    let layout = Layout::right_to_left(Align::Center);
    let buttons = ui.scope_builder(builder.layout(layout), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        buttons_ui(ui, heading)
    });
    asked.or(buttons.inner)
}

/// Between what is said of a lane.
const DOT: &str = " · ";
/// Width of a menu beside the text on it.
const MENU: f32 = 34.0;
/// A view's name of which so many points are seen can be read.
const LEGIBLE: f32 = 34.0;

/// How many buttons there are.
fn buttons(heading: &Heading<'_>) -> usize {
    match heading.large {
        true => 1,
        false => {
            1 + usize::from(!heading.beside.is_empty()) + usize::from(!free(heading).is_empty())
        }
    }
}

/// The data, the dimension, and what keeps the lane from training: what tells tiles apart comes last.
fn about(lane: &Lane) -> Vec<String> {
    let dim = lane.snapshot.experiment.model.feature_dim.to_string();
    let data = source_name(&lane.snapshot.experiment.data.source);
    let means = lane.snapshot.directions == Directions::Means;
    let step = number::count(lane.snapshot.step);
    let parts = [
        Some(data.to_owned()),
        Some(tf("tile-about", &[("dim", &dim)])),
        means.then(|| match lane.is_given() {
            true => t("tile-means-given").to_owned(),
            false => t("tile-means").to_owned(),
        }),
        lane.past.then(|| tf("tile-past", &[("step", &step)])),
        standing(lane).map(str::to_owned),
    ];
    parts.into_iter().flatten().collect()
}

/// As many of the last parts as have room.
fn fitting_end(ui: &Ui, parts: &[String], room: f32) -> Option<String> {
    let ends = (0..parts.len()).map(|from| parts[from..].join(DOT));
    let mut fitting = ends.filter(|text| width(ui, text, FontId::proportional(12.0)) <= room);
    fitting.next()
}

fn width(ui: &Ui, text: &str, font: FontId) -> f32 {
    let text = text.to_owned();
    let galley = ui
        .painter()
        .layout_no_wrap(text, font, Color32::PLACEHOLDER);
    galley.size().x
}

/// What stands on the menu of a tile where there is so much room for it: its name, or else the lane, which tells the tiles
/// apart, and as much of the view's name as is left.
fn title(ui: &Ui, heading: &Heading<'_>, room: f32) -> String {
    let width = |text: &str| width(ui, text, TextStyle::Button.resolve(ui.style()));
    let view = heading.view.spoken_name();
    let lane = heading.lane.1.title.as_str();
    if heading.name == view || width(heading.name) <= room {
        return heading.name.to_owned();
    }
    match width(&listed(&[lane, ""])) + LEGIBLE <= room {
        true => listed(&[lane, view]),
        false => lane.to_owned(),
    }
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

/// The views of the lane that are not seen.
fn free(heading: &Heading<'_>) -> Vec<&'static dyn View> {
    let mut free = fitting(heading.lane.1);
    let own = heading.view.id();
    free.retain(|view| view.id() != own && !heading.beside.contains(&view.id()));
    free
}

/// One more view of the same lane.
fn add_ui(ui: &mut Ui, heading: &Heading<'_>) -> Option<Asked> {
    let free = free(heading);
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
fn view_ui(ui: &mut Ui, heading: &Heading<'_>, room: f32) -> Option<Asked> {
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
            if heading.lane.1.is_given() {
                // Nothing is trained that could have another dimension.
                entry = Entry::new((view.id(), other), view.spoken_name().to_owned());
                entry.barred = Some(given_text(*view, wants, found));
            }
            return entry;
        }
        let mut entry = Entry::new((view.id(), None), name);
        if heading.beside.contains(&view.id()) {
            entry.barred = Some(t("tile-beside").to_owned());
        }
        entry
    });
    let shown = title(ui, heading, room - MENU);
    let cut = shown != heading.name;
    let own = width(ui, &shown, TextStyle::Button.resolve(ui.style()));
    let width = (own + MENU).min(room);
    let chosen = (chosen, None);
    let shown = (shown, std::slice::from_ref(&chosen));
    let (response, picked) = titled_menu_ui(ui, "view", width, shown, entries.collect());
    let name = tf("tile-view", &[("lane", &heading.lane.1.title)]);
    let whole = [heading.name.to_owned(), about(heading.lane.1).join(DOT)].join("\n");
    let help = match cut {
        true => format!("{whole}\n{}", t("tile-view-help")),
        false => t("tile-view-help").to_owned(),
    };
    response.accessible_name(name).on_hover_text(help);
    picked.and_then(|(id, dim)| match dim {
        Some(dim) => Some(Asked::Dimension(dim)),
        None => (id != chosen.0).then_some(Asked::Show(id)),
    })
}

//! What stands over the corners of a figure: heading, switches, reset; or the reason why there is none.

use eframe::egui::{
    Align, Button, Checkbox, Color32, FontId, Frame, Label, Layout, Popup, Rect, RichText, Sense,
    TextStyle, Ui, UiBuilder, Vec2,
};

use super::{
    Wish, fitting,
    tile::{Tile, view_name},
};
use crate::{
    app::{
        controls::{Entry, enlarge_ui, icon_button_ui, icons::Icon, menu_ui},
        dock::standing,
        lanes::Lane,
        panel::data::source_name,
        text::{declared, t, tf},
        theme::palette,
    },
    figure::{self, Figure, Part, Switch, View, WhyNot, field, has_posterior},
    train::Directions,
};

impl Tile {
    /// What the tile shows: the view, the data and the dimension. Returns whether the button beside it was clicked, which
    /// makes the tile large or puts it back.
    pub(super) fn heading_ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        (place, lane): (usize, &Lane),
        large: bool,
    ) -> bool {
        let head = rect.with_max_y(rect.top() + 20.0);
        let buttons = if large { 1 } else { 3 };
        let corner = head.with_min_x(head.right() - 24.0 * buttons as f32);
        let head = head.with_max_x(corner.left() - 4.0);
        over_figure_ui(ui, "heading", head, |ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::new(3.0, 14.0), Sense::hover());
            ui.painter()
                .rect_filled(rect, 1.5, palette(ui.visuals()).lane(place));
            self.view_ui(ui, lane);
            let dim = lane.snapshot.experiment.model.feature_dim.to_string();
            let data = source_name(&lane.snapshot.experiment.data.source);
            let mut about = tf("tile-about", &[("data", data), ("dim", &dim)]);
            if lane.snapshot.directions == Directions::Means {
                about = format!("{about} · {}", t("tile-means"));
            }
            if let Some(state) = standing(lane) {
                about = format!("{about} · {state}");
            }
            ui.add(Label::new(RichText::new(about).size(12.0).weak()).truncate());
        });
        let builder = UiBuilder::new().id_salt("large").max_rect(corner);
        let layout = Layout::right_to_left(Align::Center);
        let button = ui.scope_builder(builder.layout(layout), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            if !large && !self.beside.is_empty() {
                self.close_ui(ui);
            }
            let clicked = enlarge_ui(ui, large, &self.name());
            if !large {
                self.add_ui(ui, lane);
            }
            clicked
        });
        button.inner
    }

    /// Takes the tile away.
    fn close_ui(&mut self, ui: &mut Ui) {
        let name = tf("tile-close", &[("what", &self.name())]);
        if icon_button_ui(ui, Icon::Close, &name).clicked() {
            self.wish = Some(Wish::Close);
        }
    }

    /// One more view of the same lane.
    fn add_ui(&mut self, ui: &mut Ui, lane: &Lane) {
        let mut free = fitting(lane);
        let own = self.view.id();
        free.retain(|view| view.id() != own && !self.beside.contains(&view.id()));
        if free.is_empty() {
            return;
        }
        let name = tf("tile-add", &[("lane", &self.lane)]);
        let button = icon_button_ui(ui, Icon::Plus, &name);
        Popup::menu(&button).show(|ui| {
            for view in free {
                if ui.button(view_name(view)).clicked() {
                    self.wish = Some(Wish::Add(view.id()));
                }
            }
        });
    }

    /// The view's name, on the menu of all views; those that cannot show the lane offer what would let them.
    fn view_ui(&mut self, ui: &mut Ui, lane: &Lane) {
        let chosen = self.view.id();
        let found = lane.snapshot.experiment.model.feature_dim;
        let entries = figure::registry().iter().map(|view| {
            let own = view.id() == chosen;
            let name = if own {
                self.name()
            } else {
                view_name(*view).to_owned()
            };
            let other = view.dimension().filter(|wants| *wants != found);
            if let Some(wants) = other {
                let dim = wants.to_string();
                let name = tf("tile-offer", &[("view", &name), ("dim", &dim)]);
                let mut entry = Entry::new((view.id(), other), name);
                entry.help = Some(dimension_text(*view, wants, found));
                return entry;
            }
            let mut entry = Entry::new((view.id(), None), name);
            if self.beside.contains(&view.id()) {
                entry.barred = Some(t("tile-beside").to_owned());
            }
            entry
        });
        let font = TextStyle::Button.resolve(ui.style());
        let galley = ui
            .painter()
            .layout_no_wrap(self.name(), font, Color32::PLACEHOLDER);
        let width = galley.size().x + 34.0;
        let (response, picked) = menu_ui(ui, "view", width, &(chosen, None), entries.collect());
        let name = tf("tile-view", &[("lane", &self.lane)]);
        response
            .accessible_name(name)
            .on_hover_text(t("tile-view-help"));
        self.wish = picked.and_then(|(id, dim)| match dim {
            Some(dim) => Some(Wish::Dimension(dim)),
            None => (id != chosen).then_some(Wish::Show(id)),
        });
    }

    fn each_switch_ui(&mut self, ui: &mut Ui) {
        for switch in self.view.switches() {
            let mut on = self.switches.on(switch.id);
            let text = RichText::new(switch_label(switch)).size(12.0);
            let response = ui.add(Checkbox::new(&mut on, text));
            let help = declared(&format!("switch-{}-help", switch.id), switch.help);
            if response.on_hover_text(help).changed() {
                self.switches.set(switch.id, on);
            }
        }
    }

    /// The class whose pull field is shown.
    fn label_ui(&mut self, ui: &mut Ui, lane: &Lane) {
        if !has_posterior(lane.loss()) {
            ui.label(RichText::new(t("pull-none")).size(12.0).weak());
            return;
        }
        let names = lane.snapshot.dataset.class_names.iter().enumerate();
        let entries = names.map(|(class, name)| Entry::new(class, name.clone()));
        let chosen = self.switches.label();
        let (response, picked) = menu_ui(ui, "pull", 92.0, &chosen, entries.collect());
        response
            .accessible_name(tf("pull-label", &[("lane", &self.lane)]))
            .on_hover_text(t("pull-label-help"));
        if let Some(label) = picked {
            self.switches.set_label(label);
        }
    }

    /// What alone is shown, with the way back to all samples.
    fn only_ui(&mut self, ui: &mut Ui, lane: &Lane) {
        let Some((part, samples)) = self.switches.part().zip(self.switches.only()) else {
            return;
        };
        let names = &lane.snapshot.dataset.class_names;
        let name = |class: usize| names.get(class).map_or("", String::as_str);
        let count = samples.len().to_string();
        let count = ("count", count.as_str());
        let text = match part {
            Part::Cell { label, found } => {
                let args = [("label", name(label)), ("found", name(found)), count];
                tf("only", &args)
            }
            Part::Class(class) => tf("only-class", &[("name", name(class)), count]),
        };
        let button = Button::new(RichText::new(format!("{text}  ×")).size(12.0));
        self.all |= ui.add(button).on_hover_text(t("only-help")).clicked();
    }

    /// The two classes of a view of two.
    fn pair_ui(&mut self, ui: &mut Ui, lane: &Lane) {
        let names = &lane.snapshot.dataset.class_names;
        let nearest = || field(&lane.snapshot, lane.loss())?.nearest_pair();
        let shown = self
            .switches
            .pair()
            .or_else(|| nearest().map(|(a, b, _)| (a, b)));
        let Some((first, second)) = shown.filter(|_| names.len() > 1) else {
            return;
        };
        let mut pair = [first, second];
        // Both menus, and the button behind them.
        let width = ((ui.available_width() - 76.0) / 2.0).clamp(50.0, 92.0);
        for (place, letter) in ["W1", "W2"].into_iter().enumerate() {
            let other = pair[1 - place];
            let entries = names
                .iter()
                .enumerate()
                .filter(|(class, _)| *class != other);
            let entries =
                entries.map(|(class, name)| Entry::new(class, format!("{letter} {name}")));
            let (response, picked) = menu_ui(ui, letter, width, &pair[place], entries.collect());
            response.accessible_name(format!("{letter}, {}", self.lane));
            pair[place] = picked.unwrap_or(pair[place]);
        }
        if pair != [first, second] {
            self.switches.set_pair(Some((pair[0], pair[1])));
        }
        let text = RichText::new(t("section-nearest")).size(12.0);
        let button = ui.add_enabled(self.switches.pair().is_some(), Button::new(text));
        if button.on_hover_text(t("section-nearest-help")).clicked() {
            self.switches.set_pair(None);
        }
    }

    /// Whether the two classes of the view need a row of their own on a foot of this width.
    pub(super) fn is_narrow(&self, width: f32) -> bool {
        self.view.of_two_classes() && width < PAIR + LEGEND + RESET
    }

    /// The view's switches in the lower left corner, and the reset in the lower right one.
    pub(super) fn switches_ui(&mut self, ui: &mut Ui, rect: Rect, lane: &Lane) {
        let foot = rect.with_min_y(rect.bottom() - 22.0);
        let narrow = self.is_narrow(foot.width());
        if narrow {
            // A row of its own.
            let above = foot.translate(Vec2::new(0.0, -24.0));
            over_figure_ui(ui, "pair", above, |ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                self.pair_ui(ui, lane);
            });
        }
        over_figure_ui(ui, "switches", foot, |ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            ui.spacing_mut().icon_width = 13.0;
            ui.spacing_mut().icon_spacing = 4.0;
            let room = foot.width() - RESET - LEGEND - 12.0;
            if self.view.of_two_classes() || switches_width(ui, self.view) > room {
                // Too many for a row.
                if !self.view.switches().is_empty() {
                    ui.menu_button(RichText::new(t("switches")).size(12.0), |ui| {
                        self.each_switch_ui(ui);
                    });
                }
            } else {
                self.each_switch_ui(ui);
            }
            if self.view.of_two_classes() && !narrow {
                self.pair_ui(ui, lane);
            }
            if self.switches.on("pull") {
                self.label_ui(ui, lane);
            }
            if !matches!(self.figure(), Some(Figure::Matrix(_))) {
                self.legend_ui(ui, lane);
            }
            self.only_ui(ui, lane);
        });
        if matches!(self.figure(), Some(Figure::Matrix(_))) {
            return;
        }
        let right = foot.with_min_x(foot.right() - RESET);
        over_figure_ui(ui, "reset", right, |ui| {
            let text = RichText::new(t("reset-view")).size(12.0).weak();
            let button = Button::new(text).frame_when_inactive(false);
            self.reset |= ui.add(button).on_hover_text(t("reset-view-help")).clicked();
        });
    }
}

fn switch_label(switch: &Switch) -> &'static str {
    declared(&format!("switch-{}", switch.id), switch.label)
}

/// How wide the switches of `view` are in a row, with the menu of the pull field.
fn switches_width(ui: &Ui, view: &dyn View) -> f32 {
    let font = FontId::proportional(12.0);
    let width = |switch: &Switch| {
        let text = switch_label(switch).to_owned();
        let galley = ui
            .painter()
            .layout_no_wrap(text, font.clone(), Color32::PLACEHOLDER);
        galley.size().x + 29.0
    };
    let pull = view.switches().iter().any(|switch| switch.id == "pull");
    let menu = if pull { 120.0 } else { 0.0 };
    view.switches().iter().map(width).sum::<f32>() + menu
}

/// Width of two menus of classes with the button beside them, and of the menu of switches.
const PAIR: f32 = 340.0;
/// Width of the button that opens the legend.
const LEGEND: f32 = 70.0;
/// Width of the button that resets the view.
const RESET: f32 = 78.0;

/// A row over the figure, on a ground that keeps it legible where the figure's names reach it.
fn over_figure_ui(ui: &mut Ui, id: &str, rect: Rect, content: impl FnOnce(&mut Ui)) {
    let ground = palette(ui.visuals()).canvas.gamma_multiply(0.85);
    let builder = UiBuilder::new().id_salt(id).max_rect(rect);
    ui.scope_builder(builder.layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.spacing_mut().button_padding = Vec2::new(6.0, 1.0);
        ui.spacing_mut().interact_size.y = 20.0;
        Frame::new().fill(ground).corner_radius(4).show(ui, content);
    });
}

/// The reason for an empty tile, in its middle.
pub(super) fn why_ui(ui: &mut Ui, view: &dyn View, why: WhyNot) {
    let text = match why {
        WhyNot::Empty => t("tile-empty").to_owned(),
        WhyNot::Dimension { wants, found } => dimension_text(view, wants, found),
    };
    let rect = ui.available_rect_before_wrap();
    let room = Rect::from_center_size(rect.center(), Vec2::new(rect.width() * 0.7, 60.0));
    ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
        ui.vertical_centered(|ui| ui.label(RichText::new(text).weak()));
    });
    ui.allocate_rect(rect, Sense::hover());
}

/// Why a view cannot show features of so many dimensions, and what to do about it.
fn dimension_text(view: &dyn View, wants: usize, found: usize) -> String {
    let (wants, found) = (wants.to_string(), found.to_string());
    let args = [
        ("view", view_name(view)),
        ("wants", wants.as_str()),
        ("found", found.as_str()),
    ];
    tf("tile-dimension", &args)
}

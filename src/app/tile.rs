//! A tile: one view on one lane, with its heading and switches over the corners of the figure.

use std::sync::Arc;

use eframe::{
    egui::{
        Align, Button, Checkbox, Frame, Id, Label, Layout, Rect, RichText, Sense, Ui, UiBuilder,
        Vec2,
    },
    glow,
};

use super::{
    dock::standing,
    lanes::Lane,
    summary::summary,
    text::{declared, t, tf},
    theme::palette,
};
use crate::{
    figure::{Figure, Switches, View, WhyNot},
    render::{globe::Globe, plane::plane_ui},
    train::{LossConfig, Snapshot},
};

/// Height of the heading and of the switches, in points.
const STRIP: f32 = 26.0;

/// One view on one lane, with what is kept between frames.
pub struct Tile {
    pub lane: String,
    pub view: &'static dyn View,
    switches: Switches,
    drawn: Option<Drawn>,
    globe: Option<Globe>,
    reset: bool,
    /// The only lane there is.
    alone: bool,
}

/// A figure and what it was made from; made again only when that changed.
struct Drawn {
    snapshot: Arc<Snapshot>,
    loss: LossConfig,
    switches: Switches,
    figure: Result<Figure, WhyNot>,
    summary: String,
}

/// What a tile draws with, besides its lane.
pub struct Surroundings<'a> {
    pub gl: Option<&'a Arc<glow::Context>>,
    /// The key that resets the view under the pointer was pressed.
    pub reset: bool,
    /// There is only one lane.
    pub alone: bool,
    /// The globe does not turn by itself.
    pub still: bool,
    /// Seconds between two steps of the globe's own turning.
    pub orbit_interval: f64,
}

impl Tile {
    pub fn new(lane: String, view: &'static dyn View) -> Self {
        Self {
            lane,
            view,
            switches: Switches::defaults(view.switches()),
            drawn: None,
            globe: None,
            reset: false,
            alone: false,
        }
    }

    /// The figure that was drawn last.
    pub fn figure(&self) -> Option<&Figure> {
        self.drawn.as_ref()?.figure.as_ref().ok()
    }

    /// Draws `lane`, the `place`-th of the session, into `rect`.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        (place, lane): (usize, &Lane),
        around: &Surroundings<'_>,
    ) {
        let id = Id::unique(("tile", &self.lane, self.view.id()));
        let builder = UiBuilder::new().scope_id(id).max_rect(rect);
        ui.scope_builder(builder, |ui| {
            ui.set_clip_rect(rect.intersect(ui.clip_rect()));
            self.alone = around.alone;
            self.make(lane);
            self.reset |= around.reset && ui.rect_contains_pointer(rect);
            self.figure_ui(ui, id, lane, around);
            self.heading_ui(ui, rect.shrink(12.0), place, lane);
            if self.figure().is_some() {
                self.switches_ui(ui, rect.shrink(10.0));
            }
        });
    }

    /// Makes the figure again if anything that it shows has changed.
    fn make(&mut self, lane: &Lane) {
        let same = |drawn: &Drawn| {
            Arc::ptr_eq(&drawn.snapshot, &lane.snapshot)
                && drawn.loss == *lane.loss()
                && drawn.switches == self.switches
        };
        if self.drawn.as_ref().is_some_and(same) {
            return;
        }
        self.drawn = Some(Drawn {
            snapshot: lane.snapshot.clone(),
            loss: lane.loss().clone(),
            switches: self.switches.clone(),
            figure: self
                .view
                .figure(&lane.snapshot, lane.loss(), &self.switches),
            summary: summary(lane),
        });
    }

    /// The view's name, with the lane's where that says more.
    fn name(&self) -> String {
        let view = view_name(self.view);
        let same = self.lane.eq_ignore_ascii_case(view) || self.alone;
        if same {
            view.to_owned()
        } else {
            format!("{view}, {}", self.lane)
        }
    }

    fn figure_ui(&mut self, ui: &mut Ui, id: Id, lane: &Lane, around: &Surroundings<'_>) {
        let Some(drawn) = &self.drawn else {
            return;
        };
        let name = self.name();
        let reset = std::mem::take(&mut self.reset);
        let palette = palette(ui.visuals());
        match &drawn.figure {
            Ok(Figure::Plane(figure)) => {
                let colour = |role| palette.role(role);
                let class = |class| palette.class_text(class);
                let style = palette.plane_style(&colour, &class);
                // Names stay clear of the heading and the switches.
                let room = ui.max_rect().shrink2(Vec2::new(0.0, STRIP));
                ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
                    let response = plane_ui(ui, id.with("plane"), figure, &style, reset);
                    describe(ui, &response, &name, &drawn.summary);
                });
            }
            Ok(Figure::Globe(figure)) => {
                let new = || Globe::new(around.gl.cloned());
                let globe = self.globe.get_or_insert_with(new);
                globe.set_auto_orbit_interval(around.orbit_interval);
                if around.still {
                    globe.set_auto_orbit(false);
                }
                if reset {
                    globe.reset();
                }
                let style = palette.globe_style(lane.classes());
                globe.ui(ui, figure, &style, &name, &drawn.summary);
            }
            Err(why) => why_ui(ui, self.view, *why),
        }
    }

    /// What the tile shows: the view, the data and the dimension.
    fn heading_ui(&self, ui: &mut Ui, rect: Rect, place: usize, lane: &Lane) {
        let head = rect.with_max_y(rect.top() + 20.0);
        over_figure_ui(ui, "heading", head, |ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::new(3.0, 14.0), Sense::hover());
            ui.painter()
                .rect_filled(rect, 1.5, palette(ui.visuals()).lane(place));
            ui.label(RichText::new(self.name()).size(14.0));
            let dim = lane.snapshot.experiment.model.feature_dim.to_string();
            let data = super::panel_data::source_name(&lane.snapshot.experiment.data.source);
            let mut about = tf("tile-about", &[("data", data), ("dim", &dim)]);
            if let Some(state) = standing(lane) {
                about = format!("{about} · {state}");
            }
            ui.add(Label::new(RichText::new(about).size(12.0).weak()).truncate());
        });
    }

    /// The view's switches in the lower left corner, and the reset in the lower right one.
    fn switches_ui(&mut self, ui: &mut Ui, rect: Rect) {
        let foot = rect.with_min_y(rect.bottom() - 22.0);
        over_figure_ui(ui, "switches", foot, |ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            ui.spacing_mut().icon_width = 13.0;
            ui.spacing_mut().icon_spacing = 4.0;
            for switch in self.view.switches() {
                let mut on = self.switches.on(switch.id);
                let label = declared(&format!("switch-{}", switch.id), switch.label);
                let text = RichText::new(label).size(12.0);
                let response = ui.add(Checkbox::new(&mut on, text));
                if response.on_hover_text(switch.help).changed() {
                    self.switches.set(switch.id, on);
                }
            }
        });
        let right = foot.with_min_x(foot.right() - RESET);
        over_figure_ui(ui, "reset", right, |ui| {
            let text = RichText::new(t("reset-view")).size(12.0).weak();
            let button = Button::new(text).frame_when_inactive(false);
            self.reset |= ui.add(button).on_hover_text(t("reset-view-help")).clicked();
        });
    }
}

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

pub fn view_name(view: &dyn View) -> &'static str {
    declared(&format!("view-{}", view.id()), view.name())
}

fn describe(ui: &Ui, response: &eframe::egui::Response, name: &str, summary: &str) {
    let role = eframe::egui::Role::Canvas;
    response.widget_info(|| eframe::egui::WidgetInfo::labeled(role, true, name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(summary);
    });
}

/// The reason for an empty tile, in its middle.
fn why_ui(ui: &mut Ui, view: &dyn View, why: WhyNot) {
    let name = view_name(view);
    let text = match why {
        WhyNot::Empty => t("tile-empty").to_owned(),
        WhyNot::Dimension { wants, found } => {
            let (wants, found) = (wants.to_string(), found.to_string());
            tf(
                "tile-dimension",
                &[("view", name), ("wants", &wants), ("found", &found)],
            )
        }
    };
    let rect = ui.available_rect_before_wrap();
    let room = Rect::from_center_size(rect.center(), Vec2::new(rect.width() * 0.7, 60.0));
    ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
        ui.vertical_centered(|ui| ui.label(RichText::new(text).weak()));
    });
    ui.allocate_rect(rect, Sense::hover());
}

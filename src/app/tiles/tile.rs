//! A tile: one view on one lane, with its heading and switches over the corners of the figure.

use std::sync::Arc;

use eframe::egui::{Id, Rect, Response, Role, Ui, UiBuilder, Vec2, WidgetInfo};

use super::{Wish, frame::why_ui};
use crate::{
    app::{
        export::Recipe,
        inspector::Inspector,
        lanes::Lane,
        summary::{cell_text, confusion, summary},
        text::{declared, words},
        theme::palette,
    },
    draw::marked::Marked,
    export::{Camera, Drawing, Panel},
    figure::{Figure, Part, Switches, View, WhyNot, field},
    look::Style,
    render::{
        Gpu, Layers,
        globe::Globe,
        matrix::matrix_ui,
        plane::{Asked, plane_ui},
    },
    train::{LossConfig, Snapshot},
};

/// Height of the heading and of the switches, in points.
const STRIP: f32 = 26.0;

/// One view on one lane, with what is kept between frames.
pub struct Tile {
    pub lane: String,
    pub view: &'static dyn View,
    pub(super) switches: Switches,
    drawn: Option<Drawn>,
    globe: Option<Globe>,
    /// The pictures of a figure in the plane.
    layers: Option<Layers>,
    pub(super) reset: bool,
    /// The only lane there is.
    alone: bool,
    /// The lane's tiles are counted.
    pub(super) row: usize,
    /// What was asked for here.
    pub(super) wish: Option<Wish>,
    /// The other views of the same lane that are shown.
    pub(super) beside: Vec<&'static str>,
    /// The sample under the pointer.
    pub(super) hovered: Option<u32>,
    /// The pointer is over the tile.
    pub(super) under: bool,
    /// The figure was clicked.
    pub(super) clicked: bool,
    /// All samples are to be shown again.
    pub(super) all: bool,
    /// What was clicked to be seen alone.
    pub(super) chosen: Option<Part>,
    /// The class under the pointer in the legend.
    pub(super) pointed: Option<u16>,
    /// The class that stands out.
    pub(super) lit: Option<u16>,
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
    pub gpu: Option<&'a Gpu>,
    pub lanes: &'a [Lane],
    /// The key that resets the view under the pointer was pressed.
    pub reset: bool,
    /// The key that shows the view under the pointer large, or all again, was pressed.
    pub large: bool,
    /// What a person looks at.
    pub inspector: &'a Inspector,
    /// There is only one lane.
    pub alone: bool,
    /// The globe does not turn by itself.
    pub still: bool,
    /// Seconds between two steps of the globe's own turning.
    pub orbit_interval: f64,
}

impl Tile {
    pub fn new(lane: String, view: &'static dyn View, switches: Switches) -> Self {
        Self {
            lane,
            view,
            switches,
            drawn: None,
            globe: None,
            layers: None,
            reset: false,
            alone: false,
            row: 0,
            wish: None,
            beside: Vec::new(),
            hovered: None,
            under: false,
            clicked: false,
            chosen: None,
            pointed: None,
            lit: None,
            all: false,
        }
    }

    /// Nothing of the tile is under the pointer.
    pub(super) fn leave(&mut self) {
        (self.hovered, self.clicked, self.all, self.under) = (None, false, false, false);
    }

    /// The figure that was drawn last.
    pub fn figure(&self) -> Option<&Figure> {
        self.drawn.as_ref()?.figure.as_ref().ok()
    }

    /// The figure as a file shows it, under the name that tells it from the others.
    pub(super) fn panel(&self, lanes: &[Lane]) -> Option<Panel> {
        let run = lanes.iter().position(|lane| lane.name == self.lane)?;
        let seen = self.globe.as_ref().map(Globe::camera);
        // A file shows the globe in its middle.
        let camera = seen.map_or_else(Camera::default, |seen| Camera {
            pan: [0.0, 0.0],
            ..seen
        });
        Some(Panel {
            run: Some(run),
            drawing: Drawing::Figure(self.figure()?.clone()),
            title: self.name(),
            classes: lanes[run].snapshot.dataset.class_names.clone(),
            camera,
        })
    }

    /// How [`Tile::panel`] is made of another moment: a view of two classes then keeps the two that it shows now.
    pub(super) fn recipe(&self, lanes: &[Lane]) -> Recipe {
        let mut switches = self.switches.clone();
        let lane = lanes.iter().find(|lane| lane.name == self.lane);
        let nearest = |lane: &Lane| field(&lane.snapshot, lane.loss())?.nearest_pair();
        if self.view.of_two_classes() && switches.pair().is_none() {
            let pair = lane.and_then(nearest);
            switches.set_pair(pair.map(|(first, second, _)| (first, second)));
        }
        Recipe::View {
            lane: self.lane.clone(),
            view: self.view,
            switches,
        }
    }

    /// Draws `lane`, the `place`-th of the session, into `rect`. Returns whether it is to stand alone, or, where it is
    /// `large`, whether it no longer is.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        (place, lane): (usize, &Lane),
        around: &Surroundings<'_>,
        large: bool,
    ) -> bool {
        let id = Id::unique(("tile", &self.lane, self.view.id()));
        let builder = UiBuilder::new().scope_id(id).max_rect(rect);
        ui.scope_builder(builder, |ui| {
            ui.set_clip_rect(rect.intersect(ui.clip_rect()));
            self.alone = around.alone;
            self.make(lane);
            self.under = ui.rect_contains_pointer(rect);
            self.reset |= around.reset && ui.rect_contains_pointer(rect);
            let marked = around.inspector.marked(around.lanes, lane);
            self.figure_ui(ui, id, around, marked.as_ref());
            let clicked = self.heading_ui(ui, rect.shrink(12.0), (place, lane), large);
            if self.figure().is_some() {
                self.switches_ui(ui, rect.shrink(10.0), lane);
            }
            let pressed = around.large && (large || ui.rect_contains_pointer(rect));
            clicked || pressed
        })
        .inner
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
    pub(super) fn name(&self) -> String {
        let view = view_name(self.view);
        let same = self.lane.eq_ignore_ascii_case(view) || self.alone;
        if same {
            view.to_owned()
        } else {
            format!("{view}, {}", self.lane)
        }
    }

    fn figure_ui(
        &mut self,
        ui: &mut Ui,
        id: Id,
        around: &Surroundings<'_>,
        marked: Option<&Marked>,
    ) {
        let Some(drawn) = &self.drawn else {
            return;
        };
        let name = self.name();
        let reset = std::mem::take(&mut self.reset);
        let style = Style::new(palette(ui.visuals()).theme()).lit(self.lit);
        match &drawn.figure {
            Ok(Figure::Plane(figure)) => {
                // Names stay clear of the heading and the switches.
                let mut room = ui.max_rect().shrink2(Vec2::new(0.0, STRIP));
                if self.is_narrow(room.width() - 20.0) {
                    room.max.y -= STRIP - 4.0;
                }
                ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
                    let asked = Asked {
                        reset,
                        marked,
                        ..Asked::default()
                    };
                    let layers = self.layers.get_or_insert_with(|| Layers::new(around.gpu));
                    let plane = plane_ui(ui, id.with("plane"), figure, style, layers, asked);
                    describe(ui, &plane.response, &name, &drawn.summary);
                    self.hovered = plane.hovered;
                    self.clicked = plane.response.clicked();
                });
            }
            Ok(Figure::Globe(figure)) => {
                let new = || Globe::new(around.gpu);
                let globe = self.globe.get_or_insert_with(new);
                globe.set_auto_orbit_interval(around.orbit_interval);
                if around.still {
                    globe.set_auto_orbit(false);
                }
                if reset {
                    globe.reset();
                }
                globe.set_insets(STRIP, STRIP);
                let words = (name.as_str(), drawn.summary.as_str());
                let response = globe.ui(ui, figure, style, marked, words);
                if response.clicked() || response.drag_started() {
                    globe.set_auto_orbit(false);
                }
                self.hovered = globe.hovered(&response);
                self.clicked = response.clicked();
            }
            Ok(Figure::Matrix(figure)) => {
                let room = ui.max_rect().shrink2(Vec2::new(8.0, STRIP + 6.0));
                ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
                    let matrix = matrix_ui(ui, figure, style, words());
                    describe(ui, &matrix.response, &name, &confusion(figure));
                    if matrix.response.clicked() {
                        let cell = |(label, found)| Part::Cell { label, found };
                        self.chosen = matrix.hovered.map(cell);
                    }
                    if let Some((row, column)) = matrix.hovered {
                        let text = cell_text(figure, row, column);
                        matrix.response.on_hover_text_at_pointer(text);
                    }
                });
            }
            Err(why) => why_ui(ui, self.view, *why),
        }
    }
}

pub fn view_name(view: &dyn View) -> &'static str {
    declared(&format!("view-{}", view.id()), view.name())
}

fn describe(ui: &Ui, response: &Response, name: &str, summary: &str) {
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(summary);
    });
}

//! The sphere view: a [`GlobeFigure`] as a lit, translucent globe that a person turns.
//!
//! The display list is made again only when something visible changed. Without GL (a headless test) the widget is a plain
//! disc that still takes its room, turns and is accessible.

mod input;
mod motion;

use std::{sync::Arc, time::Duration};

use eframe::egui::{
    self, CursorIcon, FontId, Pos2, Rect, Response, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo,
    emath::GuiRounding as _,
};

pub use crate::draw::globe::{Camera, Projected, TIP, View};

use self::{
    input::Asked,
    motion::{AutoOrbit, Flight},
};
use super::{
    Gpu, Layers, Screen, frame_of,
    ink::{place, point},
    paint,
};
use crate::{
    draw::{
        self, Frame, Grasp, List, Pen, Point, Words,
        marked::{self, Marked},
    },
    figure::globe::{Direction, GlobeFigure},
    look::{Style, size},
};

/// The widget, with its camera and what is kept between frames.
pub struct Globe {
    layers: Layers,
    drawn: Option<Drawn>,
    camera: Camera,
    flight: Option<Flight>,
    orbit: AutoOrbit,
    /// Room kept free above and below, egui points.
    insets: [f32; 2],
    /// Whether the focus came from a click: then it needs no ring.
    clicked: bool,
    /// Whether something over the globe has the pointer.
    held: bool,
    /// What other globes have named already.
    explained: Vec<&'static str>,
}

/// A display list and what it was made from.
struct Drawn {
    figure: Arc<GlobeFigure>,
    style: Style,
    view: View,
    frame: Frame,
    pixels_per_point: f32,
    words: Words,
    explained: Vec<&'static str>,
    list: List,
}

impl Globe {
    /// A globe that `gpu` draws; a plain disc where there is none.
    pub fn new(gpu: Option<&Gpu>) -> Self {
        let layers = Layers::new(gpu);
        Globe {
            // Turning shows nothing on a plain disc, and a headless test would wait for it to end.
            orbit: AutoOrbit::new(layers.is_live()),
            layers,
            drawn: None,
            camera: Camera::default(),
            flight: None,
            insets: [0.0, 0.0],
            clicked: false,
            held: false,
            explained: Vec::new(),
        }
    }

    /// Draws `figure` into the available room, with a ring around the sample that is `marked`, and takes input. `name` and
    /// `summary` are what assistive technology reads.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        figure: &Arc<GlobeFigure>,
        style: Style,
        marked: Option<&Marked>,
        (name, summary): (&str, &str),
    ) -> Response {
        let room = ui.available_size_before_wrap();
        let room = match room.is_finite() {
            true => room.max(Vec2::ZERO),
            false => Vec2::ZERO,
        };
        let response = ui.allocate_response(room, Sense::click_and_drag());
        describe(ui, &response, name, summary);
        let tile = response.rect.round_to_pixels(ui.pixels_per_point());
        self.listen(ui, &response, self.area(tile), figure);
        if ui.is_rect_visible(tile) && tile.is_positive() {
            self.animate(ui);
            self.paint(ui, tile, figure, style, marked);
            self.paint_focus(ui, tile, &response);
        }
        match response.dragged() {
            true => response.on_hover_cursor(CursorIcon::Grabbing),
            false => response.on_hover_cursor(CursorIcon::Grab),
        }
    }

    /// The sample under the pointer of `response`, which [`Globe::ui`] gave; only samples on the near side are found.
    pub fn hovered(&self, response: &Response) -> Option<u32> {
        let pointer = response.hover_pos().filter(|_| !response.dragged())?;
        self.drawn.as_ref()?.list.sample_at(point(pointer))
    }

    /// The class whose name is under the pointer of `response`.
    pub fn hovered_class(&self, response: &Response) -> Option<u16> {
        let pointer = response.hover_pos().filter(|_| !response.dragged())?;
        self.drawn.as_ref()?.list.class_at(point(pointer))
    }

    /// What the pointer of `response` can take hold of.
    pub fn grasp(&self, response: &Response) -> Option<Grasp> {
        let pointer = response.hover_pos()?;
        self.drawn.as_ref()?.list.grip_at(point(pointer))
    }

    /// The tips of the class directions that are in sight, each with its class.
    pub fn heads(&self) -> Vec<(u16, Point)> {
        let drawn = self.drawn.as_ref();
        drawn.map_or_else(Vec::new, |drawn| drawn.list.heads())
    }

    /// Turns the globe so that a class's direction faces the eye; nothing where it has none.
    pub fn show_class(&mut self, ui: &Ui, figure: &GlobeFigure, class: u16) {
        let mut axes = figure.axes.iter();
        if let Some(axis) = axes.find(|axis| axis.class == class) {
            self.fly(ui, axis.to);
            self.set_auto_orbit(false);
        }
    }

    /// Says whether something over the globe has the pointer: while it has, dragging does not turn the globe and a
    /// double-click does not turn it to a class.
    pub fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// What other globes beside this one have named already.
    pub fn set_explained(&mut self, explained: Vec<&'static str>) {
        self.explained = explained;
    }

    /// What there is to name at this globe, written or not.
    pub fn explains(&self) -> &[&'static str] {
        self.drawn
            .as_ref()
            .map_or(&[], |drawn| &drawn.list.explains)
    }

    /// Where a point in space (1 is the globe's radius) is seen on the globe that answered `response`, and whether before
    /// its horizon.
    pub fn place_of(&self, response: &Response, at: Direction) -> Option<(Pos2, bool)> {
        let seen = self.seen(response.rect).project(at)?;
        Some((place(seen.pos), seen.front))
    }

    /// The point of the sphere of `radius` that is seen at `pos`, on its near or its far side; beside the sphere, the nearest
    /// point of its edge.
    pub fn direction_at(
        &self,
        response: &Response,
        pos: Pos2,
        radius: f64,
        near: bool,
    ) -> Option<Direction> {
        self.seen(response.rect).on_sphere(point(pos), radius, near)
    }

    /// How the globe is seen in a tile.
    fn seen(&self, tile: Rect) -> View {
        self.camera.view_in(&frame_of(self.area(tile)))
    }

    /// Returns to the first view.
    pub fn reset(&mut self) {
        self.set_camera(Camera::default());
    }

    /// The view, to be stored.
    pub fn camera(&self) -> Camera {
        self.camera
    }

    /// Shows a stored view; the auto-orbit, if it is on, goes on from there.
    pub fn set_camera(&mut self, camera: Camera) {
        self.camera = camera;
        self.flight = None;
    }

    /// Whether the globe turns by itself: from the start until it is first touched.
    pub fn auto_orbit(&self) -> bool {
        self.orbit.on
    }

    /// Starts or stops turning.
    pub fn set_auto_orbit(&mut self, on: bool) {
        self.orbit.on = on;
        self.orbit.last = None;
    }

    /// Says whether the auto-orbit stands still for now: where nothing else moves, a person reads.
    pub fn rest(&mut self, rests: bool) {
        self.orbit.rests = rests;
    }

    /// Degrees that the auto-orbit turns in a second of real time.
    pub fn set_auto_orbit_speed(&mut self, degrees_per_second: f64) {
        self.orbit.degrees_per_second = degrees_per_second;
    }

    /// Seconds between two steps of the auto-orbit: longer where rendering is slow.
    pub fn set_auto_orbit_interval(&mut self, seconds: f64) {
        self.orbit.interval = seconds.clamp(0.001, 10.0);
    }

    /// Keeps so much room free above and below the globe and its names, in egui points: for a heading and switches over it.
    pub fn set_insets(&mut self, above: f32, below: f32) {
        self.insets = [above, below].map(|inset| match inset.is_finite() {
            true => inset.max(0.0),
            false => 0.0,
        });
    }

    /// The kept pictures of its display list.
    pub fn layers(&self) -> &Layers {
        &self.layers
    }

    fn listen(&mut self, ui: &Ui, response: &Response, area: Rect, figure: &GlobeFigure) {
        if response.clicked() || response.drag_started() {
            response.request_focus();
            self.clicked = true;
        }
        self.clicked &= !response.lost_focus();
        match input::apply(
            ui,
            response,
            area,
            &mut self.camera,
            &figure.axes,
            self.held,
        ) {
            Asked::Nothing => return,
            Asked::Moved => self.flight = None,
            Asked::Reset => self.reset(),
            Asked::Focus(direction) => self.fly(ui, direction),
        }
        self.set_auto_orbit(false);
    }

    fn fly(&mut self, ui: &Ui, direction: Direction) {
        self.flight = Some(Flight {
            from: self.camera,
            to: self.camera.facing(direction),
            start: ui.input(|i| i.time),
        });
    }

    /// The insets that leave the globe at least half of the tile.
    fn kept_free(&self, tile: Rect) -> [f32; 2] {
        let [above, below] = self.insets;
        if above + below <= tile.height() / 2.0 {
            self.insets
        } else {
            [0.0, 0.0]
        }
    }

    /// The part of the tile that the globe and its names fill.
    fn area(&self, tile: Rect) -> Rect {
        let [above, below] = self.kept_free(tile);
        tile.with_min_y(tile.top() + above)
            .with_max_y(tile.bottom() - below)
    }

    fn animate(&mut self, ui: &Ui) {
        let now = ui.input(|i| i.time);
        if let Some(flight) = &self.flight {
            self.camera = flight.at(now);
            if flight.over(now) {
                self.flight = None;
            } else {
                ui.ctx().request_repaint();
            }
        }
        if let Some(wait) = self.orbit.step(now, &mut self.camera) {
            ui.ctx()
                .request_repaint_after(Duration::from_secs_f64(wait));
        }
    }

    fn paint(
        &mut self,
        ui: &Ui,
        tile: Rect,
        figure: &Arc<GlobeFigure>,
        style: Style,
        marked: Option<&Marked>,
    ) {
        let painter = ui.painter_at(tile);
        painter.rect_filled(tile, 0.0, style.ground());
        if let Some(why) = self.layers.error() {
            let font = FontId::proportional(13.0);
            let room = self.area(tile).shrink(12.0);
            let colour = style.text().into();
            let text = painter.layout(why, font, colour, room.width());
            painter.galley(room.center() - text.size() / 2.0, text, colour);
            // Nothing turns that would ask for frames.
            self.set_auto_orbit(false);
            return;
        }
        self.draw(&painter, tile, figure, style);
        let (Some(drawn), layers) = (&self.drawn, &mut self.layers) else {
            return;
        };
        paint(&painter, &drawn.list, layers);
        if let Some(list) = marked.and_then(|marked| mark(drawn, marked)) {
            paint(&painter, &list, &mut Layers::default());
        }
    }

    /// Makes the display list again if anything that it shows has changed.
    fn draw(
        &mut self,
        painter: &egui::Painter,
        tile: Rect,
        figure: &Arc<GlobeFigure>,
        style: Style,
    ) {
        let view = self.seen(tile);
        let frame = frame_of(tile);
        let pixels_per_point = painter.pixels_per_point();
        let words = Words::spoken();
        let same = |drawn: &Drawn| {
            Arc::ptr_eq(&drawn.figure, figure)
                && drawn.style == style
                && drawn.view == view
                && drawn.frame == frame
                && drawn.pixels_per_point == pixels_per_point
                && drawn.words == words
                && drawn.explained == self.explained
        };
        if self.drawn.as_ref().is_some_and(same) {
            return;
        }
        let measure = Screen(painter);
        let kept = self.drawn.as_ref();
        let pen = Pen {
            live: true,
            kept: kept.map_or(&[], |drawn| &drawn.list.callouts),
            explained: &self.explained,
            ..Pen::new(style, &measure, size::TYPE)
        };
        let area = frame_of(self.area(tile).shrink(EDGE));
        let pen = Pen {
            font: size::type_in(area.width.min(area.height)),
            ..pen
        };
        let mut list = List::default();
        draw::globe::draw(&mut list, &pen, &frame, &area, figure, &view);
        self.drawn = Some(Drawn {
            figure: figure.clone(),
            style,
            view,
            frame,
            pixels_per_point,
            words,
            explained: self.explained.clone(),
            list,
        });
    }

    fn paint_focus(&self, ui: &Ui, tile: Rect, response: &Response) {
        if response.has_focus() && !self.clicked {
            let stroke = ui.visuals().selection.stroke;
            ui.painter_at(tile)
                .rect_stroke(tile, 2.0, stroke, StrokeKind::Inside);
        }
    }
}

/// Space kept free between names and the edge of the tile, points.
const EDGE: f32 = 4.0;

/// Rings a sample and draws the pull on it.
fn mark(drawn: &Drawn, marked: &Marked) -> Option<List> {
    let mut points = drawn.figure.points.iter();
    let found = points.find(|point| point.sample == marked.sample)?;
    let seen = drawn.view.project(found.at)?;
    let end = marked.drawn_pull().map(|pull| {
        std::array::from_fn(|i| found.at[i] + pull.get(i).copied().unwrap_or(0.0) as f32)
    });
    let to = end.and_then(|end| Some(drawn.view.project(end)?.pos));
    // What lies behind is marked as fainter, like the dots there.
    let strength = if seen.front {
        1.0
    } else {
        draw::globe::DIMMING
    };
    let mut list = List::default();
    marked::draw(&mut list, &drawn.style, seen.pos, to, strength);
    Some(list)
}

fn describe(ui: &Ui, response: &Response, name: &str, summary: &str) {
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, ui.is_enabled(), name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(summary);
    });
}

#[cfg(test)]
mod tests;

//! The sphere view: a [`GlobeFigure`] as a lit, translucent globe that a person turns.
//!
//! The globe is rendered into a texture of its own, again only when something that shows changed; every other
//! frame of the window costs one textured rectangle. Names are egui text over it. Without GL (a headless test) the widget
//! still takes its room, turns and is accessible, over a plain disc.

mod camera;
mod drawing;
mod input;
mod labels;
mod motion;
mod passes;
mod scene;
mod shaders;
mod style;
mod target;
mod tint;
mod vertices;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use eframe::{
    egui::{
        self, CursorIcon, FontId, PaintCallback, Painter, Pos2, Rect, Response, Role, Sense,
        Stroke, StrokeKind, Ui, Vec2, WidgetInfo, emath::GuiRounding as _,
    },
    egui_glow::CallbackFn,
    glow,
};

use three_d::CoreError;

pub use camera::{Camera, Projected, View};
pub use style::GlobeStyle;
pub use vertices::TIP;

use self::{
    input::Asked,
    motion::{AutoOrbit, Flight},
    scene::{Frame, Scene},
    target::Screen,
};
use super::point::{self, Marked};
use crate::figure::globe::{Direction, GlobeFigure};

/// The widget, with its camera and what it holds on the GPU.
pub struct Globe {
    scene: Canvas,
    camera: Camera,
    flight: Option<Flight>,
    orbit: AutoOrbit,
    /// Room kept free above and below, egui points.
    insets: [f32; 2],
    /// The focus came from a click and needs no ring.
    clicked: bool,
    /// Something over the globe has the pointer.
    held: bool,
}

enum Canvas {
    None,
    Scene(Arc<Mutex<Scene>>),
    Failed(String),
}

impl Globe {
    /// A globe drawn with `gl`, whose context is current; None for a plain disc. Shaders that do not compile
    /// are told in the tile, see [`Globe::error`].
    pub fn new(gl: Option<Arc<glow::Context>>) -> Self {
        let scene = match gl.map(Scene::new) {
            None => Canvas::None,
            Some(Ok(scene)) => Canvas::Scene(Arc::new(Mutex::new(scene))),
            Some(Err(error)) => Canvas::Failed(told(&error)),
        };
        Globe {
            // A plain disc has nothing to show by turning, and a headless test would wait for it to end.
            orbit: AutoOrbit::new(matches!(scene, Canvas::Scene(_))),
            scene,
            camera: Camera::default(),
            flight: None,
            insets: [0.0, 0.0],
            clicked: false,
            held: false,
        }
    }

    /// Fills the available room. `name` and `summary` are what assistive technology reads.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        figure: &Arc<GlobeFigure>,
        style: &GlobeStyle,
        name: &str,
        summary: &str,
    ) -> Response {
        let room = ui.available_size_before_wrap();
        let room = if room.is_finite() {
            room.max(Vec2::ZERO)
        } else {
            Vec2::ZERO
        };
        let response = ui.allocate_response(room, Sense::click_and_drag());
        describe(ui, &response, name, summary);
        let tile = response.rect.round_to_pixels(ui.pixels_per_point());
        self.listen(ui, &response, self.area(tile), figure);
        if ui.is_rect_visible(tile) && tile.is_positive() {
            self.animate(ui);
            self.paint(ui, tile, figure, style);
            self.paint_focus(ui, tile, &response);
        }
        if response.dragged() {
            response.on_hover_cursor(CursorIcon::Grabbing)
        } else {
            response.on_hover_cursor(CursorIcon::Grab)
        }
    }

    /// The sample under the pointer of `response`, which [`Globe::ui`] gave: on the near side, or seen beside the globe.
    pub fn hovered(&self, response: &Response, figure: &GlobeFigure) -> Option<u32> {
        let pointer = response.hover_pos().filter(|_| !response.dragged())?;
        let (area, view) = self.seen(response);
        let places = figure.points.iter().filter_map(|point| {
            let seen = view.project(point.at).filter(|seen| seen.front)?;
            Some((point.sample, area.min + Vec2::from(seen.pos)))
        });
        point::nearest(pointer, places)
    }

    /// Rings a sample and draws the pull on it, over the globe that [`Globe::ui`] drew.
    pub fn mark(
        &self,
        ui: &Ui,
        response: &Response,
        figure: &GlobeFigure,
        style: &GlobeStyle,
        marked: &Marked,
    ) {
        let mut points = figure.points.iter();
        let Some(found) = points.find(|point| point.sample == marked.sample) else {
            return;
        };
        let (area, view) = self.seen(response);
        let painter = ui.painter_at(response.rect);
        let place = |at: Direction| Some((view.project(at)?, area.min));
        let on_screen = |at| place(at).map(|(seen, corner)| corner + Vec2::from(seen.pos));
        let Some((seen, _)) = place(found.at) else {
            return;
        };
        // What lies behind is marked as fainter, like the dots there.
        let strength = if seen.front { 1.0 } else { style.dimming };
        let (text, ground) = (
            style.text.gamma_multiply(strength),
            style.background.gamma_multiply(strength),
        );
        let Some(at) = on_screen(found.at) else {
            return;
        };
        if let Some(pull) = &marked.pull {
            let long = point::drawn_length(pull);
            let end = std::array::from_fn(|i| {
                found.at[i] + (pull.get(i).copied().unwrap_or(0.0) * long) as f32
            });
            if let Some(to) = on_screen(end) {
                point::arrow(&painter, at, to, text, ground);
            }
        }
        point::ring(&painter, at, text, ground);
    }

    /// While it is held, something over the globe has the pointer: it turns nothing and a double-click looks at nothing.
    pub fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// Where a point in space (1 is the globe's radius) is seen on the globe that answered `response`, and whether before
    /// its horizon.
    pub fn place_of(&self, response: &Response, at: Direction) -> Option<(Pos2, bool)> {
        let (area, view) = self.seen(response);
        let seen = view.project(at)?;
        Some((area.min + Vec2::from(seen.pos), seen.front))
    }

    /// The direction in which the sphere of `radius` is seen at `pos`, on its near or its far side; beside it, that of its
    /// edge.
    pub fn direction_at(
        &self,
        response: &Response,
        pos: Pos2,
        radius: f32,
        near: bool,
    ) -> Option<Direction> {
        let (area, view) = self.seen(response);
        view.on_sphere((pos - area.min).into(), radius, near)
    }

    fn seen(&self, response: &Response) -> (Rect, View) {
        let area = self.area(response.rect);
        (area, self.camera.view(area.size().into()))
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

    /// Degrees that the auto-orbit turns in a second of real time.
    pub fn set_auto_orbit_speed(&mut self, degrees_per_second: f32) {
        self.orbit.degrees_per_second = degrees_per_second;
    }

    /// Seconds between two steps of the auto-orbit: longer where rendering is slow.
    pub fn set_auto_orbit_interval(&mut self, seconds: f64) {
        self.orbit.interval = seconds.clamp(0.001, 10.0);
    }

    /// Keeps so much room free above and below the globe and its names, in egui points: for a heading and switches over it.
    pub fn set_insets(&mut self, above: f32, below: f32) {
        self.insets = [above, below].map(|inset| {
            if inset.is_finite() {
                inset.max(0.0)
            } else {
                0.0
            }
        });
    }

    /// How often the globe was rendered; frames that only show the kept picture do not count.
    pub fn renders(&self) -> u64 {
        self.locked().map_or(0, |scene| scene.renders())
    }

    /// The last rendered picture without the names: size and RGBA pixels, from the top row down.
    pub fn pixels(&self) -> Option<([u32; 2], Vec<[u8; 4]>)> {
        self.locked()?.pixels()
    }

    /// Why the globe cannot be drawn.
    pub fn error(&self) -> Option<&str> {
        match &self.scene {
            Canvas::Failed(why) => Some(why),
            _ => None,
        }
    }

    fn locked(&self) -> Option<MutexGuard<'_, Scene>> {
        match &self.scene {
            Canvas::Scene(scene) => Some(scene.lock().unwrap_or_else(PoisonError::into_inner)),
            _ => None,
        }
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

    fn paint(&self, ui: &Ui, tile: Rect, figure: &Arc<GlobeFigure>, style: &GlobeStyle) {
        let painter = ui.painter_at(tile);
        match &self.scene {
            Canvas::Scene(scene) => {
                let frame = Frame {
                    figure: figure.clone(),
                    style: style.clone(),
                    camera: self.camera,
                    pixels_per_point: ui.pixels_per_point(),
                    insets: self.kept_free(tile),
                };
                painter.add(callback(scene.clone(), frame, tile));
            }
            Canvas::None => disc(&painter, tile, self.area(tile), &self.camera, style),
            Canvas::Failed(why) => {
                painter.rect_filled(tile, 0.0, style.background);
                let font = FontId::proportional(13.0);
                let room = tile.shrink(12.0);
                let text = painter.layout(why.clone(), font, style.text, room.width());
                painter.galley(room.min, text, style.text);
                return;
            }
        }
        if style.show_axes {
            let area = self.area(tile);
            let view = self.camera.view(area.size().into());
            labels::paint(&painter, area, &view, &figure.axes, style);
            labels::paint_spots(&painter, area, &view, &figure.spots, style);
        }
    }

    fn paint_focus(&self, ui: &Ui, tile: Rect, response: &Response) {
        if response.has_focus() && !self.clicked {
            let stroke = ui.visuals().selection.stroke;
            ui.painter_at(tile)
                .rect_stroke(tile, 2.0, stroke, StrokeKind::Inside);
        }
    }
}

/// The driver's own words, without the source that they are about.
fn told(error: &CoreError) -> String {
    match error {
        CoreError::ShaderCompilation(stage, _, log) => {
            format!(
                "The globe's {stage} shader does not compile here: {}",
                log.trim()
            )
        }
        other => other.to_string(),
    }
}

fn describe(ui: &Ui, response: &Response, name: &str, summary: &str) {
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, ui.is_enabled(), name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(summary);
    });
}

fn callback(scene: Arc<Mutex<Scene>>, frame: Frame, tile: Rect) -> PaintCallback {
    let draw = move |info: egui::PaintCallbackInfo, _: &eframe::egui_glow::Painter| {
        let mut scene = scene.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(screen) = Screen::of(&scene.context, &info) {
            scene.paint(&frame, &screen);
        }
    };
    PaintCallback {
        rect: tile,
        callback: Arc::new(CallbackFn::new(draw)),
    }
}

/// The globe's outline where there is no GL.
fn disc(painter: &Painter, tile: Rect, area: Rect, camera: &Camera, style: &GlobeStyle) {
    let view = camera.view(area.size().into());
    let centre = area.min + Vec2::from(view.centre);
    painter.rect_filled(tile, 0.0, style.background);
    painter.circle(
        centre,
        view.outline,
        style.globe,
        Stroke::new(1.0, style.rim),
    );
}

#[cfg(test)]
mod tests;

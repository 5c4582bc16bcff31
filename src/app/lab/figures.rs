//! The two figures of the laboratory, side by side or one above the other, with their headings and handles.

use std::sync::atomic::{AtomicU32, Ordering};

use eframe::egui::{
    Align, Button, Color32, FontId, Frame, Id, Label, Layout, Pos2, Rect, Response, RichText, Role,
    Ui, UiBuilder, Vec2, WidgetInfo,
};
use egui_plot::{PlotPoint, PlotTransform};

use super::{
    With,
    drawn::Drawn,
    handles::{Grip, On, Pull, Seen, nearest, places},
    panel::curves_ui,
};
use crate::{
    app::{
        controls::enlarge_ui,
        guess::Guess,
        number, spots,
        text::{t, tf},
        theme::palette,
    },
    export::{self, laboratory},
    figure::{chart::Title, lab::Lab},
    look::{Element, Style, size},
    render::{
        Gpu, Layers,
        globe::{Camera, Globe, TIP},
        plane::{PlaneInput, plane_ui},
    },
};

/// Height of the headings and of the line at the foot, in points.
const STRIP: f32 = 28.0;

/// How far the sphere is shrunk, so that the names of tips that point up have room.
const ROOM: f64 = 0.93;

/// What egui_plot keeps the view of the circle by. Each is a new one, whose view nobody has moved: not in a lesson before, nor in
/// the laboratory behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Kept(u32);

impl Default for Kept {
    fn default() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        Self(MADE.fetch_add(1, Ordering::Relaxed))
    }
}

/// What is kept of the figures between frames.
#[derive(Default)]
pub struct Figures {
    transform: Option<PlotTransform>,
    globe: Option<Globe>,
    response: Option<Response>,
    /// Another one puts the circle back to its first view.
    kept: Kept,
    /// The one that stands alone.
    large: Option<Which>,
    /// The one that was under the pointer when both were last drawn with no dialog over them.
    under: Option<Which>,
}

/// What both figures show.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The state.
    pub lab: &'a Lab,
    /// What is drawn of it.
    pub drawn: &'a Drawn,
    /// The part that stands out.
    pub pointed: Option<Element>,
}

/// One of the two figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Circle,
    Sphere,
}

impl Figures {
    /// Both figures return to their first view.
    pub fn reset(&mut self) {
        self.kept = Kept::default();
        self.reset_sphere();
    }

    /// Whether one stands alone.
    pub fn is_large(&self) -> bool {
        self.large.is_some()
    }

    /// Whether one is under the pointer, or stands alone.
    pub fn points_at_one(&self) -> bool {
        self.under.is_some() || self.large.is_some()
    }

    /// Lets the one under the pointer stand alone, or shows both again.
    pub fn toggle_large(&mut self) {
        self.large = match self.large {
            Some(_) => None,
            None => self.under,
        };
    }

    /// Moves a handle to where it is pulled.
    pub fn follow(&self, pull: &Pull, lab: &mut Lab) {
        match pull.on {
            On::Circle => {
                if let Some(to) = self.in_plane(pull.to) {
                    lab.move_to(pull.handle, to, pull.turned);
                }
            }
            On::Sphere { near } => {
                if let Some(to) = self.on_sphere(pull.to, near) {
                    lab.turn(pull.handle, to.map(f64::from));
                }
            }
        }
        lab.round_off(pull.handle);
    }

    fn reset_sphere(&mut self) {
        let globes = self.globe.iter_mut();
        globes.for_each(|globe| globe.set_camera(home()));
    }

    /// Where the sphere is seen from, once it was drawn.
    pub fn camera(&self) -> Option<export::Camera> {
        let seen = self.globe.as_ref()?.camera();
        Some(export::Camera {
            // The window shrinks the sphere to make room for the names of tips; a file makes that room by itself.
            zoom: seen.zoom / ROOM,
            pan: [0.0, 0.0],
            ..seen
        })
    }

    /// A place on the screen in the plane of the circle.
    fn in_plane(&self, at: Pos2) -> Option<[f64; 2]> {
        let point = self.transform?.value_from_position(at);
        Some([point.x, point.y])
    }

    /// The direction in space that the tips' sphere has at a place on the screen.
    fn on_sphere(&self, at: Pos2, near: bool) -> Option<[f32; 3]> {
        let (globe, response) = self.globe.as_ref().zip(self.response.as_ref())?;
        globe.direction_at(response, at, TIP, near)
    }

    /// Draws both, or the one that stands alone; returns the handle under the pointer.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        with: &With<'_>,
        shown: Shown<'_>,
        grip: &Grip,
        mut guess: Option<&mut Guess>,
    ) -> Option<Seen> {
        let room = ui.available_rect_before_wrap();
        let summary = summary(shown.lab, shown.drawn);
        let before = self.large;
        let (mut hovered, mut under) = (None, None);
        for (which, rect) in rects(room, before) {
            inside(ui, which, rect, |ui| {
                let words = match which {
                    Which::Circle => {
                        spots::mark(ui, "lab.circle", rect);
                        let guess = guess.as_deref_mut();
                        let found = self.circle_ui(ui, shown, grip, &summary, guess);
                        hovered = found.or(hovered);
                        (t("lab-circle-head"), t("lab-circle-about"))
                    }
                    Which::Sphere if with.psi => {
                        spots::mark(ui, "lab.psi", rect);
                        psi_ui(ui, shown);
                        self.response = None;
                        (t("lab-psi-head"), t("lab-psi-about"))
                    }
                    Which::Sphere => {
                        spots::mark(ui, "lab.sphere", rect);
                        let found = self.sphere_ui(ui, with.gpu, shown, grip, &summary);
                        hovered = found.or(hovered);
                        (t("lab-sphere-head"), t("lab-sphere-about"))
                    }
                };
                let clicked = heading_ui(ui, rect, words, before.is_some());
                if which == Which::Circle || !with.psi {
                    self.foot_ui(ui, rect, which);
                }
                if ui.rect_contains_pointer(rect) {
                    under = Some(which);
                }
                if clicked {
                    self.large = (before != Some(which)).then_some(which);
                }
            });
        }
        if !with.covered {
            self.under = under;
        }
        // What is not drawn is not under the pointer.
        match self.large {
            Some(Which::Circle) => self.response = None,
            Some(Which::Sphere) => self.transform = None,
            None => {}
        }
        hovered
    }

    fn circle_ui(
        &mut self,
        ui: &mut Ui,
        Shown {
            lab,
            drawn,
            pointed,
        }: Shown<'_>,
        grip: &Grip,
        summary: &str,
        guess: Option<&mut Guess>,
    ) -> Option<Seen> {
        let palette = palette(ui.visuals());
        let style = Style::laboratory(palette.theme()).pointed(pointed);
        let room = ui.max_rect().shrink2(Vec2::new(0.0, STRIP));
        let id = Id::unique(("lab-circle", self.kept));
        let builder = UiBuilder::new().max_rect(room);
        let plane = ui.scope_builder(builder, |ui| {
            let input = PlaneInput {
                held: grip.is_busy() || guess.as_ref().is_some_and(|guess| guess.is_busy()),
                ..PlaneInput::default()
            };
            plane_ui(ui, id, &drawn.circle, style, &mut Layers::default(), input)
        });
        let plane = plane.inner;
        describe(ui, &plane.response, t("lab-circle"), summary);
        let seen = places(|handle| {
            let [x, y] = lab.place(handle);
            let at = plane.transform.position_from_point(&PlotPoint::new(x, y));
            Some((On::Circle, at))
        });
        let mut hovered = nearest(plane.response.hover_pos(), &seen);
        if let Some(guess) = guess {
            let room = *plane.transform.frame();
            let builder = UiBuilder::new().id_salt("guess").max_rect(room);
            ui.scope_builder(builder, |ui| {
                ui.set_clip_rect(room.intersect(ui.clip_rect()));
                guess.circle_ui(ui, lab, &plane.transform);
            });
            // The mark lies on top.
            hovered = hovered.filter(|_| !guess.is_busy());
        }
        let painter = ui.painter_at(*plane.transform.frame());
        grip.paint(&painter, palette, &seen, hovered);
        self.transform = Some(plane.transform);
        hovered
    }

    fn sphere_ui(
        &mut self,
        ui: &mut Ui,
        gpu: Option<&Gpu>,
        Shown {
            lab,
            drawn,
            pointed,
        }: Shown<'_>,
        grip: &Grip,
        summary: &str,
    ) -> Option<Seen> {
        let palette = palette(ui.visuals());
        let style = Style::laboratory(palette.theme()).pointed(pointed);
        let globe = self.globe.get_or_insert_with(|| new_globe(gpu));
        globe.hold(grip.is_busy());
        let response = globe.ui(ui, &drawn.sphere, style, None, (t("lab-sphere"), summary));
        let place = |direction: [f64; 3], radius: f64| {
            globe.place_of(&response, direction.map(|x| (x * radius) as f32))
        };
        let painter = ui.painter_at(response.rect);
        let seen = places(|handle| {
            let (at, near) = place(lab.direction(handle), TIP)?;
            Some((On::Sphere { near }, at))
        });
        let hovered = nearest(response.hover_pos(), &seen);
        grip.paint(&painter, palette, &seen, hovered);
        self.response = Some(response);
        hovered
    }

    /// What can be done, below the circle; the way back to the first view of each.
    fn foot_ui(&mut self, ui: &mut Ui, rect: Rect, which: Which) {
        let foot = rect.shrink(10.0);
        let foot = foot.with_min_y(foot.bottom() - 20.0);
        let layout = Layout::right_to_left(Align::Center);
        over_figure_ui(ui, "foot", foot, layout, |ui| {
            let text = RichText::new(t("reset-view")).size(12.0).weak();
            let button = Button::new(text).frame_when_inactive(false);
            if ui.add(button).clicked() {
                match which {
                    Which::Circle => self.kept = Kept::default(),
                    Which::Sphere => self.reset_sphere(),
                }
            }
            if which == Which::Circle {
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let hint = RichText::new(fitting(ui, t("lab-hint"))).size(12.0);
                    ui.add(Label::new(hint.weak()).truncate());
                });
            }
        });
    }
}

/// The curves of ψ, as large as the sphere would be.
fn psi_ui(ui: &mut Ui, shown: Shown<'_>) {
    let mut psi = shown.drawn.psi.clone();
    psi.x.title = Some(Title::Theta);
    psi.y.title = Some(Title::Target);
    let palette = palette(ui.visuals());
    let style = Style::new(palette.theme());
    let room = ui.max_rect().shrink2(Vec2::new(14.0, 0.0));
    let room = room
        .with_min_y(room.top() + STRIP + 8.0)
        .with_max_y(room.bottom() - 10.0);
    ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
        let font = size::type_in(f64::from(room.width().min(room.height())));
        curves_ui(ui, shown.lab, &psi, (style, font), room.size());
    });
}

/// A globe that stands still: what turns by itself is hard to take hold of.
fn new_globe(gpu: Option<&Gpu>) -> Globe {
    let mut globe = Globe::new(gpu);
    globe.set_auto_orbit(false);
    // The name of what stands on top needs more room than the heading.
    globe.set_insets(STRIP + 14.0, STRIP);
    globe.set_camera(home());
    globe
}

/// The first view of the sphere: the plane of the circle as the circle shows it, seen from a little above.
fn home() -> Camera {
    Camera {
        zoom: ROOM,
        ..laboratory::HOME
    }
}

/// The figures that are drawn and where: both, or the one that stands alone.
fn rects(room: Rect, large: Option<Which>) -> Vec<(Which, Rect)> {
    if let Some(which) = large {
        return vec![(which, room)];
    }
    let (first, second) = if room.width() >= room.height() {
        room.split_left_right_at_fraction(0.5)
    } else {
        room.split_top_bottom_at_fraction(0.5)
    };
    vec![(Which::Circle, first), (Which::Sphere, second)]
}

fn inside(ui: &mut Ui, which: Which, rect: Rect, content: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new()
        .scope_id(Id::unique(("lab-figure", which == Which::Circle)))
        .max_rect(rect);
    ui.scope_builder(builder, |ui| {
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        content(ui);
    });
}

/// Returns whether the button beside it was clicked, which makes the figure large or shows both again.
fn heading_ui(ui: &mut Ui, rect: Rect, (name, about): (&str, &str), large: bool) -> bool {
    let head = rect.shrink(12.0);
    let head = head.with_max_y(head.top() + 18.0);
    let corner = head.with_min_x(head.right() - 24.0);
    let layout = Layout::left_to_right(Align::Center);
    let head = head.with_max_x(corner.left() - 4.0);
    over_figure_ui(ui, "heading", head, layout, |ui| {
        ui.label(RichText::new(name).size(14.0));
        ui.add(Label::new(RichText::new(about).size(12.0).weak()).truncate());
    });
    let builder = UiBuilder::new().id_salt("large").max_rect(corner);
    let layout = Layout::right_to_left(Align::Center);
    let button = ui.scope_builder(builder.layout(layout), |ui| enlarge_ui(ui, large, name));
    button.inner
}

/// A row over the figure, on a ground that keeps it legible.
fn over_figure_ui(
    ui: &mut Ui,
    id: &str,
    rect: Rect,
    layout: Layout,
    content: impl FnOnce(&mut Ui),
) {
    let ground = palette(ui.visuals()).canvas.gamma_multiply(0.85);
    let builder = UiBuilder::new().id_salt(id).max_rect(rect).layout(layout);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().button_padding = Vec2::new(6.0, 1.0);
        ui.spacing_mut().interact_size.y = 18.0;
        Frame::new().fill(ground).corner_radius(4).show(ui, content);
    });
}

/// As many of the parts between points as there is room for; the first one always.
fn fitting(ui: &Ui, hint: &'static str) -> &'static str {
    let width = |text: &str| {
        let font = FontId::proportional(12.0);
        let galley = ui
            .painter()
            .layout_no_wrap(text.to_owned(), font, Color32::WHITE);
        galley.size().x
    };
    let mut hint = hint;
    while width(hint) > ui.available_width() {
        let Some((before, _)) = hint.rsplit_once(" · ") else {
            break;
        };
        hint = before;
    }
    hint
}

/// What assistive technology reads of the figures.
fn summary(lab: &Lab, drawn: &Drawn) -> String {
    let degrees = |radians: f64| number::degrees(radians.to_degrees());
    let reading = &drawn.reading;
    let wedge = reading.borders.and_then(|borders| borders.wedge());
    tf(
        "lab-summary",
        &[
            ("loss", lab.chosen().map_or("", |loss| loss.spoken_name())),
            ("apart", &degrees(reading.apart)),
            ("theta1", &degrees(reading.theta[0])),
            ("theta2", &degrees(reading.theta[1])),
            ("wedge", &degrees(wedge.unwrap_or(f64::NAN))),
        ],
    )
}

fn describe(ui: &Ui, response: &Response, name: &str, summary: &str) {
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(summary);
    });
}

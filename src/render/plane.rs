//! A [`PlaneFigure`] on the screen, with equal axes, pan, zoom and reset.
//!
//! egui_plot handles pan, zoom and pointer; the figure is a display list under the transform that it gives.

use eframe::egui::{self, Response, Ui, Vec2};
use egui_plot::{Plot, PlotPoint, PlotTransform};

use super::{Layers, Screen, frame_of, ink::point, paint};
use crate::{
    draw::{
        Frame, Grasp, List, Pen, Point, Words, Written,
        marked::{self, Marked},
        plane::{self, View},
    },
    figure::plane::PlaneFigure,
    look::{Style, size},
};

/// What a drawn plane tells the window.
pub struct Plane {
    /// What egui says of its room: clicks, pointer, focus.
    pub response: Response,
    /// The sample under the pointer.
    pub hovered: Option<u32>,
    /// What a person could take hold of under the pointer.
    pub grasp: Option<Grasp>,
    /// The heads of its class directions, each with its class.
    pub heads: Vec<(u16, Point)>,
    /// The class whose name is under the pointer.
    pub class: Option<u16>,
    /// Its callouts, and what there is to name.
    pub callouts: (Vec<Written>, Vec<&'static str>),
    /// From the figure's coordinates to the screen's, and back.
    pub transform: PlotTransform,
}

/// What the window wants of a plane in this frame.
#[derive(Clone, Copy, Default)]
pub struct PlaneInput<'a> {
    /// Something over the plane has the pointer: a drag does not move the view, nor does a double-click reset it.
    pub held: bool,
    /// The sample that is looked at.
    pub marked: Option<&'a Marked>,
    /// The words of its callouts.
    pub words: Words,
    /// The callouts of the frame before.
    pub kept: &'a [Written],
    /// What other figures have named already.
    pub explained: &'a [&'static str],
}

/// Draws `figure` into all space that `ui` has. The view that a person moved is kept under `id`.
pub fn plane_ui(
    ui: &mut Ui,
    id: egui::Id,
    figure: &PlaneFigure,
    style: Style,
    layers: &mut Layers,
    input: PlaneInput<'_>,
) -> Plane {
    let painter = ui.painter().clone();
    let measure = Screen(&painter);
    let room = frame_of(ui.available_rect_before_wrap());
    let pen = Pen {
        live: true,
        words: input.words,
        kept: input.kept,
        explained: input.explained,
        ..Pen::new(style, &measure, size::type_in(room.width.min(room.height)))
    };
    let first = plane::fitted(&pen, &room.shrunk(plane::EDGE), figure);
    let (response, transform) = moved(ui, id, &first, &room, input);
    let frame = *transform.frame();
    let view = View {
        centre: place(&transform, [0.0, 0.0]),
        scale: place(&transform, [1.0, 0.0])[0] - place(&transform, [0.0, 0.0])[0],
        unit: first.unit,
        below: first.below,
    };
    let mut list = List::default();
    plane::draw(&mut list, &pen, &frame_of(frame), figure, &view);
    let hovered = response.hover_pos();
    let class = hovered.and_then(|pointer| list.class_at(point(pointer)));
    let hovered = hovered.and_then(|pointer| list.sample_at(point(pointer)));
    let grasp = response.hover_pos();
    let grasp = grasp.and_then(|pointer| list.grip_at(point(pointer)));
    if let Some(marked) = input.marked {
        mark(&mut list, &style, &view, marked);
    }
    paint(&ui.painter_at(frame), &list, layers);
    Plane {
        response,
        hovered,
        grasp,
        heads: list.heads(),
        class,
        callouts: (list.callouts, list.explains),
        transform,
    }
}

/// What is kept of a view from frame to frame.
#[derive(Clone, Copy)]
struct Kept {
    /// Half the width and height of the first view, and what lies in its middle above the figure's, in units of the figure.
    half: (f64, f64, f64),
    /// Whether a person has moved it since.
    moved: bool,
}

/// The view as a person has moved it from the `first` one.
fn moved(
    ui: &mut Ui,
    id: egui::Id,
    first: &View,
    room: &Frame,
    input: PlaneInput<'_>,
) -> (Response, PlotTransform) {
    let half = (
        room.width / 2.0 / first.scale,
        room.height / 2.0 / first.scale,
        (first.centre[1] - room.centre()[1]) / first.scale,
    );
    let plot = Plot::new(id)
        .data_aspect(1.0)
        .default_x_bounds(-half.0, half.0)
        .default_y_bounds(half.2 - half.1, half.2 + half.1)
        .show_background(false)
        .show_axes(false)
        .show_grid(false)
        .show_x(false)
        .show_y(false)
        .allow_scroll(false)
        .allow_drag(!input.held)
        .allow_double_click_reset(!input.held)
        .allow_boxed_zoom(false)
        .set_margin_fraction(Vec2::ZERO);
    let kept: Option<Kept> = ui.data(|data| data.get_temp(id));
    let moved = kept.is_some_and(|kept| kept.moved);
    // As long as nobody moved the view, it is fitted again whenever the room or the figure changes.
    let fits = kept.is_some_and(|kept| kept.half == half);
    let refit = !moved && !fits;
    let plot = if refit { plot.reset() } else { plot };
    let plotted = plot.show(ui, |plot| {
        let scrolled = plot.ctx().input(|input| input.smooth_scroll_delta.y);
        if plot.response().hovered() && scrolled != 0.0 {
            let factor = (scrolled / 200.0).exp();
            plot.zoom_bounds_around_hovered(Vec2::splat(factor));
        }
    });
    let response = plotted.response;
    let scrolled = response.hovered() && ui.input(|input| input.smooth_scroll_delta.y != 0.0);
    let dragged = response.dragged() && !input.held;
    let moved = (moved || scrolled || dragged) && !response.double_clicked();
    ui.data_mut(|data| data.insert_temp(id, Kept { half, moved }));
    (response, plotted.transform)
}

fn place(transform: &PlotTransform, [x, y]: Point) -> Point {
    point(transform.position_from_point(&PlotPoint::new(x, y)))
}

fn mark(list: &mut List, style: &Style, view: &View, marked: &Marked) {
    let Some(at) = list.place_of(marked.sample) else {
        return;
    };
    let to = marked.drawn_pull().map(|pull| {
        let part = |i: usize| pull.get(i).copied().unwrap_or(0.0);
        [at[0] + view.scale * part(0), at[1] - view.scale * part(1)]
    });
    marked::draw(list, style, at, to, 1.0);
}

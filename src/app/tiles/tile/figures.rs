//! The figure of a tile on the screen, by the kind of drawing, and the hand on it.

use std::sync::Arc;

use eframe::egui::{Pos2, Response, Role, Ui, UiBuilder, Vec2, WidgetInfo};

use super::{Drawn, Looked, Surroundings, Tile};
use crate::{
    app::{
        summary::{angle_text, between, cell_text, confusion},
        theme::palette,
        tiles::{
            foot::is_narrow,
            happened::{Asked, Happened},
            over::why_ui,
            reach::{Barred, Reach, Shell},
        },
    },
    draw::{self, Frame, List, Pen, Words, matrix},
    figure::{
        Figure, Part, between::BetweenFigure, globe::GlobeFigure, matrix::MatrixFigure,
        plane::PlaneFigure,
    },
    look::Style,
    math::vector,
    render::{
        Layers,
        globe::{Globe, TIP},
        matrix::matrix_ui,
        plane::{Plane, PlaneInput, plane_ui},
    },
    train::Status,
};

/// Height of the heading and of the switches with what is free above or below them, in points: what stands there hides names.
const STRIP: f32 = 32.0;

impl Tile {
    /// Draws the figure, or why there is none.
    pub(super) fn figure_ui(
        &mut self,
        ui: &mut Ui,
        around: &Surroundings<'_>,
        looked: &Looked<'_>,
    ) -> Happened {
        let Some(drawn) = self.drawn.take() else {
            return Happened::default();
        };
        let style = Style::new(palette(ui.visuals()).theme());
        let style = style.with_chosen(around.chosen);
        let style = style.lit(looked.lit).pointed(around.pointed);
        let happened = match &drawn.figure {
            Ok(Figure::Plane(figure)) => self.plane_ui(ui, around, looked, (&drawn, figure), style),
            Ok(Figure::Globe(figure)) => self.globe_ui(ui, around, looked, (&drawn, figure), style),
            Ok(Figure::Matrix(figure)) => table_ui(ui, figure, style, looked.name),
            Ok(Figure::Between(figure)) => between_ui(ui, figure, style, looked.name),
            Err(why) => {
                why_ui(ui, self.view, *why);
                Happened::default()
            }
        };
        self.drawn = Some(drawn);
        happened
    }

    fn plane_ui(
        &mut self,
        ui: &mut Ui,
        around: &Surroundings<'_>,
        looked: &Looked<'_>,
        (drawn, figure): (&Drawn, &PlaneFigure),
        style: Style,
    ) -> Happened {
        // Names stay clear of the heading and the switches.
        let mut room = ui.max_rect().shrink2(Vec2::new(0.0, STRIP));
        if is_narrow(self.view, room.width() - 20.0) {
            room.max.y -= STRIP - 4.0;
        }
        let inside = ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
            let id = looked.id.with(("plane", self.first_views));
            let layers = self.layers.get_or_insert_with(|| Layers::new(around.gpu));
            let input = PlaneInput {
                marked: looked.marked,
                held: self.hand.is_busy(),
                words: Words::spoken(),
                kept: &self.kept,
                explained: &self.explained,
            };
            let plane = plane_ui(ui, id, figure, style, layers, input);
            describe(ui, &plane.response, looked.name, &drawn.summary);
            self.in_plane(ui, looked, plane, &style.of(figure.classes))
        });
        inside.inner
    }

    /// The hand on a plane that was drawn.
    fn in_plane(&mut self, ui: &Ui, looked: &Looked<'_>, plane: Plane, style: &Style) -> Happened {
        let direction = |at, _: Shell| {
            let at = plane.transform.value_from_position(at);
            let angle = at.y.atan2(at.x);
            Some(vec![angle.cos(), angle.sin()])
        };
        let barred = Barred::of(looked.lane);
        let reach = Reach {
            grasp: plane.grasp,
            turns: barred.is_none(),
            snapshot: &looked.lane.snapshot,
            direction: &direction,
        };
        let dragged = self.hand.follow(ui, &reach);
        // A circle has no tips that say where it can be taken hold of; they come with the pointer.
        let open = barred.is_none() && (plane.response.hovered() || self.hand.drags());
        let heads = if open { &plane.heads[..] } else { &[] };
        let painter = ui.painter_at(*plane.transform.frame());
        self.hand.paint(&painter, style, heads);
        let help = self.hand.help(&reach, barred);
        (self.kept, self.explains) = plane.callouts;
        let happened = Happened {
            dragged,
            hovered: plane.hovered.filter(|_| !self.hand.drags()),
            pointed: plane.class.or(self.hand.pointed(ui)),
            clicked: plane.response.clicked(),
            ..Happened::default()
        };
        explain(plane.response, help);
        happened
    }

    fn globe_ui(
        &mut self,
        ui: &mut Ui,
        around: &Surroundings<'_>,
        looked: &Looked<'_>,
        (drawn, figure): (&Drawn, &Arc<GlobeFigure>),
        style: Style,
    ) -> Happened {
        let new = || Globe::new(around.gpu);
        let globe = self.globe.get_or_insert_with(new);
        globe.set_auto_orbit_interval(around.orbit_interval);
        if around.still {
            globe.set_auto_orbit(false);
        }
        let trains = !looked.lane.past && looked.lane.snapshot.status == Status::Running;
        globe.rest(!trains || ui.input(|input| input.pointer.any_down()));
        globe.hold(self.hand.is_busy());
        globe.set_insets(STRIP, STRIP);
        globe.set_explained(self.explained.clone());
        let words = (looked.name, drawn.summary.as_str());
        let response = globe.ui(ui, figure, style, looked.marked, words);
        self.explains = globe.explains().to_vec();
        if response.clicked() || response.drag_started() {
            globe.set_auto_orbit(false);
        }
        let named = globe.hovered_class(&response);
        if let Some(class) = named.filter(|_| response.clicked()) {
            globe.show_class(ui, figure, class);
        }
        let mut happened = self.on_globe(ui, looked, &response, &style.of(figure.classes));
        happened.pointed = named.or(happened.pointed);
        happened.clicked = response.clicked();
        happened
    }

    /// The hand on a globe that was drawn.
    fn on_globe(
        &mut self,
        ui: &Ui,
        looked: &Looked<'_>,
        response: &Response,
        style: &Style,
    ) -> Happened {
        let Some(globe) = &self.globe else {
            return Happened::default();
        };
        let direction = |at, shell| globe_direction(globe, response, at, shell);
        let barred = Barred::of(looked.lane);
        let reach = Reach {
            grasp: globe.grasp(response),
            turns: barred.is_none(),
            snapshot: &looked.lane.snapshot,
            direction: &direction,
        };
        let dragged = self.hand.follow(ui, &reach);
        if self.hand.is_busy() {
            let painter = ui.painter_at(response.rect);
            self.hand.paint(&painter, style, &globe.heads());
        }
        explain(response.clone(), self.hand.help(&reach, barred));
        let hovered = globe.hovered(response);
        Happened {
            dragged,
            hovered: hovered.filter(|_| !self.hand.drags()),
            pointed: self.hand.pointed(ui),
            ..Happened::default()
        }
    }
}

fn table_ui(ui: &mut Ui, figure: &MatrixFigure, style: Style, name: &str) -> Happened {
    let mut happened = Happened::default();
    let room = ui.max_rect().shrink2(Vec2::new(8.0, STRIP + 6.0));
    ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
        let draw =
            |list: &mut List, pen: &Pen<'_>, frame: &Frame| matrix::draw(list, pen, frame, figure);
        let matrix = matrix_ui(ui, style, Words::spoken(), &draw);
        describe(ui, &matrix.response, name, &confusion(figure));
        if matrix.response.clicked() {
            let cell = |(label, found)| Asked::Alone(Part::Cell { label, found });
            happened.asked = matrix.hovered.map(cell);
        }
        if let Some((row, column)) = matrix.hovered {
            let text = cell_text(figure, row, column);
            matrix.response.on_hover_text_at_pointer(text);
        }
    });
    happened
}

/// A click chooses a class: that of a row.
fn between_ui(ui: &mut Ui, figure: &BetweenFigure, style: Style, name: &str) -> Happened {
    let mut happened = Happened::default();
    let room = ui.max_rect().shrink2(Vec2::new(8.0, STRIP + 6.0));
    ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
        let draw = |list: &mut List, pen: &Pen<'_>, frame: &Frame| {
            draw::between::draw(list, pen, frame, figure);
        };
        let matrix = matrix_ui(ui, style, Words::spoken(), &draw);
        describe(ui, &matrix.response, name, &between(figure));
        if matrix.response.clicked() {
            let row = matrix.hovered.and_then(|(row, _)| figure.order.get(row));
            happened.asked = row.map(|class| Asked::Alone(Part::Class(*class)));
        }
        if let Some((row, column)) = matrix.hovered {
            let text = angle_text(figure, row, column);
            matrix.response.on_hover_text_at_pointer(text);
        }
    });
    happened
}

/// The direction of a place on the screen of a globe.
fn globe_direction(globe: &Globe, response: &Response, at: Pos2, shell: Shell) -> Option<Vec<f64>> {
    let at = match shell {
        Shell::Surface => globe.direction_at(response, at, 1.0, true),
        Shell::Tips { near } => globe.direction_at(response, at, TIP, near),
    };
    Some(vector::unit(at?.map(f64::from)).to_vec())
}

/// Says beside the pointer what can be done there, or why it cannot.
fn explain(response: Response, help: Option<&str>) {
    if let Some(help) = help {
        response.on_hover_text_at_pointer(help);
    }
}

fn describe(ui: &Ui, response: &Response, name: &str, summary: &str) {
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(summary);
    });
}

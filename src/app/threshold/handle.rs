//! The line or the dot of a threshold in the window: dragged, moved by keys, put back by a double click.

use std::time::Duration;

use eframe::egui::{
    Context, CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Response, Sense, Stroke, Ui, Vec2,
    WidgetInfo,
    accesskit::{Action, ActionData},
    pos2,
};

use crate::{
    app::{
        lanes::Lane,
        number,
        text::{t, tf},
        theme::palette,
    },
    draw::{Point, chart::View},
    figure::{
        THRESHOLD_STEP,
        chart::{ChartFigure, Handle, Hold, Mark, Tone},
        plane::Grip,
    },
    render::chart::ChartDrawn,
};

/// Something that can be dragged, as it was drawn.
pub struct Seen {
    /// The name of its lane.
    pub lane: String,
    /// A hand or the keyboard has it.
    pub held: bool,
    id: Id,
    handle: Handle,
    view: View,
    /// Whether the chart shows classes that were trained on though others were not.
    seen: bool,
}

/// What a person does with it.
pub enum Moved {
    /// Puts it to so many degrees.
    To(f64),
    /// Puts it back.
    Back,
    /// Takes hold of it.
    Held,
}

/// Around a line or a dot, in points, where a pointer takes hold of it.
const REACH: f32 = 7.0;
/// Radius of the disc on it, and of a larger one on what has the pointer or the keyboard, in points.
const DISC: (f32, f32) = (4.0, 6.0);
/// Where on a line the disc is, in parts of its length from above.
const HIGH: f64 = 0.5;
/// When it is looked again whether a pointer rests.
const RESTS: Duration = Duration::from_millis(120);
/// By how many degrees a key moves it, and with Shift.
const KEYS: (f64, f64) = (1.0, THRESHOLD_STEP);

impl Seen {
    /// What a person does with it in this frame.
    pub fn moved(&self, ctx: &Context, lanes: &[Lane]) -> Option<Moved> {
        let response = ctx.read_response(self.id)?;
        if response.double_clicked() {
            return Some(Moved::Back);
        }
        if let Some(at) = response
            .interact_pointer_pos()
            .filter(|_| response.dragged())
        {
            let value = self.view.value(f64::from(at.x));
            return self.degrees_at(value, lanes).map(Moved::To);
        }
        let asked = self.asked(ctx);
        if asked.is_some() {
            return asked;
        }
        let held = response.clicked() || response.gained_focus();
        held.then_some(Moved::Held)
    }

    /// The threshold whose line, or dot, is at a value of the horizontal axis.
    fn degrees_at(&self, value: f64, lanes: &[Lane]) -> Option<f64> {
        match self.handle.at {
            Hold::Line(_) => Some(snapped(value)),
            Hold::Dot(_) => {
                let lane = lanes.iter().find(|lane| lane.name == self.lane)?;
                let far = 10_f64.powf(value).min(1.0);
                let snapshot = &lane.snapshot;
                Some(snapshot.degrees_at_far(self.seen, far, THRESHOLD_STEP))
            }
        }
    }

    /// What keys or assistive technology ask for.
    fn asked(&self, ctx: &Context) -> Option<Moved> {
        let mut degrees = self.handle.degrees;
        let mut asked = false;
        let mut add = |way: f64| {
            degrees += way;
            asked |= way != 0.0;
        };
        if ctx.memory(|memory| memory.has_focus(self.id)) {
            let filter = EventFilter {
                horizontal_arrows: true,
                ..EventFilter::default()
            };
            ctx.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
            let pressed = |modifiers, key| {
                ctx.input_mut(|input| input.count_and_consume_key(modifiers, key)) as f64
            };
            if pressed(Modifiers::NONE, Key::Home) > 0.0 {
                return Some(Moved::Back);
            }
            // The finer way first: what asks for no modifier would take it too.
            for (modifiers, way) in [(Modifiers::SHIFT, KEYS.1), (Modifiers::NONE, KEYS.0)] {
                add(way * pressed(modifiers, Key::ArrowRight));
                add(-way * pressed(modifiers, Key::ArrowLeft));
            }
        }
        let (more, less, value) = ctx.input(|input| {
            let count = |action| input.num_accesskit_action_requests(self.id, action) as f64;
            let mut values = input.accesskit_action_requests(self.id, Action::SetValue);
            let value = values.find_map(|request| match request.data {
                Some(ActionData::NumericValue(value)) => Some(value),
                _ => None,
            });
            (count(Action::Increment), count(Action::Decrement), value)
        });
        add(KEYS.0 * (more - less));
        match value {
            Some(value) => Some(Moved::To(snapped(value))),
            None => asked.then(|| Moved::To(snapped(degrees))),
        }
    }
}

fn snapped(degrees: f64) -> f64 {
    let degrees = (degrees / THRESHOLD_STEP).round() * THRESHOLD_STEP;
    // Ten steps are a degree, and no 0.30000000000000004.
    (degrees * 10.0).round().clamp(0.0, 1800.0) / 10.0
}

/// Makes what can be dragged in a chart that was `drawn`. Where what it decides is not `told` beside the chart, a pointer that
/// rests on it counts as a hand.
pub fn handles_ui(
    ui: &mut Ui,
    figure: &ChartFigure,
    drawn: &ChartDrawn,
    lanes: &[Lane],
    (seen, told): (bool, bool),
) -> Vec<Seen> {
    let grips = drawn.grips.iter().filter_map(|(line, grip)| {
        let Grip::Threshold(lane) = grip else {
            return None;
        };
        let lane = usize::from(*lane);
        let handle = figure
            .threshold
            .handles
            .iter()
            .find(|handle| handle.lane == lane)?;
        Some((*line, *handle, lanes.get(lane)?))
    });
    // One line for several lanes belongs to none.
    let all = &figure.threshold.handles;
    let alike = all.windows(2).all(|two| two[0].degrees == two[1].degrees) && all.len() > 1;
    let mut found = Vec::new();
    for (line, handle, lane) in grips {
        let [a, b] = line.map(|[x, y]| pos2(x as f32, y as f32));
        let rect = Rect::from_two_pos(a, b).expand2(Vec2::new(REACH, 0.0));
        let rect = match handle.at {
            Hold::Line(_) => rect,
            Hold::Dot(_) => rect.expand2(Vec2::new(0.0, REACH)),
        };
        let is_line = matches!(handle.at, Hold::Line(_));
        let id = ui.scope_id().with(("threshold", handle.lane));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        describe(ui, &response, figure, handle, (lane, lanes.len() > 1));
        if told && !response.dragged() {
            response.clone().on_hover_text(t("threshold-help"));
        }
        let rests = response.hovered() && ui.input(|input| input.pointer.is_still());
        if response.hovered() && !rests {
            // A pointer that comes to rest asks for no frame by itself.
            ui.ctx().request_repaint_after(RESTS);
        }
        paint(ui, &response, line, (handle, alike && is_line));
        found.push(Seen {
            lane: lane.name.clone(),
            held: response.dragged() || response.has_focus() || (rests && !told),
            id,
            handle,
            view: drawn.view,
            seen,
        });
    }
    found
}

fn describe(
    ui: &Ui,
    response: &Response,
    figure: &ChartFigure,
    handle: Handle,
    (lane, several): (&Lane, bool),
) {
    let name = match several {
        true => tf("threshold-name-of", &[("lane", &lane.title)]),
        false => t("threshold-name").to_owned(),
    };
    response.widget_info(|| WidgetInfo::slider(true, handle.degrees, &name));
    let text = number::degrees(handle.degrees);
    let own = |mark: &&Mark| mark.tone == Tone::Lane(handle.lane);
    let told = figure.marks.iter().find(own);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(180.0);
        node.set_numeric_value_step(THRESHOLD_STEP);
        node.set_description(told.map_or(text.as_str(), |mark| mark.text.as_str()));
        node.add_action(Action::SetValue);
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
    let cursor = match handle.at {
        Hold::Line(_) => CursorIcon::ResizeHorizontal,
        Hold::Dot(_) if response.dragged() => CursorIcon::Grabbing,
        Hold::Dot(_) => CursorIcon::Grab,
    };
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(cursor);
    }
}

/// A disc that says where it can be taken hold of.
fn paint(
    ui: &Ui,
    response: &Response,
    [above, below]: [Point; 2],
    (handle, shared): (Handle, bool),
) {
    let palette = palette(ui.visuals());
    let lively = response.hovered() || response.dragged() || response.has_focus();
    let radius = if lively { DISC.1 } else { DISC.0 };
    let [x, y] = match handle.at {
        Hold::Line(_) => [above[0], above[1] + HIGH * (below[1] - above[1])],
        Hold::Dot(_) => above,
    };
    let at = pos2(x as f32, y as f32);
    let painter = ui.painter();
    painter.circle_filled(at, radius + 1.5, palette.panel);
    painter.circle(
        at,
        radius,
        match shared {
            true => palette.quiet,
            false => palette.lane(handle.lane),
        },
        Stroke::new(1.5, palette.text),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_a_whole_number_of_tenths_within_half_a_turn() {
        let found = [-3.0, 0.04, 43.2178, 179.99, 200.0].map(snapped);
        assert_eq!(found, [0.0, 0.0, 43.2, 180.0, 180.0]);
    }
}

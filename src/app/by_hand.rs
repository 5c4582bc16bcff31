//! What a hand on a figure does to a run: it turns class directions, and takes that back.

use eframe::egui::Context;

use super::{number, state::MarginscopeApp, story, text::tf, turning::is_where, undo::Step};
use crate::train::{Towards, Turn};

impl MarginscopeApp {
    /// Shows the direction of a class where it is dragged, or has it trained on from where it is let go.
    pub(super) fn turn_class(
        &mut self,
        ctx: &Context,
        name: &str,
        class: u16,
        (to, let_go): (Vec<f64>, bool),
    ) {
        let mut lanes = self.state.lanes.iter();
        let Some(lane) = lanes.find(|lane| lane.lane == name) else {
            return self.turning.hold(None);
        };
        let class = usize::from(class);
        let turn = Turn {
            lane: name.to_owned(),
            run: lane.run,
            step: lane.step,
            class,
            to: Towards::Direction(to.clone()),
        };
        // The figures were drawn before they knew.
        ctx.request_repaint();
        if !let_go {
            self.dragged = story::turned(lane, class, &to);
            return self.turning.hold(Some(turn));
        }
        let before = Step {
            turn: Some(turn.clone()),
            ..self.step()
        };
        self.undo.leave(before, false);
        self.turning.make(turn, &self.worker);
    }

    /// Takes a turn back, or makes it again. Returns whether the run is still where it was turned; else it says so.
    pub(super) fn travel_turn(&mut self, turn: Turn, back: bool) -> bool {
        let here = self.state.lanes.iter().any(|lane| is_where(lane, &turn));
        if !here {
            let step = number::count(turn.step);
            self.notices.problem(tf("turn-gone", &[("step", &step)]));
            return false;
        }
        let to = match back {
            true => Towards::Back,
            false => turn.to.clone(),
        };
        self.turning.make(Turn { to, ..turn }, &self.worker);
        true
    }
}

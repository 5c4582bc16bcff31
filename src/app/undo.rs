//! Undo and redo over everything that a session holds, and apart from it over the laboratory. A drag is one step.

use eframe::egui::Context;

use crate::train::{Session, Turn};

/// What undo goes back to: a session, and what it was opened as.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// With all changes.
    pub session: Session,
    /// Before any.
    pub opened: Session,
    /// The class direction that was turned when this was left, by hand and not by a setting.
    pub turn: Option<Turn>,
}

/// The steps before and after the present one.
#[derive(Debug)]
pub struct Undo<S = Step> {
    past: Vec<S>,
    future: Vec<S>,
    /// A drag is under way whose start is the last of `past`.
    dragging: bool,
    /// Knobs move by themselves since a step among those of `past`.
    playing: bool,
}

impl<S> Default for Undo<S> {
    fn default() -> Self {
        Self {
            past: Vec::new(),
            future: Vec::new(),
            dragging: false,
            playing: false,
        }
    }
}

/// Whether a button of the mouse is down, or was released in this frame, whose last move still belongs to the drag.
pub fn is_pressed(ctx: &Context) -> bool {
    ctx.input(|input| input.pointer.any_down() || input.pointer.any_released())
}

/// Whether this frame goes on with no drag: no button of the mouse was down in the last one, or one was pressed only now.
pub fn begins_anew(ctx: &Context) -> bool {
    !is_pressed(ctx) || ctx.input(|input| input.pointer.any_pressed())
}

/// So many steps are kept; older ones are forgotten.
const MOST: usize = 500;

impl<S> Undo<S> {
    /// Notes that `before` is left. While `pressed`, a button of the mouse is down: all that changes until it is released
    /// is one step.
    pub fn leave(&mut self, before: S, pressed: bool) {
        self.future.clear();
        if !(pressed && self.dragging) {
            self.past.push(before);
            let excess = self.past.len().saturating_sub(MOST);
            self.past.drain(..excess);
        }
        self.dragging = pressed;
    }

    /// Notes that `before` is left because a knob moves by itself: from where it was let go to where it is held is one step.
    pub fn leave_playing(&mut self, before: S) {
        if self.playing {
            return self.future.clear();
        }
        self.leave(before, false);
        self.playing = true;
    }

    /// Changes all steps, back and forth.
    pub fn each(&mut self, change: impl FnMut(&mut S)) {
        self.past
            .iter_mut()
            .chain(&mut self.future)
            .for_each(change);
    }

    /// No knob moves by itself any more.
    pub fn held(&mut self) {
        self.playing = false;
    }

    /// No button of the mouse is down.
    pub fn released(&mut self) {
        self.dragging = false;
    }

    /// The state that a step back, or forth, leads to.
    pub fn next(&self, back: bool) -> Option<&S> {
        if back {
            self.past.last()
        } else {
            self.future.last()
        }
    }

    /// Forgets the state that a step back, or forth, leads to: it cannot be had any more.
    pub fn forget(&mut self, back: bool) {
        if back {
            self.past.pop();
        } else {
            self.future.pop();
        }
    }

    /// The state before `now`, which can be redone.
    pub fn undo(&mut self, now: S) -> Option<S> {
        self.released();
        let before = self.past.pop()?;
        self.future.push(now);
        Some(before)
    }

    /// The state that `now` was reached from by undoing.
    pub fn redo(&mut self, now: S) -> Option<S> {
        self.released();
        let after = self.future.pop()?;
        self.past.push(now);
        Some(after)
    }

    /// Whether there is a step back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step forth.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(m: f64) -> Step {
        let mut session = Session::preset("fashion").unwrap();
        session.base.loss.knobs.set("m", m);
        Step {
            opened: session.clone(),
            session,
            turn: None,
        }
    }

    fn m(state: Option<Step>) -> Option<f64> {
        state?.session.base.loss.knobs.get("m")
    }

    /// Goes through these values of m, each reached with the button down or not, and then back as far as possible.
    fn check(steps: &[(f64, bool)], expect: &[f64]) -> Undo {
        let mut undo = Undo::default();
        let mut now = state(0.0);
        for &(m, pressed) in steps {
            undo.leave(now, pressed);
            if !pressed {
                undo.released();
            }
            now = state(m);
        }
        let mut back = Vec::new();
        while let Some(before) = undo.undo(now.clone()) {
            now = before;
            back.extend(m(Some(now.clone())));
        }
        assert_eq!(back, expect);
        undo
    }

    #[test]
    fn every_change_is_a_step_and_a_drag_is_one() {
        check(&[(0.1, false), (0.2, false)], &[0.1, 0.0]);
        check(&[(0.1, true), (0.2, true), (0.3, true)], &[0.0]);
        check(&[(0.1, true), (0.2, true), (0.3, false)], &[0.2, 0.0]);
    }

    #[test]
    fn what_was_undone_is_redone_until_something_else_changes() {
        let mut undo = check(&[(0.1, false), (0.2, false)], &[0.1, 0.0]);
        assert_eq!(m(undo.redo(state(0.0))), Some(0.1));
        undo.leave(state(0.1), false);
        assert!(!undo.can_redo() && undo.can_undo());
        assert_eq!(m(undo.redo(state(0.7))), None);
    }

    #[test]
    fn a_step_that_cannot_be_had_any_more_is_forgotten() {
        let mut undo = check(&[(0.1, false), (0.2, false)], &[0.1, 0.0]);
        let next = |undo: &Undo, back| m(undo.next(back).cloned());
        assert_eq!((next(&undo, true), next(&undo, false)), (None, Some(0.1)));
        undo.forget(false);
        assert_eq!(m(undo.redo(state(0.0))), Some(0.2));
        assert_eq!(next(&undo, true), Some(0.0));
        undo.forget(true);
        assert!(!undo.can_undo());
    }

    #[test]
    fn a_knob_that_plays_is_one_step_from_where_it_was_let_go() {
        let mut undo = Undo::default();
        [0.0, 0.1, 0.2]
            .into_iter()
            .for_each(|m| undo.leave_playing(state(m)));
        undo.held();
        undo.leave_playing(state(0.3));
        assert_eq!(m(undo.undo(state(0.4))), Some(0.3));
        assert_eq!(m(undo.undo(state(0.3))), Some(0.0));
        assert!(!undo.can_undo());
    }

    #[test]
    fn the_oldest_steps_are_forgotten() {
        let mut undo = Undo::default();
        (0..MOST + 5).for_each(|i| undo.leave(state(i as f64), false));
        assert_eq!(undo.past.len(), MOST);
        assert_eq!(m(undo.past.first().cloned()), Some(5.0));
    }
}

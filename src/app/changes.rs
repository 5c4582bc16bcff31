//! What changes the settings: the edits of a frame, another session, a step back or forth.

use eframe::egui::Context;

use super::{
    choosing::Purpose,
    inspector::Inspector,
    settings::{Draft, Settings},
    state::MarginscopeApp,
    text::{t, tf},
    undo::{Step, is_pressed},
};
use crate::train::{Instruction, Scope, Session};

impl MarginscopeApp {
    /// Changes the settings that the controls show: `change` makes the edits.
    pub(super) fn edit(&mut self, ctx: &Context, change: impl FnOnce(&mut Draft<'_>)) {
        let state = self.shown_state();
        let mut draft = Draft::new(&self.settings, &state, self.scope);
        draft.play = std::mem::take(&mut self.play);
        draft.full = self.lanes_full();
        draft.fixed = self.course.is_on();
        draft.aligned = self.align.on;
        change(&mut draft);
        let lane_change = draft.lane_change.take();
        self.take(ctx, draft);
        if let Some(change) = lane_change {
            self.change_lanes(ctx, change);
        }
    }

    /// Takes over what was changed in a draft: one step to take back, and one word to the trainer.
    fn take(&mut self, ctx: &Context, draft: Draft<'_>) {
        self.scope = draft.scope;
        self.play = draft.play.clone();
        self.align.on = draft.aligned;
        if let Some(asked) = draft.asks.clone() {
            self.choose(ctx, Purpose::Setting(asked));
        }
        for why in &draft.refused {
            self.notices.problem(why.to_string());
        }
        if draft.settings == self.settings {
            return;
        }
        match draft.only_played() {
            true => self.undo.leave_playing(self.step()),
            false => self.note(ctx),
        }
        let restarts = draft.edits.iter().find(|edit| !edit.is_live());
        let restarts = restarts.map(|edit| edit.key.clone());
        self.change(draft.settings, restarts.as_deref());
    }

    /// Shows and trains a whole other session; the one that is left can be had back.
    pub(super) fn open(&mut self, ctx: &Context, session: Session) {
        // A person who picks what to train wants to see it.
        self.lab.close();
        self.sweep.set_open(false);
        self.note(ctx);
        // Its sample is none of these data.
        self.inspector = Inspector::default();
        self.opened = session.clone();
        // Whoever opens files again has changed them, or wants to see whether.
        self.worker.send(Instruction::Reread);
        self.change_session(session);
        self.arrange();
        self.worker.send(Instruction::Play);
    }

    /// Has training leave the processor to the window where that needs it.
    pub(super) fn give_way(&self, ctx: &Context) {
        if self.state.playing && self.pacing.wants_way(ctx) {
            self.worker.send(Instruction::GiveWay);
        }
    }

    /// Trains with the settings of an earlier moment; those that are left can be had back.
    pub(super) fn take_settings(&mut self, ctx: &Context, session: Session) {
        self.note(ctx);
        self.change_session(session);
    }

    /// Trains with the settings of a lesson's step; those that are left can be had back.
    pub(super) fn teach(&mut self, ctx: &Context, session: Session) {
        self.note(ctx);
        self.change_session(session);
    }

    /// Opens what the window was opened with again.
    pub(super) fn open_again(&mut self, ctx: &Context) {
        self.open(ctx, self.opened.clone());
    }

    /// Opens a preset; where that is what the window was opened with, as it was then.
    pub(super) fn open_preset(&mut self, ctx: &Context, id: &str) {
        if self.opened.id == id {
            return self.open_again(ctx);
        }
        match Session::preset(id) {
            Ok(session) => {
                self.leave_lesson();
                self.open(ctx, session);
            }
            Err(error) => self.notices.problem(error.to_string()),
        }
    }

    /// Goes a step back or forth: through the laboratory while it is open, through the settings otherwise.
    pub(super) fn travel(&mut self, ctx: &Context, back: bool) {
        if self.lab.is_open() {
            return self.lab.travel(ctx, back);
        }
        self.play.hold_all();
        let turn = self.undo.next(back).and_then(|step| step.turn.clone());
        if let Some(turn) = turn.clone()
            && !self.travel_turn(turn, back)
        {
            return self.undo.forget(back);
        }
        let now = Step {
            turn,
            ..self.step()
        };
        let (found, word) = if back {
            (self.undo.undo(now), t("undone"))
        } else {
            (self.undo.redo(now), t("redone"))
        };
        let Some(step) = found else {
            return;
        };
        // What a text field holds belongs to the settings that are left.
        ctx.memory_mut(|memory| memory.stop_text_input());
        self.notices.tell(word.to_owned());
        let other = step.opened != self.opened;
        self.opened = step.opened;
        self.change_session(step.session);
        if other {
            self.arrange();
        }
    }

    /// Whether there is a step back, or forth, in what is shown.
    pub(super) fn can_travel(&self, back: bool) -> bool {
        match (self.lab.is_open(), back) {
            (true, _) => self.lab.can_travel(back),
            (false, true) => self.undo.can_undo(),
            (false, false) => self.undo.can_redo(),
        }
    }

    /// Makes the present settings a step that can be taken back.
    fn note(&mut self, ctx: &Context) {
        let pressed = is_pressed(ctx);
        self.undo.leave(self.step(), pressed);
    }

    /// Everything that undo goes back to.
    pub(super) fn step(&self) -> Step {
        Step {
            session: self.settings.session().clone(),
            opened: self.opened.clone(),
            turn: None,
        }
    }

    fn change_session(&mut self, session: Session) {
        let restarts = self.settings.session().restart_key(&session);
        self.change(Settings::new(session), restarts.as_deref());
    }

    /// Trains `settings` from here on, and says what starts again because of it: what the key `restarts` belongs to.
    fn change(&mut self, settings: Settings, restarts: Option<&str>) {
        if settings == self.settings {
            return;
        }
        if let Some(key) = restarts {
            let what = section_text(key);
            self.notices.tell(tf("restarted", &[("what", what)]));
        }
        // What a person turns is seen on the present.
        self.scrub.live();
        self.worker
            .send(Instruction::Apply(settings.session().clone()));
        let chosen = match self.scope {
            Scope::One(place) => self.settings.experiments().get(place),
            Scope::All | Scope::Loss(_) => None,
        };
        let chosen = chosen.map(|(name, _)| name.clone());
        self.settings = settings;
        if matches!(self.scope, Scope::One(_)) {
            // It may stand at another place, or be gone.
            let place = chosen.and_then(|name| self.settings.place(&name));
            self.scope = place.map_or(Scope::All, Scope::One);
        }
    }
}

/// What a key belongs to, for a sentence.
fn section_text(key: &str) -> &'static str {
    match key.split('.').next() {
        Some("data") => t("changed-data"),
        Some("model") => t("changed-model"),
        Some("loss") => t("changed-loss"),
        Some("optimizer") => t("changed-optimizer"),
        Some("seeds") => t("changed-seeds"),
        _ => t("changed-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_what_it_belongs_to() {
        assert_eq!(section_text("model.hidden"), "the model");
        assert_eq!(section_text("loss.id"), "the loss");
        assert_eq!(section_text("steps"), "the experiment");
    }
}

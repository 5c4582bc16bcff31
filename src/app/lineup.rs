//! The lanes of the session in the window: one more to compare, another name, one less.

use eframe::egui::Context;

use super::{settings::LaneChange, state::MarginscopeApp, text::tf};
use crate::train::{Experiment, Instruction, KeyError, MOST_BY_HAND, Scope, Session};

impl MarginscopeApp {
    /// Whether no lane can be added: there are as many as there can be, or a lesson says which there are.
    pub(super) fn lanes_full(&self) -> bool {
        self.course.is_on() || self.settings.experiments().len() >= MOST_BY_HAND
    }

    /// Has the chosen lane, or the first of those that are, train beside a copy from the same seeds. The controls are then
    /// for the copy.
    pub(super) fn compare(&mut self, ctx: &Context) {
        let lanes = self.settings.experiments().iter().enumerate();
        let mut lanes = lanes.filter(|(place, (_, lane))| self.scope.holds(*place, lane));
        let place = lanes.next().map_or(0, |(place, _)| place);
        drop(lanes);
        let Some(copy) = self.duplicate(ctx, place) else {
            return;
        };
        self.together = true;
        self.worker.send(Instruction::LockStep(true));
        self.worker.send(Instruction::Replay);
        self.worker.send(Instruction::Play);
        let titles = self.settings.session().titles();
        if let (Some(lane), Some(copy)) = (titles.get(place), titles.get(copy)) {
            let args = [("lane", &**lane), ("copy", &**copy)];
            self.notices.tell(tf("compare-began", &args));
        }
    }

    /// One lane more, which trains `experiment`; the controls are then for it. Of two that differ in nothing but their names
    /// this one is called `name`, or like it.
    pub(super) fn add_lane(
        &mut self,
        ctx: &Context,
        experiment: &Experiment,
        name: &str,
    ) -> Option<usize> {
        let place = self.arranged(ctx, |session| session.add(experiment, name))?;
        self.scope = Scope::One(place);
        Some(place)
    }

    /// Makes a change of the lanes that the panel asked for.
    pub(super) fn change_lanes(&mut self, ctx: &Context, change: LaneChange) {
        match change {
            LaneChange::Compare => self.compare(ctx),
            LaneChange::Duplicate(place) => {
                self.duplicate(ctx, place);
            }
            LaneChange::Rename(place, name) => {
                let scope = self.scope;
                let old = self.settings.session().lanes.get(place);
                let old = old.map(|lane| lane.name.clone());
                let renamed = self.arranged(ctx, |session| session.rename(place, &name));
                if let (Some(()), Some(old)) = (renamed, old) {
                    self.tiles.rename(&old, &name);
                    self.scope = scope;
                }
            }
            LaneChange::Remove(place) => {
                self.arranged(ctx, |session| session.remove(place));
            }
        }
    }

    /// One lane more, for which the controls are then.
    fn duplicate(&mut self, ctx: &Context, place: usize) -> Option<usize> {
        let copy = self.arranged(ctx, |session| session.duplicate(place))?;
        self.scope = Scope::One(copy);
        Some(copy)
    }

    /// Changes which lanes there are, or their names, as one step that can be taken back.
    fn arranged<T>(
        &mut self,
        ctx: &Context,
        change: impl FnOnce(&mut Session) -> Result<T, KeyError>,
    ) -> Option<T> {
        let mut session = self.settings.session().clone();
        match change(&mut session) {
            Ok(found) => {
                // A knob that moves by itself is of lanes by their places.
                self.play.hold_all();
                self.take_settings(ctx, session);
                Some(found)
            }
            Err(why) => {
                self.notices.problem(why.to_string());
                None
            }
        }
    }
}

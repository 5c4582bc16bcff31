//! What the window and the training tell each other, and how training starts.

use std::sync::Arc;

use super::limit::Limit;
use super::session::Session;
use super::snapshot::{Snapshot, Status};
use super::turn::{Turn, Turns};
use crate::platform::clock::Duration;

/// What the window asks for.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a few wait at a time, and a box would show in every place that sends one"
)]
pub enum Instruction {
    /// Let all lanes train.
    Play,
    /// Let them rest after the step that they are at.
    Pause,
    /// One step of every lane, then pause.
    Step,
    /// So many steps of every lane, then pause.
    Steps(u64),
    /// How far each lane trains until the next one of these; a lane that is not named trains on.
    Limit(Vec<Limit>),
    /// Start all lanes again from the same seeds.
    Replay,
    /// Let all lanes train, past the step that [`Start::stop_at`] names too.
    Continue,
    /// Whether lanes advance together, so that what is shown of them is of one step; from the start they do.
    LockStep(bool),
    /// Files may be others than when they were read: a lane on other data begins again with what is in them now. It counts with
    /// the next command, which says what is to be trained then; or a moment later, while it trains.
    Reread,
    /// Take over these settings: live ones in place, anything structural restarts the lane.
    Apply(Session),
    /// The session has this id from now on: it is no other one, and goes on.
    Called(String),
    /// Somebody moves what is drawn, by the processor too: slices that begin within [a moment](GIVE_WAY_FOR) are followed by
    /// longer rests.
    GiveWay,
    /// Turn a class direction of a lane that rests, unless it has gone on since it was seen; [`State::turns`] answers.
    Turn(Turn),
}

/// So long training gives way each time that it is asked to. Whoever goes on moving asks again.
pub const GIVE_WAY_FOR: Duration = Duration::from_millis(300);

/// What is shown: every lane's latest snapshot.
#[derive(Clone, Debug)]
pub struct State {
    /// Whether the lanes train.
    pub playing: bool,
    /// One for each lane, in the order of the session.
    pub lanes: Vec<Arc<Snapshot>>,
    /// Goes up at every change.
    pub revision: u64,
    /// How many turns of class directions were made and refused.
    pub turns: Turns,
    /// What was read so far of a run that goes on elsewhere, by rising step, thinned.
    pub moments: Vec<Arc<Snapshot>>,
}

impl State {
    /// No lane trains, for this reason.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn fail(&mut self, why: &str) {
        for lane in &mut self.lanes {
            Arc::make_mut(lane).status = Status::Failed(why.to_owned());
        }
    }
}

/// How training starts.
#[derive(Clone, Debug)]
pub struct Start {
    /// What to train.
    pub session: Session,
    /// Whether it trains from the start.
    pub playing: bool,
    /// No lane goes past this step until it is told to.
    pub stop_at: Option<u64>,
    /// Lanes go on past the number of steps that their experiments name, until they are paused. The learning rate then
    /// stays where its schedule has left it.
    pub endless: bool,
}

/// Called after every publication, from the worker's thread: wakes the window.
pub type Wake = Box<dyn Fn() + Send + Sync>;

/// The commands without those settings that the next command replaces: a dragged slider sends many, and only the last counts.
/// What stands between two settings was asked for under the first ones, but for giving way, which comes while a slider is dragged.
pub(super) fn newest_settings(mut commands: Vec<Instruction>) -> Vec<Instruction> {
    commands.sort_by_key(|command| !matches!(command, Instruction::GiveWay));
    let is_apply = |command: &Instruction| matches!(command, Instruction::Apply(_));
    let applies: Vec<bool> = commands.iter().map(is_apply).collect();
    let mut position = 0;
    commands.retain(|_| {
        let replaced = applies[position] && applies.get(position + 1) == Some(&true);
        position += 1;
        !replaced
    });
    commands
}

/// Whether a status means that nothing more will happen by itself.
pub fn is_settled(status: &Status) -> bool {
    matches!(status, Status::Paused | Status::Done | Status::Failed(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply() -> Instruction {
        Instruction::Apply(Session::preset("blobs").unwrap())
    }

    #[test]
    fn of_settings_in_a_row_the_last_ones_count_whoever_asks_for_way_meanwhile() {
        let check = |commands: Vec<Instruction>, expect: &[&str]| {
            let name = |command: &Instruction| {
                let text = format!("{command:?}");
                text.split(['(', ' ']).next().unwrap_or("").to_owned()
            };
            let kept: Vec<String> = newest_settings(commands).iter().map(name).collect();
            assert_eq!(kept, expect);
        };
        check(vec![apply(), apply()], &["Apply"]);
        check(
            vec![apply(), Instruction::GiveWay, apply(), Instruction::GiveWay],
            &["GiveWay", "GiveWay", "Apply"],
        );
        check(
            vec![apply(), Instruction::Step, apply()],
            &["Apply", "Step", "Apply"],
        );
    }
}

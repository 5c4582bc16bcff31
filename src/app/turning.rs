//! The class directions that a hand turns: shown where they are held at once, and trained on from where they are let go.

use std::{collections::VecDeque, sync::Arc};

use crate::train::{Instruction, Snapshot, State, Towards, Turn, Turns, Worker};

/// The turns that the worker has not made yet.
#[derive(Default)]
pub struct Turning {
    /// Under the hand.
    held: Option<Turn>,
    /// Let go and not answered, the oldest first.
    sent: VecDeque<Turn>,
    /// What was answered so far.
    heard: Turns,
    drawn: Option<Drawn>,
}

/// A state with turns that the worker has not made yet; made again only when that changed.
struct Drawn {
    from: Arc<State>,
    turns: Vec<Turn>,
    state: Arc<State>,
}

impl Turning {
    /// Shows a direction where it is held; `None` lets it go back.
    pub fn hold(&mut self, turn: Option<Turn>) {
        self.held = turn;
    }

    /// Has a turn made.
    pub fn make(&mut self, turn: Turn, worker: &Worker) {
        self.held = None;
        worker.send(Instruction::Turn(turn.clone()));
        self.sent.push_back(turn);
    }

    /// Takes what the worker has answered. Returns whether it has refused a turn since it was last asked.
    pub fn hear(&mut self, turns: Turns) -> bool {
        let answered = turns.answered().saturating_sub(self.heard.answered());
        let known = self
            .sent
            .len()
            .min(usize::try_from(answered).unwrap_or(usize::MAX));
        self.sent.drain(..known);
        let refused = turns.refused > self.heard.refused;
        self.heard = turns;
        refused
    }

    /// `state` with every turn that has not been made yet.
    pub fn over(&mut self, state: Arc<State>) -> Arc<State> {
        let turns: Vec<Turn> = self.sent.iter().chain(&self.held).cloned().collect();
        if turns.is_empty() {
            self.drawn = None;
            return state;
        }
        let same = |drawn: &&Drawn| Arc::ptr_eq(&drawn.from, &state) && drawn.turns == turns;
        if let Some(drawn) = self.drawn.as_ref().filter(same) {
            return Arc::clone(&drawn.state);
        }
        let mut shown = State::clone(&state);
        for turn in &turns {
            turn_in(&mut shown, turn);
        }
        let shown = Arc::new(shown);
        self.drawn = Some(Drawn {
            from: state,
            turns,
            state: Arc::clone(&shown),
        });
        shown
    }
}

/// Turns a direction of the lane that is where the turn has seen it.
fn turn_in(state: &mut State, turn: &Turn) {
    // What is taken back is known to the worker alone.
    let Towards::Direction(to) = &turn.to else {
        return;
    };
    let mut lanes = state.lanes.iter_mut();
    let lane = lanes.find(|lane| is_where(lane, turn));
    if let Some(lane) = lane
        && let Some(turned) = lane.turned(turn.class, to)
    {
        *lane = Arc::new(turned);
    }
}

/// Whether `lane` is the one of the turn, and still where that has seen it.
pub fn is_where(lane: &Snapshot, turn: &Turn) -> bool {
    lane.lane == turn.lane && lane.run == turn.run && lane.step == turn.step
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Lane, Session, Status, lane};

    /// One lane of blobs on the circle, paused at its start.
    fn state() -> State {
        let session = Session::preset("blobs").unwrap();
        let (name, experiment) = session.experiments().unwrap().remove(0);
        let lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        State {
            playing: false,
            lanes: vec![Arc::new(lane.snapshot(&name, 0, Status::Paused))],
            revision: 1,
            turns: Turns::default(),
            moments: Vec::new(),
        }
    }

    /// The same lane in another run or at another step.
    fn at(state: &State, run: u64, step: u64) -> State {
        let mut state = state.clone();
        let lane = Arc::make_mut(&mut state.lanes[0]);
        (lane.run, lane.step) = (run, step);
        state
    }

    fn turn(state: &State, class: usize, to: [f64; 2]) -> Turn {
        let lane = &state.lanes[0];
        Turn {
            lane: lane.lane.clone(),
            run: lane.run,
            step: lane.step,
            class,
            to: Towards::Direction(to.to_vec()),
        }
    }

    fn direction(state: &State, class: usize) -> Vec<f64> {
        state.lanes[0].direction(class).unwrap()
    }

    #[test]
    fn what_is_held_is_shown_until_it_is_let_go_back_and_made_anew_only_when_it_moves() {
        let (base, mut turning) = (Arc::new(state()), Turning::default());
        let same = turning.over(Arc::clone(&base));
        assert!(Arc::ptr_eq(&same, &base));
        turning.hold(Some(turn(&base, 1, [0.6, -0.8])));
        let shown = turning.over(Arc::clone(&base));
        let off = direction(&shown, 1)[1] + 0.8;
        assert!(off.abs() < 1e-6);
        assert_eq!(shown.lanes[0].touched, Some(base.lanes[0].step));
        let angle = |state: &State| state.lanes[0].metrics.angle_to_own_deg;
        assert_ne!(angle(&shown), angle(&base));
        assert!(Arc::ptr_eq(&shown, &turning.over(Arc::clone(&base))));
        turning.hold(None);
        assert!(Arc::ptr_eq(&base, &turning.over(Arc::clone(&base))));
    }

    #[test]
    fn a_lane_that_has_gone_on_shows_nothing_of_it() {
        let (base, mut turning) = (state(), Turning::default());
        turning.hold(Some(turn(&base, 1, [0.6, -0.8])));
        for other in [at(&base, 0, 1), at(&base, 1, 0)] {
            let shown = turning.over(Arc::new(other));
            assert_eq!(shown.lanes[0].weights, base.lanes[0].weights);
        }
    }

    #[test]
    fn an_answer_ends_what_was_let_go_and_tells_what_was_refused() {
        let (base, mut turning) = (Arc::new(state()), Turning::default());
        turning.sent.push_back(turn(&base, 1, [0.6, -0.8]));
        turning.sent.push_back(turn(&base, 2, [0.0, 1.0]));
        let shown = turning.over(Arc::clone(&base));
        assert!(direction(&shown, 2)[0].abs() < 1e-6);
        let mut turns = Turns::default();
        assert!(!turning.hear(turns));
        turns.made = 1;
        assert!(!turning.hear(turns));
        let left = turning.over(Arc::clone(&base));
        assert_eq!(left.lanes[0].weights.row(1), base.lanes[0].weights.row(1));
        assert!(direction(&left, 2)[0].abs() < 1e-6);
        turns.refused = 1;
        assert!(turning.hear(turns));
        assert!(!turning.hear(turns), "it is told once");
        assert!(Arc::ptr_eq(&base, &turning.over(Arc::clone(&base))));
    }
}

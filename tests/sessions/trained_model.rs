//! What a session under training must be after each thing that is asked of it.

use std::fmt;

use marginscope::train::{MOST_BY_HAND, Session};
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

use super::{
    changes::{Change, any_change},
    plain::Lanes,
};

/// Something that is asked of the training.
#[derive(Clone, Debug)]
pub enum Act {
    /// A setting of one lane, or of all, changes.
    Change(Option<usize>, Change),
    /// Something that no experiment takes.
    Refused(Option<usize>, usize),
    Duplicate(usize),
    Rename(usize),
    Remove(usize),
    Undo,
    Redo,
    /// Another session altogether.
    Open(usize),
    Play,
    Pause,
    Steps(u64),
    Replay,
    LockStep(bool),
    Continue,
    /// Waits until everything that was asked for is done, and looks.
    Look,
}

/// The sessions that are opened, by their place.
pub const SESSIONS: [(&str, &str); 4] = [
    ("one", ""),
    (
        "two",
        "[[lane]]\nname = \"circle\"\nmodel.feature_dim = 2\n[[lane]]\nname = \"sphere\"\n",
    ),
    (
        "losses",
        "[[lane]]\nname = \"am\"\n[[lane]]\nname = \"arc\"\nloss.id = \"arcface\"\nloss.s = 12.0\n\
         [[lane]]\nname = \"free\"\nloss.id = \"softmax\"\n",
    ),
    (
        "sources",
        "[[lane]]\nname = \"blobs\"\n[[lane]]\nname = \"rings\"\ndata.source = \"rings\"\ndata.train = 60\n\
         data.test = 60\nseeds.init = 7\n",
    ),
];

/// No lane goes past this step until it is told to.
pub const STOP: u64 = 30;

/// One of the sessions, as it is read from its file.
pub fn session(place: usize) -> Session {
    let (id, lanes) = SESSIONS[place % SESSIONS.len()];
    let base = "steps = 40\n[data]\nsource = \"blobs\"\ntrain = 60\ntest = 60\nclass_count = 4\n\
                [model]\nkind = \"mlp\"\nhidden = [8]\n[loss]\nid = \"am-softmax\"\n[optimizer]\nbatch = 16\n";
    Session::parse(id, &format!("{base}{lanes}"), id).unwrap()
}

/// A session and the steps back and forth from it.
#[derive(Clone)]
pub struct Model {
    pub opened: usize,
    pub lanes: Lanes,
    /// The lanes before what was asked for last.
    pub before: Lanes,
    /// What was asked for last left a step that can be taken back.
    pub left: bool,
    pub past: Vec<(usize, Lanes)>,
    pub future: Vec<(usize, Lanes)>,
    pub playing: bool,
    pub lifted: bool,
    names: usize,
}

impl fmt::Debug for Model {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            to,
            "session \"{}\"",
            SESSIONS[self.opened % SESSIONS.len()].0
        )
    }
}

impl Model {
    fn new(opened: usize, playing: bool) -> Self {
        Self {
            opened,
            lanes: Lanes::of(&session(opened)),
            before: Lanes::of(&session(opened)),
            left: false,
            past: Vec::new(),
            future: Vec::new(),
            playing,
            lifted: false,
            names: 0,
        }
    }

    /// Takes `lanes` over; a step that can be taken back where they are others.
    fn leave(&mut self, opened: usize, lanes: Lanes) {
        self.left = (opened, &lanes.all) != (self.opened, &self.lanes.all);
        if self.left {
            self.past.push((self.opened, self.lanes.clone()));
            self.future.clear();
        }
        (self.opened, self.lanes) = (opened, lanes);
    }

    fn change_lanes(&mut self, change: impl FnOnce(&mut Lanes)) {
        let mut lanes = self.lanes.clone();
        change(&mut lanes);
        self.leave(self.opened, lanes);
    }

    fn travel(&mut self, back: bool) {
        let (from, to) = match back {
            true => (&mut self.past, &mut self.future),
            false => (&mut self.future, &mut self.past),
        };
        if let Some((opened, lanes)) = from.pop() {
            to.push((self.opened, self.lanes.clone()));
            (self.opened, self.lanes) = (opened, lanes);
        }
    }

    /// The name that a person gives next.
    pub fn next_name(&self) -> String {
        format!("n{}", self.names)
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Act;

    fn init_state() -> BoxedStrategy<Self> {
        let all = (0..SESSIONS.len(), any::<bool>());
        all.prop_map(|(opened, playing)| Self::new(opened, playing))
            .no_shrink()
            .boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Act> {
        let lane = || 0_usize..6;
        let of = || prop::option::weighted(0.5, lane());
        prop_oneof![
            12 => (of(), any_change()).prop_map(|(of, change)| Act::Change(of, change)),
            2 => (of(), 0_usize..8).prop_map(|(of, which)| Act::Refused(of, which)),
            2 => lane().prop_map(Act::Duplicate),
            2 => lane().prop_map(Act::Rename),
            2 => lane().prop_map(Act::Remove),
            4 => Just(Act::Undo),
            2 => Just(Act::Redo),
            1 => lane().prop_map(Act::Open),
            3 => Just(Act::Play),
            2 => Just(Act::Pause),
            3 => (1_u64..9).prop_map(Act::Steps),
            2 => Just(Act::Replay),
            1 => any::<bool>().prop_map(Act::LockStep),
            1 => Just(Act::Continue),
            14 => Just(Act::Look),
        ]
        .boxed()
    }

    fn apply(mut model: Self, act: &Act) -> Self {
        model.before = model.lanes.clone();
        model.left = false;
        match act {
            Act::Change(of, change) => model.change_lanes(|lanes| change.make(lanes, *of)),
            Act::Duplicate(lane) if model.lanes.all.len() < MOST_BY_HAND => {
                let place = model.lanes.place(*lane);
                model.change_lanes(|lanes| lanes.duplicate(place));
            }
            Act::Rename(lane) => {
                let (place, name) = (model.lanes.place(*lane), model.next_name());
                model.change_lanes(|lanes| lanes.all[place].name = Some(name));
                model.names += 1;
            }
            Act::Remove(lane) if model.lanes.all.len() > 1 => {
                let place = model.lanes.place(*lane);
                model.change_lanes(|lanes| drop(lanes.all.remove(place)));
            }
            Act::Undo => model.travel(true),
            Act::Redo => model.travel(false),
            Act::Open(place) => {
                let opened = place % SESSIONS.len();
                model.leave(opened, Lanes::of(&session(opened)));
            }
            Act::Play => model.playing = true,
            Act::Pause | Act::Steps(_) => model.playing = false,
            Act::Continue => (model.playing, model.lifted) = (true, true),
            Act::Duplicate(_)
            | Act::Remove(_)
            | Act::Refused(..)
            | Act::Replay
            | Act::LockStep(_)
            | Act::Look => {}
        }
        model
    }
}

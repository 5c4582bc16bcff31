//! What a window must show of its settings after each thing that a person does.

use std::fmt;

use marginscope::train::{MOST_BY_HAND, Session};
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

use super::{
    changes::{Change, SOURCES, any_loss, any_number, any_word},
    handed::{BAD, GOOD, Handed, QUICK},
    plain::Lanes,
};

/// Where a file is to go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    Folder,
    /// A folder that is not there.
    Nowhere,
    /// A file, in which nothing can be.
    InAFile,
}

/// Something that a person does.
#[derive(Clone, Debug)]
pub enum Act {
    /// Turns or picks something in the panel, for one lane or for all.
    Change(Option<usize>, Change),
    /// Writes something into a field that does not fit.
    Misfit(Option<usize>, usize),
    Compare,
    Duplicate(usize),
    Rename(usize),
    /// Calls a lane what another one is called, or what no lane can be called.
    Misname(usize, usize),
    Remove(usize),
    Space,
    Step,
    Replay,
    NewSeed,
    LockStep,
    Undo,
    Redo,
    Reset,
    Preset(&'static str),
    Drop(Handed),
    /// A file that does not open.
    Misdrop(Handed),
    Save,
    Figure(&'static str, Place),
    Report(Place),
    /// A figure is written and then opened.
    Reopen(&'static str),
    Speak(&'static str),
    Theme,
    Size(usize),
    /// Something opens over the figures, and closes.
    Peek(usize),
    /// Back to the first moment, and to the present.
    Scrub,
}

/// What a window was opened with last.
#[derive(Clone, PartialEq)]
pub struct Opened {
    pub preset: Option<&'static str>,
    pub lanes: Lanes,
}

/// What the window's settings are, and the steps back and forth.
#[derive(Clone)]
pub struct Model {
    pub opened: Opened,
    pub lanes: Lanes,
    /// The lanes before what was done last.
    pub before: Lanes,
    /// What was done last left a step that can be taken back.
    pub left: bool,
    pub past: Vec<(Opened, Lanes)>,
    pub future: Vec<(Opened, Lanes)>,
    /// Presets that were saved as files of their names, which the window then takes for them.
    pub saved: Vec<&'static str>,
    names: usize,
}

impl fmt::Debug for Model {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "a window of {} lanes", self.lanes.all.len())
    }
}

/// What a window starts with.
pub fn first() -> Session {
    let lanes = "[[lane]]\nname = \"circle\"\n[[lane]]\nname = \"sphere\"\nmodel.feature_dim = 3\n";
    Session::parse("first", &format!("{QUICK}{lanes}"), "first.toml").unwrap()
}

/// Presets that are quick, and one that needs a folder.
const PRESETS: [&str; 3] = ["blobs", "rings", "mnist"];

impl Model {
    fn leave(&mut self, opened: Opened, lanes: Lanes) {
        self.left = true;
        self.past.push((self.opened.clone(), self.lanes.clone()));
        self.future.clear();
        (self.opened, self.lanes) = (opened, lanes);
    }

    /// Changes the lanes, where anything changes.
    fn change(&mut self, change: impl FnOnce(&mut Lanes)) {
        let mut lanes = self.lanes.clone();
        change(&mut lanes);
        if lanes.all == self.lanes.all {
            self.lanes = lanes;
        } else {
            self.leave(self.opened.clone(), lanes);
        }
    }

    fn open(&mut self, preset: Option<&'static str>, lanes: Lanes) {
        let opened = Opened {
            preset,
            lanes: lanes.clone(),
        };
        self.leave(opened, lanes);
    }

    fn travel(&mut self, back: bool) {
        let (from, to) = match back {
            true => (&mut self.past, &mut self.future),
            false => (&mut self.future, &mut self.past),
        };
        if let Some((opened, lanes)) = from.pop() {
            to.push((self.opened.clone(), self.lanes.clone()));
            (self.opened, self.lanes) = (opened, lanes);
        }
    }

    fn new_seeds(&mut self) {
        self.change(|lanes| {
            for place in 0..lanes.all.len() {
                for key in ["seeds.data", "seeds.init", "seeds.order"] {
                    let seed: Option<i64> =
                        lanes.all[place].get(key).and_then(|seed| seed.parse().ok());
                    lanes.set(Some(place), key, (seed.unwrap() + 1).into());
                }
            }
        });
    }

    /// The name that a person gives next.
    pub fn next_name(&self) -> String {
        format!("n{}", self.names)
    }

    /// Whether some lane has nothing to train on.
    pub fn fails(&self) -> bool {
        self.lanes.all.iter().any(super::changes::fails_plainly)
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Act;

    fn init_state() -> BoxedStrategy<Self> {
        let lanes = Lanes::of(&first());
        let opened = Opened {
            preset: None,
            lanes: lanes.clone(),
        };
        Just(Self {
            opened,
            before: lanes.clone(),
            lanes,
            left: false,
            past: Vec::new(),
            future: Vec::new(),
            saved: Vec::new(),
            names: 0,
        })
        .boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Act> {
        let lane = || 0_usize..6;
        let of = || prop::option::weighted(0.5, lane());
        let change = prop_oneof![
            6 => any_number(),
            2 => any_word(),
            3 => any_loss().prop_map(Change::Loss),
            1 => prop::sample::select(&SOURCES[..]).prop_map(Change::Source),
        ];
        let format = || prop::sample::select(&["SVG", "PDF", "PNG"][..]);
        let place = || {
            prop::sample::select(
                &[Place::Folder, Place::Folder, Place::Nowhere, Place::InAFile][..],
            )
        };
        let setting = prop_oneof![
            24 => (of(), change).prop_map(|(of, change)| Act::Change(of, change)),
            3 => (of(), 0_usize..4).prop_map(|(of, which)| Act::Misfit(of, which)),
            2 => Just(Act::Compare),
            2 => lane().prop_map(Act::Duplicate),
            2 => lane().prop_map(Act::Rename),
            1 => (lane(), 0_usize..4).prop_map(|(lane, which)| Act::Misname(lane, which)),
            3 => lane().prop_map(Act::Remove),
        ];
        let run = prop_oneof![
            4 => Just(Act::Space),
            2 => Just(Act::Step),
            2 => Just(Act::Replay),
            1 => Just(Act::NewSeed),
            1 => Just(Act::LockStep),
        ];
        let back = prop_oneof![6 => Just(Act::Undo), 3 => Just(Act::Redo), 1 => Just(Act::Reset)];
        let files = prop_oneof![
            2 => prop::sample::select(&PRESETS[..]).prop_map(Act::Preset),
            3 => prop::sample::select(&GOOD[..]).prop_map(Act::Drop),
            2 => prop::sample::select(&BAD[..]).prop_map(Act::Misdrop),
            1 => Just(Act::Save),
            3 => (format(), place()).prop_map(|(format, place)| Act::Figure(format, place)),
            1 => place().prop_map(Act::Report),
            1 => format().prop_map(Act::Reopen),
        ];
        let look = prop_oneof![
            1 => prop::sample::select(&["en", "zh"][..]).prop_map(Act::Speak),
            1 => Just(Act::Theme),
            1 => (0_usize..4).prop_map(Act::Size),
            2 => (0_usize..5).prop_map(Act::Peek),
            1 => Just(Act::Scrub),
        ];
        prop_oneof![8 => setting, 3 => run, 4 => back, 4 => files, 2 => look].boxed()
    }

    fn apply(mut model: Self, act: &Act) -> Self {
        model.before = model.lanes.clone();
        model.left = false;
        let room = model.lanes.all.len() < MOST_BY_HAND;
        match act {
            Act::Change(of, change) if change.is_seen(&model.lanes, *of) => {
                model.change(|lanes| change.make(lanes, *of));
            }
            // The lane that is copied is chosen before.
            Act::Compare if room => model.change(|lanes| lanes.duplicate(0)),
            Act::Duplicate(lane) if room => {
                let place = model.lanes.place(*lane);
                if model.lanes.all.len() > 1 {
                    model.change(|lanes| lanes.duplicate(place));
                }
            }
            Act::Rename(lane) if model.lanes.all.len() > 1 => {
                let (place, name) = (model.lanes.place(*lane), model.next_name());
                model.change(|lanes| lanes.all[place].name = Some(name));
                model.names += 1;
            }
            Act::Remove(lane) if model.lanes.all.len() > 1 => {
                let place = model.lanes.place(*lane);
                model.change(|lanes| drop(lanes.all.remove(place)));
            }
            Act::NewSeed => model.new_seeds(),
            Act::Undo => model.travel(true),
            Act::Redo => model.travel(false),
            Act::Reset => {
                let known = model.lanes.is_known() && model.opened.lanes.is_known();
                if known && model.opened.lanes.all != model.lanes.all {
                    model.leave(model.opened.clone(), model.opened.lanes.clone());
                }
            }
            Act::Preset(id) if model.saved.contains(id) => {}
            Act::Preset(id) if model.opened.preset == Some(id) => {
                model.leave(model.opened.clone(), model.opened.lanes.clone());
            }
            Act::Preset(id) => model.open(Some(id), Lanes::of(&Session::preset(id).unwrap())),
            Act::Drop(file) => model.open(None, Lanes::of(&file.session())),
            Act::Save => {
                model.saved.extend(model.opened.preset);
                // A file names lanes that nobody has named.
                model.lanes = model.lanes.unnamed();
                model.opened = Opened {
                    preset: None,
                    lanes: model.lanes.clone(),
                };
            }
            Act::Reopen(_) if !model.fails() => model.open(None, model.lanes.unnamed()),
            _ => {}
        }
        model
    }
}

//! At which step each lane comes to rest, as far as that follows from what was asked for.

use std::collections::BTreeMap;

use marginscope::train::{Experiment, Session, Snapshot};

use super::{changes::why_fails, plain::starts_again, trained_model::STOP};

/// Where a lane comes to rest.
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    Step(u64),
    /// Wherever it was when it was held.
    Held,
    /// Somewhere, after some steps more.
    Behind,
}

/// Where all lanes come to rest.
pub struct Reach {
    lanes: BTreeMap<String, (At, Experiment)>,
    playing: bool,
    /// Lanes that other settings began anew just now. What follows at once may take their place: two in a row may be none.
    began: Option<BTreeMap<String, bool>>,
    /// Lanes came, went or were called something else just now.
    arranged: bool,
}

/// The step at which a lane has done what it was to do.
pub fn wanted(experiment: &Experiment, lifted: bool) -> u64 {
    match lifted {
        true => experiment.steps,
        false => experiment.steps.min(STOP),
    }
}

impl Reach {
    pub fn new(session: &Session, playing: bool) -> Self {
        let mut reach = Self {
            lanes: BTreeMap::new(),
            playing,
            began: None,
            arranged: false,
        };
        reach.lanes = session
            .experiments()
            .unwrap()
            .into_iter()
            .map(|(name, of)| (name, (reach.begun(), of)))
            .collect();
        reach
    }

    fn begun(&self) -> At {
        if self.playing { At::Held } else { At::Step(0) }
    }

    fn set(&mut self, at: impl Fn(At, &Experiment) -> At) {
        for (now, of) in self.lanes.values_mut() {
            *now = at(*now, of);
        }
        self.began = None;
    }

    /// Lanes that train are somewhere.
    pub fn play(&mut self) {
        self.playing = true;
        self.set(|now, _| {
            if now == At::Behind {
                At::Behind
            } else {
                At::Held
            }
        });
    }

    pub fn pause(&mut self) {
        self.playing = false;
        self.began = None;
    }

    pub fn steps(&mut self, more: u64, lifted: bool) {
        self.pause();
        self.set(|now, of| match now {
            At::Step(step) if step < wanted(of, lifted) => {
                At::Step((step + more).min(wanted(of, lifted)))
            }
            At::Step(step) => At::Step(step),
            At::Held | At::Behind => At::Behind,
        });
    }

    pub fn replay(&mut self) {
        let begun = self.begun();
        self.set(|_, _| begun);
    }

    /// Other settings: what is to start again begins, and everything else goes on.
    pub fn apply(&mut self, before: &Session, after: &Session) {
        let just = self.began.take();
        let old = std::mem::take(&mut self.lanes);
        let other = before.id != after.id;
        let names: Vec<String> = after.lanes.iter().map(|lane| lane.name.clone()).collect();
        let mut began = BTreeMap::new();
        for (name, of) in after.experiments().unwrap() {
            let renamed = || {
                old.iter()
                    .find(|(known, (_, was))| !names.contains(known) && *was == of)
            };
            let known = old.get_key_value(&name).or_else(renamed).filter(|_| !other);
            let again = known
                .is_none_or(|(_, (_, was))| why_fails(was).is_some() || starts_again(was, &of));
            let twice = just
                .as_ref()
                .is_some_and(|just| just.get(&name).is_none_or(|again| *again));
            let at = match (known, again) {
                _ if twice && (again || known.is_none()) => At::Behind,
                (Some((_, (at, _))), false) => *at,
                _ => self.begun(),
            };
            began.insert(name.clone(), again || twice);
            self.lanes.insert(name, (at, of));
        }
        let all: Vec<&String> = old.keys().collect();
        let arranged = other || all != self.lanes.keys().collect::<Vec<_>>();
        if just.is_some() && (arranged || self.arranged) {
            // Which lane is which follows from the last of them alone.
            self.lanes.values_mut().for_each(|(at, _)| *at = At::Behind);
        }
        self.arranged = arranged || just.is_some() && self.arranged;
        self.began = Some(began);
    }

    /// Whether a lane may be at rest at this step.
    pub fn is_there(&self, lane: &str, step: u64) -> bool {
        match self.lanes[lane].0 {
            At::Step(expect) => step == expect,
            At::Held | At::Behind => true,
        }
    }

    /// A lane is at rest there.
    pub fn arrived(&mut self, lane: &Snapshot) {
        self.began = None;
        let (at, _) = self.lanes.get_mut(&lane.lane).unwrap();
        if self.playing || *at == At::Held {
            *at = At::Step(lane.step);
        }
    }
}

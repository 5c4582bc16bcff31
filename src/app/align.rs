//! Lanes turned onto each other before they are drawn, so that the eye compares clusters and not where they happen to lie.

use std::{cell::RefCell, sync::Arc};

use super::{lanes::Lane, text::t};
use crate::{
    figure::align::{aligned, fits},
    train::Snapshot,
};

/// Whether lanes are turned, and what came of it.
#[derive(Default)]
pub struct Align {
    /// They are.
    pub on: bool,
    /// What is drawn is asked for several times in a frame, and turned once.
    turned: RefCell<Vec<Turned>>,
}

/// A snapshot that was turned.
struct Turned {
    from: Arc<Snapshot>,
    onto: Arc<Snapshot>,
    /// What the lane is called that it was turned onto.
    called: String,
    shown: Arc<Snapshot>,
}

impl Align {
    /// Turns each lane onto the first one with its classes and its dimension, where that is switched on. Nothing that is
    /// measured changes.
    pub fn over(&self, lanes: &mut [Lane]) {
        if !self.on {
            // What was turned holds its data.
            self.turned.take();
            return;
        }
        let known = self.turned.take();
        let whole: Vec<Arc<Snapshot>> = lanes.iter().map(|l| Arc::clone(&l.snapshot)).collect();
        let titles: Vec<String> = lanes.iter().map(|lane| lane.title.clone()).collect();
        let mut kept = Vec::new();
        for (place, lane) in lanes.iter_mut().enumerate() {
            let Some(first) = first_of(&whole, place) else {
                continue;
            };
            let (onto, called) = (&whole[first], &titles[first]);
            let same = |turned: &&Turned| {
                Arc::ptr_eq(&turned.from, &lane.snapshot)
                    && Arc::ptr_eq(&turned.onto, onto)
                    && turned.called == *called
            };
            let shown = match known.iter().find(same) {
                Some(turned) => Some(Arc::clone(&turned.shown)),
                None => turn(&lane.snapshot, onto, called),
            };
            let Some(shown) = shown else {
                continue;
            };
            kept.push(Turned {
                from: Arc::clone(&lane.snapshot),
                onto: Arc::clone(onto),
                called: called.clone(),
                shown: Arc::clone(&shown),
            });
            lane.snapshot = shown;
        }
        self.turned.replace(kept);
    }
}

fn turn(from: &Snapshot, onto: &Snapshot, called: &str) -> Option<Arc<Snapshot>> {
    let turned = aligned(from, onto)?;
    Some(Arc::new(Snapshot {
        onto: Some(called.to_owned()),
        ..turned
    }))
}

/// The first before the one at `place` that it can be turned onto.
fn first_of(all: &[Arc<Snapshot>], place: usize) -> Option<usize> {
    let own = &all[place];
    // Before the data are there, no two differ.
    let mut before = all[..place].iter();
    before.position(|other| own.weights.nrows() > 0 && fits(own, other))
}

/// Why none of these lanes can be turned onto another, if that is so.
pub fn barred(lanes: &[Lane]) -> Option<&'static str> {
    let all: Vec<Arc<Snapshot>> = lanes.iter().map(|l| Arc::clone(&l.snapshot)).collect();
    let any = (0..all.len()).any(|place| first_of(&all, place).is_some());
    (!any).then(|| t("align-barred"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::settings::Settings,
        train::{self, Session, Status, lane},
    };

    /// The lanes of a session after 30 steps each.
    fn lanes(text: &str) -> Vec<Lane> {
        let base = "data.source = \"blobs\"\ndata.train = 200\ndata.test = 100\nmodel.hidden = [8]\nmodel.feature_dim = 2\n";
        let session = Session::parse("lanes", &format!("{base}{text}"), "lanes.toml").unwrap();
        let trained = |(name, experiment): (String, train::Experiment)| {
            let dataset = lane::load(&experiment).unwrap();
            let mut lane = train::Lane::new(&experiment, dataset).unwrap();
            (0..30).for_each(|_| lane.step().unwrap());
            lane.begin_refresh();
            while !lane.refresh_part() {}
            Arc::new(lane.snapshot(&name, 0, Status::Paused))
        };
        let experiments = session.experiments().unwrap().into_iter();
        let state = train::State {
            playing: false,
            lanes: experiments.map(trained).collect(),
            revision: 1,
            turns: train::Turns::default(),
            moments: Vec::new(),
        };
        Settings::new(session).lanes(&state)
    }

    /// For each lane, the name of the one that it is turned onto.
    fn check(text: &str, expect: &[Option<&str>]) {
        let own = lanes(text);
        assert_eq!(barred(&own).is_none(), expect.iter().any(Option::is_some));
        let mut align = Align::default();
        let mut off = own.clone();
        align.over(&mut off);
        assert!(off.iter().all(|lane| lane.snapshot.onto.is_none()));
        align.on = true;
        let turned = |align: &Align| {
            let mut lanes = own.clone();
            align.over(&mut lanes);
            lanes
        };
        let first = turned(&align);
        for ((lane, own), expect) in first.iter().zip(&own).zip(expect) {
            assert_eq!(lane.snapshot.onto.as_deref(), *expect, "{}", lane.name);
            let same = Arc::ptr_eq(&lane.snapshot, &own.snapshot);
            assert_eq!(same, expect.is_none(), "{}", lane.name);
        }
        for (once, again) in first.iter().zip(turned(&align)) {
            assert!(Arc::ptr_eq(&once.snapshot, &again.snapshot), "turned once");
        }
    }

    #[test]
    fn lanes_are_turned_onto_the_first_of_their_kind_and_only_once() {
        let three = "model.feature_dim = 3";
        let seed = "seeds.init = 7";
        let text = format!(
            "[[lane]]\nname = \"a\"\n[[lane]]\nname = \"b\"\n{seed}\n\
             [[lane]]\nname = \"c\"\n{three}\n[[lane]]\nname = \"d\"\n{three}\n{seed}\n"
        );
        check(&text, &[None, Some("a"), None, Some("c")]);
    }

    #[test]
    fn lanes_of_other_dimensions_stay_as_they_are() {
        let text = "[[lane]]\nname = \"a\"\nmodel.feature_dim = 2\n\
                    [[lane]]\nname = \"b\"\nmodel.feature_dim = 3\n";
        check(text, &[None, None]);
    }
}

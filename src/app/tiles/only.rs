//! What was clicked to be seen alone, a cell of a confusion or a class of the legend: in every figure of the same data.

use std::sync::Arc;

use crate::{
    app::{inspector::same_data, lanes::Lane},
    figure::{
        Part,
        matrix::{changed, samples},
    },
    train::Snapshot,
};

/// A part of the set and its samples, of the lane where it was clicked.
#[derive(Default)]
pub struct Only {
    part: Option<(String, Part)>,
    /// What the samples were found from; found again when it changes.
    from: Option<Found>,
}

struct Found {
    home: Arc<Snapshot>,
    /// The run that it is held against, where that matters.
    other: Option<Arc<Snapshot>>,
    found: Arc<Vec<u32>>,
}

/// The lane that `lane` is held against where one asks which samples have changed: the first other one with its data.
pub fn against<'a>(lanes: &'a [Lane], lane: &Lane) -> Option<&'a Lane> {
    let mut others = lanes.iter().filter(|other| other.name != lane.name);
    others.find(|other| same_data(other, lane))
}

impl Only {
    /// Whether anything is shown alone.
    pub fn is_some(&self) -> bool {
        self.part.is_some()
    }

    /// Shows all samples again.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Chooses a part, or none where it was chosen already.
    pub fn click(&mut self, lane: &str, part: Part) {
        let clicked = Some((lane.to_owned(), part));
        let again = self.part == clicked;
        *self = Self::default();
        self.part = clicked.filter(|_| !again);
    }

    /// What `lane` shows alone: nothing unless it shows the data of the lane that was clicked.
    pub fn shown(&mut self, lanes: &[Lane], lane: &Lane) -> (Option<Part>, Option<Arc<Vec<u32>>>) {
        let Some((home, part)) = self.part.clone() else {
            return (None, None);
        };
        let Some(home) = lanes.iter().find(|lane| lane.name == home) else {
            self.clear();
            return (None, None);
        };
        if !same_data(home, lane) {
            return (None, None);
        }
        let other = against(lanes, home).filter(|_| part == Part::Changed);
        let same = |from: &&Found| {
            let (known, now) = (from.other.as_ref(), other.map(|lane| &lane.snapshot));
            let known = (known.map(Arc::as_ptr), Arc::as_ptr(&from.home));
            known == (now.map(Arc::as_ptr), Arc::as_ptr(&home.snapshot))
        };
        let found = match (self.from.as_ref().filter(same), other) {
            (Some(from), _) => from.found.clone(),
            (None, Some(other)) => {
                let seen = [home, other].map(|lane| (&*lane.snapshot, lane.loss()));
                Arc::new(changed(seen[0], seen[1]))
            }
            (None, None) => Arc::new(samples(&home.snapshot, home.loss(), part)),
        };
        self.from = Some(Found {
            home: home.snapshot.clone(),
            other: other.map(|lane| lane.snapshot.clone()),
            found: found.clone(),
        });
        (Some(part), Some(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::settings::Settings,
        train::{self, Session, Status, lane, predictions},
    };

    /// Three lanes after 20 steps each; the last one has other data.
    fn lanes() -> Vec<Lane> {
        let text = "data.source = \"blobs\"\ndata.train = 200\ndata.test = 100\n\
                    model.hidden = [8]\n[[lane]]\nname = \"a\"\n\
                    [[lane]]\nname = \"b\"\nseeds.init = 9\n\
                    [[lane]]\nname = \"c\"\nseeds.data = 9\n";
        let session = Session::parse("lanes", text, "lanes.toml").unwrap();
        let trained = |(name, experiment): (String, train::Experiment)| {
            let dataset = lane::load(&experiment).unwrap();
            let mut lane = train::Lane::new(&experiment, dataset).unwrap();
            (0..20).for_each(|_| lane.step().unwrap());
            lane.begin_refresh();
            while !lane.refresh_part() {}
            Arc::new(lane.snapshot(&name, 0, Status::Paused))
        };
        let state = train::State {
            playing: false,
            lanes: session
                .experiments()
                .unwrap()
                .into_iter()
                .map(trained)
                .collect(),
            revision: 1,
            turns: train::Turns::default(),
            moments: Vec::new(),
        };
        Settings::new(session).lanes(&state)
    }

    /// The samples that `lane` shows alone after a click in lane `home`.
    fn check(lanes: &[Lane], home: &str, lane: usize, expect: Option<&[u32]>) {
        let mut only = Only::default();
        only.click(home, Part::Changed);
        let (part, found) = only.shown(lanes, &lanes[lane]);
        assert_eq!(part.is_some(), expect.is_some());
        assert_eq!(found.as_deref().map(Vec::as_slice), expect);
        let again = only.shown(lanes, &lanes[lane]).1;
        assert_eq!(found.is_some(), again.is_some());
        if let (Some(a), Some(b)) = (found, again) {
            assert!(Arc::ptr_eq(&a, &b), "found once");
        }
    }

    #[test]
    fn samples_that_two_lanes_take_for_different_classes_are_shown_in_both() {
        let lanes = lanes();
        let taken = |place: usize| predictions(&lanes[place].snapshot, lanes[place].loss());
        let pairs = taken(0).into_iter().zip(taken(1)).enumerate();
        let differ = pairs.filter(|(_, (a, b))| a != b);
        let differ: Vec<u32> = differ.map(|(sample, _)| sample as u32).collect();
        assert!(!differ.is_empty() && differ.len() < taken(0).len());
        for home in ["a", "b"] {
            check(&lanes, home, 0, Some(&differ));
            check(&lanes, home, 1, Some(&differ));
            check(&lanes, home, 2, None);
        }
        assert_eq!(against(&lanes, &lanes[0]).unwrap().name, "b");
        assert!(against(&lanes, &lanes[2]).is_none());
    }
}

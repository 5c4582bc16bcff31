//! The lanes of a session as a person arranges them: one more like another, another name, one less.

use toml::Value;

use super::experiment::Experiment;
use super::keys::KeyError;
use super::lane_names::numbered;
use super::session::{LaneSpec, ONLY_LANE, Session, check_name};
use super::values::cut;

/// So many lanes can be had by duplicating; a file may have more.
pub const MOST_BY_HAND: usize = 6;

impl Session {
    /// Adds a lane that trains what the one at `place` trains, from the same seeds, and returns its place. Until somebody
    /// names it, it is called by what it trains.
    ///
    /// # Errors
    /// When there is no such lane, or there are [`MOST_BY_HAND`] already; nothing is changed then.
    pub fn duplicate(&mut self, place: usize) -> Result<usize, KeyError> {
        let lane = self.lane_at(place)?.clone();
        self.check_room()?;
        if lane.name == ONLY_LANE {
            // Nobody has named it either.
            self.named.forget(&lane.name);
        }
        let name = self.free_name(&lane.name);
        self.named.forget(&name);
        self.lanes.push(LaneSpec { name, ..lane });
        Ok(self.lanes.len() - 1)
    }

    /// Adds a lane that trains `experiment`, called like `name`, and returns its place. Until somebody names it, it is called
    /// by what it trains.
    ///
    /// # Errors
    /// When there are [`MOST_BY_HAND`] already, or the session's lanes cannot come to train it; nothing is changed then.
    pub fn add(&mut self, experiment: &Experiment, name: &str) -> Result<usize, KeyError> {
        self.check_room()?;
        let lane = LaneSpec {
            name: self.free_name(name),
            overrides: self.overrides_of(experiment),
        };
        let mut changed = self.clone();
        for lane in changed.lanes.iter().filter(|lane| lane.name == ONLY_LANE) {
            // Nobody has named it.
            changed.named.forget(&lane.name);
        }
        changed.named.forget(&lane.name);
        changed.lanes.push(lane);
        let place = changed.lanes.len() - 1;
        if changed.experiments()?[place].1 != *experiment {
            let problem = "found an experiment that no lane of this session can train".to_owned();
            return Err(wrong("lane", problem));
        }
        *self = changed;
        Ok(place)
    }

    /// The keys in which an experiment differs from the base; with another loss or source, all that these have.
    fn overrides_of(&self, experiment: &Experiment) -> Vec<(String, Value)> {
        let other = |key: &str| experiment.get(key) != self.base.get(key);
        let anew = [("loss.id", "loss."), ("data.source", "data.")];
        let anew: Vec<&str> = anew
            .into_iter()
            .filter(|(key, _)| other(key))
            .map(|(_, section)| section)
            .collect();
        let mut keys = experiment.keys();
        keys.extend(
            self.base
                .keys()
                .into_iter()
                .filter(|key| !experiment.keys().contains(key)),
        );
        let differs = |key: &String| other(key) || anew.iter().any(|of| key.starts_with(of));
        let own = keys.into_iter().filter(differs);
        own.filter_map(|key| Some((key.clone(), experiment.get(&key)?)))
            .collect()
    }

    fn check_room(&self) -> Result<(), KeyError> {
        if self.lanes.len() < MOST_BY_HAND {
            return Ok(());
        }
        let found = self.lanes.len() + 1;
        let problem = format!("found {found} of them, expected at most {MOST_BY_HAND}");
        Err(wrong("lane", problem))
    }

    /// Calls the lane at `place` `name`.
    ///
    /// # Errors
    /// When there is no such lane, or the name cannot be that of a lane, or is that of another one; nothing is changed then.
    pub fn rename(&mut self, place: usize, name: &str) -> Result<(), KeyError> {
        let old = self.lane_at(place)?.name.clone();
        let others = self.lanes.iter().enumerate();
        let others = others.filter(|(other, _)| *other != place);
        check_name(name, others.map(|(_, lane)| lane)).map_err(|expected| {
            wrong(
                "lane.name",
                format!("found \"{}\", expected {expected}", cut(name)),
            )
        })?;
        let lanes = self.experiments()?;
        let all = self.lanes.iter().flat_map(|lane| &lane.overrides);
        let differ = all.map(|(key, _)| key.as_str());
        self.named
            .rename(&old, (name, &lanes[place].1), differ, &lanes);
        self.lanes[place].name = name.to_owned();
        Ok(())
    }

    /// Removes the lane at `place`.
    ///
    /// # Errors
    /// When there is no such lane, or it is the last one; nothing is changed then.
    pub fn remove(&mut self, place: usize) -> Result<(), KeyError> {
        let name = self.lane_at(place)?.name.clone();
        if self.lanes.len() == 1 {
            return Err(wrong("lane", "found one, which has to stay".to_owned()));
        }
        self.lanes.remove(place);
        self.named.remove(&name);
        Ok(())
    }

    /// The same session for a file, which cannot say that nobody named a lane: such lanes are named for what they train.
    pub fn named_for_file(&self) -> Self {
        let plain = |lane: &LaneSpec| self.named.is_plain(&lane.name);
        match self.lanes.len() > 1 && self.lanes.iter().any(plain) {
            true => self.truly_named(),
            false => self.clone(),
        }
    }

    fn lane_at(&self, place: usize) -> Result<&LaneSpec, KeyError> {
        let many = self.lanes.len();
        self.lanes.get(place).ok_or_else(|| {
            wrong(
                "lane",
                format!("found number {place}, expected one below {many}"),
            )
        })
    }

    /// `name` with a number that no lane has: `circle-2`; a copy of that is `circle-3`.
    fn free_name(&self, name: &str) -> String {
        let taken = |name: &str| {
            let mut lanes = self.lanes.iter();
            lanes.any(|lane| lane.name.eq_ignore_ascii_case(name))
        };
        let stem = match name.rsplit_once('-') {
            Some((stem, number)) if taken(stem) && number.parse::<u32>().is_ok() => stem,
            _ => name,
        };
        let mut names = (2_u32..).map(|number| numbered(stem, number));
        names.find(|name| !taken(name)).unwrap_or_default()
    }
}

fn wrong(key: &str, problem: String) -> KeyError {
    KeyError::Value {
        key: key.to_owned(),
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edit, Scope};
    use super::*;

    /// Makes `change` in a preset; names and titles afterwards. What it is as a file is read back as the same.
    fn check(
        preset: &str,
        change: impl FnOnce(&mut Session),
        names: &[&str],
        titles: &[&str],
    ) -> Session {
        let mut session = Session::preset(preset).unwrap();
        change(&mut session);
        let found: Vec<&str> = session.lanes.iter().map(|lane| &*lane.name).collect();
        assert_eq!(found, names);
        assert_eq!(session.titles(), titles);
        let read = Session::parse(preset, &session.to_toml(), "again.toml").unwrap();
        assert_eq!(read, session);
        // Under names that are true as well.
        let file = session.truly_named();
        let read = Session::parse(preset, &file.to_toml(), "again.toml").unwrap();
        assert_eq!(read, file);
        session
    }

    fn refused(session: &mut Session, change: impl FnOnce(&mut Session) -> Option<KeyError>) {
        let before = session.clone();
        let why = change(session).expect("it is refused").to_string();
        assert!(why.contains("found") && why.starts_with("lane"), "{why}");
        assert_eq!(*session, before);
    }

    #[test]
    fn a_copy_trains_the_same_and_is_called_by_what_it_comes_to_train() {
        let copied = |session: &mut Session| {
            assert_eq!(session.duplicate(0).unwrap(), 1);
        };
        let title = "AM-Softmax · m = 0.15";
        let second = format!("{title} (2)");
        let session = check(
            "fashion-circle",
            copied,
            &["run", "run-2"],
            &[title, &second],
        );
        let lanes = session.experiments().unwrap();
        assert_eq!(lanes[0].1, lanes[1].1);
        let turned = |session: &mut Session| {
            copied(session);
            let edit = Edit::new(Scope::One(1), "loss.m", 0.1);
            session.apply(&edit).unwrap();
        };
        let titles = ["m = 0.15", "m = 0.1"];
        let session = check("fashion-circle", turned, &["run", "run-2"], &titles);
        let lanes = session.experiments().unwrap();
        assert_eq!(lanes[0].1.seeds, lanes[1].1.seeds);
    }

    #[test]
    fn copies_of_copies_are_counted_and_there_are_no_more_than_six() {
        let copied = |session: &mut Session| {
            session.duplicate(1).unwrap();
            session.duplicate(2).unwrap();
        };
        let names = ["circle", "sphere", "sphere-2", "sphere-3"];
        let titles = ["circle", "sphere", "sphere (2)", "sphere (3)"];
        let mut session = check("fashion", copied, &names, &titles);
        session.duplicate(0).unwrap();
        session.duplicate(0).unwrap();
        assert_eq!(session.lanes.len(), MOST_BY_HAND);
        refused(&mut session, |session| session.duplicate(0).err());
        refused(&mut session, |session| session.duplicate(9).err());
    }

    #[test]
    fn a_name_that_is_given_stands_until_it_is_untrue_and_others_keep_theirs() {
        let named = |session: &mut Session| {
            session.duplicate(0).unwrap();
            let edit = Edit::new(Scope::One(2), "loss.m", 0.1);
            session.apply(&edit).unwrap();
            session.rename(2, "weak").unwrap();
        };
        let names = ["circle", "sphere", "weak"];
        let mut session = check("fashion", named, &names, &names);
        let edit = Edit::new(Scope::One(2), "loss.m", 0.05);
        session.apply(&edit).unwrap();
        assert_eq!(session.titles()[..2], names[..2]);
        assert_ne!(session.titles()[2], "weak");
        let long = "x".repeat(101);
        for name in ["", "two words", "Circle", "中", &long] {
            refused(&mut session, |session| session.rename(2, name).err());
        }
        let why = session.rename(2, &long).unwrap_err().to_string();
        let expect = "x …\", expected a name of at most 100 characters";
        assert!(why.ends_with(expect), "{why}");
        let mut longest = session.clone();
        longest.rename(2, &long[1..]).unwrap();
        // So are copies of it, and they are read back.
        longest.duplicate(2).unwrap();
        longest.duplicate(3).unwrap();
        let names = longest.lanes.iter().map(|lane| lane.name.as_str());
        let x = |n: usize, end: &str| "x".repeat(n) + end;
        let expect = ["circle", "sphere", &x(100, ""), &x(98, "-2"), &x(98, "-3")];
        assert_eq!(names.collect::<Vec<_>>(), expect);
        assert!(Session::parse("again", &longest.to_toml(), "again.toml").is_ok());
        session.rename(2, "Weak").unwrap();
        refused(&mut session, |session| session.rename(3, "other").err());
    }

    #[test]
    fn a_lane_is_removed_and_the_last_one_stays() {
        let removed = |session: &mut Session| session.remove(0).unwrap();
        let mut session = check("fashion", removed, &["sphere"], &["sphere"]);
        refused(&mut session, |session| session.remove(0).err());
        let compared = |session: &mut Session| {
            session.duplicate(0).unwrap();
            session.remove(1).unwrap();
        };
        let session = check("fashion-circle", compared, &["run"], &["run"]);
        assert_eq!(session, Session::preset("fashion-circle").unwrap());
    }

    #[test]
    fn an_experiment_becomes_a_lane_that_trains_just_it() {
        let other = |preset: &str, place: usize| {
            let session = Session::preset(preset).unwrap();
            session.experiments().unwrap().swap_remove(place).1
        };
        for preset in ["fashion", "fashion-circle", "cosface-toy", "blobs"] {
            for from in [
                "fashion",
                "cosface-toy",
                "rings",
                "open-set",
                "sphereface-circle",
            ] {
                let Ok(of) = Session::preset(from) else {
                    continue;
                };
                for (place, (name, _)) in of.experiments().unwrap().iter().enumerate() {
                    let mut experiment = other(from, place);
                    experiment.seeds.init += 7;
                    let mut session = Session::preset(preset).unwrap();
                    let before = session.experiments().unwrap();
                    let added = session.add(&experiment, name).unwrap();
                    let lanes = session.experiments().unwrap();
                    assert_eq!(lanes[..added], before[..], "{preset}, {from}");
                    assert_eq!(lanes[added].1, experiment, "{preset}, {from}");
                    let file = session.truly_named();
                    let read = Session::parse(preset, &file.to_toml(), "again.toml").unwrap();
                    assert_eq!(read.experiments().unwrap()[added].1, experiment);
                }
            }
        }
    }

    #[test]
    fn a_lane_that_is_added_is_called_by_what_it_trains() {
        let mut session = Session::preset("fashion").unwrap();
        let mut experiment = session.experiments().unwrap().swap_remove(1).1;
        experiment.set("loss.m", &0.1.into()).unwrap();
        assert_eq!(session.add(&experiment, "sphere").unwrap(), 2);
        let titles = session.titles();
        assert_eq!(titles[..2], ["circle", "sphere"]);
        assert!(titles[2].contains("m = 0.1"), "{titles:?}");
        while session.lanes.len() < MOST_BY_HAND {
            session.add(&experiment, "sphere").unwrap();
        }
        refused(&mut session, |session| {
            session.add(&experiment, "sphere").err()
        });
    }
}

//! The numbers of runs: a lane that starts again has the next one, any other keeps its own.

use std::{collections::BTreeMap, sync::Arc};

use marginscope::train::{Session, Snapshot, State, Status};

use super::plain::starts_again;

/// What was done between two looks, at most once each.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    /// Other settings, or other lanes.
    pub applied: bool,
    /// Everything from its start.
    pub replayed: bool,
}

fn failed(lane: &Snapshot) -> bool {
    matches!(lane.status, Status::Failed(_))
}

/// The run of each lane of `session`, where everything stood so at rest before, under the session `of`; `None` for a lane that
/// was not there under its name.
pub fn expected(before: &State, of: &Session, session: &Session, done: Done) -> Vec<Option<u64>> {
    let known: BTreeMap<String, _> = of.experiments().unwrap().into_iter().collect();
    let lanes = session.experiments().unwrap().into_iter();
    let run = |(name, experiment)| {
        let old = before.lanes.iter().find(|old| old.lane == name);
        let old = old.filter(|_| of.id == session.id)?;
        // What has failed tries once more whatever changes.
        let tries = failed(old) && done.applied;
        let again = tries || starts_again(&known[&name], &experiment);
        Some(old.run + u64::from(again) + u64::from(done.replayed))
    };
    lanes.map(run).collect()
}

/// Holds the runs of all lanes at rest against those of the last time, which were of the session `of`. No run before had a
/// number above `highest`.
pub fn check(
    highest: u64,
    (before, of): (&State, &Session),
    (now, session): (&State, &Session),
    done: Done,
) {
    let all = expected(before, of, session, done);
    for (lane, expect) in now.lanes.iter().zip(all) {
        if let Some(expect) = expect {
            assert_eq!(lane.run, expect, "the run of lane {}", lane.lane);
            continue;
        }
        let renamed = |old: &Arc<Snapshot>| {
            let gone = session.lanes.iter().all(|lane| lane.name != old.lane);
            gone && old.run + u64::from(failed(old) && done.applied) == lane.run
        };
        let renamed = of.id == session.id && before.lanes.iter().any(renamed);
        assert!(
            lane.run > highest || renamed,
            "lane {} is new as run {}",
            lane.lane,
            lane.run
        );
    }
}

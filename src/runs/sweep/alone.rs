//! Who writes into the folder of a sweep. Several processes may train it at once, each a shard of its own; one at a time looks
//! at what the folder is, or writes what its runs came to; and nobody removes what others train.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::super::Failure;
use crate::{export::files::Lock, sweep::Shard};

/// Held while the folder is opened, or its results are written.
const GATE: &str = ".sweep.lock";
/// Whoever was stopped while it held that, and not ended, would be waited for without an end.
const PATIENCE: Duration = Duration::from_mins(5);
const SHARD: &str = ".sweep-";
const END: &str = ".lock";

/// Waits until nobody else opens the folder or writes its results, and holds that.
///
/// # Errors
/// When nothing can be written there, or another process holds it for minutes.
pub fn gate(place: &Path) -> Result<Lock, Failure> {
    let held = Lock::wait(&place.join(GATE), PATIENCE);
    let held = held.map_err(|error| Failure::at(place, &error))?;
    held.ok_or_else(|| busy(place))
}

/// The lock of a shard: others may be trained into the same folder meanwhile, but nobody does the same work twice.
///
/// # Errors
/// When another process holds it, or nothing can be written there.
pub fn shard(place: &Path, shard: Shard) -> Result<Lock, Failure> {
    let file = place.join(format!("{SHARD}{}-of-{}{END}", shard.part, shard.of));
    let held = Lock::hold(&file).map_err(|error| Failure::at(place, &error))?;
    held.ok_or_else(|| {
        Failure::Failed(format!(
            "{}: another process is sweeping {shard} of this; wait for it, or choose another folder",
            place.display()
        ))
    })
}

/// The lock of whoever puts runs from elsewhere into the folder.
///
/// # Errors
/// When another process holds it, or nothing can be written there.
pub fn joining(place: &Path) -> Result<Lock, Failure> {
    let held = Lock::hold(&place.join(format!("{SHARD}join{END}")));
    let held = held.map_err(|error| Failure::at(place, &error))?;
    held.ok_or_else(|| busy(place))
}

/// Holds that no process trains a shard into the folder, or puts runs into it.
///
/// # Errors
/// When one does.
pub fn nobody(place: &Path) -> Result<(), Failure> {
    let entries = fs::read_dir(place).map_err(|error| Failure::at(place, &error))?;
    let mut locks = entries
        .flatten()
        .filter(|entry| is_shard(&entry.file_name()));
    match locks.any(|lock| Lock::is_held(&lock.path())) {
        false => Ok(()),
        true => Err(busy(place)),
    }
}

fn busy(place: &Path) -> Failure {
    Failure::Failed(format!(
        "{}: another process is sweeping into this folder; wait for it, or choose another folder",
        place.display()
    ))
}

fn is_shard(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with(SHARD) && name.ends_with(END)
}

#[cfg(test)]
mod tests {
    use super::super::{Folder, write_results};
    use super::*;
    use crate::sweep::{Axis, Plan, Row};
    use crate::train::Session;

    fn plan(axis: &str) -> Plan {
        let session = Session::preset("blobs").unwrap();
        let axes = vec![Axis::parse(axis).unwrap()];
        Plan::new(session, axes, &["circle".to_owned()], 1).unwrap()
    }

    const HALVES: [Shard; 2] = [Shard { part: 1, of: 2 }, Shard { part: 2, of: 2 }];

    /// What comes of opening the folder for another sweep, with `force`.
    fn check_refused(place: &Path, plan: &Plan, expect: &str) {
        let refused = Folder::open(place, plan, "", true, Some(HALVES[0]));
        let why = refused.err().map(|why| why.to_string());
        assert!(
            why.as_ref().is_some_and(|why| why.contains(expect)),
            "{why:?}"
        );
    }

    #[test]
    fn nobody_removes_what_another_process_trains() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        let (ours, other) = (plan("loss.m=0,0.1"), plan("loss.m=0,0.2"));
        let held = Folder::open(place, &ours, "", false, Some(HALVES[1])).unwrap();
        check_refused(
            place,
            &other,
            "another process is sweeping into this folder",
        );
        assert_eq!(held.table().rows.len(), 0);
        assert!(Folder::open(place, &ours, "", false, Some(HALVES[0])).is_ok());
        drop(held);
        // Nor what is put into it from elsewhere.
        let joined = Folder::open(place, &ours, "", false, None).unwrap();
        check_refused(
            place,
            &other,
            "another process is sweeping into this folder",
        );
        assert!(Folder::open(place, &ours, "", false, None).is_err());
        drop(joined);
        assert!(Folder::open(place, &other, "", true, Some(HALVES[0])).is_ok());
    }

    #[test]
    fn whoever_ends_last_tells_of_the_runs_of_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        let plan = plan("loss.m=0,0.1");
        let mut halves =
            HALVES.map(|shard| Folder::open(place, &plan, "", false, Some(shard)).unwrap());
        for (number, half) in halves.iter_mut().enumerate() {
            let job = plan.job(number);
            let fill = |at: &Path| {
                fs::write(at.join("summary.json"), r#"{"test_accuracy": 0.5}"#).unwrap();
                Ok(())
            };
            let metrics = Folder::add(&half.run(&job), fill).unwrap();
            half.take(Row { job, metrics });
        }
        halves
            .iter_mut()
            .for_each(|half| write_results(half, &plan).unwrap());
        let told = fs::read_to_string(halves[0].results()).unwrap();
        assert_eq!(told.lines().count(), 1 + plan.runs(), "{told}");
        // One's own shard is taken as long as its folder is.
        let again = |shard| Folder::open(place, &plan, "", false, Some(shard));
        let why = again(HALVES[0]).err().map(|why| why.to_string());
        assert!(why.is_some_and(|why| why.contains("sweeping 1/2 of this")));
        drop(halves);
        assert!(again(HALVES[0]).is_ok());
    }
}

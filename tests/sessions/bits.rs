//! A run made again from nothing but its experiment.

use marginscope::train::{Experiment, Lane, Snapshot, lane};

/// A lane that has made so many steps and was then measured.
fn again(experiment: &Experiment, steps: u64) -> Lane {
    let mut fresh = Lane::new(experiment, lane::load(experiment).unwrap()).unwrap();
    (0..steps).for_each(|_| fresh.step().unwrap());
    fresh.begin_refresh();
    while !fresh.refresh_part() {}
    fresh
}

/// Holds that what is shown of a lane that rests is what its experiment alone makes of it, bit for bit. A run whose settings
/// were moved under way, or that is further than this, says nothing; returns whether it said something.
pub fn check(shown: &Snapshot, most: u64) -> bool {
    if shown.tuned.is_some() || shown.touched.is_some() || shown.step > most {
        return false;
    }
    let fresh = again(&shown.experiment, shown.step);
    let what = format!(
        "lane {} of run {} at step {}",
        shown.lane, shown.run, shown.step
    );
    assert!(shown.whole, "{what} is not whole");
    assert!(
        *shown.features == *fresh.features(),
        "{what} has other features than its experiment"
    );
    let weights = fresh.snapshot(&shown.lane, 0, shown.status.clone()).weights;
    assert!(
        shown.weights == weights,
        "{what} has other weights than its experiment"
    );
    true
}

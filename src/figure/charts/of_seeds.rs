//! Lanes that differ by their seeds alone, taken together: the mean of their curves, and how far these are spread.

use super::ChartLane;
use crate::figure::chart::{Band, Tone};
use crate::text::tf;
use crate::train::Experiment;

/// Lanes of one experiment with different seeds; one lane where there are no others like it.
pub struct Group<'a> {
    /// What all of them are called.
    pub name: String,
    /// In their order; never empty.
    pub lanes: Vec<ChartLane<'a>>,
}

/// The groups of these lanes, by their first ones. Twice the same seeds are twice the same run, which says nothing more: these stay
/// apart.
pub fn groups<'a>(lanes: &[ChartLane<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for lane in lanes {
        let fits = |group: &&mut Group<'a>| {
            let seeds = |lane: &ChartLane<'a>| lane.snapshot.experiment.seeds;
            differ_by_seeds(&group.lanes[0], lane)
                && group.lanes.iter().all(|other| seeds(other) != seeds(lane))
        };
        match groups.iter_mut().find(fits) {
            Some(group) => group.lanes.push(*lane),
            None => groups.push(Group {
                name: String::new(),
                lanes: vec![*lane],
            }),
        }
    }
    for group in &mut groups {
        group.name = name(&group.lanes);
    }
    groups
}

fn differ_by_seeds(a: &ChartLane<'_>, b: &ChartLane<'_>) -> bool {
    let [a, b]: [&Experiment; 2] = [&a.snapshot.experiment, &b.snapshot.experiment];
    let seeded = Experiment {
        seeds: b.seeds,
        ..a.clone()
    };
    seeded == *b
}

/// With what all names begin, in whole words, and how many there are.
fn name(lanes: &[ChartLane<'_>]) -> String {
    let first = lanes[0].name;
    if lanes.len() == 1 {
        return first.to_owned();
    }
    let shared = lanes[1..].iter().fold(first, |shared, lane| {
        let both = shared.char_indices().zip(lane.name.chars());
        let end = both.take_while(|((_, a), b)| a == b).last();
        let end = end.map_or(0, |((at, c), _)| at + c.len_utf8());
        &shared[..end]
    });
    // Not in the middle of a word.
    let whole = lanes.iter().all(|lane| {
        let next = lane.name[shared.len()..].chars().next();
        next.is_none_or(|c| !c.is_alphanumeric())
    });
    let shared = match whole {
        true => shared,
        false => shared.rfind(' ').map_or("", |end| &shared[..end]),
    };
    let shared = shared.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    let shared = if shared.is_empty() { first } else { shared };
    let count = lanes.len().to_string();
    tf("chart-seeds", &[("name", shared), ("count", &count)])
}

/// The mean of numbers and their standard deviation, with n − 1 as of a sample of all seeds.
pub fn spread(numbers: &[f64]) -> (f64, f64) {
    let n = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / n;
    let squares = numbers.iter().map(|x| (x - mean) * (x - mean));
    (mean, (squares.sum::<f64>() / (n - 1.0)).sqrt())
}

/// The mean curve over these places, and the band of a standard deviation around it; `shares` has for each place one of each run.
pub fn banded(tone: Tone, places: &[f64], shares: &[Vec<f64>]) -> (Vec<[f64; 2]>, Band) {
    let all = places.iter().zip(shares);
    let (mean, points) = all
        .map(|(x, shares)| {
            let (mean, std) = spread(shares);
            let [low, high] = [mean - std, mean + std].map(|y| y.clamp(0.0, 1.0));
            ([*x, mean], [*x, low, high])
        })
        .unzip();
    (mean, Band { tone, points })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::train::{Lane, Snapshot, Status, lane};

    fn snapshot(loss: &str, init: u64) -> Arc<Snapshot> {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.set_loss(loss);
        experiment.seeds.init = init;
        let lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        Arc::new(lane.snapshot("lane", 0, Status::Paused))
    }

    fn check(runs: &[(&str, &str, u64)], expect: &[(&str, usize)]) {
        let all: Vec<_> = runs
            .iter()
            .map(|(_, loss, init)| snapshot(loss, *init))
            .collect();
        let lanes: Vec<ChartLane<'_>> = runs
            .iter()
            .zip(&all)
            .map(|((name, ..), snapshot)| ChartLane {
                place: 0,
                name,
                snapshot,
                experiment: &snapshot.experiment,
            })
            .collect();
        let found = groups(&lanes);
        let found: Vec<(&str, usize)> = found
            .iter()
            .map(|group| (group.name.as_str(), group.lanes.len()))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn lanes_that_differ_by_seeds_alone_are_one_group() {
        check(
            &[
                ("a", "softmax", 1),
                ("b", "arcface", 1),
                ("a", "softmax", 2),
                ("a", "softmax", 3),
            ],
            &[("a, 3 seeds", 3), ("b", 1)],
        );
    }

    #[test]
    fn the_same_run_twice_is_no_second_seed() {
        check(
            &[("a", "softmax", 1), ("a", "softmax", 1)],
            &[("a", 1), ("a", 1)],
        );
    }

    #[test]
    fn a_group_is_called_by_what_its_names_share() {
        let named = |a, b| [(a, "softmax", 1), (b, "softmax", 2)];
        check(
            &named("softmax · 1", "softmax · 2"),
            &[("softmax, 2 seeds", 2)],
        );
        check(&named("run 11", "run 12"), &[("run, 2 seeds", 2)]);
        check(&named("softmax", "softmax 2"), &[("softmax, 2 seeds", 2)]);
        check(&named("one", "two"), &[("one, 2 seeds", 2)]);
    }

    #[test]
    fn the_band_is_a_standard_deviation_of_the_sample_on_either_side() {
        // numpy: np.std([0.5, 0.7, 0.9], ddof=1) = 0.2
        let shares = [vec![0.5, 0.7, 0.9], vec![0.9, 0.9, 1.0]];
        let (mean, band) = banded(Tone::Quiet, &[0.0, 1.0], &shares);
        assert!((mean[0][1] - 0.7).abs() < 1e-12);
        let [x, low, high] = band.points[0];
        assert!(x == 0.0 && (low - 0.5).abs() < 1e-12 && (high - 0.9).abs() < 1e-12);
        // numpy: 0.9333333333333332, 0.0577350269189626
        assert!((band.points[1][1] - (0.9333333333333332 - 0.0577350269189626)).abs() < 1e-12);
    }
}

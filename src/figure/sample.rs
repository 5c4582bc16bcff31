//! Which samples a figure draws.

use super::Switches;

/// Which of `count` samples to draw: those that a person chose to see alone, or all.
pub fn shown(count: usize, switches: &Switches) -> Vec<usize> {
    match switches.only() {
        Some(only) => {
            let only = only.iter().map(|sample| *sample as usize);
            only.filter(|sample| *sample < count).collect()
        }
        None => (0..count).collect(),
    }
}

/// Indices of at most about `limit` samples in which every class keeps its share. Equal labels give equal indices.
pub fn stratified(labels: &[usize], limit: usize) -> Vec<usize> {
    if labels.len() <= limit {
        return (0..labels.len()).collect();
    }
    let stride = labels.len().div_ceil(limit.max(1));
    let classes = labels.iter().max().map_or(0, |last| last + 1);
    let mut seen = vec![0_usize; classes];
    (0..labels.len())
        .filter(|&i| {
            let rank = seen[labels[i]];
            seen[labels[i]] += 1;
            rank.is_multiple_of(stride)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(labels: &[usize], limit: usize, expect: &[usize]) {
        assert_eq!(stratified(labels, limit), expect);
    }

    #[test]
    fn few_samples_are_all_drawn() {
        check(&[0, 1, 2], 3, &[0, 1, 2]);
    }

    #[test]
    fn every_class_keeps_its_share() {
        check(&[0, 0, 0, 0, 1, 1, 1, 1], 4, &[0, 2, 4, 6]);
    }

    #[test]
    fn a_rare_class_is_never_lost() {
        check(&[0, 0, 0, 0, 0, 0, 7], 2, &[0, 4, 6]);
    }

    #[test]
    fn no_sample_is_no_index() {
        check(&[], 10, &[]);
    }
}

//! How the angles of pairs are spread: counts by degree.

use std::sync::LazyLock;

use super::cosines::depth_at;
use super::ties::Tie;

/// Pairs in each degree from 0 to 180; an angle on the border of two is in the upper one, but for 180.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Degrees {
    /// Pairs of one class.
    pub positives: Vec<u64>,
    /// Pairs of two.
    pub negatives: Vec<u64>,
}

const HALF_TURN: usize = 180;

/// The depth at which each degree begins.
static STARTS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    (0..HALF_TURN)
        .map(|degree| depth_at(degree as f64))
        .collect()
});

impl Default for Degrees {
    fn default() -> Self {
        Self {
            positives: vec![0; HALF_TURN],
            negatives: vec![0; HALF_TURN],
        }
    }
}

impl Degrees {
    /// Counts the pairs of a tie.
    pub(super) fn add(&mut self, tie: &Tie) {
        let degree = STARTS.partition_point(|start| *start <= tie.depth) - 1;
        self.positives[degree] += tie.positives;
        self.negatives[degree] += tie.negatives;
    }
}

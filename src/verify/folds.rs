//! Accuracy as the papers measure it: pairs in folds, each judged by the threshold that is best on the others.

use super::ties::Tie;

/// Accuracy over folds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// How many folds.
    pub folds: usize,
    /// The mean share of right decisions.
    pub mean: f64,
    /// Its standard deviation over the folds.
    pub std: f64,
}

/// The folds as thresholds are walked through, the strictest first.
pub struct Folds {
    /// The place before which each fold ends.
    ends: Vec<u64>,
    /// Right decisions at the present threshold: in all, and in each fold.
    total: u64,
    right: Vec<u64>,
    /// At the best threshold of the other folds so far: right decisions there, and in the fold itself.
    best: Vec<(u64, u64)>,
}

impl Folds {
    /// So many pairs in consecutive folds.
    ///
    /// # Panics
    /// When there are fewer than two folds, or fewer pairs than folds.
    pub fn new(count: usize, pairs: u64) -> Self {
        assert!(count >= 2 && count as u64 <= pairs, "{count} folds");
        let end = |fold: usize| {
            let exact = fold as f64 * pairs as f64 / count as f64;
            exact.round_ties_even() as u64
        };
        Self {
            ends: (1..=count).map(end).collect(),
            total: 0,
            right: Vec::new(),
            best: Vec::new(),
        }
    }

    /// The place before which each fold ends.
    pub fn ends(&self) -> Vec<u64> {
        self.ends.clone()
    }

    /// At the threshold that accepts none: right are the `negatives` of each fold.
    pub fn start(&mut self, negatives: &[u64]) {
        self.total = negatives.iter().sum();
        self.right = negatives.to_vec();
        let others = |own: &u64| (self.total - own, *own);
        self.best = negatives.iter().map(others).collect();
    }

    /// Goes on to the threshold that accepts a tie.
    pub fn pass(&mut self, tie: &Tie) {
        for part in &tie.parts {
            let right = &mut self.right[part.fold];
            *right = *right + part.positives - part.negatives;
        }
        self.total = self.total + tie.positives - tie.negatives;
        // Where a fold alone has pairs of this similarity nothing changes for it: only similarities of the others count.
        for (own, best) in self.right.iter().zip(&mut self.best) {
            let others = self.total - own;
            if others > best.0 {
                *best = (others, *own);
            }
        }
    }

    /// What the folds come to at the thresholds that are best on the others.
    pub fn accuracy(&self) -> Accuracy {
        let starts = [0].iter().chain(&self.ends);
        let sizes = self.ends.iter().zip(starts).map(|(end, start)| end - start);
        let shares: Vec<f64> = (self.best.iter().zip(sizes))
            .map(|((_, right), size)| *right as f64 / size as f64)
            .collect();
        let n = shares.len() as f64;
        let mean = shares.iter().sum::<f64>() / n;
        let squares = shares.iter().map(|x| (x - mean) * (x - mean));
        Accuracy {
            folds: shares.len(),
            mean,
            std: (squares.sum::<f64>() / n).sqrt(),
        }
    }
}

//! In which order the samples are seen.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Endless passes over all samples, each in a new random order.
pub struct Order {
    rng: ChaCha8Rng,
    samples: Vec<usize>,
    next: usize,
}

impl Order {
    /// Passes over so many samples; the seed decides every pass.
    pub fn new(samples: usize, seed: u64) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            samples: (0..samples).collect(),
            next: samples,
        }
    }

    /// The next sample's index.
    ///
    /// # Panics
    /// When there are no samples; a [`crate::data::Dataset`] always has some.
    pub fn next_sample(&mut self) -> usize {
        if self.next == self.samples.len() {
            self.samples.shuffle(&mut self.rng);
            self.next = 0;
        }
        self.next += 1;
        self.samples[self.next - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    fn check(samples: usize, seed: u64, count: usize) -> Vec<usize> {
        let mut order = Order::new(samples, seed);
        (0..count).map(|_| order.next_sample()).collect()
    }

    #[test]
    fn every_pass_sees_every_sample_once_in_an_order_of_its_own() {
        let seen = check(50, 7, 100);
        let (first, second) = seen.split_at(50);
        assert_ne!(first, second);
        for pass in [first, second] {
            let mut sorted = pass.to_vec();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..50).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_seed_decides_the_order() {
        assert_eq!(check(50, 7, 100), check(50, 7, 100));
        assert_ne!(check(50, 7, 100), check(50, 8, 100));
    }
}

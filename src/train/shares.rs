//! A batch cut into shares, each with a copy of the network's scratch memory and gradients of its own.
//!
//! How many shares there are depends on the model and the batch alone, and their gradients are added in a fixed order:
//! the same seeds give the same bits on any number of threads.

use std::ops::Range;

use super::team::Team;
use crate::nn::{Network, all_finite, sum_into};

/// Samples that a share has at least: fewer rows slow the matrix products down.
const FEWEST_SAMPLES: usize = 32;
/// Multiplications of a forward pass that a share has at least: with fewer, handing it over costs more than it saves.
const FEWEST_PRODUCTS: usize = 12_000_000;
/// So many are worth two shares, whose gradients are soon added up.
const WORTH_TWO: usize = 4_000_000;
/// Gradients that are added up at a time.
const AT_A_TIME: usize = 4096;
/// Each share has its own gradients to add up.
const MOST: usize = 8;

/// The network as often as a batch has shares.
pub struct Shares {
    team: Team,
    shares: Vec<Share>,
    /// Features `(n, d)` of all shares.
    features: Vec<f32>,
}

struct Share {
    network: Network,
    grads: Vec<f32>,
    /// Its samples, one after the other.
    inputs: Vec<f32>,
}

/// How many shares batches of this size are cut into.
pub fn count(network: &Network, batch: usize) -> usize {
    let most = (batch / FEWEST_SAMPLES).min(MOST);
    let products = batch.saturating_mul(network.products());
    let two = if products >= WORTH_TWO { 2 } else { 1 };
    match most.min((products / FEWEST_PRODUCTS).max(two)) {
        0 => 1,
        // A power of two is shared evenly among most numbers of threads.
        count => 1 << count.ilog2(),
    }
}

impl Shares {
    /// Equal networks, as many as there are shares, on one thread.
    pub fn new(networks: Vec<Network>) -> Self {
        let share = |network: Network| Share {
            grads: vec![0.0; network.parameters()],
            inputs: Vec::new(),
            network,
        };
        Self {
            team: Team::new(1),
            shares: networks.into_iter().map(share).collect(),
            features: Vec::new(),
        }
    }

    /// Uses up to so many threads from now on.
    pub fn set_threads(&mut self, threads: usize) {
        let threads = threads.clamp(1, self.shares.len());
        if threads != self.team.threads() {
            self.team = Team::new(threads);
        }
    }

    /// The network; all are alike.
    pub fn network(&self) -> &Network {
        &self.shares[0].network
    }

    /// Features `(n, d)` of `n` samples.
    pub fn forward(&mut self, params: &[f32], x: &[f32], n: usize) -> &[f32] {
        let inputs = x.len() / n.max(1);
        let used = used(self.shares.len(), n);
        self.team.each(&mut self.shares[..used], |i, share| {
            let part = part(i, used, n);
            let x = &x[part.start * inputs..part.end * inputs];
            share.network.forward(params, x, part.len());
        });
        self.gather(used, n)
    }

    /// Features `(n, d)` of the batch that a step is made on: of these rows of `all`, of so many `inputs` each. Every share
    /// takes its own.
    pub fn forward_batch(
        &mut self,
        params: &[f32],
        all: &[f32],
        inputs: usize,
        samples: &[usize],
    ) -> &[f32] {
        let n = samples.len();
        let used = used(self.shares.len(), n);
        self.team.each(&mut self.shares[..used], |i, share| {
            let samples = &samples[part(i, used, n)];
            share.inputs.clear();
            for sample in samples {
                let row = &all[sample * inputs..][..inputs];
                share.inputs.extend_from_slice(row);
            }
            share.network.forward(params, &share.inputs, samples.len());
        });
        self.gather(used, n)
    }

    /// The features of the shares, one behind the other.
    fn gather(&mut self, used: usize, n: usize) -> &[f32] {
        let d = self.network().feature_dim();
        self.features.resize(n * d, 0.0);
        for (i, share) in self.shares[..used].iter().enumerate() {
            let part = part(i, used, n);
            let features = share.network.features(part.len());
            self.features[part.start * d..part.end * d].copy_from_slice(features);
        }
        &self.features
    }

    /// Whether every number of the batch is one.
    pub fn batch_is_finite(&self) -> bool {
        self.shares.iter().all(|share| all_finite(&share.inputs))
    }

    /// Features `(n, d)` of the last `forward`.
    pub fn features(&self) -> &[f32] {
        &self.features
    }

    /// Fills `grads` with the gradient of all parameters, given that of the features of the last `forward_batch`, which was
    /// of `n` samples.
    pub fn backward(&mut self, params: &[f32], grads: &mut [f32], d_features: &[f32], n: usize) {
        let d = self.network().feature_dim();
        let used = used(self.shares.len(), n);
        self.team.each(&mut self.shares[..used], |i, share| {
            let part = part(i, used, n);
            let dy = &d_features[part.start * d..part.end * d];
            let Share {
                network,
                grads,
                inputs,
            } = share;
            network.backward(params, grads, inputs, dy, part.len());
        });
        // A part at a time, which stays in the cache until the last share was added.
        for start in (0..grads.len()).step_by(AT_A_TIME) {
            let part = start..(start + AT_A_TIME).min(grads.len());
            let sum = &mut grads[part.clone()];
            sum.copy_from_slice(&self.shares[0].grads[part.clone()]);
            for share in &self.shares[1..used] {
                sum_into(sum, &share.grads[part.clone()]);
            }
        }
    }
}

/// Shares that a batch of `n` samples uses: a part of the held-out samples may be small.
fn used(shares: usize, n: usize) -> usize {
    shares.min(n / FEWEST_SAMPLES).max(1)
}

/// The samples of share `i`.
fn part(i: usize, shares: usize, n: usize) -> Range<usize> {
    i * n / shares..(i + 1) * n / shares
}

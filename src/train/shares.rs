//! A batch cut into shares, each with a copy of the network's scratch memory and gradients of its own.
//!
//! How many shares there are depends on the model and the batch alone, and their gradients are added in a fixed order:
//! the same seeds give the same bits on any number of threads.

use std::ops::Range;

use super::team::Team;
use super::update::{Gradients, Piece, update};
use crate::loss::{Objective, Single, SingleBatch};
use crate::nn::{Made, Move, Network, Ready, Way, all_finite, simd::prefetch};

/// Samples that a share has at least: fewer rows slow the matrix products down.
const FEWEST_SAMPLES: usize = 32;
/// Multiplications of a forward pass that a share has at least: with fewer, handing it over costs more than it saves.
const FEWEST_PRODUCTS: usize = 12_000_000;
/// So many are worth two shares, whose gradients are soon added up.
const WORTH_TWO: usize = 400_000;
/// Each share has its own gradients to add up.
const MOST: usize = 8;
/// Class weights of all shares but one, together: beyond that many, a loss is evaluated in one piece.
const MOST_WEIGHTS: usize = 1 << 22;
/// Samples whose numbers are asked for before they are copied.
const AHEAD: usize = 4;

/// The network as often as a batch has shares.
pub struct Shares {
    team: Team,
    shares: Vec<Share>,
    /// What all networks need of the same parameters, for each [`Way`].
    made: [Vec<Made>; 2],
    /// Features `(n, d)` of all shares.
    features: Vec<f32>,
    /// Shares that the last batch used, and its samples.
    used: usize,
    n: usize,
    /// Whether each share has evaluated the loss of its own samples in the last batch.
    together: bool,
}

struct Share {
    network: Network,
    grads: Vec<f32>,
    /// Its samples, one after the other.
    inputs: Vec<f32>,
    /// The loss of its samples, where each share evaluates its own.
    evaluation: Single,
    evaluated: bool,
}

/// The samples of a batch: rows of `all`, of so many `inputs` each, and their classes.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// All samples, row by row.
    pub all: &'a [f32],
    /// Numbers of a row.
    pub inputs: usize,
    /// Which rows.
    pub samples: &'a [usize],
    /// Their classes.
    pub labels: &'a [usize],
}

/// All parameters of a model.
#[derive(Clone, Copy)]
pub struct Model<'a> {
    /// The network's.
    pub network: &'a [f32],
    /// Class weights `(C, d)`.
    pub weights: &'a [f32],
    /// Bias `(C)`.
    pub bias: Option<&'a [f32]>,
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
            evaluation: Single::default(),
            evaluated: false,
            network,
        };
        Self {
            team: Team::new(1),
            made: [Way::Forward, Way::Backward].map(|way| networks[0].makes(way)),
            shares: networks.into_iter().map(share).collect(),
            features: Vec::new(),
            used: 1,
            n: 0,
            together: false,
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

    /// Makes of the parameters what a pass needs.
    fn make(&mut self, way: Way, params: &[f32]) {
        let network = &self.shares[0].network;
        let made = &mut self.made[way as usize];
        self.team.each(made, |_, made| network.make(params, made));
    }

    /// Features `(n, d)` of `n` samples.
    pub fn forward(&mut self, params: &[f32], x: &[f32], n: usize) -> &[f32] {
        let inputs = x.len() / n.max(1);
        let used = used(self.shares.len(), n);
        self.make(Way::Forward, params);
        let ready = Ready::new(params, &self.made);
        self.team.each(&mut self.shares[..used], |i, share| {
            let part = part(i, used, n);
            let x = &x[part.start * inputs..part.end * inputs];
            share.network.forward(ready, x, part.len());
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
        self.begin(samples.len());
        let (used, n) = (self.used, self.n);
        self.make(Way::Forward, params);
        let ready = Ready::new(params, &self.made);
        self.team.each(&mut self.shares[..used], |i, share| {
            share.forward(ready, all, inputs, &samples[part(i, used, n)]);
        });
        self.gather(used, n)
    }

    /// A batch of `n` samples begins.
    fn begin(&mut self, n: usize) {
        (self.used, self.n) = (used(self.shares.len(), n), n);
        self.together = false;
    }

    /// Forward pass, loss and backward pass of a batch, each share with its own samples from the first to the last. Returns false,
    /// with nothing that counts done, where the loss is to be evaluated in one piece.
    pub fn pass(&mut self, objective: &Objective, model: Model<'_>, rows: Rows<'_>) -> bool {
        self.begin(rows.samples.len());
        let (used, n) = (self.used, self.n);
        if !objective.goes_by_parts() || (used - 1) * model.weights.len() > MOST_WEIGHTS {
            return false;
        }
        self.make(Way::Forward, model.network);
        self.make(Way::Backward, model.network);
        let ready = Ready::new(model.network, &self.made);
        self.team.each(&mut self.shares[..used], |i, share| {
            let part = part(i, used, n);
            let rows = Rows {
                samples: &rows.samples[part.clone()],
                labels: &rows.labels[part],
                ..rows
            };
            share.pass(objective, (model, ready), rows, n);
        });
        self.together = self.shares[..used].iter().all(|share| share.evaluated);
        self.together
    }

    /// The loss of the last batch that each share has [evaluated](Self::pass) by itself, and what its samples were taken for.
    pub fn collect(&self, out: &mut Single) {
        out.loss = 0.0;
        out.found.clear();
        for share in &self.shares[..self.used] {
            out.loss += share.evaluation.loss;
            out.found.extend_from_slice(&share.evaluation.found);
        }
    }

    /// Whether every number of the gradient by the features is one, where each share has it by itself.
    pub fn gradient_is_finite(&self) -> bool {
        let shares = &mut self.shares[..self.used].iter();
        shares.all(|share| all_finite(&share.evaluation.d_features))
    }

    /// Features of the last batch, share by share.
    pub fn batch_features(&self) -> impl Iterator<Item = &[f32]> {
        let shares = self.shares[..self.used].iter().enumerate();
        shares.map(|(i, share)| share.network.features(part(i, self.used, self.n).len()))
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

    /// The gradient of the network's parameters, given that of the features of the last `forward_batch`.
    pub fn backward(&mut self, params: &[f32], d_features: &[f32]) {
        let (d, used, n) = (self.network().feature_dim(), self.used, self.n);
        self.make(Way::Backward, params);
        let ready = Ready::new(params, &self.made);
        self.team.each(&mut self.shares[..used], |i, share| {
            let part = part(i, used, n);
            let dy = &d_features[part.start * d..part.end * d];
            share.backward(ready, dy, part.len());
        });
    }

    /// Moves all parameters by the gradients of the last batch, with what an optimizer has gathered of them; `alone` has those of the head where the shares have none. Returns
    /// whether every parameter is a number afterwards.
    pub fn update(
        &self,
        pieces: &[Piece],
        params: &mut [f32],
        step: ([&mut [f32]; 2], Move),
        alone: &Single,
    ) -> bool {
        let gradients = Found {
            shares: &self.shares[..self.used],
            alone: (!self.together).then_some(alone),
        };
        update(&self.team, pieces, params, step, &gradients)
    }

    /// What the last batch has found is nothing.
    #[cfg(test)]
    pub fn forget_gradients(&mut self) {
        for Share {
            grads, evaluation, ..
        } in &mut self.shares
        {
            grads.fill(0.0);
            evaluation.d_weights.fill(0.0);
            evaluation.d_bias.fill(0.0);
        }
    }
}

impl Share {
    /// Features of some rows of `all`.
    fn forward(&mut self, ready: Ready<'_>, all: &[f32], inputs: usize, samples: &[usize]) {
        let row = |sample: usize| &all[sample * inputs..][..inputs];
        self.inputs.clear();
        samples.iter().take(AHEAD).for_each(|&i| prefetch(row(i)));
        for (place, sample) in samples.iter().enumerate() {
            if let Some(&next) = samples.get(place + AHEAD) {
                prefetch(row(next));
            }
            self.inputs.extend_from_slice(row(*sample));
        }
        self.network.forward(ready, &self.inputs, samples.len());
    }

    fn backward(&mut self, ready: Ready<'_>, d_features: &[f32], n: usize) {
        self.network
            .backward(ready, &mut self.grads, &self.inputs, d_features, n);
    }

    /// All of a step but the update, of its samples in a batch of `of`.
    fn pass(
        &mut self,
        objective: &Objective,
        (model, ready): (Model<'_>, Ready<'_>),
        rows: Rows<'_>,
        of: usize,
    ) {
        let n = rows.samples.len();
        self.forward(ready, rows.all, rows.inputs, rows.samples);
        let batch = SingleBatch {
            features: self.network.features(n),
            weights: model.weights,
            bias: model.bias,
            labels: rows.labels,
            dim: self.network.feature_dim(),
        };
        let mut evaluation = std::mem::take(&mut self.evaluation);
        self.evaluated = objective.evaluate_part(&batch, of, &mut evaluation);
        if self.evaluated {
            self.backward(ready, &evaluation.d_features, n);
        }
        self.evaluation = evaluation;
    }
}

/// The gradients of a batch.
struct Found<'a> {
    shares: &'a [Share],
    /// Of the head, where the loss was evaluated in one piece.
    alone: Option<&'a Single>,
}

impl Gradients for Found<'_> {
    fn shares(&self) -> usize {
        self.shares.len()
    }

    fn of(&self, i: usize, part: Range<usize>) -> &[f32] {
        let share = &self.shares[i];
        let start = share.grads.len();
        if part.end <= start {
            return &share.grads[part];
        }
        let head = match self.alone {
            Some(_) if i > 0 => return &[],
            Some(alone) => alone,
            None => &share.evaluation,
        };
        let (part, weights) = (part.start - start..part.end - start, head.d_weights.len());
        match part.end <= weights {
            true => &head.d_weights[part],
            false => &head.d_bias[part.start - weights..part.end - weights],
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

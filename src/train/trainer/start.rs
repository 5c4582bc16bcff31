//! How a run starts: what it takes, and where its parameters stand.

use std::ops::Range;
use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{Buffers, Recent, TrainError, Trainer};
use crate::data::{self, Dataset};
use crate::loss::{self, Objective};
use crate::math::normal;
use crate::nn::{Adam, Network, Sgd};
use crate::train::experiment::{Experiment, OptimizerKind, WeightInit};
use crate::train::health::Health;
use crate::train::order::Order;
use crate::train::shares::{self, Shares};
use crate::train::update;
use crate::train::watch::{Probe, Watch};
use crate::train::{budget, given, means, model};

/// Training samples whose untrained features are kept, to be asked again what they cost.
const PROBED: usize = 128;

impl Trainer {
    /// A run at step 0.
    ///
    /// # Errors
    /// When the loss is unknown or the model does not fit the data.
    pub fn new(experiment: &Experiment, dataset: Arc<Dataset>) -> Result<Self, TrainError> {
        let config = &experiment.loss;
        let loss = loss::find(&config.id).ok_or_else(|| {
            TrainError::Setup(format!(
                "loss.id: found \"{}\", which is no loss",
                config.id
            ))
        })?;
        let experiment = given::resolved(experiment, &dataset);
        let experiment = experiment.as_ref();
        let unfit = experiment.check().map_err(|error| error.to_string());
        unfit.map_err(TrainError::Setup)?;
        let told = dataset.given.as_ref().map(|given| given.step);
        let resolved = loss.at_step(&config.knobs, experiment.schedule_step(0, told));
        let objective = loss.in_force(&resolved);
        let build = || model::build(&experiment.model, dataset.shape).map_err(TrainError::Setup);
        let network = build()?;
        let (classes, d) = (dataset.classes(), network.feature_dim());
        let (weights, bias) = match &objective {
            Objective::Class(head) => (classes * d, if head.bias { classes } else { 0 }),
            Objective::Pair(_) => (0, 0),
        };
        let needs = needs(&network, (&objective, classes), experiment.optimizer.batch);
        let memory = budget::take(needs).map_err(TrainError::Setup)?;
        let start = network.parameters();
        let total = start + weights + bias;
        let mut params = vec![0.0; total];
        let mut rng = ChaCha8Rng::seed_from_u64(experiment.seeds.init);
        network.init(&mut params[..start], &mut rng);
        init_directions(&mut params[start..start + weights], d, &mut rng);
        let batch = experiment.optimizer.batch.min(dataset.train.labels.len());
        let others = (1..shares::count(&network, batch)).map(|_| build());
        let mut decays = decaying(&network);
        let networks = std::iter::once(Ok(network)).chain(others);
        let networks: Vec<Network> = networks.collect::<Result<_, _>>()?;
        decays.push(start..start + weights);
        let mut trainer = Self {
            order: Order::new(dataset.train.labels.len(), experiment.seeds.order),
            optimizer: match experiment.optimizer.kind {
                OptimizerKind::Sgd => Box::new(Sgd::new(total)),
                OptimizerKind::Adam => Box::new(Adam::new(total)),
            },
            experiment: experiment.clone(),
            good: params.clone(),
            good_step: 0,
            head: start..start + weights,
            step: 0,
            batch: Buffers::default(),
            recent: Recent::default(),
            watch: Watch::default(),
            broken: Health::Sound,
            turned: Vec::new(),
            touched: None,
            dataset,
            loss,
            objective,
            resolved,
            shares: Shares::new(networks),
            pieces: update::pieces(total, &decays, &[start, start + weights]),
            params,
            _memory: memory,
        };
        if trainer.is_given() {
            let step = trainer.dataset.given.as_ref().and_then(|given| given.step);
            (trainer.step, trainer.good_step) = (step.unwrap_or(0), step.unwrap_or(0));
            trainer.start_as_given();
        } else if experiment.loss.init == WeightInit::Means {
            trainer.start_at_means();
        }
        // What is given goes wrong in no training.
        if !trainer.is_given() {
            trainer.watch = Watch::new(trainer.probe(), &trainer.dataset, &trainer.objective);
        }
        Ok(trainer)
    }

    /// Class weights start where the untrained network sees the classes.
    fn start_at_means(&mut self) {
        let (dataset, dim) = (Arc::clone(&self.dataset), self.feature_dim());
        let means = means::centred(&dataset, dim, |inputs, to| {
            to.copy_from_slice(self.features(inputs));
        });
        let rows = self.params[self.head.clone()].chunks_exact_mut(means.ncols());
        for (weights, mean) in rows.zip(means.outer_iter()) {
            // A mean of zero length is no direction: the random one stays.
            if mean.iter().any(|x| *x != 0.0) {
                weights
                    .iter_mut()
                    .zip(mean)
                    .for_each(|(weight, x)| *weight = *x);
            }
        }
        self.good.copy_from_slice(&self.params);
    }

    /// Class weights are those that came with the features, or the class means of these.
    fn start_as_given(&mut self) {
        let directions = given::directions(&self.dataset);
        let to = &mut self.params[self.head.clone()];
        to.iter_mut()
            .zip(&directions)
            .for_each(|(to, from)| *to = *from);
        self.good.copy_from_slice(&self.params);
    }

    /// The untrained features of some training samples, from all over it.
    fn probe(&mut self) -> Probe {
        let chosen = data::balanced(&self.dataset.train.labels, PROBED);
        let (dataset, d) = (Arc::clone(&self.dataset), self.feature_dim());
        let rows = chosen
            .iter()
            .map(|&sample| dataset.train.rows(sample..sample + 1));
        let inputs = rows.collect::<Vec<_>>().concat();
        Probe {
            dim: d,
            labels: chosen.iter().map(|&i| dataset.train.labels[i]).collect(),
            weights: self.params[self.head.clone()].to_vec(),
            bias: self.bias().map(|bias| bias.to_vec()),
            features: self.features(&inputs).to_vec(),
        }
    }
}

/// The bytes that a run takes, about.
fn needs(network: &Network, (objective, classes): (&Objective, usize), batch: usize) -> u64 {
    let product = |all: &[usize]| {
        all.iter()
            .fold(1_u64, |all, &of| all.saturating_mul(of as u64))
    };
    let sum = |all: &[u64]| all.iter().fold(0_u64, |all, &of| all.saturating_add(of));
    // Parameters, gradients, the good copy and two moments of Adam, and the gradients of each share.
    let copies = 5 + shares::count(network, batch);
    let layers = sum(&[
        product(&[copies, network.parameters()]),
        product(&[batch, network.activations()]),
    ]);
    let d = network.feature_dim();
    let head = match objective {
        // Five times the class weights as above; in double precision they, their directions and both gradients; the logits
        // of the batch with and without the margin.
        Objective::Class(_) => sum(&[
            product(&[5 + 2 * 4, classes, d]),
            product(&[2 * 2, batch, classes]),
        ]),
        // Cosines, slopes and those of a second loss, between the samples of the batch.
        Objective::Pair(_) => product(&[2 * 3, batch, batch]),
    };
    sum(&[layers, head]).saturating_mul(size_of::<f32>() as u64)
}

/// Class weights start as random directions of length 1.
fn init_directions(weights: &mut [f32], d: usize, rng: &mut ChaCha8Rng) {
    for row in weights.chunks_exact_mut(d.max(1)) {
        row.iter_mut().for_each(|w| *w = normal(rng) as f32);
        let norm = row
            .iter()
            .map(|w| w * w)
            .sum::<f32>()
            .sqrt()
            .max(f32::MIN_POSITIVE);
        row.iter_mut().for_each(|w| *w /= norm);
    }
}

fn decaying(network: &Network) -> Vec<Range<usize>> {
    let tensors = network.tensors().into_iter();
    tensors
        .filter(|(_, tensor, _)| tensor.decays)
        .map(|(_, _, range)| range)
        .collect()
}

//! A whole run as data: what a preset, an experiment file and the sliders describe.

use crate::data::{self, LeftOut, Texts};
use crate::knob::{Knob, Knobs};
use crate::loss;
use crate::nn::Schedule;

/// The source of features that are given.
pub(super) const FEATURES: &str = "features";

/// Everything that determines a run. Two equal experiments give the same bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    /// `[data]`
    pub data: DataConfig,
    /// `[model]`
    pub model: ModelConfig,
    /// `[loss]`
    pub loss: LossConfig,
    /// `[optimizer]`
    pub optimizer: OptimizerConfig,
    /// `[seeds]`
    pub seeds: Seeds,
    /// Training for files ends after so many steps; in the window it goes on until it is paused.
    pub steps: u64,
}

/// Where the samples come from.
#[derive(Clone, Debug, PartialEq)]
pub struct DataConfig {
    /// Id in the registry of sources.
    pub source: String,
    /// The classes to use, by their index in the source; empty means all.
    pub classes: Vec<usize>,
    /// Which of these are left out of training; their held-out samples are measured apart.
    pub unseen: LeftOut,
    /// File or folder to read, for sources that read files; empty otherwise.
    pub path: String,
    /// The source's other settings that are no numbers.
    pub texts: Texts,
    /// The source's numbers.
    pub knobs: Knobs,
}

/// The kind of network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelKind {
    /// One layer, without a bias.
    Linear,
    /// Hidden layers, each with an activation.
    Mlp,
    /// Convolutions and poolings, then hidden layers.
    Cnn,
    /// None: the samples are features that are shown as they are, and nothing is trained.
    Features,
}

/// What stands behind a hidden layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// max(0, x)
    Relu,
    /// max(0, x) + a min(0, x) with a trained slope a for each channel (He et al. 2015).
    Prelu,
    /// tanh x
    Tanh,
}

/// The network, from an input to its feature.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelConfig {
    /// The kind of network.
    pub kind: ModelKind,
    /// Widths of the hidden layers of the MLP.
    pub hidden: Vec<usize>,
    /// Channels of the CNN: `convs` convolutions and a pooling for each entry.
    pub channels: Vec<usize>,
    /// Widths of the CNN's hidden layers between its last pooling and the features; none is allowed.
    pub dense: Vec<usize>,
    /// Convolutions before each pooling of the CNN.
    pub convs: usize,
    /// Rows and columns of a convolution's kernel: 3 or 5.
    pub kernel: usize,
    /// What stands behind each hidden layer.
    pub activation: Activation,
    /// d, the dimension of features: 2 is the circle, 3 the sphere.
    pub feature_dim: usize,
}

/// The loss and how its class weights start.
#[derive(Clone, Debug, PartialEq)]
pub struct LossConfig {
    /// Id in the registry of losses.
    pub id: String,
    /// The loss's numbers.
    pub knobs: Knobs,
    /// How class weights start.
    pub init: WeightInit,
}

impl LossConfig {
    /// Whether the loss has a margin.
    pub fn has_margin(&self) -> bool {
        loss::find(&self.id).is_some_and(|loss| loss.has_margin())
    }
}

/// How class weights start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightInit {
    /// Random directions.
    Random,
    /// The mean directions of the untrained network's features, seen from their common centre. On the circle a class
    /// cannot pass another one without crossing it, so the order that classes start in matters: this one puts
    /// classes that look alike beside each other.
    Means,
}

/// How parameters follow their gradients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptimizerKind {
    /// Gradient descent with momentum.
    Sgd,
    /// Adam with decoupled weight decay.
    Adam,
}

/// The optimizer and its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct OptimizerConfig {
    /// How parameters follow their gradients.
    pub kind: OptimizerKind,
    /// η, before its schedule.
    pub learning_rate: f64,
    /// μ of SGD, β₁ of Adam.
    pub momentum: f64,
    /// λ, for weights but not for biases and slopes.
    pub weight_decay: f64,
    /// Samples in a step.
    pub batch: usize,
    /// How the learning rate changes over the run.
    pub schedule: Schedule,
    /// The schedule spans so many steps; 0 means `steps`. Behind its end the last rate holds.
    pub schedule_steps: u64,
    /// The schedule never goes below this fraction of the learning rate: what keeps a run alive under the sliders.
    pub schedule_floor: f64,
}

/// What each purpose draws its random numbers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeds {
    /// For samples that are drawn.
    pub data: u64,
    /// For the parameters that training starts from.
    pub init: u64,
    /// For the order of the samples.
    pub order: u64,
}

impl Experiment {
    /// Changes the loss. A knob that both losses declare in the same words keeps its value, such as s; the others get
    /// their defaults: the m of AM-Softmax is a cosine, ArcFace's an angle, A-Softmax's a factor, and circle loss asks
    /// for less where its m is larger. An unknown id changes nothing.
    pub fn set_loss(&mut self, id: &str) {
        let Some(loss) = loss::find(id) else {
            return;
        };
        let left = loss::find(&self.loss.id).map_or(&[][..], |left| left.knobs());
        let shared: Vec<Knob> = loss
            .knobs()
            .iter()
            .filter(|k| left.contains(k))
            .copied()
            .collect();
        let mut knobs = loss.defaults();
        for (id, value) in self.loss.knobs.carried_to(&shared).iter() {
            knobs.set(id, value);
        }
        self.loss.id = id.to_owned();
        self.loss.knobs = knobs;
    }

    /// Changes the source of data: its knobs start at their defaults, all classes are used and none is left out. An unknown id changes
    /// nothing, nor does the present one.
    pub fn set_source(&mut self, id: &str) {
        if self.data.source == id {
            return;
        }
        if let Some(source) = data::find(id) {
            // Features that are given are shown as they are, and other samples trained on until somebody says otherwise.
            if id == FEATURES {
                self.model.kind = ModelKind::Features;
            } else if self.data.source == FEATURES {
                self.model.kind = ModelKind::Mlp;
            }
            self.data.source = id.to_owned();
            self.data.knobs = Knobs::defaults(source.knobs());
            self.data.texts = Texts::defaults(source.texts());
            self.data.classes.clear();
            self.data.unseen = LeftOut::default();
        }
    }

    /// The learning rate in force at `step` (from 0).
    pub fn learning_rate_at(&self, step: u64) -> f64 {
        let config = &self.optimizer;
        let factor = config.schedule.factor(step, self.schedule_span());
        config.learning_rate * factor.max(config.schedule_floor)
    }

    /// The step at which the loss's schedules stand after `step`: past their end where features are given without the step they
    /// are of, as `told` says, or, where nothing says so, with a step of 0.
    pub fn schedule_step(&self, step: u64, told: Option<Option<u64>>) -> u64 {
        let unknown = told.map_or(step == 0, |told| told.is_none());
        match self.model.kind == ModelKind::Features && unknown {
            true => u64::MAX,
            false => step,
        }
    }

    /// Whether every step is the same as with `other`, up to where the shorter one ends.
    pub fn trains_like(&self, other: &Self) -> bool {
        let spans = self.schedule_span() == other.schedule_span();
        let mut same = other.clone();
        same.steps = self.steps;
        same.optimizer.schedule_steps = self.optimizer.schedule_steps;
        spans && same == *self
    }

    /// Steps that the learning rate's schedule spans.
    pub fn schedule_span(&self) -> u64 {
        match self.optimizer.schedule_steps {
            0 => self.steps,
            steps => steps,
        }
    }

    /// What its data set is made from.
    pub fn request(&self) -> data::Request<'_> {
        data::Request {
            knobs: &self.data.knobs,
            texts: &self.data.texts,
            path: Some(self.data.path.as_str()).filter(|path| !path.is_empty()),
            classes: &self.data.classes,
            left_out: &self.data.unseen,
            seed: self.seeds.data,
            as_features: self.model.kind == ModelKind::Features,
        }
    }
}

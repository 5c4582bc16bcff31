//! A whole run as data: what a preset, an experiment file and the sliders describe.

use crate::knob::Knobs;

/// Everything that determines a run. Two equal experiments give the same bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    pub data: DataConfig,
    pub model: ModelConfig,
    pub loss: LossConfig,
    pub optimizer: OptimizerConfig,
    pub seeds: Seeds,
    /// Training ends after so many steps.
    pub steps: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DataConfig {
    /// Id in the registry of sources.
    pub source: String,
    /// The classes to use, by their index in the source; empty means all.
    pub classes: Vec<usize>,
    /// Folder to read, for sources that read files.
    pub path: Option<String>,
    pub knobs: Knobs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelKind {
    Linear,
    Mlp,
    Cnn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    Relu,
    Prelu,
    Tanh,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ModelConfig {
    pub kind: ModelKind,
    /// Widths of the hidden layers of the MLP.
    pub hidden: Vec<usize>,
    /// Channels of the CNN: two 3×3 convolutions and a pooling for each entry.
    pub channels: Vec<usize>,
    pub activation: Activation,
    pub feature_dim: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct LossConfig {
    pub id: String,
    pub knobs: Knobs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptimizerKind {
    Sgd,
    Adam,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleKind {
    Constant,
    /// Divided by 10 at 60 % and at 80 % of the steps.
    Step,
    Cosine,
}

#[derive(Clone, Debug, PartialEq)]
pub struct OptimizerConfig {
    pub kind: OptimizerKind,
    pub learning_rate: f64,
    pub momentum: f64,
    pub weight_decay: f64,
    pub batch: usize,
    pub schedule: ScheduleKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeds {
    pub data: u64,
    pub init: u64,
    pub order: u64,
}

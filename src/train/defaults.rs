//! What an experiment is that says nothing: each number from the one place that declares it.

use super::experiment::{
    Activation, DataConfig, Experiment, LossConfig, ModelConfig, ModelKind, OptimizerConfig,
    OptimizerKind, Seeds, WeightInit,
};
use super::numbers::NUMBERS;
use crate::data::{LeftOut, Texts};
use crate::knob::Knobs;
use crate::nn::Schedule;

impl Default for Experiment {
    /// What a file that says nothing trains. Every number is the default that declares it: those of [`NUMBERS`], of the
    /// source and of the loss.
    fn default() -> Self {
        let mut experiment = Self::unnumbered();
        for number in &NUMBERS {
            (number.set)(&mut experiment, number.knob.default);
        }
        experiment.set_source("fashion");
        experiment.set_loss("am-softmax");
        experiment
    }
}

impl Experiment {
    /// The words and lists of the default experiment. Its numbers stand at 0 until their declarations fill them in, so that
    /// no default stands in two places.
    fn unnumbered() -> Self {
        Self {
            data: DataConfig {
                source: String::new(),
                classes: Vec::new(),
                unseen: LeftOut::default(),
                path: String::new(),
                texts: Texts::default(),
                knobs: Knobs::default(),
            },
            model: ModelConfig {
                kind: ModelKind::Mlp,
                hidden: vec![256, 128],
                channels: vec![32, 64, 128],
                dense: Vec::new(),
                convs: 0,
                kernel: 0,
                activation: Activation::Prelu,
                feature_dim: 0,
            },
            loss: LossConfig {
                id: String::new(),
                knobs: Knobs::default(),
                init: WeightInit::Means,
            },
            optimizer: OptimizerConfig {
                kind: OptimizerKind::Adam,
                learning_rate: 0.0,
                momentum: 0.0,
                weight_decay: 0.0,
                batch: 0,
                schedule: Schedule::Cosine,
                schedule_steps: 0,
                schedule_floor: 0.0,
            },
            seeds: Seeds {
                data: 0,
                init: 0,
                order: 0,
            },
            steps: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data, loss};

    #[test]
    fn no_number_has_a_default_beside_the_one_that_declares_it() {
        let blank = Experiment::unnumbered();
        let default = Experiment::default();
        for number in &NUMBERS {
            let (id, declared) = (number.key(), number.knob.default);
            assert_eq!(
                (number.get)(&blank),
                0.0,
                "{id} stands in the experiment too"
            );
            assert_eq!((number.get)(&default), declared, "{id}");
        }
        assert_eq!(blank.data.knobs, Knobs::default());
        assert_eq!(blank.loss.knobs, Knobs::default());
        let source = data::find(&default.data.source).unwrap();
        assert_eq!(default.data.knobs, Knobs::defaults(source.knobs()));
        let loss = loss::find(&default.loss.id).unwrap();
        assert_eq!(default.loss.knobs, loss.defaults());
    }
}

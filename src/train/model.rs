//! From the description of a model to its network.

use super::experiment::{Activation, ModelConfig, ModelKind};
use crate::data::Shape;
use crate::nn::{
    ConvShape, Dense, Flatten, Layer, MaxPool2, Network, Prelu, Relu, Tanh, convolution,
};

/// The network of `config` for samples of this shape. The last layer has neither bias nor activation.
///
/// # Errors
/// When a CNN is asked to look at something that is no image, or pools its image away; says so for a person.
pub fn build(config: &ModelConfig, shape: Shape) -> Result<Network, String> {
    let mut layers: Vec<Box<dyn Layer>> = Vec::new();
    let mut width = shape.len();
    if config.kind == ModelKind::Cnn {
        width = convolutions(config, shape, &mut layers)?;
    }
    if config.kind == ModelKind::Features {
        return Ok(Network::new(vec![Box::new(Flatten::new(1, width))]));
    }
    let hidden = match config.kind {
        ModelKind::Mlp => config.hidden.as_slice(),
        ModelKind::Cnn => config.dense.as_slice(),
        ModelKind::Linear | ModelKind::Features => &[],
    };
    for &units in hidden {
        layers.push(Box::new(Dense::hidden(width, units)));
        layers.push(activation(config.activation, units, 1));
        width = units;
    }
    layers.push(Box::new(Dense::features(width, config.feature_dim)));
    Ok(Network::new(layers))
}

/// `convs` convolutions and a pooling for each entry of `channels`, the picture's planes in the end; returns how many
/// numbers come out.
fn convolutions(
    config: &ModelConfig,
    shape: Shape,
    layers: &mut Vec<Box<dyn Layer>>,
) -> Result<usize, String> {
    let Shape::Image {
        mut height,
        mut width,
        channels,
    } = shape
    else {
        let found = shape.len();
        return Err(format!(
            "model.kind: found \"cnn\" for samples of {found} coordinates, expected \"mlp\" or \"linear\": a CNN looks at images"
        ));
    };
    let mut from = channels;
    for &to in &config.channels {
        if height < 2 || width < 2 {
            let levels = config.channels.len();
            return Err(format!(
                "model.channels: found {levels} levels, expected fewer: each one halves the image, and nothing would be left"
            ));
        }
        for _ in 0..config.convs {
            layers.push(convolution(ConvShape {
                from,
                to,
                height,
                width,
                kernel: config.kernel,
            }));
            layers.push(activation(config.activation, to, height * width));
            from = to;
        }
        layers.push(Box::new(MaxPool2::new(to, height, width)));
        (height, width) = (height / 2, width / 2);
    }
    layers.push(Box::new(Flatten::new(from, height * width)));
    Ok(from * height * width)
}

fn activation(kind: Activation, channels: usize, area: usize) -> Box<dyn Layer> {
    match kind {
        Activation::Relu => Box::new(Relu::new(channels * area)),
        Activation::Prelu => Box::new(Prelu::new(channels, area)),
        Activation::Tanh => Box::new(Tanh::new(channels * area)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: Shape = Shape::Image {
        height: 28,
        width: 28,
        channels: 1,
    };

    fn config(kind: ModelKind) -> ModelConfig {
        ModelConfig {
            kind,
            hidden: vec![256, 128],
            channels: vec![32, 64, 128],
            dense: Vec::new(),
            convs: 2,
            kernel: 3,
            activation: Activation::Prelu,
            feature_dim: 3,
        }
    }

    fn check(kind: ModelKind, shape: Shape, expect: Result<usize, &str>) {
        match (build(&config(kind), shape), expect) {
            (Ok(network), Ok(parameters)) => {
                assert_eq!(network.parameters(), parameters);
                assert_eq!(network.feature_dim(), 3);
            }
            (Err(found), Err(expect)) => assert!(found.contains(expect), "{found}"),
            (found, expect) => panic!(
                "found {:?}, expected {expect:?}",
                found.map(|_| "a network")
            ),
        }
    }

    #[test]
    fn models_have_the_size_that_their_description_says() {
        check(ModelKind::Linear, IMAGE, Ok(784 * 3));
        let mlp = (784 + 2) * 256 + (256 + 2) * 128 + 128 * 3;
        check(ModelKind::Mlp, IMAGE, Ok(mlp));
        let level = |from: usize, to: usize| (9 * from + 2) * to + (9 * to + 2) * to;
        let cnn = level(1, 32) + level(32, 64) + level(64, 128) + 128 * 9 * 3;
        check(ModelKind::Cnn, IMAGE, Ok(cnn));
    }

    #[test]
    fn hidden_layers_stand_between_the_pictures_and_the_features() {
        let mut config = config(ModelKind::Cnn);
        let plain = build(&config, IMAGE).unwrap().parameters();
        config.dense = vec![64];
        let hidden = build(&config, IMAGE).unwrap().parameters();
        let flat = 128 * 9;
        assert_eq!(hidden, plain - flat * 3 + (flat + 2) * 64 + 64 * 3);
    }

    #[test]
    fn a_model_that_does_not_fit_its_data_is_refused_in_words() {
        check(
            ModelKind::Cnn,
            Shape::Flat(16),
            Err("a CNN looks at images"),
        );
        let small = Shape::Image {
            height: 4,
            width: 4,
            channels: 1,
        };
        check(ModelKind::Cnn, small, Err("nothing would be left"));
    }
}

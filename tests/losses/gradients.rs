//! Gradients of every layer and of whole networks against central differences, convolution and pooling against their
//! definitions.

use marginscope::data::Shape;
use marginscope::nn::{
    ConvShape, Dense, Flatten, Layer, MaxPool2, Network, Params, Pass, Place, Prelu, Ready, Relu,
    Tanh, Way, convolution, made,
};
use marginscope::train::{Activation, Experiment, ModelKind, model};
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

const SAMPLES: usize = 3;

/// What is in the room that a layer must fill or leave alone.
const UNTOUCHED: f32 = f32::NAN;

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(5)
}

/// Numbers with 0.3 ≤ |x| ≤ 1: a step of 0.1 does not take them across the kink at 0.
fn away_from_zero(count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let number = |_| {
        let size = 0.3 + 0.7 * rng.random::<f32>();
        if rng.random::<bool>() { size } else { -size }
    };
    (0..count).map(number).collect()
}

/// Numbers at least 0.25 apart: a step of 0.1 does not change which one is the largest.
fn apart(count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let middle = count as f32 / 2.0;
    let mut numbers: Vec<f32> = (0..count).map(|i| 0.25 * (i as f32 - middle)).collect();
    numbers.shuffle(rng);
    numbers
}

fn parameters(layer: &dyn Layer) -> usize {
    layer.tensors().iter().map(|tensor| tensor.len()).sum()
}

fn forward(layer: &mut dyn Layer, params: &[f32], x: &[f32]) -> Vec<f32> {
    let mut y = vec![UNTOUCHED; SAMPLES * layer.outputs()];
    forward_into(layer, params, x, &mut y, SAMPLES);
    y
}

fn forward_into(layer: &mut dyn Layer, values: &[f32], x: &[f32], y: &mut [f32], n: usize) {
    let made = &made(layer, Way::Forward, values);
    layer.forward(Params { values, made }, x, y, n, Place::WHOLE);
}

fn backward_into(
    layer: &mut dyn Layer,
    values: &[f32],
    grads: &mut [f32],
    pass: Pass<'_>,
    dx: Option<&mut [f32]>,
) {
    let made = &made(layer, Way::Backward, values);
    layer.backward(Params { values, made }, grads, pass, dx);
}

/// Σ r·y in double precision.
fn weighted(y: &[f32], r: &[f32]) -> f64 {
    y.iter()
        .zip(r)
        .map(|(y, r)| f64::from(*y) * f64::from(*r))
        .sum()
}

/// The derivative of `f` by every number in `at`.
fn central(at: &[f32], step: f32, mut f: impl FnMut(&[f32]) -> f64) -> Vec<f64> {
    let mut moved = at.to_vec();
    let mut derivative = |i: usize| {
        let mut side = |step: f32| {
            moved[i] = at[i] + step;
            (f(&moved), f64::from(moved[i]))
        };
        let ((above, right), (below, left)) = (side(step), side(-step));
        moved[i] = at[i];
        (above - below) / (right - left)
    };
    (0..at.len()).map(&mut derivative).collect()
}

fn assert_close(found: &[f32], expect: &[f64], what: &str) {
    assert_eq!(found.len(), expect.len());
    for (i, (found, expect)) in found.iter().zip(expect).enumerate() {
        let error = (f64::from(*found) - expect).abs();
        assert!(
            error < 1e-3 * (1.0 + expect.abs()),
            "{what} {i}: {found} is not {expect}"
        );
    }
}

/// Parameters and inputs of `layer` on numbers that `draw` gives, its outputs weighted at random.
fn check(mut layer: impl Layer, step: f32, draw: fn(usize, &mut ChaCha8Rng) -> Vec<f32>) {
    let layer: &mut dyn Layer = &mut layer;
    let rng = &mut rng();
    let x = draw(SAMPLES * layer.inputs(), rng);
    let params = away_from_zero(parameters(layer), rng);
    let r = away_from_zero(SAMPLES * layer.outputs(), rng);
    let by_params = central(&params, step, |params| {
        weighted(&forward(layer, params, &x), &r)
    });
    let by_inputs = central(&x, step, |x| weighted(&forward(layer, &params, x), &r));

    let y = forward(layer, &params, &x);
    let pass = Pass {
        n: SAMPLES,
        x: &x,
        y: &y,
        dy: &r,
        place: Place::WHOLE,
    };
    let mut grads = vec![UNTOUCHED; params.len()];
    let mut dx = vec![UNTOUCHED; x.len()];
    backward_into(layer, &params, &mut grads, pass, Some(&mut dx));
    assert_close(&grads, &by_params, "parameter");
    assert_close(&dx, &by_inputs, "input");

    let mut alone = vec![UNTOUCHED; params.len()];
    backward_into(layer, &params, &mut alone, pass, None);
    assert_eq!(
        alone, grads,
        "the first layer's, whose inputs need no gradient"
    );
    check_room(layer, &params, &x, &y, &r);
}

/// Slices longer than the batch, as a network has them after a larger one, change nothing.
fn check_room(layer: &mut dyn Layer, params: &[f32], x: &[f32], y: &[f32], dy: &[f32]) {
    let longer = |numbers: &[f32]| [numbers, &[UNTOUCHED; 7]].concat();
    let (long_x, long_dy) = (longer(x), longer(dy));
    let mut long_y = vec![UNTOUCHED; y.len() + 7];
    forward_into(layer, params, &long_x, &mut long_y, SAMPLES);
    assert_eq!(long_y[..y.len()], *y);
    let pass = Pass {
        n: SAMPLES,
        x: &long_x,
        y: &long_y,
        dy: &long_dy,
        place: Place::WHOLE,
    };
    let (mut grads, mut dx) = (vec![UNTOUCHED; params.len()], vec![UNTOUCHED; x.len() + 7]);
    backward_into(layer, params, &mut grads, pass, Some(&mut dx));
    assert!(grads.iter().chain(&dx[..x.len()]).all(|g| g.is_finite()));
}

#[test]
fn a_dense_layer_has_the_gradient_of_its_definition() {
    for (inputs, outputs) in [(1, 1), (7, 5), (33, 17)] {
        check(Dense::hidden(inputs, outputs), 0.1, away_from_zero);
        check(Dense::features(inputs, outputs), 0.1, away_from_zero);
    }
}

#[test]
fn a_convolution_has_the_gradient_of_its_definition() {
    for shape in convolutions() {
        // Linear in inputs and in parameters: a large step is as right as a small one, and drowns the rounding.
        check(convolution(shape), 1.0, away_from_zero);
    }
}

#[test]
fn pooling_has_the_gradient_of_its_definition() {
    for (channels, height, width) in POOLS {
        check(MaxPool2::new(channels, height, width), 0.1, apart);
    }
}

#[test]
fn flattening_has_the_gradient_of_its_definition_and_puts_planes_behind_each_other() {
    check(Flatten::new(3, 20), 0.1, away_from_zero);
    let layer = &mut Flatten::new(2, 3);
    let mut y = [UNTOUCHED; 6];
    forward_into(layer, &[], &[1.0, 10.0, 2.0, 20.0, 3.0, 30.0], &mut y, 1);
    assert_eq!(y, [1.0, 2.0, 3.0, 10.0, 20.0, 30.0]);
}

#[test]
fn activations_have_the_gradients_of_their_definitions() {
    check(Prelu::new(6, 1), 0.1, away_from_zero);
    check(Prelu::new(3, 20), 0.1, away_from_zero);
    check(Relu::new(24), 0.1, away_from_zero);
    check(Tanh::new(24), 0.01, away_from_zero);
}

/// From, to, height, width: few channels are unrolled, more are cut into tiles; 16 fill a register.
const CONVOLUTIONS: [(usize, usize, usize, usize); 9] = [
    (1, 1, 1, 1),
    (2, 3, 1, 5),
    (2, 3, 5, 1),
    (1, 2, 2, 2),
    (3, 2, 4, 6),
    (4, 4, 1, 1),
    (5, 3, 3, 3),
    (4, 18, 5, 6),
    (17, 2, 9, 4),
];

fn convolutions() -> impl Iterator<Item = ConvShape> {
    let of = |kernel| {
        CONVOLUTIONS.map(|(from, to, height, width)| ConvShape {
            from,
            to,
            height,
            width,
            kernel,
        })
    };
    [3, 5].into_iter().flat_map(of)
}

const POOLS: [(usize, usize, usize); 6] = [
    (1, 2, 2),
    (2, 3, 3),
    (3, 4, 6),
    (2, 5, 2),
    (1, 2, 7),
    (4, 7, 7),
];

#[test]
fn a_convolution_is_the_sum_over_its_neighbours() {
    for shape in convolutions() {
        let ConvShape {
            from,
            to,
            height,
            width,
            kernel,
        } = shape;
        let layer = &mut convolution(shape);
        let rng = &mut rng();
        let x = away_from_zero(SAMPLES * layer.inputs(), rng);
        let params = away_from_zero(parameters(layer), rng);
        let taps = from * kernel * kernel;
        let (weights, bias) = params.split_at(to * taps);
        let pixel = |sample: usize, channel: usize, row: isize, col: isize| {
            let inside = (0..height as isize).contains(&row) && (0..width as isize).contains(&col);
            let at = (sample * height + row.max(0) as usize) * width + col.max(0) as usize;
            if inside {
                f64::from(x[at * from + channel])
            } else {
                0.0
            }
        };
        let mut expect = Vec::new();
        for i in 0..SAMPLES * height * width * to {
            let (at, out) = (i / to, i % to);
            let (sample, row, col) = (at / (height * width), at / width % height, at % width);
            let mut sum = f64::from(bias[out]);
            for tap in 0..taps {
                let (channel, tap_in) = (tap / (kernel * kernel), tap % (kernel * kernel));
                let border = (kernel / 2) as isize;
                let (down, right) = ((tap_in / kernel) as isize, (tap_in % kernel) as isize);
                let (row, col) = (row as isize + down - border, col as isize + right - border);
                sum += f64::from(weights[out * taps + tap]) * pixel(sample, channel, row, col);
            }
            expect.push(sum);
        }
        let found = forward(layer, &params, &x);
        // Tiles compute with sums that cancel: they are a little less exact than the definition in single precision.
        for (found, expect) in found.iter().zip(&expect) {
            let error = (f64::from(*found) - expect).abs();
            assert!(error < 1e-4, "{shape:?}: {found} is not {expect}");
        }
    }
}

#[test]
fn pooling_takes_the_largest_of_each_square_and_leaves_odd_ends_out() {
    for (channels, height, width) in POOLS {
        let layer = &mut MaxPool2::new(channels, height, width);
        let x = apart(SAMPLES * layer.inputs(), &mut rng());
        let mut expect = Vec::new();
        for picture in x.chunks(height * width * channels) {
            for i in 0..height / 2 * (width / 2) * channels {
                let (pixel, channel) = (i / channels, i % channels);
                let (row, col) = (pixel / (width / 2), pixel % (width / 2));
                let at = |down, right| {
                    let pixel = (2 * row + down) * width + 2 * col + right;
                    picture[pixel * channels + channel]
                };
                let square = [at(0, 0), at(0, 1), at(1, 0), at(1, 1)];
                expect.push(square.into_iter().fold(f32::MIN, f32::max));
            }
        }
        assert_eq!(
            forward(layer, &[], &x),
            expect,
            "{channels} {height}×{width}"
        );
    }
}

#[test]
fn a_number_that_is_none_passes_through_every_activation() {
    let layers: [Box<dyn Layer>; 3] = [
        Box::new(Prelu::new(1, 1)),
        Box::new(Relu::new(1)),
        Box::new(Tanh::new(1)),
    ];
    for mut layer in layers {
        let mut y = [0.0];
        forward_into(&mut layer, &[0.25], &[f32::NAN], &mut y, 1);
        assert!(y[0].is_nan(), "a run that diverged must be seen");
    }
}

/// The network of a model, its parameters and the part of them that each tensor has.
fn network(kind: ModelKind, activation: Activation, shape: Shape) -> (Network, Vec<f32>) {
    let mut config = Experiment::default().model;
    config.kind = kind;
    config.activation = activation;
    config.hidden = vec![7, 5];
    config.channels = vec![3, 4];
    let network = model::build(&config, shape).unwrap();
    let mut params = vec![0.0; network.parameters()];
    network.init(&mut params, &mut rng());
    (network, params)
}

/// Every tensor's gradient in a whole network. A step may take a few of the many units across their kinks, so it is
/// the error of the tensor as a whole that counts: a wrong formula for a part of it would be far larger.
fn check_network(kind: ModelKind, activation: Activation, shape: Shape) {
    let (mut network, params) = network(kind, activation, shape);
    let rng = &mut rng();
    let x = away_from_zero(SAMPLES * shape.len(), rng);
    let r = away_from_zero(SAMPLES * network.feature_dim(), rng);
    let numeric = central(&params, 2e-3, |params| {
        let made = network.made(params);
        weighted(network.forward(Ready::new(params, &made), &x, SAMPLES), &r)
    });
    let made = network.made(&params);
    let ready = Ready::new(&params, &made);
    let mut grads = vec![UNTOUCHED; params.len()];
    // A larger batch before leaves room behind the present one.
    network.forward(ready, &[x.clone(), x.clone()].concat(), 2 * SAMPLES);
    network.forward(ready, &x, SAMPLES);
    network.backward(ready, &mut grads, &x, &r, SAMPLES);
    for (name, _, range) in network.tensors() {
        let norm =
            |numbers: &mut dyn Iterator<Item = f64>| numbers.map(|x| x * x).sum::<f64>().sqrt();
        let pairs = || grads[range.clone()].iter().zip(&numeric[range.clone()]);
        let error = norm(&mut pairs().map(|(found, expect)| f64::from(*found) - expect));
        let size = norm(&mut pairs().map(|(_, expect)| *expect));
        assert!(
            size > 1e-3,
            "{kind:?} {activation:?} {name}: there is a gradient to compare"
        );
        assert!(
            error < 0.01 * size,
            "{kind:?} {activation:?} {name}: off by {error} of {size}"
        );
    }
}

#[test]
fn whole_networks_have_the_gradient_of_their_features() {
    let image = Shape::Image {
        height: 9,
        width: 6,
        channels: 1,
    };
    let colours = Shape::Image {
        height: 9,
        width: 6,
        channels: 3,
    };
    check_network(ModelKind::Cnn, Activation::Tanh, colours);
    check_network(ModelKind::Linear, Activation::Prelu, Shape::Flat(11));
    check_network(ModelKind::Linear, Activation::Prelu, image);
    for activation in [Activation::Relu, Activation::Prelu, Activation::Tanh] {
        check_network(ModelKind::Mlp, activation, Shape::Flat(11));
        check_network(ModelKind::Mlp, activation, image);
        check_network(ModelKind::Cnn, activation, image);
    }
}

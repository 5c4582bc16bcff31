//! The same bits with every instruction set that this processor has: all layers, the products, the optimizers.
//!
//! `level` is chosen per thread, and layers stay on theirs.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::product::{PANEL, Size, Strides, product, product_transposed};
use super::simd::testing::check_bits;
use super::*;

const CASES: u32 = 60;

fn numbers(count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let mut number = |_| match rng.random_range(0..20) {
        0 => 0.0,
        1 => -0.0,
        _ => crate::math::normal(rng) as f32 * f32::powi(2.0, rng.random_range(-6..6)),
    };
    (0..count).map(&mut number).collect()
}

/// Outputs and all gradients of a forward and a backward pass of `n` samples.
fn check_layer(what: &str, make: impl Fn() -> Box<dyn Layer>, n: usize, seed: u64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let layer = make();
    let params = numbers(layer.tensors().iter().map(Tensor::len).sum(), &mut rng);
    let x = numbers(n * layer.inputs(), &mut rng);
    let dy = numbers(n * layer.outputs(), &mut rng);
    check_bits(what, || {
        let mut layer = make();
        let mut y = vec![0.0; n * layer.outputs()];
        let mut grads = vec![0.0; params.len()];
        let mut dx = vec![0.0; x.len()];
        let ready = |made| Params {
            values: &params,
            made,
        };
        let [forward, backward] =
            [Way::Forward, Way::Backward].map(|way| made(&layer, way, &params));
        layer.forward(ready(&forward), &x, &mut y, n, Place::WHOLE);
        let pass = Pass {
            n,
            x: &x,
            y: &y,
            dy: &dy,
            place: Place::WHOLE,
        };
        layer.backward(ready(&backward), &mut grads, pass, Some(&mut dx));
        [y, grads, dx].concat()
    });
}

fn check_product(m: usize, k: usize, n: usize, seed: u64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (a, b) = (numbers(m * k, &mut rng), numbers(k * n, &mut rng));
    let before = numbers(m * n, &mut rng);
    let size = Size { m, k, n };
    for accumulate in [false, true] {
        for strides in [Strides::rows(k), Strides::columns(m)] {
            check_bits(&format!("{m}×{k}×{n}"), || {
                let mut c = before.clone();
                product(&mut c, size, &a, strides, &b, accumulate);
                c
            });
        }
        check_bits(&format!("{m}×{k}×{n} transposed"), || {
            let (mut c, mut panel) = (before.clone(), vec![0.0; k * PANEL]);
            product_transposed(&mut c, size, &a, &b, &mut panel, accumulate);
            c
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn products(m in 1..40_usize, k in 0..50_usize, n in 1..75_usize, seed: u64) {
        check_product(m, k, n, seed);
    }

    #[test]
    fn convolutions(
        (from, to) in (1..20_usize, 1..20_usize),
        (height, width) in (1..11_usize, 1..11_usize),
        five: bool,
        n in 1..4_usize,
        seed: u64,
    ) {
        let kernel = if five { 5 } else { 3 };
        let shape = ConvShape { from, to, height, width, kernel };
        check_layer(&format!("{shape:?}"), || convolution(shape), n, seed);
    }

    #[test]
    fn dense_layers(inputs in 1..70_usize, outputs in 1..70_usize, n in 1..40_usize, seed: u64) {
        check_layer("dense", || Box::new(Dense::hidden(inputs, outputs)), n, seed);
        check_layer("features", || Box::new(Dense::features(inputs, outputs)), n, seed);
        check_layer("few features", || Box::new(Dense::features(inputs, 3)), n, seed);
    }

    #[test]
    fn activations_and_pooling(
        channels in 1..40_usize,
        (height, width) in (2..8_usize, 2..8_usize),
        n in 1..5_usize,
        seed: u64,
    ) {
        let area = height * width;
        check_layer("prelu", || Box::new(Prelu::new(channels, area)), n, seed);
        check_layer("relu", || Box::new(Relu::new(channels * area)), n, seed);
        check_layer("tanh", || Box::new(Tanh::new(channels * area)), n, seed);
        check_layer("pool", || Box::new(MaxPool2::new(channels, height, width)), n, seed);
        check_layer("flatten", || Box::new(Flatten::new(channels, area)), n, seed);
    }

    #[test]
    fn optimizers_and_sums(count in 1..100_usize, seed: u64) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (params, grads) = (numbers(count, &mut rng), numbers(count, &mut rng));
        let first_half = 0..count / 2;
        let decays = std::slice::from_ref(&first_half);
        let tuning = Tuning { learning_rate: 0.013, momentum: 0.9, weight_decay: 0.07 };
        let steps = |optimizer: &mut dyn Optimizer| {
            let mut params = params.clone();
            (0..3).for_each(|_| optimizer.update(&mut params, &grads, decays, tuning));
            params
        };
        check_bits("sgd", || steps(&mut Sgd::new(count)));
        check_bits("adam", || steps(&mut Adam::new(count)));
        check_bits("sum", || {
            let mut sum = params.clone();
            sum_into(&mut sum, &grads);
            sum
        });
    }
}

/// Large enough that the right side is laid side by side, which only some sizes of registers do.
#[test]
fn large_products() {
    check_product(61, 270, 261, 1);
    check_product(129, 784, 256, 2);
}

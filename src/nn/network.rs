use std::ops::Range;

use rand_chacha::ChaCha8Rng;

use super::room::Room;
use super::{Layer, Params, Pass, Place, Tensor, Way};

/// Layers in a row, with room for what they compute.
pub struct Network {
    layers: Vec<Box<dyn Layer>>,
    /// The part of the flat parameters that belongs to each layer.
    ranges: Vec<Range<usize>>,
    /// Layers that a part of a batch goes through before the next part begins.
    groups: Vec<Group>,
    /// Whether the output of a layer is kept for the backward pass; if not it is that of the last part alone.
    kept: Vec<bool>,
    /// Output of each layer for the last batch.
    outputs: Vec<Room>,
    /// Gradient with respect to a group's output, and to its input: two that change places from group to group.
    d_outputs: [Room; 2],
    /// The same for the layers within a group, of a part of the batch.
    d_inner: [Room; 2],
}

/// What a layer makes of its parameters for a pass, once for all samples of a batch.
pub struct Made {
    layer: usize,
    way: Way,
    numbers: Room,
}

/// The parameters of a network, with what its layers have made of them.
#[derive(Clone, Copy)]
pub struct Ready<'a> {
    /// All of them.
    pub params: &'a [f32],
    /// [Made](Network::make) of them for the forward pass, and for the backward pass.
    pub made: [&'a [Made]; 2],
}

impl<'a> Ready<'a> {
    /// Parameters, and all that was [made](Network::made) of them.
    pub fn new(params: &'a [f32], made: &'a [Vec<Made>; 2]) -> Self {
        Self {
            params,
            made: made.each_ref().map(Vec::as_slice),
        }
    }

    /// Those of a layer, for a pass.
    fn of(&self, layer: usize, range: &Range<usize>, way: Way) -> Params<'a> {
        let mut made = self.made[way as usize].iter();
        let made = made.find(|made| made.layer == layer);
        Params {
            values: &self.params[range.clone()],
            made: made.map_or(&[], |made| &*made.numbers),
        }
    }
}

/// Layers in a row, and how many samples go through them at a time: what a layer writes is still in the cache when the next
/// one reads it.
#[derive(Clone)]
struct Group {
    layers: Range<usize>,
    part: usize,
}

impl Group {
    /// As few groups as there can be.
    fn of_all(layers: &[Box<dyn Layer>]) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        // Whether the last group takes a layer more.
        let mut open = false;
        for (index, layer) in layers.iter().enumerate() {
            let part = layer.part();
            match (groups.last_mut(), part) {
                (Some(group), Some(part)) if open && group.takes(part) => {
                    group.layers.end = index + 1;
                    group.part = group.part.min(part);
                }
                _ => groups.push(Self {
                    layers: index..index + 1,
                    part: part.unwrap_or(usize::MAX),
                }),
            }
            open = part.is_some();
        }
        groups
    }

    /// Whether a layer that is best given so many samples belongs to it.
    fn takes(&self, part: usize) -> bool {
        part == usize::MAX || part == self.part || self.part == usize::MAX
    }

    /// Its parts of a batch of `n` samples: one at least.
    fn parts(&self, n: usize) -> impl Iterator<Item = Part> {
        let step = self.part.min(n).max(1);
        (0..n.max(1)).step_by(step).map(move |first| {
            let count = step.min(n - first);
            let place = Place {
                first: first == 0,
                last: first + count == n,
            };
            Part {
                first,
                count,
                place,
            }
        })
    }
}

/// A part of a batch.
#[derive(Clone, Copy)]
struct Part {
    /// Its first sample.
    first: usize,
    count: usize,
    place: Place,
}

impl Network {
    /// A network of these layers, the first one first.
    ///
    /// # Panics
    /// When there is no layer, or a layer does not take what the one before it gives.
    pub fn new(layers: Vec<Box<dyn Layer>>) -> Self {
        assert!(!layers.is_empty(), "a network needs a layer");
        for pair in layers.windows(2) {
            assert_eq!(pair[0].outputs(), pair[1].inputs(), "layers that fit");
        }
        let mut end = 0;
        let ranges = layers.iter().map(|layer| {
            let start = end;
            end += layer.tensors().iter().map(Tensor::len).sum::<usize>();
            start..end
        });
        let ranges = ranges.collect();
        let groups = Group::of_all(&layers);
        // What a group leaves to the next one is kept.
        let ends = |index: usize| groups.iter().any(|group| group.layers.end == index + 1);
        let layer = layers.iter().enumerate();
        Self {
            ranges,
            kept: layer
                .map(|(i, layer)| ends(i) || !layer.is_soon_made())
                .collect(),
            outputs: layers.iter().map(|_| Room::new()).collect(),
            d_outputs: [Room::new(), Room::new()],
            d_inner: [Room::new(), Room::new()],
            groups,
            layers,
        }
    }

    /// How many trainable numbers all layers have together.
    pub fn parameters(&self) -> usize {
        self.ranges.last().map_or(0, |last| last.end)
    }

    /// Multiplications and additions, in pairs, that a forward pass makes for one sample.
    pub fn products(&self) -> usize {
        self.layers.iter().map(|layer| layer.products()).sum()
    }

    /// d: numbers that the last layer puts out for a sample.
    pub fn feature_dim(&self) -> usize {
        self.layers.last().map_or(0, |last| last.outputs())
    }

    /// Numbers that are kept for one sample: what layers put out, and the gradients before and behind a layer. What is kept of a
    /// part of the batch alone does not count.
    pub fn activations(&self) -> usize {
        let outputs = |index: usize| self.layers[index].outputs();
        let kept = self.groups.iter().flat_map(|group| {
            let layers = group.layers.clone();
            layers.filter(|index| self.kept[*index] || group.part == usize::MAX)
        });
        let most = (0..self.layers.len()).map(outputs).max();
        kept.map(outputs).sum::<usize>() + 2 * most.unwrap_or(0)
    }

    /// Every tensor with the part of the flat parameters it fills and a name such as `2.weight`.
    pub fn tensors(&self) -> Vec<(String, Tensor, Range<usize>)> {
        let mut all = Vec::new();
        for (index, (layer, range)) in self.layers.iter().zip(&self.ranges).enumerate() {
            let mut start = range.start;
            for tensor in layer.tensors() {
                let part = start..start + tensor.len();
                start = part.end;
                all.push((format!("{index}.{}", tensor.name), tensor, part));
            }
        }
        all
    }

    /// Each layer as one of PyTorch's `torch.nn`; their numbers are those of [`Network::tensors`].
    pub fn torch(&self) -> Vec<String> {
        self.layers.iter().map(|layer| layer.torch()).collect()
    }

    /// Fills `params` with the values that training starts from, layer by layer.
    pub fn init(&self, params: &mut [f32], rng: &mut ChaCha8Rng) {
        for (layer, range) in self.layers.iter().zip(&self.ranges) {
            layer.init(&mut params[range.clone()], rng);
        }
    }

    /// What layers make of their parameters for a pass, each by itself, what takes longest first. [`Network::make`] fills it.
    pub fn makes(&self, way: Way) -> Vec<Made> {
        // Nobody asks for the gradient of what the first layer takes.
        let first = usize::from(way == Way::Backward);
        let mut all: Vec<_> = (first..self.layers.len()).collect();
        all.retain(|layer| self.layers[*layer].makes(way) > 0);
        all.sort_by_key(|layer| std::cmp::Reverse(self.layers[*layer].makes(way)));
        let made = |layer| Made {
            layer,
            way,
            numbers: Room::new(),
        };
        all.into_iter().map(made).collect()
    }

    /// Makes one of [`Network::makes`] of the parameters. It serves every network of the same layers.
    pub fn make(&self, params: &[f32], made: &mut Made) {
        let (layer, range) = (&self.layers[made.layer], &self.ranges[made.layer]);
        made.numbers.grow(layer.makes(made.way));
        layer.make(made.way, &params[range.clone()], &mut made.numbers);
    }

    /// All that its layers make of these parameters.
    pub fn made(&self, params: &[f32]) -> [Vec<Made>; 2] {
        [Way::Forward, Way::Backward].map(|way| {
            let mut made = self.makes(way);
            made.iter_mut().for_each(|made| self.make(params, made));
            made
        })
    }

    /// Features `(n, d)` of `n` samples.
    pub fn forward(&mut self, ready: Ready<'_>, x: &[f32], n: usize) -> &[f32] {
        let groups = std::mem::take(&mut self.groups);
        for group in &groups {
            for index in group.layers.clone() {
                let samples = if self.kept[index] {
                    n
                } else {
                    group.part.min(n)
                };
                self.outputs[index].grow(samples * self.layers[index].outputs());
            }
            for part in group.parts(n) {
                for index in group.layers.clone() {
                    self.forward_layer(index, ready, x, part);
                }
            }
        }
        self.groups = groups;
        self.features(n)
    }

    /// One layer on one part of the batch `x`.
    fn forward_layer(&mut self, index: usize, ready: Ready<'_>, x: &[f32], part: Part) {
        let (from, to) = (self.input(index, part), self.output(index, part));
        let (before, rest) = self.outputs.split_at_mut(index);
        let input = before.last().map_or(x, |room| &**room);
        let params = ready.of(index, &self.ranges[index], Way::Forward);
        let layer = &mut self.layers[index];
        layer.forward(
            params,
            &input[from..],
            &mut rest[0][to..],
            part.count,
            part.place,
        );
    }

    /// Where a part of the batch begins in what a layer puts out.
    fn output(&self, index: usize, part: Part) -> usize {
        match self.kept[index] {
            true => part.first * self.layers[index].outputs(),
            false => 0,
        }
    }

    /// Where a part of the batch begins in what a layer takes.
    fn input(&self, index: usize, part: Part) -> usize {
        match index {
            0 => part.first * self.layers[0].inputs(),
            _ => self.output(index - 1, part),
        }
    }

    /// Features of the last `forward`, which was of `n` samples.
    pub fn features(&self, n: usize) -> &[f32] {
        let d = self.feature_dim();
        self.outputs.last().map_or(&[], |last| &last[..n * d])
    }

    /// Fills `grads` with the gradient of all parameters, given that of the features of the last `forward`.
    pub fn backward(
        &mut self,
        ready: Ready<'_>,
        grads: &mut [f32],
        x: &[f32],
        d_features: &[f32],
        n: usize,
    ) {
        let [mut d_output, mut d_input] = std::mem::take(&mut self.d_outputs);
        let groups = std::mem::take(&mut self.groups);
        for group in groups.iter().rev() {
            let wanted = group.layers.start > 0;
            if wanted {
                d_input.grow(n * self.layers[group.layers.start].inputs());
            }
            for part in group.parts(n) {
                let last = group.layers.end == self.layers.len();
                let dy = if last { d_features } else { &d_output };
                let dx = wanted.then_some(&mut *d_input);
                self.backward_part(group, ready, grads, (x, dy, dx), part);
            }
            std::mem::swap(&mut d_output, &mut d_input);
        }
        self.groups = groups;
        self.d_outputs = [d_output, d_input];
    }

    /// A part of a batch back through a group of layers; `dy` and `dx` are of the whole batch.
    fn backward_part(
        &mut self,
        group: &Group,
        ready: Ready<'_>,
        grads: &mut [f32],
        (x, dy, mut dx): (&[f32], &[f32], Option<&mut [f32]>),
        part: Part,
    ) {
        for index in group.layers.clone() {
            if !self.kept[index] {
                self.forward_layer(index, ready, x, part);
            }
        }
        let [mut d_output, mut d_input] = std::mem::take(&mut self.d_inner);
        for index in group.layers.clone().rev() {
            let (from, to) = (self.input(index, part), self.output(index, part));
            let layer = &mut self.layers[index];
            let whole = if index > 0 {
                &self.outputs[index - 1]
            } else {
                x
            };
            let pass = Pass {
                n: part.count,
                x: &whole[from..],
                y: &self.outputs[index][to..],
                dy: match index + 1 == group.layers.end {
                    true => &dy[part.first * layer.outputs()..],
                    false => &d_output,
                },
                place: part.place,
            };
            let first = part.first * layer.inputs();
            let dx = if index == group.layers.start {
                dx.as_deref_mut().map(|dx| &mut dx[first..])
            } else {
                d_input.grow(part.count * layer.inputs());
                Some(&mut *d_input)
            };
            let range = &self.ranges[index];
            let params = ready.of(index, range, Way::Backward);
            layer.backward(params, &mut grads[range.clone()], pass, dx);
            std::mem::swap(&mut d_output, &mut d_input);
        }
        self.d_inner = [d_output, d_input];
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::super::testing::bits;
    use super::super::{ConvShape, Dense, Flatten, MaxPool2, Prelu, convolution, made};
    use super::*;

    /// Two stages, of which the parts are one and a few pictures.
    fn layers(kernel: usize) -> Vec<Box<dyn Layer>> {
        let mut layers: Vec<Box<dyn Layer>> = Vec::new();
        for (from, to, side) in [(1, 32, 28), (32, 32, 28), (32, 64, 14)] {
            let shape = ConvShape {
                from,
                to,
                height: side,
                width: side,
                kernel,
            };
            layers.push(convolution(shape));
            layers.push(Box::new(Prelu::new(to, side * side)));
            if from > 1 {
                layers.push(Box::new(MaxPool2::new(to, side, side)));
            }
        }
        layers.push(Box::new(Flatten::new(64, 7 * 7)));
        layers.push(Box::new(Dense::features(64 * 7 * 7, 3)));
        layers
    }

    fn numbers(count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
        (0..count)
            .map(|_| crate::math::normal(rng) as f32)
            .collect()
    }

    /// Features and gradients, each layer given the whole batch.
    fn layer_by_layer(
        kernel: usize,
        ranges: &[Range<usize>],
        params: &[f32],
        (x, dy): (&[f32], &[f32]),
        n: usize,
    ) -> [Vec<f32>; 2] {
        let mut layers = layers(kernel);
        let mut values = vec![x.to_vec()];
        for (layer, range) in layers.iter_mut().zip(ranges) {
            let mut y = vec![0.0; n * layer.outputs()];
            let x = &values[values.len() - 1];
            let params = &params[range.clone()];
            let made = &made(layer, Way::Forward, params);
            let ready = Params {
                values: params,
                made,
            };
            layer.forward(ready, x, &mut y, n, Place::WHOLE);
            values.push(y);
        }
        let (mut grads, mut dy) = (vec![0.0; params.len()], dy.to_vec());
        for (index, layer) in layers.iter_mut().enumerate().rev() {
            let (range, mut dx) = (&ranges[index], vec![0.0; n * layer.inputs()]);
            let pass = Pass {
                n,
                x: &values[index],
                y: &values[index + 1],
                dy: &dy,
                place: Place::WHOLE,
            };
            let wanted = (index > 0).then_some(dx.as_mut_slice());
            let (values, grads) = (&params[range.clone()], &mut grads[range.clone()]);
            let made = &made(layer, Way::Backward, values);
            layer.backward(Params { values, made }, grads, pass, wanted);
            dy = dx;
        }
        [values.swap_remove(layers.len()), grads]
    }

    #[test]
    fn a_batch_in_parts_has_the_bits_of_layers_that_take_it_whole() {
        for kernel in [3, 5] {
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let mut network = Network::new(layers(kernel));
            let parts = network.groups.iter().map(|group| group.part);
            assert!(
                parts.clone().min() < Some(5) && network.groups.len() < network.layers.len() / 2
            );
            assert!(network.kept.contains(&false), "some outputs are made again");
            let mut params = vec![0.0; network.parameters()];
            network.init(&mut params, &mut rng);
            for n in [5, 7, 1] {
                let (x, dy) = (numbers(n * 28 * 28, &mut rng), numbers(n * 3, &mut rng));
                let expect = layer_by_layer(kernel, &network.ranges, &params, (&x, &dy), n);
                let mut grads = vec![f32::NAN; params.len()];
                let made = network.made(&params);
                let ready = Ready::new(&params, &made);
                let features = network.forward(ready, &x, n).to_vec();
                network.backward(ready, &mut grads, &x, &dy, n);
                assert!(bits(&features) == bits(&expect[0]), "features of {n}");
                assert!(bits(&grads) == bits(&expect[1]), "gradients of {n}");
            }
        }
    }
}

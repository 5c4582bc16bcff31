use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use ndarray::{Array2, Axis, s};
use sha2::{Digest, Sha256};

use super::{DataError, MOST_SAMPLES, given::Given, hash::Hash};

/// Samples with their classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// Inputs `(n, inputs)` as the model sees them.
    pub inputs: Array2<f32>,
    /// Class of each sample `(n)`, an index into [`Dataset::class_names`].
    pub labels: Vec<usize>,
}

impl Split {
    /// No sample.
    pub fn empty() -> Self {
        Self {
            inputs: Array2::zeros((0, 0)),
            labels: Vec::new(),
        }
    }

    /// No more than can be ranked.
    fn ranked(&self) -> Result<(), DataError> {
        match self.labels.len() {
            ..=MOST_SAMPLES => Ok(()),
            found => Err(DataError::TooManySamples(found)),
        }
    }

    /// The inputs of these samples, one sample after the other: as they lie in `inputs`, or a copy where they lie in
    /// another order.
    ///
    /// # Panics
    /// When there are not so many samples.
    pub fn rows(&self, samples: Range<usize>) -> Cow<'_, [f32]> {
        let rows = self.inputs.slice(s![samples, ..]);
        match rows.to_slice() {
            Some(rows) => Cow::Borrowed(rows),
            None => Cow::Owned(rows.iter().copied().collect()),
        }
    }
}

/// What a row of inputs is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A point with so many coordinates.
    Flat(usize),
    /// An image, row by row, the channels of a pixel one behind the other.
    Image {
        /// Rows of pixels.
        height: usize,
        /// Columns of pixels.
        width: usize,
        /// Numbers of a pixel: 1 of a grey image, 3 of a coloured one.
        channels: usize,
    },
}

impl Shape {
    /// Numbers in one sample.
    pub fn len(self) -> usize {
        match self {
            Self::Flat(len) => len,
            Self::Image {
                height,
                width,
                channels,
            } => height * width * channels,
        }
    }

    /// Pixels of one sample, none of a point.
    pub fn pixels(self) -> usize {
        match self {
            Self::Flat(_) => 0,
            Self::Image { height, width, .. } => height * width,
        }
    }

    /// Whether a sample has no number.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// The held-out samples of classes that are left out of training.
#[derive(Clone, Debug, PartialEq)]
pub struct Unseen {
    /// Names of these classes, in the order of labels.
    pub class_names: Vec<String>,
    /// Their samples; labels are indices into `class_names`.
    pub test: Split,
    /// The images as a person looks at them, as those of [`Dataset::test_pixels`]; empty for points.
    pub test_pixels: Vec<u8>,
}

impl Default for Unseen {
    fn default() -> Self {
        Self {
            class_names: Vec::new(),
            test: Split::empty(),
            test_pixels: Vec::new(),
        }
    }
}

impl Unseen {
    /// How many classes are left out.
    pub fn classes(&self) -> usize {
        self.class_names.len()
    }
}

/// A training part and a held-out part of one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// Id of the source, `fashion`.
    pub id: String,
    /// What a row of the inputs is.
    pub shape: Shape,
    /// Names of the classes `(C)`, in the order of labels.
    pub class_names: Vec<String>,
    /// What the model is trained on.
    pub train: Split,
    /// What is held out: drawn and measured, never trained on.
    pub test: Split,
    /// The held-out images as a person looks at them: grey bytes, `height × width` a sample; empty for points.
    pub test_pixels: Vec<u8>,
    /// What is held out of classes that are left out of training: nothing of it is in the other parts.
    pub unseen: Unseen,
    /// What came with its samples where they are features that are shown as they are.
    pub given: Option<Arc<Given>>,
    /// Its hash, once it was asked for.
    pub(crate) hash: Hash,
}

impl Dataset {
    /// The names of the classes in the language that is spoken: those that the source has of itself are translated.
    pub fn spoken_names(&self) -> Vec<String> {
        (0..self.classes())
            .map(|class| self.spoken_name(class))
            .collect()
    }

    /// The name of one of them, empty where there is none.
    pub fn spoken_name(&self, class: usize) -> String {
        self.spoken(self.class_names.get(class))
    }

    /// The same of a class that is left out of training.
    pub fn spoken_unseen(&self, class: usize) -> String {
        self.spoken(self.unseen.class_names.get(class))
    }

    fn spoken(&self, name: Option<&String>) -> String {
        let name = name.map_or("", String::as_str);
        super::find(&self.id).map_or_else(|| name.to_owned(), |of| of.spoken_class(name))
    }

    /// C, the number of classes that are trained on.
    pub fn classes(&self) -> usize {
        self.class_names.len()
    }

    /// The memory that its samples take.
    pub fn bytes(&self) -> usize {
        let parts = [&self.train, &self.test, &self.unseen.test];
        let parts = parts.iter().map(|part| {
            part.inputs.len() * size_of::<f32>() + part.labels.len() * size_of::<usize>()
        });
        parts.sum::<usize>() + self.test_pixels.len() + self.unseen.test_pixels.len()
    }

    /// Hash of everything that a run and its measuring depend on, as hexadecimal text. The first call computes it, which takes a part of
    /// a second with as many images as MNIST has.
    pub fn sha256(&self) -> &str {
        self.hash.get_or(|| self.compute_sha256())
    }

    /// Whether it was read from the very same bytes, and came to the same.
    pub fn is_as(&self, other: &Self) -> bool {
        self == other && self.hash.read() == other.hash.read()
    }

    /// The hash, if somebody asked for it before.
    pub fn known_sha256(&self) -> Option<&str> {
        self.hash.get()
    }

    fn compute_sha256(&self) -> String {
        let mut hash = Sha256::new();
        if let Some(read) = self.hash.read() {
            hash.update(read);
        }
        // Without unseen classes the same as before there were any.
        for split in [&self.train, &self.test, &self.unseen.test] {
            for (input, label) in split.inputs.outer_iter().zip(&split.labels) {
                hash.update((*label as u64).to_le_bytes());
                input.iter().for_each(|x| hash.update(x.to_le_bytes()));
            }
        }
        let given = self.given.as_ref().and_then(|given| given.weights.as_ref());
        given
            .iter()
            .for_each(|weights| weights.iter().for_each(|x| hash.update(x.to_le_bytes())));
        let digest = hash.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The same data, all of them to be shown as the features that they are.
    pub(super) fn into_features(self) -> Self {
        let inputs = [self.train.inputs.view(), self.test.inputs.view()];
        let inputs = ndarray::concatenate(Axis(0), &inputs);
        let labels = [&self.train.labels[..], &self.test.labels[..]].concat();
        let whole = inputs.map(|inputs| Split { inputs, labels });
        Self {
            shape: Shape::Flat(self.shape.len()),
            train: Split::empty(),
            // Both parts of one source have rows of one length.
            test: whole.unwrap_or(self.test),
            test_pixels: Vec::new(),
            given: Some(Arc::default()),
            hash: Hash::default(),
            ..self
        }
    }

    /// The same data with only these classes, numbered in the given order.
    pub(super) fn keep_classes(&self, classes: &[usize]) -> Result<Self, DataError> {
        let count = self.classes();
        let mut number = vec![None; count];
        for (new, &old) in classes.iter().enumerate() {
            let slot = number
                .get_mut(old)
                .ok_or(DataError::NoSuchClass { found: old, count })?;
            *slot = slot.or(Some(new));
        }
        let test_kept = kept(&self.test, &number);
        let pixels = self.shape.pixels();
        let test_pixels = if self.test_pixels.is_empty() {
            Vec::new()
        } else {
            test_kept
                .iter()
                .flat_map(|i| &self.test_pixels[i * pixels..][..pixels])
                .copied()
                .collect()
        };
        Ok(Self {
            id: self.id.clone(),
            shape: self.shape,
            unseen: Unseen::default(),
            given: self.given.as_ref().map(|given| {
                let weights = given.weights.as_ref();
                Arc::new(Given {
                    weights: weights.map(|weights| weights.select(Axis(0), classes)),
                    ..*given.as_ref()
                })
            }),
            class_names: classes
                .iter()
                .map(|&c| self.class_names[c].clone())
                .collect(),
            train: select(&self.train, &kept(&self.train, &number), &number),
            test: select(&self.test, &test_kept, &number),
            test_pixels,
            hash: self.hash.clone(),
        })
    }

    /// What is held out of these data, as classes that are left out of training.
    pub(super) fn into_unseen(self) -> Result<Unseen, DataError> {
        self.test.ranked()?;
        self.check_part(&self.test, "test")?;
        Ok(Unseen {
            class_names: self.class_names,
            test: self.test,
            test_pixels: self.test_pixels,
        })
    }

    /// Every class must be there, with samples in both parts: without them there is nothing to train or to measure.
    pub(super) fn check(&self) -> Result<(), DataError> {
        if self.classes() < 2 {
            return Err(DataError::TooFewClasses(self.classes()));
        }
        self.test.ranked()?;
        // Nothing is trained on them, and classes may have weights alone.
        if self.given.is_some() {
            return Ok(());
        }
        self.check_part(&self.train, "train")?;
        self.check_part(&self.test, "test")
    }

    /// Every class must have a sample in this part of the data.
    fn check_part(&self, split: &Split, part: &'static str) -> Result<(), DataError> {
        let mut counts = vec![0_usize; self.classes()];
        split.labels.iter().for_each(|&label| counts[label] += 1);
        match counts.iter().position(|&count| count == 0) {
            Some(empty) => Err(DataError::EmptyClass(self.class_names[empty].clone(), part)),
            None => Ok(()),
        }
    }
}

/// Indices, in rising order, of `count` samples that are shared out evenly among the classes: the first ones of each.
/// A fixed stride would meet only some classes where they take turns.
pub fn balanced(labels: &[usize], count: usize) -> Vec<usize> {
    let mut seen = vec![0_usize; labels.iter().max().map_or(0, |last| last + 1)];
    let mut turns: Vec<(usize, usize)> = Vec::with_capacity(labels.len());
    for (sample, &label) in labels.iter().enumerate() {
        turns.push((seen[label], sample));
        seen[label] += 1;
    }
    turns.sort_unstable();
    turns.truncate(count);
    let mut samples: Vec<usize> = turns.into_iter().map(|(_, sample)| sample).collect();
    samples.sort_unstable();
    samples
}

/// Indices of the samples whose class stays.
fn kept(split: &Split, number: &[Option<usize>]) -> Vec<usize> {
    let stays = |&i: &usize| number[split.labels[i]].is_some();
    (0..split.labels.len()).filter(stays).collect()
}

fn select(split: &Split, samples: &[usize], number: &[Option<usize>]) -> Split {
    Split {
        inputs: split.inputs.select(Axis(0), samples),
        labels: samples
            .iter()
            .filter_map(|&i| number[split.labels[i]])
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_held_out_samples_than_can_be_ranked_are_refused() {
        let split = |count: usize| Split {
            inputs: Array2::zeros((count, 0)),
            labels: (0..count).map(|sample| sample % 2).collect(),
        };
        let check = |count: usize, expect: Result<(), DataError>| {
            let dataset = Dataset {
                id: "table".to_owned(),
                shape: Shape::Flat(0),
                class_names: vec!["a".to_owned(), "b".to_owned()],
                train: split(2),
                test: split(count),
                test_pixels: Vec::new(),
                unseen: Unseen::default(),
                given: None,
                hash: Hash::default(),
            };
            assert_eq!(dataset.check(), expect);
            assert_eq!(dataset.into_unseen().map(|_| ()), expect);
        };
        check(MOST_SAMPLES, Ok(()));
        let found = MOST_SAMPLES + 1;
        check(found, Err(DataError::TooManySamples(found)));
    }
}

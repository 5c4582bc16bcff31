//! What data are, before anything is trained on them: the numbers of `marginscope describe` and of the window's preview.

use ndarray::Array2;

use super::{DataError, Request, Samples, Shape, balanced, find, load};

/// Lengths of the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Norms {
    /// The smallest.
    pub min: f64,
    /// Their mean.
    pub mean: f64,
    /// The largest.
    pub max: f64,
}

/// What data are.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Samples.
    pub n: usize,
    /// What a sample is.
    pub shape: Shape,
    /// Of what kind the numbers in the file are, as NumPy calls it.
    pub dtype: String,
    /// Names of the classes; none where there are no labels.
    pub class_names: Vec<String>,
    /// Samples of each class.
    pub counts: Vec<usize>,
    /// How many of them are held out, where the data say so themselves.
    pub held_out: Option<usize>,
    /// Lengths of the rows that are finite; `None` where there is none.
    pub norms: Option<Norms>,
    /// Rows that are 0 in every column.
    pub zero_rows: usize,
    /// Numbers that are NaN or infinite.
    pub not_finite: usize,
    /// Rows with such a number.
    pub not_finite_rows: usize,
    /// Some rows, shared out among the classes, as they were read.
    pub rows: Array2<f32>,
    /// The class of each of these; none where there are no labels.
    pub row_labels: Vec<usize>,
    /// The same rows as pictures, grey; empty for points.
    pub pixels: Vec<u8>,
    /// What is wrong, and where: what is refused is among it.
    pub faults: Vec<DataError>,
}

/// Rows that a preview shows.
const SHOWN: usize = 24;

/// What the data of this source are.
///
/// # Errors
/// When they cannot be read at all.
pub fn preview(source: &str, request: &Request<'_>) -> Result<Preview, DataError> {
    let read = find(source).and_then(|source| source.read(request));
    match read {
        Some(samples) => Ok(of_samples(&samples?)),
        None => of_dataset(source, request),
    }
}

impl Preview {
    /// What rows are, with their labels, which may be missing.
    pub fn new(
        (shape, dtype): (Shape, &str),
        inputs: &Array2<f32>,
        labels: &[usize],
        class_names: &[String],
    ) -> Self {
        let mut counts = vec![0; class_names.len()];
        for &label in labels {
            counts[label] += 1;
        }
        let shown = match labels.is_empty() {
            true => (0..inputs.nrows().min(SHOWN)).collect(),
            false => balanced(labels, SHOWN),
        };
        let mut preview = Self {
            n: inputs.nrows(),
            shape,
            dtype: dtype.to_owned(),
            class_names: class_names.to_vec(),
            counts,
            held_out: None,
            norms: None,
            zero_rows: 0,
            not_finite: 0,
            not_finite_rows: 0,
            rows: inputs.select(ndarray::Axis(0), &shown),
            row_labels: shown
                .iter()
                .filter_map(|&row| labels.get(row).copied())
                .collect(),
            pixels: Vec::new(),
            faults: Vec::new(),
        };
        preview.measure(inputs);
        preview
    }

    fn measure(&mut self, inputs: &Array2<f32>) {
        let (mut sum, mut finite) = (0.0, 0_usize);
        for row in inputs.outer_iter() {
            let bad = row.iter().filter(|x| !x.is_finite()).count();
            self.not_finite += bad;
            if bad > 0 {
                self.not_finite_rows += 1;
                continue;
            }
            let square: f64 = row.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
            let norm = square.sqrt();
            self.zero_rows += usize::from(row.iter().all(|&x| x == 0.0));
            (sum, finite) = (sum + norm, finite + 1);
            let before = self.norms.map_or((norm, norm), |all| (all.min, all.max));
            self.norms = Some(Norms {
                min: before.0.min(norm),
                mean: sum / finite as f64,
                max: before.1.max(norm),
            });
        }
    }
}

fn of_samples(samples: &Samples) -> Preview {
    let of = (samples.shape, &*samples.dtype);
    let mut preview = Preview::new(of, &samples.inputs, &samples.labels, &samples.class_names);
    preview.faults = samples.faults.clone();
    let out = samples.held_out.as_ref();
    preview.held_out = out.map(|out| out.iter().filter(|out| **out).count());
    let size = samples.shape.pixels();
    let shown = match samples.labels.is_empty() {
        true => (0..preview.n.min(SHOWN)).collect(),
        false => balanced(&samples.labels, SHOWN),
    };
    let picture = |row: &usize| samples.pixels.get(row * size..(row + 1) * size);
    preview.pixels = shown
        .iter()
        .filter_map(picture)
        .flatten()
        .copied()
        .collect();
    preview
}

/// Of sources that make their samples, or scale them as they read them: both parts, as the model sees them.
fn of_dataset(source: &str, request: &Request<'_>) -> Result<Preview, DataError> {
    let dataset = load(source, request)?;
    let (train, test) = (&dataset.train, &dataset.test);
    let both = ndarray::concatenate(ndarray::Axis(0), &[train.inputs.view(), test.inputs.view()]);
    let inputs = both.map_err(|error| DataError::File {
        file: source.to_owned(),
        problem: error.to_string(),
    })?;
    let labels = [&train.labels[..], &test.labels[..]].concat();
    let of = (dataset.shape, "float32");
    let mut preview = Preview::new(of, &inputs, &labels, &dataset.class_names);
    preview.held_out = Some(test.labels.len());
    Ok(preview)
}

//! Which samples are held out: as the data say, or drawn with a seed of its own.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::own::{HELD_OUT, SPLIT_SEED};
use super::{DataError, Request, samples::Samples};

/// Whether each sample is held out.
pub fn choose(samples: &Samples, request: &Request<'_>) -> Result<Vec<bool>, DataError> {
    let out = match &samples.held_out {
        Some(said) => said.clone(),
        None => drawn(samples, request),
    };
    check(samples, &out)?;
    Ok(out)
}

fn drawn(samples: &Samples, request: &Request<'_>) -> Vec<bool> {
    let part = request.knobs.or(HELD_OUT.id, HELD_OUT.default);
    let seed = request.knobs.or(SPLIT_SEED.id, SPLIT_SEED.default) as u64;
    let labels = &samples.labels;
    let mut out = vec![false; labels.len()];
    let mut groups = vec![Vec::new(); samples.class_names.len()];
    for (row, &label) in labels.iter().enumerate() {
        groups[label].push(row);
    }
    if request.texts.get("stratified") == "no" {
        groups = vec![(0..labels.len()).collect()];
    }
    for (stream, mut rows) in groups.into_iter().enumerate() {
        // Its own stream for each class: another class does not change which of its samples are held out.
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream as u64);
        let count = (rows.len() as f64 * part).round() as usize;
        // One to train on and one to measure, where there are two.
        let count = count.clamp(rows.len().min(1), rows.len().saturating_sub(1).max(1));
        for place in 0..count.min(rows.len()) {
            let other = rng.random_range(place..rows.len());
            rows.swap(place, other);
            out[rows[place]] = true;
        }
    }
    out
}

/// Every class must be in both parts.
fn check(samples: &Samples, out: &[bool]) -> Result<(), DataError> {
    let mut counts = vec![[0_usize; 2]; samples.class_names.len()];
    for (&label, &out) in samples.labels.iter().zip(out) {
        counts[label][usize::from(out)] += 1;
    }
    let empty = counts.iter().position(|count| count.contains(&0));
    let Some(class) = empty else { return Ok(()) };
    let name = &samples.class_names[class];
    let [train, test] = counts[class];
    Err(DataError::File {
        file: samples.file.clone(),
        problem: format!(
            "class \"{name}\": found {train} samples to train on and {test} held out, expected at least one of each"
        ),
    })
}

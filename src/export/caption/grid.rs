//! A grid of a sweep in words.

use super::phrase::{Caption, said, text};
use crate::text::{listed, t};

/// What grids show.
pub struct Grids<'a> {
    /// The results, by their names with units.
    pub metrics: &'a [String],
    /// The keys at their sides.
    pub keys: &'a [String],
    /// What the experiment is called.
    pub of: &'a str,
    /// Over how many seeds.
    pub seeds: usize,
    /// Whether bounds are drawn.
    pub bounds: bool,
    /// Whether runs are.
    pub pictures: bool,
}

/// Of what over which keys, over how many seeds, and what its marks mean.
pub fn of_grids(grids: &Grids<'_>) -> Caption {
    let (metrics, keys) = (listed(grids.metrics), listed(grids.keys));
    let of = [("metrics", &*metrics), ("keys", &*keys), ("of", grids.of)];
    let mut all = said("caption-grid", &of);
    let seeds = grids.seeds.to_string();
    let over = match grids.seeds {
        1 => said("caption-grid-seed", &[]),
        _ => said("caption-grid-seeds", &[("seeds", &seeds)]),
    };
    all.push(text(t("sentence-gap")));
    all.extend(over);
    for (there, sentence) in [
        (grids.bounds, t("caption-grid-bounds")),
        (grids.pictures, t("caption-grid-pictures")),
    ] {
        if there {
            all.extend([text(t("sentence-gap")), text(sentence)]);
        }
    }
    Caption::new(all)
}

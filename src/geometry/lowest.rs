//! How sure the classes are of their own directions.

use ndarray::s;

use super::Field;
use crate::math::softmax;

/// Directions whose cosines are made at a time: the rows of a product that stays in the cache.
const ROWS: usize = 64;
/// Products that are made at most. More would be seconds, for one number beside a slider.
const MOST_PRODUCTS: usize = 1 << 30;

impl Field {
    /// The posterior (softmax over plain logits) that a feature on its own class direction has, the lowest over classes;
    /// `None` without classes, and where there are too many to be told within a blink.
    pub fn lowest_confidence(&self) -> Option<f64> {
        let classes = self.classes();
        if classes.saturating_mul(classes).saturating_mul(self.dim()) > MOST_PRODUCTS {
            return None;
        }
        let starts = (0..classes).step_by(ROWS);
        let blocks = starts.map(|first| {
            let last = (first + ROWS).min(classes);
            let rows = self.unit().slice(s![first..last, ..]);
            let cosines = rows.dot(&self.unit().t());
            let confidences = cosines.rows().into_iter().map(|row| {
                let cosine = |j: usize| row[j].clamp(-1.0, 1.0);
                softmax::confidence((0..classes).map(|j| self.plain_logit(j, cosine(j))))
            });
            confidences.fold(f64::INFINITY, f64::min)
        });
        blocks.reduce(f64::min)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ndarray::Array2;
    use rand::SeedableRng;

    use super::*;
    use crate::{loss::margin::Plain, math};

    fn check(classes: usize, dim: usize) {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(5);
        let mut unit = Array2::from_shape_simple_fn((classes, dim), || math::normal(&mut rng));
        for mut row in unit.rows_mut() {
            let length = row.dot(&row).sqrt();
            row /= length;
        }
        let (amplitude, offset) = (vec![7.0; classes], vec![0.25; classes]);
        let field = Field::with_parts(unit, amplitude, offset, Arc::new(Plain));
        let one_by_one = field.unit().rows().into_iter();
        let one_by_one = one_by_one.map(|row| field.confidence(&row.to_vec()));
        let (found, expect) = (field.lowest_confidence(), one_by_one.reduce(f64::min));
        assert!(
            (found.unwrap() - expect.unwrap()).abs() < 1e-12,
            "{found:?} {expect:?}"
        );
    }

    #[test]
    fn it_is_that_of_each_class_by_itself() {
        for (classes, dim) in [(1, 2), (3, 2), (64, 3), (65, 5), (200, 16)] {
            check(classes, dim);
        }
    }

    #[test]
    fn too_many_classes_have_none() {
        let field = Field::with_parts(
            Array2::zeros((40_000, 2)),
            vec![1.0; 40_000],
            vec![0.0; 40_000],
            Arc::new(Plain),
        );
        assert_eq!(field.lowest_confidence(), None);
    }
}

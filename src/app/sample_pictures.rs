//! Held-out samples as a person looks at them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
};

use eframe::egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::data::{Dataset, Shape};

/// Pictures of samples, kept from frame to frame.
#[derive(Default)]
pub struct Pictures {
    /// Of these data; others of the same source have other samples. They are not kept alive by this.
    of: Weak<Dataset>,
    kept: BTreeMap<usize, Option<TextureHandle>>,
}

/// More pictures than this are not kept.
const KEPT: usize = 256;

impl Pictures {
    /// The picture of a sample, where it is one.
    pub fn get(
        &mut self,
        ctx: &Context,
        dataset: &Arc<Dataset>,
        sample: usize,
    ) -> Option<TextureHandle> {
        let same = std::ptr::eq(self.of.as_ptr(), Arc::as_ptr(dataset));
        if !same || self.kept.len() > KEPT {
            self.kept.clear();
            self.of = Arc::downgrade(dataset);
        }
        let load = || {
            let image = picture_of(dataset, sample)?;
            Some(ctx.load_texture("sample", image, TextureOptions::NEAREST))
        };
        self.kept.entry(sample).or_insert_with(load).clone()
    }
}

/// A sample where it is a picture; those of classes that were left out come after the others.
fn picture_of(dataset: &Dataset, sample: usize) -> Option<ColorImage> {
    let Shape::Image { height, width, .. } = dataset.shape else {
        return None;
    };
    let seen = dataset.test.labels.len();
    let (pixels, row) = match sample.checked_sub(seen) {
        Some(row) => (&dataset.unseen.test_pixels, row),
        None => (&dataset.test_pixels, sample),
    };
    let start = row * height * width;
    let grey = pixels.get(start..start + height * width)?;
    Some(ColorImage::from_gray([width, height], grey))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Experiment, lane};

    #[test]
    fn a_picture_is_of_the_data_that_are_asked_about() {
        let ctx = Context::default();
        let mut pictures = Pictures::default();
        let all = lane::load(&Experiment::default()).unwrap();
        let first = pictures.get(&ctx, &all, 0).unwrap();
        assert_eq!(pictures.get(&ctx, &all, 0).unwrap().id(), first.id());
        // Other classes of the same source, whose sample of that number is another one.
        let mut experiment = Experiment::default();
        experiment.data.classes = vec![1, 2];
        let some = lane::load(&experiment).unwrap();
        assert_eq!(all.id, some.id);
        assert_ne!(pictures.get(&ctx, &some, 0).unwrap().id(), first.id());
    }
}

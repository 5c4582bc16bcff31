//! The lowest posterior of a state, kept from frame to frame: that of a thousand classes takes longer than a frame.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use eframe::egui::{
    Context,
    cache::{ComputerMut, FrameCache},
};

use crate::{
    figure,
    train::{LossConfig, Snapshot},
};

/// The posterior that a feature exactly on its class direction has, the lowest over classes; `None` where there is none.
pub fn lowest(ctx: &Context, snapshot: &Snapshot, loss: &LossConfig) -> Option<f64> {
    let asked = OfState(snapshot, loss);
    ctx.memory_mut(|memory| *memory.caches.cache::<Posteriors>().get(asked))
}

/// A state under a loss.
#[derive(Clone, Copy)]
struct OfState<'a>(&'a Snapshot, &'a LossConfig);

impl Hash for OfState<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self(snapshot, loss) = self;
        Arc::as_ptr(&snapshot.weights).hash(state);
        (&snapshot.lane, snapshot.run, snapshot.step, &loss.id).hash(state);
        snapshot.metrics.mean_norm.to_bits().hash(state);
        for (id, value) in loss.knobs.iter() {
            (id, value.to_bits()).hash(state);
        }
    }
}

#[derive(Default)]
struct LowestPosterior;

type Posteriors = FrameCache<Option<f64>, LowestPosterior>;

impl ComputerMut<OfState<'_>, Option<f64>> for LowestPosterior {
    fn compute(&mut self, OfState(snapshot, loss): OfState<'_>) -> Option<f64> {
        let field = figure::has_posterior(loss).then(|| figure::field(snapshot, loss))??;
        field.lowest_confidence()
    }
}

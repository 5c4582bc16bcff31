use super::{
    Figure, Switch, Switches, View, WhyNot,
    circle::{self, BAND, PULL, REGIONS, SHAPES},
    sample::UNSEEN,
};
use crate::train::{LossConfig, Snapshot};

/// Raw features of dimension 2 at their own lengths, as the papers draw them beside their projection on the circle.
pub struct Raw;

impl View for Raw {
    fn id(&self) -> &'static str {
        "raw"
    }

    fn name(&self) -> &'static str {
        "Raw features"
    }

    fn switches(&self) -> &'static [Switch] {
        &[REGIONS, BAND, PULL, SHAPES, UNSEEN]
    }

    fn on_request(&self) -> bool {
        true
    }

    fn dimension(&self) -> Option<usize> {
        Some(2)
    }

    fn figure(
        &self,
        snapshot: &Snapshot,
        loss: &LossConfig,
        switches: &Switches,
    ) -> Result<Figure, WhyNot> {
        circle::figure(snapshot, loss, switches, true)
    }
}

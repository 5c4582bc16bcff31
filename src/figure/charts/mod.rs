//! The charts: all lanes of a session in one figure of curves or histograms. One file a chart, listed once here.

mod angle;
mod curve;
mod histogram;
mod of_pairs;
mod of_seeds;

use std::sync::Arc;

use super::{Switch, Switches, chart::ChartFigure};
use crate::text::{declared, tf};
use crate::train::{Experiment, LossConfig, Snapshot};

crate::registry::registry! { Chart:
    psi::Psi,
    accuracy::Accuracy,
    angles::Angles,
    loss::Loss,
    schedule::Schedule,
    pairs::Pairs,
    verification::Verification,
    roc::Roc,
    distractors::Distractors,
    gaps::Gaps,
}

pub use of_pairs::{SEEN, decided, evidence};
pub(in crate::figure) use psi::push_psi;

/// A lane as charts see it.
#[derive(Clone, Copy)]
pub struct ChartLane<'a> {
    /// The lane's place in the session.
    pub place: usize,
    /// Its name, for the legend.
    pub name: &'a str,
    /// Its newest snapshot.
    pub snapshot: &'a Arc<Snapshot>,
    /// What the controls describe now; the experiment in the snapshot may be older.
    pub experiment: &'a Experiment,
}

impl ChartLane<'_> {
    /// The loss that the controls describe now.
    pub fn loss(&self) -> &LossConfig {
        &self.experiment.loss
    }
}

/// A way to look at all lanes at once.
pub trait Chart: Sync {
    /// Stable id, `psi`.
    fn id(&self) -> &'static str;
    /// What a person calls it, in English.
    fn name(&self) -> &'static str;
    /// What is seen, one sentence.
    fn help(&self) -> &'static str;
    /// What a person can switch on and off in it.
    fn switches(&self) -> &'static [Switch] {
        &[]
    }
    /// Whether lanes in one chart would hide each other, so that each gets its own chart where there is room.
    fn lanes_apart(&self) -> bool {
        false
    }
    /// Whether it shows up to which angle pairs are accepted, [`Switches::threshold`].
    fn has_threshold(&self) -> bool {
        false
    }
    /// The chart of `lanes` under the losses that the controls describe now.
    fn figure(&self, lanes: &[ChartLane<'_>], switches: &Switches) -> ChartFigure;
}

impl dyn Chart + '_ {
    /// What a person calls it, in the language that is spoken.
    pub fn spoken_name(&self) -> &'static str {
        declared(&format!("chart-{}", self.id()), self.name())
    }

    /// What is seen, likewise.
    pub fn spoken_help(&self) -> &'static str {
        declared(&format!("chart-{}-help", self.id()), self.help())
    }
}

/// The chart once for each lane, on one vertical axis.
pub fn apart(chart: &dyn Chart, lanes: &[ChartLane<'_>], switches: &Switches) -> Vec<ChartFigure> {
    let each = lanes.iter().map(std::slice::from_ref);
    let mut figures: Vec<_> = each.map(|lane| chart.figure(lane, switches)).collect();
    super::scale::share(&mut figures);
    figures
}

/// What a curve is called in the legend: `what`, after the lane's name where there are several lanes.
fn named(lanes: &[ChartLane<'_>], lane: &ChartLane<'_>, what: &str) -> String {
    match (lanes.len() > 1, what.is_empty()) {
        (true, false) => tf("chart-of-lane", &[("lane", lane.name), ("what", what)]),
        (true, true) => lane.name.to_owned(),
        (false, _) => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;
    use crate::train::Lane;

    /// Every chart of an untrained lane of every loss that there is.
    fn check(dim: usize) {
        for loss in crate::loss::registry() {
            let mut experiment = Experiment::default();
            experiment.set_source("blobs");
            experiment.set_loss(loss.id());
            experiment.model.feature_dim = dim;
            let dataset = data::load("blobs", &experiment.request()).unwrap();
            let mut lane = Lane::new(&experiment, Arc::new(dataset)).unwrap();
            for _ in 0..3 {
                lane.step().unwrap();
                lane.log();
            }
            let snapshot = Arc::new(lane.snapshot("lane", 0, crate::train::Status::Paused));
            let lane = ChartLane {
                place: 0,
                name: "lane",
                snapshot: &snapshot,
                experiment: &experiment,
            };
            for chart in registry() {
                let mut switches = Switches::default();
                chart
                    .switches()
                    .iter()
                    .for_each(|switch| switches.set(switch.id, true));
                let figure = chart.figure(&[lane], &switches);
                let (id, loss) = (chart.id(), loss.id());
                let points = figure.series.iter().flat_map(|series| &series.points);
                assert!(points.flatten().all(|x| x.is_finite()), "{id} of {loss}");
                let shares = figure.bars.iter().flat_map(|bars| &bars.shares);
                assert!(
                    shares.clone().all(|share| (0.0..=1.0).contains(share)),
                    "{id} of {loss}"
                );
            }
        }
    }

    #[test]
    fn every_chart_of_every_loss_is_made_of_finite_numbers() {
        check(2);
        check(5);
    }

    #[test]
    fn ids_are_unique_and_found() {
        for chart in registry() {
            let same = registry().iter().filter(|other| other.id() == chart.id());
            assert_eq!(same.count(), 1, "{}", chart.id());
            assert!(find(chart.id()).is_some());
        }
    }
}

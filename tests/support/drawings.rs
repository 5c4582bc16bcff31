//! Whatever can be drawn of a run.

use std::sync::Arc;

use marginscope::export::Drawing;
use marginscope::figure::{
    self, Switches,
    charts::{self, ChartLane},
};
use marginscope::train::Snapshot;

/// Every view that can show the snapshot, with all its switches, and every chart of it.
pub fn drawings(snapshot: &Snapshot) -> Vec<(String, Drawing)> {
    let mut all = Vec::new();
    for view in figure::registry() {
        let mut switches = Switches::defaults(view.switches());
        for switch in view.switches() {
            switches.set(switch.id, true);
        }
        if let Ok(figure) = view.figure(snapshot, &snapshot.experiment.loss, &switches) {
            all.push((view.id().to_owned(), Drawing::Figure(figure)));
        }
    }
    let shared = Arc::new(snapshot.clone());
    let lane = ChartLane {
        place: 0,
        name: "run",
        snapshot: &shared,
        experiment: &snapshot.experiment,
    };
    for chart in charts::registry() {
        let figure = chart.figure(&[lane], &Switches::defaults(chart.switches()));
        if !figure.is_empty() {
            all.push((format!("chart {}", chart.id()), Drawing::Chart(figure)));
        }
    }
    all
}

//! The data that an opened picture was made from, compared with those that are loaded for it.

use std::sync::Arc;

use eframe::egui::Context;

use super::{settings::Settings, text::tf};
use crate::{
    data::Dataset,
    export::carry::Carried,
    platform::threads,
    train::{Experiment, State},
};

/// What the data of an opened picture were, until the lanes have loaded theirs.
#[derive(Debug, Default)]
pub struct Promise {
    /// What the window calls the picture.
    picture: String,
    lanes: Vec<Promised>,
}

/// Of a lane.
#[derive(Debug)]
struct Promised {
    name: String,
    experiment: Experiment,
    /// The hash of the data that it trained on.
    sha256: String,
    /// Whether that of the data that were loaded is being computed.
    asked: bool,
}

impl Promise {
    /// What `carried` says of the data of the lanes that `settings` have from it.
    pub fn new(settings: &Settings, carried: &Carried) -> Self {
        let experiments = settings.experiments().iter();
        let lanes = experiments.filter_map(|(name, experiment)| {
            let lane = carried.lanes.iter().find(|lane| lane.name == *name)?;
            let known = Some(lane.sha256.to_string()).filter(|sha256| !sha256.is_empty());
            Some(Promised {
                name: name.clone(),
                experiment: experiment.clone(),
                sha256: known?,
                asked: false,
            })
        });
        Self {
            picture: settings.session().id.clone(),
            lanes: lanes.collect(),
        }
    }

    /// Compares the data of the lanes that have loaded theirs by now. Says so where they are others.
    pub fn broken(&mut self, ctx: &Context, state: &State) -> Option<String> {
        let mut broken = None;
        self.lanes.retain_mut(|promised| {
            let experiment = &promised.experiment;
            let mut lanes = state.lanes.iter();
            let loaded = lanes.find(|lane| {
                let same = lane.experiment.data == experiment.data
                    && lane.experiment.seeds.data == experiment.seeds.data;
                lane.lane == promised.name && same && lane.dataset.classes() > 0
            });
            let Some(loaded) = loaded else { return true };
            let Some(found) = loaded.dataset.known_sha256() else {
                if !promised.asked {
                    hash(ctx, &loaded.dataset);
                }
                promised.asked = true;
                return true;
            };
            if found != promised.sha256 {
                broken.get_or_insert_with(|| promised.name.clone());
            }
            false
        });
        broken.map(|lane| tf("picture-data", &[("name", &self.picture), ("lane", &lane)]))
    }
}

/// Has the hash of a data set computed beside the window, which would stand still for it.
fn hash(ctx: &Context, dataset: &Arc<Dataset>) {
    let (ctx, dataset) = (ctx.clone(), Arc::clone(dataset));
    let work = move || {
        dataset.sha256();
        ctx.request_repaint();
    };
    // Where no thread can be had the data are not compared.
    threads::beside("hash", work);
}

//! Files that are dropped on the window: experiments, pictures that carry one, folders of data.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use eframe::egui::{Align2, Context, FontId, Id, LayerId, Order};

use super::{
    number,
    state::MarginscopeApp,
    text::{t, tf},
    theme::palette,
};
use crate::{
    data::{self, Dataset},
    export::{carry::Carried, open},
    train::{Experiment, Instruction, State},
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
    let _ = thread::Builder::new().name("hash".to_owned()).spawn(work);
}

impl MarginscopeApp {
    /// Opens what was dropped in this frame.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
        let paths: Vec<PathBuf> = dropped.iter().map(|file| file.path().to_owned()).collect();
        // The four files of one data set are one change.
        let mut folders = Vec::new();
        for path in paths {
            match source_of(&path) {
                Some(found) if folders.contains(&found) => {}
                Some(found) => {
                    self.read_folder(ctx, found.0, &found.1);
                    folders.push(found);
                }
                None => self.open_file(ctx, &path),
            }
        }
    }

    fn read_folder(&mut self, ctx: &Context, source: &str, folder: &Path) {
        let name = folder.display().to_string();
        self.edit(ctx, |draft| {
            draft.set("data.source", source);
            draft.set("data.path", name.as_str());
        });
        self.worker.send(Instruction::Play);
        self.notices.tell(tf("dropped-data", &[("folder", &name)]));
    }

    fn open_file(&mut self, ctx: &Context, path: &Path) {
        if path.is_dir() {
            let name = path.display().to_string();
            return self
                .notices
                .problem(tf("dropped-folder", &[("name", &name)]));
        }
        match open::open(path) {
            Ok(opened) => {
                self.open(ctx, opened.session);
                if let Some(lab) = opened.lab {
                    self.lab.show(lab);
                    let name = &self.settings.session().id;
                    self.notices.tell(tf("dropped-lab", &[("name", name)]));
                }
                // A figure of the laboratory is of no run.
                match opened.carried {
                    Some(carried) if carried.lanes.is_empty() => {}
                    Some(carried) => self.note_picture(&carried),
                    None => {
                        let name = &self.settings.session().id;
                        self.notices
                            .tell(tf("dropped-experiment", &[("name", name)]));
                    }
                }
            }
            Err(why) => self.notices.problem(why),
        }
    }

    /// Says what the picture that the session comes from shows, and what it cannot give back.
    pub(super) fn note_picture(&mut self, carried: &Carried) {
        let picture = self.settings.session().id.clone();
        let step = carried.lanes.iter().map(|lane| lane.step).max();
        let step = number::count(step.unwrap_or(0));
        let args = [("name", picture.as_str()), ("step", step.as_str())];
        self.notices.tell(tf("picture-opened", &args));
        if let Some(step) = carried.lanes.iter().filter_map(|lane| lane.tuned).max() {
            let args = [("name", picture.as_str()), ("step", &number::count(step))];
            self.notices.problem(tf("picture-tuned", &args));
        }
        let experiments = self.settings.experiments().iter();
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
        self.promise = Promise {
            lanes: lanes.collect(),
            picture,
        };
    }
}

/// The source that reads `path`, and the folder to name to it.
fn source_of(path: &Path) -> Option<(&'static str, PathBuf)> {
    let mut sources = data::registry().iter();
    sources.find_map(|source| Some((source.id(), source.folder_of(path)?)))
}

/// While something is held over the window, says what may be dropped.
pub fn hover_ui(ctx: &Context) {
    if ctx.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let visuals = ctx.global_style().visuals.clone();
    let palette = palette(&visuals);
    let layer = LayerId::new(Order::Foreground, Id::unique("dropping"));
    let (painter, all) = (ctx.layer_painter(layer), ctx.content_rect());
    painter.rect_filled(all, 0.0, palette.canvas.gamma_multiply(0.85));
    let font = FontId::proportional(17.0);
    painter.text(
        all.center(),
        Align2::CENTER_CENTER,
        t("drop-here"),
        font,
        palette.text,
    );
}

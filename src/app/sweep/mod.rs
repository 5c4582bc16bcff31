//! Sweeps in the window: one that is trained beside the live training, or one whose folder was opened, as grids in place of the
//! figures.

mod cells;
mod crew;
mod dialog;
mod exported;
mod form;
mod gate;
mod news;
mod page;
mod reading;
mod steps;
mod swept;
mod view;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError},
    },
    time::{Duration, Instant},
};

use eframe::egui::{Context, Ui};

pub use cells::Asked;
pub use dialog::{About, Press as DialogPress};
pub use form::Form;
pub use news::Classes;
pub use page::{Help, Press};

use self::{
    crew::Crew,
    news::News,
    page::{Shown, Standing},
    swept::Swept,
    view::View,
};
use super::{
    export::{Aside, Place},
    text::{t, tf},
};
use crate::{
    runs::crew::cores,
    sweep::{Job, Plan},
    train::{Experiment, Wake},
};

/// Where news come from.
enum Source {
    /// A folder that is read.
    Folder(Receiver<News>),
    /// Threads that train.
    Crew(Crew),
}

/// What came since the last frame.
pub struct Received {
    /// What is wrong, in words for a person.
    pub problems: Vec<String>,
    /// The training of it has come to its end.
    pub trained: bool,
}

/// The sweep of the window, its page, and the form for the next one.
#[derive(Default)]
pub struct SweepPage {
    open: bool,
    swept: Option<Swept>,
    view: Option<View>,
    source: Option<Source>,
    /// How long it was trained, the time in which it was held left out, and since when it is trained now.
    trained: Duration,
    since: Option<Instant>,
    saving: Option<Aside<Result<PathBuf, String>>>,
    /// How many runs are being saved.
    kept: usize,
    /// A person was told that results which no folder holds would go.
    warned: bool,
    /// What is filled in, while the dialog is open.
    pub form: Option<Form>,
}

impl SweepPage {
    /// Whether it stands in place of the figures.
    pub fn is_open(&self) -> bool {
        self.open && self.swept.is_some()
    }

    /// Whether there is a sweep to show.
    pub fn has_one(&self) -> bool {
        self.swept.is_some()
    }

    /// Whether a sweep is trained.
    pub fn is_training(&self) -> bool {
        matches!(self.source, Some(Source::Crew(_)))
    }

    /// Whether a folder is read.
    pub fn is_reading(&self) -> bool {
        matches!(self.source, Some(Source::Folder(_)))
    }

    /// Whether there are results that no folder holds.
    pub fn is_unsaved(&self) -> bool {
        self.swept.as_ref().is_some_and(Swept::is_unsaved)
    }

    /// Whether another sweep may take its place: results that no folder holds go only where that was asked for twice.
    pub fn gives_way(&mut self) -> bool {
        let gives_way = !self.is_unsaved() || self.warned;
        self.warned = !gives_way;
        gives_way
    }

    /// Shows its page, or the figures.
    pub fn set_open(&mut self, open: bool) {
        self.open = open;
    }

    /// Shows the sweep of a folder.
    ///
    /// # Errors
    /// When there is nothing to draw of it, in words for a person.
    pub fn read(
        &mut self,
        plan: Plan,
        of: String,
        place: PathBuf,
        wake: Wake,
    ) -> Result<(), String> {
        let swept = Swept::new(plan, of.clone(), Some(place.clone()));
        self.show(swept, &place.display().to_string())?;
        let plan = self.swept.as_ref().map(|swept| Arc::clone(&swept.plan));
        let news = plan.and_then(|plan| reading::read(plan, of, place, wake));
        self.source = news.map(Source::Folder);
        Ok(())
    }

    /// Trains a plan; `classes` are those that are known of some data.
    ///
    /// # Errors
    /// When there is no thread for it, in words for a person.
    pub fn train(
        &mut self,
        plan: Plan,
        of: String,
        classes: Vec<Classes>,
        wake: Wake,
    ) -> Result<(), String> {
        let mut swept = Swept::new(plan, of.clone(), None);
        classes.into_iter().for_each(|classes| swept.know(classes));
        self.show(swept, &of)?;
        self.trained = Duration::ZERO;
        self.go_on(wake)
    }

    /// Shows another sweep, of which nothing is known yet.
    fn show(&mut self, swept: Swept, name: &str) -> Result<(), String> {
        let view = View::new(&swept);
        let view = view.ok_or_else(|| tf("sweep-no-grid", &[("name", name)]))?;
        // Its threads end with it, and what is saved is not of this one.
        self.saving = None;
        self.source = None;
        self.since = None;
        (self.swept, self.view) = (Some(swept), Some(view));
        self.open = true;
        Ok(())
    }

    /// Trains the runs that are missing.
    ///
    /// # Errors
    /// When there is no thread for it, in words for a person.
    pub fn go_on(&mut self, wake: Wake) -> Result<(), String> {
        if let Some(Source::Crew(crew)) = &self.source {
            crew.gate.pause(false);
            self.since = Some(Instant::now());
            return Ok(());
        }
        let Some(swept) = &self.swept else {
            return Ok(());
        };
        let done = |number: usize| swept.table.row(number).is_some();
        let crew = Crew::start(Arc::clone(&swept.plan), &done, cores(), wake);
        let crew = crew.ok_or_else(|| tf("sweep-no-thread", &[("name", &swept.of)]))?;
        self.source = Some(Source::Crew(crew));
        self.trained = Duration::ZERO;
        self.since = Some(Instant::now());
        Ok(())
    }

    /// Holds the training of it.
    pub fn pause(&mut self) {
        if let Some(Source::Crew(crew)) = &self.source {
            crew.gate.pause(true);
            self.trained += self
                .since
                .take()
                .map_or(Duration::ZERO, |since| since.elapsed());
        }
    }

    /// Gives the training of it up; what is there stays.
    pub fn cancel(&mut self) {
        self.source = None;
        self.since = None;
    }

    /// Takes what came since the last frame; problems are given back, in words for a person. While the window trains too, a
    /// core is left to it.
    pub fn receive(&mut self, playing: bool) -> Received {
        let mut problems = Vec::new();
        let mut ended = false;
        if let (Some(source), Some(swept)) = (&self.source, &mut self.swept) {
            let news = match source {
                Source::Folder(news) => news,
                Source::Crew(crew) => {
                    crew.gate.allow(threads(playing));
                    crew.news()
                }
            };
            loop {
                match news.try_recv() {
                    Ok(news) => {
                        problems.extend(swept.take(news).map(|(job, why)| said(swept, job, &why)))
                    }
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => {
                        ended = true;
                        break;
                    }
                }
            }
        }
        let trained = ended && self.is_training();
        if ended {
            self.cancel();
        }
        Received { problems, trained }
    }

    /// What its experiment is called, how many runs there are, and how many there will be.
    pub fn counts(&self) -> Option<(&str, usize, usize)> {
        let swept = self.swept.as_ref()?;
        Some((&swept.of, swept.table.rows.len(), swept.plan.runs()))
    }

    /// How it stands.
    fn standing(&self) -> Standing {
        match &self.source {
            None => Standing::Idle,
            Some(Source::Folder(_)) => Standing::Reading,
            Some(Source::Crew(crew)) => {
                let share = crew.share();
                let running = self.since.map_or(Duration::ZERO, |since| since.elapsed());
                let taken = (self.trained + running).as_secs_f64();
                // The first moments say little.
                let left = (share > 0.01).then(|| taken * (1.0 - share) / share);
                Standing::Training {
                    share,
                    left,
                    paused: crew.gate.is_paused(),
                }
            }
        }
    }

    /// Draws its page, `covered` where a dialog lies over it; what was pressed.
    pub fn ui(&mut self, ui: &mut Ui, help: &Help, covered: bool) -> Option<Press> {
        let standing = self.standing();
        let saving = self.saving.is_some();
        let (swept, view) = (self.swept.as_ref()?, self.view.as_mut()?);
        let shown = Shown {
            swept,
            standing,
            saving,
            covered,
            help,
        };
        page::page_ui(ui, &shown, view)
    }

    /// A row with how far it is, while it is trained behind the figures; what was pressed.
    pub fn row_ui(&mut self, ui: &mut Ui, help: &Help) -> Option<Press> {
        if self.open || !self.is_training() {
            return None;
        }
        let shown = Shown {
            swept: self.swept.as_ref()?,
            standing: self.standing(),
            saving: self.saving.is_some(),
            covered: false,
            help,
        };
        page::row_ui(ui, &shown)
    }

    /// Draws the dialog while there is a form; what was pressed.
    pub fn dialog_ui(&mut self, ctx: &Context, about: &About) -> Option<DialogPress> {
        let form = self.form.as_mut()?;
        dialog::dialog_ui(ctx, form, about)
    }

    /// What a run trains, and what its lane is called in the sweep.
    ///
    /// # Errors
    /// When it is no experiment, in words for a person.
    pub fn run(&self, job: &Job) -> Result<(Experiment, String), String> {
        let Some(swept) = &self.swept else {
            return Err(String::new());
        };
        let experiment = swept.plan.experiment(job);
        let experiment = experiment.map_err(|why| why.to_string())?;
        Ok((experiment, job.lane.clone()))
    }

    /// The plan of the sweep that is shown, and what its runs came to.
    pub fn results(&self) -> Option<(&Plan, &crate::sweep::Table)> {
        let swept = self.swept.as_ref()?;
        Some((&swept.plan, &swept.table))
    }

    /// Writes its folder into `folder` under a new name, beside the window.
    pub fn save(&mut self, ctx: &Context, folder: PathBuf) {
        let Some(swept) = &self.swept else {
            return;
        };
        let (kept, stem) = (swept.kept(), swept.of.clone());
        self.kept = kept.runs();
        let work = move || {
            let place = Place { folder, stem };
            place.new_folder("sweep", |at| kept.write(at).map_err(|why| why.to_string()))
        };
        let broken = || Err(t("sweep-save-broken").to_owned());
        self.saving = Some(Aside::start(ctx, work, broken));
    }

    /// The folder that was written since the last frame, or why it was not.
    pub fn saved(&mut self) -> Option<Result<PathBuf, String>> {
        let saved = self.saving.as_ref()?.take()?;
        self.saving = None;
        if let (Ok(place), Some(swept)) = (&saved, &mut self.swept) {
            swept.is_saved(self.kept, place.clone());
        }
        Some(saved)
    }
}

/// How many threads train a sweep: a core is left to the window where that trains too.
pub fn threads(playing: bool) -> usize {
    match playing {
        true => cores().saturating_sub(1).max(1),
        false => cores(),
    }
}

/// A problem, with the run that it is of.
fn said(swept: &Swept, job: Option<Job>, why: &str) -> String {
    match job {
        None => tf("sweep-unread", &[("why", why)]),
        Some(job) => {
            let run = swept.plan.called(&job);
            tf("sweep-failed", &[("run", &run), ("why", why)])
        }
    }
}

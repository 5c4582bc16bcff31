//! Data that somebody opens, before anything is trained on them: what they are, how they are read, and what to do with them.

mod numbers;
mod reading;
mod sample;
mod sheet;

use std::path::Path;

use eframe::egui::{Context, Frame, Id, Modal};

use self::{
    reading::{Read, Reading},
    sample::Sample,
};
use super::{
    escape::clicked_away,
    settings::{Asked, Draft, Settings},
};
use crate::{
    data::{self, Shape, given},
    train::{DataConfig, Experiment, Scope, Session, State, Turns},
};

/// What was pressed in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// To train on the data.
    Train,
    /// To show them as features.
    Features,
    /// To leave everything as it is.
    Cancel,
}

/// What happened in the dialog in a frame.
#[derive(Debug, Default)]
pub struct Happened {
    /// What was pressed.
    pub press: Option<Press>,
    /// What a chooser was asked for.
    pub asks: Option<Asked>,
    /// Why a setting was not taken.
    pub refused: Vec<String>,
}

/// Data that are to be opened.
pub struct OwnData {
    /// An experiment on them, whose `[data]` says how they are read.
    settings: Settings,
    /// Nothing of it is trained.
    nothing: State,
    reading: Reading,
    /// What they came to last, with what is shown of them.
    found: Option<Result<Found, String>>,
}

/// What data came to.
pub struct Found {
    /// What was read.
    pub read: Read,
    /// Their sample.
    pub sample: Sample,
}

impl OwnData {
    /// The data that `source` finds at `place`, with `more` files of theirs.
    ///
    /// # Errors
    /// When a file does not belong to them, in words for a person.
    pub fn new(source: &str, place: &Path, more: &[&Path]) -> Result<Self, String> {
        let beside = data::settings(source, more)?;
        let session = Session::on(source, &place.display().to_string(), None);
        let mut session = session.map_err(|error| error.to_string())?;
        for (id, file) in beside {
            let set = session.set_everywhere(&format!("data.{id}"), &file.into());
            set.map_err(|error| error.to_string())?;
        }
        Ok(Self {
            settings: Settings::new(session),
            nothing: State {
                playing: false,
                lanes: Vec::new(),
                revision: 0,
                turns: Turns::default(),
                moments: Vec::new(),
            },
            reading: Reading::default(),
            found: None,
        })
    }

    /// What file or folder they are.
    pub fn path(&self) -> &Path {
        Path::new(&self.experiment().data.path)
    }

    /// What is written here that may need letters of other languages.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let found = self.found.iter();
        let names = found.flat_map(|found| match found {
            Ok(found) => found.read.preview.class_names.as_slice(),
            Err(why) => std::slice::from_ref(why),
        });
        let path = std::iter::once(&self.experiment().data.path);
        names.chain(path).map(String::as_str)
    }

    /// Changes how they are read.
    ///
    /// # Errors
    /// When the value does not fit, in words for a person.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let mut refused = self.change(|draft| draft.set(key, value)).refused;
        refused.pop().map_or(Ok(()), Err)
    }

    /// How they are read.
    pub fn data(&self) -> &DataConfig {
        &self.experiment().data
    }

    /// The session that trains on them.
    ///
    /// # Errors
    /// When they have not been read, or there is no such source.
    pub fn to_train(&self) -> Result<Session, String> {
        let of = &self.experiment().data;
        let preview = self.ready().map(|found| &found.read.preview);
        let session = Session::on(&of.source, &of.path, preview);
        let session = session.map_err(|error| error.to_string())?;
        Ok(session.reading(of.clone()))
    }

    /// The session that shows them as features: as their run names it, where they are what a run has written and are read as
    /// they are.
    ///
    /// # Errors
    /// When what a run says of itself cannot be understood.
    pub fn to_show(&self) -> Result<Session, String> {
        let of = &self.experiment().data;
        let plain = Session::on(&of.source, &of.path, None).map_err(|error| error.to_string())?;
        if plain.base.data == *of
            && given::place(self.path()).is_some()
            && let Some(session) = Session::of_features(self.path())?
        {
            return Ok(session);
        }
        let shape = self.ready().map(|found| found.read.preview.shape);
        Ok(self.to_train()?.as_features(shape.map_or(2, Shape::len)))
    }

    /// Draws the dialog, and reads again what is to be read in another way.
    pub fn ui(&mut self, ctx: &Context) -> Happened {
        if let Some(done) = self
            .reading
            .turn_to(ctx, self.settings.experiment(Scope::All))
        {
            self.found = Some(done.map(|read| Found {
                sample: Sample::new(ctx, &read.preview),
                read,
            }));
        }
        let (nothing, settings) = (&self.nothing, &self.settings);
        let mut draft = Draft::new(settings, nothing, Scope::All);
        let about = sheet::About {
            found: self.found.as_ref(),
            reading: &self.reading,
        };
        let modal = Modal::new(Id::unique("own-data"))
            .frame(Frame::popup(&ctx.global_style()).inner_margin(16))
            .show(ctx, |ui| sheet::sheet_ui(ui, &mut draft, &about));
        let closed = clicked_away(&modal).then_some(Press::Cancel);
        let press = modal.inner.or(closed);
        let happened = Happened {
            press,
            asks: draft.asks.take(),
            refused: draft.refused.iter().map(ToString::to_string).collect(),
        };
        self.settings = draft.settings;
        happened
    }

    fn experiment(&self) -> &Experiment {
        self.settings.experiment(Scope::All)
    }

    /// What they are, where that is known of how they are read now.
    fn ready(&self) -> Option<&Found> {
        let known = self.reading.is_of(self.experiment());
        self.found.as_ref()?.as_ref().ok().filter(|_| known)
    }

    fn change(&mut self, change: impl FnOnce(&mut Draft<'_>)) -> Happened {
        let mut draft = Draft::new(&self.settings, &self.nothing, Scope::All);
        change(&mut draft);
        let refused = draft.refused.iter().map(ToString::to_string).collect();
        self.settings = draft.settings;
        Happened {
            refused,
            ..Happened::default()
        }
    }
}

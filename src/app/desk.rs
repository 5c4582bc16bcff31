//! Somebody's run, put aside while a lesson has the window: trainer, settings, figures and history, as they are.

use std::sync::Arc;

use eframe::egui::Context;

use super::{
    charts::Charts,
    history::{History, Scrub},
    inspector::Inspector,
    pacing::{Pacing, waking_by_training},
    play::Play,
    promise::Promise,
    settings::Settings,
    tiles::Tiles,
    turning::Turning,
    undo::Undo,
};
use crate::train::{Scope, Session, Start, State, Worker};

/// What belongs to one run in the window.
pub struct Desk {
    pub settings: Settings,
    pub opened: Session,
    pub scope: Scope,
    pub undo: Undo,
    pub play: Play,
    pub worker: Worker,
    pub together: bool,
    pub limit: Option<u64>,
    pub state: Arc<State>,
    pub tiles: Tiles,
    pub charts: Charts,
    pub history: History,
    pub scrub: Scrub,
    pub inspector: Inspector,
    pub turning: Turning,
    pub promise: Promise,
}

impl Desk {
    /// A new one on which `session` waits to be trained.
    pub fn new(ctx: &Context, pacing: &Arc<Pacing>, session: Session) -> Self {
        let start = Start {
            session: session.clone(),
            playing: false,
            stop_at: None,
            endless: true,
        };
        let worker = Worker::spawn(start, waking_by_training(ctx, pacing));
        Self {
            state: worker.latest(),
            worker,
            settings: Settings::new(session.clone()),
            opened: session,
            scope: Scope::All,
            undo: Undo::default(),
            play: Play::default(),
            together: true,
            limit: None,
            tiles: Tiles::default(),
            charts: Charts::default(),
            history: History::default(),
            scrub: Scrub::default(),
            inspector: Inspector::default(),
            turning: Turning::default(),
            promise: Promise::default(),
        }
    }
}

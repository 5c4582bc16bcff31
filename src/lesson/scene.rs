//! What is in front of a learner, as a value: a session, a laboratory, and which of the two is looked at.

use crate::{
    figure::lab::Lab,
    train::{Session, SessionError},
};

/// Which part of the window is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// The figures of the run.
    Figures,
    /// The laboratory.
    Laboratory,
}

/// The settings of everything that a lesson can change. What was trained is not in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// What is trained; `None` where a lesson needs no run and leaves the present one alone.
    pub session: Option<Session>,
    /// What is in the laboratory, where it is open or was.
    pub lab: Option<Lab>,
    /// Which of the two is looked at.
    pub front: Front,
}

/// Something that a step opens in place of what is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// A run, from a preset or an experiment of the lesson's own.
    Run(Box<Session>),
    /// The laboratory, as one of its presets starts it.
    Laboratory(Box<Lab>),
}

impl Scene {
    /// Nothing but the laboratory of this preset, such as a test starts from.
    pub fn of_lab(lab: Lab) -> Self {
        Self {
            session: None,
            lab: Some(lab),
            front: Front::Laboratory,
        }
    }

    /// Nothing but this run.
    pub fn of_run(session: Session) -> Self {
        Self {
            session: Some(session),
            lab: None,
            front: Front::Figures,
        }
    }

    /// The run of a preset.
    ///
    /// # Errors
    /// When there is no such preset.
    pub fn preset(id: &str) -> Result<Self, SessionError> {
        Session::preset(id).map(Self::of_run)
    }

    /// Puts what is opened in its place, and in front.
    pub fn open(&mut self, opening: &Opening) {
        match opening {
            Opening::Run(session) => {
                self.session = Some(session.as_ref().clone());
                self.front = Front::Figures;
            }
            Opening::Laboratory(lab) => {
                self.lab = Some(lab.as_ref().clone());
                self.front = Front::Laboratory;
            }
        }
    }

    /// Whether a lane of `next` has to begin anew where these lanes train.
    pub fn restarts(&self, next: &Self) -> bool {
        match (&self.session, &next.session) {
            (Some(now), Some(next)) => !goes_on(now, next),
            (now, next) => now.is_none() && next.is_some(),
        }
    }

    /// Whether a lesson that expects `planned` can go on from here: knobs may be turned and vectors moved, but lanes, model
    /// and losses are those that it speaks of.
    pub fn fits(&self, planned: &Self) -> bool {
        let runs = match (&self.session, &planned.session) {
            (Some(now), Some(planned)) => same_run(now, planned),
            (_, None) => true,
            (None, Some(_)) => false,
        };
        let labs = match (&self.lab, &planned.lab) {
            (Some(now), Some(planned)) => now.preset == planned.preset && now.loss == planned.loss,
            (_, None) => true,
            (None, Some(_)) => false,
        };
        runs && labs
    }
}

fn same_run(now: &Session, planned: &Session) -> bool {
    now.show == planned.show && goes_on(now, planned)
}

/// Whether the lanes of `now` can go on as those of `next`.
fn goes_on(now: &Session, next: &Session) -> bool {
    let names = |session: &Session| -> Vec<String> {
        let lanes = session.lanes.iter();
        lanes.map(|lane| lane.name.clone()).collect()
    };
    names(now) == names(next) && next.restart_key(now).is_none()
}

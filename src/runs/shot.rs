//! The runs that a figure is made of.

use std::sync::Arc;

use super::Failure;
use crate::{
    export::carry::Carried,
    look::Style,
    train::{Look, Named, Session, Snapshot},
};

/// One run as it stands, with what its session asks to show.
pub struct Shot {
    /// The lane's name.
    pub name: String,
    /// Its state.
    pub snapshot: Arc<Snapshot>,
    /// Switches, views and charts that its session asks for.
    pub show: Vec<String>,
    /// How its session's pictures look.
    pub look: Look,
    /// Hash of the data set, where it is not in the snapshot.
    pub sha256: Option<String>,
}

/// What these runs say of their look; runs that are put side by side have one look, that of the first which says anything.
fn look(shots: &[Shot]) -> Look {
    let says = |look: &&Look| **look != Look::default();
    let found = shots.iter().map(|shot| &shot.look).find(says);
    found.cloned().unwrap_or_default()
}

/// A style with the colours that these runs give to classes.
pub fn coloured(style: Style, shots: &[Shot]) -> Style {
    style.with_chosen(look(shots).chosen())
}

/// What a picture of these runs carries.
pub fn carried(shots: &[Shot]) -> Option<Carried> {
    let first = shots.first()?;
    let session = Session {
        id: String::new(),
        base: first.snapshot.experiment.as_ref().clone(),
        lanes: Vec::new(),
        show: first.show.clone(),
        look: look(shots),
        named: Named::default(),
    };
    let snapshots: Vec<&Snapshot> = shots.iter().map(|shot| shot.snapshot.as_ref()).collect();
    let mut carried = Carried::from_runs(&session, &snapshots);
    for (lane, shot) in carried.lanes.iter_mut().zip(shots) {
        if let Some(sha256) = &shot.sha256 {
            lane.sha256 = sha256.clone().into();
        }
    }
    Some(carried)
}

/// The lanes of these names in this order, or all.
///
/// # Errors
/// When there is no lane of a name.
pub fn chosen<T>(
    mut all: Vec<(String, T)>,
    names: &[String],
    of: &str,
) -> Result<Vec<(String, T)>, Failure> {
    if names.is_empty() {
        return Ok(all);
    }
    let mut found = Vec::new();
    for name in names {
        let Some(place) = all.iter().position(|(known, _)| known == name) else {
            let known: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
            return Err(Failure::WrongArguments(format!(
                "--lane: found \"{name}\", expected a lane of {of}: {}",
                known.join(", ")
            )));
        };
        found.push(all.remove(place));
    }
    Ok(found)
}

//! What is said of a run that something is wrong with, where its numbers stand among others.

use crate::train::{Health, Snapshot};

/// What is wrong with a run, and of which step its numbers are, if anything is.
pub fn problem(snapshot: &Snapshot) -> Option<String> {
    let health = snapshot.health;
    let before = match health {
        Health::Sound => return None,
        Health::NotFinite { .. } => before(snapshot.step),
        _ => String::new(),
    };
    Some(format!("{health}{before}"))
}

/// Of which step the numbers of a run are that went back to its last good state.
pub fn before(step: u64) -> String {
    format!(". Its numbers are those of step {step}, its last good state")
}

//! Lanes turned onto one of them.

use std::sync::Arc;

use super::shot::Shot;
use crate::{
    cli::Failure,
    figure::align::{aligned, fits},
    train::Snapshot,
};

/// Whether runs are turned onto each other, and onto which.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Align {
    /// Turn the runs, and reflect them where that fits better, so that their class directions come onto those of the first one,
    /// or of this lane (--align=NAME). Nothing that is measured changes.
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub align: Option<String>,
}

impl Align {
    /// Turns the runs where that is asked for: each onto the first one with its classes and its dimension, or onto the lane
    /// that is named.
    ///
    /// # Errors
    /// When there is no such lane, or no two runs fit each other.
    pub fn turn(&self, shots: &mut [Shot]) -> Result<(), Failure> {
        let Some(name) = &self.align else {
            return Ok(());
        };
        let whole: Vec<Arc<Snapshot>> = shots.iter().map(|s| Arc::clone(&s.snapshot)).collect();
        let named = match name.as_str() {
            "" => None,
            name => Some(place(shots, name)?),
        };
        let mut turned = 0;
        for (number, shot) in shots.iter_mut().enumerate() {
            let first = || whole.iter().position(|other| fits(&shot.snapshot, other));
            let onto = named.or_else(first).unwrap_or(number);
            if onto == number {
                continue;
            }
            match aligned(&shot.snapshot, &whole[onto]) {
                Some(snapshot) => {
                    shot.snapshot = Arc::new(snapshot);
                    turned += 1;
                }
                None => say!(
                    "--align: {} has other classes or another dimension than {}, so it stays as it is",
                    shot.name,
                    whole[onto].lane
                ),
            }
        }
        match turned {
            0 => Err(Failure::WrongArguments(
                "--align: found no two runs with the same classes and features of the same dimension".to_owned(),
            )),
            _ => Ok(()),
        }
    }
}

fn place(shots: &[Shot], name: &str) -> Result<usize, Failure> {
    let found = shots.iter().position(|shot| shot.name == name);
    found.ok_or_else(|| {
        let known: Vec<&str> = shots.iter().map(|shot| shot.name.as_str()).collect();
        let known = known.join(", ");
        Failure::WrongArguments(format!("--align: found \"{name}\", expected among {known}"))
    })
}

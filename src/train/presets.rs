//! The built-in sessions: experiment files that travel with the program.

use super::session::{Session, SessionError};

macro_rules! presets {
    ($($id:literal,)*) => {
        /// Id and content.
        const PRESETS: &[(&str, &str)] = &[
            $(($id, include_str!(concat!("../../assets/presets/", $id, ".toml"))),)*
        ];
    };
}

// In the order of the menu.
presets! {
    "fashion",
    "fashion-sphere",
    "fashion-circle",
    "am-softmax-spheres",
    "am-softmax-psi",
    "l-softmax-petals",
    "sphereface-circle",
    "sphereface-pairs",
    "cosface-toy",
    "open-set-fashion",
    "open-set",
    "mnist",
    "blobs",
    "rings",
}

/// The preset that a plain start opens.
pub const DEFAULT_PRESET: &str = "fashion";

/// Ids of all presets, in the order of the menu.
pub fn preset_ids() -> impl Iterator<Item = &'static str> {
    PRESETS.iter().map(|(id, _)| *id)
}

impl Session {
    /// A built-in session.
    ///
    /// # Errors
    /// When there is no preset of this id.
    pub fn preset(id: &str) -> Result<Self, SessionError> {
        let found = PRESETS.iter().find(|(known, _)| *known == id);
        let (_, text) = found.ok_or_else(|| {
            let known: Vec<&str> = preset_ids().collect();
            SessionError {
                file: "--preset".to_owned(),
                line: None,
                problem: format!("found \"{id}\", expected one of {}", known.join(", ")),
            }
        })?;
        Self::parse(id, text, &format!("preset {id}"))
    }
}

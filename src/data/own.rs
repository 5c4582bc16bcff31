//! The settings that sources of somebody's own data share.

use super::{Request, Text};
use crate::knob::{Knob, Spread};

/// Which part of the samples is held out, where the data do not say so themselves.
pub const HELD_OUT: Knob = Knob {
    id: "held_out",
    label: "held-out part",
    symbol: "held-out part",
    unit: "",
    min: 0.01,
    max: 0.9,
    default: 0.2,
    spread: Spread::Linear,
    larger: "A larger value measures the accuracy more exactly and leaves less to train on.",
};

/// What the held-out samples are drawn with: not the seed of the data, so that both can be changed alone.
pub const SPLIT_SEED: Knob = Knob {
    id: "split_seed",
    label: "seed of the held-out part",
    symbol: "seed of the held-out part",
    unit: "",
    min: 0.0,
    max: 1_000_000.0,
    default: 1.0,
    spread: Spread::Whole,
    larger: "Another value holds other samples out.",
};

/// Whether as large a part of every class is held out.
pub const STRATIFIED: Text = Text {
    id: "stratified",
    label: "of every class alike",
    about: "Whether as large a part of every class is held out, or of all samples together.",
    default: "yes",
    words: &["yes", "no"],
    is_path: false,
};

/// What becomes of rows with NaN, infinity or nothing in a column.
pub const NOT_FINITE: Text = Text {
    id: "not_finite",
    label: "rows that are not finite",
    about: "Rows with NaN, infinity or a missing value: refuse the data, or drop these rows.",
    default: "refuse",
    words: &["refuse", "drop"],
    is_path: false,
};

const fn scaled(default: &'static str) -> Text {
    Text {
        id: "scaling",
        label: "scaling",
        about: "Inputs are shifted and scaled to mean 0 and spread 1 of the training part: each column by itself, all by the same \
            numbers, or not at all.",
        default,
        words: &["columns", "all", "none"],
        is_path: false,
    }
}

/// How inputs are scaled, where every column measures something else.
pub const BY_COLUMN: Text = scaled("columns");
/// How inputs are scaled, where all columns measure the same.
pub const ALIKE: Text = scaled("all");

/// A setting that names a file or a folder, or something in it.
pub const fn named(id: &'static str, label: &'static str, about: &'static str) -> Text {
    Text {
        id,
        label,
        about,
        default: "",
        words: &[],
        is_path: false,
    }
}

/// A setting that names a file.
pub const fn path(id: &'static str, label: &'static str, about: &'static str) -> Text {
    Text {
        is_path: true,
        ..named(id, label, about)
    }
}

impl Request<'_> {
    /// The text of this setting, if it is not empty.
    pub(super) fn asked(&self, id: &str) -> Option<&str> {
        Some(self.texts.get(id)).filter(|text| !text.is_empty())
    }
}

//! The key `data.unseen`: classes that are left out of training, in files and in settings.

use toml::Value;

use super::experiment::DataConfig;
use super::values::{once_each, shown, whole_numbers};
use crate::data::{self, LeftOut};

/// The key.
pub const KEY: &str = "data.unseen";

/// The highest number of a class, and how many may be named.
const LARGEST: usize = 999;

/// As files have it: a list of classes, or how many of the last ones.
pub fn in_toml(unseen: &LeftOut) -> Value {
    match unseen {
        LeftOut::Last(count) => Value::from(*count as i64),
        LeftOut::These(classes) => {
            let classes = classes.iter().map(|class| Value::from(*class as i64));
            Value::Array(classes.collect())
        }
    }
}

/// What a value of the key says.
///
/// # Errors
/// When it is neither, or names a class twice.
pub fn read(value: &Value) -> Result<LeftOut, String> {
    if value.is_array() {
        let classes = whole_numbers(value, (0, LARGEST, LARGEST))?;
        return once_each(classes).map(LeftOut::These);
    }
    let count = value.as_integer().and_then(|n| usize::try_from(n).ok());
    let count = count.filter(|count| *count <= LARGEST).ok_or_else(|| {
        format!(
            "found {}, expected a list of classes such as [7, 8, 9], or how many of the last ones, up to {LARGEST}",
            shown(value)
        )
    })?;
    Ok(match count {
        0 => LeftOut::default(),
        count => LeftOut::Last(count),
    })
}

impl DataConfig {
    /// Whether the source knows its classes before it reads its files.
    pub fn knows_classes(&self) -> bool {
        let source = data::find(&self.source);
        source.is_none_or(|source| !source.class_names(&self.knobs).is_empty())
    }

    /// The classes that training sees and those that it does not, by their numbers in the source.
    ///
    /// # Errors
    /// When they do not fit together; says so for a person.
    pub fn seen_and_unseen(&self) -> Result<(Vec<usize>, Vec<usize>), String> {
        let source = data::find(&self.source);
        let names = source.map(|source| source.class_names(&self.knobs));
        self.unseen
            .split(&self.classes, names.map_or(0, |names| names.len()))
    }
}

//! The hash of a lane's data set.

use std::{fmt, ops::Deref, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::data::Dataset;

/// Hash of a data set as hexadecimal text. That of a data set at hand is computed where it is first read, which takes its
/// time with many images: by the thread that writes a picture, not by the window that only says what is in it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct DataHash(Kind);

#[derive(Clone)]
enum Kind {
    Known(String),
    Of(Arc<Dataset>),
}

impl Deref for DataHash {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Kind::Known(text) => text,
            Kind::Of(dataset) => dataset.sha256(),
        }
    }
}

impl From<String> for DataHash {
    fn from(text: String) -> Self {
        Self(Kind::Known(text))
    }
}

impl From<&Arc<Dataset>> for DataHash {
    fn from(dataset: &Arc<Dataset>) -> Self {
        Self(Kind::Of(Arc::clone(dataset)))
    }
}

impl From<DataHash> for String {
    fn from(hash: DataHash) -> Self {
        hash.to_string()
    }
}

impl PartialEq for DataHash {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for DataHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

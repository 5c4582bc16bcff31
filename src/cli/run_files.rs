//! Names of files in a run's folder that more than one command knows.

/// The held-out features of classes that are left out of training.
pub const UNSEEN_FEATURES: &str = "unseen_features.npy";
/// The class of each of them.
pub const UNSEEN_LABELS: &str = "unseen_labels.npy";

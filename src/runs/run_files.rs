//! Names of files in a run's folder that more than one command knows.

/// The features of some training samples, as many of each class.
pub const TRAIN_FEATURES: &str = "train_features.npy";
/// The class of each of them.
pub const TRAIN_LABELS: &str = "train_labels.npy";
/// The held-out features of classes that are left out of training.
pub const UNSEEN_FEATURES: &str = "unseen_features.npy";
/// The class of each of them.
pub const UNSEEN_LABELS: &str = "unseen_labels.npy";

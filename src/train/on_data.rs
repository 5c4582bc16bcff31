//! An experiment on data that nobody wrote one for.

use std::f64::consts::TAU;

use toml::Value;

use super::experiment::DataConfig;
use super::session::{Session, SessionError};
use crate::data::{Preview, Shape};
use crate::math::real;

impl Session {
    /// An experiment on the data that `source` finds at `path`, on circle and sphere. What is known of them chooses the model:
    /// layers for vectors, convolutions for pictures, and a margin that so many classes have room for on the circle.
    ///
    /// # Errors
    /// When there is no such source.
    pub fn on(source: &str, path: &str, known: Option<&Preview>) -> Result<Self, SessionError> {
        let (source_text, path_text) = (Value::from(source), Value::from(path));
        let path_line = match path.is_empty() {
            true => String::new(),
            false => format!("path = {path_text}\n"),
        };
        let model = known.map_or(String::new(), |data| model(data.shape));
        let loss = known.map_or(String::new(), |data| loss(data.class_names.len()));
        let text = format!(
            "[data]\nsource = {source_text}\n{path_line}{model}{loss}\n\
             [[lane]]\nname = \"circle\"\nmodel.feature_dim = 2\n\n[[lane]]\nname = \"sphere\"\nmodel.feature_dim = 3\n"
        );
        let stem = std::path::Path::new(path).file_stem();
        let id = stem.map_or(source.into(), |stem| stem.to_string_lossy());
        Self::parse(&id, &text, if path.is_empty() { source } else { path })
    }
}

impl Session {
    /// The same experiment on data that are read in this way.
    #[must_use]
    pub fn reading(mut self, data: DataConfig) -> Self {
        self.base.data = data;
        self.remember_names();
        self
    }
}

fn model(shape: Shape) -> String {
    let layers = "\n[model]\nkind = \"mlp\"\nhidden = [64, 64]\n".to_owned();
    let Shape::Image { height, width, .. } = shape else {
        return layers;
    };
    // Each level halves the picture.
    match height.min(width).checked_ilog2().unwrap_or(0) {
        0 => layers,
        levels => {
            let channels = [16, 32, 64];
            let channels = &channels[..(levels as usize).min(channels.len())];
            format!("\n[model]\nkind = \"cnn\"\nchannels = {channels:?}\nconvs = 1\ndense = [64]\n")
        }
    }
}

/// AM-Softmax with a margin that fits: so many classes, evenly spread on the circle, are this far apart.
fn loss(classes: usize) -> String {
    let room = 1.0 - real::cos(TAU / classes.max(2) as f64);
    let m = ((0.8 * room).min(0.3) * 1000.0).floor() / 1000.0;
    format!("\n[loss]\nid = \"am-softmax\"\nm = {m:?}\ns = 10.0\n")
}

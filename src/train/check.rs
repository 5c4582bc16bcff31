//! What no single key of an experiment can know of itself.

use super::experiment::{Experiment, ModelKind};
use super::keys::KeyError;
use super::unseen;
use crate::data;

impl Experiment {
    /// Checks what no single key can know.
    ///
    /// # Errors
    /// When classes are asked for that the source does not have, too many are left out, or a model of layers has none.
    pub fn check(&self) -> Result<(), KeyError> {
        self.check_classes()
            .map_err(|problem| ("data.classes", problem))
            .and_then(|()| self.check_unseen())
            .and_then(|()| self.check_model())
            .map_err(|(key, problem)| KeyError::Value {
                key: key.to_owned(),
                problem,
            })
    }

    fn check_classes(&self) -> Result<(), String> {
        let classes = &self.data.classes;
        if classes.len() == 1 {
            return Err(
                "found 1 class, expected at least 2, or [] for all of them: there is no margin without a second class"
                    .to_owned(),
            );
        }
        let names = data::find(&self.data.source).map(|s| s.class_names(&self.data.knobs));
        // Only its files know the classes of some sources.
        let names = names.filter(|names| !names.is_empty());
        let count = names.map_or(usize::MAX, |names| names.len());
        match classes.iter().find(|class| **class >= count) {
            Some(found) => Err(format!(
                "found class {found}, expected a number below {count} (classes count from 0)"
            )),
            None => Ok(()),
        }
    }

    fn check_unseen(&self) -> Result<(), (&'static str, String)> {
        if self.data.unseen.is_none() || !self.data.knows_classes() {
            return Ok(());
        }
        let names = data::find(&self.data.source).map(|s| s.class_names(&self.data.knobs));
        if self.data.classes.is_empty() && names.is_some_and(|names| names.is_empty()) {
            // Only the files know which classes there are.
            return Ok(());
        }
        let split = self.data.seen_and_unseen();
        split.map(drop).map_err(|problem| (unseen::KEY, problem))
    }

    fn check_model(&self) -> Result<(), (&'static str, String)> {
        let model = &self.model;
        let (key, levels, kind) = match model.kind {
            ModelKind::Linear | ModelKind::Features => return Ok(()),
            ModelKind::Mlp => ("model.hidden", &model.hidden, "mlp"),
            ModelKind::Cnn => ("model.channels", &model.channels, "cnn"),
        };
        if model.kernel != 3 && model.kernel != 5 {
            let problem = format!("found {}, expected 3 or 5", model.kernel);
            return Err(("model.kernel", problem));
        }
        if !levels.is_empty() {
            return Ok(());
        }
        let problem = format!(
            "found [], expected at least one layer for the model \"{kind}\"; one without is \"linear\""
        );
        Err((key, problem))
    }
}

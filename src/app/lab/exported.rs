//! The laboratory as the export dialog takes it.

use std::collections::VecDeque;

use super::LabPage;
use crate::{
    app::{
        export::{ColourSet, Shown, Subject},
        text::t,
    },
    export::{Panel, caption, carry::Carried, laboratory},
    figure::lab::Lab,
    train::Session,
};

impl LabPage {
    /// What is in it as text, while it is open.
    pub fn text(&self) -> Option<String> {
        let lab = self.lab.as_ref().filter(|_| self.open);
        lab.map(Lab::to_toml)
    }

    /// Both figures together and each alone, with what is in the laboratory and the `session` behind it.
    pub fn exported(&self, session: &Session) -> Option<Shown> {
        let lab = self.lab.as_ref()?;
        let camera = self.figures.camera().unwrap_or(laboratory::HOME);
        let titles = [t("lab-circle-head"), t("lab-sphere-head")];
        let panels = laboratory::panels(lab, camera, titles);
        let subject = |name: &str, panels: Vec<Panel>| Subject {
            name: name.to_owned(),
            panels,
            recipes: Vec::new(),
            caption: caption::of_lab(lab),
        };
        let alone = panels.clone().map(|panel| {
            let title = String::new();
            subject(&panel.title.clone(), vec![Panel { title, ..panel }])
        });
        let both = subject(t("export-both"), panels.to_vec());
        Some(Shown {
            subjects: std::iter::once(both).chain(alone).collect(),
            later: VecDeque::new(),
            carried: Carried::from_lab(session, lab),
            runs: Vec::new(),
            title: t("lab").to_owned(),
            stem: format!("marginscope-lab-{}", lab.loss),
            colours: ColourSet::Laboratory,
            past: Err(t("export-lab-past")),
        })
    }
}

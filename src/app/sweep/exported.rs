//! The grids as the export dialog takes them.

use std::collections::VecDeque;

use super::SweepPage;
use crate::{
    app::{
        export::{ColourSet, Shown, Subject},
        text::t,
    },
    export::{Panel, carry::Carried},
    runs::sweep::figure::{captioned, panel},
};

impl SweepPage {
    /// The grids that are shown, together and each alone, with the experiment that is swept.
    pub fn exported(&mut self) -> Option<Shown> {
        let (swept, view) = (self.swept.as_ref()?, self.view.as_mut()?);
        let grids = swept.grids(
            view.choice.sides,
            &crate::figure::grid::metric(&view.choice.metric),
        );
        let panels: Vec<Panel> = grids.into_iter().map(panel).collect();
        let subject = |name: &str, panels: Vec<Panel>| Subject {
            name: name.to_owned(),
            caption: captioned(&swept.plan, &swept.of, &panels),
            panels,
            recipes: Vec::new(),
        };
        let several = panels.len() > 1;
        let together = several.then(|| subject(t("export-all-grids"), panels.clone()));
        let alone = view.choice.alone;
        let each = panels
            .into_iter()
            .map(|panel| subject(&panel.title.clone(), vec![panel]));
        let mut subjects: Vec<Subject> = together.into_iter().chain(each).collect();
        if let Some(alone) = alone.filter(|_| several) {
            // The one that is looked at stands first.
            let shown = subjects.remove((alone + 1).min(subjects.len() - 1));
            subjects.insert(0, shown);
        }
        let carried = Carried {
            caption: subjects
                .first()
                .map_or_else(String::new, |s| s.caption.plain()),
            ..Carried::from_runs(swept.plan.session(), &[])
        };
        Some(Shown {
            subjects,
            later: VecDeque::new(),
            carried,
            runs: Vec::new(),
            title: swept.of.clone(),
            stem: format!("{}-grid", swept.of),
            colours: ColourSet::Classes(swept.plan.session().look.chosen()),
            past: Err(t("export-grid-past")),
        })
    }
}

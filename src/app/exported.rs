//! What the window shows now, as the export dialog takes it.

use std::{collections::VecDeque, rc::Rc, sync::Arc};

use super::{
    export::{ColourSet, Later, Recipe, Shown, Subject},
    history::Past,
    lanes::Lane,
    picture,
    state::{MarginscopeApp, carried},
    text::t,
};
use crate::export::{Panel, caption, one_scale};

impl MarginscopeApp {
    /// What the window shows now as figures for a file, and which of them is under the pointer.
    pub(super) fn exported(&mut self) -> (Shown, usize) {
        let session = self.settings.session();
        let lab = self.lab.is_open().then(|| self.lab.exported(session));
        if let Some(shown) = lab.flatten() {
            return (shown, 0);
        }
        let grids = self.sweep.is_open().then(|| self.sweep.exported());
        if let Some(shown) = grids.flatten() {
            return (shown, 0);
        }
        let lanes = self.shown_lanes();
        let tiles: Vec<_> = self.tiles.panels(&lanes).collect();
        let several = tiles.len() > 1;
        let under = self.tiles.under();
        let under = under.map_or(0, |tile| tile + usize::from(several));
        let together = several.then(|| all_views(&lanes, &tiles));
        let each = tiles.into_iter();
        let each = each.map(|(panel, recipe)| alone(&lanes, panel, recipe));
        let held: Rc<[Lane]> = lanes.clone().into();
        let charts = self.charts.makers(&lanes).into_iter().map(|make| {
            let lanes = Rc::clone(&held);
            let make = move || make(&lanes).map(|(panel, recipe)| alone(&lanes, panel, recipe));
            Box::new(make) as Later
        });
        let mut subjects: Vec<_> = together.into_iter().chain(each).collect();
        let mut later: VecDeque<Later> = charts.collect();
        // A chart in place of the tiles is what a person looks at.
        let large = self.charts.large().and_then(|place| later.remove(place));
        let under = large.and_then(|make| make()).map_or(under, |chart| {
            subjects.push(chart);
            subjects.len() - 1
        });
        let shown = Shown {
            subjects,
            later,
            carried: carried(self.settings.session(), &lanes),
            runs: lanes
                .iter()
                .map(|lane| (lane.title.clone(), Arc::new(lane.called())))
                .collect(),
            title: self.title(),
            stem: picture::stem(&lanes),
            colours: ColourSet::Classes(self.settings.session().look.chosen()),
            past: Past::leading_to(&self.history, &self.scrub, &self.shown_as_trained()),
        };
        (shown, under)
    }
}

/// All views in one figure.
fn all_views(lanes: &[Lane], tiles: &[(Panel, Recipe)]) -> Subject {
    let mut panels: Vec<_> = tiles.iter().map(|(panel, _)| panel.clone()).collect();
    one_scale(&mut panels);
    Subject {
        name: t("export-all").to_owned(),
        caption: caption_of(lanes, &panels),
        panels,
        recipes: tiles.iter().map(|(_, recipe)| recipe.clone()).collect(),
    }
}

/// A view or a chart alone. A legend of classes says what it shows; anything else keeps its name as a title.
fn alone(lanes: &[Lane], panel: Panel, recipe: Recipe) -> Subject {
    let caption = caption_of(lanes, std::slice::from_ref(&panel));
    let name = panel.title.clone();
    let title = match panel.has_classes() {
        true => String::new(),
        false => name.clone(),
    };
    Subject {
        name,
        panels: vec![Panel { title, ..panel }],
        recipes: vec![recipe],
        caption,
    }
}

fn caption_of(lanes: &[Lane], panels: &[Panel]) -> caption::Caption {
    let called: Vec<_> = lanes.iter().map(Lane::called).collect();
    caption::of_panels(&called.iter().collect::<Vec<_>>(), panels)
}

//! Which views each lane shows: those that a session asks for, or those that a person has chosen.

use std::collections::BTreeMap;

use super::fitting::{asked_for, fitting};
use crate::{
    app::lanes::Lane,
    figure::{self, Show, Switches, View},
};

/// What a session asks for, and what a person has chosen instead.
#[derive(Default)]
pub struct Chosen {
    show: Show,
    /// Ids of views by lane, from the first row on.
    views: BTreeMap<String, Vec<&'static str>>,
}

impl Chosen {
    /// What a session asks for with `show`.
    pub fn opened(show: Show) -> Self {
        Self {
            show,
            views: BTreeMap::new(),
        }
    }

    /// The switches of `view` as a session asks for them.
    pub fn switches(&self, view: &dyn View) -> Switches {
        self.show.switches(view.switches())
    }

    /// The views of `lane`: what a person chose, as far as it can show the lane, or what the session asks for.
    pub fn views(&self, lane: &Lane) -> Vec<&'static dyn View> {
        let fitting = fitting(lane);
        let find = |id: &str| fitting.iter().find(|view| view.id() == id).copied();
        let chosen = self.views.get(&lane.name);
        let chosen: Vec<_> = chosen
            .into_iter()
            .flatten()
            .filter_map(|id| find(id))
            .collect();
        if chosen.is_empty() {
            asked_for(&fitting, &self.show)
        } else {
            chosen
        }
    }

    /// What a person has chosen, to be remembered.
    pub fn arranged(&self) -> BTreeMap<String, Vec<String>> {
        let names = |ids: &Vec<&str>| ids.iter().map(|id| (*id).to_owned()).collect();
        let lanes = self.views.iter();
        lanes
            .map(|(lane, ids)| (lane.clone(), names(ids)))
            .collect()
    }

    /// Chooses what is remembered; views that are no more are left out.
    pub fn arrange(&mut self, remembered: &BTreeMap<String, Vec<String>>) {
        let known = |id: &String| figure::find(id).map(|view| view.id());
        for (lane, ids) in remembered {
            let ids: Vec<&str> = ids.iter().filter_map(known).collect();
            if !ids.is_empty() {
                self.views.insert(lane.clone(), ids);
            }
        }
    }

    /// The lane that was `old` is called `new`.
    pub fn rename(&mut self, old: &str, new: &str) {
        if let Some(ids) = self.views.remove(old) {
            self.views.insert(new.to_owned(), ids);
        }
    }

    /// Changes the views of `lane`, by their ids from the first row on.
    pub fn change(&mut self, lane: &Lane, change: impl FnOnce(&mut Vec<&'static str>)) {
        let mut ids: Vec<&str> = self.views(lane).iter().map(|view| view.id()).collect();
        change(&mut ids);
        let usual = asked_for(&fitting(lane), &self.show);
        if usual.iter().map(|view| view.id()).eq(ids.iter().copied()) {
            self.views.remove(&lane.name);
        } else {
            self.views.insert(lane.name.clone(), ids);
        }
    }
}

//! Which tiles there are, and where: for each lane the views that apply to it.

use std::collections::BTreeMap;

use eframe::egui::{Key, Modifiers, Popup, Rect, Stroke, Ui};

mod frame;
mod legend;
mod only;
mod tile;

pub use tile::Surroundings;

/// What a person asks for at a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// Another view in its place.
    Show(&'static str),
    /// One more tile for its lane.
    Add(&'static str),
    Close,
    /// The lane trained in so many dimensions, which a view needs.
    Dimension(usize),
}

use self::{only::Only, tile::Tile};
use crate::app::{
    export::Recipe,
    inspector::{Look, same_data},
    lanes::Lane,
    layout,
    theme::palette,
};
use crate::export::Panel;
use crate::figure::{self, Show, View};

/// The tiles, kept from frame to frame.
#[derive(Default)]
pub struct Tiles {
    tiles: Vec<Tile>,
    show: Show,
    /// The lane and the view that stand alone.
    large: Option<(String, &'static str)>,
    /// The views of each lane that a person has chosen, from the first row on.
    chosen: BTreeMap<String, Vec<&'static str>>,
    only: Only,
    /// The class under the pointer in a legend, and the lane of that legend.
    lit: Option<(String, u16)>,
    /// The lane that is to be trained in another dimension, so that a view can show it.
    asked: Option<(String, usize)>,
}

impl Tiles {
    /// The tiles of a session that asks for `show`.
    pub fn opened(show: Show) -> Self {
        Self {
            tiles: Vec::new(),
            show,
            large: None,
            chosen: BTreeMap::new(),
            only: Only::default(),
            lit: None,
            asked: None,
        }
    }

    /// Adds and removes tiles until they fit the lanes; those that stay keep their view.
    pub fn fit(&mut self, lanes: &[Lane]) {
        let mut wanted: Vec<(&str, usize, &'static dyn View)> = Vec::new();
        for lane in lanes {
            let views = self.shown(lane).into_iter().enumerate();
            wanted.extend(views.map(|(row, view)| (lane.name.as_str(), row, view)));
        }
        // The first views of all lanes, then the second ones: each lane gets a column.
        wanted.sort_by_key(|(_, row, _)| *row);
        let mut old = std::mem::take(&mut self.tiles);
        for (lane, row, view) in wanted {
            let same = |tile: &Tile| tile.lane == lane && tile.view.id() == view.id();
            let kept = old.iter().position(same).map(|at| old.swap_remove(at));
            let new = || Tile::new(lane.to_owned(), view, self.show.switches(view.switches()));
            let mut tile = kept.unwrap_or_else(new);
            tile.row = row;
            self.tiles.push(tile);
        }
        for lane in lanes {
            let of_lane = self.tiles.iter_mut().filter(|tile| tile.lane == lane.name);
            let mut tiles: Vec<&mut Tile> = of_lane.collect();
            let ids: Vec<&str> = tiles.iter().map(|tile| tile.view.id()).collect();
            for tile in &mut tiles {
                let others = ids.iter().filter(|id| **id != tile.view.id());
                tile.beside = others.copied().collect();
            }
        }
    }

    /// The views of `lane`: what a person chose, as far as it can show the lane, or what the session asks for.
    fn shown(&self, lane: &Lane) -> Vec<&'static dyn View> {
        let fitting = fitting(lane);
        let find = |id: &str| fitting.iter().find(|view| view.id() == id).copied();
        let chosen = self.chosen.get(&lane.name);
        let chosen: Vec<_> = chosen
            .into_iter()
            .flatten()
            .filter_map(|id| find(id))
            .collect();
        if chosen.is_empty() {
            views(&fitting, &self.show)
        } else {
            chosen
        }
    }

    /// What a person has chosen, to be remembered.
    pub fn arranged(&self) -> BTreeMap<String, Vec<String>> {
        let names = |ids: &Vec<&str>| ids.iter().map(|id| (*id).to_owned()).collect();
        let lanes = self.chosen.iter();
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
                self.chosen.insert(lane.clone(), ids);
            }
        }
    }

    /// Another view for a tile of `lane`, one more tile, or one less.
    fn grant(&mut self, lane: &Lane, row: usize, wish: Wish) {
        let mut ids: Vec<&str> = self.shown(lane).iter().map(|view| view.id()).collect();
        match wish {
            Wish::Show(id) => ids.iter_mut().skip(row).take(1).for_each(|at| *at = id),
            Wish::Add(id) => ids.insert((row + 1).min(ids.len()), id),
            Wish::Close if ids.len() > 1 && row < ids.len() => {
                ids.remove(row);
            }
            Wish::Close => {}
            Wish::Dimension(dim) => {
                self.asked = Some((lane.name.clone(), dim));
                return;
            }
        }
        let fitting = fitting(lane);
        let usual = views(&fitting, &self.show);
        if usual.iter().map(|view| view.id()).eq(ids.iter().copied()) {
            self.chosen.remove(&lane.name);
        } else {
            self.chosen.insert(lane.name.clone(), ids);
        }
        self.large = None;
    }

    /// The sample under the pointer, and whether a figure was clicked.
    pub fn look(&self, ui: &Ui) -> (Option<Look>, bool) {
        let at = ui.input(|input| input.pointer.hover_pos());
        let look = self.tiles.iter().find_map(|tile| {
            Some(Look {
                lane: tile.lane.clone(),
                sample: tile.hovered?,
                at: at?,
            })
        });
        (look, self.tiles.iter().any(|tile| tile.clicked))
    }

    /// The lane that was asked for in another dimension, once.
    pub fn asked(&mut self) -> Option<(String, usize)> {
        self.asked.take()
    }

    /// The figures as a file shows them, in the order of the tiles, and how each is made.
    pub fn panels(&self, lanes: &[Lane]) -> impl Iterator<Item = (Panel, Recipe)> {
        let panel = |tile: &Tile| Some((tile.panel(lanes)?, tile.recipe(lanes)));
        self.tiles.iter().filter_map(panel)
    }

    /// Which of [`Tiles::panels`] is under the pointer.
    pub fn under(&self) -> Option<usize> {
        let drawn = self.tiles.iter().filter(|tile| tile.figure().is_some());
        drawn.into_iter().position(|tile| tile.under)
    }

    pub fn count(&self) -> usize {
        self.tiles.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Tile> {
        self.tiles.iter()
    }

    /// Draws all tiles into the space that is left, or the one that stands alone.
    pub fn ui(&mut self, ui: &mut Ui, lanes: &[Lane], around: &Surroundings<'_>) {
        let room = ui.available_rect_before_wrap();
        // A menu or a legend takes the first Escape.
        let busy = Popup::is_any_open(ui.ctx());
        let alone = self.large.as_ref().and_then(|(lane, view)| {
            let same = |tile: &Tile| tile.lane == *lane && tile.view.id() == *view;
            self.tiles.iter().position(same)
        });
        let rects = match alone {
            Some(_) => vec![room],
            None => layout::tiles(room, self.tiles.len()),
        };
        // What is not drawn is not under the pointer.
        self.tiles.iter_mut().for_each(Tile::leave);
        let first = alone.unwrap_or(0);
        let mut toggled = None;
        let mut wished = None;
        let mut pointed = None;
        for (tile, rect) in self.tiles[first..].iter_mut().zip(rects) {
            if let Some(place) = lanes.iter().position(|lane| lane.name == tile.lane) {
                let lane = (place, &lanes[place]);
                let (part, only) = self.only.of(lanes, lane.1);
                tile.switches.set_only(part, only);
                tile.lit = lit(self.lit.as_ref(), lanes, lane.1);
                if tile.ui(ui, rect, lane, around, alone.is_some()) {
                    toggled = Some((tile.lane.clone(), tile.view.id()));
                }
                if let Some(part) = tile.chosen.take() {
                    self.only.click(&tile.lane, part);
                }
                pointed = pointed.or(tile.pointed.map(|class| (tile.lane.clone(), class)));
                if tile.all {
                    self.only.clear();
                }
                wished = wished.or(tile.wish.take().map(|wish| (place, tile.row, wish)));
            }
            borders_ui(ui, room, rect);
        }
        if self.lit != pointed {
            self.lit = pointed;
            ui.ctx().request_repaint();
        }
        if let Some((place, row, wish)) = wished {
            self.grant(&lanes[place], row, wish);
        }
        let escape = !busy
            && alone.is_some()
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        if !busy
            && self.only.is_some()
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
        {
            self.only.clear();
        }
        if toggled.is_some() || escape || alone.is_none() {
            self.large = toggled.filter(|_| alone.is_none());
        }
    }
}

/// The class that stands out in `lane`, whose data are those of the lane where a legend points to it.
fn lit(lit: Option<&(String, u16)>, lanes: &[Lane], lane: &Lane) -> Option<u16> {
    let (home, class) = lit?;
    let home = lanes.iter().find(|lane| lane.name == *home)?;
    same_data(home, lane).then_some(*class)
}

/// A line between a tile and the ones to its left and above.
fn borders_ui(ui: &Ui, room: Rect, rect: Rect) {
    let line = Stroke::new(1.0, palette(ui.visuals()).hairline);
    if rect.left() > room.left() + 1.0 {
        ui.painter().vline(rect.left(), rect.y_range(), line);
    }
    if rect.top() > room.top() + 1.0 {
        ui.painter().hline(rect.x_range(), rect.top(), line);
    }
}

/// The views that can show `lane`.
fn fitting(lane: &Lane) -> Vec<&'static dyn View> {
    let dim = lane.snapshot.experiment.model.feature_dim;
    let all = figure::registry().iter().copied();
    all.filter(|view| view.dimension().is_none_or(|d| d == dim))
        .collect()
}

/// Those that are to be seen; one that is shown on request where there is no other.
fn views(fitting: &[&'static dyn View], show: &Show) -> Vec<&'static dyn View> {
    let seen: Vec<_> = fitting
        .iter()
        .copied()
        .filter(|view| show.has(*view))
        .collect();
    if seen.is_empty() {
        fitting.iter().copied().take(1).collect()
    } else {
        seen
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::train::{Session, Start, Worker};

    /// The views of each lane of `preset` whose feature dimension is `dim` instead.
    fn check(preset: &str, dim: Option<i64>, expect: &[&str]) {
        let mut session = Session::preset(preset).unwrap();
        if let Some(dim) = dim {
            session
                .set_everywhere("model.feature_dim", &dim.into())
                .unwrap();
        }
        let start = Start {
            session: session.clone(),
            playing: false,
            stop_at: None,
        };
        let state = Worker::spawn(start, Box::new(|| {})).latest();
        let show = Show::parse(&session.show).unwrap();
        let lanes = crate::app::lanes::now(&session, &Arc::clone(&state));
        let found: Vec<&str> = lanes
            .iter()
            .flat_map(|lane| views(&fitting(lane), &show))
            .map(|view| view.id())
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn each_lane_has_the_view_of_its_dimension() {
        check("fashion", None, &["circle", "sphere"]);
        check("fashion-sphere", None, &["sphere"]);
        check("fashion-circle", None, &["circle"]);
    }

    #[test]
    fn a_session_can_ask_for_more_views() {
        check("sphereface-circle", None, &["circle", "raw"].repeat(3));
    }

    #[test]
    fn a_lane_of_another_dimension_has_a_section() {
        check("blobs", Some(5), &["section", "section"]);
    }
}

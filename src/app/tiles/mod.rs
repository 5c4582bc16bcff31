//! Which tiles there are, and where: for each lane the views that apply to it.

use std::{collections::BTreeMap, ops::Range};

use eframe::egui::{Rect, Stroke, Ui};

mod chosen;
mod fitting;
mod foot;
mod hand;
mod happened;
mod heading;
mod legend;
mod linked;
mod nudge;
mod only;
mod over;
mod reach;
mod swatches;
mod tile;
mod words;

pub use hand::Dragged;
pub use tile::Surroundings;

use self::{
    chosen::Chosen,
    happened::{Asked, Happened},
    linked::Linked,
    only::Only,
    tile::Tile,
};
use crate::app::{
    export::Recipe,
    inspector::{SampleAt, same_data},
    lanes::Lane,
    layout,
    theme::palette,
};
use crate::export::Panel;
use crate::figure::{Show, View, nearest_pair};
use crate::look::{Element, Rgba};

/// A tile by its lane's name and its view's id.
type Key = (String, &'static str);

/// The tiles, kept from frame to frame.
#[derive(Default)]
pub struct Tiles {
    tiles: Vec<Tile>,
    chosen: Chosen,
    /// The one that stands alone.
    large: Option<Key>,
    /// The one that was under the pointer when the figures were last drawn with no dialog over them: what commands mean by
    /// the figure under the pointer.
    under: Option<Key>,
    /// The lane of the figure that was last under the pointer, which is still spoken of when the pointer has left it.
    told: Option<String>,
    only: Only,
    /// The class under the pointer in a legend, and the lane of that legend.
    lit: Option<(String, u16)>,
    linked: Linked,
}

/// What happened to the tiles in a frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TilesHappened {
    /// The sample under the pointer.
    pub hovered: Option<SampleAt>,
    /// A figure was clicked.
    pub clicked: bool,
    /// A border or a class direction that is dragged in a figure of the lane of this name.
    pub dragged: Option<(String, Dragged)>,
    /// The lane of this name is to be trained in so many dimensions, so that a view can show it.
    pub dimension: Option<(String, usize)>,
    /// A class of the data set was given this colour; `None` for its own.
    pub coloured: Option<(u16, Option<Rgba>)>,
}

impl Tiles {
    /// The tiles of a session that asks for `show`.
    pub fn opened(show: Show) -> Self {
        Self {
            chosen: Chosen::opened(show),
            ..Self::default()
        }
    }

    /// Adds and removes tiles until they fit the lanes; those that stay keep their view.
    pub fn fit(&mut self, lanes: &[Lane]) {
        let mut wanted: Vec<(&str, usize, &'static dyn View)> = Vec::new();
        for lane in lanes {
            let views = self.chosen.views(lane).into_iter().enumerate();
            wanted.extend(views.map(|(row, view)| (lane.name.as_str(), row, view)));
        }
        // The first views of all lanes, then the second ones: each lane gets a column.
        wanted.sort_by_key(|(_, row, _)| *row);
        let mut old = std::mem::take(&mut self.tiles);
        for (lane, row, view) in wanted {
            let same = |tile: &Tile| tile.lane == lane && tile.view.id() == view.id();
            let kept = old.iter().position(same).map(|at| old.swap_remove(at));
            let new = || Tile::new(lane.to_owned(), view, self.chosen.switches(view));
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

    /// What a person has chosen, to be remembered: ids of views, by lane.
    pub fn arranged(&self) -> BTreeMap<String, Vec<String>> {
        self.chosen.arranged()
    }

    /// Chooses what is remembered; views that are no more are left out.
    pub fn arrange(&mut self, remembered: &BTreeMap<String, Vec<String>>) {
        self.chosen.arrange(remembered);
    }

    /// The lane that was `old` is called `new`: its tiles stay as they are.
    pub fn rename(&mut self, old: &str, new: &str) {
        self.chosen.rename(old, new);
        for tile in self.tiles.iter_mut().filter(|tile| tile.lane == old) {
            tile.lane = new.to_owned();
        }
        let keys = [&mut self.large, &mut self.under].into_iter().flatten();
        let lanes = keys.map(|(lane, _)| lane).chain(&mut self.told);
        lanes
            .filter(|lane| *lane == old)
            .for_each(|lane| *lane = new.to_owned());
    }

    /// Another view for a tile of `lane`, one more tile, or one less.
    fn choose(&mut self, lane: &Lane, change: impl FnOnce(&mut Vec<&'static str>)) {
        self.chosen.change(lane, change);
        self.large = None;
    }

    /// The figures as a file shows them, in the order of the tiles, and how each is made.
    pub fn panels(&self, lanes: &[Lane]) -> impl Iterator<Item = (Panel, Recipe)> {
        let panel = |tile: &Tile| Some((tile.panel(lanes)?, tile.recipe()));
        self.tiles.iter().filter_map(panel)
    }

    /// Which of [`Tiles::panels`] is under the pointer.
    pub fn under(&self) -> Option<usize> {
        let under = self.under.as_ref()?;
        let drawn = self.tiles.iter().filter(|tile| tile.figure().is_some());
        drawn.into_iter().position(|tile| is(tile, under))
    }

    /// The lane whose figure stands alone, or was last under the pointer.
    pub fn lane(&self) -> Option<&str> {
        let large = self.large.as_ref().map(|(lane, _)| lane);
        large.or(self.told.as_ref()).map(String::as_str)
    }

    /// Whether a figure is under the pointer, or stands alone.
    pub fn points_at_figure(&self) -> bool {
        self.under.is_some() || self.large.is_some()
    }

    /// Whether one stands alone.
    pub fn is_large(&self) -> bool {
        let large = self.large.as_ref();
        large.is_some_and(|large| self.tiles.iter().any(|tile| is(tile, large)))
    }

    /// Lets the one under the pointer stand alone, or shows all again.
    pub fn toggle_large(&mut self) {
        self.large = match self.is_large() {
            true => None,
            false => self.under.clone(),
        };
    }

    /// Puts the figure under the pointer back to its first view.
    pub fn reset_view(&mut self) {
        if let Some(under) = &self.under {
            let mut tiles = self.tiles.iter_mut().filter(|tile| is(tile, under));
            tiles.by_ref().for_each(Tile::reset_view);
        }
    }

    /// Whether only a part of the samples is shown.
    pub fn shows_part(&self) -> bool {
        self.only.is_some()
    }

    /// Shows all samples again.
    pub fn show_all_samples(&mut self) {
        self.only.clear();
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.tiles.len()
    }

    /// Every tile, in the order in which they stand.
    pub fn iter(&self) -> impl Iterator<Item = &Tile> {
        self.tiles.iter()
    }

    /// Draws all tiles into the space that is left, or the one that stands alone.
    pub fn ui(&mut self, ui: &mut Ui, lanes: &[Lane], around: &Surroundings<'_>) -> TilesHappened {
        let room = ui.available_rect_before_wrap();
        if !self.is_large() {
            self.large = None;
        }
        let large = self.large.as_ref();
        let alone = large.and_then(|large| self.tiles.iter().position(|tile| is(tile, large)));
        let rects = match alone {
            Some(_) => vec![room],
            None => layout::tiles(room, self.tiles.len()),
        };
        let first = alone.unwrap_or(0);
        let seen = first..(first + rects.len()).min(self.tiles.len());
        self.make(lanes, seen.clone(), around);
        let mut happened: Vec<(usize, usize, Happened)> = Vec::new();
        for (number, rect) in seen.zip(rects) {
            if let Some(lane) = self.lane_of(lanes, number) {
                let found = self.tile_ui(ui, number, rect, lane, around);
                happened.push((number, lane.0, found));
            }
            borders_ui(ui, room, rect);
        }
        match around.linked {
            true => {
                let globes = self.tiles.iter_mut().filter_map(Tile::globe_mut);
                self.linked.link(ui.ctx(), globes);
            }
            false => self.linked.release(),
        }
        self.take(ui, lanes, around.covered, &happened)
    }

    /// What the tiles of the same view before this one have named: a mark is named once in the window.
    fn explained(&self, number: usize) -> Vec<&'static str> {
        let (before, rest) = self.tiles.split_at(number);
        let same = |tile: &&Tile| Some(tile.view.id()) == rest.first().map(|tile| tile.view.id());
        let before = before.iter().filter(same);
        before.flat_map(|tile| tile.explains.clone()).collect()
    }

    /// The lane of a tile, with its place.
    fn lane_of<'a>(&self, lanes: &'a [Lane], number: usize) -> Option<(usize, &'a Lane)> {
        let name = &self.tiles[number].lane;
        let mut all = lanes.iter().enumerate();
        all.find(|(_, lane)| lane.name == *name)
    }

    /// Makes the figures of the tiles that are `seen`, raw features of all at one scale.
    fn make(&mut self, lanes: &[Lane], seen: Range<usize>, around: &Surroundings<'_>) {
        for number in seen.clone() {
            if let Some((_, lane)) = self.lane_of(lanes, number) {
                self.make_one(number, lane, around);
            }
        }
        let tiles = &mut self.tiles[seen];
        let longest = tiles.iter().filter_map(|tile| tile.length());
        if let Some(longest) = longest.reduce(f64::max) {
            tiles.iter_mut().for_each(|tile| tile.set_length(longest));
        }
    }

    fn make_one(&mut self, number: usize, lane: &Lane, around: &Surroundings<'_>) {
        let (part, only) = self.only.shown(around.lanes, lane);
        let tile = &mut self.tiles[number];
        let only = match around.pointed {
            Some(Element::Meeting) if part.is_none() => tile.meeting(lane).or(only),
            _ => {
                tile.forget_meeting();
                only
            }
        };
        tile.switches.set_only(part, only);
        if tile.view.of_two_classes() {
            // One pair for all lanes with the same classes: figures of two are there to be compared.
            tile.nearest = nearest(around.lanes, lane);
        }
        tile.make(lane, around.bare, around.holds);
    }

    fn tile_ui(
        &mut self,
        ui: &mut Ui,
        number: usize,
        rect: Rect,
        lane: (usize, &Lane),
        around: &Surroundings<'_>,
    ) -> Happened {
        let lit = lit(self.lit.as_ref(), around.lanes, lane.1);
        let large = self.large.is_some();
        let explained = match large {
            true => Vec::new(),
            false => self.explained(number),
        };
        let tile = &mut self.tiles[number];
        tile.explained = explained;
        let (id, before) = (tile.view.id(), tile.switches.pair());
        let happened = tile.ui(ui, rect, lane, around, (large, lit));
        let pair = tile.switches.pair();
        if tile.view.of_two_classes() && pair != before {
            let alike = |name: &str| {
                let other = around.lanes.iter().find(|lane| lane.name == name);
                other.is_some_and(|other| same_data(other, lane.1))
            };
            let others = self.tiles.iter_mut();
            let others = others.filter(|tile| tile.view.id() == id && alike(&tile.lane));
            others.for_each(|tile| tile.switches.set_pair(pair));
            ui.ctx().request_repaint();
        }
        happened
    }

    /// Takes in what happened to the tiles (number of the tile, place of its lane), and tells what is not theirs.
    fn take(
        &mut self,
        ui: &Ui,
        lanes: &[Lane],
        covered: bool,
        happened: &[(usize, usize, Happened)],
    ) -> TilesHappened {
        let key = |number: usize| {
            (
                self.tiles[number].lane.clone(),
                self.tiles[number].view.id(),
            )
        };
        if !covered {
            let under = happened.iter().find(|(.., found)| found.under);
            self.under = under.map(|(number, ..)| key(*number));
            if let Some((lane, _)) = &self.under {
                self.told = Some(lane.clone());
            }
        }
        let pointed = happened.iter().find_map(|(_, place, found)| {
            let class = found.pointed?;
            Some((lanes[*place].name.clone(), class))
        });
        if self.lit != pointed {
            self.lit = pointed;
            // The other figures drew before they knew.
            ui.ctx().request_repaint();
        }
        let at = ui.input(|input| input.pointer.hover_pos());
        let hovered = happened.iter().find_map(|(_, place, found)| {
            Some(SampleAt {
                lane: lanes[*place].name.clone(),
                sample: found.hovered?,
                at: at?,
            })
        });
        let asked = happened
            .iter()
            .find_map(|(number, place, found)| Some((*number, &lanes[*place], found.asked?)));
        TilesHappened {
            hovered,
            dragged: happened.iter().find_map(|(_, place, found)| {
                Some((lanes[*place].name.clone(), found.dragged.clone()?))
            }),
            clicked: happened.iter().any(|(.., found)| found.clicked),
            coloured: happened.iter().find_map(|(.., found)| found.coloured),
            dimension: asked.and_then(|(number, lane, asked)| self.grant(number, lane, asked)),
        }
    }

    /// Does what was asked for at a tile of `lane`; returns the lane and the dimension that it is to be trained in.
    fn grant(&mut self, number: usize, lane: &Lane, asked: Asked) -> Option<(String, usize)> {
        let tile = &mut self.tiles[number];
        let row = tile.row;
        match asked {
            Asked::Large => {
                let key = (tile.lane.clone(), tile.view.id());
                self.large = self.large.is_none().then_some(key);
            }
            Asked::Show(id) => self.choose(lane, |ids| {
                ids.iter_mut().skip(row).take(1).for_each(|at| *at = id);
            }),
            Asked::Add(id) => self.choose(lane, |ids| ids.insert((row + 1).min(ids.len()), id)),
            Asked::Close => self.choose(lane, |ids| {
                if ids.len() > 1 && row < ids.len() {
                    ids.remove(row);
                }
            }),
            Asked::Dimension(dim) => return Some((lane.name.clone(), dim)),
            Asked::FirstView => tile.reset_view(),
            Asked::Alone(part) => self.only.click(&lane.name, part),
            Asked::AllSamples => self.only.clear(),
        }
        None
    }
}

/// Whether `tile` is the one of this key.
fn is(tile: &Tile, (lane, view): &Key) -> bool {
    tile.lane == *lane && tile.view.id() == *view
}

/// The nearest two classes of the first lane that has the data of `lane`.
fn nearest(lanes: &[Lane], lane: &Lane) -> Option<(usize, usize)> {
    let first = lanes.iter().find(|other| same_data(other, lane))?;
    nearest_pair(&first.snapshot)
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

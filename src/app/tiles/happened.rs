//! What happened to a tile in a frame.

use super::hand::Dragged;
use crate::{figure::Part, look::Rgba};

/// What a person asked for at a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The tile alone, or all again.
    Large,
    /// Another view in its place.
    Show(&'static str),
    /// One more tile for its lane.
    Add(&'static str),
    /// The tile away.
    Close,
    /// The lane trained in so many dimensions, which a view needs.
    Dimension(usize),
    /// The first view of the figure.
    FirstView,
    /// The samples of this part alone, or all where it was chosen already.
    Alone(Part),
    /// All samples again.
    AllSamples,
}

/// What happened to a tile while it was drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Happened {
    /// The pointer is over it.
    pub under: bool,
    /// The sample under the pointer.
    pub hovered: Option<u32>,
    /// The figure was clicked.
    pub clicked: bool,
    /// The class that is pointed at, in the figure or in the legend.
    pub pointed: Option<u16>,
    /// The border or class direction that is dragged.
    pub dragged: Option<Dragged>,
    /// A class of the data set and the colour that it was given in the legend; `None` for its own.
    pub coloured: Option<(u16, Option<Rgba>)>,
    /// What was asked for.
    pub asked: Option<Asked>,
}

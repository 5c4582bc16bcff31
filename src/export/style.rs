//! What a figure looks like: colours, given by the app's theme.

use super::Rgba;
use crate::figure::{chart::Tone, plane::Role};

type Of<T> = Box<dyn Fn(T) -> Rgba + Send + Sync>;

/// The colours of a figure.
pub struct Style {
    /// Behind the panels.
    pub ground: Rgba,
    pub text: Rgba,
    pub quiet: Rgba,
    /// Lines that only orient.
    pub grid: Rgba,
    pub role: Of<Role>,
    /// Colour of a class's name.
    pub name: Of<u16>,
    pub tone: Of<Tone>,
    pub globe: GlobeColours,
    /// An empty cell of a table, a full one on the diagonal, and beside it.
    pub cell: Rgba,
    pub right: Rgba,
    pub wrong: Rgba,
}

impl Style {
    pub fn class(&self, class: u16) -> Rgba {
        (self.role)(Role::Class(class))
    }
}

/// The colours of the globe itself, opaque.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobeColours {
    /// Body of the globe.
    pub body: Rgba,
    /// Its edge, where one looks along the surface.
    pub rim: Rgba,
    /// Where it reflects the light.
    pub sheen: Rgba,
    /// Where no class reaches its margin, and its hatching.
    pub margin: Rgba,
    pub hatch: Rgba,
    /// Meridians and parallels.
    pub grid: Rgba,
    /// What separates neighbouring points.
    pub outline: Rgba,
}

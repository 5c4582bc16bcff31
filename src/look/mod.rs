//! What everything looks like, as plain data: colours of both themes, the colour of each role, widths and type sizes.
//!
//! It knows neither egui nor file formats. Figures name [`Role`]s and [`Tone`]s; whoever draws them asks a [`Style`] for colours.
//! A new colour role is one line in [`role`].

mod classes;
pub mod colour;
#[cfg(test)]
mod distinct_tests;
mod element;
mod palette;
pub mod role;
pub mod size;
mod style;

pub use classes::{Chosen, Classes};
pub use colour::Rgba;
pub use element::Element;
pub use palette::{Palette, Theme};
pub use role::{Role, Tone};
pub use style::Style;

/// Class numbers under which the laboratory colours what is no class. Its two weights are classes 0 and 1.
pub mod laboratory {
    /// The feature.
    pub const FEATURE: u16 = 2;
    /// The plane of the circle.
    pub const PLANE: u16 = 3;
    /// The first loss of the registry; the others follow in its order.
    pub const FIRST_LOSS: u16 = 4;
}

//! Display lists on the screen: painted with egui, the globe's surface and large sets of dots by the graphics card.

pub mod chart;
pub mod globe;
mod gpu;
pub mod grid;
mod ink;
pub mod matrix;
mod paint;
pub mod plane;
mod software;

pub use gpu::{Gpu, Layers};
pub use ink::{Screen, frame_of};
pub use paint::paint;
pub use software::is_software;

//! Figures on screen: each view's marks become egui shapes or, for the sphere, a cached texture.

pub mod globe;

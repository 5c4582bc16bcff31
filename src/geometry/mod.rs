//! Decision regions: which class owns a direction with its margin, where no class does, and the borders between, on the
//! circle and on the sphere.
//!
//! A direction u belongs to class j when j's logit WITH its margin is at least every other class's logit without; where
//! that holds for no class is the margin zone. Everything here asks that one question of a [`Field`], and finds where the
//! answer changes by `partition`: bounds on the logits settle whole stretches at once, bisection the rest. Apart from that,
//! [`turn_onto`] brings the directions of one run onto those of another.

mod alive;
mod area;
mod border;
mod bounds;
pub mod circle;
mod clip;
mod cover;
mod field;
mod fit;
mod largest;
mod lowest;
mod partition;
mod path;
mod procrustes;
mod profile;
pub mod section;
pub mod sphere;

pub use area::{Areas, areas};
pub use field::Field;
pub use procrustes::turn_onto;
pub use profile::{Break, Profile};
pub use section::Section;

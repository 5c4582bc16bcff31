//! Sweeps as folders and as figures.

mod alone;
mod datasets;
pub mod figure;
mod folder;
mod results;
mod trained;

pub use datasets::Datasets;
pub use folder::{Folder, described, sweep_at};
pub use results::write_results;
pub use trained::Trained;

//! marginscope shows what a margin does to features on the hypersphere.
//!
//! It trains small embedding models live with margin losses, and draws their normalized features on the circle and on the
//! sphere, with the regions of the classes and the margin zones between them. This page is the map.
//!
//! # Layers
//!
//! Imports run to lower numbers only; `tests/architecture.rs` reads the `use` lines and holds this.
//!
//! | layer | module | what it is |
//! |---|---|---|
//! | 0 | [`math`] | angles, unit vectors, log-sum-exp, packing of directions, random numbers, functions with the same bits everywhere |
//! | 0 | [`knob`] | a number that a person can turn: declaration and values |
//! | 0 | [`look`] | what everything looks like, as data: palettes, colour roles, widths and type sizes |
//! | 0 | [`text`] | what the program says, in the language that it speaks: tables in `assets/text` |
//! | 0 | [`platform`] | what a system and a browser have in their own ways: clocks, threads, files, what is kept |
//! | 0 | [`arrays`] | files of arrays: NumPy's `.npy` and `.npz`, `.safetensors` |
//! | 1 | [`data`] | data sets; one file a source, a registry |
//! | 1 | [`nn`] | layers with hand-written passes, network, optimizers, schedules |
//! | 1 | [`loss`] | one file a loss over one cosine head, a registry |
//! | 1 | [`geometry`] | decision regions, margin zones and borders on circle and sphere, from a loss's head and class weights |
//! | 1 | [`verify`] | whether the angle between two features tells that they are of one class: verification, identification |
//! | 2 | [`train`] | experiment, session with its lanes, trainer, metrics, worker, snapshot |
//! | 3 | [`sweep`] | many runs of one experiment over a grid of settings and seeds, as data: plan, description, results |
//! | 4 | [`figure`] | what a view shows, as plain data; one file a view, a registry |
//! | 5 | [`lesson`] | lessons as data, a learner's way through one, and the readings that they tell; one file a lesson, a registry |
//! | 5 | [`draw`] | a figure, a look and a measure of text become a flat display list, with what a pointer hits in it |
//! | 6 | [`export`] | display lists as files: SVG, and PNG and PDF made of it, with the experiment inside; captions, reports; runs for other programs |
//! | 6 | [`render`] | display lists on the screen: egui, and the graphics card for the globe's surface and for dots |
//! | 7 | [`runs`] | runs from their first step to their last, sweeps of them, and the folders that hold them |
//! | 8 | [`app`] | the window |
//! | 9 | `web` | the page of a browser, which opens the window on a canvas; `web/build` makes it |
//! | 9 | [`cli`] | the command line, which opens the window where nothing else is asked for |
//!
//! # How a number travels
//!
//! ```text
//! slider ── Edit ──► Session ── Instruction::Apply ─► worker thread: steps of each lane's trainer
//!    │                                                 │ publishes, latest wins
//!    │                                                 ▼
//!    └────── loss and knobs of this frame ──► View ◄── Arc<Snapshot> (immutable)
//!                                              │
//!                                              ▼ Figure ─► draw ─► List ─► render (screen)
//!                                                                     └───► export (files)
//! ```
//!
//! A [`knob::Knob`] is declared once, by the loss or the source that has it, and is from then on a slider, a key in
//! experiment files, a `--set` and a line of help; a [`data::Text`] is the same for a word or a path. A [`train::Session`] is one experiment and the lanes that vary it; circle
//! and sphere at the start are two lanes that differ in one key, `model.feature_dim`.
//!
//! # What always holds
//!
//! - The same experiment with the same seeds gives the same bits, on any number of threads and on any 64-bit processor: how
//!   a batch is cut depends on the model alone, all kernels do the same operations in the same order (fused multiply-add
//!   is emulated where there is no instruction for it, which takes some twenty times as long), and [`math::real`] has the functions
//!   that platforms round differently. What is drawn of a run may differ in the last digit from one platform to the next. Each purpose (data, initialization, order) has its own seed.
//! - A training step allocates nothing once the first ones have made room, whatever the loss and its schedules.
//! - The window never waits for training: it reads the newest [`train::Snapshot`] and draws the regions of its weights under
//!   the sliders of the same frame. Snapshots are immutable and may be skipped.
//! - Training never waits for the window either: the worker wakes it through a callback, and the window paces its frames so
//!   that a CPU that has to draw still trains.
//! - A lane whose run fails keeps its last good state and says why; a run number goes up at every restart.
//! - Accuracy and plain regions come from logits without the margin; everything measured is measured on held-out data
//!   unless its name says otherwise.
//! - The network computes in `f32`, everything about angles and margins in `f64`. In a training step the other classes' logits and the
//!   sums over classes and samples are `f32` too ([`loss::Single`]); the angle to a sample's own class and its margin never.
//! - Angles are radians in code and degrees on the screen.
//! - A new loss, source, view, chart, command or lesson is one new file and one line in its registry, a new colour role one line. Menus, sliders, keys, help and tests iterate the
//!   registries.
//! - Every string of the window and of what it writes comes from `assets/text`, or from the entry of a registry that declares it in English; a [`text::Language`] is asked for when something is said and not
//!   before, so that a change of it makes nothing anew. Every colour comes from [`look`].
//! - Window and files are writers of one display list: `tests/globe_gl.rs` holds them to the same picture.
//!
//! # What is deliberately absent
//!
//! - No automatic differentiation: passes are written by hand and checked against central differences.
//! - No egui, three-d or GL below [`render`] but the bytes of egui's fonts in [`draw`], and no thread or clock below [`runs`] but the worker's and its helpers': layers 0 to 4 are
//!   meant to run in a browser as they are.
//! - No view that knows the trainer, no loss that knows a data set, no figure that knows a colour.
//! - No state of the window that a session does not hold, but for cameras, switches and the theme.

// A test may; what it runs into is its failure.
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod app;
pub mod arrays;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod data;
pub mod draw;
pub mod export;
pub mod figure;
pub mod geometry;
pub mod knob;
pub mod lesson;
pub mod look;
pub mod loss;
pub mod math;
pub mod nn;
pub mod platform;
mod registry;
pub mod render;
pub mod runs;
pub mod sweep;
pub mod text;
pub mod train;
pub mod verify;
#[cfg(target_arch = "wasm32")]
pub mod web;

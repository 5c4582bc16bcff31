//! What figures draw: where things stand, what they hide, and that no text lies over another.

#[path = "../support/command.rs"]
mod command;
#[path = "../support/drawings.rs"]
mod drawings;
#[path = "../support/mod.rs"]
mod support;

mod boxes;
mod drawn;
mod hatching;
mod text_boxes;

//! The window without a renderer, driven through its accessibility tree.

#[path = "../support/command.rs"]
mod command;
#[path = "../support/dropped.rs"]
mod dropped;
#[path = "../support/moments.rs"]
mod moments;
#[path = "../support/mod.rs"]
mod support;

mod animation;
mod commands;
mod compare;
mod drive;
mod drop;
mod export;
mod hand;
mod lab;
mod lanes;
mod legend;
mod own_data;
mod panel;
mod story;
mod sweep;
mod text;
mod theme;
mod threshold;
mod watch;

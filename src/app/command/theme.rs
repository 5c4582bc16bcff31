//! Light colours or dark ones.

use eframe::egui::Theme;

use super::{Button, Declaration, Face, Place};
use crate::app::controls::icons::Icon;

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "theme",
    name: "Light or dark",
    help: "Changes between light and dark colours",
    button: Some(Button::new(Place::Window, |standing| match standing.dark {
        true => Face::Picture(Icon::Sun),
        false => Face::Picture(Icon::Moon),
    })),
    perform: |_, ctx| {
        ctx.set_theme(match ctx.theme() {
            Theme::Dark => Theme::Light,
            Theme::Light => Theme::Dark,
        });
    },
    ..Declaration::PLAIN
};

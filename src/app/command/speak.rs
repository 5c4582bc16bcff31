//! Another language, at once and from now on.

use eframe::egui::Context;

use super::Declaration;
use crate::{
    app::state::MarginscopeApp,
    text::{self, Language},
};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "language",
    name: "Language",
    help: "The window and what it writes speak this language",
    ..Declaration::PLAIN
};

/// Every language.
pub fn choices() -> Vec<(&'static str, &'static str)> {
    Language::ALL
        .map(|language| (language.id(), language.name()))
        .to_vec()
}

/// Speaks the language of this id, and remembers that it was chosen.
pub fn perform(app: &mut MarginscopeApp, ctx: &Context, id: &'static str) {
    if let Some(language) = Language::find(id) {
        text::speak(language);
        app.remember_language(language);
        ctx.request_repaint();
    }
}

//! Opens a preset.

use eframe::egui::Context;

use super::Declaration;
use crate::{
    app::{state::MarginscopeApp, text::declared},
    train::preset_ids,
};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "open",
    name: "Open",
    help: "Opens this preset",
    ..Declaration::PLAIN
};

/// Every preset.
pub fn choices() -> Vec<(&'static str, &'static str)> {
    let named = preset_ids().map(|id| (id, declared(&format!("preset-{id}"), id)));
    named.collect()
}

/// Opens the preset of this id.
pub fn perform(app: &mut MarginscopeApp, ctx: &Context, id: &'static str) {
    app.open_preset(ctx, id);
}

//! Another loss, for the lanes that the controls are for.

use eframe::egui::Context;

use super::Declaration;
use crate::{
    app::{state::MarginscopeApp, text::declared},
    loss,
};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "loss",
    name: "Loss",
    help: "Trains with this loss",
    ..Declaration::PLAIN
};

/// Every loss.
pub fn choices() -> Vec<(&'static str, &'static str)> {
    let losses = loss::registry().iter();
    let named = losses.map(|loss| {
        let id = loss.id();
        (id, declared(&format!("loss-{id}"), loss.name()))
    });
    named.collect()
}

/// Changes the loss to the one of this id.
pub fn perform(app: &mut MarginscopeApp, ctx: &Context, id: &'static str) {
    app.edit(ctx, |draft| draft.set("loss.id", id));
}

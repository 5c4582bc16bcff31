//! Another loss, for the lanes that the controls are for.

use eframe::egui::Context;

use super::Declaration;
use crate::{app::state::MarginscopeApp, loss};

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
    losses.map(|loss| (loss.id(), loss.spoken_name())).collect()
}

/// Changes the loss to the one of this id.
pub fn perform(app: &mut MarginscopeApp, ctx: &Context, id: &'static str) {
    app.edit(ctx, |draft| draft.set("loss.id", id));
}

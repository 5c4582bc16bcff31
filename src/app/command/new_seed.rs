//! Starts all lanes again from the next seeds.

use super::{Button, Declaration, Face, Place};
use crate::{
    app::{settings::Draft, text::t},
    train::{Instruction, Scope},
};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "new-seed",
    name: "New seed",
    help: "Starts again from the next seeds",
    button: Some(Button::new(Place::Training, |_| Face::Word(t("new-seed")))),
    applies: |standing| !standing.given,
    perform: |app, ctx| {
        // Of all lanes, whichever the controls are for: those that are compared start from the same.
        app.edit(ctx, |draft| draft.within(Scope::All, all));
        app.worker.send(Instruction::Play);
    },
    ..Declaration::PLAIN
};

fn all(draft: &mut Draft<'_>) {
    match draft.distinct(|lane| lane.seeds).len() {
        1 => next(draft),
        // Lanes that differ in their seeds go on doing so.
        _ => {
            for scope in draft.each() {
                draft.within(scope, next);
            }
        }
    }
}

fn next(draft: &mut Draft<'_>) {
    let seeds = draft.experiment().seeds;
    draft.set_number("seeds.data", seeds.data.wrapping_add(1) as f64);
    draft.set_number("seeds.init", seeds.init.wrapping_add(1) as f64);
    draft.set_number("seeds.order", seeds.order.wrapping_add(1) as f64);
}

//! Closes what lies on top.

use eframe::egui::Context;

use super::Declaration;
use crate::app::{
    escape::{self, Dialog, Layer},
    shortcut,
    state::MarginscopeApp,
};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "back",
    name: "Close what is on top",
    help: "Closes what is on top, or shows all figures again",
    keys: &[shortcut::BACK],
    while_writing: true,
    over_dialog: true,
    applies: |standing| standing.top.is_some_and(|layer| !layer.is_eguis()),
    perform: close_top,
    ..Declaration::PLAIN
};

fn close_top(app: &mut MarginscopeApp, ctx: &Context) {
    match escape::top(&app.open_layers(ctx)) {
        Some(Layer::Dialog(dialog)) => {
            app.dialogs.retain(|open| *open != dialog);
            match dialog {
                Dialog::Export => app.export.close(),
                Dialog::Data => app.own_data = None,
                Dialog::Sweep => app.sweep.form = None,
                _ => {}
            }
        }
        Some(Layer::Playing) => app.play.hold_all(),
        Some(Layer::LargeInLab) => app.lab.toggle_large(),
        Some(Layer::Lab) => app.lab.close(),
        Some(Layer::Sweep) => app.sweep.set_open(false),
        Some(Layer::LargeChart) => app.charts.put_back(),
        Some(Layer::LargeTile) => app.tiles.toggle_large(),
        Some(Layer::PartAlone) => app.tiles.show_all_samples(),
        Some(Layer::KeptSample) => app.inspector.let_go(),
        Some(Layer::Notices) => app.notices.clear(),
        Some(Layer::Welcome) => app.end_welcome(),
        Some(Layer::Lesson) => app.leave_lesson(),
        Some(Layer::Menu | Layer::Text) | None => {}
    }
}

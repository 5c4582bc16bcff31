//! Lanes advance together, or each as fast as it can.

use super::Declaration;
use crate::{app::text::t, train::Instruction};

/// What the command says of itself.
pub const COMMAND: Declaration = Declaration {
    id: "lock-step",
    name: "Lanes in step, or free",
    help: "Lanes advance together, so that figures and metrics are of one step; or each trains as fast as it can",
    applies: |standing| standing.several,
    perform: |app, _| {
        app.together = !app.together;
        app.worker.send(Instruction::LockStep(app.together));
        let told = if app.together {
            t("lanes-together")
        } else {
            t("lanes-free")
        };
        app.notices.tell(told.to_owned());
    },
    ..Declaration::PLAIN
};

//! The laboratory in the window: its controls at the left, the circle and the sphere with their handles, its numbers below.

mod exported;
mod figures;
mod handles;
mod legend;
mod numbers;
mod panel;
mod rows;

use std::sync::Arc;

use eframe::egui::{self, CentralPanel, Context, Key, Modifiers, Popup, Ui};

use self::{figures::Figures, handles::Grip};
use super::{
    keys::Keys,
    undo::{Undo, begins_anew, is_pressed},
};
use crate::figure::{
    globe::GlobeFigure,
    lab::{self, Borders, Lab, PresetError, Reading},
    plane::PlaneFigure,
};
use crate::render::Gpu;

/// The laboratory, which keeps its state while it is closed.
pub struct LabPage {
    open: bool,
    /// None until it is first opened.
    lab: Option<Lab>,
    undo: Undo<Lab>,
    drawn: Option<Drawn>,
    figures: Figures,
    grip: Grip,
}

/// What is shown of a state; made again only when that changed.
pub struct Drawn {
    of: Lab,
    pub reading: Reading,
    /// Of every loss of the registry, in its order.
    pub borders: Vec<Option<Borders>>,
    pub circle: PlaneFigure,
    pub sphere: Arc<GlobeFigure>,
}

impl LabPage {
    /// A laboratory that is open from the start where it is given a state.
    pub fn new(lab: Option<Lab>) -> Self {
        Self {
            open: lab.is_some(),
            lab,
            undo: Undo::default(),
            drawn: None,
            figures: Figures::default(),
            grip: Grip::default(),
        }
    }

    pub fn is_open(&self) -> bool {
        self.open
    }

    pub fn close(&mut self) {
        self.open = false;
    }

    /// Shows both figures again, or leaves where they are shown.
    pub fn back(&mut self) {
        self.open &= self.figures.restore();
    }

    /// Opens it on `lab`; what was in it can be had back.
    pub fn show(&mut self, lab: Lab) {
        if let Some(before) = self.lab.replace(lab) {
            self.undo.leave(before, false);
        }
        self.open = true;
    }

    /// Opens it, or leaves it.
    ///
    /// # Errors
    /// When there is no preset to start from.
    pub fn toggle(&mut self) -> Result<(), PresetError> {
        if self.lab.is_none() {
            let first = lab::preset_ids().next().unwrap_or_default();
            self.lab = Some(Lab::preset(first)?);
        }
        self.open = !self.open;
        Ok(())
    }

    /// What is in it now with the figure of the plane that was drawn last, while it is open.
    pub fn shown(&self) -> Option<(&Lab, &PlaneFigure)> {
        let (lab, drawn) = self.lab.as_ref().zip(self.drawn.as_ref())?;
        self.open.then_some((lab, &drawn.circle))
    }

    pub fn can_travel(&self, back: bool) -> bool {
        if back {
            self.undo.can_undo()
        } else {
            self.undo.can_redo()
        }
    }

    /// Goes a step back or forth through what was moved and turned here.
    pub fn travel(&mut self, ctx: &Context, back: bool) {
        let Some(now) = self.lab.clone() else {
            return;
        };
        let found = if back {
            self.undo.undo(now)
        } else {
            self.undo.redo(now)
        };
        if let Some(state) = found {
            // What a number field holds belongs to the state that is left.
            ctx.memory_mut(|memory| memory.stop_text_input());
            self.lab = Some(state);
        }
    }

    /// Draws it into all that the top bar leaves. The key that resets a view puts everything back to
    /// where the preset has it here.
    pub fn ui(&mut self, ui: &mut Ui, gpu: Option<&Gpu>, keys: Keys) {
        let Some(before) = self.lab.clone() else {
            return;
        };
        let mut lab = before.clone();
        if begins_anew(ui.ctx()) {
            self.undo.released();
        }
        if keys.reset {
            panel::start_again(&mut lab);
            self.figures.reset();
        }
        // Before anything is drawn, so that all of it follows the pointer in this frame.
        self.grip.drag(ui, &self.figures, &mut lab);
        panel::panel_ui(ui, &mut lab);
        let drawn = Drawn::kept(self.drawn.take(), &lab);
        numbers::dock_ui(ui, &mut lab, &drawn);
        CentralPanel::no_frame().show(ui, |ui| {
            self.figures
                .ui(ui, gpu, &lab, &drawn, (&mut self.grip, keys.large));
        });
        self.grip.press(ui, &mut lab);
        if lab != drawn.of {
            ui.ctx().request_repaint();
        }
        self.drawn = Some(drawn);
        if lab != before {
            let pressed = is_pressed(ui.ctx());
            self.undo.leave(before, pressed);
            self.lab = Some(lab);
        }
    }
}

impl Drawn {
    /// `kept` where it is of this state, or a new one.
    fn kept(kept: Option<Self>, lab: &Lab) -> Self {
        kept.filter(|drawn| drawn.of == *lab).unwrap_or_else(|| {
            let reading = Reading::of(lab);
            let all = crate::loss::registry().iter();
            Self {
                of: lab.clone(),
                borders: all.map(|loss| lab::borders(lab, *loss)).collect(),
                circle: lab::circle(lab, &reading),
                sphere: Arc::new(lab::sphere(lab, &reading)),
                reading,
            }
        })
    }
}

/// Whether Escape asks to leave, and nothing that is open over it.
pub fn is_left(ctx: &Context) -> bool {
    let busy = Popup::is_any_open(ctx) || ctx.text_edit_focused();
    !busy
        && ctx.input_mut(|input: &mut egui::InputState| {
            input.consume_key(Modifiers::NONE, Key::Escape)
        })
}

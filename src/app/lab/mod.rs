//! The laboratory in the window: its controls at the left, the circle and the sphere with their handles, its numbers below.

mod drawn;
mod exported;
mod figures;
mod handles;
mod legend;
mod numbers;
mod panel;
mod rows;
mod story;

use eframe::egui::{CentralPanel, Context, Ui};

pub use numbers::Numbers;

use self::{
    drawn::Drawn,
    figures::{Figures, Shown},
    handles::Grip,
};
use super::{
    guess::Guess,
    spots,
    story::story_ui,
    undo::{Undo, begins_anew, is_pressed},
};
use crate::figure::{
    lab::{self, Lab, PresetError},
    plane::PlaneFigure,
};
use crate::{lesson::Hide, render::Gpu};

/// What the laboratory is drawn with.
pub struct With<'a> {
    /// What its sphere is drawn with; a plain disc without one.
    pub gpu: Option<&'a Gpu>,
    /// A dialog lies over it.
    pub covered: bool,
    /// What is not to be seen now.
    pub hidden: Vec<Hide>,
    /// Where its numbers stand.
    pub numbers: Numbers,
    /// Without its controls.
    pub folded: bool,
    /// Its curve of ψ stands in place of the sphere: a lesson speaks of it.
    pub psi: bool,
}

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

    /// Whether it stands in place of the figures.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Leaves it as it is.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// Whether one of the figures stands alone.
    pub fn is_large(&self) -> bool {
        self.figures.is_large()
    }

    /// Whether a figure is under the pointer, or stands alone.
    pub fn points_at_figure(&self) -> bool {
        self.figures.points_at_one()
    }

    /// Lets the figure under the pointer stand alone, or shows both again.
    pub fn toggle_large(&mut self) {
        self.figures.toggle_large();
    }

    /// Puts everything back to where the preset has it, and both figures to their first view.
    pub fn start_again(&mut self, ctx: &Context) {
        self.figures.reset();
        if let Some(before) = self.lab.clone() {
            self.keep(ctx, panel::start(&before), before);
        }
    }

    /// Takes over `lab`, a step from what was there `before`.
    fn keep(&mut self, ctx: &Context, lab: Lab, before: Lab) {
        if lab != before {
            self.undo.leave(before, is_pressed(ctx));
            self.lab = Some(lab);
        }
    }

    /// Opens it on `lab`; what was in it can be had back.
    pub fn show(&mut self, lab: Lab) {
        if let Some(before) = self.lab.replace(lab) {
            self.undo.leave(before, false);
        }
        self.open = true;
    }

    /// What is in it, open or not.
    pub fn state(&self) -> Option<&Lab> {
        self.lab.as_ref()
    }

    /// Puts `lab` in it without opening it; what was in it can be had back.
    pub fn set(&mut self, lab: Lab) {
        if self.lab.as_ref() == Some(&lab) {
            return;
        }
        if let Some(before) = self.lab.replace(lab) {
            self.undo.leave(before, false);
        }
    }

    /// Opens it as it is, where there is anything in it.
    pub fn reveal(&mut self) {
        self.open = self.lab.is_some();
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

    /// Whether there is a step back, or forth.
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

    /// Draws it into all that the top bar leaves, with the mark that a learner puts on its circle.
    pub fn ui(&mut self, ui: &mut Ui, with: &With<'_>, guess: Option<&mut Guess>) {
        let Some(before) = self.lab.clone() else {
            return;
        };
        let mut lab = before.clone();
        if begins_anew(ui.ctx()) {
            self.undo.released();
        }
        // Before anything is drawn, so that all of it follows the pointer in this frame.
        if let Some(pull) = self.grip.pull(ui) {
            self.figures.follow(&pull, &mut lab);
        }
        let psi = Drawn::kept(self.drawn.take(), &lab, &with.hidden);
        if !with.folded {
            let small = (!with.psi).then_some(&psi.psi);
            panel::panel_ui(ui, &mut lab, small, &with.hidden);
        }
        let drawn = Drawn::kept(Some(psi), &lab, &with.hidden);
        with.numbers.ui(ui, &mut lab, &drawn, &with.hidden);
        // It says where x is: not while somebody is to say that first.
        let tells = ![Hide::Boundary, Hide::Numbers]
            .iter()
            .any(|what| with.hidden.contains(what));
        // As long as the pointer rests on a word, the part that it speaks of stands out.
        let pointed = match tells {
            true => story_ui(ui, &story::sentence(&drawn.story)),
            false => None,
        };
        let figures = CentralPanel::no_frame().show(ui, |ui| {
            spots::mark(ui, "lab.figure", ui.available_rect_before_wrap());
            let shown = Shown {
                lab: &lab,
                drawn: &drawn,
                pointed,
            };
            self.figures.ui(ui, with, shown, &self.grip, guess)
        });
        self.grip.press(ui, figures.inner, &mut lab);
        if lab != drawn.of {
            ui.ctx().request_repaint();
        }
        self.drawn = Some(drawn);
        self.keep(ui.ctx(), lab, before);
    }
}

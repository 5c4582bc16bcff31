//! The lesson under the figures: what the step says, what it asks, and the way on.

use eframe::egui::{
    Align, Button, Frame, Id, Label, Layout, Margin, Panel, RichText, ScrollArea, Ui, Vec2,
};

use super::{
    question::{comparison_ui, question_ui},
    text::blocks_ui,
    told::Told,
};
use crate::{
    app::{
        guess::Guess,
        number, spots,
        text::{t, tf},
        theme::palette,
    },
    lesson::{Kind, Player, Waiting},
    text::language,
};

/// The least and the most height of the panel, in points.
const LEAST: f32 = 196.0;
const MOST: f32 = 296.0;
/// Heights of its head and of the way on below, with what is free around them.
const HEAD: f32 = 46.0;
const WAY: f32 = 34.0;
const MARGIN: f32 = 10.0;
/// Of the letters of the text.
const SIZE: f32 = 15.0;
/// The widest that the text is set: longer lines are hard to read.
const WIDEST: f32 = 620.0;
/// Between the text and what is asked.
const GAP: f32 = 28.0;

/// What was asked for in the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// To go on.
    Next,
    /// To go on though the step waits.
    Skip,
    /// To go back.
    Back,
    /// To be shown what the step asks for.
    Example,
    /// To leave.
    Leave,
}

/// Draws the panel of the lesson at the foot of `ui`, as high as its steps need; returns what was asked for.
pub fn panel_ui(ui: &mut Ui, player: &Player, told: &Told, guess: &mut Guess) -> Option<Asked> {
    let palette = palette(ui.visuals());
    let frame = Frame::new()
        .fill(palette.panel)
        .inner_margin(Margin::symmetric(16, MARGIN as i8));
    // A low window leaves the figures more than half of it; what is longer is scrolled.
    let most = MOST.min(0.46 * ui.ctx().content_rect().height());
    // As high as its highest step so far: what stands above must not jump from step to step.
    let id = Id::unique(("lesson-height", &player.lesson().id));
    let known = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(LEAST);
    let height = known.clamp(LEAST.min(most), most);
    let panel = Panel::bottom("lesson").exact_size(height).resizable(false);
    let mut needs = 0.0;
    let shown = panel.frame(frame).show(ui, |ui| {
        let leaves = head_ui(ui, player);
        ui.add_space(6.0);
        let asked = body_ui(ui, player, told, guess, &mut needs);
        leaves.then_some(Asked::Leave).or(asked)
    });
    let needs = needs + HEAD + WAY + 2.0 * MARGIN;
    if needs > known {
        ui.data_mut(|data| data.insert_temp(id, needs));
        ui.ctx().request_repaint();
    }
    spots::mark(ui, "lesson", shown.response.rect);
    shown.inner
}

/// What lesson it is, how far it is, and the way out of it.
fn head_ui(ui: &mut Ui, player: &Player) -> bool {
    let quiet = palette(ui.visuals()).quiet;
    let mut leaves = false;
    ui.horizontal(|ui| {
        let title = player.lesson().title.of(language());
        ui.label(RichText::new(title).strong().size(13.5));
        let (at, count) = (player.at(), player.lesson().steps.len());
        let args = [
            ("at", &*(at + 1).to_string()),
            ("count", &*count.to_string()),
        ];
        ui.label(
            RichText::new(tf("lesson-at", &args))
                .color(quiet)
                .size(12.0),
        );
        dots_ui(ui, player);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let word = RichText::new(t("lesson-leave")).size(12.0).color(quiet);
            let button = ui.add(Button::new(word).frame_when_inactive(false));
            leaves = button.on_hover_text(t("lesson-leave-help")).clicked();
        });
    });
    leaves
}

/// A dot for each step: done, present, to come.
fn dots_ui(ui: &mut Ui, player: &Player) {
    let palette = palette(ui.visuals());
    let steps = &player.lesson().steps;
    let size = Vec2::new(9.0 * steps.len() as f32, 10.0);
    let (rect, _) = ui.allocate_exact_size(size, eframe::egui::Sense::hover());
    for (place, step) in steps.iter().enumerate() {
        let at = rect.left_center() + Vec2::new(9.0 * place as f32 + 4.5, 0.0);
        let (radius, colour) = match place {
            _ if place == player.at() => (4.0, palette.accent),
            _ if player.record().done.contains(&step.id) => (2.5, palette.accent),
            _ => (2.5, palette.hairline),
        };
        ui.painter().circle_filled(at, radius, colour);
    }
}

/// The text at the left, what is asked at the right, the way on below; `needs` is how high text and question are.
fn body_ui(
    ui: &mut Ui,
    player: &Player,
    told: &Told,
    guess: &mut Guess,
    needs: &mut f32,
) -> Option<Asked> {
    let room = ui.available_size() - Vec2::new(0.0, WAY);
    let left = (0.56 * (room.x - GAP)).min(WIDEST);
    let mut asked = None;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let text = |ui: &mut Ui| blocks_ui(ui, &told.text, SIZE);
        column_ui(
            ui,
            ("lesson-text", player.at()),
            (left, room.y),
            needs,
            text,
        );
        let right = ui.available_width().min(WIDEST);
        let question = |ui: &mut Ui| asked = asked_ui(ui, player, told, guess);
        column_ui(
            ui,
            ("lesson-asked", player.at()),
            (right, room.y),
            needs,
            question,
        );
    });
    let way = way_ui(ui, player);
    asked.or(way)
}

/// A column that scrolls where it is too high for its room; `needs` becomes its height, where that is more.
fn column_ui(
    ui: &mut Ui,
    id: (&str, usize),
    (width, height): (f32, f32),
    needs: &mut f32,
    content: impl FnOnce(&mut Ui),
) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.x = 8.0;
        let area = ScrollArea::vertical().id_salt(id).max_height(height);
        let area = area.min_scrolled_height(height).auto_shrink(false);
        let shown = area.show(ui, content);
        *needs = needs.max(shown.content_size.y.ceil());
    });
}

/// What the step asks for, or what came of it.
fn asked_ui(ui: &mut Ui, player: &Player, told: &Told, guess: &mut Guess) -> Option<Asked> {
    match &player.step().kind {
        Kind::Predict(question) => {
            question_ui(ui, player, question, told, guess);
            None
        }
        Kind::Compare { .. } => {
            comparison_ui(ui, player, told);
            None
        }
        Kind::Do { example, .. } => {
            conditions_ui(ui, &told.conditions);
            let shows = !example.is_empty() && told.conditions.iter().any(|(_, holds)| !holds);
            let word = RichText::new(t("lesson-show-me")).size(12.5);
            let clicked = shows && ui.add(Button::new(word)).clicked();
            clicked.then_some(Asked::Example)
        }
        Kind::Look | Kind::Free => None,
    }
}

fn conditions_ui(ui: &mut Ui, conditions: &[(String, bool)]) {
    let palette = palette(ui.visuals());
    for (text, holds) in conditions {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(14.0), eframe::egui::Sense::hover());
            let stroke = eframe::egui::Stroke::new(1.5, palette.quiet);
            match holds {
                true => ui
                    .painter()
                    .circle_filled(rect.center(), 5.0, palette.accent),
                false => ui.painter().circle_stroke(rect.center(), 5.0, stroke),
            };
            let colour = if *holds { palette.quiet } else { palette.text };
            ui.label(RichText::new(text).size(14.0).color(colour));
        });
    }
}

/// On, back, and what it waits for, from the right.
fn way_ui(ui: &mut Ui, player: &Player) -> Option<Asked> {
    let palette = palette(ui.visuals());
    let mut asked = None;
    let room = Vec2::new(ui.available_width(), ui.available_height().min(WAY));
    let layout = Layout::right_to_left(Align::Max);
    ui.allocate_ui_with_layout(room, layout, |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let last = player.at() + 1 == player.lesson().steps.len();
        let word = if last {
            t("lesson-finish")
        } else {
            t("lesson-next")
        };
        let waits = player.waiting();
        let text = RichText::new(word).color(palette.on_accent).strong();
        let next = Button::new(text)
            .fill(palette.accent)
            .min_size(Vec2::new(84.0, 26.0));
        if ui.add_enabled(waits.is_none(), next).clicked() {
            asked = Some(Asked::Next);
        }
        let back = Button::new(t("lesson-back")).min_size(Vec2::new(0.0, 26.0));
        if ui.add_enabled(player.at() > 0, back).clicked() {
            asked = Some(Asked::Back);
        }
        let Some(waits) = waits else { return };
        let skip = RichText::new(t("lesson-skip"))
            .size(12.0)
            .color(palette.quiet);
        let skip = Button::new(skip)
            .frame_when_inactive(false)
            .min_size(Vec2::new(0.0, 26.0));
        if ui.add(skip).clicked() {
            asked = Some(Asked::Skip);
        }
        let text = RichText::new(waiting_text(waits))
            .size(12.5)
            .color(palette.quiet);
        ui.add_sized(Vec2::new(0.0, 26.0), Label::new(text));
    });
    asked
}

fn waiting_text(waiting: &Waiting) -> String {
    match waiting {
        Waiting::Answer => t("lesson-waits-answer").to_owned(),
        Waiting::Conditions(_) => t("lesson-waits-do").to_owned(),
        Waiting::Training(left) => tf("lesson-waits-training", &[("steps", &number::count(*left))]),
    }
}

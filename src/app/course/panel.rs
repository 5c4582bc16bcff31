//! The lesson under the figures: what the step says, what it asks, and the way on.

use eframe::egui::{Align, Button, Frame, Layout, Margin, Panel, RichText, ScrollArea, Ui, Vec2};

use super::{
    question::{comparison_ui, question_ui},
    text::blocks_ui,
};
use crate::{
    app::{
        guess::Guess,
        number, spots,
        text::{t, tf},
        theme::palette,
    },
    lesson::{Block, Choice, Condition, Kind, Player, State, Text, Waiting, readings},
    text::language,
};

/// Height of the panel in points.
pub const HEIGHT: f32 = 212.0;
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

/// What the step says at this moment, its numbers read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The text.
    pub text: Vec<Block>,
    /// The choices, where there are any.
    pub choices: Vec<Vec<Block>>,
    /// What there is to say to who chose what was chosen.
    pub reply: Vec<Block>,
    /// Each condition of the step, and whether it holds.
    pub conditions: Vec<(String, bool)>,
}

impl Told {
    /// Of what is there now.
    pub fn of(player: &Player, state: &State<'_>) -> Self {
        let read = |name: &_| readings::read(name, state);
        let filled = |text: &Text| text.filled(&read);
        let step = player.step();
        let choices = choices(player);
        let reply = chosen(player).and_then(|choice| choice.reply.as_ref());
        let reply = reply.filter(|_| matches!(step.kind, Kind::Compare { .. }));
        Self {
            text: filled(step.text.of(language())),
            choices: choices
                .iter()
                .map(|choice| filled(choice.text.of(language())))
                .collect(),
            reply: reply
                .map(|reply| filled(reply.of(language())))
                .unwrap_or_default(),
            conditions: match &step.kind {
                Kind::Do { until, .. } => until
                    .iter()
                    .map(|condition| (written(condition), condition.holds(&read)))
                    .collect(),
                _ => Vec::new(),
            },
        }
    }
}

/// The choices that the step asks about, or compares.
fn choices(player: &Player) -> &[Choice] {
    let (lesson, at) = (player.lesson(), player.at());
    let asked = lesson.asked(at).map(|(_, question)| question);
    match lesson.question(at).or(asked) {
        Some(crate::lesson::Question::Choice(choices)) => choices,
        _ => &[],
    }
}

fn chosen(player: &Player) -> Option<&Choice> {
    match player.answer()? {
        crate::lesson::Answer::Choice(place) => choices(player).get(place),
        crate::lesson::Answer::Number(_) => None,
    }
}

/// A condition as a person reads it.
fn written(condition: &Condition) -> String {
    let text = condition.to_string();
    let text = text.replace(">=", "≥").replace("<=", "≤");
    let text = text.replace("steps_since", t("lesson-steps-since"));
    text.replace("loss.", "").replace("lab.", "")
}

/// Draws the panel of the lesson at the foot of `ui`; returns what was asked for.
pub fn panel_ui(ui: &mut Ui, player: &Player, told: &Told, guess: &mut Guess) -> Option<Asked> {
    let palette = palette(ui.visuals());
    let frame = Frame::new()
        .fill(palette.panel)
        .inner_margin(Margin::symmetric(16, 10));
    // A low window leaves the figures more than half of it.
    let height = HEIGHT.min(0.36 * ui.ctx().content_rect().height());
    let panel = Panel::bottom("lesson").exact_size(height).resizable(false);
    let shown = panel.frame(frame).show(ui, |ui| {
        let leaves = head_ui(ui, player);
        ui.add_space(6.0);
        let asked = body_ui(ui, player, told, guess);
        leaves.then_some(Asked::Leave).or(asked)
    });
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

/// The text at the left, what is asked and the way on at the right.
fn body_ui(ui: &mut Ui, player: &Player, told: &Told, guess: &mut Guess) -> Option<Asked> {
    let room = ui.available_size();
    let left = (0.56 * (room.x - GAP)).min(WIDEST);
    let mut asked = None;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.vertical(|ui| {
            ui.set_width(left);
            let area = ScrollArea::vertical().id_salt(("lesson-text", player.at()));
            area.auto_shrink(false)
                .show(ui, |ui| blocks_ui(ui, &told.text, SIZE));
        });
        ui.vertical(|ui| {
            let right = ui.available_width().min(WIDEST);
            ui.set_width(right);
            ui.spacing_mut().item_spacing.x = 8.0;
            let below = 34.0;
            let area = ScrollArea::vertical().id_salt(("lesson-asked", player.at()));
            let area = area
                .max_height(room.y - below)
                .min_scrolled_height(room.y - below);
            area.auto_shrink([false, false]).show(ui, |ui| {
                asked = asked_ui(ui, player, told, guess);
            });
            let way = way_ui(ui, player);
            asked = asked.or(way);
        });
    });
    asked
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

/// Back, what it waits for, and on.
fn way_ui(ui: &mut Ui, player: &Player) -> Option<Asked> {
    let palette = palette(ui.visuals());
    let mut asked = None;
    ui.horizontal(|ui| {
        ui.set_height(28.0);
        let back = ui.add_enabled(player.at() > 0, Button::new(t("lesson-back")));
        if back.clicked() {
            asked = Some(Asked::Back);
        }
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
        if let Some(waits) = waits {
            ui.label(
                RichText::new(waiting_text(waits))
                    .size(12.5)
                    .color(palette.quiet),
            );
            let skip = RichText::new(t("lesson-skip"))
                .size(12.0)
                .color(palette.quiet);
            if ui
                .add(Button::new(skip).frame_when_inactive(false))
                .clicked()
            {
                asked = Some(Asked::Skip);
            }
        }
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

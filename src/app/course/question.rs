//! A prediction, before and after: choices, a number, a mark on the circle.

use eframe::egui::{Button, Color32, RichText, Sense, Slider, Stroke, Ui, Vec2};

use super::{text::blocks_ui, told::Told};
use crate::{
    app::{
        guess::{Guess, rounded},
        text::{t, tf},
        theme::{Palette, palette},
    },
    lesson::{Answer, Comparison, Number, Player, Question, Truth, plain},
    text::language,
};

const SIZE: f32 = 14.0;

/// Draws the question; what is answered goes to `guess`.
pub fn question_ui(
    ui: &mut Ui,
    player: &Player,
    question: &Question,
    told: &Told,
    guess: &mut Guess,
) {
    let open = player.is_open(player.at());
    match question {
        Question::Choice(_) => {
            for (place, choice) in told.choices.iter().enumerate() {
                let chosen = player.answer() == Some(Answer::Choice(place));
                let text = RichText::new(plain(choice)).size(SIZE);
                let button = Button::selectable(chosen, text)
                    .frame_when_inactive(true)
                    .wrap()
                    .min_size(Vec2::new(ui.available_width(), 26.0));
                if ui.add_enabled(open, button).clicked() {
                    guess.give(Answer::Choice(place));
                }
            }
        }
        Question::Number(number) => number_ui(ui, player, number, guess),
        Question::Handle { number, .. } => {
            if open {
                ui.label(RichText::new(t("lesson-drag-mark")).size(SIZE));
            }
            number_ui(ui, player, number, guess);
        }
    }
}

/// The slider of a number and the button that gives it.
fn number_ui(ui: &mut Ui, player: &Player, number: &Number, guess: &mut Guess) {
    let mut value = guess.value;
    ui.spacing_mut().slider_width = (ui.available_width() - 120.0).clamp(80.0, 320.0);
    let (least, most) = number.range;
    let slider = Slider::new(&mut value, least..=most)
        .max_decimals(number.decimals)
        .min_decimals(number.decimals)
        .suffix(unit(number));
    let slider = ui.add_enabled(guess.open, slider);
    let slider = slider.accessible_name(t("lesson-answer"));
    if slider.changed() {
        guess.move_to(value);
    }
    let value = rounded(guess.value, number);
    let given = player.answer() == Some(Answer::Number(value));
    if guess.open {
        ui.add_space(4.0);
        let word = match given {
            true => t("lesson-answer-given"),
            false => t("lesson-answer-give"),
        };
        if !guess.moved {
            let first = RichText::new(t("lesson-answer-move")).size(SIZE);
            ui.label(first.color(palette(ui.visuals()).quiet));
        }
        let button = Button::selectable(given, word).frame_when_inactive(true);
        if ui.add_enabled(guess.moved, button).clicked() {
            guess.give(Answer::Number(value));
        }
    }
}

fn unit(number: &Number) -> String {
    match number.unit.of(language()).as_str() {
        "" => String::new(),
        "°" => "°".to_owned(),
        unit => format!(" {unit}"),
    }
}

/// Draws a prediction beside what is.
pub fn comparison_ui(ui: &mut Ui, player: &Player, told: &Told) {
    let Some(found) = player.comparison() else {
        ui.label(RichText::new(t("lesson-compare-waits")).size(SIZE));
        return;
    };
    let question = player.lesson().question(found.of);
    match (question, &found.truth) {
        (
            Some(Question::Number(number) | Question::Handle { number, .. }),
            Truth::Number(truth),
        ) => {
            numbers_ui(ui, number, found, *truth);
        }
        (_, Truth::Choices(right)) => choices_ui(ui, told, found, right),
        _ => {}
    }
    verdict_ui(ui, found);
    if !told.reply.is_empty() {
        ui.add_space(4.0);
        blocks_ui(ui, &told.reply, SIZE);
    }
}

fn verdict_ui(ui: &mut Ui, found: &Comparison) {
    let palette = palette(ui.visuals());
    let (word, colour) = match found.right {
        Some(true) => (t("lesson-right"), palette.accent),
        Some(false) => (t("lesson-not-right"), palette.warning),
        None => (t("lesson-no-answer"), palette.quiet),
    };
    ui.add_space(4.0);
    ui.label(RichText::new(word).size(SIZE).color(colour));
}

/// The colour of what was said: a warning only where it was not right.
fn said_in(palette: &Palette, found: &Comparison) -> Color32 {
    match found.right {
        Some(true) => palette.text,
        _ => palette.warning,
    }
}

/// Both numbers in large letters.
fn numbers_ui(ui: &mut Ui, number: &Number, found: &Comparison, truth: f64) {
    let palette = palette(ui.visuals());
    let written = |value: f64| {
        let value = format!("{value:.*}", number.decimals).replace('-', "−");
        format!("{value}{}", unit(number))
    };
    let said = said_in(palette, found);
    ui.horizontal(|ui| {
        let mut column = |name: &str, value: String, colour| {
            ui.vertical(|ui| {
                ui.label(RichText::new(name).size(12.0).color(palette.quiet));
                ui.label(RichText::new(value).size(24.0).color(colour));
            });
            ui.add_space(18.0);
        };
        if let Some(Answer::Number(number_said)) = found.answer {
            column(t("lesson-you-said"), written(number_said), said);
        }
        column(t("lesson-it-is"), written(truth), palette.accent);
    });
}

/// All choices, with what was said and what is right marked.
fn choices_ui(ui: &mut Ui, told: &Told, found: &Comparison, right: &[usize]) {
    let palette = palette(ui.visuals());
    for (place, choice) in told.choices.iter().enumerate() {
        let said = found.answer == Some(Answer::Choice(place));
        let holds = right.contains(&place);
        ui.horizontal_wrapped(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(14.0), Sense::hover());
            if holds {
                ui.painter()
                    .circle_filled(rect.center(), 5.0, palette.accent);
            }
            if said {
                let stroke = Stroke::new(2.0, said_in(palette, found));
                ui.painter().circle_stroke(rect.center(), 6.5, stroke);
            }
            let colour = if holds || said {
                palette.text
            } else {
                palette.quiet
            };
            let text = match said {
                true => tf("lesson-said", &[("choice", &plain(choice))]),
                false => plain(choice),
            };
            ui.label(RichText::new(text).size(SIZE).color(colour));
        });
    }
}

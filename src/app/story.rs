//! The sentence under the figures: what they show at this moment, its words linked to parts of the picture.

use eframe::egui::{Color32, FontId, Frame, Label, Link, Margin, Panel, RichText, Ui};

use super::{
    lanes::Lane,
    number, spots,
    summary::held_out,
    text::{listed, sentences, t, tf},
    theme::palette,
};
use crate::{
    figure::{
        steer::Steered,
        story::{Held, Standing, Story, story},
    },
    look::Element,
    loss,
    math::vector,
    train::{Health, Snapshot},
};

/// A stretch of the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// The part of the picture that it is linked to.
    pub element: Option<Element>,
}

/// Height of the strip, which never changes: the figures above must not jump.
const HEIGHT: f32 = 26.0;
const ASIDE: i8 = 14;
/// Size of the type, and the smallest that it shrinks to where a sentence is long.
const SIZE: f32 = 13.0;
const SMALLEST: f32 = 10.0;

/// Draws the sentence; returns the part of the picture under the pointer, or with the focus. What more there is to say after it,
/// each on a line of its own, is said as far as there is room.
pub fn story_ui(ui: &mut Ui, story: &str) -> Option<Element> {
    let room = ui.available_width() - 2.0 * f32::from(ASIDE);
    let (sentence, size) = fitted(ui, story, room);
    let frame = Frame::new()
        .fill(palette(ui.visuals()).canvas)
        .inner_margin(Margin::symmetric(ASIDE, 4));
    let panel = Panel::bottom("story").exact_size(HEIGHT).resizable(false);
    let strip = panel.show_separator_line(false).frame(frame);
    let shown = strip.show(ui, |ui| {
        spots::mark(ui, "story", ui.max_rect());
        let mut pointed = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for piece in pieces(&sentence) {
                let text = RichText::new(&piece.text).size(size);
                let Some(element) = piece.element else {
                    ui.add(Label::new(text));
                    continue;
                };
                let link = ui.add(Link::new(text.underline()));
                if link.hovered() || link.has_focus() {
                    pointed = Some(element);
                }
            }
        });
        pointed
    });
    shown.inner
}

/// As many of a story's sentences as a line has room for, and the size of the type: smaller where even the first is long.
fn fitted(ui: &Ui, story: &str, room: f32) -> (String, f32) {
    let width = |text: &str| {
        let painter = ui.painter();
        let galley =
            painter.layout_no_wrap(unlinked(text), FontId::proportional(SIZE), Color32::BLACK);
        // Stretches are laid out one by one, each on whole pixels.
        galley.size().x + 4.0
    };
    let mut lines = story.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    let size = SIZE * (room / width(&first)).min(1.0);
    let joined = lines.fold(first, |all, more| {
        let both = sentences(&[all.as_str(), more]);
        match width(&both) <= room {
            true => both,
            false => all,
        }
    });
    (joined, size.max(SMALLEST))
}

/// A text without its links.
pub fn unlinked(text: &str) -> String {
    pieces(text).into_iter().map(|piece| piece.text).collect()
}

/// A text with links `[words](element)` in its stretches.
pub fn pieces(text: &str) -> Vec<Piece> {
    let plain = |text: &str| Piece {
        text: text.to_owned(),
        element: None,
    };
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        let parts = link.split_once("](").and_then(|(words, after)| {
            let (id, after) = after.split_once(')')?;
            let element = Element::ALL.into_iter().find(|e| e.id() == id)?;
            Some((words, element, after))
        });
        let Some((words, element, after)) = parts else {
            break;
        };
        pieces.push(plain(before));
        pieces.push(Piece {
            text: words.to_owned(),
            element: Some(element),
        });
        rest = after;
    }
    pieces.push(plain(rest));
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// The sentence about `lanes`: about the one in `focus`, or all of them compared.
pub fn sentence(lanes: &[Lane], focus: Option<&str>) -> String {
    let focused = focus.and_then(|name| lanes.iter().find(|lane| lane.name == name));
    match (focused, lanes) {
        (None, []) => t("story-loading").to_owned(),
        (None, [only]) => about(only),
        (Some(lane), [_]) => about(lane),
        (Some(lane), _) => {
            // It goes on in further lines, as that of one lane does.
            let sentence = about(lane);
            let args = [
                ("lane", lane.title.as_str()),
                ("sentence", sentence.as_str()),
            ];
            tf("story-lane", &args)
        }
        (None, _) => compared(lanes).unwrap_or_else(|| about(&lanes[0])),
    }
}

/// So many lanes are named with their shares; more are told by the least and the greatest.
const NAMED: usize = 4;

/// What is wrong in one of the lanes, and the share of samples in each that meets what is asked of them.
fn compared(lanes: &[Lane]) -> Option<String> {
    let standings = lanes
        .iter()
        .map(|lane| (lane, story(&lane.snapshot, lane.loss()).standing));
    let standings: Vec<(&Lane, Standing)> = standings.collect();
    let wrong = standings.iter().find(|(_, standing)| {
        matches!(
            standing,
            Standing::Infeasible { .. } | Standing::Unsound(_) | Standing::Stopped
        )
    });
    let wrong = wrong.map(|(lane, standing)| {
        let sentence = stands(lane, *standing);
        let args = [
            ("lane", lane.title.as_str()),
            ("sentence", sentence.as_str()),
        ];
        tf("story-lane", &args)
    });
    let shares: Vec<(&str, f64)> = standings
        .iter()
        .filter_map(|(lane, standing)| match standing {
            Standing::Margin { met, .. } | Standing::Infeasible { met, .. } => {
                met.is_finite().then_some((lane.title.as_str(), *met))
            }
            _ => None,
        })
        .collect();
    if shares.len() < 2 {
        return wrong;
    }
    let shown = shares_text(&shares);
    let shown = [("shares", shown.as_str())];
    let told = match shares.len() == lanes.len() {
        true => tf("story-compare", &shown),
        false => tf("story-compare-some", &shown),
    };
    let all = [wrong, Some(told), Some(t("story-compare-more").to_owned())];
    Some(all.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

/// `circle 47.3 %, sphere 77.7 %`, or the least and the greatest of many.
fn shares_text(shares: &[(&str, f64)]) -> String {
    let text = |(title, met): &(&str, f64)| format!("{title} {}", number::percent(*met));
    if shares.len() <= NAMED {
        return listed(&shares.iter().map(text).collect::<Vec<_>>());
    }
    let by_share = |a: &&(&str, f64), b: &&(&str, f64)| a.1.total_cmp(&b.1);
    let ends = [
        shares.iter().min_by(by_share),
        shares.iter().max_by(by_share),
    ];
    ends.into_iter()
        .flatten()
        .map(text)
        .collect::<Vec<_>>()
        .join(" … ")
}

fn about(lane: &Lane) -> String {
    let Story { standing, held } = story(&lane.snapshot, lane.loss());
    let first = stands(lane, standing);
    let held = held.map(holds);
    let zone = zone(standing);
    let all = [Some(first), held, zone].into_iter().flatten();
    all.collect::<Vec<_>>().join("\n")
}

fn stands(lane: &Lane, standing: Standing) -> String {
    let margin = margin_text(lane);
    let margin = ("margin", margin.as_str());
    let held = ("held", held_out(lane));
    match standing {
        Standing::Loading => t("story-loading").to_owned(),
        Standing::Stopped if lane.snapshot.features.nrows() == 0 => {
            t("story-not-started").to_owned()
        }
        Standing::Stopped => t("story-stopped").to_owned(),
        Standing::Untrained => t("story-untrained").to_owned(),
        Standing::Unsound(health) => unsound(health),
        Standing::Pairs { right } => tf("story-pairs", &[("right", &number::percent(right)), held]),
        Standing::Plain { right, nearest } => {
            let right = number::percent(right);
            let right = [("right", right.as_str()), held];
            match nearest {
                true => tf("story-plain-nearest", &right),
                false => tf("story-plain", &right),
            }
        }
        Standing::Infeasible { classes, dim, met } => {
            let (classes, dims) = (classes.to_string(), dim.to_string());
            let met = number::percent(met);
            let args = [
                margin,
                ("classes", classes.as_str()),
                ("dim", dims.as_str()),
                ("met", met.as_str()),
                held,
            ];
            match dim {
                2 => tf("story-infeasible-circle", &args),
                3 => tf("story-infeasible-sphere", &args),
                _ => tf("story-infeasible", &args),
            }
        }
        Standing::Margin {
            right,
            nearest,
            met,
            ..
        } => {
            let (right, met) = (number::percent(right), number::percent(met));
            let args = [
                margin,
                ("right", right.as_str()),
                ("met", met.as_str()),
                held,
            ];
            match nearest {
                true => tf("story-margin-nearest", &args),
                false => tf("story-margin", &args),
            }
        }
    }
}

/// How wide the grey zone is, where there is one to be seen.
fn zone(standing: Standing) -> Option<String> {
    match standing {
        Standing::Margin {
            zone: Some(zone), ..
        } if zone > 0.05 => Some(tf("story-zone", &[("zone", &number::degrees(zone))])),
        _ => None,
    }
}

/// What went wrong; the panel says what to try.
fn unsound(health: Health) -> String {
    let since = health.since().unwrap_or_default().to_string();
    let since = ("since", since.as_str());
    match health {
        Health::Sound => String::new(),
        Health::NotFinite { .. } => tf("story-not-finite", &[since]),
        Health::Diverged { loss, start, .. } => {
            let (loss, start) = (number::fixed(loss, 2), number::fixed(start, 2));
            let args = [since, ("loss", loss.as_str()), ("start", start.as_str())];
            tf("story-diverged", &args)
        }
        Health::OnePoint { spread_deg, .. } => {
            let spread = number::degrees(spread_deg);
            tf("story-one-point", &[since, ("spread", spread.as_str())])
        }
        Health::Chance {
            accuracy, chance, ..
        } => {
            let (right, chance) = (number::percent(accuracy), number::percent(chance));
            let args = [
                since,
                ("right", right.as_str()),
                ("chance", chance.as_str()),
            ];
            tf("story-chance", &args)
        }
        Health::Merged { lost, classes, .. } => {
            let (lost, classes) = (lost.to_string(), classes.to_string());
            let args = [
                since,
                ("lost", lost.as_str()),
                ("classes", classes.as_str()),
            ];
            tf("story-merged", &args)
        }
    }
}

fn holds(held: Held) -> String {
    match held {
        Held::Warmup => t("story-warmup").to_owned(),
        Held::Ramp(share) => tf("story-ramp", &[("share", &number::percent(share))]),
        Held::Lambda { lambda, plain } => {
            let (lambda, plain) = (number::fixed(lambda, 1), number::percent(plain));
            let args = [("lambda", lambda.as_str()), ("plain", plain.as_str())];
            tf("story-lambda", &args)
        }
        Held::Scale { scale, enough } => {
            let (scale, enough) = (number::plain(scale), number::fixed(enough, 1));
            let args = [("scale", scale.as_str()), ("enough", enough.as_str())];
            tf("story-scale", &args)
        }
    }
}

/// The margin in force, `m = 0.3`: each of its knobs that asks for something.
fn margin_text(lane: &Lane) -> String {
    let config = lane.loss();
    let Some(loss) = loss::find(&config.id) else {
        return String::new();
    };
    let now = loss.at_step(&config.knobs, lane.snapshot.schedule_step());
    let knobs = loss.neutral().iter().filter_map(|(id, neutral)| {
        let knob = loss.knobs().iter().find(|knob| knob.id == *id)?;
        let value = now.or(id, knob.default);
        (value != *neutral).then(|| written(knob, value))
    });
    listed(&knobs.collect::<Vec<_>>())
}

/// What is said while a border is dragged.
pub fn dragged(steered: Option<Steered>) -> String {
    let Some(Steered {
        knob,
        value,
        reached,
    }) = steered
    else {
        return t("story-drag-none").to_owned();
    };
    let margin = written(knob, value);
    match reached {
        true => tf("story-drag", &[("margin", &margin)]),
        false => tf("story-drag-end", &[("margin", &margin)]),
    }
}

/// What is said while the direction of a class is turned to `to` `(d)`; nothing where there is no other class.
pub fn turned(lane: &Snapshot, class: usize, to: &[f64]) -> Option<String> {
    let others = (0..lane.weights.nrows()).filter(|other| *other != class);
    let apart = |other: usize| {
        let direction = lane.direction(other)?;
        Some((vector::angle_between(&direction, to), other))
    };
    let nearest = others.filter_map(apart).min_by(|a, b| a.0.total_cmp(&b.0));
    let (angle, other) = nearest?;
    let name = |class: usize| lane.dataset.class_names.get(class).map(String::as_str);
    let angle = number::degrees(angle.to_degrees());
    let args = [
        ("class", name(class)?),
        ("angle", angle.as_str()),
        ("other", name(other)?),
    ];
    Some(tf("story-turn", &args))
}

/// A knob with a value of its own.
pub fn written(knob: &'static crate::knob::Knob, value: f64) -> String {
    let text = match knob.unit {
        "rad" => number::degrees(value.to_degrees()),
        _ => number::plain((value * 1e3).round() / 1e3),
    };
    format!("{} = {text}", knob.letter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_linked_to_parts_and_the_rest_stays() {
        let found = pieces("61 % [meet the margin](meeting), [x](nothing)");
        let piece = |text: &str, element| Piece {
            text: text.to_owned(),
            element,
        };
        assert_eq!(
            found,
            [
                piece("61 % ", None),
                piece("meet the margin", Some(Element::Meeting)),
                piece(", [x](nothing)", None),
            ]
        );
    }
}

//! The caption of a figure, written from the experiments that it shows, and the figure in LaTeX.

mod lab;
mod lane;
mod phrase;

pub use lab::of_lab;
pub use phrase::{Caption, count};

use crate::train::Snapshot;
use lane::Lane;
use phrase::{Phrase, listed, text};

/// One or two sentences: what the features are of, under which loss, by which model, after how many steps, how good they
/// are, from which seeds. What lanes have in common stands in front, what sets them apart behind (a), (b) and so on.
pub fn caption(shown: &[&Snapshot]) -> Caption {
    let lanes: Vec<Lane> = shown.iter().map(|snapshot| Lane::of(snapshot)).collect();
    let Some(first) = lanes.first() else {
        return Caption::default();
    };
    let mut caption = lead(first, &lanes);
    if let [only] = &lanes[..] {
        caption.extend(
            only.accuracy
                .iter()
                .map(|found| text(&format!(": held-out accuracy {found}"))),
        );
    } else {
        caption.push(text(": "));
        caption.extend(items(&lanes));
    }
    caption.push(text("."));
    if is_shared(&lanes, |lane| &lane.seeds) {
        caption.push(text(&format!(" {}.", first.seeds)));
    }
    if let Some(step) = shown.iter().filter_map(|snapshot| snapshot.tuned).max() {
        let step = phrase::count(step);
        caption.push(text(&format!(
            " Settings were changed during training, last at step {step}."
        )));
    }
    Caption::of(caption)
}

/// What all lanes have in common.
fn lead(first: &Lane, lanes: &[Lane]) -> Vec<Phrase> {
    let mut lead = vec![text("Held-out features")];
    if is_shared(lanes, |lane| &lane.data) {
        lead.push(text(&format!(" of {}", first.data)));
    }
    if is_shared(lanes, |lane| &lane.dimensions) {
        lead.push(text(&format!(" {}", first.dimensions)));
    }
    if is_shared(lanes, |lane| &lane.loss) {
        lead.push(text(&format!(", learned under {}", first.loss)));
        let knobs = first.knobs.iter().filter(|knob| is_common(knob, lanes));
        lead.extend(with(knobs.cloned().collect()));
    }
    if is_shared(lanes, |lane| &lane.model) {
        lead.push(text(&format!(" by {}", first.model)));
    }
    if is_shared(lanes, |lane| &lane.steps) {
        lead.push(text(&format!(" in {}", first.steps)));
    }
    lead
}

/// `(a) …; (b) …`.
fn items(lanes: &[Lane]) -> Vec<Phrase> {
    let mut all = Vec::new();
    for (place, lane) in lanes.iter().enumerate() {
        let letter = char::from(b'a' + (place % 26) as u8);
        let start = if place == 0 { "" } else { "; " };
        all.push(text(&format!("{start}({letter}) ")));
        let own = own(lane, lanes);
        let named = own.is_empty().then(|| vec![text(&lane.name)]);
        let accuracy = lane.accuracy.as_ref().map(|found| match place {
            0 => vec![text(&format!("held-out accuracy {found}"))],
            _ => vec![text(found)],
        });
        let parts: Vec<_> = named.into_iter().chain(own).chain(accuracy).collect();
        all.extend(parts.join(&text(", ")));
    }
    all
}

/// What sets a lane apart.
fn own(lane: &Lane, lanes: &[Lane]) -> Vec<Vec<Phrase>> {
    let mut own = Vec::new();
    let mut add = |shared: bool, words: &str| {
        if !shared {
            own.push(vec![text(words)]);
        }
    };
    add(is_shared(lanes, |lane| &lane.data), &lane.data);
    add(is_shared(lanes, |lane| &lane.dimensions), &lane.dimensions);
    add(is_shared(lanes, |lane| &lane.model), &lane.model);
    let steps = format!("after {}", lane.steps);
    add(is_shared(lanes, |lane| &lane.steps), &steps);
    add(
        is_shared(lanes, |lane| &lane.seeds),
        &lane.seeds.to_lowercase(),
    );
    if is_shared(lanes, |lane| &lane.loss) {
        let knobs = lane.knobs.iter().filter(|knob| !is_common(knob, lanes));
        own.extend(knobs.map(|knob| vec![knob.clone()]));
    } else {
        let mut loss = vec![text(&lane.loss)];
        loss.extend(with(lane.knobs.clone()));
        own.insert(0, loss);
    }
    own
}

/// ` with m = 0.15 and s = 10`, or nothing.
fn with(knobs: Vec<Phrase>) -> Vec<Phrase> {
    if knobs.is_empty() {
        return Vec::new();
    }
    std::iter::once(text(" with "))
        .chain(listed(knobs))
        .collect()
}

fn is_shared(lanes: &[Lane], of: impl Fn(&Lane) -> &String) -> bool {
    lanes.windows(2).all(|pair| of(&pair[0]) == of(&pair[1]))
}

/// Whether every lane has this knob at this value.
fn is_common(knob: &Phrase, lanes: &[Lane]) -> bool {
    lanes.iter().all(|lane| lane.knobs.contains(knob))
}

/// The figure of `file` in LaTeX, as wide as the text or, if `starred`, as both columns. `name` makes the label.
pub fn latex(caption: &Caption, file: &str, name: &str, starred: bool) -> String {
    let (star, width) = if starred {
        ("*", "\\textwidth")
    } else {
        ("", "\\linewidth")
    };
    let label = label(name);
    let (file, caption) = (phrase::file_in_latex(file), caption.latex());
    format!(
        "\\begin{{figure{star}}}\n  \\centering\n  \\includegraphics[width={width}]{{{file}}}\n  \
         \\caption{{{caption}}}\n  \\label{{fig:{label}}}\n\\end{{figure{star}}}\n"
    )
}

/// A label takes letters, digits and hyphens from a name.
fn label(name: &str) -> String {
    let hyphen = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let hyphened: String = name.chars().map(hyphen).collect();
    let words: Vec<&str> = hyphened
        .split('-')
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

#[cfg(test)]
mod tests;

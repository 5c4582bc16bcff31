//! The caption of a figure, written from the experiments that it shows, and the figure in LaTeX.

mod grid;
mod lab;
mod lane;
mod phrase;
mod signs;

pub use grid::{Grids, of_grids};
pub use lab::of_lab;
pub use phrase::Caption;

use super::{Drawing, Panel};
use crate::figure::Figure;
use crate::text::{grouped, t, tf};
use crate::train::{Directions, Snapshot, spoken_lane};
use lane::LaneWords;
use phrase::{Phrase, filled, listed, said, text};

/// One or two sentences: what the features are of, under which loss, by which model, after how many steps, how good they
/// are, from which seeds. What lanes have in common stands in front, what sets them apart behind their names.
pub fn caption(shown: &[&Snapshot]) -> Caption {
    let letters = vec![String::new(); shown.len()];
    Caption::new(of_lanes(shown, &letters, Subject::Features))
}

/// The caption of a figure of these `panels`, which show runs of `shown`: of those alone, each behind the letters of its
/// panels where there are several. Then what its marks mean.
pub fn of_panels(shown: &[&Snapshot], panels: &[Panel]) -> Caption {
    of_named(shown, panels, &[])
}

/// The same, with what each panel shows, `Circle`, by the names of the panels in their order.
pub fn of_named(shown: &[&Snapshot], panels: &[Panel], names: &[&str]) -> Caption {
    let all = panels.iter().any(|panel| panel.run.is_none());
    let runs = shown.iter().enumerate().map(|(run, snapshot)| {
        let own = panels
            .iter()
            .zip(0..)
            .filter(|(panel, _)| panel.run == Some(run));
        (snapshot, own.map(|(_, place)| letter(place)).collect())
    });
    let runs = runs.filter(|(_, letters): &(_, Vec<String>)| all || !letters.is_empty());
    let told = |letters: Vec<String>| match panels.len() {
        1 => String::new(),
        _ => letters.join(", "),
    };
    let mut runs: Vec<(&&Snapshot, Vec<String>)> = runs.collect();
    runs.sort_by(|a, b| a.1.first().cmp(&b.1.first()));
    let runs = runs.into_iter();
    let (shown, letters): (Vec<&Snapshot>, Vec<String>) = runs
        .map(|(snapshot, letters)| (*snapshot, told(letters)))
        .unzip();
    let mut all = of_lanes(&shown, &letters, Subject::of(panels));
    if panels.len() > 1 && names.len() == panels.len() && !all.is_empty() {
        all.push(text(t("sentence-gap")));
        all.extend(said("caption-panels", &[("panels", &named(names))]));
    }
    for sentence in signs::signs(panels) {
        all.extend([text(t("sentence-gap")), text(sentence)]);
    }
    Caption::new(all)
}

/// `(a, b) circle; (c) loss`.
fn named(names: &[&str]) -> String {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for (place, name) in names.iter().enumerate() {
        match groups.iter_mut().find(|(known, _)| known == name) {
            Some((_, letters)) => letters.push(letter(place)),
            None => groups.push((name, vec![letter(place)])),
        }
    }
    let group = |(name, letters): &(&str, Vec<String>)| format!("({}) {name}", letters.join(", "));
    groups
        .iter()
        .map(group)
        .collect::<Vec<_>>()
        .join(t("list-semicolon"))
}

/// What a figure is of.
#[derive(Clone, Copy, PartialEq)]
enum Subject {
    /// Features of samples, alone or beside charts.
    Features,
    /// Held-out samples by what they are taken for.
    Counts,
    /// Class directions alone.
    Directions,
    /// Charts alone: what was measured while it trained.
    Runs,
}

impl Subject {
    fn of(panels: &[Panel]) -> Self {
        let any = |is: fn(&Drawing) -> bool| panels.iter().any(|panel| is(&panel.drawing));
        if any(Panel::is_of_features) || panels.is_empty() {
            Self::Features
        } else if any(|drawing| matches!(drawing, Drawing::Figure(Figure::Matrix(_)))) {
            Self::Counts
        } else if any(|drawing| matches!(drawing, Drawing::Figure(Figure::Between(_)))) {
            Self::Directions
        } else {
            Self::Runs
        }
    }

    /// What it is of: `Held-out features of Fashion-MNIST`, or without the data where runs differ in them.
    fn begins(self, runs: usize, data: Option<&str>) -> Vec<Phrase> {
        let (alone, with) = match (self, runs) {
            (Self::Features, _) => ("caption-features", "caption-features-of"),
            (Self::Counts, _) => ("caption-counts", "caption-counts-of"),
            (Self::Directions, _) => ("caption-directions", "caption-directions-of"),
            (Self::Runs, 1) => ("caption-run", "caption-run-on"),
            (Self::Runs, _) => ("caption-runs", "caption-runs-on"),
        };
        match data {
            None => vec![text(t(alone))],
            Some(data) => said(with, &[("data", data)]),
        }
    }

    /// Under which loss.
    fn under(self) -> &'static str {
        match self {
            Self::Features | Self::Directions => "caption-learned",
            Self::Counts | Self::Runs => "caption-trained",
        }
    }
}

/// The letter of a panel by its place.
pub fn letter(place: usize) -> String {
    char::from(b'a' + (place % 26) as u8).to_string()
}

fn of_lanes(shown: &[&Snapshot], letters: &[String], subject: Subject) -> Vec<Phrase> {
    let lanes: Vec<LaneWords> = shown
        .iter()
        .map(|snapshot| LaneWords::new(snapshot))
        .collect();
    let Some(first) = lanes.first() else {
        return Vec::new();
    };
    let mut caption = lead(first, &lanes, subject);
    if let [only] = &lanes[..] {
        if let Some(found) = &only.accuracy {
            let told = match only.given {
                true => "caption-only-given",
                false => "caption-only",
            };
            caption.extend(said(told, &[("found", found)]));
        }
    } else {
        caption.push(text(t("caption-colon")));
        caption.extend(items(&lanes, letters));
    }
    caption.push(text(t("sentence-end")));
    if is_shared(&lanes, |lane| &lane.seeds) && !first.seeds.is_empty() {
        caption.extend([
            text(t("sentence-gap")),
            text(&first.seeds),
            text(t("sentence-end")),
        ]);
    }
    let given = shown
        .iter()
        .filter(|snapshot| snapshot.dataset.given.is_some());
    let directions: Vec<Directions> = given.map(|snapshot| snapshot.directions).collect();
    for (kind, told) in [
        (Directions::Weights, "caption-given-weights"),
        (Directions::Means, "caption-given-means"),
    ] {
        if directions.contains(&kind) {
            caption.extend([text(t("sentence-gap")), text(t(told))]);
        }
    }
    if let Some(step) = shown.iter().filter_map(|snapshot| snapshot.tuned).max() {
        caption.push(text(t("sentence-gap")));
        caption.extend(said("caption-tuned", &[("step", &grouped(step))]));
    }
    if let Some(step) = shown.iter().filter_map(|snapshot| snapshot.touched).max() {
        caption.push(text(t("sentence-gap")));
        caption.extend(said("caption-touched", &[("step", &grouped(step))]));
    }
    let mut onto: Vec<String> = Vec::new();
    for lane in shown.iter().filter_map(|snapshot| snapshot.onto.as_deref()) {
        let lane = spoken_lane(lane);
        if !onto.contains(&lane) {
            onto.push(lane);
        }
    }
    if !onto.is_empty() && subject == Subject::Features {
        let lanes = crate::text::listed(&onto);
        caption.push(text(t("sentence-gap")));
        caption.extend(said("caption-aligned", &[("lanes", &lanes)]));
    }
    caption
}

/// What all lanes have in common.
fn lead(first: &LaneWords, lanes: &[LaneWords], subject: Subject) -> Vec<Phrase> {
    let data = is_shared(lanes, |lane| &lane.data).then_some(first.data.as_str());
    let mut lead = match (subject, data) {
        // Nobody knows what was held out.
        (Subject::Features, Some(data)) if first.given => {
            said("caption-given-of", &[("data", data)])
        }
        (Subject::Features, None) if first.given => vec![text(t("caption-given"))],
        (Subject::Counts, Some(data)) if first.given => {
            said("caption-counts-given-of", &[("data", data)])
        }
        (Subject::Counts, None) if first.given => vec![text(t("caption-counts-given"))],
        _ => subject.begins(lanes.len(), data),
    };
    if is_shared(lanes, |lane| &lane.dimensions) {
        let dimensions = [("dimensions", first.dimensions.as_str())];
        lead.extend(said("caption-dimensions-of", &dimensions));
    }
    if is_shared(lanes, |lane| &lane.loss) {
        let under = match first.given {
            true => "caption-shown",
            false => subject.under(),
        };
        lead.extend(said(under, &[("loss", &first.loss)]));
        let knobs = first.knobs.iter().filter(|knob| is_common(knob, lanes));
        lead.extend(with(knobs.cloned().collect()));
    }
    if is_shared(lanes, |lane| &lane.model) && !first.model.is_empty() {
        lead.extend(said("caption-by", &[("model", &first.model)]));
    }
    if is_shared(lanes, |lane| &lane.steps) && !first.steps.is_empty() {
        lead.extend(said("caption-in", &[("steps", &first.steps)]));
    }
    lead
}

/// `(a) …; (b) …`, or each behind its name.
fn items(lanes: &[LaneWords], letters: &[String]) -> Vec<Phrase> {
    let mut all = Vec::new();
    for (place, (lane, letters)) in lanes.iter().zip(letters).enumerate() {
        let start = if place == 0 { "" } else { t("list-semicolon") };
        all.push(text(&match letters.is_empty() {
            true => start.to_owned(),
            false => format!("{start}({letters}) "),
        }));
        let own = own(lane, lanes);
        let named = (own.is_empty() || letters.is_empty()).then(|| vec![text(&lane.name)]);
        // Said anew where it is of something else: nobody knows what of given features was held out.
        let known = place > 0 && lanes[place - 1].given == lane.given;
        let accuracy = lane
            .accuracy
            .as_ref()
            .map(|found| match (known, lane.given) {
                (true, _) => vec![text(found)],
                (false, false) => said("caption-accuracy", &[("found", found)]),
                (false, true) => said("caption-accuracy-given", &[("found", found)]),
            });
        let parts: Vec<_> = named.into_iter().chain(own).chain(accuracy).collect();
        all.extend(parts.join(&text(t("list-comma"))));
    }
    all
}

/// What sets a lane apart.
fn own(lane: &LaneWords, lanes: &[LaneWords]) -> Vec<Vec<Phrase>> {
    let mut own = Vec::new();
    let mut add = |shared: bool, words: &str| {
        if !shared {
            own.push(vec![text(words)]);
        }
    };
    add(is_shared(lanes, |lane| &lane.data), &lane.data);
    add(is_shared(lanes, |lane| &lane.dimensions), &lane.dimensions);
    add(is_shared(lanes, |lane| &lane.model), &lane.model);
    let steps = tf("caption-after", &[("steps", &lane.steps)]);
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
    filled("caption-with", &[("knobs", &listed(knobs))])
}

fn is_shared(lanes: &[LaneWords], of: impl Fn(&LaneWords) -> &String) -> bool {
    lanes.windows(2).all(|pair| of(&pair[0]) == of(&pair[1]))
}

/// Whether every lane has this knob at this value.
fn is_common(knob: &Phrase, lanes: &[LaneWords]) -> bool {
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

//! The sentence under the laboratory's figures: what the losses that are shown say of x now.

use crate::{
    app::{
        number,
        story::unlinked,
        text::{t, tf},
    },
    figure::lab::story::{Place, Says, Story},
    loss,
};

/// The sentence, with what more there is to say on lines of its own.
pub fn sentence(story: &Story) -> String {
    let Some((chosen, others)) = story.says.split_last() else {
        return String::new();
    };
    let chosen = clause(story, chosen);
    let first = match others {
        [] => tf("lab-story-one", &[("chosen", &chosen)]),
        [other] => {
            // The figures fill the zone of the chosen loss alone.
            let other = unlinked(&clause(story, other));
            let args = [("other", other.as_str()), ("chosen", chosen.as_str())];
            tf("lab-story-two", &args)
        }
        _ => {
            let own = |says: &&Says| says.place == Place::Own;
            let count = story.says.iter().filter(own).count().to_string();
            let all = story.says.len().to_string();
            let args = [
                ("count", count.as_str()),
                ("all", all.as_str()),
                ("class", class(story.label)),
                ("chosen", chosen.as_str()),
            ];
            tf("lab-story-many", &args)
        }
    };
    let more = [cost(story), invited(story)].into_iter().flatten();
    std::iter::once(first)
        .chain(more)
        .collect::<Vec<_>>()
        .join("\n")
}

fn class(class: usize) -> &'static str {
    match class {
        0 => t("lab-class-1"),
        _ => t("lab-class-2"),
    }
}

/// Degrees that are written as none.
const EDGE: f64 = 0.05;

/// What one loss says, without a full stop.
fn clause(story: &Story, says: &Says) -> String {
    let name = loss::find(says.loss).map_or(says.loss, |loss| loss.spoken_name());
    // The long names say the short one first.
    let name = name.split(" (").next().unwrap_or(name);
    let off = says.off.map(number::degrees);
    let args = [
        ("loss", name),
        ("class", class(story.label)),
        ("other", class(1 - story.label)),
        ("off", off.as_deref().unwrap_or_default()),
    ];
    if says.off.is_some_and(|off| off < EDGE) {
        return tf("lab-story-edge", &args);
    }
    match (says.place, &off) {
        (Place::Own, Some(_)) => tf("lab-story-own", &args),
        (Place::Own, None) => tf("lab-story-own-space", &args),
        (Place::Zone, Some(_)) => tf("lab-story-zone", &args),
        (Place::Zone, None) => tf("lab-story-zone-space", &args),
        (Place::Other, Some(_)) => tf("lab-story-other", &args),
        (Place::Other, None) => tf("lab-story-other-space", &args),
    }
}

/// What the margin costs.
fn cost(story: &Story) -> Option<String> {
    let (plain, with) = story.cost?;
    let [plain, with] = [plain, with].map(|loss| number::fixed(loss, 3));
    let args = [("plain", plain.as_str()), ("with", with.as_str())];
    Some(tf("lab-story-cost", &args))
}

/// What to try.
fn invited(story: &Story) -> Option<String> {
    let chosen = story.says.last()?;
    let side = ["P₁", "P₂"][story.label.min(1)];
    let weight = ["W₁", "W₂"][story.label.min(1)];
    let args = [("side", side), ("weight", weight)];
    (chosen.place == Place::Zone).then(|| tf("lab-story-try", &args))
}

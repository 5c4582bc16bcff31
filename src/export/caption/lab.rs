//! The laboratory in words.

use super::phrase::{Caption, Phrase, filled, formula, listed, listed_words, number, said, text};
use crate::{
    figure::lab::{self, Lab, Reading},
    loss::Loss,
    text::{grouped, t, tf},
};

/// What is between which two classes, under which loss, and where the feature stands. What stands in the picture besides the
/// chosen loss is named last.
pub fn of_lab(lab: &Lab) -> Caption {
    let reading = Reading::new(lab);
    let chosen = lab.chosen();
    let mut all = said("caption-lab", &[("angle", &degrees(reading.apart))]);
    all.extend(lengths(lab));
    if let Some(loss) = chosen {
        all.extend(said("caption-lab-loss", &[("loss", loss.spoken_name())]));
        all.extend(knobs(lab, loss));
        let wedge = reading.borders.and_then(|borders| borders.wedge());
        if let Some(wedge) = wedge.filter(|wedge| *wedge > 1e-6) {
            all.extend(said("caption-lab-zone", &[("zone", &degrees(wedge))]));
        }
    }
    let ([first, second], class) = (reading.theta.map(degrees), (lab.label + 1).to_string());
    let feature = [("class", &*class), ("first", &*first), ("second", &*second)];
    all.extend(said("caption-lab-feature", &feature));
    all.extend(others(lab));
    Caption::new(all)
}

/// The losses whose boundaries stand behind the chosen one's.
fn others(lab: &Lab) -> Vec<Phrase> {
    let others: Vec<&str> = lab
        .drawn()
        .filter(|(_, loss)| loss.id() != lab.loss)
        .map(|(_, loss)| loss.spoken_name())
        .collect();
    let told = match others.len() {
        0 => return Vec::new(),
        // A list that long says less than its length.
        many if many > 4 => said("caption-lab-many", &[("count", &grouped(many as u64))]),
        _ => said("caption-lab-others", &[("losses", &listed_words(&others))]),
    };
    [vec![text(t("sentence-gap"))], told].concat()
}

fn degrees(radians: f64) -> String {
    format!("{:.1}°", radians.to_degrees())
}

/// Lengths that are not 1.
fn lengths(lab: &Lab) -> Vec<Phrase> {
    let [first, second] = lab.weights.map(|weight| weight.length);
    if first == 1.0 && second == 1.0 {
        return Vec::new();
    }
    let length = |name: &str, value: f64| {
        tf(
            "caption-lab-length",
            &[("name", name), ("length", &number(value))],
        )
    };
    let both = listed_words(&[length("W₁", first), length("W₂", second)]);
    said("caption-lab-lengths", &[("lengths", &both)])
}

fn knobs(lab: &Lab, loss: &dyn Loss) -> Vec<Phrase> {
    let values = lab.knobs(loss);
    let own = lab::knobs(loss);
    let own = own.iter().map(|knob| {
        let value = values.or(knob.id, knob.default);
        formula(knob.letter(), &number(value), "")
    });
    let own: Vec<Phrase> = own.collect();
    match own.is_empty() {
        true => own,
        false => filled("caption-with", &[("knobs", &listed(own))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(preset: &str, expect: &str) {
        let lab = Lab::preset(preset).unwrap();
        assert_eq!(of_lab(&lab).plain(), expect);
    }

    #[test]
    fn a_laboratory_is_told_in_words() {
        check(
            "l-softmax-longer",
            "Two classes at an angle of 80.0°, W₁ of length 1.4 and W₂ of length 0.8, under L-Softmax with m = 2 and λ = 0, \
             with a margin zone of 28.8°. The feature x of class 1 is at 46.0° to W₁ and 34.0° to W₂. Behind it the \
             boundaries of Softmax.",
        );
        check(
            "every-loss",
            "Two classes at an angle of 90.0°, under AM-Softmax (CosFace) with m = 0.35 and s = 10, with a margin zone of \
             28.7°. The feature x of class 1 is at 35.0° to W₁ and 55.0° to W₂. Behind it the boundaries of 11 other losses.",
        );
    }
}

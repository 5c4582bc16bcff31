//! Why what was typed went back, in a line under the field, for a while.

use std::{cmp::Ordering, time::Duration};

use eframe::egui::{Id, Ui, accesskit};

use super::note_ui;
use crate::{
    app::{number, text::tf},
    knob::Spread,
};

/// Seconds that the line stays.
const STAY: f64 = 8.0;

/// What a number field is of.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// What a person calls the number.
    pub name: &'a str,
    /// The smallest and the largest that fit.
    pub ends: (f64, f64),
    /// Whether only whole numbers fit.
    pub spread: Spread,
}

impl Field<'_> {
    /// The number that `text` says.
    ///
    /// # Errors
    /// Why it goes back to `now`, for a person.
    pub fn read(&self, text: &str, now: f64) -> Result<f64, String> {
        let (least, most) = self.ends;
        let kept = number::plain(now);
        let Some(value) = parsed(text) else {
            let args = [("name", self.name), ("text", text), ("kept", &kept)];
            return Err(tf("refused-text", &args));
        };
        let limit = if value < least {
            least
        } else if value > most {
            most
        } else {
            value
        };
        let whole = self.spread != Spread::Whole || value.fract() == 0.0;
        let limit_text = number::plain(limit);
        let args = [("name", self.name), ("limit", &limit_text), ("kept", &kept)];
        match value.total_cmp(&limit) {
            Ordering::Less => Err(tf("refused-least", &args)),
            Ordering::Greater => Err(tf("refused-most", &args)),
            Ordering::Equal if whole => Ok(value),
            Ordering::Equal => Err(tf("refused-whole", &args)),
        }
    }
}

/// The number in `text`, with a point or a comma, and any kind of minus.
fn parsed(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.replace('−', "-").replace(',', ".");
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Remembers why what was typed into the field `id` went back.
pub fn refuse(ui: &Ui, id: Id, why: String) {
    let now = ui.input(|input| input.time);
    ui.data_mut(|data| data.insert_temp(id.with("refused"), (why, now)));
}

/// Forgets it: the field was changed since.
pub fn accept(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.remove::<(String, f64)>(id.with("refused")));
}

/// The line under the field `id`, where something typed into it went back a short while ago.
pub fn refused_ui(ui: &mut Ui, id: Id) {
    let Some((why, since)) = ui.data(|data| data.get_temp::<(String, f64)>(id.with("refused")))
    else {
        return;
    };
    let left = since + STAY - ui.input(|input| input.time);
    if left <= 0.0 {
        return accept(ui, id);
    }
    let due = Duration::try_from_secs_f64(left).unwrap_or_default();
    ui.ctx().request_repaint_after(due);
    let note = note_ui(ui, &why, true);
    ui.ctx().accesskit_node_builder(note.id, |node| {
        node.set_live(accesskit::Live::Polite);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(spread: Spread, text: &str, expect: Result<f64, &str>) {
        let field = Field {
            name: "margin m",
            ends: (0.0, 1.57),
            spread,
        };
        let read = field.read(text, 0.5);
        assert_eq!(read, expect.map_err(str::to_owned));
    }

    #[test]
    fn what_is_typed_is_read_or_said_to_go_back_and_why() {
        check(Spread::Linear, "0.25", Ok(0.25));
        check(Spread::Linear, " 0,25 ", Ok(0.25));
        check(Spread::Whole, "1", Ok(1.0));
        let most = "margin m is at most 1.57: kept at 0.5";
        check(Spread::Linear, "2", Err(most));
        let least = "margin m is at least 0: kept at 0.5";
        check(Spread::Linear, "−3", Err(least));
        let whole = "margin m is a whole number, 1.5 is none: kept at 0.5";
        check(Spread::Whole, "1.5", Err(whole));
        for text in ["much", "", "nan", "inf", "1.2.3"] {
            let why = format!("“{text}” is no number: margin m kept at 0.5");
            check(Spread::Linear, text, Err(&why));
        }
    }
}

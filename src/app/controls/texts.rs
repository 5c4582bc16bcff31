//! Fields for texts and lists of numbers.

use eframe::egui::{self, Ui};

use super::{
    CONTROL,
    refused::{accept, refuse, refused_ui},
    row_ui,
};
use crate::app::text::tf;

/// A row with a text. Returns what was written when the field is left.
pub fn text_row_ui(ui: &mut Ui, label: &str, help: &str, value: &str) -> Option<String> {
    let id = ui.scope_id().with(("text", label));
    let mut written = None;
    row_ui(ui, label, help, |ui| {
        let draft = ui.data(|data| data.get_temp::<String>(id));
        let mut text = draft.unwrap_or_else(|| value.to_owned());
        let response = ui.add(field(&mut text));
        if response.has_focus() {
            ui.data_mut(|data| data.insert_temp(id, text));
        } else {
            ui.data_mut(|data| data.remove::<String>(id));
            // What nobody has changed is no answer: several lanes may stand in it.
            if response.lost_focus() && text != value {
                written = Some(text);
            }
        }
        response
    });
    written
}

fn field(text: &mut String) -> egui::TextEdit<'_> {
    egui::TextEdit::singleline(text).desired_width(CONTROL)
}

/// A row with numbers separated by commas, `256, 128`, or several such lists with strokes between them. Returns what was written when the field is left; what cannot be read
/// is put back.
pub fn list_row_ui(
    ui: &mut Ui,
    label: &str,
    help: &str,
    values: &[Vec<usize>],
    fewest: usize,
) -> Option<Vec<usize>> {
    let text = |value: &Vec<usize>| {
        let texts: Vec<String> = value.iter().map(usize::to_string).collect();
        texts.join(", ")
    };
    let texts: Vec<String> = values.iter().map(text).collect();
    let (now, id) = (texts.join(" / "), ui.scope_id().with(("list", label)));
    let written = text_row_ui(ui, label, help, &now);
    let list = written.as_deref().map(|text| parse_list(text, fewest));
    match &list {
        Some(None) => refuse(
            ui,
            id,
            tf("refused-list", &[("name", label), ("kept", &now)]),
        ),
        // A field is left for two frames; in the second one it holds what it went back to.
        Some(Some(found)) if !values.contains(found) => accept(ui, id),
        Some(Some(_)) | None => {}
    }
    refused_ui(ui, id);
    list.flatten()
}

/// Whole numbers above 0, at least `fewest`.
fn parse_list(text: &str, fewest: usize) -> Option<Vec<usize>> {
    let parts = text
        .split([',', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let list: Option<Vec<usize>> = parts
        .map(|part| {
            part.parse()
                .ok()
                .filter(|width| (1..=4_096).contains(width))
        })
        .collect();
    list.filter(|list| (fewest..=8).contains(&list.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&[usize]>) {
        assert_eq!(parse_list(text, 1).as_deref(), expect);
    }

    #[test]
    fn widths_are_read_with_commas_or_spaces() {
        check("256, 128", Some(&[256, 128]));
        check(" 64 32,", Some(&[64, 32]));
    }

    #[test]
    fn a_list_may_be_empty_where_no_layer_is_needed() {
        assert_eq!(parse_list(" ", 0).as_deref(), Some(&[][..]));
        assert_eq!(parse_list("0", 0), None);
    }

    #[test]
    fn what_is_no_list_of_widths_is_refused() {
        for text in ["", "0", "-3", "many", "12.5", "5000", "1 1 1 1 1 1 1 1 1"] {
            check(text, None);
        }
    }
}

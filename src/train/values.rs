//! Values of settings: lists of whole numbers, and how a value is shown in a message.

use toml::Value;

use crate::text;

/// Longer values are cut in messages.
const LONGEST_SHOWN: usize = 80;

/// A value as it stands in a message.
pub fn shown(value: &Value) -> String {
    cut(&value.to_string())
}

/// A key, a name or another piece of text as it stands in a message.
pub fn cut(text: &str) -> String {
    text::cut(text, LONGEST_SHOWN)
}

/// A list of up to `longest` whole numbers from `smallest` to `largest`.
pub(super) fn whole_numbers(
    value: &Value,
    (smallest, largest, longest): (usize, usize, usize),
) -> Result<Vec<usize>, String> {
    let expected = format!("a list of up to {longest} whole numbers from {smallest} to {largest}");
    let wrong = || format!("found {}, expected {expected}", shown(value));
    let items = value
        .as_array()
        .filter(|items| items.len() <= longest)
        .ok_or_else(wrong)?;
    let number = |item: &Value| {
        let number = usize::try_from(item.as_integer()?).ok()?;
        (smallest..=largest).contains(&number).then_some(number)
    };
    let numbers: Option<Vec<usize>> = items.iter().map(number).collect();
    numbers.ok_or_else(wrong)
}

/// Classes, none of which is named twice.
pub(super) fn once_each(classes: Vec<usize>) -> Result<Vec<usize>, String> {
    let before = |(place, class): &(usize, &usize)| classes[..*place].contains(class);
    match classes.iter().enumerate().find(before) {
        Some((_, class)) => Err(format!(
            "found class {class} twice, expected each class once"
        )),
        None => Ok(classes),
    }
}

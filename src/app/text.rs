//! Every string of the window, from one table in `assets/text`.
//!
//! What registry entries declare (losses, knobs, sources, views) stays with the entry in English; a table may hold its
//! translation, see [`declared`].

use std::{collections::HashMap, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::draw::Words;

const ENGLISH: &str = include_str!("../../assets/text/en.ftl");

struct Table {
    bundle: FluentBundle<FluentResource>,
    /// Messages without arguments, written once.
    plain: HashMap<String, String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| table(ENGLISH));

fn table(source: &str) -> Table {
    // What cannot be parsed is left out of the resource; its keys then show as they are, and a test finds them.
    let resource =
        FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
    let ids: Vec<String> = ids(source).map(str::to_owned).collect();
    let mut bundle = FluentBundle::new_concurrent(vec![LanguageIdentifier::default()]);
    // Numbers and names come formatted; the marks would be drawn as boxes.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    let plain = ids
        .into_iter()
        .filter_map(|id| Some((id.clone(), format(&bundle, &id, None)?)))
        .collect();
    Table { bundle, plain }
}

/// The ids of the messages: what stands before `=` at the start of a line.
fn ids(source: &str) -> impl Iterator<Item = &str> {
    let messages = source
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    messages.filter_map(|line| Some(line.split_once('=')?.0.trim()))
}

fn format(
    bundle: &FluentBundle<FluentResource>,
    key: &str,
    args: Option<&FluentArgs<'_>>,
) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    Some(
        bundle
            .format_pattern(pattern, args, &mut errors)
            .into_owned(),
    )
}

/// The words that drawings have of their own.
pub fn words() -> Words {
    Words {
        class: t("confusion-rows"),
        taken_for: t("confusion-columns"),
        zone: t("mark-zone"),
        band: t("mark-band"),
        step: t("axis-steps"),
        angle: t("axis-angle"),
        theta: t("axis-theta"),
        accuracy: t("axis-accuracy"),
        errors: t("axis-errors"),
        loss: t("axis-loss"),
        target: t("axis-target"),
        in_force: t("axis-in-force"),
        density: t("axis-density"),
        far: t("axis-far"),
        tar: t("axis-tar"),
        length: t("axis-length"),
    }
}

/// The text of `key`; the key itself where the table has none.
pub fn t(key: &'static str) -> &'static str {
    TABLE.plain.get(key).map_or(key, String::as_str)
}

/// The text of `key` with its arguments filled in.
pub fn tf(key: &'static str, args: &[(&'static str, &str)]) -> String {
    let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, *value)).collect();
    format(&TABLE.bundle, key, Some(&args)).unwrap_or_else(|| key.to_owned())
}

/// The table's text for something that declares itself in `english`, if it has one.
pub fn declared(key: &str, english: &'static str) -> &'static str {
    TABLE.plain.get(key).map_or(english, String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_filled_in_without_marks() {
        let table = table("greeting = { $name } has { $n } classes\n");
        let args: FluentArgs<'_> = [("name", "circle"), ("n", "10")].into_iter().collect();
        let text = format(&table.bundle, "greeting", Some(&args));
        assert_eq!(text.as_deref(), Some("circle has 10 classes"));
    }

    #[test]
    fn a_missing_key_shows_itself() {
        assert_eq!(t("no-such-key"), "no-such-key");
        assert_eq!(tf("no-such-key", &[]), "no-such-key");
        assert_eq!(declared("loss-none", "None"), "None");
    }
}

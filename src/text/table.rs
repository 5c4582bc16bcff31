//! The tables of the languages, read once each.

use std::{collections::HashMap, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::Language;

/// The files of a language's table.
macro_rules! files {
    ($language:literal: $($file:literal)*) => {
        &[$(include_str!(concat!("../../assets/text/", $language, "/", $file, ".ftl"))),*]
    };
}

const ENGLISH: &[&str] = files!("en": "window" "lessons" "run" "figure" "files");
const CHINESE: &[&str] = files!("zh": "window" "lessons" "run" "figure" "files" "declared");

/// What one language says, by key.
pub struct Table {
    bundle: FluentBundle<FluentResource>,
    /// Messages without arguments, written once.
    plain: HashMap<String, String>,
}

static TABLES: [LazyLock<Table>; 2] = [
    LazyLock::new(|| Table::read(ENGLISH)),
    LazyLock::new(|| Table::read(CHINESE)),
];

impl Table {
    /// The table of `language`.
    pub fn of(language: Language) -> &'static Self {
        &TABLES[language as usize]
    }

    fn read(files: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![LanguageIdentifier::default()]);
        // Numbers and names come formatted; the marks would be drawn as boxes.
        bundle.set_use_isolating(false);
        for file in files {
            // What cannot be parsed is left out of the resource; its keys then show as they are, and a test finds them.
            let resource =
                FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(partial, _)| partial);
            bundle.add_resource_overriding(resource);
        }
        let plain = (files.iter().flat_map(|file| ids(file)))
            .filter_map(|id| Some((id.to_owned(), format(&bundle, id, None)?)))
            .collect();
        Self { bundle, plain }
    }

    /// The message of `key`, without arguments.
    pub fn plain(&self, key: &str) -> Option<&str> {
        self.plain.get(key).map(String::as_str)
    }

    /// The message of `key` with its arguments filled in.
    pub fn filled(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        format(&self.bundle, key, Some(args))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_filled_in_without_marks() {
        let table = Table::read(&["greeting = { $name } has { $n } classes\n", "more = 中文\n"]);
        let args: FluentArgs<'_> = [("name", "circle"), ("n", "10")].into_iter().collect();
        let text = table.filled("greeting", &args);
        assert_eq!(text.as_deref(), Some("circle has 10 classes"));
        assert_eq!(table.plain("more"), Some("中文"));
    }
}

//! The settings: those in which the runs differ as a table, those that they share as a list.

use super::escaped;
use crate::{text::t, train::Snapshot};

/// Both sections.
pub fn section(runs: &[(String, &Snapshot)]) -> String {
    let mut keys: Vec<String> = Vec::new();
    for (_, snapshot) in runs {
        let new = snapshot.experiment.keys().into_iter();
        keys.extend(new.filter(|key| !keys.contains(key)).collect::<Vec<_>>());
    }
    let value = |snapshot: &Snapshot, key: &str| snapshot.experiment.get(key);
    let shared = |key: &String| {
        runs.windows(2)
            .all(|pair| value(pair[0].1, key) == value(pair[1].1, key))
    };
    let (shared, differing): (Vec<String>, Vec<String>) = keys.into_iter().partition(shared);
    format!(
        "<section>\n<h2>{}</h2>\n{}{}</section>\n",
        t("report-settings"),
        table(runs, &differing),
        list(runs, &shared)
    )
}

/// The value of a key as a person writes it.
fn shown(snapshot: &Snapshot, key: &str) -> String {
    match snapshot.experiment.get(key) {
        Some(toml::Value::String(text)) => escaped(&text),
        Some(other) => escaped(&other.to_string()),
        None => "–".to_owned(),
    }
}

fn table(runs: &[(String, &Snapshot)], keys: &[String]) -> String {
    if keys.is_empty() {
        return String::new();
    }
    let heads = runs
        .iter()
        .map(|(name, _)| format!("<th scope=\"col\">{}</th>", escaped(name)));
    let rows = keys.iter().map(|key| {
        let cells = runs
            .iter()
            .map(|(_, snapshot)| format!("<td>{}</td>", shown(snapshot, key)));
        format!(
            "<tr><th scope=\"row\"><code>{key}</code></th>{}</tr>\n",
            cells.collect::<String>()
        )
    });
    format!(
        "<h3>{}</h3>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">{}</th>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n",
        t("report-differs"),
        t("report-key"),
        heads.collect::<String>(),
        rows.collect::<String>(),
    )
}

fn list(runs: &[(String, &Snapshot)], keys: &[String]) -> String {
    let Some((_, first)) = runs.first() else {
        return String::new();
    };
    let entries = keys.iter().map(|key| {
        format!(
            "<div><dt><code>{key}</code></dt><dd>{}</dd></div>\n",
            shown(first, key)
        )
    });
    let title = match runs.len() {
        ..=1 => String::new(),
        _ => format!("<h3>{}</h3>\n", t("report-same")),
    };
    format!("{title}<dl>\n{}</dl>\n", entries.collect::<String>())
}

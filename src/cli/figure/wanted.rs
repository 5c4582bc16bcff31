//! What is asked to be drawn.

use crate::{
    cli::Failure,
    figure::{
        self, Switch, View,
        charts::{self, Chart},
    },
};

/// Something to draw.
#[derive(Clone, Copy)]
pub enum Wanted {
    /// A view of each run.
    View(&'static dyn View),
    /// A chart of all runs.
    Chart(&'static dyn Chart),
}

impl Wanted {
    /// Its id.
    pub fn id(&self) -> &'static str {
        match self {
            Self::View(view) => view.id(),
            Self::Chart(chart) => chart.id(),
        }
    }

    /// What it is called, in the language that is spoken.
    pub fn name(&self) -> &'static str {
        match self {
            Self::View(view) => view.spoken_name(),
            Self::Chart(chart) => chart.spoken_name(),
        }
    }

    fn switches(&self) -> &'static [Switch] {
        match self {
            Self::View(view) => view.switches(),
            Self::Chart(chart) => chart.switches(),
        }
    }
}

/// The views and charts of these ids.
///
/// # Errors
/// Names the id that is none, and all that there are.
pub fn wanted(ids: &[String]) -> Result<Vec<Wanted>, Failure> {
    ids.iter().map(|id| one(id.trim())).collect()
}

fn one(id: &str) -> Result<Wanted, Failure> {
    let view = figure::find(id).map(Wanted::View);
    let found = view.or_else(|| charts::find(id).map(Wanted::Chart));
    found.ok_or_else(|| {
        let views = figure::registry().iter().map(|view| view.id());
        let all: Vec<&str> = views
            .chain(charts::registry().iter().map(|chart| chart.id()))
            .collect();
        Failure::WrongArguments(format!(
            "--view: found \"{id}\", expected among {}",
            all.join(", ")
        ))
    })
}

/// The switches as a session's `show` list has them.
///
/// # Errors
/// Names the one that changes nothing in what is `wanted`, and those that do.
pub fn switches(list: &[String], wanted: &[Wanted]) -> Result<Vec<String>, Failure> {
    let mut known: Vec<&str> = Vec::new();
    for switch in wanted.iter().flat_map(Wanted::switches) {
        if !known.contains(&switch.id) {
            known.push(switch.id);
        }
    }
    let names = |entry: &String| known.contains(&entry.strip_prefix("no-").unwrap_or(entry));
    let Some(entry) = list.iter().find(|entry| !names(entry)) else {
        return Ok(list.to_vec());
    };
    let of: Vec<&str> = wanted.iter().map(Wanted::id).collect();
    let both = known
        .iter()
        .flat_map(|id| [(*id).to_owned(), format!("no-{id}")]);
    let expected = match known.is_empty() {
        true => "none: nothing of it can be switched".to_owned(),
        false => both.collect::<Vec<_>>().join(", "),
    };
    Err(Failure::WrongArguments(format!(
        "--switch: found \"{entry}\", which changes nothing in --view {}; expected among {expected}",
        of.join(",")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: &str, expect: Result<&str, &str>) {
        let found = one(id).map(|wanted| wanted.name());
        match expect {
            Ok(name) => assert_eq!(found.ok(), Some(name)),
            Err(part) => {
                let message = found.unwrap_err().to_string();
                assert!(message.contains(part), "{message}");
            }
        }
    }

    #[test]
    fn views_and_charts_are_found_by_id() {
        check("circle", Ok("Circle"));
        check("psi", Ok("Target logit ψ"));
        check(
            "petals",
            Err("found \"petals\", expected among circle, sphere"),
        );
    }

    #[test]
    fn a_switch_that_changes_nothing_is_refused_with_those_that_do() {
        let asked = |list: &[&str], views: &[&str]| {
            let owned = |list: &[&str]| list.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
            switches(&owned(list), &wanted(&owned(views)).unwrap()).map_err(|why| why.to_string())
        };
        assert!(asked(&["no-regions", "pull"], &["circle"]).is_ok());
        assert!(asked(&["slope", "pull"], &["circle", "psi"]).is_ok());
        let wrong = asked(&["glow"], &["psi"]).unwrap_err();
        let expect = "--switch: found \"glow\", which changes nothing in --view psi; expected among \
             family, no-family, slope, no-slope, samples, no-samples";
        assert!(wrong.contains(expect), "{wrong}");
        // There is one, but of another view.
        let wrong = asked(&["no-regions", "norms"], &["sphere"]).unwrap_err();
        assert!(wrong.contains("found \"norms\", which changes nothing in --view sphere"));
        let wrong = asked(&["shapes"], &["confusion"]).unwrap_err();
        assert!(wrong.contains("nothing of it can be switched"), "{wrong}");
    }
}

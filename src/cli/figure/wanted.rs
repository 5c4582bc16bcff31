//! What is asked to be drawn.

use crate::{
    cli::Failure,
    figure::{
        self, Show, View,
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

    /// What it is called.
    pub fn name(&self) -> &'static str {
        match self {
            Self::View(view) => view.name(),
            Self::Chart(chart) => chart.name(),
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
/// Names the one that there is not.
pub fn switches(list: &[String]) -> Result<Vec<String>, Failure> {
    match Show::parse(list) {
        Ok(_) => Ok(list.to_vec()),
        Err(problem) => Err(Failure::WrongArguments(problem.replacen(
            "show:",
            "--switch:",
            1,
        ))),
    }
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
    fn switches_are_those_of_the_registries() {
        assert!(switches(&["no-regions".to_owned(), "pull".to_owned()]).is_ok());
        let wrong = switches(&["glow".to_owned()]).unwrap_err().to_string();
        assert!(wrong.starts_with("--switch: found \"glow\""), "{wrong}");
    }
}

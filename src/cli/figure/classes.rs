//! The classes that views are asked for: the two of a section, the one of a pull field.

use super::{shot::Shot, wanted::Wanted};
use crate::{
    cli::Failure,
    figure::{Switches, View, has_posterior},
};

/// Names of classes that a message lists before it only counts them.
const LISTED: usize = 10;
/// The switch that shows the pull field.
const PULL: &str = "pull";

/// The two classes of a section, and the one of a pull field.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Classes {
    /// The two classes of the section, by name or number: Trouser,Bag or 1,8; the nearest two if not given.
    #[arg(long, value_name = "A,B", value_parser = pair)]
    pub pair: Option<(String, String)>,
    /// The class along whose pull the arrows of the pull field point, by name or number; turns the switch pull on.
    #[arg(long, value_name = "CLASS")]
    pub label: Option<String>,
}

impl Classes {
    /// The switches that a person asked for, and what follows from the classes.
    ///
    /// # Errors
    /// When a class is given that nothing of what is `wanted` has a use for.
    pub fn switches(&self, wanted: &[Wanted], asked: &[String]) -> Result<Vec<String>, Failure> {
        let any = |has: &dyn Fn(&dyn View) -> bool| {
            let mut views = wanted.iter().filter_map(|wanted| match wanted {
                Wanted::View(view) => Some(*view),
                Wanted::Chart(_) => None,
            });
            views.any(has)
        };
        let unused = |problem: &str| Err(Failure::WrongArguments(problem.to_owned()));
        if self.pair.is_some() && !any(&|view| view.of_two_classes()) {
            return unused("--pair: found no view of two classes, expected --view section");
        }
        if self.label.is_none() {
            return Ok(asked.to_vec());
        }
        if !any(&shows_pull) {
            return unused(
                "--label: found no view with a pull field, expected --view circle or sphere",
            );
        }
        if asked.iter().any(|id| id == "no-pull") {
            return unused("--label: found --switch no-pull, expected the pull field to be on");
        }
        Ok([asked, &[PULL.to_owned()]].concat())
    }

    /// Whether the run of this name has the classes, by their `names`.
    ///
    /// # Errors
    /// Names the option, what was found and what was expected.
    pub fn check(&self, run: &str, names: &[String]) -> Result<(), Failure> {
        self.numbers(run, names).map(|_| ())
    }

    /// Hands the classes to a view of a run.
    ///
    /// # Errors
    /// As [`Classes::check`], and when the run's loss has no pull field.
    pub fn set(
        &self,
        switches: &mut Switches,
        view: &dyn View,
        shot: &Shot,
    ) -> Result<(), Failure> {
        let (pair, label) = self.numbers(&shot.name, &shot.snapshot.dataset.class_names)?;
        if view.of_two_classes() {
            switches.set_pair(pair);
        }
        let Some(label) = label.filter(|_| shows_pull(view)) else {
            return Ok(());
        };
        let loss = &shot.snapshot.experiment.loss;
        if !has_posterior(loss) {
            return Err(Failure::WrongArguments(format!(
                "--label: found {} in {}, a loss over pairs, expected one with a pull on a single label",
                loss.id, shot.name
            )));
        }
        switches.set_label(label);
        Ok(())
    }

    fn numbers(&self, run: &str, names: &[String]) -> Result<Numbers, Failure> {
        let find = |option: &str, class: &str| {
            number(class, names).ok_or_else(|| {
            let known = known(names);
            Failure::WrongArguments(format!(
                "{option}: found \"{class}\", expected a class of {run} by name or by number from 0: {known}"
            ))
        })
        };
        let label = self.label.as_deref().map(|class| find("--label", class));
        let Some((first, second)) = &self.pair else {
            return Ok((None, label.transpose()?));
        };
        let pair = (find("--pair", first)?, find("--pair", second)?);
        if pair.0 == pair.1 {
            return Err(Failure::WrongArguments(format!(
                "--pair: found \"{first}\" and \"{second}\", one class of {run}, expected two"
            )));
        }
        Ok((Some(pair), label.transpose()?))
    }
}

/// Of the classes of a pair, and of a label.
type Numbers = (Option<(usize, usize)>, Option<usize>);

fn shows_pull(view: &dyn View) -> bool {
    view.switches().iter().any(|switch| switch.id == PULL)
}

/// A class by its name, or else by its number: where names are numbers, those of MNIST without some classes, it is the name
/// that a person sees.
fn number(class: &str, names: &[String]) -> Option<usize> {
    let by = |same: &dyn Fn(&String) -> bool| names.iter().position(same);
    let exact = by(&|name| name == class);
    let name = exact.or_else(|| by(&|name| name.eq_ignore_ascii_case(class)));
    name.or_else(|| class.parse().ok().filter(|number| *number < names.len()))
}

/// All names, or the first ones and how many there are.
fn known(names: &[String]) -> String {
    let all = names.len();
    match names.get(..LISTED) {
        Some(first) if all > LISTED => format!("{}, … ({all} in all)", first.join(", ")),
        _ => names.join(", "),
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let both = text.split_once(',').map(|(a, b)| (a.trim(), b.trim()));
    let both = both.filter(|(a, b)| !a.is_empty() && !b.is_empty() && !b.contains(','));
    let own = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
    both.map(own)
        .ok_or_else(|| "expected two classes such as Trouser,Bag or 1,8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::wanted::wanted;
    use super::*;

    fn names(all: &[&str]) -> Vec<String> {
        all.iter().map(|name| (*name).to_owned()).collect()
    }

    /// The number that `class` has among `all`, or a part of what is said.
    fn check(class: &str, all: &[&str], expect: Result<usize, &str>) {
        let classes = Classes {
            label: Some(class.to_owned()),
            ..Classes::default()
        };
        match (classes.numbers("lane", &names(all)), expect) {
            (Ok((None, Some(found))), Ok(number)) => assert_eq!(found, number, "{class}"),
            (Err(error), Err(part)) => {
                let said = error.to_string();
                assert!(said.contains(part), "{class}: {said}");
            }
            (found, _) => panic!("{class}: {found:?}"),
        }
    }

    #[test]
    fn a_class_is_its_name_or_else_its_number() {
        let fashion = ["T-shirt/top", "Trouser", "Bag"];
        check("Bag", &fashion, Ok(2));
        check("bag", &fashion, Ok(2));
        check("1", &fashion, Ok(1));
        check("7", &["3", "7"], Ok(1));
        check("0", &["3", "7"], Ok(0));
        let all = "--label: found \"Boat\", expected a class of lane by name or by number from 0: T-shirt/top, Trouser, Bag";
        check("Boat", &fashion, Err(all));
        check("3", &fashion, Err("found \"3\""));
        check("-1", &fashion, Err("found \"-1\""));
    }

    #[test]
    fn many_names_are_counted() {
        let many: Vec<String> = (0..300).map(|i| format!("c{i}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let listed = "from 0: c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, … (300 in all)";
        check("x", &many, Err(listed));
        check("c299", &many, Ok(299));
    }

    #[test]
    fn pairs_are_two_classes() {
        let both = |a: &str, b: &str| Ok((a.to_owned(), b.to_owned()));
        assert_eq!(pair("Trouser, Ankle boot"), both("Trouser", "Ankle boot"));
        for wrong in ["", "1", "1,", ",1", "1,2,3"] {
            assert!(pair(wrong).is_err(), "{wrong}");
        }
        let one = Classes {
            pair: Some(("a".to_owned(), "0".to_owned())),
            label: None,
        };
        let said = one.check("lane", &names(&["a", "b"])).unwrap_err();
        assert!(said.to_string().contains("expected two"), "{said}");
    }

    #[test]
    fn classes_that_no_view_has_a_use_for_are_refused() {
        let refused = |pair: Option<&str>, label: Option<&str>, views: &[&str], switch: &[&str]| {
            let classes = Classes {
                pair: pair.map(|text| super::pair(text).unwrap()),
                label: label.map(str::to_owned),
            };
            let found = classes.switches(&wanted(&names(views)).unwrap(), &names(switch));
            found.map_err(|error| error.to_string())
        };
        let is = |found: Result<Vec<String>, String>, part: &str| {
            let said = found.unwrap_err();
            assert!(said.contains(part), "{said}");
        };
        is(
            refused(Some("0,1"), None, &["circle", "psi"], &[]),
            "--pair: ",
        );
        is(
            refused(None, Some("0"), &["section", "psi"], &[]),
            "--label: ",
        );
        is(
            refused(None, Some("0"), &["circle"], &["no-pull"]),
            "no-pull",
        );
        let both = refused(Some("0,1"), Some("0"), &["section", "sphere"], &["no-axes"]);
        assert_eq!(both, Ok(names(&["no-axes", "pull"])));
        assert_eq!(refused(None, None, &["psi"], &[]), Ok(Vec::new()));
    }
}

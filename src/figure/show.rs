//! What a session asks to see, in the words of its `show` list.
//!
//! `raw` adds a view that is shown on request, `norms` turns a switch on and `no-norms` off, `pairs` puts a chart first,
//! and `large:pairs` shows it large in place of the views; `opacity-80` is how much the globe's body hides, percent, and
//! `threshold-43.5` the angle up to which pairs are accepted as one class, degrees.

use super::{Switches, View, charts, registry};
use crate::figure::Switch;

/// One entry of a `show` list.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    View(&'static str),
    Chart {
        id: &'static str,
        large: bool,
    },
    Switch {
        id: &'static str,
        on: bool,
    },
    Opacity(u8),
    /// Degrees.
    Threshold(f64),
}

/// Before the percents of the globe's opacity.
const OPACITY: &str = "opacity-";
/// Before the degrees of the threshold of pairs.
const THRESHOLD: &str = "threshold-";

/// What a session asks to see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Show(Vec<Shown>);

impl Show {
    /// Understands the `show` list of a session.
    ///
    /// # Errors
    /// Names the entry that is unknown, and all that are known.
    pub fn parse(list: &[String]) -> Result<Self, String> {
        let entry = |entry: &String| {
            shown(entry).ok_or_else(|| {
                let known = known();
                format!(
                    "show: found \"{entry}\", expected among {}",
                    known.join(", ")
                )
            })
        };
        list.iter().map(entry).collect::<Result<_, _>>().map(Self)
    }

    /// Whether `view` is shown: it is in the list, or is one that is always shown.
    pub fn has(&self, view: &dyn View) -> bool {
        !view.on_request() || self.0.contains(&Shown::View(view.id()))
    }

    /// The switches `declared`, as they stand when the session is opened.
    pub fn switches(&self, declared: &[Switch]) -> Switches {
        let mut switches = Switches::defaults(declared);
        for entry in &self.0 {
            match entry {
                Shown::Switch { id, on } if declared.iter().any(|switch| switch.id == *id) => {
                    switches.set(id, *on);
                }
                Shown::Opacity(percent) => switches.set_opacity(Some(*percent)),
                Shown::Threshold(degrees) => switches.set_threshold(Some(*degrees)),
                _ => {}
            }
        }
        switches
    }

    /// The entry that accepts pairs up to this angle, degrees.
    pub fn threshold_entry(degrees: f64) -> String {
        format!("{THRESHOLD}{degrees}")
    }

    /// Up to which angle pairs are accepted as one class, degrees, where that is said.
    pub fn threshold(&self) -> Option<f64> {
        self.switches(&[]).threshold()
    }

    /// Ids of the charts that come first, in order.
    pub fn charts(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter_map(|entry| match entry {
            Shown::Chart { id, .. } => Some(*id),
            _ => None,
        })
    }

    /// Id of the chart that is shown large, in place of the views.
    pub fn large(&self) -> Option<&'static str> {
        self.0.iter().find_map(|entry| match entry {
            Shown::Chart { id, large: true } => Some(*id),
            _ => None,
        })
    }
}

fn shown(entry: &str) -> Option<Shown> {
    if let Some(id) = entry.strip_prefix("large:") {
        let id = charts::find(id)?.id();
        return Some(Shown::Chart { id, large: true });
    }
    if let Some(percent) = entry.strip_prefix(OPACITY) {
        let percent = percent.parse().ok().filter(|percent| *percent <= 100);
        return percent.map(Shown::Opacity);
    }
    if let Some(degrees) = entry.strip_prefix(THRESHOLD) {
        let degrees = degrees.parse().ok();
        let degrees = degrees.filter(|degrees| (0.0..=180.0).contains(degrees));
        return degrees.map(Shown::Threshold);
    }
    let view = super::find(entry).filter(|view| view.on_request());
    let view = view.map(|view| Shown::View(view.id()));
    let chart = || {
        let id = charts::find(entry)?.id();
        Some(Shown::Chart { id, large: false })
    };
    let switch = || {
        let (name, on) = match entry.strip_prefix("no-") {
            Some(name) => (name, false),
            None => (entry, true),
        };
        let id = switches().find(|id| *id == name)?;
        Some(Shown::Switch { id, on })
    };
    view.or_else(chart).or_else(switch)
}

/// Ids of all switches of views and charts.
fn switches() -> impl Iterator<Item = &'static str> {
    let views = registry().iter().flat_map(|view| view.switches());
    let charts = charts::registry().iter().flat_map(|chart| chart.switches());
    views.chain(charts).map(|switch| switch.id)
}

fn known() -> Vec<String> {
    let views = registry().iter().filter(|view| view.on_request());
    let mut known: Vec<String> = views.map(|view| view.id().to_owned()).collect();
    for chart in charts::registry() {
        known.extend([chart.id().to_owned(), format!("large:{}", chart.id())]);
    }
    let mut ids: Vec<&str> = switches().collect();
    ids.sort_unstable();
    ids.dedup();
    known.extend(
        ids.into_iter()
            .flat_map(|id| [id.to_owned(), format!("no-{id}")]),
    );
    known.push(format!("{OPACITY}0 to {OPACITY}100"));
    known.push(format!("{THRESHOLD}0 to {THRESHOLD}180"));
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Session, preset_ids};

    fn check(list: &[&str], expect: &[Shown]) {
        let list: Vec<String> = list.iter().map(|entry| (*entry).to_owned()).collect();
        assert_eq!(Show::parse(&list).unwrap().0, expect);
    }

    #[test]
    fn entries_are_views_charts_and_switches() {
        check(&["raw"], &[Shown::View("raw")]);
        let psi = |large| Shown::Chart { id: "psi", large };
        check(&["psi", "large:psi"], &[psi(false), psi(true)]);
        let norms = |on| Shown::Switch { id: "norms", on };
        check(&["norms", "no-norms"], &[norms(true), norms(false)]);
    }

    #[test]
    fn what_is_unknown_is_named() {
        let wrong = Show::parse(&["petals".to_owned()]).unwrap_err();
        assert!(
            wrong.starts_with("show: found \"petals\", expected among raw"),
            "{wrong}"
        );
    }

    #[test]
    fn switches_start_as_asked_for() {
        let show = Show::parse(&["norms".to_owned(), "no-regions".to_owned()]).unwrap();
        let circle = show.switches(super::super::find("circle").unwrap().switches());
        assert!(circle.on("norms") && !circle.on("regions") && circle.on("band"));
    }

    #[test]
    fn the_globe_hides_as_much_as_asked_for() {
        let of = |list: &[&str]| {
            let list: Vec<String> = list.iter().map(|entry| (*entry).to_owned()).collect();
            let show = Show::parse(&list).ok()?;
            Some(show.switches(&[]).opacity())
        };
        assert_eq!(of(&[]), Some(None));
        assert_eq!(of(&["opacity-80"]), Some(Some(80)));
        assert_eq!(of(&["opacity-101"]), None);
        assert_eq!(of(&["opacity-much"]), None);
    }

    #[test]
    fn pairs_are_accepted_up_to_the_angle_that_is_asked_for() {
        let of = |list: &[&str]| {
            let list: Vec<String> = list.iter().map(|entry| (*entry).to_owned()).collect();
            let show = Show::parse(&list).ok()?;
            Some(show.threshold())
        };
        assert_eq!(of(&[]), Some(None));
        assert_eq!(of(&["threshold-43.5"]), Some(Some(43.5)));
        assert_eq!(of(&["threshold-181"]), None);
        assert_eq!(of(&["threshold-NaN"]), None);
    }

    #[test]
    fn every_preset_shows_what_there_is() {
        for id in preset_ids() {
            Show::parse(&Session::preset(id).unwrap().show).unwrap();
        }
    }
}

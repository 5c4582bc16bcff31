//! What a step points at, and what it hides: closed sets of names, which the window knows.

use std::fmt;

use crate::figure;

macro_rules! names {
    ($(#[$doc:meta])* $set:ident: $($(#[$of:meta])* $name:ident = $id:literal,)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $set {
            $($(#[$of])* $name,)*
        }

        impl $set {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in files.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }

            /// The one of this name.
            pub fn find(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.id() == id)
            }
        }
    };
}

names! {
    /// A part of the window.
    Place:
    /// The figures of the run.
    Figure = "figure",
    /// The list of classes.
    Legend = "legend",
    /// The sentence under the figures.
    Story = "story",
    /// The controls at the left.
    Panel = "panel",
    /// Those of the loss.
    PanelLoss = "panel.loss",
    /// Those of the data.
    PanelData = "panel.data",
    /// Those of the model.
    PanelModel = "panel.model",
    /// The list of lanes.
    Lanes = "lanes",
    /// Play, step and replay.
    Transport = "transport",
    /// The history at the bottom.
    History = "history",
    /// The metrics.
    Metrics = "metrics",
    /// The chart that is shown.
    Chart = "chart",
    /// Both figures of the laboratory.
    LabFigure = "lab.figure",
    /// Its circle.
    LabCircle = "lab.circle",
    /// Its sphere.
    LabSphere = "lab.sphere",
    /// Its numbers.
    LabNumbers = "lab.numbers",
    /// Its formulas.
    LabFormula = "lab.formula",
    /// Its chart of ψ.
    LabPsi = "lab.psi",
    /// Its controls.
    LabPanel = "lab.panel",
}

names! {
    /// What a step hides, so that nothing gives an answer away.
    Hide:
    /// Borders, regions and margin zones, and their numbers.
    Boundary = "boundary",
    /// Logits, posteriors and losses.
    Numbers = "numbers",
    /// The formulas.
    Formula = "formula",
    /// The chart of ψ.
    Psi = "psi",
    /// The arrow of the pull.
    Pull = "pull",
    /// The metrics, the sentence under the figures and the charts.
    Metrics = "metrics",
}

/// What a step points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A part of the window.
    Place(Place),
    /// The slider of this key: `knob:loss.m`, or `knob:lab.m` in the laboratory.
    Knob(String),
    /// A chart by its id: `chart:psi`.
    Chart(&'static str),
    /// The figures of this view: `view:raw`.
    View(&'static str),
    /// The figures of the lane of this name: `lane:sphere`.
    Lane(String),
}

impl Target {
    /// Understands what a lesson says. Whether there is such a knob or lane is not asked here.
    ///
    /// # Errors
    /// Names what was found, and what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let found = match text.split_once(':') {
            None => Place::find(text).map(Self::Place),
            Some(("knob", key)) => Some(Self::Knob(key.to_owned())),
            Some(("lane", name)) => Some(Self::Lane(name.to_owned())),
            Some(("chart", id)) => figure::charts::find(id).map(|chart| Self::Chart(chart.id())),
            Some(("view", id)) => figure::find(id).map(|view| Self::View(view.id())),
            Some(_) => None,
        };
        found.ok_or_else(|| super::nearest::unknown("place", text, known()))
    }
}

/// All that can be written but for the names of knobs and lanes.
fn known() -> impl Iterator<Item = String> {
    let places = Place::ALL.iter().map(|place| place.id().to_owned());
    let charts = figure::charts::registry().iter();
    let views = figure::registry().iter();
    places
        .chain(charts.map(|chart| format!("chart:{}", chart.id())))
        .chain(views.map(|view| format!("view:{}", view.id())))
        .chain(["knob:loss.m".to_owned(), "lane:circle".to_owned()])
}

impl fmt::Display for Target {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place(place) => to.write_str(place.id()),
            Self::Knob(key) => write!(to, "knob:{key}"),
            Self::Chart(id) => write!(to, "chart:{id}"),
            Self::View(id) => write!(to, "view:{id}"),
            Self::Lane(name) => write!(to, "lane:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_understood_and_written_back() {
        for text in [
            "figure",
            "lab.numbers",
            "knob:loss.m",
            "chart:psi",
            "view:raw",
            "lane:sphere",
        ] {
            assert_eq!(Target::parse(text).unwrap().to_string(), text);
        }
        for place in Place::ALL {
            assert_eq!(Place::find(place.id()), Some(*place));
        }
    }

    #[test]
    fn what_is_unknown_is_told_with_the_nearest() {
        fn check(text: &str, nearest: &str) {
            let told = Target::parse(text).unwrap_err();
            assert!(
                told.contains(&format!("did you mean \"{nearest}\"?")),
                "{told}"
            );
        }
        check("legends", "legend");
        check("chart:pis", "chart:psi");
        check("panel.lost", "panel.loss");
    }
}

//! Which views can show a lane, and which of them are to be seen.

use crate::{
    app::lanes::Lane,
    figure::{self, Show, View},
};

/// The views that can show `lane`.
pub fn fitting(lane: &Lane) -> Vec<&'static dyn View> {
    let dim = lane.snapshot.experiment.model.feature_dim;
    let all = figure::registry().iter().copied();
    all.filter(|view| view.dimension().is_none_or(|d| d == dim))
        .collect()
}

/// Those of the `fitting` ones that a session asks for; one that is shown on request where there is no other.
pub fn asked_for(fitting: &[&'static dyn View], show: &Show) -> Vec<&'static dyn View> {
    let seen: Vec<_> = fitting
        .iter()
        .copied()
        .filter(|view| show.has(*view))
        .collect();
    if seen.is_empty() {
        fitting.iter().copied().take(1).collect()
    } else {
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::settings::Settings,
        train::{Session, Start, Worker},
    };

    /// The views of each lane of `preset` whose feature dimension is `dim` instead.
    fn check(preset: &str, dim: Option<i64>, expect: &[&str]) {
        let mut session = Session::preset(preset).unwrap();
        if let Some(dim) = dim {
            session
                .set_everywhere("model.feature_dim", &dim.into())
                .unwrap();
        }
        let start = Start {
            session: session.clone(),
            playing: false,
            stop_at: None,
            endless: true,
        };
        let state = Worker::spawn(start, Box::new(|| {})).latest();
        let show = Show::parse(&session.show).unwrap();
        let lanes = Settings::new(session).lanes(&state);
        let found: Vec<&str> = lanes
            .iter()
            .flat_map(|lane| asked_for(&fitting(lane), &show))
            .map(|view| view.id())
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn each_lane_has_the_view_of_its_dimension() {
        check("fashion", None, &["circle", "sphere"]);
        check("fashion-sphere", None, &["sphere"]);
        check("fashion-circle", None, &["circle"]);
    }

    #[test]
    fn a_session_can_ask_for_more_views() {
        check("sphereface-circle", None, &["circle", "raw"].repeat(3));
    }

    #[test]
    fn a_lane_of_another_dimension_has_a_section() {
        check("blobs", Some(5), &["section", "section"]);
    }
}

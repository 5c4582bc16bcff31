//! How far a knob can be turned with the classes and the dimension of each lane.

use eframe::egui::Ui;

use crate::app::{
    controls::{LaneValue, Mark, explain, lanes_note_ui},
    lanes::Lane,
    number,
    text::{t, tf},
    theme::palette,
};
use crate::{
    figure,
    geometry::areas,
    knob::Knob,
    loss::{Bound, BoundKind, Loss},
    train::Status,
};

/// Id of the bound below which no posterior can reach 0.999.
pub const SCALE: &str = "bound-scale";
/// Id of the bound above which no feature on its class direction reaches the margin.
const MARGIN: &str = "bound-margin";

/// A bound of one lane.
pub struct Limit {
    /// Its name.
    pub lane: String,
    /// Place of the lane in the session.
    place: usize,
    /// Where the knob stands.
    pub value: f64,
    /// How far the knob may go, and why.
    pub bound: Bound,
    /// The knob is beyond it.
    pub passed: bool,
    of: Lane,
}

/// The bounds of `knob` in each lane of this `loss` that has one.
pub fn limits(loss: &dyn Loss, knob: &Knob, lanes: &[Lane]) -> Vec<Limit> {
    let limit = |lane: &Lane| {
        let own = lane.loss().id == loss.id();
        let value = lane.loss().knobs.or(knob.id, knob.default);
        // The line is there from the first frame: one that comes later moves the controls below it under a hand.
        let bound = loss
            .bounds(
                knob.id,
                lane.classes_awaited(),
                lane.dim(),
                &lane.loss().knobs,
            )
            .filter(|_| own)?;
        let slack = 1e-9;
        let passed = match bound.kind {
            BoundKind::AtMost => value > bound.value + slack,
            BoundKind::AtLeast => value < bound.value - slack,
        };
        Some(Limit {
            lane: lane.title.clone(),
            place: lane.place,
            value,
            bound,
            passed,
            of: lane.clone(),
        })
    };
    lanes.iter().filter_map(limit).collect()
}

/// The limits as marks on the slider, one where they coincide.
pub fn marks(ui: &Ui, limits: &[Limit]) -> Vec<Mark> {
    let palette = palette(ui.visuals());
    let common = common(limits);
    let shown = if common { &limits[..1] } else { limits };
    let mark = |limit: &Limit| Mark {
        value: limit.bound.value,
        colour: if common {
            palette.quiet
        } else {
            palette.lane(limit.place)
        },
        text: words(limit, !common),
        beyond: limit.bound.kind,
        passed: None,
    };
    let mut marks: Vec<Mark> = shown.iter().map(mark).collect();
    // One lane is enough to explain it by: the one that is furthest beyond.
    let excess = |limit: &&Limit| (limit.value - limit.bound.value).abs() / limit.bound.value;
    let passed = limits.iter().filter(|limit| limit.passed);
    let worst = passed.max_by(|a, b| excess(a).total_cmp(&excess(b)));
    if let (Some(mark), Some(limit)) = (marks.first_mut(), worst) {
        let (lane, bound, several) = (limit.of.clone(), limit.bound, limits.len() > 1);
        mark.passed = Some(Box::new(move || beyond(&lane, &bound, several)));
    }
    marks
}

/// What happens beyond a limit, at this moment of the lane.
fn beyond(lane: &Lane, bound: &Bound, named: bool) -> String {
    if bound.id != MARGIN {
        return format!("{}: {}", written(bound), bound.spoken_why());
    }
    let (limit, classes) = (written(bound), lane.classes_awaited().to_string());
    let args = [("limit", limit.as_str()), ("classes", classes.as_str())];
    let none = match lane.dim() {
        2 => tf("beyond-margin-circle", &args),
        3 => tf("beyond-margin-sphere", &args),
        _ => tf("beyond-margin", &args),
    };
    let title = if named { lane.title.as_str() } else { "" };
    let zone = zone(lane).map(|share| {
        let share = number::percent(share);
        let args = [("share", share.as_str()), ("lane", title)];
        match named {
            true => tf("beyond-zone-of", &args),
            false => tf("beyond-zone", &args),
        }
    });
    [Some(none), zone]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The part of all directions that the margin zone covers now, on circle and sphere.
fn zone(lane: &Lane) -> Option<f64> {
    let weights = &lane.snapshot.weights;
    let shown = !weights.is_empty() && weights.ncols() <= 3 && figure::has_posterior(lane.loss());
    let field = shown.then(|| figure::field(&lane.snapshot, lane.loss()))??;
    Some(areas(&field).margin)
}

/// The line below the slider that says where the limits are; without numbers while the classes are still read.
pub fn limits_ui(ui: &mut Ui, (loss, knob): (&dyn Loss, &Knob), lanes: &[Lane]) {
    let limits = limits(loss, knob, lanes);
    let Some(first) = limits.first() else {
        if let Some(bound) = awaited(loss, knob, lanes) {
            lanes_note_ui(ui, prefix(&bound), &[nothing_yet()]);
        }
        return;
    };
    let common = common(&limits);
    let shown = if common { &limits[..1] } else { &limits[..] };
    let value = |limit: &Limit| LaneValue {
        lane: (!common).then(|| (limit.place, limit.lane.clone())),
        value: written(&limit.bound),
        wrong: limit.passed,
    };
    let values: Vec<LaneValue> = shown.iter().map(value).collect();
    let why: Vec<String> = limits.iter().map(|limit| words(limit, true)).collect();
    let note = lanes_note_ui(ui, prefix(&first.bound), &values);
    explain(ui, note, &why.join("\n"));
}

/// The words before a bound.
fn prefix(bound: &Bound) -> &'static str {
    match bound.kind {
        BoundKind::AtMost => t("limit-most"),
        BoundKind::AtLeast if bound.id == SCALE => t("limit-scale"),
        BoundKind::AtLeast => t("limit-least"),
    }
}

fn nothing_yet() -> LaneValue {
    LaneValue {
        lane: None,
        value: number::NONE.to_owned(),
        wrong: false,
    }
}

/// Classes for which every loss that has a bound has one.
const SOME_CLASSES: usize = 10;

/// A bound like the one that there will be once the files have said how many classes there are.
fn awaited(loss: &dyn Loss, knob: &Knob, lanes: &[Lane]) -> Option<Bound> {
    let reads =
        |lane: &&Lane| lane.loss().id == loss.id() && lane.snapshot.status == Status::Loading;
    let lane = lanes.iter().find(reads)?;
    loss.bounds(knob.id, SOME_CLASSES, lane.dim(), &lane.loss().knobs)
}

fn common(limits: &[Limit]) -> bool {
    let first = limits.first().map(|limit| limit.bound);
    limits
        .iter()
        .all(|limit| Some(limit.bound.value) == first.map(|bound| bound.value))
        && !limits.is_empty()
}

/// The value of a bound, always with as many digits.
fn written(bound: &Bound) -> String {
    about(
        bound,
        number::fixed(bound.value, if bound.value < 2.0 { 3 } else { 1 }),
    )
}

/// The same with the digits that it has.
pub fn exactly(bound: &Bound) -> String {
    about(bound, number::plain((bound.value * 1e3).round() / 1e3))
}

/// The truth may be stricter than what is known.
fn about(bound: &Bound, value: String) -> String {
    match bound.exact {
        true => value,
        false => format!("≈{value}"),
    }
}

/// The limit in a sentence.
fn words(limit: &Limit, named: bool) -> String {
    let why = limit.bound.spoken_why();
    if named {
        format!("{} {}: {why}", limit.lane, written(&limit.bound))
    } else {
        format!("{}: {why}", written(&limit.bound))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ndarray::Array2;

    use super::*;
    use crate::{
        app::settings::Settings,
        data,
        knob::Knobs,
        loss,
        train::{self, Experiment, Session, lane},
    };

    /// The bounds of every knob of the loss `id`, as they are written.
    fn bounds(id: &str, lane: &Lane) -> Vec<String> {
        let loss = loss::find(id).unwrap();
        let knobs = loss.knobs().iter();
        let limits = knobs.flat_map(|knob| limits(loss, knob, std::slice::from_ref(lane)));
        limits
            .map(|limit| {
                format!(
                    "{} {}",
                    written(&limit.bound),
                    beyond(lane, &limit.bound, true)
                )
            })
            .collect()
    }

    /// While the data of `text` are made there are as many bounds, with the same values, as once they are there.
    fn check(id: &str, text: &str, expect: usize) {
        let text = format!(
            "loss.id = \"{id}\"\ndata.source = \"blobs\"\ndata.train = 60\ndata.test = 40\n\
             model.feature_dim = 3\n{text}"
        );
        let session = Session::parse("limits", &text, "limits.toml").unwrap();
        let (name, experiment) = session.experiments().unwrap().remove(0);
        let trained = train::Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        let mut snapshot = trained.snapshot(&name, 0, Status::Running);
        // The margin zone is of directions that are not there yet.
        snapshot.weights = Arc::new(Array2::zeros((0, 3)));
        let shown = |snapshot: &train::Snapshot| {
            let state = train::State {
                playing: true,
                lanes: vec![Arc::new(snapshot.clone())],
                revision: 1,
                turns: train::Turns::default(),
                moments: Vec::new(),
            };
            Settings::new(session.clone()).lanes(&state).remove(0)
        };
        let then = bounds(id, &shown(&snapshot));
        Arc::make_mut(&mut snapshot.dataset).class_names.clear();
        let loading = shown(&snapshot);
        assert_eq!(loading.classes(), 0);
        assert_eq!(bounds(id, &loading), then, "{text}");
        assert_eq!(then.len(), expect, "{text}");
        awaits(id, loading, expect);
    }

    /// Where only files know the classes there are as many lines while these are read, and none once they could not be.
    fn awaits(id: &str, mut lane: Lane, expect: usize) {
        let loss = loss::find(id).unwrap();
        let unknown = data::registry().iter();
        let mut unknown = unknown.filter(|source| source.class_names(&Knobs::default()).is_empty());
        lane.experiment.data = Experiment::default().data;
        lane.experiment.data.source = unknown.next().unwrap().id().to_owned();
        let count = |lane: &Lane| {
            let of = std::slice::from_ref(lane);
            let known: usize = loss
                .knobs()
                .iter()
                .map(|knob| limits(loss, knob, of).len())
                .sum();
            let awaited = loss
                .knobs()
                .iter()
                .filter_map(|knob| awaited(loss, knob, of));
            (known, awaited.count())
        };
        for (status, expect) in [
            (Status::Loading, expect),
            (Status::Failed(String::new()), 0),
        ] {
            Arc::make_mut(&mut lane.snapshot).status = status;
            assert_eq!(count(&lane), (0, expect), "{id}");
        }
    }

    #[test]
    fn the_bounds_of_a_knob_are_known_before_the_data_are_there() {
        check("arcface", "data.class_count = 7\n", 2);
        check(
            "arcface",
            "data.class_count = 7\ndata.classes = [0, 2, 3]\n",
            2,
        );
        check(
            "am-softmax",
            "data.class_count = 7\ndata.unseen = [1, 4]\n",
            2,
        );
        check("softmax", "", 0);
    }
}

//! Figures that stand for another state than the one that they were made of.

use super::*;
use crate::{
    app::settings::Settings,
    figure,
    train::{self, Session, Status, lane},
};

/// A lane after some steps, at this status.
fn trained(dim: usize, status: Status) -> Lane {
    let text = format!(
        "data.source = \"blobs\"\ndata.train = 200\ndata.test = 100\n\
         model.hidden = [8]\nmodel.feature_dim = {dim}\n"
    );
    let session = Session::parse("held", &text, "held.toml").unwrap();
    let (name, experiment) = session.experiments().unwrap().remove(0);
    let mut lane = train::Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    (0..20).for_each(|_| lane.step().unwrap());
    lane.begin_refresh();
    while !lane.refresh_part() {}
    let state = train::State {
        playing: true,
        lanes: vec![Arc::new(lane.snapshot(&name, 0, status))],
        revision: 1,
        turns: train::Turns::default(),
        moments: Vec::new(),
    };
    Settings::new(session).lanes(&state).remove(0)
}

/// Whether the figure of `view` is the one before when features grow by this part of their length.
fn check((view, dim): (&str, usize), status: Status, holds: bool, growth: f32, expect: bool) {
    let mut lane = trained(dim, status);
    let mut tile = Tile::new(
        lane.name.clone(),
        figure::find(view).unwrap(),
        Switches::default(),
    );
    tile.make(&lane, false, holds);
    let made_of = |tile: &Tile| Arc::clone(&tile.drawn.as_ref().unwrap().snapshot);
    let before = made_of(&tile);
    let mut now = Snapshot::clone(&lane.snapshot);
    now.step += 100;
    Arc::make_mut(&mut now.features).mapv_inplace(|x| x * (1.0 + growth));
    lane.snapshot = Arc::new(now);
    tile.make(&lane, false, holds);
    let held = Arc::ptr_eq(&made_of(&tile), &before);
    assert_eq!(held, expect, "{view}, holds: {holds}, {growth}");
    // A file never has the one that only stands for it.
    let exact = tile.panel(std::slice::from_ref(&lane)).unwrap().drawing;
    tile.make(&lane, false, false);
    match (exact, tile.figure().unwrap()) {
        (Drawing::Figure(Figure::Plane(a)), Figure::Plane(b)) => assert_eq!(a, *b),
        (Drawing::Figure(Figure::Globe(a)), Figure::Globe(b)) => assert_eq!(a, *b),
        (Drawing::Figure(Figure::Matrix(a)), Figure::Matrix(b)) => assert_eq!(a, *b),
        (_, other) => panic!("{other:?}"),
    }
}

#[test]
fn a_figure_is_made_again_when_something_in_it_has_moved_by_a_pixel() {
    for view in [("circle", 2), ("raw", 2), ("sphere", 3)] {
        check(view, Status::Running, true, 0.001, true);
        check(view, Status::Running, true, 0.1, false);
        check(view, Status::Running, false, 0.001, false);
        check(view, Status::Paused, true, 0.001, false);
    }
    // Tables and sections tell numbers.
    check(("section", 2), Status::Running, true, 0.001, false);
    check(("confusion", 2), Status::Running, true, 0.001, false);
}

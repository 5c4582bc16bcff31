//! A hand on the figures: class directions and borders that are dragged, through the accessibility tree.

use std::f64::consts::{PI, TAU};

use eframe::egui::{CursorIcon, Key, Modifiers, Pos2, Rect, Vec2, accesskit::Role, pos2};
use egui_kittest::kittest::Queryable;
use marginscope::{
    draw::{Camera, Frame},
    figure::{
        Figure,
        globe::GlobeFigure,
        plane::{Grip, Mark, PlaneFigure},
    },
    render::globe::TIP,
    train::{Edit, Scope, Session, Snapshot, Status},
};

use crate::support::window::{Window, standing, wait};

/// Six blobs on the circle or on the sphere, paused at some step.
fn paused(dim: usize, set: &[(&str, toml::Value)]) -> Window {
    let mut session = Session::preset("blobs").unwrap();
    session.lanes.truncate(1);
    session.lanes[0].overrides.clear();
    session.base.model.feature_dim = dim;
    for (key, value) in set {
        let edit = Edit::new(Scope::All, *key, value.clone());
        session.apply(&edit).unwrap();
    }
    let mut window = standing(session, 60, Vec2::new(1280.0, 800.0));
    // On past the limit, so that it is a pause that holds it.
    press(&mut window, "Continue");
    wait(&mut window, |window| lane(window).step > 60);
    press(&mut window, "Pause");
    wait(&mut window, |window| lane(window).status == Status::Paused);
    // The features of the last step are on their way.
    window.run_steps(10);
    window
}

fn press(window: &mut Window, button: &str) {
    window.get_by_role_and_label(Role::Button, button).click();
    window.run_steps(2);
}

fn lane(window: &Window) -> &Snapshot {
    &window.state().state().lanes[0]
}

fn made(window: &Window) -> u64 {
    window.state().state().turns.made
}

fn circle(window: &Window) -> &PlaneFigure {
    let mut figures = window.state().figures();
    let plane = figures.find_map(|(_, figure)| match figure {
        Figure::Plane(plane) => Some(plane.as_ref()),
        _ => None,
    });
    plane.unwrap()
}

fn globe(window: &Window) -> &GlobeFigure {
    let mut figures = window.state().figures();
    let globe = figures.find_map(|(_, figure)| match figure {
        Figure::Globe(globe) => Some(globe.as_ref()),
        _ => None,
    });
    globe.unwrap()
}

/// The angle of a class direction as the circle shows it.
fn shown(window: &Window, class: u16) -> f64 {
    let angle = |mark: &Mark| match mark {
        Mark::Grip { grip, angle, .. } if *grip == Grip::Class(class) => Some(*angle),
        _ => None,
    };
    circle(window).marks.iter().find_map(angle).unwrap()
}

/// The ends of the regions as the circle shows them.
fn borders(window: &Window) -> Vec<f64> {
    let angle = |mark: &Mark| match mark {
        Mark::Grip {
            grip: Grip::Border(_),
            angle,
            ..
        } => Some(*angle),
        _ => None,
    };
    circle(window).marks.iter().filter_map(angle).collect()
}

/// The class whose direction is farthest from the others and from all borders: its head alone is taken hold of.
fn apart(window: &Window) -> u16 {
    let classes = lane(window).weights.nrows() as u16;
    let farness = |class: &u16| {
        let own = shown(window, *class);
        let others = (0..classes).filter(|other| other != class);
        let others = others.map(|other| shown(window, other));
        let all = others.chain(borders(window)).map(|angle| off(angle, own));
        all.fold(PI, f64::min)
    };
    let all = 0..classes;
    all.max_by(|a, b| farness(a).total_cmp(&farness(b)))
        .unwrap()
}

fn trained(window: &Window, class: u16) -> f64 {
    let u = lane(window).direction(usize::from(class)).unwrap();
    u[1].atan2(u[0])
}

fn off(a: f64, b: f64) -> f64 {
    ((a - b + PI).rem_euclid(TAU) - PI).abs()
}

fn canvas(window: &Window) -> Rect {
    let all = window.get_all_by_role(Role::Canvas).map(|node| node.rect());
    all.max_by(|a, b| a.area().total_cmp(&b.area())).unwrap()
}

fn at(window: &Window, angle: f64, radius: f32) -> Pos2 {
    canvas(window).center() + radius * Vec2::new(angle.cos() as f32, -angle.sin() as f32)
}

fn cursor(window: &Window) -> CursorIcon {
    window.output().platform_output.cursor_icon
}

fn hover(window: &mut Window, at: Pos2) {
    window.hover_at(at);
    window.run_steps(2);
}

/// How far from the middle the head of a class direction can be taken hold of, in points.
fn head(window: &mut Window, angle: f64) -> Option<f32> {
    (12..50).map(|step| 6.0 * step as f32).find(|radius| {
        let place = at(window, angle, *radius);
        hover(window, place);
        cursor(window) == CursorIcon::Grab
    })
}

/// Drags along these places, and lets go at the last one where `let_go`.
fn drag(window: &mut Window, places: &[Pos2], let_go: bool) {
    hover(window, places[0]);
    window.drag_at(places[0]);
    window.step();
    for place in places {
        hover(window, *place);
    }
    if let_go {
        window.drop_at(places[places.len() - 1]);
        window.run_steps(2);
    }
}

#[test]
fn a_class_direction_follows_the_pointer_and_is_trained_on_from_where_it_is_let_go() {
    let mut window = paused(2, &[]);
    let before = (
        lane(&window).weights.clone(),
        borders(&window),
        lane(&window).metrics,
    );
    let class = apart(&window);
    let from = shown(&window, class);
    let radius = 4.0 + head(&mut window, from).expect("a head to take hold of");
    let places: Vec<Pos2> = (0..=4)
        .map(|part| at(&window, from + 0.1 * f64::from(part), radius))
        .collect();
    drag(&mut window, &places, false);
    // While it is held the picture, the regions and the numbers follow, and the run is as it was.
    assert!(off(shown(&window, class), from + 0.4) < 0.02);
    assert_ne!(borders(&window), before.1);
    assert_ne!(lane(&window).metrics, before.2);
    assert_eq!(made(&window), 0);
    window.get_by_label_contains("Let go to train on from here");
    let held = trained(&window, class);
    window.drop_at(places[4]);
    wait(&mut window, |window| made(window) == 1);
    assert!(off(trained(&window, class), held) < 1e-6);
    assert_eq!(lane(&window).touched, Some(lane(&window).step));
    let others = (0..6).filter(|other| *other != usize::from(class));
    for other in others {
        assert_eq!(lane(&window).weights.row(other), before.0.row(other));
    }
    let turned = lane(&window).weights.clone();
    // One step to undo, and to do again.
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    wait(&mut window, |window| made(window) == 2);
    assert_eq!(lane(&window).weights, before.0);
    assert_eq!(lane(&window).touched, None);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    wait(&mut window, |window| made(window) == 3);
    assert_eq!(lane(&window).weights, turned);
    // Training goes on from there; then there is no way back.
    let step = lane(&window).step;
    press(&mut window, "Step");
    wait(&mut window, |window| lane(window).step == step + 1);
    assert!(off(trained(&window, class), held) < 0.2);
    let now = lane(&window).weights.clone();
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(4);
    window.get_by_label_contains("the run has gone on from there");
    assert_eq!((made(&window), &lane(&window).weights), (3, &now));
}

#[test]
fn a_click_on_a_class_direction_turns_nothing() {
    let mut window = paused(2, &[]);
    let class = apart(&window);
    let from = shown(&window, class);
    let radius = 4.0 + head(&mut window, from).expect("a head to take hold of");
    let place = at(&window, from, radius);
    drag(&mut window, &[place, place + Vec2::new(1.0, 0.0)], true);
    window.run_steps(4);
    assert_eq!(window.state().state().turns.answered(), 0);
    assert_eq!(lane(&window).touched, None);
}

/// A run so slow that nothing moves while it trains.
const SLOW: [(&str, toml::Value); 1] = [("optimizer.learning_rate", toml::Value::Float(1e-6))];

#[test]
fn while_it_trains_a_class_is_not_turned_and_the_pointer_says_so() {
    let mut window = paused(2, &SLOW);
    let class = apart(&window);
    let from = shown(&window, class);
    let radius = 4.0 + head(&mut window, from).expect("a head to take hold of");
    let place = at(&window, from, radius);
    press(&mut window, "Play");
    wait(&mut window, |window| lane(window).status == Status::Running);
    hover(&mut window, place);
    assert_ne!(cursor(&window), CursorIcon::Grab);
    window.run_steps(30);
    window.get_by_label("Pause to turn a class");
    let before = lane(&window).weights.clone();
    let places = [place, at(&window, from + 0.4, radius)];
    drag(&mut window, &places, true);
    window.run_steps(4);
    assert_eq!(window.state().state().turns.answered(), 0);
    assert!(
        (&*lane(&window).weights - &*before)
            .iter()
            .all(|x| x.abs() < 1e-3)
    );
}

#[test]
fn what_trains_again_under_the_hand_is_let_alone() {
    let mut window = paused(2, &SLOW);
    let class = apart(&window);
    let from = shown(&window, class);
    let radius = 4.0 + head(&mut window, from).expect("a head to take hold of");
    let places = [0.0, 0.2, 0.4].map(|by| at(&window, from + by, radius));
    drag(&mut window, &places, false);
    assert!(off(shown(&window, class), from + 0.4) < 0.02);
    window.key_press(Key::Space);
    wait(&mut window, |window| lane(window).status == Status::Running);
    window.drop_at(places[2]);
    window.run_steps(4);
    assert_eq!(window.state().state().turns.answered(), 0);
    assert!(off(shown(&window, class), from) < 0.01);
}

#[test]
fn the_means_of_a_pair_loss_are_nothing_to_turn_and_the_pointer_says_so() {
    let mut window = paused(2, &[("loss.id", "contrastive".into())]);
    let class = apart(&window);
    let from = shown(&window, class);
    let says = (12..50).map(|step| 6.0 * step as f32).find(|radius| {
        let place = at(&window, from, *radius);
        hover(&mut window, place);
        window.run_steps(20);
        let words = "A loss over pairs has no class weights to turn";
        window.query_by_label_contains(words).is_some()
    });
    let radius = says.expect("a mean that says why it is not turned");
    let before = lane(&window).weights.clone();
    let places = [0.0, 0.4].map(|by| at(&window, from + by, radius));
    drag(&mut window, &places, true);
    window.run_steps(4);
    assert_eq!(window.state().state().turns.answered(), 0);
    assert_eq!(lane(&window).weights, before);
}

#[test]
fn alt_and_an_arrow_key_turn_the_class_that_is_pointed_at_by_a_degree() {
    let mut window = paused(2, &[]);
    let class = apart(&window);
    let from = shown(&window, class);
    let radius = 4.0 + head(&mut window, from).expect("a head to take hold of");
    let place = at(&window, from, radius);
    hover(&mut window, place);
    let next = (class + 1) % 6;
    let other = trained(&window, next);
    for (key, expect) in [
        (Key::ArrowUp, 1.0),
        (Key::ArrowLeft, 2.0),
        (Key::ArrowRight, 1.0),
        (Key::ArrowDown, 0.0),
        (Key::ArrowUp, 1.0),
    ] {
        let before = made(&window);
        window.key_press_modifiers(Modifiers::ALT, key);
        wait(&mut window, |window| made(window) == before + 1);
        let angle = from + f64::to_radians(expect);
        assert!(off(trained(&window, class), angle) < 1e-6, "{key:?}");
    }
    assert_eq!(trained(&window, next), other);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    wait(&mut window, |window| {
        off(trained(window, class), from) < 1e-6
    });
}

/// Where a point of space is seen on the globe of the first view, and whether in front.
fn seen(window: &Window, at: [f64; 3]) -> Option<Pos2> {
    let tile = canvas(window);
    // The heading and the switches take a strip each.
    let (height, strip) = (f64::from(tile.height()), 32.0);
    let [x, y] = [tile.left(), tile.top()].map(f64::from);
    let area = Frame::new(x, y + strip, f64::from(tile.width()), height - 2.0 * strip);
    let found = Camera::default()
        .view_in(&area)
        .project(at.map(|x| x as f32))?;
    let place = pos2(found.pos[0] as f32, found.pos[1] as f32);
    // Well inside, where a px is a small angle.
    let inside = place.distance(tile.center()) < 0.3 * tile.height();
    (found.front && inside).then_some(place)
}

fn direction(window: &Window, class: usize) -> [f64; 3] {
    lane(window).direction(class).unwrap().try_into().unwrap()
}

#[test]
fn a_class_on_the_sphere_is_turned_by_its_tip() {
    let mut window = paused(3, &[]);
    let tip = |window: &Window, class| seen(window, direction(window, class).map(|x| TIP * x));
    let class = (0..6).find(|class| tip(&window, *class).is_some());
    let class = class.expect("a class in front");
    let from = tip(&window, class).unwrap();
    let before = direction(&window, class);
    let places = [0.0, 10.0, 25.0].map(|by| from + Vec2::new(by, -0.6 * by));
    drag(&mut window, &places, false);
    // It is seen under the pointer before it is let go.
    let held = direction(&window, class);
    let place = tip(&window, class).expect("still in front");
    assert!(place.distance(places[2]) < 1.0, "{place:?} {places:?}");
    assert_ne!(held, before);
    assert_eq!(made(&window), 0);
    window.drop_at(places[2]);
    wait(&mut window, |window| made(window) == 1);
    for (found, expect) in direction(&window, class).into_iter().zip(held) {
        assert!((found - expect).abs() < 1e-6);
    }
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    wait(&mut window, |window| made(window) == 2);
    assert_eq!(direction(&window, class), before);
}

#[test]
fn a_border_on_the_sphere_follows_the_pointer_that_drags_it_and_that_is_one_step_to_undo() {
    let mut window = paused(3, &[("loss.m", 0.2.into())]);
    let m = |window: &Window| window.state().session().base.loss.knobs.get("m");
    let curves = |window: &Window| -> Vec<Pos2> {
        let points = globe(window)
            .curves
            .iter()
            .flat_map(|curve| curve.points.clone());
        points
            .filter_map(|at| seen(window, at.map(f64::from)))
            .collect()
    };
    // A point of a border away from all heads and all other borders.
    let heads: Vec<Pos2> = (0..6)
        .filter_map(|class| seen(&window, direction(&window, class).map(|x| TIP * x)))
        .collect();
    let free = |at: &Pos2| heads.iter().all(|head| head.distance(*at) > 20.0);
    // Where it was paused decides which borders have room to move: some of them are tried.
    let places: Vec<Pos2> = curves(&window).into_iter().filter(free).collect();
    let tried = places.iter().step_by(places.len().div_ceil(12).max(1));
    let start = m(&window);
    let ways = [Vec2::X, -Vec2::X, Vec2::Y, -Vec2::Y];
    let moved = tried
        .flat_map(|from| ways.map(|way| (*from, way)))
        .any(|(from, way)| {
            let places = [0.0, 4.0, 9.0].map(|by| from + by * way);
            drag(&mut window, &places, true);
            let nearest = curves(&window)
                .into_iter()
                .map(|at| at.distance(places[2]))
                .fold(f32::INFINITY, f32::min);
            let follows = m(&window) != start;
            if follows {
                window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
                window.run_steps(4);
            }
            assert_eq!(m(&window), start);
            follows && nearest < 2.0
        });
    assert!(moved, "no way in which the border follows");
}

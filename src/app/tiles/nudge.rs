//! A class direction that the keyboard turns by a degree.

use eframe::egui::{Key, Modifiers, Ui};

use super::hand::Dragged;
use crate::{math::vector, train::Snapshot};

/// How far a key turns, radians.
const TURN: f64 = std::f64::consts::PI / 180.0;

/// The keys with which way they turn: to the right and up on the screen of a globe, counter-clockwise on a circle.
const KEYS: [(Key, [f64; 2]); 4] = [
    (Key::ArrowLeft, [-1.0, 0.0]),
    (Key::ArrowRight, [1.0, 0.0]),
    (Key::ArrowUp, [0.0, 1.0]),
    (Key::ArrowDown, [0.0, -1.0]),
];

/// Turns a class of `snapshot` by the arrow keys that are pressed together with Alt. `axes` are the directions that point
/// right and up on the screen; a circle has none.
pub fn nudge(
    ui: &Ui,
    snapshot: &Snapshot,
    class: u16,
    axes: Option<[vector::Space; 2]>,
) -> Option<Dragged> {
    if ui.ctx().text_edit_focused() {
        return None;
    }
    let pressed = |key| ui.input_mut(|i| i.count_and_consume_key(Modifiers::ALT, key)) as f64;
    let mut way = [0.0; 2];
    for (key, [east, north]) in KEYS {
        let times = pressed(key);
        way = [way[0] + times * east, way[1] + times * north];
    }
    if way == [0.0; 2] {
        return None;
    }
    let own = snapshot.direction(usize::from(class))?;
    let along = match axes {
        Some([right, up]) => vector::combine(way[0], right, way[1], up).to_vec(),
        // Left and up are counter-clockwise.
        None => {
            let turn = way[1] - way[0];
            vec![-turn * own[1], turn * own[0]]
        }
    };
    let times = way[0].abs().max(way[1].abs());
    Some(Dragged::Class {
        class,
        to: turned(&own, &along, times * TURN)?,
        let_go: true,
    })
}

/// The unit direction `u` turned by `angle` on the great circle that leaves it along `way`; `None` where `way` leads nowhere.
fn turned(u: &[f64], way: &[f64], angle: f64) -> Option<Vec<f64>> {
    let out = vector::dot(u, way);
    let aside: Vec<f64> = way.iter().zip(u).map(|(way, u)| way - out * u).collect();
    let mut tangent = vec![0.0; u.len()];
    let length = vector::normalize_into(aside.iter(), &mut tangent);
    let (sin, cos) = angle.sin_cos();
    let turned = u.iter().zip(&tangent).map(|(u, t)| cos * u + sin * t);
    (length > 1e-6).then(|| turned.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_turns_by_the_angle_towards_where_it_is_sent() {
        let u = [0.48, -0.6, 0.64];
        for way in [[1.0, 0.0, 0.0], [0.3, 0.9, -0.2]] {
            let found = turned(&u, &way, 0.3).unwrap();
            assert!((vector::angle_between(&u, &found) - 0.3).abs() < 1e-12);
            assert!(vector::dot(&found, &way) > vector::dot(&u, &way));
        }
        assert_eq!(turned(&u, &u, 0.3), None);
    }
}

//! The plane through two class directions, in any dimension: there the two-class picture of the papers is exact.

use std::f64::consts::{FRAC_PI_2, TAU};

use ndarray::array;

use super::{Field, circle};
use crate::math::vector;

/// Two classes in the plane of their directions. Its first axis points to the right, its second one up along the bisector
/// of the two, so that the first class stands left of it and the second one as far to the right.
pub struct Section {
    /// The two classes alone, as 0 and 1, in two dimensions.
    pub field: Field,
    /// Angle between the two directions, radians.
    pub theta: f64,
    /// Unit vectors `(d)` of the first and of the second axis.
    axes: [Vec<f64>; 2],
}

/// Where the sides of two classes run between their directions: angles from the first axis, radians.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sides {
    /// P0, where the two logits without the margin are equal.
    pub plain: Option<f64>,
    /// P1 and P2: where each class's region with its margin ends towards the other.
    pub with_margin: [Option<f64>; 2],
}

impl Section {
    /// The section of `field` through the directions of two classes; `None` where one has no direction, or there is but
    /// one dimension.
    pub fn between(field: &Field, first: usize, second: usize) -> Option<Self> {
        let known = |class: usize| class < field.classes() && field.has_direction(class);
        if first == second || !known(first) || !known(second) || field.dim() < 2 {
            return None;
        }
        let (a, b) = (field.direction(first), field.direction(second));
        let across: Vec<f64> = b.iter().zip(a).map(|(b, a)| b - a).collect();
        let along: Vec<f64> = b.iter().zip(a).map(|(b, a)| b + a).collect();
        let theta = field.angle(first, second);
        let axes = axes(&across, &along);
        let (sin, cos) = (theta / 2.0).sin_cos();
        let unit = array![[-sin, cos], [sin, cos]];
        Some(Self {
            field: field.with_directions(unit, &[first, second]),
            theta,
            axes,
        })
    }

    /// Coordinates in the plane of what `u` `(d)` casts on it.
    pub fn project(&self, u: &[f64]) -> [f64; 2] {
        [0, 1].map(|i| vector::dot(&self.axes[i], u))
    }

    /// Angle of each class's direction from the first axis.
    pub fn directions(&self) -> [f64; 2] {
        [FRAC_PI_2 + self.theta / 2.0, FRAC_PI_2 - self.theta / 2.0]
    }

    /// Where the sides of the two classes run between their directions.
    pub fn sides(&self) -> Sides {
        let [left, right] = self.directions();
        let between = |angle: f64| (right..=left).contains(&angle);
        let plain = circle::plain_arcs(&self.field);
        let mut ends = plain.iter().flat_map(|arc| [arc.from, arc.to]);
        let plain = ends.find(|end| between(*end));
        let arcs = circle::arcs(&self.field);
        let end = |class: usize, toward: fn(&circle::Arc) -> f64, own: f64| {
            let holds = |arc: &&circle::Arc| {
                let inside = |angle: f64| (arc.from..=arc.to).contains(&angle);
                arc.class == Some(class) && (inside(own) || inside(own + TAU))
            };
            arcs.iter()
                .find(holds)
                .map(|arc| toward(arc).rem_euclid(TAU))
                .filter(|end| between(*end))
        };
        Sides {
            plain,
            with_margin: [end(0, |arc| arc.from, left), end(1, |arc| arc.to, right)],
        }
    }
}

/// Unit vectors along the two, at a right angle to each other; any that fits where one of them has no length.
fn axes(across: &[f64], along: &[f64]) -> [Vec<f64>; 2] {
    let unit = |v: &[f64]| {
        let mut unit = vec![0.0; v.len()];
        let norm = vector::normalize_into(v.iter(), &mut unit);
        (norm > 1e-9).then_some(unit)
    };
    match (unit(across), unit(along)) {
        (Some(across), Some(along)) => [across, along],
        (Some(across), None) => [across.clone(), beside(&across)],
        (None, Some(along)) => [beside(&along), along],
        // Two directions cannot both agree and be opposite.
        (None, None) => [vec![0.0; across.len()], vec![0.0; across.len()]],
    }
}

/// A unit vector at a right angle to the unit vector `to`.
fn beside(to: &[f64]) -> Vec<f64> {
    let least = |a: &usize, b: &usize| to[*a].abs().total_cmp(&to[*b].abs());
    let axis = (0..to.len()).min_by(least).unwrap_or(0);
    let mut v: Vec<f64> = to.iter().map(|x| -to[axis] * x).collect();
    v[axis] += 1.0;
    let mut unit = vec![0.0; v.len()];
    vector::normalize_into(v.iter(), &mut unit);
    unit
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::loss;

    fn field(id: &str, set: &[(&str, f64)], weights: &Array2<f64>) -> Field {
        let loss = loss::find(id).unwrap();
        let mut knobs = loss.defaults();
        set.iter().for_each(|(id, value)| knobs.set(id, *value));
        let objective = loss.objective(&knobs);
        Field::new(objective.head().unwrap(), weights.view(), None, 1.0)
    }

    /// Two directions so many degrees apart in five dimensions, and the width of the wedge between them in degrees.
    fn check(id: &str, set: &[(&str, f64)], apart: f64, expect: f64) {
        let theta = apart.to_radians();
        let weights = array![
            [0.0, 2.0, 0.0, 0.0, 0.0],
            [0.0, 2.0 * theta.cos(), 0.0, 2.0 * theta.sin(), 0.0]
        ];
        let section = Section::between(&field(id, set, &weights), 0, 1).unwrap();
        assert!((section.theta - theta).abs() < 1e-12);
        let sides = section.sides();
        let [left, right] = sides.with_margin.map(Option::unwrap);
        assert!(
            ((left - right).to_degrees() - expect).abs() < 0.05,
            "{id} {apart}: {sides:?}"
        );
        assert!((sides.plain.unwrap() - FRAC_PI_2).abs() < 1e-9);
        for (row, angle) in weights.outer_iter().zip(section.directions()) {
            let [x, y] = section.project(&row.to_vec());
            assert!((x - 2.0 * angle.cos()).abs() < 1e-12 && (y - 2.0 * angle.sin()).abs() < 1e-12);
        }
    }

    #[test]
    fn wedges_are_those_of_the_formulas() {
        let a = [("m", 4.0), ("lambda", 0.0)];
        for (apart, sphereface, cosface) in
            [(60.0, 36.0, 41.0), (90.0, 54.0, 28.7), (120.0, 72.0, 23.3)]
        {
            check("a-softmax", &a, apart, sphereface);
            check("am-softmax", &[("m", 0.35)], apart, cosface);
            check("arcface", &[("m", 0.5)], apart, 28.65);
            check("modified-softmax", &[], apart, 0.0);
        }
    }

    #[test]
    fn a_margin_without_room_has_no_sides_but_the_plain_one() {
        let weights = array![[1.0, 0.0, 0.0], [0.9, 0.1, 0.0]];
        let section =
            Section::between(&field("am-softmax", &[("m", 0.35)], &weights), 0, 1).unwrap();
        let sides = section.sides();
        assert_eq!(sides.with_margin, [None, None]);
        assert!(sides.plain.is_some());
    }

    #[test]
    fn opposite_directions_have_a_plane_and_equal_classes_have_none() {
        let weights = array![[0.0, 0.0, 1.0], [0.0, 0.0, -1.0], [0.0, 0.0, 0.0]];
        let field = field("am-softmax", &[], &weights);
        let section = Section::between(&field, 0, 1).unwrap();
        assert!((section.theta - std::f64::consts::PI).abs() < 1e-12);
        assert!(Section::between(&field, 0, 0).is_none());
        assert!(Section::between(&field, 0, 2).is_none());
        assert!(Section::between(&field, 0, 9).is_none());
    }
}

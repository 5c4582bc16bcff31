//! The angles between class directions, in any dimension.

use std::sync::Arc;

use super::{
    Figure, Part, Switch, Switches, View, WhyNot,
    between::{BetweenFigure, LISTED, MOST, Shown, order, smallest},
};
use crate::math::vector;
use crate::text::tf;
use crate::train::{LossConfig, Snapshot};

/// Angles between class directions as a matrix, neighbours together; of many classes the nearest neighbours of one.
pub struct ClassAngles;

impl View for ClassAngles {
    fn id(&self) -> &'static str {
        "class-angles"
    }

    fn name(&self) -> &'static str {
        "Class angles"
    }

    fn switches(&self) -> &'static [Switch] {
        &[]
    }

    fn dimension(&self) -> Option<usize> {
        None
    }

    fn on_request(&self) -> bool {
        true
    }

    fn figure(
        &self,
        snapshot: &Snapshot,
        _loss: &LossConfig,
        switches: &Switches,
    ) -> Result<Figure, WhyNot> {
        let directions = Directions::new(snapshot);
        let count = snapshot.weights.nrows();
        // All angles of a few classes are looked at in any case; of many the nearest two were found when they were measured.
        let nearest = match count > MOST {
            false => smallest(count, &|a, b| directions.degrees(a, b)),
            true => snapshot.nearest_pair(),
        };
        let (a, b) = nearest.ok_or(WhyNot::Empty)?;
        let least = directions.degrees(a, b);
        let chosen = match switches.part() {
            Some(Part::Class(class)) if class < count => Some(class),
            _ => None,
        };
        let (shown, order) = match count > MOST {
            false => directions.all(),
            true => directions.nearest(snapshot, chosen.unwrap_or(a)),
        };
        let smallest_is = tf(
            "class-angles-smallest",
            &[
                ("angle", &format!("{least:.1}")),
                ("first", &snapshot.spoken_name(a)),
                ("second", &snapshot.spoken_name(b)),
            ],
        );
        let mut notes = vec![smallest_is];
        if let Shown::Nearest { name, .. } = &shown {
            let (count, most) = (count.to_string(), MOST.to_string());
            let args = [
                ("count", count.as_str()),
                ("most", most.as_str()),
                ("class", name),
            ];
            notes.insert(0, tf("class-angles-many", &args));
        }
        Ok(Figure::Between(Arc::new(BetweenFigure {
            names: order
                .iter()
                .map(|class| snapshot.spoken_name(*class))
                .collect(),
            classes: snapshot.classes(),
            shown,
            order,
            smallest: (a, b, least),
            notes,
            chosen,
        })))
    }
}

/// The unit directions of the classes; none for a class without one.
struct Directions(Vec<Option<Vec<f64>>>);

impl Directions {
    fn new(snapshot: &Snapshot) -> Self {
        let classes = 0..snapshot.weights.nrows();
        Self(classes.map(|class| snapshot.direction(class)).collect())
    }

    /// NaN where one of the two has no direction.
    fn degrees(&self, a: usize, b: usize) -> f64 {
        match (&self.0[a], &self.0[b]) {
            (Some(a), Some(b)) => vector::angle_between(a, b).to_degrees(),
            _ => f64::NAN,
        }
    }

    /// All angles between classes that have a direction, and the order of these classes.
    fn all(&self) -> (Shown, Vec<usize>) {
        let there: Vec<usize> = (0..self.0.len()).filter(|c| self.0[*c].is_some()).collect();
        let count = there.len();
        let mut table = vec![0.0; count * count];
        for (row, a) in there.iter().enumerate() {
            for (column, b) in there.iter().enumerate().take(row) {
                let degrees = self.degrees(*a, *b);
                table[row * count + column] = degrees;
                table[column * count + row] = degrees;
            }
        }
        let path = order(count, &|a, b| table[a * count + b]);
        let cell = |row: &usize, column: &usize| table[row * count + column];
        let cells = path
            .iter()
            .flat_map(|row| path.iter().map(move |column| cell(row, column)));
        let cells = cells.collect();
        let order = path.iter().map(|place| there[*place]).collect();
        (Shown::All(cells), order)
    }

    fn nearest(&self, snapshot: &Snapshot, of: usize) -> (Shown, Vec<usize>) {
        let others = (0..self.0.len()).filter(|class| *class != of);
        let angles = others.map(|class| (self.degrees(of, class), class));
        let mut angles: Vec<(f64, usize)> = angles.filter(|(angle, _)| !angle.is_nan()).collect();
        angles.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        angles.truncate(LISTED);
        let (degrees, order) = angles.into_iter().unzip();
        let name = snapshot.spoken_name(of);
        (Shown::Nearest { of, name, degrees }, order)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::train::{Experiment, Lane, Status, lane};

    /// So many classes, each a few degrees further around the circle of the first two of `dim` coordinates than the one before.
    fn snapshot(classes: usize, dim: usize) -> Snapshot {
        let mut experiment = Experiment::default();
        experiment.set_source("glyphs");
        experiment.data.knobs.set("class_count", classes as f64);
        experiment.data.knobs.set("train", 1.0);
        experiment.data.knobs.set("test", 1.0);
        experiment.model.hidden = vec![2];
        experiment.model.feature_dim = dim;
        let mut snapshot = Lane::new(&experiment, lane::load(&experiment).unwrap())
            .unwrap()
            .snapshot("lane", 0, Status::Paused);
        let mut weights = Array2::zeros((classes, dim));
        for (class, mut row) in weights.outer_iter_mut().enumerate() {
            // Every next gap is a little wider, so that the first one is the smallest.
            let at = (class as f32 + 1e-3 * (class * class) as f32).to_radians() * 0.3;
            (row[0], row[1]) = (at.cos(), at.sin());
        }
        snapshot.metrics.nearest_pair = Some((0, 1));
        snapshot.weights = Arc::new(weights);
        snapshot
    }

    fn figure(snapshot: &Snapshot, part: Option<Part>) -> BetweenFigure {
        let mut switches = Switches::default();
        switches.set_only(part, None);
        match ClassAngles.figure(snapshot, &snapshot.experiment.loss, &switches) {
            Ok(Figure::Between(figure)) => figure.as_ref().clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_few_classes_are_a_matrix_with_the_smallest_angle_named() {
        let snapshot = snapshot(5, 7);
        let figure = figure(&snapshot, None);
        assert_eq!(figure.order, [0, 1, 2, 3, 4]);
        assert_eq!((figure.smallest.0, figure.smallest.1), (0, 1));
        for row in 0..5 {
            assert_eq!(figure.degrees(row, row), 0.0);
            for column in 0..5 {
                let expect = vector::angle_between(
                    &snapshot.direction(row).unwrap(),
                    &snapshot.direction(column).unwrap(),
                );
                assert!((figure.degrees(row, column) - expect.to_degrees()).abs() < 1e-6);
            }
        }
        let name = snapshot.spoken_name(1);
        assert!(
            figure.notes.len() == 1 && figure.notes[0].contains(&name),
            "{:?}",
            figure.notes
        );
    }

    #[test]
    fn of_many_classes_the_neighbours_of_the_chosen_one_are_listed_and_it_says_why() {
        let snapshot = snapshot(100, 3);
        let check = |part: Option<Part>, expect: usize, nearest: usize| {
            let figure = figure(&snapshot, part);
            let Shown::Nearest { of, degrees, .. } = &figure.shown else {
                panic!("{:?}", figure.shown);
            };
            assert_eq!((*of, figure.order[0]), (expect, nearest));
            assert!(degrees.is_sorted() && degrees.len() == LISTED);
            assert!(figure.notes[0].contains("100") && figure.notes[0].contains("64"));
        };
        check(None, 0, 1);
        check(Some(Part::Class(50)), 50, 49);
    }

    #[test]
    fn a_class_without_a_direction_has_no_row() {
        let mut snapshot = snapshot(5, 3);
        Arc::make_mut(&mut snapshot.weights).row_mut(2).fill(0.0);
        assert_eq!(figure(&snapshot, None).order, [0, 1, 3, 4]);
    }
}

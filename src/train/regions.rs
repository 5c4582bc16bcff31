//! Which classes have a region of their own while a run trains. A class has none where hardly any sample is taken for it, or
//! where its direction has become one with another's and the samples of both are told apart hardly better than by chance.

use ndarray::ArrayView2;

use crate::math::{packing, real};

/// Steps that are looked at as one. Two such stretches in a row are judged together: what heals in between is no trouble.
pub const STRETCH: u64 = 250;

/// A class for which fewer samples are taken than this part of its own has no region.
const FEW: f64 = 0.1;
/// Of so few samples of a class in a stretch nothing is known.
const KNOWN: u32 = 20;
/// Directions are one where they are nearer than this part of the angle that evenly spread classes have.
const ONE: f64 = 0.05;
/// Two classes with one direction are told apart where this part of their samples is right; half of them is by chance.
const TOLD: f64 = 0.65;

/// What happened to the samples of a class in a stretch, and to those taken for it.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    seen: u32,
    taken: u32,
    right: u32,
    /// It had no region of its own in the last stretch, and none in the one before it either.
    lost: bool,
    long: bool,
}

/// The classes of a run.
#[derive(Default)]
pub struct Regions {
    classes: Vec<Count>,
    steps: u64,
}

impl Regions {
    /// So many classes, of which nothing is known yet.
    pub fn new(classes: usize) -> Self {
        Self {
            classes: vec![Count::default(); classes],
            steps: 0,
        }
    }

    /// How many classes have had no region of their own over the last two stretches, of how many; those that have found one since
    /// do not count.
    pub fn lost(&self) -> (usize, usize) {
        let lost = |count: &&Count| count.long && !count.is_recognized();
        let lost = self.classes.iter().filter(lost).count();
        (lost, self.classes.len())
    }

    /// A sample of the class `label` was taken for `found`.
    pub fn note(&mut self, label: usize, found: Option<usize>) {
        let right = found == Some(label);
        if let Some(count) = self.classes.get_mut(label) {
            count.seen += 1;
            count.right += u32::from(right);
        }
        if let Some(count) = found.and_then(|found| self.classes.get_mut(found)) {
            count.taken += 1;
        }
    }

    /// Settings have changed, or have yet to come into force: what was seen before says nothing.
    pub fn forget(&mut self) {
        self.steps = 0;
        self.classes.fill(Count::default());
    }

    /// `steps` more were made, after which the class directions are those of `weights` `(C, d)`.
    pub fn pass(&mut self, steps: u64, weights: ArrayView2<'_, f32>) {
        self.steps += steps;
        if self.steps < STRETCH {
            return;
        }
        self.steps = 0;
        // Which of them were lost in the stretch before is kept in the place of what is found out now.
        self.classes
            .iter_mut()
            .for_each(|count| count.long = count.lost);
        self.judge(weights);
        for count in &mut self.classes {
            *count = Count {
                lost: count.lost,
                long: count.lost && count.long,
                ..Count::default()
            };
        }
    }

    /// Marks the classes that have no region of their own at the end of this stretch.
    fn judge(&mut self, weights: ArrayView2<'_, f32>) {
        for count in &mut self.classes {
            let few = f64::from(count.taken) < FEW * f64::from(count.seen);
            count.lost = few && count.seen >= KNOWN;
        }
        let (classes, dim) = weights.dim();
        let Some(best) = packing::best(classes, dim) else {
            return;
        };
        let one = real::cos(ONE * best.angle);
        // Of a class that is recognized no other needs to be looked for.
        for i in 0..classes.min(self.classes.len()) {
            for j in 0..i {
                let told = self.classes[i].told_from(&self.classes[j]);
                if !told && cosine(weights, i, j) > one {
                    self.classes[i].lost = true;
                    self.classes[j].lost = true;
                }
            }
        }
    }
}

impl Count {
    /// Whether most of its samples are right by now.
    fn is_recognized(&self) -> bool {
        self.seen >= KNOWN && f64::from(self.right) >= TOLD * f64::from(self.seen)
    }

    /// Whether the samples of two classes are told apart, or nothing is known of them.
    fn told_from(&self, other: &Self) -> bool {
        let seen = f64::from(self.seen + other.seen);
        let right = f64::from(self.right + other.right);
        self.seen.min(other.seen) < KNOWN || right >= TOLD * seen
    }
}

/// Of the angle between two class directions; 0 where one of them has no direction.
fn cosine(weights: ArrayView2<'_, f32>, i: usize, j: usize) -> f64 {
    let (mut dot, mut a, mut b) = (0.0, 0.0, 0.0);
    for (x, y) in weights.row(i).iter().zip(weights.row(j)) {
        let (x, y) = (f64::from(*x), f64::from(*y));
        dot += x * y;
        a += x * x;
        b += y * y;
    }
    dot / (a * b).sqrt().max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;

    /// Three directions on the circle, a third of a turn apart but for the last one, which stands `apart` degrees from the
    /// second.
    fn directions(apart: f64) -> Array2<f32> {
        let at = |degrees: f64| {
            let (sin, cos) = degrees.to_radians().sin_cos();
            [2.0 * cos as f32, 2.0 * sin as f32]
        };
        Array2::from(vec![at(0.0), at(120.0), at(120.0 + apart)])
    }

    /// How many of three classes have lost their region after so many stretches, in each of which the samples of class i are
    /// taken for classes as `taken[i]` has it.
    fn lost(taken: [[u32; 3]; 3], weights: &Array2<f32>, stretches: u64) -> usize {
        let mut regions = Regions::new(3);
        for _ in 0..stretches {
            for (label, row) in taken.iter().enumerate() {
                for (found, count) in row.iter().enumerate() {
                    (0..*count).for_each(|_| regions.note(label, Some(found)));
                }
            }
            (0..STRETCH / 50).for_each(|_| regions.pass(50, weights.view()));
        }
        regions.lost().0
    }

    const RIGHT: [[u32; 3]; 3] = [[100, 0, 0], [0, 100, 0], [0, 0, 100]];
    /// The second and the third are confused as by a coin.
    const COIN: [[u32; 3]; 3] = [[100, 0, 0], [0, 55, 45], [0, 45, 55]];
    /// Nothing is taken for the third.
    const GONE: [[u32; 3]; 3] = [[100, 0, 0], [0, 100, 0], [0, 96, 4]];

    #[test]
    fn a_class_for_which_nothing_is_taken_has_no_region_wherever_it_points() {
        // With one direction the other of the two counts too, until most of its samples are right again.
        assert_eq!(lost(GONE, &directions(0.0), 2), 2);
        for apart in [20.0, 120.0] {
            assert_eq!(lost(GONE, &directions(apart), 2), 1);
            assert_eq!(lost(RIGHT, &directions(apart), 2), 0);
        }
    }

    #[test]
    fn two_classes_with_one_direction_have_no_region_of_their_own_unless_they_are_told_apart() {
        // Evenly spread they would be 120° apart: within 6° they are one.
        assert_eq!(lost(COIN, &directions(5.9), 2), 2);
        assert_eq!(lost(COIN, &directions(6.1), 2), 0);
        assert_eq!(lost(RIGHT, &directions(0.1), 2), 0);
    }

    #[test]
    fn what_lasts_for_one_stretch_alone_is_no_trouble() {
        assert_eq!(lost(GONE, &directions(120.0), 1), 0);
        let mut regions = Regions::new(2);
        let weights = array![[1.0_f32, 0.0], [0.0, 1.0]];
        let stretch = |regions: &mut Regions, found: usize| {
            (0..100).for_each(|_| regions.note(0, Some(0)));
            (0..100).for_each(|_| regions.note(1, Some(found)));
            regions.pass(STRETCH, weights.view());
            regions.lost().0
        };
        let found = [0, 1, 0, 0, 0, 1].map(|found| stretch(&mut regions, found));
        assert_eq!(found, [0, 0, 0, 1, 1, 0]);
        stretch(&mut regions, 0);
        assert_eq!(stretch(&mut regions, 0), 1);
        // Within the next stretch the class is found again.
        (0..50).for_each(|_| regions.note(1, Some(1)));
        regions.pass(50, weights.view());
        assert_eq!(regions.lost(), (0, 2));
        regions.forget();
        assert_eq!(stretch(&mut regions, 0), 0);
    }

    #[test]
    fn of_a_class_with_hardly_a_sample_nothing_is_said() {
        let rare = [[100, 0, 0], [0, 100, 0], [0, 19, 0]];
        assert_eq!(lost(rare, &directions(0.0), 2), 0);
        let enough = [[100, 0, 0], [0, 100, 0], [0, 20, 0]];
        assert_eq!(lost(enough, &directions(0.0), 2), 1);
    }

    #[test]
    fn a_direction_of_no_length_is_like_no_other() {
        let weights = array![[0.0_f32, 0.0], [0.0, 0.0], [1.0, 0.0]];
        assert_eq!(lost(COIN, &weights, 2), 0);
    }
}

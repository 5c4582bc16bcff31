//! Which classes of a data set a figure shows, and the colours that a person gave to some. Both are kept for as long as the
//! program runs, so that a style stays as light to hand around as a number; equal ones are kept once.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::Rgba;

type Kept<T> = LazyLock<Mutex<HashSet<&'static [T]>>>;

static SOURCES: Kept<u16> = LazyLock::new(Mutex::default);
static COLOURS: Kept<(u16, Rgba)> = LazyLock::new(Mutex::default);

fn kept<T: Copy + Eq + Hash>(all: &Kept<T>, wanted: &[T]) -> &'static [T] {
    if wanted.is_empty() {
        return &[];
    }
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = all.get(wanted) {
        return known;
    }
    let new: &'static [T] = Box::leak(wanted.into());
    all.insert(new);
    new
}

/// The classes that a figure's class numbers mean: with some classes left out, class 0 of a figure may be class 4 of the data
/// set, and keeps the colour and the shape that it has there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Classes(&'static [u16]);

impl Classes {
    /// The classes of these numbers in the data set, in the figure's order; none stands for all.
    pub fn new(chosen: &[usize]) -> Self {
        let numbers: Vec<u16> = chosen.iter().map(|class| *class as u16).collect();
        let all = numbers
            .iter()
            .zip(0..)
            .all(|(class, place)| *class == place);
        Self(kept(&SOURCES, if all { &[] } else { &numbers }))
    }

    /// The number in the data set of a figure's class.
    pub fn source(self, class: u16) -> u16 {
        let found = self.0.get(usize::from(class));
        found.copied().unwrap_or(class)
    }
}

/// The colours that a person gave to classes, by their numbers in the data set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Chosen(&'static [(u16, Rgba)]);

impl Chosen {
    /// These colours; a class has at most one.
    pub fn new(colours: impl IntoIterator<Item = (u16, Rgba)>) -> Self {
        let mut colours: Vec<(u16, Rgba)> = colours.into_iter().collect();
        colours.sort_by_key(|(class, _)| *class);
        Self(kept(&COLOURS, &colours))
    }

    /// The colour that a person gave to a class of the data set.
    pub fn get(self, class: u16) -> Option<Rgba> {
        let found = self.0.binary_search_by_key(&class, |(class, _)| *class);
        found.ok().map(|place| self.0[place].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_of_a_subset_is_the_class_of_the_data_set() {
        let some = Classes::new(&[4, 0, 9]);
        assert_eq!([0, 1, 2].map(|class| some.source(class)), [4, 0, 9]);
        assert_eq!(Classes::new(&[]).source(7), 7);
        assert_eq!(Classes::new(&[0, 1, 2]), Classes::default());
        assert_eq!(some, Classes::new(&[4, 0, 9]));
    }

    #[test]
    fn a_chosen_colour_is_found_by_its_class() {
        let red = Rgba::rgb(0xFF_00_00);
        let chosen = Chosen::new([(9, Rgba::WHITE), (2, red)]);
        assert_eq!(chosen.get(2), Some(red));
        assert_eq!(chosen.get(3), None);
    }
}

//! Which classes are left out of training.

/// The classes that are left out of training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// These, by their numbers in the source; none of them where it is empty.
    These(Vec<usize>),
    /// So many, the last ones of those that are used.
    Last(usize),
}

impl Default for LeftOut {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl LeftOut {
    /// Whether no class is left out.
    pub fn is_none(&self) -> bool {
        match self {
            Self::These(classes) => classes.is_empty(),
            Self::Last(count) => *count == 0,
        }
    }

    /// How many classes are left out.
    pub fn count(&self) -> usize {
        match self {
            Self::These(classes) => classes.len(),
            Self::Last(count) => *count,
        }
    }

    /// The classes that training sees and those that it does not, by their numbers in the source: the classes that are `used`,
    /// in their order, or all `count` of the source where that is empty.
    ///
    /// # Errors
    /// When a class that is left out is not among those that are used, or fewer than two are left; says so for a person.
    pub fn split(&self, used: &[usize], count: usize) -> Result<(Vec<usize>, Vec<usize>), String> {
        let all: Vec<usize> = match used {
            [] => (0..count).collect(),
            used => used.to_vec(),
        };
        if let Self::These(classes) = self
            && let Some(found) = classes.iter().find(|class| !all.contains(class))
        {
            return Err(match used {
                [] => format!(
                    "found class {found}, expected a number below {count} (classes count from 0)"
                ),
                used => format!("found class {found}, expected one of data.classes, {used:?}"),
            });
        }
        let kept = all.len().saturating_sub(self.count());
        if kept < 2 {
            return Err(format!(
                "found {} of {} classes left out, expected at most {}: training needs two classes",
                self.count(),
                all.len(),
                all.len().saturating_sub(2)
            ));
        }
        let place = |(place, class): (usize, usize)| match self {
            Self::These(classes) => (class, classes.contains(&class)),
            Self::Last(_) => (class, place >= kept),
        };
        let (unseen, seen): (Vec<_>, Vec<_>) = all
            .into_iter()
            .enumerate()
            .map(place)
            .partition(|(_, out)| *out);
        let numbers = |classes: Vec<(usize, bool)>| classes.into_iter().map(|(class, _)| class);
        Ok((numbers(seen).collect(), numbers(unseen).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(out: LeftOut, used: &[usize], expect: Result<(&[usize], &[usize]), &str>) {
        let expect = expect.map(|(seen, unseen)| (seen.to_vec(), unseen.to_vec()));
        assert_eq!(out.split(used, 6), expect.map_err(str::to_owned));
    }

    #[test]
    fn classes_are_left_out_by_number_or_the_last_ones() {
        let these = |classes: &[usize]| LeftOut::These(classes.to_vec());
        check(these(&[]), &[], Ok((&[0, 1, 2, 3, 4, 5], &[])));
        check(these(&[5, 1]), &[], Ok((&[0, 2, 3, 4], &[1, 5])));
        check(LeftOut::Last(2), &[], Ok((&[0, 1, 2, 3], &[4, 5])));
        check(LeftOut::Last(1), &[4, 0, 2], Ok((&[4, 0], &[2])));
        check(these(&[4]), &[4, 0, 2], Ok((&[0, 2], &[4])));
        let below = "found class 6, expected a number below 6 (classes count from 0)";
        check(these(&[6]), &[], Err(below));
        let among = "found class 1, expected one of data.classes, [4, 0, 2]";
        check(these(&[1]), &[4, 0, 2], Err(among));
        let few = "found 5 of 6 classes left out, expected at most 4: training needs two classes";
        check(LeftOut::Last(5), &[], Err(few));
        let none = "found 2 of 3 classes left out, expected at most 1: training needs two classes";
        check(these(&[0, 2]), &[4, 0, 2], Err(none));
    }
}

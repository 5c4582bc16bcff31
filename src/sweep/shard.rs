//! A part of a sweep, for one of several machines.

use std::fmt;
use std::str::FromStr;

/// Part `part` of `of`, from 1: every so many-th run, so that all parts take about as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 1 to `of`.
    pub part: usize,
    /// How many parts there are.
    pub of: usize,
}

impl Default for Shard {
    fn default() -> Self {
        Self { part: 1, of: 1 }
    }
}

impl Shard {
    /// Whether the run of this number, from 0, is in this part.
    pub fn holds(self, number: usize) -> bool {
        number % self.of == self.part - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("found \"{text}\", expected I/N such as 1/3, I from 1 to N");
        let both = text.split_once('/');
        let both = both.and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        let (part, of) = both.ok_or_else(expected)?;
        match (1..=of).contains(&part) {
            true => Ok(Self { part, of }),
            false => Err(expected()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_is_in_one_shard() {
        for of in 1..=5 {
            for number in 0..23 {
                let shards = (1..=of).map(|part| Shard { part, of });
                assert_eq!(shards.filter(|shard| shard.holds(number)).count(), 1);
            }
        }
    }

    #[test]
    fn shards_are_counted_from_one() {
        assert_eq!("2/3".parse(), Ok(Shard { part: 2, of: 3 }));
        for wrong in [
            "", "1", "0/3", "4/3", "1/0", "a/b", "-1/3", "1/3/5", "1.0/3",
        ] {
            let why = wrong.parse::<Shard>().unwrap_err();
            assert!(why.contains("expected I/N"), "{wrong}: {why}");
        }
    }
}

//! Classes from labels as files have them.

use std::collections::{BTreeMap, HashMap};

use super::DataError;

/// Names of classes, and the class of each sample.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Classes {
    /// Their names, in the order of labels.
    pub names: Vec<String>,
    /// The class of each sample.
    pub labels: Vec<usize>,
}

/// A class has a number below this everywhere.
pub const MOST: usize = 1 << 16;
/// A name with more characters than this is something else.
const LONGEST: usize = 200;

/// Labels that are words: classes in the order of the alphabet, or of numbers where all of them are numbers. The problem
/// names the place of the sample, from 0.
pub fn of_words(words: &[String]) -> Result<Classes, (usize, String)> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut order: Vec<(&str, usize)> = Vec::new();
    for (place, word) in words.iter().enumerate() {
        if !known.contains_key(&**word) {
            known.insert(word, 0);
            order.push((word, place));
            few(order.len()).map_err(|problem| (place, problem))?;
        }
    }
    let number = |word: &str| word.parse::<f64>().ok().filter(|x| x.is_finite());
    if order.iter().all(|(word, _)| number(word).is_some()) {
        let broken = |&&(word, _): &&(&str, usize)| number(word).is_some_and(|x| x.fract() != 0.0);
        if let Some((word, place)) = order.iter().find(broken) {
            let problem = format!("found {word}, expected a class: a whole number or a name");
            return Err((*place, problem));
        }
        order.sort_by(|a, b| {
            let of = |word: &str| number(word).unwrap_or_default();
            of(a.0).total_cmp(&of(b.0))
        });
    } else {
        order.sort();
    }
    let mut names = Vec::with_capacity(order.len());
    for (class, (word, place)) in order.into_iter().enumerate() {
        known.insert(word, class);
        names.push(name(word).map_err(|problem| (place, problem))?);
    }
    Ok(Classes {
        names,
        labels: words.iter().map(|word| known[&**word]).collect(),
    })
}

/// There are no more classes than there may be.
fn few(classes: usize) -> Result<(), String> {
    match classes <= MOST {
        true => Ok(()),
        false => Err(format!(
            "found class number {classes}, expected at most {MOST} classes"
        )),
    }
}

/// Labels that are whole numbers: with `names` each is the place of a name, without them each number that occurs is a class.
pub fn of_numbers(numbers: &[i64], names: Option<Vec<String>>) -> Result<Classes, (usize, String)> {
    let Some(names) = names else {
        let mut known: BTreeMap<i64, usize> = BTreeMap::new();
        for (row, &number) in numbers.iter().enumerate() {
            known.insert(number, 0);
            few(known.len()).map_err(|problem| (row, problem))?;
        }
        for (class, place) in known.values_mut().enumerate() {
            *place = class;
        }
        return Ok(Classes {
            names: known.keys().map(i64::to_string).collect(),
            labels: numbers.iter().map(|x| known[x]).collect(),
        });
    };
    let class = |(row, &number): (usize, &i64)| {
        let class = usize::try_from(number).ok();
        let class = class.filter(|class| *class < names.len());
        let last = names.len().saturating_sub(1);
        class.ok_or_else(|| {
            (
                row,
                format!(
                    "found class {number}, expected 0 to {last}, since there are {} names",
                    names.len()
                ),
            )
        })
    };
    let labels = numbers
        .iter()
        .enumerate()
        .map(class)
        .collect::<Result<_, _>>()?;
    Ok(Classes { names, labels })
}

/// Names as they are shown: without characters that only steer what others look like. The problem names the place, from 0.
pub fn names(all: &[String]) -> Result<Vec<String>, (usize, String)> {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::with_capacity(all.len());
    for (place, word) in all.iter().enumerate() {
        let name = name(word).map_err(|problem| (place, problem))?;
        if let Some(first) = known.insert(name.clone(), place) {
            let problem = format!(
                "found the name {name:?} again, which is the one of class {first} already, expected each name once"
            );
            return Err((place, problem));
        }
        names.push(name);
    }
    Ok(names)
}

/// The same names of a `file`, whose rows count from `first`.
pub fn names_in(file: &str, all: &[String], first: usize) -> Result<Vec<String>, DataError> {
    names(all).map_err(|(place, problem)| DataError::File {
        file: file.to_owned(),
        problem: format!("row {}: {problem}", place + first),
    })
}

fn name(word: &str) -> Result<String, String> {
    let count = word.chars().count();
    if count > LONGEST {
        let beginning: String = word.chars().take(20).collect();
        return Err(format!(
            "found a name of {count} characters, {beginning:?} …, expected at most {LONGEST}"
        ));
    }
    // Marks of the direction of writing would turn around what stands beside the name.
    let steers = |c: &char| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let name: String = word.chars().filter(steers).map(plain).collect();
    match name.trim() {
        "" => Err("found an empty name, expected one for each class".to_owned()),
        name => Ok(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    /// Names and labels, or the place of a problem and what it is.
    type Expect<'a> = Result<(&'a [&'a str], &'a [usize]), (usize, &'a str)>;

    #[test]
    fn words_are_classes_in_their_order() {
        fn check(words: &[&str], expect: Expect<'_>) {
            let found = of_words(&owned(words));
            let expect = expect.map_err(|(place, why)| (place, why.to_owned()));
            let expect = expect.map(|(names, labels)| Classes {
                names: owned(names),
                labels: labels.to_vec(),
            });
            assert_eq!(found, expect, "{words:?}");
        }
        check(&["b", "a", "b"], Ok((&["a", "b"], &[1, 0, 1])));
        check(&["10", "9", "-1"], Ok((&["-1", "9", "10"], &[2, 1, 0])));
        check(&["1.0", "2.0"], Ok((&["1.0", "2.0"], &[0, 1])));
        let broken = "found 0.5, expected a class: a whole number or a name";
        check(&["1", "0.5"], Err((1, broken)));
        check(&["1", "0.5", "x"], Ok((&["0.5", "1", "x"], &[1, 0, 2])));
    }

    #[test]
    fn numbers_are_classes_or_the_places_of_names() {
        fn check(numbers: &[i64], names: Option<&[&str]>, expect: Expect<'_>) {
            let found = of_numbers(numbers, names.map(owned));
            let expect = expect.map_err(|(place, why)| (place, why.to_owned()));
            let expect = expect.map(|(names, labels)| Classes {
                names: owned(names),
                labels: labels.to_vec(),
            });
            assert_eq!(found, expect, "{numbers:?}");
        }
        check(&[7, -2, 7], None, Ok((&["-2", "7"], &[1, 0, 1])));
        check(&[1, 0], Some(&["a", "b"]), Ok((&["a", "b"], &[1, 0])));
        let above = "found class 2, expected 0 to 1, since there are 2 names";
        check(&[1, 2], Some(&["a", "b"]), Err((1, above)));
    }

    #[test]
    fn more_classes_than_there_may_be_are_refused() {
        let numbers: Vec<i64> = (0..=MOST as i64).collect();
        let words: Vec<String> = numbers.iter().map(|x| format!("c{x}")).collect();
        let refused = |found: Result<Classes, (usize, String)>| {
            let expect = "found class number 65537, expected at most 65536 classes";
            assert_eq!(found.unwrap_err(), (MOST, expect.to_owned()));
        };
        refused(of_numbers(&numbers, None));
        refused(of_words(&words));
        assert_eq!(of_words(&words[1..]).unwrap().names.len(), MOST);
        assert_eq!(of_numbers(&numbers[1..], None).unwrap().names.len(), MOST);
    }

    #[test]
    fn names_are_plain_short_and_different() {
        fn check(given: &[&str], expect: Result<&[&str], (usize, &str)>) {
            let found = names(&owned(given));
            let expect = expect.map_err(|(place, why)| (place, why.to_owned()));
            assert_eq!(found, expect.map(owned), "{given:?}");
        }
        check(&["<b>cat</b>", "狗"], Ok(&["<b>cat</b>", "狗"]));
        check(&["\u{202e}tac", "d\nog"], Ok(&["tac", "d og"]));
        let again = "found the name \"a\" again, which is the one of class 0 already, expected each name once";
        check(&["a", "b", "a"], Err((2, again)));
        check(
            &["a", " "],
            Err((1, "found an empty name, expected one for each class")),
        );
        let long = "x".repeat(10_000);
        let expect =
            "found a name of 10000 characters, \"xxxxxxxxxxxxxxxxxxxx\" …, expected at most 200";
        check(&["a", &long], Err((1, expect)));
    }
}

//! An axis of a grid: a key of the experiment and the values that it takes.

use toml::Value;

use crate::train::toml_of;

/// More values than this are no axis that anybody looks at.
const MOST_VALUES: usize = 10_000;

/// A key and the values that it takes, none of them twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// As in experiment files: `loss.m`.
    pub key: String,
    /// As in experiment files too; a whole number is an integer, whatever the key takes.
    pub values: Vec<Value>,
}

impl Axis {
    /// Reads `KEY=VALUES`. Values are parted by commas; each is TOML or a bare word, or `FROM:TO:COUNT`, so many numbers from
    /// one to the other, both of them among these.
    ///
    /// # Errors
    /// When it is none of that, or a value comes twice; in words for a person.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (key, list) = text
            .split_once('=')
            .ok_or_else(|| "expected KEY=VALUES".to_owned())?;
        let key = key.trim();
        if key.is_empty() {
            return Err("found no key, expected KEY=VALUES".to_owned());
        }
        let mut values: Vec<Value> = Vec::new();
        for part in parts(list) {
            for value in several(part.trim())? {
                if values.contains(&value) {
                    return Err(format!("found {} twice", written(&value)));
                }
                values.push(value);
            }
            if values.len() > MOST_VALUES {
                return Err(format!("found more than {MOST_VALUES} values"));
            }
        }
        Ok(Self {
            key: key.to_owned(),
            values,
        })
    }
}

/// A value as a person reads it: text without quotes, numbers without needless zeros.
pub fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Float(number) => number.to_string(),
        other => other.to_string(),
    }
}

/// What commas part that stand in no bracket and no quotes.
fn parts(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_i32, false);
    for (at, c) in list.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts
}

fn several(part: &str) -> Result<Vec<Value>, String> {
    if part.is_empty() {
        return Err("found an empty value, expected values such as 4,8,16 or 0:0.5:6".to_owned());
    }
    match part.split(':').collect::<Vec<_>>()[..] {
        [from, to, count] if [from, to, count].iter().all(|n| is_number(n)) => {
            range(part, (from, to), count)
        }
        _ => Ok(vec![value(part)]),
    }
}

/// Whether it is meant as a number: what has colons and no numbers between them may be a path.
fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok()
}

fn range(part: &str, (from, to): (&str, &str), count: &str) -> Result<Vec<Value>, String> {
    let wrong = |expected: &str| format!("found {part}, expected FROM:TO:COUNT with {expected}");
    let end = |text: &str| text.trim().parse().ok().filter(|n: &f64| n.is_finite());
    let (from, to) = end(from)
        .zip(end(to))
        .ok_or_else(|| wrong("two finite numbers"))?;
    let counts = 2..=MOST_VALUES;
    let count = count.trim().parse().ok().filter(|n| counts.contains(n));
    let count = count.ok_or_else(|| wrong(&format!("a whole COUNT from 2 to {MOST_VALUES}")))?;
    if from == to {
        return Err(wrong("two different ends"));
    }
    let last = (count - 1) as f64;
    let number = |place: usize| {
        let share = place as f64 / last;
        // Twelve digits are what a person means: 0.3 and not 0.30000000000000004.
        let text = format!("{:.11e}", from * (1.0 - share) + to * share);
        plain(text.parse().unwrap_or(from))
    };
    Ok((0..count).map(number).collect())
}

/// TOML, or a bare word.
fn value(text: &str) -> Value {
    let parsed = toml_of::<toml::Table>(&format!("value = {text}"));
    let value = parsed.ok().and_then(|mut table| table.remove("value"));
    match value {
        Some(Value::Float(number)) => plain(number),
        Some(value) => value,
        None => Value::from(text),
    }
}

/// A number; the same one is written in one way.
fn plain(number: f64) -> Value {
    match number.fract() == 0.0 && number.abs() < 1e15 {
        true => Value::Integer(number as i64),
        false => Value::Float(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<(&str, &[&str]), &str>) {
        let found = Axis::parse(text);
        match (found, expect) {
            (Ok(axis), Ok((key, values))) => {
                let found: Vec<String> = axis.values.iter().map(written).collect();
                assert_eq!((axis.key.as_str(), &found[..]), (key, &owned(values)[..]));
            }
            (Err(why), Err(part)) => assert!(why.contains(part), "{text}: {why}"),
            (found, expect) => panic!("{text}: found {found:?}, expected {expect:?}"),
        }
    }

    fn owned(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn an_axis_is_a_list_or_a_range() {
        let tenths: &[&str] = &["0", "0.1", "0.2", "0.3", "0.4", "0.5"];
        check("loss.m=0:0.5:6", Ok(("loss.m", tenths)));
        check("loss.s=4,8,16,32", Ok(("loss.s", &["4", "8", "16", "32"])));
        check("steps=100:50:2", Ok(("steps", &["100", "50"])));
        check(
            "loss.m=-1:1:3, 0.25",
            Ok(("loss.m", &["-1", "0", "1", "0.25"])),
        );
        check("loss.m=0.5", Ok(("loss.m", &["0.5"])));
        let words: &[&str] = &["softmax", "am-softmax"];
        check(" loss.id = softmax, am-softmax ", Ok(("loss.id", words)));
        check("data.path=C:/a:b", Ok(("data.path", &["C:/a:b"])));
        let lists: &[&str] = &["[64, 64]", "[128]", "[]"];
        check("model.hidden=[64,64],[128],[]", Ok(("model.hidden", lists)));
        check("data.path=\"a,b\",c", Ok(("data.path", &["a,b", "c"])));
        check(
            "optimizer.learning_rate=1e-3,0.002",
            Ok(("optimizer.learning_rate", &["0.001", "0.002"])),
        );
    }

    #[test]
    fn what_is_no_axis_says_what_was_expected() {
        check("loss.m", Err("expected KEY=VALUES"));
        check("=1,2", Err("found no key"));
        check("loss.m=", Err("found an empty value"));
        check("loss.m=1,,2", Err("found an empty value"));
        check("loss.m=0:1:1", Err("a whole COUNT from 2"));
        check("loss.m=0:1:2.5", Err("a whole COUNT from 2"));
        check("loss.m=0:1:99999999", Err("a whole COUNT from 2"));
        check("loss.m=0:1:-3", Err("a whole COUNT from 2"));
        check("loss.m=1:1:3", Err("two different ends"));
        check("loss.m=0:inf:3", Err("two finite numbers"));
        check("loss.m=NaN:1:3", Err("two finite numbers"));
        check("loss.s=4,8,4.0", Err("found 4 twice"));
        check("loss.m=0:1:3,0.5", Err("found 0.5 twice"));
        check("loss.m=0:1:9000,2:3:9000", Err("found more than 10000"));
    }
}

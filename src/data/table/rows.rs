//! The rows of a table, read one by one.

use std::collections::HashSet;
use std::path::Path;

use csv::StringRecord;

use crate::data::{
    DataError,
    samples::wrong,
    sheet::{self, is_missing, shown},
};
use crate::text::shortened;

/// What a person says of a table.
pub struct Wanted<'a> {
    /// The column of classes.
    pub label: Option<&'a str>,
    /// Whether the first row has names: `auto`, `yes` or `no`.
    pub header: &'a str,
    /// Columns that are not read.
    pub ignore: &'a str,
    /// The column of parts.
    pub split: Option<&'a str>,
}

/// What the rows of a table hold.
pub struct Rows {
    /// Numbers of a row.
    pub columns: usize,
    /// Row by row.
    pub values: Vec<f32>,
    /// The class of each row, as it is written.
    pub words: Vec<String>,
    /// Which rows are held out, where a column says so.
    pub held_out: Option<Vec<bool>>,
    /// The row of the file that each stands in, from 1.
    pub lines: Vec<u64>,
    /// What is not finite, the first of it.
    pub faults: Vec<DataError>,
    /// What the column of classes is called in messages.
    pub label_name: String,
    names: Vec<String>,
}

/// What columns are, by their places.
struct Columns {
    delimiter: u8,
    names: Vec<String>,
    all: usize,
    label: usize,
    split: Option<usize>,
    numbers: Vec<usize>,
    /// The row that says how many columns there are.
    first_line: u64,
}

/// What columns of classes are called.
const LABELS: [&str; 7] = [
    "label", "labels", "class", "classes", "target", "species", "category",
];

impl Rows {
    /// Reads a table.
    pub fn read(file: &Path, bytes: &[u8], wanted: &Wanted<'_>) -> Result<Self, DataError> {
        let text = sheet::decode(file, bytes)?;
        if text.trim().is_empty() {
            return Err(wrong(
                file,
                "found an empty file, expected rows and columns",
            ));
        }
        let delimiter = sheet::delimiter(&text)
            .ok_or_else(|| wrong(file, "found one column, expected at least two: numbers and a class, parted by , ; | or tabs"))?;
        let mut records = sheet::records(&text, delimiter).into_records();
        let mut next = || {
            let record = records.next();
            record
                .transpose()
                .map_err(|error| wrong(file, error.to_string()))
        };
        let (first, second) = (next()?.unwrap_or_default(), next()?);
        let columns = Columns::new(delimiter, (&first, second.as_ref()), wanted)
            .map_err(|problem| wrong(file, problem))?;
        let mut rows = Self::empty(&columns);
        if columns.names.is_empty() {
            rows.take(file, &columns, &first)?;
        }
        let mut record = second;
        while let Some(found) = record {
            rows.take(file, &columns, &found)?;
            record = next()?;
        }
        match rows.words.is_empty() {
            true => Err(wrong(file, "found only a header, expected rows below it")),
            false => Ok(rows),
        }
    }

    fn empty(columns: &Columns) -> Self {
        Self {
            columns: columns.numbers.len(),
            values: Vec::new(),
            words: Vec::new(),
            held_out: columns.split.map(|_| Vec::new()),
            lines: Vec::new(),
            faults: Vec::new(),
            label_name: columns.called(columns.label),
            names: columns.names.clone(),
        }
    }

    fn take(
        &mut self,
        file: &Path,
        columns: &Columns,
        record: &StringRecord,
    ) -> Result<(), DataError> {
        const MOST_FAULTS: usize = 20;
        let line = record.position().map_or(0, csv::Position::line);
        let fail = |problem: String| Err(wrong(file, format!("row {line}{problem}")));
        let at = |place: usize| format!(", {}", columns.called(place));
        if record.len() != columns.all {
            let (found, expected) = (record.len(), columns.all);
            let first = columns.first_line;
            return fail(format!(
                ": found {found} columns, expected {expected} as in row {first}"
            ));
        }
        for &place in &columns.numbers {
            let field = &record[place];
            let Some(value) = sheet::number(field, columns.delimiter) else {
                return fail(format!(
                    "{}: found {}, expected a number",
                    at(place),
                    shown(field)
                ));
            };
            if !value.is_finite() && self.faults.len() < MOST_FAULTS {
                let problem = format!(
                    "row {line}{}: found {}, expected a number",
                    at(place),
                    shown(field)
                );
                self.faults.push(wrong(file, problem));
            }
            self.values.push(value);
        }
        let word = record[columns.label].trim();
        if is_missing(word) {
            return fail(format!(
                "{}: found {}, expected a class",
                at(columns.label),
                shown(word)
            ));
        }
        self.words.push(word.to_owned());
        if let (Some(place), Some(out)) = (columns.split, &mut self.held_out) {
            match part(&record[place]) {
                Some(part) => out.push(part),
                None => {
                    let found = shown(&record[place]);
                    return fail(format!(
                        "{}: found {found}, expected train or test",
                        at(place)
                    ));
                }
            }
        }
        self.lines.push(line);
        Ok(())
    }

    /// All rows of a second file are held out.
    pub fn take_held_out(&mut self, more: Self) -> Result<(), String> {
        if more.columns != self.columns || more.names != self.names {
            let told = |rows: &Self| match rows.names.is_empty() {
                true => format!("{} columns of numbers", rows.columns),
                false => format!("the columns {}", shown(&rows.names.join(", "))),
            };
            return Err(format!(
                "found {}, expected {} as in the first file",
                told(&more),
                told(self)
            ));
        }
        let mut out = vec![false; self.words.len()];
        out.resize(out.len() + more.words.len(), true);
        self.held_out = Some(out);
        self.values.extend(more.values);
        self.words.extend(more.words);
        self.lines.extend(more.lines);
        self.faults.extend(more.faults);
        Ok(())
    }
}

/// Whether a word in the column of parts means the held-out one.
fn part(word: &str) -> Option<bool> {
    match &*word.trim().to_ascii_lowercase() {
        "train" | "training" | "0" | "false" => Some(false),
        "test" | "testing" | "val" | "valid" | "validation" | "eval" | "held-out" | "1"
        | "true" => Some(true),
        _ => None,
    }
}

impl Columns {
    fn new(
        delimiter: u8,
        (first, second): (&StringRecord, Option<&StringRecord>),
        wanted: &Wanted<'_>,
    ) -> Result<Self, String> {
        let is_number =
            |field: &str| !is_missing(field) && sheet::number(field, delimiter).is_some();
        let has_names = match wanted.header {
            "yes" => true,
            "no" => false,
            _ => !first.iter().any(is_number),
        };
        let names: Vec<String> = match has_names {
            true => first.iter().map(|name| name.trim().to_owned()).collect(),
            false => Vec::new(),
        };
        let all = first.len();
        let known = sheet::Columns::new(&names, all);
        let find = |key: &str, wanted: &str| {
            let found = known.find(wanted);
            found.map_err(|problem| format!("data.{key}: {problem}"))
        };
        let split = wanted.split.map(|name| find("split", name)).transpose()?;
        let ignored = wanted.ignore.split(',').map(str::trim);
        let ignored = ignored.filter(|name| !name.is_empty());
        let mut others = ignored
            .map(|name| find("ignore", name))
            .collect::<Result<HashSet<_>, _>>()?;
        others.extend(split);
        let data = if has_names { second } else { Some(first) };
        let label = match wanted.label {
            Some(name) => find("label", name)?,
            None => {
                let left: Vec<usize> = (0..all).filter(|place| !others.contains(place)).collect();
                guessed(&names, &left, data, is_number).ok_or("found no column for the classes")?
            }
        };
        others.insert(label);
        let numbers: Vec<usize> = (0..all).filter(|place| !others.contains(place)).collect();
        match numbers.is_empty() {
            true => Err("found no column of numbers beside the classes".to_owned()),
            false => Ok(Self {
                delimiter,
                names,
                all,
                label,
                split,
                numbers,
                first_line: first.position().map_or(1, csv::Position::line),
            }),
        }
    }

    /// A column as messages name it.
    fn called(&self, place: usize) -> String {
        match self.names.get(place) {
            Some(name) if !name.is_empty() => format!("column {} ({})", place + 1, shortened(name)),
            _ => format!("column {}", place + 1),
        }
    }
}

/// The column of classes among those that are `left`.
fn guessed(
    names: &[String],
    left: &[usize],
    data: Option<&StringRecord>,
    is_number: impl Fn(&str) -> bool,
) -> Option<usize> {
    let called = |&&place: &&usize| {
        let name = names.get(place);
        name.is_some_and(|name| LABELS.iter().any(|label| name.eq_ignore_ascii_case(label)))
    };
    let text = |&&place: &&usize| {
        let field = data.and_then(|row| row.get(place));
        field.is_some_and(|field| !is_missing(field) && !is_number(field))
    };
    let mut texts = left.iter().filter(text);
    let only_text = texts.next().filter(|_| texts.next().is_none());
    // Beside an x it is a coordinate.
    let named = |wanted: &str| {
        let mut all = left.iter();
        all.find(|&&place| {
            names
                .get(place)
                .is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        })
    };
    let y = named("y").filter(|_| named("x").is_none());
    let found = left.iter().find(called).or(only_text).or(y).or(left.last());
    found.copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_columns_are_left_out_as_are_named() {
        const COLUMNS: usize = 150_000;
        let names: Vec<String> = (0..COLUMNS).map(|i| format!("c{i}")).collect();
        let row: Vec<String> = (0..COLUMNS).map(|i| i.to_string()).collect();
        let text = format!("{}\n{}\n", names.join(","), row.join(","));
        let wanted = Wanted {
            label: Some("c0"),
            header: "auto",
            ignore: &names[2..].join(","),
            split: None,
        };
        let begun = std::time::Instant::now();
        let rows = Rows::read(Path::new("t.csv"), text.as_bytes(), &wanted).unwrap();
        assert_eq!((rows.columns, &*rows.values), (1, &[1.0][..]));
        let took = begun.elapsed().as_secs_f64();
        assert!(took < 5.0, "{took} s");
    }
}

//! Tables of numbers with a column of classes, as spreadsheets write them.

mod rows;

use std::path::{Path, PathBuf};

use ndarray::Array2;

use self::rows::{Rows, Wanted};
use super::own::{BY_COLUMN, HELD_OUT, NOT_FINITE, SPLIT_SEED, STRATIFIED, named, path};
use super::samples::{Reader, Samples, wrong};
use super::{DataError, Dataset, Request, Shape, Source, Text, classes, sheet};
use crate::arrays::regular;
use crate::knob::{Knob, Knobs};

/// A table: CSV, TSV and their relatives.
pub struct Table;

const KNOBS: [Knob; 2] = [HELD_OUT, SPLIT_SEED];

const TEXTS: [Text; 8] = [
    named(
        "label",
        "column of classes",
        "Name of the column with the classes, or its number from 1; if not given, the one that is called label, class, target, \
            species or y, the only one with text, or the last.",
    ),
    Text {
        id: "header",
        label: "first row has names",
        about: "Whether the first row has the names of the columns; told by whether there is a number in it if not given.",
        default: "auto",
        words: &["auto", "yes", "no"],
        is_path: false,
    },
    named(
        "ignore",
        "columns to leave out",
        "Columns that are not read, by name or number from 1, with commas between them.",
    ),
    path(
        "test_path",
        "held-out file",
        "A second file with the same columns, of which every row is held out.",
    ),
    named(
        "split",
        "column of parts",
        "The column that says of each row whether it is for train or test.",
    ),
    STRATIFIED,
    NOT_FINITE,
    BY_COLUMN,
];

impl Source for Table {
    fn id(&self) -> &'static str {
        "table"
    }

    fn name(&self) -> &'static str {
        "Table (CSV, TSV)"
    }

    fn about(&self) -> &'static str {
        "A file of rows and columns with a column of classes; all other columns are numbers."
    }

    fn licence(&self) -> &'static str {
        "Read from a file; its licence is that of whoever the file is from."
    }

    fn knobs(&self) -> &'static [Knob] {
        &KNOBS
    }

    fn texts(&self) -> &'static [Text] {
        &TEXTS
    }

    fn reads_path(&self) -> bool {
        true
    }

    fn reads_file(&self) -> bool {
        true
    }

    fn folder_of(&self, path: &Path) -> Option<PathBuf> {
        let beginning = regular::beginning(path, 1 << 16);
        looks_like_table(path, &beginning).then(|| path.to_owned())
    }

    fn read(&self, request: &Request<'_>) -> Option<Result<Samples, DataError>> {
        Some(read(request))
    }

    fn class_names(&self, _knobs: &Knobs) -> Vec<String> {
        Vec::new()
    }

    fn load(&self, request: &Request<'_>) -> Result<Dataset, DataError> {
        read(request)?.dataset(self.id(), request)
    }
}

/// Whether most rows at the beginning of a file have the same number of columns, and more than one. Files that begin as
/// markup and settings do are none.
fn looks_like_table(path: &Path, beginning: &[u8]) -> bool {
    // Whole rows only; the last one may be cut in the middle of a letter.
    let whole = match beginning.len() < 1 << 16 {
        true => beginning,
        false => &beginning[..beginning.iter().rposition(|&b| b == b'\n').unwrap_or(0)],
    };
    let Ok(text) = sheet::decode(path, whole) else {
        return false;
    };
    let extension = path.extension().map(|of| of.to_ascii_lowercase());
    let named = |names: &[&str]| {
        extension
            .as_ref()
            .is_some_and(|of| names.iter().any(|n| of == n))
    };
    if named(&["csv", "tsv"]) {
        return true;
    }
    let other = text.trim_start().starts_with(['[', '{', '<', '#', '%']);
    !other && !named(&["toml", "json", "svg", "md"]) && sheet::delimiter(&text).is_some()
}

fn read(request: &Request<'_>) -> Result<Samples, DataError> {
    let file = Path::new(request.path.ok_or(DataError::NoPath("table"))?);
    let mut reader = Reader::default();
    let wanted = Wanted {
        label: request.asked("label"),
        header: request.texts.get("header"),
        ignore: request.texts.get("ignore"),
        split: request.asked("split"),
    };
    let bytes = reader.file(file)?;
    let mut rows = Rows::read(file, &bytes, &wanted)?;
    drop(bytes);
    let second = match request.asked("test_path") {
        None => None,
        Some(second) => {
            let second = Path::new(second);
            let bytes = reader.file(second)?;
            Some((second, Rows::read(second, &bytes, &wanted)?))
        }
    };
    let own = rows.words.len();
    if let Some((second, more)) = second {
        rows.take_held_out(more)
            .map_err(|problem| wrong(second, problem))?;
    }
    let found = classes::of_words(&rows.words);
    let found = found.map_err(|(place, problem)| {
        let row = rows.lines[place];
        let at = match (place < own, request.asked("test_path")) {
            (false, Some(second)) => Path::new(second),
            _ => file,
        };
        wrong(at, format!("row {row}, {}: {problem}", rows.label_name))
    })?;
    let (n, columns) = (rows.words.len(), rows.columns);
    let inputs = Array2::from_shape_vec((n, columns), rows.values)
        .map_err(|error| wrong(file, error.to_string()))?;
    Ok(Samples {
        shape: Shape::Flat(columns),
        dtype: "float64".to_owned(),
        inputs,
        labels: found.labels,
        class_names: found.names,
        held_out: rows.held_out,
        pixels: Vec::new(),
        faults: rows.faults,
        file: file.display().to_string(),
        read: reader.hash(),
    })
}

//! Pictures: a folder a class, or a folder with a table of files and classes.

mod list;
mod picture;

use std::path::{Path, PathBuf};

use ndarray::Array2;

use self::list::{Listed, has_pictures};
use super::own::{HELD_OUT, SPLIT_SEED, STRATIFIED, path};
use super::samples::{Reader, Samples, wrong};
use super::{DataError, Dataset, Request, Shape, Source, Text, classes};
use crate::knob::{Knob, Knobs, Spread};

/// A folder of pictures.
pub struct Images;

const SIZE: Knob = Knob {
    id: "size",
    label: "rows and columns",
    symbol: "rows and columns",
    unit: "pixels",
    min: 8.0,
    max: 128.0,
    default: 28.0,
    spread: Spread::Whole,
    larger: "A larger value keeps more of the pictures and takes longer to train.",
};

/// What the scaled pictures may take together, in bytes: inputs, and pixels to look at.
const MOST_BYTES: u64 = 8_000_000_000;

const KNOBS: [Knob; 3] = [SIZE, HELD_OUT, SPLIT_SEED];

const TEXTS: [Text; 4] = [
    path(
        "labels",
        "table of classes",
        "A table with the columns file and label; if not given, a folder is a class.",
    ),
    Text {
        id: "colour",
        label: "colours",
        about: "Whether pictures are read in grey or in colour.",
        default: "grey",
        words: &["grey", "colour"],
        is_path: false,
    },
    Text {
        id: "broken",
        label: "broken pictures",
        about: "Pictures that cannot be read: refuse the data, or leave these out.",
        default: "refuse",
        words: &["refuse", "drop"],
        is_path: false,
    },
    STRATIFIED,
];

impl Source for Images {
    fn id(&self) -> &'static str {
        "images"
    }

    fn name(&self) -> &'static str {
        "Pictures (folders)"
    }

    fn about(&self) -> &'static str {
        "PNG, JPEG, BMP and GIF: a folder a class, or a folder with a table of file and label."
    }

    fn licence(&self) -> &'static str {
        "Read from a folder; its licence is that of whoever the files are from."
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

    fn folder_of(&self, path: &Path) -> Option<PathBuf> {
        (path.is_dir() && has_pictures(path)).then(|| path.to_owned())
    }

    fn read(&self, request: &Request<'_>) -> Option<Result<Samples, DataError>> {
        Some(read(request))
    }

    fn class_names(&self, _knobs: &Knobs) -> Vec<String> {
        Vec::new()
    }

    fn load(&self, request: &Request<'_>) -> Result<Dataset, DataError> {
        let samples = read(request)?;
        if let (Some(first), "refuse") = (samples.faults.first(), request.texts.get("broken")) {
            let count = samples.faults.len();
            return Err(wrong(
                Path::new(&samples.file),
                format!(
                    "found {count} broken pictures; the first: {first}; data.broken = \"drop\" leaves them out"
                ),
            ));
        }
        samples.dataset(self.id(), request)
    }
}

fn read(request: &Request<'_>) -> Result<Samples, DataError> {
    let folder = Path::new(request.path.ok_or(DataError::NoPath("images"))?);
    let mut reader = Reader::default();
    let listed = list::listed(&mut reader, folder, request.asked("labels"))?;
    let side = request.knobs.or(SIZE.id, SIZE.default) as usize;
    let channels = match request.texts.get("colour") {
        "colour" => 3,
        _ => 1,
    };
    let shape = Shape::Image {
        height: side,
        width: side,
        channels,
    };
    afford(listed.len(), side, channels).map_err(|problem| wrong(folder, problem))?;
    let mut values = Vec::new();
    let (mut pixels, mut words, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    let mut held_out = Vec::new();
    for Listed { file, class, held } in listed {
        let picture = reader.file(&file).and_then(|bytes| {
            picture::read(&bytes, side, channels).map_err(|problem| wrong(&file, problem))
        });
        match picture {
            Ok(picture) => {
                values.extend(picture.values.iter().map(|&byte| f32::from(byte)));
                pixels.extend(picture.grey);
                words.push(class);
                held_out.push(held);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if words.is_empty() {
        let first = faults.first().map(ToString::to_string);
        let first = first.map_or(String::new(), |first| format!("; the first: {first}"));
        return Err(wrong(
            folder,
            format!("found no picture that can be read, expected PNG, JPEG, BMP or GIF{first}"),
        ));
    }
    let found = classes::of_words(&words).map_err(|(_, problem)| wrong(folder, problem))?;
    let inputs = Array2::from_shape_vec((words.len(), shape.len()), values);
    let held_out: Option<Vec<bool>> = held_out.into_iter().collect();
    Ok(Samples {
        shape,
        dtype: "uint8".to_owned(),
        inputs: inputs.map_err(|error| wrong(folder, error.to_string()))?,
        labels: found.labels,
        class_names: found.names,
        held_out,
        pixels,
        faults,
        file: folder.display().to_string(),
        read: reader.hash(),
    })
}

/// Holds what so many scaled pictures take against what they may: before one is read. A table may name a file any number of times.
fn afford(pictures: usize, side: usize, channels: usize) -> Result<(), String> {
    let pixels = (pictures as u64).saturating_mul((side * side) as u64);
    let each = (channels * size_of::<f32>() + 1) as u64;
    match pixels.saturating_mul(each) {
        ..=MOST_BYTES => Ok(()),
        bytes => Err(format!(
            "found {pictures} pictures, which take {:.1} GB at {side} × {side} pixels, expected at most {} GB; make data.size smaller",
            bytes as f64 / 1e9,
            MOST_BYTES / 1_000_000_000
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{LeftOut, Texts};

    #[test]
    fn more_pictures_than_there_may_be_are_refused_before_one_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("labels.csv");
        std::fs::write(folder.path().join("a.png"), "").unwrap();
        let rows = "a.png,a\na.png,b\n".repeat(20_000);
        std::fs::write(&table, rows).unwrap();
        let check = |size: f64, expect: &str| {
            let mut texts = Texts::defaults(&TEXTS);
            texts.set("labels", &table.display().to_string());
            texts.set("colour", "colour");
            let request = Request {
                knobs: &[("size", size)].into_iter().collect(),
                texts: &texts,
                path: folder.path().to_str(),
                classes: &[],
                left_out: &LeftOut::default(),
                as_features: false,
                seed: 0,
            };
            let refused = read(&request).unwrap_err().to_string();
            assert!(refused.contains(expect), "{refused}");
        };
        check(
            128.0,
            "found 40000 pictures, which take 8.5 GB at 128 × 128 pixels, expected at most 8 GB; make data.size smaller",
        );
        check(120.0, "found no picture that can be read");
    }
}

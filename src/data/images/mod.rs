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

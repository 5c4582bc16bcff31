use std::path::{Path, PathBuf};

use ndarray::Array2;

use super::idx::{self, Idx};
use super::{DataError, Dataset, Request, Samples, Shape, Source, Split, balanced};
use crate::{
    arrays::regular,
    knob::{Knob, Knobs, Spread},
    platform::files as on_disk,
};

/// A folder with the four IDX files of MNIST or one of its relatives, gzipped or not.
pub struct IdxFolder;

/// What its files are called, but for the `.gz` of a packed one.
const STEMS: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

const KNOBS: [Knob; 2] = [
    Knob {
        id: "train",
        label: "training images",
        symbol: "train",
        unit: "images",
        min: 100.0,
        max: 60_000.0,
        default: 60_000.0,
        spread: Spread::Whole,
        larger: "A larger value trains on more images: slower epochs, better held-out accuracy.",
    },
    Knob {
        id: "test",
        label: "held-out images",
        symbol: "test",
        unit: "images",
        min: 100.0,
        max: 10_000.0,
        default: 10_000.0,
        spread: Spread::Whole,
        larger: "A larger value draws more points and measures the accuracy more exactly.",
    },
];

impl Source for IdxFolder {
    fn id(&self) -> &'static str {
        "idx"
    }

    fn name(&self) -> &'static str {
        "IDX folder (MNIST …)"
    }

    fn about(&self) -> &'static str {
        "The four files train-images, train-labels, t10k-images and t10k-labels of MNIST, read from the folder data.path."
    }

    fn licence(&self) -> &'static str {
        "Read from a folder; its licence is that of whoever the files are from."
    }

    fn knobs(&self) -> &'static [Knob] {
        &KNOBS
    }

    fn reads_path(&self) -> bool {
        true
    }

    fn folder_of(&self, path: &Path) -> Option<PathBuf> {
        let named = |path: &Path| {
            let name = path.file_name()?.to_str()?;
            let stem = name.strip_suffix(".gz").unwrap_or(name);
            STEMS.contains(&stem).then_some(())
        };
        if path.is_dir() {
            let mut files = std::fs::read_dir(path).ok()?.flatten();
            let found = files.any(|file| named(&file.path()).is_some());
            return found.then(|| path.to_owned());
        }
        named(path).and(path.parent()).map(Path::to_owned)
    }

    fn read(&self, request: &Request<'_>) -> Option<Result<Samples, DataError>> {
        Some(self.samples(request))
    }

    fn class_names(&self, _knobs: &Knobs) -> Vec<String> {
        (0..10).map(|digit| digit.to_string()).collect()
    }

    fn load(&self, request: &Request<'_>) -> Result<Dataset, DataError> {
        let (_, train, test) = files(request)?;
        let (train, test) = (part(&train), part(&test));
        let names = self.class_names(request.knobs);
        let counts = (number(request, &KNOBS[0]), number(request, &KNOBS[1]));
        images(self.id(), names, (train, counts.0), (test, counts.1))
    }
}

impl IdxFolder {
    /// The bytes of both parts, not scaled.
    fn samples(&self, request: &Request<'_>) -> Result<Samples, DataError> {
        let (folder, train, test) = files(request)?;
        let names = self.class_names(request.knobs);
        let counts = (number(request, &KNOBS[0]), number(request, &KNOBS[1]));
        let (train, mut labels) = decode(part(&train), counts.0, names.len())?;
        let (test, more) = decode(part(&test), counts.1, names.len())?;
        let mut held_out = vec![false; labels.len()];
        held_out.resize(labels.len() + more.len(), true);
        labels.extend(more);
        let shape = Shape::Image {
            height: train.dims[1],
            width: train.dims[2],
            channels: 1,
        };
        let pixels = [train.bytes, test.bytes].concat();
        let inputs = pixels.iter().map(|&byte| f32::from(byte)).collect();
        let inputs = Array2::from_shape_vec((labels.len(), shape.len()), inputs);
        Ok(Samples {
            shape,
            dtype: "uint8".to_owned(),
            inputs: inputs.map_err(|error| DataError::File {
                file: folder.clone(),
                problem: error.to_string(),
            })?,
            labels,
            class_names: names,
            held_out: Some(held_out),
            pixels,
            faults: Vec::new(),
            file: folder,
            read: String::new(),
        })
    }
}

/// The folder, and the files of both parts: images and labels.
fn files(request: &Request<'_>) -> Result<(String, Pair, Pair), DataError> {
    let folder = request.path.ok_or(DataError::NoPath("idx"))?;
    let read = |stem: &str| read(Path::new(folder), stem);
    let train = (read(STEMS[0])?, read(STEMS[1])?);
    let test = (read(STEMS[2])?, read(STEMS[3])?);
    Ok((folder.to_owned(), train, test))
}

type File = (String, Vec<u8>);
/// Images and labels.
type Pair = (File, File);

fn part((images, labels): &(File, File)) -> Part<'_> {
    Part {
        images: &images.1,
        labels: &labels.1,
        images_name: &images.0,
        labels_name: &labels.0,
    }
}

/// The file of this stem in the folder, gzipped or not, with the name it was found under.
fn read(folder: &Path, stem: &str) -> Result<File, DataError> {
    let plain = folder.join(stem);
    let zipped = folder.join(format!("{stem}.gz"));
    // Where there is neither, it is the plain one that is missing.
    let file = match on_disk::exists(&zipped) && !on_disk::exists(&plain) {
        true => zipped,
        false => plain,
    };
    let name = file.display().to_string();
    match regular::read(&file) {
        Ok(content) => Ok((name, content)),
        Err(error) => Err(DataError::File {
            problem: format!("{error}; expected {stem} or {stem}.gz in the folder of data.path"),
            file: name,
        }),
    }
}

/// The value of a knob that counts samples.
pub(super) fn number(request: &Request<'_>, knob: &Knob) -> usize {
    request.knobs.or(knob.id, knob.default) as usize
}

/// Contents and names of an image file and its label file.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    /// Content of the image file, gzipped or not.
    pub images: &'a [u8],
    /// Content of the label file, gzipped or not.
    pub labels: &'a [u8],
    /// The image file's name, for messages.
    pub images_name: &'a str,
    /// The label file's name, for messages.
    pub labels_name: &'a str,
}

/// A data set of so many images of each part, shared out among the classes, pixels standardized with the training part's
/// mean and spread.
pub(super) fn images(
    id: &str,
    class_names: Vec<String>,
    (train, train_count): (Part<'_>, usize),
    (test, test_count): (Part<'_>, usize),
) -> Result<Dataset, DataError> {
    let (train_pixels, train_labels) = decode(train, train_count, class_names.len())?;
    let (test_pixels, test_labels) = decode(test, test_count, class_names.len())?;
    if train_pixels.dims[1..] != test_pixels.dims[1..] {
        let (found, expected) = (&test_pixels.dims[1..], &train_pixels.dims[1..]);
        return Err(DataError::File {
            file: test.images_name.to_owned(),
            problem: format!(
                "found images of {found:?}, expected {expected:?} as in the training part"
            ),
        });
    }
    let (mean, spread) = moments(&train_pixels.bytes);
    let inputs = |idx: &Idx<'_>| {
        let mut inputs = Array2::zeros((idx.dims[0], idx.dims[1] * idx.dims[2]));
        for (input, &pixel) in inputs.iter_mut().zip(idx.bytes.iter()) {
            *input = (f32::from(pixel) - mean) / spread;
        }
        inputs
    };
    Ok(Dataset {
        id: id.to_owned(),
        shape: Shape::Image {
            height: train_pixels.dims[1],
            width: train_pixels.dims[2],
            channels: 1,
        },
        class_names,
        train: Split {
            inputs: inputs(&train_pixels),
            labels: train_labels,
        },
        test: Split {
            inputs: inputs(&test_pixels),
            labels: test_labels,
        },
        test_pixels: test_pixels.bytes.into_owned(),
        unseen: Default::default(),
        given: None,
        hash: Default::default(),
    })
}

/// `count` images and labels of a part, as many of each class as of the others.
fn decode(
    part: Part<'_>,
    count: usize,
    classes: usize,
) -> Result<(Idx<'static>, Vec<usize>), DataError> {
    let images = idx::parse(part.images_name, part.images, 3)?;
    let labels = idx::parse(part.labels_name, part.labels, 1)?;
    let fail = |problem: String| DataError::File {
        file: part.labels_name.to_owned(),
        problem,
    };
    let (n, size) = (images.dims[0], images.dims[1] * images.dims[2]);
    if labels.dims[0] != n {
        let found = labels.dims[0];
        return Err(fail(format!(
            "found {found} labels, expected {n}, one an image"
        )));
    }
    if n == 0 || size == 0 {
        return Err(fail("found no image, expected at least one".to_owned()));
    }
    let wrong = labels
        .bytes
        .iter()
        .position(|&label| usize::from(label) >= classes);
    if let Some(row) = wrong {
        let found = labels.bytes[row];
        return Err(fail(format!(
            "row {row}: found class {found}, expected 0 to {}",
            classes - 1
        )));
    }
    let labels: Vec<usize> = labels.bytes.iter().map(|&l| usize::from(l)).collect();
    let chosen = balanced(&labels, count);
    let bytes = chosen
        .iter()
        .flat_map(|i| &images.bytes[i * size..][..size])
        .copied()
        .collect();
    let labels = chosen.iter().map(|&i| labels[i]).collect();
    let dims = vec![chosen.len(), images.dims[1], images.dims[2]];
    Ok((Idx { dims, bytes }, labels))
}

fn moments(pixels: &[u8]) -> (f32, f32) {
    let count = pixels.len().max(1) as f64;
    let sum: f64 = pixels.iter().map(|&p| f64::from(p)).sum();
    let squares: f64 = pixels.iter().map(|&p| f64::from(p) * f64::from(p)).sum();
    let mean = sum / count;
    // A part whose pixels are all the same has no spread; its inputs are then all zero.
    let spread = (squares / count - mean * mean).max(0.0).sqrt().max(1.0);
    (mean as f32, spread as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LeftOut;

    fn idx(dims: &[u32], bytes: &[u8]) -> Vec<u8> {
        let header = [0, 0, 8, dims.len() as u8];
        let dims = dims.iter().flat_map(|dim| dim.to_be_bytes());
        header
            .into_iter()
            .chain(dims)
            .chain(bytes.iter().copied())
            .collect()
    }

    fn check(train_labels: Vec<u8>, test_images: Option<Vec<u8>>, expect: &str) {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, content: &[u8]| std::fs::write(folder.path().join(name), content).unwrap();
        write(
            "train-images-idx3-ubyte",
            &idx(&[3, 1, 2], &[0, 50, 100, 150, 200, 250]),
        );
        write("train-labels-idx1-ubyte", &train_labels);
        if let Some(images) = test_images {
            write("t10k-images-idx3-ubyte", &images);
        }
        write("t10k-labels-idx1-ubyte", &idx(&[2], &[0, 1]));
        let path = folder.path().display().to_string();
        let request = Request {
            knobs: &Knobs::default(),
            texts: &crate::data::NO_TEXTS,
            path: Some(&path),
            classes: &[],
            left_out: &LeftOut::default(),
            as_features: false,
            seed: 0,
        };
        let found = match IdxFolder.load(&request) {
            Ok(data) => format!(
                "{:?} {:?} {:?}",
                data.shape, data.train.labels, data.test_pixels
            ),
            Err(error) => error.to_string().replace(&path, "DIR"),
        };
        assert_eq!(found, expect);
    }

    #[test]
    fn four_files_make_a_data_set_and_every_misfit_is_named() {
        let labels = || idx(&[3], &[0, 1, 9]);
        let test = |dims: &[u32]| Some(idx(dims, &[9, 8, 7, 6]));
        check(
            labels(),
            test(&[2, 1, 2]),
            "Image { height: 1, width: 2, channels: 1 } [0, 1, 9] [9, 8, 7, 6]",
        );
        check(
            idx(&[2], &[0, 1]),
            test(&[2, 1, 2]),
            "DIR/train-labels-idx1-ubyte: found 2 labels, expected 3, one an image",
        );
        check(
            idx(&[3], &[0, 1, 10]),
            test(&[2, 1, 2]),
            "DIR/train-labels-idx1-ubyte: row 2: found class 10, expected 0 to 9",
        );
        check(
            labels(),
            test(&[2, 2, 1]),
            "DIR/t10k-images-idx3-ubyte: found images of [2, 1], expected [1, 2] as in the training part",
        );
        check(
            labels(),
            None,
            "DIR/t10k-images-idx3-ubyte: no such file; expected t10k-images-idx3-ubyte \
             or t10k-images-idx3-ubyte.gz in the folder of data.path",
        );
    }

    #[test]
    fn a_folder_or_any_of_its_files_leads_to_the_folder() {
        fn check(file: &str, dropped: &str, expect: bool) {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join(file), b"").unwrap();
            let found = IdxFolder.folder_of(&folder.path().join(dropped));
            let found = found.map(|found| found.canonicalize().unwrap());
            let expect = expect.then(|| folder.path().canonicalize().unwrap());
            assert_eq!(found, expect, "{file}, {dropped}");
        }
        check("t10k-images-idx3-ubyte.gz", "", true);
        check(
            "t10k-images-idx3-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            true,
        );
        check("train-labels-idx1-ubyte", "train-labels-idx1-ubyte", true);
        check("holiday.jpg", "", false);
        check("holiday.jpg", "holiday.jpg", false);
    }

    #[test]
    fn a_missing_folder_is_asked_for() {
        let request = Request {
            knobs: &Knobs::default(),
            texts: &crate::data::NO_TEXTS,
            path: None,
            classes: &[],
            left_out: &LeftOut::default(),
            as_features: false,
            seed: 0,
        };
        let error = IdxFolder.load(&request).unwrap_err();
        assert_eq!(error, DataError::NoPath("idx"));
    }
}

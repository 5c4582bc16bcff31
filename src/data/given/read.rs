//! Reading features with their labels, and class weights and names where there are any.

use std::path::{Path, PathBuf};

use ndarray::{Array2, Axis};

use super::{About, Place, moments, one_of, place};
use crate::arrays::{self, Array, ArrayError, Arrays, regular};
use crate::data::{DataError, MOST_SAMPLES, classes};
use crate::platform::files::exists;

/// The file of names.
const NAMES: &str = "names.txt";

/// Features with all that came with them, checked to fit together.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Features `(n, d)`.
    pub features: Array2<f32>,
    /// The class of each `(n)`.
    pub labels: Vec<usize>,
    /// Class weights `(C, d)`.
    pub weights: Option<Array2<f32>>,
    /// Names of the classes `(C)`: numbers where nobody gave any.
    pub names: Vec<String>,
    /// The step in the name of the file.
    pub step: Option<u64>,
}

/// What is at a path: a file, a folder, or the newest moment of a folder of them. Rows of features that are not finite are
/// refused, or left out with their labels where `drops` says so.
///
/// # Errors
/// When something is missing, damaged or does not fit; names the file, what was found and what was expected.
pub fn read(path: &Path, drops: bool) -> Result<Moment, DataError> {
    match place(path) {
        Some(Place::Folder(folder)) => of_folder(&folder, drops),
        Some(Place::Moments(folder)) => {
            let all = moments(&folder).map_err(|error| file(&folder, error.to_string()))?;
            let none =
                "found no step-….npz yet, expected one when the run has logged its first moment";
            let (_, newest) = all.last().ok_or_else(|| file(&folder, none.to_owned()))?;
            Moment::read(newest, || About::names(&folder), drops)
        }
        Some(Place::File(file)) => Moment::read(&file, || Ok(Vec::new()), drops),
        None if path.is_dir() => Err(file(
            path,
            "found no features.npy, .npz or .safetensors and no step-….npz, expected one"
                .to_owned(),
        )),
        None => Moment::read(path, || Ok(Vec::new()), drops),
    }
}

fn of_folder(folder: &Path, drops: bool) -> Result<Moment, DataError> {
    let found = one_of(folder, "features").unwrap_or_else(|| folder.join("features.npy"));
    let features = arrays::open(&found)?;
    let beside = |stem: &str| -> Result<Option<Arrays>, DataError> {
        match one_of(folder, stem) {
            Some(file) => Ok(Some(arrays::open(&file)?)),
            None => Ok(None),
        }
    };
    let (labels, weights) = (beside("labels")?, beside("weights")?);
    let parts = Parts {
        features: &features,
        labels: labels.as_ref().unwrap_or(&features),
        weights: weights.as_ref(),
        missing: folder.join("labels.npy"),
        drops,
    };
    let names = folder.join(NAMES);
    parts.moment(|| match exists(&names) {
        true => names_of(&names),
        false => About::names(folder),
    })
}

impl Moment {
    /// Everything from one file; `names` are asked for where it has none itself.
    ///
    /// # Errors
    /// The same as [`read`].
    pub fn read(
        path: &Path,
        names: impl FnOnce() -> Result<Vec<String>, DataError>,
        drops: bool,
    ) -> Result<Self, DataError> {
        let all = arrays::open(path)?;
        let parts = Parts {
            features: &all,
            labels: &all,
            weights: None,
            missing: path.to_owned(),
            drops,
        };
        let mut moment = parts.moment(names)?;
        let name = path.file_name().and_then(|name| name.to_str());
        moment.step = name.and_then(super::step_of);
        Ok(moment)
    }
}

/// The files that a moment is read from.
struct Parts<'a> {
    features: &'a Arrays,
    labels: &'a Arrays,
    /// A file of their own; else they may be beside the features.
    weights: Option<&'a Arrays>,
    /// Where labels are looked for in vain.
    missing: PathBuf,
    /// Whether rows that are not finite are left out instead of refused.
    drops: bool,
}

impl Parts<'_> {
    /// All of it; `names` are asked for where the features have none themselves: nothing is refused for names that are not used.
    fn moment(
        &self,
        names: impl FnOnce() -> Result<Vec<String>, DataError>,
    ) -> Result<Moment, DataError> {
        let has = |all: &Arrays, name: &str| all.names().contains(&name);
        let array = self.features.first_of(&["features"])?;
        if let Some(rows) = array.shape().first().filter(|rows| **rows > MOST_SAMPLES) {
            let problem = format!("found {rows} rows, expected at most {MOST_SAMPLES}");
            return Err(wrong(&array, problem));
        }
        let mut features = matrix(&array, "(n, d)")?;
        let kept = self.kept(&array, &features)?;
        if features.ncols() < 2 || features.nrows() == 0 {
            let found = array.shown_shape();
            return Err(wrong(
                &array,
                format!("found shape {found}, expected at least one row of two numbers"),
            ));
        }
        let alone = std::ptr::eq(self.features, self.labels);
        if alone && !has(self.labels, "labels") {
            return Err(file(
                &self.missing,
                "found no labels, expected one for each feature".to_owned(),
            ));
        }
        let mut labels = labels(&self.labels.first_of(&["labels"])?, features.nrows())?;
        if let Some(kept) = kept {
            features = features.select(Axis(0), &kept);
            labels = kept.iter().map(|&row| labels[row]).collect();
        }
        let weights = match self.weights {
            Some(weights) => Some(weights.first_of(&["weights"])?),
            None if has(self.features, "weights") => Some(self.features.get("weights")?),
            None => None,
        };
        let weights = weights.map(|array| self.weights_of(&array, features.ncols()));
        let weights = weights.transpose()?;
        let names = match has(self.features, "names") {
            true => {
                let names = self.features.get("names")?;
                let all = names.strings_at_most(classes::MOST)?;
                classes::names_in(names.name(), &all, 0)?
            }
            false => names()?,
        };
        let names = self.named(names, &labels, weights.as_ref())?;
        Ok(Moment {
            features,
            labels,
            weights,
            names,
            step: None,
        })
    }

    /// The rows that stay where some are not finite and may be left out; `None` where all stay.
    fn kept(
        &self,
        array: &Array<'_>,
        features: &Array2<f32>,
    ) -> Result<Option<Vec<usize>>, DataError> {
        if !self.drops {
            let hint = "; data.not_finite = \"drop\" leaves such rows out";
            finite(array, features, hint)?;
        }
        let whole = |row: &usize| features.row(*row).iter().all(|x| x.is_finite());
        let kept: Vec<usize> = (0..features.nrows()).filter(whole).collect();
        match (kept.len(), features.nrows()) {
            (0, 1..) => Err(wrong(array, "found no row that is finite".to_owned())),
            (kept, all) if kept == all => Ok(None),
            _ => Ok(Some(kept)),
        }
    }

    fn weights_of(&self, array: &Array<'_>, dim: usize) -> Result<Array2<f32>, DataError> {
        let weights = matrix(array, &format!("(C, {dim})"))?;
        finite(array, &weights, "")?;
        if weights.ncols() == dim {
            return Ok(weights);
        }
        let found = array.shown_shape();
        Err(wrong(
            array,
            format!("found shape {found}, expected (C, {dim}) as the features have it"),
        ))
    }

    /// A name for each class: those that are given, which must be as many, or numbers.
    fn named(
        &self,
        names: Vec<String>,
        labels: &[usize],
        weights: Option<&Array2<f32>>,
    ) -> Result<Vec<String>, DataError> {
        let told = |problem: String| Err(file(Path::new(self.labels.file()), problem));
        let largest = labels.iter().copied().max().unwrap_or(0);
        let count = match (weights, names.len()) {
            (Some(weights), _) => weights.nrows(),
            (None, 0) => largest.saturating_add(1),
            (None, named) => named,
        };
        if !(2..=classes::MOST).contains(&count) {
            return told(format!(
                "found {count} classes, expected 2 to {}",
                classes::MOST
            ));
        }
        if !names.is_empty() && names.len() != count {
            return told(format!(
                "found {} names for {count} classes, expected one for each",
                names.len()
            ));
        }
        if let Some(row) = labels.iter().position(|label| *label >= count) {
            let found = labels[row];
            return told(format!(
                "row {row}: found class {found}, expected 0 to {}",
                count - 1
            ));
        }
        match names.is_empty() {
            true => Ok((0..count).map(|class| class.to_string()).collect()),
            false => Ok(names),
        }
    }
}

/// Rows of numbers.
fn matrix(array: &Array<'_>, expected: &str) -> Result<Array2<f32>, DataError> {
    let [rows, columns] = *array.shape() else {
        let found = array.shown_shape();
        return Err(wrong(
            array,
            format!("found shape {found}, expected {expected}"),
        ));
    };
    let shaped = Array2::from_shape_vec((rows, columns), array.f32()?);
    shaped.map_err(|error| wrong(array, error.to_string()))
}

/// Whether all numbers of an array are finite.
fn finite(array: &Array<'_>, numbers: &Array2<f32>, hint: &str) -> Result<(), DataError> {
    let columns = numbers.ncols();
    let bad = numbers.iter().filter(|x| !x.is_finite()).count();
    if let Some(first) = numbers.iter().position(|x| !x.is_finite()) {
        let (row, column) = (first / columns.max(1), first % columns.max(1));
        let problem = format!(
            "row {row}, column {column}: found {}, expected a finite number ({bad} are not){hint}",
            numbers[(row, column)]
        );
        return Err(wrong(array, problem));
    }
    Ok(())
}

fn labels(array: &Array<'_>, rows: usize) -> Result<Vec<usize>, DataError> {
    let fits = matches!(array.shape(), [n] if *n == rows) || *array.shape() == [rows, 1];
    if !fits {
        let found = array.shown_shape();
        return Err(wrong(
            array,
            format!("found shape {found}, expected ({rows},), one for each feature"),
        ));
    }
    let each = array.i64()?.into_iter().enumerate().map(|(row, label)| {
        let expected = || format!("row {row}: found {label}, expected a class from 0");
        usize::try_from(label).map_err(|_| wrong(array, expected()))
    });
    each.collect()
}

/// A name a line; blank lines at the end are none.
fn names_of(path: &Path) -> Result<Vec<String>, DataError> {
    let bytes = regular::read(path).map_err(|problem| file(path, problem))?;
    let text = String::from_utf8(bytes);
    let text = text.map_err(|_| {
        file(
            path,
            "found what is no UTF-8, expected a name a line".to_owned(),
        )
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let all: Vec<String> = text.trim_end().lines().map(str::to_owned).collect();
    classes::names_in(&path.display().to_string(), &all, 1)
}

fn wrong(array: &Array<'_>, problem: String) -> DataError {
    file(Path::new(array.name()), problem)
}

fn file(path: &Path, problem: String) -> DataError {
    DataError::File {
        file: path.display().to_string(),
        problem,
    }
}

impl From<ArrayError> for DataError {
    fn from(error: ArrayError) -> Self {
        Self::File {
            file: error.file,
            problem: error.problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array, array};
    use ndarray_npy::{WritableElement, WriteNpyExt as _, write_npy};

    use super::*;

    const FEATURES: [[f32; 2]; 3] = [[1.0, 0.0], [0.0, 2.0], [3.0, 4.0]];

    /// A `.npz` as numpy.savez writes it.
    fn write_moment(path: &Path, features: &Array2<f32>, labels: &Array<i64, ndarray::Ix1>) {
        let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        zip.start_file("features.npy", stored).unwrap();
        features.write_npy(&mut zip).unwrap();
        zip.start_file("labels.npy", stored).unwrap();
        labels.write_npy(&mut zip).unwrap();
        zip.finish().unwrap();
    }

    fn npy<T: WritableElement, D: ndarray::Dimension>(
        folder: &Path,
        name: &str,
        values: &Array<T, D>,
    ) {
        write_npy(folder.join(name), values).unwrap();
    }

    /// What is read of a folder with these labels and, where there are some, weights and names; or why not.
    fn check(
        features: &Array2<f32>,
        labels: &Array<i64, ndarray::Ix1>,
        weights: Option<Array2<f64>>,
        names: &str,
        expect: Result<&[&str], &str>,
    ) {
        let folder = tempfile::tempdir().unwrap();
        npy(folder.path(), "features.npy", features);
        npy(folder.path(), "labels.npy", labels);
        if let Some(weights) = &weights {
            npy(folder.path(), "weights.npy", weights);
        }
        if !names.is_empty() {
            std::fs::write(folder.path().join(NAMES), names).unwrap();
        }
        match (read(folder.path(), false), expect) {
            (Ok(found), Ok(expect)) => {
                assert_eq!(found.names, expect);
                assert_eq!(&found.features, features);
                let own: Vec<usize> = labels.iter().map(|label| *label as usize).collect();
                assert_eq!(found.labels, own);
                assert_eq!(found.weights, weights.map(|w| w.mapv(|x| x as f32)));
            }
            (Err(found), Err(expect)) => assert!(found.to_string().contains(expect), "{found}"),
            (found, expect) => panic!("{found:?}, not {expect:?}"),
        }
    }

    #[test]
    fn a_folder_is_read_whole_or_refused_in_one_line() {
        let (features, labels) = (Array2::from(FEATURES.to_vec()), array![0, 1, 1]);
        check(&features, &labels, None, "", Ok(&["0", "1"]));
        check(
            &features,
            &labels,
            None,
            "a\r\nb\r\nc\n",
            Ok(&["a", "b", "c"]),
        );
        let weights = array![[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
        check(
            &features,
            &labels,
            Some(weights.clone()),
            "",
            Ok(&["0", "1", "2"]),
        );
        check(
            &features,
            &labels,
            Some(weights),
            "a\nb",
            Err("found 2 names for 3 classes"),
        );
        check(
            &features,
            &labels,
            Some(array![[1.0], [2.0]]),
            "",
            Err("weights.npy: found shape (2, 1), expected (C, 2)"),
        );
        check(
            &features,
            &array![0, 1],
            None,
            "",
            Err("labels.npy: found shape (2,), expected (3,)"),
        );
        check(
            &features,
            &array![0, -1, 1],
            None,
            "",
            Err("row 1: found -1"),
        );
        check(
            &features,
            &array![0, 1 << 31, 1],
            None,
            "",
            Err("found 2147483649 classes"),
        );
        check(
            &features,
            &array![0, 0, 0],
            None,
            "",
            Err("found 1 classes, expected 2 to 65536"),
        );
        let bad = array![[1.0, 2.0], [3.0, f32::NAN], [f32::INFINITY, 0.0]];
        check(
            &bad,
            &labels,
            None,
            "",
            Err("row 1, column 1: found NaN, expected a finite number (2 are not)"),
        );
    }

    #[test]
    fn rows_that_are_not_finite_are_left_out_with_their_labels_where_asked() {
        let folder = tempfile::tempdir().unwrap();
        let bad = array![
            [1.0, 2.0],
            [3.0, f32::NAN],
            [4.0, 0.0],
            [f32::INFINITY, 0.0]
        ];
        npy(folder.path(), "features.npy", &bad);
        npy(folder.path(), "labels.npy", &array![0_i64, 2, 2, 1]);
        let found = read(folder.path(), true).unwrap();
        assert_eq!(found.features, array![[1.0, 2.0], [4.0, 0.0]]);
        assert_eq!(found.labels, [0, 2]);
        let none = array![[f32::NAN, 0.0], [0.0, f32::NAN]];
        npy(folder.path(), "features.npy", &none);
        npy(folder.path(), "labels.npy", &array![0_i64, 1]);
        let refused = read(folder.path(), true).unwrap_err().to_string();
        assert!(refused.contains("found no row that is finite"), "{refused}");
        // A class direction is not a row to leave out.
        npy(
            folder.path(),
            "features.npy",
            &array![[1.0_f32, 0.0], [0.0, 1.0]],
        );
        npy(
            folder.path(),
            "weights.npy",
            &array![[1.0_f32, 0.0], [0.0, f32::NAN]],
        );
        let refused = read(folder.path(), true).unwrap_err().to_string();
        assert!(
            refused.contains("weights.npy: row 1, column 1: found NaN"),
            "{refused}"
        );
    }

    #[test]
    fn more_features_than_there_may_be_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let many = Array2::<f32>::zeros((MOST_SAMPLES + 1, 2));
        npy(folder.path(), "features.npy", &many);
        let refused = read(folder.path(), true).unwrap_err().to_string();
        let expect = "features.npy: found 8388608 rows, expected at most 8388607";
        assert!(refused.ends_with(expect), "{refused}");
    }

    /// A folder of features of two classes that have no names.
    fn unnamed() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        npy(
            folder.path(),
            "features.npy",
            &Array2::from(FEATURES.to_vec()),
        );
        npy(folder.path(), "labels.npy", &array![0_i64, 1, 1]);
        folder
    }

    #[test]
    fn names_are_plain_wherever_they_are_from() {
        let folder = unnamed();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        let refused = || read(folder.path(), false).unwrap_err().to_string();
        write("run.json", r#"{"class_names": ["\u202etac", "d\nog"]}"#);
        assert_eq!(read(folder.path(), false).unwrap().names, ["tac", "d og"]);
        write("run.json", r#"{"class_names": ["a", "a"]}"#);
        let expect = "run.json: class_names: name 1: found the name \"a\" again";
        assert!(refused().contains(expect), "{}", refused());
        write("run.json", "{}");
        write(NAMES, " \u{202e}tac\nd\tog\n");
        assert_eq!(read(folder.path(), false).unwrap().names, ["tac", "d og"]);
        write(NAMES, "a\n\nb\n");
        let expect = "names.txt: row 2: found an empty name";
        assert!(refused().contains(expect), "{}", refused());
    }

    #[test]
    fn names_may_end_with_blank_lines_and_stand_for_those_of_the_run() {
        let folder = unnamed();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        for text in ["cat\ndog\n\n", "cat\r\ndog\r\n\r\n \t\r\n"] {
            write(NAMES, text);
            assert_eq!(read(folder.path(), false).unwrap().names, ["cat", "dog"]);
        }
        for names in [r#"["a", "a"]"#, r#"["", "b"]"#] {
            write("run.json", &format!(r#"{{"class_names": {names}}}"#));
            assert_eq!(read(folder.path(), false).unwrap().names, ["cat", "dog"]);
        }
        write(NAMES, "cat\ncat\n\n");
        let refused = read(folder.path(), false).unwrap_err().to_string();
        let expect = "names.txt: row 2: found the name \"cat\" again";
        assert!(refused.contains(expect), "{refused}");
    }

    #[test]
    fn one_file_may_hold_everything_and_names_its_step() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("step-00000012.npz");
        write_moment(&path, &Array2::from(FEATURES.to_vec()), &array![0, 1, 1]);
        assert_eq!(place(&path), Some(Place::File(path.clone())));
        let moment = read(folder.path(), false).unwrap();
        assert_eq!((moment.step, moment.labels), (Some(12), vec![0, 1, 1]));
        let cut = std::fs::read(&path).unwrap();
        std::fs::write(&path, &cut[..cut.len() / 2]).unwrap();
        let refused = read(folder.path(), false).unwrap_err().to_string();
        assert!(refused.contains("step-00000012.npz: "), "{refused}");
    }

    #[test]
    fn a_folder_without_labels_or_moments_says_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let refused = || read(folder.path(), false).unwrap_err().to_string();
        assert!(refused().contains("found no features.npy"));
        std::fs::write(folder.path().join("run.json"), "{}").unwrap();
        assert!(refused().contains("found no step-….npz yet"));
        npy(
            folder.path(),
            "features.npy",
            &Array2::from(FEATURES.to_vec()),
        );
        assert!(refused().ends_with("labels.npy: found no labels, expected one for each feature"));
    }
}

//! From samples as they were read to the two parts of a data set.

use ndarray::{Axis, s};

use super::{DataError, Dataset, Request, Split, hash::Hash, held_out, samples::Samples};

impl Samples {
    fn fail<T>(&self, problem: String) -> Result<T, DataError> {
        Err(DataError::File {
            file: self.file.clone(),
            problem,
        })
    }

    /// Both parts, scaled, as a request wants them.
    ///
    /// # Errors
    /// When they have no labels, are not finite, or a class is missing in a part.
    pub fn dataset(mut self, id: &str, request: &Request<'_>) -> Result<Dataset, DataError> {
        if self.labels.is_empty() {
            return self.fail(
                "found no labels, expected a class for each sample; data.labels names their file"
                    .into(),
            );
        }
        self.drop_or_refuse(request)?;
        if let [only] = &self.class_names[..] {
            let only = only.clone();
            return self.fail(format!(
                "found one class, \"{only}\", expected at least 2: there is no margin without a second class"
            ));
        }
        let out = held_out::choose(&self, request)?;
        let rows = |wanted: bool| -> Vec<usize> {
            let rows = out.iter().enumerate();
            rows.filter(|(_, out)| **out == wanted)
                .map(|(row, _)| row)
                .collect()
        };
        let (train_rows, test_rows) = (rows(false), rows(true));
        let mut train = self.split(&train_rows);
        let mut test = self.split(&test_rows);
        if let Err(problem) = scale(&mut train, &mut test, request.texts.get("scaling")) {
            return self.fail(problem);
        }
        let size = self.shape.pixels();
        let picture = |row: &usize| self.pixels.get(row * size..(row + 1) * size);
        Ok(Dataset {
            id: id.to_owned(),
            shape: self.shape,
            class_names: self.class_names,
            train,
            test_pixels: test_rows
                .iter()
                .filter_map(picture)
                .flatten()
                .copied()
                .collect(),
            test,
            unseen: Default::default(),
            given: None,
            hash: Hash::of_read(self.read),
        })
    }

    fn split(&self, rows: &[usize]) -> Split {
        Split {
            inputs: self.inputs.select(Axis(0), rows),
            labels: rows.iter().map(|&row| self.labels[row]).collect(),
        }
    }

    /// Rows that are not finite go, where that is asked for.
    fn drop_or_refuse(&mut self, request: &Request<'_>) -> Result<(), DataError> {
        let finite: Vec<bool> = self
            .inputs
            .outer_iter()
            .map(|row| row.iter().all(|x| x.is_finite()))
            .collect();
        let bad = finite.iter().filter(|finite| !**finite).count();
        if bad == 0 {
            return Ok(());
        }
        if request.texts.get("not_finite") != "drop" {
            let first = self.faults.first().map(|fault| match fault {
                DataError::File { problem, .. } => problem.clone(),
                other => other.to_string(),
            });
            return self.fail(format!(
                "found {bad} rows that are not finite, expected numbers; the first: {}; data.not_finite = \"drop\" leaves them out",
                first.unwrap_or_default()
            ));
        }
        self.keep(&finite);
        match self.labels.is_empty() {
            true => self.fail("found no row that is finite".to_owned()),
            false => Ok(()),
        }
    }

    fn keep(&mut self, kept: &[bool]) {
        let rows: Vec<usize> = (0..kept.len()).filter(|&row| kept[row]).collect();
        let size = self.shape.pixels();
        self.inputs = self.inputs.select(Axis(0), &rows);
        self.labels = rows.iter().map(|&row| self.labels[row]).collect();
        self.held_out = self
            .held_out
            .take()
            .map(|out| rows.iter().map(|&row| out[row]).collect());
        let picture = |row: &usize| self.pixels.get(row * size..(row + 1) * size);
        self.pixels = rows.iter().filter_map(picture).flatten().copied().collect();
    }
}

/// Shifts and scales both parts by what the training part measures. A held-out value may be so far from all that is trained on
/// that no number is left.
fn scale(train: &mut Split, test: &mut Split, how: &str) -> Result<(), String> {
    let columns = train.inputs.ncols();
    let width = match how {
        "columns" => 1,
        "none" => return Ok(()),
        _ => columns,
    };
    for first in (0..columns).step_by(width.max(1)) {
        let group = first..first + width;
        let part = train.inputs.slice(s![.., group.clone()]);
        let count = part.len().max(1) as f64;
        let mean = part.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
        let square = |&x: &f32| {
            let off = f64::from(x) - mean;
            off * off
        };
        let spread = (part.iter().map(square).sum::<f64>() / count).sqrt();
        // What is the same everywhere has no spread; it is then 0.
        let spread = if spread > 0.0 { spread } else { 1.0 };
        let scaled = |x: f32| ((f64::from(x) - mean) / spread) as f32;
        let held_out = test.inputs.slice(s![.., group.clone()]);
        let far = held_out
            .indexed_iter()
            .find(|(_, x)| !scaled(**x).is_finite());
        if let Some(((_, column), x)) = far {
            let column = first + column + 1;
            return Err(format!(
                "value {column} of a sample: found {x:e} held out where the training part spreads by {spread:.0e}, expected numbers of about its \
                 size: the other is scaled by its spread; data.scaling = \"none\" leaves both as they are"
            ));
        }
        for split in [&mut *train, &mut *test] {
            let mut part = split.inputs.slice_mut(s![.., group.clone()]);
            part.mapv_inplace(scaled);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    /// Both parts of one column, scaled, or why they are not.
    fn check(train: [f32; 2], test: f32, expect: Result<f32, &str>) {
        let split = |inputs| Split {
            inputs,
            labels: Vec::new(),
        };
        let mut train = split(array![[train[0]], [train[1]]]);
        let mut test = split(array![[test]]);
        let found = scale(&mut train, &mut test, "columns").map(|()| test.inputs[[0, 0]]);
        match (found, expect) {
            (Ok(found), Ok(expect)) => assert_eq!(found, expect),
            (Err(why), Err(expect)) => assert!(why.contains(expect), "{why}"),
            (found, expect) => panic!("found {found:?}, expected {expect:?}"),
        }
    }

    #[test]
    fn held_out_values_that_scaling_leaves_no_number_for_are_refused() {
        check([1.0, 3.0], 4.0, Ok(2.0));
        check([5.0, 5.0], 9.0, Ok(4.0));
        check(
            [1e-38, 2e-38],
            -4.5,
            Err("value 1 of a sample: found -4.5e0 held out"),
        );
        check([0.0, 1e-10], 3e38, Err("data.scaling = \"none\""));
    }
}

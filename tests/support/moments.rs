//! Features as another program writes them.

use std::{fs, path::Path};

use ndarray::{Array1, Array2};
use ndarray_npy::{WriteNpyExt as _, write_npy};

/// Features of two coordinates with the class of each.
pub struct Made {
    pub features: Array2<f32>,
    pub labels: Array1<i64>,
    pub weights: Array2<f32>,
}

/// Ten samples of each of so many classes around the circle, each of this length.
pub fn circle(classes: usize, length: f32) -> Made {
    let at = |class: usize| std::f32::consts::TAU * class as f32 / classes as f32;
    let angle = |sample: usize| at(sample % classes) + 0.03 * (sample / classes) as f32;
    let row = |angle: f32, k: usize| [angle.cos(), angle.sin()][k];
    let n = 10 * classes;
    Made {
        features: Array2::from_shape_fn((n, 2), |(i, k)| length * row(angle(i), k)),
        labels: (0..n).map(|i| (i % classes) as i64).collect(),
        weights: Array2::from_shape_fn((classes, 2), |(class, k)| row(at(class), k)),
    }
}

/// A folder with names, and with class weights where they are wanted.
#[allow(dead_code, reason = "not every test writes one")]
pub fn write_folder(folder: &Path, made: &Made, weights: bool) {
    fs::create_dir_all(folder).unwrap();
    write_npy(folder.join("features.npy"), &made.features).unwrap();
    write_npy(folder.join("labels.npy"), &made.labels).unwrap();
    if weights {
        write_npy(folder.join("weights.npy"), &made.weights).unwrap();
    }
    let names = ["first", "second", "third", "fourth"];
    let names = names[..made.weights.nrows()].join("\n");
    fs::write(folder.join("names.txt"), names).unwrap();
}

/// A moment of a run, by rename as the writer in Python does it.
pub fn write_moment(folder: &Path, step: u64, made: &Made) {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("features.npy", stored).unwrap();
    made.features.write_npy(&mut zip).unwrap();
    zip.start_file("labels.npy", stored).unwrap();
    made.labels.write_npy(&mut zip).unwrap();
    zip.start_file("weights.npy", stored).unwrap();
    made.weights.write_npy(&mut zip).unwrap();
    let unfinished = folder.join(".unfinished");
    fs::write(&unfinished, zip.finish().unwrap().into_inner()).unwrap();
    fs::rename(unfinished, folder.join(format!("step-{step:08}.npz"))).unwrap();
}

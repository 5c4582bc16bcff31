//! Valid files of every kind: those in the repository, and small ones that are made here.

use std::{
    fs,
    io::{Cursor, Write as _},
    path::Path,
    sync::{Arc, LazyLock},
};

use flate2::{Compression, write::GzEncoder};
use marginscope::{
    data, runs,
    train::{Experiment, Lane, Session, lane},
};
use ndarray::{Array1, Array2};

/// The files of a folder of the repository, in the order of their names, but for those of more than 100 kB.
pub fn of_folder(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let named = paths
        .iter()
        .filter(|path| ending.is_empty() || path.extension().is_some_and(|of| of == ending));
    let read = named.map(|path| fs::read(path).unwrap());
    read.filter(|bytes| bytes.len() < 100_000).collect()
}

/// An array as NumPy writes it.
pub fn npy<A: ndarray_npy::WriteNpyExt>(array: &A) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    array.write_npy(&mut bytes).unwrap();
    bytes.into_inner()
}

/// Some features `(12, 2)`.
pub fn features() -> Array2<f32> {
    Array2::from_shape_fn((12, 2), |(i, k)| ((i * 7 + k * 3) % 11) as f32 - 4.5)
}

/// Their classes, three of them.
pub fn labels() -> Array1<i64> {
    (0..12).map(|i| i % 3).collect()
}

/// A moment: features, labels and weights in one zip.
pub fn npz() -> Vec<u8> {
    let weights = Array2::<f32>::eye(3).slice(ndarray::s![.., ..2]).to_owned();
    let arrays = [
        ("features.npy", npy(&features())),
        ("labels.npy", npy(&labels())),
        ("weights.npy", npy(&weights)),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Bytes as gzip packs them.
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Bytes of these dimensions as IDX.
pub fn idx(dims: &[u32], of: fn(usize) -> u8) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, dims.len() as u8];
    dims.iter().for_each(|dim| bytes.extend(dim.to_be_bytes()));
    let count = dims.iter().product::<u32>() as usize;
    bytes.extend((0..count).map(of));
    bytes
}

/// A picture of this side.
pub fn png(side: u32, shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    let pixels = (0..3 * side * side).map(|i| shade.wrapping_add(i as u8));
    writer
        .write_image_data(&pixels.collect::<Vec<u8>>())
        .unwrap();
    writer.finish().unwrap();
    bytes
}

/// Nobody looks on.
struct Alone;

impl runs::Watch for Alone {
    fn measured(&self, _: u64, _: &Lane) {}
}

/// The files of the folder of a small run, by their names.
pub static RUN: LazyLock<Vec<(&'static str, Vec<u8>)>> = LazyLock::new(|| {
    let text = "steps = 30\n[data]\nsource = \"blobs\"\nclass_count = 3\n[model]\nkind = \"linear\"\nfeature_dim = 2\n";
    let session = Session::parse("run", text, "run.toml").unwrap();
    let experiment: &Experiment = &session.base;
    let dataset = lane::load(experiment).unwrap();
    let mut few = dataset.as_ref().clone();
    few.test = some(&dataset.test);
    let run = runs::to_the_end(experiment, Arc::new(few), 1, &Alone);
    let run = run.unwrap().unwrap();
    let summary = runs::Summary::new(&run, 1);
    runs::contents((experiment, &session.look), &run, &summary).unwrap()
});

/// The first samples of a part.
fn some(split: &data::Split) -> data::Split {
    let count = 40.min(split.labels.len());
    data::Split {
        inputs: split.inputs.slice(ndarray::s![..count, ..]).to_owned(),
        labels: split.labels[..count].to_vec(),
    }
}

/// A file of that run.
pub fn of_run(name: &str) -> Vec<u8> {
    let found = RUN.iter().find(|(known, _)| *known == name);
    found.unwrap().1.clone()
}

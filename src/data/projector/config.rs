//! Where the files of the projector are.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::data::{
    DataError,
    samples::{Reader, wrong},
    sheet::shown,
};
use crate::platform::files::is_file;
use crate::text::{shortened, some_of};

/// The files of one tensor.
pub struct Files {
    /// The numbers.
    pub tensors: PathBuf,
    /// Rows and columns, where they are bytes.
    pub bytes: Option<(usize, usize)>,
    /// What is said of each sample.
    pub metadata: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Config {
    embeddings: Vec<Embedding>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Embedding {
    #[serde(default)]
    tensor_name: String,
    #[serde(default)]
    tensor_shape: Vec<usize>,
    tensor_path: String,
    metadata_path: Option<String>,
}

const CONFIGS: [&str; 2] = ["projector_config.json", "config.json"];

/// Whether a folder is one of the projector's.
pub fn is_folder(folder: &Path) -> bool {
    is_file(&folder.join("tensors.tsv")) || configured(folder).is_some()
}

/// Whether these are the bytes of a configuration.
pub fn is_config(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Config>(bytes).is_ok()
}

fn configured(folder: &Path) -> Option<PathBuf> {
    let files = CONFIGS.map(|name| folder.join(name)).into_iter();
    let known = |file: &PathBuf| is_config(&crate::arrays::regular::beginning(file, 1 << 20));
    files.into_iter().find(known)
}

/// The files that a folder, a configuration or a file of tensors leads to.
pub fn files(reader: &mut Reader, path: &Path, tensor: Option<&str>) -> Result<Files, DataError> {
    let is_json = path.extension().is_some_and(|of| of == "json");
    let config = match path.is_dir() {
        true => configured(path),
        false => is_json.then(|| path.to_owned()),
    };
    if let Some(config) = config {
        return of_config(reader, &config, tensor);
    }
    let tensors = match path.is_dir() {
        true => path.join("tensors.tsv"),
        false => path.to_owned(),
    };
    let metadata = tensors.with_file_name("metadata.tsv");
    Ok(Files {
        tensors,
        bytes: None,
        metadata: is_file(&metadata).then_some(metadata),
    })
}

fn of_config(reader: &mut Reader, file: &Path, tensor: Option<&str>) -> Result<Files, DataError> {
    let bytes = reader.file(file)?;
    let config: Config =
        serde_json::from_slice(&bytes).map_err(|error| wrong(file, error.to_string()))?;
    let all = config.embeddings;
    let found = match tensor {
        None => all.first(),
        Some(name) => all.iter().find(|of| of.tensor_name == name),
    };
    let found = found.ok_or_else(|| {
        let wanted = tensor.map_or("none".to_owned(), shown);
        let listed = some_of(all.iter().map(|of| &*of.tensor_name));
        wrong(
            file,
            format!("found no such tensor: {wanted}, expected one of {listed}"),
        )
    })?;
    // Paths are beside the configuration, whatever they are on the machine that wrote it.
    let beside = |path: &str| {
        let whole = file.with_file_name(path);
        let name = Path::new(path).file_name().unwrap_or_default();
        match is_file(&whole) {
            true => whole,
            false => file.with_file_name(name),
        }
    };
    let is_text = found.tensor_path.ends_with(".tsv");
    let bytes = match (&found.tensor_shape[..], is_text) {
        (_, true) => None,
        (&[rows, columns], false) => Some((rows, columns)),
        (other, false) => {
            let (sizes, path) = (other.len(), shortened(&found.tensor_path));
            let problem = format!("found a shape of {sizes} numbers of {path}, expected two");
            return Err(wrong(file, problem));
        }
    };
    Ok(Files {
        tensors: beside(&found.tensor_path),
        bytes,
        metadata: found.metadata_path.as_deref().map(beside),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_configuration_says_is_told_in_a_line() {
        fn check(config: &str, tensor: Option<&str>, expect: &str) {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("config.json");
            std::fs::write(&file, config).unwrap();
            let found = files(&mut Reader::default(), &file, tensor);
            let Err(DataError::File { problem, .. }) = found.map(|_| ()) else {
                panic!("it was opened");
            };
            assert_eq!(problem, expect);
        }
        let one = |name: &str, shape: &str| {
            format!(
                r#"{{"tensorName": "{name}", "tensorShape": {shape}, "tensorPath": "{name}.bytes"}}"#
            )
        };
        let long = "x".repeat(100_000);
        let many = vec![one(&long, "[1, 2]"); 20].join(",");
        let names = vec![format!("{} …", &long[..40]); 12].join(", ");
        check(
            &format!(r#"{{"embeddings": [{many}]}}"#),
            Some("e"),
            &format!("found no such tensor: \"e\", expected one of {names}, …"),
        );
        let shape = format!("[{}1]", "1,".repeat(100_000));
        check(
            &format!(r#"{{"embeddings": [{}]}}"#, one("e", &shape)),
            None,
            "found a shape of 100001 numbers of e.bytes, expected two",
        );
    }
}

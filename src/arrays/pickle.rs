//! What is never read: a pickle is a program.

use std::path::Path;

/// What is said of an array of Python objects.
pub const OBJECTS: &str = "found an array of Python objects, which are pickled: a pickle runs code when it is read; in \
    Python: numpy.save(\"new.npy\", numpy.load(\"old.npy\", allow_pickle=True).astype(\"float32\"))";

/// What is said of a checkpoint of PyTorch or a pickle: the line of Python that saves it as an array.
pub fn refused(file: &str) -> String {
    let path = Path::new(file);
    let name = path
        .file_name()
        .map_or(file.into(), |n| n.to_string_lossy());
    let stem = path
        .file_stem()
        .map_or(file.into(), |n| n.to_string_lossy());
    let extension = path.extension().map(|of| of.to_ascii_lowercase());
    let pickled = extension.is_some_and(|of| of == "pkl" || of == "pickle");
    let load = match pickled {
        true => format!("numpy.asarray(pickle.load(open({name:?}, \"rb\")))"),
        false => format!("torch.load({name:?}, weights_only=True).numpy()"),
    };
    format!(
        "found a pickle, which runs code when it is read; in Python: numpy.save(\"{}.npy\", {load})",
        stem.escape_debug()
    )
}

//! Files of arrays against what NumPy says of them: `tests/arrays/make.py` made both.

use std::{collections::BTreeMap, fs, path::PathBuf};

use marginscope::arrays::{self, Array, Arrays};
use serde::Deserialize;

#[derive(Deserialize)]
struct Told {
    dtype: String,
    shape: Vec<usize>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    strings: Vec<String>,
}

fn place(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/arrays")
        .join(name)
}

fn expected(file: &str) -> BTreeMap<String, Told> {
    let text = fs::read_to_string(place("expected.json")).unwrap();
    let mut all: BTreeMap<String, BTreeMap<String, Told>> = serde_json::from_str(&text).unwrap();
    all.remove(file).unwrap()
}

/// A float as Python writes it in hexadecimal: `-0x1.8000000000000p+1`.
fn float(text: &str) -> f64 {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let Some(digits) = text.strip_prefix("0x") else {
        return sign * text.parse::<f64>().unwrap();
    };
    let (digits, exponent) = digits.split_once('p').unwrap();
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let bits = u64::from_str_radix(&format!("{whole}{fraction}"), 16).unwrap();
    let exponent = exponent.parse::<i32>().unwrap() - 4 * fraction.len() as i32;
    // Half at a time: the smallest power alone is no number any more.
    let half = exponent / 2;
    sign * bits as f64 * 2_f64.powi(half) * 2_f64.powi(exponent - half)
}

fn check(array: &Array<'_>, told: &Told) {
    let name = array.name();
    assert_eq!(array.dtype().to_string(), told.dtype, "{name}");
    assert_eq!(array.shape(), told.shape, "{name}");
    if array.dtype().is_text() {
        assert_eq!(array.strings().unwrap(), told.strings, "{name}");
        return;
    }
    if array.dtype().is_whole() {
        let wide = |text: &String| text.parse::<i128>().unwrap();
        let whole: Vec<i128> = told.values.iter().map(wide).collect();
        match array.i64() {
            Ok(found) => assert_eq!(
                found.into_iter().map(i128::from).collect::<Vec<_>>(),
                whole,
                "{name}"
            ),
            Err(_) => assert!(whole.iter().any(|x| *x > i128::from(i64::MAX)), "{name}"),
        }
        let floats: Vec<f64> = whole.iter().map(|x| *x as f64).collect();
        assert_eq!(array.f64().unwrap(), floats, "{name}");
        let floats: Vec<f32> = whole.iter().map(|x| *x as f32).collect();
        assert_eq!(array.f32().unwrap(), floats, "{name}");
        return;
    }
    let floats: Vec<f64> = told.values.iter().map(|text| float(text)).collect();
    assert_eq!(array.f64().unwrap(), floats, "{name}");
    let floats: Vec<f32> = floats.iter().map(|x| *x as f32).collect();
    assert_eq!(array.f32().unwrap(), floats, "{name}");
    assert!(array.i64().is_err(), "{name}: floats are no labels");
}

#[test]
fn every_kind_order_and_layout_is_read_as_numpy_reads_it() {
    let file = arrays::open(&place("arrays.npz")).unwrap();
    let expected = expected("arrays.npz");
    assert_eq!(file.entries().len(), expected.len());
    let mut zip = zip::ZipArchive::new(fs::File::open(place("arrays.npz")).unwrap()).unwrap();
    for (name, told) in &expected {
        check(&file.get(name).unwrap(), told);
        let mut alone = Vec::new();
        let mut packed = zip.by_name(&format!("{name}.npy")).unwrap();
        std::io::copy(&mut packed, &mut alone).unwrap();
        let alone = Arrays::of(format!("{name}.npy"), alone).unwrap();
        check(&alone.get("").unwrap(), told);
    }
}

#[test]
fn tensors_are_read_as_they_were_written() {
    let file = arrays::open(&place("tensors.safetensors")).unwrap();
    let expected = expected("tensors.safetensors");
    assert_eq!(file.entries().len(), expected.len());
    for (name, told) in &expected {
        check(&file.get(name).unwrap(), told);
    }
}

#[test]
fn an_array_is_found_by_name_or_by_being_the_only_one() {
    let file = arrays::open(&place("stored.npz")).unwrap();
    let first = |names: &[&str]| {
        let found = file.first_of(names).map(|array| array.shown_shape());
        found.map_err(|error| error.problem)
    };
    assert_eq!(first(&["x", "features"]), Ok("(3, 4)".to_owned()));
    assert_eq!(first(&["labels"]), Ok("(3,)".to_owned()));
    let missing = "found no array \"x\", expected one of features, labels";
    assert_eq!(first(&["x"]), Err(missing.to_owned()));
}

/// The error of a file with this name and these bytes.
fn refused(name: &str, bytes: Vec<u8>) -> String {
    match Arrays::of(name.to_owned(), bytes) {
        Ok(file) => match file.get(file.names()[0]) {
            Ok(array) => format!("read {}", array.shown_shape()),
            Err(error) => error.to_string(),
        },
        Err(error) => error.to_string(),
    }
}

fn npy(header: &str, values: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(values);
    bytes
}

#[test]
fn what_is_no_array_is_refused_in_one_line() {
    fn check(name: &str, bytes: Vec<u8>, expect: &str) {
        let found = refused(name, bytes);
        assert_eq!(found, expect);
        assert!(!found.contains('\n'));
    }
    let file = |name: &str| fs::read(place(name)).unwrap();
    let head = |descr: &str, shape: &str| {
        format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n")
    };
    check(
        "a.npy",
        Vec::new(),
        "a.npy: found an empty file, expected .npy, .npz or .safetensors",
    );
    check(
        "a.npy",
        b"hello".to_vec(),
        "a.npy: found a file that begins with 68 65 6c 6c 6f, expected .npy, .npz or .safetensors",
    );
    check(
        "a.npy",
        b"\x93NUMPY\x01\x00\x76".to_vec(),
        "a.npy: found 9 bytes, which end inside the header",
    );
    check(
        "a.npy",
        npy(&head("<f4", "(2, 3)"), &[0; 20]),
        "a.npy: found a header that claims (2, 3) of float32, which are 24 bytes, and 20 bytes behind it: the file is cut off",
    );
    check(
        "a.npy",
        npy(&head("<f4", "(2147483648, 4)"), &[0; 20]),
        "a.npy: found a header that claims (2147483648, 4) of float32, which are 34359738368 bytes, and 20 bytes behind it: \
         the file is cut off",
    );
    check(
        "a.npy",
        npy(&head("<f8", "(4294967296, 4294967296)"), &[]),
        "a.npy: found a header that claims (4294967296, 4294967296) of float64, more than any file holds; the file has 0 \
         bytes",
    );
    check(
        "a.npy",
        npy(&head("<f4", "(1,)"), &[0; 5]),
        "a.npy: found a header that claims (1,) of float32, which are 4 bytes, and 5 bytes behind it, expected no more than \
         it claims",
    );
    check(
        "objects.npy",
        file("objects.npy"),
        "objects.npy: found an array of Python objects, which are pickled: a pickle runs code when it is read; in Python: \
         numpy.save(\"new.npy\", numpy.load(\"old.npy\", allow_pickle=True).astype(\"float32\"))",
    );
    check(
        "records.npy",
        file("records.npy"),
        "records.npy: found an array of records, expected one of numbers; in Python: \
         numpy.lib.recfunctions.structured_to_unstructured(a)",
    );
    check(
        "complex.npy",
        file("complex.npy"),
        "complex.npy: found values of \"<c8\", expected numbers: float16, 32 or 64, whole numbers of 8 to 64 bits, or bool; \
         in Python: numpy.save(\"new.npy\", a.astype(\"float32\"))",
    );
    check(
        "out/model.pt",
        file("model.pt"),
        "out/model.pt: found a pickle, which runs code when it is read; in Python: numpy.save(\"model.npy\", \
         torch.load(\"model.pt\", weights_only=True).numpy())",
    );
    check(
        "x.pkl",
        b"\x80\x04\x95.".to_vec(),
        "x.pkl: found a pickle, which runs code when it is read; in Python: numpy.save(\"x.npy\", \
         numpy.asarray(pickle.load(open(\"x.pkl\", \"rb\"))))",
    );
    check(
        "x.npz",
        file("texts.zip"),
        "x.npz: found a zip without a .npy in it, expected one that numpy.savez wrote",
    );
    let mut tensors = file("tensors.safetensors");
    tensors[..8].copy_from_slice(&(1_u64 << 40).to_le_bytes());
    check(
        "x.safetensors",
        tensors,
        "x.safetensors: found a header that claims 1099511627776 bytes in a file of 1404: the file is cut off or no \
         .safetensors",
    );
}

/// However a file is cut or changed, it is refused or read, and never more: no panic, no room made for what is not there.
#[test]
fn a_file_that_is_cut_or_changed_anywhere_is_refused_or_read() {
    for name in ["stored.npz", "tensors.safetensors", "objects.npy"] {
        let whole = fs::read(place(name)).unwrap();
        for end in 0..whole.len() {
            let found = refused(name, whole[..end].to_vec());
            assert!(!found.starts_with("read"), "{name} of {end} bytes: {found}");
        }
        for at in 0..whole.len() {
            for bits in [1, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] ^= bits;
                let _ = refused(name, bytes);
            }
        }
    }
}

#[test]
fn only_regular_files_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let problem = |path: PathBuf| arrays::open(&path).unwrap_err().problem;
    assert_eq!(
        problem(folder.path().to_owned()),
        "found a folder, expected a file"
    );
    assert_eq!(problem(folder.path().join("none.npy")), "no such file");
    if cfg!(unix) {
        let fifo = folder.path().join("pipe.npy");
        let made = std::process::Command::new("mkfifo").arg(&fifo).status();
        if made.is_ok_and(|status| status.success()) {
            let expect = "found no regular file, expected one: a pipe or a device has no end";
            assert_eq!(problem(fifo), expect);
        }
    }
}

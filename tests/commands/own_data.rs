//! Data of one's own: what is read of every kind of file, and one line for everything that is wrong with it.

use std::{fs, path::Path};

use crate::command::marginscope;

use marginscope::data::{self, Dataset, LeftOut, Preview, Request, Shape, Texts};
use marginscope::knob::Knobs;
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, Vec<u8>)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
    folder
}

/// Calls `then` with what is asked of the data at `path` in a folder; `DIR` in a text is the folder.
fn ask<T>(
    folder: &Path,
    (source, path): (&str, &str),
    texts: &[(&str, &str)],
    then: impl Fn(&Request<'_>) -> T,
) -> T {
    let of = data::find(source).unwrap();
    let mut all = Texts::defaults(of.texts());
    for (id, text) in texts {
        all.set(id, &text.replace("DIR", &folder.display().to_string()));
    }
    let mut knobs = Knobs::defaults(of.knobs());
    knobs.set("held_out", 0.5);
    let path = folder.join(path).display().to_string();
    then(&Request {
        as_features: false,
        knobs: &knobs,
        texts: &all,
        path: Some(&path),
        classes: &[],
        left_out: &LeftOut::default(),
        seed: 1,
    })
}

fn counts(labels: &[usize], classes: usize) -> Vec<usize> {
    let of = |class| labels.iter().filter(|label| **label == class).count();
    (0..classes).map(of).collect()
}

/// What data come to, or why they do not: names of the classes, samples of each to train on and held out.
fn told(folder: &Path, of: (&str, &str), texts: &[(&str, &str)]) -> String {
    let loaded = ask(folder, of, texts, |request| data::load(of.0, request));
    match loaded {
        Ok(data) => {
            let classes = data.classes();
            let sides = match data.shape {
                Shape::Flat(dim) => dim.to_string(),
                Shape::Image {
                    height,
                    width,
                    channels,
                } => format!("{height}x{width}x{channels}"),
            };
            format!(
                "{sides} {} {:?} {:?}",
                data.class_names.join(","),
                counts(&data.train.labels, classes),
                counts(&data.test.labels, classes)
            )
        }
        Err(error) => {
            let text = error.to_string();
            assert!(!text.contains('\n'), "{text}");
            text.replace(&folder.display().to_string(), "DIR")
        }
    }
}

fn loaded(folder: &Path, of: (&str, &str), texts: &[(&str, &str)]) -> Dataset {
    ask(folder, of, texts, |request| data::load(of.0, request)).unwrap()
}

fn table(text: &str, texts: &[(&str, &str)], expect: &str) {
    let folder = folder(&[("t.csv", text.as_bytes().to_vec())]);
    let found = told(folder.path(), ("table", "t.csv"), texts);
    assert_eq!(found, expect, "{text}");
}

#[test]
fn tables_are_read_as_spreadsheets_write_them() {
    let two = "2 a,b [1, 1] [1, 1]";
    table("x,y,kind\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n", &[], two);
    table("1,2,a\n3,4,b\n5,6,a\n7,8,b\n", &[], two);
    table("x;y;kind\n1,5;2;a\n3;4,5;b\n5;6;a\n7;8;b\n", &[], two);
    table("x\ty\tkind\n1\t2\ta\n3\t4\tb\n5\t6\ta\n7\t8\tb\n", &[], two);
    table("x|y|kind\r\n1|2|a\r\n3|4|b\r\n5|6|a\r\n7|8|b", &[], two);
    table("label,x,y\na,1,2\nb,3,4\na,5,6\nb,7,8\n", &[], two);
    table("x,\"the, kind\",y\n1,a,2\n3,b,4\n5,a,6\n7,b,8\n", &[], two);
    let many = "id,x,y,kind\n1,1,2,a\n2,3,4,b\n3,5,6,a\n4,7,8,b\n";
    table(many, &[("ignore", "id")], two);
    table(many, &[("ignore", "1"), ("label", "kind")], two);
    let last = "2 1,2 [1, 1] [1, 1]";
    table("1,2,1\n3,4,2\n5,6,1\n7,8,2\n", &[], last);
    table("1,1,2\n2,3,4\n1,5,6\n2,7,8\n", &[("label", "1")], last);
    let split = "x,part,kind\n1,train,a\n2,train,b\n3,test,a\n4,train,a\n5,Val,b\n";
    table(split, &[("split", "part")], "1 a,b [2, 1] [1, 1]");
}

#[test]
fn utf_16_is_read_by_its_mark() {
    let text = "x,kind\n1,ä\n2,b\n3,ä\n4,b\n";
    let wide = |of: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = std::iter::once('\u{feff}').chain(text.chars());
        let units: Vec<u16> = text.collect::<String>().encode_utf16().collect();
        units.into_iter().flat_map(of).collect()
    };
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
        let folder = folder(&[("t.csv", bytes)]);
        let found = told(folder.path(), ("table", "t.csv"), &[]);
        assert_eq!(found, "1 b,ä [1, 1] [1, 1]");
    }
}

#[test]
fn what_is_wrong_with_a_table_is_named_with_row_and_column() {
    let file = "DIR/t.csv: ";
    let wrong = |text: &str, texts: &[(&str, &str)], expect: &str| {
        table(text, texts, &format!("{file}{expect}"));
    };
    wrong("", &[], "found an empty file, expected rows and columns");
    wrong(
        "x,kind\n",
        &[],
        "found only a header, expected rows below it",
    );
    wrong(
        "x\n1\n2\n",
        &[],
        "found one column, expected at least two: numbers and a class, parted by , ; | or tabs",
    );
    wrong(
        "x,y,kind\n1,2,a\n3,b\n4,5,a\n",
        &[],
        "row 3: found 2 columns, expected 3 as in row 1",
    );
    wrong(
        "x,y,kind\n1,2,a\n3,abc,b\n",
        &[("label", "kind")],
        "row 3, column 2 (y): found \"abc\", expected a number",
    );
    wrong(
        "x,y,kind\n1,,a\n3,inf,b\n5,6,a\n7,8,b\n",
        &[],
        "found 2 rows that are not finite, expected numbers; the first: row 2, column 2 (y): found nothing, expected a number; \
         data.not_finite = \"drop\" leaves them out",
    );
    wrong(
        "x,kind\n1,a\n2,\n",
        &[("label", "kind")],
        "row 3, column 2 (kind): found nothing, expected a class",
    );
    wrong(
        "x,kind\n1,0.5\n2,1\n",
        &[("label", "kind")],
        "row 2, column 2 (kind): found 0.5, expected a class: a whole number or a name",
    );
    wrong(
        "x,kind\n1,a\n2,a\n",
        &[],
        "found one class, \"a\", expected at least 2: there is no margin without a second class",
    );
    wrong(
        "x,kind\n1,a\n2,a\n3,b\n",
        &[],
        "class \"b\": found 0 samples to train on and 1 held out, expected at least one of each",
    );
    wrong(
        "x,kind\n1,a\n2,b\n",
        &[("label", "sort")],
        "data.label: found \"sort\", expected the number of a column, 1 to 2, or one of x, kind",
    );
    wrong(
        "x,part,kind\n1,train,a\n2,who,b\n",
        &[("split", "part")],
        "row 3, column 2 (part): found \"who\", expected train or test",
    );
    let long = format!("x,kind\n1,a\n2,{}\n", "b".repeat(10_000));
    wrong(
        &long,
        &[],
        "row 3, column 2 (kind): found a name of 10000 characters, \"bbbbbbbbbbbbbbbbbbbb\" …, expected at most 200",
    );
    let bad = folder(&[("t.csv", b"x,kind\n1,\xe4\n".to_vec())]);
    let found = told(bad.path(), ("table", "t.csv"), &[]);
    let expect = "row 2: found the byte 0xe4, expected UTF-8, or UTF-16 with a byte order mark";
    assert_eq!(found, format!("{file}{expect}"));
    let other = folder(&[
        ("t.csv", b"x,kind\n1,a\n2,b\n".to_vec()),
        ("more.csv", b"y,kind\n1,a\n2,b\n".to_vec()),
    ]);
    let found = told(
        other.path(),
        ("table", "t.csv"),
        &[("test_path", "DIR/more.csv")],
    );
    let expect = "DIR/more.csv: found the columns \"y, kind\", expected the columns \"x, kind\" as in the first file";
    assert_eq!(found, expect);
    let found = told(other.path(), ("table", ""), &[]);
    assert_eq!(found, "DIR/: found a folder, expected a file");
    let found = told(other.path(), ("table", "none.csv"), &[]);
    assert_eq!(found, "DIR/none.csv: no such file");
}

#[test]
fn rows_that_are_not_finite_are_dropped_when_asked() {
    let text = "x,y,kind\n1,,a\n3,inf,b\n5,6,a\n7,8,b\n9,1,a\n2,2,b\n";
    table(text, &[("not_finite", "drop")], "2 a,b [1, 1] [1, 1]");
}

#[test]
fn a_second_file_is_held_out_as_a_whole() {
    let folder = folder(&[
        ("t.csv", b"x,kind\n1,a\n2,b\n3,a\n".to_vec()),
        ("more.csv", b"x,kind\n4,b\n5,a\n6,b\n".to_vec()),
    ]);
    let texts = [("test_path", "DIR/more.csv")];
    let found = told(folder.path(), ("table", "t.csv"), &texts);
    assert_eq!(found, "1 a,b [2, 1] [1, 2]");
}

#[test]
fn columns_are_scaled_by_what_the_training_part_measures() {
    let text = "x,y,part,kind\n0,5,train,a\n2,5,train,b\n4,6,test,a\n4,7,test,b\n";
    let folder = folder(&[("t.csv", text.as_bytes().to_vec())]);
    let data = |scaling| {
        let texts = [("split", "part"), ("scaling", scaling)];
        let data = loaded(folder.path(), ("table", "t.csv"), &texts);
        let all =
            [&data.train, &data.test].map(|part| part.inputs.iter().copied().collect::<Vec<f32>>());
        all.concat()
    };
    assert_eq!(data("none"), [0.0, 5.0, 2.0, 5.0, 4.0, 6.0, 4.0, 7.0]);
    // Mean 1 and spread 1; a column that is the same everywhere is only shifted.
    assert_eq!(data("columns"), [-1.0, 0.0, 1.0, 0.0, 3.0, 1.0, 3.0, 2.0]);
    let mean: f32 = data("all")[..4].iter().sum();
    assert!(mean.abs() < 1e-6, "{mean}");
}

#[test]
fn the_held_out_part_is_drawn_with_its_own_seed_and_the_hash_covers_every_byte() {
    let rows: String = (0..60)
        .map(|row| format!("{row},{}\n", ["a", "b", "c"][row % 3]))
        .collect();
    let folder = folder(&[
        ("t.csv", rows.clone().into_bytes()),
        ("same.csv", format!("{rows}\n").into_bytes()),
    ]);
    let with = |file: &str, seed: f64, part: f64, stratified: &str| {
        let of = ("table", file);
        ask(
            folder.path(),
            of,
            &[("stratified", stratified)],
            |request| {
                let mut knobs = request.knobs.clone();
                knobs.set("split_seed", seed);
                knobs.set("held_out", part);
                let request = Request {
                    knobs: &knobs,
                    ..*request
                };
                data::load("table", &request).unwrap()
            },
        )
    };
    let first = with("t.csv", 1.0, 0.25, "yes");
    assert_eq!(first.test, with("t.csv", 1.0, 0.25, "yes").test);
    assert_ne!(first.test, with("t.csv", 2.0, 0.25, "yes").test);
    assert_eq!(counts(&first.test.labels, 3), [5, 5, 5]);
    let loose = with("t.csv", 1.0, 0.25, "no");
    assert_eq!(loose.test.labels.len(), 15);
    let other = with("same.csv", 1.0, 0.25, "yes");
    assert_eq!(first.train, other.train);
    assert_ne!(first.sha256(), other.sha256(), "one byte more was read");
}

fn npy(descr: &str, shape: &str, values: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(values);
    bytes
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|x| x.to_le_bytes()).collect()
}

fn four_vectors() -> Vec<u8> {
    npy("<f4", "(4, 2)", &floats(&[1., 2., 3., 4., 5., 6., 7., 8.]))
}

#[test]
fn arrays_find_their_labels_and_names() {
    let check = |files: &[(&str, Vec<u8>)], path: &str, texts: &[(&str, &str)], expect: &str| {
        let folder = folder(files);
        let found = told(folder.path(), ("array", path), texts);
        assert_eq!(found, expect);
    };
    let x = || ("x.npy", four_vectors());
    let labels = npy("|u1", "(4,)", &[0, 1, 0, 1]);
    let beside = [x(), ("labels.npy", labels.clone())];
    check(&beside, "x.npy", &[], "2 0,1 [1, 1] [1, 1]");
    let names = [
        x(),
        ("x_labels.npy", labels.clone()),
        ("names.txt", b"cat\ndog\n".to_vec()),
    ];
    check(&names, "x.npy", &[], "2 cat,dog [1, 1] [1, 1]");
    let in_folder = [
        ("features.npy", four_vectors()),
        ("labels.npy", labels.clone()),
    ];
    check(&in_folder, "", &[], "2 0,1 [1, 1] [1, 1]");
    let words = [x(), ("l.txt", b"b\na\nb\na\n".to_vec())];
    check(
        &words,
        "x.npy",
        &[("labels", "DIR/l.txt")],
        "2 a,b [1, 1] [1, 1]",
    );
    let images = npy("|u1", "(4, 2, 3)", &[7; 24]);
    let images = [("x.npy", images), ("labels.npy", labels.clone())];
    check(&images, "x.npy", &[], "2x3x1 0,1 [1, 1] [1, 1]");
    let planes = npy("|u1", "(4, 3, 2, 2)", &[7; 48]);
    let planes = [("x.npy", planes), ("labels.npy", labels.clone())];
    check(&planes, "x.npy", &[], "2x2x3 0,1 [1, 1] [1, 1]");
    let second = [
        x(),
        ("labels.npy", labels.clone()),
        ("t.npy", four_vectors()),
        ("t_labels.npy", labels),
    ];
    check(
        &second,
        "x.npy",
        &[("test_path", "DIR/t.npy")],
        "2 0,1 [2, 2] [2, 2]",
    );
}

#[test]
fn what_is_wrong_with_an_array_is_named_with_its_file_and_row() {
    let check = |labels: Vec<u8>, names: &[u8], expect: &str| {
        let folder = folder(&[
            ("x.npy", four_vectors()),
            ("labels.npy", labels),
            ("names.txt", names.to_vec()),
        ]);
        assert_eq!(told(folder.path(), ("array", "x.npy"), &[]), expect);
    };
    let labels = || npy("|u1", "(4,)", &[0, 1, 0, 1]);
    check(
        npy("<f4", "(4,)", &floats(&[0., 1., 0., 1.])),
        b"a\nb",
        "DIR/labels.npy: found values of float32, expected whole numbers; in Python: numpy.save(\"labels.npy\", \
         labels.astype(\"int64\"))",
    );
    check(
        npy("|u1", "(3,)", &[0, 1, 0]),
        b"a\nb",
        "DIR/labels.npy: found 3 labels, expected 4, one a row",
    );
    check(
        npy("|u1", "(4, 2)", &[0; 8]),
        b"a\nb",
        "DIR/labels.npy: found labels of shape (4, 2), expected (4,)",
    );
    check(
        labels(),
        b"a\na",
        "DIR/names.txt: row 2: found the name \"a\" again, which is the one of class 0 already, expected each name once",
    );
    check(
        npy("|u1", "(4,)", &[0, 1, 2, 1]),
        b"a\nb",
        "DIR/labels.npy: row 2: found class 2, expected 0 to 1, since there are 2 names",
    );
    check(
        labels(),
        b"<b>a</b>\n\xd7\x90\xe2\x80\x8f",
        "2 <b>a</b>,\u{5d0} [1, 1] [1, 1]",
    );
    check(
        labels(),
        b"a\nb\nc",
        "DIR/x.npy: class \"c\": found 0 samples to train on and 0 held out, expected at least one of each",
    );
    let other = |bytes: Vec<u8>, expect: &str| {
        let folder = folder(&[("x.npy", bytes), ("labels.npy", labels())]);
        assert_eq!(told(folder.path(), ("array", "x.npy"), &[]), expect);
    };
    other(
        npy("<f4", "(4,)", &floats(&[1.; 4])),
        "DIR/x.npy: found an array of shape (4,), expected vectors (n, d) or images (n, h, w), (n, h, w, 3)",
    );
    other(
        npy("<f4", "(0, 4)", &[]),
        "DIR/x.npy: found an array of shape (0, 4), expected at least one row and one column",
    );
    other(
        npy("<f4", "(4, 1)", &floats(&[1., f32::NAN, f32::INFINITY, 0.])),
        "DIR/x.npy: found 2 rows that are not finite, expected numbers; the first: row 1, column 0: found NaN, expected a \
         number; data.not_finite = \"drop\" leaves them out",
    );
    other(
        npy("<f4", "(2147483648, 4)", &[0; 16]),
        "DIR/x.npy: found a header that claims (2147483648, 4) of float32, which are 34359738368 bytes, and 16 bytes behind \
         it: the file is cut off",
    );
    let alone = folder(&[("x.npy", four_vectors())]);
    let found = told(alone.path(), ("array", "x.npy"), &[]);
    let expect = "DIR/x.npy: found no labels, expected a class for each sample; data.labels names their file";
    assert_eq!(found, expect);
}

fn png(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    let pixels = colour.repeat((width * height) as usize);
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn pictures_are_classes_by_their_folders_or_by_a_table() {
    let red = || png(3, 5, [255, 0, 0]);
    let grey = || png(40, 30, [90, 90, 90]);
    let files = [
        ("cat/1.png", red()),
        ("cat/2.PNG", grey()),
        ("dog/1.png", red()),
        ("dog/2.png", red()),
        ("dog/notes.txt", b"none".to_vec()),
    ];
    let whole = folder(&files);
    let found = told(whole.path(), ("images", ""), &[]);
    assert_eq!(found, "28x28x1 cat,dog [1, 1] [1, 1]");
    let colour = told(whole.path(), ("images", ""), &[("colour", "colour")]);
    assert_eq!(colour, "28x28x3 cat,dog [1, 1] [1, 1]");
    assert_eq!(data::source_of(whole.path()).unwrap().0, "images");
    let preview = preview(whole.path(), ("images", ""), &[("colour", "colour")]);
    let pixel: Vec<f32> = preview.rows.row(0).iter().copied().take(3).collect();
    assert_eq!(pixel, [255.0, 0.0, 0.0]);
    assert_eq!(preview.pixels.len(), 4 * 28 * 28);

    let parts = folder(&[
        ("train/a/1.png", red()),
        ("train/b/1.png", red()),
        ("test/a/1.png", red()),
        ("test/b/1.png", red()),
        ("test/b/2.png", red()),
    ]);
    let found = told(parts.path(), ("images", ""), &[]);
    assert_eq!(found, "28x28x1 a,b [1, 1] [1, 2]");

    let rows = "file,label\n1.png,x\n2.png,y\n3.png,x\n4.png,y\n";
    let listed = folder(&[
        ("1.png", red()),
        ("2.png", red()),
        ("3.png", red()),
        ("4.png", red()),
        ("list.csv", rows.as_bytes().to_vec()),
    ]);
    let texts = [("labels", "DIR/list.csv")];
    let found = told(listed.path(), ("images", ""), &texts);
    assert_eq!(found, "28x28x1 x,y [1, 1] [1, 1]");
}

#[test]
fn broken_pictures_are_listed_and_left_out_when_asked() {
    let good = || png(3, 5, [255, 0, 0]);
    let cut = good()[..40].to_vec();
    let folder = folder(&[
        ("a/1.png", good()),
        ("a/2.png", good()),
        ("b/1.png", good()),
        ("b/2.png", good()),
        ("b/3.png", cut),
        ("b/4.jpg", b"no picture".to_vec()),
    ]);
    let found = told(folder.path(), ("images", ""), &[]);
    assert!(
        found.starts_with(
            "DIR/: found 2 broken pictures; the first: DIR/b/3.png: found a damaged picture: "
        ),
        "{found}"
    );
    assert!(
        found.ends_with("data.broken = \"drop\" leaves them out"),
        "{found}"
    );
    let found = told(folder.path(), ("images", ""), &[("broken", "drop")]);
    assert_eq!(found, "28x28x1 a,b [1, 1] [1, 1]");
    let preview = preview(folder.path(), ("images", ""), &[]);
    assert_eq!((preview.n, preview.faults.len()), (4, 2));
    let last = preview.faults[1].to_string();
    let expect = "b/4.jpg: found no picture, expected PNG, JPEG, BMP or GIF";
    assert!(last.ends_with(expect), "{last}");
}

#[test]
fn what_the_embedding_projector_reads_is_read() {
    let tensors = b"1\t2\n3\t4\n5\t6\n7\t8\n".to_vec();
    let several = b"word\tlabel\nw\ta\nx\tb\ny\ta\nz\tb\n".to_vec();
    let check = |files: &[(&str, Vec<u8>)], path: &str, texts: &[(&str, &str)], expect: &str| {
        let folder = folder(files);
        assert_eq!(told(folder.path(), ("projector", path), texts), expect);
    };
    let plain = [
        ("tensors.tsv", tensors.clone()),
        ("metadata.tsv", b"a\nb\na\nb\n".to_vec()),
    ];
    check(&plain, "", &[], "2 a,b [1, 1] [1, 1]");
    let named = [("tensors.tsv", tensors.clone()), ("metadata.tsv", several)];
    check(&named, "tensors.tsv", &[], "2 a,b [1, 1] [1, 1]");
    check(
        &named,
        "",
        &[("label", "kind")],
        "DIR/metadata.tsv: data.label: found \"kind\", expected the number of a column, 1 to 2, or one of word, label",
    );
    let config = br#"{"embeddings":[{"tensorName":"e","tensorShape":[4,2],"tensorPath":"oss_data/e.bytes","metadataPath":"metadata.tsv"}]}"#;
    let bytes = [
        ("projector_config.json", config.to_vec()),
        ("e.bytes", floats(&[1., 2., 3., 4., 5., 6., 7., 8.])),
        ("metadata.tsv", b"a\nb\na\nb\n".to_vec()),
    ];
    check(&bytes, "", &[], "2 a,b [1, 1] [1, 1]");
    check(&bytes, "projector_config.json", &[], "2 a,b [1, 1] [1, 1]");
    check(
        &bytes,
        "",
        &[("tensor", "f")],
        "DIR/projector_config.json: found no such tensor: \"f\", expected one of e",
    );
    let short = [
        ("projector_config.json", config.to_vec()),
        ("e.bytes", vec![0; 8]),
    ];
    check(
        &short,
        "",
        &[],
        "DIR/e.bytes: found 8 bytes, expected (4, 2) of float32 as the configuration says",
    );
    let ragged = [("tensors.tsv", b"1\t2\n3\n".to_vec())];
    check(
        &ragged,
        "",
        &[],
        "DIR/tensors.tsv: row 2: found 1 columns, expected 2 as in row 1",
    );
    let few = [
        ("tensors.tsv", tensors),
        ("metadata.tsv", b"a\nb\n".to_vec()),
    ];
    check(
        &few,
        "",
        &[],
        "DIR/metadata.tsv: found 2 samples, expected 4 as there are tensors",
    );
}

fn preview(folder: &Path, of: (&str, &str), texts: &[(&str, &str)]) -> Preview {
    ask(folder, of, texts, |request| data::preview(of.0, request)).unwrap()
}

#[test]
fn a_preview_measures_what_was_read_before_anything_is_scaled() {
    let values = floats(&[3., 4., 0., 0., f32::NAN, 1., 0., 1.]);
    let folder = folder(&[
        ("x.npy", npy("<f4", "(4, 2)", &values)),
        (
            "labels.npy",
            npy(
                "<i8",
                "(4,)",
                &[5_i64, 7, 5, 5].map(i64::to_le_bytes).concat(),
            ),
        ),
    ]);
    let found = preview(folder.path(), ("array", "x.npy"), &[]);
    assert_eq!(
        (found.n, found.shape, &*found.dtype),
        (4, Shape::Flat(2), "float32")
    );
    assert_eq!(
        (found.class_names.join(","), found.counts),
        ("5,7".to_owned(), vec![3, 1])
    );
    let norms = found.norms.unwrap();
    assert_eq!((norms.min, norms.mean, norms.max), (0.0, 2.0, 5.0));
    assert_eq!(
        (found.zero_rows, found.not_finite, found.not_finite_rows),
        (1, 1, 1)
    );
    assert_eq!(found.faults.len(), 1);
    assert_eq!(found.rows.nrows(), 4);
}

#[test]
fn a_source_is_found_by_what_is_in_a_file() {
    let files = [
        ("a.txt", b"x,kind\n1,a\n2,b\n".to_vec(), Some("table")),
        ("a.dat", four_vectors(), Some("array")),
        (
            "m.toml",
            b"steps = 10\n[data]\nclasses = [1, 2]\n".to_vec(),
            None,
        ),
        ("n.pt", b"\x80\x02}.".to_vec(), Some("array")),
        ("o.bin", vec![1, 2, 3], None),
        ("p/tensors.tsv", b"1\t2\n".to_vec(), Some("projector")),
    ];
    for (name, content, expect) in files {
        let folder = folder(&[(name, content)]);
        let found = data::source_of(&folder.path().join(name)).map(|found| found.0);
        assert_eq!(found, expect, "{name}");
    }
}

/// Three clouds in four columns, each around a corner of its own.
fn clouds() -> String {
    let mut text = "width,height,depth,weight,species\n".to_owned();
    let wave = |row: usize, column: usize| ((row * 37 + column * 101) % 23) as f64 / 23.0 - 0.5;
    for row in 0..150 {
        let class = row % 3;
        for column in 0..4 {
            let centre = if column == class { 40.0 } else { 10.0 };
            text += &format!("{:.3},", centre + 12.0 * wave(row, column));
        }
        text += ["setosa", "versicolor", "virginica"][class];
        text.push('\n');
    }
    text
}

/// What the program prints in this folder; it must come to its end.
fn printed(folder: &Path, args: &[&str]) -> String {
    let output = marginscope(folder, args);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_table_is_trained_on_circle_and_sphere_from_the_command_line() {
    let folder = folder(&[("iris.csv", clouds().into_bytes())]);
    let by_settings = ["--set", "data.source=table", "--set", "data.path=iris.csv"];
    for (out, of) in [("a", &by_settings[..]), ("b", &["iris.csv"])] {
        let mut args = vec!["train", "--steps", "150", "--json", "--out", out];
        args.extend(of);
        let summary: serde_json::Value =
            serde_json::from_str(&printed(folder.path(), &args)).unwrap();
        for lane in ["circle", "sphere"] {
            let file = folder.path().join(out).join(lane).join("summary.json");
            let lane: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
            let accuracy = lane["test_accuracy"].as_f64().unwrap();
            assert!(accuracy > 0.95, "{accuracy}: {summary}");
        }
    }
    let file = |of: &str| {
        fs::read_to_string(folder.path().join(of).join("circle/experiment.toml")).unwrap()
    };
    assert_eq!(file("a"), file("b"));
    for line in [
        "source = \"table\"",
        "label = \"\"",
        "held_out = 0.2",
        "stratified = \"yes\"",
    ] {
        assert!(file("a").contains(line), "{line}: {}", file("a"));
    }
}

#[test]
fn data_are_described_whatever_opens_them() {
    let values = floats(&[3., 4., 0., 0., f32::NAN, 1., 0., 1.]);
    let labels = npy(
        "<i8",
        "(4,)",
        &[5_i64, 7, 5, 5].map(i64::to_le_bytes).concat(),
    );
    let folder = folder(&[
        ("iris.csv", clouds().into_bytes()),
        ("run/features.npy", npy("<f4", "(4, 2)", &values)),
        ("run/labels.npy", labels),
        (
            "e.toml",
            b"[data]\nsource = \"table\"\npath = \"iris.csv\"\nignore = \"1\"\n".to_vec(),
        ),
        ("bad.csv", b"x,kind\n1,a\nx,b\n".to_vec()),
    ]);
    let json = |args: &[&str]| -> serde_json::Value {
        let all = [&["describe", "--json"], args].concat();
        serde_json::from_str(&printed(folder.path(), &all)).unwrap()
    };
    let run = json(&["run"]);
    assert_eq!(
        (&run["n"], &run["dim"], &run["classes"]),
        (&4.into(), &2.into(), &2.into())
    );
    assert_eq!(run["counts"], serde_json::json!([3, 1]));
    assert_eq!(run["names"], serde_json::json!(["5", "7"]));
    assert_eq!(
        run["norms"],
        serde_json::json!({"min": 0.0, "mean": 2.0, "max": 5.0})
    );
    assert_eq!(
        (&run["zero_rows"], &run["not_finite"]),
        (&1.into(), &1.into())
    );
    assert_eq!(run["dtype"], "float32");
    let table = json(&["iris.csv"]);
    assert_eq!((&table["n"], &table["dim"]), (&150.into(), &4.into()));
    assert_eq!(
        table["names"],
        serde_json::json!(["setosa", "versicolor", "virginica"])
    );
    assert_eq!(json(&["iris.csv", "--set", "data.ignore=width"])["dim"], 3);
    assert_eq!(
        json(&["e.toml"])["dim"],
        3,
        "what an experiment file says of its data counts"
    );
    let text = printed(folder.path(), &["describe", "run"]);
    assert!(text.contains("samples   4 of 2 (float32)"), "{text}");
    assert!(
        text.contains("row 2, column 0: found NaN, expected a number"),
        "{text}"
    );
    let wrong = marginscope(
        folder.path(),
        &["describe", "bad.csv", "--set", "data.label=kind"],
    );
    assert_eq!(wrong.status.code(), Some(1));
    let expect = "marginscope: bad.csv: row 3, column 1 (x): found \"x\", expected a number\n";
    assert_eq!(String::from_utf8_lossy(&wrong.stderr), expect);
    let key = marginscope(
        folder.path(),
        &["describe", "iris.csv", "--set", "data.lable=kind"],
    );
    let key = String::from_utf8_lossy(&key.stderr).into_owned();
    assert!(key.contains("did you mean \"data.label\"?"), "{key}");
}

#[test]
fn settings_of_a_source_are_listed_with_their_words() {
    let folder = tempfile::tempdir().unwrap();
    let list: serde_json::Value =
        serde_json::from_str(&printed(folder.path(), &["list", "--json"])).unwrap();
    for source in data::registry() {
        let mut entries = list["data"].as_array().unwrap().iter();
        let entry = entries.find(|entry| entry["id"] == source.id()).unwrap();
        let keys: Vec<&str> = entry["texts"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|text| text["key"].as_str())
            .collect();
        let expect: Vec<String> = source
            .texts()
            .iter()
            .map(|text| format!("data.{}", text.id))
            .collect();
        assert_eq!(keys, expect, "{}", source.id());
    }
}

#[test]
fn files_behind_the_data_are_what_their_content_says() {
    let names = b"cat\ndog\n".to_vec();
    let folder = folder(&[
        ("x.npy", four_vectors()),
        ("classes.npy", npy("|u1", "(4,)", &[0, 1, 0, 1])),
        ("n.txt", names),
        ("t.npy", four_vectors()),
        ("t2.npy", npy("|u1", "(4,)", &[0, 1, 1, 1])),
    ]);
    let args = "train x.npy classes.npy n.txt t.npy t2.npy --steps 2 --out a";
    let args: Vec<&str> = args.split(' ').collect();
    printed(folder.path(), &args);
    let file = folder.path().join("a/circle/experiment.toml");
    let text = fs::read_to_string(file).unwrap();
    for line in [
        "labels = \"classes.npy\"",
        "names = \"n.txt\"",
        "test_path = \"t.npy\"",
        "test_labels = \"t2.npy\"",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let again = marginscope(
        folder.path(),
        &["train", "x.npy", "n.txt", "n.txt", "--out", "b"],
    );
    let expect = "marginscope: n.txt: found a second names, expected one\n";
    assert_eq!(String::from_utf8_lossy(&again.stderr), expect);
}

#[test]
fn a_figure_of_data_reads_them_as_its_settings_say() {
    let rows = (0..60).map(|i| format!("row {i},{}.5,{},{}\n", i % 7, i % 11, ["u", "v"][i % 2]));
    let table = format!("name,x,y,kind\n{}", rows.collect::<String>());
    let folder = folder(&[("t.csv", table.into_bytes())]);
    let draw = |set: &[&str]| {
        let plain = [
            "figure", "t.csv", "--steps", "5", "--view", "circle", "-o", "x.svg",
        ];
        marginscope(folder.path(), &[&plain[..], set].concat())
    };
    let refused = draw(&[]);
    let why = String::from_utf8_lossy(&refused.stderr);
    assert!(why.contains("row 2, column 1 (name)"), "{why}");
    let drawn = draw(&["--set", "data.ignore=name"]);
    let why = String::from_utf8_lossy(&drawn.stderr);
    assert!(drawn.status.success(), "{why}");
}

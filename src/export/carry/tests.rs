use super::*;
use crate::train::{Lane, Status, lane};

pub const FORMATS: [Format; 3] = [Format::Png, Format::Svg, Format::Pdf];

/// A small picture as another program would make it.
pub fn picture(format: Format) -> Vec<u8> {
    match format {
        Format::Png => {
            let mut bytes = Vec::new();
            let mut encoder = ::png::Encoder::new(&mut bytes, 3, 2);
            encoder.set_color(::png::ColorType::Rgb);
            let mut writer = encoder.write_header().unwrap();
            writer.write_image_data(&[7; 18]).unwrap();
            writer.finish().unwrap();
            bytes
        }
        Format::Svg => b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" aria-label='a > b' \
                         width=\"9\" height=\"9\"><circle r=\"4\"/></svg>\n"
            .to_vec(),
        Format::Pdf => pdf_with_table(),
    }
}

/// A page without content.
const OBJECTS: [&str; 3] = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
];

fn pdf_objects() -> (String, Vec<usize>) {
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for (i, object) in OBJECTS.iter().enumerate() {
        places.push(pdf.len());
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    (pdf, places)
}

fn pdf_with_table() -> Vec<u8> {
    let (mut pdf, places) = pdf_objects();
    let at = pdf.len();
    pdf += "xref\n0 4\n0000000000 65535 f \n";
    places
        .iter()
        .for_each(|place| pdf += &format!("{place:010} 00000 n \n"));
    pdf += &format!("trailer\n<</Size 4/Root 1 0 R/ID[<00><01>]>>\nstartxref\n{at}\n%%EOF");
    pdf.into_bytes()
}

fn pdf_with_stream() -> Vec<u8> {
    let (pdf, places) = pdf_objects();
    let (mut pdf, at) = (pdf.into_bytes(), places[2] + 56);
    let at = at.max(pdf.len());
    let head = "4 0 obj\n<</Type/XRef/Size 5/W[1 2 1]/Root 1 0 R/Length 20>>\nstream\n";
    pdf.extend(head.bytes());
    pdf.extend([0, 0, 0, 255]);
    for place in places.into_iter().chain([at]) {
        pdf.push(1);
        pdf.extend((place as u16).to_be_bytes());
        pdf.push(0);
    }
    pdf.extend(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
    pdf
}

pub fn carried() -> Carried {
    let session = Session::preset("blobs").unwrap();
    Carried {
        version: "0.1.0".to_owned(),
        caption: "Features & <margins>: θ, “\r\n”, ]]>".to_owned(),
        experiment: session.to_toml(),
        lanes: ["circle", "sphere"].map(|name| one_lane(name, 40)).to_vec(),
        laboratory: Some("loss = \"arcface\"\n".to_owned()),
    }
}

fn one_lane(name: &str, step: u64) -> CarriedLane {
    CarriedLane {
        name: name.to_owned(),
        step,
        dataset: "blobs".to_owned(),
        sha256: "ab".repeat(32).into(),
        tuned: None,
    }
}

#[test]
fn every_kind_of_picture_gives_back_what_it_was_given() {
    for format in FORMATS {
        let whole = embed(&picture(format), format, &carried()).unwrap();
        assert_eq!(kind(&whole), Some(format));
        assert_eq!(read(&whole), Ok(carried()), "{format:?}");
    }
    let whole = embed(&pdf_with_stream(), Format::Pdf, &carried()).unwrap();
    assert_eq!(read(&whole), Ok(carried()));
}

#[test]
fn the_newest_experiment_takes_the_place_of_an_older_one() {
    for format in FORMATS {
        let first = embed(&picture(format), format, &carried()).unwrap();
        let mut newer = carried();
        newer.lanes.truncate(1);
        let second = embed(&first, format, &newer).unwrap();
        assert_eq!(read(&second), Ok(newer), "{format:?}");
    }
}

#[test]
fn the_pixels_stay_as_they_are() {
    let before = picture(Format::Png);
    let after = embed(&before, Format::Png, &carried()).unwrap();
    let data = |bytes: &[u8]| {
        let at = bytes.windows(4).position(|kind| kind == b"IDAT").unwrap();
        bytes[at - 4..].to_vec()
    };
    assert_eq!(data(&before), data(&after));
    let mut reader = ::png::Decoder::new(std::io::Cursor::new(after))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; 18];
    reader.next_frame(&mut pixels).unwrap();
    assert_eq!(pixels, [7; 18]);
    assert_eq!(reader.info().utf8_text[0].keyword, "marginscope");
}

#[test]
fn what_carries_nothing_says_so() {
    fn check(bytes: &[u8], expect: &str) {
        let error = read(bytes).unwrap_err().to_string();
        assert!(error.contains(expect), "{error}, expected {expect}");
    }
    for format in FORMATS {
        check(&picture(format), "carries no experiment");
        let whole = embed(&picture(format), format, &carried()).unwrap();
        check(&whole[..whole.len() / 2], "the picture is incomplete");
        let newer = [b"experiment 1 ", b"experiment 7 "];
        check(
            &replaced(&whole, newer[0], newer[1]),
            "newer version of marginscope: found an experiment of format 7",
        );
        check(
            &replaced(&whole, b"m = 0.3", b"m = 0.4"),
            "was changed after it was made",
        );
    }
    check(
        b"",
        "found an empty file, expected a PNG, SVG, PDF or GIF picture",
    );
    check(b"\xff\xd8\xff\xe0 JFIF", "found something else");
    check(b"<!DOCTYPE html><html/>", "found <html>");
}

/// `bytes` with `from` changed into `to` of the same length, and the checksum of a PNG's chunk made right again.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = bytes
        .windows(from.len())
        .position(|found| found == from)
        .unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    if kind(&bytes) == Some(Format::Png) {
        let chunk = bytes.windows(4).position(|kind| kind == b"iTXt").unwrap();
        let length = u32::from_be_bytes(bytes[chunk - 4..chunk].try_into().unwrap()) as usize;
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[chunk..chunk + 4 + length]);
        bytes[chunk + 4 + length..][..4].copy_from_slice(&crc.sum().to_be_bytes());
    }
    bytes
}

#[test]
fn text_that_another_program_packed_is_unpacked() {
    let text = text::encode(&carried()).unwrap();
    let packed = |text: &[u8]| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, text).unwrap();
        encoder.finish().unwrap()
    };
    let chunk = |text: &[u8]| {
        let mut chunk = b"iTXtmarginscope\0\x01\0\0\0".to_vec();
        chunk.extend(packed(text));
        let mut crc = flate2::Crc::new();
        crc.update(&chunk);
        let length = (chunk.len() as u32 - 4).to_be_bytes();
        let whole = picture(Format::Png);
        [
            &whole[..33],
            &length,
            &chunk,
            &crc.sum().to_be_bytes(),
            &whole[33..],
        ]
        .concat()
    };
    assert_eq!(read(&chunk(text.as_bytes())), Ok(carried()));
    let bomb = read(&chunk(&vec![0; 300 << 20])).unwrap_err();
    assert!(matches!(bomb, CarryError::Damaged(_)), "{bomb}");
    let stream = |text: &[u8]| {
        let head =
            "%PDF-1.7\n9 0 obj\n<</Filter/FlateDecode/Type/EmbeddedFile>>\nstream\n".as_bytes();
        [head, &packed(text), b"\nendstream\nendobj\n%%EOF"].concat()
    };
    assert_eq!(read(&stream(text.as_bytes())), Ok(carried()));
    assert_eq!(read(&stream(&vec![0; 300 << 20])), Err(CarryError::None));
}

/// The lanes of `blobs` after so many steps each.
fn snapshots(session: &Session, steps: u64) -> Vec<Snapshot> {
    let lanes = session
        .experiments()
        .unwrap()
        .into_iter()
        .map(|(name, experiment)| {
            let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
            (0..steps).for_each(|_| lane.step().unwrap());
            lane.begin_refresh();
            while !lane.refresh_part() {}
            lane.snapshot(&name, 0, Status::Done)
        });
    lanes.collect()
}

fn of(session: &Session, snapshots: &[Snapshot]) -> Carried {
    Carried::of(session, &snapshots.iter().collect::<Vec<_>>())
}

#[test]
fn a_repeated_picture_has_the_same_bits_though_its_schedule_spans_the_run() {
    let mut session = Session::preset("blobs").unwrap();
    let set = |session: &mut Session, key: &str, value: i64| {
        session.set_everywhere(key, &Value::from(value)).unwrap();
    };
    set(&mut session, "optimizer.schedule_steps", 0);
    set(&mut session, "steps", 60);
    let taken = snapshots(&session, 20);
    let carried = of(&session, &taken);
    assert_eq!(carried.session("p", "p.png").unwrap().base, session.base);
    let again = carried.to_repeat("p", "p.png").unwrap();
    assert!(
        again
            .experiments()
            .unwrap()
            .iter()
            .all(|(_, experiment)| experiment.steps == 20)
    );
    for (before, after) in taken.iter().zip(snapshots(&again, 20)) {
        assert_eq!(before.features, after.features);
        assert_eq!(before.weights, after.weights);
        assert_eq!(before.dataset.sha256(), &*carried.lanes[0].sha256);
    }
}

#[test]
fn what_a_picture_says_hashes_no_data_before_it_is_written() {
    let session = Session::preset("blobs").unwrap();
    let taken = snapshots(&session, 1);
    let known = || taken.iter().any(|s| s.dataset.known_sha256().is_some());
    let said = of(&session, &taken).clone();
    assert!(!known());
    let written = embed(&picture(Format::Svg), Format::Svg, &said).unwrap();
    assert!(known());
    let expect = taken[0].dataset.sha256();
    assert_eq!(&*read(&written).unwrap().lanes[0].sha256, expect);
    assert_eq!(expect.len(), 64);
}

#[test]
fn what_was_trained_is_carried_whatever_the_session_says_by_now() {
    let session = Session::preset("blobs").unwrap();
    let mut shown = snapshots(&session, 1);
    // An earlier run of another loss, beside the present one.
    let mut earlier = session.clone();
    earlier
        .set_everywhere("loss.id", &Value::from("arcface"))
        .unwrap();
    earlier
        .set_everywhere("loss.m", &Value::from(0.05))
        .unwrap();
    shown.extend(snapshots(&earlier, 1));
    let names: Vec<String> = of(&session, &shown)
        .lanes
        .into_iter()
        .map(|lane| lane.name)
        .collect();
    assert_eq!(names, ["circle", "sphere", "circle-2", "sphere-2"]);
    let lanes = of(&session, &shown)
        .session("p", "p.png")
        .unwrap()
        .experiments()
        .unwrap();
    for ((_, experiment), snapshot) in lanes.iter().zip(&shown) {
        assert_eq!(experiment, snapshot.experiment.as_ref());
    }
    assert_eq!(lanes[3].1.loss.knobs.get("m"), Some(0.05));
}

#[test]
fn a_setting_that_is_moved_while_a_lane_trains_is_noted() {
    let (_, experiment) = Session::preset("blobs")
        .unwrap()
        .experiments()
        .unwrap()
        .remove(0);
    let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    let tuned = |lane: &Lane| lane.snapshot("run", 0, Status::Paused).tuned;
    let mut other = experiment.clone();
    other.loss.knobs.set("m", 0.1);
    lane.tune(&other);
    assert_eq!(
        tuned(&lane),
        None,
        "before the first step nothing depends on it"
    );
    lane.step().unwrap();
    other.steps += 1;
    lane.tune(&other);
    assert_eq!(
        tuned(&lane),
        None,
        "more steps leave those before as they are"
    );
    other.loss.knobs.set("m", 0.2);
    lane.tune(&other);
    assert_eq!(tuned(&lane), Some(1));
}

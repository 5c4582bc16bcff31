use super::*;
use crate::train::Session;

/// Every kind of picture that carries: an animated PNG has its text elsewhere than a still one.
pub const KINDS: [Kind; 5] = [Kind::Png, Kind::Apng, Kind::Svg, Kind::Pdf, Kind::Gif];

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Png,
    Apng,
    Svg,
    Pdf,
    Gif,
}

/// A small picture as its library writes it, with what is `carried`.
pub fn picture(kind: Kind, carried: Option<&Carried>) -> Vec<u8> {
    match kind {
        Kind::Png | Kind::Apng => {
            let mut bytes = Vec::new();
            let mut encoder = ::png::Encoder::new(&mut bytes, 3, 2);
            encoder.set_color(::png::ColorType::Rgb);
            if let Some(carried) = carried.filter(|_| kind == Kind::Png) {
                super::png::insert(&mut encoder, carried).unwrap();
            }
            let mut writer = encoder.write_header().unwrap();
            writer.write_image_data(&[7; 18]).unwrap();
            if let Some(carried) = carried.filter(|_| kind == Kind::Apng) {
                super::png::append(&mut writer, carried).unwrap();
            }
            writer.finish().unwrap();
            bytes
        }
        Kind::Svg => {
            let svg = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" aria-label='a > b' \
                       width=\"9\" height=\"9\"><circle r=\"4\"/></svg>\n";
            let whole = carried.map(|carried| super::svg::embed(svg, carried).unwrap());
            whole.unwrap_or_else(|| svg.to_owned()).into_bytes()
        }
        Kind::Pdf => {
            let mut document = krilla::Document::new();
            document.start_page().finish();
            if let Some(carried) = carried {
                super::pdf::attach(&mut document, carried).unwrap();
            }
            document.finish().unwrap()
        }
        Kind::Gif => gif(carried),
    }
}

/// Two pictures of 3 × 2 that go on for ever, the second with colours of its own.
fn gif(carried: Option<&Carried>) -> Vec<u8> {
    let colours = [255, 255, 255, 9, 9, 9];
    let mut encoder = ::gif::Encoder::new(Vec::new(), 3, 2, &colours).unwrap();
    encoder.set_repeat(::gif::Repeat::Infinite).unwrap();
    for palette in [None, Some(vec![0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])] {
        let frame = ::gif::Frame {
            width: 3,
            height: 2,
            palette,
            buffer: vec![0, 1, 0, 1, 1, 0].into(),
            ..::gif::Frame::default()
        };
        encoder.write_frame(&frame).unwrap();
    }
    if let Some(carried) = carried {
        super::gif::append(&mut encoder, carried).unwrap();
    }
    encoder.into_inner().unwrap()
}

pub fn whole(kind: Kind) -> Vec<u8> {
    picture(kind, Some(&carried()))
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
        touched: None,
    }
}

#[test]
fn every_kind_of_picture_gives_back_what_it_was_given() {
    for kind in KINDS {
        let whole = whole(kind);
        assert!(is_picture(&whole) && is_picture(&whole[..4]), "{kind:?}");
        assert_eq!(read(&whole), Ok(carried()), "{kind:?}");
        assert_eq!(
            whole,
            picture(kind, Some(&carried())),
            "the same bytes again"
        );
    }
    assert!(!is_picture(b"GIVE") && !is_picture(b""));
}

#[test]
fn what_is_carried_is_text_that_a_person_can_read_in_the_file() {
    let text = text::encode(&carried()).unwrap();
    for kind in KINDS {
        let whole = whole(kind);
        let has = |part: &[u8]| whole.windows(part.len()).any(|found| found == part);
        let (head, _) = text.split_once('\n').unwrap();
        assert!(has(head.as_bytes()), "{kind:?}");
        assert!(has(b"m = 0.3"), "{kind:?}");
    }
}

#[test]
fn the_pixels_stay_as_they_are() {
    let (before, after) = (picture(Kind::Png, None), whole(Kind::Png));
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

/// How often a GIF is shown, and its pictures.
fn gif_pictures(bytes: &[u8]) -> (::gif::Repeat, Vec<Vec<u8>>) {
    let mut options = ::gif::DecodeOptions::new();
    options.set_color_output(::gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(bytes).unwrap();
    let mut found = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        found.push(frame.buffer.to_vec());
    }
    (decoder.repeat(), found)
}

#[test]
fn a_gif_shows_the_same_pictures_as_often() {
    let (before, after) = (picture(Kind::Gif, None), whole(Kind::Gif));
    assert_eq!(gif_pictures(&before), gif_pictures(&after));
    assert_eq!(gif_pictures(&after).1.len(), 2);
}

#[test]
fn what_carries_nothing_says_so() {
    fn check(bytes: &[u8], expect: &str) {
        let error = read(bytes).unwrap_err().to_string();
        assert!(error.contains(expect), "{error}, expected {expect}");
    }
    for kind in KINDS {
        check(&picture(kind, None), "carries no experiment");
        let whole = whole(kind);
        check(&whole[..whole.len() / 2], "the picture is incomplete");
        check(
            &replaced(&whole, b"experiment 1 ", b"experiment 7 "),
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

/// Every file that was written before the libraries wrote what is carried: the text is ours since then and before.
const EARLIER: [(&str, &[u8], u64); 6] = [
    (
        "png",
        include_bytes!("../../../tests/carried/figure.png"),
        20,
    ),
    (
        "svg",
        include_bytes!("../../../tests/carried/figure.svg"),
        20,
    ),
    (
        "pdf",
        include_bytes!("../../../tests/carried/figure.pdf"),
        20,
    ),
    // It was embedded twice, the second time with another step.
    (
        "pdf",
        include_bytes!("../../../tests/carried/twice.pdf"),
        21,
    ),
    ("gif", include_bytes!("../../../tests/carried/turn.gif"), 20),
    (
        "apng",
        include_bytes!("../../../tests/carried/turn.png"),
        20,
    ),
];

#[test]
fn earlier_pictures_are_opened() {
    for (kind, bytes, step) in EARLIER {
        let found = read(bytes).unwrap();
        let lanes: Vec<_> = found
            .lanes
            .iter()
            .map(|lane| (&*lane.name, lane.step))
            .collect();
        assert_eq!(lanes, [("circle", step)], "{kind}");
        assert!(
            found.caption.contains("AM-Softmax"),
            "{kind}: {}",
            found.caption
        );
        let again = found.to_repeat("again", kind).unwrap();
        let (_, experiment) = &again.experiments().unwrap()[0];
        assert_eq!(
            (experiment.steps, &*experiment.data.source),
            (step, "blobs")
        );
    }
}

#[test]
fn earlier_pictures_that_were_cut_off_are_refused() {
    for (kind, bytes, _) in EARLIER {
        // Nothing but a final line break may be missing, and a PDF that was added to is whole without that.
        let half = &bytes[..bytes.len() / 2];
        assert!(
            matches!(read(half), Err(CarryError::Truncated(_))),
            "{kind}"
        );
        let changed = replaced(bytes, b"m = 0.3", b"m = 0.4");
        let found = read(&changed);
        assert!(
            matches!(found, Err(CarryError::Tampered { .. })),
            "{kind}: {found:?}"
        );
    }
}

/// `bytes` with `from` changed into `to` of the same length, and the checksum of a PNG's chunk made right again.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut places = bytes.windows(from.len());
    // The last one: a PDF that was added to has the old one in front.
    let at = places.rposition(|found| found == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    if carrier(&bytes) == Some(Carrier::Png) {
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
        let whole = picture(Kind::Png, None);
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

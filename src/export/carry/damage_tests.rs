//! Damaged pictures: never a panic, always one line that says why, or the experiment as it was.

use proptest::prelude::*;

use super::{
    tests::{FORMATS, carried, picture},
    *,
};

fn whole(format: Format) -> Vec<u8> {
    embed(&picture(format), format, &carried()).unwrap()
}

/// One line, or what was embedded.
fn check(bytes: &[u8]) {
    match read(bytes) {
        Ok(found) => assert_eq!(found, carried()),
        Err(error) => {
            let line = error.to_string();
            let controls = line.chars().any(char::is_control);
            assert!(
                !line.is_empty() && line.len() < 400 && !controls,
                "{line:?}"
            );
        }
    }
    // What cannot be read may be embedded into by mistake.
    for format in FORMATS {
        let _ = embed(bytes, format, &carried());
    }
}

#[test]
fn truncated_at_every_length() {
    for format in FORMATS {
        let whole = whole(format);
        for length in 0..whole.len() {
            check(&whole[..length]);
            // A final line break more or less is no damage; neither is a PDF before its update.
            if format == Format::Png {
                assert!(read(&whole[..length]).is_err(), "{length}");
            }
        }
    }
}

#[test]
fn lengths_that_no_file_has() {
    for format in FORMATS {
        let whole = whole(format);
        for at in 0..whole.len() - 4 {
            let mut bytes = whole.clone();
            bytes[at..at + 4].copy_from_slice(&[0xff, 0xff, 0xff, 0xf0]);
            check(&bytes);
            bytes[at..at + 4].copy_from_slice(b"9999");
            check(&bytes);
        }
    }
}

#[test]
fn deep_and_endless_xml() {
    let deep = |n: usize| format!("<svg>{}{}</svg>", "<g>".repeat(n), "</g>".repeat(n));
    check(deep(100_000).as_bytes());
    check("<svg>".repeat(200_000).as_bytes());
    let laughs: String = (1..20)
        .map(|i| format!("<!ENTITY a{i} \"&a{};&a{};\">", i - 1, i - 1))
        .collect();
    check(format!("<!DOCTYPE svg [<!ENTITY a0 \"ha\">{laughs}]><svg>&a19;</svg>").as_bytes());
    check(b"<svg/>");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bits(which in 0..3_usize, flips in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..20)) {
        let mut bytes = whole(FORMATS[which]);
        for (at, mask) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
        }
        check(&bytes);
    }

    #[test]
    fn spliced_pieces(a in 0..3_usize, b in 0..3_usize, cuts in prop::array::uniform4(any::<prop::sample::Index>())) {
        let (a, b) = (whole(FORMATS[a]), whole(FORMATS[b]));
        let (start, end) = (cuts[0].index(a.len()), cuts[1].index(a.len()));
        let (from, to) = (cuts[2].index(b.len()), cuts[3].index(b.len()));
        check(&[&a[..start], &b[from.min(to)..from.max(to)], &a[end..]].concat());
    }

    #[test]
    fn noise_behind_a_beginning(which in 0..3_usize, kept in any::<prop::sample::Index>(), noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let whole = whole(FORMATS[which]);
        check(&[&whole[..kept.index(whole.len())], &noise].concat());
    }
}

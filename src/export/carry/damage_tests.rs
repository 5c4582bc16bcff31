//! Damaged pictures: never a panic, always one line that says why, or the experiment as it was.

use proptest::prelude::*;

use super::{
    tests::{KINDS, Kind, carried, whole},
    *,
};

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
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = svg::embed(text, &carried());
    }
}

#[test]
fn truncated_at_every_length() {
    for kind in KINDS {
        let whole = whole(kind);
        for length in 0..whole.len() {
            check(&whole[..length]);
            // A final line break more or less is no damage.
            if length < whole.trim_ascii_end().len() || matches!(kind, Kind::Png | Kind::Gif) {
                assert!(read(&whole[..length]).is_err(), "{kind:?} {length}");
            }
        }
    }
}

#[test]
fn lengths_that_no_file_has() {
    for kind in KINDS {
        let whole = whole(kind);
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
    fn flipped_bits(which in 0..KINDS.len(), flips in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..20)) {
        let mut bytes = whole(KINDS[which]);
        for (at, mask) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
        }
        check(&bytes);
    }

    #[test]
    fn spliced_pieces(a in 0..KINDS.len(), b in 0..KINDS.len(), cuts in prop::array::uniform4(any::<prop::sample::Index>())) {
        let (a, b) = (whole(KINDS[a]), whole(KINDS[b]));
        let (start, end) = (cuts[0].index(a.len()), cuts[1].index(a.len()));
        let (from, to) = (cuts[2].index(b.len()), cuts[3].index(b.len()));
        check(&[&a[..start], &b[from.min(to)..from.max(to)], &a[end..]].concat());
    }

    #[test]
    fn noise_behind_a_beginning(which in 0..KINDS.len(), kept in any::<prop::sample::Index>(), noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let whole = whole(KINDS[which]);
        check(&[&whole[..kept.index(whole.len())], &noise].concat());
    }
}

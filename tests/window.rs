//! The real window: what a person sees after some steps, pixel by pixel. Needs a display and GL; skips loudly without.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

/// Whether there is a display; panics where one was promised.
fn display() -> bool {
    let display = std::env::var_os("DISPLAY").or_else(|| std::env::var_os("WAYLAND_DISPLAY"));
    if display.is_some() {
        return true;
    }
    let required = std::env::var_os("MARGINSCOPE_REQUIRE_GL").is_some();
    assert!(
        !required,
        "MARGINSCOPE_REQUIRE_GL is set, but there is no display"
    );
    eprintln!("SKIPPED: no display, the window's pixels are NOT tested (run under xvfb-run -a)");
    false
}

/// An RGB picture.
struct Picture {
    width: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    fn read(file: &Path) -> Self {
        let decoder =
            png::Decoder::new(std::io::BufReader::new(std::fs::File::open(file).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        let channels = info.color_type.samples();
        let pixels = bytes[..info.buffer_size()].chunks_exact(channels);
        Self {
            width: info.width as usize,
            pixels: pixels.map(|p| [p[0], p[1], p[2]]).collect(),
        }
    }

    fn height(&self) -> usize {
        self.pixels.len() / self.width
    }

    /// The pixels between two fractions of the width.
    fn columns(&self, from: f64, to: f64) -> impl Iterator<Item = [u8; 3]> + '_ {
        let span = (self.width as f64 * from) as usize..(self.width as f64 * to) as usize;
        self.pixels
            .chunks_exact(self.width)
            .flat_map(move |row| row[span.clone()].iter().copied())
    }

    fn commonest(&self) -> [u8; 3] {
        let mut counts = HashMap::new();
        self.pixels
            .iter()
            .for_each(|pixel| *counts.entry(*pixel).or_insert(0) += 1);
        counts
            .into_iter()
            .max_by_key(|(_, count)| *count)
            .map(|(pixel, _)| pixel)
            .unwrap()
    }
}

/// Hues, of twelve, that fill at least `least` saturated pixels.
fn hues(pixels: impl Iterator<Item = [u8; 3]>, least: usize) -> usize {
    let mut counts = [0; 12];
    for [r, g, b] in pixels.map(|pixel| pixel.map(i32::from)) {
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        if max - min < 60 {
            continue;
        }
        let span = f64::from(max - min);
        let sector = match max {
            _ if max == r => f64::from(g - b) / span,
            _ if max == g => 2.0 + f64::from(b - r) / span,
            _ => 4.0 + f64::from(r - g) / span,
        };
        counts[((sector.rem_euclid(6.0)) * 2.0) as usize % 12] += 1;
    }
    counts.iter().filter(|count| **count >= least).count()
}

fn check(theme: &str, size: (usize, usize), expect: impl Fn(&Picture)) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("window.png");
    let output = Command::new(env!("CARGO_BIN_EXE_marginscope"))
        .args([
            "--after-steps",
            "60",
            "--theme",
            theme,
            "--window-size",
            &format!("{}x{}", size.0, size.1),
        ])
        .arg("--screenshot-to")
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let picture = Picture::read(&file);
    assert_eq!((picture.width, picture.height()), size);
    expect(&picture);
}

#[test]
fn the_window_shows_both_plots_in_the_colours_of_the_classes() {
    if !display() {
        return;
    }
    for (theme, dark) in [("dark", true), ("light", false)] {
        check(theme, (1280, 800), |picture| {
            let background = picture.commonest().map(i32::from).iter().sum::<i32>() / 3;
            assert_eq!(background < 128, dark, "{theme}: background {background}");
            // The middle of the window holds the circle on its left and the sphere on its right.
            for (plot, from, to) in [("circle", 0.25, 0.5), ("sphere", 0.5, 0.75)] {
                let hues = hues(picture.columns(from, to), 40);
                assert!(hues >= 4, "{theme}: {hues} hues on the {plot}");
            }
        });
    }
}

#[test]
fn a_picture_that_exists_is_not_overwritten() {
    if !display() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("window.png");
    std::fs::write(&file, "mine").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_marginscope"))
        .args(["--after-steps", "1", "--screenshot-to"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("window.png"), "{message}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn without_a_display_a_picture_is_refused_in_one_line_with_the_packages() {
    let output = Command::new(env!("CARGO_BIN_EXE_marginscope"))
        .args(["--after-steps", "1", "--screenshot-to", "no.png"])
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.contains("libxkbcommon-x11-0"), "{message}");
}

#[test]
fn a_display_that_does_not_answer_is_one_line_with_the_packages() {
    let output = Command::new(env!("CARGO_BIN_EXE_marginscope"))
        .env("DISPLAY", ":4711")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(
        message.contains("libegl1") && message.contains("libxkbcommon-x11-0"),
        "{message}"
    );
}

use super::*;
use crate::{export::carry, train::Session};

/// A red square of 4 × 4 on white that moves to the right.
fn frames(count: u32) -> impl Iterator<Item = Result<Pixels, String>> {
    let frame = |number: u32| {
        let inside = |x: u32, y: u32| (number..number + 4).contains(&x) && y < 4;
        let pixel = |place: u32| match inside(place % 16, place / 16) {
            true => [200, 0, 0, 255],
            false => [255; 4],
        };
        let rgba = (0..16 * 8).flat_map(pixel).collect();
        Ok(Pixels {
            width: 16,
            height: 8,
            rgba,
        })
    };
    (0..count).map(frame)
}

/// Nothing carried, and nobody who gives up.
const PLAIN: Maker<'static, String> = Maker {
    carried: &|| None,
    go_on: &|| Ok(()),
    told: &|problem| problem,
};

fn encoded(kind: AnimationFormat, count: u32) -> Vec<u8> {
    encoded_by(kind, count, &PLAIN)
}

fn encoded_by(kind: AnimationFormat, count: u32, maker: &Maker<'_, String>) -> Vec<u8> {
    let timing = Timing {
        frames: count as usize,
        fps: 20,
        rest: 1.0,
    };
    encode(kind, &timing, frames(count), maker).unwrap()
}

#[test]
fn a_gif_gives_back_every_picture_in_exact_colours() {
    let file = encoded(AnimationFormat::Gif, 5);
    let mut options = ::gif::DecodeOptions::new();
    options.set_color_output(::gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(&file[..]).unwrap();
    let mut screen = vec![0; 16 * 8 * 4];
    let mut wanted = frames(5);
    let mut delays = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        delays.push(frame.delay);
        for (to, from) in screen.chunks_exact_mut(4).zip(frame.buffer.chunks_exact(4)) {
            if from[3] != 0 {
                to.copy_from_slice(from);
            }
        }
        assert_eq!(screen, wanted.next().unwrap().unwrap().rgba);
    }
    assert_eq!(delays, [5, 5, 5, 5, 105]);
    let timing = Timing {
        frames: 5,
        fps: 20,
        rest: 1.0,
    };
    assert_eq!(timing.seconds(), 1.25);
}

#[test]
fn an_animated_png_has_all_pictures() {
    let file = encoded(AnimationFormat::Apng, 4);
    let mut reader = png::Decoder::new(std::io::Cursor::new(&file))
        .read_info()
        .unwrap();
    assert_eq!(reader.info().animation_control.unwrap().num_frames, 4);
    let mut pixels = vec![0; 16 * 8 * 3];
    for wanted in frames(4) {
        reader.next_frame(&mut pixels).unwrap();
        let wanted = wanted.unwrap().rgba;
        let rgb: Vec<u8> = wanted
            .chunks_exact(4)
            .flat_map(|p| p[..3].to_vec())
            .collect();
        assert_eq!(pixels, rgb);
    }
}

#[test]
fn a_picture_that_fails_ends_the_animation() {
    let timing = Timing {
        frames: 3,
        fps: 20,
        rest: 0.0,
    };
    for kind in [AnimationFormat::Gif, AnimationFormat::Apng] {
        let failing = frames(1).chain([Err("diverged".to_owned())]);
        let made = encode(kind, &timing, failing, &PLAIN);
        assert_eq!(made.unwrap_err(), "diverged");
    }
}
#[test]
fn a_gif_can_be_given_up_while_it_is_written() {
    let timing = Timing {
        frames: 3,
        fps: 20,
        rest: 0.0,
    };
    let asked = std::cell::Cell::new(0);
    let go_on = || {
        asked.set(asked.get() + 1);
        match asked.get() {
            3 => Err("cancelled".to_owned()),
            _ => Ok(()),
        }
    };
    let maker = Maker {
        go_on: &go_on,
        ..PLAIN
    };
    let made = encode(AnimationFormat::Gif, &timing, frames(3), &maker);
    assert_eq!((made.unwrap_err().as_str(), asked.get()), ("cancelled", 3));
}

#[test]
fn both_formats_carry_what_is_known_when_all_pictures_are_drawn() {
    let carried = carry::Carried::from_runs(&Session::preset("blobs").unwrap(), &[]);
    let drawn = std::cell::Cell::new(0);
    for format in [AnimationFormat::Gif, AnimationFormat::Apng] {
        drawn.set(0);
        let timing = Timing {
            frames: 3,
            fps: 20,
            rest: 0.0,
        };
        let pictures = frames(3).inspect(|_| drawn.set(drawn.get() + 1));
        let known = || (drawn.get() == 3).then(|| carried.clone());
        let maker = Maker {
            carried: &known,
            ..PLAIN
        };
        let file = encode(format, &timing, pictures, &maker).unwrap();
        assert_eq!(carry::read(&file), Ok(carried.clone()));
        assert!(carry::read(&encoded(format, 3)).is_err());
    }
}

#[test]
fn a_picture_that_waits_is_small_and_comes_back_as_it_was() {
    for picture in frames(3).map(Result::unwrap) {
        let packed = Packed::new(&picture).unwrap();
        assert!(packed.rgba.len() < picture.rgba.len() / 4);
        let again = packed.pixels().unwrap();
        assert_eq!((again.width, again.height), (picture.width, picture.height));
        assert_eq!(again.rgba, picture.rgba);
    }
}

//! Changes at random: of single bits, of numbers, of lines, of where a file ends.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// No input gets longer than this.
const LONGEST: usize = 1 << 18;

/// Numbers that readers were wrong about before.
const NUMBERS: [&str; 14] = [
    "0",
    "-1",
    "-0.0",
    "1e999",
    "nan",
    "inf",
    "-inf",
    "65536",
    "2147483648",
    "4294967295",
    "9223372036854775807",
    "18446744073709551616",
    "1e-320",
    "0.30000000000000004",
];

/// Pieces that mean something to one reader or another.
const PIECES: [&str; 22] = [
    "\n",
    "\r\n",
    "\t",
    "\"",
    "\"\"\"",
    "'",
    "[[lane]]\n",
    "[",
    "]",
    "{",
    "}",
    ",",
    "=",
    "#",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{fffe}",
    "\0",
    "<!ENTITY a \"b\">",
    "&a;",
    "stream",
    "<svg xmlns:a=\"b\">",
];

/// One of the seeds, changed in one to six ways.
pub fn mutated(seeds: &[Vec<u8>], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut input = seeds[random.random_range(0..seeds.len())].clone();
    for _ in 0..random.random_range(1..=6) {
        change(&mut input, seeds, random);
        input.truncate(LONGEST);
    }
    input
}

fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut ChaCha8Rng) {
    let part = part(input.len(), random);
    match random.random_range(0..10) {
        0 if !input.is_empty() => {
            let at = random.random_range(0..input.len());
            input[at] ^= 1 << random.random_range(0..8);
        }
        1 if !input.is_empty() => {
            let at = random.random_range(0..input.len());
            input[at] = random.random_range(0..=255);
        }
        2 => input.truncate(part.start),
        3 => drop(input.drain(part)),
        4 => {
            let piece = PIECES[random.random_range(0..PIECES.len())];
            input.splice(part.start..part.start, piece.bytes());
        }
        5 => inflate_text(input, random),
        6 => inflate_bytes(input, random),
        7 => repeat_line(input, random),
        8 => {
            let other = &seeds[random.random_range(0..seeds.len())];
            let from = self::part(other.len(), random);
            input.splice(part, other[from].iter().copied());
        }
        _ => {
            let copy = input[part.clone()].to_vec();
            let at = random.random_range(0..=input.len());
            input.splice(at..at, copy);
        }
    }
}

/// A part of so many bytes, mostly a short one.
fn part(length: usize, random: &mut ChaCha8Rng) -> std::ops::Range<usize> {
    let start = random.random_range(0..=length);
    let most = match random.random_range(0..4) {
        0 => length,
        _ => 16,
    };
    start..length.min(start + random.random_range(0..=most))
}

/// Puts an extreme number in place of one that is written in digits.
fn inflate_text(input: &mut Vec<u8>, random: &mut ChaCha8Rng) {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let starts = (0..input.len())
        .filter(|&at| is_digit(&input[at]) && (at == 0 || !is_digit(&input[at - 1])));
    let starts: Vec<usize> = starts.take(4_000).collect();
    if starts.is_empty() {
        return;
    }
    let start = starts[random.random_range(0..starts.len())];
    let length = input[start..]
        .iter()
        .take_while(|byte| is_digit(byte))
        .count();
    let number = NUMBERS[random.random_range(0..NUMBERS.len())];
    input.splice(start..start + length, number.bytes());
}

/// Puts an extreme number in place of two, four or eight bytes, mostly near the beginning, where headers are.
fn inflate_bytes(input: &mut [u8], random: &mut ChaCha8Rng) {
    let size = [1, 2, 4, 8][random.random_range(0..4)];
    let within = match random.random_range(0..3) {
        0 => input.len(),
        _ => input.len().min(256),
    };
    if within < size {
        return;
    }
    let at = random.random_range(0..=within - size);
    let number: u64 = match random.random_range(0..5) {
        0 => 0,
        1 => u64::MAX,
        2 => 1 << (8 * size - 1),
        3 => (1 << (8 * size - 1)) - 1,
        _ => random.random_range(0..1 << 20),
    };
    let bytes = match random.random_range(0..2) {
        0 => number.to_le_bytes()[..size].to_vec(),
        _ => number.to_be_bytes()[8 - size..].to_vec(),
    };
    input[at..at + size].copy_from_slice(&bytes);
}

/// Says a line again, a few times or some hundred.
fn repeat_line(input: &mut Vec<u8>, random: &mut ChaCha8Rng) {
    if input.is_empty() {
        return;
    }
    let at = random.random_range(0..input.len());
    let start = input[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    let end = input[at..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(input.len(), |end| at + end + 1);
    let times = match random.random_range(0..4) {
        0 => random.random_range(1..600),
        _ => 1,
    };
    let times = times.min(LONGEST / (end - start).max(1));
    let line = input[start..end].repeat(times);
    input.splice(end..end, line);
}

//! Matrices the other way round, square by square in registers.

/// `x` `(rows, columns)` into `y` `(columns, rows)`.
pub fn transpose(x: &[f32], y: &mut [f32], columns: usize) {
    let rows = x.len() / columns.max(1);
    turn(x, y, columns, rows);
}

/// `x` `(rows, columns)` into `y` `(columns, lead)`, zeros behind the `rows` numbers of a row.
///
/// # Panics
/// When a row is longer than `lead`, or `y` shorter than its rows.
pub fn turn(x: &[f32], y: &mut [f32], columns: usize, lead: usize) {
    let rows = x.len() / columns.max(1);
    run(Task {
        x,
        y,
        rows,
        columns,
        pitch: columns,
        lead,
    });
}

/// The first `columns` numbers of rows that lie `pitch` apart in `x`, so many `rows`, into `y` `(columns, rows)`.
///
/// # Panics
/// When `x` or `y` is shorter than its rows.
pub fn transpose_part(x: &[f32], y: &mut [f32], rows: usize, columns: usize, pitch: usize) {
    run(Task {
        x,
        y,
        rows,
        columns,
        pitch,
        lead: rows,
    });
}

fn run(task: Task<'_>) {
    let least = task.rows.saturating_sub(1) * task.pitch + task.columns;
    assert!(
        task.rows <= task.lead
            && task.columns * task.lead <= task.y.len()
            && (task.rows == 0 || least <= task.x.len()),
        "a transpose needs room"
    );
    #[cfg(target_arch = "x86_64")]
    match super::simd::level() {
        // SAFETY: the processor has AVX-512.
        super::simd::Level::Avx512 => return unsafe { wide::run(task) },
        // SAFETY: the processor has AVX2.
        super::simd::Level::Avx2 => return unsafe { middle::run(task) },
        super::simd::Level::Plain => {}
    }
    plain::run(task);
}

struct Task<'a> {
    x: &'a [f32],
    y: &'a mut [f32],
    rows: usize,
    columns: usize,
    /// From one row of `x` to the next.
    pitch: usize,
    lead: usize,
}

/// `run` in squares of `SIDE`; `square(from, stride, to, stride)` turns one.
macro_rules! turner {
    ($(#[$feature:meta])*) => {
        $(#[$feature])*
        pub fn run(task: Task<'_>) {
            let Task { x, y, rows, columns, pitch, lead } = task;
            for top in (0..lead).step_by(SIDE) {
                let (down, room) = (SIDE.min(rows.saturating_sub(top)), SIDE.min(lead - top));
                for left in (0..columns).step_by(SIDE) {
                    let across = SIDE.min(columns - left);
                    if down == SIDE && across == SIDE {
                        let (from, to) = (&x[top * pitch + left..], &mut y[left * lead + top..]);
                        assert!(
                            from.len() >= (SIDE - 1) * pitch + SIDE && to.len() >= (SIDE - 1) * lead + SIDE,
                            "a square lies inside"
                        );
                        // SAFETY: as asserted, SIDE rows of SIDE numbers are there on both sides.
                        unsafe { square(from.as_ptr(), pitch, to.as_mut_ptr(), lead) };
                        continue;
                    }
                    let mut to = [[0.0; SIDE]; SIDE];
                    let behind = x.get(top * pitch + left..).unwrap_or_default();
                    if down == SIDE && behind.len() >= (SIDE - 1) * pitch + SIDE {
                        // What lies behind a row's end is turned too, and not taken.
                        // SAFETY: as found, SIDE rows of SIDE numbers are there; the other one is a square.
                        unsafe { square(behind.as_ptr(), pitch, to.as_mut_ptr().cast(), SIDE) };
                    } else {
                        // It is made a whole square, with zeros.
                        let mut from = [[0.0; SIDE]; SIDE];
                        for (i, line) in from.iter_mut().enumerate().take(down) {
                            let row = &x[(top + i) * pitch + left..][..across];
                            match row.first_chunk() {
                                Some(whole) => *line = *whole,
                                None => line.iter_mut().zip(row).for_each(|(to, from)| *to = *from),
                            }
                        }
                        // SAFETY: both are squares of SIDE × SIDE.
                        unsafe { square(from.as_ptr().cast(), SIDE, to.as_mut_ptr().cast(), SIDE) };
                    }
                    // Where there is one square from top to bottom, what is written behind a row's end is the beginning of
                    // rows that are written later.
                    let over = if top == 0 && room == lead { columns * lead } else { 0 };
                    for (j, line) in to.iter().enumerate().take(across) {
                        let place = (left + j) * lead + top;
                        let len = if place + SIDE <= over { SIDE } else { room };
                        let row = &mut y[place..][..len];
                        match row.first_chunk_mut() {
                            Some(whole) => *whole = *line,
                            None => row.iter_mut().zip(line).for_each(|(to, from)| *to = *from),
                        }
                    }
                }
            }
        }
    };
}

/// `square`, of which each quarter is made of four registers, and `run` in such squares.
#[cfg(target_arch = "x86_64")]
macro_rules! squares {
    ($(#[$feature:meta])*) => {
        /// # Safety
        /// The processor has the instructions, and SIDE rows of SIDE numbers are there on both sides.
        #[inline]
        $(#[$feature])*
        unsafe fn square(from: *const f32, columns: usize, to: *mut f32, lead: usize) {
            for left in (0..SIDE).step_by(4) {
                // SAFETY: the caller's.
                unsafe {
                    let (from, to) = (from.add(left), to.add(left * lead));
                    let (a, b) = (fours(from, columns), fours(from.add(columns), columns));
                    let (c, d) = (fours(from.add(2 * columns), columns), fours(from.add(3 * columns), columns));
                    let (ab, cd) = (low(a, b), low(c, d));
                    store(to, shuffle::<0x44>(ab, cd));
                    store(to.add(lead), shuffle::<0xee>(ab, cd));
                    let (ab, cd) = (high(a, b), high(c, d));
                    store(to.add(2 * lead), shuffle::<0x44>(ab, cd));
                    store(to.add(3 * lead), shuffle::<0xee>(ab, cd));
                }
            }
        }

        turner!($(#[$feature])*);
    };
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::{
        __m512, _mm_loadu_ps, _mm512_castps128_ps512, _mm512_insertf32x4,
        _mm512_shuffle_ps as shuffle, _mm512_storeu_ps as store, _mm512_unpackhi_ps as high,
        _mm512_unpacklo_ps as low,
    };

    use super::Task;

    const SIDE: usize = 16;

    /// Four numbers of every fourth row.
    ///
    /// # Safety
    /// They are there.
    #[inline]
    #[target_feature(enable = "avx512f")]
    unsafe fn fours(from: *const f32, columns: usize) -> __m512 {
        // SAFETY: the caller's.
        unsafe {
            let rows = _mm512_castps128_ps512(_mm_loadu_ps(from));
            let rows = _mm512_insertf32x4::<1>(rows, _mm_loadu_ps(from.add(4 * columns)));
            let rows = _mm512_insertf32x4::<2>(rows, _mm_loadu_ps(from.add(8 * columns)));
            _mm512_insertf32x4::<3>(rows, _mm_loadu_ps(from.add(12 * columns)))
        }
    }

    squares!(#[target_feature(enable = "avx512f")]);
}

#[cfg(target_arch = "x86_64")]
mod middle {
    use std::arch::x86_64::{
        __m256, _mm_loadu_ps, _mm256_castps128_ps256, _mm256_insertf128_ps,
        _mm256_shuffle_ps as shuffle, _mm256_storeu_ps as store, _mm256_unpackhi_ps as high,
        _mm256_unpacklo_ps as low,
    };

    use super::Task;

    const SIDE: usize = 8;

    /// Four numbers of every fourth row.
    ///
    /// # Safety
    /// They are there.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn fours(from: *const f32, columns: usize) -> __m256 {
        // SAFETY: the caller's.
        unsafe {
            let rows = _mm256_castps128_ps256(_mm_loadu_ps(from));
            _mm256_insertf128_ps::<1>(rows, _mm_loadu_ps(from.add(4 * columns)))
        }
    }

    squares!(#[target_feature(enable = "avx2")]);
}

mod plain {
    use super::Task;

    const SIDE: usize = 8;

    /// # Safety
    /// SIDE rows of SIDE numbers are there on both sides.
    #[inline]
    unsafe fn square(from: *const f32, columns: usize, to: *mut f32, lead: usize) {
        for i in 0..SIDE {
            for j in 0..SIDE {
                // SAFETY: the caller's.
                unsafe { *to.add(j * lead + i) = *from.add(i * columns + j) };
            }
        }
    }

    turner!();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::simd::testing::with_every_level;

    fn check(rows: usize, columns: usize, lead: usize) {
        let x: Vec<f32> = (1..=rows * columns).map(|i| i as f32).collect();
        for y in with_every_level(|| {
            let mut y = vec![-1.0; columns * lead + 1];
            turn(&x, &mut y, columns, lead);
            y
        }) {
            let name = format!("{rows}×{columns} with rows of {lead}");
            for j in 0..columns {
                for i in 0..lead {
                    let expect = if i < rows { x[i * columns + j] } else { 0.0 };
                    assert_eq!(y[j * lead + i], expect, "{name}");
                }
            }
            assert_eq!(y[columns * lead], -1.0, "{name}: what lies behind stays");
        }
    }

    #[test]
    fn a_transpose_has_every_number_in_its_place_with_every_instruction_set() {
        for rows in [1, 7, 8, 9, 16, 17, 33, 40] {
            for columns in [1, 3, 8, 9, 15, 16, 25, 40] {
                check(rows, columns, rows);
                check(rows, columns, rows.next_multiple_of(16));
            }
        }
        check(0, 5, 16);
        check(5, 0, 5);
    }

    #[test]
    fn a_part_of_a_matrix_is_transposed_with_every_instruction_set() {
        for (rows, columns, pitch) in [(32, 16, 40), (17, 9, 11), (5, 25, 30), (16, 7, 7)] {
            // No more than there must be behind the last row.
            let x: Vec<f32> = (0..(rows - 1) * pitch + columns)
                .map(|i| i as f32)
                .collect();
            for y in with_every_level(|| {
                let mut y = vec![-1.0; columns * rows + 1];
                transpose_part(&x, &mut y, rows, columns, pitch);
                y
            }) {
                let expect = |at: usize| x[at % rows * pitch + at / rows];
                assert!(
                    (0..columns * rows).all(|at| y[at] == expect(at)),
                    "{rows}×{columns} of {pitch}"
                );
                assert_eq!(y[columns * rows], -1.0, "what lies behind stays");
            }
        }
    }
}

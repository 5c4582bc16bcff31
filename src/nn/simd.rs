//! Loops compiled for several instruction sets, chosen at run time: one source, no `target-cpu` needed.
//!
//! What is declared with [`vectorized!`](self) is ordinary safe Rust that the compiler vectorizes; on x86-64 it exists
//! three times (AVX-512, AVX2 with FMA, and whatever every such processor has), elsewhere once.

/// Numbers that are worked on at a time: one AVX-512 register, two of AVX2, four of SSE2 or NEON.
pub const CHUNK: usize = 16;

/// Numbers side by side, to each of which the same is done.
pub type Chunk = [f32; CHUNK];

/// Declares functions that are compiled for each instruction set and choose at run time.
macro_rules! vectorized {
    ($($(#[$doc:meta])* $vis:vis fn $name:ident
        $([$($generic:ident : $kind:ty),+])? ($($arg:ident : $type:ty),* $(,)?) $(-> $ret:ty)? $body:block)+) => {$(
        $(#[$doc])*
        #[allow(clippy::too_many_arguments, reason = "flat slices and sizes, as kernels have them")]
        $vis fn $name $(<$(const $generic: $kind),+>)? ($($arg: $type),*) $(-> $ret)? {
            #[inline(always)]
            #[allow(clippy::too_many_arguments, reason = "as above")]
            fn plain $(<$(const $generic: $kind),+>)? ($($arg: $type),*) $(-> $ret)? $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")]
                #[allow(clippy::too_many_arguments, reason = "as above")]
                fn wide $(<$(const $generic: $kind),+>)? ($($arg: $type),*) $(-> $ret)? {
                    plain $(::<$($generic),+>)? ($($arg),*)
                }
                #[target_feature(enable = "avx2,fma")]
                #[allow(clippy::too_many_arguments, reason = "as above")]
                fn middle $(<$(const $generic: $kind),+>)? ($($arg: $type),*) $(-> $ret)? {
                    plain $(::<$($generic),+>)? ($($arg),*)
                }
                match $crate::nn::simd::level() {
                    // SAFETY: `level` has found these instruction sets on this processor.
                    $crate::nn::simd::Level::Avx512 => return unsafe { wide $(::<$($generic),+>)? ($($arg),*) },
                    // SAFETY: as above.
                    $crate::nn::simd::Level::Avx2 => return unsafe { middle $(::<$($generic),+>)? ($($arg),*) },
                    $crate::nn::simd::Level::Plain => {}
                }
            }
            plain $(::<$($generic),+>)? ($($arg),*)
        }
    )+};
}
pub(crate) use vectorized;

/// The instruction sets that loops are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg(target_arch = "x86_64")]
pub enum Level {
    /// What every processor has: SSE2 on x86-64.
    Plain,
    /// AVX2 and fused multiply-add, with registers of 8 numbers.
    Avx2,
    /// AVX-512, with registers of 16 numbers.
    Avx512,
}

/// What this processor has, or what a test has [chosen](testing::with_level).
#[cfg(target_arch = "x86_64")]
#[inline]
pub fn level() -> Level {
    #[cfg(test)]
    if let Some(level) = testing::chosen() {
        return level;
    }
    best_level()
}

/// What this processor has, or less where `MARGINSCOPE_KERNELS` asks for it: `portable` or `avx2`. The bits of a run are
/// the same with all of them.
#[cfg(target_arch = "x86_64")]
#[inline]
fn best_level() -> Level {
    static BEST: std::sync::OnceLock<Level> = std::sync::OnceLock::new();
    *BEST.get_or_init(|| {
        let has_avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        let has_avx512 = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq");
        let best = match (has_avx512, has_avx2) {
            (true, true) => Level::Avx512,
            (false, true) => Level::Avx2,
            (_, false) => Level::Plain,
        };
        match std::env::var("MARGINSCOPE_KERNELS").as_deref() {
            Ok("portable") => Level::Plain,
            Ok("avx2") if best == Level::Avx512 => Level::Avx2,
            _ => best,
        }
    })
}

/// The first [`CHUNK`] numbers, or all there are with zeros behind them.
#[inline(always)]
pub fn load(from: &[f32]) -> Chunk {
    let mut chunk = [0.0; CHUNK];
    match from.first_chunk::<CHUNK>() {
        Some(full) => chunk = *full,
        None => chunk[..from.len()].copy_from_slice(from),
    }
    chunk
}

/// Writes as many of the numbers as there is room for.
#[inline(always)]
pub fn store(to: &mut [f32], chunk: &Chunk) {
    match to.first_chunk_mut::<CHUNK>() {
        Some(full) => *full = *chunk,
        None => to.copy_from_slice(&chunk[..to.len()]),
    }
}

/// `sum + k · x`
#[inline(always)]
pub fn plus(sum: &Chunk, k: f32, x: &Chunk) -> Chunk {
    std::array::from_fn(|i| sum[i] + k * x[i])
}

/// Asks for numbers that are read soon, where a processor can be asked.
#[inline]
pub fn prefetch(numbers: &[f32]) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    for line in numbers.chunks(CHUNK) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every processor has the instruction, and it reads nothing that the program sees.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = numbers;
}

/// Asks for numbers that are written soon, where a processor can be asked: another one may have read them since, and taking them
/// from it one by one takes longer than writing them.
#[inline]
pub fn prefetch_to_write(numbers: &[f32]) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    for line in numbers.chunks(CHUNK) {
        // SAFETY: every processor has the instruction or takes it for none, and it changes nothing that the program sees.
        unsafe {
            std::arch::asm!("prefetchw [{}]", in(reg) line.as_ptr(), options(nostack, preserves_flags, readonly));
        }
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = numbers;
}

/// Calls `each` with the start and the length of each chunk of `count` numbers. All but the last have the length
/// [`CHUNK`], which is written out, so that the compiler makes a loop without a rest of it.
#[inline(always)]
pub fn for_each_chunk(count: usize, mut each: impl FnMut(usize, usize)) {
    for first in (0..count).step_by(CHUNK) {
        if count - first >= CHUNK {
            each(first, CHUNK);
        } else {
            each(first, count - first);
        }
    }
}

vectorized! {
    /// Adds `from` to `to`.
    pub fn sum_into(to: &mut [f32], from: &[f32]) {
        to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
    }

    /// Whether none of the numbers is infinite or no number at all.
    pub fn all_finite(numbers: &[f32]) -> bool {
        // To the end even after the first that is not: a loop that may stop anywhere is not vectorized.
        numbers.iter().fold(true, |fine, x| fine & x.is_finite())
    }
}

/// Runs the same code with every instruction set that this processor has.
#[cfg(test)]
pub(crate) mod testing {
    #[cfg(target_arch = "x86_64")]
    use std::cell::Cell;

    #[cfg(target_arch = "x86_64")]
    use super::Level;

    #[cfg(target_arch = "x86_64")]
    thread_local! {
        static CHOSEN: Cell<Option<Level>> = const { Cell::new(None) };
    }

    #[cfg(target_arch = "x86_64")]
    pub(super) fn chosen() -> Option<Level> {
        CHOSEN.get()
    }

    /// What `run` returns with each instruction set, the portable loops first; `run` must stay on this thread.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn with_every_level<T>(mut run: impl FnMut() -> T) -> Vec<T> {
        let levels = [Level::Plain, Level::Avx2, Level::Avx512];
        let best = super::best_level() as usize;
        let with = |level| {
            CHOSEN.set(Some(level));
            let found = run();
            CHOSEN.set(None);
            found
        };
        levels
            .into_iter()
            .filter(|level| *level as usize <= best)
            .map(with)
            .collect()
    }

    #[cfg(not(target_arch = "x86_64"))]
    pub(crate) fn with_every_level<T>(mut run: impl FnMut() -> T) -> Vec<T> {
        vec![run()]
    }

    /// The bits of numbers, for comparisons in which 0 is not −0.
    pub(crate) fn bits(numbers: &[f32]) -> Vec<u32> {
        numbers.iter().map(|x| x.to_bits()).collect()
    }

    /// Holds `run` to the same bits with every instruction set.
    pub(crate) fn check_bits(what: &str, run: impl FnMut() -> Vec<f32>) {
        let found = with_every_level(run);
        for other in &found[1..] {
            let differ = bits(&found[0])
                .iter()
                .zip(bits(other))
                .position(|(a, b)| *a != b);
            assert_eq!(differ, None, "{what}: {} numbers", found[0].len());
        }
    }
}

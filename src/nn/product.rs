//! Small matrix products whose right side lies ready row by row. Nothing is packed where it would cost more than it saves, so
//! that a product of a few tiles by a few channels runs at full speed; a large right side is laid side by side, a part at a
//! time.
//!
//! The left side may have any strides. A block of the result stays in registers while the inner dimension is walked:
//! 14 × 32 numbers with AVX-512, 6 × 16 with AVX2, 4 × 8 elsewhere.

use super::transpose::transpose;

/// Where the left side's element (i, j) lies: `i * row + j * col`.
#[derive(Clone, Copy)]
pub struct Strides {
    /// From one row to the next.
    pub row: usize,
    /// From one column to the next.
    pub col: usize,
}

impl Strides {
    /// A matrix of so many columns, row by row.
    pub fn rows(columns: usize) -> Self {
        Self {
            row: columns,
            col: 1,
        }
    }

    /// The transpose of a matrix of so many columns that lies row by row.
    pub fn columns(columns: usize) -> Self {
        Self {
            row: 1,
            col: columns,
        }
    }
}

/// `m × k` times `k × n`.
#[derive(Clone, Copy)]
pub struct Size {
    /// Rows of the left side and of the result.
    pub m: usize,
    /// Columns of the left side, rows of the right one.
    pub k: usize,
    /// Columns of the right side and of the result.
    pub n: usize,
}

/// `c = a · b`, or `c += a · b` when `accumulate`; `b` `(k, n)` and `c` `(m, n)` row by row.
///
/// # Panics
/// When a slice is too short.
pub fn product(
    c: &mut [f32],
    size: Size,
    a: &[f32],
    strides: Strides,
    b: &[f32],
    accumulate: bool,
) {
    product_before(c, size, a, strides, b, accumulate, Next::default());
}

/// Parts of memory that a product asks for while it computes, one behind the other.
pub type Next<'a> = [&'a [f32]; 3];

/// [`product`], which meanwhile asks for the numbers that are worked on `next`, where a processor can be asked.
///
/// # Panics
/// When a slice is too short.
pub fn product_before(
    c: &mut [f32],
    size: Size,
    a: &[f32],
    strides: Strides,
    b: &[f32],
    accumulate: bool,
    next: Next<'_>,
) {
    let Size { m, k, n } = size;
    if m == 0 || n == 0 {
        return;
    }
    assert!(
        c.len() >= m * n && b.len() >= k * n,
        "a product needs all its elements"
    );
    let last = (m - 1) * strides.row + k.saturating_sub(1) * strides.col;
    assert!(k == 0 || a.len() > last, "a product needs all its elements");
    let task = Task {
        a: a.as_ptr(),
        b: b.as_ptr(),
        c: c.as_mut_ptr(),
        size,
        strides,
        accumulate,
        lead: n,
        out: n,
        next: next.map(|part| (part.as_ptr(), part.len() / LINE)),
    };
    // SAFETY: the assertions above keep every access inside the slices.
    unsafe { run_deep(task) };
}

/// Columns of a transposed right side that are made at a time: two registers, with AVX-512.
pub const PANEL: usize = 32;

/// `c = a · bᵀ`, or `c += a · bᵀ` when `accumulate`; `b` `(n, k)` and `c` `(m, n)` row by row. A part of `bᵀ` at a time
/// is laid into `panel`, at least `k ×` [`PANEL`] long, where it stays in the cache while the rows of `a` pass.
///
/// # Panics
/// When a slice is too short.
pub fn product_transposed(
    c: &mut [f32],
    size: Size,
    a: &[f32],
    b: &[f32],
    panel: &mut [f32],
    accumulate: bool,
) {
    let Size { m, k, n } = size;
    assert!(
        c.len() >= m * n && b.len() >= k * n && a.len() >= m * k && panel.len() >= k * PANEL,
        "a product needs all its elements"
    );
    if m == 0 {
        return;
    }
    for column in (0..n).step_by(PANEL) {
        let width = PANEL.min(n - column);
        let panel = &mut panel[..k * width];
        transpose(&b[column * k..(column + width) * k], panel, k);
        let task = Task {
            a: a.as_ptr(),
            b: panel.as_ptr(),
            c: c[column..].as_mut_ptr(),
            size: Size { m, k, n: width },
            strides: Strides::rows(k),
            accumulate,
            lead: width,
            out: n,
            next: NOTHING,
        };
        // SAFETY: the assertion above keeps every access inside the slices: `width` columns of `c` from `column` on.
        unsafe { run_deep(task) };
    }
}

/// A task by its numbers, in the order that [`beside`] has them in.
///
/// # Safety
/// The places hold as many numbers as the sizes say.
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
pub(crate) unsafe fn run_numbers(numbers: [usize; 11]) {
    let [a, b, c, m, k, n, row, col, accumulate, lead, out] = numbers;
    let task = Task {
        a: a as *const f32,
        b: b as *const f32,
        c: c as *mut f32,
        size: Size { m, k, n },
        strides: Strides { row, col },
        accumulate: accumulate != 0,
        lead,
        out,
        next: NOTHING,
    };
    // SAFETY: the caller's.
    unsafe { run(task) }
}

/// A long inner dimension is walked so many numbers at a time, which stay in the nearest cache: as many of two registers of columns
/// and of the rows of a block.
const DEEP: usize = if cfg!(miri) { 4 } else { 256 };

/// # Safety
/// The task's slices are as long as its sizes say.
unsafe fn run_deep(task: Task) {
    let Size { m, k, n } = task.size;
    let mut first = 0;
    loop {
        let part = Task {
            a: task.a.wrapping_add(first * task.strides.col),
            b: task.b.wrapping_add(first * task.lead),
            size: Size {
                m,
                k: (k - first).min(DEEP),
                n,
            },
            accumulate: task.accumulate || first > 0,
            ..task
        };
        // SAFETY: the caller's; the part lies inside.
        unsafe { run(part) };
        first += DEEP;
        if first >= k {
            return;
        }
    }
}

/// # Safety
/// The task's slices are as long as its sizes say.
unsafe fn run(task: Task) {
    #[cfg(target_arch = "x86_64")]
    match super::simd::level() {
        // SAFETY: the processor has AVX-512, and the rest is the caller's.
        super::simd::Level::Avx512 => return unsafe { wide::run(task) },
        // SAFETY: likewise, with AVX2 and FMA.
        super::simd::Level::Avx2 => return unsafe { middle::run(task) },
        super::simd::Level::Plain => {}
    }
    #[cfg(all(target_arch = "wasm32", not(target_feature = "relaxed-simd")))]
    if let Some(beside) = beside::kernel() {
        // What stands beside is a copy of the function below.
        return beside(task);
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
    // SAFETY: the caller's.
    return unsafe { relaxed::run(task) };
    #[cfg(not(all(target_arch = "wasm32", target_feature = "relaxed-simd")))]
    // SAFETY: the caller's.
    unsafe {
        plain::run(task)
    }
}

/// Checked slices as pointers.
#[derive(Clone, Copy)]
pub(crate) struct Task {
    a: *const f32,
    b: *const f32,
    c: *mut f32,
    size: Size,
    strides: Strides,
    accumulate: bool,
    /// From one row of `b` to the next.
    lead: usize,
    /// From one row of `c` to the next.
    out: usize,
    /// Where what is worked on next begins, and how many lines it has.
    next: [(*const f32, usize); 3],
}

/// Numbers of a line of the cache.
const LINE: usize = 16;
const NOTHING: [(*const f32, usize); 3] = [(std::ptr::null(), 0); 3];

/// Rows of a panel at most.
const MOST_GATHERED: usize = 1024;
/// A right side of so many numbers does not stay in the nearest caches while it is walked. Under Miri few are many, so
/// that small products are laid side by side too.
const MANY: usize = if cfg!(miri) { 32 } else { 1 << 14 };

/// So few rows of a right side stay in the nearest cache as they lie, unless they are so many numbers apart, or a multiple: then
/// they push each other out.
const FEW_ROWS: usize = if cfg!(miri) { 4 } else { 128 };
const FAR: usize = 64;

impl Task {
    /// Where the lines begin that a block asks for, one at each column of the left side, and how far it is from one to the next: so
    /// many `columns` were multiplied before it. Where nothing is left to ask for it is a line at hand.
    #[inline(always)]
    fn ahead(&self, columns: usize) -> (*const f32, usize) {
        let mut before = columns;
        for (start, lines) in self.next {
            if before < lines {
                return (start.wrapping_add(before * LINE), LINE);
            }
            before -= lines;
        }
        (self.b, 0)
    }

    /// Whether it pays to copy the columns of a block into a panel first. Rows of a large right side lie far apart, often by a
    /// power of two, and push each other out of the cache; in the panel they are neighbours. Enough rows of the left
    /// side must use the panel to make up for the copy.
    fn gathers(&self, rows: usize) -> bool {
        let Size { m, k, n } = self.size;
        let apart = k > FEW_ROWS || self.lead.is_multiple_of(FAR);
        k * self.lead > MANY && apart && k <= MOST_GATHERED && m >= 4 * rows && n == self.lead
    }
}

/// Asks for a line of the cache, where the processor can be asked.
#[inline(always)]
fn prefetch(line: *const f32) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    // SAFETY: every processor of these has the instruction, and it reads nothing that the program sees.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(line.cast());
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = line;
}

/// `run` for one instruction set: the result in blocks of `$rows` rows and two registers of columns, whose sums stay in
/// registers. `$tail` are the numbers of rows that may be left over.
macro_rules! kernel {
    ($(#[$feature:meta])* $rows:literal: $($tail:literal)*) => {
        /// # Safety
        /// The processor has the instructions, and the task's slices are as long as its sizes say.
        $(#[$feature])*
        pub unsafe fn run(task: Task) {
            let mut column = 0;
            while column < task.size.n {
                let left = task.size.n - column;
                // SAFETY: the columns are inside the matrices.
                unsafe {
                    if left >= 2 * WIDTH && task.gathers($rows) {
                        gathered(task, column);
                    } else if left >= 2 * WIDTH {
                        rows::<2, true>(task, column, 2 * WIDTH);
                    } else if left > WIDTH {
                        rows::<2, false>(task, column, left);
                    } else {
                        rows::<1, false>(task, column, left);
                    }
                }
                column += 2 * WIDTH;
            }
        }

        /// Two vectors of columns, laid side by side first.
        $(#[$feature])*
        unsafe fn gathered(task: Task, column: usize) {
            let mut panel = std::mem::MaybeUninit::<[f32; super::MOST_GATHERED * 2 * WIDTH]>::uninit();
            let to = panel.as_mut_ptr().cast::<f32>();
            // SAFETY: the columns are inside the right side, and the panel has room for `MOST_GATHERED` rows of them.
            unsafe {
                for row in 0..task.size.k {
                    let from = task.b.add(row * task.lead + column);
                    for v in 0..2 {
                        store(to.add((2 * row + v) * WIDTH), load(from.add(v * WIDTH)));
                    }
                }
                let b = to.cast_const();
                rows::<2, true>(Task { b: b.wrapping_sub(column), lead: 2 * WIDTH, ..task }, column, 2 * WIDTH);
            }
        }

        $(#[$feature])*
        unsafe fn rows<const VECTORS: usize, const WHOLE: bool>(task: Task, column: usize, width: usize) {
            // SAFETY: the caller's.
            unsafe {
                match task.strides.row {
                    1 => blocks::<VECTORS, WHOLE, true>(task, column, width),
                    _ => blocks::<VECTORS, WHOLE, false>(task, column, width),
                }
            }
        }

        /// Where the columns are `WHOLE` vectors no mask is kept: with AVX2 a block fills the registers, and one more value
        /// in them would put a sum into memory, at half the speed. Where rows of the left side lie `BESIDE` each other, nothing
        /// need be added to find one.
        $(#[$feature])*
        unsafe fn blocks<const VECTORS: usize, const WHOLE: bool, const BESIDE: bool>(
            task: Task,
            column: usize,
            width: usize,
        ) {
            let mut row = 0;
            let mut columns = column / (2 * WIDTH) * task.size.m.div_ceil($rows) * task.size.k;
            // SAFETY: the rows are inside the matrices.
            unsafe {
                while row + $rows <= task.size.m {
                    block::<$rows, VECTORS, WHOLE, BESIDE>(task, row, column, width, task.ahead(columns));
                    row += $rows;
                    columns += task.size.k;
                }
                match task.size.m - row {
                    $($tail => block::<$tail, VECTORS, WHOLE, BESIDE>(task, row, column, width, task.ahead(columns)),)*
                    _ => {}
                }
            }
        }

        $(#[$feature])*
        unsafe fn block<const ROWS: usize, const VECTORS: usize, const WHOLE: bool, const BESIDE: bool>(
            task: Task,
            row: usize,
            column: usize,
            width: usize,
            (mut next, step): (*const f32, usize),
        ) {
            let k = task.size.k;
            let cut = |v: usize| !WHOLE && v + 1 == VECTORS;
            let part = Part::new(width - (VECTORS - 1) * WIDTH);
            // SAFETY: the block and all it is made from are inside the matrices; the last vector is cut to its part.
            unsafe {
                let mut sums = [[zero(); VECTORS]; ROWS];
                let stride = if BESIDE { 1 } else { task.strides.row };
                let (mut a, mut b) = (task.a.add(row * stride), task.b.wrapping_add(column));
                for _ in 0..k {
                    let mut right = [zero(); VECTORS];
                    for (v, right) in right.iter_mut().enumerate() {
                        *right = if cut(v) { part.load(b.add(v * WIDTH)) } else { load(b.add(v * WIDTH)) };
                    }
                    for (i, sums) in sums.iter_mut().enumerate() {
                        let left = splat(*a.add(i * stride));
                        for (sum, right) in sums.iter_mut().zip(right) {
                            *sum = fused(left, right, *sum);
                        }
                    }
                    super::prefetch(next);
                    next = next.wrapping_add(step);
                    a = a.wrapping_add(task.strides.col);
                    b = b.wrapping_add(task.lead);
                }
                for (i, sums) in sums.iter().enumerate() {
                    for (v, sum) in sums.iter().enumerate() {
                        let c = task.c.add((row + i) * task.out + column + v * WIDTH);
                        if cut(v) {
                            let old = if task.accumulate { part.load(c) } else { zero() };
                            part.store(c, add(old, *sum));
                        } else {
                            let old = if task.accumulate { load(c) } else { zero() };
                            store(c, add(old, *sum));
                        }
                    }
                }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::{
        __m512, __mmask16, _mm512_add_ps as add, _mm512_fmadd_ps as fused, _mm512_loadu_ps as load,
        _mm512_mask_storeu_ps, _mm512_maskz_loadu_ps, _mm512_set1_ps as splat,
        _mm512_setzero_ps as zero, _mm512_storeu_ps as store,
    };

    use super::Task;

    const WIDTH: usize = 16;

    #[derive(Clone, Copy)]
    struct Part(__mmask16);

    impl Part {
        #[inline]
        fn new(width: usize) -> Self {
            Self(((1_u32 << width) - 1) as u16)
        }

        #[inline]
        #[target_feature(enable = "avx512f")]
        unsafe fn load(self, from: *const f32) -> __m512 {
            // SAFETY: the caller's; only what the mask names is read.
            unsafe { _mm512_maskz_loadu_ps(self.0, from) }
        }

        #[inline]
        #[target_feature(enable = "avx512f")]
        unsafe fn store(self, to: *mut f32, value: __m512) {
            // SAFETY: the caller's; only what the mask names is written.
            unsafe { _mm512_mask_storeu_ps(to, self.0, value) }
        }
    }

    kernel!(#[target_feature(enable = "avx512f")] 14: 1 2 3 4 5 6 7 8 9 10 11 12 13);
}

#[cfg(target_arch = "x86_64")]
mod middle {
    use std::arch::x86_64::{
        __m256, __m256i, _mm256_add_ps as add, _mm256_fmadd_ps as fused, _mm256_loadu_ps as load,
        _mm256_loadu_si256, _mm256_maskload_ps, _mm256_maskstore_ps, _mm256_set1_ps as splat,
        _mm256_setzero_ps as zero, _mm256_storeu_ps as store,
    };

    use super::Task;

    const WIDTH: usize = 8;

    /// Eight that are taken, then eight that are not.
    const MASKS: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];

    #[derive(Clone, Copy)]
    struct Part(__m256i);

    impl Part {
        #[inline]
        #[target_feature(enable = "avx2,fma")]
        fn new(width: usize) -> Self {
            let from = &MASKS[WIDTH - width..][..WIDTH];
            // SAFETY: eight numbers are there.
            Self(unsafe { _mm256_loadu_si256(from.as_ptr().cast()) })
        }

        #[inline]
        #[target_feature(enable = "avx2,fma")]
        unsafe fn load(self, from: *const f32) -> __m256 {
            // SAFETY: the caller's; only what the mask names is read.
            unsafe { _mm256_maskload_ps(from, self.0) }
        }

        #[inline]
        #[target_feature(enable = "avx2,fma")]
        unsafe fn store(self, to: *mut f32, value: __m256) {
            // SAFETY: the caller's; only what the mask names is written.
            unsafe { _mm256_maskstore_ps(to, self.0, value) }
        }
    }

    kernel!(#[target_feature(enable = "avx2,fma")] 6: 1 2 3 4 5);
}

mod plain {
    use super::Task;

    const WIDTH: usize = 4;

    type Vector = [f32; WIDTH];

    #[inline(always)]
    fn zero() -> Vector {
        [0.0; WIDTH]
    }

    #[inline(always)]
    fn splat(x: f32) -> Vector {
        [x; WIDTH]
    }

    #[inline(always)]
    fn add(a: Vector, b: Vector) -> Vector {
        std::array::from_fn(|i| a[i] + b[i])
    }

    #[inline(always)]
    fn fused(a: Vector, b: Vector, c: Vector) -> Vector {
        crate::nn::fused::fused(a, b, c)
    }

    /// # Safety
    /// So many numbers are there.
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Vector {
        // SAFETY: the caller's; an array of numbers needs no more alignment than a number.
        unsafe { from.cast::<Vector>().read() }
    }

    /// # Safety
    /// There is room for so many numbers.
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: Vector) {
        // SAFETY: the caller's.
        unsafe { to.cast::<Vector>().write(value) }
    }

    /// The first numbers of a vector, so many of them.
    #[derive(Clone, Copy)]
    struct Part(usize);

    impl Part {
        fn new(width: usize) -> Self {
            Self(width)
        }

        #[inline(always)]
        unsafe fn load(self, from: *const f32) -> Vector {
            if self.0 == WIDTH {
                // SAFETY: the caller's.
                return unsafe { load(from) };
            }
            std::array::from_fn(|i| match i < self.0 {
                // SAFETY: the caller's: as many numbers as the part has are there.
                true => unsafe { *from.add(i) },
                false => 0.0,
            })
        }

        #[inline(always)]
        unsafe fn store(self, to: *mut f32, value: Vector) {
            for (i, value) in value.iter().enumerate().take(self.0) {
                // SAFETY: the caller's: there is room for the part.
                unsafe { *to.add(i) = *value };
            }
        }
    }

    kernel!(4: 1 2 3);
}

/// The same in a browser whose processor multiplies and adds in one instruction. Where it does not, the instruction rounds
/// twice; who uses this has tried it.
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
mod relaxed {
    use std::arch::wasm32::{
        f32x4_add as add, f32x4_relaxed_madd as fused, f32x4_splat as splat, v128,
    };

    use super::Task;

    const WIDTH: usize = 4;

    #[inline(always)]
    fn zero() -> v128 {
        splat(0.0)
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> v128 {
        // SAFETY: the caller's; this may lie anywhere.
        unsafe { std::arch::wasm32::v128_load(from.cast()) }
    }

    #[inline(always)]
    unsafe fn store(to: *mut f32, value: v128) {
        // SAFETY: the caller's; this may lie anywhere.
        unsafe { std::arch::wasm32::v128_store(to.cast(), value) }
    }

    /// The first numbers of a vector, so many of them.
    #[derive(Clone, Copy)]
    struct Part(usize);

    impl Part {
        #[inline(always)]
        fn new(width: usize) -> Self {
            Self(width)
        }

        #[inline(always)]
        unsafe fn load(self, from: *const f32) -> v128 {
            let mut all = [0.0_f32; WIDTH];
            for (i, to) in all.iter_mut().enumerate().take(self.0) {
                // SAFETY: the caller's: as many numbers as the part has are there.
                *to = unsafe { *from.add(i) };
            }
            // SAFETY: four numbers are there.
            unsafe { load(all.as_ptr()) }
        }

        #[inline(always)]
        unsafe fn store(self, to: *mut f32, value: v128) {
            let mut all = [0.0_f32; WIDTH];
            // SAFETY: there is room for four.
            unsafe { store(all.as_mut_ptr(), value) };
            for (i, value) in all.iter().enumerate().take(self.0) {
                // SAFETY: the caller's: there is room for the part.
                unsafe { *to.add(i) = *value };
            }
        }
    }

    kernel!(5: 1 2 3 4);
}

/// A copy of these kernels that was compiled for instructions that not every browser knows: a module of its own, as one with an
/// instruction that a browser does not know is not taken at all. It works in the memory of this one.
#[cfg(all(target_arch = "wasm32", not(target_feature = "relaxed-simd")))]
pub(crate) mod beside {
    use std::cell::Cell;

    use super::{DEEP, NOTHING, Size, Strides, Task, plain};

    /// A kernel by the numbers of its task: places of `a`, `b` and `c`, the sizes, the strides, whether it adds, the leads.
    pub type Kernel = fn([usize; 11]);

    thread_local! {
        static KERNEL: Cell<Option<Kernel>> = const { Cell::new(None) };
    }

    pub(super) fn kernel() -> Option<impl Fn(Task)> {
        KERNEL.get().map(|kernel| {
            move |task: Task| {
                let Size { m, k, n } = task.size;
                kernel([
                    task.a as usize,
                    task.b as usize,
                    task.c as usize,
                    m,
                    k,
                    n,
                    task.strides.row,
                    task.strides.col,
                    usize::from(task.accumulate),
                    task.lead,
                    task.out,
                ]);
            }
        })
    }

    /// Uses a kernel from now on, if it gives the bits of the one here; says whether it does.
    pub fn offer(kernel: Kernel) -> bool {
        KERNEL.set(Some(kernel));
        let same = CASES.into_iter().all(|(m, k, n)| has_same_bits(m, k, n));
        if !same {
            KERNEL.set(None);
        }
        same
    }

    /// Whole blocks and what is left of them, and one that is laid side by side. None is walked in parts, which the kernel here would
    /// have to be, too.
    const CASES: [(usize, usize, usize); 4] =
        [(1, 2, 1), (7, 33, 13), (23, 64, 40), (40, DEEP, 240)];

    fn has_same_bits(m: usize, k: usize, n: usize) -> bool {
        let (a, b) = (numbers(m * k, 1), numbers(k * n, 2));
        [Strides::rows(k), Strides::columns(m)]
            .into_iter()
            .all(|strides| {
                let mut both = [vec![0.5; m * n], vec![0.5; m * n]];
                let [found, expect] = &mut both;
                for accumulate in [false, true] {
                    let size = Size { m, k, n };
                    super::product(found, size, &a, strides, &b, accumulate);
                    let task = Task {
                        a: a.as_ptr(),
                        b: b.as_ptr(),
                        c: expect.as_mut_ptr(),
                        size,
                        strides,
                        accumulate,
                        lead: n,
                        out: n,
                        next: NOTHING,
                    };
                    // SAFETY: the slices are as long as the sizes say.
                    unsafe { plain::run(task) };
                }
                found
                    .iter()
                    .zip(expect.iter())
                    .all(|(a, b)| a.to_bits() == b.to_bits())
            })
    }

    /// Numbers of all digits and of many sizes, whose products are rounded in every way; some are zero.
    fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed.wrapping_mul(0x9e37_79b9);
        let mut next = move || {
            // Marsaglia's xorshift: what matters is that the digits are filled.
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state
        };
        let number = |_| {
            let (digits, size) = (next() & 0x807f_ffff, 107 + next() % 24);
            match next() % 16 {
                0 => 0.0,
                _ => f32::from_bits(digits | size << 23),
            }
        };
        (0..count).map(number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naive(size: Size, a: &[f32], strides: Strides, b: &[f32]) -> Vec<f32> {
        let cell = |i: usize, j: usize| {
            let terms =
                (0..size.k).map(|k| a[i * strides.row + k * strides.col] * b[k * size.n + j]);
            terms.sum()
        };
        let rows = 0..size.m;
        rows.flat_map(|i| (0..size.n).map(move |j| cell(i, j)))
            .collect()
    }

    fn check(m: usize, k: usize, n: usize) {
        // Whole numbers, whose sums are exact in any order.
        let numbers = |count: usize| -> Vec<f32> {
            (0..count).map(|i| ((i * 37 % 19) as f32) - 9.0).collect()
        };
        let (a, b, size) = (numbers(m * k), numbers(k * n), Size { m, k, n });
        for strides in [Strides::rows(k), Strides::columns(m)] {
            let expect = naive(size, &a, strides, &b);
            let twice: Vec<f32> = expect.iter().map(|x| 2.0 * x).collect();
            let run = |run: &dyn Fn(&mut [f32], bool)| {
                let mut c = vec![1.0; m * n + 3];
                run(&mut c, false);
                assert_eq!(c[..m * n], expect, "{m}x{k}x{n}");
                run(&mut c, true);
                assert_eq!(c[..m * n], twice, "{m}x{k}x{n} accumulated");
                assert_eq!(c[m * n..], [1.0; 3], "{m}x{k}x{n}: what lies behind stays");
            };
            run(&|c, accumulate| product(c, size, &a, strides, &b, accumulate));
            if strides.col == 1 {
                let mut turned = vec![0.0; n * k];
                transpose(&b, &mut turned, n);
                run(&|c, accumulate| {
                    let mut panel = vec![0.0; k * PANEL];
                    product_transposed(c, size, &a, &turned, &mut panel, accumulate);
                });
            }
            let task = |c: &mut [f32], accumulate| Task {
                a: a.as_ptr(),
                b: b.as_ptr(),
                c: c.as_mut_ptr(),
                size,
                strides,
                accumulate,
                lead: n,
                out: n,
                next: NOTHING,
            };
            // SAFETY: the slices are as long as `size` says, or `product` would have panicked above.
            run(&|c, accumulate| unsafe { plain::run(task(c, accumulate)) });
            #[cfg(target_arch = "x86_64")]
            if super::super::simd::level() != super::super::simd::Level::Plain {
                // SAFETY: the processor has AVX2 and FMA; the slices are as above.
                run(&|c, accumulate| unsafe { middle::run(task(c, accumulate)) });
            }
        }
    }

    #[test]
    fn a_product_equals_the_definition_with_every_instruction_set() {
        if cfg!(miri) {
            // Whole blocks and what is left of them, with and without a panel.
            check(21, 5, 9);
            return check(3, 5, 7);
        }
        for m in [1, 3, 6, 13, 14, 29] {
            for n in [1, 4, 7, 8, 16, 17, 31, 32, 33, 70] {
                check(m, 5, n);
            }
        }
        check(2, 1, 3);
        check(40, 100, 40);
        // Large enough to be laid side by side, with and without columns that are left over.
        check(61, 300, 256);
        check(61, 270, 261);
    }

    #[test]
    fn nothing_times_nothing_is_nothing() {
        product(
            &mut [],
            Size { m: 0, k: 4, n: 3 },
            &[],
            Strides::rows(4),
            &[0.0; 12],
            false,
        );
        let mut c = [7.0; 2];
        product(
            &mut c,
            Size { m: 1, k: 0, n: 2 },
            &[],
            Strides::rows(0),
            &[],
            false,
        );
        assert_eq!(c, [0.0; 2]);
    }
}

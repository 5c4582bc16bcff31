//! The kernels of the products once more, for browsers that know fused multiply-add (relaxed SIMD). A module of its own, in the
//! memory of the program: `web/build` compiles this file, `web/kernel.js` loads what comes of it.

#![allow(dead_code, reason = "the rest of the crate uses them")]

#[path = "../src/nn"]
mod nn {
    pub mod fused;
    pub mod product;
    #[allow(unused_imports, reason = "as above")]
    pub mod simd;
    pub mod transpose;
}

/// # Safety
/// The places hold as many numbers as the sizes say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn product(
    a: usize,
    b: usize,
    c: usize,
    m: usize,
    k: usize,
    n: usize,
    row: usize,
    col: usize,
    accumulate: usize,
    lead: usize,
    out: usize,
) {
    // SAFETY: the caller's.
    unsafe { nn::product::run_numbers([a, b, c, m, k, n, row, col, accumulate, lead, out]) }
}

//! The kernels that were compiled for instructions that not every browser knows, where `web/kernel.js` has loaded them.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// What `web/kernel.js` has put there.
    #[wasm_bindgen(js_namespace = marginscopeKernel)]
    #[allow(
        clippy::too_many_arguments,
        reason = "numbers pass as they are, an array would be copied"
    )]
    fn product(
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
    );
}

/// A product by the numbers of its task.
pub fn run(numbers: [usize; 11]) {
    let [a, b, c, m, k, n, row, col, accumulate, lead, out] = numbers;
    product(a, b, c, m, k, n, row, col, accumulate, lead, out);
}

/// Room for the variables of the kernels, for as long as this module lives: bytes, and where they begin.
pub fn room() -> (usize, usize) {
    const BYTES: usize = 1 << 17;
    let room: &'static mut [u128] = Box::leak(vec![0_u128; BYTES / 16].into_boxed_slice());
    (BYTES, room.as_ptr() as usize)
}

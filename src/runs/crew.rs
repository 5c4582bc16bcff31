//! Threads that do the jobs of a computation.

pub use crate::platform::threads::{cores, each};

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::verify::{Samples, alone, report};

    #[test]
    fn threads_find_what_one_finds() {
        let labels: Vec<usize> = (0..700).map(|i| i % 7).collect();
        let features = Array2::from_shape_fn((700, 5), |(i, k)| {
            ((i * 31 + k * 17 + i * i) % 23) as f64 + f64::from(u8::from(i % 7 == k)) * 20.0
        });
        let samples = Samples::new(features.view(), &labels);
        let expect = report(&samples, &alone);
        assert_eq!(
            report(&samples, &|count, work| each(3, count, work)),
            expect
        );
    }
}

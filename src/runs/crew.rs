//! Threads that do the jobs of a computation.

use std::sync::atomic::{AtomicUsize, Ordering};

/// As many threads as there are cores.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Does `count` jobs on so many threads: whoever is free takes the next one.
pub fn each(threads: usize, count: usize, work: &(dyn Fn(usize) + Sync)) {
    let next = AtomicUsize::new(0);
    let take = || {
        loop {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if job >= count {
                return;
            }
            work(job);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(count) {
            scope.spawn(take);
        }
        take();
    });
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use ndarray::Array2;

    use super::*;
    use crate::verify::{Samples, alone, report};

    #[test]
    fn every_job_is_done_once() {
        for (threads, count) in [(1, 5), (3, 1), (4, 100), (2, 0)] {
            let done = Mutex::new(Vec::new());
            each(threads, count, &|job| done.lock().unwrap().push(job));
            let mut done = done.into_inner().unwrap();
            done.sort_unstable();
            assert_eq!(done, (0..count).collect::<Vec<_>>());
        }
    }

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

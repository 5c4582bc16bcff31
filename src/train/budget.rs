//! How much memory runs may take together: asked for before any of it is reserved, since running out of it would end the whole
//! program.

use std::sync::atomic::{AtomicU64, Ordering};

/// A run may take so much, data aside.
pub const LANE: u64 = 4_000_000_000;
/// All runs that there are at a time may: the lanes of a session, and the runs of a sweep beside them.
pub const SESSION: u64 = 8_000_000_000;

/// What the runs of this process have taken.
static RUNS: Budget = Budget::new(LANE, SESSION);

/// Memory that is shared out.
pub struct Budget {
    each: u64,
    all: u64,
    taken: AtomicU64,
}

/// A part of a budget, given back when it is dropped.
#[derive(Debug)]
pub struct Share {
    bytes: u64,
    from: &'static Budget,
}

/// Takes so many bytes for a run.
///
/// # Errors
/// When it is more than a run or all of them together may take; nothing is taken then.
pub fn take(bytes: u64) -> Result<Share, String> {
    RUNS.take(bytes)
}

impl std::fmt::Debug for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} of {}", self.taken, self.all)
    }
}

impl Budget {
    const fn new(each: u64, all: u64) -> Self {
        Self {
            each,
            all,
            taken: AtomicU64::new(0),
        }
    }

    fn take(&'static self, bytes: u64) -> Result<Share, String> {
        let needs = format!("the model and its batches need about {}", shown(bytes));
        let smaller = "make optimizer.batch, model.hidden or model.channels smaller";
        if bytes > self.each {
            return Err(format!(
                "{needs} of memory, expected at most {}; {smaller}",
                shown(self.each)
            ));
        }
        let more = |taken: u64| taken.checked_add(bytes).filter(|all| *all <= self.all);
        let taken = self
            .taken
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        match taken {
            Ok(_) => Ok(Share { bytes, from: self }),
            Err(taken) => Err(format!(
                "{needs} of memory beside the {} that other runs have, expected at most {} together; train fewer at a time, or \
                 {smaller}",
                shown(taken),
                shown(self.all)
            )),
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.from.taken.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Bytes in a unit that suits them.
pub fn shown(bytes: u64) -> String {
    match bytes {
        0..1_000_000_000 => format!("{} MB", bytes.div_ceil(1_000_000)),
        _ => format!("{:.1} GB", bytes as f64 / 1e9).replace(".0 GB", " GB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_together_take_no_more_than_there_is_and_give_it_back() {
        static BUDGET: Budget = Budget::new(4_000_000_000, 8_000_000_000);
        let first = BUDGET.take(3_000_000_000).unwrap();
        let second = BUDGET.take(4_000_000_000).unwrap();
        let refused = BUDGET.take(2_100_000_000).unwrap_err();
        assert_eq!(
            refused,
            "the model and its batches need about 2.1 GB of memory beside the 7 GB that other runs have, expected at most \
             8 GB together; train fewer at a time, or make optimizer.batch, model.hidden or model.channels smaller"
        );
        let third = BUDGET.take(1_000_000_000).unwrap();
        drop(first);
        assert!(BUDGET.take(3_000_000_000).is_ok());
        drop((second, third));
        assert_eq!(BUDGET.taken.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_run_alone_takes_no_more_than_its_part() {
        static BUDGET: Budget = Budget::new(4_000_000_000, 8_000_000_000);
        for bytes in [4_000_000_001, u64::MAX] {
            let refused = BUDGET.take(bytes).unwrap_err();
            assert!(refused.contains("expected at most 4 GB; make"), "{refused}");
        }
        assert_eq!(BUDGET.taken.load(Ordering::Relaxed), 0);
    }
}

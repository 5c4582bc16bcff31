//! At which steps a run that is trained for files is measured, and what is written of it then.

use super::{FIRST_STEPS, Trainer};

/// The first line of `metrics.csv`.
pub const COLUMNS: &str = "step,epoch,loss,train_accuracy,test_accuracy,angle_to_own_deg_mean,angle_to_own_deg_std,\
                       angle_to_own_deg_p95,nearest_classes_deg,margin_satisfied,fisher_score";

/// Rows of `metrics.csv` in a run, about.
const ROWS: u64 = 200;
/// Rows that a run has however large its held-out set is.
const FEWEST_ROWS: u64 = 50;
/// Rows in the first steps, in which most happens.
const FIRST_ROWS: u64 = 10;

/// Steps between two rows: `ROWS` of them in all, or fewer where embedding the held-out samples each time would cost more
/// than about a quarter of the training, yet never below `FEWEST_ROWS`. It depends on the experiment alone, so that the same one gives the same rows.
pub fn steps_between(trainer: &Trainer) -> u64 {
    let steps = trainer.experiment().steps;
    let dataset = trainer.dataset();
    let held_out = (dataset.test.labels.len() + dataset.unseen.test.labels.len()) as u64;
    // A forward pass is a third of a step.
    let cheap = (4 * held_out).div_ceil(3 * trainer.batch_size().max(1) as u64);
    steps
        .div_ceil(ROWS)
        .max(cheap.min(steps.div_ceil(FEWEST_ROWS)))
        .max(1)
}

/// Steps between two rows in the first [`FIRST_STEPS`], where they are `every` so many later.
pub fn steps_at_first(every: u64) -> u64 {
    every.min(FIRST_STEPS / FIRST_ROWS)
}

/// The step of the row after the one at `step`: closer together in the first steps, wherever those end.
pub fn next(step: u64, every: u64) -> u64 {
    let pace = match step < FIRST_STEPS {
        true => steps_at_first(every),
        false => every,
    };
    (step / pace + 1) * pace
}

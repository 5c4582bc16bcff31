//! How far lanes train for now: what somebody waits for, counted where it is trained and not where it is looked at.

/// So many steps of a lane and no more. A run that starts again has all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The lane's name.
    pub lane: String,
    /// The run that the steps are counted in.
    pub run: u64,
    /// The step that they are counted from.
    pub since: u64,
    /// How many there are.
    pub steps: u64,
}

impl Limit {
    /// The step that a run of this number does not pass.
    pub fn step(&self, run: u64) -> u64 {
        let since = if run == self.run { self.since } else { 0 };
        since.saturating_add(self.steps)
    }
}

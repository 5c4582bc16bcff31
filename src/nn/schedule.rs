use crate::math::real;

/// How the learning rate changes over a run. A schedule that has ended keeps its last rate, however long the run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// The same all the time.
    Constant,
    /// Divided by 10 at 60 % and again at 80 % of the steps.
    Step,
    /// Half a cosine, from the full rate down to 1 % of it.
    Cosine,
}

impl Schedule {
    /// What the learning rate is multiplied by at `step` of `steps`.
    pub fn factor(self, step: u64, steps: u64) -> f64 {
        let done = (step as f64 / steps.max(1) as f64).min(1.0);
        match self {
            Self::Constant => 1.0,
            Self::Step if done < 0.6 => 1.0,
            Self::Step if done < 0.8 => 0.1,
            Self::Step => 0.01,
            Self::Cosine => 0.01 + 0.99 * 0.5 * (1.0 + real::cos(std::f64::consts::PI * done)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Schedule;

    fn check(schedule: Schedule, expect: [f64; 5]) {
        let found = [0, 599, 600, 800, 1000].map(|step| schedule.factor(step, 1000));
        for (found, expect) in found.iter().zip(expect) {
            assert!(
                (found - expect).abs() < 1e-3,
                "{schedule:?}: {found} is not {expect}"
            );
        }
    }

    #[test]
    fn schedules_start_at_one_and_fall_as_they_say() {
        check(Schedule::Constant, [1.0; 5]);
        check(Schedule::Step, [1.0, 1.0, 0.1, 0.01, 0.01]);
        check(Schedule::Cosine, [1.0, 0.3536, 0.3520, 0.1045, 0.01]);
    }

    #[test]
    fn a_run_past_its_end_keeps_the_last_rate() {
        assert_eq!(
            Schedule::Cosine.factor(50, 10),
            Schedule::Cosine.factor(10, 10)
        );
        assert!(Schedule::Step.factor(0, 0).is_finite());
    }
}

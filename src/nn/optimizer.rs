use std::ops::Range;

use super::simd::vectorized;
use crate::math::real;

/// What may change from step to step without a restart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// η, after its schedule.
    pub learning_rate: f64,
    /// μ of SGD, β₁ of Adam.
    pub momentum: f64,
    /// λ: added to the gradient by SGD, decoupled from it by Adam.
    pub weight_decay: f64,
}

/// Moves flat parameters against their gradients.
pub trait Optimizer: Send {
    /// Begins an update: what is then done to every parameter, each by itself.
    fn begin(&mut self, tuning: Tuning) -> Move;

    /// What was gathered about each parameter: one or two numbers, the second empty where there is one.
    fn gathered(&mut self) -> [&mut [f32]; 2];

    /// One update; weight decay applies inside `decays` only, which are in order and do not overlap.
    fn update(
        &mut self,
        params: &mut [f32],
        grads: &[f32],
        decays: &[Range<usize>],
        tuning: Tuning,
    ) {
        let step = self.begin(tuning);
        let [first, second] = self.gathered();
        let mut move_part = |part: Range<usize>, decays: bool| {
            let second = match second.is_empty() {
                true => &mut [],
                false => &mut second[part.clone()],
            };
            let known = [&mut first[part.clone()], second];
            step.apply(&mut params[part.clone()], known, &grads[part], decays);
        };
        let mut end = 0;
        for range in decays {
            move_part(end..range.start, false);
            move_part(range.clone(), true);
            end = range.end;
        }
        move_part(end..grads.len(), false);
    }

    /// Forgets what was gathered about a `part` of the parameters, which somebody else has moved. Returns what that was.
    fn forget(&mut self, part: Range<usize>) -> Vec<f32> {
        let both = self.gathered().into_iter().filter(|all| !all.is_empty());
        both.flat_map(|all| taken(&mut all[part.clone()])).collect()
    }

    /// Knows again what [`Optimizer::forget`] returned of the same `part`.
    fn recall(&mut self, part: Range<usize>, gathered: &[f32]) {
        let both = self.gathered().into_iter().filter(|all| !all.is_empty());
        for (all, known) in both.zip(gathered.chunks_exact(part.len().max(1))) {
            all[part.clone()].copy_from_slice(known);
        }
    }
}

/// What one update does to a parameter, its gradient and what was gathered about it known.
#[derive(Clone, Copy, Debug)]
pub enum Move {
    /// Of [`Sgd`].
    Sgd {
        /// η
        rate: f32,
        /// μ
        momentum: f32,
        /// λ
        decay: f32,
    },
    /// Of [`Adam`].
    Adam {
        /// η, for an average that began at 0.
        rate: f32,
        /// β₁
        beta: f32,
        /// What √v is multiplied by for the same reason.
        root: f32,
        /// 1 − ηλ
        shrink: f32,
    },
}

impl Move {
    /// Moves a part of the parameters, all of which decay or none.
    pub fn apply(self, params: &mut [f32], known: [&mut [f32]; 2], grads: &[f32], decays: bool) {
        let [first, second] = known;
        match self {
            Self::Sgd {
                rate,
                momentum,
                decay,
            } => {
                let decay = if decays { decay } else { 0.0 };
                sgd(params, first, grads, [rate, momentum, decay]);
            }
            Self::Adam {
                rate,
                beta,
                root,
                shrink,
            } => {
                if decays && shrink != 1.0 {
                    params.iter_mut().for_each(|w| *w *= shrink);
                }
                adam(params, first, second, grads, [rate, beta, root]);
            }
        }
    }
}

/// Leaves zeros in the place of some numbers, and returns these.
fn taken(numbers: &mut [f32]) -> Vec<f32> {
    let known = numbers.to_vec();
    numbers.fill(0.0);
    known
}

/// Gradient descent with momentum: `v ← μ v + g + λ w`, `w ← w − η v`, as in the papers' releases.
pub struct Sgd {
    velocity: Vec<f32>,
}

impl Sgd {
    /// At rest, for so many parameters.
    pub fn new(parameters: usize) -> Self {
        Self {
            velocity: vec![0.0; parameters],
        }
    }
}

impl Optimizer for Sgd {
    fn begin(&mut self, tuning: Tuning) -> Move {
        Move::Sgd {
            rate: tuning.learning_rate as f32,
            momentum: tuning.momentum as f32,
            decay: tuning.weight_decay as f32,
        }
    }

    fn gathered(&mut self) -> [&mut [f32]; 2] {
        [&mut self.velocity, &mut []]
    }
}

vectorized! {
    fn sgd(params: &mut [f32], velocity: &mut [f32], grads: &[f32], numbers: [f32; 3]) {
        let [rate, momentum, decay] = numbers;
        for ((w, v), g) in params.iter_mut().zip(velocity).zip(grads) {
            *v = momentum * *v + g + decay * *w;
            *w -= rate * *v;
        }
    }

    fn adam(params: &mut [f32], first: &mut [f32], second: &mut [f32], grads: &[f32], numbers: [f32; 3]) {
        let [rate, beta, root] = numbers;
        let state = first.iter_mut().zip(second);
        for ((w, g), (m, v)) in params.iter_mut().zip(grads).zip(state) {
            *m = beta * *m + (1.0 - beta) * g;
            *v = SECOND * *v + (1.0 - SECOND) * g * g;
            *w -= rate * *m / (v.sqrt() * root + EPSILON);
        }
    }
}

/// Adam with decoupled weight decay (Kingma & Ba 2015; Loshchilov & Hutter 2019), β = (momentum, 0.999), ε = 1e-8.
pub struct Adam {
    first: Vec<f32>,
    second: Vec<f32>,
    updates: u32,
}

const SECOND: f32 = 0.999;
const EPSILON: f32 = 1e-8;

impl Adam {
    /// At rest, for so many parameters.
    pub fn new(parameters: usize) -> Self {
        Self {
            first: vec![0.0; parameters],
            second: vec![0.0; parameters],
            updates: 0,
        }
    }
}

impl Optimizer for Adam {
    fn begin(&mut self, tuning: Tuning) -> Move {
        self.updates = self.updates.saturating_add(1);
        let unbias = |beta: f64| 1.0 - real::powi(beta, self.updates);
        Move::Adam {
            rate: (tuning.learning_rate / unbias(tuning.momentum)) as f32,
            beta: tuning.momentum as f32,
            root: (1.0 / unbias(f64::from(SECOND)).sqrt()) as f32,
            shrink: 1.0 - (tuning.learning_rate * tuning.weight_decay) as f32,
        }
    }

    fn gathered(&mut self) -> [&mut [f32]; 2] {
        [&mut self.first, &mut self.second]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TUNING: Tuning = Tuning {
        learning_rate: 0.1,
        momentum: 0.9,
        weight_decay: 0.5,
    };

    fn check(mut optimizer: impl Optimizer, gradients: [f32; 2], expect: [f32; 2]) {
        // Two parameters that both start at 1; only the first decays.
        let decays = std::slice::from_ref(&(0..1));
        let mut params = [1.0, 1.0];
        for g in gradients {
            optimizer.update(&mut params, &[g, g], decays, TUNING);
        }
        for (found, expect) in params.iter().zip(expect) {
            assert!((found - expect).abs() < 1e-6, "{params:?} is not {expect}");
        }
    }

    #[test]
    fn sgd_follows_its_definition() {
        // decaying: v = 1.5, w = .85; v = 1.35 + 2 + .425 = 3.775, w = .4725. plain: v = 1, w = .9; v = 2.9, w = .61
        check(Sgd::new(2), [1.0, 2.0], [0.4725, 0.61]);
    }

    /// Three updates of two parameters; before the last the second one is forgotten, and recalled where `again`.
    fn after_forgetting(mut optimizer: impl Optimizer, forget: bool, again: bool) -> [f32; 2] {
        let mut params = [1.0, 1.0];
        for step in 0..3 {
            if step == 2 && forget {
                let known = optimizer.forget(1..2);
                if again {
                    optimizer.recall(1..2, &known);
                }
            }
            optimizer.update(&mut params, &[1.0, 1.0], &[], TUNING);
        }
        params
    }

    #[test]
    fn what_is_forgotten_of_a_part_leaves_the_others_and_comes_back() {
        fn check<O: Optimizer>(new: impl Fn() -> O) {
            let never = after_forgetting(new(), false, false);
            let gone = after_forgetting(new(), true, false);
            assert_eq!(gone[0], never[0]);
            assert_ne!(gone[1], never[1]);
            assert_eq!(after_forgetting(new(), true, true), never);
        }
        check(|| Sgd::new(2));
        check(|| Adam::new(2));
        // v = 1, 1.9, and 1 again: w = 1 − 0.1 (1 + 1.9 + 1).
        let [_, sgd] = after_forgetting(Sgd::new(2), true, false);
        assert!((sgd - 0.61).abs() < 1e-6, "{sgd}");
    }

    #[test]
    fn adam_moves_by_the_learning_rate_at_first() {
        // m/√v is the sign of the gradient while gradients repeat; decay multiplies by 1 − 0.1·0.5 before each update.
        check(Adam::new(2), [3.0, 3.0], [(0.95 - 0.1) * 0.95 - 0.1, 0.8]);
    }
}

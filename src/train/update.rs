//! The update of a step: the gradients of all shares are added up, the parameters moved, and looked at whether they are still
//! numbers, a piece at a time that stays in the nearest cache, on all threads of a team. Every number is moved by itself, so that
//! nothing depends on who moves it.

use std::ops::Range;

use super::team::Team;
use crate::nn::simd::{prefetch, prefetch_to_write};
use crate::nn::{Move, all_finite, sum_into};

/// Numbers of a piece at most.
const AT_A_TIME: usize = 2048;
/// Fewer numbers than these are moved sooner than they are handed over.
const WORTH_SHARING: usize = 1 << 15;
/// Threads that move at most.
const MOST: usize = 8;

/// A part of the parameters, all of which decay or none.
pub struct Piece {
    range: Range<usize>,
    decays: bool,
}

/// Pieces of `total` parameters, in order; no piece lies on both sides of one of the `cuts`. `decays` are in order and do not
/// overlap.
pub fn pieces(total: usize, decays: &[Range<usize>], cuts: &[usize]) -> Vec<Piece> {
    let ends = decays.iter().flat_map(|range| [range.start, range.end]);
    let mut ends: Vec<usize> = ends.chain(cuts.iter().copied()).chain([total]).collect();
    ends.sort_unstable();
    let (mut pieces, mut start) = (Vec::new(), 0);
    for end in ends {
        let decays = decays.iter().any(|range| range.contains(&start));
        while start < end {
            let range = start..end.min(start + AT_A_TIME);
            start = range.end;
            pieces.push(Piece { range, decays });
        }
    }
    pieces
}

/// Where gradients are: those of a share for a part of the parameters that is a piece; empty where it has none.
pub trait Gradients: Sync {
    /// How many shares there are.
    fn shares(&self) -> usize;
    /// Those of share `i`. The first has all.
    fn of(&self, i: usize, part: Range<usize>) -> &[f32];
}

/// Moves `params`, with what an optimizer has gathered of them; returns whether all of them are numbers afterwards.
pub fn update(
    team: &Team,
    pieces: &[Piece],
    params: &mut [f32],
    ([first, second], step): ([&mut [f32]; 2], Move),
    gradients: &impl Gradients,
) -> bool {
    let count = match params.len() >= WORTH_SHARING {
        true => team.threads().min(MOST),
        false => 1,
    };
    let mut left = Group {
        pieces,
        params,
        first,
        second,
        finite: true,
    };
    let mut groups: [Group<'_>; MOST] = std::array::from_fn(|_| Group::default());
    for (i, group) in groups[..count].iter_mut().enumerate() {
        *group = left.part(left.pieces.len() / (count - i));
    }
    team.each(&mut groups[..count], |_, group| group.step(step, gradients));
    groups[..count].iter().all(|group| group.finite)
}

/// What one thread moves: pieces that lie one behind the other, and what belongs to them.
#[derive(Default)]
struct Group<'a> {
    pieces: &'a [Piece],
    params: &'a mut [f32],
    first: &'a mut [f32],
    second: &'a mut [f32],
    finite: bool,
}

impl<'a> Group<'a> {
    /// Takes so many pieces from its beginning.
    fn part(&mut self, count: usize) -> Self {
        let pieces = self.pieces.split_off(..count).unwrap_or_default();
        let len = pieces.iter().map(|piece| piece.range.len()).sum();
        Self {
            pieces,
            params: taken(&mut self.params, len),
            first: taken(&mut self.first, len),
            second: taken(&mut self.second, len),
            finite: true,
        }
    }

    /// Has what the next piece needs brought here, which other threads have read and written.
    fn ask_for(&self, piece: &Piece, gradients: &impl Gradients) {
        prefetch_to_write(&self.params[..piece.range.len()]);
        for i in 1..gradients.shares() {
            prefetch(gradients.of(i, piece.range.clone()));
        }
    }

    fn step(&mut self, step: Move, gradients: &impl Gradients) {
        let mut sum = [0.0; AT_A_TIME];
        if let [piece, ..] = self.pieces {
            self.ask_for(piece, gradients);
        }
        while let [piece, ..] = self.pieces {
            let (range, decays) = (piece.range.clone(), piece.decays);
            let group = self.part(1);
            if let [next, ..] = self.pieces {
                self.ask_for(next, gradients);
            }
            let mut grads = gradients.of(0, range.clone());
            if gradients.shares() > 1 {
                let sum = &mut sum[..range.len()];
                sum.copy_from_slice(grads);
                for i in 1..gradients.shares() {
                    sum_into(sum, gradients.of(i, range.clone()));
                }
                grads = sum;
            }
            step.apply(group.params, [group.first, group.second], grads, decays);
            self.finite &= all_finite(group.params);
        }
    }
}

/// So many numbers from the beginning of a slice, or all; the rest stays.
fn taken<'a>(slice: &mut &'a mut [f32], len: usize) -> &'a mut [f32] {
    let len = len.min(slice.len());
    slice.split_off_mut(..len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Adam, Optimizer, Sgd, Tuning};

    /// Some shares, of which only the first has gradients of what lies behind `end`.
    struct Shares {
        all: Vec<Vec<f32>>,
        end: usize,
    }

    impl Gradients for Shares {
        fn shares(&self) -> usize {
            self.all.len()
        }

        fn of(&self, i: usize, part: Range<usize>) -> &[f32] {
            match i > 0 && part.start >= self.end {
                true => &[],
                false => &self.all[i][part],
            }
        }
    }

    fn check(make: impl Fn(usize) -> Box<dyn Optimizer>, total: usize, shares: usize) {
        let decays = [3..total / 3, total / 2..total - 7];
        let end = total / 2 + 5;
        let numbers = |seed: usize| -> Vec<f32> {
            let number = |i| ((i * 37 + seed * 11) % 101) as f32 / 50.0 - 1.0;
            (0..total).map(number).collect()
        };
        let gradients = Shares {
            all: (0..shares).map(numbers).collect(),
            end,
        };
        let mut sum = gradients.all[0].clone();
        for share in &gradients.all[1..] {
            sum_into(&mut sum[..end], &share[..end]);
        }
        let tuning = Tuning {
            learning_rate: 0.1,
            momentum: 0.9,
            weight_decay: 0.05,
        };
        let (mut expect, mut at_once) = (numbers(5), make(total));
        (0..3).for_each(|_| at_once.update(&mut expect, &sum, &decays, tuning));
        let pieces = pieces(total, &decays, &[end]);
        for threads in [1, 2, 3] {
            let (team, mut found, mut optimizer) = (Team::new(threads), numbers(5), make(total));
            for _ in 0..3 {
                let step = optimizer.begin(tuning);
                let moved = (optimizer.gathered(), step);
                assert!(update(&team, &pieces, &mut found, moved, &gradients));
            }
            assert_eq!(found, expect, "{total} numbers, {shares} shares");
            found[total - 1] = f32::NAN;
            let step = optimizer.begin(tuning);
            let moved = (optimizer.gathered(), step);
            assert!(!update(&team, &pieces, &mut found, moved, &gradients));
        }
    }

    #[test]
    fn pieces_on_several_threads_move_as_all_at_once_do() {
        for total in [40, 5000, WORTH_SHARING + 99] {
            for shares in [1, 2, 4] {
                check(|total| Box::new(Sgd::new(total)), total, shares);
                check(|total| Box::new(Adam::new(total)), total, shares);
            }
        }
    }

    #[test]
    fn pieces_cover_everything_once() {
        let all = pieces(5000, std::slice::from_ref(&(10..4200)), &[4000, 5000]);
        let mut end = 0;
        for piece in &all {
            assert_eq!(piece.range.start, end);
            assert!(piece.range.len() <= AT_A_TIME && !piece.range.is_empty());
            assert_eq!(piece.decays, (10..4200).contains(&piece.range.start));
            end = piece.range.end;
        }
        assert_eq!(end, 5000);
        assert!(all.iter().any(|piece| piece.range.start == 4000));
    }
}

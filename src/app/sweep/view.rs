//! What is shown of a sweep: a metric over two of its keys, and the grids that this makes.

use std::cell::RefCell;

use super::swept::Swept;
use crate::{
    figure::grid::{Grid, Metric, Sides, metric},
    render::grid::Kept,
    text::{Language, language},
};

/// What is shown first, where a sweep has it.
const FIRST: &str = "test_accuracy";
/// More grids than this are looked at one by one.
pub const AT_ONCE: usize = 6;

/// What is chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The column of the results.
    pub metric: String,
    /// The keys at the sides.
    pub sides: Sides,
    /// The grid that is shown alone.
    pub alone: Option<usize>,
}

/// The grids of a choice, made again only when it or the sweep changed.
pub struct View {
    /// What is chosen.
    pub choice: Choice,
    made: Option<Made>,
}

/// What was made.
pub struct Made {
    revision: u64,
    language: Language,
    /// What was chosen.
    pub choice: Choice,
    /// All grids, in the order of the sweep.
    pub grids: Vec<Grid>,
    /// What was drawn of them.
    pub kept: RefCell<Vec<Kept>>,
    /// Everything that can be shown.
    pub metrics: Vec<Metric>,
}

impl View {
    /// The first metric over the first two keys; nothing for a sweep without any.
    pub fn new(swept: &Swept) -> Option<Self> {
        let sides = Sides::new(&swept.plan, &[]).ok()?;
        let choice = Choice {
            metric: FIRST.to_owned(),
            sides,
            alone: None,
        };
        Some(Self { choice, made: None })
    }

    /// The grids as they are now.
    pub fn made(&mut self, swept: &Swept) -> &Made {
        let is_of = |made: &Made, choice: &Choice| {
            (made.revision, &made.choice, made.language) == (swept.revision, choice, language())
        };
        let kept = self.made.take().filter(|made| is_of(made, &self.choice));
        let made = kept.unwrap_or_else(|| self.made_now(swept));
        self.made.insert(made)
    }

    fn made_now(&mut self, swept: &Swept) -> Made {
        let numbers = swept.table.numbers();
        if !numbers.is_empty() && !numbers.contains(&self.choice.metric.as_str()) {
            let named = numbers.iter().find(|column| metric(column).is_named());
            self.choice.metric = (*named.unwrap_or(&numbers[0])).to_owned();
        }
        let grids = swept.grids(self.choice.sides, &metric(&self.choice.metric));
        if grids.len() > AT_ONCE {
            self.choice.alone.get_or_insert(0);
        }
        let there = |alone: &usize| grids.len() > 1 && *alone < grids.len();
        self.choice.alone = self.choice.alone.filter(there);
        Made {
            revision: swept.revision,
            choice: self.choice.clone(),
            language: language(),
            kept: RefCell::new(grids.iter().map(|_| Kept::default()).collect()),
            grids,
            metrics: metrics(swept, &numbers),
        }
    }
}

/// What is worth a choice: numbers that have a name, and behind them others that are not the same in all runs.
fn metrics(swept: &Swept, numbers: &[&str]) -> Vec<Metric> {
    let (named, others): (Vec<Metric>, Vec<Metric>) = numbers
        .iter()
        .map(|column| metric(column))
        .partition(Metric::is_named);
    let rows = &swept.table.rows;
    let varies = |metric: &Metric| {
        let mut values = rows.iter().filter_map(|row| row.number(&metric.column));
        let first = values.next();
        values.any(|value| Some(value) != first)
    };
    let others = others.into_iter().filter(varies);
    // Seeds tell nothing of a run.
    let others = others.filter(|metric| !metric.column.starts_with("seeds."));
    let all: Vec<Metric> = named.into_iter().chain(others).collect();
    match all.is_empty() {
        true => vec![metric(FIRST)],
        false => all,
    }
}

impl Made {
    /// The grids that are shown, with their places among all.
    pub fn shown(&self) -> Vec<(usize, &Grid)> {
        let all = self.grids.iter().enumerate();
        let shown = |place: usize| self.choice.alone.is_none_or(|alone| alone == place);
        all.filter(|(place, _)| shown(*place)).collect()
    }
}

//! Splitting an interval where a label changes.

/// What is asked about a parameter.
pub trait Probe {
    type Label: Copy + PartialEq;

    /// The label that all of \[a, b\] certainly has, if bounds tell. Called depth first: what was learnt at `depth` − 1
    /// was learnt about a stretch that contains this one.
    fn settle(&mut self, a: f64, b: f64, depth: usize) -> Option<Self::Label>;

    /// The label at one parameter of the stretch that was last asked about, at `depth`.
    fn at(&mut self, s: f64, depth: usize) -> Self::Label;
}

/// A stretch with one label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run<L> {
    pub label: L,
    pub from: f64,
    pub to: f64,
}

/// Runs narrower than this are rounding, not regions.
const NARROWEST: f64 = 1e-11;

/// How finely to look.
#[derive(Clone, Copy, Debug)]
pub struct Precision {
    /// No run wider than this is missed.
    pub finest: f64,
    /// Ends of runs are known to this.
    pub exact: f64,
}

/// The runs that cover \[from, to\].
pub fn partition<P: Probe>(
    probe: &mut P,
    from: f64,
    to: f64,
    precision: Precision,
) -> Vec<Run<P::Label>> {
    let mut split = Split {
        probe,
        precision,
        runs: Vec::new(),
    };
    split.stretch(from, to, 0);
    join_slivers(split.runs)
}

struct Split<'a, P: Probe> {
    probe: &'a mut P,
    precision: Precision,
    runs: Vec<Run<P::Label>>,
}

impl<P: Probe> Split<'_, P> {
    fn stretch(&mut self, a: f64, b: f64, depth: usize) {
        if let Some(label) = self.probe.settle(a, b, depth) {
            return self.push(label, a, b);
        }
        if b - a <= self.precision.finest {
            let (at_a, at_b) = (self.probe.at(a, depth), self.probe.at(b, depth));
            return self.change((a, at_a), (b, at_b), depth);
        }
        let middle = (a + b) / 2.0;
        self.stretch(a, middle, depth + 1);
        self.stretch(middle, b, depth + 1);
    }

    /// Bisects between two labelled ends until every change is where it is.
    fn change(&mut self, a: (f64, P::Label), b: (f64, P::Label), depth: usize) {
        if a.1 == b.1 {
            return self.push(a.1, a.0, b.0);
        }
        let middle = (a.0 + b.0) / 2.0;
        if b.0 - a.0 < self.precision.exact || middle <= a.0 || middle >= b.0 {
            self.push(a.1, a.0, middle);
            return self.push(b.1, middle, b.0);
        }
        let middle = (middle, self.probe.at(middle, depth));
        self.change(a, middle, depth);
        self.change(middle, b, depth);
    }

    fn push(&mut self, label: P::Label, from: f64, to: f64) {
        match self.runs.last_mut() {
            Some(last) if last.label == label => last.to = to,
            _ => self.runs.push(Run { label, from, to }),
        }
    }
}

fn join_slivers<L: Copy + PartialEq>(runs: Vec<Run<L>>) -> Vec<Run<L>> {
    let mut joined: Vec<Run<L>> = Vec::with_capacity(runs.len());
    for run in runs {
        match joined.last_mut() {
            Some(last) if run.to - run.from < NARROWEST || last.label == run.label => {
                last.to = run.to;
            }
            _ => joined.push(run),
        }
    }
    joined
}

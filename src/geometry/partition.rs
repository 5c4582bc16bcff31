//! Splitting an interval where a label changes.

/// What is asked along a parameter s.
pub trait Probe {
    /// What is asked for.
    type Label: Copy + PartialEq;
    /// What has to be worked out at one s; kept while both sides of it are looked at.
    type Sample: Clone;

    /// Works out what is to be known at s.
    fn sample(&self, s: f64) -> Self::Sample;

    /// The label that all of the stretch certainly has, if bounds tell. Called depth first: what was learnt at `depth` − 1
    /// was learnt about a stretch that contains this one.
    fn settle(&mut self, stretch: &Stretch<Self::Sample>, depth: usize) -> Option<Self::Label>;

    /// The label at one s of the stretch that was last asked about, at `depth`.
    fn at(&self, sample: &Self::Sample, depth: usize) -> Self::Label;
}

/// Where a sample was taken, and the sample.
#[derive(Clone, Copy, Debug)]
pub struct Mark<S> {
    /// The parameter.
    pub s: f64,
    /// What [`Probe::sample`] gave there.
    pub sample: S,
}

/// The parameters from `a` to `b`.
pub struct Stretch<S> {
    /// Its start.
    pub a: Mark<S>,
    /// Half way between both ends.
    pub middle: Mark<S>,
    /// Its end.
    pub b: Mark<S>,
}

impl<S> Stretch<S> {
    /// How much the parameter grows along it.
    pub fn width(&self) -> f64 {
        self.b.s - self.a.s
    }
}

/// A stretch with one label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run<L> {
    /// The label.
    pub label: L,
    /// Where it starts.
    pub from: f64,
    /// Where it ends.
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
    let (a, b) = (split.mark(from), split.mark(to));
    split.stretch(a, b, 0);
    join_slivers(split.runs)
}

struct Split<'a, P: Probe> {
    probe: &'a mut P,
    precision: Precision,
    runs: Vec<Run<P::Label>>,
}

impl<P: Probe> Split<'_, P> {
    fn mark(&self, s: f64) -> Mark<P::Sample> {
        Mark {
            s,
            sample: self.probe.sample(s),
        }
    }

    fn stretch(&mut self, a: Mark<P::Sample>, b: Mark<P::Sample>, depth: usize) {
        let middle = self.mark((a.s + b.s) / 2.0);
        let stretch = Stretch { a, middle, b };
        let label = self.probe.settle(&stretch, depth);
        let Stretch { a, middle, b } = stretch;
        if let Some(label) = label {
            return self.push(label, a.s, b.s);
        }
        if b.s - a.s <= self.precision.finest {
            let at_a = self.probe.at(&a.sample, depth);
            let at_b = self.probe.at(&b.sample, depth);
            return self.change((a.s, at_a), (b.s, at_b), depth);
        }
        self.stretch(a, middle.clone(), depth + 1);
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
        let middle = (middle, self.probe.at(&self.probe.sample(middle), depth));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels by the number of ends passed, with no bounds.
    struct Steps(Vec<f64>);

    impl Probe for Steps {
        type Label = usize;
        type Sample = f64;

        fn sample(&self, s: f64) -> f64 {
            s
        }

        fn settle(&mut self, _: &Stretch<f64>, _: usize) -> Option<usize> {
            None
        }

        fn at(&self, s: &f64, _: usize) -> usize {
            self.0.iter().filter(|end| *end <= s).count()
        }
    }

    fn check(ends: &[f64], expect: &[f64]) {
        let precision = Precision {
            finest: 0.01,
            exact: 1e-13,
        };
        let runs = partition(&mut Steps(ends.to_vec()), 0.0, 1.0, precision);
        let found: Vec<f64> = runs.iter().skip(1).map(|run| run.from).collect();
        assert_eq!(found.len(), expect.len(), "{runs:?}");
        assert!(found.iter().zip(expect).all(|(a, b)| (a - b).abs() < 1e-12));
        assert_eq!((runs[0].from, runs[runs.len() - 1].to), (0.0, 1.0));
        assert!(runs.windows(2).all(|r| r[0].to == r[1].from));
    }

    #[test]
    fn every_change_is_found_where_it_is() {
        check(&[], &[]);
        check(&[1.0 / 3.0], &[1.0 / 3.0]);
        check(&[0.1, 0.11, 0.77], &[0.1, 0.11, 0.77]);
        // Two changes between the same two samples.
        check(&[0.5001, 0.5002], &[0.5001, 0.5002]);
    }

    #[test]
    fn rounding_makes_no_runs() {
        check(&[0.4, 0.4 + 1e-13], &[0.4]);
    }
}

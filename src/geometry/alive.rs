/// The classes, or positions in some list, that can still matter in the parts of a subdivision that goes depth first. Each
/// depth holds those of the part that is being looked at; together they lie in one list, which is not allocated anew.
pub struct Alive {
    items: Vec<usize>,
    /// Where the items of each depth end; they start where those of the depth before end.
    ends: Vec<usize>,
}

impl Alive {
    /// All of 0 to `count` − 1, at depth 0.
    pub fn new(count: usize) -> Self {
        Self {
            items: (0..count).collect(),
            ends: vec![count],
        }
    }

    fn range(&self, depth: usize) -> std::ops::Range<usize> {
        let from = if depth == 0 { 0 } else { self.ends[depth - 1] };
        from..self.ends[depth]
    }

    /// Those of the stretch that is looked at, at `depth`.
    pub fn at(&self, depth: usize) -> &[usize] {
        &self.items[self.range(depth)]
    }

    /// Those that were left of the stretch that was looked at last, at `depth`.
    pub fn below(&self, depth: usize) -> &[usize] {
        self.at(depth + 1)
    }

    /// Forgets what was left of stretches beside this one, and leaves the items of `depth` for which `keep` holds.
    pub fn narrow(&mut self, depth: usize, mut keep: impl FnMut(usize) -> bool) {
        self.begin(depth);
        for i in self.range(depth) {
            if keep(self.items[i]) {
                self.items.push(self.items[i]);
            }
        }
        self.ends.push(self.items.len());
    }

    /// The same with a list at hand.
    pub fn leave(&mut self, depth: usize, items: &[usize]) {
        self.begin(depth);
        self.items.extend_from_slice(items);
        self.ends.push(self.items.len());
    }

    fn begin(&mut self, depth: usize) {
        self.ends.truncate(depth + 1);
        self.items.truncate(self.ends[depth]);
    }
}

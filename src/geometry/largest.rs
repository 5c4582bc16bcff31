/// The largest two of some values.
#[derive(Clone, Copy, Debug)]
pub struct Largest {
    /// What gave the largest.
    pub index: usize,
    /// The largest; −∞ for none.
    pub first: f64,
    /// The largest but one; −∞ for none.
    pub second: f64,
}

impl Default for Largest {
    fn default() -> Self {
        Self {
            index: 0,
            first: f64::NEG_INFINITY,
            second: f64::NEG_INFINITY,
        }
    }
}

impl Largest {
    /// Takes one more value into account.
    pub fn add(&mut self, index: usize, value: f64) {
        if value > self.first {
            self.second = self.first;
            (self.index, self.first) = (index, value);
        } else if value > self.second {
            self.second = value;
        }
    }

    /// The largest of the values that `index` did not give.
    pub fn without(&self, index: usize) -> f64 {
        if index == self.index {
            self.second
        } else {
            self.first
        }
    }
}

/// The largest two of some values.
#[derive(Clone, Copy, Debug)]
pub struct Largest {
    pub index: usize,
    pub first: f64,
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

//! Room for numbers that begins at a line of the cache: a register of AVX-512 that lies across two lines takes twice as long to
//! read, and longer to write. Allocators give other places.

use std::ops::{Deref, DerefMut};

/// Numbers of a line.
const LINE: usize = 16;

/// Numbers, the first of which begins a line.
#[derive(Debug, Default)]
pub struct Room {
    all: Vec<f32>,
    /// Where they begin.
    start: usize,
    len: usize,
}

impl Room {
    /// No room yet.
    pub const fn new() -> Self {
        Self {
            all: Vec::new(),
            start: 0,
            len: 0,
        }
    }

    /// Makes it so long at least. Room only ever grows, so that a step allocates nothing once the largest batch has been seen; what
    /// was in it is lost where it does.
    pub fn grow(&mut self, len: usize) {
        if self.len < len {
            self.len = len;
            self.all.clear();
            self.all.resize(len + LINE - 1, 0.0);
            let to_line = self.all.as_ptr().align_offset(LINE * size_of::<f32>());
            // Where the place cannot be known, any will do.
            self.start = to_line.min(LINE - 1);
        }
    }
}

impl Deref for Room {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.all[self.start..][..self.len]
    }
}

impl DerefMut for Room {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.all[self.start..][..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_begins_at_a_line_and_only_grows() {
        let mut room = Room::new();
        for (wanted, found) in [(1, 1), (1000, 1000), (10, 1000), (5000, 5000)] {
            room.grow(wanted);
            assert_eq!(room.len(), found);
            assert!(cfg!(miri) || (room.as_ptr() as usize).is_multiple_of(64));
            room[wanted - 1] = 1.0;
        }
    }
}

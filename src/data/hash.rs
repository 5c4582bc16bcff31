use std::sync::OnceLock;

/// A hash that is computed once. It follows from what stands beside it: it is equal to any other, and a copy, which may be
/// changed, has none yet.
#[derive(Debug, Default)]
pub struct Hash(OnceLock<String>);

impl Hash {
    pub fn get(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }

    pub fn get_or(&self, compute: impl FnOnce() -> String) -> &str {
        self.0.get_or_init(compute)
    }
}

impl Clone for Hash {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Hash {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

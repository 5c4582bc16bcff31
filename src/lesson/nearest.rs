//! What somebody may have meant who wrote something unknown.

use crate::train::cut;

/// What is known has some thirty letters at most: a longer word than this is spelt like none of it, and comparing takes its
/// length times theirs.
const LONGEST_MEANT: usize = 64;

/// The known word that is spelt most like `found`, if one is.
pub fn nearest(found: &str, known: impl IntoIterator<Item = String>) -> Option<String> {
    if found.len() > LONGEST_MEANT {
        return None;
    }
    let distance = |word: &String| strsim::damerau_levenshtein(word, found);
    let nearest = known.into_iter().min_by_key(distance)?;
    (distance(&nearest) <= nearest.len() / 2).then_some(nearest)
}

/// `unknown reading "loss.q"; did you mean "loss.m"?`
pub fn unknown(what: &str, found: &str, known: impl IntoIterator<Item = String>) -> String {
    let meant = nearest(found, known).map(|nearest| format!("; did you mean \"{nearest}\"?"));
    let found = cut(found);
    format!("unknown {what} \"{found}\"{}", meant.unwrap_or_default())
}

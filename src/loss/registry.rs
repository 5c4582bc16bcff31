use super::Loss;

/// One line a loss: the module, and the file beside this one that holds it. The module's `LOSS` is its declaration.
macro_rules! losses {
    ($($module:ident = $file:literal,)*) => {
        $(#[path = $file] pub mod $module;)*

        const LOSSES: &[&dyn Loss] = &[$($module::LOSS),*];
    };
}

losses! {
    softmax = "softmax.rs",
    modified_softmax = "modified_softmax.rs",
    l_softmax = "l_softmax.rs",
    a_softmax = "a_softmax.rs",
    normface = "normface.rs",
    am_softmax = "am_softmax.rs",
    arcface = "arcface.rs",
    combined = "combined.rs",
    circle = "circle.rs",
    circle_pair = "circle_pair.rs",
    triplet = "triplet.rs",
    contrastive = "contrastive.rs",
}

/// Every loss, in the order of the menus.
pub fn registry() -> &'static [&'static dyn Loss] {
    LOSSES
}

/// The loss of this id.
pub fn find(id: &str) -> Option<&'static dyn Loss> {
    registry().iter().copied().find(|loss| loss.id() == id)
}

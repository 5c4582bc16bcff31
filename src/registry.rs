//! One macro for every set that grows: losses, data sources, views. A line is both the entry's module (a file beside the
//! invocation) and its place in the registry, so that a new entry is one new file and one line.

macro_rules! registry {
    ($of:ident: $($module:ident::$entry:ident,)*) => {
        $(mod $module;)*

        /// Every entry, in the order of menus.
        pub fn registry() -> &'static [&'static dyn $of] {
            &[$(&$module::$entry,)*]
        }

        /// The entry of this id.
        pub fn find(id: &str) -> Option<&'static dyn $of> {
            registry().iter().copied().find(|entry| entry.id() == id)
        }
    };
}
pub(crate) use registry;

//! The macro that makes the enumeration of commands of its table.

/// A line is a command's name and its file in this folder. One under `each` is a command for every one of several things,
/// such as the losses; its file has `fn choices() -> Vec<(id, name)>` and `fn perform(app, ctx, id)` beside its declaration.
macro_rules! commands {
    (one { $($one:ident: $file:ident,)* } each { $($each:ident: $files:ident,)* }) => {
        $(mod $file;)*
        $(mod $files;)*

        /// Something that a person can tell the window to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Command {
            $(#[doc = concat!("See the file `", stringify!($file), "`.")] $one,)*
            $(#[doc = concat!("For one thing by its id; see the file `", stringify!($files), "`.")] $each(&'static str),)*
        }

        impl Command {
            /// Every command, in the order of the palette.
            pub fn all() -> Vec<Self> {
                let mut all = vec![$(Self::$one,)*];
                $(all.extend($files::choices().into_iter().map(|(id, _)| Self::$each(id)));)*
                all
            }

            /// What it says of itself.
            pub fn declaration(self) -> &'static Declaration {
                match self {
                    $(Self::$one => &$file::COMMAND,)*
                    $(Self::$each(_) => &$files::COMMAND,)*
                }
            }

            /// Id and name of the thing that it is for, where it is one of several.
            pub fn choice(self) -> Option<(&'static str, &'static str)> {
                match self {
                    $(Self::$each(id) => $files::choices().into_iter().find(|(known, _)| *known == id),)*
                    _ => None,
                }
            }

            /// Does it.
            pub fn perform(self, app: &mut MarginscopeApp, ctx: &Context) {
                match self {
                    $(Self::$each(id) => $files::perform(app, ctx, id),)*
                    one => (one.declaration().perform)(app, ctx),
                }
            }
        }
    };
}
pub(super) use commands;

//! Messages to the terminal, which never cost a result.

/// Writes a line to stderr, as `eprintln!` does. Where that is closed or full nobody reads it, and what it would tell of goes on.
macro_rules! say {
    ($($part:tt)*) => {{
        // There is nobody left to be told that nobody is told.
        std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{}\n", format_args!($($part)*))).ok();
    }};
}

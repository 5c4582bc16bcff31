//! The terminal that a program of Windows was started from.

/// What `AttachConsole` takes for the console of the process that started this one.
const OF_PARENT: u32 = u32::MAX;

#[link(name = "kernel32")]
unsafe extern "system" {
    fn AttachConsole(process: u32) -> i32;
}

/// Lets what the program says appear in the terminal that it was started from.
///
/// The program is linked as one of windows, since Windows would open a console beside the window of one that is linked as a
/// program of the console. Such a program is given no terminal, but may ask for the one of its parent. Where there is none, as
/// from the menu, the answer is no; output that goes to a file or a pipe goes there as before.
pub fn attach() -> bool {
    // SAFETY: the function is declared as Windows documents it, and takes a number alone.
    unsafe { AttachConsole(OF_PARENT) != 0 }
}

//! Python as tests ask for it: what needs it is skipped, and says so, where it is missing.

use std::process::Command;

/// An interpreter that has these modules, `torch, numpy`: `MARGINSCOPE_PYTHON`, or `python3`. Says what is skipped otherwise.
pub fn with(modules: &str) -> Option<String> {
    let python = std::env::var("MARGINSCOPE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let import = match modules {
        "" => "pass".to_owned(),
        modules => format!("import {modules}"),
    };
    let found = Command::new(&python).args(["-c", &import]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let wanted = if modules.is_empty() {
        "itself"
    } else {
        modules
    };
    println!(
        "****** SKIPPED: {python} with {wanted} is not here; MARGINSCOPE_PYTHON names another one ******"
    );
    eprintln!(
        "****** SKIPPED: {python} with {wanted} is not here; MARGINSCOPE_PYTHON names another one ******"
    );
    None
}

/// Runs it to its end and returns what it printed.
pub fn run(python: &str, args: &[&str]) -> String {
    let output = Command::new(python).args(args).output().unwrap();
    let (told, problem) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{told}{problem}");
    told.into_owned()
}

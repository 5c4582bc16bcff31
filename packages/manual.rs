//! The manual pages and the completions of shells, made of the command line's own declaration: `marginscope-manual FOLDER` writes
//! `man/*.1` and `completions/` there. `packages/build` packs them.

use std::{fs, io, path::Path};

use clap::CommandFactory;
use clap_complete::{Shell, generate_to};
use marginscope::cli::Args;

const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Fish, Shell::Zsh];

fn main() -> io::Result<()> {
    let folder = std::env::args_os().nth(1);
    let folder = folder.ok_or_else(|| io::Error::other("expected the folder to write to"))?;
    let folder = Path::new(&folder);
    let (manual, completions) = (folder.join("man"), folder.join("completions"));
    fs::create_dir_all(&manual)?;
    fs::create_dir_all(&completions)?;
    // Help is no command that wants a page of its own.
    let command = Args::command().disable_help_subcommand(true);
    clap_mangen::generate_to(command, &manual)?;
    for shell in SHELLS {
        generate_to(shell, &mut Args::command(), "marginscope", &completions)?;
    }
    Ok(())
}

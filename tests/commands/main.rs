//! The program as a person or a script starts it, and the files that it reads and writes.

#[path = "../support/command.rs"]
mod command;
#[path = "../support/moments.rs"]
mod moments;

mod command_line;
mod diverged;
mod experiment_files;
mod features;
mod figure;
mod lesson;
mod limits;
mod own_data;
mod pictures;
mod projector;
mod report;
mod sweep;
#[cfg(unix)]
mod whole_folders;
mod words;

//! The chooser of the browser, and files that are dropped on its page: they are held in memory under their names.

use std::{cell::RefCell, path::PathBuf};

use eframe::egui::{Context, DroppedFileHandle};

use super::{Answer, Ask, CARRIERS, DATA, Wanted};
use crate::{app::export::Aside, platform::browser::choose};

/// What is asked for, once it is answered: a file, for a browser has no folders and saves by itself.
pub fn ask_browser(ctx: &Context, ask: &Ask) -> Aside<Answer> {
    let (answer, tell) = Aside::awaited(ctx, || Answer::Absent);
    let all = [&CARRIERS[..], &DATA].concat();
    let endings = match &ask.wanted {
        Wanted::Experiment => &all[..],
        Wanted::Data => &[],
        Wanted::NewExperiment(_) | Wanted::Folder | Wanted::Picture(_) => {
            tell(Answer::Absent);
            return answer;
        }
    };
    choose::file(endings, move |chosen| {
        tell(match chosen {
            Ok(Some(path)) => Answer::Chosen(path),
            Ok(None) => Answer::Cancelled,
            Err(why) => Answer::Failed(why),
        });
    });
    answer
}

thread_local! {
    /// What was dropped together and has been read by now.
    static ARRIVED: RefCell<Vec<Result<Vec<PathBuf>, String>>> = const { RefCell::new(Vec::new()) };
}

/// Reads what was dropped together, which takes a browser a while.
pub fn fetch(ctx: &Context, dropped: Vec<DroppedFileHandle>) {
    let ctx = ctx.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let mut paths = Ok(Vec::new());
        for file in dropped {
            let name = file.path().display().to_string();
            let read = file.bytes_async().await;
            paths = match (paths, read) {
                (Ok(mut paths), Ok(bytes)) => {
                    paths.push(choose::hold(&name, bytes.into()));
                    Ok(paths)
                }
                (Ok(_), Err(why)) => Err(format!("{name}: {why}")),
                (Err(why), _) => Err(why),
            };
        }
        ARRIVED.with_borrow_mut(|arrived| arrived.push(paths));
        ctx.request_repaint();
    });
}

/// What was dropped and has been read since this was asked last.
pub fn arrived() -> Vec<Result<Vec<PathBuf>, String>> {
    ARRIVED.take()
}

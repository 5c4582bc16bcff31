//! A sweep's folder, read beside the window.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use super::news::{Classes, News};
use crate::{
    runs::{
        Failure,
        sweep::{Folder, figure},
    },
    sweep::{Job, Plan},
    train::Wake,
};

/// So many runs are drawn in cells; more cells than that have no room for pictures.
const MOST_PICTURES: usize = 600;

/// Reads the runs of a plan in the folder at `place`: first what they came to, then what they look like. The news end when all
/// is read. Returns none where no thread can be had here.
pub fn read(plan: Arc<Plan>, of: String, place: PathBuf, wake: Wake) -> Option<Receiver<News>> {
    let (tell, news) = channel();
    let work = move || {
        let heard = |news| {
            let heard = tell.send(news).is_ok();
            wake();
            heard
        };
        let read = || all(&plan, &of, &place, &heard);
        let problem = match catch_unwind(AssertUnwindSafe(read)) {
            Ok(Ok(())) => None,
            Ok(Err(why)) => Some(why.to_string()),
            Err(_) => Some(format!("{}: it cannot be read", place.display())),
        };
        if let Some(why) = problem {
            heard(News::Problem(None, why));
        }
        finish(tell);
        wake();
    };
    let begun = thread::Builder::new().name("sweep".to_owned()).spawn(work);
    begun.is_ok().then_some(news)
}

/// The news end here, before the window wakes for the last time.
fn finish(tell: Sender<News>) {
    drop(tell);
}

fn all(
    plan: &Plan,
    of: &str,
    place: &std::path::Path,
    heard: &dyn Fn(News) -> bool,
) -> Result<(), Failure> {
    let folder = Folder::read(place, plan, of)?;
    let rows = folder.table().rows.clone();
    let first = first_of_cells(plan, &folder);
    if !heard(News::Rows(rows)) {
        return Ok(());
    }
    let mut known: Vec<Classes> = Vec::new();
    for job in &first {
        let Ok(experiment) = plan.experiment(job) else {
            continue;
        };
        if known.iter().any(|known| known.data == experiment.data) {
            continue;
        }
        if let Some(count) = figure::classes(plan, job) {
            let classes = Classes::of(&experiment, count);
            known.push(classes.clone());
            if !heard(News::Classes(classes)) {
                return Ok(());
            }
        }
    }
    for job in first.iter().filter(|job| figure::is_drawn(plan, job)) {
        let drawn = figure::small_of(&folder.run(job))?;
        let told = drawn.is_none_or(|figure| heard(News::Picture(job.number, figure)));
        if !told {
            break;
        }
    }
    Ok(())
}

/// The first run that is there of each cell and lane.
fn first_of_cells(plan: &Plan, folder: &Folder) -> Vec<Job> {
    let mut first: Vec<Job> = Vec::new();
    for row in &folder.table().rows {
        let cell = |job: &Job| job.number / plan.seeds();
        if first.last().is_none_or(|last| cell(last) != cell(&row.job)) {
            first.push(row.job.clone());
        }
    }
    first.truncate(MOST_PICTURES);
    first
}

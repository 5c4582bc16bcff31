//! Joins the folders of shards.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{
    cli::{Failure, files},
    runs::sweep::{Folder, described, write_results},
    sweep::{Plan, Row, TIMES, description},
};

/// So many missing runs are named.
const MOST_NAMED: usize = 12;

/// Joins the runs in `folders`, shards of one sweep, in the folder `out`, which is a folder of that sweep then.
///
/// # Errors
/// When a folder holds no sweep or another one than the first, two folders have different results for a run, or a run is in
/// none of them; what is there is joined all the same then.
pub fn run(folders: &[PathBuf], out: &Path, force: bool) -> Result<(), Failure> {
    let mut shards = Vec::new();
    for place in folders {
        shards.push((place, described(&place.join(description::FILE))?));
    }
    let Some((first, sweep)) = shards.first() else {
        return Ok(());
    };
    for (place, other) in &shards {
        if let Some(what) = description::difference(&other.plan, &sweep.plan) {
            return Err(Failure::Failed(format!(
                "{}: it is of another sweep than {}: {what}",
                place.display(),
                first.display()
            )));
        }
    }
    let plan = &sweep.plan;
    // All are read and held against each other before anything is written.
    let mut sources: Vec<Option<(Folder, Row)>> = (0..plan.runs()).map(|_| None).collect();
    for (place, _) in &shards {
        let rows = Folder::read(place, plan, &sweep.of)?.table().rows.clone();
        for row in rows {
            let number = row.job.number;
            match &sources[number] {
                Some((known, first)) => check_same((known, first), (place, &row))?,
                None => {
                    let folder = Folder::at(place, &sweep.of);
                    sources[number] = Some((folder, row));
                }
            }
        }
    }
    let mut joined = Folder::open(out, plan, &sweep.of, force, None)?;
    for (from, row) in sources.iter().flatten() {
        if joined.has(row.job.number) {
            let known = joined.table().rows.iter();
            let known = known.into_iter().find(|own| own.job == row.job);
            if let Some(known) = known {
                check_same((&joined, known), (&from.run(&row.job), row))?;
            }
            continue;
        }
        let source = from.run(&row.job);
        let metrics = Folder::add(&joined.run(&row.job), |at| copy(&source, at))?;
        let job = row.job.clone();
        joined.take(Row { job, metrics });
    }
    write_results(&mut joined, plan)?;
    tell(plan, &joined)
}

/// Says what is there, and what is missing.
fn tell(plan: &Plan, joined: &Folder) -> Result<(), Failure> {
    let shown = joined.results();
    let shown = shown.display();
    let missing: Vec<usize> = (0..plan.runs()).filter(|n| !joined.has(*n)).collect();
    if missing.is_empty() {
        say!("{} runs → {shown}", plan.runs());
        return Ok(());
    }
    let named = missing.iter().take(MOST_NAMED).map(|number| {
        let job = plan.job(*number);
        format!("{} ({})", job.folder(), plan.called(&job))
    });
    let mut named: Vec<String> = named.collect();
    if missing.len() > MOST_NAMED {
        named.push(format!("and {} more", missing.len() - MOST_NAMED));
    }
    Err(Failure::Failed(format!(
        "{shown}: {} of {} runs are missing: {}; the same sweep into this folder trains them",
        missing.len(),
        plan.runs(),
        named.join(", ")
    )))
}

/// The same run gives the same numbers wherever it was trained.
fn check_same(
    (known, first): (&Folder, &Row),
    (place, other): (&Path, &Row),
) -> Result<(), Failure> {
    let results = |row: &Row| -> Vec<_> {
        let all = row.metrics.iter();
        let all = all.filter(|(name, _)| !TIMES.contains(&name.as_str()));
        all.cloned().collect()
    };
    let (one, two) = (results(first), results(other));
    if one == two {
        return Ok(());
    }
    let differing = two.iter().find(|metric| !one.contains(metric));
    let name = differing.map_or("summary.json", |(name, _)| name.as_str());
    Err(Failure::Failed(format!(
        "{}: run {} has other results than {}: {name}",
        place.display(),
        first.job.folder(),
        known.run(&first.job).display()
    )))
}

/// Copies the files of a run.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let entries = fs::read_dir(from).map_err(|error| Failure::at(from, &error))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_file() {
            let content = fs::read(&path).map_err(|error| Failure::at(&path, &error))?;
            files::write(&to.join(entry.file_name()), &content)?;
        }
    }
    Ok(())
}

//! The runs of a sweep, one a core.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    cli::{Failure, crew},
    math::share,
    runs::{
        sweep::{Datasets, Folder, Trained},
        write_contents,
    },
    sweep::{Job, Plan, Row, Shard, SweepError},
};

/// The table is written no more often than this, however short the runs are.
const BETWEEN_TABLES: Duration = Duration::from_secs(5);

/// What the threads share.
struct Shared<'a> {
    folder: &'a mut Folder,
    /// When the table was written last.
    written: Instant,
    /// How many runs are done now.
    done: usize,
    /// Why no more of them are begun.
    stopped: Option<Failure>,
}

/// Trains the runs of a shard that are not in the folder yet, on so many threads.
///
/// # Errors
/// When a run cannot be trained or written. Those under way are finished then, and no more begun.
pub fn train(
    plan: &Plan,
    folder: &mut Folder,
    shard: Shard,
    threads: usize,
) -> Result<(), Failure> {
    let open = |number: &usize| shard.holds(*number) && !folder.has(*number);
    let open: Vec<usize> = (0..plan.runs()).filter(open).collect();
    if open.is_empty() {
        return Ok(());
    }
    let steps = |number: &usize| experiment(plan, &plan.job(*number)).map_or(0, |e| e.steps);
    let bar = progress_bar(open.iter().map(steps).sum());
    let at_a_time = threads.min(open.len()).max(1);
    let datasets = Datasets::new(at_a_time);
    let shared = Mutex::new(Shared {
        folder,
        written: Instant::now(),
        done: 0,
        stopped: None,
    });
    bar.set_prefix(format!("0/{} runs", open.len()));
    crew::each(at_a_time, open.len(), &|turn| {
        let job = plan.job(open[turn]);
        if lock(&shared).stopped.is_some() {
            return;
        }
        let trained = one(
            plan,
            &job,
            (&shared, &datasets),
            (threads / at_a_time, &bar),
        );
        let mut shared = lock(&shared);
        match trained.and_then(|row| shared.take(plan, row, open.len(), &bar)) {
            Ok(()) => {}
            Err(why) => {
                let why = format!("run {} ({}): {why}", job.folder(), plan.called(&job));
                shared.stopped.get_or_insert(Failure::Failed(why));
            }
        }
    });
    bar.finish_and_clear();
    let shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    shared.stopped.map_or(Ok(()), Err)
}

impl Shared<'_> {
    /// Takes a run up that is done, and tells of it.
    fn take(&mut self, plan: &Plan, row: Row, of: usize, bar: &ProgressBar) -> Result<(), Failure> {
        self.done += 1;
        bar.set_prefix(format!("{}/{of} runs", self.done));
        let told = |number: Option<f64>| {
            let number = number.filter(|number| number.is_finite());
            number.map_or_else(|| "–".to_owned(), |number| format!("{number:.1}"))
        };
        let line = format!(
            "{}/{of} {}: held-out accuracy {} %, {} s",
            self.done,
            plan.called(&row.job),
            told(
                row.number("test_accuracy")
                    .map(|part| share::percent(part, 1))
            ),
            told(row.number("seconds"))
        );
        let problem = row.metrics.iter().find(|(name, _)| name == "problem");
        let problem = problem.and_then(|(_, problem)| problem.as_str());
        bar.suspend(|| match problem {
            Some(problem) => say!("{line}; {problem}"),
            None => say!("{line}"),
        });
        self.folder.take(row);
        if self.written.elapsed() >= BETWEEN_TABLES {
            // Whoever interrupts the sweep has a table of almost all of it.
            self.folder.write_table(plan)?;
            self.written = Instant::now();
        }
        Ok(())
    }
}

/// One run, from its data to its folder.
fn one(
    plan: &Plan,
    job: &Job,
    (shared, datasets): (&Mutex<Shared<'_>>, &Datasets),
    (threads, bar): (usize, &ProgressBar),
) -> Result<Row, Failure> {
    let trained = Trained::new(plan, job, datasets, (threads, bar))?;
    let trained = trained.ok_or_else(|| Failure::Failed("it was given up".to_owned()))?;
    let place = lock(shared).folder.run(job);
    let metrics = Folder::add(&place, |at| write_contents(at, &trained.files()?))?;
    let job = job.clone();
    Ok(Row { job, metrics })
}

fn experiment(plan: &Plan, job: &Job) -> Result<crate::train::Experiment, Failure> {
    let experiment = plan.experiment(job);
    experiment.map_err(|SweepError(why)| Failure::WrongArguments(why))
}

fn lock<'a, 'b>(shared: &'a Mutex<Shared<'b>>) -> MutexGuard<'a, Shared<'b>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn progress_bar(steps: u64) -> ProgressBar {
    let template =
        "{elapsed_precise} {wide_bar} {prefix} · {pos}/{len} steps · {per_sec} · ETA {eta}";
    let bar = ProgressBar::new(steps);
    // The template is a constant; the default style would do as well.
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}

//! The threads that train a sweep beside the window.

use std::{
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use super::{
    gate::Gate,
    news::{Classes, News},
};
use crate::{
    platform::{memory, panics},
    runs::{
        Watch,
        sweep::{Datasets, Trained, figure},
    },
    sweep::{Plan, Row},
    text::{Language, within},
    train::{Lane, Status, Wake},
};

/// What the threads share.
struct Shared {
    plan: Arc<Plan>,
    /// The numbers of the runs, in the order in which they are trained.
    order: Vec<usize>,
    next: AtomicUsize,
    gate: Arc<Gate>,
    steps: Arc<AtomicU64>,
    datasets: Datasets,
    wake: Wake,
}

/// A sweep that is being trained.
pub struct Crew {
    /// What holds its threads.
    pub gate: Arc<Gate>,
    /// The steps that were made.
    steps: Arc<AtomicU64>,
    /// All that there are to make.
    all: u64,
    news: Receiver<News>,
}

impl Crew {
    /// Trains the runs of a plan that are not `done` yet on so many threads at most; the [`Gate`] says how many of them work.
    /// Returns none where no thread can be had here.
    pub fn start(
        plan: Arc<Plan>,
        done: &dyn Fn(usize) -> bool,
        threads: usize,
        wake: Wake,
    ) -> Option<Self> {
        let mut order: Vec<usize> = (0..plan.runs()).filter(|number| !done(*number)).collect();
        // The grid is whole once before any cell has its second seed.
        order.sort_by_key(|number| (plan.job(*number).seed, *number));
        let steps = |number: &usize| plan.experiment(&plan.job(*number)).map_or(0, |e| e.steps);
        let all = order.iter().map(steps).sum();
        let threads = threads.min(order.len()).max(1);
        let shared = Arc::new(Shared {
            order,
            next: AtomicUsize::new(0),
            gate: Arc::new(Gate::default()),
            steps: Arc::new(AtomicU64::new(0)),
            datasets: Datasets::new(threads),
            wake,
            plan,
        });
        let (tell, news) = channel();
        for thread in 0..threads {
            let (shared, tell) = (Arc::clone(&shared), tell.clone());
            let work = move || {
                work(&shared, thread, &tell);
                drop((shared, tell));
                // Runs and data of many sizes have come and gone.
                memory::give_back();
            };
            let begun = thread::Builder::new().name("sweep".to_owned()).spawn(work);
            // With fewer threads it takes longer.
            if begun.is_err() && thread == 0 {
                return None;
            }
        }
        Some(Self {
            gate: Arc::clone(&shared.gate),
            steps: Arc::clone(&shared.steps),
            all,
            news,
        })
    }

    /// How much of it is done, 0 to 1.
    pub fn share(&self) -> f64 {
        self.steps.load(Ordering::Relaxed) as f64 / self.all.max(1) as f64
    }

    /// What it has come to since this was asked last.
    pub fn news(&self) -> &Receiver<News> {
        &self.news
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.gate.give_up();
    }
}

/// Counts the steps, and waits where the gate is shut.
struct Thread<'a> {
    shared: &'a Shared,
    number: usize,
}

impl Watch for Thread<'_> {
    fn before_step(&self) -> ControlFlow<()> {
        self.shared.gate.pass(self.number)
    }

    fn measured(&self, steps: u64, _: &Lane) {
        self.shared.steps.fetch_add(steps, Ordering::Relaxed);
        (self.shared.wake)();
    }
}

/// Trains one run after the other, until there is none, or the sweep is over.
fn work(shared: &Shared, thread: usize, tell: &Sender<News>) {
    // Who waits holds no run that others could train.
    while shared.gate.pass(thread).is_continue() {
        let mine = shared.next.fetch_add(1, Ordering::Relaxed);
        let Some(number) = shared.order.get(mine) else {
            break;
        };
        // What a folder says is in English, whoever looks on.
        let one = || within(Language::English, || one(shared, thread, *number));
        let made = catch_unwind(AssertUnwindSafe(one));
        let news = made.unwrap_or_else(|panic| Err(said(panic.as_ref())));
        let news = news.unwrap_or_else(|why| {
            shared.gate.give_up();
            vec![News::Problem(Some(*number), why)]
        });
        // Who closed the sweep does not listen any more.
        let heard = news.into_iter().all(|news| tell.send(news).is_ok());
        (shared.wake)();
        if !heard {
            break;
        }
    }
    shared.gate.leave(thread);
}

/// One run; nothing where it was given up.
fn one(shared: &Shared, thread: usize, number: usize) -> Result<Vec<News>, String> {
    let job = shared.plan.job(number);
    let watch = Thread {
        shared,
        number: thread,
    };
    let trained = Trained::new(&shared.plan, &job, &shared.datasets, (1, &watch));
    let Some(trained) = trained.map_err(|why| why.to_string())? else {
        return Ok(Vec::new());
    };
    let files = trained.files().map_err(|why| why.to_string())?;
    let metrics = trained.metrics().map_err(|why| why.to_string())?;
    let last = trained.run.lane.snapshot("run", 0, Status::Done);
    let classes = Classes::of(&last.experiment, last.dataset.classes());
    let picture = figure::is_drawn(&shared.plan, &job).then(|| figure::small(&last));
    let picture = picture
        .flatten()
        .map(|figure| News::Picture(number, figure));
    let rows = News::Rows(vec![Row { job, metrics }]);
    let all = [News::Classes(classes), News::Files(number, files)];
    Ok(all.into_iter().chain(picture).chain([rows]).collect())
}

/// What a panic says.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    panics::said(panic).unwrap_or("it panicked").to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::{sweep::Axis, train::Session};

    fn plan() -> Arc<Plan> {
        let mut session = Session::preset("blobs").unwrap();
        session.set_everywhere("steps", &10.into()).unwrap();
        session.set_everywhere("data.train", &200.into()).unwrap();
        let axes = vec![Axis::parse("loss.m=0,0.1").unwrap()];
        Arc::new(Plan::new(session, axes, &["circle".to_owned()], 2).unwrap())
    }

    /// The numbers of the runs that were told, in their order, and the problems.
    fn told(crew: &Crew) -> (Vec<usize>, Vec<String>) {
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        for news in crew.news() {
            match news {
                News::Rows(own) => rows.extend(own.iter().map(|row| row.job.number)),
                News::Problem(_, why) => problems.push(why),
                _ => {}
            }
        }
        (rows, problems)
    }

    #[test]
    fn every_run_that_is_missing_is_trained_the_first_seed_of_each_cell_first() {
        let check = |done: fn(usize) -> bool, expect: &[usize]| {
            let crew = Crew::start(plan(), &done, 3, Box::new(|| ())).unwrap();
            crew.gate.allow(1);
            assert_eq!(told(&crew), (expect.to_vec(), Vec::new()));
            assert!((crew.share() - 1.0).abs() < 1e-9);
        };
        check(|_| false, &[0, 2, 1, 3]);
        check(|number| number < 2, &[2, 3]);
    }

    #[test]
    fn a_run_that_panics_is_a_problem_and_ends_the_sweep() {
        let once = AtomicBool::new(true);
        let wake = move || {
            assert!(!once.swap(false, Ordering::Relaxed), "on purpose");
        };
        let crew = Crew::start(plan(), &|_| false, 1, Box::new(wake)).unwrap();
        crew.gate.allow(1);
        assert_eq!(told(&crew), (Vec::new(), vec!["on purpose".to_owned()]));
    }
}

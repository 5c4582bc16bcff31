//! Follows a folder that a run drops its moments in: a thread of its own lists it and reads what is new, so that a slow disk
//! holds up nobody. The newest moment comes first; the earlier ones follow, those first that close the widest gaps.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::data::given::{self, About, Moment};
use crate::platform::threads::{self, Handle};

/// The folder is looked at so often.
const POLL: Duration = Duration::from_millis(250);
/// So much waits to be taken before more is read.
const WAITING: usize = 2;
/// Earlier moments that are read: more than a history keeps of large ones.
const EARLIER: usize = 120;

/// What there is to know of the folder.
#[derive(Debug)]
pub enum News {
    /// The newest moment.
    Newest(Box<Moment>),
    /// One before it.
    Earlier(Box<Moment>),
    /// A file or the folder cannot be read: says which and why.
    Problem(String),
    /// What could not be read can be.
    Mended,
}

/// Follows a folder until it is dropped.
pub struct Follower {
    shared: Arc<Shared>,
    thread: Option<Handle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<Inbox>,
    changed: Condvar,
}

#[derive(Default)]
struct Inbox {
    news: VecDeque<News>,
    ended: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts something in, once there is room. Returns whether anybody still wants to know.
    fn tell(&self, news: News) -> bool {
        let mut inbox = self.lock();
        while inbox.news.len() >= WAITING && !inbox.ended {
            inbox = self
                .changed
                .wait(inbox)
                .unwrap_or_else(PoisonError::into_inner);
        }
        inbox.news.push_back(news);
        !inbox.ended
    }

    /// Waits for the next look, or for the end. Returns whether to go on.
    fn rest(&self) -> bool {
        let inbox = self.lock();
        let waited = self
            .changed
            .wait_timeout_while(inbox, POLL, |inbox| !inbox.ended);
        !waited.unwrap_or_else(PoisonError::into_inner).0.ended
    }
}

impl Follower {
    /// Follows a folder.
    pub fn new(folder: &Path) -> Self {
        let shared = Arc::<Shared>::default();
        let own = Arc::clone(&shared);
        let mut watched = Watched::new(folder);
        let run = move || {
            while watched.look(&|news| own.tell(news)) && own.rest() {}
        };
        Self {
            shared,
            // Without a thread nothing is ever told.
            thread: threads::spawn("following", run),
        }
    }

    /// What came since it was asked last; never waits for a disk.
    pub fn take(&self) -> Vec<News> {
        let news = self.shared.lock().news.drain(..).collect();
        self.shared.changed.notify_all();
        news
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        self.shared.changed.notify_all();
        // It may wait for a slow disk: it ends by itself, and nobody waits for it.
        self.thread = None;
    }
}

/// What tells whether a file is another one than before.
type Mark = (Option<SystemTime>, u64);

/// What is known of the folder.
struct Watched {
    folder: PathBuf,
    /// Files that were read, or could not be, by their steps.
    known: BTreeMap<u64, Mark>,
    /// The step that was told as the newest.
    newest: Option<u64>,
    /// How many earlier ones were read.
    earlier: usize,
    /// What was told to be wrong.
    problem: Option<String>,
}

impl Watched {
    fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            known: BTreeMap::new(),
            newest: None,
            earlier: 0,
            problem: None,
        }
    }

    /// One look at the folder: tells what is new. Returns whether to look again.
    fn look(&mut self, tell: &dyn Fn(News) -> bool) -> bool {
        let moments = match given::moments(&self.folder) {
            Ok(moments) => moments,
            Err(error) => {
                let problem = format!("{}: {error}", self.folder.display());
                return self.trouble(problem, tell);
            }
        };
        let newest = moments
            .last()
            .filter(|(step, file)| self.is_new(*step, file));
        if let Some((step, file)) = newest {
            return match self.read(*step, file) {
                Ok(moment) => {
                    self.newest = Some(*step);
                    self.mended(tell) && tell(News::Newest(Box::new(moment)))
                }
                Err(problem) => self.trouble(problem, tell),
            };
        }
        let Some((step, file)) = self.next_earlier(&moments) else {
            return true;
        };
        match self.read(step, &file) {
            Ok(moment) => {
                self.earlier += 1;
                tell(News::Earlier(Box::new(moment)))
            }
            Err(problem) => self.trouble(problem, tell),
        }
    }

    /// Whether it was never read, or was changed since.
    fn is_new(&self, step: u64, file: &Path) -> bool {
        self.known.get(&step) != Some(&mark(file))
    }

    fn read(&mut self, step: u64, file: &Path) -> Result<Moment, String> {
        // As it was before it was read: what changes meanwhile is read again.
        self.known.insert(step, mark(file));
        let names = || About::names(&self.folder);
        Moment::read(file, names, false).map_err(|error| error.to_string())
    }

    /// Of the moments before the newest that were never read, the one that is furthest from those that were.
    fn next_earlier(&self, moments: &[(u64, PathBuf)]) -> Option<(u64, PathBuf)> {
        let newest = self.newest.filter(|_| self.earlier < EARLIER)?;
        let count = moments.partition_point(|(step, _)| *step < newest);
        // Behind the last one stands the newest, which was read.
        let read = |place: usize| {
            moments
                .get(place)
                .is_none_or(|(step, _)| self.known.contains_key(step))
        };
        let mut widest: Option<(usize, usize)> = None;
        let mut from = 0;
        for place in 0..=count {
            if place < count && !read(place) {
                continue;
            }
            let gap = place - from;
            if gap > 0 && widest.is_none_or(|(_, known)| gap > known) {
                widest = Some((from, gap));
            }
            from = place + 1;
        }
        let (from, gap) = widest?;
        // The very first one is the beginning of the history.
        let place = if from == 0 { 0 } else { from + gap / 2 };
        moments.get(place).cloned()
    }

    /// Tells a problem once.
    fn trouble(&mut self, problem: String, tell: &dyn Fn(News) -> bool) -> bool {
        if self.problem.as_ref() == Some(&problem) {
            return true;
        }
        self.problem = Some(problem.clone());
        tell(News::Problem(problem))
    }

    fn mended(&mut self, tell: &dyn Fn(News) -> bool) -> bool {
        self.problem.take().is_none() || tell(News::Mended)
    }
}

fn mark(file: &Path) -> Mark {
    let about = std::fs::metadata(file);
    about.map_or((None, 0), |about| (about.modified().ok(), about.len()))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::fs;

    use super::*;

    /// A moment of two classes whose first feature is `x`.
    fn moment(x: f32) -> Vec<u8> {
        with_rows(x, 2)
    }

    /// The same with so many features.
    fn with_rows(x: f32, rows: usize) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        use ndarray_npy::WriteNpyExt as _;
        zip.start_file("features.npy", stored).unwrap();
        let feature = |(i, k)| if (i, k) == (0, 0) { x } else { (i + k) as f32 };
        let features = ndarray::Array2::from_shape_fn((rows, 2), feature);
        features.write_npy(&mut zip).unwrap();
        zip.start_file("labels.npy", stored).unwrap();
        let labels = ndarray::Array1::from_shape_fn(rows, |i| (i % 2) as i64);
        labels.write_npy(&mut zip).unwrap();
        zip.finish().unwrap().into_inner()
    }

    struct Folder {
        at: tempfile::TempDir,
        watched: Watched,
    }

    impl Folder {
        fn new(steps: impl Iterator<Item = u64>) -> Self {
            let at = tempfile::tempdir().unwrap();
            let mut folder = Self {
                watched: Watched::new(at.path()),
                at,
            };
            steps.for_each(|step| folder.write(step, &moment(step as f32)));
            folder
        }

        fn file(&self, step: u64) -> PathBuf {
            self.at.path().join(format!("step-{step:08}.npz"))
        }

        fn write(&mut self, step: u64, bytes: &[u8]) {
            fs::write(self.file(step), bytes).unwrap();
        }

        /// What a look tells, in short.
        fn look(&mut self) -> String {
            let told = RefCell::new(Vec::new());
            assert!(self.watched.look(&|news| {
                told.borrow_mut().push(match news {
                    News::Newest(moment) => format!(
                        "newest {} {}",
                        moment.step.unwrap(),
                        moment.features[[0, 0]]
                    ),
                    News::Earlier(moment) => format!("earlier {}", moment.step.unwrap()),
                    News::Problem(problem) => problem,
                    News::Mended => "mended".to_owned(),
                });
                true
            }));
            told.into_inner().join(", ")
        }
    }

    #[test]
    fn the_newest_comes_first_and_the_earlier_ones_by_the_widest_gap() {
        let mut folder = Folder::new((0..=16).map(|i| 10 * i));
        assert_eq!(folder.look(), "newest 160 160");
        assert_eq!(folder.look(), "earlier 0");
        assert_eq!(folder.look(), "earlier 80");
        folder.write(170, &moment(170.0));
        assert_eq!(folder.look(), "newest 170 170");
        let mut rest: Vec<String> = (0..20).map(|_| folder.look()).collect();
        rest.retain(|told| !told.is_empty());
        assert_eq!(rest.len(), 14, "{rest:?}");
        assert_eq!(folder.look(), "");
    }

    #[test]
    fn of_ten_thousand_moments_some_are_read() {
        let at = tempfile::tempdir().unwrap();
        let bytes = moment(1.0);
        for step in 0..10_000 {
            fs::write(at.path().join(format!("step-{step:08}.npz")), &bytes).unwrap();
        }
        let mut folder = Folder {
            watched: Watched::new(at.path()),
            at,
        };
        let told: Vec<String> = (0..200)
            .map(|_| folder.look())
            .filter(|told| !told.is_empty())
            .collect();
        assert_eq!(told.len(), EARLIER + 1);
        let mut steps: Vec<u64> = folder.watched.known.keys().copied().collect();
        steps.sort_unstable();
        let widest = steps.windows(2).map(|two| two[1] - two[0]).max().unwrap();
        assert!(
            steps[0] == 0 && widest <= 10_000 / (EARLIER as u64 / 2),
            "{widest}"
        );
    }

    #[test]
    fn what_is_truncated_or_deleted_is_told_once_and_mended_when_it_is_whole() {
        let mut folder = Folder::new([1, 2].into_iter());
        assert_eq!(folder.look(), "newest 2 2");
        assert_eq!(folder.look(), "earlier 1");
        folder.write(3, &moment(3.0)[..200]);
        let told = folder.look();
        assert!(told.contains("step-00000003.npz: "), "{told}");
        assert_eq!(folder.look(), "");
        folder.write(3, &moment(3.0));
        assert_eq!(folder.look(), "mended, newest 3 3");
        fs::remove_file(folder.file(3)).unwrap();
        assert_eq!(folder.look(), "", "the last good moment stays");
        let at = folder.at.path().to_owned();
        fs::remove_dir_all(&at).unwrap();
        assert!(folder.look().contains(&at.display().to_string()));
        fs::create_dir(&at).unwrap();
        folder.write(4, &moment(4.0));
        assert_eq!(folder.look(), "mended, newest 4 4");
    }

    #[test]
    fn what_is_rewritten_is_read_again_and_a_run_that_starts_anew_is_followed() {
        let mut folder = Folder::new([5].into_iter());
        assert_eq!(folder.look(), "newest 5 5");
        folder.write(5, &with_rows(7.0, 3));
        assert_eq!(folder.look(), "newest 5 7");
        fs::remove_file(folder.file(5)).unwrap();
        folder.write(0, &moment(0.5));
        assert_eq!(folder.look(), "newest 0 0.5");
    }

    #[test]
    fn a_follower_tells_from_a_thread_of_its_own() {
        let folder = Folder::new([5].into_iter());
        let follower = Follower::new(folder.at.path());
        loop {
            let news = follower.take();
            match news.first() {
                Some(News::Newest(moment)) => return assert_eq!(moment.step, Some(5)),
                Some(other) => panic!("{other:?}"),
                None => std::thread::yield_now(),
            }
        }
    }
}

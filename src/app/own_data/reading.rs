//! Reading the data beside the window: at once when they are opened, and again a moment after how they are read has changed.

use std::time::Duration;

use eframe::egui::Context;

use crate::{
    app::{controls::told, export::Aside, text::t},
    data::{self, DataError, Preview, Request, Shape},
    train::{DataConfig, Experiment},
};

/// Seconds without another change before the data are read again.
const QUIET: f64 = 0.3;

/// What was read.
#[derive(Debug)]
pub struct Read {
    /// What the data are.
    pub preview: Preview,
    /// How many samples are held out when they are trained on, or why that cannot be.
    pub trains: Result<usize, String>,
    /// Why they cannot be shown as features, where they cannot.
    pub shows: Result<(), String>,
}

/// What is read, and of which settings.
#[derive(Default)]
pub struct Reading {
    /// The settings as they stand, and since when.
    now: Option<(DataConfig, f64)>,
    /// What was read last, or is being read.
    asked: Option<DataConfig>,
    work: Option<Aside<Result<Read, String>>>,
}

impl Reading {
    /// Whether what was read last is of these settings, and has come.
    pub fn is_of(&self, experiment: &Experiment) -> bool {
        self.work.is_none() && self.asked.as_ref() == Some(&experiment.data)
    }

    /// Reads what `experiment` says when that is another thing than before; what the last reading came to, once.
    pub fn turn_to(
        &mut self,
        ctx: &Context,
        experiment: &Experiment,
    ) -> Option<Result<Read, String>> {
        let done = self.work.as_ref().and_then(Aside::take);
        if done.is_some() {
            self.work = None;
        }
        let time = ctx.input(|input| input.time);
        let known = self.now.as_ref().filter(|now| now.0 == experiment.data);
        let since = known.map_or(time, |now| now.1);
        if known.is_none() {
            self.now = Some((experiment.data.clone(), time));
        }
        // One at a time: a large file takes a while, and nobody waits for what is no longer asked for.
        if self.work.is_some() || self.asked.as_ref() == Some(&experiment.data) {
            return done;
        }
        let left = since + QUIET - time;
        if self.asked.is_some() && left > 0.0 {
            let left = Duration::try_from_secs_f64(left).unwrap_or_default();
            ctx.request_repaint_after(left);
            return done;
        }
        self.asked = Some(experiment.data.clone());
        let experiment = experiment.clone();
        let work = move || read(&experiment);
        self.work = Some(Aside::start(ctx, work, || Err(t("own-broken").to_owned())));
        done
    }
}

/// What the data of `experiment` are, and what can be done with them.
fn read(experiment: &Experiment) -> Result<Read, String> {
    let (source, request) = (&experiment.data.source, experiment.request());
    let refused = |error: DataError| told(&error.to_string());
    let preview = data::preview(source, &request).map_err(refused)?;
    let load = |as_features: bool| {
        let request = Request {
            as_features,
            ..request
        };
        let loaded = data::load(source, &request);
        loaded
            .map(|dataset| dataset.test.labels.len())
            .map_err(refused)
    };
    let trains = load(false);
    let shows = match (preview.shape, &trains) {
        (Shape::Image { .. }, _) => Err(t("own-pictures").to_owned()),
        (Shape::Flat(_), Ok(_)) => Ok(()),
        (Shape::Flat(_), Err(_)) => load(true).map(|_| ()),
    };
    Ok(Read {
        preview,
        trains,
        shows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Session;

    /// What a table of this text can be used for.
    fn check(text: &str, trains: Result<usize, &str>, shows: bool) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.csv");
        std::fs::write(&file, text).unwrap();
        let path = file.display().to_string();
        let session = Session::on("table", &path, None).unwrap();
        let found = read(&session.base).unwrap();
        match (&found.trains, trains) {
            (Ok(out), Ok(expect)) => assert_eq!(*out, expect),
            (Err(why), Err(expect)) => assert!(why.contains(expect), "{why}"),
            (found, expect) => panic!("found {found:?}, expected {expect:?}"),
        }
        assert_eq!(found.shows.is_ok(), shows, "{:?}", found.shows);
    }

    #[test]
    fn it_is_known_beforehand_what_data_are_good_for() {
        let rows: String = (0..20)
            .map(|i| format!("{i},{},{}\n", i * i, ["a", "b"][i % 2]))
            .collect();
        check(&format!("x,y,label\n{rows}"), Ok(4), true);
        let one: String = (0..20).map(|i| format!("{i},{i},a\n")).collect();
        check(&format!("x,y,label\n{one}"), Err("found one class"), false);
        check(
            &format!("x,y,label\n{rows}nan,1,a\n"),
            Err("not finite"),
            false,
        );
    }

    #[test]
    fn what_is_told_of_data_is_bounded() {
        let session = Session::on("table", &"x".repeat(100_000), None).unwrap();
        let why = read(&session.base).unwrap_err();
        assert!(why.len() < 800 && why.contains(" letters) "), "{why}");
    }
}

//! What commands open: data, experiment files, presets, and pictures whose runs are repeated, on the same data.

use std::path::{Path, PathBuf};

use super::{Failure, setting};
pub use crate::export::open::of_data;
use crate::{
    data::{self, Preview},
    export::{
        carry::Carried,
        open::{self, Opened},
    },
    train::{DEFAULT_PRESET, Experiment, Session, SessionError, lane},
};

/// The session of an experiment file, of a picture that carries one, of data, or of a preset. What is `set` of data counts for
/// what they are.
///
/// # Errors
/// When the file cannot be opened, or there is no such preset.
pub fn opened(
    file: Option<&Path>,
    preset: Option<&str>,
    set: &[String],
) -> Result<Opened, Failure> {
    if let Some((source, path)) = file.and_then(of_data) {
        return data_opened(source, &path.display().to_string(), (&[], set));
    }
    match file {
        Some(file) => open::open(file).map_err(Failure::Failed),
        None => {
            let session = Session::preset(preset.unwrap_or(DEFAULT_PRESET));
            let session = session.map_err(|error| Failure::WrongArguments(error.to_string()))?;
            Ok(Opened {
                session,
                carried: None,
                lab: None,
            })
        }
    }
}

/// An experiment on these data, with `more` files of theirs: a model that suits them, on circle and sphere. What is `set` of
/// the data counts for what they are.
///
/// # Errors
/// When they cannot be read, or a setting does not fit.
pub fn data_opened(
    source: &str,
    path: &str,
    (more, set): (&[PathBuf], &[String]),
) -> Result<Opened, Failure> {
    let files: Vec<&Path> = more.iter().map(PathBuf::as_path).collect();
    let beside = data::settings(source, &files).map_err(Failure::Failed)?;
    let session = |known: Option<&Preview>| -> Result<Session, Failure> {
        let mut session = Session::on(source, path, known).map_err(told)?;
        for (id, file) in &beside {
            let set = session.set_everywhere(&format!("data.{id}"), &file.as_str().into());
            set.map_err(|error| Failure::Failed(error.to_string()))?;
        }
        Ok(session)
    };
    let mut asked = session(None)?;
    for text in set
        .iter()
        .filter(|set| set.trim_start().starts_with("data."))
    {
        setting::set(&mut asked, text)?;
    }
    let preview = data::preview(&asked.base.data.source, &asked.base.request());
    let preview = preview.map_err(|error| Failure::Failed(error.to_string()))?;
    Ok(Opened {
        session: session(Some(&preview))?,
        carried: None,
        lab: None,
    })
}

/// What is opened of several files: data with what belongs to them, or one file of any kind.
///
/// # Errors
/// As [`opened`], and when there are several files and the first one is no data.
pub fn opened_with(
    file: Option<&Path>,
    preset: Option<&str>,
    (more, set): (&[PathBuf], &[String]),
) -> Result<Opened, Failure> {
    if let Some((source, path)) = file.and_then(of_data) {
        return data_opened(source, &path.display().to_string(), (more, set));
    }
    match (more, file) {
        ([second, ..], Some(file)) => Err(Failure::WrongArguments(format!(
            "{}: found a second file behind {}, which is no data, expected one file",
            second.display(),
            file.display()
        ))),
        _ => opened(file, preset, set),
    }
}

fn told(error: SessionError) -> Failure {
    Failure::Failed(error.to_string())
}

/// What `train` trains: a picture to the step it was taken at unless another one is asked for, anything else as it is.
///
/// # Errors
/// When a picture has no run that could be repeated.
pub fn to_train(opened: &Opened, name: &str, steps: Option<u64>) -> Result<Session, Failure> {
    let Some(carried) = &opened.carried else {
        return Ok(opened.session.clone());
    };
    if carried.laboratory.is_some() && carried.lanes.is_empty() {
        return Err(Failure::Failed(format!(
            "{name}: found a picture of the laboratory, which trains nothing, expected one of a run"
        )));
    }
    let [tuned, touched] = carried.by_hand();
    if let Some(step) = tuned {
        say!(
            "{name}: settings were changed until step {step} while it trained; this run has the last ones from the start, \
             so it will differ"
        );
    }
    if let Some(step) = touched {
        say!(
            "{name}: class directions were turned by hand until step {step}; this run has none of that, so it will differ"
        );
    }
    match steps {
        Some(_) => Ok(opened.session.clone()),
        None => carried
            .to_repeat(&opened.session.id, name)
            .map_err(|error| Failure::Failed(error.to_string())),
    }
}

/// Holds the data of every lane against those that the picture was made from. Where data are asked for by `--set`, other
/// ones are worth a line; otherwise there is nothing to repeat.
///
/// # Errors
/// When they are others, or cannot be loaded.
pub fn check_data(
    opened: &Opened,
    session: &Session,
    name: &str,
    set: &[String],
) -> Result<(), Failure> {
    let Some(carried) = &opened.carried else {
        return Ok(());
    };
    let told = |problem: String| Failure::Failed(format!("{name}: {problem}"));
    let is_data = |key: &str| key.starts_with("data.") || key == "seeds.data";
    let key = |set: &String| set.split('=').next().unwrap_or_default().trim().to_owned();
    let asked = set.iter().any(|set| is_data(&key(set)));
    let differing = differing(carried, session).map_err(told)?;
    match differing {
        None => Ok(()),
        Some(why) if asked => {
            say!("{name}: {why}");
            Ok(())
        }
        Some(why) => Err(told(format!(
            "{why}; --set data.path=DIR names another folder"
        ))),
    }
}

/// Says which lane has other data than in the picture.
fn differing(carried: &Carried, session: &Session) -> Result<Option<String>, String> {
    let mut known: Vec<(Experiment, String)> = Vec::new();
    for (name, experiment) in session.experiments().unwrap_or_default() {
        let expected = carried.lanes.iter().find(|lane| lane.name == name);
        let Some(expected) = expected.filter(|lane| !lane.sha256.is_empty()) else {
            continue;
        };
        let same = |(other, _): &&(Experiment, String)| {
            other.data == experiment.data && other.seeds.data == experiment.seeds.data
        };
        let found = match known.iter().find(same) {
            Some((_, hash)) => hash.clone(),
            None => {
                let dataset = lane::load(&experiment).map_err(|error| error.to_string())?;
                let hash = dataset.sha256().to_owned();
                known.push((experiment, hash.clone()));
                hash
            }
        };
        if found != *expected.sha256 {
            let expected = &*expected.sha256;
            return Ok(Some(format!(
                "the data of lane \"{name}\" are not those of the picture: found SHA-256 {found}, expected {expected}"
            )));
        }
    }
    Ok(None)
}

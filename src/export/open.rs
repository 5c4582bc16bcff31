//! Opening what a person hands over: an experiment file, a picture that carries one, or a link. The content decides, not the name.

use std::path::{Path, PathBuf};

use super::{
    carry::{self, Carried},
    files,
    link::{self, Link},
};
use crate::{
    data,
    figure::{Show, lab::Lab},
    platform,
    sweep::description,
    train::Session,
};

/// A picture has a few megabytes; anything much larger is something else. Of an experiment [`Session::parse`] takes less.
const LARGEST: u64 = 256 << 20;

/// A session, and what the picture that it comes from says.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The experiment, with its lanes.
    pub session: Session,
    /// All that the picture says; None of an experiment file.
    pub carried: Option<Carried>,
    /// What was in the laboratory, where the picture shows it.
    pub lab: Option<Lab>,
}

/// The source that reads what a person names, and what to name to it. What `train` wrote is no data but a run, and what `sweep`
/// wrote is many.
pub fn of_data(file: &Path) -> Option<(&'static str, PathBuf)> {
    let known = ["experiment.toml", description::FILE];
    let is_known = link::of_path(file).is_some()
        || known
            .iter()
            .any(|name| platform::files::exists(&file.join(name)));
    match is_known {
        true => None,
        false => data::source_of(file),
    }
}

/// Opens a file, its name in front of every message.
///
/// # Errors
/// When it cannot be read, is neither an experiment nor a picture of ours, or holds what this version does not know.
pub fn open(file: &Path) -> Result<Opened, String> {
    if let Some(fragment) = link::of_path(file) {
        return linked(fragment);
    }
    let name = file.display().to_string();
    if let Some(session) = Session::of_features(file)? {
        return Ok(Opened {
            session,
            carried: None,
            lab: None,
        });
    }
    let expected = "an experiment or a picture";
    let bytes = files::read_at_most(file, LARGEST, expected)
        .map_err(|problem| format!("{name}: {problem}"))?;
    let id = files::called(file).unwrap_or_else(|| name.clone());
    understand(&bytes, &id, &name)
}

/// The experiment that a link carries; `fragment` is what follows its `#`.
///
/// # Errors
/// When it is damaged, holds what this version does not know, or leads to a lesson.
pub fn linked(fragment: &str) -> Result<Opened, String> {
    match link::read(fragment)? {
        Link::Experiment(session) => {
            Show::parse(&session.show).map_err(|problem| format!("the link: {problem}"))?;
            Ok(Opened {
                session: *session,
                carried: None,
                lab: None,
            })
        }
        Link::Lesson(id) => Err(format!(
            "the link: found the lesson \"{id}\", expected an experiment"
        )),
    }
}

/// The same from the content of a file. `id` names the session, `name` the file in messages.
///
/// # Errors
/// As [`open`].
pub fn understand(bytes: &[u8], id: &str, name: &str) -> Result<Opened, String> {
    let told = |problem: String| format!("{name}: {problem}");
    let carried = match carry::is_picture(bytes) {
        true => Some(carry::read(bytes).map_err(|error| told(error.to_string()))?),
        false => None,
    };
    let session = match (&carried, std::str::from_utf8(bytes)) {
        (Some(carried), _) => carried.session(id, name).map_err(|error| with_version(error.to_string(), carried)),
        (None, Ok(text)) => Session::parse(id, text, name).map_err(|error| error.to_string()),
        (None, Err(_)) => Err(told(
            "found binary data, expected an experiment (TOML) or a picture of marginscope (PNG, SVG, PDF, GIF)".to_owned(),
        )),
    }?;
    // Only here is it known what there is to show.
    Show::parse(&session.show).map_err(told)?;
    let lab = carried.as_ref().and_then(|carried| {
        let text = carried.laboratory.as_ref()?;
        let wrong = |why| with_version(told(format!("laboratory: {why}")), carried);
        Some(Lab::parse(text).map_err(wrong))
    });
    let lab = lab.transpose()?;
    Ok(Opened {
        session,
        carried,
        lab,
    })
}

/// Why an experiment from another version may not fit.
fn with_version(problem: String, carried: &Carried) -> String {
    match &carried.version {
        same if same == env!("CARGO_PKG_VERSION") => problem,
        other => format!("{problem} (the picture was made by marginscope {other})"),
    }
}

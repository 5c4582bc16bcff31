//! No subcommand: the window, or what stands in for it where there is no display.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::ArgGroup;

use super::{
    Failure, files, headless,
    language::{LanguageName, of_system},
    opening,
    sides::sides,
    theme::ThemeName,
};
use crate::{
    app,
    export::{
        link::{self, Link},
        open::Opened,
    },
    figure::lab::Lab,
    runs::sweep::{described, sweep_at},
    sweep::description,
    text::{self, Language},
};

/// How the window opens.
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("picture").args(["after_steps", "lab", "lesson"]).multiple(true))]
pub struct WindowArgs {
    /// What to open: an experiment file (TOML), a link to one or to a lesson, a picture that carries one (PNG, SVG, PDF, GIF), data (a table, arrays, a folder
    /// of pictures), the folder of a sweep, or features that were made elsewhere (a folder with features.npy and labels.npy, or one .npz or
    /// .safetensors with both).
    pub experiment: Option<PathBuf>,
    /// Files that belong to the data: labels, names of the classes, a held-out part.
    #[arg(requires = "experiment")]
    pub more: Vec<PathBuf>,
    /// Built-in experiment to open; `marginscope list` names them.
    #[arg(long, value_name = "ID", conflicts_with = "experiment")]
    pub preset: Option<String>,
    /// Colours of the window; as the system has them if not given.
    #[arg(long)]
    pub theme: Option<ThemeName>,
    /// Language of the window; the one that was chosen in it, or that of the system, if not given.
    #[arg(long, value_name = "ID")]
    pub lang: Option<LanguageName>,
    /// Size of the window in points.
    #[arg(long, value_name = "WxH", value_parser = window_size)]
    pub window_size: Option<(f32, f32)>,
    /// Train so many steps, then save the window's picture and exit.
    #[arg(long, value_name = "N", requires = "screenshot_to")]
    pub after_steps: Option<u64>,
    /// Where the picture goes (PNG); a file that exists is not overwritten.
    #[arg(long, value_name = "PNG", requires = "picture")]
    pub screenshot_to: Option<PathBuf>,
    /// Open a lesson of the course, by its id or its file, at a step (its id, or counted from 1).
    #[arg(long, value_name = "ID[:STEP]|FILE", conflicts_with_all = ["experiment", "preset", "lab"])]
    pub lesson: Option<String>,
    /// Open in the presenter's mode: everything half as large again, the controls folded away.
    #[arg(long)]
    pub present: bool,
    /// Open in the laboratory of two classes, on one of its presets.
    #[arg(long, value_name = "PRESET", num_args = 0..=1, default_missing_value = "two-losses")]
    pub lab: Option<String>,
}

impl WindowArgs {
    /// Whether what was asked for makes no sense without a window.
    fn needs_window(&self) -> bool {
        let lesson = self.experiment.as_deref().and_then(link::of_path);
        let lesson = lesson.is_some_and(|link| matches!(link::read(link), Ok(Link::Lesson(_))));
        lesson || self.screenshot_to.is_some() || self.lab.is_some() || self.lesson.is_some()
    }
}

/// What is said where there is nothing to show a window on.
pub(super) const NO_DISPLAY: &str = "the window, its laboratory and a picture of it need a display, and there is none: neither DISPLAY nor WAYLAND_DISPLAY is set. \
                 On Debian or Ubuntu: apt-get install xvfb libegl1 libgl1-mesa-dri libxcursor1 libxi6 \
                 libxkbcommon-x11-0, then put `xvfb-run -a` before the command";

/// Opens the window and returns when it is closed; trains without one where there is no display.
///
/// # Errors
/// When what is to be opened cannot be, or there is no window where only a window makes sense.
pub fn run(args: &WindowArgs) -> Result<(), Failure> {
    let (experiment, linked) = linked(args)?;
    let sweep = experiment.and_then(sweep_at);
    let opened = match &sweep {
        Some(place) => of_sweep(place)?,
        None => opening::opened_with(experiment, args.preset.as_deref(), (&args.more, &[]))?,
    };
    let lab = args.lab.as_deref().map(Lab::preset).transpose();
    let lab = lab.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    let lab = lab.or_else(|| opened.lab.clone());
    let lesson = args.lesson.clone().or(linked);
    let lesson = lesson.as_deref().map(app::lesson_and_step).transpose();
    let lesson = lesson.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    if !has_display() {
        return match args.needs_window() {
            false if let Some(place) = &sweep => Err(Failure::Failed(format!(
                "{}: {NO_DISPLAY}; `marginscope figure` draws the grids of a sweep without one",
                place.display()
            ))),
            false => headless::run(opened.session),
            true => Err(Failure::Failed(NO_DISPLAY.to_owned())),
        };
    }
    // Before the training: what it would end in must be possible.
    if let Some(taken) = args.screenshot_to.as_deref().filter(|path| path.exists()) {
        let taken = taken.display();
        return Err(Failure::Failed(format!(
            "{taken}: the file exists; choose another name"
        )));
    }
    if let Some(file) = &args.screenshot_to {
        // Before the window: a picture that cannot be written is waited for in vain.
        files::check_free(file, false)?;
    }
    text::speak(language(args));
    let preview = preview(args).filter(|_| sweep.is_none());
    // Behind the preview stands what stands there at any start.
    let opened = match preview {
        Some(_) => opening::opened(None, None, &[])?,
        None => opened,
    };
    let options = app::Options {
        session: opened.session,
        carried: opened.carried,
        theme: args.theme.map(Into::into),
        window_size: args.window_size,
        after_steps: args.after_steps,
        // A picture that was asked for is the same on every machine.
        arrangement: args
            .screenshot_to
            .is_none()
            .then(app::arrangement_file)
            .flatten(),
        screenshot_to: args.screenshot_to.clone(),
        lab,
        lesson: lesson.map(|(lesson, step)| (Arc::new(lesson), step)),
        course: args
            .screenshot_to
            .is_none()
            .then(app::course_file)
            .flatten(),
        present: args.present,
        preview,
        sweep,
        embed: false,
        guest: false,
        folder: PathBuf::from("."),
        chooser: app::chooser::native,
    };
    app::run(options).map_err(|error| Failure::Failed(error.to_string()))
}

/// Data are shown before anything is trained on them, unless a picture after training was asked for.
fn preview(args: &WindowArgs) -> Option<app::NewData> {
    let file = args.experiment.as_deref();
    let (source, place) = file
        .filter(|_| args.after_steps.is_none())
        .and_then(opening::of_data)?;
    Some((source, place, args.more.clone()))
}

/// The experiment that was swept in a folder.
fn of_sweep(place: &Path) -> Result<Opened, Failure> {
    let found = described(&place.join(description::FILE))?;
    Ok(Opened {
        session: found.plan.session().clone(),
        carried: None,
        lab: None,
    })
}

/// What is to be opened, or the lesson that it is a link to.
fn linked(args: &WindowArgs) -> Result<(Option<&Path>, Option<String>), Failure> {
    let file = args.experiment.as_deref();
    match file.and_then(link::of_path).map(link::read).transpose() {
        Ok(Some(Link::Lesson(id))) => Ok((None, Some(id))),
        Ok(Some(Link::Experiment(_)) | None) => Ok((file, None)),
        Err(why) => Err(Failure::Failed(why)),
    }
}

/// What the window speaks. A picture that was asked for is the same on every machine.
fn language(args: &WindowArgs) -> Language {
    match (args.lang, &args.screenshot_to) {
        (Some(name), _) => name.into(),
        (None, Some(_)) => Language::English,
        (None, None) => app::chosen_language().unwrap_or_else(of_system),
    }
}

/// On the systems where a window needs a display server, whether one is named.
pub(super) fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let named = ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"]
        .into_iter()
        .any(set);
    named || cfg!(any(windows, target_os = "macos"))
}

pub(super) fn window_size(text: &str) -> Result<(f32, f32), String> {
    let (width, height) = sides(text, 200..=16_000)
        .ok_or("expected WIDTHxHEIGHT in points, such as 1280x800, each from 200 to 16000")?;
    Ok((f32::from(width), f32::from(height)))
}

//! Figures of the laboratory, which no run has to be trained for.

use super::args::FigureArgs;
use crate::{
    cli::Failure,
    export::{Panel, carry::Carried, laboratory},
    figure::{self, lab::Lab},
    train::{DEFAULT_PRESET, Session},
};

/// What a person calls the view of this id.
pub fn view_name(id: &str) -> &'static str {
    figure::find(id).map_or("", |view| view.spoken_name())
}

/// The panels of the laboratory's preset `id`, and what a picture of them carries.
///
/// # Errors
/// When there is no such preset, or something is asked for that the laboratory has not.
pub fn drawn(id: &str, args: &FigureArgs) -> Result<(Lab, Vec<Panel>, Carried), Failure> {
    let wrong = |why: String| Failure::WrongArguments(why);
    if let Some(run) = args.of.runs.first() {
        let run = run.display();
        return Err(wrong(format!(
            "--lab: found the run {run} beside it, expected the laboratory alone"
        )));
    }
    let lab = Lab::preset(id).map_err(|error| wrong(format!("--lab: {error}")))?;
    let mut settings = args.of.training.set.iter();
    let lab = settings.try_fold(lab, |lab, setting| {
        lab.with(setting)
            .map_err(|why| wrong(format!("--set {setting}: {why}")))
    })?;
    let camera = args.camera.map(|_| args.camera());
    let all = laboratory::panels(
        &lab,
        camera.unwrap_or(laboratory::HOME),
        ["circle", "sphere"].map(view_name),
    );
    let mut panels = Vec::new();
    for (id, panel) in ["circle", "sphere"].into_iter().zip(all) {
        if args.view.is_empty() || args.view.iter().any(|view| view == id) {
            panels.push(panel);
        }
    }
    if let Some(found) = args
        .view
        .iter()
        .find(|view| !matches!(view.as_str(), "circle" | "sphere"))
    {
        return Err(wrong(format!(
            "--view: found \"{found}\", expected circle or sphere, which the laboratory has"
        )));
    }
    if let [alone] = &mut panels[..] {
        alone.title.clear();
    }
    // What the window opens behind it.
    let session =
        Session::preset(DEFAULT_PRESET).map_err(|error| Failure::Failed(error.to_string()))?;
    let carried = Carried::from_lab(&session, &lab);
    Ok((lab, panels, carried))
}

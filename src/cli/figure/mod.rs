//! `marginscope figure`: views and charts of runs as SVG, PDF or PNG, with no display and no GL. Reports and animations are
//! of the same runs and panels.

mod align;
mod args;
mod classes;
pub mod gather;
mod grid;
mod lab;
mod panels;
pub mod paper;
mod runs;
mod tell;
mod titles;
mod wanted;

use std::path::{Path, PathBuf};

pub use align::Align;
pub use args::FigureArgs;
pub use classes::Classes;
pub use panels::{named_panels, panels};
pub use runs::RunArgs;
pub use wanted::{Wanted, switches, wanted};

pub use crate::runs::{folder, shot};

use self::{shot::Shot, tell::Told};
use super::{Failure, files, theme::ThemeName};
use crate::{
    export::{self, Drawing, ExportError, Format, Layout, Panel, Style, caption, carry::Carried},
    figure,
};

/// Makes the figure that was asked for.
///
/// # Errors
/// When an argument makes no sense, a run cannot be read or trained, or the file cannot be written.
pub fn run(args: &FigureArgs) -> Result<(), Failure> {
    if let Some(id) = &args.lab {
        return run_lab(id, args);
    }
    if !args.metric.is_empty() {
        return run_grid(args);
    }
    let wanted = wanted(&args.view)?;
    let extra = switches(&args.switch, &wanted)?;
    let mut extra = args.classes.switches(&wanted, &extra)?;
    extra.extend(threshold(args, &wanted)?);
    let format = args.format()?;
    if let Some(out) = &args.out {
        files::check_free(out, args.force)?;
    }
    let mut shots = gather::shots(&args.of, &args.classes)?;
    args.align.turn(&mut shots)?;
    let named = named_panels(&shots, &wanted, &extra, args.camera(), &args.classes)?;
    let (of, panels): (Vec<Wanted>, Vec<Panel>) = named.into_iter().unzip();
    let names: Vec<(&str, &str)> = of.iter().map(|of| (of.id(), of.name())).collect();
    let shown: Vec<_> = shots.iter().map(|shot| shot.snapshot.as_ref()).collect();
    let called: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
    let caption = caption::of_named(&shown, &panels, &called);
    let mut carried = shot::carried(&shots);
    if let Some(carried) = &mut carried {
        carried.caption = caption.plain();
    }
    let mut losses: Vec<&str> = Vec::new();
    for snapshot in &shown {
        let id = snapshot.experiment.loss.id.as_str();
        if !losses.contains(&id) {
            losses.push(id);
        }
    }
    let stem = shots.first().map_or("figure", |shot| shot.name.as_str());
    finish(
        args,
        &shot::coloured(args.theme.unwrap_or_default().style(), &shots),
        format,
        Told {
            panels: &panels,
            names: &names,
            layout: &args.layout(&panels, format),
            caption: &caption,
            carried: carried.as_ref(),
            losses,
            file: None,
            stem,
            asked: args.height(),
        },
    )
}

/// The threshold of pairs, as a session's `show` list has it.
fn threshold(args: &FigureArgs, wanted: &[Wanted]) -> Result<Option<String>, Failure> {
    let Some(degrees) = args.threshold else {
        return Ok(None);
    };
    let has = |wanted: &Wanted| matches!(wanted, Wanted::Chart(chart) if chart.has_threshold());
    if !wanted.iter().any(has) {
        let problem =
            "--threshold: found nothing in --view that has one, expected verification or roc";
        return Err(Failure::WrongArguments(problem.to_owned()));
    }
    Ok(Some(figure::Show::threshold_entry(degrees)))
}

/// Writes the file if one is named, and tells of the figure.
fn finish(args: &FigureArgs, style: &Style, format: Format, told: Told<'_>) -> Result<(), Failure> {
    // Drawn in any case: what cannot be drawn is not told of either.
    let content = encoded(told.panels, style, told.carried, format, told.layout)?;
    let mut told = told;
    if let Some(out) = &args.out {
        files::write_new(out, &content, args.force)?;
        told.file = Some((out.as_path(), content.as_slice()));
        if let Some(growth) = told.growth() {
            say!("{}: {growth}", out.display());
        }
        if !args.tell.any() {
            say!("{}", out.display());
        }
    }
    args.tell.print(&told)
}

/// Draws what a window of the run in `folder` would show, into that folder: each view of its lanes' dimensions as SVG and
/// PNG. Returns the files.
///
/// # Errors
/// When the run cannot be read or a file cannot be written.
pub fn draw_run(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let shots = folder::read(folder, &[])?;
    let style = shot::coloured(ThemeName::Light.style(), &shots);
    let mut written = Vec::new();
    for view in figure::registry().iter().filter(|view| !view.on_request()) {
        let wanted = [Wanted::View(*view)];
        let camera = export::Camera::default();
        // Lanes of other dimensions have other views.
        let Ok(panels) = panels(&shots, &wanted, &[], camera, &Classes::default()) else {
            continue;
        };
        let layout = paper::layout(&panels, panels.len() > 1);
        for format in [Format::Svg, Format::Png] {
            let name = format!("{}.{}", view.id(), format.extension());
            let place = folder.join(name);
            let content = content(&panels, &shots, &style, format, &layout)?;
            files::write(&place, &content)?;
            written.push(place);
        }
    }
    Ok(written)
}

/// The whole content of a figure's file, with the experiment that it shows inside.
///
/// # Errors
/// When the layout has no room for the panels, or the picture cannot be made.
pub fn content(
    panels: &[Panel],
    shots: &[Shot],
    style: &Style,
    format: Format,
    layout: &Layout,
) -> Result<Vec<u8>, Failure> {
    let mut carried = shot::carried(shots);
    if let Some(carried) = &mut carried {
        let shown: Vec<_> = shots.iter().map(|shot| shot.snapshot.as_ref()).collect();
        carried.caption = caption::of_panels(&shown, panels).plain();
    }
    encoded(panels, style, carried.as_ref(), format, layout)
}

/// What a sweep came to.
fn run_grid(args: &FigureArgs) -> Result<(), Failure> {
    let format = args.format()?;
    if let Some(out) = &args.out {
        files::check_free(out, args.force)?;
    }
    let grid::Drawn {
        panels,
        caption,
        losses,
        stem,
    } = grid::drawn(args)?;
    let names: Vec<(&str, &str)> = panels.iter().map(|_| ("grid", "Grid")).collect();
    finish(
        args,
        &args.theme.unwrap_or_default().style(),
        format,
        Told {
            panels: &panels,
            names: &names,
            layout: &args.layout(&panels, format),
            caption: &caption,
            carried: None,
            losses: losses.iter().map(String::as_str).collect(),
            file: None,
            stem: &stem,
            asked: args.height(),
        },
    )
}

/// The laboratory's figure.
fn run_lab(id: &str, args: &FigureArgs) -> Result<(), Failure> {
    let (lab, panels, carried) = lab::drawn(id, args)?;
    let format = args.format()?;
    if let Some(out) = &args.out {
        files::check_free(out, args.force)?;
    }
    let names: Vec<(&str, &str)> = panels
        .iter()
        .map(|panel| match panel.drawing {
            Drawing::Figure(figure::Figure::Globe(_)) => "sphere",
            _ => "circle",
        })
        .map(|id| (id, lab::view_name(id)))
        .collect();
    finish(
        args,
        &args.theme.unwrap_or_default().lab_style(),
        format,
        Told {
            panels: &panels,
            names: &names,
            layout: &args.layout(&panels, format),
            caption: &caption::of_lab(&lab),
            carried: Some(&carried),
            losses: lab.drawn().map(|(_, loss)| loss.id()).collect(),
            file: None,
            stem: id,
            asked: args.height(),
        },
    )
}

fn encoded(
    panels: &[Panel],
    style: &Style,
    carried: Option<&Carried>,
    format: Format,
    layout: &Layout,
) -> Result<Vec<u8>, Failure> {
    let content = export::svg(panels, style, layout)
        .and_then(|svg| export::encode_carrying(&svg, format, layout, carried));
    content.map_err(|error| match error {
        ExportError::Number { .. } | ExportError::Crowded { .. } => {
            Failure::WrongArguments(format!("figure: {error}"))
        }
        other => Failure::Failed(format!("figure: {other}")),
    })
}

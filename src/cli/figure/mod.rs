//! `marginscope figure`: views and charts of runs as SVG, PDF or PNG, with no display and no GL.

mod args;
pub mod classes;
mod folder;
mod lab;
pub mod panels;
pub mod shot;

use std::path::{Path, PathBuf};

pub use args::{FigureArgs, SCALE_OF_PAPER};
use shot::Shot;

use super::{Failure, files};
use crate::export::caption;
use crate::export::carry::{self, Carried};
use crate::export::{self, ExportError, Format, Layout, Panel, Preset};
use crate::figure;
use crate::look::{Style, Theme};

/// Makes the figure that was asked for.
///
/// # Errors
/// When an argument makes no sense, a run cannot be read or trained, or the file cannot be written.
pub fn run(args: &FigureArgs) -> Result<(), Failure> {
    if let Some(id) = &args.lab {
        return run_lab(id, args);
    }
    let wanted = panels::wanted(&args.view)?;
    let extra = panels::switches(&args.switch)?;
    let extra = args.classes.switches(&wanted, &extra)?;
    let format = args.format()?;
    // Before the training: an hour's work must not end in a file that cannot be written.
    if args.out.exists() && !args.force {
        let taken = args.out.display();
        return Err(Failure::Failed(format!(
            "{taken}: the file exists; choose another name, or add --force to overwrite"
        )));
    }
    let shots = shot::all_with(&args.of, &args.classes)?;
    let panels = panels::of_classes(&shots, &wanted, &extra, args.camera(), &args.classes)?;
    let layout = args.layout(&panels, format);
    let theme = args.theme.map_or(Theme::Light, Into::into);
    let content = file(&panels, &shots, theme, format, &layout)?;
    files::write_new(&args.out, &content, args.force)?;
    eprintln!("{}", args.out.display());
    Ok(())
}

/// Draws what a window of the run in `folder` would show, into that folder: each view of its lanes' dimensions as SVG and
/// PNG. Returns the files.
///
/// # Errors
/// When the run cannot be read or a file cannot be written.
pub fn of_run(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let shots = folder::read(folder, &[])?;
    let mut written = Vec::new();
    for view in figure::registry().iter().filter(|view| !view.on_request()) {
        let wanted = [panels::Wanted::View(*view)];
        let camera = export::Camera::default();
        // Lanes of other dimensions have other views.
        let Ok(panels) = panels::of(&shots, &wanted, &[], camera) else {
            continue;
        };
        for format in [Format::Svg, Format::Png] {
            let mut layout = Layout::fitted(width(&panels), &panels, panels.len() > 1);
            layout.scale = args::SCALE_OF_PAPER;
            let name = format!("{}.{}", view.id(), format.extension());
            let place = folder.join(name);
            let content = file(&panels, &shots, Theme::Light, format, &layout)?;
            files::write(&place, &content)?;
            written.push(place);
        }
    }
    Ok(written)
}

/// A paper's column for one panel, both columns for several.
pub fn width(panels: &[Panel]) -> export::Length {
    match panels.len() {
        0 | 1 => Preset::Column.width(),
        _ => Preset::Text.width(),
    }
}

/// The whole content of a figure's file, with the experiment that it shows inside.
pub fn file(
    panels: &[Panel],
    shots: &[Shot],
    theme: Theme,
    format: Format,
    layout: &Layout,
) -> Result<Vec<u8>, Failure> {
    let style = Style::new(theme);
    let mut carried = shot::carried(shots);
    if let Some(carried) = &mut carried {
        let shown: Vec<_> = shots.iter().map(|shot| shot.snapshot.as_ref()).collect();
        carried.caption = caption::of_panels(&shown, panels).plain();
    }
    encoded(panels, &style, carried.as_ref(), format, layout)
}

/// The laboratory's figure.
fn run_lab(id: &str, args: &FigureArgs) -> Result<(), Failure> {
    let (panels, carried) = lab::drawn(id, args)?;
    let format = args.format()?;
    let layout = args.layout(&panels, format);
    let theme = args.theme.map_or(Theme::Light, Into::into);
    let style = Style::laboratory(theme);
    let content = encoded(&panels, &style, Some(&carried), format, &layout)?;
    files::write_new(&args.out, &content, args.force)?;
    eprintln!("{}", args.out.display());
    Ok(())
}

fn encoded(
    panels: &[Panel],
    style: &Style,
    carried: Option<&Carried>,
    format: Format,
    layout: &Layout,
) -> Result<Vec<u8>, Failure> {
    let content =
        export::svg(panels, style, layout).and_then(|svg| export::encode(&svg, format, layout));
    let content = content.map_err(|error| match error {
        ExportError::Number { .. } | ExportError::Crowded { .. } => {
            Failure::WrongArguments(format!("figure: {error}"))
        }
        other => Failure::Failed(format!("figure: {other}")),
    })?;
    match carried {
        Some(carried) => carry::embed(&content, format, carried)
            .map_err(|error| Failure::Failed(format!("figure: {error}"))),
        None => Ok(content),
    }
}

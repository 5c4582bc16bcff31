//! `marginscope animate`: a run as it trains, or a turn around the sphere, as GIF or APNG.

use std::path::PathBuf;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::ThemeName;
use super::figure::classes::Classes;
use super::figure::panels::{self, Wanted};
use super::figure::shot::{self, Shot};
use super::runs::RunArgs;
use super::{Failure, files};
use crate::export::animation::{self, Kind, Timing};
use crate::export::reel::{self, Brush, Motion};
use crate::export::{Camera, Format, Layout, Length, Panel, Pixels, carry};
use crate::look::{Style, Theme};
use crate::train::{Lane, Status, TrainError, lane};

#[derive(Debug, clap::Args)]
pub struct AnimateArgs {
    #[command(flatten)]
    pub of: RunArgs,
    /// The file; its ending says what it is: .gif, or .png or .apng for an animated PNG.
    #[arg(short, long, value_name = "FILE")]
    pub out: PathBuf,
    /// What to draw: a view by its id; `marginscope list` names them.
    #[arg(long, value_name = "ID", default_value = "sphere")]
    pub view: String,
    /// Turn once around the last state, instead of showing how it came to be.
    #[arg(long)]
    pub turntable: bool,
    #[command(flatten)]
    pub classes: Classes,
    /// Pictures in all.
    #[arg(long, value_name = "N", default_value_t = 72, value_parser = clap::value_parser!(u16).range(2..=1000))]
    pub frames: u16,
    /// Pictures a second.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=50))]
    pub fps: u16,
    /// Size in pixels.
    #[arg(long, value_name = "WxH", default_value = "640x640", value_parser = size)]
    pub size: (u16, u16),
    /// Colours.
    #[arg(long)]
    pub theme: Option<ThemeName>,
    /// Overwrite the file if it is there already.
    #[arg(long)]
    pub force: bool,
}

/// Writes the animation. Nothing is on the disk before all of it is: who interrupts it leaves no half file.
///
/// # Errors
/// When an argument makes no sense, a run cannot be read or trained, or the file cannot be written.
pub fn run(args: &AnimateArgs) -> Result<(), Failure> {
    let wanted = panels::wanted(std::slice::from_ref(&args.view))?;
    let switches = args.classes.switches(&wanted, &[])?;
    let kind = kind(args)?;
    if args.out.exists() && !args.force {
        let taken = args.out.display();
        return Err(Failure::Failed(format!(
            "{taken}: the file exists; choose another name, or add --force to overwrite"
        )));
    }
    let theme = args.theme.map_or(Theme::Light, Into::into);
    let brush = Brush {
        style: Style::new(theme),
        layout: Layout::new(
            Length::Px(args.size.0.into()),
            Length::Px(args.size.1.into()),
        ),
    };
    let motion = match args.turntable {
        true => Motion::Turntable,
        false => Motion::History,
    };
    let film = Film {
        classes: &args.classes,
        switches,
        wanted: &wanted,
        brush,
        kind,
        timing: motion.timing(args.frames.into(), args.fps),
    };
    let (content, shots) = match motion {
        Motion::Turntable => turntable(args, &film)?,
        Motion::History => history(args, &film)?,
    };
    let content = match shot::carried(&shots) {
        Some(carried) => match kind {
            Kind::Apng => carry::embed(&content, Format::Png, &carried),
            Kind::Gif => carry::embed_gif(&content, &carried),
        }
        .map_err(|error| Failure::Failed(format!("animate: {error}")))?,
        None => content,
    };
    files::write_new(&args.out, &content, args.force)?;
    eprintln!("{}", args.out.display());
    Ok(())
}

fn kind(args: &AnimateArgs) -> Result<Kind, Failure> {
    let ending = args
        .out
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref().unwrap_or_default() {
        "gif" => Ok(Kind::Gif),
        "png" | "apng" => Ok(Kind::Apng),
        other => Err(Failure::WrongArguments(format!(
            "--out {}: found the ending \"{other}\", expected gif, png or apng",
            args.out.display()
        ))),
    }
}

/// What there is to make.
struct Film<'a> {
    wanted: &'a [Wanted],
    classes: &'a Classes,
    switches: Vec<String>,
    brush: Brush,
    kind: Kind,
    timing: Timing,
}

impl Film<'_> {
    fn panels(&self, shots: &[Shot], camera: Camera) -> Result<Vec<Panel>, Failure> {
        panels::of_classes(shots, self.wanted, &self.switches, camera, self.classes)
    }

    fn draw(&self, panels: &[Panel]) -> Result<Pixels, Failure> {
        let drawn = self.brush.picture(panels);
        drawn.map_err(|error| Failure::WrongArguments(format!("animate: {error}")))
    }

    /// The animation of the pictures of these numbers. Who gives up ends the program.
    fn made(
        &self,
        mut picture: impl FnMut(usize) -> Result<Pixels, Failure>,
    ) -> Result<Vec<u8>, Failure> {
        let bar = progress_bar(self.timing.frames);
        let pictures = (0..self.timing.frames).map(|number| {
            let drawn = picture(number);
            bar.inc(1);
            drawn
        });
        let told = |problem| Failure::Failed(format!("animate: {problem}"));
        let made = animation::encode(self.kind, &self.timing, pictures, || Ok(()), told)?;
        bar.finish_and_clear();
        Ok(made)
    }
}

type Made = (Vec<u8>, Vec<Shot>);

/// Once around the last state.
fn turntable(args: &AnimateArgs, film: &Film<'_>) -> Result<Made, Failure> {
    let shots = shot::all_with(&args.of, &args.classes)?;
    let content = film.made(|number| {
        let camera = reel::turned(Camera::default(), number, film.timing.frames);
        film.draw(&film.panels(&shots, camera)?)
    })?;
    Ok((content, shots))
}

/// From the first step to the last, as many steps from a picture to the next.
fn history(args: &AnimateArgs, film: &Film<'_>) -> Result<Made, Failure> {
    let (mut lanes, show) = lanes(&args.of, &args.classes)?;
    let steps = lanes
        .iter()
        .map(|(_, lane)| lane.trainer().experiment().steps)
        .max()
        .unwrap_or(0);
    let mut shots = Vec::new();
    let content = film.made(|number| {
        let until = reel::step_at((0, steps), number, film.timing.frames);
        shots.clear();
        for (name, lane) in &mut lanes {
            while !lane.trainer().is_done() && lane.trainer().step_count() < until {
                lane.step()
                    .map_err(|error| Failure::Failed(format!("{name}: {error}")))?;
            }
            lane.begin_refresh();
            while !lane.refresh_part() {}
            shots.push(Shot {
                name: name.clone(),
                snapshot: Arc::new(lane.snapshot(name, 0, Status::Running)),
                show: show.clone(),
                sha256: None,
            });
        }
        let mut panels = film.panels(&shots, Camera::default())?;
        reel::add_step(&mut panels, until);
        film.draw(&panels)
    })?;
    Ok((content, shots))
}

/// Lanes by their names, and what their session asks to show.
type Begun = (Vec<(String, Lane)>, Vec<String>);

/// The lanes at their first step.
fn lanes(args: &RunArgs, classes: &Classes) -> Result<Begun, Failure> {
    let session = shot::session(args)?;
    let experiments = session.experiments();
    let experiments = experiments.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    let chosen = shot::chosen(experiments, &args.lane, &session.id)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.map_or(cores, |threads| threads as usize);
    let lane = |(name, experiment): (String, _)| {
        let failed = |error: TrainError| Failure::Failed(format!("{name}: {error}"));
        let dataset = lane::load(&experiment).map_err(failed)?;
        classes.check(&name, &dataset.class_names)?;
        let mut lane = Lane::new(&experiment, dataset).map_err(failed)?;
        lane.set_threads(threads);
        Ok((name, lane))
    };
    Ok((
        chosen
            .into_iter()
            .map(lane)
            .collect::<Result<_, Failure>>()?,
        session.show,
    ))
}

fn progress_bar(frames: usize) -> ProgressBar {
    let template = "{elapsed_precise} {wide_bar} {pos}/{len} pictures · ETA {eta}";
    let bar = ProgressBar::new(frames as u64);
    // The template is a constant; the default style would do as well.
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let side = |side: &str| {
        side.parse::<u16>()
            .ok()
            .filter(|side| (64..=4096).contains(side))
    };
    let sides = text
        .split_once('x')
        .and_then(|(width, height)| Some((side(width)?, side(height)?)));
    sides.ok_or_else(|| {
        "expected WIDTHxHEIGHT in pixels, such as 640x640, each from 64 to 4096".to_owned()
    })
}

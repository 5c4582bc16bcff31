//! `marginscope animate`: a run as it trains, or a turn around the sphere, as GIF or APNG.

use std::{cell::RefCell, path::PathBuf, sync::Arc};

use indicatif::{ProgressBar, ProgressStyle};

use super::{
    Failure,
    figure::{
        self, Classes, RunArgs, Wanted, gather,
        shot::{self, Shot},
    },
    files,
    language::LanguageName,
    sides::sides,
    theme::ThemeName,
};
use crate::{
    export::{
        Camera, Layout, Length, Panel, Pixels,
        animation::{self, AnimationFormat, Brush, Maker, Motion, Timing},
    },
    train::{Lane, Session, Status, TrainError, lane},
};

/// What moves, how, and where the file goes.
#[derive(Debug, clap::Args)]
pub struct AnimateArgs {
    /// The runs that it shows.
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
    /// The classes that it shows.
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
    /// Language of what is written in it.
    #[arg(long, value_name = "ID")]
    pub lang: Option<LanguageName>,
    /// Overwrite the file if it is there already.
    #[arg(long)]
    pub force: bool,
}

/// Writes the animation. Nothing is on the disk before all of it is: who interrupts it leaves no half file.
///
/// # Errors
/// When an argument makes no sense, a run cannot be read or trained, or the file cannot be written.
pub fn run(args: &AnimateArgs) -> Result<(), Failure> {
    let wanted = figure::wanted(std::slice::from_ref(&args.view))?;
    let switches = args.classes.switches(&wanted, &[])?;
    let format = format(args)?;
    files::check_free(&args.out, args.force)?;
    let brush = Brush {
        style: args.theme.unwrap_or_default().style(),
        layout: Layout::new(
            Length::Px(args.size.0.into()),
            Length::Px(args.size.1.into()),
        ),
    };
    let motion = match args.turntable {
        true => Motion::Turntable,
        false => Motion::History,
    };
    let plan = Plan {
        classes: &args.classes,
        switches,
        wanted: &wanted,
        brush,
        format,
        timing: motion.timing(args.frames.into(), args.fps),
    };
    let content = match motion {
        Motion::Turntable => turntable(args, &plan)?,
        Motion::History => history(args, &plan)?,
    };
    files::write_new(&args.out, &content, args.force)?;
    say!("{}", args.out.display());
    Ok(())
}

fn format(args: &AnimateArgs) -> Result<AnimationFormat, Failure> {
    let ending = args
        .out
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref().unwrap_or_default() {
        "gif" => Ok(AnimationFormat::Gif),
        "png" | "apng" => Ok(AnimationFormat::Apng),
        other => Err(Failure::WrongArguments(format!(
            "--out {}: found the ending \"{other}\", expected gif, png or apng",
            args.out.display()
        ))),
    }
}

/// What there is to make.
struct Plan<'a> {
    wanted: &'a [Wanted],
    classes: &'a Classes,
    switches: Vec<String>,
    brush: Brush,
    format: AnimationFormat,
    timing: Timing,
}

impl Plan<'_> {
    fn panels(&self, shots: &[Shot], camera: Camera) -> Result<Vec<Panel>, Failure> {
        figure::panels(shots, self.wanted, &self.switches, camera, self.classes)
    }

    fn draw(&self, panels: &[Panel], shots: &[Shot]) -> Result<Pixels, Failure> {
        let brush = Brush {
            style: shot::coloured(self.brush.style, shots),
            layout: self.brush.layout.clone(),
        };
        let drawn = brush.picture(panels);
        drawn.map_err(|error| Failure::WrongArguments(format!("animate: {error}")))
    }

    /// The animation of the pictures of these numbers, which carries what the last one of `shots` says. Who gives up ends the
    /// program.
    fn made(
        &self,
        shots: &RefCell<Vec<Shot>>,
        mut picture: impl FnMut(usize) -> Result<Pixels, Failure>,
    ) -> Result<Vec<u8>, Failure> {
        let bar = progress_bar(self.timing.frames);
        let pictures = (0..self.timing.frames).map(|number| {
            let drawn = picture(number);
            bar.inc(1);
            drawn
        });
        let maker = Maker {
            carried: &|| shot::carried(&shots.borrow()),
            go_on: &|| Ok(()),
            told: &|problem| Failure::Failed(format!("animate: {problem}")),
        };
        let made = animation::encode(self.format, &self.timing, pictures, &maker)?;
        bar.finish_and_clear();
        Ok(made)
    }
}

/// Once around the last state.
fn turntable(args: &AnimateArgs, plan: &Plan<'_>) -> Result<Vec<u8>, Failure> {
    // Nobody waits for a training of which nothing can be shown. What else is wrong is told where it is read again.
    if !args.of.runs.iter().any(|run| run.is_dir())
        && let Ok(first) = first_shots(args)
    {
        refuse_still(plan, &first)?;
    }
    let shots = RefCell::new(gather::shots(&args.of, &args.classes)?);
    refuse_still(plan, &shots.borrow())?;
    plan.made(&shots, |number| {
        let camera = animation::turned(Camera::default(), number, plan.timing.frames);
        let shots = shots.borrow();
        plan.draw(&plan.panels(&shots, camera)?, &shots)
    })
}

/// Every lane before its first step.
fn first_shots(args: &AnimateArgs) -> Result<Vec<Shot>, Failure> {
    let (mut lanes, session) = lanes(&args.of, &args.classes)?;
    let all = lanes.iter_mut();
    all.map(|(name, lane)| shot_at(name, lane, 0, &session))
        .collect()
}

/// Refuses views of these in which nothing turns.
fn refuse_still(plan: &Plan<'_>, shots: &[Shot]) -> Result<(), Failure> {
    let still = plan.panels(shots, Camera::default())?;
    match still.iter().any(Panel::turns) {
        true => Ok(()),
        false => Err(Failure::WrongArguments(
            "--turntable: found no sphere to turn, expected --view with one, such as sphere, of features in three dimensions".to_owned(),
        )),
    }
}

/// From the first step to the last, as many steps from a picture to the next.
fn history(args: &AnimateArgs, plan: &Plan<'_>) -> Result<Vec<u8>, Failure> {
    let (mut lanes, session) = lanes(&args.of, &args.classes)?;
    if lanes.iter().all(|(_, lane)| lane.trainer().is_given()) {
        let problem = "animate: found features that are given, of which no training can be shown; expected a run, or --turntable for a turn around them";
        return Err(Failure::WrongArguments(problem.to_owned()));
    }
    let steps = lanes
        .iter()
        .map(|(_, lane)| lane.trainer().experiment().steps);
    let steps = steps.max().unwrap_or(0);
    let shots = RefCell::new(Vec::new());
    plan.made(&shots, |number| {
        let until = animation::step_at((0, steps), number, plan.timing.frames);
        let now = lanes
            .iter_mut()
            .map(|(name, lane)| shot_at(name, lane, until, &session));
        shots.replace(now.collect::<Result<_, _>>()?);
        let shots = shots.borrow();
        let mut panels = plan.panels(&shots, Camera::default())?;
        for panel in &mut panels {
            // A lane may end before the others.
            let own = panel.run.and_then(|run| shots.get(run));
            let step = own.map_or(until, |shot| shot.snapshot.step);
            animation::add_step(std::slice::from_mut(panel), step);
        }
        plan.draw(&panels, &shots)
    })
}

/// Trains a lane up to a step, if it has so many, and looks at it.
fn shot_at(name: &str, lane: &mut Lane, until: u64, session: &Session) -> Result<Shot, Failure> {
    while !lane.trainer().is_done() && lane.trainer().step_count() < until {
        lane.step()
            .map_err(|error| Failure::Failed(format!("{name}: {error}")))?;
    }
    lane.begin_refresh();
    while !lane.refresh_part() {}
    Ok(Shot {
        name: name.to_owned(),
        snapshot: Arc::new(lane.snapshot(name, 0, Status::Running)),
        show: session.show.clone(),
        look: session.look.clone(),
        sha256: None,
    })
}

/// Lanes by their names, and their session.
type Begun = (Vec<(String, Lane)>, Session);

/// The lanes at their first step.
fn lanes(args: &RunArgs, classes: &Classes) -> Result<Begun, Failure> {
    let session = gather::session(args)?;
    let experiments = session.experiments();
    let experiments = experiments.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    let chosen = shot::chosen(experiments, &args.lane, &session.id)?;
    let threads = args.training.threads();
    let lane = |(name, experiment): (String, _)| {
        let failed = |error: TrainError| Failure::Failed(format!("{name}: {error}"));
        let dataset = lane::load(&experiment).map_err(failed)?;
        classes.check(&name, &dataset.class_names)?;
        gather::check_folder(args, &name, dataset.sha256())?;
        let mut lane = Lane::new(&experiment, dataset).map_err(failed)?;
        lane.set_threads(threads);
        Ok((name, lane))
    };
    Ok((
        chosen
            .into_iter()
            .map(lane)
            .collect::<Result<_, Failure>>()?,
        session,
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
    sides(text, 64..=4096).ok_or_else(|| {
        "expected WIDTHxHEIGHT in pixels, such as 640x640, each from 64 to 4096".to_owned()
    })
}

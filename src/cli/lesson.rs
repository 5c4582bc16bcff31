//! `marginscope lesson`: a lesson on paper, questions first and answers after.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Failure,
    figure::{
        self, Classes, Wanted, paper,
        shot::{self, Shot},
    },
    files,
    place::{
        self,
        pages::{self, PAGE},
    },
    theme::ThemeName,
    training,
};
use crate::{
    export::{
        self, Camera, Drawing, Format, Panel, caption,
        carry::Carried,
        handout::{self, Handout, Picture, Told},
        laboratory,
    },
    figure::{
        Figure, Show, charts,
        lab::{self, Lab, Reading, Veil},
        registry,
    },
    lesson::{
        self, Front, Hide, Kind, Lesson, Place, Player, Record, Scene, Stage, Step, Target,
        readings,
    },
    text::{Language, t, within},
    train::{DEFAULT_PRESET, Session, Snapshot},
};

/// Which lesson, and where the handout goes.
#[derive(Debug, clap::Args)]
pub struct LessonArgs {
    /// A lesson by its id, which `marginscope list` names, or the file of one's own.
    #[arg(value_name = "ID|FILE")]
    pub lesson: String,
    /// Folder for the handout: index.html and figures/.
    #[arg(short, long, value_name = "DIR")]
    pub out: PathBuf,
    /// The language: en or zh.
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = language)]
    pub lang: Language,
    /// Threads; as many as there are cores if not given. The handout does not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub threads: Option<u32>,
    /// Overwrite a handout that is in the folder already.
    #[arg(long)]
    pub force: bool,
}

fn language(id: &str) -> Result<Language, String> {
    Language::find(id).ok_or_else(|| "expected en or zh".to_owned())
}

/// Writes the handout.
///
/// # Errors
/// When the lesson cannot be read or gone through, or a file cannot be written.
pub fn run(args: &LessonArgs) -> Result<(), Failure> {
    let lesson = lesson::open(&args.lesson);
    let lesson = lesson.map_err(|error| Failure::WrongArguments(error.to_string()))?;
    // Before the training: a minute's work must not end in a folder that cannot be written.
    let place = place::Place::new(Some(&args.out), args.force)?;
    let steps = lesson.steps.iter().enumerate();
    pages::check(place.folder(), steps.map(|(at, step)| file(at, step)))?;
    let threads = training::threads(args.threads);
    let contents = within(args.lang, || contents(lesson, args.lang, threads))?;
    place.put(|at| files::write_all(at, &contents))?;
    let has_old = pages::are_in(place.folder());
    let folder = place.finish_by(|file| has_old && is_picture(file))?;
    say!("{}", folder.join(PAGE).display());
    Ok(())
}

/// The file of what the step at this place, counted from 0, shows, by its path in the folder.
fn file(place: usize, step: &Step) -> String {
    format!("figures/{:02}-{}.svg", place + 1, step.id)
}

/// Whether a file, by its path, is a picture of a handout, whose name begins with the number of its step: another one in that
/// folder is somebody else's.
fn is_picture(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let number = name.split_once('-').map_or("", |(number, _)| number);
    file.parent() == Some(Path::new("figures"))
        && number.len() >= 2
        && number.bytes().all(|digit| digit.is_ascii_digit())
        && name.ends_with(".svg")
}

/// The files of a handout and what is in them.
fn contents(
    lesson: Lesson,
    language: Language,
    threads: usize,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let lesson = Arc::new(lesson);
    let mut way = Way {
        stage: Stage::new(threads),
        language,
        files: Vec::new(),
        last: [None, None],
    };
    let steps = way.told(&lesson)?;
    let handout = Handout {
        lesson: &lesson,
        language,
        steps,
    };
    let page = handout::html(&handout, &ThemeName::Light.style());
    way.files.push((PAGE.to_owned(), page.into_bytes()));
    Ok(way.files)
}

/// A way through a lesson, with the figures that were seen.
struct Way {
    stage: Stage,
    language: Language,
    files: Vec<(String, Vec<u8>)>,
    /// The figure that was seen last among the questions, and among the answers.
    last: [Option<Vec<u8>>; 2],
}

impl Way {
    /// What each step tells, doing what it asks for.
    fn told(&mut self, lesson: &Arc<Lesson>) -> Result<Vec<Told>, Failure> {
        let failed = |why: String| Failure::Failed(format!("lesson {}: {why}", lesson.id));
        let before = lesson.start.clone();
        let (mut player, entry) = Player::open(Arc::clone(lesson), Record::default(), before);
        let (mut next, mut told) = (Some(entry), Vec::new());
        while let Some(entry) = next {
            self.stage
                .enter(entry)
                .map_err(|why| failed(why.to_string()))?;
            player.watch(&self.stage.state());
            let step = player.step().clone();
            let state = self.stage.state();
            let read = |name: &lesson::Name| readings::read(name, &state);
            let text = step.text.of(self.language).filled(&read);
            let truth = player.comparison().map(|found| found.truth.clone());
            let picture = self.picture(&step, told.len())?;
            told.push(Told {
                text,
                picture,
                truth,
            });
            self.stage
                .perform(&mut player)
                .map_err(|why| failed(why.to_string()))?;
            next = player.skip(self.stage.scene());
        }
        Ok(told)
    }

    /// The figure of what a step shows; `None` where nobody has seen anything new.
    fn picture(&mut self, step: &Step, place: usize) -> Result<Option<Picture>, Failure> {
        let drawn = match self.stage.scene().front {
            Front::Laboratory => of_lab(self.stage.scene(), step)?,
            Front::Figures => of_run(&self.stage, step)?,
        };
        let Some((content, about, panels)) = drawn else {
            return Ok(None);
        };
        let part = usize::from(matches!(step.kind, Kind::Compare { .. }));
        if self.last[part].as_ref() == Some(&content) {
            return Ok(None);
        }
        let file = file(place, step);
        self.files.push((file.clone(), content.clone()));
        self.last[part] = Some(content);
        Ok(Some(Picture {
            file,
            about: match step.hide.is_empty() {
                true => about,
                // The caption would say what the figure does not.
                false => t("handout-veiled").to_owned(),
            },
            wide: panels > 1,
        }))
    }
}

/// A figure's file, what it shows, and its number of panels.
type Drawn = Option<(Vec<u8>, String, usize)>;

/// The laboratory, as far as the step shows it: the circle, and what is pointed at.
fn of_lab(scene: &Scene, step: &Step) -> Result<Drawn, Failure> {
    let Some(lab) = &scene.lab else {
        return Ok(None);
    };
    let hides = |what: Hide| step.hide.contains(&what);
    let veil = Veil {
        boundary: hides(Hide::Boundary),
        pull: hides(Hide::Pull),
    };
    let titles = [t("lab-circle-head"), t("lab-sphere-head")];
    let [mut circle, mut sphere] = laboratory::panels(lab, laboratory::HOME, titles);
    for panel in [&mut circle, &mut sphere] {
        veil_panel(panel, veil);
    }
    let mut panels = vec![circle];
    match step.at {
        Some(Target::Place(Place::LabSphere | Place::LabFigure)) => panels.push(sphere),
        Some(Target::Place(Place::LabPsi)) if !hides(Hide::Psi) => panels.push(psi(lab)),
        _ => {}
    }
    if let [alone] = &mut panels[..] {
        alone.title.clear();
    }
    let behind = Session::preset(DEFAULT_PRESET);
    let behind = behind.map_err(|error| Failure::Failed(error.to_string()))?;
    let carried = Carried::from_lab(&behind, lab);
    let layout = paper::layout(&panels, panels.len() > 1);
    let content = export::svg(&panels, &ThemeName::Light.lab_style(), &layout)
        .and_then(|svg| export::encode_carrying(&svg, Format::Svg, &layout, Some(&carried)))
        .map_err(|error| Failure::Failed(format!("lesson: {error}")))?;
    Ok(Some((content, caption::of_lab(lab).plain(), panels.len())))
}

fn veil_panel(panel: &mut Panel, veil: Veil) {
    if let Drawing::Figure(figure) = &mut panel.drawing {
        match figure {
            Figure::Plane(plane) => *plane = Arc::new(veil.circle(plane.as_ref().clone())),
            Figure::Globe(globe) => *globe = Arc::new(veil.sphere(globe.as_ref().clone())),
            Figure::Matrix(_) | Figure::Between(_) => {}
        }
    }
}

fn psi(lab: &Lab) -> Panel {
    Panel {
        run: None,
        drawing: Drawing::Chart(lab::psi(lab, &Reading::new(lab))),
        title: "ψ(θ)".to_owned(),
        classes: Vec::new(),
        camera: Camera::default(),
    }
}

/// The run: the views that it shows, and the charts that it asks for. Nothing before its first step.
fn of_run(stage: &Stage, step: &Step) -> Result<Drawn, Failure> {
    let Some(session) = &stage.scene().session else {
        return Ok(None);
    };
    let shots: Vec<Shot> = stage
        .state()
        .lanes
        .into_iter()
        .filter_map(|lane| {
            Some(Shot {
                name: lane.name,
                snapshot: lane.snapshot.filter(|snapshot| snapshot.step > 0)?,
                show: session.show.clone(),
                look: session.look.clone(),
                sha256: None,
            })
        })
        .collect();
    let hides = |what: Hide| step.hide.contains(&what);
    let extra: &[String] = &match hides(Hide::Boundary) {
        true => vec!["no-regions".to_owned()],
        false => Vec::new(),
    };
    let mut panels = Vec::new();
    for wanted in shown(session, step, hides(Hide::Metrics))? {
        let all = Classes::default();
        // A view of another dimension, a chart of what these runs have not.
        panels.extend(
            figure::panels(&shots, &[wanted], extra, Camera::default(), &all).unwrap_or_default(),
        );
    }
    if panels.is_empty() {
        return Ok(None);
    }
    let style = shot::coloured(ThemeName::Light.style(), &shots);
    let legend = panels.len() > 1 && panels.iter().any(Panel::has_classes);
    let layout = paper::layout(&panels, legend);
    let content = figure::content(&panels, &shots, &style, Format::Svg, &layout)?;
    let snapshots: Vec<&Snapshot> = shots.iter().map(|shot| shot.snapshot.as_ref()).collect();
    let about = caption::of_panels(&snapshots, &panels).plain();
    Ok(Some((content, about, panels.len())))
}

/// What the step speaks of, as in the window: one chart, the charts beside the views, or the views alone.
fn shown(session: &Session, step: &Step, without_charts: bool) -> Result<Vec<Wanted>, Failure> {
    let show = Show::parse(&session.show).map_err(Failure::Failed)?;
    let views = registry().iter().filter(|view| show.has(**view));
    let views = views.map(|view| Wanted::View(*view));
    let chart = |id| charts::find(id).map(Wanted::Chart);
    Ok(match step.at {
        Some(Target::Chart(id)) if !without_charts => chart(id).into_iter().collect(),
        Some(Target::Place(Place::Metrics | Place::Chart)) if !without_charts => {
            views.chain(show.charts().filter_map(chart)).collect()
        }
        _ => views.collect(),
    })
}

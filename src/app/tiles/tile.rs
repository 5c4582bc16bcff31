//! A tile: one view on one lane, with its heading and switches over the corners of the figure.

mod figures;

use std::sync::Arc;

use eframe::egui::{Id, Rect, Ui, UiBuilder};

use super::{
    foot::{Foot, foot_ui},
    hand::{Dragged, Hand},
    happened::{Asked, Happened},
    heading::{Heading, heading_ui},
    nudge::nudge,
    only::against,
    reach::Barred,
};
use crate::{
    app::{
        export::Recipe,
        inspector::Inspector,
        lanes::Lane,
        spots,
        stillness::stands_for,
        summary::summary,
        text::{Language, language, tf},
    },
    draw::{Written, marked::Marked},
    export::{Camera, Drawing, Panel},
    figure::{
        Figure, Part, Switches, View, WhyNot, has_posterior, lab::Veil, plane::PlaneFigure, steer,
    },
    look::{Chosen, Element},
    render::{Gpu, Layers, globe::Globe},
    train::{LossConfig, Snapshot},
};

/// What is left out where somebody is to say first where it is.
const BARE: Veil = Veil {
    boundary: true,
    pull: true,
};

/// One view on one lane, with what is kept between frames.
pub struct Tile {
    /// The lane's name.
    pub lane: String,
    /// The view.
    pub view: &'static dyn View,
    /// What its figure is made with.
    pub(super) switches: Switches,
    drawn: Option<Drawn>,
    globe: Option<Globe>,
    /// The pictures of a figure in the plane.
    layers: Option<Layers>,
    /// How often the plane was put back to its first view: egui_plot keeps a view by its id, and a new one has none.
    first_views: u32,
    /// The lane's tiles are counted.
    pub(super) row: usize,
    /// What figures of the same view before it have named already.
    pub(super) explained: Vec<&'static str>,
    /// What there is to name in it, and the callouts of the plane in the frame before.
    pub(super) explains: Vec<&'static str>,
    kept: Vec<Written>,
    /// What is dragged in it.
    hand: Hand,
    /// The samples that meet the margin, with what they were found from.
    meeting: Option<Meeting>,
    /// The nearest two classes of the first lane with the same data, which a view of two shows until others are chosen.
    pub(super) nearest: Option<(usize, usize)>,
    /// The other views of the same lane that are shown.
    pub(super) beside: Vec<&'static str>,
}

/// A figure and what it was made from; made again only when that changed, or was seen to.
struct Drawn {
    language: Language,
    snapshot: Arc<Snapshot>,
    /// The newest snapshot of which it shows what nobody could tell from its own figure.
    stands_for: Arc<Snapshot>,
    loss: LossConfig,
    switches: Switches,
    /// Without borders, regions and zones.
    bare: bool,
    figure: Result<Figure, WhyNot>,
    /// Raw features at a scale of their own; the figure has that of all that are seen.
    own: Option<Arc<PlaneFigure>>,
    summary: String,
}

impl Drawn {
    /// Whether it shows the lane's snapshot, or stands for it where it may. Tables tell numbers, and are of their snapshot; so is what
    /// rests, and an earlier moment.
    fn shows(&mut self, lane: &Lane, holds: bool) -> bool {
        let holds = holds && !lane.past;
        if Arc::ptr_eq(&self.stands_for, &lane.snapshot) {
            return holds || Arc::ptr_eq(&self.snapshot, &lane.snapshot);
        }
        if Arc::ptr_eq(&self.snapshot, &lane.snapshot) {
            self.stands_for = lane.snapshot.clone();
            self.summary = summary(lane);
            return true;
        }
        let holds = holds
            && *lane.loss() == lane.snapshot.experiment.loss
            && matches!(self.figure, Ok(Figure::Globe(_) | Figure::Plane(_)))
            && stands_for(&self.snapshot, &lane.snapshot);
        if holds {
            self.stands_for = lane.snapshot.clone();
            self.summary = summary(lane);
        }
        holds
    }
}

/// The samples that meet the margin of a moment.
struct Meeting {
    snapshot: Arc<Snapshot>,
    loss: LossConfig,
    samples: Arc<Vec<u32>>,
}

/// What a tile draws with, besides its lane.
pub struct Surroundings<'a> {
    /// What surfaces and dots are drawn with; without one, globes are plain discs.
    pub gpu: Option<&'a Gpu>,
    /// All lanes that are shown.
    pub lanes: &'a [Lane],
    /// The colours that a person gave to classes.
    pub chosen: Chosen,
    /// What a person looks at.
    pub inspector: &'a Inspector,
    /// The part of the figures that stands out.
    pub pointed: Option<Element>,
    /// A dialog lies over the figures.
    pub covered: bool,
    /// The globe does not turn by itself.
    pub still: bool,
    /// Seconds between two steps of the globe's own turning.
    pub orbit_interval: f64,
    /// Borders, regions and margin zones are left out: somebody is to say first where they are.
    pub bare: bool,
    /// All globes are seen from one place.
    pub linked: bool,
    /// The figure of a lane that trains is made again only once it is seen to have moved.
    pub holds: bool,
}

/// What a figure is drawn with in this frame.
struct Looked<'a> {
    /// What egui keeps of it is kept under this.
    id: Id,
    /// The lane that it shows.
    lane: &'a Lane,
    /// The tile's name.
    name: &'a str,
    /// The sample that a person looks at.
    marked: Option<&'a Marked>,
    /// The class that stands out.
    lit: Option<u16>,
}

impl Tile {
    /// A tile of which nothing is drawn yet.
    pub fn new(lane: String, view: &'static dyn View, switches: Switches) -> Self {
        Self {
            lane,
            view,
            switches,
            drawn: None,
            globe: None,
            layers: None,
            first_views: 0,
            row: 0,
            explained: Vec::new(),
            explains: Vec::new(),
            kept: Vec::new(),
            hand: Hand::default(),
            meeting: None,
            nearest: None,
            beside: Vec::new(),
        }
    }

    /// Puts the figure back to its first view.
    pub(super) fn reset_view(&mut self) {
        self.first_views += 1;
        if let Some(globe) = &mut self.globe {
            globe.reset();
        }
    }

    /// Its globe, once it has drawn one.
    pub(super) fn globe_mut(&mut self) -> Option<&mut Globe> {
        self.globe.as_mut()
    }

    /// The samples that meet the margin; `None` for a loss that has none.
    pub(super) fn meeting(&mut self, lane: &Lane) -> Option<Arc<Vec<u32>>> {
        let same = |found: &Meeting| {
            Arc::ptr_eq(&found.snapshot, &lane.snapshot) && found.loss == *lane.loss()
        };
        if !self.meeting.as_ref().is_some_and(same) {
            self.meeting = Some(Meeting {
                snapshot: lane.snapshot.clone(),
                loss: lane.loss().clone(),
                samples: steer::meeting(&lane.snapshot, lane.loss()).into(),
            });
        }
        let found = self.meeting.as_ref().filter(|_| has_posterior(lane.loss()));
        found.map(|found| found.samples.clone())
    }

    /// Lets go of what was found of them, and of its moment: nobody points there.
    pub(super) fn forget_meeting(&mut self) {
        self.meeting = None;
    }

    /// The figure that was drawn last.
    pub fn figure(&self) -> Option<&Figure> {
        self.drawn.as_ref()?.figure.as_ref().ok()
    }

    /// The figure of this very moment, which the one that was drawn may only stand for.
    fn exact(&self, lane: &Lane) -> Option<Figure> {
        let drawn = self.drawn.as_ref()?;
        let shown = drawn.figure.as_ref().ok()?;
        if Arc::ptr_eq(&drawn.snapshot, &lane.snapshot) {
            return Some(shown.clone());
        }
        let Ok(figure) = self.made(lane, &drawn.switches, drawn.bare) else {
            return Some(shown.clone());
        };
        // At the scale of all that are seen, where that is not its own.
        let own = drawn.own.as_ref().and_then(|own| own.length);
        Some(match (&figure, shown) {
            (Figure::Plane(made), Figure::Plane(shown)) if shown.length != own => {
                // One that is hidden has not followed the others.
                let lengths = [made.length, shown.length].into_iter().flatten();
                let length = lengths.fold(0.0, f64::max);
                Figure::Plane(Arc::new(made.to_length(length)))
            }
            _ => figure,
        })
    }

    /// The figure as a file shows it, under the name that tells it from the others.
    pub(super) fn panel(&self, lanes: &[Lane]) -> Option<Panel> {
        let run = lanes.iter().position(|lane| lane.name == self.lane)?;
        let seen = self.globe.as_ref().map(Globe::camera);
        // A file shows the globe in its middle.
        let camera = seen.map_or_else(Camera::default, |seen| Camera {
            pan: [0.0, 0.0],
            ..seen
        });
        Some(Panel {
            run: Some(run),
            drawing: Drawing::Figure(self.exact(&lanes[run])?),
            title: self.name(lanes),
            classes: lanes[run].snapshot.spoken_names(),
            camera,
        })
    }

    /// How [`Tile::panel`] is made of another moment: a view of two classes then keeps the two that it shows now.
    pub(super) fn recipe(&self) -> Recipe {
        let switches = self.shown_switches();
        Recipe::View {
            lane: self.lane.clone(),
            view: self.view,
            switches,
        }
    }

    /// Draws `lane`, the `place`-th of the session, into `rect`, while the class `lit` stands out. The tile stands alone
    /// where it is `large`.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        (place, lane): (usize, &Lane),
        around: &Surroundings<'_>,
        (large, lit): (bool, Option<u16>),
    ) -> Happened {
        let id = Id::unique(("tile", &self.lane, self.view.id()));
        let builder = UiBuilder::new().scope_id(id).max_rect(rect);
        ui.scope_builder(builder, |ui| {
            ui.set_clip_rect(rect.intersect(ui.clip_rect()));
            spots::mark(ui, format!("view:{}", self.view.id()), rect);
            spots::mark(ui, format!("lane:{}", self.lane), rect);
            let name = self.name(around.lanes);
            let marked = around.inspector.marked(around.lanes, lane);
            let looked = Looked {
                id,
                lane,
                name: &name,
                marked: marked.as_ref(),
                lit,
            };
            let mut happened = self.figure_ui(ui, around, &looked);
            happened.under = ui.rect_contains_pointer(rect);
            let heading = Heading {
                name: &name,
                lane: (place, lane),
                view: self.view,
                beside: &self.beside,
                large,
            };
            let asked = heading_ui(ui, rect.shrink(12.0), &heading);
            happened.asked = happened.asked.or(asked);
            if let Some(Ok(figure)) = self.drawn.as_ref().map(|drawn| &drawn.figure) {
                let foot = Foot {
                    name: &name,
                    lane,
                    view: self.view,
                    nearest: self.nearest,
                    figure,
                    chosen: around.chosen,
                    against: against(around.lanes, lane).map(|other| other.title.as_str()),
                };
                let found = foot_ui(ui, rect.shrink(10.0), &foot, &mut self.switches);
                (happened.pointed, happened.coloured) =
                    (found.pointed.or(happened.pointed), found.coloured);
                happened.asked = happened.asked.or(found.asked);
                // A class that is chosen turns to the front.
                if let (Some(Asked::Alone(Part::Class(class))), Figure::Globe(figure)) =
                    (found.asked, figure)
                    && let Some(globe) = &mut self.globe
                {
                    globe.show_class(ui, figure, class as u16);
                }
            }
            happened.dragged = happened.dragged.or(self.nudged(ui, lane, happened.pointed));
            happened
        })
        .inner
    }

    /// The class that is pointed at where the keyboard turns it.
    fn nudged(&self, ui: &Ui, lane: &Lane, pointed: Option<u16>) -> Option<Dragged> {
        let class = pointed.filter(|_| !self.hand.drags() && Barred::of(lane).is_none())?;
        let axes = match self.figure()? {
            Figure::Plane(figure) => figure.turns(class).then_some(None)?,
            Figure::Globe(_) => {
                let [right, up, _] = self.globe.as_ref()?.camera().rotation();
                Some([right, up])
            }
            Figure::Matrix(_) | Figure::Between(_) => return None,
        };
        nudge(ui, &lane.snapshot, class, axes)
    }

    /// The switches with the two classes that a view of two shows.
    fn shown_switches(&self) -> Switches {
        let mut switches = self.switches.clone();
        if self.view.of_two_classes() && switches.pair().is_none() {
            switches.set_pair(self.nearest);
        }
        switches
    }

    /// The length of raw features that a radius of its plane stands for by itself.
    pub(super) fn length(&self) -> Option<f64> {
        self.drawn.as_ref()?.own.as_ref()?.length
    }

    /// Draws raw features at this scale from now on.
    pub(super) fn set_length(&mut self, length: f64) {
        let Some(drawn) = &mut self.drawn else { return };
        let Some(own) = &drawn.own else { return };
        let known = match &drawn.figure {
            Ok(Figure::Plane(figure)) => figure.length,
            _ => None,
        };
        if known != Some(length) {
            let figure = match own.length == Some(length) {
                true => own.clone(),
                false => Arc::new(own.to_length(length)),
            };
            drawn.figure = Ok(Figure::Plane(figure));
        }
    }

    /// Makes the figure again if anything that it shows has changed.
    pub(super) fn make(&mut self, lane: &Lane, bare: bool, holds: bool) {
        let switches = self.shown_switches();
        let same = |drawn: &Drawn| {
            drawn.language == language()
                && drawn.loss == *lane.loss()
                && drawn.switches == switches
                && drawn.bare == bare
        };
        let kept = self.drawn.as_mut().filter(|drawn| same(drawn));
        if kept.is_some_and(|drawn| drawn.shows(lane, holds && !self.view.of_two_classes())) {
            return;
        }
        let figure = self.made(lane, &switches, bare);
        let own = match &figure {
            Ok(Figure::Plane(figure)) if figure.length.is_some() => Some(figure.clone()),
            _ => None,
        };
        self.drawn = Some(Drawn {
            language: language(),
            snapshot: lane.snapshot.clone(),
            stands_for: lane.snapshot.clone(),
            loss: lane.loss().clone(),
            figure,
            own,
            switches,
            bare,
            summary: summary(lane),
        });
    }

    fn made(&self, lane: &Lane, switches: &Switches, bare: bool) -> Result<Figure, WhyNot> {
        let figure = self.view.figure(&lane.snapshot, lane.loss(), switches)?;
        Ok(match bare {
            true => BARE.figure(figure),
            false => figure,
        })
    }

    /// The view's name, with the lane's where that says more.
    fn name(&self, lanes: &[Lane]) -> String {
        let view = self.view.spoken_name();
        let lane = lanes.iter().find(|lane| lane.name == self.lane);
        let title = lane.map_or(self.lane.as_str(), |lane| lane.title.as_str());
        let same = title.eq_ignore_ascii_case(view) || lanes.len() == 1;
        if same {
            view.to_owned()
        } else {
            tf("figure-titled", &[("title", view), ("of", title)])
        }
    }
}

#[cfg(test)]
#[path = "tile/held_tests.rs"]
mod held_tests;

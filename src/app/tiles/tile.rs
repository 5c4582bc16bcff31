//! A tile: one view on one lane, with its heading and switches over the corners of the figure.

use std::sync::Arc;

use eframe::egui::{Id, Rect, Response, Role, Ui, UiBuilder, Vec2, WidgetInfo};

use super::{
    foot::{Foot, foot_ui, is_narrow},
    hand::Hand,
    happened::{Asked, Happened},
    heading::{Heading, heading_ui},
    over::why_ui,
    words::view_name,
};
use crate::{
    app::{
        export::Recipe,
        inspector::Inspector,
        lanes::Lane,
        summary::{cell_text, confusion, summary},
        text::words,
        theme::palette,
    },
    draw::{Written, marked::Marked},
    export::{Camera, Drawing, Panel},
    figure::{Figure, Part, Switches, View, WhyNot, has_posterior, plane::PlaneFigure, steer},
    look::{Chosen, Element, Style},
    render::{
        Gpu, Layers,
        globe::Globe,
        matrix::matrix_ui,
        plane::{PlaneInput, plane_ui},
    },
    train::{LossConfig, Snapshot},
};

/// Height of the heading and of the switches with what is free above or below them, in points: what stands there hides names.
const STRIP: f32 = 32.0;

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

/// A figure and what it was made from; made again only when that changed.
struct Drawn {
    snapshot: Arc<Snapshot>,
    loss: LossConfig,
    switches: Switches,
    figure: Result<Figure, WhyNot>,
    /// Raw features at a scale of their own; the figure has that of all that are seen.
    own: Option<Arc<PlaneFigure>>,
    summary: String,
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
}

/// What a figure is drawn with in this frame.
struct Looked<'a> {
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

    /// The figure that was drawn last.
    pub fn figure(&self) -> Option<&Figure> {
        self.drawn.as_ref()?.figure.as_ref().ok()
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
            drawing: Drawing::Figure(self.figure()?.clone()),
            title: self.name(lanes),
            classes: lanes[run].snapshot.dataset.class_names.clone(),
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
            let name = self.name(around.lanes);
            let marked = around.inspector.marked(around.lanes, lane);
            let looked = Looked {
                name: &name,
                marked: marked.as_ref(),
                lit,
            };
            let mut happened = self.figure_ui(ui, id, around, &looked);
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
            happened
        })
        .inner
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
    pub(super) fn make(&mut self, lane: &Lane) {
        let switches = self.shown_switches();
        let same = |drawn: &Drawn| {
            Arc::ptr_eq(&drawn.snapshot, &lane.snapshot)
                && drawn.loss == *lane.loss()
                && drawn.switches == switches
        };
        if self.drawn.as_ref().is_some_and(same) {
            return;
        }
        let figure = self.view.figure(&lane.snapshot, lane.loss(), &switches);
        let own = match &figure {
            Ok(Figure::Plane(figure)) if figure.length.is_some() => Some(figure.clone()),
            _ => None,
        };
        self.drawn = Some(Drawn {
            snapshot: lane.snapshot.clone(),
            loss: lane.loss().clone(),
            figure,
            own,
            switches,
            summary: summary(lane),
        });
    }

    /// The view's name, with the lane's where that says more.
    fn name(&self, lanes: &[Lane]) -> String {
        let view = view_name(self.view);
        let lane = lanes.iter().find(|lane| lane.name == self.lane);
        let title = lane.map_or(self.lane.as_str(), |lane| lane.title.as_str());
        let same = title.eq_ignore_ascii_case(view) || lanes.len() == 1;
        if same {
            view.to_owned()
        } else {
            format!("{view}, {title}")
        }
    }

    fn figure_ui(
        &mut self,
        ui: &mut Ui,
        id: Id,
        around: &Surroundings<'_>,
        &Looked { name, marked, lit }: &Looked<'_>,
    ) -> Happened {
        let mut happened = Happened::default();
        let Some(drawn) = &self.drawn else {
            return happened;
        };
        let style = Style::new(palette(ui.visuals()).theme());
        let style = style.with_chosen(around.chosen);
        let style = style.lit(lit).pointed(around.pointed);
        match &drawn.figure {
            Ok(Figure::Plane(figure)) => {
                // Names stay clear of the heading and the switches.
                let mut room = ui.max_rect().shrink2(Vec2::new(0.0, STRIP));
                if is_narrow(self.view, room.width() - 20.0) {
                    room.max.y -= STRIP - 4.0;
                }
                ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
                    let id = id.with(("plane", self.first_views));
                    let layers = self.layers.get_or_insert_with(|| Layers::new(around.gpu));
                    let input = PlaneInput {
                        marked,
                        held: self.hand.is_busy(),
                        words: words(),
                        kept: &self.kept,
                        explained: &self.explained,
                    };
                    let plane = plane_ui(ui, id, figure, style, layers, input);
                    describe(ui, &plane.response, name, &drawn.summary);
                    happened.dragged = self.hand.follow(ui, &plane);
                    (self.kept, self.explains) = plane.callouts;
                    happened.hovered = plane.hovered;
                    happened.pointed = plane.class;
                    happened.clicked = plane.response.clicked();
                });
            }
            Ok(Figure::Globe(figure)) => {
                let new = || Globe::new(around.gpu);
                let globe = self.globe.get_or_insert_with(new);
                globe.set_auto_orbit_interval(around.orbit_interval);
                if around.still {
                    globe.set_auto_orbit(false);
                }
                globe.set_insets(STRIP, STRIP);
                globe.set_words(words());
                globe.set_explained(self.explained.clone());
                let words = (name, drawn.summary.as_str());
                let response = globe.ui(ui, figure, style, marked, words);
                self.explains = globe.explains().to_vec();
                if response.clicked() || response.drag_started() {
                    globe.set_auto_orbit(false);
                }
                happened.hovered = globe.hovered(&response);
                happened.pointed = globe.hovered_class(&response);
                if let Some(class) = happened.pointed.filter(|_| response.clicked()) {
                    globe.show_class(ui, figure, class);
                }
                happened.clicked = response.clicked();
            }
            Ok(Figure::Matrix(figure)) => {
                let room = ui.max_rect().shrink2(Vec2::new(8.0, STRIP + 6.0));
                ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
                    let matrix = matrix_ui(ui, figure, style, words());
                    describe(ui, &matrix.response, name, &confusion(figure));
                    if matrix.response.clicked() {
                        let cell = |(label, found)| Asked::Alone(Part::Cell { label, found });
                        happened.asked = matrix.hovered.map(cell);
                    }
                    if let Some((row, column)) = matrix.hovered {
                        let text = cell_text(figure, row, column);
                        matrix.response.on_hover_text_at_pointer(text);
                    }
                });
            }
            Err(why) => why_ui(ui, self.view, *why),
        }
        happened
    }
}

fn describe(ui: &Ui, response: &Response, name: &str, summary: &str) {
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(summary);
    });
}

//! The threshold of pairs: the line of a chart that a person drags, what it decides, and the pairs that it only just decides.

mod handle;
mod near;
mod table;

use std::sync::Arc;

use eframe::egui::{Align2, Area, Context, Frame, Id, Order, Rect, ScrollArea, Ui, Vec2};

pub use handle::{Seen, handles_ui};

use super::{
    lanes::{Lane, chart_lane},
    sample_pictures::Pictures,
};
use crate::{
    figure::{
        Switches,
        charts::{SEEN, decided, evidence},
    },
    train::{NearPair, Snapshot},
    verify::Decisions,
};

/// The threshold in all charts that have it.
#[derive(Default)]
pub struct Threshold {
    /// Where a person has put it, degrees; `None` where every lane has its equal error rate.
    degrees: Option<f64>,
    /// The lane whose pairs are shown, once a person has pointed at one.
    lane: Option<String>,
    /// What can be dragged, as it was drawn last.
    seen: Vec<Seen>,
    /// The pass in which it was last asked where these are dragged to.
    heard: u64,
    judged: Option<Judged>,
    /// Whether that was asked for in this frame.
    asked: bool,
    pictures: Pictures,
}

/// What the threshold makes of the lanes; made again only when something of it changed.
struct Judged {
    from: Vec<Arc<Snapshot>>,
    seen: bool,
    degrees: Option<f64>,
    /// Of each lane that has pairs of both kinds: where the threshold is, and what it decides.
    lanes: Vec<Option<(f64, Decisions)>>,
    /// The place of the lane whose pairs these are, and its nearest mistakes: accepted, rejected.
    near: Option<(usize, [Vec<NearPair>; 2])>,
}

/// Mistakes of each kind that are shown.
const NEAR: usize = 3;
/// How wide what stands beside a large chart is, and the least that a chart keeps, points.
const SIDE: f32 = 346.0;
const CHART: f32 = 300.0;
const BAR: f32 = 10.0;
const GAP: f32 = 8.0;

impl Threshold {
    /// Where a session asks for it.
    pub fn opened(degrees: Option<f64>) -> Self {
        Self {
            degrees,
            ..Self::default()
        }
    }

    /// Where a person has put it, degrees.
    pub fn degrees(&self) -> Option<f64> {
        self.degrees
    }

    /// Follows the hand and the keys, before anything of this frame is drawn with it.
    pub fn hear(&mut self, ctx: &Context, lanes: &[Lane]) {
        let pass = ctx.cumulative_pass_nr();
        if self.heard == pass {
            return;
        }
        self.heard = pass;
        for seen in std::mem::take(&mut self.seen) {
            let Some(moved) = seen.moved(ctx, lanes) else {
                continue;
            };
            self.lane = Some(seen.lane);
            match moved {
                handle::Moved::To(degrees) => self.degrees = Some(degrees),
                handle::Moved::Back => self.degrees = None,
                handle::Moved::Held => {}
            }
        }
    }

    /// Remembers what can be dragged, as it was drawn; whether a hand or the keyboard has one of these.
    pub fn drawn(&mut self, seen: Vec<Seen>) -> bool {
        let held = seen.iter().any(|seen| seen.held);
        self.seen.extend(seen);
        held
    }

    /// How wide what is told beside a chart of this width is; 0 where there is no room.
    pub fn side(width: f32) -> f32 {
        match width >= CHART + SIDE {
            true => SIDE,
            false => 0.0,
        }
    }

    /// What the threshold decides, and which pairs only just.
    pub fn side_ui(&mut self, ui: &mut Ui, lanes: &[Lane], seen: bool) {
        let picked = ScrollArea::vertical().id_salt("threshold").show(ui, |ui| {
            // Beside the bar, and off the charts.
            ui.set_width(ui.available_width() - BAR);
            self.told_ui(ui, lanes, seen)
        });
        if let Some(lane) = picked.inner.and_then(|place| lanes.get(place)) {
            self.lane = Some(lane.name.clone());
            ui.ctx().request_repaint();
        }
    }

    /// The same on a card beside a `chart` that has no room for it, while a hand or the keyboard has the threshold.
    pub fn card_ui(&mut self, ctx: &Context, lanes: &[Lane], seen: bool, chart: Rect) {
        let corner = match chart.left() >= SIDE + 2.0 * GAP {
            true => (
                Align2::RIGHT_TOP,
                chart.left_top() - Vec2::new(2.0 * GAP, 0.0),
            ),
            false => (Align2::LEFT_BOTTOM, chart.left_top() - Vec2::new(0.0, GAP)),
        };
        let area = Area::new(Id::unique("threshold-card")).order(Order::Tooltip);
        let area = area.interactable(false).constrain(true);
        area.pivot(corner.0).fixed_pos(corner.1).show(ctx, |ui| {
            Frame::popup(ui.style()).inner_margin(10.0).show(ui, |ui| {
                ui.set_width(SIDE - BAR);
                self.told_ui(ui, lanes, seen);
            });
        });
    }

    /// The table and the pairs; the lane that was picked.
    fn told_ui(&mut self, ui: &mut Ui, lanes: &[Lane], seen: bool) -> Option<usize> {
        self.judge(lanes, seen);
        let judged = self.judged.as_ref()?;
        let own = judged.near.as_ref().map(|(place, _)| *place);
        let picked = table::table_ui(ui, lanes, &judged.lanes, (judged.degrees, own));
        if let Some((place, near)) = &judged.near
            && let Some(lane) = lanes.get(*place)
        {
            let named = (lanes.len() > 1).then_some(*place);
            near::near_ui(ui, lane, named, near, &mut self.pictures);
        }
        picked
    }

    /// Begins a frame, and lets go of what nobody asked for in the one before.
    pub fn let_go(&mut self) {
        if !std::mem::take(&mut self.asked) {
            self.judged = None;
        }
    }

    /// Looks at the pairs again where something is new.
    fn judge(&mut self, lanes: &[Lane], seen: bool) {
        let wanted = self.lane.as_ref();
        let place = lanes.iter().position(|lane| Some(&lane.name) == wanted);
        let place = place.unwrap_or(0);
        let same = |judged: &Judged| {
            let pairs = judged.from.iter().zip(lanes);
            judged.seen == seen
                && judged.degrees == self.degrees
                && judged.from.len() == lanes.len()
                && judged.near.as_ref().is_none_or(|(own, _)| *own == place)
                && pairs
                    .into_iter()
                    .all(|(from, lane)| Arc::ptr_eq(from, &lane.snapshot))
        };
        self.asked = true;
        if !self.judged.as_ref().is_some_and(same) {
            self.judged = Some(Judged::new(lanes, seen, self.degrees, place));
        }
    }
}

impl Judged {
    fn new(lanes: &[Lane], seen: bool, degrees: Option<f64>, place: usize) -> Self {
        let mut switches = Switches::default();
        switches.set(SEEN.id, seen);
        switches.set_threshold(degrees);
        let all = lanes.iter().enumerate().map(chart_lane);
        let decide = |lane| decided(&lane, evidence(&lane, &switches), &switches);
        let decided: Vec<_> = all.map(decide).collect();
        let near = lanes.get(place).and_then(|lane| {
            let (at, _) = (*decided.get(place)?)?;
            Some((place, lane.snapshot.near_threshold(seen, at, NEAR)))
        });
        Self {
            from: lanes.iter().map(|lane| lane.snapshot.clone()).collect(),
            seen,
            degrees,
            lanes: decided,
            near,
        }
    }
}

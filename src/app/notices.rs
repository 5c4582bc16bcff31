//! Short messages over the figures, that go away by themselves.

use std::time::Duration;

use eframe::egui::{Align2, Area, Frame, Id, Order, RichText, Stroke, Ui, Vec2};

use super::theme::palette;

/// Seconds that a notice stays.
const STAY: f64 = 7.0;
/// Widest text of a notice in points.
const MAX_WIDTH: f32 = 640.0;
/// More than this many at a time hide what they talk about.
const AT_ONCE: usize = 3;

/// The messages that are shown now.
#[derive(Default)]
pub struct Notices(Vec<Notice>);

struct Notice {
    text: String,
    problem: bool,
    /// Time of the first frame that showed it.
    since: Option<f64>,
}

impl Notices {
    /// Whether there is one.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Puts all of them away.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Tells that something was done.
    pub fn tell(&mut self, text: String) {
        self.push(text, false);
    }

    /// Tells that something did not work, and why.
    pub fn problem(&mut self, text: String) {
        self.push(text, true);
    }

    fn push(&mut self, text: String, problem: bool) {
        self.0.retain(|notice| notice.text != text);
        self.0.push(Notice {
            text,
            problem,
            since: None,
        });
        let excess = self.0.len().saturating_sub(AT_ONCE);
        self.0.drain(..excess);
    }

    /// Draws the notices above the bottom edge of `ui`, newest last.
    pub fn show(&mut self, ui: &Ui) {
        let now = ui.input(|input| input.time);
        for notice in &mut self.0 {
            notice.since.get_or_insert(now);
        }
        self.0
            .retain(|notice| notice.since.is_none_or(|since| now < since + STAY));
        let Some(oldest) = self.0.iter().filter_map(|notice| notice.since).next() else {
            return;
        };
        let due = Duration::try_from_secs_f64(oldest + STAY - now).unwrap_or_default();
        ui.ctx().request_repaint_after(due);
        let at = ui.max_rect().center_bottom() - Vec2::new(0.0, 12.0);
        Area::new(Id::unique("notices"))
            .order(Order::Tooltip)
            .interactable(false)
            .pivot(Align2::CENTER_BOTTOM)
            .fixed_pos(at)
            .show(ui.ctx(), |ui| {
                for notice in &self.0 {
                    notice_ui(ui, notice);
                }
            });
    }
}

fn notice_ui(ui: &mut Ui, notice: &Notice) {
    let palette = palette(ui.visuals());
    let edge = if notice.problem {
        palette.warning
    } else {
        palette.accent
    };
    Frame::popup(ui.style())
        .stroke(Stroke::new(1.0, edge))
        .inner_margin(Vec2::new(12.0, 8.0))
        .show(ui, |ui| {
            ui.set_max_width(MAX_WIDTH.min(ui.ctx().content_rect().width() * 0.6));
            ui.label(RichText::new(&notice.text).color(palette.text));
        });
}

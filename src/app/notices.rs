//! Short messages that go away by themselves, at the foot of the panel: in room of their own, so that they cover nothing.

use std::time::Duration;

use eframe::egui::{
    Area, Context, Frame, Id, Margin, Order, Panel, Rect, RichText, Stroke, Ui, accesskit,
};

use super::{
    controls::{told, warned},
    theme::palette,
};

/// Seconds that a notice stays.
const STAY: f64 = 7.0;
/// How wide they are over something else, in points.
const OVER: f32 = 280.0;
/// More than this many at a time hide what they talk about.
const AT_ONCE: usize = 3;

/// The messages that are shown now.
#[derive(Default)]
pub struct Notices(Vec<Notice>);

/// The room that a panel has for them, and how much of it they took in the last frame.
#[derive(Clone, Copy, Debug)]
struct Room {
    rect: Rect,
    height: f32,
}

fn room_id() -> Id {
    Id::unique("notices-room")
}

/// Leaves room for the messages at the foot of the panel `ui`.
pub fn room_ui(ui: &mut Ui) {
    let known = ui.data(|data| data.get_temp::<Room>(room_id()));
    let height = known.map_or(0.0, |room| room.height);
    let rect = ui.available_rect_before_wrap();
    let room = Room {
        rect: rect.with_min_y(rect.bottom() - height),
        height,
    };
    ui.data_mut(|data| data.insert_temp(room_id(), room));
    if height > 0.0 {
        let foot = Panel::bottom("notices").exact_size(height);
        let foot = foot.resizable(false).show_separator_line(false);
        foot.frame(Frame::NONE).show(ui, |_| {});
    }
}

/// Leaves room for the messages over the lower left corner of `rect`, where there is no panel that has any.
pub fn room_over(ctx: &Context, rect: Rect) {
    let known = ctx.data(|data| data.get_temp::<Room>(room_id()));
    let height = known.map_or(0.0, |room| room.height);
    let width = OVER.min(rect.width());
    let rect = rect
        .with_min_y(rect.bottom() - height)
        .with_max_x(rect.left() + width);
    ctx.data_mut(|data| data.insert_temp(room_id(), Room { rect, height }));
}

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

    /// What they say.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|notice| notice.text.as_str())
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
        let text = told(&text);
        self.0.retain(|notice| notice.text != text);
        self.0.push(Notice {
            text,
            problem,
            since: None,
        });
        let excess = self.0.len().saturating_sub(AT_ONCE);
        self.0.drain(..excess);
    }

    /// Draws the notices into the room that the panel has for them, newest last; over a dialog too.
    pub fn show(&mut self, ctx: &Context) {
        let now = ctx.input(|input| input.time);
        for notice in &mut self.0 {
            notice.since.get_or_insert(now);
        }
        self.0
            .retain(|notice| notice.since.is_none_or(|since| now < since + STAY));
        let Some(mut room) = ctx.data(|data| data.get_temp::<Room>(room_id())) else {
            return;
        };
        let oldest = self.0.iter().filter_map(|notice| notice.since).next();
        let height = oldest.map_or(0.0, |oldest| {
            let due = Duration::try_from_secs_f64(oldest + STAY - now).unwrap_or_default();
            ctx.request_repaint_after(due);
            self.area_ui(ctx, room.rect)
        });
        if height != room.height {
            room.height = height;
            ctx.data_mut(|data| data.insert_temp(room_id(), room));
            ctx.request_repaint();
        }
    }

    /// The notices at the top of `room`; how high they are.
    fn area_ui(&self, ctx: &Context, room: Rect) -> f32 {
        let area = Area::new(Id::unique("notices"))
            .order(Order::Tooltip)
            .interactable(false)
            .constrain(false)
            .fixed_pos(room.left_top());
        let shown = area.show(ctx, |ui| {
            let margin = Margin {
                left: 12,
                right: 12,
                top: 0,
                bottom: 10,
            };
            let inner = Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.set_width(room.width() - 24.0);
                for notice in &self.0 {
                    notice_ui(ui, notice);
                }
            });
            inner.response.rect.height()
        });
        shown.inner.ceil()
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
        .inner_margin(Margin::symmetric(10, 7))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let text = match notice.problem {
                true => warned(&notice.text),
                false => RichText::new(&notice.text),
            };
            let line = ui.label(text.size(12.5).color(palette.text));
            ui.ctx().accesskit_node_builder(line.id, |node| {
                node.set_live(accesskit::Live::Polite);
            });
        });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_says_is_bounded_and_steers_nothing() {
        let mut notices = Notices::default();
        let check = |notices: &Notices, expect: &[&str]| {
            assert_eq!(notices.texts().collect::<Vec<_>>(), expect);
        };
        notices.tell("done: \u{202e}a".to_owned());
        check(&notices, &["done: \\u{202e}a"]);
        notices.problem("found \u{202e}".to_owned() + &"x".repeat(10_000_000));
        notices.problem("found \u{202e}".to_owned() + &"x".repeat(10_000_000));
        let longest = notices.texts().map(str::len).max();
        assert!(longest < Some(700), "{longest:?}");
        assert_eq!(notices.texts().count(), 2, "one twice");
    }
}

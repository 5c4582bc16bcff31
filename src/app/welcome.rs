//! The first minute: an offer at the very first start, and a tour of five pointers.

use eframe::egui::{
    Align2, Area, Button, Context, Frame, Id, Order, Rect, RichText, Stroke, Ui, Vec2,
};

use super::{course::point_at, spots, text::t, text::tf, theme::palette};

/// What greets somebody, or shows the window around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Welcome {
    /// The offer.
    #[default]
    Offer,
    /// The tour, at one of its pointers.
    Tour(usize),
}

/// What was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The tour, at a pointer.
    Tour(usize),
    /// The list of lessons.
    Course,
    /// To be left alone.
    Nothing,
}

/// A pointer: what it points at, and what it says.
struct Pointer {
    at: &'static str,
    title: fn() -> &'static str,
    text: fn() -> &'static str,
}

const POINTERS: [Pointer; 5] = [
    Pointer {
        at: "figure",
        title: || t("tour-dot"),
        text: || t("tour-dot-is"),
    },
    Pointer {
        at: "figure",
        title: || t("tour-colours"),
        text: || t("tour-colours-are"),
    },
    Pointer {
        at: "knob:loss.m",
        title: || t("tour-m"),
        text: || t("tour-m-does"),
    },
    Pointer {
        at: "knob:loss.s",
        title: || t("tour-s"),
        text: || t("tour-s-does"),
    },
    Pointer {
        at: "story",
        title: || t("tour-first"),
        text: || t("tour-first-look"),
    },
];

const WIDTH: f32 = 320.0;
/// Of a card over the controls, which covers no figure then.
const NARROW: f32 = 230.0;
/// Between a card and what it points at, in points.
const BESIDE: f32 = 14.0;

/// Draws the offer or a pointer of the tour; returns what was chosen.
pub fn welcome_ui(ctx: &Context, welcome: Welcome) -> Option<Wanted> {
    match welcome {
        Welcome::Offer => offer_ui(ctx),
        Welcome::Tour(place) => pointer_ui(ctx, place),
    }
}

fn offer_ui(ctx: &Context) -> Option<Wanted> {
    let area = Area::new(Id::unique("welcome")).order(Order::Foreground);
    let area = area.anchor(Align2::CENTER_CENTER, Vec2::ZERO);
    let shown = area.show(ctx, |ui| {
        card(ui, |ui| {
            ui.set_width(1.2 * WIDTH);
            ui.label(RichText::new(t("welcome")).size(18.0).strong());
            ui.label(RichText::new(t("welcome-about")).size(14.0));
            ui.add_space(6.0);
            let mut wanted = None;
            ui.horizontal(|ui| {
                if main_ui(ui, t("welcome-course")) {
                    wanted = Some(Wanted::Course);
                }
                if ui.button(t("welcome-tour")).clicked() {
                    wanted = Some(Wanted::Tour(0));
                }
                if ui.button(t("welcome-nothing")).clicked() {
                    wanted = Some(Wanted::Nothing);
                }
            });
            let quiet = palette(ui.visuals()).quiet;
            ui.label(RichText::new(t("welcome-again")).size(12.0).color(quiet));
            wanted
        })
    });
    shown.inner
}

fn pointer_ui(ctx: &Context, place: usize) -> Option<Wanted> {
    let pointer = &POINTERS[place.min(POINTERS.len() - 1)];
    let spot = spots::find(ctx, pointer.at);
    if let Some(rect) = spot {
        // A knob is there to be dragged while the figures are seen.
        point_at(
            ctx,
            rect,
            !pointer.at.starts_with("knob:"),
            pointer.at != "figure",
        );
    }
    let area = Area::new(Id::unique("tour")).order(Order::Foreground);
    let place_of = |rect| beside(ctx.content_rect(), rect);
    let (area, width) = match spot.map(place_of) {
        Some((at, width)) => (area.fixed_pos(at), width),
        None => (area.anchor(Align2::CENTER_CENTER, Vec2::ZERO), WIDTH),
    };
    let shown = area.show(ctx, |ui| {
        card(ui, |ui| {
            ui.set_width(width);
            let quiet = palette(ui.visuals()).quiet;
            let args = [
                ("at", &*(place + 1).to_string()),
                ("count", &*POINTERS.len().to_string()),
            ];
            ui.label(RichText::new(tf("tour-at", &args)).size(11.5).color(quiet));
            ui.label(RichText::new((pointer.title)()).size(16.0).strong());
            ui.label(RichText::new((pointer.text)()).size(14.0));
            ui.add_space(6.0);
            tour_way_ui(ui, place)
        })
    });
    shown.inner
}

fn tour_way_ui(ui: &mut Ui, place: usize) -> Option<Wanted> {
    let mut wanted = None;
    ui.horizontal(|ui| {
        let back = Button::new(t("lesson-back"));
        if ui.add_enabled(place > 0, back).clicked() {
            wanted = Some(Wanted::Tour(place - 1));
        }
        let last = place + 1 == POINTERS.len();
        let word = if last {
            t("tour-course")
        } else {
            t("lesson-next")
        };
        if main_ui(ui, word) {
            wanted = Some(match last {
                true => Wanted::Course,
                false => Wanted::Tour(place + 1),
            });
        }
        if ui.button(t("tour-end")).clicked() {
            wanted = Some(Wanted::Nothing);
        }
    });
    wanted
}

/// Where a card stands beside `rect`, and how wide it is: where there is most room for it.
fn beside(window: Rect, rect: Rect) -> (eframe::egui::Pos2, f32) {
    let height = 190.0;
    let right = window.right() - rect.right();
    let (x, y) = if right > WIDTH + 4.0 * BESIDE {
        (rect.right() + BESIDE, rect.top())
    } else if rect.top() - window.top() > height + BESIDE {
        (rect.center().x - 0.5 * WIDTH, rect.top() - height - BESIDE)
    } else {
        // Over the controls: what it points at fills the rest of the window.
        let at = eframe::egui::pos2(window.left() + 4.0, window.center().y - height);
        return (at, NARROW);
    };
    let most = (
        window.right() - WIDTH - 4.0 * BESIDE,
        window.bottom() - height - BESIDE,
    );
    let at = eframe::egui::pos2(
        x.clamp(window.left() + BESIDE, most.0.max(window.left() + BESIDE)),
        y.clamp(window.top() + BESIDE, most.1.max(window.top() + BESIDE)),
    );
    (at, WIDTH)
}

fn card<T>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> T) -> T {
    let palette = palette(ui.visuals());
    let frame = Frame::popup(ui.style())
        .fill(palette.panel)
        .inner_margin(16);
    let frame = frame.stroke(Stroke::new(1.0, palette.hairline));
    frame.show(ui, content).inner
}

fn main_ui(ui: &mut Ui, word: &str) -> bool {
    let palette = palette(ui.visuals());
    let text = RichText::new(word).color(palette.on_accent).strong();
    let button = ui.add(Button::new(text).fill(palette.accent));
    if ui.memory(|memory| memory.focused().is_none()) {
        // Enter goes on.
        button.request_focus();
    }
    button.clicked()
}

#[cfg(test)]
mod tests {
    use eframe::egui::{pos2, vec2};

    use super::*;

    /// What the frame of a card takes.
    const FRAME: f32 = 34.0;

    #[test]
    fn a_card_stands_within_the_window_and_beside_what_it_points_at_where_it_can() {
        for (width, height) in [(1024.0, 640.0), (1280.0, 720.0), (853.0, 480.0)] {
            let window = Rect::from_min_size(pos2(0.0, 0.0), vec2(width, height));
            for at in [
                Rect::from_min_size(pos2(10.0, 150.0), vec2(250.0, 40.0)),
                Rect::from_min_size(pos2(280.0, 60.0), vec2(width - 290.0, 300.0)),
                Rect::from_min_size(pos2(280.0, height - 60.0), vec2(600.0, 26.0)),
            ] {
                let (corner, inner) = beside(window, at);
                let card = Rect::from_min_size(corner, vec2(inner + FRAME, 190.0));
                assert!(window.contains_rect(card), "{width} {at:?}: {card:?}");
                assert!(!card.intersects(at), "{width} {at:?}: {card:?}");
            }
        }
    }
}

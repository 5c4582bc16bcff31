//! A group of controls that is folded to one line until it is asked for.

use eframe::egui::{
    Align2, Color32, Context, FontId, Id, Pos2, Rect, Response, Role, Sense, Shape, Stroke,
    TextStyle, Ui, Vec2, WidgetInfo,
};

use super::explain;
use crate::app::{
    style::section_style,
    text::{t, tf},
    theme::palette,
};

const HEIGHT: f32 = 26.0;
const CHEVRON: f32 = 14.0;

/// The group `name`, folded at first: its title and, while it is folded, what is in it.
pub fn fold_ui(ui: &mut Ui, name: &str, title: &str, summary: &str, content: impl FnOnce(&mut Ui)) {
    let id = Id::unique(("fold", name));
    let mut open = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    ui.add_space(4.0);
    let head = head_ui(ui, title, summary, open);
    if head.clicked() {
        open = !open;
        ui.data_mut(|data| data.insert_temp(id, open));
    }
    if open {
        content(ui);
    }
}

/// Opens the group `name`.
pub fn unfold(ctx: &Context, name: &str) {
    ctx.data_mut(|data| data.insert_temp(Id::unique(("fold", name)), true));
}

/// The line with the title, which opens and folds the group.
fn head_ui(ui: &mut Ui, title: &str, summary: &str, open: bool) -> Response {
    let size = Vec2::new(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let palette = palette(ui.visuals());
    let lively = response.hovered() || response.has_focus();
    let colour = if lively { palette.text } else { palette.quiet };
    chevron(ui, rect, open, colour);
    let left = rect.left_center() + Vec2::new(CHEVRON, 0.0);
    let font = section_style().resolve(ui.style());
    let upper = title.to_uppercase();
    let painter = ui.painter().clone();
    let drawn = painter.text(left, Align2::LEFT_CENTER, upper, font, colour);
    if !open {
        let from = drawn.right() + 10.0;
        let small = TextStyle::Small.resolve(ui.style());
        let text = fitted(ui, summary, small.clone(), rect.right() - from);
        let at = Pos2::new(from, rect.center().y);
        painter.text(at, Align2::LEFT_CENTER, text, small, palette.text);
    }
    let args = [("title", title), ("summary", summary)];
    let spoken = tf("fold-spoken", &args);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_expanded(open);
    });
    let help = match open {
        true => t("fold-close").to_owned(),
        false => tf("fold-open", &args),
    };
    explain(ui, response, &help)
}

fn chevron(ui: &Ui, rect: Rect, open: bool, colour: Color32) {
    let centre = rect.left_center() + Vec2::new(4.0, 0.0);
    let corner = |x: f32, y: f32| match open {
        true => centre + Vec2::new(y, x),
        false => centre + Vec2::new(x, y),
    };
    let line = vec![corner(-2.0, -4.0), corner(2.0, 0.0), corner(-2.0, 4.0)];
    let stroke = Stroke::new(1.5, colour);
    ui.painter().add(Shape::line(line, stroke));
}

/// As much of `text` as has room.
fn fitted(ui: &Ui, text: &str, font: FontId, room: f32) -> String {
    let width = |text: &str| {
        let galley =
            ui.painter()
                .layout_no_wrap(text.to_owned(), font.clone(), Color32::PLACEHOLDER);
        galley.size().x
    };
    let mut part = text.to_owned();
    let mut shown = part.clone();
    while width(&shown) > room && part.pop().is_some() {
        shown = format!("{}…", part.trim_end());
    }
    shown
}

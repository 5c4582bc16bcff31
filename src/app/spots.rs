//! Where the parts of the window are, by name, as they were drawn in this frame: so that something can point at them.

use std::collections::BTreeMap;

use eframe::egui::{Align, Context, Id, Pos2, Rect, Ui};

type Spots = BTreeMap<String, Rect>;

fn id() -> Id {
    Id::unique("spots")
}

/// Forgets what the frame before has drawn.
pub fn begin(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(id(), Spots::new()));
}

fn wanted() -> Id {
    Id::unique("spot-wanted")
}

/// Lets what is called `name` be scrolled into sight as soon as it is drawn.
pub fn want(ctx: &Context, name: String) {
    ctx.data_mut(|data| data.insert_temp(wanted(), name));
}

/// Scrolls to what is wanted, once.
fn scroll(ui: &Ui, name: &str, rect: Rect) {
    let found = ui.data(|data| data.get_temp::<String>(wanted()));
    if found.is_some_and(|found| found == name) {
        ui.scroll_to_rect(rect, Some(Align::Center));
        ui.data_mut(|data| data.remove::<String>(wanted()));
    }
}

/// Says that `rect` is a part of what is called `name`; parts that are scrolled out of sight are left out.
pub fn mark(ui: &Ui, name: impl Into<String>, rect: Rect) {
    let name = name.into();
    scroll(ui, &name, rect);
    let seen = rect.intersect(ui.clip_rect());
    if !seen.is_positive() {
        return;
    }
    ui.data_mut(|data| {
        let spots: &mut Spots = data.get_temp_mut_or_default(id());
        let spot = spots.entry(name).or_insert(seen);
        *spot = spot.union(seen);
    });
}

/// Draws `content` below what is there and marks the room that it takes. No scope is made for it: ids stay as they are.
pub fn marked<T>(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui) -> T) -> T {
    let top = ui.cursor().min;
    let found = content(ui);
    let bottom = ui.cursor().min.y - ui.spacing().item_spacing.y;
    let corner = Pos2::new(ui.max_rect().right(), bottom.max(top.y));
    mark(ui, name, Rect::from_min_max(top, corner));
    found
}

/// Where what is called `name` was drawn in this frame.
pub fn find(ctx: &Context, name: &str) -> Option<Rect> {
    ctx.data(|data| data.get_temp::<Spots>(id()))?
        .get(name)
        .copied()
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Context, RawInput, pos2, vec2};

    use super::*;

    #[test]
    fn parts_of_one_name_are_one_spot_and_are_forgotten_with_the_frame() {
        let ctx = Context::default();
        let at = |x: f32| Rect::from_min_size(pos2(x, 0.0), vec2(10.0, 10.0));
        let _ = ctx.run_ui(RawInput::default(), |ui| {
            begin(ui.ctx());
            mark(ui, "a", at(0.0));
            mark(ui, "a", at(50.0));
            mark(ui, "out of sight", at(-500.0));
            assert_eq!(find(ui.ctx(), "a"), Some(at(0.0).union(at(50.0))));
            assert_eq!(find(ui.ctx(), "out of sight"), None);
        });
        begin(&ctx);
        assert_eq!(find(&ctx, "a"), None);
    }
}

//! Escape, decided in one place: of everything that is open, what lies on top.

use eframe::egui::ModalResponse;

/// A dialog over the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// The sheet of keys and gestures.
    Help,
    /// The palette of commands.
    Palette,
    /// The dialog that writes figures.
    Export,
    /// The dialog that takes a path.
    Open,
    /// What data are, before anything is trained on them.
    Data,
    /// The list of lessons.
    Course,
    /// What is to be swept.
    Sweep,
}

/// What Escape can close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A menu, a legend or a list. egui closes it.
    Menu,
    /// A text or a number that is being written. egui leaves it.
    Text,
    /// A dialog.
    Dialog(Dialog),
    /// Knobs that move by themselves: they are held.
    Playing,
    /// The greeting of the first start, or the tour.
    Welcome,
    /// The figure of the laboratory that stands alone.
    LargeInLab,
    /// The laboratory.
    Lab,
    /// The grids of a sweep.
    Sweep,
    /// The chart in place of the figures.
    LargeChart,
    /// The figure that stands alone.
    LargeTile,
    /// The samples that alone are shown: those of a class, or of a cell of a confusion.
    PartAlone,
    /// The sample that a click keeps.
    KeptSample,
    /// The messages over the figures.
    Notices,
    /// The lesson.
    Lesson,
}

impl Layer {
    /// Whether egui closes it by itself, so that the key is left to it.
    pub fn is_eguis(self) -> bool {
        matches!(self, Self::Menu | Self::Text)
    }
}

/// What is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open<'a> {
    /// A menu, a legend or a list.
    pub menu: bool,
    /// A text is being written.
    pub writing: bool,
    /// In the order in which they were opened.
    pub dialogs: &'a [Dialog],
    /// Somebody is greeted, or shown around.
    pub welcome: bool,
    /// A lesson has the window.
    pub lesson: bool,
    /// Knobs move by themselves.
    pub playing: bool,
    /// The laboratory, which stands in place of the figures.
    pub lab: bool,
    /// One of its figures stands alone.
    pub large_in_lab: bool,
    /// The grids of a sweep stand in place of the figures.
    pub sweep: bool,
    /// A chart stands in place of the figures.
    pub large_chart: bool,
    /// A figure stands alone.
    pub large_tile: bool,
    /// Only a part of the samples is shown.
    pub part_alone: bool,
    /// A click keeps a sample.
    pub kept_sample: bool,
    /// There are messages.
    pub notices: bool,
}

/// What lies on top, which Escape closes.
pub fn top(open: &Open<'_>) -> Option<Layer> {
    let last = open.dialogs.last().copied();
    // These are a text field with little around it: they close as a whole.
    let whole = matches!(last, Some(Dialog::Palette | Dialog::Open));
    let text = open.writing && !whole;
    let layers = [
        open.menu.then_some(Layer::Menu),
        text.then_some(Layer::Text),
        last.map(Layer::Dialog),
        open.welcome.then_some(Layer::Welcome),
        open.playing.then_some(Layer::Playing),
        (open.lab && open.large_in_lab).then_some(Layer::LargeInLab),
        open.lab.then_some(Layer::Lab),
        open.sweep.then_some(Layer::Sweep),
        open.large_chart.then_some(Layer::LargeChart),
        open.large_tile.then_some(Layer::LargeTile),
        open.part_alone.then_some(Layer::PartAlone),
        open.kept_sample.then_some(Layer::KeptSample),
        open.notices.then_some(Layer::Notices),
        open.lesson.then_some(Layer::Lesson),
    ];
    layers.into_iter().flatten().next()
}

/// The dialogs that are open once the palette has gone.
pub fn below_palette(dialogs: &[Dialog]) -> Vec<Dialog> {
    let left = dialogs.iter().filter(|dialog| **dialog != Dialog::Palette);
    left.copied().collect()
}

/// Whether a click beside a dialog, or a button in it, asks to close it. egui's own answer would take Escape too.
pub fn clicked_away<T>(modal: &ModalResponse<T>) -> bool {
    modal.backdrop_response.clicked() || modal.response.should_close()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every order in which some of the dialogs can have been opened.
    fn orders() -> Vec<Vec<Dialog>> {
        let all = [Dialog::Help, Dialog::Palette, Dialog::Export, Dialog::Open];
        let mut found = vec![Vec::new()];
        for _ in all {
            let longer: Vec<Vec<Dialog>> = found
                .iter()
                .flat_map(|order| {
                    let free = all.into_iter().filter(|dialog| !order.contains(dialog));
                    free.map(|dialog| [order.as_slice(), &[dialog]].concat())
                })
                .collect();
            found.extend(longer);
        }
        found.sort_by_key(|order| {
            order
                .iter()
                .map(|dialog| *dialog as usize)
                .collect::<Vec<_>>()
        });
        found.dedup();
        found
    }

    /// What is open after `layer` was closed.
    fn without<'a>(open: &Open<'a>, layer: Layer) -> Open<'a> {
        let mut open = *open;
        match layer {
            Layer::Menu => open.menu = false,
            Layer::Text => open.writing = false,
            Layer::Dialog(_) => {
                // A text field of a dialog goes with it.
                open.dialogs = &open.dialogs[..open.dialogs.len() - 1];
                open.writing = false;
            }
            Layer::Playing => open.playing = false,
            Layer::Welcome => open.welcome = false,
            Layer::Lesson => open.lesson = false,
            Layer::LargeInLab => open.large_in_lab = false,
            Layer::Lab => open.lab = false,
            Layer::Sweep => open.sweep = false,
            Layer::LargeChart => open.large_chart = false,
            Layer::LargeTile => open.large_tile = false,
            Layer::PartAlone => open.part_alone = false,
            Layer::KeptSample => open.kept_sample = false,
            Layer::Notices => open.notices = false,
        }
        open
    }

    /// The layers in the order in which they lie over each other, dialogs as they were opened.
    fn expected(open: &Open<'_>) -> Vec<Layer> {
        let on_top = open.dialogs.last();
        let field_on_top = on_top == Some(&Dialog::Palette) || on_top == Some(&Dialog::Open);
        let mut layers = Vec::new();
        let mut add = |on: bool, layer: Layer| layers.extend(on.then_some(layer));
        add(open.menu, Layer::Menu);
        add(open.writing && !field_on_top, Layer::Text);
        for dialog in open.dialogs.iter().rev() {
            add(true, Layer::Dialog(*dialog));
        }
        add(open.welcome, Layer::Welcome);
        add(open.playing, Layer::Playing);
        add(open.lab && open.large_in_lab, Layer::LargeInLab);
        add(open.lab, Layer::Lab);
        add(open.sweep, Layer::Sweep);
        add(open.large_chart, Layer::LargeChart);
        add(open.large_tile, Layer::LargeTile);
        add(open.part_alone, Layer::PartAlone);
        add(open.kept_sample, Layer::KeptSample);
        add(open.notices, Layer::Notices);
        add(open.lesson, Layer::Lesson);
        layers
    }

    #[test]
    fn whatever_is_open_closes_from_the_top_one_by_one() {
        let (alone, pairs, threes, all) = (4, 12, 24, 24);
        assert_eq!(orders().len(), 1 + alone + pairs + threes + all);
        for dialogs in orders() {
            for on in 0..1_u32 << 13 {
                let bit = |place: u32| on & (1 << place) != 0;
                let mut open = Open {
                    menu: bit(0),
                    writing: bit(1),
                    dialogs: &dialogs,
                    lab: bit(2),
                    large_in_lab: bit(3),
                    large_chart: bit(4),
                    large_tile: bit(5),
                    part_alone: bit(6),
                    kept_sample: bit(7),
                    notices: bit(8),
                    playing: bit(9),
                    welcome: bit(10),
                    lesson: bit(11),
                    sweep: bit(12),
                };
                let expect = expected(&open);
                let mut closed = Vec::new();
                while let Some(layer) = top(&open) {
                    closed.push(layer);
                    open = without(&open, layer);
                }
                assert_eq!(closed, expect);
            }
        }
    }

    #[test]
    fn the_dialog_that_was_opened_last_closes_first() {
        fn check(dialogs: &[Dialog], expect: Dialog) {
            let open = Open {
                dialogs,
                lab: true,
                ..Open::default()
            };
            assert_eq!(top(&open), Some(Layer::Dialog(expect)));
        }
        check(&[Dialog::Help, Dialog::Export], Dialog::Export);
        check(&[Dialog::Export, Dialog::Help], Dialog::Help);
        check(&[Dialog::Help, Dialog::Palette], Dialog::Palette);
        check(&[Dialog::Help, Dialog::Data], Dialog::Data);
    }

    #[test]
    fn nothing_open_leaves_the_key_alone() {
        assert_eq!(top(&Open::default()), None);
        let hidden = Open {
            large_in_lab: true,
            ..Open::default()
        };
        assert_eq!(top(&hidden), None, "what the closed laboratory would show");
    }
}

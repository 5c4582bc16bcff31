//! A [`GridFigure`] as a display list: a heat map with the values of its two keys beside and below it, the bounds of the keys
//! as curves over it, and a bar that tells what the colours mean. A pointer hits its cells.

use super::{Anchor, Camera, Frame, List, Paint, Pen, Target, Text, globe, plane, shortened};
use crate::figure::{
    Figure,
    grid::{Curve, GridFigure, Side},
};
use crate::look::{Rgba, size};

/// Sizes and gaps, in sizes of the type: a line of text, what is free beside a text, the width of the bar of colours.
const LINE: f64 = 1.4;
const GAP: f64 = 0.45;
const BAR: f64 = 0.8;
/// A number takes at most this part of its cell's width; one that would be smaller than this, in sizes of the type, is left
/// out.
const NUMBER: f64 = 0.86;
const SMALLEST: f64 = 0.6;
/// A picture is drawn where a cell has this side left for it, in sizes of the type.
const ROOM_FOR_PICTURE: f64 = 4.0;
/// How far above the end of its bound a name may stand, in sizes of the type, the best place first.
const UP: [f64; 5] = [0.8, -0.8, 1.8, -1.8, 0.0];
/// Width of the rim in the colour of the mean around a picture, in points of the window.
const RIM: f64 = 2.5;
/// How much of the full colour the least mean has.
const FAINTEST: f64 = 0.06;
/// The letters of a picture in a cell, in sizes of the type: what sets the width of its lines.
const SMALL: f64 = 0.45;

/// Where everything is.
struct Laid {
    cells: Frame,
    columns: usize,
    rows: usize,
}

impl Laid {
    fn new(pen: &Pen<'_>, frame: &Frame, figure: &GridFigure) -> Self {
        let widest = |texts: &[String]| texts.iter().map(|t| pen.width(t)).fold(0.0, f64::max);
        let named = |side: &Side| {
            if side.name.is_empty() {
                0.0
            } else {
                LINE * pen.font
            }
        };
        let ends = [figure.range.0, figure.range.1].map(|end| figure.metric.written(end));
        let left =
            named(&figure.y) + widest(&figure.y.values).min(0.3 * frame.width) + GAP * pen.font;
        let right = (2.0 * GAP + BAR + GAP) * pen.font + widest(&ends);
        let (above, below) = (GAP * pen.font, LINE * pen.font + named(&figure.x));
        Self {
            cells: Frame::new(
                frame.x + left,
                frame.y + above,
                (frame.width - left - right).max(1.0),
                (frame.height - above - below).max(1.0),
            ),
            columns: figure.columns(),
            rows: figure.rows(),
        }
    }

    /// A place in cells, from the middle of the one below on the left, on the page.
    fn at(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let (width, height) = self.side();
        [
            self.cells.x + (x + 0.5) * width,
            self.cells.bottom() - (y + 0.5) * height,
        ]
    }

    fn side(&self) -> (f64, f64) {
        let (width, height) = (self.cells.width, self.cells.height);
        (width / self.columns as f64, height / self.rows as f64)
    }

    fn cell(&self, row: usize, column: usize) -> Frame {
        let (width, height) = self.side();
        Frame::around(self.at([column as f64, row as f64]), [width, height])
    }
}

/// Draws the figure into `frame`.
pub fn draw(list: &mut List, pen: &Pen<'_>, frame: &Frame, figure: &GridFigure) {
    let laid = Laid::new(pen, frame, figure);
    list.open("grid");
    let mut words = Vec::new();
    for row in 0..laid.rows {
        for column in 0..laid.columns {
            let cell = laid.cell(row, column);
            words.extend(draw_cell(list, pen, figure, (row, column), &cell));
            list.hit(cell, Target::Cell(row, column));
        }
    }
    for curve in &figure.bounds {
        draw_curve(list, pen, &laid, curve);
    }
    let mut taken: Vec<Frame> = words.iter().map(|text| text.frame(pen.measure)).collect();
    // Over the curves, which make room for them.
    for (text, frame) in words.into_iter().zip(&taken) {
        if let Some(ground) = text.halo.filter(|_| !figure.bounds.is_empty()) {
            list.rect("", frame.shrunk(-0.15 * pen.font), Paint::fill(ground));
        }
        list.text("mean", text);
    }
    for curve in &figure.bounds {
        taken.extend(draw_name(list, pen, &laid, (curve, &taken)));
    }
    draw_sides(list, pen, (frame, &laid), figure);
    draw_bar(list, pen, &laid, figure);
    list.close();
}

/// The colour of a mean.
fn colour(pen: &Pen<'_>, share: f64) -> Rgba {
    let [empty, full, _] = pen.style.cells();
    empty.mix(full, FAINTEST + (1.0 - FAINTEST) * share)
}

fn draw_cell(
    list: &mut List,
    pen: &Pen<'_>,
    figure: &GridFigure,
    (row, column): (usize, usize),
    frame: &Frame,
) -> Vec<Text> {
    let inner = frame.shrunk(0.5 * pen.unit());
    let found = figure.cell(row, column).filter(|cell| cell.n > 0);
    let Some(cell) = found.filter(|cell| cell.mean.is_finite()) else {
        // Not trained yet, or of no number.
        let paint = Paint::stroke(pen.style.grid(), size::line::GRID * pen.unit());
        list.rect("missing", inner, paint);
        let ground = pen.style.ground();
        return Vec::from_iter(number(pen, ("–", ground), frame.centre(), frame.width));
    };
    let fill = colour(pen, figure.share(cell.mean));
    list.rect("cell", inner, Paint::fill(fill));
    let mean = figure.metric.written(cell.mean);
    let spread = match cell.std.is_finite() {
        true => format!("± {}", figure.metric.spread(cell.std)),
        false => String::new(),
    };
    let line = LINE * pen.font;
    let (high, foot) = (frame.height - line, frame.bottom() - line);
    let room = Frame::new(frame.x, frame.y, frame.width, high).shrunk(RIM * pen.unit());
    let picture = figure.pictures.get(row * figure.columns() + column);
    let picture = picture.and_then(Option::as_ref);
    let least = ROOM_FOR_PICTURE * pen.font;
    if let Some(picture) = picture.filter(|_| room.width.min(room.height) >= least) {
        list.rect("ground", room, Paint::fill(pen.style.ground()));
        draw_picture(list, pen, picture, &room.shrunk(0.04 * room.height));
        let both = format!("{mean} {spread}");
        let fits = pen.width(both.trim()) <= NUMBER * frame.width;
        let text = if fits { both.trim() } else { &mean };
        let at = [frame.centre()[0], foot + 0.5 * line];
        return Vec::from_iter(number(pen, (text, fill), at, frame.width));
    }
    let [x, y] = frame.centre();
    let two = !spread.is_empty() && frame.height >= 2.6 * pen.font;
    let up = if two { 0.6 * pen.font } else { 0.0 };
    let below = two.then(|| number(pen, (&spread, fill), [x, y + up], frame.width));
    let above = number(pen, (&mean, fill), [x, y - up], frame.width);
    above.into_iter().chain(below.flatten()).collect()
}

/// A number over this colour, no wider than its cell; `None` where that would be too small to read.
fn number(pen: &Pen<'_>, (text, ground): (&str, Rgba), at: [f64; 2], width: f64) -> Option<Text> {
    let size = pen.font * (NUMBER * width / pen.width(text).max(1e-6)).min(1.0);
    let ink = match ground.intensity() < 0.55 {
        true => Rgba::WHITE,
        false => Rgba::BLACK,
    };
    let text = Text::new(text, at, size, ink).halo(Some(ground));
    (size >= SMALLEST * pen.font).then_some(text)
}

/// What a run looks like, small and without a word.
fn draw_picture(list: &mut List, pen: &Pen<'_>, picture: &Figure, frame: &Frame) {
    let said = [pen.words.zone, pen.words.band];
    let small = Pen {
        font: SMALL * pen.font,
        named: false,
        live: false,
        explained: &said,
        ..*pen
    };
    match picture {
        Figure::Plane(figure) => {
            let view = plane::fitted(&small, frame, figure);
            plane::draw(list, &small, frame, figure, &view);
        }
        Figure::Globe(figure) => {
            let view = globe::fitted(&small, frame, figure, &Camera::default());
            globe::draw(list, &small, frame, frame, figure, &view);
        }
        Figure::Matrix(_) | Figure::Between(_) => {}
    }
}

/// A bound.
fn draw_curve(list: &mut List, pen: &Pen<'_>, laid: &Laid, curve: &Curve) {
    let [on, off] = size::line::DASH.map(|length| length * pen.unit());
    let ground = Paint::stroke(
        pen.style.ground().faded(0.6),
        1.8 * size::line::CURVE * pen.unit(),
    );
    let paint = Paint::stroke(pen.style.text(), size::line::CURVE * pen.unit()).dashed(on, off);
    for part in &curve.parts {
        let points: Vec<[f64; 2]> = part.iter().map(|point| laid.at(*point)).collect();
        list.line("", &points, ground);
        list.line("bound", &points, paint);
    }
}

/// The name of a bound where it leaves the cells, clear of what is `taken` if that can be; the room that it takes.
fn draw_name(
    list: &mut List,
    pen: &Pen<'_>,
    laid: &Laid,
    (curve, taken): (&Curve, &[Frame]),
) -> Option<Frame> {
    let [x, y] = laid.at(*curve.parts.last()?.last()?);
    let size = [pen.width(&curve.text), LINE * pen.font];
    let within = laid.cells.shrunk(0.3 * pen.font);
    let aside = 0.5 * size[0] + GAP * pen.font;
    let places = UP
        .iter()
        .flat_map(|up| [-aside, aside].map(|aside| [x + aside, y - up * pen.font]));
    let mut places = places.map(|at| Frame::around(at, size).kept_in(&within));
    let first = places.next()?;
    let mut all = std::iter::once(first).chain(places);
    let clear = all.find(|frame| !taken.iter().any(|other| other.meets(frame)));
    let label = clear.unwrap_or(first);
    let text = Text::new(
        curve.text.as_str(),
        label.centre(),
        pen.font,
        pen.style.text(),
    );
    list.text("bound", text.halo(Some(pen.style.ground().faded(0.85))));
    Some(label)
}

/// The values of both keys, so many of them as there is room for, and what the keys are called.
fn draw_sides(list: &mut List, pen: &Pen<'_>, (frame, laid): (&Frame, &Laid), figure: &GridFigure) {
    let (width, height) = laid.side();
    let (cells, quiet, ink) = (&laid.cells, pen.style.quiet(), pen.style.text());
    let widest = figure
        .x
        .values
        .iter()
        .map(|text| pen.width(text))
        .fold(1.0, f64::max);
    let every = ((widest + GAP * pen.font) / width).ceil().clamp(1.0, 1e6) as usize;
    let foot = cells.bottom() + 0.5 * LINE * pen.font;
    for (column, text) in figure.x.values.iter().enumerate().step_by(every) {
        let at = [laid.at([column as f64, 0.0])[0], foot];
        let text = shortened(pen.measure, text, pen.font, every as f64 * width);
        list.text("tick", Text::new(text, at, pen.font, quiet));
    }
    let every = (LINE * pen.font / height).ceil().clamp(1.0, 1e6) as usize;
    let room = 0.3 * frame.width;
    for (row, text) in figure.y.values.iter().enumerate().step_by(every) {
        let at = [cells.x - GAP * pen.font, laid.at([0.0, row as f64])[1]];
        let text = shortened(pen.measure, text, pen.font, room);
        list.text(
            "tick",
            Text::new(text, at, pen.font, quiet).anchor(Anchor::End),
        );
    }
    let at = [cells.centre()[0], foot + LINE * pen.font];
    list.text("axis", Text::new(figure.x.name.as_str(), at, pen.font, ink));
    let at = [frame.x + 0.6 * pen.font, cells.centre()[1]];
    let name = shortened(pen.measure, &figure.y.name, pen.font, cells.height);
    // A letter stands upright.
    let upright = name.chars().count() <= 2;
    let text = Text::new(name, at, pen.font, ink);
    list.text("axis", if upright { text } else { text.upwards() });
}

/// The colours from the least mean, below, to the greatest.
fn draw_bar(list: &mut List, pen: &Pen<'_>, laid: &Laid, figure: &GridFigure) {
    const STEPS: usize = 24;
    let (low, high) = figure.range;
    if !low.is_finite() || !high.is_finite() {
        return;
    }
    let cells = &laid.cells;
    let left = cells.right() + 2.0 * GAP * pen.font;
    let step = cells.height / STEPS as f64;
    for place in 0..STEPS {
        let top = cells.bottom() - (place + 1) as f64 * step;
        let part = Frame::new(left, top, BAR * pen.font, 1.05 * step);
        let share = place as f64 / (STEPS - 1) as f64;
        list.rect("scale", part, Paint::fill(colour(pen, share)));
    }
    let x = left + (BAR + GAP) * pen.font;
    let half = 0.5 * pen.font;
    for (value, y) in [(low, cells.bottom() - half), (high, cells.y + half)] {
        let text = figure.metric.written(value);
        let text = Text::new(text, [x, y], pen.font, pen.style.quiet());
        list.text("tick", text.anchor(Anchor::Start));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        draw::{Measure as _, Outlines, Shape},
        figure::grid::metric,
        look::{Style, Theme},
        sweep::Spread,
    };

    fn figure(columns: usize, rows: usize) -> GridFigure {
        let side = |name: &str, count: usize| Side {
            name: name.to_owned(),
            values: (0..count).map(|i| format!("0.{i}")).collect(),
        };
        let spread = |i: usize| Spread {
            mean: 0.8 + 0.01 * i as f64,
            std: 0.02,
            n: usize::from(i != 1) * 3,
        };
        GridFigure {
            x: side("m", columns),
            y: side("s", rows),
            metric: metric("test_accuracy"),
            cells: (0..columns * rows).map(spread).collect(),
            range: (0.8, 0.8 + 0.01 * (columns * rows - 1) as f64),
            bounds: vec![Curve {
                text: "m ≤ 0.5".to_owned(),
                parts: vec![vec![[1.5, -0.5], [1.5, rows as f64 - 0.5]]],
            }],
            pictures: Vec::new(),
        }
    }

    fn drawn(figure: &GridFigure, width: f64) -> List {
        let pen = Pen::new(Style::new(Theme::Light), &Outlines, 10.7);
        let mut list = List::default();
        draw(&mut list, &pen, &Frame::new(0.0, 0.0, width, width), figure);
        list
    }

    fn texts<'a>(list: &'a List, name: &str) -> Vec<&'a Text> {
        let named = list.items.iter().filter(|item| item.name == name);
        let text = named.filter_map(|item| match &item.shape {
            Shape::Text(text) => Some(text),
            _ => None,
        });
        text.collect()
    }

    #[test]
    fn every_cell_is_hit_and_says_its_mean() {
        let figure = figure(3, 2);
        let list = drawn(&figure, 300.0);
        let cells: Vec<Target> = list.hits.iter().map(|(_, target)| *target).collect();
        let all = (0..2).flat_map(|row| (0..3).map(move |column| Target::Cell(row, column)));
        assert_eq!(cells, all.collect::<Vec<_>>());
        // Rows count from below.
        assert!(list.hits[0].0.y > list.hits[3].0.y);
        let said: Vec<&str> = texts(&list, "mean")
            .iter()
            .map(|t| t.text.as_str())
            .collect();
        assert!(
            said.contains(&"80.0") && said.contains(&"± 2.0"),
            "{said:?}"
        );
        assert!(said.contains(&"–"), "a cell without a run: {said:?}");
        assert_eq!(texts(&list, "bound")[0].text, "m ≤ 0.5");
        let line = list.items.iter().find(|item| item.name == "bound").unwrap();
        let Shape::Path(path, _) = &line.shape else {
            panic!("{line:?}");
        };
        let box_ = path.lines()[0][0];
        let middle = (list.hits[1].0.right(), list.hits[2].0.x);
        assert!((box_[0] - middle.0).abs() < 1e-6 && (box_[0] - middle.1).abs() < 1e-6);
    }

    #[test]
    fn nothing_is_wider_than_its_cell_or_out_of_the_figure() {
        for (columns, rows, width) in [
            (3, 2, 300.0),
            (6, 4, 317.0),
            (12, 9, 317.0),
            (40, 30, 200.0),
        ] {
            let list = drawn(&figure(columns, rows), width);
            let cell = list.hits[0].0;
            for text in texts(&list, "mean") {
                assert!(Outlines.width(&text.text, text.size) <= cell.width + 1e-6);
            }
            let page = Frame::new(-1.0, -1.0, width + 2.0, width + 2.0);
            for name in ["tick", "axis", "metric", "mean", "bound"] {
                for text in texts(&list, name) {
                    let frame = text.frame(&Outlines);
                    assert!(page.contains(&frame), "{columns}: {text:?}");
                }
            }
        }
    }
}

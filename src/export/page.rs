//! The panels on the page: in rows, each with its letter and title, the legend below.

use super::caption;
use super::legend::Legend;
use super::size::PX_PER_MM;
use super::svg::Writer;
use super::write::write;
use super::{Drawing, ExportError, Layout, Length, Panel};
use crate::draw::{
    Camera, Frame, List, Measure as _, Paint, Pen, Text, Typeface, between, chart, globe, grid,
    matrix, plane, shortened,
};
use crate::figure::{Figure, chart::ChartFigure};
use crate::look::Style;
use crate::text::pieces;

/// In panels narrower than this, in sizes of the type, names are left to the legend.
const ROOM_FOR_NAMES: f64 = 19.0;
/// The narrowest that panels get by being put side by side, in sizes of the type; more where one is a chart or a matrix.
const NARROW: f64 = 10.5;
const NARROW_CHART: f64 = 17.0;
/// The smallest side of a panel, in sizes of the type.
const SMALLEST: f64 = 4.0;
/// Space around and between panels, height of a line of a title, and space below the title, in sizes of the type.
const GAP: f64 = 0.6;
const LINE: f64 = 1.2;
const BELOW: f64 = 0.4;
/// The part of a page's height that a legend may take where the page cannot grow.
const LEGEND: f64 = 0.45;
/// Height of a chart's curves in parts of its width, and the least that a page grows for, in sizes of the type.
const PLOT: f64 = 0.5;
const LOWEST: f64 = 9.0;
/// A page that grows may take another number of columns, so its panels are measured again so often.
const GROWTHS: usize = 4;

/// The panels as an SVG document.
///
/// # Errors
/// When there is nothing to draw, or a size is out of range.
pub fn svg(panels: &[Panel], style: &Style, layout: &Layout) -> Result<String, ExportError> {
    layout.check()?;
    if panels.is_empty() {
        return Err(ExportError::Empty);
    }
    let (width, height) = layout.px();
    let mut list = List::default();
    if !layout.transparent {
        let page = Frame::new(0.0, 0.0, width, height);
        list.rect("ground", page, Paint::fill(style.ground()));
    }
    let page = Page::new(panels, layout);
    if page.cell.0.min(page.cell.1) < SMALLEST * page.font {
        return Err(ExportError::Crowded {
            panels: panels.len(),
            width,
            height,
        });
    }
    let roomy = page.cell.0.min(page.cell.1) >= ROOM_FOR_NAMES * page.font;
    let pen = Pen {
        halo: (!layout.transparent).then_some(style.ground().faded(0.85)),
        named: roomy || !page.legend.is_there(),
        ..Pen::new(*style, &page.typeface, page.font)
    };
    for (number, panel) in panels.iter().enumerate() {
        draw_panel(&mut list, &pen, &page, number, panel);
    }
    page.legend.draw(&mut list, &pen, &page.legend_frame());
    let size = (layout.width.written(), layout.height.written());
    document(&list, layout, &size)
}

/// Where the panels are on the page without their titles, px.
pub fn frames(panels: &[Panel], layout: &Layout) -> Vec<Frame> {
    let page = Page::new(panels, layout);
    (0..panels.len()).map(|number| page.frame(number)).collect()
}

/// A display list as an SVG document of the layout's size; `written` are its attributes `width` and `height`.
fn document(
    list: &List,
    layout: &Layout,
    written: &(String, String),
) -> Result<String, ExportError> {
    let mut writer = Writer::new(layout.typeface);
    write(&mut writer, list, layout.raster_above)?;
    Ok(writer.document(layout.px(), &written.0, &written.1))
}

/// A display list as an SVG document of the layout's size in px.
///
/// # Errors
/// When a size is out of range.
pub fn svg_of(list: &List, layout: &Layout) -> Result<String, ExportError> {
    layout.check()?;
    let (width, height) = layout.px();
    document(list, layout, &(width.to_string(), height.to_string()))
}

fn draw_panel(list: &mut List, pen: &Pen<'_>, page: &Page, number: usize, panel: &Panel) {
    let frame = page.frame(number);
    list.open("panel");
    let title = title_of(number, panel, page.panels);
    for (row, line) in lines_of(&title, (page.typeface, page.font), page.cell.0)
        .iter()
        .enumerate()
    {
        let y =
            frame.y - page.titles[number / page.columns] + (0.5 + row as f64) * LINE * page.font;
        let at = [frame.x + frame.width / 2.0, y];
        list.text("title", Text::new(line, at, page.font, pen.style.text()));
    }
    draw_in(list, pen, &frame, &panel.drawing, &panel.camera);
    list.close();
}

/// Draws what a panel shows into `frame`.
pub fn draw_in(list: &mut List, pen: &Pen<'_>, frame: &Frame, drawing: &Drawing, camera: &Camera) {
    match drawing {
        Drawing::Figure(Figure::Plane(figure)) => {
            let view = plane::fitted(pen, frame, figure);
            plane::draw(list, pen, frame, figure, &view);
        }
        Drawing::Figure(Figure::Globe(figure)) => {
            let view = globe::fitted(pen, frame, figure, camera);
            globe::draw(list, pen, frame, frame, figure, &view);
        }
        Drawing::Figure(Figure::Matrix(figure)) => matrix::draw(list, pen, frame, figure),
        Drawing::Figure(Figure::Between(figure)) => between::draw(list, pen, frame, figure),
        Drawing::Chart(figure) => {
            chart::draw(list, pen, frame, figure);
        }
        Drawing::Grid(figure) => grid::draw(list, pen, frame, figure),
    }
}

/// Where everything is on the page, in px.
struct Page {
    width: f64,
    typeface: Typeface,
    font: f64,
    columns: usize,
    panels: usize,
    /// Width and height of a panel without its title.
    cell: (f64, f64),
    /// Height of the titles of each row.
    titles: Vec<f64>,
    legend: Legend,
    gap: f64,
}

impl Page {
    fn new(panels: &[Panel], layout: &Layout) -> Self {
        let (width, height) = layout.px();
        let mut page = Self::unsized_of(panels, layout);
        page.legend = page.legend_of(
            panels,
            layout,
            match layout.whole_legend {
                true => f64::INFINITY,
                false => LEGEND * height,
            },
        );
        let free = height - page.legend.height - page.gap;
        let count = panels.len();
        let size = |columns: usize| {
            let rows = count.div_ceil(columns) as f64;
            let titles: f64 = page.titles_of(panels, columns).iter().sum();
            (page.across(columns), (free - titles) / rows - page.gap)
        };
        // A panel is about as high as it is wide; the rest of a cell stays empty.
        let fits = |columns: &usize| size(*columns).0.min(size(*columns).1);
        let best = (1..=count).max_by(|a, b| fits(a).total_cmp(&fits(b)));
        let wanted = layout.columns.map(|columns| columns.clamp(1, count));
        let columns = wanted.or(best).unwrap_or(1);
        let cell = size(columns);
        page.titles = page.titles_of(panels, columns);
        (page.columns, page.cell, page.width) = (columns, cell, width);
        page
    }

    /// The legend, if it may be as high as `height` px.
    fn legend_of(&self, panels: &[Panel], layout: &Layout, height: f64) -> Legend {
        let room = (self.width - 2.0 * self.gap, height);
        Legend::new(panels, layout.legend, (self.typeface, self.font), room)
    }

    /// Everything that does not depend on the height.
    fn unsized_of(panels: &[Panel], layout: &Layout) -> Self {
        let (font, width) = (layout.font_px(), layout.width.px());
        let gap = GAP * font;
        Self {
            width,
            typeface: layout.typeface,
            font,
            columns: 1,
            panels: panels.len(),
            cell: (0.0, 0.0),
            titles: Vec::new(),
            legend: Legend::default(),
            gap,
        }
    }

    /// Height of the highest title of each row with the space below it; 0 where there is none.
    fn titles_of(&self, panels: &[Panel], columns: usize) -> Vec<f64> {
        let across = self.across(columns);
        let lines = |number: usize, panel: &Panel| {
            let title = title_of(number, panel, panels.len());
            lines_of(&title, (self.typeface, self.font), across).len()
        };
        let all: Vec<usize> = panels
            .iter()
            .enumerate()
            .map(|(i, panel)| lines(i, panel))
            .collect();
        let row = |lines: &[usize]| match lines.iter().copied().max().unwrap_or(0) {
            0 => 0.0,
            lines => (LINE * lines as f64 + BELOW) * self.font,
        };
        all.chunks(columns).map(row).collect()
    }

    /// Height of a chart of this width whose curves have a height of `plot`.
    fn chart(&self, figure: &ChartFigure, across: f64, plot: f64) -> f64 {
        // How wide letters are does not depend on the colours.
        let style = Style::new(crate::look::Theme::Light);
        let pen = Pen::new(style, &self.typeface, self.font);
        chart::height(&pen, across, figure, plot)
    }

    /// By how much the page is too low for its panels, px.
    fn lacks(&self, panels: &[Panel]) -> f64 {
        let lowest = LOWEST * self.font;
        let needs = panels.iter().map(|panel| match &panel.drawing {
            Drawing::Chart(figure) => self.chart(figure, self.cell.0, lowest),
            Drawing::Figure(_) | Drawing::Grid(_) => lowest.min(self.cell.0),
        });
        let needed = needs.fold(0.0, f64::max);
        let rows = self.panels.div_ceil(self.columns) as f64;
        (needed - self.cell.1).max(0.0) * rows
    }

    /// Width of a panel.
    fn across(&self, columns: usize) -> f64 {
        (self.width - self.gap) / columns as f64 - self.gap
    }

    /// The place of a panel without its title; a last row that is not full stands in the middle.
    fn frame(&self, number: usize) -> Frame {
        let (row, column) = (number / self.columns, number % self.columns);
        let in_row = (self.panels - row * self.columns).min(self.columns);
        let (across, down) = (self.cell.0 + self.gap, self.cell.1 + self.gap);
        let missing = (self.columns - in_row) as f64 * across / 2.0;
        Frame::new(
            self.gap + missing + column as f64 * across,
            self.gap + row as f64 * down + self.titles.iter().take(row + 1).sum::<f64>(),
            self.cell.0,
            self.cell.1,
        )
    }

    fn legend_frame(&self) -> Frame {
        let rows = self.panels.div_ceil(self.columns) as f64;
        let titles: f64 = self.titles.iter().sum();
        let top = self.gap + rows * (self.cell.1 + self.gap) + titles;
        let width = self.width - 2.0 * self.gap;
        Frame::new(self.gap, top, width, self.legend.height)
    }
}

/// A panel's title with its letter, where there are several.
fn title_of(number: usize, panel: &Panel, panels: usize) -> String {
    if panels == 1 {
        return panel.title.clone();
    }
    let letter = caption::letter(number);
    format!("({letter}) {}", panel.title).trim_end().to_owned()
}

/// A title in lines of at most this width, broken between words.
fn lines_of(title: &str, (typeface, size): (Typeface, f64), room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // No break inside of `m = 0.2` or behind `(a)`.
    let title = title
        .replace(" = ", "\u{a0}=\u{a0}")
        .replacen(") ", ")\u{a0}", 1);
    for piece in pieces(&title) {
        let longer = lines.last().map(|line| format!("{line}{piece}"));
        match longer.filter(|longer| typeface.width(longer.trim_end(), size) <= room) {
            Some(longer) => {
                lines.pop();
                lines.push(longer);
            }
            None => lines.push(piece.to_owned()),
        }
    }
    let fitting = |line: String| {
        let line = line.trim().replace('\u{a0}', " ");
        shortened(&typeface, &line, size, room)
    };
    lines.into_iter().map(fitting).collect()
}

impl Layout {
    /// The height that suits panels as wide as `width` lets them be: 1 is square.
    #[must_use]
    pub fn fitted(width: Length, panels: &[Panel], legend: bool) -> Self {
        let mut layout = Self::new(width, width);
        layout.font_size = super::size::type_of(width, width);
        layout.legend = legend;
        layout.fit_height(panels)
    }

    /// The same with the height that suits the panels and a legend of all their classes.
    #[must_use]
    pub fn fit_height(mut self, panels: &[Panel]) -> Self {
        self.whole_legend = true;
        let px = height_of(panels, &self);
        self.set_height(px);
        self
    }

    /// The same, higher where the legends would else take the panels' room: none drops an entry, and no panel is lower than
    /// a figure can be read at.
    #[must_use]
    pub fn grown(mut self, panels: &[Panel]) -> Self {
        if panels.is_empty() || self.check().is_err() {
            // Drawing tells what is wrong.
            return self;
        }
        self.whole_legend = true;
        for _ in 0..GROWTHS {
            let page = Page::new(panels, &self);
            let more = page.lacks(panels);
            if more <= 0.0 {
                break;
            }
            self.set_height(self.height.px() + more);
        }
        self
    }

    fn set_height(&mut self, px: f64) {
        self.height = match self.width {
            Length::Mm(_) => Length::Mm((px / PX_PER_MM).ceil()),
            Length::Px(_) => Length::Px(px.ceil()),
        };
    }
}

/// The height in px that suits the panels on a page of the layout's width.
fn height_of(panels: &[Panel], layout: &Layout) -> f64 {
    let page = Page::unsized_of(panels, layout);
    let count = panels.len().max(1);
    let narrow = match panels.iter().all(Panel::has_classes) {
        true => NARROW,
        false => NARROW_CHART,
    };
    let most = (page.width / (narrow * page.font)).floor() as usize;
    let rows = count.div_ceil(layout.columns.unwrap_or(most).clamp(1, count));
    let columns = count.div_ceil(rows);
    let across = page.across(columns);
    let titles: f64 = page.titles_of(panels, columns).iter().sum();
    let all = |cell: f64| (cell + page.gap) * rows as f64 + titles + page.gap;
    let cells = panels.iter().map(|panel| {
        let usual = across * aspect(panel);
        match &panel.drawing {
            // Its legend stands below where it would hide something, and takes nothing from the curves.
            Drawing::Chart(figure) => page.chart(figure, across, PLOT * across).max(usual),
            Drawing::Figure(_) | Drawing::Grid(_) => usual,
        }
    });
    let mut cell = cells.fold(0.0, f64::max);
    let legend = page.legend_of(panels, layout, f64::INFINITY);
    if legend.is_there() && across < ROOM_FOR_NAMES * page.font {
        // With its names in the legend a circle needs as much height as width.
        cell = cell.max(across);
    }
    all(cell) + legend.height
}

/// Height of a panel in parts of its width.
fn aspect(panel: &Panel) -> f64 {
    match &panel.drawing {
        Drawing::Chart(_) => 0.7,
        // Cells about as high as wide, with room for what stands around them.
        Drawing::Grid(figure) => {
            let cells = figure.rows() as f64 / figure.columns() as f64;
            (0.85 * cells + 0.12).clamp(0.3, 1.1)
        }
        // Lower than wide: names take more room beside a circle than above it.
        Drawing::Figure(Figure::Plane(_)) => 0.86,
        Drawing::Figure(Figure::Globe(_)) => 0.9,
        Drawing::Figure(Figure::Matrix(_) | Figure::Between(_)) => 1.0,
    }
}

//! Writing a display list as SVG.

use std::f64::consts::{PI, TAU};

use super::svg::{Writer, data};
use super::{ExportError, marker, raster};
use crate::draw::{Item, List, Paint, Path, Point, Shape, globe::vectors};

/// Writes what `list` shows; where one item has more than `most_dots` dots they become pixels.
///
/// # Errors
/// When those pixels cannot be made.
pub fn write(writer: &mut Writer, list: &List, most_dots: usize) -> Result<(), ExportError> {
    let mut items = list.items.iter();
    items.try_for_each(|item| write_item(writer, item, most_dots))
}

fn write_item(writer: &mut Writer, item: &Item, most_dots: usize) -> Result<(), ExportError> {
    let name = item.name.as_ref();
    match &item.shape {
        Shape::Open => writer.open(name),
        Shape::Close => writer.close(),
        Shape::Path(path, paint) => writer.path(name, data(path), paint),
        Shape::Circle(centre, radius, paint) => writer.circle(name, *centre, *radius, paint),
        Shape::Rect(frame, paint) => writer.rect(name, frame, paint),
        Shape::Sector {
            centre,
            angles,
            radii,
            fill,
        } => {
            let path = sector(*centre, *angles, *radii);
            writer.path(name, data(&path), &Paint::fill(*fill).even_odd());
        }
        Shape::Area { top, bottom, fill } => {
            let ends = [top.first(), top.last()].map(|end| end.map_or(0.0, |at| at[0]));
            let below = [[ends[1], *bottom], [ends[0], *bottom]];
            let path = Path::default()
                .line(top.iter().copied().chain(below))
                .close();
            writer.path(name, data(&path), &Paint::fill(*fill));
        }
        Shape::Band { top, bottom, fill } => {
            let back = bottom.iter().rev().copied();
            let path = Path::default().line(top.iter().copied().chain(back));
            writer.path(name, data(&path.close()), &Paint::fill(*fill));
        }
        Shape::Text(text) => writer.text(name, text),
        Shape::Glow(centre, radius, glow) => writer.glow(*centre, *radius, glow),
        Shape::Surface(surface) => write(writer, &vectors(surface), most_dots)?,
        Shape::Dots(dots) => {
            writer.open(name);
            match dots.dots.len() <= most_dots {
                true => marker::write(writer, dots),
                false => writer.image("dots", &dots.clip, &raster::picture(dots)?),
            }
            writer.close();
        }
    }
    Ok(())
}

/// A part of a ring between two radii.
fn sector(centre: Point, (from, to): (f64, f64), (inner, outer): (f64, f64)) -> Path {
    if to - from >= TAU - 1e-9 {
        let whole = Path::default().circle(centre, outer);
        return match inner > 0.0 {
            true => whole.circle(centre, inner),
            false => whole,
        };
    }
    let polar = |angle: f64, radius: f64| {
        [
            centre[0] + radius * angle.cos(),
            centre[1] - radius * angle.sin(),
        ]
    };
    // Counter-clockwise with y upwards is counter-clockwise on the page too.
    let large = to - from > PI;
    let out = Path::from(polar(from, outer)).arc(outer, large, false, polar(to, outer));
    match inner > 0.0 {
        true => out
            .to(polar(to, inner))
            .arc(inner, large, true, polar(from, inner))
            .close(),
        false => out.to(centre).close(),
    }
}

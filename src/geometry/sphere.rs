//! Borders of the regions on the unit sphere.

use super::{
    Field,
    border::{self, Meeting},
    cover::{Point, Until, Verdict, cover},
};
use crate::math::vector;

/// Cells of about 8° (4° for many classes) tell which classes meet where.
const COVER_DEPTH: usize = 3;
const MANY: usize = 20;

/// Ends of two pieces within this of each other are one corner, radians.
const CORNER: f64 = 1e-4;

/// A part of the border of a class's region.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The class whose region it bounds.
    pub class: usize,
    /// Unit vectors along the border, within 0.005° of it, corners exact; closed where the first is the last.
    pub points: Vec<[f64; 3]>,
}

/// Borders of all regions with their margins: where each class begins to reach its margin. Regions that overlap, as with a
/// negative margin, keep their whole border. Empty when the field is not in three dimensions.
pub fn curves(field: &Field) -> Vec<Curve> {
    if field.dim() != 3 {
        return Vec::new();
    }
    let mut curves = Vec::new();
    for (class, rivals) in rivals(field).iter().enumerate() {
        let lines = join(border::pieces(field, class, rivals));
        curves.extend(lines.into_iter().map(|points| Curve { class, points }));
    }
    curves
}

/// Borders of the regions without margins; a border between two classes is there once for each.
pub fn plain_curves(field: &Field) -> Vec<Curve> {
    curves(&field.plain())
}

/// For each class the classes that can cut its region: those that matter in a cell where it can own a part.
fn rivals(field: &Field) -> Vec<Vec<Meeting>> {
    let classes = field.classes();
    let mut meetings: Vec<Vec<Meeting>> = vec![Vec::new(); classes];
    // Where in `meetings[j]` class k is.
    let mut found: Vec<Option<usize>> = vec![None; classes * classes];
    let depth = COVER_DEPTH + usize::from(classes > MANY);
    cover(field, Until::Reached, depth, |_, cap, verdict| {
        let Verdict::Open { owners, matter } = verdict else {
            return;
        };
        for &j in owners {
            let (low, high) = cap.cosines(field, j);
            for &k in matter {
                let here = Meeting {
                    class: k,
                    low,
                    high,
                };
                match found[j * classes + k] {
                    Some(i) => meetings[j][i].extend(&here),
                    None => {
                        found[j * classes + k] = Some(meetings[j].len());
                        meetings[j].push(here);
                    }
                }
            }
        }
    });
    meetings
}

/// Joins pieces end to end.
fn join(mut pieces: Vec<Vec<Point>>) -> Vec<Vec<Point>> {
    let mut lines = Vec::new();
    while let Some(mut line) = pieces.pop() {
        while !is_closed(&line) {
            let Some(next) = next_piece(&line, &pieces) else {
                break;
            };
            append(&mut line, pieces.swap_remove(next));
        }
        close(&mut line);
        lines.push(line);
    }
    lines
}

fn ends(line: &[Point]) -> Option<(Point, Point)> {
    Some((*line.first()?, *line.last()?))
}

fn near(a: Point, b: Point) -> bool {
    vector::angle_between(&a, &b) < CORNER
}

fn is_closed(line: &[Point]) -> bool {
    line.len() > 2 && ends(line).is_some_and(|(first, last)| near(first, last))
}

/// The piece with an end nearest to the end of `line`.
fn next_piece(line: &[Point], pieces: &[Vec<Point>]) -> Option<usize> {
    let (_, tip) = ends(line)?;
    let gap = |piece: &Vec<Point>| {
        let (first, last) = ends(piece)?;
        Some(vector::angle_between(&first, &tip).min(vector::angle_between(&last, &tip)))
    };
    let gaps = pieces
        .iter()
        .enumerate()
        .filter_map(|(i, piece)| Some((gap(piece)?, i)));
    let nearest = gaps.min_by(|a, b| a.0.total_cmp(&b.0))?;
    (nearest.0 < CORNER).then_some(nearest.1)
}

fn append(line: &mut Vec<Point>, mut piece: Vec<Point>) {
    if let (Some((_, tip)), Some((first, last))) = (ends(line), ends(&piece))
        && vector::angle_between(&last, &tip) < vector::angle_between(&first, &tip)
    {
        piece.reverse();
    }
    line.extend(piece.into_iter().skip(1));
}

/// Makes the last point of a closed line equal to its first.
fn close(line: &mut [Point]) {
    if is_closed(line)
        && let [first, .., last] = line
    {
        *last = *first;
    }
}

//! Lines without points that make no visible difference.

use crate::draw::Point;

/// How far a thinned line may be from the points left out, in px.
const OFF: f64 = 0.02;

/// The points that a line needs to stay within [`OFF`] of all of them; its ends are among them.
pub fn thinned(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let points: Vec<Point> = points.collect();
    let mut kept = vec![false; points.len()];
    let mut parts = vec![(0, points.len().saturating_sub(1))];
    while let Some((from, to)) = parts.pop() {
        for end in [from, to] {
            if let Some(kept) = kept.get_mut(end) {
                *kept = true;
            }
        }
        let off = |i: &usize| distance(points[*i], points[from], points[to]);
        let between = from + 1..to;
        let farthest = between.max_by(|a, b| off(a).total_cmp(&off(b)));
        if let Some(farthest) = farthest.filter(|i| off(i) > OFF) {
            parts.extend([(from, farthest), (farthest, to)]);
        }
    }
    let pairs = points.into_iter().zip(kept);
    pairs.filter_map(|(at, kept)| kept.then_some(at)).collect()
}

/// From a point to the stretch between two others.
fn distance(at: Point, from: Point, to: Point) -> f64 {
    let [x, y] = [to[0] - from[0], to[1] - from[1]];
    let [dx, dy] = [at[0] - from[0], at[1] - from[1]];
    let length = x * x + y * y;
    let part = match length > 0.0 {
        true => ((dx * x + dy * y) / length).clamp(0.0, 1.0),
        false => 0.0,
    };
    (dx - part * x).hypot(dy - part * y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(points: &[Point], expect: &[Point]) {
        assert_eq!(thinned(points.iter().copied()), expect);
    }

    #[test]
    fn straight_lines_are_their_ends() {
        check(&[], &[]);
        check(&[[1.0, 2.0]], &[[1.0, 2.0]]);
        check(
            &[[0.0, 0.0], [1.0, 0.001], [2.0, 0.0]],
            &[[0.0, 0.0], [2.0, 0.0]],
        );
        let corner = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]];
        check(&corner, &corner);
    }

    #[test]
    fn what_comes_back_is_kept() {
        let there_and_back = [[0.0, 0.0], [5.0, 0.0], [0.0, 0.0]];
        check(&there_and_back, &there_and_back);
    }

    #[test]
    fn a_circle_stays_round() {
        let at = |i: i32| {
            let (sin, cos) = (f64::from(i) / 4.0).to_radians().sin_cos();
            [200.0 * cos, 200.0 * sin]
        };
        let kept = thinned((0..=1_440).map(at));
        assert!(kept.len() < 300, "{}", kept.len());
        for ends in kept.windows(2) {
            let middle = [0, 1].map(|i| (ends[0][i] + ends[1][i]) / 2.0);
            let radius = middle[0].hypot(middle[1]);
            assert!(200.0 - radius < 0.025, "{radius}");
        }
    }
}

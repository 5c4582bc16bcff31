use super::*;

fn tile() -> Rect {
    Rect::from_min_max(pos2(0.0, 0.0), pos2(400.0, 300.0))
}

fn wish(x: f32, y: f32) -> Wish {
    let anchor = pos2(x, y);
    Wish {
        anchor,
        size: vec2(60.0, 18.0),
        away: (anchor - tile().center()).normalized(),
    }
}

fn overlap(a: Rect, b: Rect) -> bool {
    let shared = a.intersect(b);
    shared.width() > 0.5 && shared.height() > 0.5
}

fn check(wishes: &[Wish]) {
    let placed = place(wishes, tile());
    assert_eq!(placed.len(), wishes.len());
    for (i, rect) in placed.iter().enumerate() {
        assert!(tile().expand(0.01).contains_rect(*rect), "{rect:?}");
        for other in &placed[i + 1..] {
            assert!(!overlap(*rect, *other), "{rect:?} {other:?}");
        }
    }
}

#[test]
fn names_of_neighbouring_tips_do_not_cover_each_other() {
    check(&[wish(100.0, 100.0), wish(104.0, 102.0), wish(98.0, 106.0)]);
}

#[test]
fn names_of_one_tip_come_apart() {
    check(&[wish(250.0, 80.0); 3]);
}

#[test]
fn names_in_a_corner_stay_in_the_tile_and_apart() {
    check(&[wish(395.0, 5.0), wish(398.0, 2.0), wish(390.0, 10.0)]);
}

#[test]
fn a_name_alone_stands_off_its_tip_and_does_not_cover_it() {
    for (x, y) in [(60.0, 60.0), (300.0, 150.0), (200.0, 250.0), (120.0, 200.0)] {
        let placed = place(&[wish(x, y)], tile())[0];
        let off = placed.distance_to_pos(pos2(x, y));
        assert!((0.5 * GAP..2.0 * GAP).contains(&off), "{off}");
    }
}

#[test]
fn a_name_wider_than_the_tile_starts_at_its_edge() {
    let wide = Wish {
        size: vec2(900.0, 18.0),
        ..wish(200.0, 100.0)
    };
    let placed = place(&[wide], tile())[0];
    assert_eq!(placed.left(), 0.0);
}

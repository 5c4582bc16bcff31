//! What the marks of a figure mean, each said once.

use crate::{
    export::{Drawing, Panel},
    figure::{
        Figure,
        between::Shown,
        globe::RegionTint,
        plane::{Mark, PlaneFigure, Role},
    },
    text::t,
};

/// A sentence for each kind of mark that one of the panels has.
pub fn signs(panels: &[Panel]) -> Vec<&'static str> {
    let mut found = Signs::default();
    for panel in panels {
        match &panel.drawing {
            Drawing::Figure(Figure::Plane(figure)) => found.add_plane(figure),
            Drawing::Figure(Figure::Globe(figure)) => {
                let unseen = |class: u16| figure.unseen.is_some_and(|first| class >= first);
                found.rings |= figure.points.iter().any(|point| unseen(point.class));
                if let Some(tint) = &figure.regions {
                    found.regions = true;
                    found.hatch |= has_zone(tint);
                    found.band |= tint.uncertain_below > 0.0;
                }
            }
            Drawing::Figure(Figure::Matrix(_)) => found.counts = true,
            Drawing::Figure(Figure::Between(figure)) => match figure.shown {
                Shown::All(_) => found.between = true,
                Shown::Nearest { .. } => found.nearest = true,
            },
            Drawing::Chart(_) | Drawing::Grid(_) => {}
        }
    }
    found.sentences()
}

#[derive(Default)]
struct Signs {
    regions: bool,
    zone: bool,
    hatch: bool,
    ring: bool,
    band: bool,
    scatter: bool,
    rings: bool,
    counts: bool,
    between: bool,
    nearest: bool,
}

impl Signs {
    fn add_plane(&mut self, figure: &PlaneFigure) {
        for mark in &figure.marks {
            match mark {
                Mark::Sector { role, .. } => match role {
                    Role::Region(_) => self.regions = true,
                    Role::Margin => self.zone = true,
                    Role::Uncertain => self.ring = true,
                    _ => {}
                },
                Mark::Dots(dots) => {
                    let unseen = |class: u16| figure.unseen.is_some_and(|first| class >= first);
                    self.rings |= dots.iter().any(|dot| unseen(dot.class));
                    let norm = |at: [f32; 2]| at[0].hypot(at[1]);
                    // Raw features have lengths of their own.
                    let on_rim = |at| (0.9..1.001).contains(&norm(at));
                    let inside = |at| norm(at) < 0.999;
                    let all = dots.iter().map(|dot| dot.at);
                    self.scatter |= all.clone().all(on_rim) && all.clone().any(inside);
                }
                _ => {}
            }
        }
    }

    fn sentences(&self) -> Vec<&'static str> {
        let zone = match (self.zone, self.hatch) {
            (true, true) => t("sign-zone-both"),
            (true, false) => t("sign-zone-circle"),
            (false, _) => t("sign-zone-sphere"),
        };
        let band = match (self.ring, self.band) {
            (true, false) => t("sign-band-circle"),
            (true, true) => t("sign-band-both"),
            (false, _) => t("sign-band-sphere"),
        };
        let colour = match self.zone || self.hatch {
            true => t("sign-colour-margin"),
            false => t("sign-colour-regions"),
        };
        let scatter = t("sign-scatter");
        let rings = t("sign-rings");
        let counts = t("sign-counts");
        let all = [
            (self.regions, colour),
            (self.zone || self.hatch, zone),
            (self.ring || self.band, band),
            (self.scatter, scatter),
            (self.rings, rings),
            (self.counts, counts),
            (self.between, t("sign-between")),
            (self.nearest, t("sign-between-nearest")),
        ];
        let there = all.into_iter().filter(|(there, _)| *there);
        there.map(|(_, sentence)| sentence).collect()
    }
}

/// Directions that are looked at for a margin zone.
const LOOKS: usize = 4_000;

/// Whether some direction of the sphere is in no class's region.
fn has_zone(tint: &RegionTint) -> bool {
    const GOLDEN: f32 = 2.399_963_2;
    let direction = |i: usize| {
        let z = 1.0 - (2.0 * i as f32 + 1.0) / LOOKS as f32;
        let (sin, cos) = (GOLDEN * i as f32).sin_cos();
        let r = (1.0 - z * z).max(0.0).sqrt();
        [r * cos, r * sin, z]
    };
    let lead = |i| tint.most_lead(direction(i));
    // Rounding may leave a border that belongs to nobody.
    (0..LOOKS).any(|i| lead(i).is_some_and(|lead| lead < -1e-3))
}

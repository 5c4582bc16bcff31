//! The colours of one figure: a theme, what is drawn, and the class that stands out.

use super::{Chosen, Classes, Element, Palette, Rgba, Role, Theme, Tone, laboratory};

/// What class numbers mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// Classes of a data set.
    Run,
    /// The two classes of the laboratory, its feature, its plane and the losses; see [`laboratory`].
    Laboratory,
}

/// The colours of a figure.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    palette: &'static Palette,
    subject: Subject,
    classes: Classes,
    chosen: Chosen,
    lit: Option<u16>,
    /// The part of the figure that stands out.
    pointed: Option<Element>,
    /// Behind the figure.
    ground: Rgba,
    /// Factor on the radius of dots.
    enlarged: f64,
}

/// Factor on the opacity of the other classes while one stands out.
const UNLIT: f64 = 0.16;
/// Opacity of the margin zone in the disc of the laboratory: what it is about.
const LABORATORY_ZONE: f64 = 0.34;
/// Opacity of a region in the laboratory: fainter than elsewhere, for several losses are drawn over it.
const LABORATORY_SHADE: f64 = 0.10;

impl Style {
    /// The style of a run's figures.
    pub fn new(theme: Theme) -> Self {
        let palette = theme.palette();
        Self {
            palette,
            subject: Subject::Run,
            classes: Classes::default(),
            chosen: Chosen::default(),
            lit: None,
            pointed: None,
            ground: palette.canvas,
            enlarged: 1.0,
        }
    }

    /// The style of the laboratory's figures.
    pub fn laboratory(theme: Theme) -> Self {
        Self {
            subject: Subject::Laboratory,
            ..Self::new(theme)
        }
    }

    /// The same with one class that stands out, the others faded; `None` fades nothing.
    #[must_use]
    pub fn lit(self, class: Option<u16>) -> Self {
        Self { lit: class, ..self }
    }

    /// The same with one part of the figure that stands out, the rest faded; `None` fades nothing.
    #[must_use]
    pub fn pointed(self, element: Option<Element>) -> Self {
        Self {
            pointed: element,
            ..self
        }
    }

    /// The same for a figure of these classes of the data set.
    #[must_use]
    pub fn of(self, classes: Classes) -> Self {
        Self { classes, ..self }
    }

    /// The same with the colours that a person gave to classes.
    #[must_use]
    pub fn with_chosen(self, chosen: Chosen) -> Self {
        Self { chosen, ..self }
    }

    /// The class that stands out.
    pub fn lit_class(&self) -> Option<u16> {
        self.lit
    }

    /// The same on another ground.
    #[must_use]
    pub fn on(self, ground: Rgba) -> Self {
        Self { ground, ..self }
    }

    /// The same in other colours.
    #[must_use]
    pub fn coloured(self, palette: &'static Palette) -> Self {
        let ground = palette.canvas;
        Self {
            palette,
            ground,
            ..self
        }
    }

    /// The same with the radius of dots multiplied by `enlarged`.
    #[must_use]
    pub fn with_dots(self, enlarged: f64) -> Self {
        Self { enlarged, ..self }
    }

    /// Factor on the radius of dots, usually 1.
    pub fn enlarged(&self) -> f64 {
        self.enlarged
    }

    /// The theme's colours.
    pub fn palette(&self) -> &'static Palette {
        self.palette
    }

    /// Behind the figure.
    pub fn ground(&self) -> Rgba {
        self.ground
    }

    /// Text that is to be read first.
    pub fn text(&self) -> Rgba {
        self.palette.text
    }

    /// Text that explains, numbers at axes.
    pub fn quiet(&self) -> Rgba {
        self.palette.quiet
    }

    /// Lines that only orient.
    pub fn grid(&self) -> Rgba {
        self.palette.hairline
    }

    /// The colour of a mark.
    pub fn role(&self, role: Role) -> Rgba {
        let left = self.left_where(|element| element.holds(role));
        self.of_role(role).faded(left)
    }

    fn of_role(&self, role: Role) -> Rgba {
        let colour = match self.subject {
            Subject::Run => self.in_run(role),
            Subject::Laboratory => self.in_laboratory(role),
        };
        match role.class() {
            Some(class) => colour.faded(self.left_of(class)),
            None => colour,
        }
    }

    /// A class has its own colour, or the one that a person gave to it, whichever of the classes a figure shows.
    fn in_run(&self, role: Role) -> Rgba {
        let Some(class) = role.class().map(|class| self.classes.source(class)) else {
            return role.colour(self.palette);
        };
        let own = role.of_class(class).colour(self.palette);
        let chosen = self.chosen.get(class);
        chosen.map_or(own, |chosen| self.palette.seen(chosen).as_opaque_as(own))
    }

    fn in_laboratory(&self, role: Role) -> Rgba {
        match role {
            Role::Class(laboratory::FEATURE) => self.palette.text,
            Role::Class(laboratory::PLANE) => self.palette.quiet,
            Role::Class(place) if place >= laboratory::FIRST_LOSS => {
                self.palette.loss(place - laboratory::FIRST_LOSS)
            }
            Role::RegionShade(class) => self.palette.class(class).faded(LABORATORY_SHADE),
            Role::MarginShade => self.palette.margin.faded(LABORATORY_ZONE),
            other => other.colour(self.palette),
        }
    }

    /// Factor on the opacity of a class.
    fn left_of(&self, class: u16) -> f64 {
        match self.lit {
            Some(lit) if lit != class => UNLIT,
            _ => 1.0,
        }
    }

    /// Factor on the opacity of what belongs to the part that stands out where `holds` says so.
    pub fn left_where(&self, holds: impl Fn(Element) -> bool) -> f64 {
        match self.pointed {
            Some(element) if !holds(element) => UNLIT,
            _ => 1.0,
        }
    }

    /// The colour of a class's samples.
    pub fn sample(&self, class: u16) -> Rgba {
        let left = self.left_where(Element::holds_samples);
        self.of_role(Role::Class(class)).faded(left)
    }

    /// The same as [`Style::solid`] for what belongs to the part that stands out where `holds` says so.
    pub fn solid_where(&self, class: u16, holds: impl Fn(Element) -> bool) -> Rgba {
        let left = self.left_where(holds);
        self.opaque(self.of_role(Role::Class(class)).faded(left))
    }

    /// The colour of a class's direction.
    pub fn class(&self, class: u16) -> Rgba {
        self.role(Role::Class(class))
    }

    /// The same as it looks on the ground, but opaque: what lies on the globe must hide what is behind it.
    pub fn solid(&self, class: u16) -> Rgba {
        self.opaque(self.of_role(Role::Class(class)))
    }

    fn opaque(&self, seen: Rgba) -> Rgba {
        let Rgba([r, g, b, _]) = seen;
        self.ground.mix(Rgba([r, g, b, 255]), seen.opacity())
    }

    /// The colour of a class's name.
    pub fn name(&self, class: u16) -> Rgba {
        let colour = match (self.subject, class) {
            (Subject::Run, _) | (Subject::Laboratory, 0 | 1) => {
                let plain = Self {
                    lit: None,
                    pointed: None,
                    ..*self
                };
                let own = plain.class(class);
                self.palette.legible(own)
            }
            (Subject::Laboratory, _) => self.palette.text,
        };
        colour.faded(self.left_of(class))
    }

    /// The shape of a class's dots, as [`shape`](crate::figure::shape) counts them: it belongs to the class as its colour does.
    pub fn shape(&self, class: u16) -> usize {
        usize::from(self.classes.source(class))
    }

    /// The colour of something in a chart.
    pub fn tone(&self, tone: Tone) -> Rgba {
        match tone {
            Tone::Role(role) => self.role(role),
            other => other.colour(self.palette),
        }
    }

    /// Colours of a matrix: an empty cell, a full one on the diagonal, a full one off it.
    pub fn cells(&self) -> [Rgba; 3] {
        [
            self.palette.panel,
            self.palette.accent,
            self.palette.warning,
        ]
    }
}

impl PartialEq for Style {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.palette, other.palette)
            && (self.subject, self.lit, self.pointed) == (other.subject, other.lit, other.pointed)
            && (self.classes, self.chosen) == (other.classes, other.chosen)
            && (self.ground, self.enlarged) == (other.ground, other.enlarged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::colour;

    #[test]
    fn one_class_stands_out_and_the_others_fade() {
        let style = Style::new(Theme::Light);
        let lit = style.lit(Some(2));
        assert_eq!(lit.class(2), style.class(2));
        assert!(lit.class(1).opacity() < 0.2);
        assert_eq!(lit.role(Role::Margin), style.role(Role::Margin));
        assert_eq!(lit.solid(1).opacity(), 1.0);
    }

    #[test]
    fn one_part_of_the_figure_stands_out_and_the_rest_fades() {
        for element in Element::ALL {
            let plain = Style::new(Theme::Dark);
            let style = plain.pointed(Some(element));
            for role in Role::all() {
                let faded = style.role(role) != plain.role(role);
                assert_eq!(faded, !element.holds(role), "{element:?}, {role:?}");
            }
            let faded = style.sample(0) != plain.sample(0);
            assert_eq!(faded, !element.holds_samples(), "{element:?}");
        }
    }

    #[test]
    fn a_class_keeps_its_colour_and_shape_in_a_figure_of_some_classes() {
        for theme in [Theme::Dark, Theme::Light] {
            let all = Style::new(theme);
            let some = all.of(Classes::new(&[7, 2]));
            for (place, class) in [(0, 7), (1, 2)] {
                assert_eq!(some.class(place), all.class(class));
                assert_eq!(some.name(place), all.name(class));
                assert_eq!(some.shape(place), all.shape(class));
                let shade = |style: &Style, class| style.role(Role::RegionShade(class));
                assert_eq!(shade(&some, place), shade(&all, class));
            }
        }
    }

    #[test]
    fn a_chosen_colour_is_the_class_s_in_every_mark_and_can_be_seen_in_both_themes() {
        for theme in [Theme::Dark, Theme::Light] {
            let chosen = Chosen::new([(7, Rgba::rgb(0x12_90_40)), (3, Rgba::rgb(0x12_14_18))]);
            let style = Style::new(theme).with_chosen(chosen);
            let some = style.of(Classes::new(&[7, 2]));
            assert_eq!(some.class(0).hex(), "#129040");
            assert_eq!(some.role(Role::Region(0)).hex(), "#129040");
            assert_eq!(some.class(1), Style::new(theme).class(2));
            let own = Style::new(theme).of(Classes::new(&[7, 2]));
            let shades = [some, own].map(|style| style.role(Role::RegionShade(0)).opacity());
            assert_eq!(shades[0], shades[1]);
            // The colour of the dark canvas itself would be lost on it.
            let seen = colour::contrast(style.class(3), theme.palette().canvas);
            assert!(seen >= 1.5, "{theme:?}: {seen}");
            let lit = some.lit(Some(1));
            assert!(lit.class(0).opacity() < 0.2);
        }
    }

    #[test]
    fn the_laboratory_has_its_feature_and_losses_among_the_classes() {
        let style = Style::laboratory(Theme::Dark);
        assert_eq!(style.class(laboratory::FEATURE), style.text());
        assert_eq!(style.class(laboratory::PLANE), style.quiet());
        let loss = style.class(laboratory::FIRST_LOSS + 1);
        assert_eq!(loss, style.role(Role::Loss(1)));
    }
}

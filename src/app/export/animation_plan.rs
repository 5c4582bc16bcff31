//! All that an animation is made of, held from one moment.

use super::{
    animation_choice::{AnimationChoice, AnimationOffer, fitting_layout, last_panels},
    choice::FigureChoice,
    recipe::Recipe,
    shown::Shown,
};
use crate::{
    app::history::Past,
    export::{
        Panel, Pixels,
        animation::{self, AnimationFormat, Brush, Motion, Timing},
        carry::Carried,
    },
};

/// All that an animation is made of.
pub struct AnimationPlan {
    /// As the dialog shows them.
    pub panels: Vec<Panel>,
    /// What each panel was before, to be made again; one turn around the spheres where there is nothing.
    pub past: Option<(Past, Vec<Recipe>)>,
    /// Colours and size.
    pub brush: Brush,
    /// The kind of file.
    pub format: AnimationFormat,
    /// How many pictures, and how long each stays.
    pub timing: Timing,
    /// What the file carries.
    pub carried: Carried,
    /// The name of the file, without its ending.
    pub stem: String,
}

/// The moment that was drawn last, and its picture.
pub type Before = Option<(usize, Pixels)>;

impl AnimationPlan {
    /// What an animation of the chosen subject of `shown` is made of; None where it can show nothing that moves.
    pub fn new(shown: &Shown, choice: &FigureChoice, animation: &AnimationChoice) -> Option<Self> {
        let subject = shown.subjects.get(choice.subject)?;
        let offer = AnimationOffer::new(&subject.panels, &shown.past);
        let motion = offer.granted(animation.motion)?;
        let past = shown.past.as_ref().ok();
        let past = past.filter(|_| motion == Motion::History);
        let ending = match motion {
            Motion::History => "history",
            Motion::Turntable => "turn",
        };
        Some(Self {
            panels: subject.panels.clone(),
            past: past.map(|past| (past.clone(), subject.recipes.clone())),
            brush: Brush {
                style: shown.colours.style(choice.theme),
                layout: fitting_layout(choice, &last_panels(&subject.panels, past)),
            },
            format: animation.format,
            timing: motion.timing(animation.pictures.into(), animation.fps),
            carried: shown.carried.clone(),
            stem: format!("{}-{ending}", shown.stem),
        })
    }

    /// The `number`-th picture; where the moment is the one drawn `before`, that again.
    ///
    /// # Errors
    /// In words: when it cannot be drawn.
    pub fn picture(&self, number: usize, before: &mut Before) -> Result<Pixels, String> {
        let Some((past, recipes)) = &self.past else {
            return self.draw(&self.turned(number));
        };
        let (place, moment) = past.picture(number, self.timing.frames);
        if let Some((_, same)) = before.as_ref().filter(|(known, _)| *known == place) {
            return Ok(same.clone());
        }
        let lanes = moment.lanes("");
        let made = self.panels.iter().zip(recipes);
        // A lane that has nothing to show at a moment leaves its place to the others.
        let made = made.filter_map(|(panel, recipe)| recipe.panel(panel, &lanes));
        let pixels = self.draw(&made.collect::<Vec<_>>())?;
        *before = Some((place, pixels.clone()));
        Ok(pixels)
    }

    fn turned(&self, number: usize) -> Vec<Panel> {
        let mut panels = self.panels.clone();
        for panel in &mut panels {
            panel.camera = animation::turned(panel.camera, number, self.timing.frames);
        }
        panels
    }

    fn draw(&self, panels: &[Panel]) -> Result<Pixels, String> {
        let drawn = self.brush.picture(panels);
        drawn.map_err(|error| error.to_string())
    }
}

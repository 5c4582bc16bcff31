//! The picture in the dialog: made again beside the window when the choice has changed.

use eframe::egui::{ColorImage, Context, TextureHandle};

use super::choice::FigureChoice;

/// The picture in the dialog.
#[derive(Default)]
pub struct Preview {
    /// What the picture was asked for with.
    made_with: Option<FigureChoice>,
    picture: Option<TextureHandle>,
    problem: Option<String>,
}

impl Preview {
    /// Notes that a picture of `choice` is wanted; whether that is another one than the last.
    pub fn turn_to(&mut self, choice: &FigureChoice) -> bool {
        let other = self.made_with.as_ref() != Some(choice);
        self.made_with = Some(choice.clone());
        other
    }

    /// Takes the picture, or why there is none.
    pub fn set(&mut self, ctx: &Context, made: Result<ColorImage, String>) {
        match made {
            Ok(image) => {
                let texture = ctx.load_texture("export", image, Default::default());
                (self.picture, self.problem) = (Some(texture), None);
            }
            Err(why) => self.problem = Some(why),
        }
    }

    /// The last picture that could be made.
    pub fn picture(&self) -> Option<&TextureHandle> {
        self.picture.as_ref()
    }

    /// Why there is no picture of the present choice.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }
}

//! What a plain start does where there is no display.

use super::{
    Failure, figure,
    train::{self, TrainArgs},
};
use crate::train::Session;

/// Says that there is no display, trains without a window, and draws what the window would show.
///
/// # Errors
/// When the results cannot be written or a lane cannot be trained.
pub fn run(session: Session) -> Result<(), Failure> {
    say!(
        "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so \"{}\" is trained without a window. \
         To see the window without a screen: apt-get install xvfb libegl1 libgl1-mesa-dri libxcursor1 libxi6 \
         libxkbcommon-x11-0, then xvfb-run -a marginscope",
        session.id
    );
    let folder = train::train(&session, &TrainArgs::default())?;
    for file in figure::draw_run(&folder)? {
        say!("{}", file.display());
    }
    Ok(())
}

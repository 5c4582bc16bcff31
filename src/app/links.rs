//! Links: copying one, and opening the one that a page was called with.

use eframe::egui::Context;

use super::{
    state::MarginscopeApp,
    text::{t, tf},
};
use crate::export::link;
#[cfg(target_arch = "wasm32")]
use crate::export::{link::Link, open};

impl MarginscopeApp {
    /// Copies a link that opens the experiment, or the lesson that has the window.
    pub(super) fn copy_link(&mut self, ctx: &Context) {
        let site = self.site();
        let made = match &self.course.playing {
            Some(playing) => {
                let player = &playing.player;
                let place = format!("{}:{}", player.lesson().id, player.step().id);
                Ok(link::to_lesson(&site, &place))
            }
            None => link::to_experiment(&site, self.settings.session()),
        };
        match made {
            Ok(link) => {
                ctx.copy_text(link);
                self.notices.tell(match cfg!(target_arch = "wasm32") {
                    true => t("link-copied").to_owned(),
                    false => {
                        let args = [
                            ("site", site.as_str()),
                            ("file", "preferences.toml"),
                            ("key", "site"),
                        ];
                        tf("link-copied-to", &args)
                    }
                });
            }
            Err(why) => self.notices.problem(tf("link-none", &[("why", &why)])),
        }
    }

    /// Opens what the address of the page has come to name since the last frame.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn take_linked(&mut self, ctx: &Context) {
        let Some(fragment) = crate::platform::browser::page::called() else {
            return;
        };
        let opened = match link::read(&fragment) {
            Ok(Link::Lesson(id)) => self
                .open_lesson(ctx, &id)
                .map_err(|error| error.to_string()),
            Ok(Link::Experiment(_)) | Err(_) => open::linked(&fragment).map(|opened| {
                self.leave_lesson();
                self.lab.close();
                self.dialogs.clear();
                self.welcome = None;
                self.open(ctx, opened.session);
            }),
        };
        if let Err(why) = opened {
            self.notices.problem(why);
        }
    }
}

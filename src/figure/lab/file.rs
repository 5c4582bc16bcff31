//! The laboratory as text (TOML), so that a picture of it can carry it: an entry of `assets/lab.toml` with all that was moved.

use std::collections::BTreeMap;

use super::{
    Lab, preset_ids,
    presets::{Entry, Place},
};

/// Angles are written to a billionth of a degree: then tenths of a degree, which dragging leaves, survive the way through
/// radians.
const KEPT: f64 = 1e9;

impl Lab {
    /// Everything that a person can move or choose, as TOML.
    pub fn to_toml(&self) -> String {
        let degrees = |radians: f64| (radians.to_degrees() * KEPT).round() / KEPT;
        let [w1, w2] = self.weights.map(|weight| Place {
            angle: degrees(weight.angle),
            off_plane: 0.0,
            length: weight.length,
        });
        let own = self.knobs.iter();
        let entry = Entry {
            id: self.preset.to_owned(),
            loss: self.loss.to_owned(),
            label: self.label + 1,
            w1,
            w2,
            x: Place {
                angle: degrees(self.feature.angle),
                off_plane: degrees(self.feature.off_plane),
                length: self.feature.length,
            },
            shown: Some(self.shown.iter().map(|id| (*id).to_owned()).collect()),
            frame: Some(self.frame),
            knobs: own
                .map(|(id, knobs)| ((*id).to_owned(), knobs.clone()))
                .collect(),
        };
        // Every value in it has a form in TOML, so nothing can fail.
        toml::to_string(&entry).unwrap_or_default()
    }

    /// Understands what [`Lab::to_toml`] wrote. Where this version does not know the preset that it began as, the first one
    /// stands in.
    ///
    /// # Errors
    /// Names the key that is unknown or out of range.
    pub fn parse(text: &str) -> Result<Self, String> {
        let entry: Entry = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let known = preset_ids().find(|id| *id == entry.id);
        let id = known.or_else(|| preset_ids().next()).unwrap_or_default();
        entry.lab(id, BTreeMap::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::lab::Handle;

    /// A laboratory comes back as it was.
    fn check(lab: &Lab) {
        let back = Lab::parse(&lab.to_toml());
        assert_eq!(back.as_ref(), Ok(lab), "{}", lab.to_toml());
    }

    #[test]
    fn every_preset_comes_back_from_its_text() {
        for id in preset_ids() {
            check(&Lab::preset(id).unwrap());
        }
    }

    #[test]
    fn what_was_moved_turned_and_chosen_comes_back() {
        let mut lab = Lab::preset("every-loss").unwrap();
        lab.move_to(Handle::Weight(0), [-0.31, 0.47], false);
        lab.turn(Handle::Feature, [0.3, 0.5, 0.7]);
        lab.turn(Handle::Weight(1), [0.5, -0.1, 0.9]);
        for handle in super::super::HANDLES {
            lab.round_off(handle);
        }
        lab.set_knob("arcface", "m", 0.37);
        lab.shown.clear();
        (lab.loss, lab.label) = ("arcface", 1);
        check(&lab);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let text = Lab::preset("every-loss").unwrap().to_toml();
        for (from, to, expect) in [
            ("am-softmax\"", "am\"", "no loss \"am\""),
            ("label = 1", "label = 7", "expected 1 or 2"),
            ("angle = 135.0", "angle = nan", "w1.angle: found NaN"),
            ("frame", "fame", "unknown field `fame`"),
        ] {
            let told = Lab::parse(&text.replacen(from, to, 1)).unwrap_err();
            assert!(told.contains(expect), "{told}");
        }
    }
}

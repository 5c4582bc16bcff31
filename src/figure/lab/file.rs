//! The laboratory as text (TOML), so that a picture of it can carry it: an entry of `assets/lab.toml` with all that was moved.

use std::collections::BTreeMap;

use crate::{loss, train::toml_of};

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

    /// The same with one setting, `key=value`: a key of its file such as `w1.angle`, `loss`, or a knob of a loss, `m` of the
    /// chosen one and `arcface.m` of another. A loss that is chosen is shown.
    ///
    /// # Errors
    /// Names the key that is unknown or out of range, and what is expected.
    pub fn with(&self, setting: &str) -> Result<Self, String> {
        let (key, text) = setting.split_once('=').ok_or("expected KEY=VALUE")?;
        let (key, text) = (key.trim(), text.trim());
        let parsed = toml_of::<toml::Table>(&format!("value = {text}")).ok();
        let value = parsed.and_then(|mut table| table.remove("value"));
        let value = match value.unwrap_or_else(|| text.into()) {
            // Numbers of the file have a point, and a label has none.
            toml::Value::Integer(whole) if key != "label" => (whole as f64).into(),
            other => other,
        };
        let path = self.path(key)?;
        let mut table: toml::Table =
            toml::from_str(&self.to_toml()).map_err(|error| error.message().to_owned())?;
        let (last, parents) = path.split_last().ok_or("expected KEY=VALUE")?;
        let mut place = &mut table;
        for parent in parents {
            let entry = place
                .entry(*parent)
                .or_insert_with(|| toml::Table::new().into());
            place = entry.as_table_mut().ok_or("expected KEY=VALUE")?;
        }
        place.insert((*last).to_owned(), value);
        let mut lab = Self::parse(&toml::to_string(&table).unwrap_or_default())?;
        lab.shown.insert(lab.loss);
        Ok(lab)
    }

    /// Where a setting stands in the file.
    fn path<'a>(&self, key: &'a str) -> Result<Vec<&'a str>, String> {
        let parts: Vec<&str> = key.split('.').collect();
        match parts[..] {
            ["loss" | "label" | "shown"] => Ok(parts),
            ["loss", "id"] => Ok(vec!["loss"]),
            ["w1" | "w2", "angle" | "length"] | ["x", "angle" | "length" | "off_plane"] => Ok(parts),
            [knob] | ["loss", knob] => Ok(vec!["knobs", self.loss, knob]),
            [loss, knob] if loss::find(loss).is_some() => Ok(vec!["knobs", loss, knob]),
            _ => Err(
                "expected loss, label, shown, w1.angle, w1.length, w2.angle, w2.length, x.angle, x.length, x.off_plane, \
                 a knob of the loss such as m, or of another such as arcface.m"
                    .to_owned(),
            ),
        }
    }

    /// Understands what [`Lab::to_toml`] wrote. Where this version does not know the preset that it began as, the first one
    /// stands in.
    ///
    /// # Errors
    /// Names the key that is unknown or out of range.
    pub fn parse(text: &str) -> Result<Self, String> {
        let entry: Entry = toml_of(text).map_err(|error| error.problem)?;
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
    fn settings_change_what_they_name() {
        let lab = Lab::preset("l-softmax-equal").unwrap();
        assert_eq!(
            lab.with("w1.angle=120").unwrap().weights[0].angle,
            120_f64.to_radians()
        );
        assert_eq!(lab.with("label=2").unwrap().label, 1);
        let chosen = lab.with("loss=arcface").unwrap();
        assert!(chosen.loss == "arcface" && chosen.shows("arcface"));
        let arcface = crate::loss::find("arcface").unwrap();
        assert_eq!(
            chosen.with("m=0.3").unwrap().knobs(arcface).get("m"),
            Some(0.3)
        );
        assert_eq!(
            lab.with("arcface.m=0.2").unwrap().knobs(arcface).get("m"),
            Some(0.2)
        );
        for (setting, expect) in [
            ("w1.angle", "expected KEY=VALUE"),
            ("w3.angle=1", "expected loss, label"),
            ("loss=arc", "no loss \"arc\""),
            (
                "w1.length=9",
                "w1.length: found 9, expected a number from 0.25 to 1.6",
            ),
            ("q=1", "knobs.l-softmax: a knob that it does not have"),
        ] {
            let told = lab.with(setting).unwrap_err();
            assert!(told.contains(expect) && !told.contains('\n'), "{told}");
        }
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

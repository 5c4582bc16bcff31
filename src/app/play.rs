//! Knobs that move by themselves, to and fro over their sliders, while training goes on.

use crate::knob::Knob;

/// How long a knob takes from one end of its slider to the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// 16 seconds.
    Slow,
    /// 8 seconds.
    #[default]
    Usual,
    /// 4 seconds.
    Fast,
}

impl Pace {
    fn seconds(self) -> f64 {
        match self {
            Self::Slow => 16.0,
            Self::Usual => 8.0,
            Self::Fast => 4.0,
        }
    }

    /// As a person reads it.
    pub fn written(self) -> &'static str {
        match self {
            Self::Slow => "½ ×",
            Self::Usual => "1 ×",
            Self::Fast => "2 ×",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::Slow => Self::Usual,
            Self::Usual => Self::Fast,
            Self::Fast => Self::Slow,
        }
    }
}

/// The knobs that move now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Play {
    moving: Vec<Moving>,
    /// How fast.
    pub pace: Pace,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
struct Moving {
    key: String,
    /// Where on the slider, from 0 to 1: finer than the value, which has few digits.
    share: f64,
    forth: bool,
    /// The value that it was moved to last.
    at: f64,
}

impl Play {
    /// Whether any knob moves.
    pub fn any(&self) -> bool {
        !self.moving.is_empty()
    }

    /// Whether the knob of this key moves.
    pub fn moves(&self, key: &str) -> bool {
        self.moving.iter().any(|moving| moving.key == key)
    }

    /// Lets the knob go from `value` on, or holds it.
    pub fn toggle(&mut self, key: &str, knob: &Knob, value: f64) {
        if self.moves(key) {
            return self.hold(key);
        }
        let share = knob.share(value).clamp(0.0, 1.0);
        self.moving.push(Moving {
            key: key.to_owned(),
            share,
            forth: share < 1.0,
            at: value,
        });
    }

    /// Holds a knob where it is.
    pub fn hold(&mut self, key: &str) {
        self.moving.retain(|moving| moving.key != key);
    }

    /// Holds all.
    pub fn hold_all(&mut self) {
        self.moving.clear();
    }

    /// The next pace.
    pub fn turn_pace(&mut self) {
        self.pace = self.pace.next();
    }

    /// Where the knob, `now` at this value, is after so many `seconds`. One that somebody else has moved stays there.
    pub fn moved(&mut self, key: &str, knob: &Knob, now: f64, seconds: f64) -> f64 {
        let sweep = self.pace.seconds();
        let Some(moving) = self.moving.iter_mut().find(|moving| moving.key == key) else {
            return now;
        };
        if moving.at != now {
            self.hold(key);
            return now;
        }
        let way = seconds / sweep;
        moving.share += if moving.forth { way } else { -way };
        if !(0.0..=1.0).contains(&moving.share) {
            moving.forth = moving.share < 0.0;
            moving.share = moving.share.clamp(0.0, 1.0);
        }
        moving.at = knob.at(moving.share);
        moving.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss;

    /// The margin of ArcFace, from 0 to its largest.
    fn knob() -> &'static Knob {
        let arcface = loss::find("arcface").unwrap();
        arcface.knobs().iter().find(|knob| knob.id == "m").unwrap()
    }

    #[test]
    fn a_knob_goes_to_and_fro_over_the_whole_slider_and_no_further() {
        let (knob, mut play) = (knob(), Play::default());
        let mut value = 0.5;
        play.toggle("m", knob, value);
        let (mut least, mut most, mut turns) = (f64::MAX, f64::MIN, 0);
        let mut before = value;
        for _ in 0..400 {
            value = play.moved("m", knob, value, 0.1);
            assert!((knob.min..=knob.max).contains(&value), "{value}");
            (least, most) = (least.min(value), most.max(value));
            turns += usize::from(value == knob.min && before != knob.min);
            before = value;
        }
        assert_eq!((least, most), (knob.min, knob.max));
        assert_eq!(turns, 2, "40 seconds are five sweeps");
    }

    #[test]
    fn a_knob_that_a_person_moves_is_held() {
        let (knob, mut play) = (knob(), Play::default());
        play.toggle("m", knob, 0.5);
        assert!(play.moved("m", knob, 0.5, 0.5) > 0.5);
        assert_eq!(play.moved("m", knob, 0.2, 0.5), 0.2);
        assert!(!play.any());
    }

    #[test]
    fn a_knob_at_the_end_of_its_slider_turns_back() {
        let (knob, mut play) = (knob(), Play::default());
        play.toggle("m", knob, knob.max);
        assert!(play.moved("m", knob, knob.max, 0.5) < knob.max);
        play.toggle("m", knob, knob.max);
        assert!(!play.any(), "the button holds it");
    }
}

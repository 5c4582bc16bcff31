use proptest::prelude::*;

use super::*;
use crate::{
    figure::lab::Lab,
    lesson::{Change, Front, Truth, parse},
};

const TEXT: &str = r#"
id = "small"
title = "Small"
minutes = 3

[start]
lab = "two-losses"
set = ["lab.loss = am-softmax"]

[[step]]
id = "look"
kind = "look"
text = "Here is m = {lab.m}."

[[step]]
id = "ask"
kind = "predict"
text = "Where is P1?"
ask = "handle"
handle = "p1"
hide = ["boundary"]
set = ["lab.m = 0.35"]

[[step]]
id = "see"
kind = "compare"
of = "ask"
text = "It is at {lab.p1:.1}."

[[step]]
id = "do"
kind = "do"
text = "Turn m up."
until = ["lab.m >= 0.5"]
example = ["lab.m = 0.6"]

[[step]]
id = "which"
kind = "predict"
text = "Is it right?"
ask = "choice"
[[step.choice]]
text = "yes"
right = "lab.m >= 0.5"
[[step.choice]]
text = "no"
right = "lab.m < 0.5"

[[step]]
id = "so"
kind = "compare"
of = "which"
text = "So it is."

[[step]]
id = "play"
kind = "free"
text = "Play."

[[step]]
id = "end"
kind = "look"
text = "P1 is at {lab.p1}."
set = ["lab.w1.angle = 120"]
"#;

fn lesson() -> Arc<Lesson> {
    Arc::new(parse("small", TEXT).unwrap())
}

fn before() -> Scene {
    Scene::of_lab(Lab::preset("every-loss").unwrap())
}

/// A learner with a player, and what is in front of them.
struct Learner {
    player: Player,
    now: Scene,
}

impl Learner {
    fn new() -> Self {
        let (player, entry) = Player::open(lesson(), Record::default(), before());
        let mut learner = Self {
            player,
            now: entry.scene,
        };
        learner.watch();
        learner
    }

    fn watch(&mut self) {
        self.player.watch(&State::untrained(&self.now));
    }

    fn take(&mut self, entry: Option<Entry>) {
        if let Some(entry) = entry {
            self.now = entry.scene;
        }
        self.watch();
    }

    fn turn(&mut self, change: &str) {
        // A knob of another loss cannot be turned.
        let _ = Change::parse(change).unwrap().apply(&mut self.now);
        self.watch();
    }

    fn next(&mut self) -> Result<(), Waiting> {
        let entry = self.player.next(&self.now)?;
        self.take(entry);
        Ok(())
    }

    fn skip(&mut self) {
        let entry = self.player.skip(&self.now);
        self.take(entry);
    }

    fn back(&mut self) {
        let entry = self.player.back(&self.now);
        self.take(entry);
    }

    fn m(&self) -> f64 {
        let lab = self.now.lab.as_ref().unwrap();
        lab.knobs(lab.chosen().unwrap()).get("m").unwrap()
    }
}

#[test]
fn a_prediction_is_asked_for_and_then_held_against_what_is() {
    let mut learner = Learner::new();
    learner.next().unwrap();
    assert_eq!(learner.next(), Err(Waiting::Answer));
    assert_eq!(
        learner.player.predict(Answer::Choice(0)),
        Err(Refused::Unfit)
    );
    assert_eq!(
        learner.player.predict(Answer::Number(200.0)),
        Err(Refused::Unfit)
    );
    assert_eq!(
        learner.player.predict(Answer::Number(f64::NAN)),
        Err(Refused::Unfit)
    );
    learner.player.predict(Answer::Number(44.0)).unwrap();
    learner.player.predict(Answer::Number(45.0)).unwrap();
    learner.next().unwrap();
    let truth = (0.35 / 2_f64.sqrt()).acos().to_degrees() - 45.0;
    let found = learner.player.comparison().unwrap().clone();
    assert_eq!(
        (found.of, found.answer, found.right),
        (1, Some(Answer::Number(45.0)), Some(false))
    );
    let Truth::Number(number) = found.truth else {
        panic!("{found:?}");
    };
    assert!((number - truth).abs() < 1e-6);
    // It stays as it is, and costs nothing.
    learner.back();
    assert_eq!(learner.player.answer(), Some(Answer::Number(45.0)));
    assert_eq!(
        learner.player.predict(Answer::Number(30.0)),
        Err(Refused::Compared)
    );
    learner.next().unwrap();
    assert_eq!(learner.player.comparison(), Some(&found));
}

#[test]
fn a_prediction_near_the_truth_is_right() {
    let mut learner = Learner::new();
    learner.next().unwrap();
    learner.player.predict(Answer::Number(32.0)).unwrap();
    learner.next().unwrap();
    assert_eq!(learner.player.comparison().unwrap().right, Some(true));
    assert_eq!(
        learner.player.predict(Answer::Number(30.0)),
        Err(Refused::NotAsked)
    );
}

#[test]
fn what_was_asked_for_is_waited_for_once() {
    let mut learner = Learner::new();
    (0..3).for_each(|_| learner.skip());
    assert_eq!(learner.player.step().id, "do");
    assert_eq!(learner.next(), Err(Waiting::Conditions(vec![0])));
    learner.turn("lab.m = 0.55");
    learner.next().unwrap();
    // What a learner turned stays.
    assert_eq!(
        (learner.player.step().id.as_str(), learner.m()),
        ("which", 0.55)
    );
    learner.back();
    assert_eq!(learner.m(), 0.35, "the step begins as it began");
    assert_eq!(learner.next(), Ok(()), "who comes back is not held up");
    assert_eq!(learner.m(), 0.55, "all ahead is as it was");
}

#[test]
fn which_choice_is_right_is_read() {
    for (m, right) in [("0.6", 0), ("0.2", 1)] {
        let mut learner = Learner::new();
        (0..4).for_each(|_| learner.skip());
        learner.turn(&format!("lab.m = {m}"));
        learner.player.predict(Answer::Choice(0)).unwrap();
        learner.skip();
        let found = learner.player.comparison().unwrap();
        assert_eq!(found.truth, Truth::Choices(vec![right]));
        assert_eq!(found.right, Some(right == 0));
    }
}

#[test]
fn a_choice_can_be_right_where_no_other_is() {
    let other = TEXT.replace("right = \"lab.m < 0.5\"", "right = \"otherwise\"");
    for (m, right) in [("0.6", 0), ("0.2", 1)] {
        let mut learner = Learner::new();
        let lesson = Arc::new(parse("small", &other).unwrap());
        learner.player = Player::open(lesson, Record::default(), before()).0;
        (0..4).for_each(|_| learner.skip());
        learner.turn(&format!("lab.m = {m}"));
        learner.skip();
        let found = learner.player.comparison().unwrap();
        assert_eq!(found.truth, Truth::Choices(vec![right]), "{m}");
    }
    // Without anything to compare, it is right of nothing.
    let told = parse(
        "small",
        &other.replace("right = \"lab.m >= 0.5\"", "right = true"),
    );
    assert!(
        told.unwrap_err()
            .to_string()
            .contains("beside choices with conditions")
    );
}

#[test]
fn after_free_play_the_lesson_goes_on_from_where_it_was() {
    let mut learner = Learner::new();
    (0..6).for_each(|_| learner.skip());
    assert_eq!(learner.player.step().id, "play");
    learner.turn("lab.m = 0.9");
    learner.turn("lab.loss = softmax");
    learner.next().unwrap();
    assert_eq!(learner.now, lesson().steps[7].plan.entered);
    assert_eq!(learner.m(), 0.6);
    // The end.
    assert_eq!(learner.player.next(&learner.now), Ok(None));
    assert!(learner.player.record().done.contains("end"));
}

#[test]
fn another_loss_than_the_lesson_speaks_of_does_not_stay() {
    let mut learner = Learner::new();
    learner.turn("lab.loss = softmax");
    learner.next().unwrap();
    assert_eq!(learner.now, lesson().steps[1].plan.entered);
}

#[test]
fn a_lesson_that_was_left_is_as_it_was() {
    let mut learner = Learner::new();
    (0..3).for_each(|_| learner.skip());
    learner.turn("lab.m = 0.45");
    let now = learner.now.clone();
    let (left, bookmark) = learner.player.clone().leave(learner.now.clone());
    assert_eq!(left, before());
    let other = Scene::preset("blobs").unwrap();
    let (player, entry) = Player::resume(bookmark, other.clone());
    assert_eq!((player.at(), &entry.scene), (3, &now));
    assert_eq!(player.clone().leave(entry.scene).0, other);
    // From its record alone it begins at the same step.
    let record = player.record().clone();
    let text = toml::to_string(&record).unwrap();
    assert_eq!(toml::from_str::<Record>(&text).unwrap(), record);
    let (player, entry) = Player::open(lesson(), record, before());
    assert_eq!(
        (player.at(), entry.scene),
        (3, lesson().steps[3].plan.entered.clone())
    );
}

#[test]
fn done_steps_are_counted() {
    let mut learner = Learner::new();
    learner.next().unwrap();
    learner.skip();
    assert_eq!(
        learner.player.record().of(&lesson()),
        (1, 8),
        "what was skipped is not done"
    );
    let mut record = learner.player.record().clone();
    assert!(!record.is_finished(&lesson()));
    record
        .done
        .extend(lesson().steps.iter().map(|step| step.id.clone()));
    assert!(record.is_finished(&lesson()));
}

#[derive(Clone, Debug)]
enum Move {
    Next,
    Skip,
    Back,
    Number(f64),
    Choice(usize),
    Turn(&'static str),
    Leave,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let turned = [
        "lab.m = 0.2",
        "lab.m = 0.7",
        "lab.x.angle = 60",
        "lab.loss = softmax",
        "lab.loss = am-softmax",
        "lab.w2.length = 0.5",
    ];
    let one = prop_oneof![
        4 => Just(Move::Next),
        2 => Just(Move::Skip),
        3 => Just(Move::Back),
        2 => (0.0..180.0).prop_map(Move::Number),
        2 => (0_usize..3).prop_map(Move::Choice),
        3 => prop::sample::select(turned.to_vec()).prop_map(Move::Turn),
        1 => Just(Move::Leave),
    ];
    prop::collection::vec(one, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_way_through_a_lesson_gets_lost(moves in moves()) {
        let mut learner = Learner::new();
        for step in moves {
            match step {
                Move::Next => {
                    let at = learner.player.at();
                    let waits = learner.player.waiting().cloned();
                    let went = learner.next();
                    prop_assert_eq!(went.clone().err(), waits);
                    prop_assert!(went.is_err() || learner.player.at() == (at + 1).min(7));
                }
                Move::Skip => learner.skip(),
                Move::Back => {
                    let (there, at) = (learner.now.clone(), learner.player.clone());
                    learner.back();
                    prop_assert_eq!(learner.player.at(), at.at().saturating_sub(1));
                    if at.at() > 0 {
                        // Back, then forth again: all is as it was.
                        let mut again = Learner { player: learner.player.clone(), now: learner.now.clone() };
                        prop_assert_eq!(again.next(), Ok(()));
                        prop_assert_eq!(&again.now, &there);
                        prop_assert_eq!((again.player.at(), &again.player.entered), (at.at(), &at.entered));
                        prop_assert_eq!(again.player.answer(), at.answer());
                        prop_assert_eq!(again.player.comparison().is_some(), at.comparison().is_some());
                    }
                }
                Move::Number(number) => drop(learner.player.predict(Answer::Number(number))),
                Move::Choice(place) => drop(learner.player.predict(Answer::Choice(place))),
                Move::Turn(change) => learner.turn(change),
                Move::Leave => {
                    let (left, bookmark) = learner.player.clone().leave(learner.now.clone());
                    prop_assert_eq!(&left, &before());
                    let (player, entry) = Player::resume(bookmark, left);
                    prop_assert_eq!(&entry.scene, &learner.now);
                    prop_assert_eq!(player.at(), learner.player.at());
                    learner.player = player;
                }
            }
            learner.watch();
            // Whatever is in front is what the step speaks of, but for what was turned since it was entered.
            let step = learner.player.step();
            let entered = learner.player.entered.last().unwrap();
            prop_assert!(entered.fits(&step.plan.entered));
            let text = step.text.english.filled(&|name| readings::read(name, &State::untrained(entered)));
            prop_assert!(!super::super::plain(&text).contains('–'));
        }
    }
}

/// Numbers are told of a run that has made its steps, also to who skipped them or opens the lesson in the middle.
#[test]
fn steps_that_were_skipped_are_made_all_the_same() {
    let lesson = Arc::new(crate::lesson::open("room").unwrap());
    let place = |id: &str| lesson.place(id).unwrap();
    let before = Scene {
        session: None,
        lab: None,
        front: Front::Figures,
    };
    let open = |at| Player::open_at(Arc::clone(&lesson), at, Record::default(), before.clone());
    let check = |(player, entry): &(Player, Entry), steps: u64| {
        assert_eq!(entry.train, Some(Train::Steps(steps)));
        assert_eq!(player.waiting(), Some(&Waiting::Training(steps)));
    };
    check(&open(place("beyond")), 300);
    check(&open(place("beyond-seen")), 600);
    let (mut player, entry) = open(place("below"));
    let entry = player.skip(&entry.scene).unwrap();
    check(&(player, entry), 300);
}

/// A lesson whose step counts steps of training only while something else is so.
fn counting() -> (Player, Entry) {
    let text = r#"
id = "counting"
title = "Counting"
minutes = 3

[start]
preset = "blobs"
set = ["loss.m = 0"]

[[step]]
id = "with"
kind = "do"
text = "Turn m up."
until = ["loss.m >= 0.3", "steps_since >= 60"]
example = ["loss.m = 0.3"]
run = true

[[step]]
id = "wider"
kind = "do"
text = "Another dimension."
until = ["model.feature_dim >= 4", "steps_since >= 40"]
example = ["model.feature_dim = 4"]

[[step]]
id = "end"
kind = "look"
text = "{steps} steps."
"#;
    let lesson = Arc::new(parse("counting", text).unwrap());
    Player::open(lesson, Record::default(), Scene::preset("blobs").unwrap())
}

#[test]
fn steps_are_counted_while_all_else_is_so() {
    let (mut player, entry) = counting();
    let mut scene = entry.scene;
    let mut stage = crate::lesson::Stage::new(1);
    stage
        .enter(Entry {
            scene: scene.clone(),
            train: None,
            replay: false,
        })
        .unwrap();
    // Nothing is trained before.
    assert!(player.counts_anew(&stage.state()));
    assert_eq!(player.allowed(&stage.state()), Some(0));
    assert_eq!(player.to_go(&stage.state()), Some(60));
    Change::parse("loss.m = 0.4")
        .unwrap()
        .apply(&mut scene)
        .unwrap();
    let state = State::new(&scene, |_| None);
    assert!(!player.counts_anew(&state));
    assert_eq!(player.allowed(&state), Some(60));
    // As it is left it has made them all with the margin, and no more.
    stage.perform(&mut player).unwrap();
    assert_eq!(stage.state().steps_since(), Some(60));
    assert_eq!(player.allowed(&stage.state()), None);
    assert_eq!(player.to_go(&stage.state()), None);
}

#[test]
fn a_run_that_starts_again_on_the_way_is_trained_again() {
    let (mut player, entry) = counting();
    let steps: Vec<u64> = (0..3)
        .map(|at| player.lesson().trained_before(at))
        .collect();
    assert_eq!(steps, [0, 60, 40], "another dimension is another run");
    let first = entry.scene;
    let skipped = player.skip(&first).unwrap();
    assert_eq!(skipped.train, Some(Train::Steps(60)));
    let mut now = skipped.scene;
    Change::parse("model.feature_dim = 4")
        .unwrap()
        .apply(&mut now)
        .unwrap();
    let back = player.back(&now).unwrap();
    assert_eq!(back.train, Some(Train::Hold), "it has to begin anew");
    // Forth to where it had four.
    let forth = player.skip(&back.scene).unwrap();
    assert_eq!(forth.scene, now);
    assert_eq!(forth.train, Some(Train::Steps(60)));
    let end = player.skip(&now).unwrap();
    assert_eq!(end.train, Some(Train::Steps(100)));
    let back = player.back(&end.scene).unwrap();
    assert_eq!(back.train, Some(Train::Steps(60)));
}

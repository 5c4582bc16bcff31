//! Every lesson in the window, driven through its accessibility tree, in both languages, with right and wrong answers.

mod support;

use std::{sync::Arc, thread::sleep, time::Duration};

use eframe::egui::{Key, Vec2, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};
use marginscope::{
    app::{MarginscopeApp, Options, lesson_and_step},
    lesson::{Kind, Lesson, Question, lesson_ids},
    text::{Language, within},
    train::Session,
};
use support::window::{Window, wait};

const SIZE: Vec2 = Vec2::new(1280.0, 800.0);

fn window(options: Options) -> Window {
    Harness::builder()
        .with_size(SIZE)
        .with_step_dt(0.05)
        .build_eframe(move |cc| MarginscopeApp::new(cc, options))
}

fn with_lesson(id: &str) -> Window {
    let (lesson, at) = lesson_and_step(id).unwrap();
    let mut options = Options::new(Session::preset("blobs").unwrap());
    options.lesson = Some((Arc::new(lesson), at));
    let mut window = window(options);
    window.run_steps(3);
    window
}

/// The words that buttons have in this language.
struct Words {
    next: &'static str,
    finish: &'static str,
    show: &'static str,
    slider: &'static str,
    give: &'static str,
    leave: &'static str,
}

fn words(language: Language) -> Words {
    match language {
        Language::English => Words {
            next: "Next",
            finish: "Finish",
            show: "Show me",
            slider: "Your prediction",
            give: "That is my prediction",
            leave: "Leave the lesson",
        },
        Language::Chinese => Words {
            next: "下一步",
            finish: "完成",
            show: "演示一下",
            slider: "你的预测",
            give: "这就是我的预测",
            leave: "离开本课",
        },
    }
}

fn is_enabled(window: &Window, name: &str) -> bool {
    let button = window.query_by_role_and_label(Role::Button, name);
    button.is_some_and(|button| !button.accesskit_node().is_disabled())
}

fn click(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click();
    window.run_steps(3);
}

/// Which step the panel says that it is.
fn at(window: &Window) -> String {
    let labels = window.query_all_by_role(Role::Label);
    let texts = labels.filter_map(|label| label.accesskit_node().value());
    let found = texts
        .into_iter()
        .find(|text| text.starts_with("step ") && text.contains(" of "));
    found.unwrap_or_else(|| "no step".to_owned())
}

/// Answers the question of a step: with a right choice, or with a wrong one where there is one.
fn answer(
    window: &mut Window,
    question: &Question,
    language: Language,
    right: bool,
    words: &Words,
) {
    match question {
        Question::Choice(choices) => {
            let known = |choice: &marginscope::lesson::Choice| matches!(&choice.right, marginscope::lesson::Right::Known(known) if *known == right);
            let place = choices.iter().position(known).unwrap_or(0);
            let text = choices[place].text.of(language).filled(&|_| 0.0);
            click(window, &marginscope::lesson::plain(&text));
        }
        Question::Number(_) | Question::Handle { .. } => {
            assert!(!is_enabled(window, words.give), "nobody said the middle");
            let slider = window.get_by_role_and_label(Role::Slider, words.slider);
            slider.focus();
            window.run_steps(2);
            window.key_press(Key::ArrowRight);
            window.run_steps(2);
            click(window, words.give);
        }
    }
}

/// What the panel says of which step this is, in the language that it speaks.
fn place_shown(window: &Window) -> Option<String> {
    let labels = window.query_all_by_role(Role::Label);
    let mut texts = labels.filter_map(|label| label.accesskit_node().value());
    let is_place = |text: &String| {
        let english = text.starts_with("step ") && text.contains(" of ");
        english || text.starts_with('第') && text.contains("步，共")
    };
    texts.find(is_place)
}

/// Goes through a lesson from its first step to its end.
fn play(lesson: &Lesson, language: Language, right: bool) {
    let words = words(language);
    let mut window = with_lesson(&lesson.id);
    for (place, step) in lesson.steps.iter().enumerate() {
        let told = format!("{} step {} ({})", lesson.id, step.id, language.id());
        if let Kind::Predict(question) = &step.kind {
            assert!(!is_enabled(&window, words.next), "{told}: asks first");
            answer(&mut window, question, language, right, &words);
        }
        let last = place + 1 == lesson.steps.len();
        let on = if last { words.finish } else { words.next };
        if is_enabled(&window, words.show) {
            // What it asks for is shown, and the step waits until it is so.
            click(&mut window, words.show);
        }
        for _ in 0..24_000 {
            if is_enabled(&window, on) {
                break;
            }
            window.step();
            sleep(Duration::from_millis(5));
        }
        assert!(is_enabled(&window, on), "{told}: the way on is open");
        // What the step no longer asks for leaves, and the button moves up.
        let before = place_shown(&window);
        for _ in 0..20 {
            window.run_steps(6);
            // It may have moved under the click, with something that has come or gone above it.
            click(&mut window, on);
            if last || place_shown(&window) != before {
                break;
            }
        }
    }
    assert!(!is_enabled(&window, words.leave), "{}: is over", lesson.id);
}

#[test]
fn every_lesson_is_gone_through_with_right_answers() {
    for id in lesson_ids() {
        let lesson = marginscope::lesson::open(id).unwrap();
        within(Language::English, || play(&lesson, Language::English, true));
    }
}

#[test]
fn every_lesson_is_gone_through_with_wrong_answers_in_chinese() {
    for id in lesson_ids() {
        let lesson = marginscope::lesson::open(id).unwrap();
        within(Language::Chinese, || {
            play(&lesson, Language::Chinese, false)
        });
    }
}

#[test]
fn somebodys_run_is_put_aside_and_comes_back_as_it_was() {
    let mut options = Options::new(Session::preset("blobs").unwrap());
    options.after_steps = Some(40);
    let mut window = window(options);
    wait(&mut window, |window| {
        let lanes = &window.state().state().lanes;
        !lanes.is_empty() && lanes.iter().all(|lane| lane.step == 40)
    });
    let (session, weights) = {
        let app = window.state();
        let weights = app.state().lanes[0].weights.clone();
        (app.session().clone(), weights)
    };
    window.key_press(Key::F1);
    // The list finds its middle.
    window.run_steps(8);
    click(&mut window, "What fits");
    window.run_steps(5);
    assert_ne!(
        window.state().session(),
        &session,
        "the lesson has its own run"
    );
    window.key_press(Key::Escape);
    window.run_steps(5);
    let app = window.state();
    assert_eq!(app.session(), &session);
    assert_eq!(app.state().lanes[0].step, 40);
    assert_eq!(app.state().lanes[0].weights, weights);
}

/// Waits until the lesson can go on; every frame takes so long that training runs far ahead of it.
fn wait_slowly(window: &mut Window) {
    for _ in 0..400 {
        if is_enabled(window, "Next") {
            return;
        }
        sleep(Duration::from_millis(300));
        window.step();
    }
    panic!("the way on is not open");
}

fn check_steps(window: &Window, expect: u64) {
    let lanes = &window.state().state().lanes;
    let steps: Vec<u64> = lanes.iter().map(|lane| lane.step).collect();
    assert!(steps.iter().all(|step| *step == expect), "{steps:?}");
}

#[test]
fn training_stops_at_the_steps_that_are_asked_for_however_slow_the_window_is() {
    let mut window = with_lesson("room:below");
    wait_slowly(&mut window);
    check_steps(&window, 300);
    // Later too.
    sleep(Duration::from_millis(500));
    window.run_steps(3);
    check_steps(&window, 300);
    assert!(!window.state().state().playing);
}

#[test]
fn steps_count_only_once_all_else_that_is_asked_for_is_so() {
    let mut window = with_lesson("am-softmax:with");
    // What the steps before have trained is made first, and no more.
    wait(&mut window, |window| {
        let lanes = &window.state().state().lanes;
        !lanes.is_empty() && lanes.iter().all(|lane| lane.step >= 200)
    });
    for _ in 0..4 {
        sleep(Duration::from_millis(200));
        window.step();
    }
    assert!(!is_enabled(&window, "Next"), "m is 0 still");
    check_steps(&window, 200);
    click(&mut window, "Show me");
    wait_slowly(&mut window);
    check_steps(&window, 400);
}

#[test]
fn the_curve_of_psi_is_on_screen_where_a_lesson_speaks_of_it() {
    for (size, step) in [([1280.0, 720.0], "round"), ([1024.0, 640.0], "lowest-seen")] {
        let mut window = with_lesson(&format!("psi:{step}"));
        window.set_size(size.into());
        window.run_steps(4);
        let rect = window.get_by_label("ψ of L-Softmax").rect();
        assert!(rect.width() > 200.0 && rect.height() > 150.0, "{rect:?}");
        let window = eframe::egui::Rect::from_min_size(Default::default(), size.into());
        assert!(window.contains_rect(rect), "{rect:?}");
    }
}

#[test]
fn enter_opens_the_lesson_that_stands_out() {
    let mut window = window(Options::new(Session::preset("blobs").unwrap()));
    window.run_steps(3);
    window.key_press(Key::F1);
    window.run_steps(8);
    window.key_press(Key::Enter);
    window.run_steps(4);
    assert_eq!(at(&window), "step 1 of 10");
}

#[test]
fn a_lesson_that_was_left_is_taken_up_where_it_was() {
    let mut window = with_lesson("softmax");
    click(&mut window, "Next");
    click(&mut window, "Next");
    assert_eq!(at(&window), "step 3 of 10");
    click(&mut window, "Leave the lesson");
    window.key_press(Key::F1);
    // The list finds its middle.
    window.run_steps(8);
    click(&mut window, "Softmax loss = softmax + cross-entropy");
    assert_eq!(at(&window), "step 3 of 10");
    click(&mut window, "Back");
    assert_eq!(at(&window), "step 2 of 10");
}

#[test]
fn a_remote_goes_on_and_back() {
    let mut window = with_lesson("softmax");
    window.key_press(Key::PageDown);
    window.run_steps(3);
    assert_eq!(at(&window), "step 2 of 10");
    window.key_press(Key::PageUp);
    window.run_steps(3);
    assert_eq!(at(&window), "step 1 of 10");
}

#[test]
fn the_first_start_offers_the_course_and_escape_dismisses_it_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("course.toml");
    let first = || {
        let mut options = Options::new(Session::preset("blobs").unwrap());
        options.course = Some(file.clone());
        let mut window = window(options);
        window.run_steps(3);
        window
    };
    let mut window = first();
    assert!(window.query_by_label("What does a margin do?").is_some());
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.query_by_label("What does a margin do?").is_none());
    assert!(first().query_by_label("What does a margin do?").is_none());
}

#[test]
fn the_tour_has_five_pointers_and_ends_at_the_course() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = Options::new(Session::preset("blobs").unwrap());
    options.course = Some(folder.path().join("course.toml"));
    let mut window = window(options);
    window.run_steps(3);
    click(&mut window, "Show me around (1 min)");
    for at in 1..=5 {
        assert!(
            window.query_by_label(&format!("{at} of 5")).is_some(),
            "{at}"
        );
        click(&mut window, if at == 5 { "To the course" } else { "Next" });
    }
    assert!(
        window
            .query_by_label("Course: what a margin does")
            .is_some()
    );
}

#[test]
fn the_presenters_mode_is_half_as_large_again_and_folds_the_controls() {
    let mut options = Options::new(Session::preset("blobs").unwrap());
    options.present = true;
    let mut window = window(options);
    window.run_steps(3);
    assert!((window.ctx.zoom_factor() - 1.5).abs() < 1e-6);
    assert!(
        window
            .query_by_role_and_label(Role::ComboBox, "Loss")
            .is_none(),
        "the controls are folded away"
    );
    window.key_press(Key::F6);
    window.run_steps(3);
    assert!(
        window
            .query_by_role_and_label(Role::ComboBox, "Loss")
            .is_some()
    );
    window.key_press(Key::F5);
    window.run_steps(3);
    assert!((window.ctx.zoom_factor() - 1.0).abs() < 1e-6);
}

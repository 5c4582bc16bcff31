use super::*;
use crate::sweep::written;

fn form(session: Session, lane: Option<usize>) -> Form {
    let titles = session.titles();
    Form::new(session, &titles, 10, lane).unwrap()
}

fn preset(id: &str) -> Session {
    Session::preset(id).unwrap()
}

fn values(plan: &Plan) -> Vec<(String, Vec<String>)> {
    let axis = |axis: &Axis| {
        let values = axis.values.iter().map(written).collect();
        (axis.key.clone(), values)
    };
    plan.axes().iter().map(axis).collect()
}

fn check(mut form: Form, expect: &[(&str, &[&str])], lanes: &[&str]) {
    let plan = form.plan().as_ref().unwrap();
    let expect: Vec<(String, Vec<String>)> = expect
        .iter()
        .map(|(key, values)| {
            let values = values.iter().map(|value| (*value).to_owned());
            ((*key).to_owned(), values.collect())
        })
        .collect();
    assert_eq!(values(plan), expect);
    assert_eq!(plan.lanes(), lanes);
}

#[test]
fn at_first_m_passes_its_bound_and_s_has_four_values() {
    let m: (&str, &[&str]) = ("loss.m", &["0", "0.05", "0.1", "0.15", "0.2", "0.25"]);
    let s: (&str, &[&str]) = ("loss.s", &["4", "8", "16", "32"]);
    check(form(preset("fashion-circle"), None), &[m, s], &["run"]);
    // On the sphere more fits; the grid passes the bounds of both lanes.
    let m: (&str, &[&str]) = ("loss.m", &["0", "0.15", "0.3", "0.45", "0.6", "0.75"]);
    let lanes = ["circle", "sphere"];
    check(form(preset("fashion"), None), &[m, s], &lanes);
    check(form(preset("fashion"), Some(1)), &[m, s], &["sphere"]);
}

#[test]
fn only_what_the_loss_has_can_be_swept() {
    let of = |loss: &str| {
        let mut session = preset("fashion-circle");
        session.set_everywhere("loss.id", &loss.into()).unwrap();
        form(session, None)
    };
    let keys = of("normface").keys();
    assert!(
        !keys.contains(&"loss.m".to_owned()) && keys.contains(&"loss.s".to_owned()),
        "{keys:?}"
    );
    let softmax = of("softmax");
    assert!(
        softmax.filled.x.key.starts_with("optimizer."),
        "{:?}",
        softmax.filled
    );
    for loss in loss::registry() {
        let mut form = of(loss.id());
        let plan = form.plan();
        assert!(plan.is_ok(), "{}: {plan:?}", loss.id());
    }
}

#[test]
fn every_key_that_is_offered_has_usual_values_that_can_be_planned() {
    for loss in loss::registry() {
        let mut session = preset("fashion-circle");
        session
            .set_everywhere("loss.id", &loss.id().into())
            .unwrap();
        let mut form = form(session, None);
        for key in form.keys() {
            form.filled.x = form.usual(&key);
            form.filled.y = None;
            let plan = form.plan();
            assert!(plan.is_ok(), "{} {key}: {plan:?}", loss.id());
        }
    }
}

#[test]
fn what_cannot_be_planned_says_why() {
    let mut form = form(preset("fashion-circle"), None);
    form.filled.seeds = MOST_SEEDS;
    form.filled.x.count = MOST_VALUES;
    let why = form.plan().clone().unwrap_err();
    assert!(why.contains("960") && why.contains("300"), "{why}");
    form.filled.seeds = 1;
    form.filled.x.to = form.filled.x.from;
    let why = form.plan().clone().unwrap_err();
    assert!(why.contains("twice"), "{why}");
}

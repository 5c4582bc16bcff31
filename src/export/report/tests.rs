use super::*;
use crate::{
    look::Theme,
    train::{Lane, Session, Status, lane},
};

fn style() -> Style {
    Style::new(Theme::Light)
}

/// The report of `toml`, each lane at step 0, with one picture.
fn report(toml: &str) -> String {
    report_of(toml, |_| {})
}

/// The same of lanes with which something has happened.
fn report_of(toml: &str, happens: impl Fn(&mut Lane)) -> String {
    let session = Session::parse("test", toml, "test").unwrap();
    let snapshots: Vec<Snapshot> = session
        .experiments()
        .unwrap()
        .into_iter()
        .map(|(name, experiment)| {
            let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
            happens(&mut lane);
            lane.snapshot(&name, 0, Status::Done)
        })
        .collect();
    let carried = Carried::from_runs(&session, &snapshots.iter().collect::<Vec<_>>());
    let picture = Picture {
        stem: "circle".to_owned(),
        name: "Circle".to_owned(),
        caption: "a < b & \"c\"".to_owned(),
        svg: "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>\n".to_owned(),
        wide: false,
        chart: false,
    };
    let report = Report {
        title: "A & B".to_owned(),
        runs: snapshots.iter().map(|s| (s.lane.clone(), s)).collect(),
        pictures: vec![picture],
        carried: &carried,
    };
    html(&report, &style())
}

const SMALL: &str =
    "data.source = \"blobs\"\ndata.train = 100\ndata.test = 40\nmodel.hidden = [8]\n";

fn check(html: &str, expect: &[&str]) {
    for part in expect {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn figures_have_a_number_a_text_for_those_who_do_not_see_them_and_files() {
    check(
        &report(SMALL),
        &[
            "<title>A &amp; B</title>",
            "<svg role=\"img\" aria-label=\"Circle. a &lt; b &amp; &quot;c&quot;\" xmlns",
            "<b>Figure 1.</b> Circle. a &lt; b",
            "href=\"figures/circle.pdf\"",
            "<code>loss.m</code></dt><dd>0.15</dd>",
            "marginscope train figures/circle.svg",
        ],
    );
}

#[test]
fn what_differs_stands_in_a_table_and_the_rest_in_a_list() {
    let lanes = "[[lane]]\nname = \"one\"\n[[lane]]\nname = \"two\"\nloss.m = 0.2\n";
    let html = report(&format!("{SMALL}{lanes}"));
    check(
        &html,
        &[
            "<tr><th scope=\"row\"><code>loss.m</code></th><td>0.15</td><td>0.2</td></tr>",
            "<dt><code>loss.s</code></dt><dd>10.0</dd>",
            "<td><strong>",
        ],
    );
    assert!(!html.contains("<dt><code>loss.m</code>"));
}

#[test]
fn what_a_hand_did_is_told_where_it_is_said_how_to_have_it_again() {
    let exact = "This repeats it bit for bit:";
    check(&report(SMALL), &[exact]);
    let turn = |lane: &mut Lane| {
        let to = crate::train::Towards::Direction(vec![0.0, 0.0, 1.0]);
        assert!(lane.turn(1, &to));
    };
    let html = report_of(SMALL, turn);
    check(
        &html,
        &[
            "Class directions were turned by hand, last at step 0.",
            "This trains it without that, and differs:",
        ],
    );
    assert!(!html.contains(exact));
    let tune = |lane: &mut Lane| {
        lane.step().unwrap();
        let mut other = lane.trainer().experiment().clone();
        other.loss.knobs.set("m", 0.3);
        lane.tune(&other);
    };
    check(
        &report_of(SMALL, tune),
        &["with the last ones from the start"],
    );
    let both = report_of(SMALL, |lane| {
        tune(lane);
        turn(lane);
    });
    check(&both, &["changed and class directions turned by hand"]);
    assert!(!both.contains(exact));
}

#[test]
fn nothing_is_fetched_from_anywhere() {
    let html = report(SMALL).replace("http://www.w3.org/2000/svg", "");
    assert!(
        !html.contains("http") && !html.contains("<script") && !html.contains("<link"),
        "{html}"
    );
}

#[test]
fn methods_classes_sources_and_references_are_told() {
    let html = report(&format!(
        "{SMALL}[[lane]]\nname = \"one\"\nloss.id = \"arcface\"\n[[lane]]\nname = \"two\"\nloss.id = \"am-softmax\"\n"
    ));
    let escaped = |id: &str| super::escaped(crate::loss::find(id).unwrap().formula());
    let formulas = [escaped("arcface"), escaped("am-softmax")];
    check(
        &html,
        &[
            &formulas[0],
            &formulas[1],
            "argmax<sub>j</sub>",
            "Made from the seed by marginscope itself",
            "@inproceedings{deng2019arcface",
            "<th scope=\"col\">Samples</th>",
        ],
    );
    let hash = html.split("class=\"hashes\"").nth(1).unwrap();
    let hash = hash.split("<code>").nth(1).unwrap();
    assert_eq!(hash.split('<').next().unwrap().len(), 64, "the whole hash");
    // 40 held-out samples, in the tables of both runs.
    let counts = html.split("class=\"counts\"").nth(1).unwrap();
    let counts = counts.split("</table>").next().unwrap();
    let cells = counts.split("<td>").skip(1).filter_map(|cell| {
        let number = cell.trim_start_matches("<strong>").split('<').next()?;
        number.parse::<u32>().ok()
    });
    assert_eq!(cells.sum::<u32>(), 40);
}

#[test]
fn a_run_that_something_is_wrong_with_is_never_the_best() {
    let session = Session::parse("test", SMALL, "test").unwrap();
    let (_, experiment) = session.experiments().unwrap().remove(0);
    let lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    let sound = lane.snapshot("a", 0, Status::Done);
    let mut wrong = sound.clone();
    wrong.health = Health::Chance {
        since: 1,
        accuracy: 0.5,
        chance: 0.5,
        best: (0.5, 0),
        cause: crate::train::Cause::Loss,
    };
    let bold = |runs: &[(String, &Snapshot)]| table::metrics(runs).matches("<strong>").count();
    let named = |snapshot| ("a".to_owned(), snapshot);
    let alone = bold(&[named(&sound), named(&sound)]);
    assert!(alone > 0 && alone.is_multiple_of(2));
    assert_eq!(bold(&[named(&sound), named(&wrong)]), alone / 2);
    assert_eq!(bold(&[named(&wrong), named(&wrong)]), 0);
}

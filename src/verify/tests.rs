//! Everything against the definitions, computed for every threshold and every rank as they stand.

use ndarray::Array2;
use proptest::prelude::*;

use super::cosines::ONE;
use super::*;

/// Far fewer pairs at a time than there are, in few bins: every way through the ties is taken.
const TIGHT: Limits = Limits { held: 7, bins: 5 };

/// Samples whose coordinates are few whole numbers, so that many similarities are equal.
fn samples() -> impl Strategy<Value = (Vec<Vec<f64>>, Vec<usize>)> {
    let of = |(n, dim): (usize, usize)| {
        let row = prop::collection::vec((-2..3).prop_map(f64::from), dim);
        let labels = prop::collection::vec(0..4_usize, n);
        (prop::collection::vec(row, n), labels)
    };
    (2..24_usize, 1..4_usize).prop_flat_map(of)
}

fn matrix(rows: &[Vec<f64>]) -> Array2<f64> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

/// The rounded cosine.
fn similarity(a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let norms = dot(a, a).sqrt() * dot(b, b).sqrt();
    let cos = if norms > 0.0 { dot(a, b) / norms } else { 0.0 };
    // Without the sign of a zero, which would be compared too.
    (cos * ONE as f64).round() / ONE as f64 + 0.0
}

/// Each pair's similarity and whether it is positive.
type Scored = Vec<(f64, bool)>;

fn scored(rows: &[Vec<f64>], labels: &[usize], pairs: &[(usize, usize)]) -> Scored {
    let one =
        |(i, j): &(usize, usize)| (similarity(&rows[*i], &rows[*j]), labels[*i] == labels[*j]);
    pairs.iter().map(one).collect()
}

fn all(n: usize) -> Vec<(usize, usize)> {
    let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
    pairs.collect()
}

/// +∞ and every similarity, from the largest.
fn thresholds(pairs: &Scored) -> Vec<f64> {
    let mut all: Vec<f64> = pairs.iter().map(|(s, _)| *s).collect();
    all.sort_by(|a, b| b.total_cmp(a));
    all.dedup();
    all.insert(0, f64::INFINITY);
    all
}

/// The share of pairs of a kind at or above a threshold.
fn accepted(pairs: &Scored, threshold: f64, kind: bool) -> f64 {
    let own = pairs.iter().filter(|(_, positive)| *positive == kind);
    let count = own.clone().filter(|(s, _)| *s >= threshold).count();
    count as f64 / own.count() as f64
}

fn curve(pairs: &Scored) -> Vec<[f64; 2]> {
    let point = |t: f64| [accepted(pairs, t, false), accepted(pairs, t, true)];
    thresholds(pairs).into_iter().map(point).collect()
}

fn eer(curve: &[[f64; 2]]) -> f64 {
    let over = |p: &[f64; 2]| p[0] + p[1] - 1.0;
    let after = curve.iter().position(|p| over(p) >= 0.0).unwrap();
    let (a, b) = (curve[after - 1], curve[after]);
    let part = -over(&a) / (over(&b) - over(&a));
    a[0] + part * (b[0] - a[0])
}

fn fold_accuracy(pairs: &Scored, folds: usize) -> Vec<f64> {
    let end = |k: usize| (k as f64 * pairs.len() as f64 / folds as f64).round_ties_even() as usize;
    let right = |pairs: &Scored, t: f64| pairs.iter().filter(|(s, p)| (*s >= t) == *p).count();
    let one = |k: usize| {
        let own = pairs[end(k)..end(k + 1)].to_vec();
        let others = [&pairs[..end(k)], &pairs[end(k + 1)..]].concat();
        let most = thresholds(&others)
            .into_iter()
            .map(|t| right(&others, t))
            .max();
        let best = thresholds(&others)
            .into_iter()
            .find(|t| Some(right(&others, *t)) == most);
        right(&own, best.unwrap()) as f64 / own.len() as f64
    };
    (0..folds).map(one).collect()
}

fn close(found: f64, expect: f64, what: &str) {
    let same = (found - expect).abs() < 1e-9 || found.is_nan() && expect.is_nan();
    assert!(same, "{what}: {found} is not {expect}");
}

const FAR: [f64; 4] = [0.5, 0.1, 0.01, 0.0];

/// Holds `found` against the definitions.
fn check(found: &Verification, pairs: &Scored, folds: Option<usize>) {
    let positives = pairs.iter().filter(|(_, positive)| *positive).count();
    assert_eq!(found.positives as usize, positives);
    assert_eq!((found.positives + found.negatives) as usize, pairs.len());
    let kinds = [&found.degrees.positives, &found.degrees.negatives];
    let counted = kinds.map(|kind| kind.iter().sum::<u64>());
    assert_eq!(counted, [found.positives, found.negatives]);
    if positives == 0 || positives == pairs.len() {
        assert!(found.roc.auc.is_nan() && found.roc.eer.is_nan());
        assert!(found.roc.points.is_empty());
        return;
    }
    let curve = curve(pairs);
    let trapezoids = curve
        .windows(2)
        .map(|p| (p[1][0] - p[0][0]) * (p[0][1] + p[1][1]) / 2.0);
    close(found.roc.auc, trapezoids.sum(), "auc");
    close(found.roc.eer, eer(&curve), "eer");
    let at = found.roc.at_eer;
    assert!(at.far >= 1.0 - at.tar - 1e-12);
    let balanced = curve.iter().map(|p| (p[1] + 1.0 - p[0]) / 2.0);
    close(
        found.roc.balanced_accuracy,
        balanced.fold(0.0, f64::max),
        "balanced",
    );
    for (far, at) in FAR.iter().zip(&found.roc.at_far) {
        let inside = thresholds(pairs)
            .into_iter()
            .filter(|t| accepted(pairs, *t, false) <= *far);
        let tar = |t: &f64| accepted(pairs, *t, true);
        let best = inside.clone().map(|t| tar(&t)).fold(0.0, f64::max);
        close(at.tar, best, "tar at far");
        let strictest = inside.clone().find(|t| tar(t) == best).unwrap();
        let degrees = strictest
            .is_finite()
            .then(|| crate::math::real::acos(strictest).to_degrees());
        close(
            at.degrees.unwrap_or(-1.0),
            degrees.unwrap_or(-1.0),
            "threshold",
        );
    }
    for point in &found.roc.points {
        let near = |p: &[f64; 2]| (p[0] - point[0]).abs() + (p[1] - point[1]).abs() < 1e-12;
        assert!(curve.iter().any(near), "{point:?} is no threshold's");
    }
    assert_eq!(found.roc.points.last(), Some(&[1.0, 1.0]));
    if let Some(folds) = folds {
        let shares = fold_accuracy(pairs, folds);
        let mean = shares.iter().sum::<f64>() / folds as f64;
        let squares = shares.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        let accuracy = found.accuracy.unwrap();
        close(accuracy.mean, mean, "accuracy");
        close(
            accuracy.std,
            (squares / folds as f64).sqrt(),
            "its deviation",
        );
    }
}

/// Precision at 1, R-precision and MAP@R by their definitions.
fn ranked(rows: &[Vec<f64>], labels: &[usize]) -> [f64; 3] {
    let (mut sums, mut queries) = ([0.0; 3], 0.0);
    for q in 0..rows.len() {
        let mut others: Vec<usize> = (0..rows.len()).filter(|i| *i != q).collect();
        others.sort_by(|a, b| {
            let of = |i: usize| similarity(&rows[q], &rows[i]);
            of(*b).total_cmp(&of(*a)).then(a.cmp(b))
        });
        let hits: Vec<bool> = others.iter().map(|i| labels[*i] == labels[q]).collect();
        let r = hits.iter().filter(|hit| **hit).count();
        if r == 0 {
            continue;
        }
        queries += 1.0;
        let among = |i: usize| hits[..i].iter().filter(|hit| **hit).count() as f64;
        let precisions = (1..=r).filter(|i| hits[i - 1]).map(|i| among(i) / i as f64);
        let own = [
            among(1),
            among(r) / r as f64,
            precisions.sum::<f64>() / r as f64,
        ];
        (0..3).for_each(|k| sums[k] += own[k]);
    }
    sums.map(|sum| sum / queries)
}

/// Rank-1 among one distractor and among all of them.
fn rank_1(rows: &[Vec<f64>], labels: &[usize]) -> [f64; 2] {
    let (mut sums, mut mates) = ([0.0; 2], 0.0);
    for q in 0..rows.len() {
        let of = |i: usize| similarity(&rows[q], &rows[i]);
        let rest: Vec<usize> = (0..rows.len())
            .filter(|i| labels[*i] != labels[q])
            .collect();
        for mate in (0..rows.len()).filter(|i| *i != q && labels[*i] == labels[q]) {
            let worse = rest.iter().filter(|i| of(**i) < of(mate)).count();
            sums[0] += worse as f64 / rest.len() as f64;
            sums[1] += f64::from(u8::from(worse == rest.len()));
            mates += 1.0;
        }
    }
    sums.map(|sum| sum / mates)
}

proptest! {
    #[test]
    fn all_pairs_hold_the_definitions((rows, labels) in samples()) {
        let features = matrix(&rows);
        let samples = Samples::new(features.view(), &labels);
        let pairs = scored(&rows, &labels, &all(rows.len()));
        let folds = (pairs.len() >= 3).then_some(3);
        let asked = Asked { far: &FAR, folds };
        let found = verify(&samples, &Pairs::All, &asked, &alone);
        check(&found, &pairs, folds);
        let tight = verify_within(&samples, &Pairs::All, &asked, &alone, TIGHT);
        prop_assert_eq!(format!("{found:?}"), format!("{tight:?}"));
    }

    #[test]
    fn listed_pairs_hold_the_definitions(
        (rows, labels) in samples(),
        picks in prop::collection::vec((0..1000_usize, 0..1000_usize), 5..60),
    ) {
        let n = rows.len();
        let list: Vec<(usize, usize)> = picks.iter().map(|(i, j)| (i % n, j % n)).collect();
        let features = matrix(&rows);
        let samples = Samples::new(features.view(), &labels);
        let asked = Asked { far: &FAR, folds: Some(5) };
        for limits in [Limits::default(), TIGHT] {
            let found = verify_within(&samples, &Pairs::Listed(&list), &asked, &alone, limits);
            check(&found, &scored(&rows, &labels, &list), Some(5));
        }
    }

    #[test]
    fn rankings_hold_the_definitions((rows, labels) in samples()) {
        let features = matrix(&rows);
        let samples = Samples::new(features.view(), &labels);
        let rest = |label: &usize| labels.iter().filter(|other| *other != label).count();
        let most = labels.iter().map(rest).min().unwrap();
        let found = retrieve(&samples, None, &[1, most.max(2)], &alone);
        let [first, r, map] = ranked(&rows, &labels);
        close(found.precision_at_1, first, "precision at 1");
        close(found.r_precision, r, "R-precision");
        close(found.map_at_r, map, "MAP@R");
        let expect = rank_1(&rows, &labels);
        for (count, rate) in &found.rank_1 {
            let same_pools = labels.iter().all(|label| rest(label) == most);
            match count {
                1 => close(*rate, expect[0], "rank 1 of 1"),
                _ if same_pools => close(*rate, expect[1], "rank 1 of all"),
                _ => {}
            }
        }
    }

    #[test]
    fn neither_lengths_nor_a_turn_nor_the_crew_change_anything(
        (rows, labels) in samples(),
        lengths in prop::collection::vec(0.01..100.0, 24),
    ) {
        let features = matrix(&rows);
        let longer = Array2::from_shape_fn(features.dim(), |(i, k)| features[[i, k]] * lengths[i]);
        // Axes in another order are a turn, or a turn and a reflection.
        let turned = Array2::from_shape_fn(features.dim(), |(i, k)| {
            features[[i, features.ncols() - 1 - k]]
        });
        let asked = Asked { far: &FAR, folds: None };
        let [plain, longer, turned] = [features, longer, turned].map(|features| {
            let samples = Samples::new(features.view(), &labels);
            let found = verify_within(&samples, &Pairs::All, &asked, &backwards, TIGHT);
            (format!("{found:?}"), retrieve(&samples, None, &[1], &backwards))
        });
        prop_assert_eq!(&plain.0, &longer.0);
        prop_assert_eq!(&plain.0, &turned.0);
        prop_assert_eq!(format!("{:?}", plain.1), format!("{:?}", turned.1));
    }
}

/// A crew that starts at the end.
fn backwards(count: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).rev().for_each(work);
}

/// Enough samples that pairs go through bins: those of `n` in clusters.
fn clusters(n: usize) -> (Array2<f64>, Vec<usize>) {
    use rand::SeedableRng;
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(3);
    let labels: Vec<usize> = (0..n).map(|i| i % 7).collect();
    let features = Array2::from_shape_fn((n, 7), |(i, k)| {
        f64::from(u8::from(labels[i] == k)) * 1.5 + crate::math::normal(&mut rng)
    });
    (features, labels)
}

#[test]
fn many_pairs_come_to_the_same_whoever_computes_them_and_however_few_are_held() {
    let (features, labels) = clusters(600);
    let samples = Samples::new(features.view(), &labels);
    let asked = Asked {
        far: &FAR,
        folds: Some(10),
    };
    let found = |crew: Crew<'_>, limits| verify_within(&samples, &Pairs::All, &asked, crew, limits);
    let expect = found(&alone, Limits::default());
    let few = Limits {
        held: 20_000,
        bins: 64,
    };
    for limits in [Limits::default(), few] {
        assert_eq!(found(&backwards, limits), expect);
    }
    let ranked = |crew: Crew<'_>| retrieve(&samples, None, &[1, 10, 100], crew);
    assert_eq!(ranked(&backwards), ranked(&alone));
    // Drawn pairs of the same samples come near to all of them.
    let pairs = Pairs::Drawn {
        count: 200_000,
        seed: 1,
    };
    let drawn = verify(&samples, &pairs, &asked, &backwards);
    assert_eq!(drawn, verify(&samples, &pairs, &asked, &alone));
    assert!((drawn.roc.auc - expect.roc.auc).abs() < 0.01);
    assert!((drawn.roc.eer - expect.roc.eer).abs() < 0.01);
    let accuracy = |found: &Verification| found.accuracy.unwrap().mean;
    assert!((accuracy(&drawn) - accuracy(&expect)).abs() < 0.01);
}

#[test]
fn features_that_have_collapsed_are_one_tie() {
    let labels: Vec<usize> = (0..700).map(|i| i % 2).collect();
    let samples = Samples::new(Array2::ones((700, 3)).view(), &labels);
    let asked = Asked {
        far: &FAR,
        folds: None,
    };
    let few = Limits {
        held: 1000,
        bins: 64,
    };
    let found = verify_within(&samples, &Pairs::All, &asked, &alone, few);
    assert_eq!((found.roc.auc, found.roc.eer), (0.5, 0.5));
    assert_eq!(found.roc.points, [[0.0, 0.0], [1.0, 1.0]]);
    assert_eq!(found.degrees.positives[0], found.positives);
}

#[test]
fn classes_that_are_apart_are_told_apart_without_a_mistake() {
    let labels = [0, 0, 1, 1];
    let features = ndarray::array![[1.0, 0.0], [2.0, 0.1], [0.0, 1.0], [0.1, 3.0]];
    let samples = Samples::new(features.view(), &labels);
    let asked = Asked {
        far: &[0.0],
        folds: None,
    };
    let found = verify(&samples, &Pairs::All, &asked, &alone);
    assert_eq!((found.roc.auc, found.roc.eer), (1.0, 0.0));
    assert_eq!(found.roc.at_far[0].tar, 1.0);
    let ranked = retrieve(&samples, None, &[2], &alone);
    assert_eq!(ranked.rank_1, [(2, 1.0)]);
    assert_eq!((ranked.precision_at_1, ranked.map_at_r), (1.0, 1.0));
}

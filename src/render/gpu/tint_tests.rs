use super::*;

fn tint(target: Vec<f32>, other: Vec<f32>) -> RegionTint {
    RegionTint {
        unit: vec![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
        amplitude: vec![10.0; 2],
        offset: vec![0.0, 0.5],
        target,
        other,
        uncertain_below: 0.9,
    }
}

#[test]
fn am_softmax_needs_one_dot_product_a_class_and_one_gap() {
    let field = Field::new(&tint(vec![-1.35, -0.35, 0.65], vec![-1.0, 0.0, 1.0]));
    let field = field.expect("a valid tint");
    assert_eq!(
        field.planes,
        Some(vec![[10.0, 0.0, 0.0, 0.0], [0.0, 10.0, 0.0, 0.5]])
    );
    assert!((field.gap.expect("one gap") - 3.5).abs() < 1e-4);
}

#[test]
fn a_margin_that_bends_needs_the_table_of_its_own_class() {
    let field = Field::new(&tint(vec![-1.5, -0.5, 0.9], vec![-1.0, 0.0, 1.0]));
    let field = field.expect("a valid tint");
    assert!(field.planes.is_some());
    assert_eq!(field.gap, None);
}

#[test]
fn other_logits_that_bend_need_the_table_of_every_class() {
    let field = Field::new(&tint(vec![-2.0, -0.5, 0.5], vec![-1.0, 0.2, 1.0]));
    assert_eq!(field.expect("a valid tint").planes, None);
}

#[test]
fn where_a_target_exceeds_the_other_logit_every_class_is_asked() {
    let field = Field::new(&tint(vec![-0.5, 0.5, 1.5], vec![-1.0, 0.0, 1.0]));
    assert_eq!(field.expect("a valid tint").planes, None);
}

#[test]
fn a_long_table_is_thinned_evenly() {
    let line: Vec<f32> = (0..10_000).map(|i| i as f32 / 4999.5 - 1.0).collect();
    let field = Field::new(&tint(line.clone(), line)).expect("a valid tint");
    assert_eq!(field.table.len(), LONGEST_TABLE);
    for (i, [target, _]) in field.table.iter().enumerate() {
        let cos = 2.0 * i as f32 / (LONGEST_TABLE - 1) as f32 - 1.0;
        assert!((target - cos).abs() < 1e-5);
    }
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let good = tint(vec![-1.0, 1.0], vec![-1.0, 1.0]);
    let refused = |change: fn(&mut RegionTint)| {
        let mut bad = good.clone();
        change(&mut bad);
        assert_eq!(Field::new(&bad), None, "{bad:?}");
    };
    assert!(Field::new(&good).is_some());
    refused(|t| t.amplitude.clear());
    refused(|t| t.offset.push(1.0));
    refused(|t| t.target[0] = f32::NAN);
    refused(|t| t.unit[1][2] = f32::INFINITY);
    refused(|t| t.other.truncate(1));
    refused(|t| {
        t.unit = vec![[1.0, 0.0, 0.0]; MOST_CLASSES + 1];
        t.amplitude = vec![1.0; MOST_CLASSES + 1];
        t.offset = vec![0.0; MOST_CLASSES + 1];
    });
    refused(|t| {
        t.unit.clear();
        t.amplitude.clear();
        t.offset.clear();
    });
}

use marginscope::figure::lab::{self, Handle, Lab, Reading};
fn main() {
    let mut l = Lab::preset("every-loss").unwrap();
    let t = std::time::Instant::now();
    let n = 100;
    for i in 0..n {
        l.move_to(Handle::Weight(0), [-0.5, 0.01 * f64::from(i)], false);
        let r = Reading::of(&l);
        let b: Vec<_> = marginscope::loss::registry().iter().map(|x| lab::borders(&l, *x)).collect();
        let c = lab::circle(&l, &r);
        let s = lab::sphere(&l, &r);
        std::hint::black_box((b, c, s));
    }
    println!("{:?} a state, all {} losses", t.elapsed() / n as u32, marginscope::loss::registry().len());
}

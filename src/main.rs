fn main() {
    let mut args = std::env::args().skip(1);
    let mut options = marginscope::app::Options::new(marginscope::train::Session::preset("fashion").unwrap());
    while let Some(a) = args.next() {
        let mut v = || args.next().unwrap();
        match a.as_str() {
            "--theme" => options.theme = Some(if v() == "light" { marginscope::app::Theme::Light } else { marginscope::app::Theme::Dark }),
            "--window-size" => { let s = v(); let (w, h) = s.split_once('x').unwrap(); options.window_size = Some((w.parse().unwrap(), h.parse().unwrap())) }
            "--after-steps" => options.after_steps = Some(v().parse().unwrap()),
            "--screenshot-to" => options.screenshot_to = Some(v().into()),
            "--preset" => options.session = marginscope::train::Session::preset(&v()).unwrap(),
            "--set" => { let s = v(); let (k, w) = s.split_once('=').unwrap(); let t: toml::Table = toml::from_str(&format!("v = {w}")).unwrap(); options.session.set_everywhere(k, &t["v"]).unwrap(); }
            _ => panic!("{a}"),
        }
    }
    if let Err(e) = marginscope::app::run(options) { eprintln!("{e}"); std::process::exit(1) }
}

//! What breaks inside the worker ends in a message, never in a window that waits for ever.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;

use marginscope::train::{Instruction, Session, Start, State, Status, Worker};

const SMALL: &str = r#"
steps = 20
data.source = "blobs"
model.hidden = [8]
"#;

#[test]
fn a_panic_outside_a_lane_is_told_and_a_replay_runs_again() {
    let (send, wakes) = channel();
    let calls = AtomicU64::new(0);
    let wake = move || {
        let _ = send.send(());
        assert!(calls.fetch_add(1, Ordering::Relaxed) != 1, "made to fail");
    };
    let start = Start {
        session: Session::parse("test", SMALL, "test.toml").unwrap(),
        playing: true,
        stop_at: None,
        endless: false,
    };
    let worker = Worker::spawn(start, Box::new(wake));
    let until = |reached: &dyn Fn(&State) -> bool| {
        while !reached(&worker.latest()) {
            wakes.recv().unwrap();
        }
    };
    until(&|state| {
        let told = "an internal error stopped this run: made to fail";
        state.lanes[0].status == Status::Failed(told.to_owned())
    });
    worker.send(Instruction::Replay);
    until(&|state| state.lanes[0].status == Status::Done && state.lanes[0].step == 20);
}

//! Tells the user, on stderr, which long step is under way and for how long.

use std::{
    io::{IsTerminal, Write},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// A step under way. A terminal shows one line that counts the seconds; elsewhere a line is printed now and then.
pub struct Step {
    shared: Arc<Shared>,
    ticker: Option<JoinHandle<()>>,
}

impl Step {
    pub fn start(title: impl Into<String>) -> Step {
        let on_terminal = std::io::stderr().is_terminal();
        let shared = Arc::new(Shared {
            title: title.into(),
            start: Instant::now(),
            on_terminal,
            state: Mutex::new(State {
                detail: String::new(),
                over: false,
            }),
            changed: Condvar::new(),
        });
        shared.print(&shared.lock());
        let ticker = thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.tick()
        });
        Step {
            shared,
            ticker: Some(ticker),
        }
    }

    /// What the step is busy with at the moment.
    pub fn detail(&self, text: &str) {
        self.shared.lock().detail = text.to_owned();
    }

    /// The step has succeeded. A step dropped without this has failed, and its error says the rest.
    pub fn done(mut self) {
        self.stop();
        eprintln!(
            "{} … done in {} s",
            self.shared.title,
            self.shared.start.elapsed().as_secs()
        );
    }

    fn stop(&mut self) {
        self.shared.lock().over = true;
        self.shared.changed.notify_all();
        if let Some(ticker) = self.ticker.take() {
            // A ticker that panicked has nothing more to show.
            let _ = ticker.join();
            if self.shared.on_terminal {
                eprint!("\r\x1b[K");
            }
        }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Shared {
    title: String,
    start: Instant,
    on_terminal: bool,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    detail: String,
    over: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tick(&self) {
        let interval = if self.on_terminal {
            Duration::from_millis(250)
        } else {
            Duration::from_secs(15)
        };
        let mut state = self.lock();
        while !state.over {
            let (next, timeout) = self
                .changed
                .wait_timeout(state, interval)
                .unwrap_or_else(PoisonError::into_inner);
            state = next;
            if !state.over && timeout.timed_out() {
                self.print(&state);
            }
        }
    }

    fn print(&self, state: &State) {
        let mut line = format!("{} …", self.title);
        let seconds = self.start.elapsed().as_secs();
        if seconds > 0 {
            line += &format!(" {seconds} s");
        }
        if !state.detail.is_empty() {
            line += &format!(" ({})", state.detail.chars().take(60).collect::<String>());
        }
        if self.on_terminal {
            // One line however long, so that the next one replaces it whole.
            eprint!("\r\x1b[K{}", line.chars().take(79).collect::<String>());
            let _ = std::io::stderr().flush();
        } else {
            eprintln!("{line}");
        }
    }
}

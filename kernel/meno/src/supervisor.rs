//! Runs child processes so that a signal to stop ends them first, and never leaves them behind.

use std::{
    collections::BTreeSet,
    io,
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

/// Owns the children that run.
#[derive(Clone, Default)]
pub struct Supervisor {
    state: Arc<Mutex<State>>,
}

impl Supervisor {
    /// Takes SIGINT, SIGTERM and SIGHUP over: the first asks the children to end, the second makes them.
    ///
    /// To be called on the main thread before there are others, since threads inherit what is blocked.
    ///
    /// # Errors
    /// The system refuses.
    pub fn stop_on_signals(&self) -> io::Result<()> {
        let signals = stop_signals();
        // SAFETY: `signals` is an initialised set, and no old mask is asked for.
        let code = unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &raw const signals, std::ptr::null_mut()) };
        if code != 0 {
            return Err(io::Error::from_raw_os_error(code));
        }
        let supervisor = self.clone();
        thread::Builder::new().name("signals".into()).spawn(move || {
            let mut signal = 0;
            // SAFETY: both pointers are to live values of the right types.
            while unsafe { libc::sigwait(&raw const signals, &raw mut signal) } == 0 {
                supervisor.stop();
            }
        })?;
        Ok(())
    }

    /// Whether a signal to stop has come.
    pub fn stopped(&self) -> bool {
        self.lock().stopped
    }

    /// Starts `command` in a process group of its own, so that the terminal's Ctrl-C reaches it only through here.
    ///
    /// # Errors
    /// It cannot be started, or a signal to stop has come before.
    pub fn spawn(&self, command: &mut Command) -> io::Result<Supervised> {
        command.process_group(0);
        // SAFETY: between fork and exec the closure makes async-signal-safe system calls only.
        unsafe { command.pre_exec(prepare_child) };
        let mut state = self.lock();
        if state.stopped {
            return Err(io::Error::from(io::ErrorKind::Interrupted));
        }
        let child = command.spawn()?;
        state.running.insert(child.id().cast_signed());
        Ok(Supervised {
            child,
            supervisor: self.clone(),
        })
    }

    fn stop(&self) {
        let mut state = self.lock();
        let signal = if state.stopped { libc::SIGKILL } else { libc::SIGTERM };
        if state.stopped && state.running.is_empty() {
            // Asked twice, while waiting for something that is no child, such as a lock.
            std::process::exit(128 + libc::SIGINT);
        }
        for group in &state.running {
            // SAFETY: sends a signal; `running` names groups whose leaders have not been reaped.
            unsafe { libc::kill(-group, signal) };
        }
        state.stopped = true;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
struct State {
    /// Process groups.
    running: BTreeSet<libc::pid_t>,
    stopped: bool,
}

/// A running child. Dropping it kills its process group.
pub struct Supervised {
    pub child: Child,
    supervisor: Supervisor,
}

impl Supervised {
    /// # Errors
    /// The child cannot be waited for.
    pub fn wait(mut self) -> io::Result<ExitStatus> {
        self.reap()
    }

    fn reap(&mut self) -> io::Result<ExitStatus> {
        self.await_exit()?;
        // The process is still a zombie, so its number cannot have gone to another: forget it, then reap it.
        self.supervisor.lock().running.remove(&self.group());
        self.child.wait()
    }

    fn group(&self) -> libc::pid_t {
        self.child.id().cast_signed()
    }

    fn await_exit(&self) -> io::Result<()> {
        // SAFETY: all-zero bytes are a valid `siginfo_t`.
        let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
        loop {
            let options = libc::WEXITED | libc::WNOWAIT;
            // SAFETY: `info` is writable and outlives the call.
            if unsafe { libc::waitid(libc::P_PID, self.child.id(), &raw mut info, options) } == 0 {
                return Ok(());
            }
            let error = io::Error::last_os_error();
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error);
            }
        }
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        let group = self.group();
        if self.supervisor.lock().running.remove(&group) {
            // SAFETY: sends a signal; the group's leader has not been reaped.
            unsafe { libc::kill(-group, libc::SIGKILL) };
            let _ = self.child.wait();
        }
    }
}

fn stop_signals() -> libc::sigset_t {
    // SAFETY: `sigemptyset` initialises the set before anything reads it.
    unsafe {
        let mut signals = std::mem::zeroed();
        libc::sigemptyset(&raw mut signals);
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
            libc::sigaddset(&raw mut signals, signal);
        }
        signals
    }
}

/// Gives the child an empty signal mask, and has Linux end it should this process be killed outright.
fn prepare_child() -> io::Result<()> {
    // SAFETY: the set is initialised by `sigemptyset`; all calls are async-signal-safe.
    unsafe {
        let mut none = std::mem::zeroed();
        libc::sigemptyset(&raw mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &raw const none, std::ptr::null_mut());
        #[cfg(target_os = "linux")]
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGTERM);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{BufRead, BufReader},
        process::Stdio,
    };

    #[test]
    fn a_stop_ends_the_child_and_forbids_the_next() {
        let supervisor = Supervisor::default();
        let child = supervisor.spawn(Command::new("sleep").arg("60")).unwrap();
        supervisor.stop();
        assert!(!child.wait().unwrap().success());
        let refused = supervisor.spawn(&mut Command::new("true")).err().unwrap();
        assert_eq!(refused.kind(), io::ErrorKind::Interrupted);
    }

    #[test]
    fn a_second_stop_ends_a_child_that_ignores_the_first() {
        let supervisor = Supervisor::default();
        let mut shell = Command::new("sh");
        shell
            .args(["-c", "trap '' TERM; echo ready; while :; do sleep 1; done"])
            .stdout(Stdio::piped());
        let mut child = supervisor.spawn(&mut shell).unwrap();
        let mut line = String::new();
        BufReader::new(child.child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        supervisor.stop();
        supervisor.stop();
        assert!(!child.wait().unwrap().success());
    }

    #[test]
    fn a_stop_ends_all_children() {
        let supervisor = Supervisor::default();
        let children = [(); 2].map(|()| supervisor.spawn(Command::new("sleep").arg("60")).unwrap());
        supervisor.stop();
        for child in children {
            assert!(!child.wait().unwrap().success());
        }
    }

    #[test]
    fn a_dropped_child_is_gone() {
        let child = Supervisor::default().spawn(Command::new("sleep").arg("60")).unwrap();
        let id = child.child.id().cast_signed();
        drop(child);
        // SAFETY: signal 0 only asks whether the process exists.
        assert_eq!(unsafe { libc::kill(id, 0) }, -1);
    }
}

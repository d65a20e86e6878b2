//! The heartbeat: whatever a client sends comes back, also while a cell runs.

use anyhow::{Context as _, Result};
use std::thread::{self, JoinHandle};

const CONTROL: &str = "inproc://heartbeat";

/// Dropping it ends the heartbeat.
pub(crate) struct Heartbeat {
    /// A message here is the end.
    control: zmq::Socket,
    thread: Option<JoinHandle<()>>,
}

impl Heartbeat {
    /// Echoes on `socket`, a ROUTER.
    ///
    /// # Errors
    /// If the operating system refuses a thread.
    pub(crate) fn start(context: &zmq::Context, socket: zmq::Socket) -> Result<Self> {
        let control = context.socket(zmq::PAIR)?;
        control.bind(CONTROL)?;
        let end = context.socket(zmq::PAIR)?;
        end.connect(CONTROL)?;
        let thread = thread::Builder::new()
            .name("heartbeat".to_owned())
            .spawn(move || {
                if let Err(error) = echo(&socket, &end) {
                    tracing::error!("the heartbeat stopped: {error}");
                }
            })
            .context("cannot start the heartbeat's thread")?;
        Ok(Self {
            control,
            thread: Some(thread),
        })
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        let told = self.control.send("", 0);
        if let Some(thread) = self.thread.take()
            && told.is_ok()
            && thread.join().is_err()
        {
            tracing::error!("the heartbeat panicked");
        }
    }
}

fn echo(socket: &zmq::Socket, end: &zmq::Socket) -> zmq::Result<()> {
    let mut items = [socket.as_poll_item(zmq::POLLIN), end.as_poll_item(zmq::POLLIN)];
    loop {
        match zmq::poll(&mut items, -1) {
            Err(zmq::Error::EINTR) => continue,
            polled => polled?,
        };
        if items[1].is_readable() {
            return Ok(());
        }
        if let Ok(frames) = socket.recv_multipart(zmq::DONTWAIT) {
            // A client that has gone meanwhile does not matter.
            let _ = socket.send_multipart(frames, zmq::DONTWAIT);
        }
    }
}

//! The five sockets of a kernel.

use super::connection::Connection;
use super::heartbeat::Heartbeat;
use super::message::{Channel, Header, Incoming, Parent};
use super::publication::Publication;
use super::reply::{Reply, ReplyContent};
use super::signature::{Signer, Verifier};
use super::wire;
use anyhow::{Context as _, Result};
use serde::Serialize;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// No frame may be longer than 64 MiB: ZeroMQ then ends the connection, before it makes room for the frame.
const MAX_FRAME: i64 = 64 << 20;

/// How long the last messages may take to leave after the sockets close.
const LINGER: Duration = Duration::from_secs(1);

pub(crate) struct Sockets {
    shell: zmq::Socket,
    control: zmq::Socket,
    stdin: zmq::Socket,
    iopub: zmq::Socket,
    heartbeat: Heartbeat,
    context: zmq::Context,
    signer: Signer,
    verifier: Verifier,
    /// Identifies this run of the kernel in the headers of its messages.
    session: String,
    connection: Connection,
}

/// What can be read without waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ready {
    pub shell: bool,
    pub control: bool,
    pub stdin: bool,
    pub subscription: bool,
    /// One for each of the two descriptors given to [`Sockets::poll`].
    pub descriptors: [bool; 2],
}

#[derive(Serialize)]
struct InputRequest<'a> {
    prompt: &'a str,
    password: bool,
}

impl Sockets {
    /// Binds all sockets and starts the heartbeat.
    ///
    /// # Errors
    /// If an endpoint of the connection is in use or not valid.
    pub(crate) fn bind(connection: Connection) -> Result<Self> {
        let context = zmq::Context::new();
        let bind = |kind, port| bind(&context, kind, &connection.endpoint(port));
        let iopub = bind(zmq::XPUB, connection.iopub_port)?;
        // Every client's subscription is reported, not only the first of each topic.
        iopub.set_xpub_verbose(true)?;
        let stdin = bind(zmq::ROUTER, connection.stdin_port)?;
        // A question that reaches nobody must not be waited for.
        stdin.set_router_mandatory(true)?;
        let signer = Signer::new(&connection.key);
        let heartbeat = Heartbeat::start(&context, bind(zmq::ROUTER, connection.hb_port)?)?;
        Ok(Self {
            shell: bind(zmq::ROUTER, connection.shell_port)?,
            control: bind(zmq::ROUTER, connection.control_port)?,
            stdin,
            iopub,
            heartbeat,
            verifier: Verifier::new(signer.clone()),
            signer,
            session: Uuid::new_v4().to_string(),
            connection: connection.clone(),
            context: context.clone(),
        })
    }

    /// Waits until something can be read, `deadline` has come, or a signal arrives.
    ///
    /// The shell is left out unless `shell` is set: its requests then wait in their socket.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub(crate) fn poll(
        &self,
        shell: bool,
        descriptors: [Option<BorrowedFd<'_>>; 2],
        deadline: Option<Instant>,
    ) -> Result<Ready> {
        let descriptor = |descriptor: Option<BorrowedFd<'_>>| {
            // A negative descriptor is left out, as in poll(2).
            let number = descriptor.map_or(-1, |descriptor| descriptor.as_raw_fd());
            zmq::PollItem::from_fd(number, zmq::POLLIN)
        };
        let sockets = [&self.control, &self.stdin, &self.iopub];
        let mut items = Vec::from(sockets.map(|socket| socket.as_poll_item(zmq::POLLIN)));
        items.extend(descriptors.map(descriptor));
        if shell {
            items.push(self.shell.as_poll_item(zmq::POLLIN));
        }
        match zmq::poll(&mut items, timeout(deadline)) {
            Ok(_) => {}
            Err(zmq::Error::EINTR) => return Ok(Ready::default()),
            Err(error) => return Err(error).context("cannot wait for messages"),
        }
        Ok(Ready {
            control: items[0].is_readable(),
            stdin: items[1].is_readable(),
            subscription: items[2].is_readable(),
            descriptors: [items[3].is_readable(), items[4].is_readable()],
            shell: items.get(5).is_some_and(zmq::PollItem::is_readable),
        })
    }

    /// The next message of a channel, if one has arrived. What is no message is dropped with a line in the log.
    pub(crate) fn receive(&mut self, channel: Channel) -> Option<Incoming> {
        loop {
            let frames = receive(self.socket(channel))?;
            match wire::decode(channel, frames, &mut self.verifier) {
                Ok(incoming) => return Some(incoming),
                Err(rejection) => tracing::warn!("dropped a message on {channel:?}: {rejection}"),
            }
        }
    }

    /// Welcomes every client whose subscription has arrived.
    pub(crate) fn welcome(&self) {
        while let Some(frames) = receive(&self.iopub) {
            if let [1, topic @ ..] = frames.concat().as_slice() {
                let subscription = String::from_utf8_lossy(topic).into_owned();
                self.publish(&Parent::none(), &Publication::Welcome { subscription });
            }
        }
    }

    /// Answers the request that has this `msg_type`.
    pub(crate) fn reply(&self, msg_type: &str, parent: &Parent, reply: &Reply) {
        let name = msg_type.strip_suffix("_request").unwrap_or(msg_type);
        let header = Header::new(&format!("{name}_reply"), &self.session);
        self.send(self.socket(parent.channel), &parent.identities, &header, parent, reply);
    }

    /// Tells every client.
    pub(crate) fn publish(&self, parent: &Parent, publication: &Publication) {
        let header = Header::new(publication.msg_type(), &self.session);
        let topic = [publication.topic().to_vec()];
        self.send(&self.iopub, &topic, &header, parent, publication);
    }

    /// Asks the client behind `parent` for a line, and returns the id that its reply will name; `None` if the client
    /// has not connected its stdin channel.
    pub(crate) fn ask(&self, parent: &Parent, prompt: &str, password: bool) -> Option<String> {
        let header = Header::new("input_request", &self.session);
        let content = InputRequest { prompt, password };
        self.send(&self.stdin, &parent.identities, &header, parent, &content)
            .then_some(header.msg_id)
    }

    /// The answer to a `connect_request`.
    pub(crate) fn ports(&self) -> ReplyContent {
        let Connection {
            shell_port,
            iopub_port,
            stdin_port,
            control_port,
            hb_port,
            ..
        } = self.connection;
        ReplyContent::Connect {
            shell_port,
            iopub_port,
            stdin_port,
            control_port,
            hb_port,
        }
    }

    /// Ends the heartbeat, and lets the last messages leave: at most for [`LINGER`].
    pub(crate) fn close(self) {
        let Self {
            shell,
            control,
            stdin,
            iopub,
            heartbeat,
            context,
            ..
        } = self;
        drop((shell, control, stdin, iopub, heartbeat));
        // The last handle of a context waits for its sockets to be empty.
        drop(context);
    }

    fn socket(&self, channel: Channel) -> &zmq::Socket {
        match channel {
            Channel::Shell => &self.shell,
            Channel::Control => &self.control,
            Channel::Stdin => &self.stdin,
        }
    }

    /// Returns whether the message is on its way.
    fn send(
        &self,
        socket: &zmq::Socket,
        to: &[Vec<u8>],
        header: &Header,
        parent: &Parent,
        content: &impl Serialize,
    ) -> bool {
        let sent = wire::encode(to, header, parent, content, &self.signer)
            .map_err(anyhow::Error::from)
            .and_then(|frames| Ok(socket.send_multipart(frames, 0)?));
        match &sent {
            Ok(()) => tracing::debug!("sent {}", header.msg_type),
            Err(error) => tracing::warn!("cannot send {}: {error}", header.msg_type),
        }
        sent.is_ok()
    }
}

fn bind(context: &zmq::Context, kind: zmq::SocketType, endpoint: &str) -> Result<zmq::Socket> {
    let open = || {
        let socket = context.socket(kind)?;
        socket.set_linger(LINGER.as_millis() as i32)?;
        socket.set_maxmsgsize(MAX_FRAME)?;
        socket.set_ipv6(true)?;
        // No limit to what is queued: "run all" of a long notebook must not lose a cell, nor a flood of output a line.
        socket.set_sndhwm(0)?;
        socket.set_rcvhwm(0)?;
        socket.bind(endpoint)?;
        Ok(socket)
    };
    open().map_err(|error: zmq::Error| anyhow::anyhow!("cannot listen on `{endpoint}`: {error}"))
}

/// The frames of the next message, if there is one.
fn receive(socket: &zmq::Socket) -> Option<Vec<Vec<u8>>> {
    loop {
        match socket.recv_multipart(zmq::DONTWAIT) {
            Ok(frames) => return Some(frames),
            Err(zmq::Error::EAGAIN) => return None,
            Err(zmq::Error::EINTR) => {}
            Err(error) => {
                tracing::warn!("cannot receive: {error}");
                return None;
            }
        }
    }
}

/// Milliseconds until `deadline`, rounded up: waking early would only mean to poll again.
fn timeout(deadline: Option<Instant>) -> i64 {
    let Some(deadline) = deadline else { return -1 };
    let left = deadline.saturating_duration_since(Instant::now());
    i64::try_from(left.as_micros().div_ceil(1000)).unwrap_or(i64::MAX)
}

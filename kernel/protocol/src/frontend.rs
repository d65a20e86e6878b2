//! A client for tests.

use super::connection::Connection;
use super::message::{Channel, Header, Parent};
use super::signature::{Signer, Verdict, Verifier};
use super::wire;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// Far longer than anything takes, even on a busy machine.
const PATIENCE: i32 = 20_000;

pub(crate) struct Frontend {
    shell: zmq::Socket,
    control: zmq::Socket,
    stdin: zmq::Socket,
    iopub: zmq::Socket,
    heartbeat: zmq::Socket,
    signer: Signer,
    verifier: Verifier,
    /// What is expected to be on none of the channels.
    closed: bool,
}

/// A message from the kernel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Received {
    pub id: String,
    pub msg_type: String,
    pub parent: Option<String>,
    pub content: Value,
}

impl Frontend {
    /// Connects all channels, and waits until the iopub subscription works.
    pub(crate) fn connect(connection: &Connection) -> Self {
        let context = zmq::Context::new();
        let connect = |kind, port| {
            let socket = context.socket(kind).unwrap();
            socket.set_linger(0).unwrap();
            socket.set_rcvtimeo(PATIENCE).unwrap();
            socket.set_rcvhwm(0).unwrap();
            socket.set_sndhwm(0).unwrap();
            if kind == zmq::DEALER {
                // The kernel asks for input under the identity that the cell came from.
                socket.set_identity(b"client").unwrap();
            }
            if kind == zmq::SUB {
                socket.set_subscribe(b"").unwrap();
            }
            socket.connect(&connection.endpoint(port)).unwrap();
            socket
        };
        let signer = Signer::new(&connection.key);
        let mut frontend = Self {
            shell: connect(zmq::DEALER, connection.shell_port),
            control: connect(zmq::DEALER, connection.control_port),
            stdin: connect(zmq::DEALER, connection.stdin_port),
            iopub: connect(zmq::SUB, connection.iopub_port),
            heartbeat: connect(zmq::REQ, connection.hb_port),
            verifier: Verifier::new(signer.clone()),
            signer,
            closed: false,
        };
        let welcome = frontend.iopub();
        assert_eq!(welcome.msg_type, "iopub_welcome");
        assert_eq!(
            (welcome.parent, welcome.content),
            (None, serde_json::json!({"subscription": ""}))
        );
        frontend
    }

    /// Sends a message and returns its id.
    pub(crate) fn send(&self, channel: Channel, msg_type: &str, content: Value) -> String {
        let header = Header::new(msg_type, "client");
        let frames = wire::encode(&[], &header, &Parent::none(), &content, &self.signer).unwrap();
        self.send_frames(channel, frames);
        header.msg_id
    }

    /// Answers `question`, a message from the kernel.
    pub(crate) fn send_input(&self, question: &Received, value: &str) {
        let header = Header::new("input_reply", "client");
        let parent = serde_json::json!({"msg_id": question.id}).to_string();
        let parent = Parent {
            header: Arc::from(parent.as_bytes()),
            ..Parent::none()
        };
        let content = serde_json::json!({"value": value});
        let frames = wire::encode(&[], &header, &parent, &content, &self.signer).unwrap();
        self.send_frames(Channel::Stdin, frames);
    }

    pub(crate) fn send_frames(&self, channel: Channel, frames: Vec<Vec<u8>>) {
        self.socket(channel).send_multipart(frames, 0).unwrap();
    }

    /// The next message of a channel.
    #[track_caller]
    pub(crate) fn receive(&mut self, channel: Channel) -> Received {
        let frames = self.socket(channel).recv_multipart(0);
        self.decode(frames, &format!("{channel:?}"))
    }

    /// The next message on the iopub channel.
    #[track_caller]
    pub(crate) fn iopub(&mut self) -> Received {
        let frames = self.iopub.recv_multipart(0);
        self.decode(frames, "Iopub")
    }

    /// Whether the kernel's heart beats.
    pub(crate) fn beats(&self) -> bool {
        self.heartbeat.send("ping", 0).unwrap();
        self.heartbeat.recv_bytes(0).is_ok_and(|echo| echo == b"ping")
    }

    /// To be called when the kernel has ended: fails if it said something that nobody has read.
    #[track_caller]
    pub(crate) fn close(mut self) {
        self.closed = true;
        let sockets = [&self.shell, &self.control, &self.stdin, &self.iopub];
        let unread: Vec<_> = sockets
            .into_iter()
            .filter_map(|socket| socket.recv_multipart(zmq::DONTWAIT).ok())
            .map(|frames| String::from_utf8_lossy(&frames.join(&b'\n')).into_owned())
            .collect();
        assert!(unread.is_empty(), "unread: {unread:#?}");
    }

    fn socket(&self, channel: Channel) -> &zmq::Socket {
        match channel {
            Channel::Shell => &self.shell,
            Channel::Control => &self.control,
            Channel::Stdin => &self.stdin,
        }
    }

    #[track_caller]
    fn decode(&mut self, frames: zmq::Result<Vec<Vec<u8>>>, from: &str) -> Received {
        let frames = frames.unwrap_or_else(|error| panic!("nothing came on {from}: {error}"));
        let after = frames.iter().position(|frame| frame == b"<IDS|MSG>").unwrap() + 1;
        let [signature, header, parent, metadata, content] = &frames[after..] else {
            panic!("{} frames", frames.len());
        };
        let verdict = self.verifier.verify(signature, [header, parent, metadata, content]);
        assert_eq!(verdict, Verdict::Genuine);
        let header: Header = serde_json::from_slice(header).unwrap();
        let parent: Value = serde_json::from_slice(parent).unwrap();
        Received {
            id: header.msg_id,
            msg_type: header.msg_type,
            parent: parent["msg_id"].as_str().map(str::to_owned),
            content: serde_json::from_slice(content).unwrap(),
        }
    }
}

impl Drop for Frontend {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(
                self.closed,
                "this client was not closed, so nobody knows whether it has read all"
            );
        }
    }
}

impl fmt::Display for Received {
    /// In one line, without ids: fit for snapshots.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Value::Object(fields) if fields.len() == 1 => {
                let value = fields.values().next().unwrap_or(&Value::Null);
                write!(
                    f,
                    "{} {}",
                    self.msg_type,
                    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
                )
            }
            content => write!(f, "{} {content}", self.msg_type),
        }
    }
}

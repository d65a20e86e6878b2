//! A kernel on a thread, with a client that reads everything.

use super::script::{AtDrop, Script};
use crate::frontend::{Frontend, Received};
use crate::history::History;
use crate::{About, Channel, Connection};
use crossbeam_channel::Sender;
use interfaces::evaluator::Evaluator;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::thread::{self, JoinHandle};

pub(super) struct Kernel {
    pub client: Frontend,
    gate: Sender<()>,
    at_drop: AtDrop,
    session: JoinHandle<anyhow::Result<()>>,
    /// Keeps the sockets' folder alive.
    _folder: tempfile::TempDir,
}

type Build = fn() -> Result<Box<dyn Evaluator>, String>;

impl Kernel {
    pub(super) fn start() -> Self {
        Self::launch(None, None)
    }

    pub(super) fn start_in(history: &Path) -> Self {
        Self::launch(Some(history), None)
    }

    pub(super) fn start_with(build: Build) -> Self {
        Self::launch(None, Some(build))
    }

    fn launch(history: Option<&Path>, build: Option<Build>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("connection.json");
        let connection = json!({
            "transport": "ipc", "ip": folder.path().join("kernel"), "key": "a key", "signature_scheme": "hmac-sha256",
            "shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5,
        });
        std::fs::write(&file, connection.to_string()).unwrap();
        let connection = Connection::read(&file).unwrap();
        let (gate, gate_receiver) = crossbeam_channel::unbounded();
        let at_drop = AtDrop::default();
        let (script, stop) = Script::new(gate_receiver, at_drop.clone());
        let history = History::open(history.map(Path::to_owned));
        let session = thread::spawn(move || {
            let build = move || match build {
                Some(build) => build(),
                None => Ok(Box::new(script) as Box<dyn Evaluator>),
            };
            crate::session::serve(&file, About::example(), history, build, Arc::new(stop))
        });
        let mut client = Frontend::connect(&connection);
        assert_eq!(client.iopub().to_string(), "status starting");
        Self {
            client,
            gate,
            at_drop,
            session,
            _folder: folder,
        }
    }

    /// Lets one `gate` of the script pass.
    pub(super) fn open_gate(&self) {
        self.gate.send(()).unwrap();
    }

    /// Tells when the evaluator is dropped.
    pub(super) fn at_drop(&self, told: Sender<()>) {
        *self.at_drop.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
    }

    /// Sends an execute request, and compares all that comes back.
    #[track_caller]
    pub(super) fn check(&mut self, content: Value, iopub: &[&str], reply: Value) {
        let id = self.client.send(Channel::Shell, "execute_request", content);
        assert_eq!(self.reply_to(&id), reply);
        let shown: Vec<_> = self.iopub_of(&id).iter().map(Received::to_string).collect();
        assert_eq!(shown, iopub);
    }

    /// Runs a cell, and compares the status of its reply.
    #[track_caller]
    pub(super) fn run(&mut self, code: &str, status: &str) {
        let reply = self.ask(
            Channel::Shell,
            "execute_request",
            json!({"code": code, "allow_stdin": false}),
        );
        assert_eq!(reply["status"], status, "{reply}");
    }

    /// Sends a request, and returns the content of its reply.
    #[track_caller]
    pub(super) fn ask(&mut self, channel: Channel, msg_type: &str, content: Value) -> Value {
        let id = self.client.send(channel, msg_type, content);
        let reply = self.client.receive(channel);
        assert_eq!(reply.parent, Some(id.clone()));
        assert_eq!(reply.msg_type.strip_suffix("_reply"), msg_type.strip_suffix("_request"));
        self.iopub_of(&id);
        reply.content
    }

    /// Waits until what was sent on the shell has arrived in the kernel's socket, though it reads it only later.
    ///
    /// Channels are not in order with each other, but the thread behind each side's sockets serves them in turns: after
    /// so many round trips on one, it has come by the other often enough.
    #[track_caller]
    pub(super) fn settle(&mut self) {
        for _ in 0..50 {
            self.ask(Channel::Control, "comm_info_request", json!({}));
        }
    }

    #[track_caller]
    pub(super) fn reply_to(&mut self, id: &str) -> Value {
        self.reply_on(Channel::Shell, id)
    }

    /// The next message of the channel, which must be a reply to this request.
    #[track_caller]
    pub(super) fn reply_on(&mut self, channel: Channel, id: &str) -> Value {
        let reply = self.client.receive(channel);
        assert_eq!(reply.parent.as_deref(), Some(id), "{reply}");
        assert!(reply.msg_type.ends_with("_reply"), "{reply}");
        reply.content
    }

    /// All that is shown for this request, from busy to idle, with nothing else in between.
    #[track_caller]
    pub(super) fn iopub_of(&mut self, id: &str) -> Vec<Received> {
        let mut shown = Vec::new();
        while shown
            .last()
            .is_none_or(|last: &Received| last.to_string() != "status idle")
        {
            let next = self.client.iopub();
            assert_eq!(next.parent.as_deref(), Some(id), "{next}");
            shown.push(next);
        }
        assert_eq!(shown[0].to_string(), "status busy");
        shown
    }

    /// The next messages that are shown, which must be of these types and for this request.
    #[track_caller]
    pub(super) fn expect_iopub(&mut self, id: &str, msg_types: &[&str]) {
        let mut expected = VecDeque::from_iter(msg_types.iter().copied());
        while let Some(msg_type) = expected.pop_front() {
            let next = self.client.iopub();
            assert_eq!(
                (next.parent.as_deref(), next.msg_type.as_str()),
                (Some(id), msg_type),
                "{next}"
            );
        }
    }

    /// Shuts the kernel down and fails if it said something that was not read.
    #[track_caller]
    pub(super) fn end(mut self) {
        // Replies come in order, so whatever is unread on the shell comes before this one's.
        assert_eq!(self.ask(Channel::Shell, "comm_info_request", json!({}))["status"], "ok");
        let reply = self.ask(Channel::Control, "shutdown_request", json!({"restart": false}));
        assert_eq!(reply, json!({"status": "ok", "restart": false}));
        self.ended();
    }

    /// Waits for the end of a kernel that has been told to.
    #[track_caller]
    pub(super) fn ended(self) {
        self.session.join().unwrap().unwrap();
        self.client.close();
    }
}

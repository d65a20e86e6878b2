//! Busy, one reply, idle.

use crate::{ExecutionState, Incoming, Parent, Publication, Reply, Sockets};

/// The answer to one request, from busy to idle. It ends when it is consumed, so there can be no second reply.
#[must_use = "a request that is not answered leaves its client waiting"]
pub(super) struct Turn {
    parent: Parent,
    id: String,
    msg_type: String,
}

impl Turn {
    /// Tells the clients that the kernel is busy with this request.
    pub(super) fn begin(sockets: &Sockets, incoming: &Incoming) -> Self {
        let turn = Self {
            parent: incoming.parent.clone(),
            id: incoming.header.msg_id.clone(),
            msg_type: incoming.header.msg_type.clone(),
        };
        turn.publish(
            sockets,
            &Publication::Status {
                execution_state: ExecutionState::Busy,
            },
        );
        turn
    }

    /// Tells all clients something that this request brought about.
    pub(super) fn publish(&self, sockets: &Sockets, publication: &Publication) {
        sockets.publish(&self.parent, publication);
    }

    /// Answers the request.
    pub(super) fn reply(self, sockets: &Sockets, reply: &Reply) {
        sockets.reply(&self.msg_type, &self.parent, reply);
        self.end(sockets);
    }

    /// For messages that get no reply.
    pub(super) fn end(self, sockets: &Sockets) {
        self.publish(
            sockets,
            &Publication::Status {
                execution_state: ExecutionState::Idle,
            },
        );
    }

    pub(super) fn parent(&self) -> &Parent {
        &self.parent
    }

    /// The id of the request.
    pub(super) fn id(&self) -> &str {
        &self.id
    }
}

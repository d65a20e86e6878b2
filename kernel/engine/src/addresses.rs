//! Tells which states hold a network address that a cell could not have. A state that `%undo` leads to has the sockets open
//! that it had, whatever later cells have closed.

use crate::state_handle::holders;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What to say where a cell, of this text, has ended with the error `message` because an address is in use, if states hold
/// one; `present` is the process of the state that it ran on.
pub(crate) fn note(message: &str, cell: &str, present: Option<u32>) -> Option<String> {
    const IN_USE: [&str; 2] = ["AddrInUse", "Address already in use"];
    if !IN_USE.iter().any(|words| message.contains(words)) {
        return None;
    }
    let now = ports_of(present);
    let past: BTreeSet<u16> = ports_of(holders()).difference(&now).copied().collect();
    let meant = |ports: BTreeSet<u16>| {
        let is_written = |port: &u16| base::tokens::words(cell).any(|word| word == port.to_string());
        let written: Vec<u16> = ports.iter().copied().filter(is_written).collect();
        match written.is_empty() {
            true => ports.into_iter().next(),
            false => written.into_iter().next(),
        }
    };
    match (meant(now), meant(past)) {
        (Some(port), _) => Some(format!(
            "a variable of an earlier cell holds port {port}: drop it first"
        )),
        (None, Some(port)) => Some(format!(
            "what an earlier cell had open at port {port} has been closed since, but not in the states before that, to which \
             `%undo` leads back: `%reset` lets go of them, and port 0 is always free"
        )),
        (None, None) => None,
    }
}

/// The ports at which these processes listen.
fn ports_of(processes: impl IntoIterator<Item = u32>) -> BTreeSet<u16> {
    let listening: Vec<(String, u16)> = ["tcp", "tcp6", "udp", "udp6"].into_iter().flat_map(listening).collect();
    let sockets: BTreeSet<String> = processes.into_iter().flat_map(sockets).collect();
    let own = listening.into_iter().filter(|(socket, _)| sockets.contains(socket));
    own.map(|(_, port)| port).collect()
}

/// The sockets that others may connect or send to, by what `/proc/self/net` tells: each as a link to it reads, and its port.
fn listening(protocol: &str) -> Vec<(String, u16)> {
    let table = fs::read_to_string(Path::new("/proc/self/net").join(protocol)).unwrap_or_default();
    let row = |row: &str| {
        /// Where an address, a state and a number of a file stand in a row.
        const COLUMNS: [usize; 3] = [1, 3, 9];
        /// Of TCP a socket that listens, of UDP one that is connected to nobody.
        const OPEN: [&str; 2] = ["0A", "07"];
        let fields: Vec<&str> = row.split_ascii_whitespace().collect();
        let [Some(address), Some(state), Some(file)] = COLUMNS.map(|column| fields.get(column)) else {
            return None;
        };
        let (_, port) = address.rsplit_once(':')?;
        let is_open = OPEN.contains(state);
        let socket = format!("socket:[{file}]");
        is_open.then_some((socket, u16::from_str_radix(port, 16).ok()?))
    };
    table.lines().skip(1).filter_map(row).collect()
}

/// The sockets that a process has open, as links to them read.
fn sockets(process: u32) -> Vec<String> {
    let entries = fs::read_dir(format!("/proc/{process}/fd"))
        .into_iter()
        .flatten()
        .flatten();
    let links = entries.flat_map(|entry| fs::read_link(entry.path()));
    let links = links.map(|link| link.to_string_lossy().into_owned());
    links.filter(|link| link.starts_with("socket:")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{TcpListener, UdpSocket};
    use std::process;

    #[test]
    fn a_process_holds_the_ports_that_it_listens_at() {
        let (here, there) = (
            TcpListener::bind("127.0.0.1:0"),
            UdpSocket::bind("[::1]:0").or_else(|_| UdpSocket::bind("127.0.0.1:0")),
        );
        let (here, there) = (here.expect("a port"), there.expect("a port"));
        let port = here.local_addr().expect("it is bound").port();
        let other = there.local_addr().expect("it is bound").port();
        let ports = ports_of([process::id()]);
        assert!(ports.contains(&port) && ports.contains(&other), "{ports:?}");
        drop((here, there));
        let ports = ports_of([process::id()]);
        assert!(!ports.contains(&port) && !ports.contains(&other), "{ports:?}");
    }

    #[test]
    fn what_holds_a_port_is_told_only_where_one_was_in_use() {
        let here = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = here.local_addr().expect("it is bound").port();
        let cell = format!("bind(\"127.0.0.1:{port}\")");
        let note = |message| note(message, &cell, Some(process::id()));
        let expected = format!("a variable of an earlier cell holds port {port}: drop it first");
        assert_eq!(note("Os { code: 98, kind: AddrInUse }"), Some(expected));
        assert_eq!(note("Os { code: 2, kind: NotFound }"), None);
    }
}

//! The connection file, which the Jupyter server writes for each kernel it starts.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::Path;

/// Where to bind, and the key that signs messages.
#[derive(Clone, Deserialize)]
pub(crate) struct Connection {
    pub transport: Transport,
    /// An address for TCP, the beginning of a path for IPC.
    pub ip: String,
    pub shell_port: u16,
    pub iopub_port: u16,
    pub stdin_port: u16,
    pub control_port: u16,
    pub hb_port: u16,
    /// Empty where messages are not signed. Never logged, so this type has no `Debug`.
    pub key: String,
    #[serde(default = "hmac_sha256")]
    signature_scheme: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Transport {
    Tcp,
    Ipc,
}

impl Connection {
    /// Reads a connection file.
    ///
    /// # Errors
    /// If the file can't be read, is no connection file, or asks for signatures other than HMAC-SHA256.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let file = || format!("connection file `{}`", path.display());
        let json = std::fs::read(path).with_context(|| format!("cannot read {}", file()))?;
        Self::parse(&json).with_context(|| format!("cannot use {}; let Jupyter write a new one", file()))
    }

    fn parse(json: &[u8]) -> Result<Self> {
        let connection: Self = serde_json::from_slice(json)?;
        ensure!(
            connection.key.is_empty() || connection.signature_scheme == hmac_sha256(),
            "signature scheme `{}` is not supported, only `{}` is",
            connection.signature_scheme,
            hmac_sha256()
        );
        Ok(connection)
    }

    /// The ZeroMQ endpoint of one of the ports.
    pub(crate) fn endpoint(&self, port: u16) -> String {
        let ip = &self.ip;
        match self.transport {
            Transport::Tcp if ip.contains(':') => format!("tcp://[{ip}]:{port}"),
            Transport::Tcp => format!("tcp://{ip}:{port}"),
            Transport::Ipc => format!("ipc://{ip}-{port}"),
        }
    }
}

fn hmac_sha256() -> String {
    "hmac-sha256".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(transport: &str, ip: &str, scheme: &str) -> String {
        format!(
            r#"{{"transport": "{transport}", "ip": "{ip}", "shell_port": 1, "iopub_port": 2, "stdin_port": 3,
                "control_port": 4, "hb_port": 5, "key": "k", "signature_scheme": "{scheme}", "kernel_name": "meno"}}"#
        )
    }

    #[test]
    fn endpoints() {
        #[track_caller]
        fn check(transport: &str, ip: &str, expected: &str) {
            let connection = Connection::parse(file(transport, ip, "hmac-sha256").as_bytes()).unwrap();
            assert_eq!(connection.endpoint(connection.control_port), expected);
        }
        check("tcp", "127.0.0.1", "tcp://127.0.0.1:4");
        check("tcp", "::1", "tcp://[::1]:4");
        check("ipc", "/run/user/1000/kernel", "ipc:///run/user/1000/kernel-4");
    }

    #[test]
    fn what_is_refused() {
        #[track_caller]
        fn check(json: &str, expected: &str) {
            let error = Connection::parse(json.as_bytes()).err().unwrap().to_string();
            assert!(error.contains(expected), "{error}");
        }
        check(&file("tcp", "127.0.0.1", "hmac-md5"), "`hmac-md5` is not supported");
        check(&file("udp", "127.0.0.1", "hmac-sha256"), "unknown variant `udp`");
        check("{}", "missing field");
        check("", "EOF");
    }
}

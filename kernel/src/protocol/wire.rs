//! Messages as frames: `identities… <IDS|MSG> signature header parent_header metadata content buffers…`.

use super::message::{Channel, Header, Incoming, Parent};
use super::signature::{Signer, Verdict, Verifier};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

const DELIMITER: &[u8] = b"<IDS|MSG>";

/// Why frames are not a message.
#[derive(Debug)]
pub enum Rejection {
    NoDelimiter,
    /// This many frames follow the delimiter, where five are needed.
    TooFewFrames(usize),
    Forged,
    Replayed,
    Header(serde_json::Error),
    ParentHeader(serde_json::Error),
}

/// Takes a message out of its frames.
///
/// # Errors
/// [`Rejection`]; nothing but the signature is looked at before that is verified.
pub fn decode(channel: Channel, mut frames: Vec<Vec<u8>>, verifier: &mut Verifier) -> Result<Incoming, Rejection> {
    let delimiter = frames
        .iter()
        .position(|frame| frame == DELIMITER)
        .ok_or(Rejection::NoDelimiter)?;
    let mut rest = frames.split_off(delimiter).into_iter().skip(1);
    let count = rest.len();
    let mut next = || rest.next().ok_or(Rejection::TooFewFrames(count));
    let (signature, header, parent_header, metadata, content) = (next()?, next()?, next()?, next()?, next()?);
    match verifier.verify(&signature, [&header, &parent_header, &metadata, &content]) {
        Verdict::Genuine => {}
        Verdict::Forged => return Err(Rejection::Forged),
        Verdict::Replayed => return Err(Rejection::Replayed),
    }
    let parent_id = serde_json::from_slice::<Option<ParentHeader>>(&parent_header)
        .map_err(Rejection::ParentHeader)?
        .and_then(|parent| parent.msg_id);
    Ok(Incoming {
        header: serde_json::from_slice(&header).map_err(Rejection::Header)?,
        parent_id,
        content,
        parent: Parent {
            channel,
            identities: frames,
            header: Arc::from(header),
        },
    })
}

/// The frames of a message from this kernel. `to` are the identities, or the topic.
///
/// # Errors
/// If the content can't be written as JSON.
pub fn encode(
    to: &[Vec<u8>],
    header: &Header,
    parent: &Parent,
    content: &impl Serialize,
    signer: &Signer,
) -> serde_json::Result<Vec<Vec<u8>>> {
    let header = serde_json::to_vec(header)?;
    let content = serde_json::to_vec(content)?;
    let signature = signer.sign([&header, &parent.header, b"{}", &content]);
    let mut frames = to.to_vec();
    frames.extend([
        DELIMITER.to_vec(),
        signature.into_bytes(),
        header,
        parent.header.to_vec(),
        b"{}".to_vec(),
        content,
    ]);
    Ok(frames)
}

#[derive(Deserialize)]
struct ParentHeader {
    msg_id: Option<String>,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDelimiter => write!(f, "no delimiter"),
            Self::TooFewFrames(count) => write!(f, "{count} frames after the delimiter"),
            Self::Forged => write!(f, "wrong signature"),
            Self::Replayed => write!(f, "it came before"),
            Self::Header(error) => write!(f, "header: {error}"),
            Self::ParentHeader(error) => write!(f, "parent header: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn signer() -> Signer {
        Signer::new("key")
    }

    fn decode(frames: Vec<Vec<u8>>) -> Result<Incoming, Rejection> {
        super::decode(Channel::Shell, frames, &mut Verifier::new(signer()))
    }

    /// Frames with a right signature, whatever the parts.
    fn signed(parts: [&str; 4]) -> Vec<Vec<u8>> {
        let signature = signer().sign(parts.map(str::as_bytes));
        let mut frames = vec![b"client".to_vec(), DELIMITER.to_vec(), signature.into_bytes()];
        frames.extend(parts.map(|part| part.as_bytes().to_vec()));
        frames
    }

    #[test]
    fn what_is_encoded_decodes() {
        let header = Header::new("execute_request", "session");
        let to = [b"one".to_vec(), b"two".to_vec()];
        let frames = encode(&to, &header, &Parent::none(), &json!({"code": "1"}), &signer()).unwrap();
        let incoming = decode(frames).unwrap();
        assert_eq!(incoming.header, header);
        assert_eq!(incoming.parent_id, None);
        assert_eq!(incoming.content, br#"{"code":"1"}"#);
        assert_eq!(incoming.parent.identities, to);
    }

    #[test]
    fn the_header_of_a_request_returns_untouched() {
        let header = r#"{"msg_id": "1", "msg_type": "t", "subshell_id": null, "ünknown": [1.50]}"#;
        let request = decode(signed([header, "{}", "{}", "{}"])).unwrap();
        let reply = encode(
            &request.parent.identities,
            &Header::new("r", "s"),
            &request.parent,
            &(),
            &signer(),
        );
        assert_eq!(reply.unwrap()[4], header.as_bytes());
    }

    #[test]
    fn parents() {
        #[track_caller]
        fn check(parent_header: &str, expected: Option<&str>) {
            let frames = signed([r#"{"msg_id": "1", "msg_type": "t"}"#, parent_header, "{}", "{}"]);
            assert_eq!(decode(frames).unwrap().parent_id.as_deref(), expected);
        }
        check("{}", None);
        check("null", None);
        check(r#"{"msg_id": "7"}"#, Some("7"));
    }

    #[test]
    fn rejections() {
        #[track_caller]
        fn check(frames: Vec<Vec<u8>>, expected: &str) {
            let rejection = decode(frames).unwrap_err().to_string();
            assert!(rejection.starts_with(expected), "{rejection}");
        }
        let good = || signed([r#"{"msg_id": "1", "msg_type": "t"}"#, "{}", "{}", "{}"]);
        check(vec![], "no delimiter");
        check(vec![b"client".to_vec(), vec![]], "no delimiter");
        check(good()[..2].to_vec(), "0 frames after the delimiter");
        check(good()[..6].to_vec(), "4 frames after the delimiter");
        let mut forged = good();
        forged[2] = b"0".repeat(64);
        check(forged, "wrong signature");
        check(signed(["{", "{}", "{}", "{}"]), "header:");
        check(
            signed([r#"{"msg_id": "1"}"#, "{}", "{}", "{}"]),
            "header: missing field `msg_type`",
        );
        check(signed(["\u{0}", "{}", "{}", "{}"]), "header:");
        check(
            signed([r#"{"msg_id": "1", "msg_type": "t"}"#, "[", "{}", "{}"]),
            "parent header:",
        );
        let nested = "[".repeat(100_000);
        check(signed([&nested, "{}", "{}", "{}"]), "header:");
    }

    /// Frames put together at random from pieces that matter to the format: never a panic, and nothing gets through
    /// that was not signed.
    #[test]
    fn arbitrary_frames_do_no_harm() {
        let good = signed([r#"{"msg_id": "1", "msg_type": "t"}"#, "{}", "{}", "{}"]);
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut below = |bound: usize| {
            // xorshift64*
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
        };
        let mut accepted = 0;
        for _ in 0..20_000 {
            let mut frames = good.clone();
            for _ in 0..below(4) {
                let at = below(frames.len() + 1);
                match below(4) {
                    0 => frames.insert(at, good[below(good.len())].clone()),
                    1 => frames.insert(at, (0..below(80)).map(|_| below(256) as u8).collect()),
                    2 if at < frames.len() => drop(frames.remove(at)),
                    _ => {
                        if let Some(byte) = frames.get_mut(at).and_then(|frame| frame.first_mut()) {
                            *byte = byte.wrapping_add(1 + below(255) as u8);
                        }
                    }
                }
            }
            if let Ok(incoming) = decode(frames) {
                assert_eq!(
                    (incoming.header.msg_id.as_str(), incoming.header.msg_type.as_str()),
                    ("1", "t")
                );
                accepted += 1;
            }
        }
        assert!((1_000..19_000).contains(&accepted), "{accepted}");
    }
}

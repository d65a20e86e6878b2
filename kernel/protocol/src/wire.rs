//! Messages as frames: `identities… <IDS|MSG> signature header parent_header metadata content buffers…`.

use super::message::{Channel, Header, Incoming, Parent};
use super::signature::{Signer, Verdict, Verifier};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

const DELIMITER: &[u8] = b"<IDS|MSG>";

/// Why frames are not a message.
#[derive(Debug)]
pub(crate) enum Rejection {
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
pub(crate) fn decode(
    channel: Channel,
    mut frames: Vec<Vec<u8>>,
    verifier: &mut Verifier,
) -> Result<Incoming, Rejection> {
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
pub(crate) fn encode(
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
    use crate::Request;
    use proptest::prelude::*;
    use serde_json::json;

    fn signer() -> Signer {
        Signer::new("key")
    }

    fn decode(frames: Vec<Vec<u8>>) -> Result<Incoming, Rejection> {
        super::decode(Channel::Shell, frames, &mut Verifier::new(signer()))
    }

    /// Frames with a right signature, whatever the parts.
    fn signed(parts: [&str; 4]) -> Vec<Vec<u8>> {
        signed_bytes(parts.map(|part| part.as_bytes().to_vec()))
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

    /// A rightly signed message in pieces that a forger could put together.
    fn pieces() -> Vec<Vec<u8>> {
        let content = br#"{"code": "1", "cursor_pos": 1, "hist_access_type": "tail", "comm_id": "7"}"#.to_vec();
        signed_bytes([
            br#"{"msg_id": "1", "msg_type": "execute_request"}"#.to_vec(),
            b"{}".to_vec(),
            b"{}".to_vec(),
            content,
        ])
    }

    fn signed_bytes(parts: [Vec<u8>; 4]) -> Vec<Vec<u8>> {
        let signature = signer().sign(parts.each_ref().map(Vec::as_slice));
        let mut frames = vec![b"client".to_vec(), DELIMITER.to_vec(), signature.into_bytes()];
        frames.extend(parts);
        frames
    }

    /// One change to a message under way.
    #[derive(Clone, Debug)]
    enum Change {
        Insert(prop::sample::Index, Vec<u8>),
        Repeat(prop::sample::Index, prop::sample::Index),
        Remove(prop::sample::Index),
        Flip(prop::sample::Index, prop::sample::Index, u8),
        Cut(prop::sample::Index, prop::sample::Index),
    }

    fn change() -> impl Strategy<Value = Change> {
        let at = any::<prop::sample::Index>;
        prop_oneof![
            (at(), prop::collection::vec(any::<u8>(), 0..80)).prop_map(|(at, frame)| Change::Insert(at, frame)),
            (at(), at()).prop_map(|(at, from)| Change::Repeat(at, from)),
            at().prop_map(Change::Remove),
            (at(), at(), 1..=u8::MAX).prop_map(|(at, byte, by)| Change::Flip(at, byte, by)),
            (at(), at()).prop_map(|(at, length)| Change::Cut(at, length)),
        ]
    }

    impl Change {
        fn apply(self, frames: &mut Vec<Vec<u8>>) {
            let count = frames.len();
            match self {
                Change::Insert(at, frame) => frames.insert(at.index(count + 1), frame),
                Change::Repeat(at, from) if count > 0 => {
                    frames.insert(at.index(count + 1), frames[from.index(count)].clone())
                }
                Change::Remove(at) if count > 0 => drop(frames.remove(at.index(count))),
                Change::Flip(at, byte, by) if count > 0 => {
                    let frame = &mut frames[at.index(count)];
                    if !frame.is_empty() {
                        let byte = byte.index(frame.len());
                        frame[byte] = frame[byte].wrapping_add(by);
                    }
                }
                Change::Cut(at, length) if count > 0 => {
                    let frame = &mut frames[at.index(count)];
                    frame.truncate(length.index(frame.len() + 1));
                }
                _ => {}
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 4_000,
            failure_persistence: None,
            rng_seed: proptest::test_runner::RngSeed::Fixed(5),
            ..ProptestConfig::default()
        })]

        #[test]
        fn no_frames_but_signed_ones_are_a_message(frames in prop::collection::vec(prop_oneof![
            prop::collection::vec(any::<u8>(), 0..100),
            prop::sample::select(pieces()),
        ], 0..12)) {
            if let Ok(incoming) = decode(frames) {
                prop_assert_eq!(incoming.content, pieces()[6].clone());
            }
        }

        #[test]
        fn a_message_that_was_changed_is_dropped_or_says_the_same(changes in prop::collection::vec(change(), 1..5)) {
            let mut frames = pieces();
            for change in changes {
                change.apply(&mut frames);
            }
            // Identities and buffers are not signed, and the signature is hexadecimal in either case.
            if let Ok(incoming) = decode(frames) {
                prop_assert_eq!((incoming.header.msg_id.as_str(), incoming.parent_id), ("1", None));
                prop_assert_eq!(incoming.content, pieces()[6].clone());
            }
        }

        #[test]
        fn what_a_client_signs_is_read_or_refused(
            parts in prop::array::uniform4(prop_oneof![
                prop::collection::vec(any::<u8>(), 0..60),
                prop::sample::select(pieces()),
                "[\\[\\]{}\":,a-z0-9.e-]{0,60}".prop_map(String::into_bytes),
            ]),
            msg_type in prop::sample::select(vec!["execute", "complete", "inspect", "is_complete", "history", "shutdown"]),
        ) {
            let _ = Request::decode(&format!("{msg_type}_request"), &parts[3]);
            let _ = decode(signed_bytes(parts));
        }
    }
}

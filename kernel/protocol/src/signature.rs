//! Signatures of messages: HMAC-SHA256 over header, parent header, metadata and content.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::{HashSet, VecDeque};

/// How many signatures are remembered, as many as Jupyter's own clients do (2¹⁶, 4 MiB).
const REMEMBERED: usize = 1 << 16;

/// Signs what goes out.
#[derive(Clone)]
pub(crate) struct Signer {
    /// `None` where the connection has no key.
    keyed: Option<Hmac<Sha256>>,
}

/// Verifies what comes in, once.
pub(crate) struct Verifier {
    signer: Signer,
    seen: HashSet<Digest>,
    /// The same digests, oldest first.
    order: VecDeque<Digest>,
    capacity: usize,
}

type Digest = [u8; 32];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Genuine,
    Forged,
    /// The signature is right, but it came before.
    Replayed,
}

impl Signer {
    pub(crate) fn new(key: &str) -> Self {
        let keyed = (!key.is_empty()).then(|| {
            Hmac::new_from_slice(key.as_bytes()).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"))
        });
        Self { keyed }
    }

    /// The signature in hexadecimal; empty without a key.
    pub(crate) fn sign(&self, parts: [&[u8]; 4]) -> String {
        self.mac(parts)
            .map_or_else(String::new, |mac| hex::encode(mac.finalize().into_bytes()))
    }

    fn mac(&self, parts: [&[u8]; 4]) -> Option<Hmac<Sha256>> {
        let mut mac = self.keyed.clone()?;
        parts.iter().for_each(|part| mac.update(part));
        Some(mac)
    }
}

impl Verifier {
    pub(crate) fn new(signer: Signer) -> Self {
        Self {
            signer,
            seen: HashSet::new(),
            order: VecDeque::new(),
            capacity: REMEMBERED,
        }
    }

    /// Compares in constant time. Everything is genuine where there is no key.
    pub(crate) fn verify(&mut self, signature: &[u8], parts: [&[u8]; 4]) -> Verdict {
        let Some(mac) = self.signer.mac(parts) else {
            return Verdict::Genuine;
        };
        let mut digest = Digest::default();
        if hex::decode_to_slice(signature, &mut digest).is_err() || mac.verify_slice(&digest).is_err() {
            return Verdict::Forged;
        }
        if !self.seen.insert(digest) {
            return Verdict::Replayed;
        }
        self.order.push_back(digest);
        if self.order.len() > self.capacity
            && let Some(oldest) = self.order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        Verdict::Genuine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: [&[u8]; 4] = [b"{\"msg_id\": \"1\"}", b"{}", b"{}", b"{\"code\": \"\"}"];

    #[test]
    fn the_signature_is_hmac_sha256_in_hexadecimal() {
        // From RFC 4231, test case 2, whose text falls into four parts as well as into one.
        let parts: [&[u8]; 4] = [b"what do ya ", b"want ", b"for ", b"nothing?"];
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(Signer::new("Jefe").sign(parts), expected);
    }

    #[test]
    fn verdicts() {
        let signer = Signer::new("key");
        let good = signer.sign(PARTS);
        let mut verifier = Verifier::new(signer);
        let mut check = |signature: &str, parts, expected| {
            assert_eq!(verifier.verify(signature.as_bytes(), parts), expected, "{signature}");
        };
        let mut other = PARTS;
        other[3] = b"{\"code\": \"evil\"}";
        check("", PARTS, Verdict::Forged);
        check("abc", PARTS, Verdict::Forged);
        check(&good[2..], PARTS, Verdict::Forged);
        check(&format!("{good}00"), PARTS, Verdict::Forged);
        check(&good, other, Verdict::Forged);
        check(&Signer::new("other").sign(PARTS), PARTS, Verdict::Forged);
        check(&good, PARTS, Verdict::Genuine);
        check(&good, PARTS, Verdict::Replayed);
        check(&good.to_uppercase(), PARTS, Verdict::Replayed);
    }

    #[test]
    fn without_a_key_nothing_is_signed() {
        let signer = Signer::new("");
        assert_eq!(signer.sign(PARTS), "");
        let mut verifier = Verifier::new(signer);
        assert_eq!(verifier.verify(b"anything", PARTS), Verdict::Genuine);
        assert_eq!(verifier.verify(b"anything", PARTS), Verdict::Genuine);
    }

    #[test]
    fn memory_is_bounded() {
        let signer = Signer::new("key");
        let mut verifier = Verifier {
            capacity: 2,
            ..Verifier::new(signer.clone())
        };
        let mut check = |content: &[u8], expected| {
            let parts = [PARTS[0], PARTS[1], PARTS[2], content];
            assert_eq!(verifier.verify(signer.sign(parts).as_bytes(), parts), expected);
        };
        check(b"1", Verdict::Genuine);
        check(b"2", Verdict::Genuine);
        check(b"3", Verdict::Genuine);
        check(b"3", Verdict::Replayed);
        check(b"2", Verdict::Replayed);
        check(b"1", Verdict::Genuine);
        assert_eq!((verifier.seen.len(), verifier.order.len()), (2, 2));
    }
}

//! Keys as lines of text (C2SP signed-note): `name+id+base64(type || key)`.

use crate::error::{Error, Kind};
use crate::hash::digit;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::{Signature, Signer as _};
use sha2::{Digest, Sha256};
use std::fmt;

/// Signature type: Ed25519 over the note's text.
const ED25519: u8 = 0x01;
/// Signature type: a witness's timestamped cosignature (C2SP tlog-cosignature).
const COSIGNATURE: u8 = 0x04;
/// First part of a signing key's text.
const PRIVATE: &str = "PRIVATE+KEY+";

/// The key that signs checkpoints. Its `Debug` does not show the secret.
pub struct SigningKey {
    name: String,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// From a name (the ledger's origin) and a seed of 32 random bytes.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<SigningKey, Error> {
        check_name(name)?;
        Ok(SigningKey { name: name.into(), key: ed25519_dalek::SigningKey::from_bytes(seed) })
    }

    /// From the line that [`SigningKey::to_text`] writes; a final newline is allowed.
    pub fn parse(text: &str) -> Result<SigningKey, Error> {
        let rest = text.strip_prefix(PRIVATE).ok_or(Kind::KeyText)?;
        let (name, id, bytes) = split(rest)?;
        let seed = bytes.get(1..).and_then(|seed| <[u8; 32]>::try_from(seed).ok()).ok_or(Kind::KeyText)?;
        if bytes[0] != ED25519 {
            return Err(Kind::KeyType(bytes[0]).into());
        }
        let key = SigningKey::from_seed(name, &seed)?;
        check_id(id, key.verifier().id)?;
        Ok(key)
    }

    /// `PRIVATE+KEY+name+id+base64(0x01 || seed)`, the form of Go's `note` package. A secret.
    pub fn to_text(&self) -> String {
        let mut bytes = vec![ED25519];
        bytes.extend_from_slice(self.key.as_bytes());
        let id = hex(self.verifier().id);
        format!("{PRIVATE}{}+{id}+{}", self.name, BASE64_STANDARD.encode(bytes))
    }

    /// The name in its signatures.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public half.
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey::new(&self.name, ED25519, self.key.verifying_key())
    }

    /// A signature over a note's text.
    pub(crate) fn sign(&self, text: &str) -> [u8; 64] {
        self.key.sign(text.as_bytes()).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifier())
    }
}

/// A key that checks signatures: a ledger's (Ed25519) or a witness's (cosignature/v1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    kind: u8,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    fn new(name: &str, kind: u8, key: ed25519_dalek::VerifyingKey) -> VerifierKey {
        let digest = Sha256::new()
            .chain_update(name)
            .chain_update([b'\n', kind])
            .chain_update(key.as_bytes())
            .finalize();
        VerifierKey { name: name.into(), id: [digest[0], digest[1], digest[2], digest[3]], kind, key }
    }

    /// From a line `name+id+base64(type || key)`; a final newline is allowed.
    pub fn parse(text: &str) -> Result<VerifierKey, Error> {
        let (name, id, bytes) = split(text)?;
        let key = bytes.get(1..).and_then(|key| <[u8; 32]>::try_from(key).ok()).ok_or(Kind::KeyText)?;
        if !matches!(bytes[0], ED25519 | COSIGNATURE) {
            return Err(Kind::KeyType(bytes[0]).into());
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).map_err(|_| Kind::KeyText)?;
        let key = VerifierKey::new(name, bytes[0], key);
        check_id(id, key.id)?;
        Ok(key)
    }

    /// The name in its signatures.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256(name, newline, type, key).
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// A witness's key, not a ledger's.
    pub fn is_witness(&self) -> bool {
        self.kind == COSIGNATURE
    }

    /// Checks a signature over a note's text. `Some(None)` for a plain signature, `Some(Some(seconds))` for a
    /// cosignature made at that time (seconds since 1970), `None` when it is wrong.
    pub(crate) fn verify(&self, text: &str, signature: &[u8]) -> Option<Option<u64>> {
        if self.kind == ED25519 {
            let signature = Signature::from_slice(signature).ok()?;
            return self.key.verify_strict(text.as_bytes(), &signature).ok().map(|()| None);
        }
        let (time, signature) = signature.split_first_chunk()?;
        let time = u64::from_be_bytes(*time);
        let signature = Signature::from_slice(signature).ok()?;
        let message = format!("cosignature/v1\ntime {time}\n{text}");
        self.key.verify_strict(message.as_bytes(), &signature).ok().map(|()| Some(time))
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, hex(self.id), BASE64_STANDARD.encode(bytes))
    }
}

impl std::str::FromStr for VerifierKey {
    type Err = Error;
    fn from_str(text: &str) -> Result<VerifierKey, Error> {
        VerifierKey::parse(text)
    }
}

/// Names stand between blanks and plus signs, so they contain neither.
pub(crate) fn check_name(name: &str) -> Result<(), Error> {
    if name.is_empty() || name.chars().any(|c| c == '+' || c.is_whitespace() || c.is_control()) {
        return Err(Kind::KeyName.into());
    }
    Ok(())
}

fn split(text: &str) -> Result<(&str, &str, Vec<u8>), Error> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    // The base64 part may itself contain plus signs: split from the left.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Kind::KeyText.into());
    };
    check_name(name)?;
    let bytes = BASE64_STANDARD.decode(key).map_err(|_| Kind::KeyText)?;
    if id.len() != 8 || id.bytes().any(|b| digit(b).is_none()) || bytes.is_empty() {
        return Err(Kind::KeyText.into());
    }
    Ok((name, id, bytes))
}

fn check_id(stated: &str, computed: [u8; 4]) -> Result<(), Error> {
    let computed = hex(computed);
    if stated == computed { Ok(()) } else { Err(Kind::KeyId { stated: stated.into(), computed }.into()) }
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

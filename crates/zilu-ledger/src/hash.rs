//! SHA-256 in the three roles it has here, each with its own first byte, so that none can be passed off as another.

use crate::entry::Salt;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Prefix of a leaf (RFC 6962 §2.1).
const LEAF: u8 = 0x00;
/// Prefix of an inner node (RFC 6962 §2.1).
const NODE: u8 = 0x01;
/// Prefix of a salted body: ours.
const BODY: u8 = 0x02;

/// A SHA-256 value. Written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// SHA-256 of plain bytes, without any prefix: the name of an evidence file.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }

    /// The root of the tree without leaves (RFC 6962 §2.1).
    pub fn empty_root() -> Hash {
        Hash::of(b"")
    }

    /// From exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Hash> {
        bytes.try_into().ok().map(Hash)
    }
}

/// `SHA-256(0x00 || leaf)`.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([LEAF]).chain_update(leaf).finalize().into())
}

/// `SHA-256(0x01 || left || right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut input = [NODE; 65];
    input[1..33].copy_from_slice(&left.0);
    input[33..].copy_from_slice(&right.0);
    Hash(Sha256::digest(input).into())
}

/// `SHA-256(0x02 || salt || body)`. The salt has a fixed length, so the three parts cannot be shifted against each other.
pub fn body_hash(salt: &Salt, body: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([BODY]).chain_update(salt).chain_update(body).finalize().into())
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = crate::Error;

    /// Strict: 64 lower-case digits, so that one value has one spelling.
    fn from_str(text: &str) -> Result<Hash, crate::Error> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(crate::error::Kind::HashText.into());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            match (digit(pair[0]), digit(pair[1])) {
                (Some(high), Some(low)) => *byte = high << 4 | low,
                _ => return Err(crate::error::Kind::HashText.into()),
            }
        }
        Ok(Hash(bytes))
    }
}

/// The value of a lower-case hexadecimal digit.
pub(crate) fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

//! The directory of a package, and who signed it: the signing block (schemes 2 and 3) before the directory, and the
//! signature files of scheme 1.
//!
//! Signatures are found and their certificates read; nothing is verified. A part that does not fit is taken for absent.

use super::EntryError;
use sha2::{Digest, Sha256};

/// The directory at the end of a package.
pub(super) struct Directory {
    /// Where it begins.
    start: usize,
    names: Vec<String>,
    /// Entries that are encrypted, or packed in another way than Android unpacks.
    strange: Vec<String>,
}

/// Which signatures are there, and whose.
pub(super) struct Signature {
    /// Schemes 1, 2 and 3.
    pub(super) present: [bool; 3],
    /// SHA-256 of the signer's certificate in hexadecimal, several separated by blanks; by the highest scheme.
    pub(super) signer: Option<String>,
}

const SCHEMES: [(u32, usize); 3] = [(0x7109_871A, 1), (0xF053_68C0, 2), (0x1B93_AD61, 2)];

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?)).ok()
}

fn u64_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?)).ok()
}

impl Directory {
    /// Finds the directory from the end of the file; `None` where it is not whole.
    pub(super) fn of(bytes: &[u8]) -> Option<Directory> {
        let from = bytes.len().saturating_sub(22 + 65_535);
        let end = bytes[from..].windows(4).rposition(|window| window == b"PK\x05\x06")? + from;
        let (count, start) = (u16_at(bytes, end + 10)?, u32_at(bytes, end + 16)?);
        let (mut names, mut strange) = (Vec::new(), Vec::new());
        let mut at = start;
        for _ in 0..count {
            if bytes.get(at..at + 4)? != b"PK\x01\x02" {
                return None;
            }
            let [name, extra, comment] = [28, 30, 32].map(|offset| u16_at(bytes, at + offset));
            let (name, extra, comment) = (name?, extra?, comment?);
            names.push(String::from_utf8_lossy(bytes.get(at + 46..at + 46 + name)?).into_owned());
            if u16_at(bytes, at + 8)? & 1 != 0 || !matches!(u16_at(bytes, at + 10)?, 0 | 8) {
                strange.extend(names.last().cloned());
            }
            at += 46 + name + extra + comment;
        }
        Some(Directory { start, names, strange })
    }

    /// Whether an entry is encrypted, or packed in another way than Android unpacks.
    pub(super) fn is_strange(&self, name: &str) -> bool {
        self.strange.iter().any(|found| found == name)
    }

    /// How often an entry is there.
    pub(super) fn count(&self, name: &str) -> usize {
        self.names.iter().filter(|found| *found == name).count()
    }
}

impl Signature {
    /// Looks for signatures; `entry` unpacks a file of the package.
    pub(super) fn of(
        bytes: &[u8],
        directory: &Directory,
        entry: &mut dyn FnMut(&str) -> Result<Vec<u8>, EntryError>,
    ) -> Signature {
        let mut signature = Signature { present: [false; 3], signer: None };
        let block_file = |name: &&String| {
            let upper = name.to_ascii_uppercase();
            upper.starts_with("META-INF/") && [".RSA", ".DSA", ".EC"].iter().any(|end| upper.ends_with(end))
        };
        let files: Vec<&String> = directory.names.iter().filter(block_file).take(10).collect();
        signature.present[0] = !files.is_empty();
        let certificates: Vec<String> = files
            .iter()
            .filter_map(|name| entry(name).ok())
            .filter_map(|content| signer_of_pkcs7(&content).map(digest))
            .collect();
        let mut best = (0, certificates);
        for (id, value) in pairs(bytes, directory.start).unwrap_or_default() {
            let Some((_, scheme)) = SCHEMES.iter().find(|(known, _)| *known == id) else { continue };
            signature.present[*scheme] = true;
            let signers = signers(value).unwrap_or_default();
            if *scheme > best.0 && !signers.is_empty() {
                best = (*scheme, signers);
            }
        }
        let mut digests = best.1;
        digests.sort();
        digests.dedup();
        signature.signer = (!digests.is_empty()).then(|| digests.join(" "));
        signature
    }
}

fn digest(certificate: &[u8]) -> String {
    Sha256::digest(certificate).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The numbered parts of the signing block, which ends where the directory begins.
fn pairs(bytes: &[u8], directory: usize) -> Option<Vec<(u32, &[u8])>> {
    let magic = directory.checked_sub(16)?;
    if bytes.get(magic..directory)? != b"APK Sig Block 42" {
        return None;
    }
    let size = u64_at(bytes, magic.checked_sub(8)?)?;
    let mut at = directory.checked_sub(size.checked_add(8)?)?;
    if u64_at(bytes, at)? != size {
        return None;
    }
    at += 8;
    let mut pairs = Vec::new();
    while at < magic - 8 && pairs.len() < 100 {
        let length = u64_at(bytes, at)?;
        let value = bytes.get(at + 12..at.checked_add(8)?.checked_add(length)?)?;
        pairs.push((u32_at(bytes, at + 8)? as u32, value));
        at += 8 + length;
    }
    Some(pairs)
}

/// Takes a part with its length before it off the front.
fn prefixed<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = u32_at(bytes, 0)?;
    let part = bytes.get(4..length.checked_add(4)?)?;
    *bytes = &bytes[4 + length..];
    Some(part)
}

/// Digests of the first certificate of every signer.
fn signers(mut value: &[u8]) -> Option<Vec<String>> {
    let mut list = prefixed(&mut value)?;
    let mut digests = Vec::new();
    while !list.is_empty() && digests.len() < 10 {
        let mut signer = prefixed(&mut list)?;
        let mut signed = prefixed(&mut signer)?;
        prefixed(&mut signed)?; // Digests of the content.
        let mut certificates = prefixed(&mut signed)?;
        digests.push(digest(prefixed(&mut certificates)?));
    }
    Some(digests)
}

/// A value of DER: its tag, its content, itself as a whole.
struct Der<'b> {
    tag: u8,
    content: &'b [u8],
    whole: &'b [u8],
}

/// Takes a value off the front.
fn der<'b>(bytes: &mut &'b [u8]) -> Option<Der<'b>> {
    let (tag, first) = (*bytes.first()?, *bytes.get(1)?);
    let (length, start) = match first {
        0..=0x7F => (usize::from(first), 2),
        0x81..=0x84 => {
            let digits = usize::from(first & 0x7F);
            let length =
                bytes.get(2..2 + digits)?.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
            (length, 2 + digits)
        }
        _ => return None,
    };
    let end = start.checked_add(length)?;
    let value = Der { tag, content: bytes.get(start..end)?, whole: &bytes[..end] };
    *bytes = &bytes[end..];
    Some(value)
}

/// The certificate of the first signer of a PKCS #7 signature.
fn signer_of_pkcs7(mut bytes: &[u8]) -> Option<&[u8]> {
    let mut outer = der(&mut bytes)?.content;
    der(&mut outer)?; // The type.
    let mut wrapped = der(&mut outer)?.content;
    let mut signed = der(&mut wrapped)?.content;
    for _ in 0..3 {
        der(&mut signed)?; // Version, digests, content.
    }
    let certificates = der(&mut signed).filter(|part| part.tag == 0xA0)?.content;
    let mut next = der(&mut signed)?;
    if next.tag == 0xA1 {
        next = der(&mut signed)?; // Behind the list of revoked ones.
    }
    let mut signers = next.content;
    let mut signer = der(&mut signers)?.content;
    der(&mut signer)?; // Version.
    let mut named = der(&mut signer)?.content;
    let (issuer, serial) = (der(&mut named)?.whole, der(&mut named)?.whole);
    let mut rest = certificates;
    let mut only = certificates;
    let only = der(&mut only).filter(|_| only.is_empty());
    while let Some(certificate) = der(&mut rest) {
        let mut inner = certificate.content;
        let mut body = der(&mut inner)?.content;
        let mut first = der(&mut body)?;
        if first.tag == 0xA0 {
            first = der(&mut body)?; // Behind the version.
        }
        der(&mut body)?; // The algorithm.
        if first.whole == serial && der(&mut body)?.whole == issuer {
            return Some(certificate.whole);
        }
    }
    // Signers write the issuer in another kind of text than the certificate does.
    only.map(|certificate| certificate.whole)
}

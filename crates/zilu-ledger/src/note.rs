//! Signed notes (C2SP signed-note): a text, an empty line, and a line per signature.

use crate::error::{Error, Kind};
use crate::key::{SigningKey, VerifierKey, check_name};
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// Larger notes are refused before they are looked at, in bytes.
const MAX_LENGTH: usize = 256 * 1024;
/// More signatures are refused. The standard asks for at least 16.
const MAX_SIGNATURES: usize = 64;

/// A text with signatures that have *not* been checked yet: nothing in it is to be believed before [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// A signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: [u8; 4],
    /// The signature proper.
    pub signature: Vec<u8>,
}

impl Note {
    /// Reads a note strictly.
    pub fn parse(bytes: &[u8]) -> Result<Note, Error> {
        if bytes.len() > MAX_LENGTH {
            return Err(Kind::NoteLimit.into());
        }
        let note = std::str::from_utf8(bytes).map_err(|_| shape("不是 UTF-8", "it is not UTF-8"))?;
        if note.bytes().any(|b| b < 0x20 && b != b'\n') {
            return Err(shape(
                "含控制字元（例如 CR 換行）",
                "it contains control characters (CR line ends?)",
            ));
        }
        let at = note
            .rfind("\n\n")
            .ok_or_else(|| shape("沒有分隔內容與簽章的空行", "no empty line before the signatures"))?;
        let (text, lines) = (&note[..=at], &note[at + 2..]);
        let lines = lines
            .strip_suffix('\n')
            .ok_or_else(|| shape("最後一行沒有換行", "the last line has no newline"))?;
        let signatures = lines.split('\n').map(parse_signature).collect::<Result<Vec<_>, Error>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(Kind::NoteLimit.into());
        }
        Ok(Note { text: text.into(), signatures })
    }

    /// The signed text, with its final newline. Not to be believed before [`Note::verify`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Checks the signatures of the given keys; those of other keys are ignored. Gives the keys that signed, with the
    /// time of a cosignature in seconds since 1970. A wrong signature of a given key refuses the whole note, and so does
    /// the lack of any signature by a given key.
    pub fn verify<'k>(&self, keys: &'k [VerifierKey]) -> Result<Vec<(&'k VerifierKey, Option<u64>)>, Error> {
        let mut signed: Vec<(&VerifierKey, Option<u64>)> = Vec::new();
        for line in &self.signatures {
            let known = keys.iter().find(|key| key.name() == line.name && key.id() == line.id);
            let Some(key) = known.filter(|key| !signed.iter().any(|(seen, _)| seen == key)) else { continue };
            let time = key
                .verify(&self.text, &line.signature)
                .ok_or_else(|| Kind::SignatureWrong(line.name.clone()))?;
            signed.push((key, time));
        }
        if signed.is_empty() {
            let names = keys.iter().map(VerifierKey::name).collect::<Vec<_>>().join(", ");
            return Err(Kind::SignatureMissing(names).into());
        }
        Ok(signed)
    }
}

/// A note of this text, which ends in a newline, signed by one key.
pub(crate) fn sign(text: &str, key: &SigningKey) -> String {
    let mut bytes = key.verifier().id().to_vec();
    bytes.extend_from_slice(&key.sign(text));
    format!("{text}\n— {} {}\n", key.name(), BASE64_STANDARD.encode(bytes))
}

fn parse_signature(line: &str) -> Result<NoteSignature, Error> {
    let wrong = || shape("簽章行格式不符", "a signature line is malformed");
    let (name, encoded) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or_else(wrong)?;
    check_name(name).map_err(|_| wrong())?;
    let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| wrong())?;
    let (id, signature) = bytes.split_first_chunk::<4>().ok_or_else(wrong)?;
    if signature.is_empty() {
        return Err(wrong());
    }
    Ok(NoteSignature { name: name.into(), id: *id, signature: signature.to_vec() })
}

fn shape(zh: &'static str, en: &'static str) -> Error {
    Kind::NoteShape(zh, en).into()
}

//! Checkpoints (C2SP tlog-checkpoint): the ledger's name, size and root, signed. The thing to keep elsewhere.

use crate::error::{Error, Kind};
use crate::hash::Hash;
use crate::key::{SigningKey, VerifierKey};
use crate::note::{self, Note};
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// What a checkpoint states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The ledger's name.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the Merkle tree over them.
    pub root: Hash,
}

/// A checkpoint whose ledger signature was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What it states.
    pub checkpoint: Checkpoint,
    /// The given witnesses that cosigned it.
    pub cosigned: Vec<Cosigned>,
}

/// A witness's word that it saw the checkpoint and that it continues all it saw before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// Name of the witness's key.
    pub witness: String,
    /// When, in seconds since 1970-01-01T00:00:00Z, by the witness's clock.
    pub time: u64,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64_STANDARD.encode(self.root.0))
    }

    /// As a signed note.
    pub fn sign(&self, key: &SigningKey) -> String {
        note::sign(&self.text(), key)
    }

    /// Reads the text of a checkpoint strictly, without looking at signatures. Extension lines are accepted and
    /// ignored, as the standard has it; zilu writes none.
    pub fn parse_text(text: &str) -> Result<Checkpoint, Error> {
        let shape = |zh, en| Error::from(Kind::CheckpointShape(zh, en));
        let body = text
            .strip_suffix('\n')
            .ok_or_else(|| shape("最後一行沒有換行", "the last line has no newline"))?;
        let mut lines = body.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(shape("不足三行", "less than three lines"));
        };
        if origin.is_empty() || lines.any(str::is_empty) {
            return Err(shape("有空行", "an empty line"));
        }
        let number = size.parse::<u64>().ok().filter(|n| n.to_string() == size);
        let size = number.ok_or_else(|| shape("第二行不是筆數", "the second line is not a size"))?;
        let root = BASE64_STANDARD.decode(root).ok().and_then(|bytes| Hash::from_slice(&bytes));
        let root = root.ok_or_else(|| shape("第三行不是根雜湊", "the third line is not a root hash"))?;
        Ok(Checkpoint { origin: origin.into(), size, root })
    }

    /// Reads a signed checkpoint of the ledger with this key. The ledger's own signature must be there and right, and the
    /// origin must be the key's name. Signatures of `witnesses` are checked when they are there; others are ignored.
    pub fn open(bytes: &[u8], key: &VerifierKey, witnesses: &[VerifierKey]) -> Result<Opened, Error> {
        let note = Note::parse(bytes)?;
        let checkpoint = Checkpoint::parse_text(note.text())?;
        if checkpoint.origin != key.name() {
            let expected = key.name().to_owned();
            return Err(Kind::CheckpointOrigin { stated: checkpoint.origin, expected }.into());
        }
        note.verify(std::slice::from_ref(key))?;
        let mut cosigned = Vec::new();
        for witness in witnesses.iter().filter(|w| w.is_witness()) {
            match note.verify(std::slice::from_ref(witness)) {
                Ok(signed) => cosigned.extend(
                    signed
                        .into_iter()
                        .filter_map(|(w, time)| Some(Cosigned { witness: w.name().into(), time: time? })),
                ),
                // Not cosigned by this one: no fault. Cosigned wrongly: the note was tampered with.
                Err(error) if error == Kind::SignatureMissing(witness.name().into()).into() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Opened { checkpoint, cosigned })
    }
}

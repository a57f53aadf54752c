//! UUIDs from names (RFC 9562 version 5): the same thing has the same UUID in every document, on every machine.

use crate::Export;
use serde::Serialize;
use std::fmt::Write as _;
use uuid::Uuid;

/// A UUID as OSCAL writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Identifier(String);

impl Identifier {
    /// As a reference to a resource of the same document.
    pub(crate) fn reference(&self) -> String {
        format!("#{}", self.0)
    }
}

/// The UUID of what these words name. A word cannot reach into the next one: each is written with its length.
pub(crate) fn identifier(words: &[&str]) -> Identifier {
    let space = Uuid::new_v5(&Uuid::NAMESPACE_URL, crate::metadata::NAMESPACE.as_bytes());
    let mut name = String::new();
    for word in words {
        let _ = write!(name, "{}:{word};", word.len());
    }
    Identifier(Uuid::new_v5(&space, name.as_bytes()).to_string())
}

impl Export<'_> {
    /// A thing of the rules, whoever the company is.
    pub(crate) fn of_rules(&self, words: &[&str]) -> Identifier {
        identifier(&[&["rules", &self.lens.catalogue.edition.pack], words].concat())
    }

    /// A thing of the company, on whatever day.
    pub(crate) fn of_company(&self, words: &[&str]) -> Identifier {
        let pack = &self.lens.catalogue.edition.pack;
        identifier(&[&["company", self.company.unwrap_or_default(), pack], words].concat())
    }

    /// A thing of the company as of D, known at K.
    pub(crate) fn of_day(&self, words: &[&str]) -> Identifier {
        let (on, known) = (self.lens.on.to_string(), self.lens.known.to_string());
        self.of_company(&[&["day", &on, &known], words].concat())
    }

    /// A document: another one as soon as anything that it is made from differs.
    pub(crate) fn of_document(&self, words: &[&str]) -> Identifier {
        let (digest, size) = (self.digest(), self.ledger.size.to_string());
        self.of_day(&[&["document", &digest, &size, &self.ledger.root], words].concat())
    }

    /// The digest of the catalogue in hexadecimal digits.
    pub(crate) fn digest(&self) -> String {
        self.lens.catalogue.digest.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::identifier;

    #[test]
    fn names_do_not_run_into_each_other() {
        assert_ne!(identifier(&["a", "bc"]), identifier(&["ab", "c"]));
        assert_ne!(identifier(&["a;1:b"]), identifier(&["a", "b"]));
        assert_ne!(identifier(&[]), identifier(&[""]));
    }

    /// Computed once more with Python's `uuid.uuid5`.
    #[test]
    fn anybody_can_compute_them() {
        assert_eq!(identifier(&["rules", "tiny"]).0, "b442d7f0-2670-504d-86bf-08e7ac96294c");
    }
}

//! Addresses: a path and a query, encoded once, here.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;

/// Everything but letters, digits and these is encoded in a path segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// An address under construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Link {
    /// To a path that is already encoded.
    pub(crate) fn to(path: impl Into<String>) -> Link {
        Link { path: path.into(), pairs: Vec::new() }
    }

    /// To a record.
    pub(crate) fn subject(kind: &str, key: &str) -> Link {
        // Browsers take `.` and `..` for steps in the path, even when they are encoded.
        if matches!(key, "" | "." | "..") {
            return Link::to(format!("/subjects/{}", segment(kind))).with("key", key);
        }
        Link::to(format!("/subjects/{}/{}", segment(kind), segment(key)))
    }

    /// To a clause.
    pub(crate) fn clause(id: &str) -> Link {
        Link::to(format!("/clauses/{}", segment(id)))
    }

    /// To an edition of the official text.
    pub(crate) fn text(edition: &str) -> Link {
        // These names are steps in the path or pages of their own.
        if matches!(edition, "" | "." | ".." | "compare") {
            return Link::to("/texts").with("edition", edition);
        }
        Link::to(format!("/texts/{}", segment(edition)))
    }

    /// To two editions side by side.
    pub(crate) fn compare(old: &str, new: &str) -> Link {
        Link::to("/texts/compare").with("old", old).with("new", new)
    }

    /// To a chapter or an appendix of the book.
    pub(crate) fn book(part: &str) -> Link {
        Link::to(format!("/book/{}", segment(part)))
    }

    /// To a register.
    pub(crate) fn register(kind: &str) -> Link {
        Link::to(format!("/registers/{}", segment(kind)))
    }

    /// With a pair more.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl fmt::Display) -> Link {
        self.pairs.push((name.to_owned(), value.to_string()));
        self
    }

    /// With a pair more, when there is a value.
    #[must_use]
    pub(crate) fn with_some(self, name: &str, value: Option<impl fmt::Display>) -> Link {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With several pairs more.
    #[must_use]
    pub(crate) fn with_all<'a>(self, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Link {
        pairs.fold(self, |link, (name, value)| link.with(name, value))
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if !self.pairs.is_empty() {
            let mut query = form_urlencoded::Serializer::for_suffix(String::from("?"), 1);
            f.write_str(&query.extend_pairs(&self.pairs).finish())?;
        }
        Ok(())
    }
}

fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

//! The query of an address: decoded pairs in their order. Reading it cannot fail.

/// Decoded pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Bytes that are no UTF-8 become U+FFFD; pairs past the limit are dropped.
    pub(crate) fn parse(raw: &str) -> Query {
        const PAIRS: usize = 200;
        let pairs = form_urlencoded::parse(raw.as_bytes()).take(PAIRS);
        Query(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The first value of a name that is not blank, without blanks at its ends.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.trim());
        values.find(|value| !value.is_empty())
    }

    /// The first value of a name, as it stands: keys may begin with a blank.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All values of a name that are not blank.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.trim())
            .filter(|v| !v.is_empty())
    }

    /// All pairs that are not blank, without some names.
    pub(crate) fn without<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, value)| !value.trim().is_empty() && !names.contains(name))
    }
}

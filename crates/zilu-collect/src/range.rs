//! Long lists of values that a server hands out in pieces: `member;range=0-1499`.
//!
//! Source: MS-ADTS §3.1.1.3.1.3.3 (range retrieval of attribute values).

/// Name of an attribute as a server writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// In lower case, without options.
    pub(crate) base: String,
    /// First and last index of the values that came; the last is `None` where the list ends.
    pub(crate) range: Option<(u64, Option<u64>)>,
}

impl Name {
    /// `None`: an option that makes it another attribute (a language), or a range that is none.
    pub(crate) fn parse(written: &str) -> Option<Name> {
        let mut parts = written.split(';');
        let base = parts.next()?.to_ascii_lowercase();
        let mut range = None;
        for option in parts {
            let option = option.to_ascii_lowercase();
            if let Some(bounds) = option.strip_prefix("range=") {
                let (low, high) = bounds.split_once('-')?;
                let low = low.parse().ok()?;
                let high =
                    if high == "*" { None } else { Some(high.parse().ok().filter(|high| *high >= low)?) };
                range = Some((low, high));
            } else if option != "binary" {
                return None;
            }
        }
        Some(Name { base, range })
    }

    /// Where the next piece begins; `None` where nothing is left.
    pub(crate) fn next(&self) -> Option<u64> {
        let (_, high) = self.range?;
        high?.checked_add(1)
    }

    /// As LDIF writes it.
    pub(crate) fn written(&self) -> String {
        match self.range {
            None => self.base.clone(),
            Some((low, None)) => format!("{};range={low}-*", self.base),
            Some((low, Some(high))) => format!("{};range={low}-{high}", self.base),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_followed_to_the_star() {
        let name = Name::parse("member;range=0-1499").unwrap();
        assert_eq!((name.base.as_str(), name.next()), ("member", Some(1500)));
        let last = Name::parse("Member;Range=1500-*").unwrap();
        assert_eq!((last.next(), last.written().as_str()), (None, "member;range=1500-*"));
        assert_eq!(Name::parse("objectSid;binary").unwrap().written(), "objectsid");
        assert_eq!(Name::parse("member").unwrap().next(), None);
        for wrong in
            ["cn;lang-zh", "member;range=", "member;range=5-1", "member;range=a-b", "member;range=-1-*"]
        {
            assert_eq!(Name::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Name::parse(&format!("member;range=0-{}", u64::MAX)).unwrap().next(), None);
    }
}

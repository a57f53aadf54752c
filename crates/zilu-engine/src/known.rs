//! Kleene's three-valued logic.

/// An answer: no, unknown or yes. The order `No < Unknown < Yes` makes *and* the minimum and *or* the maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Known {
    /// It is not so.
    No = 0,
    /// A fact is missing.
    Unknown = 1,
    /// It is so.
    Yes = 2,
}

impl Known {
    /// Both.
    #[must_use]
    pub fn and(self, other: Known) -> Known {
        self.min(other)
    }
    /// Either.
    #[must_use]
    pub fn or(self, other: Known) -> Known {
        self.max(other)
    }
}

impl std::ops::Not for Known {
    type Output = Known;
    fn not(self) -> Known {
        match self {
            Known::No => Known::Yes,
            Known::Unknown => Known::Unknown,
            Known::Yes => Known::No,
        }
    }
}

impl From<bool> for Known {
    fn from(value: bool) -> Known {
        if value { Known::Yes } else { Known::No }
    }
}

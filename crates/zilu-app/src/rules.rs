//! The rules in use: one edition after another. Which one is in force is chosen by D.

use crate::error::Error;
use std::sync::Arc;
use zilu_catalogue::Catalogue;
use zilu_engine::Day;

/// Editions of one rule set, the earliest first; never empty.
#[derive(Debug, Clone)]
pub struct Rules(Vec<Arc<Catalogue>>);

impl Rules {
    /// From the editions in any order. Each succeeds the one before it: what was owed stays owed.
    pub fn new(mut editions: Vec<Catalogue>) -> Result<Rules, Error> {
        editions.sort_by_key(|catalogue| catalogue.edition.effective_date);
        for pair in editions.windows(2) {
            let (earlier, later) = (&pair[0].edition, &pair[1].edition);
            if earlier.pack != later.pack {
                return Err(Error::new(
                    format!("「{}」與「{}」不是同一套規範", earlier.pack, later.pack),
                    format!("{} and {} are not editions of one rule set", earlier.pack, later.pack),
                )
                .hint("公司自訂的義務請用 --pack", "use --pack for duties of the company's own"));
            }
            if earlier.effective_date == later.effective_date {
                let day = later.effective_date.map(|day| day.to_string()).unwrap_or_default();
                return Err(Error::new(
                    format!("有兩個版本同一天（{day}）施行"),
                    format!("two editions are in force from the same day ({day})"),
                )
                .hint("改正其中一版的 effective_date", "mend the effective_date of one of them"));
            }
        }
        for later in 1..editions.len() {
            let (before, after) = editions.split_at_mut(later);
            after[0].succeed(&before[later - 1]);
        }
        if editions.is_empty() {
            return Err(Error::new("沒有規範", "there are no rules"));
        }
        Ok(Rules(editions.into_iter().map(Arc::new).collect()))
    }

    /// All editions, the earliest first.
    pub fn editions(&self) -> &[Arc<Catalogue>] {
        &self.0
    }

    /// The newest edition: what facts are recorded by, since it knows every kind.
    pub fn newest(&self) -> &Arc<Catalogue> {
        &self.0[self.0.len() - 1]
    }

    /// The edition in force on a day; before the first, the first.
    pub fn on(&self, day: Day) -> &Arc<Catalogue> {
        &self.0[self.index_on(day)]
    }

    pub(crate) fn index_on(&self, day: Day) -> usize {
        let in_force = |catalogue: &&Arc<Catalogue>| {
            catalogue.edition.effective_date.is_none_or(|from| Day::from(from) <= day)
        };
        self.0.iter().take_while(in_force).count().saturating_sub(1)
    }
}

impl From<Arc<Catalogue>> for Rules {
    fn from(catalogue: Arc<Catalogue>) -> Rules {
        Rules(vec![catalogue])
    }
}

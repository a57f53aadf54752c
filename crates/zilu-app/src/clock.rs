//! The instants at which things are recorded, held against those on record. The ledger's instants never go back, so one
//! entry of a clock that ran ahead would keep everything out until that day. Nothing here reads a clock.

use crate::app::App;
use crate::error::Error;
use zilu_engine::Day;
use zilu_store::{Store, Writer};

/// A clock may be set back by so much: what is recorded meanwhile bears the instant of the newest entry.
const BACK_MS: i64 = 86_400_000;
/// A clock that is further ahead of the newest entry than this has to be confirmed: 400 days.
const AHEAD_MS: i64 = 400 * 86_400_000;

/// Where the instants come from at which things are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clock {
    /// From the caller's own records; the ledger takes them as long as they do not go back.
    #[default]
    Given,
    /// From a machine's clock, which may be wrong.
    Machine,
    /// From a machine's clock that somebody says is right. Where the newest entry lies ahead of it, what is recorded
    /// bears that entry's instant.
    Confirmed,
}

impl App {
    /// The same company, with what is recorded held against a clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> App {
        self.clock = clock;
        self
    }

    /// Begins a transaction of the ledger at an instant, in milliseconds since 1970; an error when the clock that gave it
    /// cannot be right.
    pub(crate) fn begin<'s>(&self, store: &'s mut Store, recorded_ms: i64) -> Result<Writer<'s>, Error> {
        let last = store.last_recorded();
        let ahead = recorded_ms.saturating_sub(last);
        let recorded = match self.clock {
            Clock::Given => recorded_ms,
            Clock::Machine if !(-BACK_MS..=AHEAD_MS).contains(&ahead) => {
                return Err(wrong(last, recorded_ms));
            }
            Clock::Machine | Clock::Confirmed => recorded_ms.max(last),
        };
        Ok(store.begin(recorded)?)
    }
}

fn wrong(last: i64, now: i64) -> Error {
    let day = |ms: i64| Day::of_instant(ms.div_euclid(1_000));
    let (last_day, today) = (day(last), day(now));
    if now < last {
        return Error::new(
            format!("主機時鐘為 {today}，早於帳本最後一筆的 {last_day}；未登錄任何資料"),
            format!("the clock says {today}, before the newest entry of the ledger, {last_day}; nothing was recorded"),
        )
        .hint(
            format!("請校正時鐘。時鐘無誤、是最後一筆的時間有誤時：還原該筆之前的備份，或加上 --clock-is-right，新登錄者一律記為 {last_day}，至該日為止"),
            format!("set the clock. If it is right and the newest entry is not: restore a backup from before it, or add --clock-is-right, and until that day what is recorded bears {last_day}"),
        );
    }
    Error::new(
        format!("主機時鐘為 {today}，比帳本最後一筆的 {last_day} 晚了超過 {} 天；未登錄任何資料", AHEAD_MS / 86_400_000),
        format!(
            "the clock says {today}, more than {} days after the newest entry of the ledger, {last_day}; nothing was recorded",
            AHEAD_MS / 86_400_000
        ),
    )
    .hint(
        "請先核對時鐘：日期一經登錄即無法倒退。時鐘無誤時加上 --clock-is-right",
        "check the clock first: the ledger's dates never go back. If it is right, add --clock-is-right",
    )
}

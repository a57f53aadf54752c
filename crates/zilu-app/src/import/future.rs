//! A report of a day that has not come yet: the clock of a scanner was wrong. Believed, it would close what is open, and no
//! later report could say otherwise.

use jiff::ToSpan;
use jiff::civil::Date;
use zilu_intake::{Fault, Format, Item, Place, Source};

/// Finds the first such day while the items of a file go by.
pub(super) struct Future {
    /// The last day that is believed: clocks of other time zones are ahead by less than a day.
    last: Option<Date>,
    found: Option<(Date, Place)>,
}

impl Future {
    /// Tables state plans too, and a calendar is of days to come: they are not asked.
    pub(super) fn new(format: Format, today: Option<Date>) -> Future {
        let asked = !format.is_table() && format != Format::Calendar;
        let last = today.filter(|_| asked).and_then(|today| today.checked_add(1.day()).ok());
        Future { last, found: None }
    }

    pub(super) fn look_at(&mut self, item: &Item) {
        let Some(last) = self.last.filter(|_| self.found.is_none()) else { return };
        let (on, place) = match item {
            Item::Record(record) => (record.effective, Some(&record.place)),
            Item::Unresolved(unresolved) => (unresolved.record.effective, Some(&unresolved.record.place)),
            Item::Covered(covered) => (covered.on, Some(&covered.place)),
            Item::Listed(listed) => (listed.on, None),
            Item::Tested(tested) => (tested.on, None),
            Item::Fault(_) | Item::Progress(_) => return,
        };
        if on > last {
            self.found = Some((on, place.cloned().unwrap_or_default()));
        }
    }

    /// Why the file is refused.
    pub(super) fn fault(self, source: &Source) -> Option<Fault> {
        let (on, place) = self.found?;
        let place = Place { file: source.file.clone(), ..place };
        let fault = Fault::new(
            place,
            "in-the-future",
            format!("報告的日期 {on} 尚未到來"),
            format!("the report is of {on}, which has not come yet"),
        );
        Some(if source.date == Some(on) {
            fault.hint("請核對所給的日期", "check the date that was given")
        } else {
            fault.hint(
                "請檢查掃描器或產出報告之系統的時鐘，校正後重新產生報告",
                "check the clock of the scanner, or of the system that wrote the report, and make the report again",
            )
        })
    }
}

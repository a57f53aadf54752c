//! Finding the row of headings, and telling all that is wrong with it.

use super::{Row, State, TITLE_ROWS, Table, no_date};
use crate::fault::Fault;
use crate::heading::{Column, Match, fit, match_heading, recognise_kind};
use crate::item::{Feed, Place, column_letters};
use zilu_catalogue::{Kind, KindId};

impl Table<'_> {
    pub(super) fn look_for_headings<E>(&mut self, feed: &mut Feed<'_, E>) -> Result<(), E> {
        let State::Before(waiting) = &mut self.state else { return Ok(()) };
        let Some(last) = waiting.last() else { return Ok(()) };
        let texts = last.texts();
        let kind = match self.kind {
            Some(kind) => Some(kind).filter(|k| fit(&self.catalogue.kinds[k.index()], &texts).1),
            None => recognise_kind(self.catalogue, "", &texts).ok(),
        };
        let full = waiting.len() > TITLE_ROWS;
        match kind {
            Some(kind) => {
                let waiting = std::mem::take(waiting);
                match waiting.last() {
                    Some(row) => self.headings(kind, row, feed),
                    None => Ok(()),
                }
            }
            None if full => {
                let waiting = std::mem::take(waiting);
                self.state = State::Refused;
                self.refuse(&waiting, feed)
            }
            None => Ok(()),
        }
    }

    /// No row served as headings: says what is missing in the one that came nearest.
    pub(super) fn refuse<E>(&mut self, waiting: &[Row], feed: &mut Feed<'_, E>) -> Result<(), E> {
        let Some(first) = waiting.first() else {
            let mut place = self.source.place();
            place.sheet = self.sheet.clone();
            return feed.fault(Fault::new(place, "empty", "表格是空的", "the table is empty"));
        };
        let Some(kind) = self.kind else {
            let names = |ids: &[KindId]| {
                let kinds = ids.iter().map(|k| &self.catalogue.kinds[k.index()]);
                kinds.map(|k| format!("{}（{}）", k.label.zh, k.name)).collect::<Vec<_>>().join("、")
            };
            let candidates = recognise_kind(self.catalogue, "", &first.texts()).err().unwrap_or_default();
            let fault = Fault::new(
                self.place(first),
                "which-kind",
                "從名稱與欄位標題無法判斷這是哪一種紀錄",
                "neither name nor headings tell what kind of record this is",
            );
            let hint = if candidates.is_empty() || candidates.len() > 8 {
                (
                    "請指定紀錄種類，或下載範本".to_string(),
                    "name the kind of record, or download a template".to_string(),
                )
            } else {
                let list = names(&candidates);
                (
                    format!("請指定紀錄種類，可能是：{list}"),
                    format!("name the kind of record; it could be {list}"),
                )
            };
            return feed.fault(fault.hint(hint.0, hint.1));
        };
        let def = &self.catalogue.kinds[kind.index()];
        let best = waiting.iter().max_by_key(|row| fit(def, &row.texts()).0).unwrap_or(first);
        let best = best.clone();
        self.headings(kind, &best, feed)
    }

    /// Takes a row as headings, with all faults in it.
    fn headings<E>(&mut self, id: KindId, row: &Row, feed: &mut Feed<'_, E>) -> Result<(), E> {
        let kind = &self.catalogue.kinds[id.index()];
        let mut headings = row.texts();
        while headings.last().is_some_and(|h| h.trim().is_empty()) {
            headings.pop();
        }
        let faults_before = feed.summary.faults;
        let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
        for (i, heading) in headings.iter().enumerate() {
            let place = Place { column: Some(i as u32 + 1), ..self.place(row) };
            let column = match match_heading(kind, heading) {
                Match::Column(column) => column,
                Match::Ambiguous(fields) => {
                    let names: Vec<&str> =
                        fields.iter().map(|f| kind.fields[f.index()].name.as_str()).collect();
                    feed.fault(ambiguous(place.clone(), heading, &names.join(", ")))?;
                    Column::Unnamed
                }
                Match::Unknown(near) => {
                    feed.fault(unknown(place.clone(), heading, kind, near))?;
                    Column::Unnamed
                }
            };
            if column == Column::Remark {
                feed.note(format!("略過欄位「{heading}」"), format!("column '{heading}' was ignored"));
            }
            if !matches!(column, Column::Unnamed | Column::Remark)
                && let Some(first) = columns.iter().position(|c| *c == column)
            {
                let letters = column_letters(first as u32 + 1);
                let fault = Fault::new(
                    place,
                    "heading-twice",
                    format!("這個欄位已在 {letters} 欄出現過"),
                    format!("column {letters} is the same field already"),
                );
                feed.fault(fault.field(heading))?;
            }
            columns.push(column);
        }
        if !kind.singleton {
            for key in &kind.key {
                if !columns.contains(&Column::Field(*key)) {
                    let field = &kind.fields[key.index()];
                    let fault = Fault::new(
                        self.place(row),
                        "missing-key-column",
                        format!("缺少鍵值欄位「{}」", field.label.zh),
                        format!("the key column '{}' is missing", field.label.en),
                    );
                    feed.fault(fault.field(&field.label.zh).hint("請參照範本", "see the template"))?;
                }
            }
        }
        let dated = columns.contains(&Column::Effective)
            || kind.event.is_some_and(|e| columns.contains(&Column::Field(e)))
            || self.source.date.is_some();
        if !dated {
            feed.fault(no_date(self.place(row)))?;
        }
        self.state = if feed.summary.faults > faults_before {
            State::Refused
        } else {
            State::Rows { kind: id, columns, headings, first: true }
        };
        Ok(())
    }
}

fn ambiguous(place: Place, heading: &str, names: &str) -> Fault {
    Fault::new(
        place,
        "ambiguous-heading",
        "這個標題符合一個以上的欄位",
        "this heading fits more than one field",
    )
    .field(heading)
    .hint(format!("請改用欄位代號：{names}"), format!("use the field's name: {names}"))
}

fn unknown(place: Place, heading: &str, kind: &Kind, near: Option<String>) -> Fault {
    let fault = Fault::new(
        place,
        "unknown-heading",
        format!("「{}」沒有這個欄位", kind.label.zh),
        format!("{} has no such field", kind.label.en),
    )
    .field(heading);
    match near {
        Some(near) => fault.hint(format!("是否為「{near}」？"), format!("did you mean '{near}'?")),
        None => fault.hint(
            "請參照範本的標題；要略過的欄位，標題以 # 或「備註」開頭",
            "see the template; a column whose heading begins with # is ignored",
        ),
    }
}

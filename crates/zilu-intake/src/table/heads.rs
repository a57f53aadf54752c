//! Finding the row of headings, and telling all that is wrong with it.

use super::movements::Movements;
use super::{Row, State, TITLE_ROWS, Table, no_date};
use crate::account::no_subject;
use crate::column_map::Strictness;
use crate::fault::Fault;
use crate::heading::{Column, Match, fit, match_heading, named_kind, nearest_kinds, recognise_kind};
use crate::item::{Feed, Place, column_letters};
use crate::known_maps::known_map;
use crate::plural::counted;
use std::sync::Arc;
use zilu_catalogue::{FieldId, Kind, KindId, Value, parse_value};

impl Table<'_> {
    pub(super) fn look_for_headings<E>(&mut self, feed: &mut Feed<'_, E>) -> Result<(), E> {
        let State::Before(waiting) = &mut self.state else { return Ok(()) };
        let Some(last) = waiting.last() else { return Ok(()) };
        let texts = last.texts();
        if self.map.is_none()
            && self.kind.is_none_or(|kind| self.catalogue.kinds[kind.index()].name == "account")
            && let Some(map) = known_map(&texts)
        {
            self.kind = map.kind.as_deref().and_then(|kind| named_kind(self.catalogue, kind));
            self.map = Some(Arc::new(map));
        }
        if self.map.is_none()
            && self.kind.is_none_or(|kind| self.catalogue.kinds[kind.index()].name == "role_change")
            && let Some((map, movements)) = Movements::of(self.catalogue, &texts)
        {
            self.kind = map.kind.as_deref().and_then(|kind| named_kind(self.catalogue, kind));
            self.map = Some(Arc::new(map));
            self.movements = Some(movements);
        }
        let kind = match (self.kind, &self.map) {
            (Some(kind), Some(map)) => {
                Some(kind).filter(|k| map.is_heading(&self.catalogue.kinds[k.index()], &texts))
            }
            (Some(kind), None) => Some(kind).filter(|k| fit(&self.catalogue.kinds[k.index()], &texts).1),
            (None, Some(map)) => {
                let fields: Vec<String> =
                    texts.iter().map(|text| map.field_of(text).unwrap_or(text).to_string()).collect();
                recognise_kind(self.catalogue, "", &fields).ok()
            }
            (None, None) => recognise_kind(self.catalogue, "", &texts).ok(),
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
            let candidates = recognise_kind(self.catalogue, "", &first.texts()).err().unwrap_or_default();
            let fault = Fault::new(
                self.place(first),
                "which-kind",
                "從名稱與欄位標題無法判斷這是哪一種紀錄",
                "neither name nor headings tell what kind of record this is",
            );
            let candidates = if candidates.is_empty() {
                nearest_kinds(self.catalogue, &first.texts())
            } else {
                candidates
            };
            let hint = if candidates.is_empty() || candidates.len() > 8 {
                (
                    "請以 --kind 指定紀錄種類，或用 zilu template 的範本；zilu template --list 列出種類".to_string(),
                    "name the kind of record with --kind, or use a template of zilu template; zilu template --list lists the kinds".to_string(),
                )
            } else {
                let kinds: Vec<&Kind> = candidates.iter().map(|k| &self.catalogue.kinds[k.index()]).collect();
                let zh: Vec<String> = kinds.iter().map(|k| format!("{}（{}）", k.name, k.label.zh)).collect();
                let en: Vec<String> = kinds.iter().map(|k| format!("{} ({})", k.name, k.label.en)).collect();
                (
                    format!("請以 --kind 指定紀錄種類，可能是：{}", zh.join("、")),
                    format!("name the kind of record with --kind; it could be {}", en.join(", ")),
                )
            };
            return feed.fault(fault.hint(hint.0, hint.1));
        };
        let def = &self.catalogue.kinds[kind.index()];
        // Of rows that fit equally well the first.
        let fits: Vec<usize> = waiting.iter().map(|row| fit(def, &row.texts()).0).collect();
        let best = (0..waiting.len()).rev().max_by_key(|i| fits[*i]).unwrap_or(0);
        self.headings(kind, waiting.get(best).unwrap_or(first), feed)?;
        if fits.get(best) == Some(&0) {
            // Not one heading was found: whatever the rows hold, it stands in no column.
            self.state = State::Refused;
        }
        for row in waiting.iter().skip(best + 1) {
            self.push(row.clone(), feed)?;
        }
        Ok(())
    }

    /// Takes a row as headings, with all faults in it. The rows are read whatever is wrong here, so that all faults are
    /// told at once.
    fn headings<E>(&mut self, id: KindId, row: &Row, feed: &mut Feed<'_, E>) -> Result<(), E> {
        let kind = &self.catalogue.kinds[id.index()];
        let mut headings = row.texts();
        while headings.last().is_some_and(|h| h.trim().is_empty()) {
            headings.pop();
        }
        let faults_before = feed.summary.faults;
        let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
        let mut passed_over = 0;
        // How to see all headings is said once.
        let mut told = false;
        for (i, heading) in headings.iter().enumerate() {
            let place = Place { column: Some(i as u32 + 1), ..self.place(row) };
            let matched = match self.map.as_ref().map(|map| (map.field_of(heading), map.other_columns)) {
                None | Some((None, Strictness::Refuse)) => match_heading(kind, heading),
                Some((Some(""), _)) => Match::Column(Column::Remark),
                Some((Some(field), _)) => match_heading(kind, field),
                Some((None, Strictness::Ignore)) => {
                    let taken = self.movements.as_ref().is_some_and(|list| list.takes(i));
                    passed_over += u64::from(!taken);
                    columns.push(Column::Remark);
                    continue;
                }
            };
            let mut column = match matched.clone() {
                Match::Column(column) => column,
                Match::Ambiguous(fields) => {
                    let names: Vec<&str> =
                        fields.iter().map(|f| kind.fields[f.index()].name.as_str()).collect();
                    feed.fault(ambiguous(place.clone(), heading, &names.join(", ")))?;
                    Column::Remark
                }
                Match::Unknown(near) => {
                    let hinted = near.is_some() || !std::mem::replace(&mut told, true);
                    feed.fault(unknown(place.clone(), heading, kind, near, hinted))?;
                    Column::Remark
                }
            };
            if matched == Match::Column(Column::Remark) {
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
                column = Column::Remark;
            }
            columns.push(column);
        }
        if passed_over > 0 {
            let were = counted(
                passed_over,
                "column that the map does not name was",
                "columns that the map does not name were",
            );
            feed.note(format!("略過對照檔未列的 {passed_over} 欄"), format!("{were} ignored"));
        }
        self.tell_missing(row, &headings, feed)?;
        let constants = self.constants(kind, row, &columns, feed)?;
        if !kind.singleton {
            for key in &kind.key {
                // The number of a movement is made of what the row says.
                let constant = constants.iter().any(|(field, _)| field == key) || self.movements.is_some();
                if !constant && !columns.contains(&Column::Field(*key)) {
                    let field = &kind.fields[key.index()];
                    let fault = Fault::new(
                        self.place(row),
                        "missing-key-column",
                        format!("缺少鍵值欄位「{}」", field.label.zh),
                        format!("the key column '{}' is missing", field.label.en),
                    );
                    feed.fault(fault.field(&field.label.zh).hint(
                        format!("執行 zilu template {} 取得範本", kind.name),
                        format!("zilu template {} gives a template", kind.name),
                    ))?;
                }
            }
        }
        let dated = columns.contains(&Column::Effective)
            || kind.event.is_some_and(|e| columns.contains(&Column::Field(e)))
            || self.source.date.is_some();
        if !dated {
            feed.fault(no_date(self.place(row)))?;
        }
        let flawed = feed.summary.faults > faults_before;
        self.state =
            State::Rows { kind: id, columns, headings, constants, first: true, empty: true, flawed, dated };
        Ok(())
    }
}

impl Table<'_> {
    /// Columns that the map names and the file does not have.
    fn tell_missing<E>(&self, row: &Row, headings: &[String], feed: &mut Feed<'_, E>) -> Result<(), E> {
        let Some(map) = self.map.as_ref().filter(|map| map.missing_columns == Strictness::Refuse) else {
            return Ok(());
        };
        for heading in map.missing(headings) {
            let fault = Fault::new(
                self.place(row),
                "missing-column",
                "對照檔列出的欄位，檔案沒有",
                "the map names this column, the file does not have it",
            );
            feed.fault(fault.field(heading).hint(
                "請確認匯出格式沒有改變；欄位可有可無者，對照檔加上 missing_columns = \"allow\"",
                "see whether the export changed; where columns may be missing, add missing_columns = \"allow\" to the map",
            ))?;
        }
        Ok(())
    }

    /// What every row says: by the map, and the system where the bringer named it.
    fn constants<E>(
        &self,
        kind: &Kind,
        row: &Row,
        columns: &[Column],
        feed: &mut Feed<'_, E>,
    ) -> Result<Vec<(FieldId, Value)>, E> {
        let mut constants = Vec::new();
        let map = self.map.iter().flat_map(|map| &map.constants);
        for (name, text) in map {
            let Some(id) = kind.field(name) else {
                let fault = Fault::new(
                    self.place(row),
                    "unknown-field",
                    format!("「{}」沒有欄位 {name}", kind.label.zh),
                    format!("{} has no field {name}", kind.label.en),
                );
                feed.fault(fault.field(name))?;
                continue;
            };
            match parse_value(&kind.fields[id.index()].ty, text) {
                Ok(value) => constants.push((id, value)),
                Err(wrong) => feed.fault(
                    Fault::new(self.place(row), "not-a-value", wrong.zh, wrong.en).field(name).hint(
                        format!("應為 {}", wrong.expected_zh),
                        format!("expected {}", wrong.expected_en),
                    ),
                )?,
            }
        }
        let system = kind.field("system").filter(|id| kind.key.contains(id));
        if let Some(id) = system.filter(|id| !columns.contains(&Column::Field(*id)))
            && constants.iter().all(|(field, _)| *field != id)
        {
            match self.source.subject.as_deref().map(str::trim).filter(|subject| !subject.is_empty()) {
                Some(subject) => constants.push((id, Value::Text(subject.to_string()))),
                // Without a map the missing key column is told.
                None if self.map.is_some() => {
                    feed.fault(no_subject(self.place(row)))?;
                    constants.push((id, Value::Unknown));
                }
                None => {}
            }
        }
        Ok(constants)
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

fn unknown(place: Place, heading: &str, kind: &Kind, near: Option<String>, hinted: bool) -> Fault {
    let fault = Fault::new(
        place,
        "unknown-heading",
        format!("「{}」沒有這個欄位", kind.label.zh),
        format!("{} has no such field", kind.label.en),
    )
    .field(heading);
    match near {
        Some(near) => fault.hint(format!("是否為「{near}」？"), format!("did you mean '{near}'?")),
        None if !hinted => fault,
        None => fault.hint(
            format!("執行 zilu template {} 查看標題；要略過的欄位，標題以 # 或「備註」開頭", kind.name),
            format!(
                "zilu template {} shows the headings; a column whose heading begins with # is ignored",
                kind.name
            ),
        ),
    }
}

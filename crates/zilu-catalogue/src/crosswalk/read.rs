//! `crosswalk.md` into a crosswalk.
//!
//! Tables of four columns map clauses to controls; lines that start with `none:` list the clauses that no control
//! answers to. Every leaf clause of the pack is one or the other. The rest of the page is prose. A pack without the file
//! has no crosswalk; one beside the rules may have a page for its own clauses.

use crate::crosswalk::{Crosswalk, Mapping, MappingRelation};
use crate::frameworks::Framework;
use crate::load::ClauseNames;
use crate::model::{Chapter, Clause, ClauseId};
use crate::names::hint_closest;
use crate::source::{Faults, Source, Text};
use crate::world::{Noun, find};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use rustc_hash::{FxHashMap, FxHashSet};

/// The name of its file in a pack.
pub(crate) const FILE: &str = "crosswalk.md";

const HEAD: [&str; 4] = ["clause", "framework", "control", "relation"];

/// A page with the pack beside the rules to which it belongs: an index into `Catalogue::packs`.
pub(crate) struct Page<'a> {
    pub(crate) source: &'a Source,
    pub(crate) pack: Option<usize>,
}

/// Reads the pages: that of the rules, and those of packs beside them. `None` when there are none.
pub(crate) fn crosswalk(
    pages: &[Page<'_>],
    chapters: &[Chapter],
    clauses: &[Clause],
    names: &ClauseNames,
    faults: &mut Faults,
) -> Option<Crosswalk> {
    if pages.is_empty() {
        return None;
    }
    let mut reader = Reader {
        clauses,
        names,
        faults,
        crosswalk: Crosswalk::default(),
        mapped: FxHashSet::default(),
        lines: FxHashMap::default(),
        last: None,
    };
    for page in pages {
        let content = content(page.source);
        for table in &content.tables {
            reader.table(table);
        }
        for list in &content.none {
            reader.none(list);
        }
        reader.missing(page, chapters);
    }
    Some(reader.crosswalk)
}

/// A table: its rows, the heading first.
type Rows<'a> = Vec<Row<'a>>;

struct Row<'a> {
    line: Text<'a>,
    cells: Vec<Text<'a>>,
}

struct Content<'a> {
    tables: Vec<Rows<'a>>,
    /// What stands behind `none:`, per line.
    none: Vec<Text<'a>>,
}

fn content(source: &Source) -> Content<'_> {
    let mut page = Content { tables: Vec::new(), none: Vec::new() };
    let mut depth = 0usize;
    let mut cells = Vec::new();
    for (event, range) in Parser::new_ext(source.text(), Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                match tag {
                    Tag::Table(_) => page.tables.push(Vec::new()),
                    Tag::TableCell => cells.push(Text::slice(source, range).trimmed()),
                    Tag::Paragraph if depth == 0 => page.none.extend(none_list(Text::slice(source, range))),
                    _ => {}
                }
                depth += 1;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                if let (TagEnd::TableHead | TagEnd::TableRow, Some(table)) = (tag, page.tables.last_mut()) {
                    let end =
                        source.text()[range.start..].find('\n').map_or(range.end, |end| range.start + end);
                    let line = Text::slice(source, range.start..end).trimmed();
                    table.push(Row { line, cells: std::mem::take(&mut cells) });
                }
            }
            _ => {}
        }
    }
    page
}

/// What stands behind `none:` of a paragraph that begins so.
fn none_list(paragraph: Text<'_>) -> Option<Text<'_>> {
    let text = paragraph.as_str();
    let rest = text.strip_prefix("none:")?;
    Some(paragraph.part(text.len() - rest.len()..text.len()))
}

struct Reader<'r> {
    clauses: &'r [Clause],
    names: &'r ClauseNames,
    faults: &'r mut Faults,
    crosswalk: Crosswalk,
    /// Clauses with a row, sound or not: a faulty row is one fault, not two.
    mapped: FxHashSet<ClauseId>,
    /// On which line a mapping stands.
    lines: FxHashMap<Place, u32>,
    /// The last row.
    last: Option<Place>,
}

/// What rows are sorted by: clause, framework, control.
type Place = (ClauseId, usize, usize);

impl Reader<'_> {
    fn table(&mut self, rows: &Rows<'_>) {
        let Some((head, rows)) = rows.split_first() else { return };
        if head.cells.iter().map(Text::as_str).ne(HEAD) {
            self.faults
                .add(
                    head.line.start(),
                    "crosswalk-head",
                    "這個表格的欄位不是 clause、framework、control、relation",
                    "the columns of this table are not clause, framework, control, relation",
                )
                .set_hint(
                    "對照表的標題列寫成 | clause | framework | control | relation |",
                    "head the table with `| clause | framework | control | relation |`",
                );
            return;
        }
        for row in rows {
            self.row(row);
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        let [clause, framework, control, relation] = row.cells.as_slice() else { return };
        let pipes = row.line.as_str().trim_start_matches('|').trim_end_matches('|').matches('|').count();
        if pipes + 1 != HEAD.len() || row.cells.iter().any(|cell| cell.as_str().is_empty()) {
            self.faults
                .add(row.line.start(), "crosswalk-row", "這一列不是四欄", "this row does not have four cells")
                .set_hint(
                    "寫成 | a4.1 | iso27001 | A.6.2 | subset |；表格後面空一行",
                    "write `| a4.1 | iso27001 | A.6.2 | subset |`; leave an empty line behind the table",
                );
            return;
        }
        let clause = self.clause(clause);
        self.mapped.extend(clause);
        let framework = self.framework(framework);
        let control = framework.and_then(|(framework, _)| self.control(framework, control));
        let relation = self.relation(relation);
        let (Some(clause), Some((framework, of)), Some((control, number)), Some(relation)) =
            (clause, framework, control, relation)
        else {
            return;
        };
        let position = row.cells[0].start();
        let place = (clause, of, number);
        if let Some(line) = self.lines.get(&place) {
            let id = &self.clauses[clause.index()].id;
            self.faults
                .add(
                    position,
                    "duplicate-mapping",
                    format!("{id} 對 {control} 已在第 {line} 行"),
                    format!("{id} on {control} already stands on line {line}"),
                )
                .set_hint("刪除其中一列", "remove one of the two rows");
            return;
        }
        if self.last.is_some_and(|last| last > place) {
            self.faults
                .add(
                    position.clone(),
                    "crosswalk-order",
                    "這一列應排在前一列之前",
                    "this row belongs before the one above it",
                )
                .set_hint(
                    "先依條次，再依框架（iso27001、csf2），再依框架中控制項的順序",
                    "sort by clause, then by framework (iso27001, csf2), then as the framework orders its controls",
                );
        }
        self.last = Some(place);
        self.lines.insert(place, position.line);
        self.crosswalk.mappings.push(Mapping { clause, framework, control, relation, position });
    }

    fn clause(&mut self, id: &Text<'_>) -> Option<ClauseId> {
        let noun = Noun { code: "unknown-clause", zh: "條文", en: "clause" };
        find(self.names, id.as_str(), id.start(), self.faults, noun)
    }

    /// The framework with its place among all.
    fn framework(&mut self, id: &Text<'_>) -> Option<(&'static Framework, usize)> {
        let name = id.as_str();
        let all = Framework::all();
        let found = all.iter().position(|framework| framework.id == name);
        if found.is_none() {
            let fault = self.faults.add(
                id.start(),
                "unknown-framework",
                format!("沒有「{name}」這個框架"),
                format!("there is no framework `{name}`"),
            );
            hint_closest(fault, name, all.iter().map(|framework| framework.id.as_str()));
        }
        found.map(|place| (&all[place], place))
    }

    /// The control with its place in the framework.
    fn control(&mut self, framework: &'static Framework, id: &Text<'_>) -> Option<(&'static str, usize)> {
        let name = id.as_str();
        let found = framework.place(name);
        if found.is_none() {
            let fault = self.faults.add(
                id.start(),
                "unknown-control",
                format!("{}沒有「{name}」這個控制項", framework.title.zh),
                format!("{} has no control `{name}`", framework.title.en),
            );
            hint_closest(fault, name, framework.controls.iter().map(String::as_str));
        }
        found.map(|place| (framework.controls[place].as_str(), place))
    }

    fn relation(&mut self, word: &Text<'_>) -> Option<MappingRelation> {
        let name = word.as_str();
        let found = MappingRelation::ALL.into_iter().find(|relation| relation.word() == name);
        if found.is_none() {
            let fault = self.faults.add(
                word.start(),
                "unknown-relation",
                format!("沒有「{name}」這種關係"),
                format!("there is no relation `{name}`"),
            );
            hint_closest(fault, name, MappingRelation::ALL.into_iter().map(MappingRelation::word));
        }
        found
    }

    fn none(&mut self, list: &Text<'_>) {
        let whole = list.as_str();
        let mut start = 0;
        let mut ids = Vec::new();
        for piece in whole.split_inclusive(|c: char| c == ',' || c.is_whitespace()) {
            let id = list.part(start..start + piece.len());
            start += piece.len();
            let bare = id.as_str().trim_end_matches(|c: char| c == ',' || c.is_whitespace());
            if !bare.is_empty() {
                ids.push(id.part(0..bare.len()));
            }
        }
        if ids.is_empty() {
            self.faults
                .add(list.start(), "crosswalk-none", "none: 後面沒有條次", "no clause stands behind `none:`")
                .set_hint(
                    "寫成 none: a1.p1, a2.1，或刪除這一行",
                    "write `none: a1.p1, a2.1` or remove the line",
                );
        }
        for id in ids {
            self.none_clause(&id);
        }
    }

    fn none_clause(&mut self, id: &Text<'_>) {
        let Some(clause) = self.clause(id) else { return };
        let name = id.as_str();
        if self.mapped.contains(&clause) {
            self.faults
                .add(
                    id.start(),
                    "mapped-and-none",
                    format!("{name} 既有對照又列在 none"),
                    format!("{name} is mapped and also listed as none"),
                )
                .set_hint("刪除其中之一", "remove one of the two");
        } else if self.crosswalk.none.contains(&clause) {
            self.faults
                .add(
                    id.start(),
                    "duplicate-mapping",
                    format!("{name} 在 none 列了兩次"),
                    format!("{name} is listed twice as none"),
                )
                .set_hint("刪除其中之一", "remove one of the two");
            return;
        } else if self.crosswalk.none.last().is_some_and(|last| *last > clause) {
            self.faults
                .add(
                    id.start(),
                    "crosswalk-order",
                    format!("{name} 應排在前一個條次之前"),
                    format!("{name} belongs before the clause listed ahead of it"),
                )
                .set_hint("none 依條次排序", "list the clauses of `none` in the order of the rules");
        }
        self.crosswalk.none.push(clause);
    }

    /// Reports the clauses of the page's pack that are neither mapped nor none.
    fn missing(&mut self, page: &Page<'_>, chapters: &[Chapter]) {
        let file = page.source.name();
        for (index, clause) in self.clauses.iter().enumerate() {
            let id = ClauseId(index as u16);
            // Of two clauses with one id only the first can be named; the other is a fault already.
            let named = self.names.get(&clause.id) == Some(&Some(id));
            let ours = chapters[clause.chapter].pack == page.pack;
            if ours && named && !self.mapped.contains(&id) && !self.crosswalk.none.contains(&id) {
                let name = &clause.id;
                self.faults
                    .add(
                        clause.position.clone(),
                        "clause-not-mapped",
                        format!("{file} 沒有 {name}：既無對照，也不在 none"),
                        format!("{file} lacks {name}: it is neither mapped nor listed as none"),
                    )
                    .set_hint(
                        format!("在 {file} 加一列 | {name} | iso27001 | … |，或列入 none"),
                        format!("add a row `| {name} | iso27001 | … |` to {file}, or list it under `none:`"),
                    );
            }
        }
    }
}

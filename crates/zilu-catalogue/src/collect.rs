//! Files into declarations: which fences stand where, under which clause. Nothing is resolved yet.

use crate::crosswalk::read::FILE;
use crate::diagnostic::Position;
use crate::fence::{Declares, declares};
use crate::markdown::{Block, blocks};
use crate::model::{Label, Nature};
use crate::names::hint_closest;
use crate::source::{Faults, Source, Text};
use crate::table::{Table, label, parse};

/// Everything that a pack declares, in document order.
#[derive(Default)]
pub(crate) struct Declarations<'a> {
    pub(crate) edition: Option<Table<'a>>,
    /// The packs beside it: folder and `edition.toml`.
    pub(crate) packs: Vec<(String, Table<'a>)>,
    pub(crate) kinds: Vec<Declared<'a>>,
    pub(crate) terms: Vec<Declared<'a>>,
    pub(crate) readings: Vec<Declared<'a>>,
    pub(crate) parameters: Vec<Declared<'a>>,
    pub(crate) chapters: Vec<RawChapter<'a>>,
    /// The crosswalks with the folders of their packs; they are read when the clauses are known.
    pub(crate) crosswalks: Vec<(Option<&'a str>, &'a Source)>,
}

/// A named fence.
pub(crate) struct Declared<'a> {
    pub(crate) name: Text<'a>,
    pub(crate) table: Table<'a>,
    /// The prose between the fence and what stands before it.
    pub(crate) about: String,
}

impl Declared<'_> {
    pub(crate) fn position(&self) -> Position {
        self.name.start()
    }
}

/// An article, an annex, or a chapter of a pack beside the rules.
pub(crate) struct RawChapter<'a> {
    pub(crate) id: String,
    /// Folder of the pack, for those beside the rules.
    pub(crate) pack: Option<String>,
    pub(crate) title: Label,
    pub(crate) position: Position,
    pub(crate) clauses: Vec<RawClause<'a>>,
}

/// A leaf clause.
pub(crate) struct RawClause<'a> {
    pub(crate) id: String,
    pub(crate) title: Label,
    pub(crate) citation: String,
    pub(crate) natures: Vec<Nature>,
    pub(crate) words: Label,
    pub(crate) remarks: Label,
    pub(crate) position: Position,
    pub(crate) items: Vec<RawItem<'a>>,
}

/// A fence under a clause.
pub(crate) enum RawItem<'a> {
    Duty(Declared<'a>),
    Note(Table<'a>),
    Case { duties: Vec<Text<'a>>, content: Text<'a>, position: Position },
}

/// Collects the declarations of all files.
pub(crate) fn collect<'a>(sources: &'a [Source], faults: &mut Faults) -> Declarations<'a> {
    let mut out = Declarations::default();
    let mut order: Vec<&Source> = sources.iter().collect();
    order.sort_by_key(|source| chapter_order(source.name()));
    for source in order {
        let (pack, name) = place(source.name());
        match name {
            "edition.toml" => {
                let table = parse(source, 0..source.text().len(), faults);
                match pack {
                    None => out.edition = Some(table),
                    Some(pack) => out.packs.push((pack.to_owned(), table)),
                }
            }
            name if is_chapter(name) => {
                chapter_of_pack(pack, name, source, faults);
                let chapter = chapter(source, faults);
                out.chapters.extend(chapter);
            }
            name if name.ends_with(".md") => {
                if name == FILE {
                    out.crosswalks.push((pack, source));
                }
                page(source, &mut out, faults);
            }
            _ => {}
        }
    }
    out
}

/// Folder and name of a file: the rules' own files have no folder, those of a pack beside them that of the pack.
fn place(name: &str) -> (Option<&str>, &str) {
    match name.rsplit_once('/') {
        Some((pack, name)) => (Some(pack), name),
        None => (None, name),
    }
}

/// `art-04` before `art-04-1` before `art-05`; articles before annexes, the rules before packs beside them.
fn chapter_order(name: &str) -> (bool, u8, Vec<u32>, String) {
    let (pack, file) = place(name);
    let stem = file.strip_suffix(".md").unwrap_or(file);
    let rank = match stem.split('-').next() {
        Some("art") => 0,
        Some("annex") => 1,
        _ => 2,
    };
    let numbers = stem.split('-').skip(1).map(|part| part.parse().unwrap_or(u32::MAX)).collect();
    (pack.is_some(), rank, numbers, name.to_owned())
}

fn is_chapter(name: &str) -> bool {
    name.ends_with(".md") && ["art-", "annex-", "own-"].iter().any(|start| name.starts_with(start))
}

/// Articles and annexes are the rules'; what a company adds stands in chapters of its own.
fn chapter_of_pack(pack: Option<&str>, name: &str, source: &Source, faults: &mut Faults) {
    if pack.is_some() != name.starts_with("own-") {
        faults
            .add(
                source.position(0),
                "chapter-of-another-pack",
                "規範的檔案是 art-*.md 與 annex-*.md，公司自訂套件的是 own-*.md",
                "the rules have files art-*.md and annex-*.md, a pack beside them own-*.md",
            )
            .set_hint("改檔名", "rename the file");
    }
}

/// The start of the ids of a chapter's clauses: `art-04-1.md` → `a4-1.`, `annex-1.md` → `x1.`, `own-1.md` → `o1.`.
fn clause_prefix(stem: &str) -> Option<String> {
    let (letter, rest) = match stem.split_once('-')? {
        ("art", rest) => ('a', rest),
        ("annex", rest) => ('x', rest),
        ("own", rest) => ('o', rest),
        _ => return None,
    };
    let numbers: Option<Vec<String>> =
        rest.split('-').map(|part| part.parse::<u32>().ok().map(|number| number.to_string())).collect();
    Some(format!("{letter}{}.", numbers?.join("-")))
}

/// The home of each declaration.
fn home(declares: &Declares<'_>) -> &'static str {
    match declares {
        Declares::Kind(_) => "facts.md",
        Declares::Term(_) => "terms.md",
        Declares::Reading(_) | Declares::Parameter(_) => "readings.md",
        Declares::Duty(_) | Declares::Note | Declares::Case(_) => "art-*.md, annex-*.md, own-*.md",
    }
}

fn misplaced(info: &Text<'_>, home: &str, faults: &mut Faults) {
    faults
        .add(
            info.start(),
            "fence-in-wrong-file",
            "這種圍欄不屬於這個檔案",
            "this fence does not belong into this file",
        )
        .set_hint(format!("移到 {home}"), format!("move it to {home}"));
}

/// `facts.md`, `terms.md`, `readings.md` and pages of prose.
fn page<'a>(source: &'a Source, out: &mut Declarations<'a>, faults: &mut Faults) {
    let mut about = String::new();
    for block in blocks(source, faults) {
        match block {
            Block::Heading { .. } => about.clear(),
            Block::Prose { text, .. } => paragraph(&mut about, &text),
            Block::Fence { info, content } => {
                let prose = std::mem::take(&mut about);
                let Some(declared) = declares(&info, faults) else { continue };
                if home(&declared) != place(source.name()).1 {
                    misplaced(&info, home(&declared), faults);
                }
                let (list, name) = match declared {
                    Declares::Kind(name) => (&mut out.kinds, name),
                    Declares::Term(name) => (&mut out.terms, name),
                    Declares::Reading(name) => (&mut out.readings, name),
                    Declares::Parameter(name) => (&mut out.parameters, name),
                    Declares::Duty(_) | Declares::Note | Declares::Case(_) => continue,
                };
                let table = fence_table(source, &content, &name, faults);
                list.push(Declared { name, table, about: prose });
            }
        }
    }
}

fn paragraph(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}

fn fence_table<'a>(
    source: &'a Source,
    content: &Text<'a>,
    head: &Text<'a>,
    faults: &mut Faults,
) -> Table<'a> {
    let start = content.file_offset();
    let mut table = parse(source, start..start + content.as_str().len(), faults);
    table.position = head.start();
    table
}

/// An article or annex.
fn chapter<'a>(source: &'a Source, faults: &mut Faults) -> Option<RawChapter<'a>> {
    let name = place(source.name()).1;
    let stem = name.strip_suffix(".md").unwrap_or(name);
    let prefix = clause_prefix(stem);
    let mut chapter: Option<RawChapter<'a>> = None;
    let mut prose = 0usize;
    for block in blocks(source, faults) {
        match block {
            Block::Heading { level: 1, text } => {
                if chapter.is_some() {
                    faults.add(
                        text.start(),
                        "second-title",
                        "一個檔案只能有一個 # 標題",
                        "a file has one # heading",
                    );
                    continue;
                }
                let title = label(&text, faults).unwrap_or_default();
                chapter = Some(RawChapter {
                    id: stem.to_owned(),
                    pack: place(source.name()).0.map(str::to_owned),
                    title,
                    position: text.start(),
                    clauses: Vec::new(),
                });
            }
            Block::Heading { level: 2, text } => {
                let clause = clause(&text, prefix.as_deref(), faults);
                title_of(&mut chapter, stem, source, faults).clauses.push(clause);
                prose = 0;
            }
            Block::Heading { .. } => {}
            Block::Prose { text, at } => {
                let clause = chapter.as_mut().and_then(|chapter| chapter.clauses.last_mut());
                let Some(clause) = clause else { continue };
                prose += 1;
                let words = if clause.items.is_empty() { &mut clause.words } else { &mut clause.remarks };
                if prose == 1 {
                    citation(clause, &at, faults);
                } else if text.chars().any(is_han) {
                    paragraph(&mut words.zh, &text);
                } else {
                    paragraph(&mut words.en, &text);
                }
            }
            Block::Fence { info, content } => {
                let Some(declared) = declares(&info, faults) else { continue };
                let item = match declared {
                    Declares::Duty(name) => {
                        let table = fence_table(source, &content, &name, faults);
                        RawItem::Duty(Declared { name, table, about: String::new() })
                    }
                    Declares::Note => RawItem::Note(fence_table(source, &content, &info, faults)),
                    Declares::Case(duties) => RawItem::Case { duties, content, position: info.start() },
                    other => {
                        misplaced(&info, home(&other), faults);
                        continue;
                    }
                };
                let chapter = title_of(&mut chapter, stem, source, faults);
                match chapter.clauses.last_mut() {
                    Some(clause) => {
                        if prose == 0 {
                            prose = 1;
                            no_citation(clause, faults);
                        }
                        clause.items.push(item);
                    }
                    None => {
                        faults
                            .add(
                                info.start(),
                                "outside-clause",
                                "這個圍欄上面沒有條文標題",
                                "no clause heading stands above this fence",
                            )
                            .set_hint("先寫 ## 條文編號 標題", "write `## CLAUSE-ID title` first");
                    }
                }
            }
        }
    }
    if chapter.is_none() {
        title_of(&mut chapter, stem, source, faults);
    }
    chapter
}

fn title_of<'c, 'a>(
    chapter: &'c mut Option<RawChapter<'a>>,
    stem: &str,
    source: &Source,
    faults: &mut Faults,
) -> &'c mut RawChapter<'a> {
    chapter.get_or_insert_with(|| {
        let position = source.position(0);
        faults
            .add(position.clone(), "no-title", "檔案沒有 # 標題", "the file has no # heading")
            .set_hint("以「# 第十四條 … · Article 14: …」開頭", "begin with `# 第十四條 … · Article 14: …`");
        RawChapter {
            id: stem.to_owned(),
            pack: place(source.name()).0.map(str::to_owned),
            title: Label::default(),
            position,
            clauses: Vec::new(),
        }
    })
}

fn clause<'a>(text: &Text<'_>, prefix: Option<&str>, faults: &mut Faults) -> RawClause<'a> {
    let whole = text.as_str();
    let id = whole.split_whitespace().next().unwrap_or_default();
    let is_id = id.starts_with(['a', 'x', 'o'])
        && id.contains('.')
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'));
    if !is_id {
        faults
            .add(
                text.start(),
                "clause-heading",
                format!("條文標題「{whole}」沒有以條文編號開頭"),
                format!("the clause heading `{whole}` does not start with a clause id"),
            )
            .set_hint("寫成「## a14.1.1 中文 · English」", "write `## a14.1.1 中文 · English`");
    } else if prefix.is_some_and(|prefix| !id.starts_with(prefix)) {
        let prefix = prefix.unwrap_or_default();
        faults.add(
            text.start(),
            "clause-in-wrong-file",
            format!("條文 {id} 不屬於這個檔案（應以 {prefix} 開頭）"),
            format!("clause {id} does not belong into this file (its clauses start with {prefix})"),
        );
    }
    let title = match is_id {
        true => label(&text.part(id.len()..whole.len()).trimmed(), faults).unwrap_or_default(),
        false => Label::default(),
    };
    RawClause {
        id: id.to_owned(),
        title,
        citation: String::new(),
        natures: Vec::new(),
        words: Label::default(),
        remarks: Label::default(),
        position: text.start(),
        items: Vec::new(),
    }
}

const CITATION_HINT: (&str, &str) = (
    "標題下第一段寫成「第十四條第一款第一目 · periodic, deadline」",
    "write the first paragraph as `第十四條第一款第一目 · periodic, deadline`",
);

fn citation(clause: &mut RawClause<'_>, at: &Text<'_>, faults: &mut Faults) {
    let Some((cite, natures)) = at.as_str().rsplit_once(" · ") else {
        faults
            .add(
                at.start(),
                "citation",
                format!("{} 的第一段不是「引用 · 性質」", clause.id),
                format!("the first paragraph of {} is not `citation · natures`", clause.id),
            )
            .set_hint(CITATION_HINT.0, CITATION_HINT.1);
        return;
    };
    clause.citation = cite.trim().to_owned();
    let start = at.as_str().len() - natures.len();
    for word in crate::fence::words(&at.part(start..at.as_str().len())) {
        for piece in word.as_str().split([',', '、']).filter(|piece| !piece.is_empty()) {
            match nature(piece) {
                Some(nature) if !clause.natures.contains(&nature) => clause.natures.push(nature),
                Some(_) => {
                    faults.add(
                        word.start(),
                        "duplicate-nature",
                        format!("性質「{piece}」重複"),
                        format!("the nature `{piece}` is named twice"),
                    );
                }
                None => unknown_nature(piece, word.start(), faults),
            }
        }
    }
    if clause.citation.is_empty() || natures.trim().is_empty() {
        faults
            .add(at.start(), "citation", "引用或性質是空的", "the citation or its natures are empty")
            .set_hint(CITATION_HINT.0, CITATION_HINT.1);
    }
}

fn no_citation(clause: &RawClause<'_>, faults: &mut Faults) {
    faults
        .add(
            clause.position.clone(),
            "citation",
            format!("{} 沒有引用與性質", clause.id),
            format!("{} has no citation and natures", clause.id),
        )
        .set_hint(CITATION_HINT.0, CITATION_HINT.1);
}

pub(crate) fn nature(word: &str) -> Option<Nature> {
    Nature::ALL.into_iter().find(|nature| nature.word() == word)
}

pub(crate) fn unknown_nature(word: &str, position: Position, faults: &mut Faults) {
    let fault = faults.add(
        position,
        "unknown-nature",
        format!("沒有「{word}」這個性質"),
        format!("there is no nature `{word}`"),
    );
    hint_closest(fault, word, Nature::ALL.into_iter().map(Nature::word));
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
}

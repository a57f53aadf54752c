//! The loader: all files in, a catalogue and every fault out. It never fails and never panics.
//!
//! A declaration that cannot be used is left out of the catalogue, so that whatever is in it is sound; as long as
//! there is a fault the catalogue is for showing, not for judging.

mod under;

use crate::collect::{Declarations, Declared, RawItem, collect};
use crate::crosswalk::read::{Page, crosswalk};
use crate::diagnostic::{Diagnostic, Position};
use crate::duty::lengths::fixed_lengths;
use crate::duty::{Ground, Head, duty};
use crate::facts::{MOST, duplicate};
use crate::model::{
    Case, CaseLine, Catalogue, Chapter, Clause, ClauseId, Duty, DutyId, Edition, Names, Note,
};
use crate::source::{Faults, Source};
use crate::table::{Reader, Table};
use crate::world::{Noun, Usage, World, find};
use crate::{facts, lint, mentions, readings, terms};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use under::{Known, notes_and_cases};

const EDITION_KEYS: &[&str] = &["pack", "title", "filing", "effective_date"];
/// Keys of a pack beside the rules.
const PACK_KEYS: &[&str] = &["pack", "extends", "title", "filing", "effective_date"];
const NOTE_KEYS: &[&str] = &["covers", "why", "used"];

/// What has been read so far; indices of duties count the broken ones too.
#[derive(Default)]
pub(crate) struct Loaded {
    pub(crate) duties: Vec<Option<Duty>>,
    pub(crate) notes: Vec<Note>,
    pub(crate) cases: Vec<Case>,
    /// Duties with a faulty case: what it would have shown is not known.
    pub(crate) half_shown: FxHashSet<DutyId>,
}

/// Loads a rule set from its files: name relative to the pack, and text. Files of packs that stand beside it, such as
/// the company's own duties, have the pack's folder before their name (`own-rules/own-1.md`). Files that are not part of
/// the duty language only count for the digest. Faults are sorted by position.
pub fn load(files: &[(String, String)]) -> (Catalogue, Vec<Diagnostic>) {
    let sources: Vec<Source> = files.iter().map(|(name, text)| Source::new(name, text)).collect();
    let mut faults = Faults::default();
    let declarations = collect(&sources, &mut faults);
    let mut catalogue = Catalogue { digest: digest(files), ..Catalogue::default() };
    catalogue.edition = edition(declarations.edition.as_ref(), &mut faults);
    catalogue.packs = packs(&declarations, &catalogue.edition, &mut faults);

    let mut world = World::default();
    facts::kinds(&declarations.kinds, &mut world, &mut faults);
    readings::readings(&declarations.readings, &mut world, &mut faults);
    readings::parameters(&declarations.parameters, &mut world, &mut faults);
    terms::heads(&declarations.terms, &mut world, &mut faults);

    let (chapters, mut clauses, clause_names) = clauses(&declarations, &mut faults);
    let (heads, duty_names) = heads(&declarations, &mut faults);
    let fixed = fixed_lengths(&heads, &clauses, &mut world);

    let mut usage = Usage::default();
    let mut terms = terms::terms(&declarations.terms, &world, &mut usage, &mut faults);
    let mut loaded = Loaded::default();
    let ground = Ground { world: &world, clauses: &clauses, clause_names: &clause_names, fixed: &fixed };
    for head in &heads {
        let read = duty(head, &ground, &mut usage, &mut faults);
        loaded.duties.push(read);
    }
    let names: Vec<String> = heads.iter().map(|head| head.fence.name.as_str().to_owned()).collect();
    let known = Known { world: &world, clause_names: &clause_names, duty_names: &duty_names, names: &names };
    notes_and_cases(&declarations, &known, &clauses, &mut usage, &mut loaded, &mut faults);

    parameter_clauses(&declarations.parameters, &clause_names, &mut faults);
    let pages = declarations.crosswalks.iter().map(|(folder, source)| Page {
        source,
        pack: folder.and_then(|folder| declarations.packs.iter().position(|(known, _)| known == folder)),
    });
    let pages: Vec<Page<'_>> = pages.collect();
    catalogue.crosswalk = crosswalk(&pages, &chapters, &clauses, &clause_names, &mut faults);
    lint::recursion(&mut terms, &usage, &mut faults);
    lint::loose_terms(&mut usage, &mut faults);
    lint::duty_cases(&loaded, &mut faults);
    lint::clocks(&loaded, &world, &mut faults);
    // Where a duty is broken, what it would have used is not known to be unused.
    if loaded.duties.iter().all(Option::is_some) {
        lint::unused(&world, &usage, &mut faults);
    }

    settle(&mut loaded, &mut world, &mut clauses);
    for duty in loaded.duties.iter_mut().flatten() {
        let pack = chapters[clauses[duty.clauses[0].index()].chapter].pack;
        let edition = pack.map_or(&catalogue.edition, |pack| &catalogue.packs[pack]);
        duty.since = edition.effective_date;
    }
    catalogue.chapters = chapters;
    catalogue.clauses = clauses;
    catalogue.names = names_of(&world, &clause_names, &loaded);
    catalogue.kinds = world.kinds;
    catalogue.readings = world.readings;
    catalogue.parameters = world.parameters;
    catalogue.terms = terms;
    catalogue.read = usage.fields;
    catalogue.duties = loaded.duties.into_iter().flatten().collect();
    for (term, asked_once) in mentions::asked_once(&catalogue).into_iter().enumerate() {
        catalogue.terms[term].asked_once = asked_once;
    }
    catalogue.notes = loaded.notes;
    catalogue.cases = loaded.cases;
    (catalogue, faults.sorted())
}

/// SHA-256 over names and contents, each with its length, in the order of the names.
fn digest(files: &[(String, String)]) -> [u8; 32] {
    let mut sorted: Vec<&(String, String)> = files.iter().collect();
    sorted.sort();
    let mut hash = Sha256::new();
    for (name, text) in sorted {
        for part in [name, text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    hash.finalize().into()
}

fn edition(table: Option<&Table<'_>>, faults: &mut Faults) -> Edition {
    let Some(table) = table else {
        let position = Position { file: "edition.toml".into(), line: 1, column: 1 };
        faults.add(position, "no-edition", "缺少 edition.toml", "edition.toml is missing").set_hint(
            "寫 pack、title、filing、effective_date",
            "write `pack`, `title`, `filing` and `effective_date`",
        );
        return Edition::default();
    };
    pack_edition(table, EDITION_KEYS, faults)
}

/// The packs beside the rules. Chapters of a folder without `edition.toml` belong to none: that is a fault.
fn packs(declarations: &Declarations<'_>, rules: &Edition, faults: &mut Faults) -> Vec<Edition> {
    let mut packs = Vec::new();
    for (_, table) in &declarations.packs {
        let edition = pack_edition(table, PACK_KEYS, faults);
        let extends = table.entries.iter().find(|entry| entry.key == "extends");
        let fits = edition.extends.as_deref() == Some(rules.pack.as_str());
        if !fits {
            let position = extends.map_or_else(|| table.position.clone(), |entry| entry.position.clone());
            faults
                .add(
                    position,
                    "extends-another-pack",
                    format!("這個套件沒有寫明它附於「{}」", rules.pack),
                    format!("the pack does not say that it stands beside `{}`", rules.pack),
                )
                .set_hint(
                    format!("寫 extends = \"{}\"", rules.pack),
                    format!("write `extends = \"{}\"`", rules.pack),
                );
        }
        packs.push(edition);
    }
    let known = |pack: &String| declarations.packs.iter().any(|(folder, _)| folder == pack);
    for chapter in &declarations.chapters {
        if let Some(pack) = chapter.pack.as_ref().filter(|pack| !known(pack)) {
            faults
                .add(
                    chapter.position.clone(),
                    "no-edition",
                    format!("套件 {pack} 缺少 edition.toml"),
                    format!("the pack {pack} has no edition.toml"),
                )
                .set_hint(
                    "寫 pack、extends、title、effective_date",
                    "write `pack`, `extends`, `title` and `effective_date`",
                );
        }
    }
    packs
}

fn pack_edition(table: &Table<'_>, keys: &[&str], faults: &mut Faults) -> Edition {
    let reader = Reader::new(table, "edition.toml", keys, faults);
    let text = |key, faults: &mut Faults| {
        reader.required_text(key, faults).map(|text| text.as_str().to_owned()).unwrap_or_default()
    };
    let pack = text("pack", faults);
    // A company's own duties are filed with nobody.
    let beside = keys.contains(&"extends");
    let filing =
        if beside && reader.entry("filing").is_none() { String::new() } else { text("filing", faults) };
    let extends =
        beside.then(|| reader.text("extends", faults)).flatten().map(|text| text.as_str().to_owned());
    let title = reader.required_label("title", faults).unwrap_or_default();
    let effective_date = reader.required("effective_date", faults).and_then(|entry| {
        let written = entry.written(faults)?;
        let day = written.parse().ok();
        if day.is_none() {
            faults
                .add(entry.position.clone(), "not-a-date", "不是日期", "not a date")
                .set_hint("寫成 2024-07-18", "write 2024-07-18");
        }
        day
    });
    Edition { pack, title, filing, effective_date, extends }
}

pub(crate) type ClauseNames = FxHashMap<String, Option<ClauseId>>;

fn clauses(declarations: &Declarations<'_>, faults: &mut Faults) -> (Vec<Chapter>, Vec<Clause>, ClauseNames) {
    let mut chapters = Vec::new();
    let mut clauses: Vec<Clause> = Vec::new();
    let mut names = ClauseNames::default();
    for raw in &declarations.chapters {
        let start = clauses.len();
        for clause in raw.clauses.iter().take(MOST - start.min(MOST)) {
            let id = ClauseId(clauses.len() as u16);
            if names.contains_key(&clause.id) {
                faults.add(
                    clause.position.clone(),
                    "duplicate-clause",
                    format!("條文 {} 出現兩次", clause.id),
                    format!("clause {} stands twice", clause.id),
                );
            } else {
                names.insert(clause.id.clone(), Some(id));
            }
            if !clause.items.is_empty() && (clause.words.zh.is_empty() || clause.words.en.is_empty()) {
                faults
                    .add(
                        clause.position.clone(),
                        "words-missing",
                        format!("{} 缺少中文或英文說明", clause.id),
                        format!("{} lacks our own words in Chinese or English", clause.id),
                    )
                    .set_hint(
                        "在引用段落後面各寫一段",
                        "write a paragraph in each language after the citation",
                    );
            }
            clauses.push(Clause {
                id: clause.id.clone(),
                chapter: chapters.len(),
                title: clause.title.clone(),
                citation: clause.citation.clone(),
                natures: clause.natures.clone(),
                words: clause.words.clone(),
                remarks: clause.remarks.clone(),
                duties: Vec::new(),
                notes: Vec::new(),
                position: clause.position.clone(),
            });
        }
        let pack = raw.pack.as_ref();
        chapters.push(Chapter {
            id: raw.id.clone(),
            pack: pack.and_then(|pack| declarations.packs.iter().position(|(folder, _)| folder == pack)),
            title: raw.title.clone(),
            clauses: start..clauses.len(),
            position: raw.position.clone(),
        });
    }
    (chapters, clauses, names)
}

type DutyNames = FxHashMap<String, Option<DutyId>>;

/// The duty fences with their clauses; a second fence of one name is reported and left out.
fn heads<'t, 'a>(declarations: &'t Declarations<'a>, faults: &mut Faults) -> (Vec<Head<'t, 'a>>, DutyNames) {
    let mut heads: Vec<Head<'t, 'a>> = Vec::new();
    let mut names = DutyNames::default();
    let clauses = declarations.chapters.iter().flat_map(|chapter| &chapter.clauses).take(MOST);
    for (index, clause) in clauses.enumerate() {
        for item in &clause.items {
            let RawItem::Duty(fence) = item else { continue };
            readings::kebab_fault(&fence.name, "義務", "duty", faults);
            if names.contains_key(fence.name.as_str()) || heads.len() >= MOST {
                duplicate(&fence.name, faults);
                continue;
            }
            let id = DutyId(heads.len() as u16);
            names.insert(fence.name.as_str().to_owned(), Some(id));
            heads.push(Head { fence, clause: ClauseId(index as u16), id });
        }
    }
    (heads, names)
}

fn parameter_clauses(declared: &[Declared<'_>], clauses: &ClauseNames, faults: &mut Faults) {
    for fence in declared {
        let reader = Reader::new(&fence.table, "", &[], &mut Faults::default());
        for text in reader.texts("clauses", &mut Faults::default()) {
            let noun = Noun { code: "unknown-clause", zh: "條文", en: "clause" };
            find(clauses, text.as_str(), text.start(), faults, noun);
        }
    }
}

/// Takes broken duties out and moves all indices; links clauses with their duties and notes.
fn settle(loaded: &mut Loaded, world: &mut World, clauses: &mut [Clause]) {
    let mut next = 0u16;
    let moved: Vec<Option<DutyId>> = loaded
        .duties
        .iter()
        .map(|duty| {
            duty.as_ref().map(|_| {
                next += 1;
                DutyId(next - 1)
            })
        })
        .collect();
    let to = |id: DutyId| moved.get(id.index()).copied().flatten();
    for parameter in &mut world.parameters {
        parameter.duty = parameter.duty.and_then(to);
    }
    for case in &mut loaded.cases {
        case.duties = case.duties.iter().filter_map(|id| to(*id)).collect();
        for line in &mut case.lines {
            if let CaseLine::Expect { standings, .. } = line {
                standings.retain_mut(|standing| match to(standing.duty) {
                    Some(id) => {
                        standing.duty = id;
                        true
                    }
                    None => false,
                });
            }
        }
    }
    loaded.cases.retain(|case| !case.duties.is_empty());
    for (index, duty) in loaded.duties.iter().flatten().enumerate() {
        for clause in &duty.clauses {
            clauses[clause.index()].duties.push(DutyId(index as u16));
        }
    }
    for (index, note) in loaded.notes.iter().enumerate() {
        clauses[note.clause.index()].notes.push(index);
    }
}

fn names_of(world: &World, clauses: &ClauseNames, loaded: &Loaded) -> Names {
    let sound = |names: &FxHashMap<String, Option<ClauseId>>| {
        names.iter().filter_map(|(name, id)| id.map(|id| (name.clone(), id))).collect()
    };
    Names {
        kinds: world.kind_names.clone(),
        terms: world.term_names.iter().filter_map(|(name, id)| id.map(|id| (name.clone(), id))).collect(),
        duties: (loaded.duties.iter().flatten().enumerate())
            .map(|(index, duty)| (duty.name.clone(), DutyId(index as u16)))
            .collect(),
        clauses: sound(clauses),
        readings: world
            .reading_names
            .iter()
            .filter_map(|(name, id)| id.map(|id| (name.clone(), id)))
            .collect(),
        parameters: world
            .parameter_names
            .iter()
            .filter_map(|(name, id)| id.map(|id| (name.clone(), id)))
            .collect(),
    }
}

//! Each fault planted once into the pages, kinds, terms and predicates of the sound pack: place, code, message and hint.

mod common;

use common::check;
use insta::assert_snapshot;

#[test]
fn markdown_and_fences() {
    assert_snapshot!(check("art-01.md", &[
        ("# 第一條 範例 · Article 1: an example\n", ""),
        ("# 第一條 範例 · Article 1: an example\n", "# 第一條\n"),
        ("## a1.1 對外系統每季掃描並修補 ·", "## 對外系統每季掃描並修補 ·"),
        ("## a1.1 對外系統每季掃描並修補 · Quarterly scans and timely fixes", "## a1.1 對外系統"),
        ("## a1.2 ", "## a2.2 "),
        ("## a1.2 ", "## a1.1 "),
        ("第一條第一款 · periodic, deadline, invariant", "第一條第一款"),
        ("periodic, deadline, invariant", "periodic, deadlin, invariant"),
        ("periodic, deadline, invariant", "periodic, periodic, deadline, invariant"),
        ("第一條第三款 · retention, definition\n", ""),
        ("離職者停權。", "離職者[停權](https://example.org 。"),
        ("離職者停權。", ""),
        ("```toml duty log-kept", "```toml dutty log-kept"),
        ("```toml duty log-kept", "```toml duty"),
        ("```toml duty log-kept", "```toml duty log-kept twice"),
        ("```toml duty log-kept", "```toml duty Log_Kept"),
        ("```toml duty log-kept", " ```toml duty log-kept"),
        ("keep = \"180 days\"", "\tkeep = \"180 days\""),
        ("why = \"只定義日誌 · only defines logs\"\nused = [\"a1.1\", \"log-kept\", \"internet_system\"]\n```\n",
         "why = \"只定義日誌 · only defines logs\"\n"),
        ("```toml note", "```toml term x"),
        ("used = [\"a1.1\", \"log-kept\"", "used = [\"a1.1\", \"log-kep\""),
        ("covers = [\"definition\"]", "covers = [\"scope\"]"),
        ("only defines logs\"\n", "only defines logs\"\nwy = \"\"\n"),
    ]), @r#"
    -- without # 第一條 範例 · Article 1: an example⏎
    art-01.md:1:1 no-title: the file has no # heading | begin with `# 第十四條 … · Article 14: …`
    -- # 第一條⏎
    art-01.md:1:3 label: the label `第一條` is not in two languages | write `中文 · English` (a blank, a middle dot, a blank)
    -- ## 對外系統每季掃描並修補 ·
    art-01.md:3:4 clause-heading: the clause heading `對外系統每季掃描並修補 · Quarterly scans and timely fixes` does not start with a clause id | write `## a14.1.1 中文 · English`
    art-01.md:201:10 unknown-name: `a1.1` is no clause, duty, term, kind, reading or parameter | did you mean `a1.2`?
    readings.md:33:13 unknown-clause: there is no clause `a1.1` | did you mean `a1.2`?
    -- ## a1.1 對外系統
    art-01.md:3:9 label: the label `對外系統` is not in two languages | write `中文 · English` (a blank, a middle dot, a blank)
    -- ## a2.2
    art-01.md:116:4 clause-in-wrong-file: clause a2.2 does not belong into this file (its clauses start with a1.)
    readings.md:26:13 unknown-clause: there is no clause `a1.2` | did you mean `a1.1`?
    -- ## a1.1
    art-01.md:116:4 duplicate-clause: clause a1.1 stands twice
    readings.md:26:13 unknown-clause: there is no clause `a1.2` | did you mean `a1.1`?
    -- 第一條第一款
    art-01.md:4:1 citation: the first paragraph of a1.1 is not `citation · natures` | write the first paragraph as `第十四條第一款第一目 · periodic, deadline`
    art-01.md:77:12 nature-not-of-clause: the clause does not have the nature `invariant`
    -- periodic, deadlin, invariant
    art-01.md:4:20 unknown-nature: there is no nature `deadlin` | did you mean `deadline`?
    art-01.md:43:14 nature-mismatch: the verb `after` covers none of the natures of a1.1 (periodic, invariant) | use another verb, correct the clause's natures, or say `covers`
    art-01.md:54:14 nature-mismatch: the verb `after` covers none of the natures of a1.1 (periodic, invariant) | use another verb, correct the clause's natures, or say `covers`
    art-01.md:98:14 nature-mismatch: the verb `after` covers none of the natures of a1.1 (periodic, invariant) | use another verb, correct the clause's natures, or say `covers`
    -- periodic, periodic, deadline, invariant
    art-01.md:4:20 duplicate-nature: the nature `periodic` is named twice
    -- without 第一條第三款 · retention, definition⏎
    art-01.md:174:4 words-missing: a1.3 lacks our own words in Chinese or English | write a paragraph in each language after the citation
    art-01.md:176:1 citation: the first paragraph of a1.3 is not `citation · natures` | write the first paragraph as `第十四條第一款第一目 · periodic, deadline`
    art-01.md:198:12 nature-not-of-clause: the clause does not have the nature `definition`
    -- 離職者[停權](https://example.org 。
    art-01.md:119:4 link-not-closed: the link is never closed | write [text](address)
    -- without 離職者停權。
    art-01.md:116:4 words-missing: a1.2 lacks our own words in Chinese or English | write a paragraph in each language after the citation
    -- ```toml dutty log-kept
    art-01.md:181:9 fence-info: unknown fence `toml dutty` | did you mean `duty`?
    art-01.md:191:4 which-duty: no duty stands above this case in its clause, or more than one | write ```case DUTY
    art-01.md:201:18 unknown-name: `log-kept` is no clause, duty, term, kind, reading or parameter | known: a1.1, a1.2, a1.3, approved-go-live, diagram-drawn, high-finding-fix, high_finding, internet-scan, internet_system, late-act, leaver, leaver-removal-duty, policy-exists, promised-fix, quarter-is-calendar, sound-system
    -- ```toml duty
    art-01.md:181:9 fence-info: the duty fence has no name
    art-01.md:191:4 which-duty: no duty stands above this case in its clause, or more than one | write ```case DUTY
    art-01.md:201:18 unknown-name: `log-kept` is no clause, duty, term, kind, reading or parameter | known: a1.1, a1.2, a1.3, approved-go-live, diagram-drawn, high-finding-fix, high_finding, internet-scan, internet_system, late-act, leaver, leaver-removal-duty, policy-exists, promised-fix, quarter-is-calendar, sound-system
    -- ```toml duty log-kept twice
    art-01.md:181:23 fence-info: `twice` is too much in the head of the fence
    -- ```toml duty Log_Kept
    art-01.md:181:14 name: the duty name `Log_Kept` must be kebab-case
    art-01.md:201:18 unknown-name: `log-kept` is no clause, duty, term, kind, reading or parameter | did you mean `Log_Kept`?
    --  ```toml duty log-kept
    art-01.md:181:2 fence-indented: a fence that zilu reads must start at the beginning of its line | remove the blanks before it
    -- ⇥keep = "180 days"
    art-01.md:184:1 tab: a tab inside a fence | use blanks
    -- why = "只定義日誌 · only defines logs"⏎
    art-01.md:198:1 fence-not-closed: the fence is never closed: no matching ``` line follows
    -- ```toml term x
    art-01.md:198:4 fence-in-wrong-file: this fence does not belong into this file | move it to terms.md
    -- used = ["a1.1", "log-kep"
    art-01.md:201:18 unknown-name: `log-kep` is no clause, duty, term, kind, reading or parameter | did you mean `log-kept`?
    -- covers = ["scope"]
    art-01.md:199:12 nature-not-of-clause: the clause does not have the nature `scope`
    -- only defines logs"⏎wy = ""⏎
    art-01.md:201:1 unknown-key: note has no key `wy` | did you mean `why`?
    "#);
}

#[test]
fn edition() {
    assert_snapshot!(check("edition.toml", &[
        ("pack = \"example\"", "pak = \"example\""),
        ("範例規範 · Example rules", "範例規範"),
        ("effective_date = 2024-07-18", "effective_date = \"soon\""),
        ("filing = \"範字第1號\"", "filing = "),
    ]), @r#"
    -- pak = "example"
    edition.toml:1:1 missing-key: edition.toml lacks `pack`
    edition.toml:1:1 unknown-key: edition.toml has no key `pak` | did you mean `pack`?
    -- 範例規範
    edition.toml:2:10 label: the label `範例規範` is not in two languages | write `中文 · English` (a blank, a middle dot, a blank)
    -- effective_date = "soon"
    edition.toml:4:18 not-a-date: not a date | write 2024-07-18
    -- filing =
    edition.toml:3:10 toml: TOML: string values must be quoted, expected literal string
    "#);
    let without: Vec<_> = common::pack().into_iter().filter(|(name, _)| name != "edition.toml").collect();
    assert_snapshot!(common::lines(&zilu_catalogue::load(&without).1), @"edition.toml:1:1 no-edition: edition.toml is missing | write `pack`, `title`, `filing` and `effective_date`");
}

#[test]
fn kinds() {
    assert_snapshot!(check("facts.md", &[
        ("```toml kind company", "```toml kind Company"),
        ("```toml kind document", "```toml kind approval"),
        ("```toml kind document", "```toml kind parameter"),
        ("number = { label", "of = { label = \"屬於 · of\", type = \"text\" }\nnumber = { label"),
        ("label = \"公司 · company\"", "label = \"公司\""),
        ("singleton = true", "singleton = \"yes\""),
        ("singleton = true", "singleton = true\nkey = [\"outsources\"]"),
        ("key = [\"number\"]\n", ""),
        ("key = [\"number\"]", "key = [\"numbr\"]"),
        ("key = [\"number\"]", "key = [\"number\", \"name\"]"),
        ("event = \"found_at\"", "event = \"high\""),
        ("event = \"found_at\"\n", ""),
        ("type = \"ref person\" }\nmaker", "type = \"ref persn\" }\nmaker"),
        ("type = \"decimal\"", "type = \"decimals\""),
        ("type = \"decimal\", unit = \"分\"", "type = \"decimal\", units = \"分\""),
        ("users = { label = \"使用者數 · users\", type = \"integer\" }", "users = { label = \"使用者數 · users\" }"),
        ("users = { label = \"使用者數 · users\", type = \"integer\" }",
         "users = { label = \"使用者數 · users\", type = \"integer\", values = { a = \"甲 · a\" } }"),
        ("type = \"enum\", values = { policy = \"政策 · policy\", diagram = \"架構圖 · diagram\" }", "type = \"enum\""),
        ("diagram = \"架構圖 · diagram\"", "diagram = \"架構圖\""),
        ("diagram = \"架構圖 · diagram\"", "diagram = \"政策 · diagram\""),
        ("diagram = \"架構圖 · diagram\"", "Diagram = \"架構圖 · diagram\""),
        ("about = \"零到十 · nought to ten\"", "about = \"零到十\""),
        ("in_use = { label", "in_use { label"),
        ("```toml kind document", "```toml term document"),
    ]), @r#"
    -- ```toml kind Company
    art-01.md:162:8 unknown-population: `company` is neither a term nor a kind | did you mean `Company`?
    facts.md:5:14 name: the kind name `Company` must be snake_case
    -- ```toml kind approval
    art-01.md:103:13 unknown-kind: there is no kind `document` | known: account, approval, company, finding, fix, person, scan, system
    art-01.md:110:1 unknown-kind: `document` is neither a kind, a date, nor parameter, reading or closed | known: account, approval, closed, company, finding, fix, parameter, person, reading, scan, system
    art-01.md:163:15 unknown-kind: there is no kind `document` | known: account, approval, company, finding, fix, person, scan, system
    art-01.md:168:1 unknown-kind: `document` is neither a kind, a date, nor parameter, reading or closed | known: account, approval, closed, company, finding, fix, parameter, person, reading, scan, system
    facts.md:113:14 duplicate-name: `approval` is declared twice
    -- ```toml kind parameter
    art-01.md:103:13 unknown-kind: there is no kind `document` | known: account, approval, company, finding, fix, parameter, person, scan, system
    art-01.md:110:1 unknown-kind: `document` is neither a kind, a date, nor parameter, reading or closed | known: account, approval, closed, company, finding, fix, parameter, person, reading, scan, system
    art-01.md:163:15 unknown-kind: there is no kind `document` | known: account, approval, company, finding, fix, parameter, person, scan, system
    art-01.md:168:1 unknown-kind: `document` is neither a kind, a date, nor parameter, reading or closed | known: account, approval, closed, company, finding, fix, parameter, person, reading, scan, system
    facts.md:113:14 reserved-word: `parameter` is a word of the language and cannot name a kind
    -- of = { label = "屬於 · of", type = "text" }⏎number = { label
    facts.md:18:1 name: the field name `of` must be snake_case and no word of the language
    -- label = "公司"
    facts.md:6:10 label: the label `公司` is not in two languages | write `中文 · English` (a blank, a middle dot, a blank)
    -- singleton = "yes"
    art-01.md:163:15 no-reference: `document` has no reference to `company` | write `any document` if all records are meant
    facts.md:5:14 missing-key: kind company lacks `key`
    facts.md:7:13 wrong-type: the value of `singleton` must be true or false
    -- singleton = true⏎key = ["outsources"]
    facts.md:8:1 extra-key: the key of a singleton is the kind's name; drop `key`
    -- without key = ["number"]⏎
    facts.md:14:14 missing-key: kind person lacks `key`
    -- key = ["numbr"]
    facts.md:16:9 unknown-field: `person` has no field `numbr` | did you mean `number`?
    -- key = ["number", "name"]
    facts.md:16:19 key-not-required: the key field `name` must be `required = true` | add `required = true` to the field
    -- event = "high"
    art-01.md:57:10 act-without-date: `finding` has no `event` field and cannot be an act or a trigger | add `event = "DATE FIELD"` to `finding` in facts.md
    art-01.md:65:1 no-effective-date: this line has no effective date | add `since=2025-01-01`
    art-01.md:66:1 no-effective-date: this line has no effective date | add `since=2025-01-01`
    facts.md:76:10 event-not-a-date: the event field `high` is neither a date nor an instant
    -- without event = "found_at"⏎
    art-01.md:57:10 act-without-date: `finding` has no `event` field and cannot be an act or a trigger | add `event = "DATE FIELD"` to `finding` in facts.md
    art-01.md:65:1 no-effective-date: this line has no effective date | add `since=2025-01-01`
    art-01.md:66:1 no-effective-date: this line has no effective date | add `since=2025-01-01`
    -- type = "ref persn" }⏎maker
    facts.md:35:46 unknown-kind: there is no kind `persn` | did you mean `person`?
    -- type = "decimals"
    facts.md:39:41 unknown-type: there is no type `decimals` | did you mean `decimal`?
    -- type = "decimal", units = "分"
    facts.md:39:51 unknown-key: field score has no key `units` | did you mean `unit`?
    -- users = { label = "使用者數 · users" }
    facts.md:40:1 missing-key: field users lacks `type`
    -- users = { label = "使用者數 · users", type = "integer", values = { a = "甲 · a" } }
    facts.md:40:53 extra-key: only the type `enum` has `values`
    -- type = "enum"
    facts.md:119:1 missing-key: field topic lacks `values`
    -- diagram = "架構圖"
    facts.md:119:94 label: the label `架構圖` is not in two languages | write `中文 · English` (a blank, a middle dot, a blank)
    -- diagram = "政策 · diagram"
    facts.md:119:93 duplicate-label: `diagram` and `policy` have the same label
    -- Diagram = "架構圖 · diagram"
    art-01.md:103:36 unknown-value: `diagram` is not in the vocabulary | did you mean `Diagram`?
    art-01.md:110:13 unknown-value: cases use the word of the vocabulary, not `diagram` | write `topic=Diagram`
    facts.md:119:83 name: the value `Diagram` must be snake_case
    -- about = "零到十"
    facts.md:39:72 label: the label `零到十` is not in two languages | write `中文 · English` (a blank, a middle dot, a blank)
    -- in_use { label
    facts.md:33:8 toml: TOML: key with no value, expected `=`
    -- ```toml term document
    art-01.md:103:13 unknown-kind: there is no kind `document` | known: account, approval, company, finding, fix, person, scan, system
    art-01.md:110:1 unknown-kind: `document` is neither a kind, a date, nor parameter, reading or closed | known: account, approval, closed, company, finding, fix, parameter, person, reading, scan, system
    art-01.md:163:15 unknown-kind: there is no kind `document` | known: account, approval, company, finding, fix, person, scan, system
    art-01.md:168:1 unknown-kind: `document` is neither a kind, a date, nor parameter, reading or closed | known: account, approval, closed, company, finding, fix, parameter, person, reading, scan, system
    facts.md:113:4 fence-in-wrong-file: this fence does not belong into this file | move it to terms.md
    facts.md:113:14 missing-key: term document lacks `kind`
    facts.md:115:1 unknown-key: term document has no key `key` | known: is, kind, label
    facts.md:116:1 unknown-key: term document has no key `event` | known: is, kind, label
    facts.md:117:2 unknown-key: term document has no key `fields` | known: is, kind, label
    "#);
}

#[test]
fn terms() {
    assert_snapshot!(check("terms.md", &[
        ("```toml term leaver", "```toml term internet_system"),
        ("```toml term leaver", "```toml term left_on"),
        ("kind = \"person\"\n", ""),
        ("kind = \"person\"", "kind = \"persons\""),
        ("is = \"has left_on and left_on <= today\"\n", ""),
        ("is = \"reach = internet and in_use\"",
         "is = \"reach = internet and in_use\"\n```\n\n```toml term unused\nlabel = \"未用 · unused\"\nkind = \"system\"\nis = \"in_use\""),
        ("is = \"reach = internet and in_use\"", "is = \"internet_system or in_use\""),
        ("```toml term leaver", "```toml duty leaver"),
    ]), @r#"
    -- ```toml term internet_system
    art-01.md:125:8 unknown-population: `leaver` is neither a term nor a kind | known: account, approval, company, document, finding, fix, high_finding, internet_system, person, scan, system
    terms.md:9:14 duplicate-name: `internet_system` is declared twice
    -- ```toml term left_on
    art-01.md:125:8 unknown-population: `leaver` is neither a term nor a kind | known: account, approval, company, document, finding, fix, high_finding, internet_system, left_on, person, scan, system
    terms.md:9:14 term-hides-field: the term `left_on` has the name of a field of `person`
    -- without kind = "person"⏎
    terms.md:9:14 missing-key: term leaver lacks `kind`
    -- kind = "persons"
    terms.md:11:9 unknown-kind: there is no kind `persons` | did you mean `person`?
    -- without is = "has left_on and left_on <= today"⏎
    terms.md:9:14 missing-key: term leaver lacks `is`
    -- is = "reach = internet and in_use"⏎```⏎⏎```toml term unused⏎label = "未用 · unused"⏎kind = "system"⏎is = "in_use"
    terms.md:9:14 unused-term: no duty uses the term `unused` | use it or remove it
    -- is = "internet_system or in_use"
    terms.md:3:14 recursive-term: the term `internet_system` leans on itself
    -- ```toml duty leaver
    art-01.md:125:8 unknown-population: `leaver` is neither a term nor a kind | known: account, approval, company, document, finding, fix, high_finding, internet_system, person, scan, system
    terms.md:9:4 fence-in-wrong-file: this fence does not belong into this file | move it to art-*.md, annex-*.md, own-*.md
    "#);
}

/// The predicate of `internet_system`, replaced.
fn predicates(list: &[&str]) -> String {
    let mut out = String::new();
    for predicate in list {
        let new = format!("is = '''{predicate}'''");
        let (_, faults) = common::load_planted("terms.md", "is = \"reach = internet and in_use\"", &new);
        out.push_str(&format!("{}\n{}", format!("-- {predicate}").trim_end(), common::lines(&faults)));
    }
    out
}

#[test]
fn sound_predicates() {
    let sound = [
        "reach = internet",
        "reach != internal and not in_use",
        "reach in (internet, internal)",
        "in_use = no or (in_use and users >= 2)",
        "score >= 7.125 and not score < 2",
        "live_on <= today and live_on + 3 months >= log_begun_on and live_on + P14D < 2025-01-31",
        "owner != maker and owner = this.maker and owner.left_on <= today",
        "has owner.name and fresh(live_on, $leaver-removal)",
        "owner is leaver",
        "some scan where layer = os and complete and report = \"R 1\"",
        "no account where active and holder is leaver",
        "every account where active has holder != this.owner",
        "every account has (active and some any document where topic = policy)",
        "count(account where holder = this.owner) > 1 and 2 < count(account) and count(finding) = users",
        "some fix by finding.system where done_at <= finding.found_at + 72 hours",
        "not (no scan where complete)",
        "users > $low-score",
    ];
    assert_snapshot!(predicates(&sound), @r#"
    -- reach = internet
    no fault
    -- reach != internal and not in_use
    no fault
    -- reach in (internet, internal)
    no fault
    -- in_use = no or (in_use and users >= 2)
    no fault
    -- score >= 7.125 and not score < 2
    no fault
    -- live_on <= today and live_on + 3 months >= log_begun_on and live_on + P14D < 2025-01-31
    no fault
    -- owner != maker and owner = this.maker and owner.left_on <= today
    no fault
    -- has owner.name and fresh(live_on, $leaver-removal)
    no fault
    -- owner is leaver
    no fault
    -- some scan where layer = os and complete and report = "R 1"
    no fault
    -- no account where active and holder is leaver
    no fault
    -- every account where active has holder != this.owner
    no fault
    -- every account has (active and some any document where topic = policy)
    no fault
    -- count(account where holder = this.owner) > 1 and 2 < count(account) and count(finding) = users
    no fault
    -- some fix by finding.system where done_at <= finding.found_at + 72 hours
    no fault
    -- not (no scan where complete)
    no fault
    -- users > $low-score
    no fault
    "#);
}

#[test]
fn faulty_predicates() {
    let faulty = [
        // Names and values.
        "reech = internet",
        "reach = internett",
        "reach = unknown",
        "reach in (internet, lan)",
        "some scann where complete",
        "some scan where layr = os",
        "internet_sytem",
        "owner is internet_system",
        "high_finding",
        "owner is leavr",
        "owner.nam = \"x\"",
        "reach.name = \"x\"",
        "live_on + $leaver-remova <= today",
        "trigger.reach = internet",
        // Types.
        "users = \"3\"",
        "users = 1.5",
        "score > 1.2345",
        "reach > internal",
        "in_use = maybe",
        "owner = reach",
        "live_on = users",
        "live_on = \"2025-01-01\"",
        "log_oldest_on < in_use",
        "owner",
        "users",
        "3 < 4",
        "users > $leaver-removal",
        "live_on + $low-score < today",
        "live_on + 3 hours < today",
        "users + 3 days < today",
        "today + 3 days > live_on",
        "fresh(users, 3 months)",
        "owner.number = x",
        // Related records.
        "some document where topic = policy",
        "some fix where has record",
        "some any scan by system where complete",
        "some fix by finding where has record",
        "some scan by layer where complete",
        "no person where left_on <= today",
        "(some scan where some any document where topic = policy and some approval) and in_use",
        "some scan where complete and some finding where high",
        "some scan where complete and some approval where has record",
        "no account where active and some any document where topic = policy",
        "reach == internet",
        // Syntax.
        "",
        "reach =",
        "reach = internet and",
        "reach = internet in_use",
        "reach == internet",
        "(reach = internet",
        "reach = internet)",
        "reach ＝ internet",
        "reach = internet && in_use",
        "reach = 'internet",
        "every account where active",
        "live_on + 3 monts < today",
        "live_on + 3 < today",
        "live_on - 3 days < today",
        "live_on < 2025-02-30",
        "a < b < c",
        "owner = \"never closed",
        "users > $",
        "((((((((((((((((((((((((((((((((((((((((((in_use))))))))))))))))))))))))))))))))))))))))))",
    ];
    assert_snapshot!(predicates(&faulty), @r#"
    -- reech = internet
    terms.md:6:9 unknown-field: `system` has no field `reech` | did you mean `reach`?
    -- reach = internett
    terms.md:6:17 unknown-value: `internett` is not in the vocabulary | did you mean `internet`?
    -- reach = unknown
    terms.md:6:17 unknown-value: `unknown` is not in the vocabulary | whether a value is known is written `has FIELD`
    -- reach in (internet, lan)
    terms.md:6:29 unknown-value: `lan` is not in the vocabulary | known: internal, internet
    -- some scann where complete
    terms.md:6:14 unknown-kind: there is no kind `scann` | did you mean `scan`?
    -- some scan where layr = os
    terms.md:6:25 unknown-field: `scan` has no field `layr` | did you mean `layer`?
    -- internet_sytem
    terms.md:6:9 unknown-field: `system` has no field `internet_sytem` | did you mean `internet_system`?
    -- owner is internet_system
    terms.md:3:14 recursive-term: the term `internet_system` leans on itself
    terms.md:6:18 term-of-another-kind: `internet_system` is a term of `system`, but the record here is a `person`
    -- high_finding
    terms.md:3:14 recursive-term: the term `internet_system` leans on itself
    terms.md:6:9 term-of-another-kind: `high_finding` is a term of `finding`, but the record here is a `system`
    terms.md:15:14 recursive-term: the term `high_finding` leans on itself
    -- owner is leavr
    terms.md:6:18 unknown-term: there is no term `leavr` | did you mean `leaver`?
    -- owner.nam = "x"
    terms.md:6:15 unknown-field: `person` has no field `nam` | did you mean `name`?
    -- reach.name = "x"
    terms.md:6:9 not-a-reference: `reach` is not a reference, nothing can follow it
    -- live_on + $leaver-remova <= today
    terms.md:6:19 unknown-parameter: there is no parameter `leaver-remova` | did you mean `leaver-removal`?
    -- trigger.reach = internet
    terms.md:6:9 no-trigger: there is no triggering record here: `trigger` belongs into `must` of `after` with related records
    -- users = "3"
    terms.md:6:17 type-mismatch: whole numbers cannot be compared with a text
    -- users = 1.5
    terms.md:6:17 wrong-type: `1.5`: not a whole number | a whole number, for example 1200 or 1,200
    -- score > 1.2345
    terms.md:6:17 wrong-type: `1.2345`: more than three decimals | a number with at most three decimals, for example 7.5
    -- reach > internal
    terms.md:6:15 comparison-not-allowed: words of a vocabulary have no order | use `=`, `!=` or `in`
    -- in_use = maybe
    terms.md:6:18 unknown-value: `maybe` is not in the vocabulary | known: no, yes
    -- owner = reach
    terms.md:6:17 type-mismatch: references cannot be compared with words of a vocabulary
    -- live_on = users
    terms.md:6:19 type-mismatch: dates cannot be compared with whole numbers
    -- live_on = "2025-01-01"
    terms.md:6:19 type-mismatch: dates cannot be compared with a text
    -- log_oldest_on < in_use
    terms.md:6:25 type-mismatch: dates cannot be compared with yes-no values
    -- owner
    terms.md:6:9 not-a-condition: `owner` is not a yes-no field and says nothing alone | compare it, or write `has owner`
    -- users
    terms.md:6:9 not-a-condition: `users` is not a yes-no field and says nothing alone | compare it, or write `has users`
    -- 3 < 4
    terms.md:6:13 nothing-to-compare: one side of a comparison must be a field
    -- users > $leaver-removal
    terms.md:6:17 parameter-not-a-number: the parameter `leaver-removal` is not a number | add a length of time to a date: `started_on + $parameter`
    -- live_on + $low-score < today
    terms.md:6:19 parameter-not-a-duration: the parameter `low-score` is not a length of time
    -- live_on + 3 hours < today
    terms.md:6:19 minutes-on-a-date: minutes and hours cannot be added to a date | make the field an instant, or use days
    -- users + 3 days < today
    terms.md:6:9 not-a-date: a date or instant field is expected here
    -- today + 3 days > live_on
    terms.md:6:9 today-shifted: `today` cannot be shifted | add the time to the field instead
    -- fresh(users, 3 months)
    terms.md:6:15 not-a-date: a date or instant field is expected here
    -- owner.number = x
    terms.md:6:24 unknown-field: `x` is not a field | put a text in double quotes
    -- some document where topic = policy
    terms.md:6:14 no-reference: `document` has no reference to `system` | write `any document` if all records are meant
    -- some fix where has record
    terms.md:6:14 no-reference: `fix` has no reference to `system` | write `fix by finding.system`, or `any fix` for all records
    -- some any scan by system where complete
    terms.md:6:26 any-and-by: `any` means all records; `by` contradicts it
    -- some fix by finding where has record
    terms.md:6:21 wrong-reference: this reference leads to `finding`, not to `system`
    -- some scan by layer where complete
    terms.md:6:22 not-a-reference: `layer` is not a reference
    -- no person where left_on <= today
    terms.md:6:12 no-reference: `person` has no reference to `system` | write `any person` if all records are meant
    -- (some scan where some any document where topic = policy and some approval) and in_use
    terms.md:6:74 no-reference: `approval` has no reference to `document` | use brackets: `(some A where …) and some B where …`, or `some A where (… and some B where …)`
    -- some scan where complete and some finding where high
    terms.md:6:43 no-reference: `finding` has no reference to `scan` | use brackets: `(some A where …) and some B where …`, or `some A where (… and some B where …)`
    -- some scan where complete and some approval where has record
    terms.md:6:43 no-reference: `approval` has no reference to `scan` | use brackets: `(some A where …) and some B where …`, or `some A where (… and some B where …)`
    -- no account where active and some any document where topic = policy
    terms.md:6:46 ambiguous-where: it cannot be seen whether this still belongs to the `where` before it | use brackets: `(some A where …) and some B where …`, or `some A where (… and some B where …)`
    -- reach == internet
    terms.md:6:15 syntax: there is no `==` | write `=`
    --
    terms.md:6:9 syntax: ends too early; expected a field, a value or a condition
    -- reach =
    terms.md:6:16 syntax: ends too early; expected a field, a value or a condition
    -- reach = internet and
    terms.md:6:29 syntax: ends too early; expected a field, a value or a condition
    -- reach = internet in_use
    terms.md:6:26 syntax: `in_use` is out of place; expected and, or, or the end
    -- reach == internet
    terms.md:6:15 syntax: there is no `==` | write `=`
    -- (reach = internet
    terms.md:6:26 syntax: ends too early; expected `)`
    -- reach = internet)
    terms.md:6:25 syntax: `)` is out of place; expected and, or, or the end
    -- reach ＝ internet
    terms.md:6:15 syntax: `＝` has no meaning in a predicate | use the half-width `=`
    -- reach = internet && in_use
    terms.md:6:26 syntax: `&` has no meaning in a predicate | write `and` or `or`
    -- reach = 'internet
    terms.md:6:17 syntax: `'` has no meaning in a predicate | put texts in "
    -- every account where active
    terms.md:6:35 syntax: `every` needs a `has` that says what each one must fulfil | write `every KIND where A has B`
    -- live_on + 3 monts < today
    terms.md:6:21 syntax: unknown unit of time `monts` | did you mean `month`?
    -- live_on + 3 < today
    terms.md:6:21 syntax: a length of time is expected here | for example 14 days, 5 business days, 3 months, P3M, $parameter
    -- live_on - 3 days < today
    terms.md:6:17 syntax: `-` has no meaning in a predicate | there is no minus; add the time to the other side
    -- live_on < 2025-02-30
    terms.md:6:19 syntax: not a date | write 2025-01-31
    -- a < b < c
    terms.md:6:15 syntax: `<` is out of place; expected and, or, or the end
    -- owner = "never closed
    terms.md:6:17 syntax: the text has no closing double quote
    -- users > $
    terms.md:6:17 syntax: a parameter name must follow `$`
    -- ((((((((((((((((((((((((((((((((((((((((((in_use))))))))))))))))))))))))))))))))))))))))))
    terms.md:6:49 syntax: the predicate is nested too deeply
    "#);
}

#[test]
fn optional_links() {
    // `system.owner` is optional: whether somebody owns no system cannot be known.
    let mut out = String::new();
    for predicate in [
        "no system by owner where in_use",
        "every system by owner has in_use",
        "not (some system by owner where in_use)",
        "not (not (some account by holder where active))",
        "count(system by owner) < 3",
        "3 > count(system by owner)",
        "count(system by owner) != 3",
        "count(system by owner) >= 1 or has left_on",
        "no account by holder where some any document where topic = policy",
        "no account by holder where system.in_use and (some system by maker)",
    ] {
        let new = format!("is = \"{predicate}\"");
        let old = "is = \"has left_on and left_on <= today\"";
        let (_, faults) = common::load_planted("terms.md", old, &new);
        out.push_str(&format!("{}\n{}", format!("-- {predicate}").trim_end(), common::lines(&faults)));
    }
    assert_snapshot!(out, @"
    -- no system by owner where in_use
    terms.md:12:10 link-not-required: leaving out `system.owner` would make this look met | make system.owner `required = true` in facts.md, or ask with `some`
    -- every system by owner has in_use
    terms.md:12:13 link-not-required: leaving out `system.owner` would make this look met | make system.owner `required = true` in facts.md, or ask with `some`
    -- not (some system by owner where in_use)
    terms.md:12:17 link-not-required: leaving out `system.owner` would make this look met | make system.owner `required = true` in facts.md, or ask with `some`
    -- not (not (some account by holder where active))
    no fault
    -- count(system by owner) < 3
    terms.md:12:13 link-not-required: leaving out `system.owner` would make this look met | make system.owner `required = true` in facts.md, or ask with `some`
    -- 3 > count(system by owner)
    terms.md:12:17 link-not-required: leaving out `system.owner` would make this look met | make system.owner `required = true` in facts.md, or ask with `some`
    -- count(system by owner) != 3
    art-01.md:125:8 link-not-required: this term rests on an optional reference: leaving it out would make a duty vanish or look met | make that reference `required = true` in facts.md, or use a field of the subject itself
    terms.md:12:13 link-not-required: leaving out `system.owner` would make this look met | make system.owner `required = true` in facts.md, or ask with `some`
    -- count(system by owner) >= 1 or has left_on
    art-01.md:125:8 link-not-required: this term rests on an optional reference: leaving it out would make a duty vanish or look met | make that reference `required = true` in facts.md, or use a field of the subject itself
    -- no account by holder where some any document where topic = policy
    no fault
    -- no account by holder where system.in_use and (some system by maker)
    terms.md:12:68 wrong-reference: this reference leads to `person`, not to `account`
    ");
}

#[test]
fn places_inside_strings() {
    // Escapes and lines of a multi-line string do not move the place.
    assert_snapshot!(check("terms.md", &[
        ("is = \"reach = internet and in_use\"", "is = \"owner.name = \\\"王\\\" and \\u0069n_use and nope\""),
        ("is = \"reach = internet and in_use\"", "is = \"\"\"\nreach = internet and \\\n    in_use and\nnope\"\"\""),
    ]), @r#"
    -- is = "owner.name = \"王\" and \u0069n_use and nope"
    terms.md:6:46 unknown-field: `system` has no field `nope` | known: id, in_use, internet_system, live_on, log_begun_on, log_oldest_on, maker, owner, reach, score, users
    -- is = """⏎reach = internet and \⏎    in_use and⏎nope"""
    terms.md:9:1 unknown-field: `system` has no field `nope` | known: id, in_use, internet_system, live_on, log_begun_on, log_oldest_on, maker, owner, reach, score, users
    "#);
}

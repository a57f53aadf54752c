//! Each fault planted once into the sound pack: place, code, message and hint.

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
        out.push_str(&format!("-- {predicate}\n{}", common::lines(&faults)));
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
        out.push_str(&format!("-- {predicate}\n{}", common::lines(&faults)));
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

#[test]
fn readings_and_parameters() {
    assert_snapshot!(check("readings.md", &[
        ("```toml reading late-act", "```toml reading late_act"),
        ("default = \"calendar\"", "default = \"calender\""),
        ("rolling = \"距前次不逾三個月 · within three months of the last one\"\n", ""),
        ("single = \"一次一期 · one act, one period\"", "single = \"一次一期\""),
        ("default = \"1 business days\"", "default = \"1 busy day\""),
        ("default = \"1 business days\"", "default = \"6 business days\""),
        ("limit = \"5 business days\"", "limit = \"4.5\""),
        ("stricter = \"shorter\"", "stricter = \"short\""),
        ("clauses = [\"a1.2\"]", "clauses = [\"a1.9\"]"),
        ("```toml parameter low-score", "```toml parameter low-scor"),
        ("# 解釋與參數 · Readings and parameters\n",
         "# 解釋與參數 · Readings and parameters\n\n```toml parameter spare\nlabel = \"備用 · spare\"\ndefault = \"3\"\nstricter = \"lower\"\n```\n\n```toml reading spare\nlabel = \"備用 · spare\"\ndefault = \"a\"\n[choices]\na = \"甲 · a\"\nb = \"乙 · b\"\n```\n"),
    ]), @r#"
    -- ```toml reading late_act
    art-01.md:19:36 unknown-reading: there is no reading `late-act` | did you mean `late_act`?
    art-01.md:25:7 unknown-reading: there is no reading `late-act` | did you mean `late_act`?
    readings.md:13:17 name: the reading name `late_act` must be kebab-case
    readings.md:13:17 unused-reading: no duty uses the reading `late_act` | use it or remove it
    -- default = "calender"
    readings.md:7:12 unknown-choice: there is no choice `calender` | did you mean `calendar`?
    -- without rolling = "距前次不逾三個月 · within three months of the last one"⏎
    art-01.md:22:27 unknown-choice: the reading quarter-is-calendar has no choice `rolling` | known: calendar
    art-01.md:36:31 unknown-choice: the reading quarter-is-calendar has no choice `rolling` | known: calendar
    readings.md:5:17 too-few-choices: a reading needs at least two choices
    -- single = "一次一期"
    readings.md:18:11 label: the label `一次一期` is not in two languages | write `中文 · English` (a blank, a middle dot, a blank)
    -- default = "1 busy day"
    readings.md:23:11 wrong-value: `1 busy day`: not a parameter value | expected a length of time (5 business days), a cycle (calendar quarter) or a number
    -- default = "6 business days"
    readings.md:23:11 default-looser-than-limit: the default is looser than the limit of the rules | the default must be at least as strict as `limit`
    -- limit = "4.5"
    readings.md:25:9 wrong-value: `4.5`: not a length of time | expected for example 14 days, 5 business days, 3 months, 1 year, 30 minutes, 72 hours or P3M
    -- stricter = "short"
    readings.md:24:13 unknown-value: `stricter` cannot be `short` | known: higher, longer, lower, shorter
    -- clauses = ["a1.9"]
    readings.md:26:13 unknown-clause: there is no clause `a1.9` | did you mean `a1.1`?
    -- ```toml parameter low-scor
    art-01.md:87:16 unknown-parameter: there is no parameter `low-score` | did you mean `low-scor`?
    -- # 解釋與參數 · Readings and parameters⏎⏎```toml parameter spare⏎label = "備用 · spare"⏎default = "3"⏎stricter = "lower"⏎```⏎⏎```toml reading spare⏎label = "備用 · spare"⏎default = "a"⏎[choices]⏎a = "甲 · a"⏎b = "乙 · b"⏎```⏎
    readings.md:3:19 unused-parameter: no duty uses the parameter `spare` | use it or remove it
    readings.md:9:17 unused-reading: no duty uses the reading `spare` | use it or remove it
    "#);
}

#[test]
fn duties() {
    assert_snapshot!(check("art-01.md", &[
        ("```toml duty log-kept", "```toml duty policy-exists"),
        ("title = \"日誌保存 · Logs are kept\"", "title = \"日誌保存\""),
        ("for = \"leaver\"", "for = \"leavers\""),
        ("who = \"hr\"", "who = \"human\""),
        ("who = \"hr\"\n", ""),
        ("who = \"hr\"", "who = \"hr\"\nbasis = \"computed\""),
        ("who = \"hr\"", "who = \"hr\"\nclause = [\"a1.1\", \"a1.2\", \"a9.9\"]"),
        ("who = \"hr\"", "who = \"hr\"\nclock = \"alone\""),
        ("covers = [\"deadline\"]", "covers = [\"standing\", \"gate\", \"deadlines\"]"),
        ("covers = [\"deadline\"]", "covers = [\"deadline\", \"deadline\"]"),
        ("第一條第一款 · periodic, deadline, invariant", "第一條第一款 · deadline, invariant"),
        ("phrase = \"每季\"", "phrase = \"\""),
        ("phrase = \"每季\"", "phrase = \"每半年\""),
        ("phrase = \"兩個月內\"", "phrase = \"三個月內\""),
        ("phrase = \"一百八十天\"", "phrase = \"五年\""),
        ("phrase = \"每季\"", "phrase = \"這裡抄了很長很長很長很長很長很長很長很長很長的一整句條文\""),
        ("reading = [\"quarter-is-calendar\", \"late-act\"]", "reading = [\"quarter-is-calender\", \"late-act\"]"),
        ("[when.quarter-is-calendar.rolling]", "[when.quarter-is-calendar.roling]"),
        ("[when.quarter-is-calendar.rolling]", "[when.quarter-is-calendar.calendar]"),
        ("[when.late-act.single]\n", "[when.late-act.single]\nevery = \"calendar month\"\n"),
        ("[when.late-act.single]\n", "[when.late-act.single]\nwithin = \"1 day\"\n"),
        ("[when.late-act.single]\nlate =", "[when.late-act.single]\nmust = \"approval\"\nlate ="),
    ]), @r#"
    -- ```toml duty policy-exists
    art-01.md:181:14 duplicate-name: `policy-exists` is declared twice
    art-01.md:193:13 unknown-subject: the case has no `company` called `web` | known: company
    art-01.md:194:13 unknown-subject: the case has no `company` called `web` | known: company
    art-01.md:195:13 unknown-subject: the case has no `company` called `web` | known: company
    art-01.md:201:18 unknown-name: `log-kept` is no clause, duty, term, kind, reading or parameter | known: a1.1, a1.2, a1.3, approved-go-live, diagram-drawn, high-finding-fix, high_finding, internet-scan, internet_system, late-act, leaver, leaver-removal-duty, policy-exists, promised-fix, quarter-is-calendar, sound-system
    -- title = "日誌保存"
    art-01.md:182:10 label: the label `日誌保存` is not in two languages | write `中文 · English` (a blank, a middle dot, a blank)
    -- for = "leavers"
    art-01.md:125:8 unknown-population: `leavers` is neither a term nor a kind | did you mean `leaver`?
    -- who = "human"
    art-01.md:130:8 unknown-role: there is no role `human` | known: assessor, audit, board_secretariat, compliance, general_affairs, hr, infosec, it, manager, owner, vendor_manager
    -- without who = "hr"⏎
    art-01.md:123:14 missing-key: duty leaver-removal-duty lacks `who`
    -- who = "hr"⏎basis = "computed"
    art-01.md:131:10 unknown-value: `basis` cannot be `computed` | write `attested`, or leave it out
    -- who = "hr"⏎clause = ["a1.1", "a1.2", "a9.9"]
    art-01.md:131:20 duplicate-clause: clause a1.2 is already served
    art-01.md:131:28 unknown-clause: there is no clause `a9.9` | known: a1.1, a1.2, a1.3
    -- who = "hr"⏎clock = "alone"
    art-01.md:123:14 clock-alone: only one duty follows the clock `alone`
    -- covers = ["standing", "gate", "deadlines"]
    art-01.md:131:24 covers-not-allowed: the verb `after` cannot cover `gate` | it can cover deadline, standing
    art-01.md:131:32 unknown-nature: there is no nature `deadlines` | did you mean `deadline`?
    -- covers = ["deadline", "deadline"]
    art-01.md:131:24 duplicate-nature: the nature `deadline` is named twice
    -- 第一條第一款 · deadline, invariant
    art-01.md:12:14 nature-mismatch: the verb `every` covers none of the natures of a1.1 (deadline, invariant) | use another verb, correct the clause's natures, or say `covers`
    -- phrase = ""
    art-01.md:18:11 phrase-empty: the phrase is empty
    -- phrase = "每半年"
    art-01.md:18:10 phrase-disagrees: the phrase `每半年` does not say `calendar quarter` | correct the duty's number or the phrase
    -- phrase = "三個月內"
    art-01.md:50:10 phrase-disagrees: the phrase `三個月內` does not say `2 months` | correct the duty's number or the phrase
    -- phrase = "五年"
    art-01.md:187:10 phrase-disagrees: the phrase `五年` does not say `180 days` | correct the duty's number or the phrase
    -- phrase = "這裡抄了很長很長很長很長很長很長很長很長很長的一整句條文"
    art-01.md:18:11 phrase-long: the phrase is longer than 24 characters; quote a few characters only
    -- reading = ["quarter-is-calender", "late-act"]
    art-01.md:19:13 unknown-reading: there is no reading `quarter-is-calender` | did you mean `quarter-is-calendar`?
    -- [when.quarter-is-calendar.roling]
    art-01.md:22:27 unknown-choice: the reading quarter-is-calendar has no choice `roling` | did you mean `rolling`?
    -- [when.quarter-is-calendar.calendar]
    art-01.md:22:27 when-default: `calendar` is the default choice: the duty's own keys are its | write `when` for the other choices only
    -- [when.late-act.single]⏎every = "calendar month"⏎
    art-01.md:26:1 variants-conflict: two readings both replace `every`: which one holds when both are chosen?
    -- [when.late-act.single]⏎within = "1 day"⏎
    art-01.md:26:1 unknown-key: when.late-act.single has no key `within` | known: every, first, late, left, must
    -- [when.late-act.single]⏎must = "approval"⏎late =
    art-01.md:12:14 variant-changes-act: the act must be of one kind under every reading, or `proof` would mean nothing
    "#);
}

#[test]
fn verbs() {
    assert_snapshot!(check("art-01.md", &[
        ("every = \"calendar quarter\"\n", ""),
        ("every = \"calendar quarter\"\n", "every = \"calendar quarter\"\nkeep = \"1 day\"\n"),
        ("every = \"calendar quarter\"\n", "every = \"calendar quarter\"\nwithin = \"1 day\"\n"),
        ("every = \"calendar quarter\"", "every = \"calendar fortnight\""),
        ("every = \"calendar quarter\"", "every = \"$leaver-removal\""),
        ("every = \"calendar quarter\"\n", "every = \"calendar quarter\"\nleft = \"gone\"\n"),
        ("must = \"scan where layer = os and complete\"\n", ""),
        ("must = \"scan where layer = os and complete\"", "must = \"account where active\""),
        ("must = \"scan where layer = os and complete\"", "must = \"document where topic = policy\""),
        ("must = \"scan where layer = os and complete\"", "must = \"scan where layer = oss\""),
        ("must = \"scan where layer = os and complete\"", "must = \"layer = os\""),
        ("proof = \"report\"", "proof = \"reach\""),
        ("proof = \"report\"", "proof = \"report|this.reach\""),
        ("after = \"found_at\"", "after = \"found\""),
        ("after = \"found_at\"", "after = \"high\""),
        ("after = \"finding where not high\"", "after = \"account where active\""),
        ("within = \"2 months\"", "within = \"2 moons\""),
        ("within = \"2 months\"\n", ""),
        ("within = \"2 months\"\n", "within = \"2 months\"\nby = \"promised_on\"\n"),
        ("by = \"trigger.promised_on\"", "by = \"trigger.promised\""),
        ("by = \"trigger.promised_on\"", "by = \"trigger.high\""),
        ("must = \"fix where done_at > trigger.found_at\"", "must = \"system = web\""),
        ("within = \"$leaver-removal\"", "within = \"$low-score\""),
        ("within = \"$leaver-removal\"", "within = \"12 hours\""),
        ("state = true", "state = \"yes\""),
        ("before = \"live_on\"", "before = \"in_use\""),
        ("begun = \"log_begun_on\"\n", ""),
        ("begun = \"log_begun_on\"\n", "begun = \"log_begun_on\"\nkept = \"in_use\"\n"),
        ("holds = \"some document", "holds = \"some documnt"),
        ("[[item]]\nlabel = \"有擁有者 · has an owner\"", "holds = \"in_use\"\n\n[[item]]\nlabel = \"有擁有者 · has an owner\""),
        ("label = \"有擁有者 · has an owner\"\n", ""),
        ("when = \"reach = internet\"", "when = \"reach = internet and some system by owner\""),
        ("when = \"reach = internet\"", "wenn = \"reach = internet\""),
    ]), @r#"
    -- without every = "calendar quarter"⏎
    art-01.md:12:14 no-verb: duty internet-scan has no verb | write one of holds, [[item]], every, after, before, keep
    art-01.md:34:11 unknown-parameter: there is no parameter `internet-scan.every` | known: diagram-drawn.within, high-finding-fix.within, internet-scan.every.rolling, leaver-removal, log-kept.keep, low-score
    -- every = "calendar quarter"⏎keep = "1 day"⏎
    art-01.md:16:1 two-verbs: duty internet-scan has two verbs: `every` and `keep` | make two duties of it
    -- every = "calendar quarter"⏎within = "1 day"⏎
    art-01.md:16:1 extra-key: the verb `every` has no key `within`
    -- every = "calendar fortnight"
    art-01.md:15:10 wrong-value: `calendar fortnight`: not a cycle | expected calendar month, quarter, half-year or year, or for example 3 months rolling
    art-01.md:35:11 unknown-parameter: there is no parameter `internet-scan.every` | known: diagram-drawn.within, high-finding-fix.within, internet-scan.every.rolling, leaver-removal, log-kept.keep, low-score
    -- every = "$leaver-removal"
    art-01.md:15:10 parameter-not-a-cycle: the parameter `leaver-removal` is not a cycle
    art-01.md:35:11 unknown-parameter: there is no parameter `internet-scan.every` | known: diagram-drawn.within, high-finding-fix.within, internet-scan.every.rolling, leaver-removal, log-kept.keep, low-score
    -- every = "calendar quarter"⏎left = "gone"⏎
    art-01.md:16:9 unknown-value: `left` cannot be `gone` | known: owed, released
    -- without must = "scan where layer = os and complete"⏎
    art-01.md:12:14 missing-key: duty internet-scan: the verb `every` needs `must`
    -- must = "account where active"
    art-01.md:16:9 act-without-date: `account` has no `event` field and cannot be an act or a trigger | add `event = "DATE FIELD"` to `account` in facts.md
    -- must = "document where topic = policy"
    art-01.md:16:9 no-reference: `document` has no reference to `system` | write `any document` if all records are meant
    -- must = "scan where layer = oss"
    art-01.md:16:28 unknown-value: `oss` is not in the vocabulary | did you mean `os`?
    -- must = "layer = os"
    art-01.md:16:15 syntax: `=` is out of place; expected where, by, or the end
    -- proof = "reach"
    art-01.md:17:10 unknown-field: `scan` has no field `reach` | known: complete, id, layer, on, report, system
    -- proof = "report|this.reach"
    art-01.md:17:22 unknown-field: `scan` has no field `reach` | known: complete, id, layer, on, report, system
    -- after = "found"
    art-01.md:46:10 unknown-field: `found` is neither a field of `finding` nor a kind | did you mean `found_at`?
    -- after = "high"
    art-01.md:46:10 not-a-date: a date or instant field is expected here
    -- after = "account where active"
    art-01.md:57:10 act-without-date: `account` has no `event` field and cannot be an act or a trigger | add `event = "DATE FIELD"` to `account` in facts.md
    -- within = "2 moons"
    art-01.md:47:13 syntax: unknown unit of time `moons`
    -- without within = "2 months"⏎
    art-01.md:43:14 missing-key: duty high-finding-fix: the verb `after` needs `within`
    -- within = "2 months"⏎by = "promised_on"⏎
    art-01.md:47:1 two-deadlines: either `within` or `by`, not both
    -- by = "trigger.promised"
    art-01.md:58:15 unknown-field: `finding` has no field `promised` | did you mean `promised_on`?
    -- by = "trigger.high"
    art-01.md:58:7 not-a-date: a date or instant field is expected here
    -- must = "system = web"
    art-01.md:59:16 syntax: `=` is out of place; expected where, by, or the end
    -- within = "$low-score"
    art-01.md:127:11 parameter-not-a-duration: the parameter `low-score` is not a length of time
    -- within = "12 hours"
    art-01.md:127:11 minutes-on-a-date: minutes and hours cannot be counted from a date | make the field an instant, or use days
    -- state = "yes"
    art-01.md:129:9 wrong-type: the value of `state` must be true or false
    -- before = "in_use"
    art-01.md:146:11 not-a-date: a date or instant field is expected here
    -- without begun = "log_begun_on"⏎
    art-01.md:181:14 missing-key: duty log-kept: the verb `keep` needs `begun`
    -- begun = "log_begun_on"⏎kept = "in_use"⏎
    art-01.md:187:1 extra-key: either `oldest` and `begun`, or `from` and `kept`
    -- holds = "some documnt
    art-01.md:163:15 unknown-kind: there is no kind `documnt` | did you mean `document`?
    -- holds = "in_use"⏎⏎[[item]]⏎label = "有擁有者 · has an owner"
    art-01.md:81:3 extra-key: either `holds` or `[[item]]`, not both
    -- without label = "有擁有者 · has an owner"⏎
    art-01.md:79:1 missing-key: item of sound-system lacks `label`
    -- when = "reach = internet and some system by owner"
    art-01.md:86:45 wrong-reference: this reference leads to `person`, not to `system`
    -- wenn = "reach = internet"
    art-01.md:86:1 unknown-key: item of sound-system has no key `wenn` | known: is, label, proof, when
    "#);
}

#[test]
fn cases() {
    assert_snapshot!(check("art-01.md", &[
        ("```case policy-exists", "```case policy-exist"),
        ("```case policy-exists", "```case log-kept"),
        ("```case policy-exists", "```case"),
        ("system api in_use=yes", "sistem api in_use=yes"),
        ("system api in_use=yes", "system api inuse=yes"),
        ("system web reach=internet in_use=yes since=2025-01-01\nsystem api", "system web reach=intranet in_use=yes since=2025-01-01\nsystem api"),
        ("system web reach=internet in_use=yes since=2025-01-01\nsystem api", "system web reach=網際網路 in_use=yes since=2025-01-01\nsystem api"),
        ("system api in_use=yes", "system api in_use=perhaps"),
        ("system api in_use=yes since=2025-01-01", "system api in_use=yes"),
        ("system api in_use=yes since=2025-01-01", "system api in_use=yes since=1/1"),
        ("system api in_use=yes", "system api in_use=yes in_use=no"),
        ("system api in_use=yes", "system api in use"),
        ("system api in_use=yes since=2025-01-01", "system"),
        ("scan s2 of=web on=2025-05-06", "scan s2 on=2025-05-06"),
        ("scan s2 of=web", "scan s2 system=?"),
        ("account web|root holder=p1", "account web|root of=p1"),
        ("complete=yes report=R-11", "complete=yes report=\"R 11"),
        ("parameter internet-scan.every = \"calendar month\"", "parameter internet-scan.evry = \"calendar month\""),
        ("parameter internet-scan.every = \"calendar month\"", "parameter internet-scan.every = \"calendar year\""),
        ("parameter internet-scan.every = \"calendar month\"", "parameter internet-scan.every = month"),
        ("parameter internet-scan.every = \"calendar month\"", "parameter internet-scan.every"),
        ("reading quarter-is-calendar = rolling\nclosed", "reading quarter-is-calendar = roling\nclosed"),
        ("closed 2025-10-06", "closed tomorrow"),
        ("web/2025Q1 met  web/2025Q2 unproven\n", "wbe/2025Q1 met  web/2025Q2 unproven\n"),
        ("web/2025Q1 met  web/2025Q2 unproven\n", "web/2025Q5 met  web/2025Q2 unproven\n"),
        ("web/2025Q1 met  web/2025Q2 unproven\n", "web/2025Q1 mett  web/2025Q2 unproven\n"),
        ("web/2025Q1 met  web/2025Q2 unproven\n", "web/2025Q1 met  web/2025Q1 unproven\n"),
        ("web/2025Q1 met  web/2025Q2 unproven\n", "web/2025Q1 met  web/2025Q2\n"),
        ("2025-06-30  api unproven  web/2025Q1 met  web/2025Q2 unproven\n", "2025-06-30\n"),
        ("2025-10-01 known 2025-09-01", "2025-10-01 known soon"),
        ("2024-12-31  none", "2024-12-31  internet-scan:web/2024Q4 due policy-exists:company met"),
        ("high-finding-fix:f1 met  promised-fix:web/f2 late", "f1 met  promised-fix:web/f2 late"),
        ("high-finding-fix:f1 met  promised-fix:web/f2 late", "high-finding-fix:f1/2025 met  promised-fix:web/f9 late"),
        ("2025-01-15  web/2025-01-01 due", "2025-01-15  web/2025Q1 due"),
        ("web#1 unproven  web#2 met", "web#1 unproven  web#3 met"),
        ("2025-06-30  web met\n", "2025-06-30  web#1 met\n"),
        ("2025-01-20  7 late\n", ""),
        ("```case policy-exists\ndocument d1 topic=policy on=2025-01-01\n2025-01-01  company met\n2026-01-02  company breached\n2026-02-02  company unproven\n```\n", ""),
        ("closed 2025-10-06", "closed\t2025-10-06"),
    ]), @r#"
    -- ```case policy-exist
    art-01.md:160:14 duty-without-case: the duty policy-exists has no case | write a ```case fence below it
    art-01.md:167:9 unknown-duty: there is no duty `policy-exist` | did you mean `policy-exists`?
    -- ```case log-kept
    art-01.md:160:14 duty-without-case: the duty policy-exists has no case | write a ```case fence below it
    art-01.md:167:9 duty-not-above: the duty log-kept does not stand above this case
    art-01.md:169:13 unknown-subject: the case has no `system` called `company`
    art-01.md:170:13 unknown-subject: the case has no `system` called `company`
    art-01.md:171:13 unknown-subject: the case has no `system` called `company`
    -- ```case
    art-01.md:160:14 duty-without-case: the duty policy-exists has no case | write a ```case fence below it
    art-01.md:167:4 which-duty: no duty stands above this case in its clause, or more than one | write ```case DUTY
    -- sistem api in_use=yes
    art-01.md:31:1 unknown-kind: `sistem` is neither a kind, a date, nor parameter, reading or closed | did you mean `system`?
    art-01.md:38:13 unknown-subject: the case has no `system` called `api` | known: web
    art-01.md:39:30 unknown-subject: the case has no `system` called `api` | known: web
    -- system api inuse=yes
    art-01.md:31:12 unknown-field: `system` has no field `inuse` | did you mean `in_use`?
    -- system web reach=intranet in_use=yes since=2025-01-01⏎system api
    art-01.md:30:12 unknown-value: `intranet`: not in the vocabulary | did you mean `internet`?
    -- system web reach=網際網路 in_use=yes since=2025-01-01⏎system api
    art-01.md:30:12 unknown-value: cases use the word of the vocabulary, not `網際網路` | write `reach=internet`
    -- system api in_use=perhaps
    art-01.md:31:12 wrong-value: `perhaps`: neither yes nor no | expected yes/no, y/n, true/false, 是/否, 有/無, 1/0 or V
    -- system api in_use=yes
    art-01.md:31:1 no-effective-date: this line has no effective date | add `since=2025-01-01`
    -- system api in_use=yes since=1/1
    art-01.md:31:1 no-effective-date: this line has no effective date | add `since=2025-01-01`
    art-01.md:31:23 not-a-date: `since=1/1` has no valid date | write 2025-01-31
    -- system api in_use=yes in_use=no
    art-01.md:31:23 duplicate-key: the field `in_use` is stated twice
    -- system api in use
    art-01.md:31:12 case-line: `in` is not `field=value` | put a text with blanks in double quotes
    art-01.md:31:15 case-line: `use` is not `field=value` | put a text with blanks in double quotes
    -- system
    art-01.md:31:1 no-key: a key must follow `system` | write `system KEY field=value`
    art-01.md:38:13 unknown-subject: the case has no `system` called `api` | known: web
    art-01.md:39:30 unknown-subject: the case has no `system` called `api` | known: web
    -- scan s2 on=2025-05-06
    art-01.md:34:1 missing-required: `scan s2` lacks the required field `system`
    -- scan s2 system=?
    art-01.md:34:9 required-unknown: the required field `system` cannot be unknown
    -- account web|root of=p1
    art-01.md:93:1 missing-required: `account web|root` lacks the required field `holder`
    art-01.md:93:18 ambiguous-reference: `of=` needs a kind with one reference; `account` has 2 | name the field: system, holder
    -- complete=yes report="R 11
    art-01.md:32:59 quote-not-closed: the double quote is never closed
    -- parameter internet-scan.evry = "calendar month"
    art-01.md:35:11 unknown-parameter: there is no parameter `internet-scan.evry` | did you mean `internet-scan.every`?
    -- parameter internet-scan.every = "calendar year"
    art-01.md:35:33 looser-than-limit: this value of internet-scan.every is looser than the rules allow
    -- parameter internet-scan.every = month
    art-01.md:35:33 wrong-value: `month`: not a cycle | expected calendar month, quarter, half-year or year, or for example 3 months rolling
    -- parameter internet-scan.every
    art-01.md:35:11 case-line: this line cannot be read | write `parameter NAME = "VALUE"`
    -- reading quarter-is-calendar = roling⏎closed
    art-01.md:36:31 unknown-choice: the reading quarter-is-calendar has no choice `roling` | did you mean `rolling`?
    -- closed tomorrow
    art-01.md:37:8 case-line: one date must follow `closed` | write `closed 2025-10-06`
    -- wbe/2025Q1 met  web/2025Q2 unproven⏎
    art-01.md:38:27 unknown-subject: the case has no `system` called `wbe` | did you mean `web`?
    -- web/2025Q5 met  web/2025Q2 unproven⏎
    art-01.md:38:27 bad-period: `2025Q5` is not a period of this duty | expected 2025, 2025H1, 2025Q2, 2025-06, or the day on which the cycle began
    -- web/2025Q1 mett  web/2025Q2 unproven⏎
    art-01.md:38:38 unknown-status: there is no status `mett` | did you mean `met`?
    -- web/2025Q1 met  web/2025Q1 unproven⏎
    art-01.md:38:43 duplicate-standing: `web/2025Q1` stands twice in this line
    -- web/2025Q1 met  web/2025Q2⏎
    art-01.md:38:43 case-line: a status must follow `web/2025Q2`
    -- 2025-06-30⏎
    art-01.md:38:1 empty-expectation: this line lists no standing | write `none` where there is none
    -- 2025-10-01 known soon
    art-01.md:39:18 not-a-date: `soon` has no valid date | write 2025-01-31
    -- 2024-12-31  internet-scan:web/2024Q4 due policy-exists:company met
    art-01.md:40:42 duty-not-of-case: the head of this case does not name the duty policy-exists
    -- f1 met  promised-fix:web/f2 late
    art-01.md:68:13 which-duty: the case is about several duties: say which one | write `duty-name:SUBJECT`
    -- high-finding-fix:f1/2025 met  promised-fix:web/f9 late
    art-01.md:68:13 bad-period: `2025` is not a period of this duty | expected nothing: this duty has no periods
    art-01.md:68:43 bad-period: `f9` is not a period of this duty | expected the key of the trigger
    -- 2025-01-15  web/2025Q1 due
    art-01.md:111:13 bad-period: `2025Q1` is not a period of this duty | expected the day on which the subject entered the population
    -- web#1 unproven  web#3 met
    art-01.md:94:29 bad-item: `#3` is not an item of this duty | items are 1 to 2
    -- 2025-06-30  web#1 met⏎
    art-01.md:193:13 bad-item: `#1` is not an item of this duty | this duty has no items
    -- without 2025-01-20  7 late⏎
    art-01.md:123:14 case-never-shows: the cases of leaver-removal-duty never show late
    -- without ```case policy-exists⏎document d1 topic=policy on=2025-01-01⏎2025-01-01  company met⏎2026-01-02  company breached⏎2026-02-02  company unproven⏎```⏎
    art-01.md:160:14 duty-without-case: the duty policy-exists has no case | write a ```case fence below it
    -- closed⇥2025-10-06
    art-01.md:37:7 tab: a tab inside a fence | use blanks
    "#);
}

#[test]
fn clocks() {
    let two = |second: &str| {
        common::planted(&[
            ("art-01.md", "phrase = \"兩個月內\"", "phrase = \"兩個月內\"\nclock = \"fix\""),
            ("art-01.md", second, &format!("{second}\nclock = \"fix\"")),
        ])
    };
    assert_snapshot!(common::lines(&zilu_catalogue::load(&two("phrase = \"每季\"")).1), @"
    art-01.md:12:14 clock-mismatch: the duty internet-scan cannot share the clock `fix` | duties of one clock have one kind of subject and are all `after`, or all rolling `every`
    art-01.md:44:14 clock-mismatch: the duty high-finding-fix cannot share the clock `fix` | duties of one clock have one kind of subject and are all `after`, or all rolling `every`
    ");
    assert_snapshot!(common::lines(&zilu_catalogue::load(&two("by = \"trigger.promised_on\"")).1), @"art-01.md:55:14 clock-mismatch: the duty promised-fix cannot share the clock `fix` | duties of one clock have one kind of subject and are all `after`, or all rolling `every`");
}

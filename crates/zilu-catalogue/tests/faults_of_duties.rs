//! Each fault planted once into the readings, parameters, duties and cases of the sound pack: place, code, message and hint.

mod common;

use common::check;
use insta::assert_snapshot;

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

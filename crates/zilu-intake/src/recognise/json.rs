//! Which JSON format a file has, told by its keys.
//!
//! The first bytes are only looked at, not parsed: they end anywhere, and a broken file is the importer's to refuse.
//! Lines of JSON and a list are looked at like the object in them.

use super::{Answer, Format, Hint, USE_TEMPLATE, refuse};

/// The formats, each with the keys that only it has; the first line of which every key is there wins. `a` is a key
/// anywhere, `/a` one of the outermost object (of the list, of a line), `a=b` and `/a=b` a key with a text that
/// begins with `b` (nothing after `=`: with any text).
const FORMATS: &[(&[&str], Format)] = &[
    (&["/nftables"], Format::Firewall(zilu_firewall::Kind::Nftables)),
    (&["/SecurityGroups"], Format::Firewall(zilu_firewall::Kind::AwsSecurityGroups)),
    (&["/rulebase", "type=access-rule"], Format::Firewall(zilu_firewall::Kind::CheckPoint)),
    (&["/rulebase", "type=access-section"], Format::Firewall(zilu_firewall::Kind::CheckPoint)),
    (&["/objects-dictionary"], Format::Firewall(zilu_firewall::Kind::CheckPoint)),
    (&["/launch_date", "/created_date", "/template"], Format::Gophish),
    (&["remote_address", "started", "protocol", "username"], Format::Warpgate),
    (&["date_start", "has_replay", "asset", "remote_addr"], Format::Jumpserver),
    (&["/event", "/code=T", "/uid", "/time"], Format::Teleport),
    (&["/events", "code=T", "uid"], Format::Teleport),
    (&["/@programName=ZAP", "/site"], Format::ZapJson),
    (&["/@version", "/@generated", "/site"], Format::ZapJson),
    (&["/issue_events", "/scan_status"], Format::BurpJson),
    (&["/Issues", "issue_type", "origin"], Format::BurpJson),
    (&["/data", "scan", "issues", "origin"], Format::BurpJson),
    (&["/template-id", "/info"], Format::Nuclei),
    (&["/templateID", "/info"], Format::Nuclei),
    (&["/id", "/ip", "/port", "/severity", "/finding"], Format::TestsslJson),
    (&["/Invocation", "/scanResult"], Format::TestsslJson),
    (&["/clientProblem1", "/scanResult"], Format::TestsslJson),
    (&["/runs", "/version"], Format::Sarif),
    (&["/runs", "/$schema"], Format::Sarif),
    (&["/runs", "tool", "driver"], Format::Sarif),
    (&["/runs", "results"], Format::Sarif),
    (&["/$schema=https://json.schemastore.org/sarif"], Format::Sarif),
    (&["/SchemaVersion", "/ArtifactName"], Format::Trivy),
    (&["/SchemaVersion", "/Results"], Format::Trivy),
    (&["/ClusterName"], Format::Trivy),
    // Reports of web scanners have both keys too, but there the target is an object.
    (&["/Target=", "Vulnerabilities"], Format::Trivy),
    (&["/bomFormat=CycloneDX"], Format::CycloneDx),
    (&["/specVersion=1.", "/components"], Format::CycloneDx),
    (&["/$schema=http://cyclonedx.org/schema"], Format::CycloneDx),
    (&["/document", "csaf_version"], Format::Csaf),
    (&["/@context=https://openvex.dev"], Format::OpenVex),
    (&["/vulnerabilities", "cveID", "dateAdded"], Format::Kev),
    (&["/catalogVersion", "/vulnerabilities"], Format::Kev),
    (&["/spdxVersion"], Format::Spdx),
    (&["/SPDXID", "/packages"], Format::Spdx),
    (&["/@context=https://spdx.org/rdf/3"], Format::Spdx),
    (&["/mobsfscan_version"], Format::MobSf),
    (&["/file_name", "/app_name", "/md5"], Format::MobSf),
    (&["event_code", "vendor_name=Prowler"], Format::Prowler),
    (&["/class_uid", "/status_code", "/finding_info"], Format::Prowler),
    (&["/matches", "matchDetails"], Format::Grype),
    (&["/matches", "vulnerability"], Format::Grype),
    (&["/matches", "/source"], Format::Grype),
    (&["/descriptor", "/matches"], Format::Grype),
    (&["/results", "check_id"], Format::Semgrep),
    (&["/results", "/errors"], Format::Semgrep),
    (&["/results", "/paths", "/skipped_rules"], Format::Semgrep),
    (&["/vulns", "advisory"], Format::Semgrep),
    (&["apiVersion=aquasecurity.github.io"], Format::Trivy),
    (&["/data", "Properties", "domainsid"], Format::BloodHound),
    (&["/data", "/meta", "methods"], Format::BloodHound),
    (&["/status", "/profile", "login"], Format::Okta),
    (&["userPrincipalName"], Format::Entra),
    (&["/username", "/state", "/web_url"], Format::GitLabUsers),
];

/// What is not read, and why: keys, what it is and what to import instead, in both languages.
const REFUSED: &[(&[&str], Hint, Hint)] = &[
    (
        &["phish_header", "dirty_stats", "stats"],
        (
            "這是 CISA con-pca 一個週期的統計，只有總數，不知道誰收到、誰點閱",
            "these are the statistics of a con-pca cycle: totals only, which do not tell who received or clicked",
        ),
        (
            "請匯入逐人的結果，見 zilu template drill_mail",
            "import the results person by person, see zilu template drill_mail",
        ),
    ),
    (
        &["target_email_list", "continuous_subscription"],
        (
            "這是 CISA con-pca 的訂閱設定，只有預定的收件人，沒有結果",
            "this is a con-pca subscription: it tells whom a drill is meant for, not what happened",
        ),
        (
            "請匯入逐人的結果，見 zilu template drill_mail",
            "import the results person by person, see zilu template drill_mail",
        ),
    ),
    (
        &["risk_level", "input", "output", "session"],
        (
            "這是 JumpServer 的指令紀錄：輸入只留 128 字，不足以證明做了什麼",
            "these are JumpServer's commands: inputs are cut at 128 characters and do not prove what was done",
        ),
        ("請匯入連線紀錄（sessions）", "import the sessions"),
    ),
];

/// A key that was seen.
struct Key<'t> {
    level: usize,
    name: &'t str,
    /// The text that follows it, when it is one.
    text: Option<&'t str>,
}

/// Whether a text is JSON rather than, say, a table: an object or a list begins.
pub(super) fn looks_like(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{FEFF}');
    match (signs.next(), signs.next()) {
        (Some('{'), next) => matches!(next, Some('"' | '}') | None),
        (Some('['), next) => matches!(next, Some('{' | '[' | ']' | '"') | None),
        _ => false,
    }
}

/// Tells the format from the beginning of the file.
pub(super) fn recognise(text: &str) -> Answer {
    let keys = keys(text);
    if let Some((_, format)) = FORMATS.iter().find(|(marks, _)| marks.iter().all(|mark| has(&keys, mark))) {
        return Ok(*format);
    }
    if let Some((_, (zh, en), hint)) =
        REFUSED.iter().find(|(marks, ..)| marks.iter().all(|mark| has(&keys, mark)))
    {
        return refuse("unsupported", zh, en, Some(*hint));
    }
    let outer: Vec<&str> = keys.iter().filter(|key| key.level == 1).map(|key| key.name).take(8).collect();
    let names: String = outer.join(", ").chars().filter(|c| !c.is_control()).take(120).collect();
    let (zh, en) = if names.is_empty() {
        ("不認得這種 JSON".to_owned(), "JSON of a kind that is not known".to_owned())
    } else {
        (
            format!("不認得這種 JSON（最外層的鍵：{names}）"),
            format!("JSON of a kind that is not known (its outermost keys: {names})"),
        )
    };
    refuse("unsupported", &zh, &en, Some(USE_TEMPLATE))
}

fn has(keys: &[Key<'_>], mark: &str) -> bool {
    let (outermost, mark) = mark.strip_prefix('/').map_or((false, mark), |rest| (true, rest));
    let (name, text) = mark.split_once('=').map_or((mark, None), |(name, text)| (name, Some(text)));
    keys.iter().any(|key| {
        key.name == name
            && (!outermost || key.level == 1)
            && text.is_none_or(|text| key.text.is_some_and(|found| found.starts_with(text)))
    })
}

/// Every key of the text, as far as it goes. Levels count objects: a list around them does not matter.
fn keys(text: &str) -> Vec<Key<'_>> {
    let mut keys: Vec<Key<'_>> = Vec::new();
    let mut level = 0_usize;
    let mut rest = text;
    // The last key waits for its text.
    let mut waiting = false;
    while let Some(at) = rest.find(['"', '{', '}', ',', '[']) {
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match sign {
            b'{' => level += 1,
            b'}' => level = level.saturating_sub(1),
            b'"' => {
                let (string, after) = string(rest);
                rest = after;
                if let Some(after) = rest.trim_start().strip_prefix(':') {
                    rest = after;
                    keys.push(Key { level, name: string, text: None });
                    waiting = true;
                    continue;
                }
                if waiting && let Some(key) = keys.last_mut() {
                    key.text = Some(string);
                }
            }
            _ => {}
        }
        waiting = false;
    }
    keys
}

/// The raw text up to the closing quote, and what follows it.
fn string(text: &str) -> (&str, &str) {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str, marks: &[&str]) -> bool {
        let keys = keys(text);
        marks.iter().all(|mark| has(&keys, mark))
    }

    #[test]
    fn keys_are_told_by_level_and_text() {
        let text =
            r#" {"spec" : "CycloneDX", "x": {"name": "a\"b", "list": [{"deep": 1}]}, "n": 1, "last": "cu"#;
        assert!(seen(text, &["/spec=Cyclone", "/spec=", "/x", "deep", "name", "/n", "/last=cu"]));
        for wrong in ["/x=", "/n=", "/name", "/deep", "spec=cyclone", "n=1", "a", "CycloneDX", "list=x"] {
            assert!(!seen(text, &[wrong]), "{wrong}");
        }
    }

    #[test]
    fn lists_and_lines_are_seen_like_the_object_in_them() {
        assert!(seen(r#"[ {"a": "b"}, {"c": []} ]"#, &["/a=b", "/c"]));
        assert!(seen("{\"a\": 1}\n{\"c\": 2}\n", &["/a", "/c"]));
    }

    #[test]
    fn broken_text_is_only_looked_at() {
        for text in ["{", "{\"", "{\"a\\", "}}}{\"a\":", "[\"a\",\"b\"", "{\"題\": \"值"] {
            keys(text);
        }
        assert!(!seen(r#"{"a": ["x", "y"]}"#, &["a=y"]));
    }

    #[test]
    fn json_is_told_from_tables() {
        for json in ["{\"a\":1}", " [\n {", "[]", "{}", "{"] {
            assert!(looks_like(json), "{json}");
        }
        for other in ["a,b", "[global]\nx=1", "{a", "", "\"a\",\"b\""] {
            assert!(!looks_like(other), "{other}");
        }
    }
}

//! Configurations of firewalls: what is stated, what is refused, and that nothing is passed over in silence.

mod common;

use common::{Got, line};
use std::sync::OnceLock;
use zilu_catalogue::Catalogue;
use zilu_intake::{HEAD, Source, read, recognise};

const ASA: &[u8] = include_bytes!("fixtures/edge.asa");
const FORTIGATE: &[u8] = include_bytes!("fixtures/branch.fortigate");
const SET: &[u8] = include_bytes!("fixtures/center.paloalto");
const XML: &[u8] = include_bytes!("fixtures/center.xml");
const JUNIPER: &[u8] = include_bytes!("fixtures/srx.juniper");
const BRACES: &[u8] = include_bytes!("fixtures/srx.conf");
const NFT: &[u8] = include_bytes!("fixtures/host.nft");
const NFT_JSON: &[u8] = include_bytes!("fixtures/host.nft.json");
const AWS: &[u8] = include_bytes!("fixtures/groups.aws.json");
const CHECKPOINT: &[u8] = include_bytes!("fixtures/layer.checkpoint.json");
const ZONE: &[u8] = include_bytes!("fixtures/office.firewalld.xml");
const IPTABLES: &[u8] = include_bytes!("fixtures/gate.iptables");

fn own_catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(common::own_catalogue)
}

fn source() -> Source {
    Source {
        date: Some(jiff::civil::date(2025, 6, 30)),
        sha256: Some("ab12".into()),
        subject: Some("gate".into()),
        ..Source::new("fw.conf")
    }
}

fn got_from(bytes: &[u8], source: &Source) -> Got {
    let format = match recognise("fw.conf", &bytes[..bytes.len().min(HEAD)]) {
        Ok(format) => format,
        Err(fault) => return Got { faults: vec![*fault], ..Got::default() },
    };
    Got::from(|sink| read(bytes, format, None, own_catalogue(), source, sink))
}

fn got(bytes: &[u8]) -> Got {
    got_from(bytes, &source())
}

/// Rule id without its set, and the fields asked for.
fn rules(got: &Got, fields: &[&str]) -> Vec<String> {
    let catalogue = own_catalogue();
    let kind = catalogue.kind("firewall_rule").expect("kind");
    let rows = got.records.iter().filter(|record| record.kind == kind);
    rows.map(|record| {
        let of = |name: &str| {
            let id = catalogue.field(kind, name).expect(name);
            let ty = &catalogue.kinds[kind.index()].fields[id.index()].ty;
            let value = record.fields.iter().find(|(field, _)| *field == id);
            value.map_or("-".to_owned(), |(_, value)| zilu_catalogue::format_value(ty, value))
        };
        fields.iter().map(|name| of(name)).collect::<Vec<_>>().join(" | ")
    })
    .collect()
}

#[test]
fn an_asa_is_read_to_the_last_line() {
    let got = got(ASA);
    assert_eq!(got.fault_lines(), "");
    let fields = [
        "action",
        "enabled",
        "source",
        "destination",
        "service",
        "risky_port",
        "overlap",
        "complete",
        "valid_until",
    ];
    assert_eq!(
        rules(&got, &fields),
        [
            "allow | yes | any | servers | tcp/443 | no | none | yes | -",
            "allow | yes | any | servers | tcp/admin | yes | none | yes | 2025-03-31",
            "allow | no | any | everything | mixed | no | none | yes | -",
            "deny | yes | any | web | any | no | none | yes | -",
            "allow | yes | any | web | tcp/8080 | no | shadowed | yes | -",
            "allow | yes | any | cdn | tcp/80 | no | none | yes | -",
            "allow | yes | any | nowhere | tcp/80 | no | none | no | -",
            "deny | yes | any | any | any | no | none | yes | -",
            "allow | no | 10.1.0.0/16 | any | any | yes | none | yes | -",
        ]
    );
    let catalogue = own_catalogue();
    let config = got.records.iter().find(|r| r.kind == catalogue.kind("firewall_config").expect("kind"));
    let text = line(catalogue, config.expect("configuration"));
    assert!(text.contains("complete=no") && text.contains("lines_not_understood=1"), "{text}");
    assert!(text.contains("frobnicate"), "{text}");
    let everything: String = got.records.iter().map(|record| line(catalogue, record)).collect();
    for secret in ["hunter2", "topsecret", "$sha512$"] {
        assert!(!everything.contains(secret), "{secret}");
    }
    let notes = &got.summary.as_ref().expect("summary").notes;
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert!(notes.iter().all(|note| !note.en.contains("hunter2")));
}

#[test]
fn a_renumbered_list_has_the_same_rules() {
    let text = String::from_utf8(ASA.to_vec()).expect("text");
    let before = rules(&got(ASA), &["rule_id"]);
    // A rule more at the top, a remark more, other log options.
    let more = text
        .replace(
            "access-list outside_in remark web servers\n",
            "access-list outside_in remark new\naccess-list outside_in extended permit icmp any any echo\n",
        )
        .replace("eq https log", "eq 443 log debugging");
    let after = rules(&got(more.as_bytes()), &["rule_id"]);
    assert_eq!(before.len() + 1, after.len());
    assert!(before.iter().all(|id| after.contains(id)), "{before:?} {after:?}");
}

#[test]
fn a_group_that_grows_keeps_its_rules_and_changes_their_fingerprint() {
    let text = String::from_utf8(ASA.to_vec()).expect("text");
    let more = text.replace(
        " network-object object web\n",
        " network-object object web\n network-object host 10.9.9.9\n",
    );
    let (before, after) = (got(ASA), got(more.as_bytes()));
    assert_eq!(rules(&before, &["rule_id"]), rules(&after, &["rule_id"]));
    let changed = std::iter::zip(rules(&before, &["fingerprint"]), rules(&after, &["fingerprint"]))
        .filter(|(a, b)| a != b);
    assert_eq!(changed.count(), 3);
}

#[test]
fn a_fortigate_is_read_in_the_order_that_counts() {
    let got = got(FORTIGATE);
    assert_eq!(got.fault_lines(), "");
    assert_eq!(got.summary.as_ref().expect("summary").notes.len(), 1, "only that it has a name of its own");
    let fields = [
        "rule_id",
        "name",
        "action",
        "from_zone",
        "source",
        "destination",
        "service",
        "log",
        "valid_until",
        "enabled",
    ];
    assert_eq!(
        rules(&got, &fields),
        [
            "11111111-2222-51ec-aaaa-000000000002 | 2 | allow | wan1 | any | published | app | - | 2025-01-31 | yes",
            "11111111-2222-51ec-aaaa-000000000001 | out | allow | lan | lan | site | DNS HTTPS | yes | - | yes",
            "11111111-2222-51ec-aaaa-000000000003 | 3 | deny | lan | !(printer) | any | any | - | - | yes",
            "11111111-2222-51ec-aaaa-000000000004 | 4 | allow | - | any | any | any | - | - | no",
        ]
    );
}

#[test]
fn iptables_with_counters_chains_and_sets() {
    let source = Source { date: None, ..source() };
    let got = got_from(IPTABLES, &source);
    assert_eq!(got.fault_lines(), "");
    let fields = ["action", "source", "service", "conditions", "hits", "overlap", "contains_any", "comment"];
    assert_eq!(
        rules(&got, &fields),
        [
            "allow | any | any | - | 900 | none | no | -",
            "allow | any | any | state:established; states:ESTABLISHED,RELATED | 800 | none | no | -",
            "allow | any | tcp/80 tcp/443 tcp/8000-8010 | - | 5 | none | yes | web | site",
            "deny | !10.0.0.0/8 | tcp/22 | - | 0 | none | no | -",
            "- | any | tcp/22 | -> admin | 3 | none | no | -",
            "deny | any | tcp/8005 | - | 0 | shadowed | no | -",
            "allow | ipset:partners | tcp/9000 | - | 0 | none | yes | -",
            "allow | 10.9.0.0/16 | any | - | 3 | none | yes | -",
            "- | any | any | -> return | 0 | none | no | -",
        ]
    );
    assert!(got.records.iter().all(|record| record.effective == jiff::civil::date(2025, 6, 30)));
}

#[test]
fn what_nobody_says_is_asked_for() {
    let without = got_from(IPTABLES, &Source::new("gate.iptables"));
    assert_eq!(without.codes(), ["no-subject"]);
    assert!(without.fault_lines().contains("--subject"), "{}", without.fault_lines());
    assert_eq!(got_from(ASA, &Source::new("edge.asa")).codes(), ["no-date"]);
}

#[test]
fn a_file_that_breaks_off_is_refused() {
    for (whole, code) in [(FORTIGATE, "truncated"), (IPTABLES, "truncated")] {
        let mut refused = 0;
        for part in 1..20 {
            let cut = &whole[..whole.len() * part / 20];
            let got = got(cut);
            // Between two blocks nothing can be told.
            refused += usize::from(!got.faults.is_empty());
            assert!(got.codes().iter().all(|c| *c == code || c.starts_with("not-")), "{:?}", got.codes());
        }
        assert!(refused >= 15, "{refused}");
    }
}

#[test]
fn hostile_text_is_taken_apart_or_refused() {
    let deep = "config firewall policy\nedit 1\n".repeat(2_000);
    assert!(!got(format!("#config-version=x\n{deep}").as_bytes()).faults.is_empty());
    // Groups in circles, groups in long chains, names that look like formulas and markup.
    let mut text = String::from(
        "ASA Version 9\nhostname =cmd|calc\nobject-group network a\n group-object b\nobject-group network b\n group-object a\n",
    );
    for i in 0..3_000 {
        text += &format!(
            "object-group network g{i}\n group-object g{}\n network-object host 10.0.{}.{}\n",
            i + 1,
            i / 250,
            i % 250
        );
    }
    text += "access-list x extended permit ip object-group a any\naccess-list x extended permit ip object-group g0 any\naccess-list <b>x</b> extended permit ip any any\n";
    let got = got(text.as_bytes());
    assert_eq!(got.fault_lines(), "");
    assert_eq!(rules(&got, &["complete"]), ["no", "no", "yes"]);
    assert!(
        got.records.iter().all(|record| !record.key.contains("=cmd|")),
        "the separator is not a part of a name"
    );
    for bytes in
        [&b"\xEF\xBB\xBFASA Version 9\nhostname a\n"[..], "主機\nASA Version 9\nhostname 防火牆\n".as_bytes()]
    {
        assert_eq!(self::got(bytes).fault_lines(), "");
    }
    let utf16: Vec<u8> =
        "ASA Version 9\r\nhostname a\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(self::got(&utf16).fault_lines(), "");
}

#[test]
fn palo_alto_says_the_same_in_every_form() {
    let fields = [
        "rule_id",
        "action",
        "from_zone",
        "to_zone",
        "source",
        "destination",
        "service",
        "overlap",
        "enabled",
        "valid_until",
    ];
    let expected = [
        "pre/block | deny | - | - | bad | any | any | none | yes | -",
        "pre/web | allow | outside | dmz | !(partners) | web | application-default app:ssl web-browsing | none | yes | -",
        "rulebase/admin | allow | inside | dmz | any | web | ssh rdp | none | yes | 2025-01-31",
        "rulebase/again | allow | inside | dmz | 10.0.0.0/8 | web | ssh | none | yes | -",
        "rulebase/old | allow | - | - | any | any | any | none | no | -",
    ];
    let (set, xml) = (got(SET), got(XML));
    assert_eq!(set.fault_lines(), "");
    assert_eq!(xml.fault_lines(), "");
    let without_pre =
        |row: String| row.replace("panorama:", "").replace("vsys:vsys1:", "").replace("rdp ssh", "ssh rdp");
    let rows = |got: &Got| rules(got, &fields).into_iter().map(without_pre).collect::<Vec<_>>();
    assert_eq!(rows(&set), expected);
    assert_eq!(rows(&xml), expected[2..], "what Panorama pushes is not in the file of the firewall");
}

#[test]
fn junos_filters_and_policies_in_both_forms() {
    let fields = [
        "rule_id",
        "action",
        "from_zone",
        "source",
        "destination",
        "service",
        "overlap",
        "enabled",
        "complete",
    ];
    let filter = [
        "inet:edge/bogons | deny | ge-0/0/0.0 | !10.9.0.0/16 10.0.0.0/8 | any | any | none | yes | yes",
        "inet:edge/admin | allow | ge-0/0/0.0 | any | any | tcp/22 tcp/3389 | none | yes | yes",
        "inet:edge/rest | allow | ge-0/0/0.0 | any | any | any | none | yes | yes",
    ];
    let set = got(JUNIPER);
    assert_eq!(set.fault_lines(), "");
    let rows = rules(&set, &fields);
    assert_eq!(rows[..3], filter);
    assert_eq!(
        rows[3..],
        [
            "inet:spare/one | allow | - | any | any | any | none | no | yes",
            "policy:untrust->trust/block | deny | untrust | partner | web | any | none | yes | yes",
            "policy:untrust->trust/late | allow | untrust | partner | web | app | shadowed | yes | yes",
            "policy:untrust->trust/web | allow | untrust | any | web | junos-https | none | yes | yes",
            "policy:global/last | allow | - | any | nowhere | any | none | no | no",
        ]
    );
    assert_eq!(rules(&set, &["valid_until"])[6], "2025-01-31");
    let braces = got(BRACES);
    assert_eq!(braces.fault_lines(), "");
    let rows: Vec<String> = rules(&braces, &fields).into_iter().filter(|row| !row.contains("/old")).collect();
    assert_eq!(rows, filter);
}

#[test]
fn nftables_as_text_and_json() {
    let fields = ["action", "source", "service", "hits", "overlap", "complete", "comment"];
    let text = got(NFT);
    assert_eq!(text.fault_lines(), "");
    assert_eq!(
        rules(&text, &fields),
        [
            "allow | any | any | - | none | yes | -",
            "allow | any | any | - | none | yes | -",
            "deny | @blocked | any | 12 | none | yes | -",
            "allow | 10.8.1.1 10.9.0.0/16 | tcp/22 tcp/3389 | - | none | yes | admin access",
            "- | any | tcp/80-90 | - | none | yes | -",
            "deny | any | tcp/85 | - | none | yes | -",
            "allow | 198.51.100.9 | tcp/443 | - | shadowed | yes | -",
            "- | any | any | - | none | no | -",
            "allow | any | any | - | none | yes | -",
            "deny | any | any | - | none | yes | -",
            "- | any | any | - | none | yes | -",
        ]
    );
    let notes = &text.summary.as_ref().expect("summary").notes;
    assert!(notes.iter().any(|note| note.en.contains("include")), "what is included is not read: {notes:?}");
    let json = got(NFT_JSON);
    assert_eq!(json.fault_lines(), "");
    assert_eq!(
        rules(&json, &fields),
        [
            "deny | @blocked | any | 12 | none | yes | -",
            "allow | 10.8.1.1 10.9.0.0/16 | tcp/22 tcp/3389 | - | none | yes | admin access",
            "- | any | tcp/80-90 | - | none | yes | -",
            "- | any | any | - | none | no | -",
        ]
    );
}

#[test]
fn security_groups_and_zones() {
    let fields =
        ["rule_set", "action", "source", "destination", "service", "contains_any", "risky_port", "complete"];
    let aws = got(AWS);
    assert_eq!(aws.fault_lines(), "");
    assert_eq!(
        rules(&aws, &fields),
        [
            "sg-1:ingress | allow | any | sg-1 | tcp/443 | yes | no | yes",
            "sg-1:ingress | allow | 192.0.2.7/32 security-group:sg-2 | sg-1 | tcp/22 | no | yes | yes",
            "sg-1:ingress | allow | 10.0.0.0/8 | sg-1 | icmp | no | no | yes",
            "sg-1:egress | allow | sg-1 | any | any | yes | yes | yes",
        ]
    );
    let zone = got(ZONE);
    assert_eq!(zone.fault_lines(), "");
    assert_eq!(
        rules(&zone, &fields),
        [
            "zone Office | allow | 10.2.0.0/16 | any | ssh | yes | yes | yes",
            "zone Office | allow | 10.2.0.0/16 | any | tcp/8000-8010 | yes | no | yes",
            "zone Office | deny | !10.2.9.0/24 | any | tcp/8005 | no | no | yes",
            "zone Office | deny | 10.2.0.0/16 | any | redirect | no | no | yes",
        ]
    );
    let notes = &zone.summary.as_ref().expect("summary").notes;
    assert!(notes.iter().any(|note| note.en.contains("<strange")), "{notes:?}");
}

/// Pages of a layer, objects by number and in place, a group, a negated source, a rule that is off.
#[test]
fn check_point_rules_are_read_page_by_page() {
    let got = got_from(CHECKPOINT, &source());
    assert_eq!(got.fault_lines(), "");
    let catalogue = own_catalogue();
    let lines: Vec<String> = got.records.iter().map(|record| common::line(catalogue, record)).collect();
    let of = |key: &str| {
        lines.iter().find(|line| line.contains(key)).unwrap_or_else(|| panic!("no {key}: {lines:?}"))
    };
    let web = of("firewall_rule gate|Edge Network/r1 ");
    for part in [
        "action=allow",
        "source=any",
        "\"web-1 web farm\"",
        "\"https high\"",
        "hits=12",
        "last_hit_on=2026-03-04",
    ] {
        assert!(web.contains(part), "{part}: {web}");
    }
    let guests = of("firewall_rule gate|Edge Network/r2 ");
    assert!(
        guests.contains("enabled=no") && guests.contains("!inside") && guests.contains("printer"),
        "{guests}"
    );
    assert!(of("firewall_config gate").contains("complete=yes"), "{}", of("firewall_config gate"));
    // A page is missing: a part of a layer, from which nothing is concluded.
    let text = String::from_utf8_lossy(CHECKPOINT);
    let part = text.replace("\"from\": 3, \"to\": 3, \"total\": 3", "\"from\": 3, \"to\": 3, \"total\": 4");
    let part = got_from(part.as_bytes(), &source());
    let config = part
        .records
        .iter()
        .map(|record| common::line(catalogue, record))
        .find(|line| line.starts_with("firewall_config"));
    assert!(config.as_deref().is_some_and(|line| line.contains("complete=no")), "{config:?}");
    assert!(
        part.listed.iter().all(|listed| !format!("{listed:?}").contains("complete: true")),
        "{:?}",
        part.listed
    );
    // An object that the file does not define.
    let unknown = text.replace("\"members\": [\"h2\", \"a1\"]", "\"members\": [\"h2\", \"gone\"]");
    let unknown = got_from(unknown.as_bytes(), &source());
    let config = unknown
        .records
        .iter()
        .map(|record| common::line(catalogue, record))
        .find(|line| line.starts_with("firewall_config"));
    assert!(config.is_some_and(|line| line.contains("complete=no")));
    for (bad, code) in [
        ("{\"rulebase\": 5, \"objects-dictionary\": []}", "not-check-point"),
        ("[{\"rulebase\": [{\"type\": \"access-rule\"", "truncated"),
    ] {
        assert_eq!(got_from(bad.as_bytes(), &source()).codes(), [code], "{bad}");
    }
    // Numbers at the end of what a number can be.
    let far = text
        .replace("\"to\": 3, \"total\": 3", "\"to\": 18446744073709551615, \"total\": 18446744073709551615");
    assert_eq!(got_from(far.as_bytes(), &source()).fault_lines(), "");
    // A group that contains itself, sections in sections, numbers where texts should be.
    let odd = r#"{"name": "L", "total": 1, "from": 1, "to": 1, "rulebase": [{"type": "access-rule", "uid": 7, "source": ["g"], "destination": 5, "service": [null, {}], "action": 3, "enabled": "x"}, {"type": "place-holder"}], "objects-dictionary": [{"uid": "g", "type": "group", "members": ["g"]}, 5, {"type": "host"}]}"#;
    let odd = got_from(odd.as_bytes(), &source());
    assert_eq!(odd.fault_lines(), "");
    assert!(odd.records.iter().any(|record| common::line(catalogue, record).contains("complete=no")));
}

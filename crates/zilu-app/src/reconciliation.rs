//! What one source knows and another does not: hosts, accounts and people held side by side.
//!
//! A host is *registered* when a person stated it, in a table or a form, or when its system or administrator is known;
//! a host that only a scan or a log brought exists in the register's data but nobody has said what it is for. What kinds
//! of records name a host tells which sources have seen it: whatever refers to a host counts, so that a new importer
//! needs nothing here.
//!
//! A gap is a list of records with the number looked at, and nobody's breach by itself: what follows from it is the
//! duties' business.

use crate::lens::Lens;
use crate::words::Words;
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::net::IpAddr;
use zilu_catalogue::KindId;
use zilu_engine::explain::roc_date;
use zilu_engine::{Day, Origin, RecordId};

/// Everything held side by side.
#[derive(Debug, Clone, Serialize)]
pub struct ReconciliationView {
    /// Hosts in the register's data on D, whoever brought them and whether or not they are in use.
    pub hosts: usize,
    /// What the sources know of hosts.
    pub sources: Vec<SourceCount>,
    /// Differences, those of hosts first.
    pub gaps: Vec<Gap>,
}

/// A source of hosts.
#[derive(Debug, Clone, Serialize)]
pub struct SourceCount {
    /// `register`, or the kind of record that names hosts.
    pub source: String,
    /// In words.
    pub words: Words,
    /// Hosts that it knows.
    pub hosts: usize,
    /// Of these, hosts that nobody registered.
    pub unregistered: usize,
}

/// Records that one source has and another lacks, or that contradict each other.
#[derive(Debug, Clone, Serialize)]
pub struct Gap {
    /// A stable name.
    pub code: &'static str,
    /// What is missing, in words.
    pub title: Words,
    /// The source that has them; `None` where no source lacks them and what they say is the matter.
    pub from: Option<Words>,
    /// The source that lacks them; `None` likewise.
    pub lacking: Option<Words>,
    /// Records looked at.
    pub of: usize,
    /// The records, by key.
    pub rows: Vec<GapRow>,
}

/// A record of a gap.
#[derive(Debug, Clone, Serialize)]
pub struct GapRow {
    /// Kind.
    pub kind: String,
    /// Key.
    pub key: String,
    /// Name, where the kind has one.
    pub name: Option<String>,
    /// What else helps, in words.
    pub detail: Option<Words>,
}

type Pair = (&'static str, &'static str);

const REGISTER: Pair = ("主機清冊", "register of hosts");
const SCANS: Pair = ("弱點掃描", "scans");
const DIRECTORY: Pair = ("帳號清冊", "accounts");
const PEOPLE: Pair = ("人員名冊", "list of people");
const REVIEWS: Pair = ("帳號清查", "account reviews");
const FIREWALL: Pair = ("防火牆規則", "firewall rules");

impl Lens<'_> {
    /// Holds the sources side by side on D.
    pub fn reconciliation(&self) -> ReconciliationView {
        let hosts = self.records_named("host");
        let registered: FxHashSet<RecordId> =
            hosts.iter().copied().filter(|host| self.is_registered(*host)).collect();
        let mut view = ReconciliationView {
            hosts: hosts.len(),
            sources: self.sources(&hosts, &registered),
            gaps: self.host_gaps(&hosts, &registered),
        };
        view.gaps.extend(self.account_gaps());
        view
    }

    /// A person stated the host, or somebody said what it belongs to, which no scan knows.
    fn is_registered(&self, host: RecordId) -> bool {
        self.attested(host) || ["system", "owner"].iter().any(|field| self.text_value(host, field).is_some())
    }

    /// A person stated the record, whatever machines say of it as well.
    fn attested(&self, record: RecordId) -> bool {
        self.facts
            .revisions(record, self.known)
            .iter()
            .any(|head| head.origin == Origin::Attested && !head.void && head.effective <= self.on)
    }

    /// The register and every kind of record that names hosts.
    fn sources(&self, hosts: &[RecordId], registered: &FxHashSet<RecordId>) -> Vec<SourceCount> {
        let mut sources = vec![SourceCount {
            source: "register".to_owned(),
            words: REGISTER.into(),
            hosts: registered.len(),
            unregistered: 0,
        }];
        let Some(host) = self.catalogue.kind("host") else { return sources };
        let mut kinds: Vec<KindId> = self.facts.referrers(host).iter().map(|(kind, _)| *kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let known: Vec<RecordId> =
                hosts.iter().copied().filter(|host| self.is_named_by(kind, *host)).collect();
            if known.is_empty() {
                continue;
            }
            let of = &self.catalogue.kinds[kind.index()];
            sources.push(SourceCount {
                source: of.name.clone(),
                words: Words::from(&of.label),
                hosts: known.len(),
                unregistered: known.iter().filter(|host| !registered.contains(host)).count(),
            });
        }
        sources
    }

    fn is_named_by(&self, kind: KindId, host: RecordId) -> bool {
        let referrers = self.facts.referrers(host.kind).iter().filter(|(of, _)| *of == kind);
        referrers.into_iter().any(|(kind, field)| self.referring_by(*kind, *field, host).next().is_some())
    }

    fn host_gaps(&self, hosts: &[RecordId], registered: &FxHashSet<RecordId>) -> Vec<Gap> {
        let scanned = |host: &RecordId| {
            ["host_scan", "finding"].iter().any(|kind| !self.referring(kind, "host", *host).is_empty())
        };
        let named = |host: &RecordId| !self.referring("account", "host", *host).is_empty();
        let in_use = |host: &RecordId| self.is(*host, "in_use") != Some(false);
        let seen: Vec<RecordId> = hosts.iter().copied().filter(|host| scanned(host)).collect();
        let listed: Vec<RecordId> =
            hosts.iter().copied().filter(|h| registered.contains(h) && in_use(h)).collect();
        let with_accounts: Vec<RecordId> = hosts.iter().copied().filter(|host| named(host)).collect();
        let mut gaps = vec![
            self.gap(
                "host-scanned-unregistered",
                ("掃描到但沒有登錄的主機", "Hosts that scans saw and nobody registered"),
                Some((SCANS, REGISTER)),
                &seen,
                |host| !registered.contains(host),
                |host| self.seen_on(host),
            ),
            self.gap(
                "host-registered-unscanned",
                ("已登錄、使用中，但沒有掃描過的主機", "Registered hosts in use that no scan ever saw"),
                Some((REGISTER, SCANS)),
                &listed,
                |host| !scanned(host),
                |host| self.words_of(host, "role"),
            ),
            self.gap(
                "host-accounts-unregistered",
                ("有帳號但沒有登錄的主機", "Hosts with accounts that nobody registered"),
                Some((DIRECTORY, REGISTER)),
                &with_accounts,
                |host| !registered.contains(host),
                |_| None,
            ),
            self.gap(
                "host-without-system-or-owner",
                ("已登錄但不知系統或管理者的主機", "Registered hosts of unknown system or administrator"),
                None,
                &listed,
                |host| self.target(*host, "system").is_none() || self.target(*host, "owner").is_none(),
                |host| self.words_of(host, "system"),
            ),
        ];
        gaps.extend(self.firewall_gap(hosts));
        gaps
    }

    fn seen_on(&self, host: RecordId) -> Option<Words> {
        let scans = self.referring("host_scan", "host", host);
        let last = scans.iter().filter_map(|scan| self.day_value(*scan, "on")).max()?;
        Some(Words::new(format!("最近掃描 {}", roc_date(last)), format!("last scanned {last}")))
    }

    /// Rules that let traffic to a single address through which no host has.
    fn firewall_gap(&self, hosts: &[RecordId]) -> Option<Gap> {
        let known: FxHashSet<IpAddr> = hosts
            .iter()
            .filter_map(|host| self.text_value(*host, "ip"))
            .flat_map(|text| addresses(&text).collect::<Vec<_>>())
            .collect();
        let open = |rule: &RecordId| {
            self.word(*rule, "action") == Some("allow") && self.is(*rule, "enabled") != Some(false)
        };
        let rules: Vec<RecordId> = self.records_named("firewall_rule").into_iter().filter(open).collect();
        if rules.is_empty() {
            return None;
        }
        let unknown = |rule: RecordId| -> Vec<String> {
            let destination = self.text_value(rule, "destination").unwrap_or_default();
            addresses(&destination)
                .filter(|address| !known.contains(address))
                .map(|a| a.to_string())
                .collect()
        };
        Some(self.gap(
            "firewall-address-unregistered",
            ("防火牆放行、但沒有主機使用的位址", "Addresses that a firewall lets through to and no host has"),
            Some((FIREWALL, REGISTER)),
            &rules,
            |rule| !unknown(*rule).is_empty(),
            |rule| {
                let list = unknown(rule).into_iter().take(5).collect::<Vec<_>>().join(" ");
                Some(Words::new(list.clone(), list))
            },
        ))
    }

    fn account_gaps(&self) -> Vec<Gap> {
        let enabled = |account: &RecordId| self.is(*account, "enabled") != Some(false);
        let accounts: Vec<RecordId> = self.records_named("account").into_iter().filter(enabled).collect();
        let internal = |account: &RecordId| {
            !matches!(self.word(*account, "relation"), Some("vendor" | "partner" | "customer"))
        };
        let of_people: Vec<RecordId> = accounts.iter().copied().filter(internal).collect();
        let holders: FxHashSet<RecordId> =
            of_people.iter().filter_map(|account| self.target(*account, "holder")).collect();
        let (year, month, day) = self.on.ymd();
        let since = Day::from_ymd(year - 1, month, if (month, day) == (2, 29) { 28 } else { day });
        let reviewed = |account: &RecordId| {
            let reviews = self.referring("account_review", "account", *account);
            reviews
                .iter()
                .filter_map(|review| self.day_value(*review, "on"))
                .any(|on| on > since && on <= self.on)
        };
        let reviewed_holders: FxHashSet<RecordId> = of_people
            .iter()
            .filter(|account| reviewed(account))
            .filter_map(|account| self.target(*account, "holder"))
            .collect();
        let mut people: Vec<RecordId> = holders.iter().copied().collect();
        people.sort_unstable();
        let users: Vec<RecordId> = self
            .records_named("person")
            .into_iter()
            .filter(|person| {
                self.word(*person, "employment") == Some("active")
                    && self.is(*person, "computer_user") == Some(true)
            })
            .collect();
        let held = |account: RecordId| {
            let written = self.text_value(account, "holder")?;
            Some(Words::new(format!("登錄的持有人 {written}"), format!("stated holder {written}")))
        };
        vec![
            self.gap(
                "account-without-person",
                ("啟用中但找不到持有人的帳號", "Enabled accounts without a person"),
                Some((DIRECTORY, PEOPLE)),
                &of_people,
                |account| self.target(*account, "holder").is_none(),
                held,
            ),
            self.gap(
                "account-of-leaver",
                (
                    "持有人已離職、停職或留停、仍啟用的帳號",
                    "Enabled accounts of people who left, are suspended or on leave",
                ),
                None,
                &accounts,
                // The same as the problem `leaver-active` of the accounts to look at.
                |account| {
                    let holder = self.target(*account, "holder");
                    self.is(*account, "enabled") == Some(true)
                        && holder.is_some_and(|holder| {
                            let employment = self.word(holder, "employment");
                            matches!(employment, Some("left" | "suspended" | "unpaid_leave"))
                        })
                },
                |account| {
                    let holder = self.target(account, "holder")?;
                    let on = self
                        .day_value(holder, "employment_changed_on")
                        .or_else(|| self.day_value(holder, "left_on"));
                    let key = self.facts.key(holder);
                    let zh = on.map(|day| format!(" {}", roc_date(day))).unwrap_or_default();
                    let en = on.map(|day| format!(" {day}")).unwrap_or_default();
                    Some(Words::new(format!("{key}{zh}"), format!("{key}{en}")))
                },
            ),
            self.gap(
                "account-system-unregistered",
                ("所屬系統沒有登錄的帳號", "Accounts of systems that nobody registered"),
                Some((DIRECTORY, ("系統清冊", "register of systems"))),
                &accounts,
                |account| self.target(*account, "system").is_none(),
                |account| self.words_of(account, "system"),
            ),
            self.gap(
                "person-without-review",
                (
                    "一年內沒有任何帳號清查的帳號持有人",
                    "Holders of accounts none of which was reviewed within a year",
                ),
                Some((DIRECTORY, REVIEWS)),
                &people,
                |person| !reviewed_holders.contains(person),
                |person| self.words_of(person, "department"),
            ),
            self.gap(
                "person-without-account",
                ("使用電腦卻沒有任何帳號的在職人員", "Active computer users without an account"),
                Some((PEOPLE, DIRECTORY)),
                &users,
                |person| !holders.contains(person),
                |person| self.words_of(person, "department"),
            ),
        ]
    }

    fn gap(
        &self,
        code: &'static str,
        title: Pair,
        sides: Option<(Pair, Pair)>,
        records: &[RecordId],
        missing: impl Fn(&RecordId) -> bool,
        detail: impl Fn(RecordId) -> Option<Words>,
    ) -> Gap {
        let mut rows: Vec<GapRow> = records
            .iter()
            .filter(|record| missing(record))
            .map(|record| GapRow {
                kind: self.catalogue.kinds[record.kind.index()].name.clone(),
                key: self.facts.key(*record).to_owned(),
                name: self.name(*record),
                detail: detail(*record),
            })
            .collect();
        rows.sort_by(|a, b| a.key.cmp(&b.key));
        let (from, lacking) = sides.map(|(from, lacking)| (from.into(), lacking.into())).unzip();
        Gap { code, title: title.into(), from, lacking, of: records.len(), rows }
    }
}

/// The single addresses in a text; networks and names are none.
fn addresses(text: &str) -> impl Iterator<Item = IpAddr> + '_ {
    text.split([' ', ',', ';', '、', '\n']).filter_map(|part| {
        let part = part.trim();
        part.strip_suffix("/32").or_else(|| part.strip_suffix("/128")).unwrap_or(part).parse().ok()
    })
}

//! Privileged uses that nobody approved, and privileged log-ons that no gateway saw.
//!
//! The rules ask for an approval before the use of a highest-privilege account; their standings tell whether each was
//! right in every respect. This view is the day-to-day list beside them: every use of an account that is privileged, or of
//! which nobody has said whether it is, without an approval beforehand; and every day on which an account was logged on by
//! the account's own system (`last_used_on`) while no use of it is recorded: somebody went past the gateway, or the
//! gateway's records are incomplete.

use crate::lens::Lens;
use crate::words::Words;
use serde::Serialize;
use std::collections::BTreeSet;
use zilu_catalogue::Value;
use zilu_engine::{Day, RecordId};

/// What is wrong with the uses of privileged accounts.
#[derive(Debug, Clone, Serialize)]
pub struct SessionsView {
    /// Uses of privileged and of unclassified accounts up to D.
    pub sessions: usize,
    /// Those with an approval beforehand.
    pub approved: usize,
    /// The others, the latest first.
    pub unapproved: Vec<UnapprovedSession>,
    /// Privileged accounts that were looked at for log-ons.
    pub accounts: usize,
    /// Log-ons without a use, the latest first.
    pub log_ons: Vec<LogOn>,
}

/// A use without an approval beforehand.
#[derive(Debug, Clone, Serialize)]
pub struct UnapprovedSession {
    /// Key of the session.
    pub session: String,
    /// Key of the account.
    pub account: String,
    /// Privilege of the account; `None` is unknown.
    pub privilege: Option<Words>,
    /// Key of the host.
    pub host: Option<String>,
    /// Key of the person.
    pub person: Option<String>,
    /// Day of the start, ISO.
    pub on: String,
    /// Start, in seconds since 1970.
    pub started_at: i64,
    /// `none`: no approval; `late`: only afterwards; `window`: only for another time.
    pub code: &'static str,
    /// The same in words.
    pub words: Words,
    /// The account is not registered.
    pub unregistered: bool,
}

/// A log-on without a recorded use.
#[derive(Debug, Clone, Serialize)]
pub struct LogOn {
    /// Key of the account.
    pub account: String,
    /// Privilege of the account.
    pub privilege: Option<Words>,
    /// Key of the holder.
    pub holder: Option<String>,
    /// Day, ISO.
    pub on: String,
}

impl Lens<'_> {
    /// Uses without an approval and log-ons without a use, up to D.
    pub fn sessions(&self) -> SessionsView {
        let mut view = SessionsView {
            sessions: 0,
            approved: 0,
            unapproved: Vec::new(),
            accounts: 0,
            log_ons: Vec::new(),
        };
        for session in self.records_named("privileged_session") {
            let account = self.target(session, "account");
            let privilege = account.and_then(|account| self.word(account, "privilege"));
            let Some(started_at) =
                self.moment_value(session, "started_at").filter(|_| privilege != Some("normal"))
            else {
                continue;
            };
            view.sessions += 1;
            match self.approval_gap(session, started_at) {
                None => view.approved += 1,
                Some((code, words)) => view.unapproved.push(UnapprovedSession {
                    session: self.facts.key(session).to_owned(),
                    account: self.text_value(session, "account").unwrap_or_default(),
                    privilege: account.and_then(|account| self.words_of(account, "privilege")),
                    host: self.text_value(session, "host"),
                    person: self.text_value(session, "person"),
                    on: Day::of_instant(started_at).to_string(),
                    started_at,
                    code,
                    words,
                    unregistered: account.is_none(),
                }),
            }
        }
        view.unapproved.sort_by(|a, b| (b.started_at, &a.session).cmp(&(a.started_at, &b.session)));
        for account in self.records_named("account") {
            if matches!(self.word(account, "privilege"), Some("highest" | "special")) {
                view.accounts += 1;
                self.log_ons_of(account, &mut view.log_ons);
            }
        }
        view.log_ons.sort_by(|a, b| (&b.on, &a.account).cmp(&(&a.on, &b.account)));
        view
    }

    /// Why the approvals of a use do not count; `None` when one does.
    fn approval_gap(&self, session: RecordId, started_at: i64) -> Option<(&'static str, Words)> {
        let approvals = self.referring("session_approval", "session", session);
        let before = |approval: &RecordId| {
            self.moment_value(*approval, "approved_at").is_some_and(|at| at <= started_at)
        };
        // A bound that is not stated does not exclude.
        let covers = |approval: &RecordId| {
            self.moment_value(*approval, "valid_from").is_none_or(|from| from <= started_at)
                && self.moment_value(*approval, "valid_until").is_none_or(|until| started_at <= until)
        };
        if approvals.iter().any(|approval| before(approval) && covers(approval)) {
            return None;
        }
        Some(if approvals.iter().any(before) {
            ("window", Words::new("核准的期間不含這次使用", "approved for another time"))
        } else if approvals.is_empty() {
            ("none", Words::new("沒有核准", "no approval"))
        } else {
            ("late", Words::new("事後才核准", "approved only afterwards"))
        })
    }

    /// Days on which the account's system saw a log-on and no use of the account is recorded.
    fn log_ons_of(&self, account: RecordId, into: &mut Vec<LogOn>) {
        let Some(field) = self.catalogue.field(account.kind, "last_used_on") else { return };
        let timeline = self.facts.field(account, field, self.known, Day::ALWAYS);
        let mut days = BTreeSet::new();
        for (from, _, cell) in timeline.runs() {
            if let Some(Value::Date(date)) = self.facts.value(self.catalogue, account.kind, field, cell)
                && from <= self.on
                && Day::from(date) <= self.on
            {
                days.insert(Day::from(date));
            }
        }
        if days.is_empty() {
            return;
        }
        for session in self.referring("privileged_session", "account", account) {
            let Some(start) = self.moment_value(session, "started_at").map(Day::of_instant) else { continue };
            let end = self.moment_value(session, "ended_at").map_or(start, Day::of_instant);
            days.retain(|day| !(start..=end).contains(day));
        }
        into.extend(days.into_iter().map(|day| LogOn {
            account: self.facts.key(account).to_owned(),
            privilege: self.words_of(account, "privilege"),
            holder: self.text_value(account, "holder"),
            on: day.to_string(),
        }));
    }
}

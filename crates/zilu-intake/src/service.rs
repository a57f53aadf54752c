//! Users as cloud services hand them out in JSON: Okta, Microsoft Entra (Graph), GitLab.
//!
//! Each file is what one request gave: a list, or JSON lines. The system is the subject. A request usually gives one
//! page of several; whether pages are missing can be told of Graph only (`@odata.nextLink`), and a note says so for all.
//! Each page may be imported by itself.
//!
//! Rights stand elsewhere (roles, groups), except GitLab's: they are left open, not taken for none.

use crate::account::{Account, Accounts, Nature, Privilege, no_subject};
use crate::fault::Fault;
use crate::item::{Feed, Item, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, loose_text, part, text_of, walk};
use crate::recognise::Format;
use crate::time::moment;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads users of a service, one at a time.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_service<R: Read, E>(
    input: R,
    format: Format,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(format, sink);
    let accounts = match Accounts::new(catalogue, source.place(), source.date) {
        Ok(accounts) => Some(accounts),
        Err(faults) => {
            for fault in faults {
                feed.fault(fault)?;
            }
            None
        }
    };
    let subject = source.subject.as_deref().map(str::trim).filter(|subject| !subject.is_empty());
    if subject.is_none() {
        feed.fault(no_subject(source.place()))?;
    }
    let (Some(accounts), Some(subject)) = (accounts, subject) else { return Ok(feed.summary) };
    let mut walker = Users {
        format,
        system: subject,
        accounts,
        feed,
        next_page: false,
        unnamed: 0,
        unknown: BTreeSet::new(),
        listed: false,
    };
    // A service's list of users may also be written line by line; Graph wraps it into an object.
    let layout = if format == Format::Entra { Layout::One } else { Layout::Lines };
    let outcome = walk(input, source.place(), layout, &mut walker);
    match outcome {
        Ok(walked) => {
            walker.feed.summary.bytes = walked.bytes;
            walker.feed.summary.encoding = Some(walked.encoding);
            if !walker.listed {
                let fault = Fault::new(
                    source.place(),
                    "no-users",
                    "檔案沒有使用者清單",
                    "the file holds no list of users",
                );
                walker.feed.fault(
                    fault.hint("請匯出使用者清單的完整回應", "save the whole answer with the list of users"),
                )?;
            }
        }
        Err(Stop::Sink(error)) => return Err(error),
        Err(Stop::Fault(fault)) => walker.feed.fault(*fault)?,
    }
    let Users { accounts, mut feed, next_page, unnamed, unknown, .. } = walker;
    accounts.finish(&mut feed);
    if next_page {
        feed.note(
            "還有下一頁（@odata.nextLink）；請將各頁分別匯入".into(),
            "there is a next page (@odata.nextLink): import each page".into(),
        );
    } else {
        feed.note(
            "請確認每一頁都已匯入；檔案本身看不出是否還有其他頁".into(),
            "make sure that every page is imported: the file does not tell whether there are more".into(),
        );
    }
    if unnamed > 0 {
        feed.note(
            format!("{unnamed} 個帳號沒有登入名稱，以識別碼代替"),
            format!("log-in names missing: {unnamed}; the id stands in"),
        );
    }
    if !unknown.is_empty() {
        let words: Vec<String> = unknown.into_iter().take(10).collect();
        let words = words.join(", ");
        feed.note(
            format!("不認得的狀態，未判斷是否啟用：{words}"),
            format!("states that are not known, so that enabled is left open: {words}"),
        );
    }
    Ok(feed.summary)
}

struct Users<'a, 's, E> {
    format: Format,
    system: &'a str,
    accounts: Accounts,
    feed: Feed<'s, E>,
    next_page: bool,
    unnamed: u64,
    /// States whose meaning is not known.
    unknown: BTreeSet<String>,
    listed: bool,
}

impl<E> Walk for Users<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        let entra = self.format == Format::Entra;
        self.listed |= matches!(path.shape(), "[]" | "value");
        match path.shape() {
            "" => Take::Descend,
            "value" if entra => Take::Descend,
            "value[]" if entra => Take::Whole,
            "@odata.nextLink" if entra => Take::Whole,
            "[]" => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        // Recovery questions and passwords can stand among the credentials; links are long and say nothing.
        !matches!(key, "credentials" | "_links" | "_embedded" | "passwordProfile" | "avatar_url")
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        if piece.path.shape() == "@odata.nextLink" {
            self.next_page = !piece.value.is_null();
            return Ok(());
        }
        if !piece.value.is_object() {
            return Err(piece.wrong_type(&[], ("使用者的物件", "an object of a user")).into());
        }
        self.feed.summary.items += 1;
        let user = Reader { piece: &piece };
        let mut account = Account::new(self.system, "");
        match self.format {
            Format::Okta => self.okta(&user, &mut account)?,
            Format::Entra => self.entra(&user, &mut account)?,
            _ => self.gitlab(&user, &mut account)?,
        }
        if account.name.trim().is_empty() {
            let Some(id) = account.external_id.clone() else {
                return Err(piece.wrong_type(&["id"], ("識別碼", "an id")).into());
            };
            self.unnamed += 1;
            account.name = id;
        }
        let bytes = piece.bytes;
        self.accounts.hand_out(account, piece.place, &mut self.feed).map_err(Stop::Sink)?;
        self.feed.progress(bytes).map_err(Stop::Sink)
    }
}

impl<E> Users<'_, '_, E> {
    fn okta(&mut self, user: &Reader<'_, '_>, account: &mut Account) -> Result<(), Box<Fault>> {
        account.external_id = user.text(&["id"])?;
        account.name = user.text(&["profile", "login"])?.unwrap_or_default();
        account.holder = user.text(&["profile", "employeeNumber"])?;
        human(account);
        account.created_on = user.piece.day(&["created"])?;
        account.password_changed_at = user.moment(&["passwordChanged"])?;
        user.last_used(account, &["lastLogin"])?;
        let status = user.text(&["status"])?.unwrap_or_default();
        account.enabled = match status.as_str() {
            "ACTIVE" | "PASSWORD_EXPIRED" | "RECOVERY" | "LOCKED_OUT" | "PROVISIONED" => Some(true),
            "STAGED" | "SUSPENDED" | "DEPROVISIONED" => Some(false),
            _ => self.not_known(&status),
        };
        account.locked = account.enabled.map(|_| status == "LOCKED_OUT");
        Ok(())
    }

    fn entra(&mut self, user: &Reader<'_, '_>, account: &mut Account) -> Result<(), Box<Fault>> {
        account.external_id = user.text(&["id"])?;
        account.name = user.text(&["userPrincipalName"])?.unwrap_or_default();
        account.holder = user.text(&["employeeId"])?;
        human(account);
        account.enabled = user.yes_no(&["accountEnabled"])?;
        account.created_on = user.piece.day(&["createdDateTime"])?;
        account.password_changed_at = user.moment(&["lastPasswordChangeDateTime"])?;
        if let Some(policies) = user.text(&["passwordPolicies"])? {
            account.password_never_expires = Some(policies.contains("DisablePasswordExpiration"));
        }
        if part(&user.piece.value, &["signInActivity"]).is_some() {
            user.last_used(account, &["signInActivity", "lastSignInDateTime"])?;
            let other = user.piece.day(&["signInActivity", "lastNonInteractiveSignInDateTime"])?;
            account.last_used_on = account.last_used_on.max(other);
            account.never_used = Some(account.last_used_on.is_none());
        }
        Ok(())
    }

    fn gitlab(&mut self, user: &Reader<'_, '_>, account: &mut Account) -> Result<(), Box<Fault>> {
        account.external_id =
            part(&user.piece.value, &["id"]).and_then(loose_text).map(|id| format!("id {id}"));
        account.name = user.text(&["username"])?.unwrap_or_default();
        let state = user.text(&["state"])?.unwrap_or_default();
        account.enabled = match state.as_str() {
            "active" => Some(true),
            "blocked" | "deactivated" | "banned" | "ldap_blocked" | "blocked_pending_approval" => Some(false),
            _ => self.not_known(&state),
        };
        account.locked = user.yes_no(&["locked"])?;
        account.mfa = user.yes_no(&["two_factor_enabled"])?;
        account.created_on = user.piece.day(&["created_at"])?;
        account.expires_on = user.piece.day(&["expires_at"])?;
        user.last_used(account, &["current_sign_in_at"])?;
        for key in ["last_sign_in_at", "last_activity_on"] {
            account.last_used_on = account.last_used_on.max(user.piece.day(&[key])?);
        }
        account.never_used = account.never_used.map(|_| account.last_used_on.is_none());
        if user.yes_no(&["bot"])? == Some(true) {
            account.nature = Some(Nature::System);
        }
        if user.yes_no(&["is_admin"])? == Some(true) {
            account.raise(Privilege::Highest, "is_admin");
        }
        match part(&user.piece.value, &["access_level"]).and_then(Value::as_i64) {
            // Owners manage the group; maintainers change what is protected, and both change programs and settings.
            Some(50) => account.raise(Privilege::Special, "access_level 50 (owner)"),
            Some(40) => account.raise(Privilege::Special, "access_level 40 (maintainer)"),
            Some(60) => account.raise(Privilege::Highest, "access_level 60 (administrator)"),
            _ => {}
        }
        Ok(())
    }

    fn not_known(&mut self, state: &str) -> Option<bool> {
        if self.unknown.len() < 100 {
            self.unknown.insert(state.chars().filter(|c| !c.is_control()).take(40).collect());
        }
        None
    }
}

/// Who has a staff number is a person.
fn human(account: &mut Account) {
    if account.holder.is_some() {
        account.nature = Some(Nature::Human);
    }
}

/// A user, with faults where a value has another type than it should.
struct Reader<'p, 'v> {
    piece: &'p Piece<'v>,
}

impl Reader<'_, '_> {
    fn text(&self, keys: &[&str]) -> Result<Option<String>, Box<Fault>> {
        self.piece.text(keys)?;
        Ok(text_of(&self.piece.value, keys).map(str::to_string))
    }

    fn yes_no(&self, keys: &[&str]) -> Result<Option<bool>, Box<Fault>> {
        match part(&self.piece.value, keys) {
            None => Ok(None),
            Some(Value::Bool(yes)) => Ok(Some(*yes)),
            Some(_) => Err(self.piece.wrong_type(keys, ("是非值", "true or false"))),
        }
    }

    fn moment(&self, keys: &[&str]) -> Result<Option<i64>, Box<Fault>> {
        // The day tells a wrong value from none.
        self.piece.day(keys)?;
        Ok(text_of(&self.piece.value, keys).and_then(moment))
    }

    /// The last use, and whether there was none: a service that writes the key knows.
    fn last_used(&self, account: &mut Account, keys: &[&str]) -> Result<(), Box<Fault>> {
        let mut value = Some(&self.piece.value);
        for key in keys {
            value = value.and_then(|value| value.get(*key));
        }
        account.last_used_on = self.piece.day(keys)?;
        account.never_used = value.map(|_| account.last_used_on.is_none());
        Ok(())
    }
}

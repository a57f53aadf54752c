//! One entry of a directory as an account.

use super::reader::LdifValue;
use crate::account::{Account, Nature, Privilege};
use crate::fault::Fault;
use crate::item::Place;
use crate::membership::Node;
use crate::time::day_in_taipei;
use crate::unix::{MAX_AGE_NEVER, day_of_1970, is_no_login};
use crate::windows::{
    COMPUTER, DISABLED, PASSWORD_NEVER_EXPIRES, PASSWORD_NOT_REQUIRED, SMART_CARD, TRUST, filetime, guid, sid,
};
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    User,
    /// A service account whose password the directory itself changes.
    ManagedService,
    Machine,
    Trust,
    Group,
    /// No account and no group.
    Nobody,
}

#[derive(Debug, Default)]
pub(super) struct User {
    classes: Classes,
    pub(super) is_person: bool,
    account: Option<String>,
    pub(super) uid: Option<String>,
    common_name: Option<String>,
    pub(super) sid: Option<String>,
    guid: Option<String>,
    uid_number: Option<i64>,
    employee_id: Option<String>,
    employee_number: Option<String>,
    control: Option<i64>,
    computed: Option<i64>,
    account_type: Option<i64>,
    pub(super) primary_group: Option<String>,
    pub(super) admin_count: bool,
    lockout: Option<i64>,
    password_set: Option<i64>,
    password_changed: Option<i64>,
    shadow_change: Option<i64>,
    shadow_max: Option<i64>,
    last_logon: Option<i64>,
    pub(super) last_logon_timestamp: Option<i64>,
    last_log_in: Option<i64>,
    expires: Option<i64>,
    shadow_expire: Option<i64>,
    created: Option<i64>,
    shell: Option<String>,
    locked: Option<bool>,
    pub(super) domain: Option<String>,
    pub(super) node: Node,
    pub(super) place: Option<Place>,
}

#[derive(Debug, Default)]
struct Classes {
    group: bool,
    computer: bool,
    managed: bool,
    user: bool,
}

impl User {
    /// Takes a value; of an attribute with several values the first counts.
    pub(super) fn take(&mut self, name: &str, value: LdifValue, place: &Place) -> Result<(), Box<Fault>> {
        match name {
            "objectsid" => {
                self.sid = Some(identifier(name, value, "S-1-", sid, place)?);
                return Ok(());
            }
            "objectguid" => {
                self.guid = Some(identifier(name, value, "", guid, place)?);
                return Ok(());
            }
            _ => {}
        }
        let LdifValue::Text(text) = value else {
            let fault = Fault::new(
                place.clone(),
                "not-a-text",
                "這個屬性值不是文字",
                "the value of this attribute is no text",
            );
            return Err(Box::new(fault.field(name).hint("請重新匯出 LDIF", "export the LDIF file again")));
        };
        let text = text.trim();
        let number = || whole_number(name, text, place).map(Some);
        let time = || generalized_time(name, text, place).map(Some);
        match name {
            "objectclass" => self.class_word(text),
            "samaccountname" => first(&mut self.account, text),
            "uid" => first(&mut self.uid, text),
            "cn" => first(&mut self.common_name, text),
            "employeeid" => first(&mut self.employee_id, text),
            "employeenumber" => first(&mut self.employee_number, text),
            "loginshell" => first(&mut self.shell, text),
            "primarygroupid" => first(&mut self.primary_group, text),
            "useraccountcontrol" => self.control = number()?,
            "msds-user-account-control-computed" => self.computed = number()?,
            "samaccounttype" => self.account_type = number()?,
            "admincount" => self.admin_count = number()?.is_some_and(|n| n > 0),
            "lockouttime" => self.lockout = number()?,
            "pwdlastset" => self.password_set = number()?,
            "lastlogon" => self.last_logon = number()?,
            "lastlogontimestamp" => self.last_logon_timestamp = number()?,
            "accountexpires" => self.expires = number()?,
            "uidnumber" => self.uid_number = number()?,
            "shadowlastchange" => self.shadow_change = number()?,
            "shadowmax" => self.shadow_max = number()?,
            "shadowexpire" => self.shadow_expire = number()?,
            "whencreated" | "createtimestamp" => self.created = time()?,
            "pwdchangedtime" => self.password_changed = time()?,
            "authtimestamp" | "pwdlastsuccess" => self.last_log_in = self.last_log_in.max(time()?),
            // A lock for good; a lock with a time may have run out.
            "pwdaccountlockedtime" if text.starts_with("000001010000") => self.locked = Some(true),
            "nsaccountlock" => self.locked = Some(text.eq_ignore_ascii_case("true")),
            _ => {}
        }
        Ok(())
    }

    fn class_word(&mut self, class: &str) {
        match class.to_ascii_lowercase().as_str() {
            "group" | "groupofnames" | "groupofuniquenames" | "posixgroup" => self.classes.group = true,
            "computer" => self.classes.computer = true,
            "msds-groupmanagedserviceaccount"
            | "msds-managedserviceaccount"
            | "msds-delegatedmanagedserviceaccount" => self.classes.managed = true,
            "user" | "posixaccount" | "account" | "shadowaccount" => self.classes.user = true,
            "inetorgperson" | "person" | "organizationalperson" => {
                self.classes.user = true;
                self.is_person = true;
            }
            _ => {}
        }
    }

    pub(super) fn class(&self) -> Class {
        let control = self.control.unwrap_or_default();
        if self.classes.group || matches!(self.account_type, Some(0x1000_0000..=0x2FFF_FFFF)) {
            return Class::Group;
        }
        if self.classes.managed {
            return Class::ManagedService;
        }
        if control & TRUST != 0 || self.account_type == Some(0x3000_0002) {
            return Class::Trust;
        }
        if self.classes.computer || control & COMPUTER != 0 || self.account_type == Some(0x3000_0001) {
            return Class::Machine;
        }
        let is_user = self.classes.user || self.control.is_some() || self.account_type.is_some();
        if is_user && self.name().is_some() { Class::User } else { Class::Nobody }
    }

    /// The name to log in with.
    pub(super) fn name(&self) -> Option<&str> {
        self.account.as_deref().or(self.uid.as_deref())
    }

    /// A name to show for a group.
    pub(super) fn shown_name(&self) -> Option<&str> {
        self.account.as_deref().or(self.common_name.as_deref()).or(self.uid.as_deref())
    }

    pub(super) fn is_windows(&self) -> bool {
        self.account.is_some()
    }

    /// States what the entry says. `log_ins`: the file knows last log-ins, so that none means never.
    pub(super) fn state(&self, account: &mut Account, log_ins: bool) {
        account.external_id = self
            .sid
            .clone()
            .or_else(|| self.guid.clone())
            .or_else(|| self.uid_number.map(|number| format!("uid {number}")));
        account.holder = self.employee_id.clone().or_else(|| self.employee_number.clone());
        account.created_on = self.created.and_then(day_in_taipei);
        if let Some(rid) = self.sid.as_deref().and_then(|sid| sid.rsplit_once('-')).map(|(_, rid)| rid)
            && self.is_windows()
        {
            match rid {
                "500" => account.raise(Privilege::Highest, "RID 500"),
                // The key of all tickets: no one logs in with it, but whoever has its password has the domain.
                "502" => {
                    account.nature = Some(Nature::System);
                    account.raise(Privilege::Highest, "RID 502");
                }
                _ => {}
            }
        }
        if account.holder.is_some() {
            account.nature = account.nature.or(Some(Nature::Human));
        }
        if self.is_windows() {
            self.state_windows(account, log_ins);
        } else {
            self.state_posix(account);
        }
    }

    fn state_windows(&self, account: &mut Account, log_ins: bool) {
        let managed = self.class() == Class::ManagedService;
        if managed {
            account.nature = Some(Nature::System);
        }
        account.password_changed_at = self.password_set.and_then(filetime);
        // The last day is the one before the moment at which the account ends, as the consoles show it.
        account.expires_on = self.expires.and_then(filetime).and_then(|at| day_in_taipei(at - 1));
        if let Some(control) = self.control {
            account.enabled = Some(control & DISABLED == 0);
            account.password_not_required = Some(control & PASSWORD_NOT_REQUIRED != 0);
            account.static_password = Some(control & SMART_CARD == 0 && !managed);
            if !managed {
                account.password_never_expires = Some(control & PASSWORD_NEVER_EXPIRES != 0);
            }
        }
        account.locked = match (self.computed, self.lockout) {
            (Some(computed), _) => Some(computed & 0x10 != 0),
            // A lock-out of the past may have run out.
            (None, Some(0)) => Some(false),
            _ => None,
        };
        let last = self.last_logon.and_then(filetime).max(self.last_logon_timestamp.and_then(filetime));
        account.last_used_on = last.and_then(day_in_taipei);
        if log_ins {
            account.never_used = Some(last.is_none());
        }
    }

    fn state_posix(&self, account: &mut Account) {
        if self.uid_number == Some(0) {
            account.raise(Privilege::Highest, "UID 0");
        }
        account.password_changed_at =
            self.password_changed.or_else(|| self.shadow_change.filter(|d| *d > 0).map(|days| days * DAY));
        account.expires_on = self.shadow_expire.filter(|d| *d > 0).and_then(day_of_1970);
        account.password_never_expires = self.shadow_max.map(|days| !(0..MAX_AGE_NEVER).contains(&days));
        account.last_used_on = self.last_log_in.and_then(day_in_taipei);
        account.interactive_login = self.shell.as_deref().map(|shell| !is_no_login(shell));
        account.locked = self.locked;
        if let Some(locked) = self.locked {
            account.enabled = Some(!locked);
        }
    }
}

fn first(slot: &mut Option<String>, text: &str) {
    if slot.is_none() && !text.is_empty() {
        *slot = Some(text.to_string());
    }
}

/// An identifier, as text or as the bytes of the directory.
fn identifier(
    name: &str,
    value: LdifValue,
    prefix: &str,
    read: fn(&[u8]) -> Option<String>,
    place: &Place,
) -> Result<String, Box<Fault>> {
    let found = match &value {
        LdifValue::Text(text) if !prefix.is_empty() && text.trim().starts_with(prefix) => {
            Some(text.trim().to_string())
        }
        LdifValue::Text(text) if prefix.is_empty() && text.trim().len() >= 36 => {
            Some(text.trim().trim_matches(['{', '}']).to_lowercase())
        }
        // Bytes that happen to be text.
        LdifValue::Text(text) => read(text.as_bytes()),
        LdifValue::Bytes(bytes) => read(bytes),
    };
    found.ok_or_else(|| {
        let fault = Fault::new(
            place.clone(),
            "identifier",
            "識別碼的位元組長度或版本不對",
            "the bytes of the identifier have a wrong length or version",
        );
        Box::new(fault.field(name).hint("請重新匯出 LDIF", "export the LDIF file again"))
    })
}

fn whole_number(name: &str, text: &str, place: &Place) -> Result<i64, Box<Fault>> {
    text.parse().map_err(|_| {
        let text: String = text.chars().take(60).collect();
        let fault = Fault::new(
            place.clone(),
            "not-a-number",
            format!("「{text}」不是整數"),
            format!("'{text}' is no whole number"),
        );
        Box::new(fault.field(name).hint(
            "請以原始值匯出，不要轉成文字或日期",
            "export the raw values, not texts or dates made of them",
        ))
    })
}

/// `20250131093000.0Z` in seconds since 1970.
fn generalized_time(name: &str, text: &str, place: &Place) -> Result<i64, Box<Fault>> {
    let digits = text.get(..14).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    let zone = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
    let read = digits.filter(|_| zone == "Z").and_then(|digits| {
        let time = DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
        Some(Offset::UTC.to_timestamp(time).ok()?.as_second())
    });
    read.ok_or_else(|| {
        let text: String = text.chars().take(60).collect();
        let fault = Fault::new(
            place.clone(),
            "not-a-moment",
            format!("「{text}」不是 LDAP 的時間"),
            format!("'{text}' is no time of LDAP"),
        );
        Box::new(fault.field(name).hint("應如 20250131093000.0Z", "expected the like of 20250131093000.0Z"))
    })
}

//! `zilu collect` and what it takes.

use super::shared::{FILE, NUMBER, catalogue, clock_is_right, data, flag, option, pack, sub};
use crate::language::Language;
use clap::{ArgGroup, Command, value_parser};
use std::path::PathBuf;

pub(super) fn collect(language: Language) -> Command {
    let usage = ("zilu collect <命令>", "zilu collect <COMMAND>");
    let about = (
        "向運作中的系統收集事實，存成可匯入的快照",
        "collect facts from a live system into a snapshot that can be imported",
    );
    sub(language, "collect", usage, about)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(language.pick("命令", "Commands"))
        .subcommand(ldap(language))
}

fn ldap(language: Language) -> Command {
    let usage = (
        "zilu collect ldap [選項] --url <位址> --base <DN> <--out <檔案>|--import>",
        "zilu collect ldap [OPTIONS] --url <URL> --base <DN> <--out <FILE>|--import>",
    );
    let about = (
        "帳號與群組：Active Directory、OpenLDAP 等目錄",
        "accounts and groups: Active Directory, OpenLDAP and other directories",
    );
    let url =
        ("目錄伺服器，如 ldaps://dc1.corp.example", "the directory server, such as ldaps://dc1.corp.example");
    let base = (
        "搜尋的起點；請用網域的根（如 dc=corp,dc=example），內建群組才在其中",
        "where the search begins; use the root of the domain (dc=corp,dc=example), which has the built-in groups",
    );
    let user = (
        "登入的帳號，唯讀者即可（預設不登入）",
        "account to log in with; one that only reads is enough (default: none)",
    );
    let password = (
        "密碼檔，取第一行（預設由終端機詢問，或讀取標準輸入的一行）",
        "file with the password in its first line (default: asked on the terminal, or a line of standard input)",
    );
    let ca = (
        "信任的根憑證（PEM；預設為這台機器信任者）",
        "certificate authority to trust (PEM; default: those of this machine)",
    );
    let timeout = ("每次回應最多等待幾秒（預設 60）", "seconds to wait for each answer (default: 60)");
    let out = ("快照存成此檔，不覆寫既有檔案", "write the snapshot to this file, which must not exist");
    let subject = (
        "目錄登記為哪一個系統（預設為網域名稱）",
        "the system that the directory is registered as (default: the domain's name)",
    );
    sub(language, "ldap", usage, about)
        .arg(option(language, "url", ("位址", "URL"), url).required(true))
        .arg(option(language, "base", ("DN", "DN"), base).required(true))
        .arg(option(language, "user", ("帳號", "DN"), user))
        .arg(option(language, "password-file", FILE, password).value_parser(value_parser!(PathBuf)).requires("user"))
        .arg(option(language, "ca", FILE, ca).value_parser(value_parser!(PathBuf)).conflicts_with("unencrypted"))
        .arg(flag(language, "starttls", "ldap:// 連線後即改為加密", "switch ldap:// to TLS before anything is said").conflicts_with("unencrypted"))
        .arg(flag(language, "unencrypted", "容許以 ldap:// 明文傳送密碼與人員資料", "let ldap:// send the password and people's data in the clear"))
        .arg(option(language, "timeout", NUMBER, timeout).default_value("60").value_parser(value_parser!(u64).range(1..=3600)))
        .arg(option(language, "out", FILE, out).value_parser(value_parser!(PathBuf)))
        .arg(flag(language, "import", "收集後立即匯入，與匯入該快照相同", "import the snapshot at once, as zilu import would"))
        .group(ArgGroup::new("to").args(["out", "import"]).required(true).multiple(true))
        .arg(option(language, "subject", ("名稱", "NAME"), subject).requires("import"))
        .arg(option(language, "reason", ("文字", "TEXT"), ("匯入事由", "why it is imported")).requires("import"))
        .arg(flag(language, "dry-run", "只看匯入會有什麼變動", "only say what the import would change").requires("import"))
        .arg(clock_is_right(language))
        .arg(data(language))
        .arg(catalogue(language))
        .arg(pack(language))
        .after_help(language.pick(
            "只讀取匯入所需的屬性，不讀取任何密碼屬性；一律驗證伺服器憑證；不跟隨轉介。\n中途中斷的快照不會留下檔案；結尾沒有標記的快照，匯入時拒收。",
            "Only the attributes that the import needs are read, no password among them; the server's certificate is always checked; referrals are not followed.\nA run that breaks off leaves no file, and an import refuses a snapshot without its end mark.",
        ))
}

//! The subcommands and what each takes.

use super::collect::collect;
use super::firewall::firewall;
use super::looks::{drills, reconcile, sessions};
use super::shared::{
    DATE, DIRECTORY, FILE, FORMAT, KIND, NUMBER, argument, catalogue, clock_is_right, data, flag, json,
    known, listening, on, option, pack, sub, words,
};
use crate::language::Language;
use clap::{Arg, ArgAction, Command, value_parser};
use std::ffi::OsString;
use std::path::PathBuf;
use zilu_app::account_view::Problem;
use zilu_catalogue::{Framework, Role, Status};
use zilu_intake::Family;

/// In the order in which help lists them.
pub(super) fn all(language: Language) -> [Command; 22] {
    [
        demo, serve, import, collect, imports, undo, watch, export, template, firewall, text, book, check,
        crosswalk, standing, accounts, explain, sessions, drills, reconcile, oscal, verify,
    ]
    .map(|subcommand| subcommand(language))
}

fn demo(language: Language) -> Command {
    let command = sub(
        language,
        "demo",
        ("zilu demo [選項]", "zilu demo [OPTIONS]"),
        ("建立虛構的示範公司並開啟網頁", "make the fictitious demo company and serve it"),
    )
    .arg(
        data(language)
            .default_value("./zilu-demo")
            .help(language.pick("資料目錄（預設 ./zilu-demo）", "data directory (default: ./zilu-demo)")),
    )
    .arg(clock_is_right(language))
    .arg(catalogue(language))
    .arg(pack(language))
    .arg(
        option(
            language,
            "seed",
            NUMBER,
            ("示範公司的種子（預設 7）", "seed of the demo company (default: 7)"),
        )
        .default_value("7")
        .value_parser(value_parser!(u64)),
    )
    .arg(flag(language, "load-only", "只建立資料，不開網頁", "only make the data, do not serve"));
    listening(language, command)
}

fn serve(language: Language) -> Command {
    let usage = ("zilu serve [選項]", "zilu serve [OPTIONS]");
    let command = sub(language, "serve", usage, ("開啟網頁", "serve the pages"));
    let watch =
        ("同時看守此資料夾，放入的檔案即匯入", "also watch this folder and take in what is put there");
    let command = command
        .arg(option(language, "watch", DIRECTORY, watch).value_parser(value_parser!(PathBuf)))
        .arg(interval(language))
        .arg(clock_is_right(language))
        .arg(data(language))
        .arg(catalogue(language))
        .arg(pack(language));
    listening(language, command)
}

/// Seconds between two looks at a watched folder.
fn interval(language: Language) -> Arg {
    let help = ("每隔幾秒查看一次（預設 10）", "seconds between two looks (default: 10)");
    option(language, "interval", NUMBER, help).default_value("10").value_parser(value_parser!(u64))
}

fn watch(language: Language) -> Command {
    let folder = ("看守的資料夾", "folder to watch");
    let once = ("查看一次即結束，供排程使用", "look once and end, for schedulers");
    sub(
        language,
        "watch",
        ("zilu watch [選項] <資料夾>", "zilu watch [OPTIONS] <FOLDER>"),
        ("看守資料夾，放入的檔案即匯入", "watch a folder and take in what is put there"),
    )
    .arg(
        argument(language, "folder", ("資料夾", "FOLDER"), folder)
            .required(true)
            .value_parser(value_parser!(PathBuf)),
    )
    .arg(interval(language))
    .arg(flag(language, "once", once.0, once.1))
    .arg(clock_is_right(language))
    .arg(data(language))
    .arg(catalogue(language))
    .arg(pack(language))
    .after_help(language.pick(
        "檔案大小不再變動後才匯入；匯入者移至旁邊的 taken，拒收者移至 refused 並附原因。\n資料夾內的 source.toml 可寫明 format、kind、subject、date（name、modified 或日期）、map（欄位對照檔）、reason。\n伺服器執行中時，資料由伺服器使用：請改用 zilu serve --watch。",
        "A file is taken in once it no longer grows; then it moves to taken beside it, or to refused with the reasons. A source.toml in the folder may say format, kind, subject, date (name, modified or a day), map (a map of columns beside it), reason. While a server runs, it holds the data: use zilu serve --watch then.",
    ))
}

fn import(language: Language) -> Command {
    sub(
        language,
        "import",
        ("zilu import [選項] [格式] 檔案或資料夾…", "zilu import [OPTIONS] [FORMAT] FILE_OR_FOLDER…"),
        (
            "匯入檔案：整份檢查，全部登錄或完全不登錄",
            "import files: checked whole, recorded whole or not at all",
        ),
    )
    .arg(
        argument(
            language,
            "words",
            ("[格式] 檔案", "[FORMAT] FILE"),
            (
                "格式（見下，由內容辨認，可省略）與一個以上的檔案；資料夾與壓縮檔（zip）自動分揀，被參照者先匯入",
                "format (see below; told by the content, may be left out) and one or more files; folders and zip archives are sorted out, what others refer to first",
            ),
        )
        .num_args(1..)
        .required(true)
        .value_parser(value_parser!(OsString)),
    )
    .arg(option(
        language,
        "kind",
        KIND,
        (
            "表格中紀錄的種類，見 zilu template --list（可由檔名、工作表名或欄名辨認時可省略）",
            "kind of the rows of a table, see zilu template --list (may be left out when file, sheet or headings tell)",
        ),
    ))
    .arg(option(
        language,
        "date",
        DATE,
        ("檔案未載明時，事實的生效日", "effective date of the facts, where the file does not say"),
    ))
    .arg(option(
        language,
        "subject",
        ("名稱", "NAME"),
        (
            "檔案所屬的系統、防火牆或行動程式，檔案未載明時須指定",
            "the system, firewall or app that the file is about, where the file does not say",
        ),
    ))
    .arg(
        option(
            language,
            "map",
            FILE,
            (
                "表格的欄位對照檔（TOML）：kind = \"person\"，[columns] 之下每行 \"工號\" = \"employee_no\"；其餘見 docs/column-map.md",
                "map of the table's columns to fields (TOML): kind = \"person\", under [columns] lines like \"Emp no\" = \"employee_no\"; more in docs/column-map.md",
            ),
        )
        .value_parser(value_parser!(PathBuf)),
    )
    .arg(option(
        language,
        "source",
        ("名稱", "NAME"),
        (
            "來源名稱：沿用其欄位對照；與 --map 並用時記住該對照",
            "name of the source: use its map of columns; with --map remember that map",
        ),
    ))
    .arg(option(language, "reason", ("文字", "TEXT"), ("匯入事由", "why it is imported")))
    .arg(flag(
        language,
        "dry-run",
        "只看會有什麼變動；伺服器執行中也可用",
        "only say what would change; also beside a running server",
    ))
    .arg(clock_is_right(language))
    .arg(data(language))
    .arg(catalogue(language)).arg(pack(language))
    .arg(json(language))
    .after_help(formats(language))
}

/// The words of all formats, family by family.
fn formats(language: Language) -> String {
    let mut text = language.pick("格式：", "Formats:").to_owned();
    for family in Family::ALL {
        let words: Vec<&str> = family.formats.iter().map(|format| format.word()).collect();
        text += &language.pick(
            format!("\n  {}：{}", family.zh, words.join(" ")),
            format!("\n  {}: {}", family.en, words.join(" ")),
        );
    }
    text
}

fn imports(language: Language) -> Command {
    let usage = ("zilu imports [選項]", "zilu imports [OPTIONS]");
    let limit = ("最多列數，0 為不限（預設 50）", "most rows; 0 is all (default: 50)");
    sub(
        language,
        "imports",
        usage,
        ("列出匯入與撤銷，新者在前", "list the imports and what was undone, the newest first"),
    )
    .arg(option(language, "limit", NUMBER, limit).default_value("50").value_parser(value_parser!(usize)))
    .arg(data(language))
    .arg(catalogue(language))
    .arg(pack(language))
    .arg(json(language))
}

fn undo(language: Language) -> Command {
    let act = ("匯入的編號，見 zilu imports", "the import's number, see zilu imports");
    let about = (
        "撤銷一次匯入：回復匯入前所知，並留下紀錄",
        "undo an import: what was known before it is known again, and that is on record",
    );
    sub(language, "undo", ("zilu undo [選項] <編號>", "zilu undo [OPTIONS] <ACT>"), about)
        .arg(argument(language, "act", ("編號", "ACT"), act).required(true).value_parser(value_parser!(u64)))
        .arg(option(language, "reason", ("文字", "TEXT"), ("事由", "why it is undone")).required(true))
        .arg(flag(
            language,
            "dry-run",
            "只看會有什麼變動；伺服器執行中也可用",
            "only say what would change; also beside a running server",
        ))
        .arg(clock_is_right(language))
        .arg(data(language))
        .arg(catalogue(language))
        .arg(pack(language))
        .arg(json(language))
}

fn export(language: Language) -> Command {
    let kind = ("紀錄的種類，代號或名稱", "kind of record, by its name or its label");
    let output = (
        "寫入此檔，不覆寫既有檔案（預設為標準輸出）",
        "write to this file, which must not exist (default: standard output)",
    );
    let format =
        ("格式（預設依 --output 的副檔名，否則 csv）", "format (default: as --output ends, else csv)");
    let about =
        ("匯出清冊，可用試算表修改後再匯入", "write a register as a table, to change and import again");
    sub(language, "export", ("zilu export [選項] <種類>", "zilu export [OPTIONS] <KIND>"), about)
        .arg(argument(language, "kind", KIND, kind).required(true))
        .arg(words(
            language,
            option(language, "format", FORMAT, format),
            [("csv", ("", "")), ("xlsx", ("", ""))],
        ))
        .arg(option(language, "output", FILE, output).value_parser(value_parser!(PathBuf)))
        .arg(on(language))
        .arg(known(language))
        .arg(data(language))
        .arg(catalogue(language))
        .arg(pack(language))
}

fn template(language: Language) -> Command {
    sub(
        language,
        "template",
        (
            "zilu template [選項] <種類>\n      zilu template --list",
            "zilu template [OPTIONS] <KIND>\n       zilu template --list",
        ),
        ("產生匯入用的空白範本", "make an empty table to fill in and import"),
    )
    .arg(
        argument(
            language,
            "kind",
            KIND,
            ("紀錄的種類，代號或名稱", "kind of record, by its name or its label"),
        )
        .required_unless_present("list"),
    )
    .arg(flag(language, "list", "列出種類與名稱", "list the kinds with their labels").conflicts_with("kind"))
    .arg(words(
        language,
        option(
            language,
            "format",
            FORMAT,
            ("格式（預設依 --output 的副檔名，否則 csv）", "format (default: as --output ends, else csv)"),
        ),
        [("csv", ("", "")), ("xlsx", ("", ""))],
    ))
    .arg(
        option(
            language,
            "output",
            FILE,
            (
                "寫入此檔，不覆寫既有檔案（預設為標準輸出）",
                "write to this file, which must not exist (default: standard output)",
            ),
        )
        .value_parser(value_parser!(PathBuf)),
    )
    .arg(catalogue(language))
    .arg(pack(language))
    .arg(
        json(language)
            .conflicts_with("kind")
            .help(language.pick("以 JSON 輸出（限 --list）", "print JSON (with --list)")),
    )
}

fn text(language: Language) -> Command {
    let usage = ("zilu text <命令>", "zilu text <COMMAND>");
    let about =
        ("官方條文：附上、查看、比較版本", "the official text: attach it, look at it, compare editions");
    sub(language, "text", usage, about)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(language.pick("命令", "Commands"))
        .subcommand(text_attach(language))
        .subcommand(text_list(language))
        .subcommand(text_show(language))
        .subcommand(text_diff(language))
}

fn text_attach(language: Language) -> Command {
    let file = ("公布的全文：TXT、ODT、DOCX 或 PDF", "the text as published: TXT, ODT, DOCX or PDF");
    let edition = (
        "版本，以備查日命名（預設取自文內沿革）",
        "edition, named by its day of filing (default: read off its history)",
    );
    let announced = (
        "公司獲知公布之日，納入內控的期限由此起算",
        "day on which it was announced; the time to adopt it counts from there",
    );
    let effective = ("施行日（預設同版本）", "in force from this day (default: as the edition)");
    sub(
        language,
        "attach",
        ("zilu text attach [選項] <檔案>", "zilu text attach [OPTIONS] <FILE>"),
        (
            "附上一版官方條文，逐條對照規範目錄",
            "attach an edition of the official text, held against the catalogue clause by clause",
        ),
    )
    .arg(argument(language, "file", FILE, file).value_parser(value_parser!(PathBuf)).required(true))
    .arg(option(language, "edition", DATE, edition))
    .arg(option(language, "announced", DATE, announced))
    .arg(option(language, "effective", DATE, effective))
    .arg(flag(
        language,
        "replace",
        "缺少所引用字、或該版已有另一個檔案時，仍照樣登錄",
        "record it although cited words are missing or the edition has another file",
    ))
    .arg(flag(language, "dry-run", "只檢查，不登錄", "check only, record nothing"))
    .arg(clock_is_right(language))
    .arg(data(language))
    .arg(catalogue(language))
    .arg(pack(language))
    .arg(json(language))
}

fn text_list(language: Language) -> Command {
    let usage = ("zilu text list [選項]", "zilu text list [OPTIONS]");
    looking(language, sub(language, "list", usage, ("列出已附上的版本", "list the attached editions")))
}

fn text_show(language: Language) -> Command {
    let usage = ("zilu text show [選項] <條次>", "zilu text show [OPTIONS] <CLAUSE>");
    let clause = ("條次，如 a14.1.1", "clause, such as a14.1.1");
    let command = sub(language, "show", usage, ("顯示一個條款的官方條文", "show a clause as published"))
        .arg(argument(language, "clause", ("條次", "CLAUSE"), clause).required(true));
    looking(language, command)
}

fn text_diff(language: Language) -> Command {
    let usage = ("zilu text diff [選項]", "zilu text diff [OPTIONS]");
    let about = (
        "比較兩個版本：哪些條款變了、哪些義務與解讀受影響、還剩幾天",
        "compare two editions: which clauses changed, which duties and readings lean on them, how many days are left",
    );
    let command = sub(language, "diff", usage, about)
        .arg(option(
            language,
            "old",
            DATE,
            ("舊版（預設為新版的前一版）", "older edition (default: the one before)"),
        ))
        .arg(option(
            language,
            "new",
            DATE,
            ("新版（預設為最新的一版）", "newer edition (default: the newest)"),
        ));
    looking(language, command)
}

fn book(language: Language) -> Command {
    let usage = ("zilu book [選項] --output <檔案>", "zilu book [OPTIONS] --output <FILE>");
    let about = (
        "義務手冊：整部規範目錄寫成文字，單一 HTML 檔，可列印",
        "the reference book: the whole catalogue in words, one HTML file made to be printed",
    );
    let output = ("寫入此檔，不覆寫既有檔案", "write to this file, which must not exist");
    let lang = ("手冊的語言：zh-TW、en 或 both（中英對照）", "language of the book: zh-TW, en or both");
    sub(language, "book", usage, about)
        .arg(option(language, "output", FILE, output).value_parser(value_parser!(PathBuf)))
        .arg(
            option(language, "lang", ("語言", "LANG"), lang)
                .value_parser(["zh-TW", "en", "both"])
                .hide_possible_values(true),
        )
        .arg(flag(
            language,
            "official",
            "並列已附上的條文原文",
            "put the attached official text beside our words",
        ))
        .arg(on(language))
        .arg(known(language))
        .arg(data(language).help(language.pick(
            "資料目錄：採其讀法與參數（預設 ./zilu-data，沒有時採規範目錄之預設）",
            "data directory whose readings and parameters are shown (default: ./zilu-data; without one, the defaults of the catalogue)",
        )))
        .arg(catalogue(language))
        .arg(pack(language))
}

/// Adds D, K, the data directory, the rules and JSON.
fn looking(language: Language, command: Command) -> Command {
    command
        .arg(on(language))
        .arg(known(language))
        .arg(data(language))
        .arg(catalogue(language))
        .arg(pack(language))
        .arg(json(language))
}

fn check(language: Language) -> Command {
    let usage = ("zilu check [選項]", "zilu check [OPTIONS]");
    sub(language, "check", usage, ("檢查規範目錄並執行其案例", "check the catalogue and run its cases"))
        .arg(catalogue(language))
        .arg(pack(language))
        .arg(flag(language, "coverage", "列出各條涵蓋情形", "list what is covered, clause by clause"))
        .arg(json(language))
}

fn crosswalk(language: Language) -> Command {
    sub(
        language,
        "crosswalk",
        ("zilu crosswalk [選項]", "zilu crosswalk [OPTIONS]"),
        (
            "條文與 ISO/IEC 27001 附錄 A、NIST CSF 2.0 的對照",
            "which controls of ISO/IEC 27001 Annex A and NIST CSF 2.0 the clauses fall on",
        ),
    )
    .arg(option(language, "clause", ("條次", "ID"), CLAUSE))
    .arg(words(
        language,
        option(language, "framework", ("框架", "FRAMEWORK"), ("框架", "framework")),
        Framework::all().iter().map(|framework| {
            (framework.id.as_str(), (framework.title.zh.as_str(), framework.title.en.as_str()))
        }),
    ))
    .arg(listed(language))
    .arg(catalogue(language))
    .arg(pack(language))
    .arg(json_as_format(language))
}

fn standing(language: Language) -> Command {
    let limit = (
        "最多列數，0 為不限（表格預設 50，其餘預設不限）",
        "most rows; 0 is all (default: 50 for a table, else all)",
    );
    sub(
        language,
        "standing",
        ("zilu standing [選項]", "zilu standing [OPTIONS]"),
        ("列出義務狀態", "list standings"),
    )
    .arg(option(language, "clause", ("條次", "ID"), CLAUSE))
    .arg(option(language, "duty", ("義務", "NAME"), ("義務", "duty")))
    .arg(option(language, "kind", KIND, ("對象種類", "kind of subject")))
    .arg(option(language, "subject", ("鍵", "KEY"), ("對象", "subject")))
    .arg(option(
        language,
        "about",
        ("種類/鍵", "KIND/KEY"),
        (
            "一筆紀錄連同參照它的一切，例如 system/web：系統與其主機、弱點、帳號",
            "a record and all that refers to it, such as system/web: the system with its hosts, findings and accounts",
        ),
    ))
    .arg(
        words(
            language,
            option(
                language,
                "status",
                ("狀態", "STATUS"),
                ("狀態，可多個，以逗號分隔", "status, several separated by commas"),
            ),
            Status::ALL.map(|status| (status.word(), status.label())),
        )
        .value_delimiter(',')
        .action(ArgAction::Append),
    )
    .arg(words(
        language,
        option(language, "who", ("角色", "ROLE"), ("輪到誰", "whose turn")),
        Role::ALL.map(|role| (role.word(), role.label())),
    ))
    .arg(option(
        language,
        "due-by",
        DATE,
        (
            "期限在此日以前，尚未完成也未逾期者（--status 可另選）",
            "due on or before this date, neither done nor late (unless --status says otherwise)",
        ),
    ))
    .arg(option(language, "limit", NUMBER, limit).value_parser(value_parser!(usize)))
    .arg(listed(language))
    .arg(flag(language, "count", "只列各條件數", "only counts per clause").conflicts_with("limit"))
    .arg(
        words(
            language,
            option(language, "count-by", ("項目", "WHAT"), ("只列件數，依此分列", "only counts, by this")),
            COUNTED_BY,
        )
        .conflicts_with_all(["limit", "count"]),
    )
    .arg(on(language))
    .arg(known(language))
    .arg(data(language))
    .arg(catalogue(language))
    .arg(pack(language))
    .arg(json_as_format(language))
}

/// What counts of standings can be taken by.
const COUNTED_BY: [(&str, (&str, &str)); 4] = [
    ("clause", ("條次", "clause")),
    ("duty", ("義務", "duty")),
    ("kind", ("對象種類", "kind of subject")),
    ("who", ("輪到誰", "whose turn")),
];

fn accounts(language: Language) -> Command {
    sub(
        language,
        "accounts",
        ("zilu accounts [選項]", "zilu accounts [OPTIONS]"),
        (
            "列出應查看的帳號：無持有人、離職未停、共用、從未登入、密碼過久",
            "list accounts to look at: no holder, of leavers, shared, never used, old passwords",
        ),
    )
    .arg(option(language, "system", ("鍵", "KEY"), ("系統", "system")))
    .arg(option(
        language,
        "holder",
        ("鍵", "KEY"),
        ("持有人；列出其全部帳號，不論有無問題", "holder; lists all his accounts, with or without a problem"),
    ))
    .arg(words(
        language,
        option(language, "problem", ("問題", "PROBLEM"), ("問題", "problem")),
        Problem::ALL.map(|problem| (problem.word(), problem.label())),
    ))
    .arg(on(language))
    .arg(known(language))
    .arg(data(language))
    .arg(catalogue(language))
    .arg(pack(language))
    .arg(json(language))
}

const CLAUSE: (&str, &str) = ("條次，如 a14 或 a14.1.1", "clause, such as a14 or a14.1.1");

/// How a list is printed.
fn listed(language: Language) -> Arg {
    words(
        language,
        option(language, "format", FORMAT, ("輸出格式", "output format")),
        [("table", ("", "")), ("json", ("", "")), ("csv", ("", ""))],
    )
}

fn json_as_format(language: Language) -> Arg {
    json(language)
        .conflicts_with("format")
        .help(language.pick("以 JSON 輸出，同 --format json", "print JSON, the same as --format json"))
}

fn explain(language: Language) -> Command {
    sub(
        language,
        "explain",
        ("zilu explain [選項] <義務> <對象>", "zilu explain [OPTIONS] <DUTY> <SUBJECT>"),
        ("說明一個狀態的由來", "derive one standing"),
    )
    .arg(argument(language, "duty", ("義務", "DUTY"), ("義務", "duty")).required(true))
    .arg(
        argument(language, "subject", ("對象", "SUBJECT"), ("對象的鍵", "key of the subject")).required(true),
    )
    .arg(option(language, "period", ("期間", "PERIOD"), ("期間或觸發事件", "period or trigger")))
    .arg(
        option(language, "item", NUMBER, ("檢核項次", "item of the checklist"))
            .value_parser(value_parser!(u16)),
    )
    .arg(on(language))
    .arg(known(language))
    .arg(data(language))
    .arg(catalogue(language))
    .arg(pack(language))
    .arg(json(language))
}

fn oscal(language: Language) -> Command {
    let usage = ("zilu oscal <命令>", "zilu oscal <COMMAND>");
    let about =
        ("以 OSCAL JSON 輸出，供其他遵循工具讀取", "write OSCAL JSON, which other compliance tools read");
    let document = |name, usage, about| {
        let output = (
            "寫入此檔，不覆寫既有檔案（預設為標準輸出）",
            "write to this file, which must not exist (default: standard output)",
        );
        sub(language, name, usage, about)
            .arg(option(language, "output", FILE, output).value_parser(value_parser!(PathBuf)))
            .arg(on(language))
            .arg(known(language))
            .arg(data(language))
            .arg(catalogue(language))
            .arg(pack(language))
    };
    let subjects = (
        "每個項目最多列出的對象，0 為不限（預設 20）",
        "most subjects listed per item; 0 is all (default: 20)",
    );
    sub(language, "oscal", usage, about)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(language.pick("命令", "Commands"))
        .subcommand(document(
            "catalog",
            ("zilu oscal catalog [選項]", "zilu oscal catalog [OPTIONS]"),
            (
                "規範：條文為控制項，附公司參數的現行值",
                "the rules: clauses as controls, with the company's values of the parameters",
            ),
        ))
        .subcommand(document(
            "assessment-results",
            ("zilu oscal assessment-results [選項]", "zilu oscal assessment-results [OPTIONS]"),
            ("評估結果：每條一項發現，由狀態而來", "results: a finding per clause, from the standings"),
        ))
        .subcommand(
            document(
                "poam",
                ("zilu oscal poam [選項]", "zilu oscal poam [OPTIONS]"),
                (
                    "改善計畫：逾期、違反、未證明者，依義務歸併",
                    "plan of action: what is late, breached or unproven, duty by duty",
                ),
            )
            .arg(option(language, "subjects", NUMBER, subjects).value_parser(value_parser!(usize))),
        )
        .subcommand(document(
            "mapping",
            ("zilu oscal mapping [選項]", "zilu oscal mapping [OPTIONS]"),
            ("對照：條文與其他框架的控制項", "the crosswalk: clauses and controls of other frameworks"),
        ))
}

fn verify(language: Language) -> Command {
    let file = ("資料檔或資料目錄（預設為資料目錄）", "data file or directory (default: the data directory)");
    let checkpoint =
        ("先前另存的查核點，帳本須與之一致", "checkpoint kept elsewhere, with which the ledger must agree");
    let key =
        ("公鑰檔（預設為資料檔旁的 ledger.vkey）", "public key (default: ledger.vkey beside the data file)");
    sub(
        language,
        "verify",
        ("zilu verify [選項] [檔案]", "zilu verify [OPTIONS] [FILE]"),
        (
            "驗證帳本，可驗證資料檔的副本，不需伺服器",
            "verify the ledger; works on a copy of the data file, without the server",
        ),
    )
    .arg(argument(language, "file", FILE, file).value_parser(value_parser!(PathBuf)))
    .arg(
        option(language, "checkpoint", FILE, checkpoint)
            .value_parser(value_parser!(PathBuf))
            .action(ArgAction::Append),
    )
    .arg(option(language, "key", FILE, key).value_parser(value_parser!(PathBuf)))
    .arg(flag(language, "evidence", "一併核對佐證檔案", "check the evidence files as well"))
    .arg(data(language))
    .arg(json(language))
    .after_help(language.pick(
        "其他命令開啟資料時只核對最後一個查核點的簽章與根雜湊；內容是否遭竄改，只有 verify 會逐筆檢查。\n引用、交付數字之前，請先驗證。",
        "Other commands check the signature and the root of the newest checkpoint when they open the data; whether a record was tampered with is found out by verify alone, which checks every entry. Verify before you quote or hand over figures.",
    ))
}

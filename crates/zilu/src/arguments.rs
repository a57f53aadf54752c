//! What can be asked, with help in both languages.

use crate::language::Language;
use clap::{Arg, ArgAction, Command, builder::PossibleValuesParser, value_parser};
use std::path::PathBuf;
use zilu_catalogue::{Role, Status};

/// The whole command line.
pub(crate) fn command(language: Language) -> Command {
    let say = |zh: &'static str, en: &'static str| language.pick(zh, en);
    Command::new("zilu")
        .version(env!("CARGO_PKG_VERSION"))
        .about(say("讓規範跑起來：事實進，狀態出。", "Rules that run: facts in, standing out."))
        .help_template(template(language))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading(say("命令", "Commands"))
        .subcommand_value_name(say("命令", "COMMAND"))
        .next_help_heading(say("選項", "Options"))
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .global(true)
                .action(ArgAction::Help)
                .display_order(901)
                .help(say("顯示說明", "print help")),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .display_order(902)
                .help(say("顯示版本", "print the version")),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .global(true)
                .value_name("LANG")
                .value_parser(["zh-TW", "en"])
                .hide_possible_values(true)
                .display_order(900)
                .help(say("訊息語言：zh-TW 或 en", "language of messages: zh-TW or en")),
        )
        .subcommand(demo(language))
        .subcommand(serve(language))
        .subcommand(import(language))
        .subcommand(check(language))
        .subcommand(standing(language))
        .subcommand(explain(language))
        .subcommand(verify(language))
        .after_help(say(
            "結束代碼：0 完成；1 檢查有所發現；2 用法或輸入有誤。",
            "Exit codes: 0 done; 1 a check found something; 2 bad use or bad input.",
        ))
}

fn template(language: Language) -> &'static str {
    language.pick(
        "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
        "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
    )
}

fn sub(language: Language, name: &'static str, zh: &'static str, en: &'static str) -> Command {
    let heading = language.pick("選項", "Options");
    Command::new(name)
        .about(language.pick(zh, en))
        .help_template(template(language))
        .next_help_heading(heading)
}

fn data(language: Language) -> Arg {
    Arg::new("data")
        .long("data")
        .value_name("DIR")
        .default_value("./zilu-data")
        .value_parser(value_parser!(PathBuf))
        .help(language.pick("資料目錄", "data directory"))
}

fn catalogue(language: Language) -> Arg {
    Arg::new("catalogue").long("catalogue").value_name("DIR").value_parser(value_parser!(PathBuf)).help(
        language
            .pick("改用此目錄的規範（預設為內建）", "use the rules in this directory (default: built in)"),
    )
}

fn json(language: Language) -> Arg {
    Arg::new("json").long("json").action(ArgAction::SetTrue).help(language.pick("以 JSON 輸出", "print JSON"))
}

fn on(language: Language) -> Arg {
    Arg::new("on")
        .long("on")
        .value_name("DATE")
        .help(language.pick("基準日 D（西元或民國，預設今日）", "as-of date D (AD or ROC; default today)"))
}

fn known(language: Language) -> Arg {
    Arg::new("known").long("known").value_name("DATE").help(language.pick(
        "知悉日 K：只用當日終了前已登錄者（預設全部）",
        "knowledge date K: only what was recorded by the end of that day (default: everything)",
    ))
}

fn listening(language: Language, command: Command) -> Command {
    command
        .arg(
            Arg::new("address")
                .long("address")
                .value_name("IP")
                .default_value("127.0.0.1")
                .help(language.pick("監聽位址，限本機", "address to listen on; loopback only")),
        )
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .default_value("8600")
                .value_parser(value_parser!(u16))
                .help(language.pick("監聽埠", "port to listen on")),
        )
}

fn demo(language: Language) -> Command {
    let command = sub(
        language,
        "demo",
        "建立虛構的示範公司並開啟網頁",
        "make the fictitious demo company and serve it",
    )
    .arg(
        Arg::new("data")
            .long("data")
            .value_name("DIR")
            .default_value("./zilu-demo")
            .value_parser(value_parser!(PathBuf))
            .help(language.pick("資料目錄", "data directory")),
    )
    .arg(catalogue(language))
    .arg(
        Arg::new("seed")
            .long("seed")
            .value_name("N")
            .default_value("7")
            .value_parser(value_parser!(u64))
            .help(language.pick("示範公司的種子", "seed of the demo company")),
    )
    .arg(
        Arg::new("load-only")
            .long("load-only")
            .action(ArgAction::SetTrue)
            .help(language.pick("只建立資料，不開網頁", "only make the data, do not serve")),
    );
    listening(language, command)
}

fn serve(language: Language) -> Command {
    let command =
        sub(language, "serve", "開啟網頁", "serve the pages").arg(data(language)).arg(catalogue(language));
    listening(language, command)
}

fn import(language: Language) -> Command {
    sub(
        language,
        "import",
        "匯入檔案：整份檢查，全部登錄或完全不登錄",
        "import files: checked whole, recorded whole or not at all",
    )
    .override_usage("zilu import [FORMAT] FILE…")
    .arg(Arg::new("words").value_name("[FORMAT] FILE").num_args(1..).required(true).help(language.pick(
        "格式（nessus、csv、xlsx…，可省略）與一個以上的檔案",
        "format (nessus, csv, xlsx …; may be left out) and one or more files",
    )))
    .arg(Arg::new("kind").long("kind").value_name("KIND").help(language.pick(
        "表格中紀錄的種類（可由檔名、工作表名或欄名辨認時可省略）",
        "kind of the rows of a table (may be left out when file, sheet or headings tell)",
    )))
    .arg(
        Arg::new("date").long("date").value_name("DATE").help(
            language.pick(
                "檔案未載明時，事實的生效日",
                "effective date of the facts, where the file does not say",
            ),
        ),
    )
    .arg(
        Arg::new("reason")
            .long("reason")
            .value_name("TEXT")
            .help(language.pick("匯入事由", "why it is imported")),
    )
    .arg(
        Arg::new("dry-run")
            .long("dry-run")
            .action(ArgAction::SetTrue)
            .help(language.pick("只看會有什麼變動", "only say what would change")),
    )
    .arg(data(language))
    .arg(catalogue(language))
    .arg(json(language))
    .subcommand_negates_reqs(true)
}

fn check(language: Language) -> Command {
    sub(language, "check", "檢查規範目錄並執行其案例", "check the catalogue and run its cases")
        .arg(catalogue(language))
        .arg(
            Arg::new("coverage")
                .long("coverage")
                .action(ArgAction::SetTrue)
                .help(language.pick("列出各條涵蓋情形", "list what is covered, clause by clause")),
        )
        .arg(json(language))
}

fn standing(language: Language) -> Command {
    let say = |zh: &'static str, en: &'static str| language.pick(zh, en);
    sub(language, "standing", "列出義務狀態", "list standings")
        .arg(
            Arg::new("clause")
                .long("clause")
                .value_name("ID")
                .help(say("條次，如 a14 或 a14.1.1", "clause, such as a14 or a14.1.1")),
        )
        .arg(Arg::new("duty").long("duty").value_name("NAME").help(say("義務", "duty")))
        .arg(Arg::new("kind").long("kind").value_name("KIND").help(say("對象種類", "kind of subject")))
        .arg(Arg::new("subject").long("subject").value_name("KEY").help(say("對象", "subject")))
        .arg(
            Arg::new("status")
                .long("status")
                .value_name("STATUS")
                .value_delimiter(',')
                .action(ArgAction::Append)
                .value_parser(PossibleValuesParser::new(Status::ALL.map(Status::word)))
                .help(say("狀態（可多個，以逗號分隔）", "status (several, separated by commas)")),
        )
        .arg(
            Arg::new("who")
                .long("who")
                .value_name("ROLE")
                .value_parser(PossibleValuesParser::new(Role::ALL.map(Role::word)))
                .help(say("輪到誰", "whose turn")),
        )
        .arg(
            Arg::new("due-by")
                .long("due-by")
                .value_name("DATE")
                .help(say("期限在此日以前", "due on or before this date")),
        )
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .default_value("50")
                .value_parser(value_parser!(usize))
                .help(say("表格最多列數，0 為不限", "most rows of the table; 0 is all")),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(["table", "json", "csv"])
                .help(say("輸出格式", "output format")),
        )
        .arg(
            Arg::new("count")
                .long("count")
                .action(ArgAction::SetTrue)
                .help(say("只列各條件數", "only counts per clause")),
        )
        .arg(on(language))
        .arg(known(language))
        .arg(data(language))
        .arg(catalogue(language))
        .arg(json(language))
}

fn explain(language: Language) -> Command {
    let say = |zh: &'static str, en: &'static str| language.pick(zh, en);
    sub(language, "explain", "說明一個狀態的由來", "derive one standing")
        .arg(Arg::new("duty").value_name("DUTY").required(true).help(say("義務", "duty")))
        .arg(
            Arg::new("subject")
                .value_name("SUBJECT")
                .required(true)
                .help(say("對象的鍵", "key of the subject")),
        )
        .arg(
            Arg::new("period")
                .long("period")
                .value_name("PERIOD")
                .help(say("期間或觸發事件", "period or trigger")),
        )
        .arg(
            Arg::new("item")
                .long("item")
                .value_name("N")
                .value_parser(value_parser!(u16))
                .help(say("檢核項次", "item of the checklist")),
        )
        .arg(on(language))
        .arg(known(language))
        .arg(data(language))
        .arg(catalogue(language))
        .arg(json(language))
}

fn verify(language: Language) -> Command {
    let say = |zh: &'static str, en: &'static str| language.pick(zh, en);
    sub(
        language,
        "verify",
        "驗證帳本，可驗證資料檔的副本，不需伺服器",
        "verify the ledger; works on a copy of the data file, without the server",
    )
    .arg(Arg::new("file").value_name("FILE").value_parser(value_parser!(PathBuf)).help(say(
        "資料檔或資料目錄（預設為資料目錄）",
        "data file or directory (default: the data directory)",
    )))
    .arg(
        Arg::new("checkpoint")
            .long("checkpoint")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .action(ArgAction::Append)
            .help(say(
                "先前另存的檢查點，帳本須與之一致",
                "checkpoint kept elsewhere, with which the ledger must agree",
            )),
    )
    .arg(Arg::new("key").long("key").value_name("FILE").value_parser(value_parser!(PathBuf)).help(say(
        "公鑰檔（預設為資料檔旁的 ledger.vkey）",
        "public key (default: ledger.vkey beside the data file)",
    )))
    .arg(
        Arg::new("evidence")
            .long("evidence")
            .action(ArgAction::SetTrue)
            .help(say("一併核對佐證檔案", "check the evidence files as well")),
    )
    .arg(data(language))
    .arg(json(language))
}

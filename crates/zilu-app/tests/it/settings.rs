//! What a company sets is held against the rules before it is recorded.

use crate::support::Company;
use zilu_app::Outcome;

/// The one fault of a file, in both languages, which records nothing.
#[track_caller]
fn refused(company: &Company, name: &str, content: &str) -> (String, String) {
    let size = company.app.ledger_head().size;
    let report = company.import(name, content);
    assert_eq!((report.outcome, report.refused), (Outcome::Refused, 1), "{:?}", report.faults);
    assert_eq!(company.app.ledger_head().size, size, "nothing was recorded");
    let fault = &report.faults[0];
    assert!(fault.hint.is_some() && fault.place.row == Some(2), "{fault:?}");
    (fault.line_zh(), fault.line_en())
}

#[track_caller]
fn taken(company: &Company, name: &str, content: &str) {
    let report = company.import(name, content);
    assert_eq!(report.outcome, Outcome::Taken, "{:?}", report.faults);
}

#[test]
fn a_parameter_the_rules_cannot_use_is_refused() {
    let company = Company::new();
    for (name, value, zh, en) in [
        ("core-session-review", "banana", "看不懂的期間", "not a length of time"),
        ("core-session-review", "0 days", "不能是 0 天", "cannot be 0 days"),
        ("core-session-review", "-1 days", "看不懂的期間", "not a length of time"),
        ("core-session-review", "calendar quarter", "看不懂的期間", "not a length of time"),
        ("staff-password-length", "-3", "不能是 -3", "cannot be -3"),
        ("staff-password-length", "8 days", "", "not a number"),
        ("spot-check-sample", "0", "不能是 0", "cannot be 0"),
        (
            "core-session-reviews",
            "3 days",
            "是不是「core-session-review」",
            "did you mean 'core-session-review'",
        ),
        ("no-such-thing-at-all", "3 days", "沒有「no-such-thing-at-all」這個參數", "there is no parameter"),
        ("stock-take-cycle", "3 months rolling", "不是同一種週期", "not the sort of cycle"),
        ("internet-os-scan.every", "calendar year", "的界限為 每季", "as of 2025-01-01 the limit of a14.1.1"),
        ("internet-os-scan.every", "3 months rolling", "比規範寬鬆", "looser than the rule"),
        ("internet-high-finding-fix.within", "2 years", "的界限為 2 個月", "2 years is looser than the rule"),
        (
            "material-first-report",
            "31 minutes",
            "31 分鐘 比規範寬鬆：a13.p2",
            "the limit of a13.p2 is 30 minutes",
        ),
    ] {
        let content = format!("name,since,value,adopted_on\n{name},2025-01-01,{value},2025-01-01\n");
        let said = refused(&company, "parameter_value.csv", &content);
        assert!(said.0.contains(zh) && said.1.contains(en), "{name} = {value}: {said:?}");
        assert!(said.1.contains("row 2"), "{said:?}");
    }
    for (name, value) in [
        ("core-session-review", "3 business days"),
        ("internet-os-scan.every", "每月"),
        ("internet-high-finding-fix.within", "1 個月"),
        ("staff-password-length", "12"),
        ("idle-lock-minutes", "10"),
    ] {
        taken(
            &company,
            "parameter_value.csv",
            &format!("name,since,value,adopted_on\n{name},2025-01-01,{value},2025-01-01\n"),
        );
    }
}

#[test]
fn a_reading_or_choice_that_is_not_there_is_refused() {
    let company = Company::new();
    let file = "reading_choice.csv";
    let said = refused(&company, file, "reading,choice,生效日\nperiod-is-calender,rolling,2025-01-01\n");
    assert!(said.0.contains("是不是「period-is-calendar」"), "{said:?}");
    let said = refused(&company, file, "reading,choice,生效日\nperiod-is-calendar,rollin,2025-01-01\n");
    assert!(said.1.contains("has no choice 'rollin'") && said.1.contains("rolling"), "{said:?}");
    taken(&company, file, "reading,choice,生效日\nperiod-is-calendar,rolling,2025-01-01\n");
}

#[test]
fn an_exemption_that_would_cover_nothing_is_refused() {
    let company = Company::new();
    let row = |duty: &str, subject: &str| {
        format!("id,duty,subject,approved_on,valid_until\nE1,{duty},{subject},2025-01-01,2025-06-30\n")
    };
    for (duty, subject, zh, en) in [
        (
            "internet-os-scans",
            "system/web",
            "是不是「internet-os-scan」",
            "there is no duty 'internet-os-scans'",
        ),
        ("internet-os-scan", "web", "應為 類別/鍵值", "expected kind/key"),
        ("internet-os-scan", "systm/web", "是不是「system」", "there is no kind 'systm'"),
        ("internet-os-scan", "system/wbe", "wbe", "there is no system 'wbe'"),
        ("internet-os-scan", "host/h1", "不是「主機」", "this duty is about a system, not a host"),
    ] {
        let said = refused(&company, "exemption.csv", &row(duty, subject));
        assert!(said.0.contains(zh) && said.1.contains(en), "{said:?}");
    }
    taken(&company, "exemption.csv", &row("internet-os-scan", "system/web"));
}

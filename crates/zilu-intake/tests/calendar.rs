//! The government's office calendar.

use insta::assert_snapshot;
use zilu_intake::{Source, read_calendar};

const FILE: &str = "西元日期,星期,是否放假,備註\r\n\
    20250101,三,2,開國紀念日\r\n20250102,四,0,\r\n20250103,五,0,\r\n20250104,六,2,\r\n20250208,六,0,補行上班\r\n";

fn lines(bytes: &[u8]) -> String {
    match read_calendar(bytes, &Source::new("114.csv")) {
        Ok(days) => days
            .iter()
            .map(|d| format!("{} {} {}", d.date, d.day_off, d.note).trim_end().to_owned() + "\n")
            .collect(),
        Err(faults) => faults.iter().map(|f| format!("{}\n{}\n", f.line_zh(), f.line_en())).collect(),
    }
}

#[test]
fn days_are_read_in_either_encoding() {
    assert_snapshot!(lines(FILE.as_bytes()), @"
2025-01-01 true 開國紀念日
2025-01-02 false
2025-01-03 false
2025-01-04 true
2025-02-08 false 補行上班
");
    let (big5, _, _) = encoding_rs::BIG5.encode(FILE);
    assert_eq!(lines(&big5), lines(FILE.as_bytes()));
    assert_eq!(lines(&[b"\xEF\xBB\xBF", FILE.as_bytes()].concat()), lines(FILE.as_bytes()));
}

#[test]
fn faults_are_told_all_at_once() {
    let broken = FILE
        .replace("20250102,四,0", "20250102,三,1")
        .replace("20250103", "20250101")
        .replace("20250104", "20251304");
    assert_snapshot!(lines(broken.as_bytes()), @"
114.csv，第 3 行，C 欄「是否放假」：「1」應為 0（上班）或 2（放假）
114.csv, line 3, column C '是否放假': '1' should be 0 (working day) or 2 (day off)
114.csv，第 3 行，B 欄「星期」：2025-01-02 是星期四，不是「三」。提示：日期可能錯位
114.csv, line 3, column B '星期': 2025-01-02 is a Thursday, not '三'; hint: the dates may have been shifted
114.csv，第 4 行，B 欄「星期」：2025-01-01 是星期三，不是「五」。提示：日期可能錯位
114.csv, line 4, column B '星期': 2025-01-01 is a Wednesday, not '五'; hint: the dates may have been shifted
114.csv，第 4 行，A 欄「西元日期」：2025-01-01 已在第 2 行出現過
114.csv, line 4, column A '西元日期': 2025-01-01 stands in line 2 already
114.csv，第 5 行，A 欄「西元日期」：「20251304」：沒有這一天
114.csv, line 5, column A '西元日期': `20251304`: there is no such day
");
    assert_snapshot!(lines(b"a,b\n1,2\n"), @"
114.csv，第 1 行，A 欄：標題應為 西元日期,星期,是否放假,備註。提示：請由政府資料開放平臺下載「中華民國政府行政機關辦公日曆表」（14718）
114.csv, line 1, column A: the headings should be 西元日期,星期,是否放假,備註; hint: download dataset 14718 from data.gov.tw
");
    assert_snapshot!(lines(b""), @"
114.csv：檔案是空的
114.csv: the file is empty
");
    assert_snapshot!(lines("西元日期,星期,是否放假,備註\n".as_bytes()), @"
114.csv：行事曆沒有任何日期
114.csv: the calendar holds no day
");
}

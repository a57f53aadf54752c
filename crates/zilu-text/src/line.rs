//! One line of a rule text: which number it starts with, and whether its sentence is complete.

use std::ops::Range;

/// How a line is numbered, from the outside in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// `壹、`
    Formal,
    /// `一、`
    Han,
    /// `（一）`
    HanParen,
    /// `1.`
    Arabic,
    /// `(1)`
    ArabicParen,
}

/// What a line begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Start<'a> {
    /// `第 4 條之 1`: article and, if any, its second number.
    Article(u32, Option<u32>),
    /// `附件一、…`: number and title.
    Annex(u32, &'a str),
    /// `附錄：…`: title.
    Appendix(&'a str),
    /// A numbered item: level, number, the rest of the line.
    Item(Level, u32, &'a str),
    /// A row of a class table, `第一類` and its cells.
    Row(u32, Vec<&'a str>),
    /// Cells that are no row: the head of a table.
    TableHead(Vec<&'a str>),
    /// Anything else.
    Plain(&'a str),
}

const BULLETS: [char; 6] = ['-', '•', '●', '*', '‧', '–'];

/// Looks at the beginning of a line.
pub(crate) fn start(line: &str) -> Start<'_> {
    let line = line.trim();
    if let Some(cells) = cells(line) {
        return match class_number(cells[0]) {
            Some(number) => Start::Row(number, cells),
            None => Start::TableHead(cells),
        };
    }
    let line = line.trim_start_matches(BULLETS).trim_start();
    if let Some((article, second)) = article(line) {
        return Start::Article(article, second);
    }
    if let Some((number, title)) = annex(line) {
        return Start::Annex(number, title);
    }
    if let Some(rest) = line.strip_prefix("附錄")
        && rest.chars().count() < 30
        && rest.chars().next().is_none_or(|next| matches!(next, '：' | ':' | '、') || next.is_whitespace())
    {
        return Start::Appendix(rest.trim_start_matches(['：', ':', '、']).trim());
    }
    match item(line) {
        Some((level, number, rest)) => Start::Item(level, number, rest),
        None => Start::Plain(line),
    }
}

/// Cells of a table line: split at tabs, or at the bars of `| a | b |`.
fn cells(line: &str) -> Option<Vec<&str>> {
    let cells: Vec<&str> = if line.contains('\t') {
        line.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect()
    } else if line.starts_with('|') && line.ends_with('|') {
        line.trim_matches('|').split('|').map(str::trim).collect()
    } else {
        return None;
    };
    (cells.len() > 1).then_some(cells)
}

/// `第一類` → 1.
pub(crate) fn class_number(cell: &str) -> Option<u32> {
    let inner = cell.strip_prefix('第')?.strip_suffix('類')?;
    number(inner.trim())
}

fn article(line: &str) -> Option<(u32, Option<u32>)> {
    let rest = line.strip_prefix('第')?;
    let (first, rest) = rest.split_once('條')?;
    let first = number(first.trim())?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some((first, None));
    }
    // A title in brackets may follow; a sentence may not.
    if is_bracketed(rest) {
        return Some((first, None));
    }
    let rest = rest.strip_prefix('之')?.trim_start();
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '（' | '(')).unwrap_or(rest.len());
    let second = number(&rest[..end])?;
    let rest = rest[end..].trim();
    (rest.is_empty() || is_bracketed(rest)).then_some((first, Some(second)))
}

fn is_bracketed(text: &str) -> bool {
    (text.starts_with('（') && text.ends_with('）')) || (text.starts_with('(') && text.ends_with(')'))
}

fn annex(line: &str) -> Option<(u32, &str)> {
    let rest = line.strip_prefix("附件")?.trim_start();
    let end = rest.find(|c: char| digit(c).is_none() && c != '十').unwrap_or(rest.len());
    let number = number(&rest[..end])?;
    let rest = &rest[end..];
    let title = rest.trim_start_matches(['、', '：', ':', '.', '．']).trim();
    let separated = rest.is_empty() || title.len() < rest.len();
    // A title, not a sentence that a page break left at the beginning of a line.
    (separated && title.chars().count() < 60 && !title.contains(['。', '，'])).then_some((number, title))
}

fn item(line: &str) -> Option<(Level, u32, &str)> {
    let first = line.chars().next()?;
    if matches!(first, '（' | '(') {
        let inner = &line[first.len_utf8()..];
        let end = inner.find(['）', ')'])?;
        let rest = inner[end..].trim_start_matches(['）', ')']).trim_start();
        let written = inner[..end].trim();
        let level = match written.chars().next()? {
            c if arabic(c).is_some() => Level::ArabicParen,
            _ => Level::HanParen,
        };
        return Some((level, number(written)?, rest));
    }
    let end = line.find(|c: char| digit(c).is_none() && formal(c).is_none() && c != '十' && c != '拾')?;
    let (written, rest) = line.split_at(end);
    let mark = rest.chars().next()?;
    let after = rest[mark.len_utf8()..].trim_start();
    let level = match written.chars().next()? {
        c if arabic(c).is_some() => {
            let decimal = after.chars().next().is_some_and(|c| arabic(c).is_some()) && mark == '.';
            if decimal || !matches!(mark, '.' | '．' | '、') {
                return None;
            }
            Level::Arabic
        }
        c if formal(c).is_some() || c == '拾' => Level::Formal,
        _ => Level::Han,
    };
    let marked = level == Level::Arabic || mark == '、';
    marked.then_some((level, number(written)?, after))
}

/// A number in Arabic (half or full width), Chinese or formal Chinese numerals up to 99.
pub(crate) fn number(written: &str) -> Option<u32> {
    let written = written.trim();
    if written.is_empty() || written.chars().count() > 3 {
        return None;
    }
    if let Some(value) = written.chars().try_fold(0_u32, |sum, c| Some(sum * 10 + arabic(c)?)) {
        return Some(value);
    }
    let one = |c: char| digit(c).or_else(|| formal(c)).filter(|digit| *digit > 0);
    let ten = |c: char| matches!(c, '十' | '拾');
    let chars: Vec<char> = written.chars().collect();
    match chars[..] {
        [c] if ten(c) => Some(10),
        [c] => one(c),
        [t, c] if ten(t) => Some(10 + one(c)?),
        [c, t] if ten(t) => Some(10 * one(c)?),
        [c, t, d] if ten(t) => Some(10 * one(c)? + one(d)?),
        _ => None,
    }
}

fn arabic(c: char) -> Option<u32> {
    c.to_digit(10).or_else(|| ('０'..='９').contains(&c).then(|| c as u32 - '０' as u32))
}

fn digit(c: char) -> Option<u32> {
    arabic(c).or_else(|| "〇一二三四五六七八九".chars().position(|digit| digit == c).map(|i| i as u32))
}

fn formal(c: char) -> Option<u32> {
    Some(match c {
        '壹' => 1,
        '貳' | '貮' => 2,
        '參' | '叁' | '叄' => 3,
        '肆' => 4,
        '伍' => 5,
        '陸' => 6,
        '柒' => 7,
        '捌' => 8,
        '玖' => 9,
        _ => return None,
    })
}

/// Whether a sentence ends here, so that the next line cannot continue it.
pub(crate) fn is_complete(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['」', '』', '）', ')', '】']);
    text.ends_with(['。', '：', ':', '；', ';', '！', '？'])
}

/// A heading: words without any punctuation of a sentence.
pub(crate) fn is_title(text: &str) -> bool {
    !text.contains(['，', '。', '；', '：', ':', '、', ','])
}

/// A text without blanks and with one form of each bracket, digit and punctuation mark, for comparing.
pub fn normalise(text: &str) -> String {
    text.chars().flat_map(folded).collect()
}

/// The characters that one character counts as; none for blanks and marks without width.
fn folded(c: char) -> impl Iterator<Item = char> {
    let blank = c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}';
    let c = match c {
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '；' => ';',
        '，' => ',',
        '．' => '.',
        '臺' => '台',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    (!blank).then(|| c.to_lowercase()).into_iter().flatten()
}

/// Where a phrase stands in a text when both are compared as [`normalise`] does: ranges of bytes that do not overlap.
pub fn occurrences(text: &str, phrase: &str) -> Vec<Range<usize>> {
    let phrase: Vec<char> = phrase.chars().flat_map(folded).collect();
    let text: Vec<(char, Range<usize>)> = text
        .char_indices()
        .flat_map(|(at, c)| folded(c).map(move |folded| (folded, at..at + c.len_utf8())))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while !phrase.is_empty() && at + phrase.len() <= text.len() {
        let window = &text[at..at + phrase.len()];
        if window.iter().map(|(c, _)| c).eq(&phrase) {
            found.push(window[0].1.start..window[window.len() - 1].1.end);
            at += phrase.len();
        } else {
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_of_number_is_read() {
        let cases = [
            ("第 4 條之 1", Start::Article(4, Some(1))),
            ("第四條之一", Start::Article(4, Some(1))),
            ("第 22 條（施行）", Start::Article(22, None)),
            ("第 4 條之規定應予遵循", Start::Plain("第 4 條之規定應予遵循")),
            ("附件二、原則 (App)", Start::Annex(2, "原則 (App)")),
            ("附件二，依其規定。", Start::Plain("附件二，依其規定。")),
            ("附錄：用語", Start::Appendix("用語")),
            ("- 一、甲", Start::Item(Level::Han, 1, "甲")),
            ("二十一、甲", Start::Item(Level::Han, 21, "甲")),
            ("參、甲", Start::Item(Level::Formal, 3, "甲")),
            (" - (一)甲", Start::Item(Level::HanParen, 1, "甲")),
            ("（十二） 甲", Start::Item(Level::HanParen, 12, "甲")),
            ("１２．甲", Start::Item(Level::Arabic, 12, "甲")),
            ("3.5 倍以上", Start::Plain("3.5 倍以上")),
            ("- (6) 甲", Start::Item(Level::ArabicParen, 6, "甲")),
            ("第一類\t甲\t乙", Start::Row(1, vec!["第一類", "甲", "乙"])),
            ("| 第二類 | 甲 |", Start::Row(2, vec!["第二類", "甲"])),
            ("類別\t定義", Start::TableHead(vec!["類別", "定義"])),
            ("一般規定", Start::Plain("一般規定")),
            ("", Start::Plain("")),
        ];
        for (line, expected) in cases {
            assert_eq!(start(line), expected, "{line}");
        }
    }

    #[test]
    fn a_phrase_is_found_whatever_its_blanks_and_widths() {
        let text = "應於 2\u{3000}個月內（至遲 ２個月）修補";
        let found: Vec<&str> = occurrences(text, "2 個月").into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["2\u{3000}個月", "２個月"]);
        assert_eq!(occurrences("aaa", "aa"), [0..2]);
        assert!(occurrences("條文", "").is_empty() && occurrences("", "條").is_empty());
    }
}

//! Tokens of the predicate language, each with its byte range in the text.

use crate::names::closest;
use jiff::civil::Date;
use std::ops::Range;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A name or a word of the language.
    Word(String),
    /// A number as written.
    Number(String),
    /// A day, `2025-01-01`.
    Date(Date),
    /// A text in double quotes.
    Text(String),
    /// `$parameter-name`.
    Parameter(String),
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`, `+`, `(`, `)`, `,`, `.`.
    Mark(&'static str),
    /// The end of the text.
    End,
}

/// A token and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Spanned {
    pub(crate) token: Token,
    pub(crate) span: Range<usize>,
}

/// Why a text is not a predicate.
#[derive(Debug, Clone)]
pub(crate) struct SyntaxFault {
    pub(crate) at: usize,
    pub(crate) zh: String,
    pub(crate) en: String,
    pub(crate) hint: Option<(String, String)>,
}

impl SyntaxFault {
    pub(crate) fn new(at: usize, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at, zh: zh.into(), en: en.into(), hint: None }
    }

    pub(crate) fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.hint = Some((zh.into(), en.into()));
        self
    }
}

/// Longest marks first.
const MARKS: [&str; 11] = ["!=", "<=", ">=", "=", "<", ">", "+", "(", ")", ",", "."];

/// Splits a text into tokens; the last one is [`Token::End`].
pub(crate) fn tokens(text: &str) -> Result<Vec<Spanned>, SyntaxFault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() && first != '\u{3000}' {
            at += first.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let (token, length) = if first.is_ascii_alphabetic() || first == '_' {
            let length = run(rest, |c| c.is_ascii_alphanumeric() || c == '_');
            (Token::Word(rest[..length].to_owned()), length)
        } else if first.is_ascii_digit()
            || (first == '-' && rest[1..].starts_with(|c: char| c.is_ascii_digit()))
        {
            number_or_date(rest, at)?
        } else if first == '"' {
            let Some(end) = rest[1..].find('"') else {
                return Err(SyntaxFault::new(
                    at,
                    "文字沒有結束的雙引號",
                    "the text has no closing double quote",
                ));
            };
            (Token::Text(rest[1..=end].to_owned()), end + 2)
        } else if first == '$' {
            let length = run(&rest[1..], |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
            if length == 0 {
                return Err(SyntaxFault::new(
                    at,
                    "「$」後面缺少參數名稱",
                    "a parameter name must follow `$`",
                ));
            }
            (Token::Parameter(rest[1..=length].to_owned()), length + 1)
        } else if rest.starts_with("==") {
            return Err(
                SyntaxFault::new(at, "沒有「==」這個符號", "there is no `==`").hint("寫成 =", "write `=`")
            );
        } else if let Some(mark) = MARKS.into_iter().find(|mark| rest.starts_with(mark)) {
            (Token::Mark(mark), mark.len())
        } else {
            return Err(unexpected(first, rest, at));
        };
        tokens.push(Spanned { token, span: at..at + length });
        at += length;
    }
    tokens.push(Spanned { token: Token::End, span: text.len()..text.len() });
    Ok(tokens)
}

fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

fn number_or_date(rest: &str, at: usize) -> Result<(Token, usize), SyntaxFault> {
    let sign = usize::from(rest.starts_with('-'));
    let digits = sign + run(&rest[sign..], |c| c.is_ascii_digit());
    if sign == 0 && digits == 4 && rest[digits..].starts_with('-') {
        let length = run(rest, |c| c.is_ascii_digit() || c == '-');
        return match rest[..length].parse::<Date>() {
            Ok(date) => Ok((Token::Date(date), length)),
            Err(_) => {
                Err(SyntaxFault::new(at, "不是日期", "not a date")
                    .hint("寫成 2025-01-31", "write 2025-01-31"))
            }
        };
    }
    let mut length = digits;
    if rest[length..].starts_with('.') && rest[length + 1..].starts_with(|c: char| c.is_ascii_digit()) {
        length += 1 + run(&rest[length + 1..], |c| c.is_ascii_digit());
    }
    Ok((Token::Number(rest[..length].to_owned()), length))
}

fn unexpected(first: char, rest: &str, at: usize) -> SyntaxFault {
    let fault = SyntaxFault::new(
        at,
        format!("述詞裡不能有「{first}」"),
        format!("`{first}` has no meaning in a predicate"),
    );
    let folded = crate::value::fold(&first.to_string());
    if folded != first.to_string() {
        return fault.hint(format!("改用半形「{folded}」"), format!("use the half-width `{folded}`"));
    }
    match first {
        '!' => fault.hint("「不是」寫成 not，「不等於」寫成 !=", "write `not`, or `!=`"),
        '&' | '|' => fault.hint("寫成 and 或 or", "write `and` or `or`"),
        '\'' | '“' | '”' | '「' | '」' => fault.hint("文字用 \" 括起來", "put texts in \""),
        '≠' | '≤' | '≥' => fault.hint("寫成 !=、<=、>=", "write `!=`, `<=` or `>=`"),
        '-' if rest[1..].starts_with(char::is_whitespace) => {
            fault.hint("沒有減法；把期間加到另一邊", "there is no minus; add the time to the other side")
        }
        _ => fault,
    }
}

/// A hint where a word was meant to be one of the language's.
pub(crate) fn hint_word(fault: SyntaxFault, word: &str, candidates: &[&str]) -> SyntaxFault {
    match closest(word, candidates.iter().copied()) {
        Some(name) => fault.hint(format!("是不是「{name}」？"), format!("did you mean `{name}`?")),
        None => fault,
    }
}

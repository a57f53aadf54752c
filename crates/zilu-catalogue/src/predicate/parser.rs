//! The tree of a predicate by recursive descent, without any knowledge of kinds or terms.
//!
//! One fault per text: after a broken word nothing behind it can be trusted.

use super::lexer::{Spanned, SyntaxFault, Token, hint_word, tokens};
use super::tree::{Dotted, Expr, Operand, Related, Time, Word};
use crate::duration::{parse_duration, unit_of};
use crate::model::Comparison;

/// How deep brackets, `not` and `where` may nest.
const DEPTH: usize = 40;

/// Reads a predicate.
pub(crate) fn parse_predicate(text: &str) -> Result<Expr, SyntaxFault> {
    let mut parser = Parser::new(text)?;
    let expr = parser.or()?;
    parser.end()?;
    Ok(expr)
}

/// Reads `[any] KIND [by PATH] [where PREDICATE]`.
pub(crate) fn parse_act(text: &str) -> Result<(Related, Option<Expr>), SyntaxFault> {
    let mut parser = Parser::new(text)?;
    let related = parser.related()?;
    if parser.take_word("where") {
        let filter = parser.or()?;
        parser.end()?;
        return Ok((related, Some(filter)));
    }
    if !matches!(parser.tokens[parser.next].token, Token::End) {
        return Err(parser.unexpected("where、by 或結尾", "where, by, or the end"));
    }
    Ok((related, None))
}

/// Reads a path alone.
pub(crate) fn parse_path(text: &str) -> Result<Dotted, SyntaxFault> {
    let mut parser = Parser::new(text)?;
    let path = parser.path()?;
    parser.end()?;
    Ok(path)
}

/// Reads a length of time alone: `3 months`, `P3M`, `$parameter`.
pub(crate) fn parse_time(text: &str) -> Result<Time, SyntaxFault> {
    let mut parser = Parser::new(text)?;
    let time = parser.time()?;
    parser.end()?;
    Ok(time)
}

pub(crate) struct Parser {
    pub(super) tokens: Vec<Spanned>,
    pub(super) next: usize,
    pub(super) depth: usize,
    /// Inside a `where` or `has` that no bracket closes.
    open_where: bool,
    /// The next quantifier stands behind an `and` or `or` inside an open `where`.
    loose: bool,
}

impl Parser {
    fn new(text: &str) -> Result<Self, SyntaxFault> {
        Ok(Self { tokens: tokens(text)?, next: 0, depth: 0, open_where: false, loose: false })
    }

    fn or(&mut self) -> Result<Expr, SyntaxFault> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(SyntaxFault::new(self.at(), "述詞巢狀過深", "the predicate is nested too deeply"));
        }
        let mut parts = vec![self.and()?];
        while self.take_word("or") {
            self.note_loose_quantifier();
            parts.push(self.and()?);
        }
        self.depth -= 1;
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::Or(parts) })
    }

    fn and(&mut self) -> Result<Expr, SyntaxFault> {
        let mut parts = vec![self.not()?];
        while self.take_word("and") {
            self.note_loose_quantifier();
            parts.push(self.not()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::And(parts) })
    }

    fn not(&mut self) -> Result<Expr, SyntaxFault> {
        let mut negations = 0usize;
        while self.take_word("not") {
            negations += 1;
        }
        let inner = self.primary()?;
        // Twice not is nothing, in three values too.
        Ok(if negations.is_multiple_of(2) { inner } else { Expr::Not(Box::new(inner)) })
    }

    fn primary(&mut self) -> Result<Expr, SyntaxFault> {
        if self.take_mark("(") {
            let outer = std::mem::replace(&mut self.open_where, false);
            let inner = self.or()?;
            self.expect_mark(")")?;
            self.open_where = outer;
            return Ok(inner);
        }
        match self.word() {
            Some("some") => {
                self.next += 1;
                let related = self.related()?;
                Ok(Expr::Some(related, self.filter()?))
            }
            Some("no") => {
                self.next += 1;
                let related = self.related()?;
                Ok(Expr::No(related, self.filter()?))
            }
            Some("every") => {
                self.next += 1;
                let related = self.related()?;
                let filter = self.filter()?;
                if !self.take_word("has") {
                    return Err(SyntaxFault::new(
                        self.at(),
                        "every 後面缺少 has（每一筆都要符合什麼）",
                        "`every` needs a `has` that says what each one must fulfil",
                    )
                    .hint("寫成 every KIND where A has B", "write `every KIND where A has B`"));
                }
                Ok(Expr::Every(related, filter, Box::new(self.open_or()?)))
            }
            Some("has") => {
                self.next += 1;
                Ok(Expr::Has(self.path()?))
            }
            Some("fresh") if self.mark_ahead("(") => {
                self.next += 2;
                let path = self.path()?;
                self.expect_mark(",")?;
                let time = self.time()?;
                self.expect_mark(")")?;
                Ok(Expr::Fresh(path, time))
            }
            _ => self.comparison(),
        }
    }

    fn filter(&mut self) -> Result<Option<Box<Expr>>, SyntaxFault> {
        Ok(if self.take_word("where") { Some(Box::new(self.open_or()?)) } else { None })
    }

    /// A predicate that reaches as far as it can.
    fn open_or(&mut self) -> Result<Expr, SyntaxFault> {
        let outer = std::mem::replace(&mut self.open_where, true);
        let inner = self.or()?;
        self.open_where = outer;
        Ok(inner)
    }

    /// `some A where x and some B where y`: B may have been meant to stand outside; the check decides with the kinds.
    fn note_loose_quantifier(&mut self) {
        self.loose = self.open_where && matches!(self.word(), Some("some" | "no" | "every"));
    }

    fn comparison(&mut self) -> Result<Expr, SyntaxFault> {
        let left = self.operand()?;
        let at = self.at();
        let comparison = match &self.tokens[self.next].token {
            Token::Mark("=") => Comparison::Equal,
            Token::Mark("!=") => Comparison::NotEqual,
            Token::Mark("<") => Comparison::Less,
            Token::Mark("<=") => Comparison::LessOrEqual,
            Token::Mark(">") => Comparison::Greater,
            Token::Mark(">=") => Comparison::GreaterOrEqual,
            Token::Word(word) if word == "in" => {
                self.next += 1;
                self.expect_mark("(")?;
                let mut values = vec![self.operand()?];
                while self.take_mark(",") {
                    values.push(self.operand()?);
                }
                self.expect_mark(")")?;
                return Ok(Expr::In { left, values });
            }
            Token::Word(word) if word == "is" => {
                self.next += 1;
                let term = self.name("詞彙", "a term")?;
                return match left {
                    Operand::Path(path) => Ok(Expr::Is { path, term }),
                    other => Err(SyntaxFault::new(
                        other.at(),
                        "is 前面必須是參照欄位",
                        "what stands before `is` must be a reference",
                    )),
                };
            }
            _ => {
                return match left {
                    Operand::Path(path) => Ok(Expr::Bare(path)),
                    _ => Err(SyntaxFault::new(at, "缺少比較符號", "a comparison is missing here")
                        .hint("例如 = != < <= > >= in", "for example = != < <= > >= in")),
                };
            }
        };
        self.next += 1;
        let right = self.operand()?;
        Ok(Expr::Compare { left, comparison, right, at })
    }

    fn operand(&mut self) -> Result<Operand, SyntaxFault> {
        let at = self.at();
        let mut operand = match self.tokens[self.next].token.clone() {
            Token::Number(text) => self.step(Operand::Number(Word { text, at })),
            Token::Text(text) => self.step(Operand::Text(Word { text, at })),
            Token::Date(date) => self.step(Operand::Date(date, at)),
            Token::Parameter(text) => self.step(Operand::Parameter(Word { text, at })),
            Token::Word(word) if word == "today" => self.step(Operand::Today(at)),
            Token::Word(word) if word == "count" && self.mark_ahead("(") => {
                self.next += 2;
                self.depth += 1;
                let outer = std::mem::replace(&mut self.open_where, false);
                let related = self.related()?;
                // The bracket closes this `where`.
                let filter = if self.take_word("where") { Some(Box::new(self.or()?)) } else { None };
                self.expect_mark(")")?;
                self.open_where = outer;
                self.depth -= 1;
                Operand::Count(related, filter, at)
            }
            Token::Word(_) => Operand::Path(self.path()?),
            _ => return Err(self.unexpected("欄位、值或條件", "a field, a value or a condition")),
        };
        if self.take_mark("+") {
            operand = Operand::Plus(Box::new(operand), self.time()?, at);
            if matches!(self.tokens[self.next].token, Token::Mark("+")) {
                return Err(SyntaxFault::new(
                    self.at(),
                    "只能加一段期間",
                    "only one length of time can be added",
                ));
            }
        }
        Ok(operand)
    }

    fn time(&mut self) -> Result<Time, SyntaxFault> {
        let at = self.at();
        let fault = |at| {
            SyntaxFault::new(at, "這裡應為期間", "a length of time is expected here").hint(
                "例如 14 days、5 business days、3 months、P3M、$參數",
                "for example 14 days, 5 business days, 3 months, P3M, $parameter",
            )
        };
        match self.tokens[self.next].token.clone() {
            Token::Parameter(text) => Ok(self.step(Time::Parameter(Word { text, at }))),
            Token::Word(word) => {
                let duration = parse_duration(&word).map_err(|_| fault(at))?;
                Ok(self.step(Time::Fixed(duration, at)))
            }
            Token::Number(text) => {
                let number: u32 = text.parse().map_err(|_| fault(at))?;
                self.next += 1;
                let unit_at = self.at();
                let mut unit = self.word().ok_or_else(|| fault(unit_at))?.to_owned();
                self.next += 1;
                if unit == "business"
                    && let Some(word) = self.word()
                {
                    unit = format!("{unit} {word}");
                    self.next += 1;
                }
                unit_of(&unit, number).ok_or_else(|| {
                    let units = [
                        "day", "days", "week", "weeks", "month", "months", "year", "years", "minutes",
                        "hours",
                    ];
                    let unknown = SyntaxFault::new(
                        unit_at,
                        format!("不認識的時間單位「{unit}」"),
                        format!("unknown unit of time `{unit}`"),
                    );
                    hint_word(unknown, &unit, &units)
                })?;
                // Through the one reader, for its bounds.
                let duration = parse_duration(&format!("{number} {unit}")).map_err(|_| fault(at))?;
                Ok(Time::Fixed(duration, at))
            }
            _ => Err(fault(at)),
        }
    }

    fn related(&mut self) -> Result<Related, SyntaxFault> {
        let loose = std::mem::take(&mut self.loose);
        let any = self.take_word("any");
        let kind = self.name("紀錄種類", "a kind")?;
        let by = if self.take_word("by") { Some(self.path()?) } else { None };
        Ok(Related { any, kind, by, loose })
    }

    fn path(&mut self) -> Result<Dotted, SyntaxFault> {
        let at = self.at();
        let mut words = vec![self.name("欄位", "a field")?];
        while self.take_mark(".") {
            words.push(self.name("欄位", "a field")?);
        }
        Ok(Dotted { words, at })
    }

    fn name(&mut self, zh: &str, en: &str) -> Result<Word, SyntaxFault> {
        let at = self.at();
        const KEYWORDS: [&str; 10] = ["and", "or", "not", "in", "is", "has", "where", "by", "some", "every"];
        match self.word() {
            Some(word) if !KEYWORDS.contains(&word) => {
                let text = word.to_owned();
                self.next += 1;
                Ok(Word { text, at })
            }
            _ => Err(self.unexpected(zh, en)),
        }
    }
}

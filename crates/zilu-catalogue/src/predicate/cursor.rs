//! Walking over tokens: looking, taking, and saying what was expected.

use super::lexer::{Spanned, SyntaxFault, Token, hint_word};
use super::parser::Parser;

impl Parser {
    pub(crate) fn end(&self) -> Result<(), SyntaxFault> {
        match &self.tokens[self.next].token {
            Token::End => Ok(()),
            Token::Word(word) => {
                let fault = self.unexpected("and、or 或結尾", "and, or, or the end");
                Err(hint_word(fault, word, &["and", "or", "in", "is", "where", "has", "by"]))
            }
            _ => Err(self.unexpected("and、or 或結尾", "and, or, or the end")),
        }
    }

    pub(crate) fn unexpected(&self, zh: &str, en: &str) -> SyntaxFault {
        let found = match &self.tokens[self.next].token {
            Token::End => {
                return SyntaxFault::new(
                    self.at(),
                    format!("到此中斷；應為{zh}"),
                    format!("ends too early; expected {en}"),
                );
            }
            Token::Word(text) | Token::Number(text) | Token::Text(text) => text.clone(),
            Token::Parameter(text) => format!("${text}"),
            Token::Date(date) => date.to_string(),
            Token::Mark(mark) => (*mark).to_owned(),
        };
        SyntaxFault::new(
            self.at(),
            format!("「{found}」不該在這裡；應為{zh}"),
            format!("`{found}` is out of place; expected {en}"),
        )
    }

    pub(crate) fn at(&self) -> usize {
        self.tokens[self.next].span.start
    }

    pub(crate) fn word(&self) -> Option<&str> {
        match &self.tokens[self.next].token {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn mark_ahead(&self, mark: &str) -> bool {
        matches!(self.tokens.get(self.next + 1), Some(Spanned { token: Token::Mark(found), .. }) if *found == mark)
    }

    pub(crate) fn step<T>(&mut self, value: T) -> T {
        self.next += 1;
        value
    }

    pub(crate) fn take_word(&mut self, word: &str) -> bool {
        let found = self.word() == Some(word);
        self.next += usize::from(found);
        found
    }

    pub(crate) fn take_mark(&mut self, mark: &str) -> bool {
        let found = matches!(self.tokens[self.next].token, Token::Mark(next) if next == mark);
        self.next += usize::from(found);
        found
    }

    pub(crate) fn expect_mark(&mut self, mark: &'static str) -> Result<(), SyntaxFault> {
        if self.take_mark(mark) {
            return Ok(());
        }
        Err(self.unexpected(&format!("「{mark}」"), &format!("`{mark}`")))
    }
}

//! Free text of tools: on one line, bounded, and fit to be a part of a key.

/// Writes the separator of keys differently in a free name, which may contain it and becomes a part of a key; whether
/// there was one. Names of machines, numbers of rules and protocols cannot contain it: there it is a fault, as in a table.
pub(crate) fn without_separator(name: &mut String) -> bool {
    let found = name.contains('|');
    if found {
        *name = name.replace('|', "｜");
    }
    found
}

/// One line of text without control characters, at most `length` characters; whether it was shortened. `None` when
/// nothing is left.
pub(crate) fn clean(text: &str, length: usize) -> Option<(String, bool)> {
    if is_clean(text) && text.len() < length {
        return Some((text.to_owned(), false));
    }
    let mut line = String::with_capacity(text.len().min(length * 4));
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
            count += 1;
        }
        for c in word.chars() {
            if count + 1 >= length {
                line.push('…');
                return Some((line, true));
            }
            line.push(c);
            count += 1;
        }
    }
    (!line.is_empty()).then_some((line, false))
}

/// Whether a text is one line of ASCII with single blanks between words, as most are.
fn is_clean(text: &str) -> bool {
    let mut last = b' ';
    for byte in text.bytes() {
        if !byte.is_ascii_graphic() && (byte != b' ' || last == b' ') {
            return false;
        }
        last = byte;
    }
    last != b' '
}

/// The beginning of an identifier, at most so many characters: what is held of a file is bounded.
pub(crate) fn cut(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

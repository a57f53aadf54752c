//! Distinguished names, as far as is needed to compare them and to read the domain off them.

/// A name in the form in which equal names are equal: lower case, no blanks around separators.
pub(super) fn normal(dn: &str) -> String {
    let mut normal = String::with_capacity(dn.len());
    for (i, part) in parts(dn, ',').enumerate() {
        if i > 0 {
            normal.push(',');
        }
        match part.split_once('=') {
            Some((name, value)) => {
                normal.extend(name.trim().chars().flat_map(char::to_lowercase));
                normal.push('=');
                normal.extend(value.trim().chars().flat_map(char::to_lowercase));
            }
            None => normal.extend(part.trim().chars().flat_map(char::to_lowercase)),
        }
    }
    normal
}

/// The DNS domain of a name, from its `dc` parts.
pub(super) fn domain(dn: &str) -> Option<String> {
    let labels: Vec<String> = parts(dn, ',')
        .filter_map(|part| part.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("dc"))
        .map(|(_, value)| value.trim().to_lowercase())
        .collect();
    (!labels.is_empty()).then(|| labels.join("."))
}

/// The value of the first part, unescaped: the name of a group that the file only refers to.
pub(super) fn first_value(dn: &str) -> String {
    let first = parts(dn, ',').next().unwrap_or_default();
    let value = first.split_once('=').map_or(first, |(_, value)| value);
    let mut plain = String::with_capacity(value.len());
    let mut characters = value.trim().chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => plain.extend(characters.next()),
            _ => plain.push(c),
        }
    }
    plain
}

/// The parts between separators that are not escaped.
fn parts(dn: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(dn);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut escaped = false;
        for (at, c) in text.char_indices() {
            if escaped {
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if c == separator {
                rest = Some(&text[at + 1..]);
                return Some(&text[..at]);
            }
        }
        rest = None;
        Some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_equal() {
        assert_eq!(normal("CN=王小明, OU=Users,DC=Corp"), normal("cn=王小明,ou=users, dc=corp"));
        assert_eq!(normal("cn=Wang\\, An,dc=corp"), "cn=wang\\, an,dc=corp");
        assert_eq!(domain("cn=a\\,dc=x,DC=Corp,DC=Example").as_deref(), Some("corp.example"));
        assert_eq!(domain("cn=a,o=Company"), None);
        assert_eq!(first_value("CN=Wang\\, An,DC=corp"), "Wang, An");
        assert_eq!(normal(""), "");
    }
}

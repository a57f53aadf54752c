//! Taking secrets out of a line before anybody sees it.

/// Characters of a line that are kept.
const LENGTH: usize = 160;
/// Words after which a secret follows.
const BEFORE: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "secret",
    "key",
    "psk",
    "psksecret",
    "pre-shared-key",
    "passphrase",
    "community",
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "sha",
    "enc",
    "encrypted",
    "token",
    "private-key",
    "credential",
    "auth-password",
    "priv-password",
    "phash",
    "ascii-text",
    "authentication-key",
    "key-string",
    "shared-secret",
    "wpa-psk",
    "hash",
    "aes",
    "des",
    "3des",
    "pap",
    "chap",
];

/// The line, on one line, shortened, with everything after a word that announces a secret, and every word that looks
/// like one, replaced by `***`.
pub fn masked(text: &str) -> String {
    let mut kept = String::new();
    let mut count = 0;
    let mut hide = false;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        let shown = if hide || looks_secret(word) { "***" } else { word };
        if !kept.is_empty() {
            kept.push(' ');
        }
        for c in shown.chars() {
            if count >= LENGTH {
                kept.push('…');
                return kept;
            }
            kept.push(c);
            count += 1;
        }
        hide |= announces(word);
    }
    kept
}

fn announces(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    BEFORE.contains(&word.as_str())
        || word.ends_with("password")
        || word.ends_with("passwd")
        || word.ends_with("secret")
        || word.ends_with("-key")
        || word.ends_with("passphrase")
        || word.ends_with("token")
}

/// A crypt hash, or a long run of letters and digits mixed as only machines do.
fn looks_secret(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| matches!(c, '"' | '\'' | ';' | ','));
    let assigned =
        bare.split_once(['=', ':', '>']).is_some_and(|(name, value)| !value.is_empty() && announces(name));
    let crypt = bare.starts_with('$') && bare.matches('$').count() >= 2;
    let letters = bare.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let other = bare.len() - letters - digits;
    let hexadecimal = bare.len() >= 32 && bare.bytes().all(|b| b.is_ascii_hexdigit());
    let coded =
        bare.len() >= 24 && digits >= 3 && letters >= 8 && other <= 4 && !bare.contains(['-', '_', '.']);
    assigned || crypt || hexadecimal || coded
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn secrets_do_not_survive() {
        assert_eq!(masked("enable password 8Ry2YjIyt7RRXU24 encrypted"), "enable password *** ***");
        assert_eq!(masked(" set psksecret ENC abc"), "set psksecret *** ***");
        assert_eq!(masked("username a $6$salt$hash x"), "username a *** x");
        assert_eq!(masked("<password>a</password> password=abc x"), "*** *** ***");
        assert_eq!(
            masked("access-list A extended permit ip any any"),
            "access-list A extended permit ip any any"
        );
        assert_eq!(masked("snmp-server community public ro"), "snmp-server community *** ***");
    }
}

//! Numbers with their noun, in English: Chinese has no plural.

/// `1 row`, `2 rows`, `0 rows`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

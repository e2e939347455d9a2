//! Text that people type: folding for search and matching, and trimmed, capped fields.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds text for search and matching: lower case, accents off, anything but letters and digits
/// becomes one space. "María-José  O'Neil" and "maria jose o neil" fold alike.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        if letter.is_alphanumeric() {
            folded.extend(letter.to_lowercase());
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Why a field of free text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFault {
    /// Nothing but space.
    Blank,
    /// Longer than the field takes.
    TooLong {
        /// Letters it takes.
        limit: usize,
    },
}

/// A field that must say something: trimmed, at most `limit` letters, no control characters.
pub fn required(text: &str, limit: usize) -> Result<String, TextFault> {
    let clean: String = text.chars().filter(|letter| !letter.is_control()).collect();
    let clean = clean.trim();
    if clean.is_empty() {
        Err(TextFault::Blank)
    } else if clean.chars().count() > limit {
        Err(TextFault::TooLong { limit })
    } else {
        Ok(clean.to_owned())
    }
}

/// A field that may be left out; blank counts as left out. Keeps line breaks.
pub fn optional(text: Option<&str>, limit: usize) -> Result<Option<String>, TextFault> {
    let Some(text) = text else { return Ok(None) };
    let clean: String = text
        .chars()
        .filter(|letter| !letter.is_control() || *letter == '\n')
        .collect();
    let clean = clean.trim();
    if clean.is_empty() {
        Ok(None)
    } else if clean.chars().count() > limit {
        Err(TextFault::TooLong { limit })
    } else {
        Ok(Some(clean.to_owned()))
    }
}

/// A phone number as E.164. Ten digits are taken as a number of the United States.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let is_known = |letter: char| letter.is_ascii_digit() || " ()-.+".contains(letter);
    if !text.chars().all(is_known) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match (text.trim_start().starts_with('+'), digits.len()) {
        (true, 8..=15) if !digits.starts_with('0') => Some(format!("+{digits}")),
        (false, 10) if digits.as_bytes()[0] >= b'2' => Some(format!("+1{digits}")),
        (false, 11) if digits.starts_with('1') => Some(format!("+{digits}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_alike_however_they_are_typed() {
        assert_eq!(fold("María-José  O'Neil "), "maria jose o neil");
        assert_eq!(fold("maria jose o neil"), "maria jose o neil");
        assert_eq!(fold("Nguyễn"), "nguyen");
        assert_eq!(fold(" - "), "");
    }

    #[test]
    fn phones_become_e164() {
        for (typed, kept) in [
            ("(530) 555-0142", Some("+15305550142")),
            ("1 530 555 0142", Some("+15305550142")),
            ("+52 55 1234 5678", Some("+525512345678")),
            ("555-0142", None),
            ("530 555 01x2", None),
            ("", None),
        ] {
            assert_eq!(phone(typed).as_deref(), kept, "{typed}");
        }
    }

    #[test]
    fn text_is_trimmed_and_capped() {
        assert_eq!(required("  Ana\u{7} ", 5), Ok("Ana".to_owned()));
        assert_eq!(required(" ", 5), Err(TextFault::Blank));
        assert_eq!(required("abcdef", 5), Err(TextFault::TooLong { limit: 5 }));
        assert_eq!(optional(Some("a\nb"), 5), Ok(Some("a\nb".to_owned())));
        assert_eq!(optional(Some(" "), 5), Ok(None));
    }
}

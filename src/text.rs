//! Words as people type them: made comparable, trimmed and capped.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a name for order and search: small letters, no accents, one space between words.
///
/// Two names that a reader would take for the same have the same fold: `  José  PÉREZ` and
/// `jose perez`. Punctuation stays, because it tells `O'Brien House` from `Obrien House`; the
/// typographic apostrophe becomes the plain one.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        for letter in word.nfkd().filter(|letter| !is_combining_mark(*letter)) {
            match letter {
                '\u{2018}' | '\u{2019}' => folded.push('\''),
                // Letters that Unicode does not take apart.
                'ß' => folded.push_str("ss"),
                'Ø' | 'ø' => folded.push('o'),
                'Đ' | 'đ' => folded.push('d'),
                'Ł' | 'ł' => folded.push('l'),
                'Æ' | 'æ' => folded.push_str("ae"),
                _ => folded.extend(letter.to_lowercase()),
            }
        }
    }
    folded
}

/// Letters that show as nothing: two texts that differ by them read alike. The code points that
/// Unicode lets a font leave out (`Default_Ignorable_Code_Point`, Unicode 16), the anchors of
/// interlinear notes, and the braille pattern without a dot.
#[must_use]
pub fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Folds an address for comparison: compatible spellings become one (NFKC: full-width letters,
/// ligatures), then small letters. What it cannot bring together, [`is_invisible`] tells apart.
#[must_use]
pub fn fold_address(typed: &str) -> String {
    let plain: String = typed.nfkc().collect();
    // Some small letters come apart; once more makes one spelling of them.
    plain.trim().to_lowercase().nfkc().collect()
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

/// Turns the direction of what follows: text that reads otherwise than it is written (Unicode
/// Bidirectional Algorithm, explicit formatting).
fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Trimmed, with the letters that `keeps` says; `None` where nothing of it shows.
fn shown(text: &str, keeps: impl Fn(char) -> bool) -> Option<String> {
    let clean: String = text
        .chars()
        .filter(|letter| keeps(*letter) && !turns_direction(*letter))
        .collect();
    let shows = |letter: char| !letter.is_whitespace() && !is_invisible(letter);
    clean.chars().any(shows).then(|| clean.trim().to_owned())
}

fn capped(clean: String, limit: usize) -> Result<String, TextFault> {
    if clean.chars().count() > limit {
        Err(TextFault::TooLong { limit })
    } else {
        Ok(clean)
    }
}

/// A field that must say something: trimmed, at most `limit` letters, no control characters, and
/// something of it shows.
pub fn required(text: &str, limit: usize) -> Result<String, TextFault> {
    let clean = shown(text, |letter| !letter.is_control()).ok_or(TextFault::Blank)?;
    capped(clean, limit)
}

/// The same for whole paragraphs: keeps line breaks.
pub fn prose(text: &str, limit: usize) -> Result<String, TextFault> {
    optional(Some(text), limit)?.ok_or(TextFault::Blank)
}

/// A field that may be left out; what does not show counts as left out. Keeps line breaks.
pub fn optional(text: Option<&str>, limit: usize) -> Result<Option<String>, TextFault> {
    let clean = text.and_then(|text| shown(text, |letter| !letter.is_control() || letter == '\n'));
    clean.map(|clean| capped(clean, limit)).transpose()
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
    fn names_that_read_alike_fold_alike() {
        for (name, folded) in [
            ("José Pérez", "jose perez"),
            ("  Casa\tde \n Milagros ", "casa de milagros"),
            ("NGUYỄN Văn Đức", "nguyen van duc"),
            ("O’Brien House", "o'brien house"),
            ("Müller-Weiß", "muller-weiss"),
            ("", ""),
            ("   ", ""),
        ] {
            assert_eq!(fold(name), folded, "{name:?}");
        }
    }

    #[test]
    fn folding_again_changes_nothing() {
        for name in ["Ångström İstanbul", "ﬁne ½ Ω", "日本語 서울"] {
            let once = fold(name);
            assert_eq!(fold(&once), once, "{name}");
        }
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

    #[test]
    fn what_does_not_show_says_nothing() {
        for text in ["\u{200b}", " \u{2060}\u{feff} ", "\u{202e}", "\u{2800}"] {
            assert_eq!(required(text, 9), Err(TextFault::Blank), "{text:?}");
            assert_eq!(optional(Some(text), 9), Ok(None), "{text:?}");
        }
        // Text that would read backwards; and joiners, which some scripts need.
        assert_eq!(required("Ann\u{202e}eve", 9), Ok("Anneve".to_owned()));
        assert_eq!(
            required("می\u{200c}خواهم", 9),
            Ok("می\u{200c}خواهم".to_owned())
        );
    }
}

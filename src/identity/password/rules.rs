//! What a new password must be, after NIST SP 800-63B, section 5.1.1.2: long, and not one that is
//! guessed first. No kind of character is demanded: such rules make passwords that people forget
//! and programs guess.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::fold;

/// Shortest new password, in characters: length is what resists guessing.
pub const PASSWORD_MIN_CHARS: usize = 12;
/// Longest password, in bytes: whatever is longer is refused before any hashing.
pub const PASSWORD_MAX_BYTES: usize = 256;

/// Characters that a password must have which neither repeat nor continue the one before.
const LEAST_NOVEL: usize = 6;
/// Letters that must be left of a password when what anybody knows of its owner is taken away.
const LEAST_OWN: usize = 6;
/// Shorter parts of names say nothing about their owner.
const NAME_PART: usize = 3;
/// The rows of a keyboard, along which fingers slide.
const KEY_ROWS: [&str; 4] = ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"];
/// What the program is called.
const PROGRAM: &str = "handoff";

/// Passwords that are tried first: in small letters, without what is not a letter at their ends.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("../../../data/common_passwords.txt")
        .lines()
        .collect()
});

/// Why a password is not taken; each says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Too few characters.
    #[error(
        "A password has at least {PASSWORD_MIN_CHARS} characters; three or four words with \
         spaces are easy to remember."
    )]
    TooShort,
    /// Too many bytes.
    #[error("A password has at most {PASSWORD_MAX_BYTES} bytes; choose a shorter one.")]
    TooLong,
    /// A common password, whatever digits and signs are around it.
    #[error(
        "This password is among those that are guessed first; choose several words that have \
         nothing to do with each other."
    )]
    Common,
    /// The same characters again and again, or a row of them.
    #[error(
        "This password repeats itself or follows the alphabet, the digits or the keyboard; choose \
         several words that have nothing to do with each other."
    )]
    Predictable,
    /// Hardly more than the person's name, address or organization, or the name of this program.
    #[error(
        "This password is little more than your name, your e-mail address, your organization or \
         the name of this service; choose words that have nothing to do with you."
    )]
    Personal,
}

/// What anybody knows of whoever chooses a password.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    /// The person's name.
    pub name: &'a str,
    /// Their e-mail address.
    pub email: &'a str,
    /// The name of their organization.
    pub organization: &'a str,
}

/// Judges a new password; the first fault is enough to choose another.
pub fn check(password: &str, owner: &Owner<'_>) -> Result<(), PasswordFault> {
    if password.chars().count() < PASSWORD_MIN_CHARS {
        return Err(PasswordFault::TooShort);
    }
    if password.len() > PASSWORD_MAX_BYTES {
        return Err(PasswordFault::TooLong);
    }
    let folded = fold(password);
    if is_common(&folded) {
        Err(PasswordFault::Common)
    } else if is_predictable(&folded) {
        Err(PasswordFault::Predictable)
    } else if is_personal(&folded, owner) {
        Err(PasswordFault::Personal)
    } else {
        Ok(())
    }
}

/// A common password, or one several times over, with whatever digits and signs around it or in
/// place of its letters.
fn is_common(folded: &str) -> bool {
    let core = folded.trim_matches(|letter: char| !letter.is_alphabetic());
    COMMON.contains(folded)
        || ['i', 'l'].into_iter().any(|one| {
            let plain: String = core.chars().map(|sign| letter_of(sign, one)).collect();
            is_common_word(core) || is_common_word(&plain)
        })
}

/// One common word, or nothing but one common word again and again.
fn is_common_word(core: &str) -> bool {
    let mut words = core
        .split(|letter: char| !letter.is_alphabetic())
        .filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    COMMON.contains(core)
        || (COMMON.contains(repeated_part(first)) && words.all(|word| word == first))
}

/// The letter for which a digit or sign often stands; `one` is what `1` and `!` stand for.
fn letter_of(sign: char, one: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' => one,
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// The part of which the text is a repetition; the whole if it is none.
fn repeated_part(text: &str) -> &str {
    let whole = text.len();
    (1..=whole / 2)
        .filter(|length| whole.is_multiple_of(*length) && text.is_char_boundary(*length))
        .map(|length| &text[..length])
        .find(|part| text.split(part).all(str::is_empty))
        .unwrap_or(text)
}

/// Too few characters that cannot be told from the one before, or a short part again and again.
fn is_predictable(folded: &str) -> bool {
    let letters: Vec<char> = folded.chars().collect();
    let novel = 1 + letters
        .windows(2)
        .filter(|pair| !follows(pair[0], pair[1]))
        .count();
    let repeats = (1..LEAST_NOVEL + 2)
        .filter(|length| length * 2 <= letters.len())
        .any(|length| letters[length..] == letters[..letters.len() - length]);
    novel < LEAST_NOVEL || repeats
}

/// Whether a character is the same as the one before, or its neighbour in the alphabet, among the
/// digits or on the keyboard.
fn follows(before: char, letter: char) -> bool {
    let (a, b) = (u32::from(before), u32::from(letter));
    let is_neighbour = |row: &str| {
        let place = |wanted| row.chars().position(|key| key == wanted);
        matches!((place(before), place(letter)), (Some(a), Some(b)) if a.abs_diff(b) == 1)
    };
    a.abs_diff(b) <= 1 || KEY_ROWS.into_iter().any(is_neighbour)
}

/// Too few letters are left when the names that belong to the owner are taken away.
fn is_personal(folded: &str, owner: &Owner<'_>) -> bool {
    let mut rest = folded.to_owned();
    let mut is_named = false;
    for part in known_parts(owner) {
        is_named |= rest.contains(&part);
        rest = rest.replace(&part, " ");
    }
    let left = rest.chars().filter(|letter| letter.is_alphabetic()).count();
    is_named && left < LEAST_OWN
}

/// The parts of all names around the owner, the longest first, so that none hides another.
fn known_parts(owner: &Owner<'_>) -> Vec<String> {
    let texts = [owner.name, owner.email, owner.organization, PROGRAM];
    let mut parts: Vec<String> = texts
        .into_iter()
        .flat_map(|text| {
            let folded = fold(text);
            let parts = folded
                .split(|letter: char| !letter.is_alphanumeric())
                .map(str::to_owned);
            parts.collect::<Vec<_>>()
        })
        .filter(|part| part.chars().count() >= NAME_PART)
        .collect();
    parts.sort_unstable_by_key(|part| std::cmp::Reverse(part.len()));
    parts.dedup();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Owner<'_> = Owner {
        name: "Ana-Lucía Ruiz",
        email: "analu.ruiz@sierravista.example",
        organization: "Sierra Vista Health Plan",
    };

    #[test]
    fn length_is_measured_in_characters_below_and_bytes_above() {
        let long = "zebra lantern cup ".repeat(20);
        for (password, judged) in [
            ("plum gravity", Ok(())),
            ("plum gravit", Err(PasswordFault::TooShort)),
            ("ämter öl güß", Ok(())),
            (&long[..256], Ok(())),
            (&long[..257], Err(PasswordFault::TooLong)),
        ] {
            assert_eq!(check(password, &OWNER), judged, "{password}");
        }
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for password in [
            "password1234",
            "Password2026!",
            "!!!P@ssw0rd!!!",
            "passwordpassword",
            "monkey-monkey-monkey",
            "Iloveyou 2026",
            "sunsh1ne sunsh1ne",
            "international",
            "qwerty123456",
            "1q2w3e4r5t6y7u",
        ] {
            assert_eq!(
                check(password, &OWNER),
                Err(PasswordFault::Common),
                "{password}"
            );
        }
    }

    #[test]
    fn rows_and_repetitions_are_refused() {
        for password in [
            "zzzzzzzzzzzzzzzz",
            "abcdefghijklmn",
            "987654321098765",
            "hjkl;hjkl;hjkl;",
            "vm9 vm9 vm9 vm9 ",
            "aaaabbbbccccdddd",
        ] {
            let judged = check(password, &OWNER);
            assert_eq!(judged, Err(PasswordFault::Predictable), "{password}");
        }
    }

    #[test]
    fn what_anybody_knows_of_the_owner_is_refused() {
        for password in [
            "Ana Lucia Ruiz",
            "ruiz-2026-ruiz",
            "analu19840512",
            "SierraVista#2026",
            "handoff-handoff-1",
            "Health Plan 2026",
        ] {
            let judged = check(password, &OWNER);
            assert_eq!(judged, Err(PasswordFault::Personal), "{password}");
        }
        assert_eq!(check("ruiz picnic in the rain", &OWNER), Ok(()));
    }

    #[test]
    fn several_words_are_fine_without_digits_or_signs() {
        for password in [
            "correct horse battery",
            "invented for the tests",
            "invented-people-only",
            "twelve chars",
            "夏の海と白い犬と古い時計",
        ] {
            assert_eq!(check(password, &OWNER), Ok(()), "{password}");
        }
    }

    #[test]
    fn the_list_is_in_the_form_in_which_it_is_asked() {
        assert!(COMMON.len() > 9_000);
        for word in COMMON.iter() {
            assert_eq!(*word, fold(word));
            assert!(word.len() >= 4, "{word}");
        }
    }
}

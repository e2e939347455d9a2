//! The keys by which members are searched: pure text, so that both engines find alike.
//!
//! ```text
//! Inés O'Brien-Sosa, +1 530 555 0142
//!   w:ines w:obrien w:sosa w:obriensosa      the words of the names; more than one family name as one
//!   n:ins n:ies n:nes …                      each word of four letters or more, without one of them
//!   p:5305550142 p:5550142                   the phone, and its last seven digits
//! ```
//! Two words that share a key differ by one letter that is missing, added, wrong or swapped with
//! its neighbour, or by little more ("symmetric delete"): the search compares keys for equality
//! only, so it is an index lookup whatever the number of members.

use std::collections::{BTreeSet, HashSet};
use std::hash::Hash;

use crate::text::{self, fold};

/// Shortest word whose misspellings are looked for: shorter ones resemble too many others.
const SPELLED: usize = 4;
/// Longest part of a word that counts.
const WORD_LIMIT: usize = 32;
/// Most words of one search.
const WORDS: usize = 6;
/// Digits of a phone without the area code.
const LOCAL: usize = 7;

/// All keys of a member.
#[must_use]
pub fn keys_of<'a>(
    names: impl IntoIterator<Item = (&'a str, &'a str)>,
    phones: impl IntoIterator<Item = &'a str>,
) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (first, last) in names {
        let family = words(last);
        let joined = (family.len() > 1).then(|| capped(&family.concat()));
        for word in words(first).into_iter().chain(family).chain(joined) {
            keys.extend(misspelled(&word).map(|near| near_key(&near)));
            keys.insert(word_key(&word));
        }
    }
    for phone in phones {
        let digits = digits(phone);
        keys.insert(phone_key(local(&digits)));
        keys.insert(phone_key(&digits));
    }
    keys
}

/// How close a member is to what is sought.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Closeness {
    /// Each word of the name is one of the member's.
    Same,
    /// The same, or the beginning of one.
    Begun,
    /// The same, or misspelled; the birth date with day and month swapped.
    Near,
}

/// A name as somebody types it who heard it on the phone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoughtName(Vec<SoughtWord>);

/// One word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SoughtWord {
    /// The key of a member's word that is the same.
    pub(super) exact: String,
    /// Keys of members' words that are almost the same.
    pub(super) near: BTreeSet<String>,
}

impl SoughtName {
    /// The words of the name in any order; `None` if there are none.
    #[must_use]
    pub fn of(typed: &str) -> Option<Self> {
        let mut words = words(typed);
        words.truncate(WORDS);
        let words: Vec<SoughtWord> = words.iter().map(|word| SoughtWord::of(word)).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// Its words.
    pub(super) fn words(&self) -> &[SoughtWord] {
        &self.0
    }

    /// The longest word, which the fewest have.
    pub(super) fn rarest(&self) -> &[SoughtWord] {
        let longest = (0..self.0.len()).max_by_key(|at| self.0[*at].exact.len());
        longest.map_or(&[], |at| &self.0[at..=at])
    }

    /// Those who have such a key of the rarest word, the closest first, each once.
    pub(super) fn closest<'a, T: Copy + Ord + Hash>(
        &self,
        keys: impl IntoIterator<Item = (&'a str, T)>,
    ) -> impl Iterator<Item = T> {
        let word = self.rarest().first();
        let close = |(key, who)| {
            word.and_then(|word| word.closeness(key))
                .map(|close| (close, who))
        };
        let sorted: BTreeSet<(Closeness, T)> = keys.into_iter().filter_map(close).collect();
        let mut seen = HashSet::new();
        sorted
            .into_iter()
            .map(|(_, who)| who)
            .filter(move |who| seen.insert(*who))
    }

    /// How close the member is that has these keys; `None` where a word is like none of them.
    #[must_use]
    pub fn closeness(&self, keys: &[String]) -> Option<Closeness> {
        let of_word = |word: &SoughtWord| keys.iter().filter_map(|key| word.closeness(key)).min();
        let words: Option<Vec<Closeness>> = self.0.iter().map(of_word).collect();
        words?.into_iter().max()
    }

    /// Its words in the order of the alphabet: the same for names whose parts changed places.
    pub(super) fn sorted(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.0.iter().map(|word| word.exact.as_str()).collect();
        words.sort_unstable();
        words
    }
}

impl SoughtWord {
    fn of(word: &str) -> Self {
        let mut near: BTreeSet<String> = misspelled(word)
            .flat_map(|near| [word_key(&near), near_key(&near)])
            .collect();
        near.insert(near_key(word));
        Self {
            exact: word_key(word),
            near,
        }
    }

    fn closeness(&self, key: &str) -> Option<Closeness> {
        if key == self.exact {
            Some(Closeness::Same)
        } else if key.starts_with(&self.exact) {
            Some(Closeness::Begun)
        } else {
            self.near.contains(key).then_some(Closeness::Near)
        }
    }
}

/// A phone as somebody types it: all of it, or its last seven digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoughtPhone(String);

impl SoughtPhone {
    /// `None` if it is neither.
    #[must_use]
    pub fn of(typed: &str) -> Option<Self> {
        if let Some(phone) = text::phone(typed) {
            return Some(Self(digits(&phone)));
        }
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let is_local = digits.len() == LOCAL && !typed.chars().any(char::is_alphabetic);
        is_local.then_some(Self(digits))
    }

    pub(super) fn key(&self) -> String {
        phone_key(&self.0)
    }
}

fn word_key(word: &str) -> String {
    format!("w:{word}")
}

fn near_key(word: &str) -> String {
    format!("n:{word}")
}

fn phone_key(digits: &str) -> String {
    format!("p:{digits}")
}

/// The words of a name: folded, at spaces and hyphens, letters and digits only.
fn words(name: &str) -> Vec<String> {
    fold(name)
        .split([' ', '-', '/', ','])
        .map(|word| {
            word.chars()
                .filter(|letter| letter.is_alphanumeric())
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .map(|word| capped(&word))
        .collect()
}

fn capped(word: &str) -> String {
    word.chars().take(WORD_LIMIT).collect()
}

/// The word without one of its letters, for each of them.
fn misspelled(word: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = word.chars().collect();
    let places = if letters.len() < SPELLED {
        0
    } else {
        letters.len()
    };
    (0..places).map(move |left_out| {
        let kept = letters
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != left_out);
        kept.map(|(_, letter)| *letter).collect()
    })
}

/// The digits of an E.164 number; without the country code where that is 1.
fn digits(phone: &str) -> String {
    let digits = phone.trim_start_matches('+');
    match digits.strip_prefix('1') {
        Some(national) if national.len() == 10 => national.to_owned(),
        _ => digits.to_owned(),
    }
}

fn local(digits: &str) -> &str {
    &digits[digits.len().saturating_sub(LOCAL)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, first: &str, last: &str) -> Option<Closeness> {
        let keys: Vec<String> = keys_of([(first, last)], []).into_iter().collect();
        SoughtName::of(typed).unwrap().closeness(&keys)
    }

    #[test]
    fn a_name_is_found_as_it_is_heard() {
        use Closeness::{Begun, Near, Same};
        for (typed, first, last, found) in [
            ("Maria Garcia", "María", "García", Some(Same)),
            ("garcia MARIA", "María", "García", Some(Same)),
            ("Garsia", "María", "García", Some(Near)),
            ("Gracia", "María", "García", Some(Near)),
            ("Garcai Mraia", "María", "García", Some(Near)),
            ("Garciaa", "María", "García", Some(Near)),
            ("gar mar", "María", "García", Some(Begun)),
            ("Garca", "María", "García", Some(Near)),
            ("Sosa", "Inés", "O'Brien-Sosa", Some(Same)),
            ("OBrien", "Inés", "O'Brien-Sosa", Some(Same)),
            ("Delacruz", "Luz", "de la Cruz", Some(Same)),
            ("de la cruz", "Luz", "de la Cruz", Some(Same)),
            ("Delacrus", "Luz", "de la Cruz", Some(Near)),
            ("Ana", "Anna", "Li", Some(Near)),
            ("Lu", "Anna", "Li", None),
            ("Garcia Pedro", "María", "García", None),
            ("Grca", "María", "García", None),
        ] {
            assert_eq!(
                finds(typed, first, last),
                found,
                "{typed} for {first} {last}"
            );
        }
    }

    #[test]
    fn a_phone_is_found_by_all_of_it_or_its_end() {
        let keys = keys_of([], ["+15305550142", "+525512345678"]);
        for (typed, is_found) in [
            ("(530) 555-0142", true),
            ("1 530 555 0142", true),
            ("555-0142", true),
            ("+52 55 1234 5678", true),
            ("234-5678", true),
            ("555-0143", false),
        ] {
            let phone = SoughtPhone::of(typed).unwrap();
            assert_eq!(keys.contains(&phone.key()), is_found, "{typed}");
        }
        for typed in ["", "0142", "555-014x2", "seven"] {
            assert_eq!(SoughtPhone::of(typed), None, "{typed}");
        }
    }

    #[test]
    fn an_empty_value_makes_no_key() {
        assert!(keys_of([("", " - ")], []).is_empty());
        assert_eq!(SoughtName::of(" -'- "), None);
    }

    #[test]
    fn a_long_name_does_not_make_a_long_search() {
        let typed = "x".repeat(5000) + &" word".repeat(100);
        let name = SoughtName::of(&typed).unwrap();
        assert_eq!(name.words().len(), WORDS);
        let most = name.words().iter().map(|word| word.near.len()).max();
        assert!(most <= Some(2 * WORD_LIMIT + 1), "{most:?}");
    }
}

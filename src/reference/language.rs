//! Languages that members speak and providers offer.

use std::str::FromStr;

use serde::Deserialize;

use super::Reference;
use super::table::{LoadError, Table, table, yes_no};
use super::text::text_form;

pub(super) const TABLE: Table = table!("languages.csv");

/// A language by its ISO 639-1 code (two letters) or, where it has none, its ISO 639-3 code
/// (three): `es`, `hmn`. A value always names a language of the reference list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageCode {
    letters: [u8; 3],
    len: u8,
}

/// Why a text is not the code of a known language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LanguageCodeError {
    /// Not two or three small letters.
    #[error("a language code is two or three small letters, such as es or hmn")]
    Malformed,
    /// Well formed, but not in the reference list.
    #[error("the language is not in the list of languages")]
    Unknown,
}

impl LanguageCode {
    /// The two or three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Small ASCII letters by construction, so the default is never taken.
        std::str::from_utf8(&self.letters[..usize::from(self.len)]).unwrap_or_default()
    }

    /// Checks the form only: loading cannot ask the list that it is building.
    pub(super) fn well_formed(text: &str) -> Option<Self> {
        let mut letters = [0; 3];
        let len @ (2 | 3) = text.len() else {
            return None;
        };
        letters[..len].copy_from_slice(text.as_bytes());
        let is_code = text.bytes().all(|byte| byte.is_ascii_lowercase());
        is_code.then_some(Self {
            letters,
            len: u8::try_from(len).ok()?,
        })
    }
}

impl FromStr for LanguageCode {
    type Err = LanguageCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = Self::well_formed(text).ok_or(LanguageCodeError::Malformed)?;
        let known = Reference::embedded()
            .languages()
            .iter()
            .any(|known| known.code == code);
        if known {
            Ok(code)
        } else {
            Err(LanguageCodeError::Unknown)
        }
    }
}

text_form!(LanguageCode);

/// A language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// ISO 639 code.
    pub code: LanguageCode,
    /// English name.
    pub name: String,
    /// Whether Medi-Cal plans owe written material in it somewhere in the state (unconfirmed
    /// list; which counties is not recorded).
    pub is_threshold: bool,
}

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    #[serde(deserialize_with = "yes_no")]
    threshold: bool,
}

/// All languages, by code.
pub(super) fn load() -> Result<Vec<Language>, LoadError> {
    let languages = TABLE
        .rows::<Row>()?
        .into_iter()
        .map(|row| {
            let code = LanguageCode::well_formed(&row.code)
                .ok_or_else(|| TABLE.inconsistent(&row.code, "not an ISO 639 code"))?;
            Ok(Language {
                code,
                name: row.name,
                is_threshold: row.threshold,
            })
        })
        .collect::<Result<Vec<_>, LoadError>>()?;
    for pair in languages.windows(2) {
        TABLE.check(
            pair[0].code < pair[1].code,
            &pair[1].code,
            "out of order or twice",
        )?;
    }
    Ok(languages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_parse_or_say_why_not() {
        use LanguageCodeError::{Malformed, Unknown};
        let cases = [
            ("es", Ok("es")),
            ("hmn", Ok("hmn")),
            ("ES", Err(Malformed)),
            ("e", Err(Malformed)),
            ("", Err(Malformed)),
            ("span", Err(Malformed)),
            ("e\u{0}", Err(Malformed)),
            ("é", Err(Malformed)),
            ("xx", Err(Unknown)),
            ("eng", Err(Unknown)),
        ];
        for (text, expected) in cases {
            let parsed = LanguageCode::from_str(text).map(|code| code.to_string());
            assert_eq!(parsed, expected.map(str::to_owned), "{text:?}");
        }
    }

    #[test]
    fn nineteen_threshold_languages_with_english() {
        let languages = load().unwrap();
        assert_eq!(
            languages
                .iter()
                .filter(|language| language.is_threshold)
                .count(),
            19
        );
    }
}

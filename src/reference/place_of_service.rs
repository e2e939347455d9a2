//! Where a service was given, as claims and invoices say it.

use std::str::FromStr;

use serde::Deserialize;

use super::Reference;
use super::table::{LoadError, Table, table};
use super::text::{ShortText, text_form};

pub(super) const TABLE: Table = table!("places_of_service.csv");

/// A place of service code of the federal list: two digits, such as `12` for the home.
///
/// Telehealth needs no code of its own here: Community Supports report it with the modifier GQ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceOfService(ShortText<2>);

/// The text is not a place of service code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a place of service is a two-digit code of the federal list, such as 12")]
pub struct UnknownPlaceOfService;

impl PlaceOfService {
    /// The two digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Checks the form only: loading cannot ask the list that it is building.
    fn well_formed(text: &str) -> Option<Self> {
        ShortText::new(text, u8::is_ascii_digit).map(Self)
    }
}

impl FromStr for PlaceOfService {
    type Err = UnknownPlaceOfService;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::well_formed(text)
            .filter(|code| Reference::embedded().places_of_service().contains(code))
            .ok_or(UnknownPlaceOfService)
    }
}

text_form!(PlaceOfService);

#[derive(Deserialize)]
struct Row {
    code: String,
}

/// All codes, ascending.
pub(super) fn load() -> Result<Vec<PlaceOfService>, LoadError> {
    let codes = TABLE
        .rows::<Row>()?
        .into_iter()
        .map(|row| {
            PlaceOfService::well_formed(&row.code)
                .ok_or_else(|| TABLE.inconsistent(&row.code, "not two digits"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    TABLE.check(
        codes.is_sorted_by(|a, b| a < b),
        &codes.len(),
        "out of order or twice",
    )?;
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_codes_parse() {
        assert_eq!("12".parse::<PlaceOfService>().unwrap().as_str(), "12");
        for wrong in ["", "1", "012", "ab", "00", "98"] {
            assert_eq!(
                PlaceOfService::from_str(wrong),
                Err(UnknownPlaceOfService),
                "{wrong:?}"
            );
        }
    }
}

//! The 58 counties of California.

use std::str::FromStr;

use serde::Deserialize;

use super::point::Point;
use super::table::{LoadError, Table, table};
use super::text::{ShortText, text_form};

pub(super) const TABLE: Table = table!("counties.csv");

/// California in FIPS county codes.
const STATE: &str = "06";

/// The number behind the state for the last county, Yuba.
const LAST: usize = 115;

/// A county of California by its federal code: five digits as text, such as `06067`.
///
/// Text, because the leading zero belongs to the code. A value always names one of the 58:
/// the codes are the odd numbers from 001 to 115 behind the `06` of the state, in alphabetical
/// order of the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountyFips(ShortText<5>);

/// Why a text is not the code of a Californian county.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountyFipsError {
    /// Not five digits; often the leading zero was lost in a spreadsheet.
    #[error("a county code is five digits with the leading zero, such as 06067")]
    Malformed,
    /// Five digits, but of another state.
    #[error("it is not in California, where county codes start with 06")]
    OtherState,
    /// A Californian number that no county has.
    #[error("no county of California has this code: they are odd, from 06001 to 06115")]
    Unknown,
}

impl CountyFips {
    /// The five digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Position among the counties in order of their codes, from 0.
    pub(super) fn index(self) -> usize {
        // Parsing proved the digits and the range; the default is never taken.
        self.as_str()[STATE.len()..]
            .parse::<usize>()
            .unwrap_or_default()
            / 2
    }
}

impl FromStr for CountyFips {
    type Err = CountyFipsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = ShortText::new(text, u8::is_ascii_digit).ok_or(CountyFipsError::Malformed)?;
        let number = text
            .strip_prefix(STATE)
            .ok_or(CountyFipsError::OtherState)?;
        match number.parse::<usize>() {
            Ok(number) if number % 2 == 1 && number <= LAST => Ok(Self(digits)),
            Ok(_) | Err(_) => Err(CountyFipsError::Unknown),
        }
    }
}

text_form!(CountyFips);

/// A county and where it lies.
#[derive(Clone, Debug, PartialEq)]
pub struct County {
    /// Federal code.
    pub fips: CountyFips,
    /// Name without the word "County".
    pub name: String,
    /// Middle of its area.
    pub centroid: Point,
    /// Medi-Cal county code, `01` to `58` in alphabetical order (unconfirmed).
    pub medi_cal_code: String,
}

#[derive(Deserialize)]
struct Row {
    fips: CountyFips,
    name: String,
    medi_cal_code: String,
    lat: f64,
    lon: f64,
}

/// All counties; the position of each is [`CountyFips::index`].
pub(super) fn load() -> Result<Vec<County>, LoadError> {
    let rows: Vec<Row> = TABLE.rows()?;
    let expected = LAST.div_ceil(2);
    TABLE.check(
        rows.len() == expected,
        &rows.len(),
        "California has 58 counties",
    )?;
    rows.into_iter()
        .enumerate()
        .map(|(position, row)| {
            TABLE.check(
                row.fips.index() == position,
                &row.fips,
                "out of order or twice",
            )?;
            Ok(County {
                fips: row.fips,
                name: row.name,
                centroid: Point {
                    lat: row.lat,
                    lon: row.lon,
                },
                medi_cal_code: row.medi_cal_code,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_parse_or_say_why_not() {
        use CountyFipsError::{Malformed, OtherState, Unknown};
        let cases = [
            ("06001", Ok("06001")),
            ("06115", Ok("06115")),
            ("6001", Err(Malformed)),
            ("06 01", Err(Malformed)),
            ("", Err(Malformed)),
            ("32003", Err(OtherState)),
            ("06000", Err(Unknown)),
            ("06002", Err(Unknown)),
            ("06117", Err(Unknown)),
            ("06999", Err(Unknown)),
        ];
        for (text, expected) in cases {
            let parsed = CountyFips::from_str(text).map(|fips| fips.to_string());
            assert_eq!(parsed, expected.map(str::to_owned), "{text:?}");
        }
    }

    #[test]
    fn fifty_eight_counties_in_alphabetical_order() {
        let counties = load().unwrap();
        assert_eq!(counties.len(), 58);
        assert!(counties.is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(counties[0].name, "Alameda");
        assert_eq!(counties[57].name, "Yuba");
        for (number, county) in (1..).zip(&counties) {
            assert_eq!(county.medi_cal_code, format!("{number:02}"));
        }
    }

    #[test]
    fn codes_sort_as_text_and_are_small() {
        let codes: Vec<CountyFips> = load().unwrap().iter().map(|county| county.fips).collect();
        assert!(codes.is_sorted());
        assert_eq!(size_of::<CountyFips>(), 5);
    }
}

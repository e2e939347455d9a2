//! ZIP codes of California and the counties they lie in.
//!
//! ZIP codes are postal routes, not areas: some cross county lines, and the public lists disagree
//! about a few. So a ZIP code *suggests* counties and never decides one.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;

use super::county::CountyFips;
use super::point::Point;
use super::table::{LoadError, Table, table};
use super::text::{ShortText, text_form};

pub(super) const TABLE: Table = table!("zip_codes.csv");
pub(super) const SECOND_COUNTY: Table = table!("zip_codes_second_county.csv");

/// A five-digit ZIP code, well formed but not necessarily known.
///
/// New codes appear and people live elsewhere, so an unknown code is accepted as data:
/// [`Reference::zip`](super::Reference::zip) answers `None` for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZipCode(ShortText<5>);

/// The text is not five digits. The longer form with four more digits is refused too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a ZIP code is five digits, such as 95814")]
pub struct MalformedZipCode;

impl ZipCode {
    /// The five digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether the code lies in the range of California, 900 to 961 by its first three digits.
    #[must_use]
    pub fn is_californian(&self) -> bool {
        matches!(self.as_str().get(..3), Some(prefix) if ("900"..="961").contains(&prefix))
    }
}

impl FromStr for ZipCode {
    type Err = MalformedZipCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        ShortText::new(text, u8::is_ascii_digit)
            .map(Self)
            .ok_or(MalformedZipCode)
    }
}

text_form!(ZipCode);

/// What is known about a ZIP code.
#[derive(Clone, Debug, PartialEq)]
pub struct Zip {
    /// The code.
    pub zip: ZipCode,
    /// Post office name.
    pub place: String,
    /// At least one; the first is that of GeoNames, a second comes from another public list.
    pub counties: Vec<CountyFips>,
    /// A point in the area, good to about a ZIP code's width.
    pub location: Point,
}

#[derive(Deserialize)]
struct Row {
    zip: ZipCode,
    place: String,
    county_fips: CountyFips,
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct SecondCountyRow {
    zip: ZipCode,
    county_fips: CountyFips,
}

pub(super) fn load() -> Result<BTreeMap<ZipCode, Zip>, LoadError> {
    let mut zips = BTreeMap::new();
    for row in TABLE.rows::<Row>()? {
        let zip = Zip {
            zip: row.zip,
            place: row.place,
            counties: vec![row.county_fips],
            location: Point {
                lat: row.lat,
                lon: row.lon,
            },
        };
        TABLE.check(zips.insert(row.zip, zip).is_none(), &row.zip, "twice")?;
    }
    for row in SECOND_COUNTY.rows::<SecondCountyRow>()? {
        let zip = zips
            .get_mut(&row.zip)
            .ok_or_else(|| SECOND_COUNTY.inconsistent(&row.zip, "not in zip_codes.csv"))?;
        let is_new = !zip.counties.contains(&row.county_fips);
        SECOND_COUNTY.check(is_new, &row.zip, "names the same county again")?;
        zip.counties.push(row.county_fips);
    }
    Ok(zips)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(text: &str) -> ZipCode {
        text.parse().unwrap()
    }

    #[test]
    fn only_five_digits_parse() {
        assert_eq!(zip("95814").to_string(), "95814");
        for wrong in ["", "9581", "958140", "95814-1234", "9581O", " 95814"] {
            assert_eq!(ZipCode::from_str(wrong), Err(MalformedZipCode), "{wrong:?}");
        }
    }

    #[test]
    fn the_range_of_california_has_sharp_ends() {
        let cases = [
            ("89999", false),
            ("90000", true),
            ("96199", true),
            ("96200", false),
            ("00900", false),
        ];
        for (text, expected) in cases {
            assert_eq!(zip(text).is_californian(), expected, "{text}");
        }
    }

    #[test]
    fn every_known_zip_is_californian_and_near_the_state() {
        let zips = load().unwrap();
        assert_eq!(zips.len(), 2593);
        for zip in zips.values() {
            assert!(zip.zip.is_californian(), "{}", zip.zip);
            assert!((32.0..42.1).contains(&zip.location.lat), "{}", zip.zip);
            assert!((-124.5..-114.0).contains(&zip.location.lon), "{}", zip.zip);
        }
    }

    #[test]
    fn nineteen_zips_lie_in_two_counties() {
        let zips = load().unwrap();
        assert_eq!(
            zips.values().filter(|zip| zip.counties.len() == 2).count(),
            19
        );
        // Clovis is in Fresno County; GeoNames says Tulare.
        let clovis = &zips[&zip("93619")];
        assert_eq!(
            clovis.counties,
            ["06107".parse().unwrap(), "06019".parse().unwrap()]
        );
    }
}

//! What a search asks for, checked against the reference data.

use entity::types::OrganizationId;

use crate::reference::{
    CountyFips, LanguageCode, PopulationOfFocus, Reference, ServiceCode, ZipCode,
};
use crate::text::fold;

/// Longest part of a name to search for, in characters.
const NAME_MAX: usize = 100;

/// Which providers to list. Everything that is given has to hold, place, service and plan of the
/// same offering; of a list, one value is enough, and an empty list asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderFilter {
    /// Serves this county, or part of it.
    pub county: Option<CountyFips>,
    /// Serves this ZIP code.
    pub zip: Option<ZipCode>,
    /// Offers one of these services.
    pub services: Vec<ServiceCode>,
    /// This plan pays.
    pub plan: Option<OrganizationId>,
    /// Serves in one of these languages.
    pub languages: Vec<LanguageCode>,
    /// Serves one of these populations of focus.
    pub populations: Vec<PopulationOfFocus>,
    /// A referral can be assigned now, or cannot.
    pub accepting_referrals: Option<bool>,
    /// Part of the name, whatever its case and accents.
    pub name: Option<String>,
}

/// Why a filter cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The list of ZIP codes does not have it.
    #[error("ZIP code {0} is not in the list of California's ZIP codes; search by county instead")]
    UnknownZip(ZipCode),
    /// Both are given and contradict each other.
    #[error("ZIP code {zip} does not lie in county {county}; give one of them, or one that fits")]
    ZipOutsideCounty {
        /// The ZIP code.
        zip: ZipCode,
        /// The county.
        county: CountyFips,
    },
    /// Nobody is called that.
    #[error("a name to search for has at most {NAME_MAX} characters")]
    NameTooLong,
}

/// A filter ready for the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Search {
    /// Counties in which an offering counts, whole or in part.
    pub counties: Vec<CountyFips>,
    /// Of offerings for ZIP codes, only those for this one.
    pub zip: Option<ZipCode>,
    /// Services of which one is enough.
    pub services: Vec<ServiceCode>,
    /// The plan that pays, whichever it is if none.
    pub plan: Option<OrganizationId>,
    /// Languages of which one is enough, any if empty.
    pub languages: Vec<LanguageCode>,
    /// Populations of which one is enough, any if empty.
    pub populations: Vec<PopulationOfFocus>,
    /// Takes referrals or not, either if none.
    pub accepting_referrals: Option<bool>,
    /// Folded part of the name, any if empty.
    pub name: String,
}

impl Search {
    /// Checks a filter.
    pub(super) fn new(filter: &ProviderFilter, reference: &Reference) -> Result<Self, FilterError> {
        let name = filter.name.as_deref().unwrap_or_default();
        if name.chars().nth(NAME_MAX).is_some() {
            return Err(FilterError::NameTooLong);
        }
        Ok(Self {
            counties: counties(filter, reference)?,
            zip: filter.zip,
            services: if filter.services.is_empty() {
                ServiceCode::ALL.to_vec()
            } else {
                filter.services.clone()
            },
            plan: filter.plan,
            languages: filter.languages.clone(),
            populations: filter.populations.clone(),
            accepting_referrals: filter.accepting_referrals,
            name: fold(name),
        })
    }
}

fn counties(
    filter: &ProviderFilter,
    reference: &Reference,
) -> Result<Vec<CountyFips>, FilterError> {
    match (filter.zip, filter.county) {
        (None, None) => Ok(reference
            .counties()
            .iter()
            .map(|known| known.fips)
            .collect()),
        (None, Some(county)) => Ok(vec![county]),
        (Some(zip), county) => {
            let known = reference.zip(zip).ok_or(FilterError::UnknownZip(zip))?;
            match county {
                None => Ok(known.counties.clone()),
                Some(county) if known.counties.contains(&county) => Ok(vec![county]),
                Some(county) => Err(FilterError::ZipOutsideCounty { zip, county }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(filter: &ProviderFilter) -> Result<Search, FilterError> {
        Search::new(filter, Reference::embedded())
    }

    fn county(fips: &str) -> CountyFips {
        fips.parse().unwrap()
    }

    fn zip(zip: &str) -> ZipCode {
        zip.parse().unwrap()
    }

    #[test]
    fn without_a_filter_everything_counts() {
        let search = search(&ProviderFilter::default()).unwrap();
        assert_eq!(search.counties.len(), 58);
        assert_eq!(search.services, ServiceCode::ALL);
        assert_eq!((search.zip, search.name.as_str()), (None, ""));
    }

    #[test]
    fn a_zip_code_counts_in_each_of_its_counties() {
        let place = |zip_code: Option<&str>, fips: Option<&str>| {
            search(&ProviderFilter {
                zip: zip_code.map(zip),
                county: fips.map(county),
                ..ProviderFilter::default()
            })
            .map(|search| search.counties)
        };
        // Truckee lies in Nevada and Placer.
        assert_eq!(
            place(Some("96162"), None),
            Ok(vec![county("06057"), county("06061")])
        );
        assert_eq!(
            place(Some("96162"), Some("06061")),
            Ok(vec![county("06061")])
        );
        assert_eq!(
            place(Some("96162"), Some("06067")),
            Err(FilterError::ZipOutsideCounty {
                zip: zip("96162"),
                county: county("06067"),
            })
        );
        for unknown in ["90000", "10001"] {
            let refused = FilterError::UnknownZip(zip(unknown));
            assert_eq!(place(Some(unknown), None), Err(refused.clone()));
            assert_eq!(place(Some(unknown), Some("06067")), Err(refused));
        }
    }

    #[test]
    fn a_name_is_folded_and_bounded() {
        let named = |name: &str| {
            search(&ProviderFilter {
                name: Some(name.to_owned()),
                ..ProviderFilter::default()
            })
            .map(|search| search.name)
        };
        assert_eq!(named("  José "), Ok("jose".to_owned()));
        assert_eq!(named(" "), Ok(String::new()));
        assert_eq!(named(&"é".repeat(NAME_MAX)), Ok("e".repeat(NAME_MAX)));
        assert_eq!(
            named(&"é".repeat(NAME_MAX + 1)),
            Err(FilterError::NameTooLong)
        );
    }
}

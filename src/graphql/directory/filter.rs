use async_graphql::{Enum, ID, InputObject};

use super::codes::{PopulationOfFocus, ServiceCode};
use crate::graphql::scalars::{CountyFips, LanguageCode, ZipCode};
use crate::graphql::{ApiError, NodeKind};
use crate::providers;

/// Most values in one list of a filter.
const LIST_MAX: usize = 50;

/// Which providers to list. Everything that is given has to hold; place, service and plan have to
/// hold for the same offering. Of a list one value is enough, and an empty list asks for nothing.
#[derive(InputObject, Debug, Clone, Default)]
pub struct ProviderFilter {
    /// Serves this county, or part of it.
    county: Option<CountyFips>,
    /// Serves this ZIP code: has an offering for it, or for the whole of a county that it lies in.
    /// A ZIP code that is not in the list of California's is refused.
    zip: Option<ZipCode>,
    /// Offers one of these services.
    services: Option<Vec<ServiceCode>>,
    /// This plan pays: the id of a `Plan`.
    plan: Option<ID>,
    /// A referral can be assigned now, or cannot: what holds for the offering with the most room.
    accepting_referrals: Option<bool>,
    /// Serves in one of these languages.
    languages: Option<Vec<LanguageCode>>,
    /// Serves one of these populations of focus in Enhanced Care Management.
    populations_of_focus: Option<Vec<PopulationOfFocus>>,
    /// Part of the name, at most 100 characters; case and accents do not matter.
    name: Option<String>,
}

impl ProviderFilter {
    /// The filter that the directory understands.
    pub(super) fn into_filter(self) -> Result<providers::ProviderFilter, ApiError> {
        Ok(providers::ProviderFilter {
            county: self.county.map(|county| county.0),
            zip: self.zip.map(|zip| zip.0),
            services: list("services", self.services, Into::into)?,
            plan: self
                .plan
                .map(|id| NodeKind::Plan.parse(&id).map(providers::OrganizationId))
                .transpose()?,
            languages: list("languages", self.languages, |code| code.0)?,
            populations: list("populationsOfFocus", self.populations_of_focus, Into::into)?,
            accepting_referrals: self.accepting_referrals,
            name: self.name,
        })
    }
}

fn list<T, U>(
    name: &str,
    values: Option<Vec<T>>,
    into: impl Fn(T) -> U,
) -> Result<Vec<U>, ApiError> {
    let values = values.unwrap_or_default();
    if values.len() > LIST_MAX {
        return Err(ApiError::bad_input(format!(
            "{name} has {} values; at most {LIST_MAX} are allowed",
            values.len()
        )));
    }
    Ok(values.into_iter().map(into).collect())
}

/// In which order providers are listed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "providers::ProviderOrder")]
pub enum ProviderOrder {
    /// By the capacity status of the best matching offering, the most room first, then by name. One
    /// assignment more or less rarely changes a status, so pages stay put.
    Availability,
    /// By name, whatever its case and accents.
    Name,
}

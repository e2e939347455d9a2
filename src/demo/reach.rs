//! Who can take a member: the question that the real assignment asks of the database, asked of
//! the invented rows, so that stories send people where they can go.

use std::collections::{BTreeMap, BTreeSet};

use entity::types::OrganizationId;

use super::dice::day;
use super::rows::Rows;
use crate::reference::{CountyFips, ZipCode};

/// Offerings by county and service: the provider, and its ZIP codes there or an empty text.
type Sites = BTreeMap<(String, String), BTreeMap<OrganizationId, BTreeSet<String>>>;

/// Offerings, contracts and plans' offers that are in force.
pub(super) struct Reach {
    sites: Sites,
    contracts: BTreeSet<(OrganizationId, OrganizationId, String)>,
    offers: BTreeSet<(OrganizationId, String, String)>,
}

impl Reach {
    /// Of these rows.
    pub(super) fn of(rows: &Rows) -> Self {
        let mut sites = Sites::new();
        for area in &rows.areas {
            sites
                .entry((area.county_fips.clone(), area.service.clone()))
                .or_default()
                .entry(area.provider_id)
                .or_default()
                .insert(area.zip.clone());
        }
        Self {
            sites,
            contracts: rows
                .contracts
                .iter()
                .map(|row| (row.plan_id, row.provider_id, row.service.clone()))
                .collect(),
            offers: rows
                .plan_services
                .iter()
                // What is yet to come must not be promised.
                .filter(|row| row.until_on.is_none() && row.from_on < day(2026, 8, 1))
                .map(|row| (row.plan_id, row.service.clone(), row.county_fips.clone()))
                .collect(),
        }
    }

    /// Providers that can serve a member of the plan there.
    pub(super) fn providers(
        &self,
        plan: OrganizationId,
        service: &str,
        county: CountyFips,
        zip: Option<ZipCode>,
    ) -> Vec<OrganizationId> {
        let place = (county.to_string(), service.to_owned());
        let offer = (plan, service.to_owned(), county.to_string());
        let Some(sites) = self
            .sites
            .get(&place)
            .filter(|_| self.offers.contains(&offer))
        else {
            return Vec::new();
        };
        let covers = |zips: &BTreeSet<String>| {
            zips.contains("") || zip.is_some_and(|zip| zips.contains(zip.as_str()))
        };
        sites
            .iter()
            .filter(|(provider, zips)| {
                let contract = (plan, **provider, service.to_owned());
                covers(zips) && self.contracts.contains(&contract)
            })
            .map(|(provider, _)| *provider)
            .collect()
    }
}

//! The plans: those of the reference network of 2021, the counties they serve and the services
//! they offer there.
//!
//! Names and counties are as printed (Yuba is missing in the source, and stays so). What each
//! plan offers, and since when, is invented after the rules: Enhanced Care Management
//! everywhere, 8 to 14 ILOS, a new one at most each half-year (source S1, questions 20 and 23),
//! and Transitional Rent from 2026 on, when it became every plan's duty.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate, TimeDelta};
use entity::types::{OrganizationId, OrganizationKind};
use entity::{organization, plan_county, plan_service};

use super::dice::{Dice, day, morning};
use super::names;
use super::rows::Rows;
use crate::reference::{CountyFips, Reference, ServiceCode};

/// The day on which plans could first offer ILOS.
const START: NaiveDate = day(2022, 1, 1);
/// What every plan of the demonstration offers from the start.
const CORE: [ServiceCode; 6] = [
    ServiceCode::HousingNavigation,
    ServiceCode::HousingDeposits,
    ServiceCode::HousingTenancy,
    ServiceCode::RecuperativeCare,
    ServiceCode::Meals,
    ServiceCode::SoberingCenter,
];
/// What plans add as they please.
const FURTHER: [ServiceCode; 8] = [
    ServiceCode::ShortTermHousing,
    ServiceCode::Respite,
    ServiceCode::DayHabilitation,
    ServiceCode::AssistedLivingTransition,
    ServiceCode::CommunityTransition,
    ServiceCode::PersonalCare,
    ServiceCode::HomeModifications,
    ServiceCode::AsthmaRemediation,
];

/// A plan of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) id: OrganizationId,
    pub(super) name: String,
    pub(super) counties: Vec<CountyFips>,
}

/// Which plans offer a service in a county, and since when. Only offers that go on.
pub(super) type Offers = BTreeMap<(CountyFips, ServiceCode), Vec<(OrganizationId, NaiveDate)>>;

/// Adds the plans to the rows.
pub(super) fn found(seed: u64, rows: &mut Rows) -> (Vec<Plan>, Offers) {
    let reference = Reference::embedded();
    let mut counties_of: BTreeMap<&str, Vec<CountyFips>> = BTreeMap::new();
    for county in reference.counties() {
        for name in reference.plans_in(county.fips) {
            counties_of.entry(name).or_default().push(county.fips);
        }
    }
    let mut plans = Vec::new();
    let mut offers = Offers::new();
    for (index, (name, counties)) in counties_of.into_iter().enumerate() {
        let mut dice = Dice::new(seed, "plan", index);
        let joined_at = morning(day(2021, 9, 1)) + TimeDelta::minutes(dice.between(0..=5_000));
        let plan = Plan {
            id: OrganizationId(dice.new_id(joined_at)),
            name: name.to_owned(),
            counties,
        };
        rows.add_organization(organization::Model {
            id: plan.id,
            kind: OrganizationKind::Plan,
            name: plan.name.clone(),
            phone: Some(names::phone(&mut dice, plan.counties[0])),
            prime_id: None,
            offered_prime_id: None,
            created_at: joined_at,
        });
        offer_services(&plan, &mut dice, rows, &mut offers);
        plans.push(plan);
    }
    (plans, offers)
}

fn offer_services(plan: &Plan, dice: &mut Dice, rows: &mut Rows, offers: &mut Offers) {
    let (mut core, mut further) = (CORE, FURTHER);
    dice.shuffle(&mut core);
    dice.shuffle(&mut further);
    let order: Vec<ServiceCode> = core.into_iter().chain(further).collect();
    let usual = dice.between(9..=13);
    for &county in &plan.counties {
        rows.plan_counties.push(plan_county::Model {
            plan_id: plan.id,
            county_fips: county.to_string(),
            from_on: START,
            until_on: None,
        });
        let mut add = |service: ServiceCode, from_on: NaiveDate, until_on: Option<NaiveDate>| {
            rows.plan_services.push(plan_service::Model {
                plan_id: plan.id,
                service: service.to_string(),
                county_fips: county.to_string(),
                from_on,
                until_on,
                approved_on: Some(from_on - TimeDelta::days(64)),
            });
            if until_on.is_none() && from_on < day(2027, 1, 1) {
                let plans = offers.entry((county, service)).or_default();
                plans.push((plan.id, from_on));
            }
        };
        add(ServiceCode::Ecm, START, None);
        add(ServiceCode::TransitionalRent, day(2026, 1, 1), None);
        let offered = dice.between(usual - 1..=usual + 1);
        let at_start = dice.between(5..=8);
        for (place, &service) in order.iter().take(offered).enumerate() {
            let half_years = u32::try_from((place + 1).saturating_sub(at_start)).unwrap_or(0);
            add(service, START + Months::new(6 * half_years), None);
        }
        let Some(&next) = order.get(offered) else {
            continue;
        };
        // One may be removed once a year; and one is on its way.
        if dice.percent(10) {
            add(next, START, Some(day(2025, 12, 31)));
        } else if dice.percent(30) {
            add(next, day(2027, 1, 1), None);
        }
    }
}

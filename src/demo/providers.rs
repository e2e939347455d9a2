//! The providers: invented organizations with their offerings, areas, pools and contracts.
//!
//! Counties get providers by their number of ZIP codes, a proxy for their people. What a provider
//! offers in a county is offered there by at least one plan, and that plan has a contract with it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::types::{
    AreaKind, ContractId, OfferingId, OrganizationId, OrganizationKind, PhoneLine, PoolId,
};
use entity::{
    contract, offering, offering_area, organization, pool, pool_share, provider, provider_language,
    provider_population,
};

use super::dice::{Dice, day, morning};
use super::names;
use super::plans::Offers;
use super::rows::Rows;
use super::trades::Trade;
use crate::reference::{CountyFips, PopulationOfFocus, Reference, ServiceCode, Zip};
use crate::text::fold;

/// What is settled before a provider is founded; chance does the rest.
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) trade: &'static Trade,
    /// Where its office is, and the other counties that it serves.
    pub(super) counties: Vec<CountyFips>,
    pub(super) joined_on: NaiveDate,
    /// Whether it serves whole counties, and every plan has a contract with it.
    pub(super) is_for_all: bool,
    /// Places of its pool, if they are settled.
    pub(super) places: Option<i32>,
}

/// Adds a provider to the rows. `now` is only for when its figures were last confirmed.
pub(super) fn found(
    draft: &Draft,
    offers: &Offers,
    now: DateTime<Utc>,
    dice: &mut Dice,
    rows: &mut Rows,
) -> OrganizationId {
    let joined_at = morning(draft.joined_on);
    let id = OrganizationId(dice.new_id(joined_at));
    let home = draft.counties[0];
    let zips: Vec<&Zip> = Reference::embedded().zips_in(home).collect();
    let office = *dice.pick::<&Zip>(&zips);
    enter_directory(id, draft, office, dice, rows);
    let mut sites: Vec<(CountyFips, ServiceCode)> = Vec::new();
    for &service in draft.trade.services {
        for &county in &draft.counties {
            if sites.len() < 5 && offers.contains_key(&(county, service)) {
                sites.push((county, service));
            }
        }
    }
    let contracted = agree_contracts(id, draft, &sites, offers, dice, rows);
    let pools = open_pools(id, draft, &contracted, now, dice, rows);
    for (county, service) in sites {
        let offering = offering::Model {
            id: OfferingId(dice.new_id(joined_at)),
            provider_id: id,
            service: service.to_string(),
            pool_id: pools[&service],
            area_kind: AreaKind::County,
            from_on: first_day(draft, offers, county, service),
            until_on: None,
        };
        let is_home = county == home;
        let by_zip = !draft.is_for_all && is_home && zips.len() > 12 && dice.percent(35);
        let covered = if by_zip {
            let near = dice.between(6..=20);
            nearest_zips(office, &zips, near)
        } else {
            vec![String::new()]
        };
        rows.areas
            .extend(covered.into_iter().map(|zip| offering_area::Model {
                offering_id: offering.id,
                county_fips: county.to_string(),
                zip,
                provider_id: id,
                service: service.to_string(),
            }));
        rows.offerings.push(offering::Model {
            area_kind: if by_zip {
                AreaKind::Zips
            } else {
                AreaKind::County
            },
            ..offering
        });
    }
    id
}

fn enter_directory(
    id: OrganizationId,
    draft: &Draft,
    office: &Zip,
    dice: &mut Dice,
    rows: &mut Rows,
) {
    let home = draft.counties[0];
    let phone = names::phone(dice, home);
    rows.add_organization(organization::Model {
        id,
        kind: OrganizationKind::Provider,
        name: draft.name.clone(),
        phone: Some(phone.clone()),
        prime_id: None,
        offered_prime_id: None,
        created_at: morning(draft.joined_on),
    });
    let phone_line = match dice.between(0..=99) {
        0..40 => PhoneLine::Staffed,
        // ILOS terms ask for a line that records around the clock at least.
        _ if !draft.trade.is_ecm() => PhoneLine::Voicemail,
        40..70 => PhoneLine::Voicemail,
        _ => PhoneLine::OfficeHours,
    };
    rows.providers.push(provider::Model {
        id,
        name: draft.name.clone(),
        name_key: fold(&draft.name),
        npi: dice.percent(draft.trade.has_npi).then(|| npi(dice)),
        phone,
        phone_line,
        street: names::street(dice),
        city: office.place.clone(),
        zip: office.zip.to_string(),
        county_fips: home.to_string(),
    });
    for language in languages(dice) {
        rows.languages.push(provider_language::Model {
            provider_id: id,
            language: language.to_owned(),
        });
    }
    let count = dice.between(1..=4);
    for population in dice.some(PopulationOfFocus::ALL, count) {
        rows.populations.push(provider_population::Model {
            provider_id: id,
            population: population.to_string(),
        });
    }
}

/// A valid number that begins with 2: as far as is known, none of those was ever given out.
pub(super) fn npi(dice: &mut Dice) -> String {
    let digits = format!("2{:08}", dice.between(0..=99_999_999));
    // Luhn over the prefix 80840 and the number, which adds 24 to the sum of its own digits.
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum::<u32>()
        + 24;
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn languages(dice: &mut Dice) -> BTreeSet<&'static str> {
    const OTHERS: &[&str] = &[
        "ar", "ase", "cmn", "fa", "hmn", "hy", "ko", "km", "pa", "prs", "ru", "tl", "uk", "vi",
        "yue",
    ];
    let mut spoken = BTreeSet::from(["en"]);
    if dice.percent(78) {
        spoken.insert("es");
    }
    for _ in 0..dice.between(0..=3) {
        spoken.insert(*dice.pick(OTHERS));
    }
    spoken
}

/// First day of the offering: once the provider has joined and a plan offers the service.
fn first_day(
    draft: &Draft,
    offers: &Offers,
    county: CountyFips,
    service: ServiceCode,
) -> NaiveDate {
    let offered_from = offers[&(county, service)]
        .iter()
        .map(|(_, from_on)| *from_on)
        .min()
        .unwrap_or(draft.joined_on);
    draft.joined_on.max(offered_from)
}

/// Contracts by plan and service: some plans, and at least one at every site.
fn agree_contracts(
    id: OrganizationId,
    draft: &Draft,
    sites: &[(CountyFips, ServiceCode)],
    offers: &Offers,
    dice: &mut Dice,
    rows: &mut Rows,
) -> BTreeMap<ServiceCode, BTreeSet<OrganizationId>> {
    let mut contracted: BTreeMap<ServiceCode, BTreeSet<OrganizationId>> = BTreeMap::new();
    let mut refused: BTreeSet<(ServiceCode, OrganizationId)> = BTreeSet::new();
    let mut first_days: BTreeMap<(ServiceCode, OrganizationId), NaiveDate> = BTreeMap::new();
    for &(county, service) in sites {
        let plans = &offers[&(county, service)];
        for &(plan, from_on) in plans {
            let from_on = from_on.max(draft.joined_on);
            let first = first_days.entry((service, plan)).or_insert(from_on);
            *first = from_on.min(*first);
            if !refused.contains(&(service, plan)) && (draft.is_for_all || dice.percent(70)) {
                contracted.entry(service).or_default().insert(plan);
            } else {
                refused.insert((service, plan));
            }
        }
        let chosen = contracted.entry(service).or_default();
        if !plans.iter().any(|(plan, _)| chosen.contains(plan)) {
            chosen.insert(dice.pick(plans).0);
        }
    }
    for (&service, plans) in &contracted {
        for &plan in plans {
            rows.contracts.push(contract::Model {
                id: ContractId(dice.new_id(morning(draft.joined_on))),
                plan_id: plan,
                provider_id: id,
                service: service.to_string(),
                from_on: first_days[&(service, plan)],
                until_on: None,
            });
        }
    }
    contracted
}

/// Pools, and what each contracted plan may use of them. Gives the pool of each service.
fn open_pools(
    id: OrganizationId,
    draft: &Draft,
    contracted: &BTreeMap<ServiceCode, BTreeSet<OrganizationId>>,
    now: DateTime<Utc>,
    dice: &mut Dice,
    rows: &mut Rows,
) -> BTreeMap<ServiceCode, PoolId> {
    let trade = draft.trade;
    let groups: Vec<Vec<ServiceCode>> = if trade.shares_pool {
        vec![contracted.keys().copied().collect()]
    } else {
        contracted.keys().map(|service| vec![*service]).collect()
    };
    let mut pools = BTreeMap::new();
    for services in groups {
        let pool_id = PoolId(dice.new_id(morning(draft.joined_on)));
        let drawn = dice.between(trade.places.clone());
        let capacity = draft.places.unwrap_or(drawn);
        let name = match services.as_slice() {
            [service] if !trade.shares_pool => {
                let service = &Reference::embedded().service(*service).name;
                format!("{}: {service}", trade.pool)
            }
            _ => trade.pool.to_owned(),
        };
        rows.pools.push(pool::Model {
            id: pool_id,
            provider_id: id,
            name,
            capacity,
            held: 0,
            active: 0,
            is_paused: false,
            updated_at: now - Days::new(61),
            last_entry: 0,
            paused_until: None,
            pause_reason: None,
            ask_at: None,
            prefers_own: false,
            first_limit: capacity,
        });
        let plans: BTreeSet<OrganizationId> = services
            .iter()
            .flat_map(|service| &contracted[service])
            .copied()
            .collect();
        for plan in plans {
            let cap = dice
                .percent(20)
                .then(|| (capacity * dice.between(30..=60) / 100).max(1));
            rows.shares.push(pool_share::Model {
                pool_id,
                plan_id: plan,
                cap,
                held: 0,
                active: 0,
            });
        }
        pools.extend(services.into_iter().map(|service| (service, pool_id)));
    }
    pools
}

/// The ZIP codes around an office, by distance.
fn nearest_zips(office: &Zip, zips: &[&Zip], count: usize) -> Vec<String> {
    let mut near: Vec<(f64, String)> = zips
        .iter()
        .map(|zip| {
            let away = office.location.distance_km(zip.location);
            (away, zip.zip.to_string())
        })
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    near.into_iter().take(count).map(|(_, zip)| zip).collect()
}

/// When a provider joined: most at the start, some since.
pub(super) fn joined_on(dice: &mut Dice) -> NaiveDate {
    let first = day(2021, 10, 4);
    let weeks = if dice.percent(55) {
        dice.between(0..=20)
    } else {
        dice.between(0..=240)
    };
    first + Days::new(weeks * 7)
}

//! The network: all plans, and providers by county.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::types::OrganizationId;

use super::dice::{Dice, day};
use super::plans::{self, Offers, Plan};
use super::providers::{self, Draft};
use super::rows::Rows;
use super::trades::{
    HEALTH_CENTER, HOUSING, KITCHEN, NAME_STARTS, SOBERING, STREET_TEAM, TRADES, Trade,
};
use crate::reference::{CountyFips, Reference};

/// Where the demonstration's own people work: Sacramento, with five plans.
pub(super) const HOME_COUNTY: &str = "06067";
/// The counties that one kitchen cooks for.
const KITCHEN_COUNTIES: [&str; 5] = [HOME_COUNTY, "06113", "06061", "06017", "06077"];

/// The providers of which the demonstration tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leads {
    pub(super) kitchen: OrganizationId,
    pub(super) housing: OrganizationId,
    pub(super) health_center: OrganizationId,
    pub(super) sobering: OrganizationId,
}

/// Plans and providers.
pub(super) struct Network {
    pub(super) plans: Vec<Plan>,
    pub(super) leads: Leads,
}

/// Adds plans and `count` providers to the rows.
pub(super) fn found(seed: u64, count: usize, now: DateTime<Utc>, rows: &mut Rows) -> Network {
    let (plans, offers) = plans::found(seed, rows);
    let mut taken = BTreeSet::new();
    let leads = found_leads(seed, &offers, now, &mut taken, rows);
    for (county, share) in shares(count.saturating_sub(4)) {
        for place in 0..share {
            let mut dice = Dice::new(seed, county.as_str(), place);
            let trade = usual_trade(place, share, &mut dice);
            let is_offered = trade
                .services
                .iter()
                .any(|service| offers.contains_key(&(county, *service)));
            let trade = if is_offered { trade } else { &TRADES[HOUSING] };
            let mut counties = vec![county];
            if dice.percent(trade.spans) {
                counties.extend(neighbours(county, dice.between(1..=3)));
            }
            let draft = Draft {
                name: new_name(&mut dice, trade.nouns, &mut taken),
                trade,
                counties,
                joined_on: providers::joined_on(&mut dice),
                is_for_all: false,
                places: None,
            };
            providers::found(&draft, &offers, now, &mut dice, rows);
        }
    }
    Network { plans, leads }
}

/// The trade of a county's provider, before it is known what plans offer there.
fn usual_trade(place: usize, share: usize, dice: &mut Dice) -> &'static Trade {
    match (place, TRADES.get(place)) {
        // Wherever plans are, there is somebody for care management and for meals.
        (0, _) => &TRADES[STREET_TEAM],
        (1, _) => &TRADES[KITCHEN],
        // Where there are many providers, somebody for everything.
        (_, Some(trade)) if share > TRADES.len() => trade,
        (_, Some(_) | None) => dice.weighted(TRADES, |trade| trade.weight),
    }
}

fn found_leads(
    seed: u64,
    offers: &Offers,
    now: DateTime<Utc>,
    taken: &mut BTreeSet<String>,
    rows: &mut Rows,
) -> Leads {
    let mut found = |place: usize, name: &str, trade: usize, counties: &[&str], places: i32| {
        taken.insert(name.to_owned());
        let draft = Draft {
            name: name.to_owned(),
            trade: &TRADES[trade],
            counties: counties
                .iter()
                .filter_map(|county| county.parse().ok())
                .collect(),
            joined_on: day(2021, 11, 1),
            is_for_all: true,
            places: Some(places),
        };
        let mut dice = Dice::new(seed, "lead", place);
        providers::found(&draft, offers, now, &mut dice, rows)
    };
    Leads {
        kitchen: found(
            0,
            "Heron & Tule Community Kitchen",
            KITCHEN,
            &KITCHEN_COUNTIES,
            90,
        ),
        housing: found(
            1,
            "Open Door Row Housing Partners",
            HOUSING,
            &[HOME_COUNTY],
            45,
        ),
        health_center: found(
            2,
            "Lantern Slough Health Center",
            HEALTH_CENTER,
            &[HOME_COUNTY],
            60,
        ),
        sobering: found(
            3,
            "Night Heron Sobering Center",
            SOBERING,
            &[HOME_COUNTY],
            16,
        ),
    }
}

/// How many providers each county gets: two where there is a plan, the rest by ZIP codes.
fn shares(count: usize) -> Vec<(CountyFips, usize)> {
    let reference = Reference::embedded();
    let counties: Vec<(CountyFips, usize)> = reference
        .counties()
        .iter()
        .filter(|county| !reference.plans_in(county.fips).is_empty())
        .map(|county| (county.fips, reference.zips_in(county.fips).count()))
        .collect();
    let zips: usize = counties.iter().map(|(_, zips)| zips).sum();
    let rest = count.saturating_sub(2 * counties.len());
    let mut shares: Vec<(CountyFips, usize, usize)> = counties
        .iter()
        .map(|&(county, of)| (county, 2 + of * rest / zips, of * rest % zips))
        .collect();
    // What was rounded away goes to those that lost most by it.
    let given: usize = shares.iter().map(|(_, share, _)| share).sum();
    let mut by_loss: Vec<usize> = (0..shares.len()).collect();
    by_loss.sort_by_key(|&place| std::cmp::Reverse(shares[place].2));
    for place in by_loss.into_iter().take(count.saturating_sub(given)) {
        shares[place].1 += 1;
    }
    shares
        .into_iter()
        .map(|(county, share, _)| (county, share))
        .collect()
}

/// The nearest counties that have plans.
fn neighbours(county: CountyFips, count: usize) -> Vec<CountyFips> {
    let reference = Reference::embedded();
    let here = reference.county(county).centroid;
    let mut others: Vec<_> = reference
        .counties()
        .iter()
        .filter(|other| other.fips != county && !reference.plans_in(other.fips).is_empty())
        .collect();
    others.sort_by(|a, b| {
        here.distance_km(a.centroid)
            .total_cmp(&here.distance_km(b.centroid))
    });
    others
        .into_iter()
        .take(count)
        .map(|other| other.fips)
        .collect()
}

/// A name that no other provider has.
fn new_name(dice: &mut Dice, nouns: &[&str], taken: &mut BTreeSet<String>) -> String {
    loop {
        let name = format!("{} {}", dice.pick(NAME_STARTS), dice.pick(nouns));
        if taken.insert(name.clone()) {
            return name;
        }
    }
}

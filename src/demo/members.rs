//! The members: invented people of every age, some without a phone or an address.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::member;
use entity::types::{MemberId, OrganizationId};

use super::dice::{Dice, day, morning};
use super::names;
use super::network::HOME_COUNTY;
use super::plans::Plan;
use super::rows::Rows;
use crate::members::rules::name_key;
use crate::reference::{CountyFips, Reference, Zip, ZipCode};

/// What the stories need to know of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Protagonist {
    pub(super) id: MemberId,
    pub(super) plan: OrganizationId,
    pub(super) cin: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) birth_on: NaiveDate,
    pub(super) phone: Option<String>,
    pub(super) county: CountyFips,
    pub(super) zip: Option<ZipCode>,
}

/// Adds `count` members of the plans to the rows.
pub(super) fn enroll(seed: u64, count: usize, plans: &[Plan], rows: &mut Rows) -> Vec<Protagonist> {
    let homes = homes(plans);
    let mut cins = BTreeSet::new();
    (0..count)
        .map(|index| {
            let mut dice = Dice::new(seed, "member", index);
            let (plan, county, _) = *dice.weighted(&homes, |(_, _, weight)| *weight);
            let enrolled_at = morning(day(2022, 1, 3) + Days::new(dice.between(0..=1_600)));
            let row = member(plan, county, enrolled_at, &mut dice, &mut cins);
            let protagonist = Protagonist {
                id: row.id,
                plan,
                cin: row.cin.clone(),
                first_name: row.first_name.clone(),
                last_name: row.last_name.clone(),
                birth_on: row.birth_on,
                phone: row.phone.clone(),
                county,
                zip: row.zip.as_deref().and_then(|zip| zip.parse().ok()),
            };
            rows.members.push(row);
            protagonist
        })
        .collect()
}

/// Where members of which plan live, and how many: by ZIP codes, shared by the county's plans.
/// The stage gets more, so that there is something to see.
fn homes(plans: &[Plan]) -> Vec<(OrganizationId, CountyFips, u32)> {
    let reference = Reference::embedded();
    let mut homes = Vec::new();
    for plan in plans {
        for &county in &plan.counties {
            let zips = u32::try_from(reference.zips_in(county).count()).unwrap_or(1);
            let plans = u32::try_from(reference.plans_in(county).len()).unwrap_or(1);
            let focus = if county.as_str() == HOME_COUNTY { 3 } else { 1 };
            homes.push((plan.id, county, (zips * focus * 10 / plans).max(1)));
        }
    }
    homes
}

fn member(
    plan: OrganizationId,
    county: CountyFips,
    enrolled_at: DateTime<Utc>,
    dice: &mut Dice,
    cins: &mut BTreeSet<String>,
) -> member::Model {
    let reference = Reference::embedded();
    let zips: Vec<&Zip> = reference.zips_in(county).collect();
    let home = *dice.pick::<&Zip>(&zips);
    let name = names::person(dice);
    let has_address = dice.percent(82);
    let whereabouts = (!has_address).then(|| {
        let place = &home.place;
        let text = *dice.pick::<&str>(WHEREABOUTS);
        text.replace("{place}", place)
    });
    member::Model {
        id: MemberId(dice.new_id(enrolled_at)),
        plan_id: plan,
        cin: new_cin(dice, cins),
        first_name: name.first.to_owned(),
        last_name: name.last.to_owned(),
        name_key: name_key(name.last, name.first),
        birth_on: birth_date(dice),
        phone: dice
            .percent(if has_address { 92 } else { 55 })
            .then(|| names::phone(dice, county)),
        language: name.language.to_owned(),
        street: has_address.then(|| names::street(dice)),
        city: has_address.then(|| home.place.clone()),
        zip: (has_address || dice.percent(60)).then(|| home.zip.to_string()),
        county_fips: county.to_string(),
        whereabouts,
        version: 1,
        created_at: enrolled_at,
        restricted_at: None,
        no_contact_since: None,
        contact_channel: None,
        contact_from: None,
        contact_until: None,
        contact_no_voicemail: false,
        go_between_name: None,
        go_between_phone: None,
        contact_note: None,
        contact_set_at: None,
        is_interpreter_needed: false,
        alternative_format: None,
        address_from_on: None,
        merged_into: None,
        is_keyed: false,
    }
}

const WHEREABOUTS: &[&str] = &[
    "Most mornings at the day center in {place}; ask at the front desk.",
    "Sleeps in a silver van behind the {place} library.",
    "Camp below the rail bridge in {place}; the street nurse knows the tent.",
    "Motel in {place} until the end of the month, room changes weekly.",
    "Stays on a cousin's couch in {place}; reach through the cousin.",
    "Winter shelter in {place}, in line from 4 in the afternoon.",
    "Comes to the {place} food pantry on Tuesdays and Fridays.",
];

/// A client index number that matches the pattern and that nobody else here has.
fn new_cin(dice: &mut Dice, taken: &mut BTreeSet<String>) -> String {
    const LETTERS: &[char] = &[
        'A', 'C', 'D', 'E', 'F', 'G', 'H', 'M', 'N', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
    ];
    loop {
        let digits = dice.between(0..=9_999_999);
        let cin = format!("9{digits:07}{}", dice.pick(LETTERS));
        if taken.insert(cin.clone()) {
            return cin;
        }
    }
}

/// Children, adults and old people, as plans have them: the middle is widest.
fn birth_date(dice: &mut Dice) -> NaiveDate {
    let days = match dice.between(0..=99) {
        0..12 => dice.between(200..=6_500),
        12..80 => dice.between(6_600..=23_700),
        _ => dice.between(23_800..=34_000),
    };
    day(2026, 9, 1) - Days::new(days)
}

//! Whatever is granted, used, void and granted by exception: no limit that refuses is exceeded
//! without an exception on record.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Months};
use proptest::prelude::*;

use super::*;
use ServiceCode::{
    HomeModifications, HousingDeposits, Meals, RecuperativeCare, Respite, ShortTermHousing,
    TransitionalRent,
};

const SERVICES: [ServiceCode; 7] = [
    HousingDeposits,
    HomeModifications,
    Respite,
    Meals,
    RecuperativeCare,
    ShortTermHousing,
    TransitionalRent,
];
/// Leap days and turns of the year lie within the span of the steps.
const FIRST_DAY: &str = "2023-11-01";
const DAYS: u64 = 900;

#[derive(Clone, Debug)]
enum Step {
    Ask(Asked),
    /// What was granted turns out used in part only.
    UseLess(usize),
    Void(usize),
}

/// The limits, each as one that refuses.
fn refusing(second: SecondGrant) -> Vec<ServiceLimit> {
    let refusing = |limit: &ServiceLimit| {
        let mut limit = limit.clone();
        limit.authority = LimitAuthority::State;
        limit.is_confirmed = true;
        if let LimitTerms::LifetimeAmount { cents, .. } = limit.terms {
            limit.terms = LimitTerms::LifetimeAmount { cents, second };
        }
        limit
    };
    defaults().iter().map(refusing).collect()
}

fn exception() -> impl Strategy<Value = Option<Exception>> {
    let incomplete = Exception {
        evidence: vec![],
        ..documented(ExceptionGround::Override)
    };
    prop_oneof![
        8 => Just(None),
        2 => Just(Some(documented(ExceptionGround::Terms))),
        1 => Just(Some(documented(ExceptionGround::Override))),
        2 => Just(Some(incomplete)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let extent = (
        0..SERVICES.len(),
        0..DAYS,
        1_u64..120,
        1_i64..120,
        1_u128..4,
    );
    let ask =
        (extent, exception()).prop_map(|((service, offset, length, size, chain), exception)| {
            let from = date(FIRST_DAY) + Days::new(offset);
            let extent = Extent {
                minutes: Some(size * 60),
                amount_cents: Some(size * 7_000),
                // Some are for fewer days than they span.
                units: i64::try_from(length).ok().map(|length| length.min(size)),
                ..days(SERVICES[service], &from.to_string(), length)
            };
            let is_renewal = SERVICES[service] == Meals;
            let extent = if is_renewal {
                chained(chain, extent)
            } else {
                extent
            };
            Step::Ask(Asked { extent, exception })
        });
    prop_oneof![
        6 => ask,
        1 => (0_usize..40).prop_map(Step::UseLess),
        1 => (0_usize..40).prop_map(Step::Void),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_limit_is_exceeded_without_an_exception(
        steps in prop::collection::vec(step(), 1..40),
        is_new_money in any::<bool>(),
    ) {
        let second = if is_new_money { SecondGrant::NewAmount } else { SecondGrant::Remainder };
        let limits = refusing(second);
        let mut history = all(vec![]);
        for step in steps {
            match step {
                Step::Ask(asked) => ask(&limits, &mut history, &asked),
                Step::UseLess(index) => {
                    if let Some(one) = history.uses.get_mut(index) {
                        use_half(&mut one.extent);
                    }
                }
                Step::Void(index) => {
                    if let Some(one) = history.uses.get_mut(index) {
                        one.is_granted = false;
                    }
                }
            }
            exceeds_nothing(&history.uses, is_new_money)?;
        }
    }
}

/// Grants what is not refused.
fn ask(limits: &[ServiceLimit], history: &mut History, asked: &Asked) {
    let limits: Vec<&ServiceLimit> = limits
        .iter()
        .filter(|limit| limit.services.contains(&asked.extent.service))
        .collect();
    let is_free = check(&limits, history, asked).weight() == Weight::Allows;
    if is_free {
        let recorded = asked
            .exception
            .as_ref()
            .filter(|one| one.lacks().is_empty());
        history.uses.push(Use {
            exception: recorded.map(|one| one.ground),
            ..granted(asked.extent.clone())
        });
    }
}

fn use_half(extent: &mut Extent) {
    for number in [
        &mut extent.units,
        &mut extent.minutes,
        &mut extent.amount_cents,
    ] {
        *number = number.map(|number| number / 2);
    }
}

/// Counted afresh, and only what was granted without an exception: that fits every limit.
fn exceeds_nothing(uses: &[Use], is_new_money: bool) -> Result<(), TestCaseError> {
    let plain = |services: &'static [ServiceCode]| {
        uses.iter()
            .filter(|one| one.is_granted && one.exception.is_none())
            .map(|one| &one.extent)
            .filter(move |extent| services.contains(&extent.service))
    };
    prop_assert!(plain(&[HousingDeposits]).count() <= 1);

    for (services, cap) in [
        (&[HousingDeposits], 600_000),
        (&[HomeModifications], 750_000),
    ] {
        // A void exception was on record when later grants drew on its money.
        let anew = uses.iter().filter(|one| {
            services.contains(&one.extent.service)
                && is_new_money
                && one.exception == Some(ExceptionGround::Terms)
        });
        let most = cap * (1 + i64::try_from(anew.count()).unwrap());
        let spent: i64 = plain(services)
            .filter_map(|extent| extent.amount_cents)
            .sum();
        prop_assert!(spent <= most, "{services:?} {spent}");
    }

    let mut years: BTreeMap<i32, i64> = BTreeMap::new();
    for extent in plain(&[Respite]).filter(|extent| extent.from.year() == extent.until.year()) {
        *years.entry(extent.from.year()).or_default() += extent.minutes.unwrap();
    }
    prop_assert!(
        years.values().all(|minutes| *minutes <= 336 * 60),
        "{years:?}"
    );

    let mut chains: BTreeMap<Option<Chain>, BTreeSet<NaiveDate>> = BTreeMap::new();
    for extent in plain(&[Meals]) {
        let days = extent
            .from
            .iter_days()
            .take_while(|day| *day <= extent.until);
        chains.entry(extent.chain).or_default().extend(days);
    }
    prop_assert!(chains.values().all(|days| days.len() <= 84));

    let room = [RecuperativeCare, ShortTermHousing, TransitionalRent];
    let lodged: BTreeSet<NaiveDate> = uses
        .iter()
        .filter(|one| one.is_granted && one.exception.is_none())
        .map(|one| &one.extent)
        .filter(|extent| room.contains(&extent.service))
        .flat_map(used_days)
        .collect();
    for &end in &lodged {
        let start = end - Months::new(12);
        let count = lodged
            .iter()
            .filter(|day| start < **day && **day <= end)
            .count();
        prop_assert!(count <= 184, "{count} days in the twelve months to {end}");
    }
    Ok(())
}

/// One way to use what was granted: on its last days.
fn used_days(extent: &Extent) -> Vec<NaiveDate> {
    let units = usize::try_from(extent.units.unwrap()).unwrap();
    let mut days: Vec<NaiveDate> = extent
        .from
        .iter_days()
        .take_while(|day| *day <= extent.until)
        .collect();
    days.reverse();
    days.truncate(units);
    days
}

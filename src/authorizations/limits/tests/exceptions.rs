//! The second deposit, and what else goes beyond a limit.

use super::*;
use ExceptionGround::{Override, Terms};
use LimitKind::{HoursPerYear, LifetimeAmount, OnceInLifetime, RollingDays};
use ServiceCode::{HomeModifications, HousingDeposits, RecuperativeCare};
use Weight::{Allows, Refuses};

fn first_deposit(dollars: i64) -> Use {
    granted(money(HousingDeposits, "2024-03-01", dollars))
}

#[test]
fn a_second_deposit_needs_reviewer_reason_and_evidence() {
    let history = all(vec![first_deposit(4_000)]);
    let second = money(HousingDeposits, TODAY, 1_000);

    let plain = finding(OnceInLifetime, &history, &plainly(second.clone()));
    assert_eq!(plain.weight, Refuses);
    let ExceptionStanding::Possible { left, .. } = &plain.exception else {
        panic!("{:?}", plain.exception)
    };
    assert_eq!(*left, Some(1));

    let complete = documented(Terms);
    let incomplete = [
        (
            Exception {
                reviewer: None,
                ..complete.clone()
            },
            ExceptionPart::Reviewer,
        ),
        (
            Exception {
                reason: " ".to_owned(),
                ..complete.clone()
            },
            ExceptionPart::Reason,
        ),
        (
            Exception {
                evidence: vec![],
                ..complete.clone()
            },
            ExceptionPart::Evidence,
        ),
    ];
    for (exception, part) in incomplete {
        let found = finding(OnceInLifetime, &history, &with(exception, second.clone()));
        assert_eq!(found.weight, Refuses, "{part:?}");
        let lacks = vec![part];
        assert_eq!(found.exception, ExceptionStanding::Incomplete { lacks });
    }

    let found = finding(OnceInLifetime, &history, &with(complete, second));
    assert_eq!(found.weight, Allows, "{}", found.message);
    assert_eq!(found.exception, ExceptionStanding::Recorded(Terms));
}

#[test]
fn there_is_no_third_deposit_but_by_override() {
    let second = by_exception(Terms, money(HousingDeposits, "2025-03-01", 500));
    let history = all(vec![first_deposit(4_000), second]);
    let third = money(HousingDeposits, TODAY, 100);
    let by_terms = with(documented(Terms), third.clone());
    let found = finding(OnceInLifetime, &history, &by_terms);
    assert_eq!(
        (found.weight, found.exception),
        (Refuses, ExceptionStanding::UsedUp)
    );
    let overridden = with(documented(Override), third);
    let found = finding(OnceInLifetime, &history, &overridden);
    assert_eq!(found.weight, Allows, "{}", found.message);
}

/// Sources contradict each other, so it is a switch of the plan; the default is what remains.
#[test]
fn a_second_deposit_spends_what_remains_or_new_money() {
    let cap = |second| {
        let terms = LimitTerms::LifetimeAmount {
            cents: 600_000,
            second,
        };
        [own("HOUSING_DEPOSITS_AMOUNT", terms)]
    };
    let default = defaults()
        .iter()
        .find(|limit| limit.code == "HOUSING_DEPOSITS_AMOUNT");
    assert!(matches!(
        default.unwrap().terms,
        LimitTerms::LifetimeAmount {
            second: SecondGrant::Remainder,
            ..
        }
    ));
    let history = all(vec![first_deposit(4_000)]);
    for (second, dollars, expected) in [
        (SecondGrant::Remainder, 2_000, Allows),
        (SecondGrant::Remainder, 2_001, Refuses),
        (SecondGrant::NewAmount, 6_000, Allows),
        (SecondGrant::NewAmount, 6_001, Refuses),
    ] {
        let asked = with(documented(Terms), money(HousingDeposits, TODAY, dollars));
        let found = finding_under(&cap(second), LifetimeAmount, &history, &asked);
        assert_eq!(found.weight, expected, "{}", found.message);
    }
    // Without the exception there is no new money.
    let asked = plainly(money(HousingDeposits, TODAY, 2_001));
    let found = finding_under(
        &cap(SecondGrant::NewAmount),
        LifetimeAmount,
        &history,
        &asked,
    );
    assert_eq!(found.weight, Refuses);
}

#[test]
fn new_money_is_spent_like_the_first() {
    let moved = by_exception(Terms, money(HomeModifications, "2025-01-01", 5_000));
    let history = all(vec![
        granted(money(HomeModifications, "2022-01-01", 7_500)),
        moved,
    ]);
    for (dollars, expected) in [(2_500, Allows), (2_501, Refuses)] {
        let asked = plainly(money(HomeModifications, TODAY, dollars));
        let found = finding(LifetimeAmount, &history, &asked);
        assert_eq!(found.weight, expected, "{}", found.message);
        assert_eq!(found.left, Some(250_000));
    }
}

#[test]
fn respite_goes_on_when_the_caregivers_support_changes() {
    let history = all(vec![granted(hours("2026-01-01", "2026-06-30", 336))]);
    let more = hours(TODAY, "2026-12-31", 100);
    let found = finding(HoursPerYear, &history, &plainly(more.clone()));
    assert_eq!(
        found.message,
        "At most 336 h in the calendar year 2026: 336 h used, 100 h asked for. Nothing is left; or \
         record the exception for when the support by the caregiver has changed, and attach what \
         has changed for the caregiver, in writing."
    );
    let found = finding(HoursPerYear, &history, &with(documented(Terms), more));
    assert_eq!(found.weight, Allows);
}

#[test]
fn the_shared_limit_knows_only_the_override() {
    let history = all(vec![granted(days(RecuperativeCare, "2026-01-01", 181))]);
    let more = days(RecuperativeCare, TODAY, 10);
    let found = finding(
        RollingDays,
        &history,
        &with(documented(Terms), more.clone()),
    );
    assert_eq!(
        (found.weight, found.exception),
        (Refuses, ExceptionStanding::NotForeseen)
    );
    let found = finding(RollingDays, &history, &with(documented(Override), more));
    assert_eq!(found.weight, Allows, "{}", found.message);
}

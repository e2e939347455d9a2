//! Exactly the limit, and one more.

use super::*;
use LimitKind::{
    DaysPerAuthorization, HoursPerStay, HoursPerYear, LifetimeAmount, OnceInLifetime, RollingDays,
};
use ServiceCode::{
    AsthmaRemediation, CommunityTransition, HomeModifications, HousingDeposits, HousingTenancy,
    Meals, PersonalCare, RecuperativeCare, Respite, SoberingCenter, TransitionalRent,
};
use Weight::{Allows, Refuses, Warns};

#[test]
fn each_service_at_its_limit_and_one_beyond() {
    let limit = [
        (OnceInLifetime, money(HousingDeposits, TODAY, 500)),
        (OnceInLifetime, span(HousingTenancy, TODAY, "2026-12-31")),
        (LifetimeAmount, money(HousingDeposits, TODAY, 6_000)),
        (LifetimeAmount, money(HomeModifications, TODAY, 7_500)),
        (LifetimeAmount, money(AsthmaRemediation, TODAY, 7_500)),
        (LifetimeAmount, money(CommunityTransition, TODAY, 7_500)),
        (HoursPerYear, hours(TODAY, "2026-12-31", 336)),
        (DaysPerAuthorization, days(Meals, TODAY, 84)),
        (DaysPerAuthorization, days(RecuperativeCare, TODAY, 90)),
        (RollingDays, days(TransitionalRent, TODAY, 184)),
    ];
    for (kind, extent) in limit {
        let exactly = finding(kind, &all(vec![]), &plainly(extent.clone()));
        assert_eq!(exactly.weight, Allows, "{}", exactly.message);
        assert_eq!(exactly.asked, Some(exactly.allowed), "{}", exactly.limit);

        let code = exactly.limit;
        let refuses = defaults()
            .iter()
            .any(|one| one.code == code && one.refuses());
        let expected = if refuses { Refuses } else { Warns };
        let before = chained(1, extent.clone());
        let more = match kind {
            DaysPerAuthorization => chained(1, days(extent.service, "2027-01-01", 1)),
            RollingDays => days(extent.service, "2027-01-01", 1),
            OnceInLifetime | LifetimeAmount => money(extent.service, "2026-08-01", 1),
            HoursPerYear | HoursPerStay => hours("2026-12-31", "2026-12-31", 1),
        };
        let beyond = finding(
            kind,
            &all(vec![granted(before.clone())]),
            &plainly(more.clone()),
        );
        assert_eq!(beyond.weight, expected, "{}", beyond.message);
        assert_eq!(beyond.left, Some(0), "{code}");
        assert_eq!(beyond.used_when.len(), 1, "{code}");

        let after_void = finding(kind, &all(vec![void(before)]), &plainly(more));
        assert_eq!(after_void.weight, Allows, "{}", after_void.message);
        assert_eq!(after_void.used, Used::exactly(0), "{code}");
    }
}

#[test]
fn a_service_without_a_limit_has_no_finding() {
    let limits = limits_in_force(defaults(), &[], PersonalCare, date(TODAY));
    assert!(limits.is_empty());
    let asked = plainly(days(PersonalCare, TODAY, 365));
    let empty = check(&limits, &all(vec![]), &asked);
    assert_eq!((empty.findings.len(), empty.weight()), (0, Allows));
}

#[test]
fn a_stay_in_a_sobering_center_is_shorter_than_a_day() {
    let stay = |minutes| Extent {
        minutes,
        ..span(SoberingCenter, TODAY, TODAY)
    };
    for (minutes, expected) in [(Some(1_439), Allows), (Some(1_440), Refuses), (None, Warns)] {
        let found = finding(HoursPerStay, &all(vec![]), &plainly(stay(minutes)));
        assert_eq!(found.weight, expected, "{}", found.message);
        assert!(found.message.starts_with("A stay is below 24 hours"));
    }
    let open = finding(HoursPerStay, &all(vec![]), &plainly(stay(None)));
    assert_eq!(
        open.message,
        "A stay is below 24 hours. Nothing is to be stated for it: how long a stay lasted is known \
         when it is over."
    );
}

#[test]
fn respite_starts_anew_with_the_calendar_year() {
    let history = all(vec![granted(hours("2026-01-01", "2026-12-31", 336))]);
    for (from, until, expected) in [
        ("2026-12-31", "2026-12-31", Refuses),
        ("2027-01-01", "2027-01-01", Allows),
        // An hour that may fall into either year may fall into the full one.
        ("2026-12-31", "2027-01-01", Refuses),
    ] {
        let found = finding(HoursPerYear, &history, &plainly(hours(from, until, 1)));
        assert_eq!(found.weight, expected, "{}", found.message);
    }
    let over_new_year = all(vec![granted(hours("2026-12-31", "2027-06-30", 336))]);
    let found = finding(
        HoursPerYear,
        &over_new_year,
        &plainly(hours("2026-07-01", "2026-07-31", 313)),
    );
    // Of a grant over New Year a day of 24 hours at most falls into the old year.
    assert_eq!(
        (found.used, found.weight),
        (Used::exactly(24 * 60), Refuses)
    );
    assert_eq!(found.left, Some(312 * 60));
}

/// The codes of respite are counted in days, and no text says how many hours a day has.
#[test]
fn a_day_of_respite_counts_24_hours_unless_it_is_timed() {
    for (minutes, count, expected) in [
        (None, 14, Allows),
        (None, 15, Refuses),
        (Some(15 * 6 * 60), 15, Allows),
    ] {
        let extent = Extent {
            minutes,
            ..days(Respite, TODAY, count)
        };
        let found = finding(HoursPerYear, &all(vec![]), &plainly(extent));
        assert_eq!(found.weight, expected, "{}", found.message);
    }
    let quarter_hours = |units| Extent {
        units: Some(units),
        unit: Some(BillingUnit::QuarterHour),
        ..span(Respite, TODAY, "2026-12-31")
    };
    for (units, expected) in [(336 * 4, Allows), (336 * 4 + 1, Refuses)] {
        let found = finding(HoursPerYear, &all(vec![]), &plainly(quarter_hours(units)));
        assert_eq!(found.weight, expected, "{}", found.message);
    }
}

#[test]
fn renewals_count_as_one_authorization() {
    let first = granted(chained(1, days(Meals, "2026-05-01", 56)));
    let asked = |chain, length| plainly(chained(chain, days(Meals, TODAY, length)));
    let history = all(vec![first]);
    for (asked, expected) in [
        (asked(1, 28), Allows),
        (asked(1, 29), Refuses),
        (asked(2, 84), Allows),
    ] {
        let found = finding(DaysPerAuthorization, &history, &asked);
        assert_eq!(found.weight, expected, "{}", found.message);
    }
    let tenancy = all(vec![granted(chained(
        3,
        span(HousingTenancy, "2026-01-01", "2026-06-30"),
    ))]);
    let renewal = plainly(chained(3, span(HousingTenancy, TODAY, "2026-12-31")));
    assert_eq!(finding(OnceInLifetime, &tenancy, &renewal).weight, Allows);
}

#[test]
fn what_is_not_stated_cannot_be_checked() {
    let modification = plainly(span(HomeModifications, TODAY, TODAY));
    let found = finding(LifetimeAmount, &all(vec![]), &modification);
    assert_eq!((found.weight, found.asked), (Refuses, None));
    assert_eq!(
        found.message,
        "At most 7,500 US dollars in a lifetime. State how much is asked for."
    );
}

#[test]
fn use_under_another_plan_is_not_known_and_never_zero() {
    let asked = plainly(money(HomeModifications, TODAY, 2_500));
    let unknown = History {
        uses: vec![],
        is_complete: false,
    };
    let found = finding(LifetimeAmount, &unknown, &asked);
    assert_eq!((found.weight, found.left), (Warns, None));
    assert_eq!(
        found.message,
        "At most 7,500 US dollars in a lifetime: 0 US dollars used as far as known; use under \
         other plans is not known, 2,500 US dollars asked for. Find out what the member had under \
         other plans, then decide."
    );
    let month = |amount| Extent {
        amount_cents: amount,
        ..span(HomeModifications, "2025-03-01", "2025-03-31")
    };
    for (amount, expected) in [
        (Some(500_000), Allows),
        (Some(500_001), Refuses),
        (None, Warns),
    ] {
        let history = all(vec![elsewhere(month(amount))]);
        let found = finding(LifetimeAmount, &history, &asked);
        assert_eq!(found.weight, expected, "{}", found.message);
        assert_eq!(found.used_when[0].under, UsedUnder::AnotherPlan);
    }
    // What is known already exceeds it: then what is not known changes nothing.
    let known_to_exceed = History {
        uses: vec![granted(money(HomeModifications, "2025-03-01", 7_500))],
        is_complete: false,
    };
    let found = finding(LifetimeAmount, &known_to_exceed, &asked);
    assert_eq!((found.weight, found.left), (Refuses, None));
}

/// A plan's habit warns and says that it is none of the state's limits.
#[test]
fn a_habit_warns() {
    let asked = plainly(days(RecuperativeCare, TODAY, 91));
    let found = finding(DaysPerAuthorization, &all(vec![]), &asked);
    assert_eq!(found.weight, Warns);
    assert_eq!(
        found.message,
        "At most 90 days for one authorization with its renewals: 0 days used, 91 days asked for. \
         This limit alone is no ground to refuse. Ask for 90 days at most; or record the \
         exception for when the member still has to heal, and attach the assessment of a licensed \
         clinician."
    );
}

#[test]
fn a_plans_newest_row_in_force_replaces_the_default_of_its_kind() {
    let weeks = |days, from: &str| {
        let mut row = own("MEALS_WEEKS", LimitTerms::DaysPerAuthorization { days });
        row.effective.from = date(from);
        row
    };
    let rows = [
        weeks(182, "2026-01-01"),
        weeks(126, "2026-07-02"),
        weeks(91, "2025-01-01"),
    ];
    for (on, expected) in [
        ("2024-12-31", 84),
        ("2025-12-31", 91),
        ("2026-07-01", 182),
        ("2026-07-02", 126),
    ] {
        let limits = limits_in_force(defaults(), &rows, Meals, date(on));
        let found = check(&limits, &all(vec![]), &plainly(days(Meals, on, 84)));
        assert_eq!(found.findings.len(), 1);
        assert_eq!(found.findings[0].allowed, expected, "{on}");
    }
}

//! Six months of room and board in any twelve, by the day.

use super::*;
use LimitKind::RollingDays;
use ServiceCode::{Meals, RecuperativeCare, ShortTermHousing, TransitionalRent};
use Weight::{Allows, Refuses, Warns};

fn rolling(history: Vec<Use>, asked: Extent) -> Finding {
    finding(RollingDays, &all(history), &plainly(asked))
}

#[test]
fn three_services_draw_on_it_together() {
    let history = vec![
        granted(days(ShortTermHousing, "2026-01-01", 90)),
        granted(days(RecuperativeCare, "2026-04-01", 60)),
        granted(days(Meals, "2026-04-01", 84)),
    ];
    let found = rolling(history.clone(), days(TransitionalRent, TODAY, 34));
    assert_eq!((found.weight, found.left), (Allows, Some(34)));
    assert_eq!(found.used, Used::exactly(150));
    let services: Vec<ServiceCode> = found.used_when.iter().map(|one| one.service).collect();
    assert_eq!(services, [ShortTermHousing, RecuperativeCare]);
    let found = rolling(history, days(TransitionalRent, TODAY, 35));
    assert_eq!(found.weight, Refuses, "{}", found.message);
}

/// The longest six months have 184 days: no stay of six months is refused for their length.
#[test]
fn six_months_in_a_row_fit_wherever_they_begin() {
    for (from, until) in [
        ("2026-07-01", "2026-12-31"),
        ("2027-03-01", "2027-08-31"),
        ("2027-09-01", "2028-02-29"),
    ] {
        let found = rolling(vec![], span(TransitionalRent, from, until));
        assert_eq!(found.weight, Allows, "{}", found.message);
    }
}

#[test]
fn a_day_leaves_the_window_when_twelve_months_have_passed() {
    let full = vec![granted(days(RecuperativeCare, "2026-01-01", 184))];
    for (on, expected) in [
        ("2026-12-31", Refuses),
        ("2027-01-01", Allows),
        ("2027-01-02", Allows),
    ] {
        let found = rolling(full.clone(), days(RecuperativeCare, on, 1));
        assert_eq!(found.weight, expected, "{on}: {}", found.message);
    }
    // One day a day comes free, so half a year later all may follow.
    let found = rolling(full.clone(), days(RecuperativeCare, "2027-01-01", 184));
    assert_eq!(found.weight, Allows, "{}", found.message);
    let found = rolling(full, days(RecuperativeCare, "2026-12-31", 184));
    assert_eq!(found.weight, Refuses, "{}", found.message);
}

#[test]
fn a_window_over_the_leap_day_has_a_day_more() {
    let full = |from| vec![granted(days(RecuperativeCare, from, 184))];
    for (from, on, expected) in [
        ("2024-02-29", "2025-02-28", Refuses),
        ("2024-02-29", "2025-03-01", Allows),
        ("2023-03-01", "2024-02-28", Refuses),
        ("2023-03-01", "2024-02-29", Refuses),
        ("2023-03-01", "2024-03-01", Allows),
        ("2023-02-28", "2024-02-28", Allows),
    ] {
        let found = rolling(full(from), days(RecuperativeCare, on, 1));
        assert_eq!(found.weight, expected, "{from} {on}: {}", found.message);
    }
}

/// What is granted for later counts too: the window may end after the asked days.
#[test]
fn an_earlier_stay_may_overfill_the_window_of_a_later_one() {
    let later = vec![granted(days(RecuperativeCare, "2026-09-01", 184))];
    // The later stay ends on 3 March 2027; its window begins on 4 March 2026.
    let last = rolling(later.clone(), days(RecuperativeCare, "2026-03-03", 1));
    assert_eq!(last.weight, Allows, "{}", last.message);
    let first = rolling(later, days(RecuperativeCare, "2026-03-04", 1));
    assert_eq!(first.weight, Refuses, "{}", first.message);
}

#[test]
fn a_day_with_two_services_counts_once() {
    let history = vec![
        granted(days(RecuperativeCare, "2026-01-01", 100)),
        granted(days(ShortTermHousing, "2026-04-10", 84)),
    ];
    // 10 April is in both.
    let found = rolling(history.clone(), days(ShortTermHousing, "2026-08-01", 1));
    assert_eq!((found.used, found.asked), (Used::exactly(183), Some(1)));
    assert_eq!(found.weight, Allows);
    // Nothing more is asked for than was granted.
    let found = rolling(history, days(RecuperativeCare, "2026-04-10", 84));
    assert_eq!((found.weight, found.asked), (Allows, Some(0)));
}

/// Forty days somewhere in the first quarter may all be in March.
#[test]
fn days_that_may_fall_anywhere_count_in_full() {
    let loose = Extent {
        units: Some(40),
        unit: Some(BillingUnit::PerDiem),
        ..span(RecuperativeCare, "2026-01-01", "2026-03-31")
    };
    let found = rolling(
        vec![granted(loose.clone())],
        days(TransitionalRent, "2026-04-01", 145),
    );
    assert_eq!((found.used, found.weight), (Used::exactly(40), Refuses));
    let found = rolling(
        vec![granted(loose)],
        days(TransitionalRent, "2026-04-01", 144),
    );
    assert_eq!(found.weight, Allows, "{}", found.message);
}

#[test]
fn another_plans_month_counts_where_it_must_have_fallen() {
    let month = |units| {
        elsewhere(Extent {
            units,
            unit: Some(BillingUnit::PerDiem),
            ..span(RecuperativeCare, "2026-01-01", "2026-01-31")
        })
    };
    // All of January lies in the year to 31 December 2026, and 16 days of it in the year to 15
    // January 2027.
    let asked = days(RecuperativeCare, "2026-07-07", 178);
    let found = rolling(vec![month(Some(7))], asked.clone());
    assert_eq!((found.used.least, found.weight), (7, Refuses));
    let found = rolling(vec![month(Some(6))], asked.clone());
    assert_eq!(found.weight, Allows, "{}", found.message);
    let found = rolling(vec![month(None)], asked);
    assert_eq!((found.left, found.weight), (None, Warns));
    let later = days(RecuperativeCare, "2026-07-22", 178);
    let found = rolling(vec![month(Some(10))], later);
    assert_eq!((found.used.least, found.used.most), (0, Some(10)));
    assert_eq!((found.left, found.weight), (Some(174), Warns));
}

#[test]
fn days_without_an_end_are_too_many_and_soon_counted() {
    let found = rolling(vec![], span(TransitionalRent, TODAY, "9999-12-31"));
    assert_eq!(found.weight, Refuses);
    let reversed = rolling(vec![], span(TransitionalRent, TODAY, "2026-06-01"));
    assert_eq!(reversed.asked, Some(0));
}

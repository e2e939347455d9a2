use chrono::NaiveDate;

use entity::types::AuthorizationStatus;

use super::{presumed, stays};
use crate::authorizations::{Authorization, Grant, sample};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn asked(units: Option<i32>, until_on: &str) -> Authorization {
    let mut of = sample::authorization(AuthorizationStatus::Pending);
    of.asked.units = units;
    of.asked.from_on = day("2026-11-22");
    of.asked.until_on = day(until_on);
    of
}

#[test]
fn it_holds_for_the_days_of_the_policy_and_never_longer_than_asked() {
    let of = asked(Some(5), "2027-05-20");
    assert_eq!(presumed(&of, 30).until_on, day("2026-12-21"));
    assert_eq!(presumed(&of, 1).until_on, day("2026-11-22"));
    let of = asked(Some(5), "2026-11-25");
    assert_eq!(presumed(&of, 30).until_on, day("2026-11-25"));
    assert_eq!(presumed(&of, 30).units, Some(5));
}

#[test]
fn what_was_used_until_a_no_stays() {
    let today = day("2026-11-30");
    let mut of = asked(Some(5), "2027-05-20");
    of.granted = Some(presumed(&of, 30));
    assert_eq!(stays(&of, today), None);
    of.used_units = 2;
    let grant = Grant {
        units: Some(2),
        cents: None,
        from_on: day("2026-11-22"),
        until_on: today,
    };
    assert_eq!(stays(&of, today), Some(grant));
    // Where nothing is counted the days are all there is.
    let mut of = asked(None, "2027-05-20");
    of.granted = Some(presumed(&of, 3));
    let last = stays(&of, today).map(|grant| grant.until_on);
    assert_eq!(last, Some(day("2026-11-24")));
}

//! What a plan may set. Pure: all mistakes at once.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::error::{SetAuthorizationPolicyRefusal as Code, SetHolidaysRefusal};
use super::model::{Holiday, NewAuthorizationPolicy};
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// Most days of a calendar that are set at once.
const DAYS: usize = 366;
/// Longest name of a day.
const NAME: usize = 100;

/// Checks a policy before it is set. The longest limits are those that the terms leave to nobody:
/// 72 hours for what is expedited, 14 days for an extension (domain notes, section 2.2).
pub(super) fn check(new: &NewAuthorizationPolicy, today: NaiveDate) -> Result<(), Refusals<Code>> {
    let mut checks = Checks::default();
    if new.from_on < today {
        checks.refuse(Refusal::at(
            Code::InPast,
            &["fromOn"],
            "A policy holds from today on or later: what was decided before stays as it was.",
        ));
    }
    let policy = &new.policy;
    let figures: [(Option<i32>, RangeInclusive<i32>, &'static [&'static str]); 20] = [
        (
            policy.standard_business_days,
            1..=60,
            &["standardBusinessDays"],
        ),
        (
            policy.standard_calendar_days,
            1..=60,
            &["standardCalendarDays"],
        ),
        (Some(policy.expedited_hours), 1..=72, &["expeditedHours"]),
        (policy.urgent_hours, 1..=72, &["urgentHours"]),
        (Some(policy.concurrent_hours), 1..=72, &["concurrentHours"]),
        (Some(policy.extension_days), 0..=14, &["extensionDays"]),
        (policy.retrospective_days, 1..=365, &["retrospectiveDays"]),
        (policy.presumptive_days, 1..=90, &["presumptiveDays"]),
        (policy.usual_units, 1..=100_000, &["usualUnits"]),
        (Some(policy.usual_days), 1..=3_650, &["usualDays"]),
        (Some(policy.remind_minutes), 0..=10_080, &["remindMinutes"]),
        (Some(policy.expiring_days), 0..=365, &["expiringDays"]),
        (Some(policy.notice_ahead_days), 0..=90, &["noticeAheadDays"]),
        // A plan may give more time to appeal than the terms, and take less for its answer.
        (Some(policy.appeal_days), 60..=365, &["appealDays"]),
        (
            Some(policy.appeal_decision_days),
            1..=30,
            &["appealDecisionDays"],
        ),
        (
            Some(policy.appeal_expedited_hours),
            1..=72,
            &["appealExpeditedHours"],
        ),
        (Some(policy.hearing_days), 120..=365, &["hearingDays"]),
        (
            Some(policy.nearly_used_percent),
            1..=100,
            &["nearlyUsedPercent"],
        ),
        (policy.reassess_months, 1..=60, &["reassessMonths"]),
        (
            policy.transitioned_reassess_months,
            1..=60,
            &["transitionedReassessMonths"],
        ),
    ];
    for (figure, range, path) in figures {
        if figure.is_some_and(|figure| !range.contains(&figure)) {
            checks.refuse(Refusal::at(
                Code::OutOfRange,
                path,
                format!(
                    "This figure lies between {} and {}.",
                    range.start(),
                    range.end()
                ),
            ));
        }
    }
    if policy.standard_business_days.is_none() && policy.standard_calendar_days.is_none() {
        checks.refuse(Refusal::at(
            Code::NoClock,
            &["standardBusinessDays"],
            "A request has to be decided by some day: give business days from the information, \
             calendar days from the request, or both.",
        ));
    }
    if policy.is_required && policy.is_granted_at_start {
        checks.refuse(Refusal::at(
            Code::AskedAndGranted,
            &["isGrantedAtStart"],
            "A service either waits for its authorization (isRequired) or is authorized as it starts \
             (isGrantedAtStart); switch one of them off.",
        ));
    }
    checks.done()
}

/// Checks days of a calendar; gives them with their names trimmed.
pub(super) fn check_holidays(
    days: &[Holiday],
    today: NaiveDate,
) -> Result<Vec<Holiday>, Refusals<SetHolidaysRefusal>> {
    use SetHolidaysRefusal::{InPast, InvalidName, Repeated, TooMany};
    let mut checks = Checks::default();
    if days.len() > DAYS {
        checks.refuse(Refusal::at(
            TooMany,
            &["days"],
            format!("Give at most {DAYS} days at once."),
        ));
        return checks.done().map(|()| Vec::new());
    }
    let mut checked: Vec<Holiday> = Vec::with_capacity(days.len());
    for day in days {
        if day.day < today {
            checks.refuse(Refusal::at(
                InPast,
                &["days", "day"],
                format!(
                    "{} has passed; what was due by it stays as it was.",
                    day.day
                ),
            ));
        }
        if checked.iter().any(|other| other.day == day.day) {
            checks.refuse(Refusal::at(
                Repeated,
                &["days", "day"],
                format!("{} stands there twice; give each day once.", day.day),
            ));
        }
        let name = text::required(&day.name, NAME).unwrap_or_else(|_| {
            checks.refuse(Refusal::at(
                InvalidName,
                &["days", "name"],
                format!("Give each day a name of at most {NAME} characters."),
            ));
            String::new()
        });
        checked.push(Holiday {
            name,
            ..day.clone()
        });
    }
    checks.done().map(|()| checked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::AuthorizationPolicy;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn codes(policy: AuthorizationPolicy, from_on: &str) -> Vec<Code> {
        let new = NewAuthorizationPolicy {
            policy,
            from_on: day(from_on),
        };
        let refusals = check(&new, day("2026-11-21")).err().unwrap_or_default();
        refusals.iter().map(|refusal| refusal.code).collect()
    }

    #[test]
    fn all_mistakes_are_named_at_once() {
        use Code::{InPast, NoClock, OutOfRange};
        let policy = AuthorizationPolicy {
            standard_business_days: None,
            standard_calendar_days: None,
            expedited_hours: 73,
            extension_days: 15,
            usual_units: Some(0),
            ..AuthorizationPolicy::default()
        };
        assert_eq!(
            codes(policy, "2026-11-20"),
            [InPast, OutOfRange, OutOfRange, OutOfRange, NoClock]
        );
        assert_eq!(codes(AuthorizationPolicy::default(), "2026-11-21"), []);
    }

    #[test]
    fn what_waits_for_its_authorization_is_not_authorized_as_it_starts() {
        let policy = |is_required, is_granted_at_start| AuthorizationPolicy {
            is_required,
            is_granted_at_start,
            ..AuthorizationPolicy::default()
        };
        assert_eq!(
            codes(policy(true, true), "2026-11-21"),
            [Code::AskedAndGranted]
        );
        for (is_required, is_granted_at_start) in [(true, false), (false, true), (false, false)] {
            assert_eq!(
                codes(policy(is_required, is_granted_at_start), "2026-11-21"),
                []
            );
        }
    }

    #[test]
    fn months_to_a_reassessment_lie_between_one_and_sixty() {
        for (months, expected) in [
            (0, &[Code::OutOfRange][..]),
            (1, &[]),
            (12, &[]),
            (60, &[]),
            (61, &[Code::OutOfRange]),
        ] {
            let every = AuthorizationPolicy {
                reassess_months: Some(months),
                ..AuthorizationPolicy::default()
            };
            let first = AuthorizationPolicy {
                transitioned_reassess_months: Some(months),
                ..AuthorizationPolicy::default()
            };
            for policy in [every, first] {
                assert_eq!(codes(policy, "2026-11-21"), expected, "{months}");
            }
        }
    }

    #[test]
    fn a_calendar_names_each_coming_day_once() {
        use SetHolidaysRefusal::{InPast, InvalidName, Repeated};
        let holiday = |on, name: &str| Holiday {
            day: day(on),
            is_closed: true,
            name: name.to_owned(),
        };
        let days = [
            holiday("2026-11-20", "Past"),
            holiday("2026-12-24", " "),
            holiday("2026-12-24", "Closed early"),
        ];
        let refusals = check_holidays(&days, day("2026-11-21")).unwrap_err();
        let codes: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
        assert_eq!(codes, [InPast, InvalidName, Repeated]);
        let days = [holiday("2026-12-24", " Closed early ")];
        let checked = check_holidays(&days, day("2026-11-21")).unwrap();
        assert_eq!(checked[0].name, "Closed early");
    }
}

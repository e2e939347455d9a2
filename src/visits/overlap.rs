//! Nobody is at a center twice at a time: a visit that is recorded twice is found by its person.

use chrono::{DateTime, TimeDelta, Utc};

use super::error::{StayCodes, VisitError};
use super::model::{Visit, VisitPerson};
use super::store;
use crate::db::{Tx, statements};
use crate::error::Failure;
use crate::refusal::Refusal;
use crate::text::fold;

/// How long before its arrival a visit is looked for. A stay is shorter than a day; whoever forgot to
/// say when somebody left is reminded for another, and does not keep them out for ever.
const BEFORE: TimeDelta = TimeDelta::days(7);

/// Refuses a visit of somebody who is there in another one at that time. Visits of one center follow
/// each other, where their people can be told apart: so of two alike one is second.
pub(super) async fn check_in<C: StayCodes>(tx: &Tx, visit: &Visit) -> Result<(), VisitError<C>> {
    if !is_told_apart(&visit.person) {
        return Ok(());
    }
    let lock = &statements::accounts::LOCK_ORGANIZATION;
    tx.lock(lock, visit.provider.0).await?;
    let until = visit.left_at.unwrap_or_else(|| tx.now());
    let around = visit.arrived_at - BEFORE..=until;
    let others = store::visits_between(tx, visit.provider, around).await?;
    let Some(other) = others.iter().find(|other| is_twice(other, visit)) else {
        return Ok(());
    };
    Err(Failure::Refused(vec![Refusal::new(
        C::overlaps(),
        format!(
            "The same person is in visit {} at that time, and a visit is recorded once. Say there \
             when they left (completeVisit) if they came again since; void the one that was none \
             (voidVisit).",
            other.number
        ),
    )]))
}

/// Whether a person can be told from another: by the CIN, or by name and birth date.
const fn is_told_apart(person: &VisitPerson) -> bool {
    person.cin.is_some()
        || (person.first_name.is_some() && person.last_name.is_some() && person.birth_on.is_some())
}

fn is_twice(one: &Visit, other: &Visit) -> bool {
    one.id != other.id && is_same(&one.person, &other.person) && meet(one, other)
}

/// The same CIN; where one of them has none, the same name and birth date.
fn is_same(one: &VisitPerson, other: &VisitPerson) -> bool {
    if let (Some(one), Some(other)) = (&one.cin, &other.cin) {
        return one == other;
    }
    let alike = |one: &Option<String>, other: &Option<String>| {
        one.as_deref().is_some_and(|one| {
            other
                .as_deref()
                .is_some_and(|other| fold(one) == fold(other))
        })
    };
    one.birth_on.is_some()
        && one.birth_on == other.birth_on
        && alike(&one.first_name, &other.first_name)
        && alike(&one.last_name, &other.last_name)
}

/// Whether two stays have a time in common. Who has not left is there.
fn meet(one: &Visit, other: &Visit) -> bool {
    let is_there = |at: DateTime<Utc>, visit: &Visit| {
        visit.arrived_at <= at && visit.left_at.is_none_or(|left_at| at < left_at)
    };
    one.arrived_at == other.arrived_at
        || is_there(one.arrived_at, other)
        || is_there(other.arrived_at, one)
}

#[cfg(test)]
mod tests {
    use entity::types::{AccountId, BroughtBy, OrganizationId, VisitId, VisitPayment, VisitStatus};
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-22T{text}:00Z").parse().unwrap()
    }

    fn person(name: &str, born: Option<&str>, cin: Option<&str>) -> VisitPerson {
        let (first, last) = name.split_once(' ').unwrap();
        VisitPerson {
            first_name: Some(first.to_owned()),
            last_name: Some(last.to_owned()),
            birth_on: born.map(|day| day.parse().unwrap()),
            cin: cin.map(|cin| cin.parse().unwrap()),
        }
    }

    fn visit(number: u128, arrived: &str, left: Option<&str>) -> Visit {
        Visit {
            id: VisitId(Uuid::from_u128(number)),
            number: number.to_string(),
            provider: OrganizationId(Uuid::nil()),
            plan: None,
            member: None,
            county: "06057".parse().unwrap(),
            brought_by: BroughtBy::Police,
            status: VisitStatus::Present,
            payment: VisitPayment::PlanUnknown,
            version: 1,
            arrived_at: at(arrived),
            left_at: left.map(at),
            person: person("Ana Sample", Some("1980-02-03"), None),
            comment: None,
            sent_at: None,
            authorization: None,
            is_restricted: false,
            recorded_at: at(arrived),
            recorded_by: AccountId(Uuid::nil()),
            voided: None,
        }
    }

    #[test]
    fn who_has_left_may_come_again_and_who_is_there_may_not() {
        for (first, second, expected) in [
            (("01:00", None), ("02:00", None), true),
            (("01:00", None), ("01:00", None), true),
            (("01:00", Some("02:00")), ("02:00", None), false),
            (("01:00", Some("02:01")), ("02:00", None), true),
            // Recorded later, and without an end it would reach into the other.
            (("05:00", None), ("02:00", None), true),
            (("05:00", None), ("02:00", Some("04:00")), false),
            (("05:00", Some("05:00")), ("05:00", Some("05:00")), true),
        ] {
            let (one, other) = (visit(1, first.0, first.1), visit(2, second.0, second.1));
            assert_eq!(is_twice(&one, &other), expected, "{first:?} {second:?}");
            assert_eq!(is_twice(&other, &one), expected, "{second:?} {first:?}");
            assert!(!is_twice(&one, &one), "a visit is not another");
        }
    }

    #[test]
    fn a_person_is_known_by_the_cin_or_by_name_and_birth_date() {
        let ana = person("Ana Sample", Some("1980-02-03"), None);
        let with = |cin| person("Ana Sample", Some("1980-02-03"), Some(cin));
        let nobody = VisitPerson::default();
        for (one, other, expected) in [
            (&ana, &person("ANA sample", Some("1980-02-03"), None), true),
            (&ana, &person("Ana Sample", Some("1980-02-04"), None), false),
            (&ana, &person("Ana Other", Some("1980-02-03"), None), false),
            (&ana, &with("90000000A"), true),
            (&with("90000000A"), &with("90000000A"), true),
            (&with("90000000A"), &with("90000001A"), false),
            (&nobody, &nobody, false),
            (
                &person("Ana Sample", None, None),
                &person("Ana Sample", None, None),
                false,
            ),
        ] {
            assert_eq!(is_same(one, other), expected, "{one:?} {other:?}");
        }
        assert!(is_told_apart(&ana) && !is_told_apart(&nobody));
        assert!(!is_told_apart(&person("Ana Sample", None, None)));
    }
}

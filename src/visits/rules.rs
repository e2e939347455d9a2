//! What people may type, and how a visit is paid. Pure: all mistakes at once.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::types::{AuthorizationKind, VisitPayment};

use super::SERVICE;
use super::error::{CompleteVisitRefusal, RecordVisitRefusal, StayCodes};
use super::input::{CompleteVisit, NewVisit, TypedPerson};
use super::model::{Visit, VisitPerson};
use crate::clock::{day_of, to_micros};
use crate::members::Cin;
use crate::members::rules::{NAME_LIMIT, NOTE_LIMIT, is_birth_date};
use crate::reference::{CountyFips, LimitTerms, Reference};
use crate::referrals::visit_authorizing::Way;
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// A visit whose every field passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedVisit {
    pub(super) person: VisitPerson,
    pub(super) comment: Option<String>,
}

/// Checks a new visit.
pub(super) fn check_new(
    new: &NewVisit,
    reference: &Reference,
    now: DateTime<Utc>,
) -> Result<CheckedVisit, Refusals<RecordVisitRefusal>> {
    let mut checks = Checks::default();
    if new.arrived_at > now {
        checks.refuse(in_future(&["arrivedAt"]));
    } else if !reference
        .service(SERVICE)
        .is_available_on(day_of(new.arrived_at))
    {
        checks.refuse(Refusal::at(
            RecordVisitRefusal::InvalidTime,
            &["arrivedAt"],
            "Plans did not pay for sobering centers on that day; check the year.",
        ));
    }
    check_left(new.arrived_at, new.left_at, now, &mut checks);
    if let Some(Err(error)) = given(new.county.as_deref()).map(str::parse::<CountyFips>) {
        checks.refuse(Refusal::at(
            RecordVisitRefusal::UnknownCounty,
            &["county"],
            format!("Check the county: {error}."),
        ));
    }
    let person = check_person(&new.person, day_of(now), &mut checks);
    let comment = text::optional(new.comment.as_deref(), NOTE_LIMIT);
    let comment = checks.text(&["comment"], comment).flatten();
    checks.done().map(|()| CheckedVisit { person, comment })
}

/// Checks what is known later, and writes it into the visit. What was said once stays said.
pub(super) fn complete(
    visit: &mut Visit,
    more: &CompleteVisit,
    now: DateTime<Utc>,
) -> Result<(), Refusals<CompleteVisitRefusal>> {
    let mut checks = Checks::default();
    check_left(visit.arrived_at, more.left_at, now, &mut checks);
    let said = check_person(&more.person, day_of(now), &mut checks);
    if more.left_at.is_none() && more.plan.is_none() && more.person_is_blank() {
        checks.refuse(Refusal::new(
            CompleteVisitRefusal::Required,
            "Say when the person left, which plan answers for them, or who they are.",
        ));
    }
    let left_at = more.left_at.map(to_micros);
    let there = &mut visit.person;
    fill(&mut visit.left_at, left_at, &["leftAt"], &mut checks);
    fill(&mut visit.plan, more.plan, &["planId"], &mut checks);
    let (first, last) = (&["person", "firstName"], &["person", "lastName"]);
    fill(&mut there.first_name, said.first_name, first, &mut checks);
    fill(&mut there.last_name, said.last_name, last, &mut checks);
    let (born, cin) = (&["person", "birthOn"], &["person", "cin"]);
    fill(&mut there.birth_on, said.birth_on, born, &mut checks);
    fill(&mut there.cin, said.cin, cin, &mut checks);
    checks.done()
}

impl CompleteVisit {
    fn person_is_blank(&self) -> bool {
        let person = &self.person;
        let texts = [&person.first_name, &person.last_name, &person.cin];
        person.birth_on.is_none() && texts.iter().all(|text| given(text.as_deref()).is_none())
    }
}

fn fill<T: PartialEq>(
    there: &mut Option<T>,
    said: Option<T>,
    path: &'static [&'static str],
    checks: &mut Checks<CompleteVisitRefusal>,
) {
    match (&there, said) {
        (_, None) => {}
        (None, Some(said)) => *there = Some(said),
        (Some(known), Some(said)) if *known == said => {}
        (Some(_), Some(_)) => checks.refuse(Refusal::at(
            CompleteVisitRefusal::SaidAlready,
            path,
            "The visit says something else, and what was said stays. If that was a mistake, void \
             the visit (voidVisit) and record it anew.",
        )),
    }
}

fn in_future<C: StayCodes>(path: &'static [&'static str]) -> Refusal<C> {
    Refusal::at(
        C::invalid_time(),
        path,
        "This lies in the future; a visit is recorded as it happens. Check day and time zone.",
    )
}

fn check_left<C: StayCodes>(
    arrived_at: DateTime<Utc>,
    left_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    checks: &mut Checks<C>,
) {
    let Some(left_at) = left_at else {
        return;
    };
    if left_at > now {
        checks.refuse(in_future(&["leftAt"]));
    } else if left_at < arrived_at {
        checks.refuse(Refusal::at(
            C::invalid_time(),
            &["leftAt"],
            "The person left before they came; check both.",
        ));
    }
}

fn check_person<C: StayCodes>(
    typed: &TypedPerson,
    today: NaiveDate,
    checks: &mut Checks<C>,
) -> VisitPerson {
    let first_name = text::optional(typed.first_name.as_deref(), NAME_LIMIT);
    let last_name = text::optional(typed.last_name.as_deref(), NAME_LIMIT);
    let first_name = checks.text(&["person", "firstName"], first_name).flatten();
    let last_name = checks.text(&["person", "lastName"], last_name).flatten();
    if typed
        .birth_on
        .is_some_and(|birth_on| !is_birth_date(birth_on, today))
    {
        checks.refuse(Refusal::at(
            C::invalid_birth_date(),
            &["person", "birthOn"],
            "A birth date lies between 1890 and today; check the year.",
        ));
    }
    let cin = given(typed.cin.as_deref()).and_then(|typed| {
        checks.take(typed.parse::<Cin>(), |error| {
            Refusal::at(
                C::invalid_cin(),
                &["person", "cin"],
                format!("Check the CIN: {error}."),
            )
        })
    });
    VisitPerson {
        first_name,
        last_name,
        birth_on: typed.birth_on,
        cin,
    }
}

/// What was typed, unless it is blank.
fn given(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|text| !text.is_empty())
}

/// Whether a stay was longer than the service may be: from this many hours on it is something else
/// (`data/service_limits.csv`).
pub(super) fn is_over_limit(
    reference: &Reference,
    arrived_at: DateTime<Utc>,
    left_at: Option<DateTime<Utc>>,
) -> bool {
    let Some(left_at) = left_at else {
        return false;
    };
    reference
        .service_limits()
        .iter()
        .filter(|limit| limit.services.contains(&SERVICE))
        .filter(|limit| limit.effective.covers(day_of(arrived_at)))
        .any(|limit| match limit.terms {
            LimitTerms::HoursPerStay { below_hours } => {
                left_at - arrived_at >= TimeDelta::hours(below_hours)
            }
            LimitTerms::OnceInLifetime
            | LimitTerms::LifetimeAmount { .. }
            | LimitTerms::HoursPerYear { .. }
            | LimitTerms::DaysPerAuthorization { .. }
            | LimitTerms::RollingDays { .. } => false,
        })
}

/// How a visit is paid: by the plan's way, where a plan is named, unless it was too long.
pub(super) const fn payment_of(way: Option<Way>, is_over_limit: bool) -> VisitPayment {
    if is_over_limit {
        return VisitPayment::OverLimit;
    }
    match way {
        None => VisitPayment::PlanUnknown,
        Some(Way::Free) => VisitPayment::NotRequired,
        Some(Way::Ask(AuthorizationKind::Presumptive)) => VisitPayment::Presumed,
        Some(Way::Ask(_)) => VisitPayment::ByAuthorization,
        Some(Way::TooLate) => VisitPayment::TooLate,
        Some(Way::Never) => VisitPayment::NotAuthorized,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::types::BroughtBy;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn now() -> DateTime<Utc> {
        at("2026-11-22T08:00:00Z")
    }

    fn new_visit() -> NewVisit {
        NewVisit {
            plan: None,
            arrived_at: at("2026-11-22T02:00:00Z"),
            left_at: None,
            brought_by: BroughtBy::Police,
            county: None,
            person: TypedPerson::default(),
            comment: None,
        }
    }

    #[test]
    fn somebody_unnamed_is_taken_in() {
        let checked = check_new(&new_visit(), Reference::embedded(), now()).unwrap();
        assert!(checked.person.is_unnamed());
    }

    #[test]
    fn all_mistakes_are_named_at_once() {
        use RecordVisitRefusal as Code;
        let new = NewVisit {
            arrived_at: at("2026-11-22T09:00:00Z"),
            left_at: Some(at("2026-11-22T07:00:00Z")),
            county: Some("06002".to_owned()),
            person: TypedPerson {
                first_name: Some("x".repeat(NAME_LIMIT + 1)),
                last_name: None,
                birth_on: NaiveDate::from_ymd_opt(1800, 1, 1),
                cin: Some("123".to_owned()),
            },
            comment: Some("x".repeat(NOTE_LIMIT + 1)),
            ..new_visit()
        };
        let refusals = check_new(&new, Reference::embedded(), now()).unwrap_err();
        let codes: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
        assert_eq!(
            codes,
            [
                Code::InvalidTime,
                Code::InvalidTime,
                Code::UnknownCounty,
                Code::TooLong,
                Code::InvalidBirthDate,
                Code::InvalidCin,
                Code::TooLong,
            ]
        );
        let too_old = NewVisit {
            arrived_at: at("2021-12-31T12:00:00Z"),
            ..new_visit()
        };
        let refusals = check_new(&too_old, Reference::embedded(), now()).unwrap_err();
        assert_eq!(refusals[0].code, Code::InvalidTime);
    }

    #[test]
    fn a_stay_is_shorter_than_a_day() {
        let (reference, came) = (Reference::embedded(), at("2026-11-20T02:00:00Z"));
        let cases = [
            (None, false),
            (Some("2026-11-21T01:59:59Z"), false),
            (Some("2026-11-21T02:00:00Z"), true),
            (Some("2026-11-21T02:00:01Z"), true),
        ];
        for (left, is_over) in cases {
            let found = is_over_limit(reference, came, left.map(at));
            assert_eq!(found, is_over, "{left:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_paid_by_nobody() {
        let ask = Way::Ask(AuthorizationKind::Retrospective);
        let cases = [
            (None, VisitPayment::PlanUnknown),
            (Some(Way::Free), VisitPayment::NotRequired),
            (Some(ask), VisitPayment::ByAuthorization),
            (
                Some(Way::Ask(AuthorizationKind::Presumptive)),
                VisitPayment::Presumed,
            ),
            (Some(Way::TooLate), VisitPayment::TooLate),
            (Some(Way::Never), VisitPayment::NotAuthorized),
        ];
        for (way, payment) in cases {
            assert_eq!(payment_of(way, false), payment);
            assert_eq!(payment_of(way, true), VisitPayment::OverLimit);
        }
    }

    #[test]
    fn what_was_said_stays_said() {
        let mut checks = Checks::default();
        let mut there = None;
        fill(&mut there, Some(1), &["x"], &mut checks);
        fill(&mut there, Some(1), &["x"], &mut checks);
        fill(&mut there, None, &["x"], &mut checks);
        assert_eq!(there, Some(1));
        fill(&mut there, Some(2), &["x"], &mut checks);
        let refusals = checks.done().unwrap_err();
        assert_eq!(refusals[0].code, CompleteVisitRefusal::SaidAlready);
    }
}

//! What a plan may set. Pure: all mistakes at once.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::{PlanLimit, SetServiceLimitRefusal as Code};
use crate::reference::{LimitException, LimitTerms, ServiceLimit};
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// Longest ground of an exception, in letters.
const TEXT: usize = 500;

/// Checks a limit; gives it with its texts trimmed. `defaults` are those of the reference data.
pub(super) fn check(
    new: &PlanLimit,
    defaults: &[ServiceLimit],
    today: NaiveDate,
) -> Result<PlanLimit, Refusals<Code>> {
    let mut checks = Checks::default();
    if new.from_on < today {
        checks.refuse(Refusal::at(
            Code::InPast,
            &["fromOn"],
            "A limit holds from today on or later: what was decided before stays as it was.",
        ));
    }
    check_figures(&mut checks, new.terms);
    if let Some(default) = of_the_state(defaults, new) {
        check_beside(&mut checks, new, default);
    }
    let exception = new.exception.as_ref().and_then(|exception| {
        let when = checks.text(&["exceptionWhen"], text::required(&exception.when, TEXT));
        let evidence = text::required(&exception.evidence, TEXT);
        let evidence = checks.text(&["exceptionEvidence"], evidence);
        if exception.times.is_some_and(|times| times == 0) {
            checks.refuse(Refusal::at(
                Code::OutOfRange,
                &["exceptionTimes"],
                "An exception is granted 1 to 255 times; leave it out where it may be as often as \
                 it is so.",
            ));
        }
        Some(LimitException {
            when: when?,
            evidence: evidence?,
            times: exception.times,
        })
    });
    checks.done().map(|()| PlanLimit {
        exception,
        ..new.clone()
    })
}

fn check_figures(checks: &mut Checks<Code>, terms: LimitTerms) {
    let mut within = |figure: i64, range: RangeInclusive<i64>, path: &'static [&'static str]| {
        if !range.contains(&figure) {
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
    };
    match terms {
        LimitTerms::LifetimeAmount { cents, .. } if !(1..=100_000_000).contains(&cents) => {
            checks.refuse(Refusal::at(
                Code::OutOfRange,
                &["amount"],
                "This amount lies between 0.01 and 1000000.00.",
            ));
        }
        LimitTerms::LifetimeAmount { .. } | LimitTerms::OnceInLifetime => {}
        LimitTerms::HoursPerYear { hours } => within(hours, 1..=8_784, &["most"]),
        LimitTerms::DaysPerAuthorization { days } => within(days, 1..=3_650, &["most"]),
        LimitTerms::RollingDays { days, months } => {
            within(days, 1..=3_650, &["most"]);
            within(i64::from(months), 1..=120, &["windowMonths"]);
        }
        LimitTerms::HoursPerStay { below_hours } => within(below_hours, 1..=8_784, &["most"]),
    }
}

/// The confirmed limit of the state that holds beside it.
fn of_the_state<'a>(defaults: &'a [ServiceLimit], new: &PlanLimit) -> Option<&'a ServiceLimit> {
    defaults.iter().find(|limit| {
        limit.refuses()
            && limit.terms.kind() == new.terms.kind()
            && limit.services.contains(&new.service)
            && limit.effective.covers(new.from_on)
    })
}

fn check_beside(checks: &mut Checks<Code>, new: &PlanLimit, state: &ServiceLimit) {
    if is_looser(new.terms, state.terms) {
        checks.refuse(Refusal::at(
            Code::BeyondState,
            &["most"],
            "The state allows less than that, and a plan may only allow less than the state; see \
             `authorizationPolicy.limits`.",
        ));
    } else if !new.is_approved {
        checks.refuse(Refusal::at(
            Code::BeyondState,
            &["isApproved"],
            "Beside a limit of the state a stricter one holds only with the state's approval. Say \
             that it is approved, or leave the state's.",
        ));
    }
    if new.exception.is_some() {
        checks.refuse(Refusal::at(
            Code::BeyondState,
            &["exceptionWhen"],
            "When more may be granted than this limit of the state, the state says; leave the \
             exception out.",
        ));
    }
}

fn is_looser(own: LimitTerms, state: LimitTerms) -> bool {
    use LimitTerms::{
        DaysPerAuthorization, HoursPerStay, HoursPerYear, LifetimeAmount, RollingDays,
    };
    match (own, state) {
        (
            LifetimeAmount { cents, second },
            LifetimeAmount {
                cents: of,
                second: than,
            },
        ) => {
            let is_new = |second| second == crate::reference::SecondGrant::NewAmount;
            cents > of || is_new(second) && !is_new(than)
        }
        (HoursPerYear { hours }, HoursPerYear { hours: of }) => hours > of,
        (DaysPerAuthorization { days }, DaysPerAuthorization { days: of }) => days > of,
        (
            RollingDays { days, months },
            RollingDays {
                days: of,
                months: than,
            },
        ) => days > of || months < than,
        (HoursPerStay { below_hours }, HoursPerStay { below_hours: of }) => below_hours > of,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{Reference, SecondGrant, ServiceCode};

    fn limit(service: ServiceCode, terms: LimitTerms) -> PlanLimit {
        PlanLimit {
            service,
            terms,
            from_on: "2026-12-01".parse().unwrap(),
            is_approved: false,
            exception: None,
        }
    }

    fn codes(new: &PlanLimit) -> Vec<Code> {
        let defaults = Reference::embedded().service_limits();
        let checked = check(new, defaults, "2026-11-22".parse().unwrap());
        let refusals = checked.err().unwrap_or_default();
        refusals.iter().map(|one| one.code).collect()
    }

    #[test]
    fn a_plan_allows_no_more_than_the_state_and_less_only_with_its_approval() {
        let weeks = |days| {
            limit(
                ServiceCode::Meals,
                LimitTerms::DaysPerAuthorization { days },
            )
        };
        assert_eq!(codes(&weeks(85)), [Code::BeyondState]);
        assert_eq!(codes(&weeks(56)), [Code::BeyondState]);
        let mut approved = weeks(56);
        approved.is_approved = true;
        assert_eq!(codes(&approved), []);
        approved.exception = Some(LimitException {
            when: "the plan likes it".to_owned(),
            evidence: "a note".to_owned(),
            times: None,
        });
        assert_eq!(codes(&approved), [Code::BeyondState]);
    }

    #[test]
    fn where_the_state_has_set_nothing_it_is_the_plans() {
        let amount = |cents| LimitTerms::LifetimeAmount {
            cents,
            second: SecondGrant::NewAmount,
        };
        let deposits = |cents| limit(ServiceCode::HousingDeposits, amount(cents));
        assert_eq!(codes(&deposits(500_000)), []);
        assert_eq!(codes(&deposits(0)), [Code::OutOfRange]);
        let mut wrong = deposits(100_000_001);
        wrong.from_on = "2026-11-21".parse().unwrap();
        wrong.exception = Some(LimitException {
            when: " ".to_owned(),
            evidence: "a note".to_owned(),
            times: Some(0),
        });
        assert_eq!(
            codes(&wrong),
            [
                Code::InPast,
                Code::OutOfRange,
                Code::Required,
                Code::OutOfRange
            ]
        );
    }
}

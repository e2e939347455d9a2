//! What a plan may set. Pure: all mistakes at once.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::error::SetLoopPolicyRefusal as Code;
use super::model::NewLoopPolicy;
use crate::refusal::{Checks, Refusal, Refusals};

/// Most steps of one escalation.
const STEPS: usize = 20;
/// A year, in minutes.
const YEAR: i32 = 525_600;

/// Checks a policy before it is set.
pub(super) fn check(new: &NewLoopPolicy, today: NaiveDate) -> Result<(), Refusals<Code>> {
    let mut checks = Checks::default();
    if new.from_on < today {
        checks.refuse(Refusal::at(
            Code::InPast,
            &["fromOn"],
            "A policy holds from today on or later: what was decided before stays as it was.",
        ));
    }
    let policy = &new.policy;
    let within = policy.outreach_within_minutes.unwrap_or(1);
    let figures: [(i32, RangeInclusive<i32>, &'static [&'static str]); 10] = [
        (policy.reopen_days, 0..=3_650, &["reopenDays"]),
        (within, 1..=YEAR, &["outreachWithinMinutes"]),
        (policy.follow_up_attempts, 1..=100, &["followUpAttempts"]),
        (policy.follow_up_days, 1..=365, &["followUpDays"]),
        (policy.offer_hours, 1..=8_760, &["offerHours"]),
        (
            policy.undelivered_after_minutes,
            1..=10_080,
            &["undeliveredAfterMinutes"],
        ),
        (
            policy.confirm_capacity_days,
            1..=365,
            &["confirmCapacityDays"],
        ),
        (policy.notify_member_days, 0..=365, &["notifyMemberDays"]),
        (
            policy.notify_referrer_days,
            0..=365,
            &["notifyReferrerDays"],
        ),
        (policy.naming_hours, 1..=8_760, &["namingHours"]),
    ];
    for (figure, range, path) in figures {
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
    }
    let order = &policy.waitlist_order;
    if order.is_empty() || (1..order.len()).any(|at| order[..at].contains(&order[at])) {
        checks.refuse(Refusal::at(
            Code::InvalidOrder,
            &["waitlistOrder"],
            "Name each criterion once, and at least one; leave it out for urgency, then the time \
             received.",
        ));
    }
    let steps = &policy.escalation;
    if steps.len() > STEPS {
        checks.refuse(Refusal::at(
            Code::InvalidEscalation,
            &["escalation"],
            format!("An escalation has at most {STEPS} steps."),
        ));
    } else if (1..steps.len()).any(|at| steps[..at].contains(&steps[at])) {
        checks.refuse(Refusal::at(
            Code::InvalidEscalation,
            &["escalation"],
            "Two steps are alike; leave one out.",
        ));
    }
    if steps
        .iter()
        .any(|step| !(-YEAR..=YEAR).contains(&step.offset_minutes))
    {
        checks.refuse(Refusal::at(
            Code::OutOfRange,
            &["escalation", "offsetMinutes"],
            "A step lies within a year of the due instant.",
        ));
    }
    checks.done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::LoopPolicy;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn all_mistakes_are_named_at_once() {
        use Code::{InPast, InvalidEscalation, InvalidOrder, OutOfRange};
        let mut policy = LoopPolicy {
            reopen_days: -1,
            follow_up_attempts: 0,
            waitlist_order: Vec::new(),
            ..LoopPolicy::default()
        };
        policy.escalation.push(policy.escalation[0]);
        let new = NewLoopPolicy {
            policy,
            from_on: day("2026-11-20"),
        };
        let refusals = check(&new, day("2026-11-21")).unwrap_err();
        let codes: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
        assert_eq!(
            codes,
            [
                InPast,
                OutOfRange,
                OutOfRange,
                InvalidOrder,
                InvalidEscalation
            ]
        );
    }

    #[test]
    fn the_default_may_be_set_from_today_on() {
        let new = NewLoopPolicy {
            policy: LoopPolicy::default(),
            from_on: day("2026-11-21"),
        };
        assert_eq!(check(&new, day("2026-11-21")), Ok(()));
    }
}

//! Which steps a policy makes, and what becomes of one whose instant has come. Pure.

use chrono::{DateTime, Duration, TimeDelta, Utc};
use entity::types::{AssignmentStatus, EscalationAction, EscalationAudience, NoticeKind};

use super::model::Terms;
use crate::clocks::outreach;
use crate::policies::{EscalationStep, LoopPolicy};

/// A step that fires more than this after its instant is late.
pub(super) const GRACE: TimeDelta = Duration::minutes(1);
/// Number of the step that asks whether the provider was told.
pub(super) const ASKS_WHETHER_TOLD: i32 = 0;

/// What a policy asks of an assignment made at that instant; `None` where no outreach is owed.
/// `has_duty`: whether the terms of the service have the 24 hours by themselves (S3).
#[must_use]
pub fn terms(policy: &LoopPolicy, has_duty: bool, assigned_at: DateTime<Utc>) -> Option<Terms> {
    let set = policy.outreach_within_minutes;
    let within = set.map(|minutes| Duration::minutes(minutes.into()));
    let within = within.or(has_duty.then_some(outreach::OUTREACH_WITHIN))?;
    Some(Terms {
        due_at: outreach::due_at(assigned_at, within),
        follow_up_attempts: policy.follow_up_attempts,
        follow_up_until: assigned_at + Duration::days(policy.follow_up_days.into()),
    })
}

/// A step as it is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Planned {
    pub(super) position: i32,
    pub(super) fires_at: DateTime<Utc>,
    pub(super) audience: EscalationAudience,
    pub(super) action: EscalationAction,
    pub(super) tells: NoticeKind,
}

/// The steps of an assignment made at that instant, by position. One that would lie before the
/// assignment is left out: the assignment's own notice says the same.
pub(super) fn plan(
    policy: &LoopPolicy,
    assigned_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
) -> Vec<Planned> {
    let undelivered_after = Duration::minutes(policy.undelivered_after_minutes.into());
    let asks = Planned {
        position: ASKS_WHETHER_TOLD,
        fires_at: assigned_at + undelivered_after,
        audience: EscalationAudience::Plan,
        action: EscalationAction::Notice,
        tells: NoticeKind::NotTold,
    };
    let about_the_duty = (1..)
        .zip(&policy.escalation)
        .filter_map(|(position, step)| {
            let fires_at = due_at? + Duration::minutes(step.offset_minutes.into());
            (fires_at >= assigned_at).then_some(Planned {
                position,
                fires_at,
                audience: step.audience,
                action: step.action,
                tells: tells(*step),
            })
        });
    std::iter::once(asks).chain(about_the_duty).collect()
}

/// The notice that tells a step.
fn tells(step: EscalationStep) -> NoticeKind {
    match step.action {
        EscalationAction::ProposeReassignment => NoticeKind::ReassignmentProposed,
        EscalationAction::Notice if step.offset_minutes < 0 => NoticeKind::OutreachReminder,
        EscalationAction::Notice => NoticeKind::OutreachOverdue,
    }
}

/// Whether a provider knows of its assignment: its notice went out to a client of it, or it has
/// acted on the assignment, on whatever way it heard of it.
pub(super) fn is_told(is_delivered: bool, stands: AssignmentStatus) -> bool {
    is_delivered
        || match stands {
            AssignmentStatus::Assigned => false,
            AssignmentStatus::Accepted | AssignmentStatus::InService | AssignmentStatus::Ended => {
                true
            }
        }
}

/// The instant before which a step that fires now is late.
pub(super) fn late_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - GRACE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_plans_time_comes_before_that_of_the_terms() {
        let assigned = at("2026-11-23T17:00:00Z");
        let hours = |hours| assigned + Duration::hours(hours);
        let policy = |minutes| LoopPolicy {
            outreach_within_minutes: minutes,
            ..LoopPolicy::default()
        };
        for (minutes, has_duty, due) in [
            (None, true, Some(hours(24))),
            (None, false, None),
            (Some(120), true, Some(hours(2))),
            (Some(2_880), false, Some(hours(48))),
        ] {
            let found = terms(&policy(minutes), has_duty, assigned);
            assert_eq!(
                found.map(|terms| terms.due_at),
                due,
                "{minutes:?} {has_duty}"
            );
        }
        let found = terms(&policy(None), true, assigned).unwrap();
        assert_eq!(found.follow_up_attempts, 3);
        assert_eq!(found.follow_up_until, hours(240));
    }

    #[test]
    fn the_default_reminds_tells_and_proposes() {
        use EscalationAudience::{Plan, Provider};
        use NoticeKind::{NotTold, OutreachOverdue, OutreachReminder, ReassignmentProposed};
        let assigned = at("2026-11-23T17:00:00Z");
        let due = assigned + Duration::hours(24);
        let steps = plan(&LoopPolicy::default(), assigned, Some(due));
        let seen: Vec<_> = steps
            .iter()
            .map(|step| {
                let minutes = (step.fires_at - assigned).num_minutes();
                (step.position, minutes, step.audience, step.tells)
            })
            .collect();
        assert_eq!(
            seen,
            [
                (0, 60, Plan, NotTold),
                (1, 20 * 60, Provider, OutreachReminder),
                (2, 24 * 60, Provider, OutreachOverdue),
                (3, 24 * 60, Plan, OutreachOverdue),
                (4, 28 * 60, Plan, ReassignmentProposed),
            ]
        );
    }

    #[test]
    fn a_reminder_before_the_assignment_and_steps_without_a_duty_are_left_out() {
        let assigned = at("2026-11-23T17:00:00Z");
        let positions = |due| {
            let steps = plan(&LoopPolicy::default(), assigned, due);
            steps.iter().map(|step| step.position).collect::<Vec<_>>()
        };
        assert_eq!(
            positions(Some(assigned + Duration::hours(4))),
            [0, 1, 2, 3, 4]
        );
        assert_eq!(
            positions(Some(assigned + Duration::minutes(239))),
            [0, 2, 3, 4]
        );
        assert_eq!(positions(None), [0]);
    }

    #[test]
    fn who_acted_knows_of_it() {
        use AssignmentStatus::{Accepted, Assigned, Ended, InService};
        for (is_delivered, stands, told) in [
            (false, Assigned, false),
            (true, Assigned, true),
            (false, Accepted, true),
            (false, InService, true),
            (false, Ended, true),
        ] {
            assert_eq!(is_told(is_delivered, stands), told);
        }
    }
}

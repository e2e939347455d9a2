//! What the facts of a member's life mean for their loops. Pure.
//!
//! What follows is decided by a *change* of the facts, never by how they stand: a loop that was
//! made in custody on purpose, or opened again by hand, is not closed by the next fact that has
//! nothing to do with it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::types::{EnrolmentEnd, LifeCause, LifeEventKind};

use crate::clock::start_of;
use crate::members::life;
use crate::members::{Enrolment, LifeEvent};
use crate::reference::{ClosureReason, DiscontinuationReason};

/// How long after its closing a loop goes on with another plan by itself. As long as somebody who
/// lost eligibility may hand in what was missing without applying anew (42 CFR 435.916(a)(3), 90
/// days); what closed earlier is referred anew.
const GOES_ON_WITHIN: Days = Days::new(90);

/// Loops cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// Why.
    pub(super) cause: LifeCause,
    /// The last day on which they could.
    pub(super) last_on: NaiveDate,
}

/// What follows from a change of the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Following {
    /// Open loops close, services end.
    Ends(End),
    /// Loops that this had closed may open again.
    Reopens,
    /// Nothing.
    Nothing,
}

/// Whether and why the facts say on a day that loops cannot go on. Death comes before custody, and
/// custody before enrolment: what is further from being undone says how it ends.
pub(super) fn end(events: &[LifeEvent], spans: &[Enrolment], on: NaiveDate) -> Option<End> {
    let end = |cause, last_on| Some(End { cause, last_on });
    if let Some(died_on) = life::died_on(events) {
        return end(LifeCause::Died, died_on);
    }
    if let Some(taken_on) = life::taken_on(events, on) {
        return end(LifeCause::InCustody, taken_on);
    }
    let covering = spans.iter().find(|span| span.covers(on));
    if covering.is_none() {
        let ends = spans.iter().filter_map(|span| span.end);
        let last = ends
            .filter(|(until_on, _)| *until_on < on)
            .max_by_key(|(until_on, _)| *until_on);
        if let Some((until_on, reason)) = last {
            return end(cause_of(reason), until_on);
        }
    }
    let (event, cause) = life::in_force(events)
        .filter(|event| event.happened_on <= on)
        .filter_map(|event| Some((event, cause_of_event(event.kind)?)))
        .last()?;
    // Whoever was enrolled on that day or later is enrolled all the same.
    if covering.is_some_and(|span| span.from_on >= event.happened_on) {
        return None;
    }
    end(cause, event.happened_on.pred_opt()?)
}

/// What follows when the facts change from one to the other.
pub(super) fn following(before: Option<End>, after: Option<End>) -> Following {
    match (before, after) {
        (before, Some(after)) if before.map(|end| end.cause) != Some(after.cause) => {
            Following::Ends(after)
        }
        (Some(before), None) if is_undone(before.cause) => Following::Reopens,
        (Some(_) | None, Some(_) | None) => Following::Nothing,
    }
}

/// Whether no day is missing between the end of a loop and today: then the end is undone. Where the
/// plan knows of no enrolment, what it knew of its end was taken back.
pub(super) fn is_seamless(spans: &[Enrolment], last_on: NaiveDate, today: NaiveDate) -> bool {
    let mut day = last_on + Days::new(1);
    while day <= today && !spans.is_empty() {
        let Some(span) = spans.iter().find(|span| span.covers(day)) else {
            return false;
        };
        match span.end {
            Some((until_on, _)) => day = until_on + Days::new(1),
            None => return true,
        }
    }
    true
}

/// The days on which the plan did not count the member as enrolled, though it was, in words.
pub(super) fn gap(spans: &[Enrolment], since: NaiveDate) -> Option<String> {
    let mut gaps = spans.iter().rev().filter_map(Enrolment::gap);
    let (from_on, until_on) = gaps.find(|(from_on, _)| *from_on > since)?;
    Some(format!(
        "Enrolment reinstated; not counted as enrolled from {from_on} to {until_on}."
    ))
}

/// Whether the member is or will be enrolled; then since or from when.
pub(super) fn enrolled_from(spans: &[Enrolment], today: NaiveDate) -> Option<NaiveDate> {
    let lasting = spans
        .iter()
        .filter(|span| span.end.is_none_or(|(until_on, _)| today <= until_on));
    lasting.map(|span| span.from_on).max()
}

/// Whether what ended so may go on with another plan by itself.
pub(super) fn goes_on(cause: LifeCause, last_on: NaiveDate, today: NaiveDate) -> bool {
    is_undone(cause) && today <= last_on + GOES_ON_WITHIN
}

/// Whether an enrolment can undo it.
pub(super) fn is_undone(cause: LifeCause) -> bool {
    match cause {
        LifeCause::Died | LifeCause::InCustody => false,
        LifeCause::LostEligibility
        | LifeCause::ChangedPlan
        | LifeCause::MovedAway
        | LifeCause::Disenrolled => true,
    }
}

fn cause_of(reason: EnrolmentEnd) -> LifeCause {
    match reason {
        EnrolmentEnd::LostEligibility => LifeCause::LostEligibility,
        EnrolmentEnd::ChangedPlan => LifeCause::ChangedPlan,
        EnrolmentEnd::MovedAway => LifeCause::MovedAway,
        EnrolmentEnd::Died => LifeCause::Died,
        EnrolmentEnd::Incarcerated => LifeCause::InCustody,
        EnrolmentEnd::Other => LifeCause::Disenrolled,
    }
}

fn cause_of_event(kind: LifeEventKind) -> Option<LifeCause> {
    match kind {
        LifeEventKind::LostEligibility => Some(LifeCause::LostEligibility),
        LifeEventKind::ChangedPlan => Some(LifeCause::ChangedPlan),
        LifeEventKind::Death | LifeEventKind::Incarceration | LifeEventKind::Release => None,
    }
}

/// How a loop closes: the state's list has no value of its own for death, and Medi-Cal pays nothing
/// for whoever is in custody (42 CFR 435.1009), so both are no longer eligible; the text beside it
/// says why.
pub(super) const CLOSES_AS: ClosureReason = ClosureReason::NoLongerEligible;

/// How a service ends.
pub(super) fn discontinuation(cause: LifeCause) -> DiscontinuationReason {
    match cause {
        LifeCause::Died => DiscontinuationReason::Deceased,
        LifeCause::InCustody => DiscontinuationReason::Incarcerated,
        LifeCause::LostEligibility => DiscontinuationReason::LostCoverage,
        LifeCause::ChangedPlan => DiscontinuationReason::SwitchedPlan,
        LifeCause::MovedAway => DiscontinuationReason::MovedCounty,
        LifeCause::Disenrolled => DiscontinuationReason::Other,
    }
}

/// The text beside the reason, for plan and provider.
pub(super) fn words(cause: LifeCause) -> &'static str {
    match cause {
        LifeCause::Died => "The member died.",
        LifeCause::InCustody => "The member is in custody.",
        LifeCause::LostEligibility => "The member is no longer eligible for Medi-Cal.",
        LifeCause::ChangedPlan => "The member is in another plan.",
        LifeCause::MovedAway => "The member moved out of the plan's counties.",
        LifeCause::Disenrolled => "The member is no longer enrolled in the plan.",
    }
}

/// When a turn ended that could go on until the end of that day: not before it began, and not in
/// the future.
pub(super) fn ended_at(
    last_on: NaiveDate,
    (since, now): (DateTime<Utc>, DateTime<Utc>),
) -> DateTime<Utc> {
    start_of(last_on + Days::new(1)).min(now).max(since)
}

#[cfg(test)]
mod tests;

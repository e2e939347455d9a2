//! When a member was enrolled in the plan: spans that do not overlap.
//!
//! ```text
//! 01-01 ├──── ENROLLED ────┤ 06-30          07-01 ├──── REINSTATED ────…
//!                                           07-01 ├─ gap ─┤ 09-09
//!                                                          09-10 recorded
//! ```
//! A reinstatement closes the gap as of a day that has passed; on the days until it was written
//! down the plan did not count the member as enrolled, and that stays visible.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::America::Los_Angeles;
use entity::types::{EnrolmentEnd, EnrolmentKind, MemberId, OrganizationId, OrganizationKind};

use super::act::{MemberError, Needs, On, Step, member_refusals, open_in};
use super::{Members, store};
use crate::access::Action;
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::organizations;
use crate::refusal::{Checks, Refusal, Refusals};

/// A span in which a member is enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// How it began.
    pub kind: EnrolmentKind,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day, and why it is the last.
    pub end: Option<(NaiveDate, EnrolmentEnd)>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// The plan that the member is in after it, where the plan that ended it knew.
    pub next_plan: Option<OrganizationId>,
}

impl Enrolment {
    /// Whether it covers that day.
    #[must_use]
    pub fn covers(&self, on: NaiveDate) -> bool {
        self.from_on <= on && self.end.is_none_or(|(until_on, _)| on <= until_on)
    }

    /// The first and last day on which the plan did not yet count the member as enrolled, though
    /// it was.
    #[must_use]
    pub fn gap(&self) -> Option<(NaiveDate, NaiveDate)> {
        let recorded_on = self.recorded_at.with_timezone(&Los_Angeles).date_naive();
        let last = recorded_on.pred_opt()?;
        let last = self.end.map_or(last, |(until_on, _)| last.min(until_on));
        let is_gap = self.kind == EnrolmentKind::Reinstated && self.from_on <= last;
        is_gap.then_some((self.from_on, last))
    }
}

/// Whether a member was enrolled on a day; `None` where the plan knows of no enrolment at all.
#[must_use]
pub fn is_enrolled(spans: &[Enrolment], on: NaiveDate) -> Option<bool> {
    (!spans.is_empty()).then(|| spans.iter().any(|span| span.covers(on)))
}

/// A span as it is typed.
#[derive(Debug, Clone)]
pub struct NewEnrolment {
    /// How it began.
    pub kind: EnrolmentKind,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day, if it ended.
    pub until_on: Option<NaiveDate>,
    /// Why it ended.
    pub end_reason: Option<EnrolmentEnd>,
}

member_refusals! {
    /// Why an enrolment was not recorded.
    RecordEnrolmentRefusal {
        /// The last day is before the first.
        InvalidDate,
        /// The member was enrolled on some of these days already.
        Overlaps,
        /// There is no earlier enrolment to go on with.
        NothingToReinstate,
    }
    /// Why an enrolment was not ended.
    EndEnrolmentRefusal {
        /// The last day is before the first.
        InvalidDate,
        /// No enrolment is open.
        NotEnrolled,
        /// There is no such other plan here, or the member did not change plans.
        UnknownPlan,
    }
}

/// The end of an enrolment as it is typed.
#[derive(Debug, Clone, Copy)]
pub struct NewEnd {
    /// Last day; it may be to come.
    pub until_on: NaiveDate,
    /// Why it is the last.
    pub reason: EnrolmentEnd,
    /// The plan that the member is in then, if that is known.
    pub next_plan: Option<OrganizationId>,
}

/// Records a span in which a member is or was enrolled.
pub(crate) async fn record_in(
    tx: &Tx,
    id: MemberId,
    new: &NewEnrolment,
    step: &Step,
) -> Result<(), MemberError<RecordEnrolmentRefusal>> {
    let on = On {
        operation: "recordEnrolment",
        member: id,
        action: Action::EnrolmentRecord,
        needs: Needs::Living,
    };
    let opened = open_in(tx, &on, step).await?;
    // The lock on the member keeps others from recording a span meanwhile.
    let spans = store::enrolments_of(tx, [id]).await?.remove(&id);
    let end = check(new, &spans.unwrap_or_default()).map_err(Failure::Refused)?;
    let span = Enrolment {
        kind: new.kind,
        from_on: new.from_on,
        end,
        recorded_at: tx.now(),
        next_plan: None,
    };
    store::enrolment_insert(tx, &opened.member, &span, opened.by).await?;
    Ok(store::member_touch(tx, id).await?)
}

/// Ends the open enrolment of a member.
pub(crate) async fn end_in(
    tx: &Tx,
    id: MemberId,
    new: &NewEnd,
    step: &Step,
) -> Result<(), MemberError<EndEnrolmentRefusal>> {
    use EndEnrolmentRefusal as Code;
    let on = On {
        operation: "endEnrolment",
        member: id,
        action: Action::EnrolmentRecord,
        needs: Needs::Anybody,
    };
    let opened = open_in(tx, &on, step).await?;
    let spans = store::enrolments_of(tx, [id]).await?.remove(&id);
    let spans = spans.unwrap_or_default();
    let mut checks = Checks::default();
    match spans.iter().find(|span| span.end.is_none()) {
        None => checks.refuse(Refusal::new(
            Code::NotEnrolled,
            "No enrolment of this member is open; record the span as a whole (recordEnrolment).",
        )),
        Some(open) if new.until_on < open.from_on => checks.refuse(Refusal::at(
            Code::InvalidDate,
            &["untilOn"],
            "The enrolment began later; check the last day.",
        )),
        Some(_) => {}
    }
    if let Some(next) = new.next_plan {
        let kind = organizations::kind_in(tx, next).await?;
        let is_other_plan = kind == Some(OrganizationKind::Plan) && next != opened.member.plan;
        if !is_other_plan || new.reason != EnrolmentEnd::ChangedPlan {
            checks.refuse(Refusal::at(
                Code::UnknownPlan,
                &["nextPlanId"],
                "Name another plan of `plans`, and CHANGED_PLAN as the reason, or leave it out.",
            ));
        }
    }
    checks.done().map_err(Failure::Refused)?;
    store::enrolment_end(tx, id, new, opened.by).await?;
    Ok(store::member_touch(tx, id).await?)
}

impl Members {
    /// When members were enrolled, in the order of the days; of those that the actor may see.
    pub async fn enrolments_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<HashMap<MemberId, Vec<Enrolment>>, StoreError> {
        store::enrolments_of(&self.db.read(op), ids).await
    }
}

/// The end of a span that may be recorded; all mistakes at once.
fn check(
    new: &NewEnrolment,
    spans: &[Enrolment],
) -> Result<Option<(NaiveDate, EnrolmentEnd)>, Refusals<RecordEnrolmentRefusal>> {
    use RecordEnrolmentRefusal as Code;
    let mut checks = Checks::default();
    if new.until_on.is_some() != new.end_reason.is_some() {
        checks.refuse(Refusal::at(
            Code::Required,
            &["endReason"],
            "Give the last day and why it is the last, or neither.",
        ));
    }
    if new.until_on.is_some_and(|until_on| until_on < new.from_on) {
        checks.refuse(Refusal::at(
            Code::InvalidDate,
            &["untilOn"],
            "The last day is before the first; check both.",
        ));
    }
    let overlaps = |span: &Enrolment| {
        new.until_on.is_none_or(|until_on| span.from_on <= until_on)
            && span.end.is_none_or(|(until_on, _)| new.from_on <= until_on)
    };
    if spans.iter().any(overlaps) {
        checks.refuse(Refusal::at(
            Code::Overlaps,
            &["fromOn"],
            "The member was enrolled on some of these days already; end that enrolment first, or \
             choose other days.",
        ));
    }
    let is_first = !spans.iter().any(|span| span.from_on < new.from_on);
    if new.kind == EnrolmentKind::Reinstated && is_first {
        checks.refuse(Refusal::at(
            Code::NothingToReinstate,
            &["kind"],
            "There is no earlier enrolment to go on with; record it as ENROLLED.",
        ));
    }
    checks.done()?;
    Ok(new.until_on.zip(new.end_reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(kind: EnrolmentKind, from: &str, until: Option<&str>, recorded: &str) -> Enrolment {
        Enrolment {
            kind,
            from_on: day(from),
            end: until.map(|until| (day(until), EnrolmentEnd::LostEligibility)),
            recorded_at: recorded.parse().unwrap(),
            next_plan: None,
        }
    }

    #[test]
    fn the_gap_lasts_until_the_day_before_it_was_written_down() {
        use EnrolmentKind::{Enrolled, Reinstated};
        let gap = |from, until| Some((day(from), day(until)));
        for (kind, until, recorded, expected) in [
            (
                Reinstated,
                None,
                "2026-09-10T18:00:00Z",
                gap("2026-07-01", "2026-09-09"),
            ),
            // Still the ninth in California.
            (
                Reinstated,
                None,
                "2026-09-10T06:59:59Z",
                gap("2026-07-01", "2026-09-08"),
            ),
            (
                Reinstated,
                None,
                "2026-09-10T07:00:00Z",
                gap("2026-07-01", "2026-09-09"),
            ),
            (
                Reinstated,
                Some("2026-07-31"),
                "2026-09-10T18:00:00Z",
                gap("2026-07-01", "2026-07-31"),
            ),
            (Reinstated, None, "2026-07-01T18:00:00Z", None),
            (Reinstated, None, "2026-06-20T18:00:00Z", None),
            (Enrolled, None, "2026-09-10T18:00:00Z", None),
        ] {
            let span = span(kind, "2026-07-01", until, recorded);
            assert_eq!(span.gap(), expected, "{kind:?} {until:?} {recorded}");
        }
    }

    #[test]
    fn without_any_span_nothing_is_known() {
        let on = |spans: &[Enrolment], on| is_enrolled(spans, day(on));
        assert_eq!(on(&[], "2026-07-01"), None);
        let recorded = "2026-01-01T18:00:00Z";
        let spans = [
            span(
                EnrolmentKind::Enrolled,
                "2026-01-01",
                Some("2026-02-28"),
                recorded,
            ),
            span(EnrolmentKind::Enrolled, "2026-04-01", None, recorded),
        ];
        for (day, enrolled) in [
            ("2025-12-31", false),
            ("2026-01-01", true),
            ("2026-02-28", true),
            ("2026-03-01", false),
            ("2026-04-01", true),
            ("2036-04-01", true),
        ] {
            assert_eq!(on(&spans, day), Some(enrolled), "{day}");
        }
    }

    #[test]
    fn spans_do_not_overlap() {
        use EnrolmentKind::{Enrolled, Reinstated};
        use RecordEnrolmentRefusal::{InvalidDate, NothingToReinstate, Overlaps, Required};
        let recorded = "2026-01-01T18:00:00Z";
        let spans = [
            span(Enrolled, "2026-01-01", Some("2026-02-28"), recorded),
            span(Enrolled, "2026-04-01", None, recorded),
        ];
        for (kind, from, until, codes) in [
            (Enrolled, "2025-10-01", Some("2025-12-31"), &[][..]),
            (Enrolled, "2025-10-01", Some("2026-01-01"), &[Overlaps]),
            (Reinstated, "2026-03-01", Some("2026-03-31"), &[]),
            (Reinstated, "2026-02-28", Some("2026-03-31"), &[Overlaps]),
            (Reinstated, "2026-03-01", Some("2026-04-01"), &[Overlaps]),
            (Reinstated, "2026-03-01", None, &[Overlaps]),
            (Enrolled, "2027-01-01", None, &[Overlaps]),
            (
                Reinstated,
                "2025-10-01",
                Some("2025-12-31"),
                &[NothingToReinstate],
            ),
            (Enrolled, "2025-12-31", Some("2025-10-01"), &[InvalidDate]),
        ] {
            let new = NewEnrolment {
                kind,
                from_on: day(from),
                until_on: until.map(day),
                end_reason: until.map(|_| EnrolmentEnd::Other),
            };
            let refusals = check(&new, &spans).err().unwrap_or_default();
            let found: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
            assert_eq!(found, codes, "{from} {until:?}");
        }
        let unsaid = NewEnrolment {
            kind: Enrolled,
            from_on: day("2025-01-01"),
            until_on: Some(day("2025-02-01")),
            end_reason: None,
        };
        assert_eq!(check(&unsaid, &[]).unwrap_err()[0].code, Required);
    }
}

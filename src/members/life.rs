//! What happened to a member and matters to its loops, as dated facts. What follows for referrals
//! is done where the loops are, in the same transaction (`referrals::life`); here are the facts
//! alone.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::types::{LifeEventId, LifeEventKind, MemberId};

use super::act::{MemberError, Needs, On, Step, member_refusals, open_in};
use super::rules::NOTE_LIMIT;
use super::{Members, store};
use crate::access::Action;
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// Something that happened to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeEvent {
    /// Key.
    pub id: LifeEventId,
    /// What.
    pub kind: LifeEventKind,
    /// On which day.
    pub happened_on: NaiveDate,
    /// Free text for the plan.
    pub note: Option<String>,
    /// The event that this one corrects.
    pub corrects: Option<LifeEventId>,
    /// It did not happen at all.
    pub is_void: bool,
    /// When it was written down.
    pub recorded_at: chrono::DateTime<chrono::Utc>,
}

/// An event as it is typed.
#[derive(Debug, Clone)]
pub struct NewLifeEvent {
    /// What.
    pub kind: LifeEventKind,
    /// On which day.
    pub happened_on: NaiveDate,
    /// Free text for the plan; the reason where it corrects.
    pub note: Option<String>,
    /// The event that it corrects.
    pub corrects: Option<LifeEventId>,
    /// The corrected event did not happen at all.
    pub is_void: bool,
}

member_refusals! {
    /// Why a life event was not recorded.
    RecordLifeEventRefusal {
        /// In the future, or before the member was born.
        InvalidDate,
        /// The member has no such event, or it was corrected before.
        UnknownEvent,
        /// Only a correction takes an event back.
        NothingToCorrect,
    }
}

/// The events that stand: corrected ones and those taken back are left out. In the order of the
/// days.
pub fn in_force(events: &[LifeEvent]) -> impl Iterator<Item = &LifeEvent> {
    events.iter().filter(|event| {
        let is_corrected = events.iter().any(|other| other.corrects == Some(event.id));
        !event.is_void && !is_corrected
    })
}

/// Whether the member died.
#[must_use]
pub fn has_died(events: &[LifeEvent]) -> bool {
    died_on(events).is_some()
}

/// The day on which the member died.
#[must_use]
pub fn died_on(events: &[LifeEvent]) -> Option<NaiveDate> {
    in_force(events)
        .find(|event| event.kind == LifeEventKind::Death)
        .map(|event| event.happened_on)
}

/// Whether the member was in custody on a day: from the day of incarceration until the day before
/// the release.
#[must_use]
pub fn in_custody(events: &[LifeEvent], on: NaiveDate) -> bool {
    taken_on(events, on).is_some()
}

/// Since when the member has been in custody on a day.
#[must_use]
pub fn taken_on(events: &[LifeEvent], on: NaiveDate) -> Option<NaiveDate> {
    let mut last: Option<&LifeEvent> = None;
    for event in in_force(events).filter(|event| event.happened_on <= on) {
        let is_about_custody = matches!(
            event.kind,
            LifeEventKind::Incarceration | LifeEventKind::Release
        );
        if is_about_custody && last.is_none_or(|last| last.happened_on <= event.happened_on) {
            last = Some(event);
        }
    }
    last.filter(|last| last.kind == LifeEventKind::Incarceration)
        .map(|last| last.happened_on)
}

/// Records what happened to a member, or corrects what was recorded.
pub(crate) async fn record_in(
    tx: &Tx,
    id: MemberId,
    new: &NewLifeEvent,
    step: &Step,
) -> Result<(), MemberError<RecordLifeEventRefusal>> {
    let on = On {
        operation: "recordLifeEvent",
        member: id,
        action: Action::LifeEventRecord,
        needs: if new.corrects.is_some() {
            Needs::Anybody
        } else {
            Needs::Living
        },
    };
    let opened = open_in(tx, &on, step).await?;
    let known = store::life_events_of(tx, id).await?;
    let days = (opened.member.birth_on, opened.today);
    let note = check(new, &known, days).map_err(Failure::Refused)?;
    let event = LifeEvent {
        id: LifeEventId(tx.op().new_id()),
        kind: new.kind,
        happened_on: new.happened_on,
        note,
        corrects: new.corrects,
        is_void: new.is_void,
        recorded_at: tx.now(),
    };
    store::life_event_insert(tx, &opened.member, &event, opened.by).await?;
    Ok(store::member_touch(tx, id).await?)
}

impl Members {
    /// What happened to members, in the order of the days; of those that the actor may see.
    pub async fn life_events_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<HashMap<MemberId, Vec<LifeEvent>>, StoreError> {
        store::life_events_of_all(&self.db.read(op), ids).await
    }
}

/// The note of an event that may be recorded; all mistakes at once.
fn check(
    new: &NewLifeEvent,
    known: &[LifeEvent],
    (born, today): (NaiveDate, NaiveDate),
) -> Result<Option<String>, Refusals<RecordLifeEventRefusal>> {
    use RecordLifeEventRefusal as Code;
    let mut checks = Checks::default();
    if new.happened_on > today || new.happened_on < born {
        checks.refuse(Refusal::at(
            Code::InvalidDate,
            &["happenedOn"],
            "It happened between the member's birth and today; check the day.",
        ));
    }
    let is_open = |id| {
        known.iter().any(|event| event.id == id)
            && !known.iter().any(|event| event.corrects == Some(id))
    };
    match new.corrects {
        Some(id) if !is_open(id) => checks.refuse(Refusal::at(
            Code::UnknownEvent,
            &["correctsId"],
            "The member has no such event, or it was corrected already; correct the correction.",
        )),
        None if new.is_void => checks.refuse(Refusal::at(
            Code::NothingToCorrect,
            &["isVoid"],
            "Say in correctsId which event did not happen.",
        )),
        Some(_) | None => {}
    }
    let note = checks
        .text(&["note"], text::optional(new.note.as_deref(), NOTE_LIMIT))
        .flatten();
    if new.corrects.is_some() && note.is_none() {
        checks.refuse(Refusal::at(
            Code::Required,
            &["note"],
            "Say why the record is corrected.",
        ));
    }
    checks.done()?;
    Ok(note)
}

#[cfg(test)]
mod tests {
    use entity::types::LifeEventKind::{Death, Incarceration, Release};
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn id(number: u128) -> LifeEventId {
        LifeEventId(Uuid::from_u128(number))
    }

    fn event(number: u128, kind: LifeEventKind, on: &str) -> LifeEvent {
        LifeEvent {
            id: id(number),
            kind,
            happened_on: day(on),
            note: None,
            corrects: None,
            is_void: false,
            recorded_at: "2026-11-23T17:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn custody_lasts_from_its_day_until_the_day_before_release() {
        let events = [
            event(1, Incarceration, "2026-03-01"),
            event(2, Release, "2026-05-10"),
            event(3, Incarceration, "2026-09-01"),
        ];
        for (on, is_in_custody) in [
            ("2026-02-28", false),
            ("2026-03-01", true),
            ("2026-05-09", true),
            ("2026-05-10", false),
            ("2026-08-31", false),
            ("2026-09-01", true),
            ("2027-09-01", true),
        ] {
            assert_eq!(in_custody(&events, day(on)), is_in_custody, "{on}");
        }
    }

    #[test]
    fn a_death_that_was_a_mistake_is_taken_back() {
        let death = event(1, Death, "2026-10-01");
        assert_eq!(
            died_on(std::slice::from_ref(&death)),
            Some(day("2026-10-01"))
        );
        let later = LifeEvent {
            corrects: Some(id(1)),
            ..event(2, Death, "2026-10-03")
        };
        let both = [death.clone(), later.clone()];
        assert_eq!(died_on(&both), Some(day("2026-10-03")));
        let void = LifeEvent {
            corrects: Some(id(2)),
            is_void: true,
            ..event(3, Death, "2026-10-03")
        };
        assert!(!has_died(&[death, later, void]));
        assert!(!has_died(&[]));
    }

    #[test]
    fn what_is_recorded_happened_and_what_is_corrected_is_there() {
        use RecordLifeEventRefusal::{InvalidDate, NothingToCorrect, Required, UnknownEvent};
        let new = |on: &str, corrects: Option<u128>, is_void, note: Option<&str>| NewLifeEvent {
            kind: Death,
            happened_on: day(on),
            note: note.map(str::to_owned),
            corrects: corrects.map(id),
            is_void,
        };
        let known = [
            event(1, Death, "2026-10-01"),
            LifeEvent {
                corrects: Some(id(1)),
                ..event(2, Death, "2026-10-03")
            },
        ];
        for (new, refused) in [
            (new("2026-11-23", None, false, None), &[][..]),
            (new("2026-11-24", None, false, None), &[InvalidDate]),
            (new("1979-12-31", None, false, None), &[InvalidDate]),
            (new("2026-10-03", Some(2), true, Some("alive")), &[]),
            (new("2026-10-03", Some(2), true, None), &[Required]),
            (
                new("2026-10-03", Some(1), false, Some("x")),
                &[UnknownEvent],
            ),
            (
                new("2026-10-03", Some(9), false, Some("x")),
                &[UnknownEvent],
            ),
            (new("2026-10-03", None, true, None), &[NothingToCorrect]),
        ] {
            let days = (day("1980-01-01"), day("2026-11-23"));
            let codes: Vec<_> = match check(&new, &known, days) {
                Ok(_) => Vec::new(),
                Err(refusals) => refusals.iter().map(|refusal| refusal.code).collect(),
            };
            assert_eq!(codes, refused, "{new:?}");
        }
    }
}

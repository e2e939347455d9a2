//! What follows: loops close, services end; or they open again.

use std::collections::BTreeSet;

use entity::types::{
    AssignmentEnd, AssignmentStatus, EventKind, MemberId, ReferralId, ReferralStatus,
};

use super::rules::{self, CLOSES_AS, End, Following};
use super::store::{self, LifeClosure};
use super::transition::go_on_in;
use crate::db::Tx;
use crate::error::StoreError;
use crate::members;
use crate::members::person::{Facts, Person, person_of};
use crate::referrals::accept::end_in;
use crate::referrals::act::{Opened, opened_in};
use crate::referrals::authorizing::{clip_in, unclip_in};
use crate::referrals::model::{Assignment, Closure, Discontinuation};
use crate::referrals::serving::close_as_received;
use crate::referrals::state::Act;
use crate::referrals::store::{referral_by_id, referral_lock};

/// Whoever records a fact may not see all that follows from it.
const WHY: &str = "what follows from a fact follows whoever recorded it";

/// Locks all that a change of a person's facts may concern.
pub(super) async fn locked_in(tx: &Tx, id: MemberId) -> Result<Person, StoreError> {
    all_locked_in(tx, &[id]).await?;
    person_of(&tx.acting_as_system(WHY), id).await
}

/// Locks all that a change of these people's facts may concern: referrals first, in the order of
/// their ids, then their records with all plans.
pub(super) async fn all_locked_in(tx: &Tx, ids: &[MemberId]) -> Result<(), StoreError> {
    let system = tx.acting_as_system(WHY);
    let (known, records) = concerned(&system, ids).await?;
    for referral in &known {
        referral_lock(tx, *referral).await?;
    }
    for record in records {
        members::store::member_lock(tx, record).await?;
    }
    // What came in meanwhile is not locked: once more, from the beginning.
    let (now, _) = concerned(&system, ids).await?;
    if now.is_subset(&known) {
        Ok(())
    } else {
        Err(StoreError::Busy)
    }
}

/// Referrals and records of these people, each in the order of their ids.
async fn concerned(
    system: &Tx,
    ids: &[MemberId],
) -> Result<(BTreeSet<ReferralId>, BTreeSet<MemberId>), StoreError> {
    let (mut referrals, mut records) = (BTreeSet::new(), BTreeSet::new());
    for id in ids {
        let person = person_of(system, *id).await?;
        referrals.extend(store::concerned(system, &person).await?);
        records.extend(person.all_ids());
    }
    Ok((referrals, records))
}

/// Has the loops of a locked person follow a change of the facts.
pub(super) async fn follow_in(
    tx: &Tx,
    person: &Person,
    facts: &Facts,
    following: Following,
) -> Result<(), StoreError> {
    let system = tx.acting_as_system(WHY);
    match following {
        Following::Ends(end) => end_loops_in(tx, &system, person, end).await?,
        Following::Reopens => reopen_loops_in(tx, &system, person, facts).await?,
        Following::Nothing => {}
    }
    go_on_in(&system, person, facts).await?;
    let today = tx.op().today();
    members::store::ends_followed(&system, person.ids(), today).await
}

/// A turn that is over, and when.
type Over = (Assignment, chrono::DateTime<chrono::Utc>, AssignmentEnd);

async fn end_loops_in(tx: &Tx, system: &Tx, person: &Person, end: End) -> Result<(), StoreError> {
    clip_in(system, &person.ids(), (end.cause, end.last_on)).await?;
    let mut over: Vec<Over> = Vec::new();
    for id in store::running_of(system, &person.ids()).await? {
        over.extend(end_loop_in(tx, system, id, end).await?);
    }
    // Shares and pools are taken in their order, as by everybody else.
    over.sort_by_key(|(live, ..)| live.pool);
    for (live, at, why) in over {
        end_in(system, live, at, why).await?;
    }
    Ok(())
}

/// Closes one loop or ends its service; gives the turn that is to end.
async fn end_loop_in(
    tx: &Tx,
    system: &Tx,
    id: ReferralId,
    end: End,
) -> Result<Option<Over>, StoreError> {
    let mut open = opened_in(system, id, |live| {
        let serves = live.is_some_and(|live| live.status == AssignmentStatus::InService);
        if serves { Act::EndService } else { Act::Close }
    })
    .await?;
    open.by = tx.actor().organization();
    let words = rules::words(end.cause);
    let live = open.live.take();
    let over = match live {
        Some(mut live) if live.status == AssignmentStatus::InService => {
            if open.referral.closure.is_none() {
                close_as_received(&mut open, &live);
            }
            let since = live.service_started_at.unwrap_or(live.assigned_at);
            let at = rules::ended_at(end.last_on, (since, open.at));
            let reason = rules::discontinuation(end.cause);
            open.log_at(EventKind::ServiceEnded, at, Some(&live));
            open.because(reason.as_str(), Some(words));
            open.tell(EventKind::ServiceEnded, Some(&live));
            live.discontinuation = Some(Discontinuation {
                reason,
                moved_to: None,
            });
            Some((live, at, AssignmentEnd::ServiceEnded))
        }
        live => {
            open.move_to(open.next.referral);
            open.referral.closure = Some(Closure {
                reason: CLOSES_AS,
                note: Some(words.to_owned()),
                closed_at: open.at,
            });
            open.log(EventKind::Closed, live.as_ref());
            open.because(CLOSES_AS.as_str(), Some(words));
            live.map(|live| {
                let at = rules::ended_at(end.last_on, (live.assigned_at, open.at));
                (live, at, AssignmentEnd::LoopClosed)
            })
        }
    };
    open.referral.assigned_to = None;
    let provider = over.as_ref().map(|(live, ..)| live.provider);
    write_in(tx, system, open, end, provider).await?;
    Ok(over)
}

async fn write_in(
    tx: &Tx,
    system: &Tx,
    open: Opened,
    end: End,
    provider: Option<entity::types::OrganizationId>,
) -> Result<(), StoreError> {
    let referral = &open.referral;
    let Some(member) = referral.member else {
        return Err(StoreError::Corrupt("a member's referral".to_owned()));
    };
    tx.concerns(referral.plan, Some(member));
    let closure = LifeClosure {
        id: tx.op().new_id(),
        referral: referral.id,
        plan: referral.plan,
        member,
        provider,
        cause: end.cause,
        last_on: end.last_on,
        event_seq: referral.last_event_seq,
        next: None,
    };
    open.apply(system).await?;
    store::closure_insert(system, &closure).await
}

/// Opens the loops again that the end of the enrolment had closed, where no day is missing and
/// nobody has done anything since.
async fn reopen_loops_in(
    tx: &Tx,
    system: &Tx,
    person: &Person,
    facts: &Facts,
) -> Result<(), StoreError> {
    let today = tx.op().today();
    let is_seamless = |last_on| rules::is_seamless(&facts.spans, last_on, today);
    unclip_in(system, &person.ids(), is_seamless).await?;
    for closure in store::closures_of(system, &person.ids()).await? {
        let is_undone = rules::is_undone(closure.cause)
            && rules::is_seamless(&facts.spans, closure.last_on, today);
        let Some(referral) = referral_by_id(system, closure.referral).await? else {
            continue;
        };
        let is_untouched = referral.status == ReferralStatus::Closed
            && referral.last_event_seq == closure.event_seq
            && referral
                .closure
                .is_some_and(|closed| closed.reason == CLOSES_AS);
        if !is_undone || !is_untouched {
            continue;
        }
        let mut open = opened_in(system, closure.referral, |_| Act::Reopen).await?;
        open.by = tx.actor().organization();
        tx.concerns(closure.plan, Some(closure.member));
        open.referral.closure = None;
        open.move_to(open.next.referral);
        open.log(EventKind::Reopened, None);
        let gap = rules::gap(&facts.spans, closure.last_on);
        open.because("REINSTATED", gap.as_deref());
        open.apply(system).await?;
        store::closure_undo(system, closure.id).await?;
        if let Some(next) = closure.next {
            take_back_in(tx, system, next).await?;
        }
    }
    Ok(())
}

/// The member never left: what went on with another plan closes there, unless a provider has it by
/// now. Then both plans see the other's in their timelines, and people decide.
async fn take_back_in(tx: &Tx, system: &Tx, next: ReferralId) -> Result<(), StoreError> {
    let Some(referral) = referral_by_id(system, next).await? else {
        return Ok(());
    };
    if referral.status == ReferralStatus::Closed || referral.assigned_to.is_some() {
        return Ok(());
    }
    let mut open = opened_in(system, next, |_| Act::Close).await?;
    open.by = tx.actor().organization();
    let words = "The former plan reinstated the member's enrolment.";
    open.move_to(open.next.referral);
    open.referral.closure = Some(Closure {
        reason: CLOSES_AS,
        note: Some(words.to_owned()),
        closed_at: open.at,
    });
    open.log(EventKind::Closed, None);
    open.because(CLOSES_AS.as_str(), Some(words));
    system.concerns(open.referral.plan, open.referral.member);
    open.apply(system).await
}

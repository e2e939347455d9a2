//! Going on with another plan: what the end of an enrolment has closed becomes a referral to the
//! plan that the member is in then. It follows from the old one, wishes the same provider first,
//! and both timelines say so.
//!
//! What is restricted does not go on by itself: it would tell the new plan what the person told the
//! old one in confidence (42 CFR 2.31 asks for their consent).

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::types::{
    ActSource, EventKind, IntakeId, OrganizationId, ReferralId, ReferralStatus, Restriction,
};

use super::rules;
use super::store::{self, LifeClosure};
use crate::db::Tx;
use crate::error::StoreError;
use crate::members::person::{Facts, Person, facts_of};
use crate::members::{self, Member};
use crate::referrals::act::Opened;
use crate::referrals::audience::{Around, Happening, tell_in};
use crate::referrals::model::Referral;
use crate::referrals::restrict::hides_in;
use crate::referrals::store::{
    CONFIRMATION_SEQ, NewEvent, events_insert, referral_by_id, referral_insert,
};
use crate::referrals::{authorizing, details, number};

/// Why a referral came in, or that it went on: the code on both timelines.
const REASON: &str = "CHANGED_PLAN";

/// A plan that the person is in, or will be.
struct Home {
    plan: OrganizationId,
    /// Their record there; `None` where the plan has to say who it is.
    member: Option<Member>,
    from_on: NaiveDate,
}

/// Refers anew what facts have closed with one plan, where the person is in another.
pub(super) async fn go_on_in(
    system: &Tx,
    person: &Person,
    facts: &Facts,
) -> Result<(), StoreError> {
    let today = system.op().today();
    let closures = store::closures_of(system, &person.all_ids()).await?;
    let mut waiting = closures
        .into_iter()
        .filter(|one| one.next.is_none() && rules::goes_on(one.cause, one.last_on, today))
        .peekable();
    if waiting.peek().is_none() {
        return Ok(());
    }
    let mut homes = homes_in(system, person, facts).await?;
    let mut intakes: HashMap<IntakeId, IntakeId> = HashMap::new();
    for closure in waiting {
        let Some(old) = referral_by_id(system, closure.referral).await? else {
            continue;
        };
        let is_over = old.status == ReferralStatus::Closed && old.assigned_to.is_none();
        if !is_over || old.restriction.is_some() {
            continue;
        }
        if !homes.iter().any(|home| home.plan != closure.plan) {
            homes.extend(named_home_in(system, person, facts).await?);
        }
        let others = homes.iter().filter(|home| home.plan != closure.plan);
        let Some(home) = others.max_by_key(|home| home.from_on) else {
            continue;
        };
        if let Some(member) = &home.member {
            let open = store::open_of(system, member.id).await?;
            // It was referred there already.
            if open.iter().any(|loop_| loop_.service == old.service) {
                continue;
            }
        }
        let intake = copy_in(system, &mut intakes, (old.intake, home.plan)).await?;
        pass_on_in(system, (&closure, old), home, intake).await?;
    }
    Ok(())
}

/// What came in with a referral, for another plan: once for all referrals that it came in with.
async fn copy_in(
    system: &Tx,
    copies: &mut HashMap<IntakeId, IntakeId>,
    (from, plan): (Option<IntakeId>, OrganizationId),
) -> Result<Option<IntakeId>, StoreError> {
    let Some(from) = from else {
        return Ok(None);
    };
    if let Some(copy) = copies.get(&from) {
        return Ok(Some(*copy));
    }
    let copy = details::intake_copy_in(system, from, plan).await?;
    copies.extend(copy.map(|copy| (from, copy)));
    Ok(copy)
}

/// The plans in which the person is enrolled from today on or later.
async fn homes_in(system: &Tx, person: &Person, facts: &Facts) -> Result<Vec<Home>, StoreError> {
    let today = system.op().today();
    let home = |member: &Member, facts: &Facts| {
        let is_over = rules::end(&facts.events, &facts.spans, today).is_some_and(|end| {
            // An enrolment that begins later goes on after an end; a death or custody does not.
            !rules::is_undone(end.cause)
        });
        let from_on = rules::enrolled_from(&facts.spans, today).filter(|_| !is_over)?;
        Some(Home {
            plan: member.plan,
            member: Some(member.clone()),
            from_on,
        })
    };
    let mut homes: Vec<Home> = Vec::new();
    homes.extend(person.kept().and_then(|kept| home(kept, facts)));
    for other in &person.elsewhere {
        let records = members::merge::records_of(system, other.id).await?;
        homes.extend(home(other, &facts_of(system, &records).await?));
    }
    Ok(homes)
}

/// The plan that the former one named. Where it has no record of the person, it gets one, as the
/// former plan knew them; where another record has their CIN, the plan says who it is.
async fn named_home_in(
    system: &Tx,
    person: &Person,
    facts: &Facts,
) -> Result<Option<Home>, StoreError> {
    let last = facts.spans.last();
    let named = last.and_then(|span| Some((span.next_plan?, span.end?.0)));
    let (Some((plan, until_on)), Some(kept)) = (named, person.kept()) else {
        return Ok(None);
    };
    let known = person.elsewhere.iter().find(|other| other.plan == plan);
    let member = match known {
        Some(known) => Some(known.clone()),
        None => register_in(system, kept, plan).await?,
    };
    Ok(Some(Home {
        plan,
        member,
        from_on: until_on,
    }))
}

async fn register_in(
    system: &Tx,
    former: &Member,
    plan: OrganizationId,
) -> Result<Option<Member>, StoreError> {
    let taken = members::store::member_by_cin(system, plan, former.cin.as_str()).await?;
    if taken.is_some() {
        return Ok(None);
    }
    // How they are contacted without harm comes along: to lose it would do harm.
    let member = Member {
        id: entity::types::MemberId(system.op().new_id()),
        plan,
        created_at: system.now(),
        restricted_at: None,
        merged_into: None,
        version: 1,
        ..former.clone()
    };
    match members::store::member_insert(system, &member).await {
        Ok(()) => Ok(Some(member)),
        // Registered in this moment: the transaction is tried again, and finds it.
        Err(StoreError::Unique(_)) => Err(StoreError::Busy),
        Err(error) => Err(error),
    }
}

async fn pass_on_in(
    system: &Tx,
    (closure, old): (&LifeClosure, Referral),
    home: &Home,
    intake: Option<IntakeId>,
) -> Result<(), StoreError> {
    let now = system.now();
    let member = home.member.as_ref();
    let is_restricted = member.is_some_and(|member| member.restricted_at.is_some());
    let restriction = is_restricted.then_some(Restriction::Member);
    // Who moved needs it where they live now.
    let moved = member.filter(|member| old.county.is_some_and(|county| county != member.county));
    let mut new = Referral {
        id: ReferralId(system.op().new_id()),
        number: number::new(system.op().entropy()),
        plan: home.plan,
        county: moved.map_or(old.county, |member| Some(member.county)),
        zip: moved.map_or(old.zip, |member| member.zip),
        member: member.map(|member| member.id),
        status: if member.is_some() {
            ReferralStatus::Ready
        } else {
            ReferralStatus::Received
        },
        version: 1,
        last_event_seq: CONFIRMATION_SEQ,
        received_at: now,
        status_changed_at: now,
        closure: None,
        assigned_to: None,
        restriction,
        is_hidden: hides_in(system, home.plan, restriction).await?,
        consent_revoked_at: None,
        follows: Some(old.id),
        intake,
        chosen_provider: closure.provider.or(old.chosen_provider),
        named: None,
        answer_due_at: None,
        is_declined: false,
        closed_loop_at: None,
        is_withheld: false,
        ..old.clone()
    };
    system.concerns(new.plan, new.member);
    system.concerns(old.plan, old.member);
    let waits = authorizing::waits_in(system, &new).await?;
    if waits.is_some() {
        new.status = ReferralStatus::AwaitingAuthorization;
    }
    referral_insert(system, &new).await?;
    if let Some(policy) = waits {
        authorizing::ask_for_in(system, &new, policy, now).await?;
    }
    details::needs_copy_in(system, old.id, new.id).await?;
    let entry = |seq, kind, reason: Option<&str>| NewEvent {
        seq,
        kind,
        occurred_at: now,
        assignment: None,
        reason: reason.map(str::to_owned),
        note: None,
        by_server: true,
        source: ActSource::Live,
    };
    let mut entries = vec![entry(1, EventKind::Received, Some(REASON))];
    if new.member.is_some() {
        entries.push(entry(CONFIRMATION_SEQ, EventKind::MemberConfirmed, None));
    }
    events_insert(system, &new, entries).await?;
    let received = Happening {
        event: EventKind::Received,
        seq: 1,
        about: None,
        at: now,
        is_by_server: false,
    };
    tell_in(system, &new, Around::default(), &[received]).await?;

    let mut open = Opened::noting(system, old);
    open.log(EventKind::PassedOn, None);
    open.because(REASON, None);
    let event_seq = open.referral.last_event_seq;
    open.apply(system).await?;
    store::closure_pass_on(system, closure.id, (new.id, event_seq)).await
}

//! The tables of the loop.

mod attempts;

use chrono::{DateTime, Utc};
use entity::types::{ActSource, AssignmentId, EventKind, OrganizationId, ReferralId, SlotState};
use entity::{assignment, referral, referral_event};
use sea_orm::{ColumnTrait, IntoActiveModel};

pub(super) use attempts::{
    attempt_from_row, attempt_insert, attempt_uncorrected, first_attempt_at, first_attempt_set,
    hand_off_from_row, hand_off_insert,
};

use super::model::{
    Assignment, Closure, Contact, Discontinuation, Excuse, Referral, ReferralEvent, ReferralPerson,
};
use super::reasons::DeclineReason;
use crate::clock::never;
use crate::clocks::outreach::OutreachDuty;
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;

/// Locks a referral and with it all its rows.
pub(super) async fn referral_lock(tx: &Tx, id: ReferralId) -> Result<(), StoreError> {
    tx.lock(&statements::LOCK_REFERRAL, id.0).await
}

/// The referral, if the actor may see it; as it is, for services that decide on it.
pub(super) async fn referral_by_id(
    reader: &Reader,
    id: ReferralId,
) -> Result<Option<Referral>, StoreError> {
    let row = reader
        .select::<referral::Entity>()
        .filter(referral::Column::Id.eq(id))
        .one()
        .await?;
    row.map(referral_from_row).transpose()
}

/// Writes a new referral.
pub(super) async fn referral_insert(tx: &Tx, referral: &Referral) -> Result<(), StoreError> {
    match tx
        .insert(referral_to_row(referral)?.into_active_model())
        .await
    {
        // Two numbers alike, once in 35 million million: the transaction is tried again.
        Err(StoreError::Unique(name)) if name == "referral_number_unique" => Err(StoreError::Busy),
        other => other,
    }
}

/// Writes what acts change. The row is locked; a version that moved all the same is a conflict.
pub(super) async fn referral_apply(
    tx: &Tx,
    before: &Referral,
    after: &Referral,
) -> Result<(), StoreError> {
    let closure = after.closure.as_ref();
    let changed = tx
        .update_where::<referral::Entity>()
        .filter(referral::Column::Id.eq(before.id))
        .filter(referral::Column::LastEventSeq.eq(before.last_event_seq))
        .set(referral::Column::MemberId, after.member)
        .set(referral::Column::AssignedTo, after.assigned_to)
        .set(
            referral::Column::Restriction,
            after.restriction.map(sea_orm::ActiveEnum::into_value),
        )
        .set(referral::Column::IsHidden, after.is_hidden)
        .set(referral::Column::ConsentRevokedAt, after.consent_revoked_at)
        .set(
            referral::Column::Status,
            sea_orm::ActiveEnum::into_value(after.status),
        )
        .set(referral::Column::Version, after.version)
        .set(referral::Column::LastEventSeq, after.last_event_seq)
        .set(referral::Column::StatusChangedAt, after.status_changed_at)
        .set(
            referral::Column::ClosureReason,
            closure.map(|closure| closure.reason.as_str()),
        )
        .set(
            referral::Column::ClosureNote,
            closure.and_then(|closure| closure.note.clone()),
        )
        .set(
            referral::Column::ClosedAt,
            closure.map(|closure| closure.closed_at),
        )
        .set(referral::Column::ChosenProviderId, after.chosen_provider)
        .set(
            referral::Column::Naming,
            after
                .named
                .map(|(_, naming)| sea_orm::ActiveEnum::into_value(naming)),
        )
        .set(referral::Column::AnswerDueAt, after.answer_due_at)
        .set(referral::Column::IsDeclined, after.is_declined)
        .set(referral::Column::ClosedLoopAt, after.closed_loop_at)
        .run()
        .await?;
    one_row(changed)
}

/// The assignment, if the actor may see it.
pub(super) async fn assignment_by_id(
    reader: &Reader,
    id: AssignmentId,
) -> Result<Option<Assignment>, StoreError> {
    let row = reader
        .select::<assignment::Entity>()
        .filter(assignment::Column::Id.eq(id))
        .one()
        .await?;
    Ok(row.as_ref().map(assignment_from_row))
}

/// The assignment that lives, if there is one; services decide on it whoever acts.
pub(super) async fn assignment_live(
    reader: &Reader,
    referral: ReferralId,
) -> Result<Option<Assignment>, StoreError> {
    let row = reader
        .as_system("an act is decided on the assignment that lives, whoever acts")
        .select::<assignment::Entity>()
        .filter(assignment::Column::ReferralId.eq(referral))
        .filter(assignment::Column::EndedAt.is_null())
        .one()
        .await?;
    Ok(row.as_ref().map(assignment_from_row))
}

/// Whether the provider said yes to an assignment in words. An attempt or a start says it as well,
/// as long as it stands.
pub(super) async fn was_accepted(tx: &Tx, assignment: &Assignment) -> Result<bool, StoreError> {
    let system = tx.as_system("what turns out to be none is undone, whoever corrects it");
    let yes = system
        .select::<referral_event::Entity>()
        .filter(referral_event::Column::ReferralId.eq(assignment.referral))
        .filter(referral_event::Column::AssignmentId.eq(assignment.id))
        .filter(referral_event::Column::Kind.eq(EventKind::Accepted));
    Ok(yes.count().await? > 0)
}

/// Writes a new assignment.
pub(super) async fn assignment_insert(tx: &Tx, assignment: &Assignment) -> Result<(), StoreError> {
    tx.insert(assignment_to_row(assignment).into_active_model())
        .await
}

/// Writes what acts change, while the assignment lives.
pub(super) async fn assignment_apply(tx: &Tx, after: &Assignment) -> Result<(), StoreError> {
    let row = assignment_to_row(after);
    let changed = tx
        .update_where::<assignment::Entity>()
        .filter(assignment::Column::Id.eq(after.id))
        .filter(assignment::Column::EndedAt.is_null())
        .set(
            assignment::Column::Status,
            sea_orm::ActiveEnum::into_value(row.status),
        )
        .set(
            assignment::Column::Slot,
            sea_orm::ActiveEnum::into_value(row.slot),
        )
        .set(assignment::Column::AcceptedAt, row.accepted_at)
        .set(assignment::Column::FirstAttemptAt, row.first_attempt_at)
        .set(assignment::Column::NextDueAt, row.next_due_at)
        .set(assignment::Column::ServiceStartedAt, row.service_started_at)
        .set(assignment::Column::EndedAt, row.ended_at)
        .set(
            assignment::Column::EndReason,
            row.end_reason.map(sea_orm::ActiveEnum::into_value),
        )
        .set(
            assignment::Column::DiscontinuationReason,
            row.discontinuation_reason,
        )
        .set(assignment::Column::MovedTo, row.moved_to)
        .set(assignment::Column::DeclineReason, row.decline_reason)
        .set(assignment::Column::IsDisputed, row.is_disputed)
        .set(assignment::Column::ExcusedAt, row.excused_at)
        .set(assignment::Column::ExcusedBy, row.excused_by)
        .set(assignment::Column::Excuse, row.excuse)
        .set(assignment::Column::HeldUntil, row.held_until)
        .set(assignment::Column::AuthorizationId, row.authorization_id)
        .set(assignment::Column::IsUnpayable, row.is_unpayable)
        .run()
        .await?;
    one_row(changed)
}

/// Number of the entry that says which member it is. Every timeline keeps the place, used or not,
/// and it is always the right one: nothing but a closure can happen before.
pub(super) const CONFIRMATION_SEQ: i32 = 2;

/// One entry for the timeline.
#[derive(Debug, Clone)]
pub(super) struct NewEvent {
    pub(super) seq: i32,
    pub(super) kind: EventKind,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) assignment: Option<AssignmentId>,
    pub(super) reason: Option<String>,
    pub(super) note: Option<String>,
    /// The server did it by itself, for the plan.
    pub(super) by_server: bool,
    /// Where the act came from.
    pub(super) source: ActSource,
}

/// Writes entries of the timeline: by the actor of the transaction, or by the server itself.
pub(super) async fn events_insert(
    tx: &Tx,
    referral: &Referral,
    events: Vec<NewEvent>,
) -> Result<(), StoreError> {
    let account = tx.actor().as_person().map(|person| person.account);
    let organization: OrganizationId = tx.actor().organization().unwrap_or(referral.plan);
    let rows = events
        .into_iter()
        .map(|event| {
            referral_event::Model {
                referral_id: referral.id,
                seq: event.seq,
                kind: event.kind,
                occurred_at: event.occurred_at,
                recorded_at: tx.now(),
                account_id: account.filter(|_| !event.by_server),
                organization_id: if event.by_server {
                    referral.plan
                } else {
                    organization
                },
                assignment_id: event.assignment,
                reason: event.reason,
                note: event.note,
                source: event.source,
            }
            .into_active_model()
        })
        .collect();
    tx.insert_all(rows).await
}

/// Every row was locked, so anything but one changed row means that somebody did not lock.
fn one_row(changed: u64) -> Result<(), StoreError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Busy)
    }
}

fn referral_to_row(referral: &Referral) -> Result<referral::Model, StoreError> {
    let person = referral
        .person
        .clone()
        .ok_or_else(|| StoreError::Corrupt("a new referral names a person".to_owned()))?;
    let closure = referral.closure.clone();
    Ok(referral::Model {
        id: referral.id,
        number: referral.number.clone(),
        plan_id: referral.plan,
        referrer_id: referral.referrer,
        referred_by: referral.referred_by,
        contact_name: referral.contact.name.clone(),
        contact_reach: referral.contact.reach.clone(),
        service: referral.service.to_string(),
        urgency: referral.urgency,
        county_fips: referral.county.map(|county| county.to_string()),
        zip: referral.zip.map(|zip| zip.to_string()),
        person_first_name: person.first_name,
        person_last_name: person.last_name,
        person_birth_on: person.birth_on,
        person_cin: person.cin.map(|cin| cin.to_string()),
        person_phone: person.phone,
        needs: referral.needs.clone(),
        member_id: referral.member,
        status: referral.status,
        version: referral.version,
        last_event_seq: referral.last_event_seq,
        received_at: referral.received_at,
        status_changed_at: referral.status_changed_at,
        closure_reason: closure.as_ref().map(|closure| closure.reason.to_string()),
        closed_at: closure.as_ref().map(|closure| closure.closed_at),
        closure_note: closure.and_then(|closure| closure.note),
        assigned_to: referral.assigned_to,
        restriction: referral.restriction,
        is_hidden: referral.is_hidden,
        consent_revoked_at: referral.consent_revoked_at,
        follows_id: referral.follows,
        intake_id: referral.intake,
        needed_by: referral.needed_by,
        chosen_provider_id: referral.chosen_provider,
        named_provider_id: referral.named.map(|(provider, _)| provider),
        naming: referral.named.map(|(_, naming)| naming),
        answer_due_at: referral.answer_due_at,
        is_declined: referral.is_declined,
        closed_loop_at: referral.closed_loop_at,
    })
}

pub(super) fn referral_from_row(row: referral::Model) -> Result<Referral, StoreError> {
    let unreadable = |column: &str| StoreError::Corrupt(format!("referral.{column}"));
    let closure = match (row.closure_reason, row.closed_at) {
        (Some(reason), Some(closed_at)) => Some(Closure {
            reason: reason.parse().map_err(|_| unreadable("closure_reason"))?,
            note: row.closure_note,
            closed_at,
        }),
        _ => None,
    };
    Ok(Referral {
        id: row.id,
        number: row.number,
        plan: row.plan_id,
        referrer: row.referrer_id,
        referred_by: row.referred_by,
        contact: Contact {
            name: row.contact_name,
            reach: row.contact_reach,
        },
        service: row.service.parse().map_err(|_| unreadable("service"))?,
        urgency: row.urgency,
        county: row
            .county_fips
            .map(|county| county.parse())
            .transpose()
            .map_err(|_| unreadable("county_fips"))?,
        zip: row
            .zip
            .map(|zip| zip.parse())
            .transpose()
            .map_err(|_| unreadable("zip"))?,
        person: Some(ReferralPerson {
            first_name: row.person_first_name,
            last_name: row.person_last_name,
            birth_on: row.person_birth_on,
            cin: row
                .person_cin
                .map(|cin| cin.parse())
                .transpose()
                .map_err(|_| unreadable("person_cin"))?,
            phone: row.person_phone,
        }),
        needs: row.needs,
        member: row.member_id,
        status: row.status,
        version: row.version,
        last_event_seq: row.last_event_seq,
        received_at: row.received_at,
        status_changed_at: row.status_changed_at,
        closure,
        assigned_to: row.assigned_to,
        restriction: row.restriction,
        is_hidden: row.is_hidden,
        consent_revoked_at: row.consent_revoked_at,
        follows: row.follows_id,
        intake: row.intake_id,
        needed_by: row.needed_by,
        chosen_provider: row.chosen_provider_id,
        named: row.named_provider_id.zip(row.naming),
        answer_due_at: row.answer_due_at,
        is_declined: row.is_declined,
        closed_loop_at: row.closed_loop_at,
        is_withheld: false,
    })
}

fn assignment_to_row(assignment: &Assignment) -> assignment::Model {
    let owed = assignment.duty().filter(OutreachDuty::is_owed);
    let excuse = assignment.excuse.clone();
    assignment::Model {
        id: assignment.id,
        referral_id: assignment.referral,
        plan_id: assignment.plan,
        provider_id: assignment.provider,
        member_id: assignment.member,
        pool_id: assignment.pool,
        status: assignment.status,
        slot: assignment.slot,
        assigned_at: assignment.assigned_at,
        assigned_by: assignment.assigned_by,
        accepted_at: assignment.accepted_at,
        outreach_due_at: assignment.outreach_due_at,
        first_attempt_at: assignment.first_attempt_at,
        next_due_at: owed.map_or_else(never, |duty| duty.due_at),
        service_started_at: assignment.service_started_at,
        ended_at: assignment.ended.map(|(at, _)| at),
        end_reason: assignment.ended.map(|(_, reason)| reason),
        is_restricted: assignment.is_restricted,
        discontinuation_reason: assignment
            .discontinuation
            .as_ref()
            .map(|why| why.reason.to_string()),
        moved_to: assignment
            .discontinuation
            .as_ref()
            .and_then(|why| why.moved_to.clone()),
        decline_reason: assignment.decline.map(|reason| reason.code().to_owned()),
        is_disputed: assignment.is_disputed,
        follow_up_attempts: assignment.follow_up.map(|(attempts, _)| attempts),
        follow_up_until: assignment.follow_up.map(|(_, until)| until),
        excused_at: excuse.as_ref().map(|excuse| excuse.excused_at),
        excused_by: excuse.as_ref().map(|excuse| excuse.excused_by),
        excuse: excuse.map(|excuse| excuse.reason),
        // Only a held place can lapse.
        held_until: assignment
            .held_until
            .filter(|_| assignment.slot == SlotState::Held),
        authorization_id: assignment.authorization,
        is_unpayable: assignment.is_unpayable,
    }
}

pub(super) fn assignment_from_row(row: &assignment::Model) -> Assignment {
    // Codes were written by this program; one that a later version wrote is not known here.
    let reason = row.discontinuation_reason.as_deref();
    let discontinuation = reason
        .and_then(|code| code.parse().ok())
        .map(|reason| Discontinuation {
            reason,
            moved_to: row.moved_to.clone(),
        });
    Assignment {
        id: row.id,
        referral: row.referral_id,
        plan: row.plan_id,
        provider: row.provider_id,
        member: row.member_id,
        pool: row.pool_id,
        status: row.status,
        slot: row.slot,
        assigned_at: row.assigned_at,
        assigned_by: row.assigned_by,
        accepted_at: row.accepted_at,
        outreach_due_at: row.outreach_due_at,
        first_attempt_at: row.first_attempt_at,
        service_started_at: row.service_started_at,
        ended: row.ended_at.zip(row.end_reason),
        is_restricted: row.is_restricted,
        discontinuation,
        decline: row
            .decline_reason
            .as_deref()
            .and_then(DeclineReason::from_code),
        is_disputed: row.is_disputed,
        follow_up: row.follow_up_attempts.zip(row.follow_up_until),
        excuse: excuse_from_row(row),
        held_until: row.held_until,
        authorization: row.authorization_id,
        is_unpayable: row.is_unpayable,
    }
}

fn excuse_from_row(row: &assignment::Model) -> Option<Excuse> {
    Some(Excuse {
        excused_at: row.excused_at?,
        excused_by: row.excused_by?,
        reason: row.excuse.clone()?,
    })
}

pub(super) fn event_from_row(row: referral_event::Model) -> ReferralEvent {
    ReferralEvent {
        seq: row.seq,
        kind: row.kind,
        occurred_at: row.occurred_at,
        recorded_at: row.recorded_at,
        organization: row.organization_id,
        account: row.account_id,
        reason: row.reason,
        note: row.note,
        source: row.source,
    }
}

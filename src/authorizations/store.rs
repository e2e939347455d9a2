//! The tables of the area.

use chrono::NaiveDate;
use entity::types::{
    AuthorizationEventKind, AuthorizationId, AuthorizationStatus, MemberId, OrganizationId,
    ReferralId,
};
use entity::{
    authorization_answer, authorization_attachment, authorization_diagnosis, authorization_event,
    authorization_question, reviewer_competence, service_authorization,
};
use sea_orm::{ActiveEnum, ColumnTrait, Condition, IntoActiveModel, Order};

use super::announced::Announced;
pub(crate) use super::details::details_of;
use super::model::{Asked, Authorization, Criterion, Decided, Details, Grant, GrantedException};
use crate::clock::never;
use crate::clocks::authorization::Limits;
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;
use crate::reference::ServiceCode;

/// What a competence is for where it is for all services.
const ALL: &str = "";

/// Locks an authorization and with it all its rows.
pub(crate) async fn authorization_lock(tx: &Tx, id: AuthorizationId) -> Result<(), StoreError> {
    tx.lock(&statements::authorizations::LOCK, id.0).await
}

/// The authorization, if the actor may see it.
pub(crate) async fn authorization_by_id(
    reader: &Reader,
    id: AuthorizationId,
) -> Result<Option<Authorization>, StoreError> {
    let row = reader
        .select::<service_authorization::Entity>()
        .filter(service_authorization::Column::Id.eq(id))
        .one()
        .await?;
    row.map(from_row).transpose()
}

/// What waits for a decision on a referral, whoever acts.
pub(crate) async fn pending_of(
    reader: &Reader,
    referral: ReferralId,
) -> Result<Option<Authorization>, StoreError> {
    let row = reader
        .as_system("whether a request waits decides acts of those who may not see it")
        .select::<service_authorization::Entity>()
        .filter(service_authorization::Column::ReferralId.eq(referral))
        .filter(service_authorization::Column::Status.eq(AuthorizationStatus::Pending))
        .one()
        .await?;
    row.map(from_row).transpose()
}

/// What a plan pays for a member's service on a day, the one that ends first first; whoever acts.
/// Those that are used up are not among them.
pub(crate) async fn covering(
    reader: &Reader,
    (plan, records, service): (OrganizationId, &[MemberId], ServiceCode),
    day: NaiveDate,
) -> Result<Vec<Authorization>, StoreError> {
    use service_authorization::Column;
    let rows = reader
        .as_system("what a plan pays for decides acts of those who may not see it")
        .select::<service_authorization::Entity>()
        .filter(Column::MemberId.is_in(records.iter().copied()))
        .filter(Column::Service.eq(service.as_str()))
        .filter(Column::UntilOn.gte(day))
        .filter(Column::FromOn.lte(day))
        .filter(Column::PlanId.eq(plan))
        .filter(Column::Status.ne(AuthorizationStatus::Void))
        .order_by(Column::UntilOn, Order::Asc)
        .order_by(Column::Id, Order::Asc)
        .all()
        .await?;
    let found: Result<Vec<_>, _> = rows.into_iter().map(from_row).collect();
    Ok(found?
        .into_iter()
        .filter(|one| one.covers(day) && one.units_left() != Some(0))
        .collect())
}

/// What was granted to a person for services that share limits, in the order of granting; of all
/// plans, whoever asks.
pub(super) async fn granted_to(
    reader: &Reader,
    records: &[MemberId],
    services: &[ServiceCode],
) -> Result<Vec<Authorization>, StoreError> {
    use service_authorization::Column;
    let rows = reader
        .as_system("what was granted counts against limits, whoever granted it")
        .select::<service_authorization::Entity>()
        .filter(Column::MemberId.is_in(records.iter().copied()))
        .filter(Column::Service.is_in(services.iter().map(|service| service.as_str())))
        .filter(Column::FromOn.is_not_null())
        .order_by(Column::DecidedAt, Order::Asc)
        .order_by(Column::Id, Order::Asc)
        .all()
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Writes a new request with all that belongs to it.
pub(crate) async fn authorization_insert(
    tx: &Tx,
    new: &Authorization,
    details: &Details,
) -> Result<(), StoreError> {
    match tx.insert(to_row(new).into_active_model()).await {
        // Two numbers alike, once in 35 million million: the transaction is tried again.
        Err(StoreError::Unique(name)) if name == "service_authorization_number_unique" => {
            return Err(StoreError::Busy);
        }
        other => other?,
    }
    criteria_set(tx, new.id, &details.criteria).await?;
    let diagnoses = (1..).zip(&details.diagnoses).map(|(position, code)| {
        authorization_diagnosis::Model {
            authorization_id: new.id,
            position,
            code: code.clone(),
        }
        .into_active_model()
    });
    tx.insert_all(diagnoses.collect()).await?;
    attachments_add(tx, new.id, 0, &details.attachments).await
}

/// Writes answers to criteria; one that was answered before is answered anew.
pub(crate) async fn criteria_set(
    tx: &Tx,
    id: AuthorizationId,
    criteria: &[Criterion],
) -> Result<(), StoreError> {
    for one in criteria {
        let key = [id.into(), one.code.as_str().into()];
        tx.change(&statements::authorizations::ANSWER_DELETE, key)
            .await?;
    }
    let by = tx.actor().as_person().map(|person| person.account);
    let rows = criteria.iter().map(|one| {
        authorization_answer::Model {
            authorization_id: id,
            criterion: one.code.clone(),
            answer: one.answer,
            note: one.note.clone(),
            answered_at: one.answered_at,
            answered_by: by,
        }
        .into_active_model()
    });
    tx.insert_all(rows.collect()).await
}

/// Adds documents after those that are there.
pub(crate) async fn attachments_add(
    tx: &Tx,
    id: AuthorizationId,
    there: usize,
    more: &[(String, String)],
) -> Result<(), StoreError> {
    let first = i32::try_from(there).unwrap_or(i32::MAX - 100) + 1;
    let by = tx.actor().as_person().map(|person| person.account);
    let rows = (first..).zip(more).map(|(position, (title, reference))| {
        authorization_attachment::Model {
            authorization_id: id,
            position,
            title: title.clone(),
            reference: reference.clone(),
            added_at: tx.now(),
            added_by: by,
        }
        .into_active_model()
    });
    tx.insert_all(rows.collect()).await
}

/// Writes that the plan asked for more.
pub(crate) async fn question_insert(
    tx: &Tx,
    id: AuthorizationId,
    position: i32,
    question: &str,
) -> Result<(), StoreError> {
    let row = authorization_question::Model {
        authorization_id: id,
        position,
        question: question.to_owned(),
        asked_at: tx.now(),
        asked_by: tx.actor().as_person().map(|person| person.account),
        answer: None,
        answered_at: None,
        answered_by: None,
    };
    tx.insert(row.into_active_model()).await
}

/// Writes the answer to the question that is open.
pub(crate) async fn question_answer(
    tx: &Tx,
    id: AuthorizationId,
    answer: &str,
) -> Result<(), StoreError> {
    let by = tx.actor().as_person().map(|person| person.account.0);
    let values = [id.into(), answer.into(), tx.now().into(), by.into()];
    tx.change(&statements::authorizations::ANSWER_QUESTION, values)
        .await?;
    Ok(())
}

/// Adds to the history.
pub(crate) async fn event_insert(
    tx: &Tx,
    of: &mut Authorization,
    kind: AuthorizationEventKind,
    (reason, note): (Option<&str>, Option<&str>),
) -> Result<(), StoreError> {
    of.last_event += 1;
    let person = tx.actor().as_person();
    let row = authorization_event::Model {
        authorization_id: of.id,
        seq: of.last_event,
        kind,
        occurred_at: tx.now(),
        account_id: person.map(|person| person.account),
        organization_id: tx.actor().organization().unwrap_or(of.plan),
        reason: reason.map(str::to_owned),
        note: note.map(str::to_owned),
    };
    tx.insert(row.into_active_model()).await
}

/// Writes what acts change. The row is locked; a version that moved all the same is a conflict.
pub(crate) async fn authorization_apply(
    tx: &Tx,
    before: i32,
    after: &Authorization,
) -> Result<(), StoreError> {
    use service_authorization::Column;
    let row = to_row(after);
    let changed = tx
        .update_where::<service_authorization::Entity>()
        .filter(Column::Id.eq(after.id))
        .filter(Column::Version.eq(before))
        .set(Column::Status, row.status.into_value())
        .set(Column::Version, row.version)
        .set(Column::MemberId, row.member_id)
        .set(Column::ProviderId, row.provider_id)
        .set(Column::InformationAt, row.information_at)
        .set(Column::DueByInformation, row.due_by_information)
        .set(Column::DueByRequest, row.due_by_request)
        .set(Column::DueAt, row.due_at)
        .set(Column::ExtendedAt, row.extended_at)
        .set(Column::ExtensionReason, row.extension_reason)
        .set(Column::Units, row.units)
        .set(Column::Cents, row.cents)
        .set(Column::FromOn, row.from_on)
        .set(Column::UntilOn, row.until_on)
        .set(Column::UnclippedUntilOn, row.unclipped_until_on)
        .set(Column::AnnouncedUnits, row.announced_units)
        .set(Column::AnnouncedCents, row.announced_cents)
        .set(Column::AnnouncedFromOn, row.announced_from_on)
        .set(
            Column::ProposedStatus,
            row.proposed_status.map(ActiveEnum::into_value),
        )
        .set(Column::ProposedBy, row.proposed_by)
        .set(
            Column::ExceptionGround,
            row.exception_ground.map(ActiveEnum::into_value),
        )
        .set(Column::ExceptionReason, row.exception_reason)
        .set(Column::ExceptionEvidence, row.exception_evidence)
        .set(Column::DecidedAt, row.decided_at)
        .set(Column::DecidedBy, row.decided_by)
        .set(Column::DecisionReason, row.decision_reason)
        .set(Column::DecisionNote, row.decision_note)
        .set(Column::LastEventSeq, row.last_event_seq)
        .run()
        .await?;
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Busy)
    }
}

/// Whether a reviewer of the plan was marked competent for the service.
pub(crate) async fn is_competent(tx: &Tx, service: ServiceCode) -> Result<bool, StoreError> {
    use reviewer_competence::Column;
    let Some(person) = tx.actor().as_person() else {
        return Ok(false);
    };
    let rows = tx
        .select::<reviewer_competence::Entity>()
        .filter(Column::AccountId.eq(person.account))
        .filter(
            Condition::any()
                .add(Column::Service.eq(service.as_str()))
                .add(Column::Service.eq(ALL)),
        );
    Ok(rows.count().await? > 0)
}

fn to_row(of: &Authorization) -> service_authorization::Model {
    let decided = of.decided.clone();
    let (extended_at, extension_reason) = of.extended.clone().unzip();
    let (proposed_status, proposed_by) = of.proposed.unzip();
    service_authorization::Model {
        id: of.id,
        number: of.number.clone(),
        plan_id: of.plan,
        member_id: of.member,
        referral_id: of.referral,
        provider_id: of.provider,
        service: of.service.to_string(),
        procedure_code: of.procedure.as_ref().map(ToString::to_string),
        county_fips: of.county.map(|county| county.to_string()),
        kind: of.kind,
        status: of.status,
        version: of.version,
        requested_by: of.asked.by,
        requested_account: of.asked.account,
        requested_at: of.asked.at,
        asked_units: of.asked.units,
        asked_cents: of.asked.cents,
        asked_from_on: of.asked.from_on,
        asked_until_on: of.asked.until_on,
        comment: of.asked.comment.clone(),
        standard_business_days: of.limits.business_days,
        standard_calendar_days: of.limits.calendar_days,
        clock_hours: of.limits.hours,
        extension_days: of.limits.extension_days,
        extension_from_receipt: of.limits.extension_from_receipt,
        pauses_for_information: of.limits.pauses_for_information,
        information_at: of.information_at,
        due_by_information: of.due_by_information,
        due_by_request: of.due_by_request,
        // What stands still because something is lacking sorts last.
        due_at: (of.status == AuthorizationStatus::Pending)
            .then(|| of.due_at.unwrap_or_else(never)),
        extended_at,
        extension_reason,
        units: of.granted.and_then(|grant| grant.units),
        cents: of.granted.and_then(|grant| grant.cents),
        from_on: of.granted.map(|grant| grant.from_on),
        until_on: of.granted.map(|grant| grant.until_on),
        unclipped_until_on: of.unclipped_until_on,
        announced_units: of.announced.and_then(|announced| announced.units),
        announced_cents: of.announced.and_then(|announced| announced.cents),
        announced_from_on: of.announced.map(|announced| announced.from_on),
        used_units: of.used_units,
        used_cents: of.used_cents,
        last_entry: of.last_entry,
        proposed_status,
        proposed_by,
        decided_at: decided.as_ref().map(|decided| decided.at),
        decided_by: decided.as_ref().and_then(|decided| decided.by),
        decision_reason: decided.as_ref().and_then(|decided| decided.reason.clone()),
        decision_note: decided.and_then(|decided| decided.note),
        exception_ground: of.exception.as_ref().map(|one| one.ground),
        exception_reason: of.exception.as_ref().map(|one| one.reason.clone()),
        exception_evidence: of.exception.as_ref().map(|one| one.evidence.clone()),
        renews_id: of.renews,
        is_restricted: of.is_restricted,
        last_event_seq: of.last_event,
    }
}

pub(super) fn from_row(row: service_authorization::Model) -> Result<Authorization, StoreError> {
    let unreadable = |column: &str| StoreError::Corrupt(format!("service_authorization.{column}"));
    let procedure = row.procedure_code.map(|code| code.parse());
    let county = row.county_fips.map(|county| county.parse());
    let granted = row
        .from_on
        .zip(row.until_on)
        .map(|(from_on, until_on)| Grant {
            units: row.units,
            cents: row.cents,
            from_on,
            until_on,
        });
    let announced = row.announced_from_on.map(|from_on| Announced {
        units: row.announced_units,
        cents: row.announced_cents,
        from_on,
    });
    let decided = row.decided_at.map(|at| Decided {
        at,
        by: row.decided_by,
        reason: row.decision_reason,
        note: row.decision_note,
    });
    let exception = match (
        row.exception_ground,
        row.exception_reason,
        row.exception_evidence,
    ) {
        (Some(ground), Some(reason), Some(evidence)) => Some(GrantedException {
            ground,
            reason,
            evidence,
        }),
        _ => None,
    };
    Ok(Authorization {
        id: row.id,
        number: row.number,
        plan: row.plan_id,
        member: row.member_id,
        referral: row.referral_id,
        provider: row.provider_id,
        service: row.service.parse().map_err(|_| unreadable("service"))?,
        procedure: procedure
            .transpose()
            .map_err(|_| unreadable("procedure_code"))?,
        county: county.transpose().map_err(|_| unreadable("county_fips"))?,
        kind: row.kind,
        status: row.status,
        version: row.version,
        asked: Asked {
            by: row.requested_by,
            account: row.requested_account,
            at: row.requested_at,
            units: row.asked_units,
            cents: row.asked_cents,
            from_on: row.asked_from_on,
            until_on: row.asked_until_on,
            comment: row.comment,
        },
        limits: Limits {
            business_days: row.standard_business_days,
            calendar_days: row.standard_calendar_days,
            hours: row.clock_hours,
            extension_days: row.extension_days,
            extension_from_receipt: row.extension_from_receipt,
            pauses_for_information: row.pauses_for_information,
        },
        information_at: row.information_at,
        due_by_information: row.due_by_information,
        due_by_request: row.due_by_request,
        due_at: row.due_at.filter(|at| *at < never()),
        extended: row.extended_at.zip(row.extension_reason),
        granted,
        unclipped_until_on: row.unclipped_until_on,
        announced,
        used_units: row.used_units,
        used_cents: row.used_cents,
        proposed: row.proposed_status.zip(row.proposed_by),
        decided,
        exception,
        renews: row.renews_id,
        is_restricted: row.is_restricted,
        is_outline: false,
        last_entry: row.last_entry,
        last_event: row.last_event_seq,
    })
}

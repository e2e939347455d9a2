//! What the plan authorizes as it starts. At the plan of source S0 ECM needs no prior authorization
//! since 2023; the plan issues one at enrolment all the same, and what is billed stands on it (domain
//! notes, section 2.2). A renewal is asked for as any other.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    AuthorizationEntryKind, AuthorizationEventKind, AuthorizationId, AuthorizationKind,
    AuthorizationStatus, EventKind, MemberId,
};

use super::draw::draw_by_in;
use super::request::{Subject, fresh};
use super::steps;
use crate::authorizations::limits::Weight;
use crate::authorizations::rules::{WishFor, check_wish};
use crate::authorizations::{
    Authorization, Decided, Details, Wish, ledger, store as authorizations, usage,
};
use crate::clock::day_of;
use crate::db::Tx;
use crate::error::StoreError;
use crate::members::{self, person::person_of};
use crate::policies::AuthorizationPolicy;
use crate::reference::Reference;
use crate::referrals::act::Opened;
use crate::referrals::model::{Assignment, Referral};

/// A service that starts draws on what the plan authorized for that day; where nothing covers it and
/// the plan's policy says so, the plan's authorization is issued and drawn on at once.
pub(in crate::referrals) async fn cover_in(
    tx: &Tx,
    policy: &AuthorizationPolicy,
    (open, live): (&mut Opened, &mut Assignment),
    started_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let on = day_of(started_at);
    let before = live.authorization;
    if draw_by_in(tx, policy, (&open.referral, live), on).await? || !policy.is_granted_at_start {
        return Ok(());
    }
    if let Some(before) = before {
        give_way_in(tx, before).await?;
    }
    if issue_in(tx, policy, (&open.referral, live), on).await? {
        // Before the start itself: it is what the start draws on.
        open.log_by_server(EventKind::Authorized, Some(live));
        open.because(AuthorizationStatus::Approved.code(), None);
        draw_by_in(tx, policy, (&open.referral, live), on).await?;
    }
    Ok(())
}

/// What was issued for a start that was on another day never counted, where nothing is used of it.
async fn give_way_in(tx: &Tx, id: AuthorizationId) -> Result<(), StoreError> {
    let system = tx.acting_as_system("what the plan issued by itself it takes back by itself");
    authorizations::authorization_lock(&system, id).await?;
    let Some(mut of) = authorizations::authorization_by_id(&system, id).await? else {
        return Ok(());
    };
    let is_issued = of.status == AuthorizationStatus::Approved
        && of
            .decided
            .as_ref()
            .is_some_and(|decided| decided.by.is_none());
    if !is_issued || of.used_units > 0 || of.used_cents > 0 {
        return Ok(());
    }
    let version = of.version;
    of.status = AuthorizationStatus::Void;
    of.version += 1;
    let voided = AuthorizationEventKind::Voided;
    authorizations::event_insert(&system, &mut of, voided, (Some("START_CORRECTED"), None)).await?;
    authorizations::authorization_apply(&system, version, &of).await?;
    let kind = AuthorizationEntryKind::Voided;
    ledger::grant_in(&system, id, kind, ledger::change(of.granted, of.granted)).await?;
    steps::cancel_in(&system, id).await
}

/// Issues what the plan usually grants, from the day of the start. Not beyond a limit of the service:
/// that takes a reviewer and an exception.
async fn issue_in(
    tx: &Tx,
    policy: &AuthorizationPolicy,
    (referral, live): (&Referral, &Assignment),
    on: NaiveDate,
) -> Result<bool, StoreError> {
    let system = tx.acting_as_system("the plan authorizes what starts, whoever starts it");
    let subject = Subject {
        plan: live.plan,
        member: Some(live.member),
        referral: Some(live.referral),
        service: referral.service,
        county: referral.county,
        provider: Some(live.provider),
        is_restricted: referral.restriction.is_some(),
    };
    let kind = AuthorizationKind::Prior;
    let wish = Wish {
        from_on: Some(on),
        ..Wish::default()
    };
    let wish_for = WishFor {
        service: referral.service,
        kind,
        policy,
        // The day of the start is the day on which it is granted, even if it is told later.
        today: on,
    };
    let checked = check_wish(&wish, wish_for, Reference::embedded())
        .map_err(|_| StoreError::Corrupt("a plan's usual grant can be asked for".to_owned()))?;
    let id = AuthorizationId(tx.op().new_id());
    let mut of = fresh(&system, id, (&subject, kind), policy, checked);
    if exceeds_in(&system, &of, live.member).await? {
        return Ok(false);
    }
    of.status = AuthorizationStatus::Approved;
    of.granted = Some(of.asked.grant());
    of.information_at = Some(of.asked.at);
    of.decided = Some(Decided {
        at: tx.now(),
        by: None,
        reason: None,
        note: None,
    });
    of.last_event = 1;
    authorizations::authorization_insert(&system, &of, &Details::default()).await?;
    of.last_event = 0;
    let approved = AuthorizationEventKind::Approved;
    authorizations::event_insert(&system, &mut of, approved, (Some("SERVICE_STARTED"), None))
        .await?;
    let granted = AuthorizationEntryKind::Granted;
    let units = of.asked.units.unwrap_or_default();
    ledger::grant_in(&system, of.id, granted, (units, 0)).await?;
    steps::plan_in(&system, &of, policy).await?;
    Ok(true)
}

/// Whether the usual grant would go beyond a limit of the service. Whoever grants holds all records of
/// the person, as a reviewer does.
async fn exceeds_in(system: &Tx, of: &Authorization, member: MemberId) -> Result<bool, StoreError> {
    let person = person_of(system, member).await?;
    for record in person.all_ids() {
        members::store::member_lock(system, record).await?;
    }
    let found = usage::check_in(system, (of, of.asked.grant()), &person, None).await?;
    let refuses = |weight| weight == Weight::Refuses;
    Ok(found.findings.iter().any(|finding| refuses(finding.weight)))
}

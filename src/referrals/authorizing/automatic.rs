//! A referral that its plan has to authorize first asks by itself; and which member it is about is told
//! to the request that waits.

use chrono::{DateTime, Utc};
use entity::types::{AuthorizationId, AuthorizationKind, Urgency};

use super::request::{New, Subject, fresh, write_in};
use crate::authorizations::rules::{WishFor, check_wish};
use crate::authorizations::{Details, Wish, store as authorizations};
use crate::db::Tx;
use crate::error::StoreError;
use crate::policies::AuthorizationPolicy;
use crate::reference::Reference;
use crate::referrals::model::Referral;

/// A referral that its plan has to authorize first asks by itself: the intake is the request, and what
/// it does not say is filled in later. The referral is written.
pub(in crate::referrals) async fn ask_for_in(
    tx: &Tx,
    referral: &Referral,
    policy: AuthorizationPolicy,
    asked_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let kind = match referral.urgency {
        Urgency::Routine => AuthorizationKind::Prior,
        Urgency::Urgent => AuthorizationKind::Expedited,
    };
    let subject = Subject {
        plan: referral.plan,
        member: referral.member,
        referral: Some(referral.id),
        service: referral.service,
        county: referral.county,
        provider: None,
        is_restricted: referral.restriction.is_some(),
    };
    let reference = Reference::embedded();
    let today = tx.op().today();
    let wish_for = WishFor {
        service: referral.service,
        kind,
        policy: &policy,
        today,
    };
    let checked = check_wish(&Wish::default(), wish_for, reference)
        .map_err(|_| StoreError::Corrupt("a plan's usual grant can be asked for".to_owned()))?;
    let system = tx.acting_as_system("a referral asks for the plan, whoever entered it");
    let id = AuthorizationId(tx.op().new_id());
    let mut of = fresh(&system, id, (&subject, kind), &policy, checked);
    of.asked.at = asked_at;
    let new = New {
        of,
        details: Details::default(),
        policy,
        reference,
    };
    write_in(&system, new).await?;
    Ok(())
}

/// The plan says which member a referral is about, and the request that waits for it is for them;
/// gives whether there is one.
pub(in crate::referrals) async fn confirm_in(
    tx: &Tx,
    referral: &Referral,
) -> Result<bool, StoreError> {
    let Some(mut pending) = authorizations::pending_of(tx, referral.id).await? else {
        return Ok(false);
    };
    authorizations::authorization_lock(tx, pending.id).await?;
    let version = pending.version;
    pending.member = referral.member;
    pending.is_restricted = referral.restriction.is_some();
    pending.version += 1;
    authorizations::authorization_apply(tx, version, &pending).await?;
    Ok(true)
}

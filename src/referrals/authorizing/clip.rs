//! The end of an enrolment clips what the plan granted: it pays for nothing after the last day. Where
//! the enrolment is reinstated without a gap, what was granted holds as before.

use chrono::NaiveDate;
use entity::types::{AuthorizationEventKind, LifeCause, MemberId, NoticeKind};

use super::steps;
use crate::authorizations::{Authorization, Grant, person, store as authorizations};
use crate::db::Tx;
use crate::error::StoreError;
use crate::notices::NoticeDraft;
use crate::policies::authorization_store;

/// Clips what reaches beyond the last day of a locked person. What begins after that day is left: its
/// plan may void it, and nobody gets a referral on it while the person is not enrolled.
pub(in crate::referrals) async fn clip_in(
    system: &Tx,
    records: &[MemberId],
    (cause, last_on): (LifeCause, NaiveDate),
) -> Result<(), StoreError> {
    for of in person::reaching_beyond(system, records, last_on).await? {
        let Some(grant) = of.granted.filter(|grant| grant.from_on <= last_on) else {
            continue;
        };
        let changed = Authorization {
            granted: Some(Grant {
                until_on: last_on,
                ..grant
            }),
            unclipped_until_on: of.unclipped_until_on.or(Some(grant.until_on)),
            ..of
        };
        let kind = AuthorizationEventKind::Clipped;
        write_in(system, changed, kind, cause.code()).await?;
    }
    Ok(())
}

/// What was clipped at that end holds as before. `is_seamless` says of a last day whether no day is
/// missing since.
pub(in crate::referrals) async fn unclip_in(
    system: &Tx,
    records: &[MemberId],
    is_seamless: impl Fn(NaiveDate) -> bool + Send,
) -> Result<(), StoreError> {
    for of in person::clipped(system, records).await? {
        let (Some(grant), Some(until_on)) = (of.granted, of.unclipped_until_on) else {
            continue;
        };
        if !is_seamless(grant.until_on) {
            continue;
        }
        let changed = Authorization {
            granted: Some(Grant { until_on, ..grant }),
            unclipped_until_on: None,
            ..of
        };
        let kind = AuthorizationEventKind::Unclipped;
        write_in(system, changed, kind, "REINSTATED").await?;
    }
    Ok(())
}

/// Writes it under its lock, plans its steps anew and tells who serves by it.
async fn write_in(
    system: &Tx,
    mut of: Authorization,
    kind: AuthorizationEventKind,
    reason: &str,
) -> Result<(), StoreError> {
    authorizations::authorization_lock(system, of.id).await?;
    let version = of.version;
    of.version += 1;
    authorizations::event_insert(system, &mut of, kind, (Some(reason), None)).await?;
    // What changed it before the lock was taken conflicts here, and the act is tried again.
    authorizations::authorization_apply(system, version, &of).await?;
    let terms = (of.plan, of.service, of.county);
    let today = system.op().today();
    let policy = authorization_store::authorization_policy_on(system, terms, today).await?;
    steps::plan_in(system, &of, &policy).await?;
    if let Some(organization) = of.provider {
        system.queue(NoticeDraft {
            organization,
            kind: NoticeKind::AuthorizationChanged,
            referral: of.referral,
            assignment: None,
            member: of.member.filter(|_| of.referral.is_none()),
            is_for_lead: false,
            occurred_at: system.now(),
        });
    }
    Ok(())
}

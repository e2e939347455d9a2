//! Whom an assignment serves: the member, locked, and whether a provider may reach out to them.

use entity::types::{MemberId, Restriction};

use super::act::Opened;
use super::consent;
use super::error::{AssignRefusal, ReferralError};
use super::triage::{Finding, triage_in};
use crate::db::Tx;
use crate::error::Failure;
use crate::members::{self, Member};
use crate::refusal::Refusal;

/// Whom an assignment serves.
pub(super) struct Served {
    /// The record that the referral came for.
    pub(super) record: MemberId,
    /// The record to work with: another, where the two turned out to be one person.
    pub(super) member: Member,
    /// What speaks against it.
    pub(super) findings: Vec<Finding>,
}

/// Whom the referral is about, by all records of them: they may be contacted, by what each record
/// says. The records are locked, so that two referrals for one need are sorted one after the other.
pub(super) async fn served_in(
    tx: &Tx,
    open: &Opened,
) -> Result<Served, ReferralError<AssignRefusal>> {
    let record = open.referral.member.ok_or(Failure::NotFound)?;
    let came_for = members::store::member_locked(tx, record).await?;
    let came_for = came_for.ok_or(Failure::NotFound)?;
    may_be_contacted_in(tx, open, &came_for).await?;
    if let Some(kept) = came_for.merged_into {
        members::store::member_lock(tx, kept).await?;
    }
    let member = members::merge::kept_of(tx, came_for).await?;
    if member.id != record {
        may_be_contacted_in(tx, open, &member).await?;
    }
    let mut findings = triage_in(tx, &[&open.referral]).await?;
    Ok(Served {
        record,
        member,
        findings: findings.remove(&open.referral.id).unwrap_or_default(),
    })
}

/// Whether a provider may reach out to the member about this.
async fn may_be_contacted_in(
    tx: &Tx,
    open: &Opened,
    member: &Member,
) -> Result<(), ReferralError<AssignRefusal>> {
    let safe = member.safe_contact.as_ref();
    if safe.is_some_and(|safe| safe.no_contact_since.is_some()) {
        return Err(Failure::Refused(vec![Refusal::new(
            AssignRefusal::NoContact,
            "This member must not be contacted now. Settle with the member how a provider may \
             reach them, set it as their safe contact, then assign.",
        )]));
    }
    let needs_consent = open.referral.restriction == Some(Restriction::Part2);
    if needs_consent && consent::in_force(tx, open.referral.id).await?.is_none() {
        return Err(Failure::Refused(vec![Refusal::new(
            AssignRefusal::ConsentMissing,
            "Records under 42 CFR Part 2 go to a provider only with the person's consent; record \
             it, then assign.",
        )]));
    }
    Ok(())
}

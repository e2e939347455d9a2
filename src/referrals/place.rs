//! Which pool a referral gets a place of: of the provider that was named, or of the first in the
//! order that has one.

use entity::types::{AssignmentId, OrganizationId, PoolId, ReferralStatus};

use super::act::Opened;
use super::assign::AssignError;
use super::candidates::Candidates;
use super::error::AssignRefusal;
use super::model::Referral;
use super::waitlist::is_behind_in;
use super::{Referrals, rules};
use crate::capacity::ledger::{self, Hold, Place};
use crate::db::Tx;
use crate::error::Failure;
use crate::members::Member;
use crate::providers::coverage::{Coverage, CoverageQuestion, coverage_in};
use crate::refusal::Refusal;

impl Referrals {
    /// Holds a place of the first in the order that has one. Somebody may have taken the last place of
    /// the first since the figures were read.
    pub(super) async fn hold_first_in(
        &self,
        tx: &Tx,
        open: &Opened,
        among: (&Member, &Candidates),
        id: AssignmentId,
        jumps: bool,
    ) -> Result<(OrganizationId, PoolId), AssignError> {
        let (_, candidates) = among;
        if let Some(first) = candidates.included().next() {
            // Whether the plan offers it there is the same for all of them.
            self.usable_in(tx, open, among, first.provider).await?;
        }
        for candidate in candidates.included() {
            for pool in &candidate.pools {
                if !jumps && is_behind_in(tx, *pool, waiting(open)).await? {
                    continue;
                }
                if ledger::hold_in(tx, place_of(open, *pool, id)).await? == Hold::Held {
                    return Ok((candidate.provider, *pool));
                }
            }
        }
        Err(refused(
            AssignRefusal::AtCapacity,
            "No provider that could be meant has room now, or others wait for it; `candidates` says \
             why each is out of question. Let the referral wait for a place (joinWaitlist), or go on \
             waiting.",
        ))
    }

    /// The pools of a provider to try, or why there are none. What stands in the way is looked up
    /// only where something does.
    pub(super) async fn usable_in(
        &self,
        tx: &Tx,
        open: &Opened,
        (member, candidates): (&Member, &Candidates),
        provider: OrganizationId,
    ) -> Result<Vec<PoolId>, AssignError> {
        let mut among = candidates.list.iter();
        let found = among.find(|one| one.provider == provider && one.is_contracted());
        match found {
            Some(found) if candidates.is_offered && !found.pools.is_empty() => {
                Ok(found.pools.clone())
            }
            _ => usable_pools(self.coverage_in(tx, open, member, provider).await?),
        }
    }

    async fn coverage_in(
        &self,
        tx: &Tx,
        open: &Opened,
        member: &Member,
        provider: OrganizationId,
    ) -> Result<Coverage, AssignError> {
        let place = rules::place(
            (open.referral.county, open.referral.zip),
            (member.county, member.zip),
            self.reference,
        );
        let question = CoverageQuestion {
            plan: open.referral.plan,
            provider,
            service: open.referral.service,
            place,
            on: tx.op().today(),
        };
        Ok(coverage_in(tx, &question).await?)
    }

    /// Holds a place of the provider that was named, or says what is in the way.
    pub(super) async fn hold_at_in(
        &self,
        tx: &Tx,
        open: &Opened,
        among: (&Member, &Candidates),
        (id, provider): (AssignmentId, OrganizationId),
        jumps: bool,
    ) -> Result<PoolId, AssignError> {
        let mut others_wait = false;
        for pool in self.usable_in(tx, open, among, provider).await? {
            if !jumps && is_behind_in(tx, pool, waiting(open)).await? {
                others_wait = true;
            } else if ledger::hold_in(tx, place_of(open, pool, id)).await? == Hold::Held {
                return Ok(pool);
            }
        }
        Err(if others_wait {
            Failure::Refused(vec![Refusal::at(
                AssignRefusal::OthersWait,
                &["reason"],
                "Others wait for this provider's places before this referral. Let it wait with \
                 them (joinWaitlist), or say why it goes first.",
            )])
        } else {
            no_room()
        })
    }
}

pub(super) fn place_of(open: &Opened, pool: PoolId, assignment: AssignmentId) -> Place {
    Place {
        pool,
        plan: open.referral.plan,
        assignment,
    }
}

/// Where a referral waits already, its place in the order counts; a newcomer is behind everybody.
fn waiting(open: &Opened) -> Option<&Referral> {
    Some(&open.referral).filter(|referral| referral.status == ReferralStatus::Waitlisted)
}

pub(super) fn no_room() -> AssignError {
    refused(
        AssignRefusal::AtCapacity,
        "This provider has no room for your plan's members now, or is paused; choose another \
         or try again when room is reported.",
    )
}

/// The pools to try, or why there are none.
fn usable_pools(coverage: Coverage) -> Result<Vec<PoolId>, AssignError> {
    if !coverage.is_provider {
        return Err(refused(
            AssignRefusal::UnknownProvider,
            "There is no such provider; choose one from `providers`.",
        ));
    }
    if !coverage.is_offered {
        return Err(refused(
            AssignRefusal::NotOffered,
            "Your plan does not offer this service in the county where it is needed today.",
        ));
    }
    if !coverage.is_contracted {
        return Err(refused(
            AssignRefusal::NotContracted,
            "Your plan has no contract with this provider for this service today; choose another.",
        ));
    }
    if coverage.pools.is_empty() {
        return Err(refused(
            AssignRefusal::OutsideArea,
            "This provider does not offer the service where it is needed; choose another.",
        ));
    }
    Ok(coverage.pools)
}

pub(super) fn refused(code: AssignRefusal, message: &'static str) -> AssignError {
    Failure::Refused(vec![Refusal::at(code, &["providerId"], message)])
}

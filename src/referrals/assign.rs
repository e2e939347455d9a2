//! How a referral gets to a provider: assigned, or taken from one and given to another.

use chrono::{DateTime, Utc};
use entity::types::{
    AssignmentEnd, AssignmentId, AssignmentStatus, AuthorizationId, EventKind, MemberId,
    OrganizationId, PoolId, ReferralId, SlotState,
};

use super::act::{Opened, Opening, open_in};
use super::authorizing::gate_in;
use super::candidates::{Candidates, KEPT, candidates_in, considered_insert};
use super::error::{AssignRefusal, ReferralError};
use super::input::{AssignReferral, ReassignReferral, Step};
use super::model::Assignment;
use super::place::{no_room, place_of, refused};
use super::served::{Served, served_in};
use super::state::Act;
use super::triage;
use super::{Referrals, rules, store};
use crate::access::Action;
use crate::audit;
use crate::capacity::ledger::{self, Hold};
use crate::db::{Tx, statements};
use crate::duties::{self, NewAssignment};
use crate::error::Failure;
use crate::op::OpCtx;
use crate::policies;
use crate::reference::Reference;
use crate::refusal::Refusal;

pub(super) type AssignError = ReferralError<AssignRefusal>;

/// A place that was taken, and for whom.
struct Taken {
    id: AssignmentId,
    /// The record under which they are served.
    member: MemberId,
    provider: OrganizationId,
    pool: PoolId,
    held_until: Option<DateTime<Utc>>,
    /// On which authorization it stands.
    authorization: Option<AuthorizationId>,
}

impl Referrals {
    /// Gives a referral to a provider that is contracted for the service and area and has room:
    /// holds one place, tells the provider, and for ILOS starts the 24 hours (S3).
    pub async fn assign(
        &self,
        op: &OpCtx,
        assign: &AssignReferral,
        step: &Step,
    ) -> Result<ReferralId, AssignError> {
        let id = assign.referral;
        self.db
            .act(op, audit::Act::on("assignReferral", id), |tx| async move {
                let act = (Action::ReferralAssign, Act::Assign);
                let Opening::Open(open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let served = served_in(&tx, &open).await?;
                self.give_in(&tx, *open, served, assign).await?;
                Ok(id)
            })
            .await
    }

    /// Takes a referral from the provider that has it and gives it to another. The old place is
    /// freed and the new one held in the same transaction; a new duty starts.
    pub async fn reassign(
        &self,
        op: &OpCtx,
        reassign: &ReassignReferral,
        step: &Step,
    ) -> Result<ReferralId, AssignError> {
        let assign = &reassign.to;
        let id = assign.referral;
        self.db
            .act(
                op,
                audit::Act::on("reassignReferral", id),
                |tx| async move {
                    let note = rules::check_note(reassign.note.as_deref(), &["note"])
                        .map_err(Failure::Refused)?;
                    let act = (Action::ReferralReassign, Act::Reassign);
                    let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                        return Ok(id);
                    };
                    let Some(mut old) = open.live.take() else {
                        return Err(Failure::NotFound);
                    };
                    let Some(provider) = assign.provider else {
                        return Err(refused(
                            AssignRefusal::UnknownProvider,
                            "Say which provider gets it now; `candidates` has them in order.",
                        ));
                    };
                    if old.provider == provider {
                        return Err(refused(
                            AssignRefusal::SameProvider,
                            "This provider has the referral already; choose another.",
                        ));
                    }
                    let served = served_in(&tx, &open).await?;
                    ledger::lock_move_in(&tx, old.plan, old.pool, provider).await?;
                    let slot = std::mem::replace(&mut old.slot, SlotState::Freed);
                    old.status = AssignmentStatus::Ended;
                    old.ended = Some((open.at, AssignmentEnd::Reassigned));
                    store::assignment_apply(&tx, &old).await?;
                    duties::stand_down_in(&tx, old.id).await?;
                    open.log(EventKind::Unassigned, Some(&old));
                    open.because(reassign.reason.code(), note.as_deref());
                    ledger::free_in(&tx, old.place(), slot).await?;
                    self.give_in(&tx, *open, served, assign).await?;
                    Ok(id)
                },
            )
            .await
    }

    pub(super) async fn give_in(
        &self,
        tx: &Tx,
        open: Opened,
        served: Served,
        assign: &AssignReferral,
    ) -> Result<(), AssignError> {
        let reason = assign.reason.as_deref();
        let reason = rules::check_note(reason, &["reason"]).map_err(Failure::Refused)?;
        rules::check_hold(assign.held_until, open.at, &["holdUntil"]).map_err(Failure::Refused)?;
        // From one provider to another as well: it may be news since the first.
        triage::check(&served.findings, reason.is_some()).map_err(Failure::Refused)?;
        let member = &served.member;
        let authorization = gate_in(tx, &open, &[served.record, member.id]).await?;
        let of = (&open.referral, member);
        let candidates = candidates_in(tx, of, self.reference, KEPT).await?;
        let chosen = candidates.included().find(|one| one.is_chosen);
        if let (Some(chosen), Some(wished), None) = (chosen, assign.provider, &reason)
            && chosen.provider != wished
        {
            return Err(Failure::Refused(vec![Refusal::at(
                AssignRefusal::MemberChose,
                &["reason"],
                "The member chose another provider, which is contracted and has room. Assign that \
                 one, or say why the choice is not followed.",
            )]));
        }
        let jumps = reason.is_some();
        let id = AssignmentId(tx.op().new_id());
        let among = (member, &candidates);
        let taken = if let Some(provider) = assign.provider {
            let wish = (id, provider);
            let pool = self.hold_at_in(tx, &open, among, wish, jumps).await?;
            (provider, pool)
        } else {
            self.hold_first_in(tx, &open, among, id, jumps).await?
        };
        let taken = Taken {
            id,
            member: served.record,
            provider: taken.0,
            pool: taken.1,
            held_until: assign.held_until,
            authorization,
        };
        self.write_in(tx, open, taken, &candidates, reason.as_deref())
            .await
    }

    /// Gives a referral that waited the place that appeared in a pool.
    pub(super) async fn give_waiting_in(
        &self,
        tx: &Tx,
        open: Opened,
        (served, (provider, pool)): (Served, (OrganizationId, PoolId)),
        candidates: &Candidates,
    ) -> Result<(), AssignError> {
        let among = (&served.member, candidates);
        self.usable_in(tx, &open, among, provider).await?;
        let authorization = gate_in(tx, &open, &[served.record, served.member.id]).await?;
        let id = AssignmentId(tx.op().new_id());
        if ledger::hold_in(tx, place_of(&open, pool, id)).await? != Hold::Held {
            return Err(no_room());
        }
        let taken = Taken {
            id,
            member: served.record,
            provider,
            pool,
            held_until: None,
            authorization,
        };
        self.write_in(tx, open, taken, candidates, None).await
    }

    async fn write_in(
        &self,
        tx: &Tx,
        mut open: Opened,
        taken: Taken,
        candidates: &Candidates,
        reason: Option<&str>,
    ) -> Result<(), AssignError> {
        let of = (open.referral.plan, open.referral.service);
        let policy = policies::store::policy_on(tx, of, tx.op().today()).await?;
        let has_duty = Reference::embedded().service(of.1).has_outreach_duty;
        let terms = duties::terms(&policy, has_duty, open.at);
        let assignment = Assignment {
            id: taken.id,
            referral: open.referral.id,
            plan: open.referral.plan,
            provider: taken.provider,
            member: taken.member,
            pool: taken.pool,
            status: AssignmentStatus::Assigned,
            slot: SlotState::Held,
            assigned_at: open.at,
            assigned_by: tx.actor().as_person().map(|person| person.account),
            accepted_at: None,
            outreach_due_at: terms.map(|terms| terms.due_at),
            first_attempt_at: None,
            service_started_at: None,
            ended: None,
            is_restricted: open.referral.restriction.is_some(),
            discontinuation: None,
            decline: None,
            is_disputed: false,
            follow_up: terms.map(|terms| (terms.follow_up_attempts, terms.follow_up_until)),
            excuse: None,
            held_until: taken.held_until,
            authorization: taken.authorization,
            is_unpayable: false,
        };
        open.referral.assigned_to = Some(taken.provider);
        open.referral.is_declined = false;
        // Even when the loop stays ASSIGNED, another provider has it: that is a new version.
        if open.referral.status == open.next.referral {
            open.referral.version += 1;
            open.referral.status_changed_at = open.at;
        }
        open.move_to(open.next.referral);
        open.notify_days = Some(policy.notify_member_days);
        store::assignment_insert(tx, &assignment).await?;
        if let Some(authorization) = assignment.authorization {
            let by = [authorization.into(), assignment.provider.into()];
            tx.change(&statements::authorizations::SERVE_BY, by).await?;
        }
        considered_insert(tx, assignment.id, &candidates.list, taken.provider).await?;
        let new = NewAssignment {
            id: assignment.id,
            referral: assignment.referral,
            plan: assignment.plan,
            assigned_at: assignment.assigned_at,
            due_at: assignment.outreach_due_at,
        };
        duties::plan_in(tx, &policy, &new).await?;
        open.log(EventKind::Assigned, Some(&assignment));
        if let Some(reason) = reason {
            open.because("ASSIGNED_WITH_REASON", Some(reason));
        }
        Ok(open.apply(tx).await?)
    }
}

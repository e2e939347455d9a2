//! Two records are one person. Where one of them died, the person did: the loops of the other close,
//! and whoever was to be told something is told nothing. Custody and enrolment of one record are no
//! reason to close what the other has: which of the two is out of date the plan has to say.

use entity::types::MemberId;

use super::{follow, rules};
use crate::audit;
use crate::error::Failure;
use crate::members::act::was_done_in;
use crate::members::person::{facts_of, person_of};
use crate::members::{self, MemberError, MergeMembersRefusal, Step};
use crate::op::OpCtx;
use crate::referrals::Referrals;
use crate::tasks;

impl Referrals {
    /// Says that a record is the same person as the one that is kept.
    pub async fn merge_members(
        &self,
        op: &OpCtx,
        (keep, merge): (MemberId, MemberId),
        reason: &str,
        step: &Step,
    ) -> Result<MemberId, MemberError<MergeMembersRefusal>> {
        let act = audit::Act::on("mergeMembers", keep);
        self.db
            .act(op, act, |tx| async move {
                if was_done_in::<MergeMembersRefusal>(&tx, keep, step).await? {
                    return Ok(keep);
                }
                // Who does not see both records locks nothing of theirs.
                let seen = members::store::member_by_ids(&tx, [keep, merge]).await?;
                if !seen.iter().any(|member| member.id == keep) {
                    return Err(Failure::NotFound);
                }
                let ids: Vec<MemberId> = seen.iter().map(|member| member.id).collect();
                follow::all_locked_in(&tx, &ids).await?;
                let mut had_all_died = true;
                for id in &ids {
                    had_all_died &= members::merge::has_died(&tx, *id).await?;
                }
                members::merge::merge_in(&tx, (keep, merge), reason, step).await?;
                let person = person_of(&tx, keep).await?;
                let facts = facts_of(&tx, &person.ids()).await?;
                let today = tx.op().today();
                let died = members::life::died_on(&facts.events).is_some();
                if died && !had_all_died {
                    let end = rules::end(&facts.events, &facts.spans, today);
                    let following = rules::following(None, end);
                    follow::follow_in(&tx, &person, &facts, following).await?;
                }
                let safe = person.kept().and_then(|kept| kept.safe_contact.as_ref());
                if died || safe.is_some_and(|safe| safe.no_contact_since.is_some()) {
                    tasks::call_off_members_in(&tx, &person.ids()).await?;
                }
                Ok(keep)
            })
            .await
    }
}

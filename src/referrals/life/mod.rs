//! Life happens: what follows for a member's loops from dated facts, in the same transaction as the
//! fact.
//!
//! ```text
//! fact ─→ facts before ≠ facts after ─→ open loops CLOSE, services end, places are free,
//!         (rules)                       duties cancel, who waited waits no longer
//!                                    ├→ the member's new plan gets a referral that follows
//!                                    └→ an end that is undone: the loops open again
//! ```
//! The end of an enrolment may be to come: `sweep` follows it when its day is over, once.
//!
//! The referrals are locked first, all that may be concerned in the order of their ids, and then
//! the records of the person, those of other plans as well: what they tell each other is read only
//! after that.
//!
//! | File | Has |
//! |---|---|
//! | `rules` | what the facts mean: pure |
//! | `follow` | closing, ending, opening again |
//! | `transition` | going on with another plan |
//! | `contact`, `merge` | what follows where a member must not be contacted, or is one of the dead |
//! | `sweep` | what is due by the day |
//! | `store` | which loops, and what had closed them |

mod contact;
mod follow;
mod merge;
mod rules;
mod store;
mod sweep;
mod transition;

use entity::types::MemberId;

use super::Referrals;
use crate::audit;
use crate::db::Tx;
use crate::error::Failure;
use crate::members::act::{MemberCodes, was_done_in};
use crate::members::person::{Facts, facts_of};
use crate::members::{
    self, EndEnrolmentRefusal, MemberError, NewEnd, NewEnrolment, NewLifeEvent,
    RecordEnrolmentRefusal, RecordLifeEventRefusal, Step,
};
use crate::op::OpCtx;
use crate::tasks;

impl Referrals {
    /// Records what happened to a member, or corrects what was recorded.
    pub async fn record_life_event(
        &self,
        op: &OpCtx,
        id: MemberId,
        new: &NewLifeEvent,
        step: &Step,
    ) -> Result<MemberId, MemberError<RecordLifeEventRefusal>> {
        self.following(op, ("recordLifeEvent", id), step, |tx| async move {
            members::life::record_in(&tx, id, new, step).await
        })
        .await
    }

    /// Records a span in which a member is or was enrolled.
    pub async fn record_enrolment(
        &self,
        op: &OpCtx,
        id: MemberId,
        new: &NewEnrolment,
        step: &Step,
    ) -> Result<MemberId, MemberError<RecordEnrolmentRefusal>> {
        self.following(op, ("recordEnrolment", id), step, |tx| async move {
            members::enrolments::record_in(&tx, id, new, step).await
        })
        .await
    }

    /// Ends the open enrolment of a member.
    pub async fn end_enrolment(
        &self,
        op: &OpCtx,
        id: MemberId,
        end: &NewEnd,
        step: &Step,
    ) -> Result<MemberId, MemberError<EndEnrolmentRefusal>> {
        self.following(op, ("endEnrolment", id), step, |tx| async move {
            members::enrolments::end_in(&tx, id, end, step).await
        })
        .await
    }

    /// Changes the facts of a member's life, and has the loops follow.
    async fn following<C, F, Fut>(
        &self,
        op: &OpCtx,
        (operation, id): (&'static str, MemberId),
        step: &Step,
        change: F,
    ) -> Result<MemberId, MemberError<C>>
    where
        C: MemberCodes,
        F: Fn(Tx) -> Fut + Send + Sync,
        Fut: Future<Output = Result<(), MemberError<C>>> + Send,
    {
        let change = &change;
        self.db
            .act(op, audit::Act::on(operation, id), |tx| async move {
                if was_done_in::<C>(&tx, id, step).await? {
                    return Ok(id);
                }
                // Who does not see the member locks nothing of theirs.
                if members::store::member_by_id(&tx, id).await?.is_none() {
                    return Err(Failure::NotFound);
                }
                let person = follow::locked_in(&tx, id).await?;
                let before = facts_of(&tx, &person.ids()).await?;
                change(tx.clone()).await?;
                let after = facts_of(&tx, &person.ids()).await?;
                let today = tx.op().today();
                let ends = |facts: &Facts| rules::end(&facts.events, &facts.spans, today);
                let following = rules::following(ends(&before), ends(&after));
                follow::follow_in(&tx, &person, &after, following).await?;
                if members::life::has_died(&after.events) {
                    tasks::call_off_members_in(&tx, &person.ids()).await?;
                }
                Ok(id)
            })
            .await
    }
}

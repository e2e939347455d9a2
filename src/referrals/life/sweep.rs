//! The end of an enrolment whose day is over: followed once, whatever restarts and however many
//! instances sweep. Who sweeps second finds it followed.

use std::convert::Infallible;

use chrono::NaiveDate;
use entity::types::MemberId;

use super::{follow, rules};
use crate::audit;
use crate::error::{Failure, StoreError};
use crate::members::person::facts_of;
use crate::members::store::{end_to_follow, ends_to_follow};
use crate::op::OpCtx;
use crate::referrals::Referrals;

/// Ends that are read together; each is followed in a transaction of its own.
const BATCH: i32 = 200;

impl Referrals {
    /// Follows the ends of enrolments that are due; says how many. The cost follows how many are
    /// due, not how many there are.
    pub async fn follow_ends(&self, op: impl Fn() -> OpCtx) -> Result<u64, StoreError> {
        let mut followed = 0;
        loop {
            let look = op().as_system("an end is due whoever looks");
            let due = ends_to_follow(&self.db.read(&look), look.today(), BATCH).await?;
            if due.is_empty() {
                return Ok(followed);
            }
            for id in due {
                let op = op().as_system("an end is due whoever looks");
                followed += u64::from(self.follow_end(&op, id, look.today()).await?);
            }
        }
    }

    async fn follow_end(
        &self,
        op: &OpCtx,
        id: MemberId,
        today: NaiveDate,
    ) -> Result<bool, StoreError> {
        let act = audit::Act::on("followEnrolmentEnd", id);
        let followed: Result<bool, Failure<Infallible>> = self
            .db
            .act(op, act, |tx| async move {
                let person = follow::locked_in(&tx, id).await?;
                if let Some(kept) = person.kept() {
                    tx.is_in(kept.plan);
                    tx.concerns(kept.plan, Some(kept.id));
                }
                // Read again under the lock: another sweep may have been first.
                let Some(until_on) = end_to_follow(&tx, id, today).await? else {
                    return Ok(false);
                };
                let facts = facts_of(&tx, &person.ids()).await?;
                let end = |on| rules::end(&facts.events, &facts.spans, on);
                let following = rules::following(end(until_on), end(today));
                follow::follow_in(&tx, &person, &facts, following).await?;
                Ok(true)
            })
            .await;
        match followed {
            Ok(followed) => Ok(followed),
            Err(Failure::Store(error)) => Err(error),
            Err(Failure::NotFound | Failure::Denied) => Ok(false),
            Err(Failure::Refused(never)) => match never {},
        }
    }
}

//! The use cases of the area.

use std::convert::Infallible;

use chrono::NaiveDate;

use super::error::SetLoopPolicyRefusal;
use super::model::{LoopPolicy, NewLoopPolicy};
use super::{rules, store};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::{Db, statements};
use crate::error::Failure;
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::op::OpCtx;
use crate::reference::ServiceCode;
use crate::refusal::Refusals;

/// The policy service. Cheap to clone.
#[derive(Clone)]
pub struct Policies {
    pub(super) db: Db,
}

impl Policies {
    /// Works on `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// All policies of the actor's plan, past and to come.
    pub async fn list(&self, op: &OpCtx) -> Result<Vec<LoopPolicy>, Failure<Infallible>> {
        authorize_here(op.actor(), Action::PolicyRead)?;
        let plan = op.actor().organization().ok_or(Failure::Denied)?;
        Ok(store::policy_list(&self.db.read(op), plan).await?)
    }

    /// The policy of the actor's plan that holds for a service on a day.
    pub async fn on(
        &self,
        op: &OpCtx,
        service: ServiceCode,
        on: NaiveDate,
    ) -> Result<LoopPolicy, Failure<Infallible>> {
        authorize_here(op.actor(), Action::PolicyRead)?;
        let plan = op.actor().organization().ok_or(Failure::Denied)?;
        Ok(store::policy_on(&self.db.read(op), (plan, service), on).await?)
    }

    /// Sets a policy of the actor's plan from a day on. What was decided before stays as it was.
    pub async fn set(
        &self,
        op: &OpCtx,
        new: &NewLoopPolicy,
        key: Option<&IdempotencyKey>,
    ) -> Result<LoopPolicy, Failure<Refusals<SetLoopPolicyRefusal>>> {
        self.db
            .act(op, Act::new("setLoopPolicy"), |tx| async move {
                authorize_here(tx.actor(), Action::PolicyConfigure)?;
                let person = tx.actor().as_person().ok_or(Failure::Denied)?;
                let plan = person.organization;
                tx.is_about(plan);
                rules::check(new, tx.op().today()).map_err(Failure::Refused)?;
                let reused = SetLoopPolicyRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, plan.0, reused).await?.is_none() {
                    // Two settings of one day follow each other.
                    tx.lock(&statements::accounts::LOCK_ORGANIZATION, plan.0)
                        .await?;
                    store::policy_set(&tx, plan, new, person.account).await?;
                }
                Ok(LoopPolicy {
                    from_on: Some(new.from_on),
                    ..new.policy.clone()
                })
            })
            .await
    }
}

//! The use cases.

use std::convert::Infallible;

use super::{PlanLimit, SetServiceLimitRefusal, rules, store};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::statements;
use crate::error::Failure;
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::op::OpCtx;
use crate::policies::Policies;
use crate::reference::Reference;
use crate::refusal::Refusals;

impl Policies {
    /// The limits that the actor's plan has set, past and to come.
    pub async fn plan_limits(&self, op: &OpCtx) -> Result<Vec<PlanLimit>, Failure<Infallible>> {
        authorize_here(op.actor(), Action::PolicyRead)?;
        let plan = op.actor().organization().ok_or(Failure::Denied)?;
        Ok(store::set_by(&self.db.read(op), plan).await?)
    }

    /// Sets a limit of the actor's plan from a day on. What was granted stays as it was.
    pub async fn set_service_limit(
        &self,
        op: &OpCtx,
        new: &PlanLimit,
        key: Option<&IdempotencyKey>,
    ) -> Result<PlanLimit, Failure<Refusals<SetServiceLimitRefusal>>> {
        self.db
            .act(op, Act::new("setServiceLimit"), |tx| async move {
                authorize_here(tx.actor(), Action::PolicyConfigure)?;
                let person = tx.actor().as_person().ok_or(Failure::Denied)?;
                let plan = person.organization;
                tx.is_about(plan);
                let defaults = Reference::embedded().service_limits();
                let limit =
                    rules::check(new, defaults, tx.op().today()).map_err(Failure::Refused)?;
                let reused = SetServiceLimitRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, plan.0, reused).await?.is_none() {
                    // Two settings of one day follow each other.
                    tx.lock(&statements::accounts::LOCK_ORGANIZATION, plan.0)
                        .await?;
                    store::set(&tx, plan, &limit, person.account).await?;
                }
                Ok(limit)
            })
            .await
    }
}

//! The use cases.

use std::convert::Infallible;

use chrono::NaiveDate;
use entity::types::OrganizationId;

use super::error::{SetAuthorizationPolicyRefusal, SetHolidaysRefusal};
use super::model::{AuthorizationPolicy, AuthorizationTerms, Holiday, NewAuthorizationPolicy};
use super::presumption::may_presume;
use super::{rules, store};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::statements;
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::op::OpCtx;
use crate::policies::{Policies, limits_of, store as loop_store};
use crate::reference::{CountyFips, Reference, ServiceCode, limits_in_force};
use crate::refusal::Refusals;

impl Policies {
    /// How a plan authorizes a service on a day: for everybody, so that a front end can explain it
    /// before anybody types.
    pub async fn authorization_terms(
        &self,
        op: &OpCtx,
        of: (OrganizationId, ServiceCode, Option<CountyFips>),
        on: NaiveDate,
    ) -> Result<AuthorizationTerms, StoreError> {
        let reader = self.db.read(op);
        let (plan, service, _) = of;
        let presumes = op.actor().organization().map(|own| (plan, own, service));
        let policy = store::authorization_policy_on(&reader, of, on).await?;
        let of_loop = loop_store::policy_on(&reader, (plan, service), on).await?;
        let may_presume = match presumes.filter(|_| policy.presumptive_days.is_some()) {
            Some(of) => may_presume(&reader, of, on).await?,
            None => false,
        };
        let own = limits_of(&reader, plan).await?;
        let defaults = Reference::embedded().service_limits();
        let limits = limits_in_force(defaults, &own, service, on);
        Ok(AuthorizationTerms {
            limits: limits.into_iter().cloned().collect(),
            policy,
            route: of_loop.route,
            may_presume,
        })
    }

    /// All policies of authorizations of the actor's plan, past and to come.
    pub async fn authorization_list(
        &self,
        op: &OpCtx,
    ) -> Result<Vec<AuthorizationPolicy>, Failure<Infallible>> {
        authorize_here(op.actor(), Action::PolicyRead)?;
        let plan = op.actor().organization().ok_or(Failure::Denied)?;
        Ok(store::policy_list(&self.db.read(op), plan).await?)
    }

    /// The days on which the calendar of the actor's plan differs from that of the state's offices.
    pub async fn holidays(&self, op: &OpCtx) -> Result<Vec<Holiday>, Failure<Infallible>> {
        authorize_here(op.actor(), Action::PolicyRead)?;
        let plan = op.actor().organization().ok_or(Failure::Denied)?;
        Ok(store::holidays_of(&self.db.read(op), plan).await?)
    }

    /// Sets how the actor's plan authorizes, from a day on. Requests that wait keep their terms.
    pub async fn set_authorization(
        &self,
        op: &OpCtx,
        new: &NewAuthorizationPolicy,
        key: Option<&IdempotencyKey>,
    ) -> Result<AuthorizationPolicy, Failure<Refusals<SetAuthorizationPolicyRefusal>>> {
        self.db
            .act(op, Act::new("setAuthorizationPolicy"), |tx| async move {
                authorize_here(tx.actor(), Action::PolicyConfigure)?;
                let person = tx.actor().as_person().ok_or(Failure::Denied)?;
                let plan = person.organization;
                tx.is_about(plan);
                rules::check(new, tx.op().today()).map_err(Failure::Refused)?;
                let reused = SetAuthorizationPolicyRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, plan.0, reused).await?.is_none() {
                    // Two settings of one day follow each other.
                    tx.lock(&statements::accounts::LOCK_ORGANIZATION, plan.0)
                        .await?;
                    store::policy_set(&tx, plan, new, person.account).await?;
                }
                Ok(AuthorizationPolicy {
                    from_on: Some(new.from_on),
                    ..new.policy.clone()
                })
            })
            .await
    }

    /// Sets the coming days on which the calendar of the actor's plan differs: all of them. What is
    /// due already stays due.
    pub async fn set_holidays(
        &self,
        op: &OpCtx,
        days: &[Holiday],
        key: Option<&IdempotencyKey>,
    ) -> Result<Vec<Holiday>, Failure<Refusals<SetHolidaysRefusal>>> {
        self.db
            .act(op, Act::new("setHolidays"), |tx| async move {
                authorize_here(tx.actor(), Action::PolicyConfigure)?;
                let person = tx.actor().as_person().ok_or(Failure::Denied)?;
                let plan = person.organization;
                tx.is_about(plan);
                let days =
                    rules::check_holidays(days, tx.op().today()).map_err(Failure::Refused)?;
                let reused = SetHolidaysRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, plan.0, reused).await?.is_none() {
                    tx.lock(&statements::accounts::LOCK_ORGANIZATION, plan.0)
                        .await?;
                    store::holidays_set(&tx, plan, days, person.account).await?;
                }
                Ok(store::holidays_of(&tx, plan).await?)
            })
            .await
    }
}

//! How presumptive authorizations are used: figures, and nobody's name.

use std::convert::Infallible;

use chrono::NaiveDate;
use entity::types::OrganizationId;
use sea_orm::FromQueryResult;

use super::queries::Authorizations;
use crate::access::{Action, authorize_here};
use crate::clock::{end_of, start_of};
use crate::db::statements::authorizations as sql;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::ServiceCode;

/// What became of the services that a named provider started at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresumptiveUse {
    /// Which provider.
    pub provider: OrganizationId,
    /// Of which service.
    pub service: ServiceCode,
    /// How many were presumed.
    pub presumed: i64,
    /// Of these, how many the plan has not decided.
    pub pending: i64,
    /// Of these, how many it should have.
    pub overdue: i64,
    /// How many it confirmed, as asked or otherwise.
    pub confirmed: i64,
    /// How many it denied.
    pub denied: i64,
    /// Of how many something was used.
    pub used: i64,
}

#[derive(FromQueryResult)]
struct Row {
    provider_id: OrganizationId,
    service: String,
    presumed: i64,
    pending: i64,
    overdue: i64,
    confirmed: i64,
    denied: i64,
    used: i64,
}

impl Authorizations {
    /// What became of what was presumed in those days under the actor's plan: by service and
    /// provider, one statement. `until` is the last day.
    pub async fn presumptive_use(
        &self,
        op: &OpCtx,
        (from, until): (NaiveDate, NaiveDate),
    ) -> Result<Vec<PresumptiveUse>, Failure<Infallible>> {
        authorize_here(op.actor(), Action::DecisionCompare)?;
        let plan = op.actor().organization().ok_or(Failure::Denied)?;
        let of = [
            plan.into(),
            start_of(from).into(),
            end_of(until).into(),
            op.now().into(),
        ];
        let rows: Vec<Row> = self.db().read(op).sql(&sql::PRESUMED, of).await?;
        let unreadable = |_| StoreError::Corrupt("service_authorization.service".to_owned());
        let found: Result<Vec<_>, StoreError> = rows
            .into_iter()
            .map(|row| {
                Ok(PresumptiveUse {
                    provider: row.provider_id,
                    service: row.service.parse().map_err(unreadable)?,
                    presumed: row.presumed,
                    pending: row.pending,
                    overdue: row.overdue,
                    confirmed: row.confirmed,
                    denied: row.denied,
                    used: row.used,
                })
            })
            .collect();
        Ok(found?)
    }
}

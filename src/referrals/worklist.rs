//! The duties that are owed, due soonest first: what a plan's coordinators work through.

use chrono::{DateTime, Utc};
use entity::assignment;
use entity::types::{AssignmentId, OrganizationId};
use sea_orm::{ColumnTrait, Condition, Order};
use std::collections::HashMap;
use uuid::Uuid;

use super::Referrals;
use super::inbox::{
    AssignmentFilter, AssignmentWithReferral, DUE, HotStatements, Wanted, assignment_scope, inbox,
    with_surroundings,
};
use super::queries::InstantKey;
use super::store::assignment_from_row;
use crate::clock::never;
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Scoped, statements};
use crate::duties::{self, Escalation};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;

const DUTIES: HotStatements = HotStatements {
    provider: &statements::PROVIDER_DUTIES,
    plan: &statements::PLAN_DUTIES,
    open_plan: &statements::OPEN_PLAN_DUTIES,
};

/// Which of the duties that are owed to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DutyFilter {
    /// Due before this instant.
    pub due_before: Option<DateTime<Utc>>,
    /// Overdue already, or not yet.
    pub is_overdue: Option<bool>,
    /// Owed by this provider.
    pub provider: Option<OrganizationId>,
}

impl DutyFilter {
    /// From when on, and before when, a duty is due that this asks for.
    fn span(&self, now: DateTime<Utc>) -> (Option<DateTime<Utc>>, DateTime<Utc>) {
        let until = self.due_before.unwrap_or_else(never).min(never());
        match self.is_overdue {
            None => (None, until),
            // At the due instant there is still time.
            Some(true) => (None, until.min(now)),
            Some(false) => (Some(now), until),
        }
    }
}

impl Referrals {
    /// The duties that are owed: running, or overdue with no attempt made. Due soonest first, so
    /// what is overdue comes before all else.
    pub async fn duties_owed(
        &self,
        op: &OpCtx,
        filter: &DutyFilter,
        page: &PageRequest,
    ) -> Result<Page<AssignmentWithReferral>, Failure<CursorError>> {
        let after: Option<InstantKey> = page.after(DUE).map_err(Failure::Refused)?;
        let reader = self.db.read(op);
        let (from, until) = filter.span(op.now());
        if filter.provider.is_none()
            && let Some(sql) = DUTIES.of(op.actor())
        {
            let from = from.map(|at| (at, Uuid::nil()));
            return Ok(inbox(&reader, sql, after.max(from), page, Some(until)).await?);
        }
        let page = duty_scope(&reader, filter)
            .filter_if(after, |(at, id)| {
                let due = assignment::Column::NextDueAt;
                let same = Condition::all()
                    .add(due.eq(at))
                    .add(assignment::Column::Id.gt(id));
                Condition::any().add(due.gt(at)).add(same)
            })
            .order_by(assignment::Column::NextDueAt, Order::Asc)
            .order_by(assignment::Column::Id, Order::Asc)
            .page(page, |row| {
                Cursor::encode(DUE, &(row.next_due_at, row.id.0))
            })
            .await?;
        let page = page.map(|row| assignment_from_row(&row));
        let wanted = Wanted {
            referral: true,
            member: true,
        };
        Ok(with_surroundings(&reader, page, wanted).await?)
    }

    /// How many duties are owed.
    pub async fn duties_owed_count(
        &self,
        op: &OpCtx,
        filter: &DutyFilter,
    ) -> Result<u64, StoreError> {
        duty_scope(&self.db.read(op), filter).count().await
    }

    /// The steps of these assignments' escalations that the actor may see, in order.
    pub async fn escalations_of(
        &self,
        op: &OpCtx,
        assignments: impl IntoIterator<Item = AssignmentId>,
    ) -> Result<HashMap<AssignmentId, Vec<Escalation>>, StoreError> {
        duties::escalations_of(&self.db.read(op), assignments).await
    }
}

fn duty_scope<'a>(reader: &'a Reader, filter: &DutyFilter) -> Scoped<'a, assignment::Entity> {
    let (from, until) = filter.span(reader.now());
    assignment_scope(reader, &AssignmentFilter::default())
        .filter(assignment::Column::NextDueAt.lt(until))
        .filter_if(from, |from| assignment::Column::NextDueAt.gte(from).into())
        .filter_if(filter.provider, |provider| {
            assignment::Column::ProviderId.eq(provider).into()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_due_instant_nothing_is_overdue() {
        let now: DateTime<Utc> = "2026-11-24T17:00:00Z".parse().unwrap();
        let ask = |is_overdue, due_before| {
            let filter = DutyFilter {
                is_overdue,
                due_before,
                provider: None,
            };
            filter.span(now)
        };
        assert_eq!(ask(None, None), (None, never()));
        assert_eq!(ask(Some(true), None), (None, now));
        assert_eq!(ask(Some(false), None), (Some(now), never()));
        let hour = now + chrono::Duration::hours(1);
        assert_eq!(ask(Some(true), Some(hour)), (None, now));
        assert_eq!(ask(Some(false), Some(hour)), (Some(now), hour));
    }
}

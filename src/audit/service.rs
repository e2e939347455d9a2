//! Who may read the trail: an organization's administrator its own slice, and who guards a plan's
//! privacy every disclosure of the plan's members.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::types::{AccountId, AuditOutcome, MemberId};
use entity::{audit_event, disclosure};
use sea_orm::{ColumnTrait, Condition, Order};
use uuid::Uuid;

use super::model::{AuditEvent, Period};
use crate::access::{Action, authorize_here};
use crate::db::{Cursor, CursorError, Db, Page, PageRequest, Reader, Scoped};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;

const EVENTS: &str = "audit/newest";
const DISCLOSURES: &str = "disclosures/newest";

/// A place in a list of events.
type Place = (DateTime<Utc>, Uuid);

/// Which events to list; combined with AND.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// When they happened.
    pub period: Period,
    /// By this person.
    pub account: Option<AccountId>,
    /// This operation.
    pub operation: Option<String>,
    /// That ended so.
    pub outcome: Option<AuditOutcome>,
}

/// Reads the trail. Cheap to clone.
#[derive(Clone)]
pub struct Trail {
    db: Db,
}

impl Trail {
    /// Reads through `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// A page of what the people of the actor's organization did, tried and read, newest first.
    pub async fn events(
        &self,
        op: &OpCtx,
        filter: &EventFilter,
        page: &PageRequest,
    ) -> Result<Page<AuditEvent>, Failure<CursorError>> {
        authorize_here(op.actor(), Action::AuditRead)?;
        let after: Option<Place> = page.after(EVENTS).map_err(Failure::Refused)?;
        let (at, id) = (audit_event::Column::OccurredAt, audit_event::Column::Id);
        let page = event_scope(&self.db.read(op), filter)
            .filter_if(after, |place| before(at, id, place))
            .order_by(at, Order::Desc)
            .order_by(id, Order::Desc)
            .page(page, |row| {
                Cursor::encode(EVENTS, &(row.occurred_at, row.id))
            })
            .await?;
        Ok(page.map(AuditEvent::from))
    }

    /// How many events match.
    pub async fn event_count(
        &self,
        op: &OpCtx,
        filter: &EventFilter,
    ) -> Result<u64, Failure<CursorError>> {
        authorize_here(op.actor(), Action::AuditRead)?;
        Ok(event_scope(&self.db.read(op), filter).count().await?)
    }

    /// A page of what was done with a member's data and to whom it was shown, newest first,
    /// whichever organization it was. A member of another plan has none, like one that is unknown.
    pub async fn disclosures(
        &self,
        op: &OpCtx,
        member: MemberId,
        period: &Period,
        page: &PageRequest,
    ) -> Result<Page<AuditEvent>, Failure<CursorError>> {
        authorize_here(op.actor(), Action::DisclosureRead)?;
        let after: Option<Place> = page.after(DISCLOSURES).map_err(Failure::Refused)?;
        let (at, id) = (disclosure::Column::OccurredAt, disclosure::Column::EventId);
        let reader = self.db.read(op);
        let page = disclosure_scope(&reader, member, period)
            .filter_if(after, |place| before(at, id, place))
            .order_by(at, Order::Desc)
            .order_by(id, Order::Desc)
            .page(page, |row| {
                Cursor::encode(DISCLOSURES, &(row.occurred_at, row.event_id))
            })
            .await?;
        let ids = page.items.iter().map(|(_, row)| row.event_id);
        let events = reader
            .select::<audit_event::Entity>()
            .filter(audit_event::Column::Id.is_in(ids))
            .all()
            .await?;
        let mut events: HashMap<Uuid, AuditEvent> =
            events.into_iter().map(|row| (row.id, row.into())).collect();
        let missing = || StoreError::Corrupt("disclosure.event_id".to_owned());
        Ok(page.try_map(|row| events.remove(&row.event_id).ok_or_else(missing))?)
    }

    /// How many disclosures there are.
    pub async fn disclosure_count(
        &self,
        op: &OpCtx,
        member: MemberId,
        period: &Period,
    ) -> Result<u64, Failure<CursorError>> {
        authorize_here(op.actor(), Action::DisclosureRead)?;
        let reader = self.db.read(op);
        Ok(disclosure_scope(&reader, member, period).count().await?)
    }
}

fn event_scope<'a>(reader: &'a Reader, filter: &EventFilter) -> Scoped<'a, audit_event::Entity> {
    let organization = reader.actor().organization();
    within(
        reader.select::<audit_event::Entity>(),
        audit_event::Column::OccurredAt,
        &filter.period,
    )
    // Who guards a plan's privacy as well sees more rows, which are not the organization's own.
    .filter_if(organization, |organization| {
        audit_event::Column::OrganizationId.eq(organization).into()
    })
    .filter_if(filter.account, |account| {
        audit_event::Column::AccountId.eq(account).into()
    })
    .filter_if(filter.operation.as_deref(), |operation| {
        audit_event::Column::Operation.eq(operation).into()
    })
    .filter_if(filter.outcome, |outcome| {
        audit_event::Column::Outcome.eq(outcome).into()
    })
}

fn disclosure_scope<'a>(
    reader: &'a Reader,
    member: MemberId,
    period: &Period,
) -> Scoped<'a, disclosure::Entity> {
    within(
        reader.select::<disclosure::Entity>(),
        disclosure::Column::OccurredAt,
        period,
    )
    .filter(disclosure::Column::MemberId.eq(member))
}

/// Only rows of the period.
fn within<'a, E: crate::access::VisibleTo>(
    scope: Scoped<'a, E>,
    at: impl ColumnTrait,
    period: &Period,
) -> Scoped<'a, E> {
    scope
        .filter_if(period.from, |from| at.gte(from).into())
        .filter_if(period.to, |to| at.lt(to).into())
}

/// Behind a place in a list of the newest first.
fn before(at: impl ColumnTrait, id: impl ColumnTrait, (instant, key): Place) -> Condition {
    let same = Condition::all().add(at.eq(instant)).add(id.lt(key));
    Condition::any().add(at.lt(instant)).add(same)
}

//! Reading visits. Everything goes through the row filter, and what comes out is what this actor may
//! know.

use chrono::{DateTime, Utc};
use entity::types::{OrganizationId, VisitId, VisitStatus};
use entity::visit;
use sea_orm::{ColumnTrait, Condition, Order};
use uuid::Uuid;

use super::Visits;
use super::model::Visit;
use super::store::from_row;
use crate::access::{Action, authorize_here, of_plans};
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Scoped};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;

const NEWEST: &str = "visits/newest";
const OLDEST: &str = "visits/oldest";

/// Which visits to list. All that is given holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitFilter {
    /// Those that stand there.
    pub statuses: Option<Vec<VisitStatus>>,
    /// Arrived at that instant or later.
    pub from: Option<DateTime<Utc>>,
    /// Arrived before that instant.
    pub until: Option<DateTime<Utc>>,
    /// At this provider.
    pub provider: Option<OrganizationId>,
    /// Of this plan's people.
    pub plan: Option<OrganizationId>,
}

/// Order of a list of visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VisitOrder {
    /// Latest arrival first.
    #[default]
    Newest,
    /// Earliest arrival first.
    Oldest,
}

impl Visits {
    /// The visits of those ids that the actor may see, in no order.
    pub async fn by_ids(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = VisitId>,
    ) -> Result<Vec<Visit>, StoreError> {
        let rows = self
            .db
            .read(op)
            .select::<visit::Entity>()
            .filter(visit::Column::Id.is_in(ids))
            .all()
            .await?;
        rows.into_iter()
            .map(|row| Ok(from_row(row)?.seen_by(op.actor())))
            .collect()
    }

    /// A page of the visits of the actor's provider, or of its plan's people.
    pub async fn list(
        &self,
        op: &OpCtx,
        filter: &VisitFilter,
        order: VisitOrder,
        page: &PageRequest,
    ) -> Result<Page<Visit>, Failure<CursorError>> {
        use visit::Column;
        authorize_here(op.actor(), Action::VisitRead)?;
        let (list, direction) = match order {
            VisitOrder::Newest => (NEWEST, Order::Desc),
            VisitOrder::Oldest => (OLDEST, Order::Asc),
        };
        let after: Option<(DateTime<Utc>, Uuid)> = page.after(list).map_err(Failure::Refused)?;
        let reader = self.db.read(op);
        let rows = scope(&reader, filter)
            .filter_if(after, |(at, id)| {
                let (later, next) = match order {
                    VisitOrder::Newest => (Column::ArrivedAt.lt(at), Column::Id.lt(id)),
                    VisitOrder::Oldest => (Column::ArrivedAt.gt(at), Column::Id.gt(id)),
                };
                let same = Condition::all().add(Column::ArrivedAt.eq(at)).add(next);
                Condition::any().add(later).add(same)
            })
            .order_by(Column::ArrivedAt, direction.clone())
            .order_by(Column::Id, direction)
            .page(page, |row| {
                Cursor::encode(list, &(row.arrived_at, row.id.0))
            })
            .await?;
        Ok(rows.try_map(|row| Ok::<_, StoreError>(from_row(row)?.seen_by(op.actor())))?)
    }

    /// How many such visits there are.
    pub async fn count(&self, op: &OpCtx, filter: &VisitFilter) -> Result<u64, StoreError> {
        scope(&self.db.read(op), filter).count().await
    }
}

/// Those of the actor's plan, or of its provider: each list has an index that begins with whose it
/// is.
fn scope<'a>(reader: &'a Reader, filter: &VisitFilter) -> Scoped<'a, visit::Entity> {
    use visit::Column;
    let rows = reader.select::<visit::Entity>();
    let own = reader.actor().as_person().map(|person| {
        if person.works_cases() {
            of_plans(Column::PlanId, person)
        } else {
            Condition::all().add(Column::ProviderId.eq(person.organization))
        }
    });
    rows.filter_if(own, |own| own)
        .filter_if(filter.statuses.clone(), |statuses| {
            Column::Status.is_in(statuses).into()
        })
        .filter_if(filter.from, |from| Column::ArrivedAt.gte(from).into())
        .filter_if(filter.until, |until| Column::ArrivedAt.lt(until).into())
        .filter_if(filter.provider, |provider| {
            Column::ProviderId.eq(provider).into()
        })
        .filter_if(filter.plan, |plan| Column::PlanId.eq(plan).into())
}

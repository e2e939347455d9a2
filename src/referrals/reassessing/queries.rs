//! Reading reassessments, through the row filter.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::reassessment;
use entity::types::{AssignmentId, ReassessmentState};
use sea_orm::{ColumnTrait, Condition, Order};
use uuid::Uuid;

use super::model::{Reassessment, ReassessmentFilter};
use super::store::from_row;
use crate::access::of_plans;
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Scoped};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::referrals::Referrals;

const OPEN: &str = "reassessments/open";
const DONE: &str = "reassessments/done";

/// A place in a list: day, assignment, number.
type DayKey = (NaiveDate, Uuid, i32);

impl Referrals {
    /// A page of the reassessments of the actor's plan, or of its provider, due soonest first.
    pub async fn reassessments(
        &self,
        op: &OpCtx,
        filter: &ReassessmentFilter,
        page: &PageRequest,
    ) -> Result<Page<Reassessment>, Failure<CursorError>> {
        use reassessment::Column;
        let list = if filter.is_open { OPEN } else { DONE };
        let after: Option<DayKey> = page.after(list).map_err(Failure::Refused)?;
        let found = scope(&self.db.read(op), filter)
            .filter_if(after, |(day, assignment, number)| {
                let same_turn = Condition::all()
                    .add(Column::AssignmentId.eq(assignment))
                    .add(Column::Number.gt(number));
                let later_turn = Column::AssignmentId.gt(assignment);
                let same_day = Condition::all()
                    .add(Column::DueOn.eq(day))
                    .add(Condition::any().add(later_turn).add(same_turn));
                Condition::any().add(Column::DueOn.gt(day)).add(same_day)
            })
            .order_by(Column::DueOn, Order::Asc)
            .order_by(Column::AssignmentId, Order::Asc)
            .order_by(Column::Number, Order::Asc)
            .page(page, |row| {
                Cursor::encode(list, &(row.due_on, row.assignment_id.0, row.number))
            })
            .await?;
        Ok(found.map(from_row))
    }

    /// How many such reassessments there are.
    pub async fn reassessment_count(
        &self,
        op: &OpCtx,
        filter: &ReassessmentFilter,
    ) -> Result<u64, StoreError> {
        scope(&self.db.read(op), filter).count().await
    }

    /// Reassessments by assignment, in order, of those that the actor may see.
    pub async fn reassessments_of(
        &self,
        op: &OpCtx,
        assignments: impl IntoIterator<Item = AssignmentId>,
    ) -> Result<HashMap<AssignmentId, Vec<Reassessment>>, StoreError> {
        let rows = self
            .db
            .read(op)
            .select::<reassessment::Entity>()
            .filter(reassessment::Column::AssignmentId.is_in(assignments))
            .order_by(reassessment::Column::AssignmentId, Order::Asc)
            .order_by(reassessment::Column::Number, Order::Asc)
            .all()
            .await?;
        let mut found: HashMap<AssignmentId, Vec<Reassessment>> = HashMap::new();
        for row in rows {
            let one = from_row(row);
            found.entry(one.assignment).or_default().push(one);
        }
        Ok(found)
    }
}

/// Those of the actor's plan, or of its provider: each list has an index that begins with whose it is.
fn scope<'a>(reader: &'a Reader, filter: &ReassessmentFilter) -> Scoped<'a, reassessment::Entity> {
    use reassessment::Column;
    let own = reader.actor().as_person().map(|person| {
        if person.works_cases() {
            of_plans(Column::PlanId, person)
        } else {
            Condition::all().add(Column::ProviderId.eq(person.organization))
        }
    });
    let state = if filter.is_open {
        ReassessmentState::Open
    } else {
        ReassessmentState::Done
    };
    reader
        .select::<reassessment::Entity>()
        .filter_if(own, |own| own)
        .filter(Column::State.eq(state))
        .filter_if(filter.due_before, |day| Column::DueOn.lt(day).into())
        .filter_if(filter.provider, |provider| {
            Column::ProviderId.eq(provider).into()
        })
}

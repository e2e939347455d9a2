//! The filter of sobering visits.

use entity::visit;
use sea_orm::{ColumnTrait, Condition};

use super::members::opened;
use super::{About, VisibleTo, any_of, of_plans, personal};
use crate::access::Actor;

impl VisibleTo for visit::Entity {
    /// To whoever served, and to the plan that answers for the person, once one is named. Care for
    /// substance use: to nobody who refers, and to no other plan or provider.
    fn visible_to(actor: &Actor) -> Condition {
        use visit::Column;
        personal(actor, |person| {
            any_of([
                person
                    .works_assignments()
                    .then(|| Column::ProviderId.eq(person.organization).into()),
                person.works_cases().then(|| {
                    let rows = of_plans(Column::PlanId, person);
                    if person.sees_restricted() {
                        rows
                    } else {
                        let open = Condition::any()
                            .add(Column::IsRestricted.eq(false))
                            .add(opened(Column::MemberId, person));
                        rows.add(open)
                    }
                }),
            ])
        })
    }

    fn about(row: &visit::Model) -> Option<About> {
        row.plan_id.map(|plan| About {
            plan,
            member: row.member_id,
        })
    }
}

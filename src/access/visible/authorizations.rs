//! The filters of what is about authorizations.

use entity::types::AuthorizationStatus;
use entity::{
    authorization_answer, authorization_attachment, authorization_diagnosis, authorization_entry,
    authorization_event, authorization_question, authorization_step, service_authorization,
};
use sea_orm::{ColumnTrait, Condition};

use super::members::opened;
use super::referrals::of_full_referrals;
use super::{About, VisibleTo, any_of, exists, of_plans, personal};
use crate::access::Actor;
use crate::access::actor::Person;

/// Those of which the person knows all: a plan's, and those by which a provider serves or for which
/// it asked.
fn full(person: &Person) -> Condition {
    use service_authorization::Column;
    any_of([
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
        person.works_assignments().then(|| {
            Condition::any()
                .add(Column::ProviderId.eq(person.organization))
                .add(Column::RequestedBy.eq(person.organization))
        }),
    ])
}

impl VisibleTo for service_authorization::Entity {
    /// Those of which the person knows all; and to whoever sees what a referral is about, how the
    /// plan decided on it. That it waits for a decision would tell whether the plan knows the person.
    fn visible_to(actor: &Actor) -> Condition {
        use service_authorization::Column;
        personal(actor, |person| {
            any_of([
                Some(full(person)),
                (person.refers() || person.leads_care()).then(|| {
                    let undecided = [AuthorizationStatus::Pending, AuthorizationStatus::Withdrawn];
                    Condition::all()
                        .add(Column::Status.is_not_in(undecided))
                        .add(of_full_referrals(Column::ReferralId, person))
                }),
            ])
        })
    }

    fn about(row: &service_authorization::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: row.member_id,
        })
    }
}

/// What belongs to an authorization: for those who know all of it.
macro_rules! of_full_authorizations {
    ($($table:ident),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            fn visible_to(actor: &Actor) -> Condition {
                personal(actor, |person| {
                    let of = $table::Column::AuthorizationId;
                    let id = service_authorization::Column::Id;
                    exists(service_authorization::Entity, id, of, full(person))
                })
            }
        }
    )+};
}

of_full_authorizations!(
    authorization_answer,
    authorization_attachment,
    authorization_diagnosis,
    authorization_entry,
    authorization_event,
    authorization_question,
    authorization_step,
);

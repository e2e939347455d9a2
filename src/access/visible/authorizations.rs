//! The filters of what is about authorizations.

use entity::types::AuthorizationStatus;
use entity::{
    appeal, appeal_letter, authorization_answer, authorization_attachment, authorization_diagnosis,
    authorization_entry, authorization_event, authorization_question, authorization_step,
    notice_of_action, referral, service_authorization, visit,
};
use sea_orm::{ColumnTrait, Condition};

use super::members::opened;
use super::referrals::of_full_referrals;
use super::{About, VisibleTo, any_of, everything, exists, of_plans, personal};
use crate::access::Actor;
use crate::access::actor::Person;

/// Those of the plans that the person works for.
fn of_the_plan(person: &Person) -> Option<Condition> {
    use service_authorization::Column;
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
    })
}

/// What hangs on an authorization of the plans that the person works for.
pub(super) fn of_plan_authorizations(of: impl ColumnTrait, person: &Person) -> Condition {
    let rows = any_of([of_the_plan(person)]);
    exists(
        service_authorization::Entity,
        service_authorization::Column::Id,
        of,
        rows,
    )
}

/// All but the requests for visits of which the plan has said nothing. That there is one tells that
/// the plan knows the person, and a sobering center may not learn that from what it typed.
fn spoken_of() -> Condition {
    use service_authorization::Column;
    let silent = [AuthorizationStatus::Pending, AuthorizationStatus::Withdrawn];
    let of_visit = visit::Column::AuthorizationId;
    let asked = authorization_question::Column::AuthorizationId;
    Condition::any()
        .add(Column::Status.is_not_in(silent))
        .add(Column::ExtendedAt.is_not_null())
        .add(exists(visit::Entity, of_visit, Column::Id, everything()).not())
        .add(exists(
            authorization_question::Entity,
            asked,
            Column::Id,
            everything(),
        ))
}

/// Those of which the person knows all: a plan's, and those by which a provider serves or for which
/// it asked.
fn full(person: &Person) -> Condition {
    use service_authorization::Column;
    any_of([
        of_the_plan(person),
        person.works_assignments().then(|| {
            let own = Condition::any()
                .add(Column::ProviderId.eq(person.organization))
                .add(Column::RequestedBy.eq(person.organization));
            // Without consent nothing more may be disclosed (42 CFR 2.31(a)(6)).
            let consented = referral::Column::ConsentRevokedAt.is_null().into();
            let of = (referral::Column::Id, Column::ReferralId);
            let open = Condition::any()
                .add(Column::ReferralId.is_null())
                .add(exists(referral::Entity, of.0, of.1, consented));
            Condition::all().add(own).add(open).add(spoken_of())
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

/// What a plan told a member in writing is between the two: to whoever knows all of the authorization
/// at the plan.
macro_rules! of_plan_and_member {
    ($($table:ident),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            fn visible_to(actor: &Actor) -> Condition {
                personal(actor, |person| {
                    of_plan_authorizations($table::Column::AuthorizationId, person)
                })
            }

            fn about(row: &$table::Model) -> Option<About> {
                Some(About {
                    plan: row.plan_id,
                    member: Some(row.member_id),
                })
            }
        }
    )+};
}

of_plan_and_member!(appeal_letter, notice_of_action);

impl VisibleTo for appeal::Entity {
    /// To whoever knows all of the authorization at the plan; a provider sees those that it filed. A
    /// grievance may be about the provider.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([
                Some(of_plan_authorizations(
                    appeal::Column::AuthorizationId,
                    person,
                )),
                person.works_assignments().then(|| {
                    let own = appeal::Column::OrganizationId.eq(person.organization);
                    let of = appeal::Column::AuthorizationId;
                    let id = service_authorization::Column::Id;
                    exists(service_authorization::Entity, id, of, full(person)).add(own)
                }),
            ])
        })
    }

    fn about(row: &appeal::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: row.member_id,
        })
    }
}

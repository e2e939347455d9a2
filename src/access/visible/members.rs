//! The filters of what is about members.

use entity::types::Role;
use entity::{
    assignment, broken_glass, enrolment, former_address, household_member, lead_care_manager,
    life_event, member, member_contact, member_phone, member_population, member_program,
    privacy_policy, referral,
};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition};

use super::{About, VisibleTo, any_of, exists, nothing, of_plans, personal};
use crate::access::Actor;
use crate::access::actor::Person;

/// Enhanced Care Management, as `referral.service` has it.
const ECM: &str = "ECM";

/// Live assignments of a provider: what its access to people follows.
fn live_assignments(column: assignment::Column, person: &Person) -> SelectStatement {
    Query::select()
        .column(column)
        .from(assignment::Entity)
        .and_where(assignment::Column::ProviderId.eq(person.organization))
        .and_where(assignment::Column::EndedAt.is_null())
        .to_owned()
}

/// Members whom an ECM provider answers for: those with a live ECM assignment.
fn members_in_care(person: &Person) -> SelectStatement {
    live_assignments(assignment::Column::MemberId, person)
        .and_where(
            assignment::Column::ReferralId.in_subquery(
                Query::select()
                    .column(referral::Column::Id)
                    .from(referral::Entity)
                    .and_where(referral::Column::Service.eq(ECM))
                    .and_where(referral::Column::AssignedTo.eq(person.organization))
                    .to_owned(),
            ),
        )
        .to_owned()
}

/// Of members whose care the organization leads today, as the plan said, or of records that were
/// merged into theirs.
fn led(column: impl ColumnTrait, person: &Person) -> Condition {
    let Some(today) = person.standing.today else {
        return nothing();
    };
    let until = lead_care_manager::Column::UntilOn;
    let led = Query::select()
        .column(lead_care_manager::Column::MemberId)
        .from(lead_care_manager::Entity)
        .and_where(lead_care_manager::Column::ProviderId.eq(person.organization))
        .and_where(lead_care_manager::Column::FromOn.lte(today))
        .cond_where(Condition::any().add(until.is_null()).add(until.gte(today)))
        .to_owned();
    let merged = Query::select()
        .column(member::Column::Id)
        .from(member::Entity)
        .and_where(member::Column::MergedInto.in_subquery(led.clone()))
        .to_owned();
    Condition::any()
        .add(column.in_subquery(led))
        .add(column.in_subquery(merged))
}

/// Of members for whom the person's organization answers: by a live ECM assignment, or because it
/// leads their care.
pub(super) fn in_care(column: impl ColumnTrait, person: &Person) -> Condition {
    Condition::any()
        .add(column.in_subquery(members_in_care(person)))
        .add(led(column, person))
}

impl VisibleTo for member::Entity {
    /// A plan's members, to a provider those with a live assignment. A restricted member is for
    /// those whom the plan named, for who opened it with a reason, and for the assigned provider.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([
                person.works_cases().then(|| {
                    let rows = of_plans(member::Column::PlanId, person);
                    if person.sees_restricted() {
                        rows
                    } else {
                        rows.add(
                            Condition::any()
                                .add(member::Column::RestrictedAt.is_null())
                                .add(opened(member::Column::Id, person)),
                        )
                    }
                }),
                person.works_assignments().then(|| {
                    member::Column::Id
                        .in_subquery(live_assignments(assignment::Column::MemberId, person))
                        .into()
                }),
                person.leads_care().then(|| {
                    // A restricted one only to who serves them.
                    let open = led(member::Column::Id, person);
                    let open = Condition::all()
                        .add(open)
                        .add(member::Column::RestrictedAt.is_null());
                    Condition::any()
                        .add(member::Column::Id.in_subquery(members_in_care(person)))
                        .add(open)
                }),
            ])
        })
    }

    fn about(row: &member::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.id),
        })
    }
}

/// What is said of a member whom this person opened.
pub(super) fn opened(member: impl ColumnTrait, person: &Person) -> Condition {
    let opened = &person.standing.opened;
    if opened.is_empty() {
        nothing()
    } else {
        member.is_in(opened.iter().copied()).into()
    }
}

impl VisibleTo for broken_glass::Entity {
    /// For the guardians of the plan's restricted members, and for who broke it.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([
                person
                    .is(Role::PlanPrivacy)
                    .then(|| broken_glass::Column::PlanId.eq(person.organization).into()),
                Some(broken_glass::Column::AccountId.eq(person.account).into()),
            ])
        })
    }

    fn about(row: &broken_glass::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.member_id),
        })
    }
}

impl VisibleTo for privacy_policy::Entity {
    /// One's own plan's.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            privacy_policy::Column::PlanId
                .eq(person.organization)
                .into()
        })
    }
}

/// The member of a row exists for the actor.
pub(super) fn of_visible_member(column: impl ColumnTrait, actor: &Actor) -> Condition {
    let visible = member::Entity::visible_to(actor);
    exists(member::Entity, member::Column::Id, column, visible)
}

/// What is known of a member and whom a row is about.
macro_rules! of_members {
    ($($(#[$doc:meta])* $table:ident: $rows:expr),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            $(#[$doc])*
            fn visible_to(actor: &Actor) -> Condition {
                let rows: fn(&Actor, &Person) -> Condition = $rows;
                personal(actor, |person| rows(actor, person))
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

of_members!(
    /// What is needed to serve, with the member: to the plan, and to the assigned provider.
    enrolment: |actor, _| of_visible_member(enrolment::Column::MemberId, actor),
    /// With the member.
    lead_care_manager: |actor, _| of_visible_member(lead_care_manager::Column::MemberId, actor),
    /// With the member.
    member_contact: |actor, _| of_visible_member(member_contact::Column::MemberId, actor),
    /// With the member.
    member_phone: |actor, _| of_visible_member(member_phone::Column::MemberId, actor),
    /// With the member.
    member_population: |actor, _| of_visible_member(member_population::Column::MemberId, actor),
    /// With the member.
    member_program: |actor, _| of_visible_member(member_program::Column::MemberId, actor),
    /// Where somebody lived is not needed to serve them: to the plan alone.
    former_address: |actor, person| {
        of_own_members(former_address::Column::PlanId, former_address::Column::MemberId, actor, person)
    },
    /// Who lives with whom may endanger them: to the plan alone.
    household_member: |actor, person| {
        of_own_members(household_member::Column::PlanId, household_member::Column::MemberId, actor, person)
    },
    /// To the plan alone: the loops say what follows for a provider.
    life_event: |actor, person| {
        of_own_members(life_event::Column::PlanId, life_event::Column::MemberId, actor, person)
    },
);

/// To the plan with the member.
pub(super) fn of_own_members(
    plan: impl ColumnTrait,
    member: impl ColumnTrait,
    actor: &Actor,
    person: &Person,
) -> Condition {
    any_of([person
        .works_cases()
        .then(|| of_plans(plan, person).add(of_visible_member(member, actor)))])
}

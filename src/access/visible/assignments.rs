//! The filters of what is done on assignments.

use entity::{
    assignment, assignment_candidate, hand_off, outreach_attempt, reassessment, referral,
};
use sea_orm::{ColumnTrait, Condition};

use super::members::{in_care, opened};
use super::{About, VisibleTo, any_of, exists, of_plans, personal};
use crate::access::Actor;
use crate::access::actor::Person;

/// Assignments that are not restricted, or of a member whom the person opened.
fn open_assignments(person: &Person) -> Condition {
    Condition::any()
        .add(assignment::Column::IsRestricted.eq(false))
        .add(opened(assignment::Column::MemberId, person))
}

/// The referral of an assignment is one that the organization made.
fn referred_by(person: &Person) -> Condition {
    let own = referral::Column::ReferrerId.eq(person.organization);
    let of = assignment::Column::ReferralId;
    exists(referral::Entity, referral::Column::Id, of, own.into())
}

impl VisibleTo for assignment::Entity {
    /// A plan's, a provider's own for good, and to a referrer those of its referrals. Who serves a
    /// restricted referral tells what it is about, so it is not for those who only know of it.
    fn visible_to(actor: &Actor) -> Condition {
        let open = || assignment::Column::IsRestricted.eq(false);
        personal(actor, |person| {
            any_of([
                person.works_cases().then(|| {
                    let rows = of_plans(assignment::Column::PlanId, person);
                    if person.sees_restricted() {
                        rows
                    } else {
                        rows.add(open_assignments(person))
                    }
                }),
                person.works_assignments().then(|| {
                    assignment::Column::ProviderId
                        .eq(person.organization)
                        .into()
                }),
                person.leads_care().then(|| {
                    Condition::all()
                        .add(in_care(assignment::Column::MemberId, person))
                        .add(open())
                }),
                person
                    .refers()
                    .then(|| Condition::all().add(referred_by(person)).add(open())),
            ])
        })
    }

    fn about(row: &assignment::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.member_id),
        })
    }
}

/// What is done on an assignment: for its plan, of a restricted referral for those who see it in
/// full; and the provider's own. The referrer hears that it was done, not how.
macro_rules! done_on_assignments {
    ($($(#[$doc:meta])* $table:ident),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            $(#[$doc])*
            fn visible_to(actor: &Actor) -> Condition {
                personal(actor, |person| {
                    any_of([
                        person.works_cases().then(|| {
                            let rows = of_plans($table::Column::PlanId, person);
                            if person.sees_restricted() {
                                rows
                            } else {
                                rows.add(open_to($table::Column::AssignmentId, person))
                            }
                        }),
                        person.works_assignments().then(|| {
                            $table::Column::ProviderId.eq(person.organization).into()
                        }),
                    ])
                })
            }
        }
    )+};
}

done_on_assignments!(
    /// Attempts to reach the member, and other contacts.
    outreach_attempt,
    /// Hand-offs from one name to another.
    hand_off,
);

impl VisibleTo for reassessment::Entity {
    /// For its plan, of a restricted referral for those who see it in full; the provider's own; and to
    /// who leads the member's care there, what is not restricted.
    fn visible_to(actor: &Actor) -> Condition {
        use reassessment::Column;
        personal(actor, |person| {
            let own = || Condition::all().add(Column::ProviderId.eq(person.organization));
            any_of([
                person.works_cases().then(|| {
                    let rows = of_plans(Column::PlanId, person);
                    if person.sees_restricted() {
                        rows
                    } else {
                        rows.add(open_to(Column::AssignmentId, person))
                    }
                }),
                person.works_assignments().then(own),
                person.leads_care().then(|| {
                    let open = assignment::Column::IsRestricted.eq(false).into();
                    let of = (assignment::Column::Id, Column::AssignmentId);
                    own().add(in_care(Column::MemberId, person)).add(exists(
                        assignment::Entity,
                        of.0,
                        of.1,
                        open,
                    ))
                }),
            ])
        })
    }

    fn about(row: &reassessment::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.member_id),
        })
    }
}

/// The assignment of a row is not restricted, or is of a member whom the person opened.
pub(super) fn open_to(column: impl ColumnTrait, person: &Person) -> Condition {
    let open = open_assignments(person);
    exists(assignment::Entity, assignment::Column::Id, column, open)
}

impl VisibleTo for assignment_candidate::Entity {
    /// For the plan that assigned, with the assignment.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([person.works_cases().then(|| {
                let rows = of_plans(assignment::Column::PlanId, person);
                let rows = if person.sees_restricted() {
                    rows
                } else {
                    rows.add(open_assignments(person))
                };
                exists(
                    assignment::Entity,
                    assignment::Column::Id,
                    assignment_candidate::Column::AssignmentId,
                    rows,
                )
            })])
        })
    }
}

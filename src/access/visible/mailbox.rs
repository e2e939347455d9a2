//! The filters of the mailbox: a notice is for those who may know of what it is about.

use entity::types::NoticeKind;
use entity::{assignment, mailbox, notice, referral};
use sea_orm::sea_query::{CaseStatement, Expr, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait};

use super::cases::{opened, referrals_in_full};
use super::{VisibleTo, any_of, of_plans, personal};
use crate::access::Actor;
use crate::access::actor::Person;

impl VisibleTo for mailbox::Entity {
    /// One's organization's, for who works with what it is about.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([person.reads_mailbox().then(|| {
                mailbox::Column::OrganizationId
                    .eq(person.organization)
                    .into()
            })])
        })
    }
}

impl VisibleTo for notice::Entity {
    /// An organization's own mailbox, and to a plan how its assignment's notice fared.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([
                person.reads_mailbox().then(|| own_mailbox(actor, person)),
                person.works_cases().then(|| {
                    Condition::all()
                        .add(notice::Column::OrganizationId.ne(person.organization))
                        .add(about_assignment(assignments_of_plan(person)))
                }),
            ])
        })
    }
}

/// What the mailbox holds for this person: what is about no referral; what is about one that they
/// know of; and to a provider's people what they were told of its own assignments, also when
/// these have ended and took the referral out of sight. That the glass was broken is for who
/// guards the plan's privacy: it tells that there is something to open.
fn own_mailbox(actor: &Actor, person: &Person) -> Condition {
    let own = Condition::all().add(notice::Column::OrganizationId.eq(person.organization));
    let own = if person.guards_privacy() {
        own
    } else {
        own.add(notice::Column::Kind.ne(NoticeKind::GlassBroken))
    };
    // All that a provider is told is about its own assignments and what it referred.
    if person.works_assignments() {
        return own;
    }
    let known = about_referral(referral::Entity::visible_to(actor));
    own.add(any_of([
        Some(notice::Column::ReferralId.is_null().into()),
        Some(known),
        person.leads_care().then(|| {
            about_assignment(
                Condition::all()
                    .add(assignment::Column::ProviderId.eq(person.organization))
                    .add(assignment::Column::IsRestricted.eq(false)),
            )
        }),
    ]))
}

/// The assignments whose notices a plan follows: those that its people see.
fn assignments_of_plan(person: &Person) -> Condition {
    let rows = of_plans(assignment::Column::PlanId, person);
    if person.sees_restricted() {
        rows
    } else {
        rows.add(
            Condition::any()
                .add(assignment::Column::IsRestricted.eq(false))
                .add(opened(assignment::Column::MemberId, person)),
        )
    }
}

/// Notices about a referral that the actor knows in part only: that it exists, where it stands and
/// how it ended. To the server: notices that not everybody who reads the mailbox may know, or not
/// in full.
#[must_use]
pub fn told_in_part(actor: &Actor) -> Condition {
    match actor {
        Actor::System => any_of([
            Some(notice::Column::Kind.eq(NoticeKind::GlassBroken).into()),
            Some(about_referral(
                Condition::any()
                    .add(referral::Column::Restriction.is_not_null())
                    .add(referral::Column::ConsentRevokedAt.is_not_null()),
            )),
        ]),
        Actor::Anonymous | Actor::Person(_) => {
            // A comparison with what is null is neither true nor false, and so is its opposite.
            let in_full = CaseStatement::new()
                .case(referrals_in_full(actor), 1)
                .finally(0);
            about_referral(
                Condition::all()
                    .add(referral::Entity::visible_to(actor))
                    .add(ExprTrait::eq(Into::<Expr>::into(in_full), 0)),
            )
        }
    }
}

/// Looked up by key for each notice: the list of all referrals of a plan would be long.
fn about_referral(rows: Condition) -> Condition {
    let of_notice = Expr::col(referral::Column::Id.as_column_ref())
        .equals(notice::Column::ReferralId.as_column_ref());
    exists(referral::Entity, of_notice, rows)
}

fn about_assignment(rows: Condition) -> Condition {
    let of_notice = Expr::col(assignment::Column::Id.as_column_ref())
        .equals(notice::Column::AssignmentId.as_column_ref());
    exists(assignment::Entity, of_notice, rows)
}

fn exists(table: impl EntityTrait, of_notice: Expr, rows: Condition) -> Condition {
    let found = Query::select()
        .expr(Expr::val(1))
        .from(table)
        .and_where(of_notice)
        .cond_where(rows)
        .to_owned();
    Expr::exists(found).into()
}

//! The filters of the mailbox: a notice is for those who may know of what it is about.

use entity::types::NoticeKind;
use entity::{assignment, mailbox, notice, referral};
use sea_orm::sea_query::{CaseStatement, Expr};
use sea_orm::{ColumnTrait, Condition, ExprTrait};

use super::members::opened;
use super::referrals::referrals_in_full;
use super::{VisibleTo, any_of, exists, of_plans, personal};
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

/// What a plan's network team is told: of its providers, and of nobody's case.
const OF_PROVIDERS: [NoticeKind; 3] = [
    NoticeKind::DeclineReported,
    NoticeKind::CapacityDisputed,
    NoticeKind::CapacityProposed,
];

/// What the mailbox holds for this person, by what they do for the organization.
fn own_mailbox(actor: &Actor, person: &Person) -> Condition {
    Condition::all()
        .add(notice::Column::OrganizationId.eq(person.organization))
        .add(any_of([
            person.sees_people().then(|| of_cases(actor, person)),
            person.works_network().then(of_providers),
        ]))
}

/// What is about no referral; what is about one that they know of; to a provider's people what they
/// were told of its own assignments, also when these have ended and took the referral out of sight;
/// and to those who lead care what it was told because it leads a member's, unless it has become
/// restricted since. That the glass was broken is for who guards the plan's privacy: it tells that
/// there is something to open.
fn of_cases(actor: &Actor, person: &Person) -> Condition {
    let is_for_lead = notice::Column::IsForLead;
    let known = Condition::any()
        .add(notice::Column::ReferralId.is_null())
        .add(about_referral(referral::Entity::visible_to(actor)));
    let of_parties = if person.works_assignments() {
        // All that a provider is told as a party is about its own assignments and what it referred.
        Condition::all()
    } else if person.leads_care() {
        let own = Condition::all()
            .add(assignment::Column::ProviderId.eq(person.organization))
            .add(assignment::Column::IsRestricted.eq(false));
        known.add(about_assignment(own))
    } else {
        known
    };
    let told = any_of([
        Some(Condition::all().add(is_for_lead.eq(false)).add(of_parties)),
        person.leads_care().then(|| {
            Condition::all()
                .add(is_for_lead.eq(true))
                .add(about_referral(
                    Condition::all().add(referral::Column::Restriction.is_null()),
                ))
        }),
    ]);
    if person.guards_privacy() {
        told
    } else {
        Condition::all()
            .add(told)
            .add(notice::Column::Kind.ne(NoticeKind::GlassBroken))
    }
}

/// What a plan is told of its providers; nothing that leads to a restricted referral.
fn of_providers() -> Condition {
    let open = Condition::all().add(referral::Column::Restriction.is_null());
    Condition::all()
        .add(notice::Column::Kind.is_in(OF_PROVIDERS))
        .add(
            Condition::any()
                .add(notice::Column::ReferralId.is_null())
                .add(about_referral(open)),
        )
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
            Some(notice::Column::IsForLead.eq(true).into()),
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

fn about_referral(rows: Condition) -> Condition {
    let of_notice = notice::Column::ReferralId;
    exists(referral::Entity, referral::Column::Id, of_notice, rows)
}

fn about_assignment(rows: Condition) -> Condition {
    let of_notice = notice::Column::AssignmentId;
    exists(assignment::Entity, assignment::Column::Id, of_notice, rows)
}

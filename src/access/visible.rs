//! Which rows exist for an actor: one filter per table, part of every SELECT.
//!
//! The default is nothing. The directory and its reference tables are public; everything about
//! people follows a plan's tenancy, a live assignment or the referrer's own act, and takes a role
//! that works with people: an administrator, an analyst or an auditor sees none.

use entity::types::{MemberId, OrganizationId, OrganizationKind, Role};
use entity::{
    account, account_role, account_ticket, assignment, audit_event, audit_head, broken_glass,
    consent, contract, disclosure, idempotency_key, installation, known_address, mailbox, member,
    notice, offering, offering_area, organization, outreach_attempt, plan_county, plan_service,
    pool, pool_share, privacy_policy, provider, provider_language, provider_population, referral,
    referral_event, second_factor, session, sign_in_policy, sign_in_throttle,
};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait};

use super::Actor;
use super::actor::Person;

/// A table whose rows are filtered by who asks.
pub trait VisibleTo: EntityTrait {
    /// The rows that exist for this actor.
    fn visible_to(actor: &Actor) -> Condition;

    /// Whom a row is about, if about a person: to show it is to disclose something of theirs.
    fn about(_row: &Self::Model) -> Option<About> {
        None
    }
}

/// Whom something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct About {
    /// The plan that answers for the person.
    pub plan: OrganizationId,
    /// The member, where the plan has said who it is.
    pub member: Option<MemberId>,
}

/// Enhanced Care Management, as `referral.service` has it.
const ECM: &str = "ECM";

fn nothing() -> Condition {
    Condition::all().add(ExprTrait::eq(Expr::val(1), 0))
}

fn everything() -> Condition {
    Condition::all()
}

/// The system sees all, nobody nothing, a person what `rows` says.
fn personal(actor: &Actor, rows: impl FnOnce(&Person) -> Condition) -> Condition {
    match actor {
        Actor::System => everything(),
        Actor::Anonymous => nothing(),
        Actor::Person(person) => rows(person),
    }
}

/// What any of these allows; without one, nothing.
fn any_of(ways: impl IntoIterator<Item = Option<Condition>>) -> Condition {
    ways.into_iter()
        .flatten()
        .reduce(|all, way| Condition::any().add(all).add(way))
        .unwrap_or_else(nothing)
}

/// Rows of the plans that the person's plan answers for: its own, and those it delegated to.
#[must_use]
pub fn of_plans(column: impl ColumnTrait, person: &Person) -> Condition {
    let delegates = &person.standing.delegates;
    if delegates.is_empty() {
        return column.eq(person.organization).into();
    }
    let plans = std::iter::once(person.organization).chain(delegates.iter().copied());
    column.is_in(plans).into()
}

macro_rules! public {
    ($($table:ident),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            fn visible_to(_: &Actor) -> Condition {
                everything()
            }
        }
    )+};
}

// The directory. `pool` is public as a row; its exact figures are withheld by `capacity`.
public!(
    organization,
    provider,
    provider_language,
    provider_population,
    plan_county,
    plan_service,
    contract,
    offering,
    offering_area,
    pool,
    installation,
);

impl VisibleTo for pool_share::Entity {
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| match person.kind {
            OrganizationKind::Plan => of_plans(pool_share::Column::PlanId, person),
            OrganizationKind::Provider => pool_share::Column::PoolId
                .in_subquery(
                    Query::select()
                        .column(pool::Column::Id)
                        .from(pool::Entity)
                        .and_where(pool::Column::ProviderId.eq(person.organization))
                        .to_owned(),
                )
                .into(),
            OrganizationKind::Referrer | OrganizationKind::State | OrganizationKind::Operator => {
                nothing()
            }
        })
    }
}

impl VisibleTo for account::Entity {
    /// Oneself; to an administrator everybody of the organization.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            if person.is(Role::OrganizationAdmin) {
                account::Column::OrganizationId
                    .eq(person.organization)
                    .into()
            } else {
                account::Column::Id.eq(person.account).into()
            }
        })
    }
}

impl VisibleTo for account_role::Entity {
    /// With the account.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            if person.is(Role::OrganizationAdmin) {
                account_role::Column::AccountId
                    .in_subquery(
                        Query::select()
                            .column(account::Column::Id)
                            .from(account::Entity)
                            .and_where(account::Column::OrganizationId.eq(person.organization))
                            .to_owned(),
                    )
                    .into()
            } else {
                account_role::Column::AccountId.eq(person.account).into()
            }
        })
    }
}

impl VisibleTo for audit_event::Entity {
    /// To an administrator what people of the organization did; to who guards a plan's privacy
    /// what was done to its members, whoever did it.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([
                person.is(Role::OrganizationAdmin).then(|| {
                    audit_event::Column::OrganizationId
                        .eq(person.organization)
                        .into()
                }),
                person
                    .guards_privacy()
                    .then(|| of_plans(audit_event::Column::PlanId, person)),
            ])
        })
    }
}

impl VisibleTo for disclosure::Entity {
    /// To who guards the privacy of the plan that answered for the member then.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([person
                .guards_privacy()
                .then(|| of_plans(disclosure::Column::PlanId, person))])
        })
    }

    fn about(row: &disclosure::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.member_id),
        })
    }
}

impl VisibleTo for session::Entity {
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            session::Column::AccountId.eq(person.account).into()
        })
    }
}

impl VisibleTo for account_ticket::Entity {
    /// To an administrator those of the organization's people. The token itself is in no row.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([person.is(Role::OrganizationAdmin).then(|| {
                account_ticket::Column::OrganizationId
                    .eq(person.organization)
                    .into()
            })])
        })
    }
}

/// The server's own bookkeeping: nobody reads it.
macro_rules! internal {
    ($($table:ident),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            fn visible_to(actor: &Actor) -> Condition {
                personal(actor, |_| nothing())
            }
        }
    )+};
}

internal!(audit_head, known_address, sign_in_throttle);

impl VisibleTo for second_factor::Entity {
    /// With the account.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            if person.is(Role::OrganizationAdmin) {
                second_factor::Column::OrganizationId
                    .eq(person.organization)
                    .into()
            } else {
                second_factor::Column::AccountId.eq(person.account).into()
            }
        })
    }
}

impl VisibleTo for sign_in_policy::Entity {
    /// To everybody of the organization: it concerns them.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            sign_in_policy::Column::OrganizationId
                .eq(person.organization)
                .into()
        })
    }
}

impl VisibleTo for idempotency_key::Entity {
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            idempotency_key::Column::AccountId.eq(person.account).into()
        })
    }
}

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
                person.reads_mailbox().then(|| {
                    notice::Column::OrganizationId
                        .eq(person.organization)
                        .into()
                }),
                person.works_cases().then(|| {
                    notice::Column::AssignmentId
                        .in_subquery(
                            Query::select()
                                .column(assignment::Column::Id)
                                .from(assignment::Entity)
                                .cond_where(of_plans(assignment::Column::PlanId, person))
                                .to_owned(),
                        )
                        .into()
                }),
            ])
        })
    }
}

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

fn referred_by(person: &Person) -> SelectStatement {
    Query::select()
        .column(referral::Column::Id)
        .from(referral::Entity)
        .and_where(referral::Column::ReferrerId.eq(person.organization))
        .to_owned()
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
                    member::Column::Id
                        .in_subquery(members_in_care(person))
                        .into()
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
fn opened(member: impl ColumnTrait, person: &Person) -> Condition {
    let opened = &person.standing.opened;
    if opened.is_empty() {
        nothing()
    } else {
        member.is_in(opened.iter().copied()).into()
    }
}

/// How much of a referral is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// That it exists, where it stands, and how it ended.
    Existence,
    /// What it is about, and what was done.
    Full,
}

/// The referrals that a person may know to that depth: a plan's, a referrer's own, and to a
/// provider those with a live assignment. A provider or plan may also be the referrer. Of a
/// restricted one others know that it exists, or, where the plan set so, not even that; whoever
/// referred always hears how it ended.
fn referrals(person: &Person, depth: Depth) -> Condition {
    let open = || match depth {
        Depth::Existence => Condition::all().add(referral::Column::IsHidden.eq(false)),
        Depth::Full => Condition::all().add(referral::Column::Restriction.is_null()),
    };
    any_of([
        person.works_cases().then(|| {
            let rows = of_plans(referral::Column::PlanId, person);
            if person.sees_restricted() {
                rows
            } else {
                let opened = opened(referral::Column::MemberId, person);
                rows.add(Condition::any().add(open()).add(opened))
            }
        }),
        person.works_assignments().then(|| {
            let rows = Condition::all().add(referral::Column::AssignedTo.eq(person.organization));
            match depth {
                Depth::Existence => rows,
                // Without consent nothing more may be disclosed (42 CFR 2.31(a)(6)).
                Depth::Full => rows.add(referral::Column::ConsentRevokedAt.is_null()),
            }
        }),
        person.leads_care().then(|| {
            Condition::all()
                .add(referral::Column::MemberId.in_subquery(members_in_care(person)))
                .add(open())
        }),
        person.refers().then(|| {
            let rows = Condition::all().add(referral::Column::ReferrerId.eq(person.organization));
            match depth {
                Depth::Existence => rows,
                Depth::Full => rows.add(open()),
            }
        }),
    ])
}

impl VisibleTo for referral::Entity {
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| referrals(person, Depth::Existence))
    }

    fn about(row: &referral::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: row.member_id,
        })
    }
}

/// The referrals of which the actor may know what they are about.
#[must_use]
pub fn referrals_in_full(actor: &Actor) -> Condition {
    personal(actor, |person| referrals(person, Depth::Full))
}

fn of_full_referrals(column: impl ColumnTrait, person: &Person) -> Condition {
    column
        .in_subquery(
            Query::select()
                .column(referral::Column::Id)
                .from(referral::Entity)
                .cond_where(referrals(person, Depth::Full))
                .to_owned(),
        )
        .into()
}

impl VisibleTo for referral_event::Entity {
    /// The timeline is visible with what its referral is about.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            of_full_referrals(referral_event::Column::ReferralId, person)
        })
    }
}

impl VisibleTo for consent::Entity {
    /// With what its referral is about.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            of_full_referrals(consent::Column::ReferralId, person)
        })
    }
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
                        let opened = opened(assignment::Column::MemberId, person);
                        rows.add(Condition::any().add(open()).add(opened))
                    }
                }),
                (person.works_assignments() || person.leads_care()).then(|| {
                    assignment::Column::ProviderId
                        .eq(person.organization)
                        .into()
                }),
                person.leads_care().then(|| {
                    Condition::all()
                        .add(assignment::Column::MemberId.in_subquery(members_in_care(person)))
                        .add(open())
                }),
                person.refers().then(|| {
                    Condition::all()
                        .add(assignment::Column::ReferralId.in_subquery(referred_by(person)))
                        .add(open())
                }),
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

impl VisibleTo for outreach_attempt::Entity {
    /// The plan's and the provider's own; the referrer hears that outreach began, not its notes.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([
                person.works_cases().then(|| {
                    let rows = of_plans(outreach_attempt::Column::PlanId, person);
                    if person.sees_restricted() {
                        rows
                    } else {
                        rows.add(
                            outreach_attempt::Column::AssignmentId.in_subquery(
                                Query::select()
                                    .column(assignment::Column::Id)
                                    .from(assignment::Entity)
                                    .cond_where(
                                        Condition::any()
                                            .add(assignment::Column::IsRestricted.eq(false))
                                            .add(opened(assignment::Column::MemberId, person)),
                                    )
                                    .to_owned(),
                            ),
                        )
                    }
                }),
                (person.works_assignments() || person.leads_care()).then(|| {
                    outreach_attempt::Column::ProviderId
                        .eq(person.organization)
                        .into()
                }),
            ])
        })
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

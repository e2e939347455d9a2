//! Which rows exist for an actor: one filter per table, part of every SELECT.
//!
//! The default is nothing. The directory and its reference tables are public; everything about
//! people follows a plan's tenancy, a live assignment or the referrer's own act.

use entity::types::OrganizationKind;
use entity::{
    account, account_role, assignment, contract, idempotency_key, installation, known_address,
    mailbox, member, notice, offering, offering_area, organization, outreach_attempt, plan_county,
    plan_service, pool, pool_share, provider, provider_language, provider_population, referral,
    referral_event, session, sign_in_throttle,
};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait};

use super::Actor;
use super::actor::Person;

/// A table whose rows are filtered by who asks.
pub trait VisibleTo: EntityTrait {
    /// The rows that exist for this actor.
    fn visible_to(actor: &Actor) -> Condition;
}

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
            OrganizationKind::Plan => pool_share::Column::PlanId.eq(person.organization).into(),
            OrganizationKind::Provider => pool_share::Column::PoolId
                .in_subquery(
                    Query::select()
                        .column(pool::Column::Id)
                        .from(pool::Entity)
                        .and_where(pool::Column::ProviderId.eq(person.organization))
                        .to_owned(),
                )
                .into(),
            OrganizationKind::Referrer => nothing(),
        })
    }
}

impl VisibleTo for account::Entity {
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            account::Column::OrganizationId
                .eq(person.organization)
                .into()
        })
    }
}

impl VisibleTo for account_role::Entity {
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            account_role::Column::AccountId.eq(person.account).into()
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

internal!(known_address, sign_in_throttle);

impl VisibleTo for idempotency_key::Entity {
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            idempotency_key::Column::AccountId.eq(person.account).into()
        })
    }
}

impl VisibleTo for mailbox::Entity {
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            mailbox::Column::OrganizationId
                .eq(person.organization)
                .into()
        })
    }
}

impl VisibleTo for notice::Entity {
    /// An organization's own mailbox, and to a plan how its assignment's notice fared.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            let own = notice::Column::OrganizationId.eq(person.organization);
            match person.kind {
                OrganizationKind::Plan => Condition::any().add(own).add(
                    notice::Column::AssignmentId.in_subquery(
                        Query::select()
                            .column(assignment::Column::Id)
                            .from(assignment::Entity)
                            .and_where(assignment::Column::PlanId.eq(person.organization))
                            .to_owned(),
                    ),
                ),
                OrganizationKind::Provider | OrganizationKind::Referrer => own.into(),
            }
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

fn referred_by(person: &Person) -> SelectStatement {
    Query::select()
        .column(referral::Column::Id)
        .from(referral::Entity)
        .and_where(referral::Column::ReferrerId.eq(person.organization))
        .to_owned()
}

impl VisibleTo for member::Entity {
    /// A plan's own members; to a provider those with a live assignment.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| match person.kind {
            OrganizationKind::Plan => member::Column::PlanId.eq(person.organization).into(),
            OrganizationKind::Provider => member::Column::Id
                .in_subquery(live_assignments(assignment::Column::MemberId, person))
                .into(),
            OrganizationKind::Referrer => nothing(),
        })
    }
}

impl VisibleTo for referral::Entity {
    /// A plan's own, a referrer's own, and to a provider those with a live assignment.
    /// A provider or plan may also be the referrer.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            let referred = referral::Column::ReferrerId.eq(person.organization);
            match person.kind {
                OrganizationKind::Plan => Condition::any()
                    .add(referral::Column::PlanId.eq(person.organization))
                    .add(referred),
                OrganizationKind::Provider => Condition::any().add(referred).add(
                    referral::Column::Id
                        .in_subquery(live_assignments(assignment::Column::ReferralId, person)),
                ),
                OrganizationKind::Referrer => referred.into(),
            }
        })
    }
}

impl VisibleTo for referral_event::Entity {
    /// The timeline is visible with its referral.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |_| {
            referral_event::Column::ReferralId
                .in_subquery(
                    Query::select()
                        .column(referral::Column::Id)
                        .from(referral::Entity)
                        .cond_where(referral::Entity::visible_to(actor))
                        .to_owned(),
                )
                .into()
        })
    }
}

impl VisibleTo for assignment::Entity {
    /// A plan's own, a provider's own for good, and to a referrer those of its referrals.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            let referred = assignment::Column::ReferralId.in_subquery(referred_by(person));
            match person.kind {
                OrganizationKind::Plan => Condition::any()
                    .add(assignment::Column::PlanId.eq(person.organization))
                    .add(referred),
                OrganizationKind::Provider => Condition::any()
                    .add(assignment::Column::ProviderId.eq(person.organization))
                    .add(referred),
                OrganizationKind::Referrer => referred.into(),
            }
        })
    }
}

impl VisibleTo for outreach_attempt::Entity {
    /// The plan's and the provider's own; the referrer hears that outreach began, not its notes.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| match person.kind {
            OrganizationKind::Plan => outreach_attempt::Column::PlanId
                .eq(person.organization)
                .into(),
            OrganizationKind::Provider => outreach_attempt::Column::ProviderId
                .eq(person.organization)
                .into(),
            OrganizationKind::Referrer => nothing(),
        })
    }
}

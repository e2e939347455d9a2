//! Which rows exist for an actor: one filter per table, part of every SELECT.
//!
//! The default is nothing. The directory and its reference tables are public; everything about
//! people follows a plan's tenancy, a live assignment or the referrer's own act, and takes a role
//! that works with people: an administrator, an analyst or an auditor sees none.

mod assignments;
mod authorizations;
mod mailbox;
mod members;
mod records;
mod referrals;
mod visits;
mod work;

use entity::types::{MemberId, OrganizationId, OrganizationKind, Role};
use entity::{
    account, account_role, account_ticket, agreed_capacity, audit_event, audit_head,
    authorization_policy, capacity_proposal, contract, disclosure, escalation_step,
    idempotency_key, installation, known_address, ledger_entry, life_closure, loop_policy, nudge,
    nudge_setting, offering, offering_area, organization, plan_county, plan_holiday, plan_limit,
    plan_service, pool, pool_share, presumptive_provider, provider, provider_language,
    provider_population, referral_link, reviewer_competence, second_factor, session,
    sign_in_policy, sign_in_throttle, waitlist_entry,
};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait};

use super::Actor;
use super::actor::Person;

use assignments::open_to;
pub use mailbox::told_in_part;
pub use referrals::{referrals_in_full, untold};

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

/// There is a row with that key for which `rows` holds. Asked row by row, by key: for an `IN`, SQLite
/// would make a list of all rows that the actor may see, and that grows with history.
fn exists<E: EntityTrait>(
    table: E,
    key: E::Column,
    of: impl ColumnTrait,
    rows: Condition,
) -> Condition {
    let is_of = Expr::col(key.as_column_ref()).equals(of.as_column_ref());
    let row = Query::select()
        .expr(Expr::val(1))
        .from(table)
        .and_where(is_of)
        .cond_where(rows)
        .to_owned();
    Condition::all().add(Expr::exists(row))
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

/// What plan and provider agree on: for both.
macro_rules! of_both_sides {
    ($($table:ident),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            fn visible_to(actor: &Actor) -> Condition {
                personal(actor, |person| match person.kind {
                    OrganizationKind::Plan => {
                        $table::Column::PlanId.eq(person.organization).into()
                    }
                    OrganizationKind::Provider => $table::Column::PoolId
                        .in_subquery(
                            Query::select()
                                .column(pool::Column::Id)
                                .from(pool::Entity)
                                .and_where(pool::Column::ProviderId.eq(person.organization))
                                .to_owned(),
                        )
                        .into(),
                    OrganizationKind::Referrer
                    | OrganizationKind::State
                    | OrganizationKind::Operator => nothing(),
                })
            }
        }
    )+};
}

of_both_sides!(agreed_capacity, capacity_proposal);

/// How a plan runs its loops: for its own people.
macro_rules! of_own_plan {
    ($($table:ident),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            fn visible_to(actor: &Actor) -> Condition {
                personal(actor, |person| {
                    $table::Column::PlanId.eq(person.organization).into()
                })
            }
        }
    )+};
}

of_own_plan!(
    authorization_policy,
    escalation_step,
    loop_policy,
    plan_holiday,
    plan_limit,
    presumptive_provider,
    reviewer_competence,
);

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

internal!(
    audit_head,
    known_address,
    life_closure,
    referral_link,
    sign_in_throttle,
    waitlist_entry,
);

impl VisibleTo for ledger_entry::Entity {
    /// Of its own pools to a provider, of its own share to a plan. A place that somebody takes is
    /// for those who see people, and of a restricted referral of the plan for those who see it in
    /// full.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            let rows = match person.kind {
                OrganizationKind::Plan => of_plans(ledger_entry::Column::PlanId, person),
                OrganizationKind::Provider => exists(
                    pool::Entity,
                    pool::Column::Id,
                    ledger_entry::Column::PoolId,
                    pool::Column::ProviderId.eq(person.organization).into(),
                ),
                OrganizationKind::Referrer
                | OrganizationKind::State
                | OrganizationKind::Operator => return nothing(),
            };
            let of_nobody = ledger_entry::Column::AssignmentId.is_null();
            if !person.sees_people() {
                rows.add(of_nobody)
            } else if person.kind == OrganizationKind::Provider || person.sees_restricted() {
                rows
            } else {
                let open = open_to(ledger_entry::Column::AssignmentId, person);
                rows.add(Condition::any().add(of_nobody).add(open))
            }
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

/// How an organization is reached outside of its mailbox: for its administrators.
macro_rules! of_own_administrators {
    ($($table:ident),+ $(,)?) => {$(
        impl VisibleTo for $table::Entity {
            fn visible_to(actor: &Actor) -> Condition {
                personal(actor, |person| {
                    any_of([person.is(Role::OrganizationAdmin).then(|| {
                        $table::Column::OrganizationId
                            .eq(person.organization)
                            .into()
                    })])
                })
            }
        }
    )+};
}

of_own_administrators!(nudge, nudge_setting);

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

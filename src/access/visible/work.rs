//! The filters of what a plan's people work through: declines, steps of escalations, tasks.

use entity::{decline, escalation, referral, task};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, ExprTrait};

use super::cases::{Depth, open_to, referrals};
use super::{About, VisibleTo, any_of, of_plans, personal};
use crate::access::Actor;

impl VisibleTo for decline::Entity {
    /// For those who work with the plan's providers, and those who work its cases; of a restricted
    /// referral for those who see it in full.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([(person.works_network() || person.works_cases()).then(|| {
                let rows = of_plans(decline::Column::PlanId, person);
                if person.sees_restricted() {
                    rows
                } else {
                    rows.add(decline::Column::AssignmentId.in_subquery(open_to(person)))
                }
            })])
        })
    }
}

impl VisibleTo for escalation::Entity {
    /// For the people of the plan whose policy it is; of a restricted referral for those who see it
    /// in full.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([person.works_cases().then(|| {
                let rows = of_plans(escalation::Column::PlanId, person);
                if person.sees_restricted() {
                    rows
                } else {
                    rows.add(escalation::Column::AssignmentId.in_subquery(open_to(person)))
                }
            })])
        })
    }
}

impl VisibleTo for task::Entity {
    /// To those who work the plan's cases, with what its referral is about.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([person.works_cases().then(|| {
                let of_task = Expr::col((referral::Entity, referral::Column::Id))
                    .eq(Expr::col(task::Column::ReferralId.as_column_ref()));
                let referral = Query::select()
                    .expr(Expr::val(1))
                    .from(referral::Entity)
                    .and_where(of_task)
                    .cond_where(referrals(person, Depth::Full))
                    .to_owned();
                of_plans(task::Column::PlanId, person).add(Expr::exists(referral))
            })])
        })
    }

    fn about(row: &task::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.member_id),
        })
    }
}

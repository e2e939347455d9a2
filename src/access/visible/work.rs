//! The filters of what a plan's people work through: declines, steps of escalations, tasks.

use entity::{decline, escalation, task};
use sea_orm::Condition;

use super::assignments::open_to;
use super::authorizations::of_plan_authorizations;
use super::referrals::of_full_referrals;
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
                    rows.add(open_to(decline::Column::AssignmentId, person))
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
                    rows.add(open_to(escalation::Column::AssignmentId, person))
                }
            })])
        })
    }
}

impl VisibleTo for task::Entity {
    /// To those who work the plan's cases, with what its referral or authorization is about.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([person.works_cases().then(|| {
                let full = of_full_referrals(task::Column::ReferralId, person);
                let action = of_plan_authorizations(task::Column::AuthorizationId, person);
                of_plans(task::Column::PlanId, person).add(Condition::any().add(full).add(action))
            })])
        })
    }

    fn about(row: &task::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: row.member_id,
        })
    }
}

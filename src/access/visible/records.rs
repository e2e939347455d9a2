//! The filters of what says which records are one person, and by what they are found.

use entity::{member_apart, member_key, member_merge};

use super::members::{of_own_members, of_visible_member};
use super::{About, VisibleTo, any_of, of_plans, personal};
use crate::access::Actor;
use sea_orm::Condition;

impl VisibleTo for member_merge::Entity {
    /// To the plan with the record that was merged.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            let (plan, merged) = (member_merge::Column::PlanId, member_merge::Column::MergedId);
            of_own_members(plan, merged, actor, person)
        })
    }

    fn about(row: &member_merge::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.merged_id),
        })
    }
}

impl VisibleTo for member_apart::Entity {
    /// To the plan with both records.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            let (one, other) = (member_apart::Column::OneId, member_apart::Column::OtherId);
            any_of([person.works_cases().then(|| {
                of_plans(member_apart::Column::PlanId, person)
                    .add(of_visible_member(one, actor))
                    .add(of_visible_member(other, actor))
            })])
        })
    }

    fn about(row: &member_apart::Model) -> Option<About> {
        Some(About {
            plan: row.plan_id,
            member: Some(row.other_id),
        })
    }
}

impl VisibleTo for member_key::Entity {
    /// What a plan's people search by. A key leads to members that have a filter of their own.
    fn visible_to(actor: &Actor) -> Condition {
        personal(actor, |person| {
            any_of([person
                .works_cases()
                .then(|| of_plans(member_key::Column::PlanId, person))])
        })
    }
}

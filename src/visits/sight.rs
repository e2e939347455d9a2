//! How somebody stands to a visit, and what of it they may know. Pure.

use super::model::Visit;
use crate::access::{Actor, Relation, Resource};

impl Visit {
    /// The visit as this actor may know it: which member it was of is the plan's.
    #[must_use]
    pub(super) fn seen_by(mut self, actor: &Actor) -> Self {
        if self.plan.is_none_or(|plan| !actor.works_for_plan(plan)) {
            self.member = None;
            self.is_restricted = false;
        }
        self
    }
}

impl Resource for Visit {
    fn relation(&self, actor: &Actor) -> Relation {
        let Some(person) = actor.as_person() else {
            return Relation::Unrelated;
        };
        if person.organization == self.provider {
            return Relation::Assigned;
        }
        let Some(plan) = self.plan.filter(|plan| person.answers_for(*plan)) else {
            return Relation::Unrelated;
        };
        let is_opened = |member| person.standing.opened.contains(&member);
        if !actor.belongs_to(plan) {
            Relation::Prime
        } else if !self.is_restricted {
            Relation::Plan
        } else if person.sees_restricted() || self.member.is_some_and(is_opened) {
            Relation::Guarded
        } else {
            Relation::Withheld
        }
    }
}

//! What each reader may know of an authorization.

use super::model::Authorization;
use crate::access::{Actor, Relation, Resource};

impl Authorization {
    /// The authorization as this actor may know it.
    ///
    /// The plan knows all of it, and whoever serves or asked all but who decided. Whoever referred
    /// learns whether the service is authorized and why not, and nothing of the person.
    #[must_use]
    pub fn seen_by(mut self, actor: &Actor) -> Self {
        let Some(person) = actor.as_person() else {
            return self;
        };
        if person.works_cases() && person.answers_for(self.plan) {
            return self;
        }
        self.proposed = None;
        if let Some(decided) = &mut self.decided {
            decided.by = None;
        }
        if self.is_of(person.organization) && person.works_assignments() {
            return self;
        }
        self.is_outline = true;
        self.member = None;
        self.procedure = None;
        self.provider = None;
        self.asked.account = None;
        self.asked.comment = None;
        self.exception = None;
        if let Some(decided) = &mut self.decided {
            decided.note = None;
        }
        self
    }

    /// Whether that organization serves by it, or asked for it.
    #[must_use]
    pub fn is_of(&self, organization: entity::types::OrganizationId) -> bool {
        self.provider == Some(organization) || self.asked.by == organization
    }
}

impl Resource for Authorization {
    fn relation(&self, actor: &Actor) -> Relation {
        let Some(person) = actor.as_person() else {
            return Relation::Unrelated;
        };
        let is_opened = |member| person.standing.opened.contains(&member);
        if actor.works_for_plan(self.plan) && !actor.belongs_to(self.plan) {
            Relation::Prime
        } else if actor.belongs_to(self.plan) {
            if !self.is_restricted {
                Relation::Plan
            } else if person.sees_restricted() || self.member.is_some_and(is_opened) {
                Relation::Guarded
            } else {
                Relation::Withheld
            }
        } else if self.is_of(person.organization) {
            Relation::Assigned
        } else {
            Relation::Referrer
        }
    }
}

//! How somebody stands to a referral, and what of it they may know. Pure.

use entity::types::{OrganizationId, ReferralStatus, Restriction};

use super::model::{Assignment, Referral};
use crate::access::{Actor, Person, Relation, Resource};
use crate::clock::to_day;

impl Resource for Assignment {
    fn relation(&self, actor: &Actor) -> Relation {
        if actor.belongs_to(self.provider) {
            if self.is_live() {
                Relation::Assigned
            } else {
                Relation::WasAssigned
            }
        } else {
            plan_relation(actor, self.plan).unwrap_or(Relation::Unrelated)
        }
    }
}

/// How an actor stands to an open record of that plan, if it is of a plan that answers for it.
fn plan_relation(actor: &Actor, plan: OrganizationId) -> Option<Relation> {
    if actor.belongs_to(plan) {
        Some(Relation::Plan)
    } else if actor.works_for_plan(plan) {
        Some(Relation::Prime)
    } else {
        None
    }
}

/// A referral and the assignment that lives, for the policy.
pub struct InHands<'a> {
    /// The referral.
    pub referral: &'a Referral,
    /// The live assignment.
    pub live: Option<&'a Assignment>,
}

impl Resource for InHands<'_> {
    fn relation(&self, actor: &Actor) -> Relation {
        if self
            .live
            .is_some_and(|live| actor.belongs_to(live.provider))
        {
            Relation::Assigned
        } else if let Some(relation) = plan_relation(actor, self.referral.plan) {
            if relation == Relation::Prime || self.referral.restriction.is_none() {
                relation
            } else if self.referral.is_open_to(actor) {
                Relation::Guarded
            } else {
                Relation::Withheld
            }
        } else if self
            .referral
            .waits_for()
            .is_some_and(|named| actor.belongs_to(named))
        {
            if actor.belongs_to(self.referral.referrer) {
                Relation::NamedSelf
            } else {
                Relation::Named
            }
        } else if actor.belongs_to(self.referral.referrer) {
            Relation::Referrer
        } else {
            Relation::Unrelated
        }
    }
}

impl Referral {
    /// Whether the actor may know what the referral is about, given that they know of it. Of a
    /// restricted one only the assigned provider, with consent in force, and those whom the plan
    /// named or who opened the member with a reason.
    #[must_use]
    pub fn is_open_to(&self, actor: &Actor) -> bool {
        let Some(person) = actor.as_person() else {
            return true;
        };
        if person.works_cases() && person.answers_for(self.plan) {
            let opened = &person.standing.opened;
            return self.restriction.is_none()
                || person.sees_restricted()
                || self.member.is_some_and(|member| opened.contains(&member));
        }
        if person.works_assignments() && self.assigned_to == Some(person.organization) {
            return self.consent_revoked_at.is_none();
        }
        self.restriction.is_none() || self.is_untold_to(person)
    }

    /// Whether it is restricted because of whom it is about, and its reader must not know that the
    /// plan found out who that is. Whoever referred wrote down what there is so far.
    fn is_untold_to(&self, person: &Person) -> bool {
        person.organization == self.referrer
            && self.restriction == Some(Restriction::Member)
            && matches!(
                self.status,
                ReferralStatus::Received
                    | ReferralStatus::Ready
                    | ReferralStatus::AwaitingAuthorization
            )
    }

    /// The referral as this actor may know it.
    ///
    /// The referrer named a person and learns how it ended, not whether a CIN, a membership or
    /// another referral exists: READY and `AWAITING_AUTHORIZATION` show as RECEIVED, the member is withheld. The provider gets
    /// the member in place of what the referrer wrote down, and no closure note of others. Of a
    /// restricted one others learn that it exists, where it stands and how it ended.
    #[must_use]
    pub fn seen_by(mut self, actor: &Actor) -> Self {
        let Some(person) = actor.as_person() else {
            return self;
        };
        if !self.is_open_to(actor) {
            self.withhold();
        }
        if person.works_cases() && person.answers_for(self.plan) {
            return self;
        }
        if self.is_untold_to(person) {
            self.restriction = None;
        }
        let is_referrer = person.organization == self.referrer;
        let is_named = self.waits_for() == Some(person.organization);
        if matches!(
            self.status,
            ReferralStatus::Ready | ReferralStatus::AwaitingAuthorization
        ) {
            self.status = ReferralStatus::Received;
            self.status_changed_at = self.received_at;
        }
        // Who was named finds out whether it can serve the person: it gets what was written down.
        if !is_referrer && !is_named {
            self.person = None;
            self.named = None;
            self.answer_due_at = None;
        }
        // A provider that refers may serve the member by another referral: the member here would
        // tell that the plan knows who it is.
        if self.assigned_to != Some(person.organization) && !person.leads_care() {
            self.member = None;
        }
        if is_referrer && let Some(closure) = &mut self.closure {
            closure.note = None;
        }
        self
    }

    fn withhold(&mut self) {
        self.is_withheld = true;
        self.person = None;
        self.needs = None;
        self.member = None;
        self.county = None;
        self.zip = None;
        self.assigned_to = None;
        self.intake = None;
        self.chosen_provider = None;
        self.named = None;
        self.answer_due_at = None;
        self.closed_loop_at = self.closed_loop_at.map(to_day).max(Some(self.received_at));
        self.needed_by = None;
        self.follows = None;
        // The instant would lead to whatever else changed with it, such as a provider's pool.
        self.status_changed_at = to_day(self.status_changed_at).max(self.received_at);
        if let Some(closure) = &mut self.closure {
            closure.note = None;
            closure.closed_at = to_day(closure.closed_at).max(self.received_at);
        }
    }
}

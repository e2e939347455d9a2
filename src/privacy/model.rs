//! The words of the area.

use chrono::{DateTime, Utc};
use entity::types::{
    AccountId, BrokenGlassId, MemberId, OrganizationId, OthersSee, ReferralId, Role,
};

use crate::access::Person;

/// Who sees what is restricted in a plan, beyond its privacy officers. Each plan sets its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrivacyPolicy {
    /// What the others see of a restricted referral.
    pub others_see: OthersSee,
    /// Whether coordinators see what is restricted.
    pub names_coordinators: bool,
    /// Whether reviewers do.
    pub names_reviewers: bool,
}

impl Default for PrivacyPolicy {
    /// The strict one, until the plan says otherwise: nobody is named, and the others see that a
    /// loop exists, so that none is forgotten.
    fn default() -> Self {
        Self {
            others_see: OthersSee::Existence,
            names_coordinators: false,
            names_reviewers: false,
        }
    }
}

impl PrivacyPolicy {
    /// Whether a person of the plan is named.
    #[must_use]
    pub fn names(&self, person: &Person) -> bool {
        person.is(Role::PlanPrivacy)
            || self.names_coordinators && person.is(Role::PlanCoordinator)
            || self.names_reviewers && person.is(Role::PlanReviewer)
    }

    /// Whether the others do not even see that a restricted referral exists.
    #[must_use]
    pub fn hides(&self) -> bool {
        match self.others_see {
            OthersSee::Existence => false,
            OthersSee::Nothing => true,
        }
    }
}

/// Whom to open.
#[derive(Debug, Clone)]
pub enum Whom {
    /// The member with this CIN, as it was typed.
    Cin(String),
    /// The member of this referral.
    Of(ReferralId),
}

/// A wish to open a restricted member.
#[derive(Debug, Clone)]
pub struct BreakGlass {
    /// Whom.
    pub whom: Whom,
    /// Why; the privacy officers read it.
    pub reason: String,
}

/// A member who was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenedMember {
    /// Whom.
    pub member: MemberId,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// A restricted member whom somebody opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenGlass {
    /// Key.
    pub id: BrokenGlassId,
    /// The member's plan.
    pub plan: OrganizationId,
    /// Whom.
    pub member: MemberId,
    /// Who.
    pub account: AccountId,
    /// Why.
    pub reason: String,
    /// When.
    pub broken_at: DateTime<Utc>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

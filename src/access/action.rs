//! What can be done: one word per act, the same in code, matrix and documents.

/// An act that the policy allows or denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Register a member of the plan.
    MemberRegister,
    /// Look for members.
    MemberSearch,
    /// Refer a person.
    ReferralCreate,
    /// Say which member a referral is about.
    ReferralConfirmMember,
    /// Give a referral to a provider.
    ReferralAssign,
    /// Take a referral from one provider and give it to another.
    ReferralReassign,
    /// Accept an assignment.
    ReferralAccept,
    /// Decline an assignment.
    ReferralDecline,
    /// Record an outreach attempt.
    OutreachRecord,
    /// Start the service.
    ServiceStart,
    /// End the service.
    ServiceEnd,
    /// Close the loop without a service.
    ReferralClose,
    /// Acknowledge notices of one's own mailbox.
    NoticeAcknowledge,
}

impl Action {
    /// Every act, in the order of the matrix.
    pub const ALL: &'static [Self] = &[
        Self::MemberRegister,
        Self::MemberSearch,
        Self::ReferralCreate,
        Self::ReferralConfirmMember,
        Self::ReferralAssign,
        Self::ReferralReassign,
        Self::ReferralAccept,
        Self::ReferralDecline,
        Self::OutreachRecord,
        Self::ServiceStart,
        Self::ServiceEnd,
        Self::ReferralClose,
        Self::NoticeAcknowledge,
    ];
}

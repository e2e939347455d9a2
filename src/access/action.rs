//! What can be done: one word per act, the same in code, matrix and documents.

/// An act that the policy allows or denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Register a member of the plan.
    MemberRegister,
    /// Look for members.
    MemberSearch,
    /// Keep what is known of a member: details, addresses, phones, people around them.
    MemberUpdate,
    /// Record when a member was enrolled.
    EnrolmentRecord,
    /// Record what happened to a member, or correct it.
    LifeEventRecord,
    /// Say that two records are one person, or take that back.
    MemberMerge,
    /// Refer a person.
    ReferralCreate,
    /// Say which member a referral is about.
    ReferralConfirmMember,
    /// Give a referral to a provider.
    ReferralAssign,
    /// Take a referral from one provider and give it to another.
    ReferralReassign,
    /// Answer to being named: be in touch with the person, ask the plan for the referral, pass it.
    NamingAnswer,
    /// Accept an assignment.
    ReferralAccept,
    /// Decline an assignment.
    ReferralDecline,
    /// Record an outreach attempt.
    OutreachRecord,
    /// Excuse a duty of the assigned provider.
    DutyExcuse,
    /// Say until when a place is held.
    PlaceHold,
    /// Start the service.
    ServiceStart,
    /// Record that the member was reassessed while the service runs.
    ReassessmentRecord,
    /// End the service.
    ServiceEnd,
    /// Close the loop without a service.
    ReferralClose,
    /// Take a referral back before the service starts.
    ReferralWithdraw,
    /// Open a closed loop again.
    ReferralReopen,
    /// Read how one's own plan runs its loops.
    PolicyRead,
    /// Say how one's own plan runs its loops.
    PolicyConfigure,
    /// Say how many places one's own provider has, and whether it takes anybody.
    CapacityReport,
    /// Say how many places one's own plan agrees to, and uses at most.
    CapacityAgree,
    /// Read the pools of one's own provider, or those of which one's own plan has a share.
    CapacityRead,
    /// Read what providers declined of one's own plan.
    DeclineReport,
    /// Ask a plan to authorize a service, complete the request, take it back.
    AuthorizationRequest,
    /// Decide on an authorization, ask for more, take more time.
    AuthorizationDecide,
    /// File an appeal or a grievance, and take it back.
    AppealFile,
    /// Confirm that an appeal or a grievance has come.
    AppealAcknowledge,
    /// Decide an appeal or a grievance.
    AppealDecide,
    /// Read the authorizations of one's own plan, or by which one's own provider serves.
    AuthorizationRead,
    /// Read the decisions of one's own plan without names, and how presumptions are used.
    DecisionCompare,
    /// Say which reviewers of one's own plan may deny and give less.
    ReviewerMark,
    /// Record a visit of one's own provider, complete it, take it back.
    VisitRecord,
    /// Say which member a visit was of.
    VisitConfirmMember,
    /// Read the visits of one's own provider, or of members of one's own plan.
    VisitRead,
    /// Say that a task of one's plan was done, or call it off.
    TaskComplete,
    /// Take back the links that show somebody outside where a referral stands.
    LinksRevoke,
    /// Acknowledge notices of one's own mailbox.
    NoticeAcknowledge,
    /// Say how a member may be contacted without harm.
    SafeContactSet,
    /// Restrict a member, or lift the restriction.
    MemberRestrict,
    /// Restrict a referral, or lift the restriction.
    ReferralRestrict,
    /// Record the consent behind a restricted referral, or its revocation.
    ConsentRecord,
    /// Open a restricted member for an hour, with a reason.
    GlassBreak,
    /// Say who sees what is restricted in one's own plan.
    PrivacyConfigure,
    /// Read figures of one's own plan, or of the exchange.
    CountsRead,
    /// Read the audit of one's own organization.
    AuditRead,
    /// Read to whom a member's data was shown.
    DisclosureRead,
    /// Invite people of one's own organization, say what they do, and end their access.
    AccountAdminister,
    /// Offer, accept and end a delegation between one's own plan and another.
    DelegationAgree,
    /// Read for whom one's own plan works, and who works for it.
    DelegationRead,
    /// Say how one's own organization is told to look into its mailbox.
    NudgesConfigure,
    /// Make organizations.
    OrganizationAdminister,
}

impl Action {
    /// Every act, in the order of the matrix.
    pub const ALL: &'static [Self] = &[
        Self::MemberRegister,
        Self::MemberSearch,
        Self::MemberUpdate,
        Self::EnrolmentRecord,
        Self::LifeEventRecord,
        Self::MemberMerge,
        Self::ReferralCreate,
        Self::ReferralConfirmMember,
        Self::ReferralAssign,
        Self::ReferralReassign,
        Self::NamingAnswer,
        Self::ReferralAccept,
        Self::ReferralDecline,
        Self::OutreachRecord,
        Self::DutyExcuse,
        Self::PlaceHold,
        Self::ServiceStart,
        Self::ReassessmentRecord,
        Self::ServiceEnd,
        Self::ReferralClose,
        Self::ReferralWithdraw,
        Self::ReferralReopen,
        Self::PolicyRead,
        Self::PolicyConfigure,
        Self::CapacityReport,
        Self::CapacityAgree,
        Self::CapacityRead,
        Self::DeclineReport,
        Self::AuthorizationRequest,
        Self::AuthorizationDecide,
        Self::AppealFile,
        Self::AppealAcknowledge,
        Self::AppealDecide,
        Self::AuthorizationRead,
        Self::DecisionCompare,
        Self::ReviewerMark,
        Self::VisitRecord,
        Self::VisitConfirmMember,
        Self::VisitRead,
        Self::TaskComplete,
        Self::LinksRevoke,
        Self::NoticeAcknowledge,
        Self::SafeContactSet,
        Self::MemberRestrict,
        Self::ReferralRestrict,
        Self::ConsentRecord,
        Self::GlassBreak,
        Self::PrivacyConfigure,
        Self::CountsRead,
        Self::AuditRead,
        Self::DisclosureRead,
        Self::AccountAdminister,
        Self::DelegationAgree,
        Self::DelegationRead,
        Self::NudgesConfigure,
        Self::OrganizationAdminister,
    ];
}

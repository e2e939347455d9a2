//! Value types that tables and areas share: ids and closed sets, stored as text.

mod ids;
mod member;
mod status;

pub use ids::{
    AccountId, AssignmentId, AttemptId, BrokenGlassId, ConsentId, ContactId, ContractId, HandOffId,
    HouseholdId, LifeEventId, MemberId, OfferingId, OrganizationId, PoolId, ReferralId, SessionId,
    TicketId,
};
pub use member::{
    AlternativeFormat, ContactRole, EnrolmentEnd, EnrolmentKind, HouseholdRole, LifeEventKind,
    PhoneKind,
};
pub use status::{
    ActSource, AreaKind, AssignmentEnd, AssignmentStatus, AuditOutcome, ContactChannel, ContactKind,
    EscalationAction, EscalationAudience, EventKind, NoticeKind,
    OrganizationKind, OthersSee, OutreachMethod, OutreachOutcome, PhoneLine, ReferralStatus,
    Restriction, Role, Route, SessionEnd, SlotState, TicketPurpose, Urgency,
    WaitlistMode,
};

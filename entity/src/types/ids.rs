//! One type per kind of row, so that a member's id cannot be passed where a referral's is meant.

use std::fmt;

use sea_orm::DeriveValueType;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
        pub struct $name(pub Uuid);

        // A key of two columns asks this of each part; only engines that make ids call it.
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A consent to disclosure.
    ConsentId
    /// A restricted member who was opened.
    BrokenGlassId
    /// A person's sign-in at one organization.
    AccountId
    /// One provider's turn at a referral.
    AssignmentId
    /// One outreach attempt.
    AttemptId
    /// A plan's decision to pay for a service, or the wish for one.
    AuthorizationId
    /// Somebody who speaks or cares for a member.
    ContactId
    /// A plan's contract with a provider for one service.
    ContractId
    /// A contact before anything was assigned.
    EarlyContactId
    /// A warm hand-off.
    HandOffId
    /// What came in with a referral.
    IntakeId
    /// A provider's wish for more places than are agreed.
    CapacityProposalId
    /// Members who live together.
    HouseholdId
    /// Something that happened to a member.
    LifeEventId
    /// A plan's member.
    MemberId
    /// A message outside of the mailbox: look into it.
    NudgeId
    /// A service that a provider offers in an area.
    OfferingId
    /// A link that shows where a referral stands.
    ReferralLinkId
    /// Something that a plan has to do by hand.
    TaskId
    /// A plan, provider or referrer: also the address of a mailbox.
    OrganizationId
    /// A capacity pool.
    PoolId
    /// A referral.
    ReferralId
    /// One sign-in from one place.
    SessionId
    /// A token that lets one person choose a password.
    TicketId
    /// A stay at a sobering center.
    VisitId
}

//! Closed sets of organizations, their people and what is read of them.

use sea_orm::entity::prelude::*;

use super::closed_set::text_enum;

text_enum! {
    /// What an organization is in the exchange.
    OrganizationKind {
        /// A Medi-Cal managed care plan: the tenant.
        Plan = "PLAN",
        /// An ILOS or ECM provider.
        Provider = "PROVIDER",
        /// A clinic, hospital, county or community organization that refers.
        Referrer = "REFERRER",
        /// A state authority: reads figures across plans, never a person.
        State = "STATE",
        /// Who runs this server: organizations, reference data and keys, never a person.
        Operator = "OPERATOR",
    }

    /// What a person does for their organization.
    Role {
        /// Refers people and hears how it ended.
        Referrer = "REFERRER",
        /// Works the assignments of a provider.
        ProviderStaff = "PROVIDER_STAFF",
        /// Answers for the members of an ECM provider: sees all their loops.
        LeadCareManager = "LEAD_CARE_MANAGER",
        /// Registers members, takes referrals in and assigns them.
        PlanCoordinator = "PLAN_COORDINATOR",
        /// Decides authorizations.
        PlanReviewer = "PLAN_REVIEWER",
        /// Keeps a plan's network: providers, contracts, agreed capacity.
        PlanNetwork = "PLAN_NETWORK",
        /// Guards what is restricted: members, referrals, broken glass, disclosures.
        PlanPrivacy = "PLAN_PRIVACY",
        /// Reads a plan's figures, never a person.
        PlanAnalyst = "PLAN_ANALYST",
        /// Invites the people of its own organization, and says what they do.
        OrganizationAdmin = "ORGANIZATION_ADMIN",
        /// Reads figures across plans, never a person.
        StateAuditor = "STATE_AUDITOR",
        /// Keeps organizations, reference data and keys, never a person.
        SystemAdmin = "SYSTEM_ADMIN",
    }

    /// Why a session ended before its time.
    SessionEnd {
        /// The person signed out.
        SignedOut = "SIGNED_OUT",
        /// The person signed out everywhere.
        SignedOutEverywhere = "SIGNED_OUT_EVERYWHERE",
        /// The person ended it from another session.
        EndedElsewhere = "ENDED_ELSEWHERE",
        /// A refresh token came back that had been used before: somebody else may have it.
        Reused = "REUSED",
        /// The account was suspended.
        AccessEnded = "ACCESS_ENDED",
        /// The account got another password.
        PasswordChanged = "PASSWORD_CHANGED",
    }

    /// What a token that sets a password is for.
    TicketPurpose {
        /// Somebody new takes up their account.
        Invitation = "INVITATION",
        /// Somebody who forgot their password chooses another.
        Reset = "RESET",
    }

    /// How a provider's phone is answered (ILOS terms ask for 24 hours, 7 days; source S3).
    PhoneLine {
        /// A person answers around the clock.
        Staffed = "STAFFED",
        /// Voicemail records around the clock.
        Voicemail = "VOICEMAIL",
        /// Answered in office hours only.
        OfficeHours = "OFFICE_HOURS",
    }

    /// What an offering's area is made of.
    AreaKind {
        /// One whole county.
        County = "COUNTY",
        /// A set of ZIP codes.
        Zips = "ZIPS",
    }

    /// What those see of a restricted referral who do not see what it is about.
    OthersSee {
        /// That it exists, where it stands and how it ended.
        Existence = "EXISTENCE",
        /// Nothing.
        Nothing = "NOTHING",
    }

    /// How an act or a reading ended, as the audit keeps it.
    AuditOutcome {
        /// Carried out.
        Done = "DONE",
        /// Shown to a person.
        Read = "READ",
        /// Visible, but not the actor's to do or to ask.
        Denied = "DENIED",
        /// No such record for the actor.
        NotFound = "NOT_FOUND",
        /// Against a rule; the detail is the code of the refusal.
        Refused = "REFUSED",
        /// The server failed.
        Failed = "FAILED",
    }
}

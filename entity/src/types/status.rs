//! Closed sets, stored as text under a `CHECK` of the same words.

use sea_orm::entity::prelude::*;

macro_rules! text_enum {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $($(#[$vdoc])* #[sea_orm(string_value = $text)] $variant,)+
        }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code that databases, clients and people see.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    )+};
}
pub(super) use text_enum;

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

    /// What became of a pool.
    LedgerEntryKind {
        /// What stood in it before the ledger was kept.
        Opened = "OPENED",
        /// An assignment holds a place.
        Held = "HELD",
        /// The service started: a held place is in use.
        Activated = "ACTIVATED",
        /// The service had not started after all: a place in use is held.
        Deactivated = "DEACTIVATED",
        /// A place is free again.
        Freed = "FREED",
        /// The provider said how many places it has.
        LimitSet = "LIMIT_SET",
        /// The provider takes nobody for now.
        Paused = "PAUSED",
        /// The provider takes referrals again.
        Resumed = "RESUMED",
        /// The provider said that the figures are right.
        Confirmed = "CONFIRMED",
        /// A plan said how many places it uses at most.
        CapSet = "CAP_SET",
        /// Plan and provider agreed on a number of places.
        Agreed = "AGREED",
    }

    /// What became of a provider's wish for more places.
    ProposalStatus {
        /// The plan has not decided.
        Open = "OPEN",
        /// The plan agreed.
        Accepted = "ACCEPTED",
        /// The plan did not agree.
        Declined = "DECLINED",
        /// The provider has said something else since.
        Withdrawn = "WITHDRAWN",
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

    /// Why a referral is restricted: only the assigned provider and those whom the plan named see
    /// what it is about.
    Restriction {
        /// Substance use records under 42 CFR Part 2; assigned only with consent.
        Part2 = "PART_2",
        /// Domestic violence: whoever learns of it may endanger the person.
        DomesticViolence = "DOMESTIC_VIOLENCE",
        /// The member is restricted, and with them all their referrals.
        Member = "MEMBER",
    }

    /// What those see of a restricted referral who do not see what it is about.
    OthersSee {
        /// That it exists, where it stands and how it ended.
        Existence = "EXISTENCE",
        /// Nothing.
        Nothing = "NOTHING",
    }

    /// How a member wants to be reached, if that matters for their safety.
    ContactChannel {
        /// By voice.
        Telephone = "TELEPHONE",
        /// By text message.
        Text = "TEXT",
        /// By e-mail.
        Email = "EMAIL",
        /// By letter.
        Mail = "MAIL",
        /// In person only.
        InPerson = "IN_PERSON",
    }

    /// How soon the person needs the service.
    Urgency {
        /// No date presses.
        Routine = "ROUTINE",
        /// Harm is likely if it waits, for example a discharge without a place to go.
        Urgent = "URGENT",
    }

    /// Where the loop stands: what the referrer and the state follow.
    ReferralStatus {
        /// Taken in; the plan has not yet confirmed which member it is.
        Received = "RECEIVED",
        /// The member is known; waits to be assigned.
        Ready = "READY",
        /// Nobody has room: it waits in the plan's order.
        Waitlisted = "WAITLISTED",
        /// A provider has it and owes outreach.
        Assigned = "ASSIGNED",
        /// The provider said yes.
        Accepted = "ACCEPTED",
        /// At least one outreach attempt was recorded.
        InOutreach = "IN_OUTREACH",
        /// The loop is closed, with a reason.
        Closed = "CLOSED",
    }

    /// Where one provider's turn stands. It outlives the loop: slot and access follow it.
    AssignmentStatus {
        /// Assigned; no answer yet.
        Assigned = "ASSIGNED",
        /// Accepted, in words or by outreach.
        Accepted = "ACCEPTED",
        /// The service runs.
        InService = "IN_SERVICE",
        /// Over, with a reason.
        Ended = "ENDED",
    }

    /// Why an assignment ended.
    AssignmentEnd {
        /// The service came to its end.
        ServiceEnded = "SERVICE_ENDED",
        /// The loop closed without a service.
        LoopClosed = "LOOP_CLOSED",
        /// The provider declined.
        Declined = "DECLINED",
        /// The plan gave the referral to another provider.
        Reassigned = "REASSIGNED",
    }

    /// What an assignment takes of its pool.
    SlotState {
        /// Held from assignment to start of service.
        Held = "HELD",
        /// In use while the service runs.
        Active = "ACTIVE",
        /// Given back.
        Freed = "FREED",
    }

    /// How an outreach attempt was made.
    OutreachMethod {
        /// Face to face.
        InPerson = "IN_PERSON",
        /// By telephone.
        Telephone = "TELEPHONE",
        /// By video call.
        Video = "VIDEO",
        /// By text message.
        Text = "TEXT",
        /// By e-mail.
        Email = "EMAIL",
        /// By letter: counts as electronic, one minute (source S0).
        Mail = "MAIL",
    }

    /// What an outreach attempt led to.
    OutreachOutcome {
        /// The member was reached; contact in a facility counts (source S0).
        Reached = "REACHED",
        /// Reached through a go-between or representative.
        ReachedThroughOther = "REACHED_THROUGH_OTHER",
        /// A message was left.
        MessageLeft = "MESSAGE_LEFT",
        /// Nobody answered.
        NoAnswer = "NO_ANSWER",
        /// The number or address was not the member's.
        WrongContact = "WRONG_CONTACT",
        /// The member did not come to an appointment.
        NoShow = "NO_SHOW",
        /// The member does not want the service.
        Refused = "REFUSED",
    }

    /// What happened to a referral: one word per entry of its timeline.
    EventKind {
        /// The referral came in.
        Received = "RECEIVED",
        /// The plan or certain evidence said which member it is.
        MemberConfirmed = "MEMBER_CONFIRMED",
        /// A provider was assigned.
        Assigned = "ASSIGNED",
        /// The provider accepted.
        Accepted = "ACCEPTED",
        /// The provider declined.
        Declined = "DECLINED",
        /// The plan took the referral back from a provider to give it to another.
        Unassigned = "UNASSIGNED",
        /// An outreach attempt was recorded.
        OutreachRecorded = "OUTREACH_RECORDED",
        /// The service started.
        ServiceStarted = "SERVICE_STARTED",
        /// The loop closed.
        Closed = "CLOSED",
        /// The service ended.
        ServiceEnded = "SERVICE_ENDED",
        /// Whoever referred, the member or the plan took it back.
        Withdrawn = "WITHDRAWN",
        /// The plan opened a closed loop again.
        Reopened = "REOPENED",
        /// Nobody had room: it began to wait.
        Waitlisted = "WAITLISTED",
        /// It stopped waiting without a place.
        LeftWaitlist = "LEFT_WAITLIST",
        /// A place came free and was offered.
        PlaceOffered = "PLACE_OFFERED",
        /// The plan passed the offered place; the referral keeps its place in the order.
        OfferPassed = "OFFER_PASSED",
        /// A contact was written down that is no attempt.
        ContactRecorded = "CONTACT_RECORDED",
        /// An outreach attempt was corrected.
        OutreachCorrected = "OUTREACH_CORRECTED",
        /// The start of the service was corrected.
        StartCorrected = "START_CORRECTED",
        /// The member was handed over in person, from one name to another.
        HandedOff = "HANDED_OFF",
        /// The plan excused the outreach duty.
        DutyExcused = "DUTY_EXCUSED",
        /// A step of the plan's escalation was taken.
        Escalated = "ESCALATED",
        /// The named provider found that the member qualifies, and asked the plan for it.
        AssignmentRequested = "ASSIGNMENT_REQUESTED",
        /// The named provider does not take it: the plan looks for another.
        NamingPassed = "NAMING_PASSED",
        /// The named provider was in touch with the person before anything was assigned.
        EarlyContactRecorded = "EARLY_CONTACT_RECORDED",
        /// It goes on with the member's new plan, as a referral that follows from it.
        PassedOn = "PASSED_ON",
    }

    /// Where an act came from.
    ActSource {
        /// By whoever it belongs to, here.
        Live = "LIVE",
        /// From a file that was exchanged.
        File = "FILE",
        /// Entered by the plan for a provider that phoned or faxed.
        OnBehalf = "ON_BEHALF",
    }

    /// From what kind of source a referral comes (referral form of a plan, domain notes section 9).
    SourceKind {
        /// The plan itself.
        Plan = "PLAN",
        /// An ECM provider.
        EcmProvider = "ECM_PROVIDER",
        /// An ILOS provider.
        IlosProvider = "ILOS_PROVIDER",
        /// A clinic or other provider of health care.
        Clinic = "CLINIC",
        /// A hospital or emergency room.
        Hospital = "HOSPITAL",
        /// A county or another government.
        County = "COUNTY",
        /// A community organization.
        CommunityOrganization = "COMMUNITY_ORGANIZATION",
        /// The member, by phone to the plan.
        Member = "MEMBER",
        /// An ECM outreach list: nobody referred.
        OutreachList = "OUTREACH_LIST",
        /// None of these.
        Other = "OTHER",
    }

    /// How whoever referred stands to the person (the same form).
    Relationship {
        /// Gives them health care.
        MedicalProvider = "MEDICAL_PROVIDER",
        /// Gives them social services.
        SocialServices = "SOCIAL_SERVICES",
        /// Is the member, or family.
        MemberOrFamily = "MEMBER_OR_FAMILY",
        /// None of these.
        Other = "OTHER",
    }

    /// Whether a person agrees to be referred.
    Agreement {
        /// They do.
        Yes = "YES",
        /// They do not: the plan asks them before anybody is assigned.
        No = "NO",
        /// Nobody has asked, or said.
        Unknown = "UNKNOWN",
    }

    /// What a recorded contact is.
    ContactKind {
        /// An attempt of the provider to reach the member.
        Outreach = "OUTREACH",
        /// The member, or somebody for them, got in touch: no attempt.
        FromMember = "FROM_MEMBER",
        /// Those who care for the member talked with each other: no attempt (source S0).
        BetweenProfessionals = "BETWEEN_PROFESSIONALS",
    }

    /// How a plan's referrals for a service reach a provider.
    Route {
        /// The plan decides and assigns.
        PlanRouted = "PLAN_ROUTED",
        /// The referrer names a contracted provider, which asks the plan.
        ProviderDirect = "PROVIDER_DIRECT",
    }

    /// Where the provider stands that whoever referred named.
    Naming {
        /// It was named and has not answered.
        Named = "NAMED",
        /// It asked the plan for the referral.
        Asked = "ASKED",
        /// It does not take the referral.
        Passed = "PASSED",
        /// The plan decided, or the loop is closed.
        Ended = "ENDED",
    }

    /// What happens when a place comes free for whoever waits longest.
    WaitlistMode {
        /// It is assigned.
        Assign = "ASSIGN",
        /// It is offered to the plan's coordinators.
        Propose = "PROPOSE",
    }

    /// What the order of who waits for a place follows. Never a trait of the member.
    WaitlistCriterion {
        /// Urgent before routine.
        Urgency = "URGENCY",
        /// The day by which it is needed; without one last.
        NeededBy = "NEEDED_BY",
        /// When the referral was received.
        Received = "RECEIVED",
        /// When it began to wait.
        WaitingSince = "WAITING_SINCE",
    }

    /// Who is told by a step of an escalation.
    EscalationAudience {
        /// The assigned provider.
        Provider = "PROVIDER",
        /// The plan.
        Plan = "PLAN",
        /// The ECM provider that answers for the member.
        LeadCareManager = "LEAD_CARE_MANAGER",
    }

    /// What a step of an escalation does.
    EscalationAction {
        /// Tells its audience.
        Notice = "NOTICE",
        /// Proposes to the plan to give the referral to another provider.
        ProposeReassignment = "PROPOSE_REASSIGNMENT",
    }

    /// Where a step of an assignment's escalation stands.
    EscalationState {
        /// Its instant has not come, or no sweep has seen it yet.
        Pending = "PENDING",
        /// It was carried out, once.
        Fired = "FIRED",
        /// What it was for was done, excused or is over.
        Cancelled = "CANCELLED",
    }

    /// A way to reach an organization outside of its mailbox.
    NudgeChannel {
        /// By e-mail.
        Email = "EMAIL",
        /// By a signed call of its own server.
        Webhook = "WEBHOOK",
    }

    /// How far a nudge came.
    NudgeState {
        /// To be sent, for the first time or again.
        Pending = "PENDING",
        /// Taken over by the other side.
        Sent = "SENT",
        /// Given up after the last try.
        Failed = "FAILED",
        /// Nothing waits any more, or the channel is gone.
        Cancelled = "CANCELLED",
    }

    /// What a notice in a mailbox tells.
    NoticeKind {
        /// To the plan: a referral came in.
        ReferralReceived = "REFERRAL_RECEIVED",
        /// To the provider: this is yours. To the referrer: a provider has it.
        ReferralAssigned = "REFERRAL_ASSIGNED",
        /// To plan and referrer: the provider accepted.
        ReferralAccepted = "REFERRAL_ACCEPTED",
        /// To plan and referrer: the provider declined; the plan looks for another.
        ReferralDeclined = "REFERRAL_DECLINED",
        /// To plan and referrer: the first outreach attempt was made.
        OutreachStarted = "OUTREACH_STARTED",
        /// To everyone else in the loop: it closed, and why.
        LoopClosed = "LOOP_CLOSED",
        /// To the provider: the plan ended this assignment. To the plan: the service ended.
        AssignmentEnded = "ASSIGNMENT_ENDED",
        /// A coordinator opened a restricted member.
        GlassBroken = "GLASS_BROKEN",
        /// Another plan offered to delegate members and network.
        DelegationOffered = "DELEGATION_OFFERED",
        /// Another plan accepted what was offered to it.
        DelegationAccepted = "DELEGATION_ACCEPTED",
        /// A delegation, or an offer of one, is over.
        DelegationEnded = "DELEGATION_ENDED",
        /// Who guards the plan's privacy, or how they sign in, was changed by an administrator.
        PrivacyOfficerChanged = "PRIVACY_OFFICER_CHANGED",
        /// To plan and referrer, where the loop stays open after the start: the service started.
        ServiceStarted = "SERVICE_STARTED",
        /// To everyone else in the loop: it is open again.
        ReferralReopened = "REFERRAL_REOPENED",
        /// To plan and referrer: nobody has room, it waits.
        ReferralWaitlisted = "REFERRAL_WAITLISTED",
        /// To the plan: a place came free for whoever waits longest.
        PlaceOffered = "PLACE_OFFERED",
        /// To the plan's network: a provider declined on other ground than capacity.
        DeclineReported = "DECLINE_REPORTED",
        /// To provider and plan: declined for capacity, but the figures show room.
        CapacityDisputed = "CAPACITY_DISPUTED",
        /// To the plan: the provider asks to raise what was agreed.
        CapacityProposed = "CAPACITY_PROPOSED",
        /// To the provider: the plan answered.
        CapacityDecided = "CAPACITY_DECIDED",
        /// To the provider: the figure is old, confirm it.
        CapacityStale = "CAPACITY_STALE",
        /// Outreach is due soon.
        OutreachReminder = "OUTREACH_REMINDER",
        /// Outreach is due and was not recorded.
        OutreachOverdue = "OUTREACH_OVERDUE",
        /// To the plan: give it to another provider.
        ReassignmentProposed = "REASSIGNMENT_PROPOSED",
        /// To the plan: the provider did not fetch its assignment.
        NotTold = "NOT_TOLD",
        /// To a provider: whoever referred named you.
        ProviderNamed = "PROVIDER_NAMED",
        /// To plan and referrer: the named provider asks for it.
        AssignmentRequested = "ASSIGNMENT_REQUESTED",
        /// To plan and referrer: the named provider does not take it.
        NamingPassed = "NAMING_PASSED",
        /// To the named provider: it is over, or went to another.
        NamingEnded = "NAMING_ENDED",
    }

    /// What a task is.
    TaskKind {
        /// Tell the member.
        MemberNotice = "MEMBER_NOTICE",
    }

    /// What a task tells.
    TaskAbout {
        /// Who serves the member.
        Assigned = "ASSIGNED",
        /// That somebody else serves them now.
        ProviderChanged = "PROVIDER_CHANGED",
        /// That the request is closed.
        Closed = "CLOSED",
    }

    /// Where a task stands.
    TaskState {
        /// It waits to be done.
        Open = "OPEN",
        /// It was done, and how and when was written down.
        Done = "DONE",
        /// It was called off.
        Cancelled = "CANCELLED",
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

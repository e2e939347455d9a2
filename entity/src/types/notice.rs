//! Closed sets of what is told: notices, nudges, tasks.

use sea_orm::entity::prelude::*;

use super::closed_set::text_enum;

text_enum! {
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
        /// To the plan: nothing is left for it to wait for; it is ready again.
        WaitEnded = "WAIT_ENDED",
        /// To provider and plan: the other said until when the place is held.
        HoldChanged = "HOLD_CHANGED",
        /// To everyone in the loop: the place was held until now and is free; the plan looks again.
        HoldLapsed = "HOLD_LAPSED",
        /// To the plan and the provider that is to serve: the plan was asked to authorize a service.
        AuthorizationRequested = "AUTHORIZATION_REQUESTED",
        /// To everyone in the loop: the plan authorized the service.
        Authorized = "AUTHORIZED",
        /// To everyone in the loop: the plan did not authorize the service.
        NotAuthorized = "NOT_AUTHORIZED",
        /// To plan and provider: what was authorized, or asked for, changed.
        AuthorizationChanged = "AUTHORIZATION_CHANGED",
        /// To the plan: a decision is due soon.
        AuthorizationDueSoon = "AUTHORIZATION_DUE_SOON",
        /// To the plan: a decision is due today, and a notice of delay is ready.
        AuthorizationLapsing = "AUTHORIZATION_LAPSING",
        /// To the plan: a decision was due.
        AuthorizationOverdue = "AUTHORIZATION_OVERDUE",
        /// To the plan: an appeal or a grievance is to be decided soon.
        AppealDueSoon = "APPEAL_DUE_SOON",
        /// To the plan: an appeal or a grievance was to be decided.
        AppealOverdue = "APPEAL_OVERDUE",
        /// To plan and provider: an authorization ends soon.
        AuthorizationExpiring = "AUTHORIZATION_EXPIRING",
        /// To plan and provider: most of what was authorized is used.
        AuthorizationNearlyUsed = "AUTHORIZATION_NEARLY_USED",
        /// To whoever asked for an authorization: the plan needs to know more.
        InformationNeeded = "INFORMATION_NEEDED",
        /// To plan and provider: a member whose service runs is to be reassessed soon.
        ReassessmentDue = "REASSESSMENT_DUE",
        /// To the plan: a reassessment was due, and none was recorded.
        ReassessmentOverdue = "REASSESSMENT_OVERDUE",
    }

    /// What a task is.
    TaskKind {
        /// Tell the member.
        MemberNotice = "MEMBER_NOTICE",
        /// Tell whoever referred, who has no account and is not reached by e-mail.
        ReferrerNotice = "REFERRER_NOTICE",
        /// Send the member a notice of action, word for word.
        ActionNotice = "ACTION_NOTICE",
        /// Send the member the answer to what was filed, word for word.
        AppealAnswer = "APPEAL_ANSWER",
    }

    /// What a task tells.
    TaskAbout {
        /// Who serves the member.
        Assigned = "ASSIGNED",
        /// That somebody else serves them now.
        ProviderChanged = "PROVIDER_CHANGED",
        /// That a provider does not serve them, and what happens next.
        Declined = "DECLINED",
        /// That the request is closed.
        Closed = "CLOSED",
        /// That the plan does not pay, or pays less or later than was asked or granted.
        Action = "ACTION",
        /// What the plan answers to an appeal or a grievance.
        Appeal = "APPEAL",
    }

    /// How somebody was told.
    TaskWay {
        /// By voice.
        Telephone = "TELEPHONE",
        /// By text message.
        Text = "TEXT",
        /// By e-mail.
        Email = "EMAIL",
        /// By letter.
        Mail = "MAIL",
        /// In person.
        InPerson = "IN_PERSON",
        /// By fax, as was agreed.
        Fax = "FAX",
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
}

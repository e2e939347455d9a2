//! Closed sets of the loop and what is done with it.

use sea_orm::entity::prelude::*;

use super::closed_set::text_enum;

text_enum! {
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
        /// The member is known; the plan has to authorize the service before anybody gets it.
        AwaitingAuthorization = "AWAITING_AUTHORIZATION",
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
        /// The place was held until an instant, and the service had not started by then.
        HoldLapsed = "HOLD_LAPSED",
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
        /// It was said until when the place is held, or that it is held without an end.
        HoldSet = "HOLD_SET",
        /// The place was held until then, and the service had not started.
        HoldLapsed = "HOLD_LAPSED",
        /// The plan was asked to authorize the service.
        AuthorizationRequested = "AUTHORIZATION_REQUESTED",
        /// The plan authorized it, as asked or otherwise.
        Authorized = "AUTHORIZED",
        /// The plan did not authorize it.
        NotAuthorized = "NOT_AUTHORIZED",
        /// What the plan had authorized, or was asked for, changed.
        AuthorizationChanged = "AUTHORIZATION_CHANGED",
        /// The member was reassessed, to see whether the service goes on.
        Reassessed = "REASSESSED",
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
}

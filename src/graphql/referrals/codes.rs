//! The closed sets of the loop as clients see them. `remote` makes a forgotten value a compile
//! error.

use async_graphql::Enum;

use crate::clocks::outreach;
use crate::{reference, referrals};

/// How soon the person needs the service.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::Urgency")]
pub enum Urgency {
    /// No date presses.
    Routine,
    /// Harm is likely if it waits, for example a discharge without a place to go.
    Urgent,
}

/// Why a referral is restricted: only the assigned provider and those whom the plan named see what
/// it is about.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::Restriction")]
pub enum ReferralRestriction {
    /// Substance use records under 42 CFR Part 2; assigned only with the person's consent.
    Part2,
    /// Domestic violence: whoever learns of it may endanger the person.
    DomesticViolence,
    /// The member is restricted, and with them all their referrals.
    Member,
}

/// A reason to restrict one referral.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestrictionReason {
    /// Substance use records under 42 CFR Part 2; assigned only with the person's consent.
    Part2,
    /// Domestic violence: whoever learns of it may endanger the person.
    DomesticViolence,
}

impl RestrictionReason {
    /// As the loop knows it.
    #[must_use]
    pub fn into_restriction(self) -> referrals::Restriction {
        match self {
            Self::Part2 => referrals::Restriction::Part2,
            Self::DomesticViolence => referrals::Restriction::DomesticViolence,
        }
    }
}

/// Where the loop stands: what the referrer and the state follow.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::ReferralStatus")]
pub enum ReferralStatus {
    /// With the plan. To everyone but the plan this also stands for READY and
    /// `AWAITING_AUTHORIZATION`.
    Received,
    /// The plan knows which member it is; it waits to be assigned. Shown to the plan only.
    Ready,
    /// The plan knows which member it is, and has to authorize the service before anybody gets it.
    /// Shown to the plan only.
    AwaitingAuthorization,
    /// Nobody has room: it waits in the plan's order.
    Waitlisted,
    /// A provider has it and owes outreach.
    Assigned,
    /// The provider said yes.
    Accepted,
    /// At least one outreach attempt was recorded.
    InOutreach,
    /// Closed, with a reason.
    Closed,
}

/// The state's closed-loop referral status, derived from the loop. Only the value DECLINED is
/// confirmed; the others are recalled from the guidance of May 2025.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::ClosedLoopStatus")]
pub enum ClosedLoopStatus {
    /// No provider has answered yet.
    Pending,
    /// The provider accepted.
    Accepted,
    /// The last provider asked declined, and no other has it yet.
    Declined,
    /// The provider has tried to reach the member.
    OutreachInitiated,
    /// The loop is closed.
    ReferralLoopClosed,
}

/// Where one provider's turn stands. It outlives the loop: slot and access follow it.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::AssignmentStatus")]
pub enum AssignmentStatus {
    /// Assigned; no answer yet.
    Assigned,
    /// Accepted, in words or by outreach.
    Accepted,
    /// The service runs.
    InService,
    /// Over, with a reason.
    Ended,
}

/// Why an assignment ended.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::AssignmentEnd")]
pub enum AssignmentEndReason {
    /// The service came to its end.
    ServiceEnded,
    /// The loop closed without a service.
    LoopClosed,
    /// The provider declined; `decline` says why.
    Declined,
    /// The plan gave the referral to another provider.
    Reassigned,
    /// The place was held until an instant, and the service had not started by then.
    HoldLapsed,
}

/// Where the 24-hour duty stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "outreach::DutyStatus")]
pub enum DutyStatus {
    /// Time is left and no attempt was made yet.
    Running,
    /// The first attempt was made at or before the due instant, successful or not.
    Met,
    /// The due instant passed without an attempt.
    Missed,
    /// The plan excused it, with a reason.
    Excused,
    /// The assignment ended before the duty was due and before any attempt.
    Cancelled,
}

/// How an outreach attempt was made.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::OutreachMethod")]
pub enum OutreachMethod {
    /// Face to face.
    InPerson,
    /// By telephone.
    Telephone,
    /// By video call.
    Video,
    /// By text message.
    Text,
    /// By e-mail.
    Email,
    /// By letter: counts as electronic, one minute.
    Mail,
}

/// What an outreach attempt led to.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::OutreachOutcome")]
pub enum OutreachOutcome {
    /// The member was reached; contact in a facility counts.
    Reached,
    /// Reached through a go-between or representative.
    ReachedThroughOther,
    /// A message was left.
    MessageLeft,
    /// Nobody answered.
    NoAnswer,
    /// The number or address was not the member's.
    WrongContact,
    /// The member did not come to an appointment.
    NoShow,
    /// The member does not want the service.
    Refused,
}

/// Why a loop closed. Only `SERVICES_RECEIVED` is confirmed as a value of the state's list; the
/// others are recalled from the guidance of May 2025.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::ClosureReason")]
pub enum ClosureReason {
    /// The service started.
    ServicesReceived,
    /// No provider would take it.
    ProviderDeclined,
    /// The member could not be reached.
    UnableToReach,
    /// The member is no longer eligible for the service.
    NoLongerEligible,
    /// The member no longer needs the service, or declines it.
    NoLongerNeedsOrDeclines,
    /// Anything else; the note says what.
    Other,
}

/// What happened to a referral.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::EventKind")]
pub enum ReferralEventKind {
    /// The referral came in.
    Received,
    /// The plan, or certain evidence, said which member it is. Shown to the plan only.
    MemberConfirmed,
    /// A provider was assigned.
    Assigned,
    /// The provider accepted.
    Accepted,
    /// The provider declined.
    Declined,
    /// The plan took the referral back from a provider to give it to another.
    Unassigned,
    /// An outreach attempt was recorded.
    OutreachRecorded,
    /// The service started.
    ServiceStarted,
    /// The loop closed.
    Closed,
    /// The service ended.
    ServiceEnded,
    /// Whoever referred, the member or the plan took it back: `reason` says who.
    Withdrawn,
    /// The plan opened the closed loop again.
    Reopened,
    /// Nobody had room: it began to wait.
    Waitlisted,
    /// It stopped waiting without a place.
    LeftWaitlist,
    /// A place came free and was offered.
    PlaceOffered,
    /// The plan passed the offered place; the referral keeps its place in the order.
    OfferPassed,
    /// A contact was written down that is no attempt.
    ContactRecorded,
    /// An outreach attempt was corrected.
    OutreachCorrected,
    /// The start of the service was corrected.
    StartCorrected,
    /// The member was handed over in person, from one name to another.
    HandedOff,
    /// The plan excused the outreach duty.
    DutyExcused,
    /// A step of the plan's escalation was taken.
    Escalated,
    /// The named provider found that the member qualifies, and asked the plan for it.
    AssignmentRequested,
    /// The named provider does not take it: the plan looks for another.
    NamingPassed,
    /// The named provider was in touch with the person before anything was assigned.
    EarlyContactRecorded,
    /// It goes on with the member's new plan, as a referral that follows from it.
    PassedOn,
    /// Plan or provider said until when the place is held, or that it is held without an end.
    HoldSet,
    /// The place was held until then, the service had not started, and the place is free: the plan
    /// looks for one again.
    HoldLapsed,
    /// The plan was asked to authorize the service.
    AuthorizationRequested,
    /// The plan authorized the service, as asked or otherwise.
    Authorized,
    /// The plan did not authorize the service: `reason` says why.
    NotAuthorized,
    /// What the plan had authorized, or was asked for, changed: `reason` says how.
    AuthorizationChanged,
    /// The member was reassessed; what came of it stands in `Assignment.reassessments`.
    Reassessed,
}

/// Where the provider stands that whoever referred named.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::Naming")]
pub enum Naming {
    /// It was named and has not answered.
    Named,
    /// It asked the plan for the referral; assigning it is the plan's yes.
    Asked,
    /// It does not take the referral.
    Passed,
    /// The plan decided, or the loop is closed.
    Ended,
}

/// What speaks against assigning a referral.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::Ground")]
pub enum TriageGround {
    /// The member died.
    Deceased,
    /// The member is not enrolled in the plan today.
    NotEnrolled,
    /// The plan does not offer the service in the county where it is needed today.
    NotOffered,
    /// Another programme coordinates the member's care and excludes the service.
    InOtherProgram,
    /// The member has another referral for the same service.
    OpenReferral,
    /// The member gets the service already.
    RunningService,
    /// Another ECM provider has the member; there is one at a time.
    OtherEcmProvider,
}

/// How much it weighs.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::Weight")]
pub enum TriageWeight {
    /// It is worth a look.
    Warns,
    /// It is assigned only with a reason, which stands in the timeline.
    NeedsReason,
    /// It is not assigned while this holds.
    Refuses,
}

/// Where an act came from. A plan may not force a provider onto a live channel, so it also enters
/// what a provider phones or faxes.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::ActSource")]
pub enum ActSource {
    /// By whoever it belongs to, here.
    Live,
    /// From a file that was exchanged.
    File,
    /// Entered by the plan for the provider.
    OnBehalf,
}

/// From what kind of source a referral comes.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::SourceKind")]
pub enum SourceKind {
    /// The plan itself.
    Plan,
    /// An ECM provider.
    EcmProvider,
    /// An ILOS provider.
    IlosProvider,
    /// A clinic or other provider of health care.
    Clinic,
    /// A hospital or emergency room.
    Hospital,
    /// A county or another government.
    County,
    /// A community organization.
    CommunityOrganization,
    /// The member, by phone to the plan.
    Member,
    /// An ECM outreach list: nobody referred.
    OutreachList,
    /// None of these.
    Other,
}

/// How whoever referred stands to the person.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::Relationship")]
pub enum Relationship {
    /// Gives them health care.
    MedicalProvider,
    /// Gives them social services.
    SocialServices,
    /// Is the member, or family.
    MemberOrFamily,
    /// None of these.
    Other,
}

/// A programme that ended in 2021, from whose care people came into ECM.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::TransitionedFrom")]
pub enum TransitionedFrom {
    /// A Whole Person Care pilot of a county (WPC).
    WholePersonCare,
    /// The Health Homes Program (HHP).
    HealthHomes,
}

/// Where a reassessment stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::ReassessmentState")]
pub enum ReassessmentState {
    /// It is to be done.
    Open,
    /// It was done.
    Done,
    /// It is not to be done any more: the service ended, its start was corrected, or the one before
    /// it was.
    Cancelled,
    /// It was written down wrong; a later one corrects it.
    Void,
}

/// What came of a reassessment. All but the first are the reasons for which ECM is discontinued; with
/// `GOALS_MET` and `LOWER_LEVEL` the member graduates.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::ReassessmentOutcome")]
pub enum ReassessmentOutcome {
    /// The member still needs the service.
    Continues,
    /// All goals of the care plan are met.
    GoalsMet,
    /// The member is ready for a lower level of care.
    LowerLevel,
    /// The member no longer wishes it, does not respond, or is unwilling to engage.
    Unresponsive,
    /// The provider could not connect with the member after several attempts.
    CouldNotConnect,
}

/// Whether a person agrees to be referred. No written record is required to start.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::Agreement")]
pub enum Agreement {
    /// They do.
    Yes,
    /// They do not.
    No,
    /// Nobody has asked, or said.
    Unknown,
}

/// A block of the referral form that is still to be filled in: asked for, never a ground to refuse.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::MissingBlock")]
pub enum MissingBlock {
    /// How whoever referred stands to the person.
    Relationship,
    /// Address of the source.
    SourceAddress,
    /// That it is accurate and verified.
    Attestation,
    /// Whether the person agrees.
    Agreement,
    /// Birth date.
    BirthDate,
    /// Client index number.
    Cin,
    /// A phone, or that there is none.
    Phone,
    /// An address, or that there is none.
    Address,
    /// Where somebody without phone or address is found, or who knows.
    Whereabouts,
    /// The language the person speaks.
    Language,
    /// What the person gets already.
    CurrentServices,
    /// Words or codes for what is needed.
    Needs,
}

/// What a recorded contact is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::ContactKind")]
pub enum ContactKind {
    /// An attempt of the provider to reach the member.
    Outreach,
    /// The member, or somebody for them, got in touch: no attempt.
    FromMember,
    /// Those who care for the member talked with each other: no attempt.
    BetweenProfessionals,
}

/// Why a service ended. The list of the monthly ECM file, recalled and not confirmed; it serves
/// Community Supports as well.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::DiscontinuationReason")]
pub enum DiscontinuationReason {
    /// What was planned is reached.
    GoalsMet,
    /// A lower level of care is enough.
    LowerLevel,
    /// The member no longer wishes it, or does not respond.
    Unresponsive,
    /// The provider could not connect after several attempts.
    CouldNotConnect,
    /// The member is in custody.
    Incarcerated,
    /// The member declined to take part.
    Declined,
    /// The member takes part in a programme that excludes this one.
    Duplicative,
    /// The member lost Medi-Cal.
    LostCoverage,
    /// The member is in another plan.
    SwitchedPlan,
    /// The member lives in another county.
    MovedCounty,
    /// The member lives in another country.
    MovedCountry,
    /// It is not safe to go on.
    Unsafe,
    /// The plan did not authorize it again.
    NotReauthorized,
    /// The member died.
    Deceased,
    /// None of the above; the note says what.
    Other,
}

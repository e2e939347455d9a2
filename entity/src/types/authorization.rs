//! Closed sets of authorizations: the plan's decision to pay for a service.

use sea_orm::entity::prelude::*;

use super::closed_set::text_enum;

text_enum! {
    /// When, beside the service, the plan is asked.
    AuthorizationKind {
        /// Before it starts, in the plan's ordinary time.
        Prior = "PRIOR",
        /// Before it starts, because waiting would harm the member.
        Expedited = "EXPEDITED",
        /// While it runs, for more of it.
        Concurrent = "CONCURRENT",
        /// After it started.
        Retrospective = "RETROSPECTIVE",
        /// A provider whom the plan trusts with it has started; the plan decides afterwards.
        Presumptive = "PRESUMPTIVE",
    }

    /// Where an authorization stands.
    AuthorizationStatus {
        /// The plan was asked and has not decided.
        Pending = "PENDING",
        /// The plan pays for what was asked.
        Approved = "APPROVED",
        /// The plan pays for something else or less than was asked.
        Modified = "MODIFIED",
        /// The plan does not pay.
        Denied = "DENIED",
        /// The plan pays for less than it had granted.
        Reduced = "REDUCED",
        /// The plan pays no longer, from a day on.
        Terminated = "TERMINATED",
        /// Whoever asked took the request back.
        Withdrawn = "WITHDRAWN",
        /// It was granted by mistake and never counted.
        Void = "VOID",
    }

    /// What happened to an authorization.
    AuthorizationEventKind {
        /// The plan was asked.
        Requested = "REQUESTED",
        /// The plan needs to know more.
        InformationAsked = "INFORMATION_ASKED",
        /// What was needed has come.
        InformationReceived = "INFORMATION_RECEIVED",
        /// The plan took more time, with a reason.
        Extended = "EXTENDED",
        /// A reviewer decided, and a second one has to agree.
        Proposed = "PROPOSED",
        /// The second reviewer did not agree: it is to be decided anew.
        Returned = "RETURNED",
        /// Granted as asked.
        Approved = "APPROVED",
        /// Granted otherwise than asked.
        Modified = "MODIFIED",
        /// Not granted.
        Denied = "DENIED",
        /// Less from a day on.
        Reduced = "REDUCED",
        /// A reduction holds from now on, as the member was told.
        TookEffect = "TOOK_EFFECT",
        /// Nothing from a day on.
        Terminated = "TERMINATED",
        /// Taken back by whoever asked.
        Withdrawn = "WITHDRAWN",
        /// It never counted.
        Voided = "VOIDED",
        /// It ends with the enrolment.
        Clipped = "CLIPPED",
        /// The enrolment was reinstated without a gap, and what was granted holds as before.
        Unclipped = "UNCLIPPED",
        /// A step of the clock.
        Escalated = "ESCALATED",
        /// A notice of action was prepared for the member.
        NoticePrepared = "NOTICE_PREPARED",
        /// The member, or somebody for them, appealed.
        Appealed = "APPEALED",
        /// The plan confirmed that it has the appeal.
        AppealAcknowledged = "APPEAL_ACKNOWLEDGED",
        /// The appeal ended.
        AppealEnded = "APPEAL_ENDED",
    }

    /// Why what is left of an authorization changed.
    AuthorizationEntryKind {
        /// So much was granted.
        Granted = "GRANTED",
        /// A service used some of it.
        Drawn = "DRAWN",
        /// That use was none.
        Returned = "RETURNED",
        /// Less is granted.
        Reduced = "REDUCED",
        /// Nothing more may be used from a day on.
        Terminated = "TERMINATED",
        /// It never counted.
        Voided = "VOIDED",
        /// It ends with the enrolment.
        Clipped = "CLIPPED",
        /// An appeal gave back what had been taken away.
        Restored = "RESTORED",
    }

    /// What a notice of action tells the member.
    ActionKind {
        /// The plan does not pay.
        Denial = "DENIAL",
        /// The plan pays for something else or less than was asked.
        Modification = "MODIFICATION",
        /// The plan has not decided in its time.
        Delay = "DELAY",
        /// The plan pays for less than it had granted.
        Reduction = "REDUCTION",
        /// The plan pays no longer, from a day on.
        Termination = "TERMINATION",
    }

    /// What is filed against a plan.
    AppealKind {
        /// Against an action: the plan looks at it again.
        Appeal = "APPEAL",
        /// A complaint about anything else: it changes nothing that was granted.
        Grievance = "GRIEVANCE",
    }

    /// Who files an appeal or a grievance.
    AppealBy {
        /// The member.
        Member = "MEMBER",
        /// Somebody who speaks for the member.
        Representative = "REPRESENTATIVE",
        /// A provider, with the member's written consent.
        Provider = "PROVIDER",
    }

    /// How an appeal or a grievance came.
    AppealChannel {
        /// By voice.
        Telephone = "TELEPHONE",
        /// By letter.
        Mail = "MAIL",
        /// By e-mail.
        Email = "EMAIL",
        /// By fax.
        Fax = "FAX",
        /// In person.
        InPerson = "IN_PERSON",
        /// Through a web page.
        Online = "ONLINE",
    }

    /// How an appeal or a grievance ended.
    AppealOutcome {
        /// What the plan did stands.
        Upheld = "UPHELD",
        /// What the plan did is undone.
        Overturned = "OVERTURNED",
        /// Whoever filed it took it back.
        Withdrawn = "WITHDRAWN",
        /// It is not decided: it was filed by nobody who may.
        Dismissed = "DISMISSED",
    }

    /// Why a limit may be exceeded.
    ExceptionGround {
        /// The terms of the limit foresee it.
        Terms = "TERMS",
        /// The reviewer overrides the limit.
        Override = "OVERRIDE",
    }

    /// What a request says to one criterion of the service.
    CriterionAnswer {
        /// The member meets it.
        Yes = "YES",
        /// The member does not.
        No = "NO",
        /// Nobody knows yet.
        Unknown = "UNKNOWN",
    }
}

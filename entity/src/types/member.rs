//! Closed sets of what is known of a member.

use sea_orm::entity::prelude::*;

use super::closed_set::text_enum;

text_enum! {
    /// How a member reads, where print does not do (42 CFR 438.10(d), language and format).
    AlternativeFormat {
        /// Large print.
        LargePrint = "LARGE_PRINT",
        /// Braille.
        Braille = "BRAILLE",
        /// Recorded sound.
        Audio = "AUDIO",
        /// A file that a screen reader reads.
        Data = "DATA",
    }

    /// Whose or where a member's phone is.
    PhoneKind {
        /// The member carries it.
        Mobile = "MOBILE",
        /// Where the member lives.
        Home = "HOME",
        /// Where the member works.
        Work = "WORK",
        /// Somebody else's, who passes messages on: a shelter, a relative.
        Message = "MESSAGE",
    }

    /// How an enrolment began.
    EnrolmentKind {
        /// The member joined the plan.
        Enrolled = "ENROLLED",
        /// The member is in the plan again, as of a day that may have passed.
        Reinstated = "REINSTATED",
    }

    /// Why an enrolment ended.
    EnrolmentEnd {
        /// No longer eligible for Medi-Cal.
        LostEligibility = "LOST_ELIGIBILITY",
        /// In another plan now.
        ChangedPlan = "CHANGED_PLAN",
        /// Moved out of the plan's counties.
        MovedAway = "MOVED_AWAY",
        /// Died.
        Died = "DIED",
        /// In custody.
        Incarcerated = "INCARCERATED",
        /// Another reason.
        Other = "OTHER",
    }

    /// In which role somebody speaks or cares for a member.
    ContactRole {
        /// A parent of a minor, or a guardian appointed by a court.
        Guardian = "GUARDIAN",
        /// Named by the member to act for them (42 CFR 435.923).
        AuthorizedRepresentative = "AUTHORIZED_REPRESENTATIVE",
        /// Cares for the member, paid or not.
        Caregiver = "CAREGIVER",
    }

    /// What a member is in a household.
    HouseholdRole {
        /// Who speaks for the household.
        Head = "HEAD",
        /// Married to the head or living as a couple.
        Partner = "PARTNER",
        /// A child of the head or the partner.
        Child = "CHILD",
        /// A parent of the head or the partner.
        Parent = "PARENT",
        /// Another relative.
        OtherRelative = "OTHER_RELATIVE",
        /// Not related.
        NotRelated = "NOT_RELATED",
    }

    /// What happened to a member and matters to its loops.
    LifeEventKind {
        /// The member died.
        Death = "DEATH",
        /// The member was taken into custody.
        Incarceration = "INCARCERATION",
        /// The member was released from custody.
        Release = "RELEASE",
        /// The member is no longer eligible for Medi-Cal.
        LostEligibility = "LOST_ELIGIBILITY",
        /// The member is in another plan.
        ChangedPlan = "CHANGED_PLAN",
    }

    /// Why a member's loops cannot go on.
    LifeCause {
        /// The member died.
        Died = "DIED",
        /// The member is in custody.
        InCustody = "IN_CUSTODY",
        /// The member is no longer eligible for Medi-Cal.
        LostEligibility = "LOST_ELIGIBILITY",
        /// The member is in another plan.
        ChangedPlan = "CHANGED_PLAN",
        /// The member moved out of the plan's counties.
        MovedAway = "MOVED_AWAY",
        /// The enrolment ended for another reason.
        Disenrolled = "DISENROLLED",
    }
}

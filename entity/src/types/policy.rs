//! Closed sets of how a plan runs its loops.

use sea_orm::entity::prelude::*;

use super::closed_set::text_enum;

text_enum! {
    /// How a plan's referrals for a service reach a provider.
    Route {
        /// The plan decides and assigns.
        PlanRouted = "PLAN_ROUTED",
        /// The referrer names a contracted provider, which asks the plan.
        ProviderDirect = "PROVIDER_DIRECT",
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
}

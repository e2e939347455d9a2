use async_graphql::{Enum, InputObject, SimpleObject};

use crate::graphql::directory::ServiceCode;
use crate::graphql::scalars::Date;
use crate::policies;

/// How a plan's referrals for a service reach a provider.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "policies::Route")]
pub enum Route {
    /// The plan decides and assigns.
    PlanRouted,
    /// The referrer names a contracted provider, which sees the referral at once and asks the
    /// plan; the plan's yes is the assignment.
    ProviderDirect,
}

/// What happens when a place comes free for whoever waits longest.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "policies::WaitlistMode")]
pub enum WaitlistMode {
    /// It is assigned.
    Assign,
    /// It is offered to the plan's coordinators, who assign.
    Propose,
}

/// What the order of who waits for a place follows. Never a trait of the member.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "policies::WaitlistCriterion")]
pub enum WaitlistCriterion {
    /// Urgent before routine.
    Urgency,
    /// The day by which the service is needed; without one last.
    NeededBy,
    /// When the referral was received.
    Received,
    /// When it began to wait.
    WaitingSince,
}

/// Who is told by a step of an escalation.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "policies::EscalationAudience")]
pub enum EscalationAudience {
    /// The assigned provider.
    Provider,
    /// The plan.
    Plan,
    /// The ECM provider that answers for the member, if there is one.
    LeadCareManager,
}

/// What a step of an escalation does.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "policies::EscalationAction")]
pub enum EscalationAction {
    /// Tells its audience.
    Notice,
    /// Proposes to the plan to give the referral to another provider.
    ProposeReassignment,
}

/// One step of an escalation: what is done before or after outreach is due.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct EscalationStep {
    /// Minutes after the due instant; negative before it.
    offset_minutes: i32,
    /// Who is told.
    audience: EscalationAudience,
    /// What is done.
    action: EscalationAction,
}

/// One step of an escalation: what is done before or after outreach is due.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct EscalationStepInput {
    /// Minutes after the due instant; negative before it.
    offset_minutes: i32,
    /// Who is told.
    audience: EscalationAudience,
    /// What is done.
    action: EscalationAction,
}

/// How a plan runs the loops of a service, from a day on. None of the defaults is a legal claim: no
/// text of the state gives these figures.
#[derive(SimpleObject, Clone, Debug)]
pub struct LoopPolicy {
    /// For which service; null: for all without a policy of their own.
    service: Option<ServiceCode>,
    /// First day; null for the default, which holds where the plan has set nothing.
    from_on: Option<Date>,
    /// How a referral reaches a provider.
    route: Route,
    /// Whether the start of the service closes the loop; else the plan closes it.
    closes_at_start: bool,
    /// Days after closing within which a loop may be opened again.
    reopen_days: i32,
    /// Minutes from assignment to the first outreach; null: 24 hours for an ILOS, no duty for ECM
    /// and sobering centers.
    outreach_within_minutes: Option<i32>,
    /// Attempts that are expected when none is successful.
    follow_up_attempts: i32,
    /// Days from assignment within which they are expected.
    follow_up_days: i32,
    /// Minutes after which a notice that the provider did not fetch is reported to the plan.
    undelivered_after_minutes: i32,
    /// What happens when a place comes free for whoever waits longest.
    waitlist_mode: WaitlistMode,
    /// The order of who waits for a place: the first criterion decides, the next among those that
    /// are alike, and last when the referral was received. Who waits keeps the order under which it
    /// began to wait.
    waitlist_order: Vec<WaitlistCriterion>,
    /// Hours after which a place that was offered lapses: the next gets the offer, and the one that
    /// let it lapse keeps its place in the order.
    offer_hours: i32,
    /// Days after which a provider is asked to confirm its figures.
    confirm_capacity_days: i32,
    /// Days within which a member is told who serves them, or that the loop is closed: the task to
    /// do so is due then.
    notify_member_days: i32,
    /// Days within which whoever referred without an account is told of assignment, decline and
    /// closure where somebody has to do it by hand: the task to do so is due then. No text of the
    /// state gives a figure, so 3 is the plan's to confirm.
    notify_referrer_days: i32,
    /// Hours within which a named provider answers, and within which the plan answers it
    /// (`answerDueAt`). No text of the state gives a figure, so 72 is the plan's to confirm.
    naming_hours: i32,
    /// What is done before and after outreach is due, in order.
    escalation: Vec<EscalationStep>,
}

impl From<policies::LoopPolicy> for LoopPolicy {
    fn from(policy: policies::LoopPolicy) -> Self {
        Self {
            service: policy.service.map(ServiceCode::from),
            from_on: policy.from_on.map(Date),
            route: policy.route.into(),
            closes_at_start: policy.closes_at_start,
            reopen_days: policy.reopen_days,
            outreach_within_minutes: policy.outreach_within_minutes,
            follow_up_attempts: policy.follow_up_attempts,
            follow_up_days: policy.follow_up_days,
            undelivered_after_minutes: policy.undelivered_after_minutes,
            waitlist_mode: policy.waitlist_mode.into(),
            waitlist_order: policy.waitlist_order.into_iter().map(Into::into).collect(),
            offer_hours: policy.offer_hours,
            confirm_capacity_days: policy.confirm_capacity_days,
            notify_member_days: policy.notify_member_days,
            notify_referrer_days: policy.notify_referrer_days,
            naming_hours: policy.naming_hours,
            escalation: policy
                .escalation
                .into_iter()
                .map(|step| EscalationStep {
                    offset_minutes: step.offset_minutes,
                    audience: step.audience.into(),
                    action: step.action.into(),
                })
                .collect(),
        }
    }
}

impl From<EscalationStepInput> for policies::EscalationStep {
    fn from(step: EscalationStepInput) -> Self {
        Self {
            offset_minutes: step.offset_minutes,
            audience: step.audience.into(),
            action: step.action.into(),
        }
    }
}

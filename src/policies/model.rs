//! The words of the area.

use chrono::NaiveDate;
use entity::types::{EscalationAction, EscalationAudience, Route, WaitlistCriterion, WaitlistMode};

use crate::reference::ServiceCode;

/// How a plan runs the loops of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoopPolicy {
    /// For which service; `None`: for all without a policy of their own.
    pub service: Option<ServiceCode>,
    /// First day; `None` for the default, which holds where a plan has set nothing.
    pub from_on: Option<NaiveDate>,
    /// How a referral reaches a provider.
    pub route: Route,
    /// The start of the service closes the loop; else the plan does.
    pub closes_at_start: bool,
    /// Days after closing within which a loop may be opened again.
    pub reopen_days: i32,
    /// Minutes from assignment to the first outreach; `None`: what the terms of the service say,
    /// 24 hours for an ILOS and no duty for ECM and sobering centers (S3).
    pub outreach_within_minutes: Option<i32>,
    /// Attempts that are expected when none is successful …
    pub follow_up_attempts: i32,
    /// … within so many days of assignment.
    pub follow_up_days: i32,
    /// Minutes after which a notice that the provider did not fetch is reported to the plan.
    pub undelivered_after_minutes: i32,
    /// What happens when a place comes free for whoever waits longest.
    pub waitlist_mode: WaitlistMode,
    /// The order of who waits: the first criterion decides, the next among those that are alike.
    pub waitlist_order: Vec<WaitlistCriterion>,
    /// Hours after which a place that was offered lapses.
    pub offer_hours: i32,
    /// Days after which a provider is asked to confirm its figures.
    pub confirm_capacity_days: i32,
    /// Days within which a member is told who serves them, or that the loop is closed.
    pub notify_member_days: i32,
    /// Days within which whoever referred without an account is told by hand.
    pub notify_referrer_days: i32,
    /// Hours within which a named provider answers, and within which the plan answers it.
    pub naming_hours: i32,
    /// What is done before and after outreach is due, in order.
    pub escalation: Vec<EscalationStep>,
}

/// One step of an escalation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EscalationStep {
    /// Minutes after the due instant; negative before it.
    pub offset_minutes: i32,
    /// Who is told.
    pub audience: EscalationAudience,
    /// What is done.
    pub action: EscalationAction,
}

/// A policy as it is typed.
#[derive(Debug, Clone)]
pub struct NewLoopPolicy {
    /// What is to hold. Its first day is `from_on`.
    pub policy: LoopPolicy,
    /// First day.
    pub from_on: NaiveDate,
}

impl Default for LoopPolicy {
    /// What holds where a plan has set nothing. None of these figures is a legal claim: no text
    /// gives one (domain notes, section 1.2), so each is the plan's to confirm.
    fn default() -> Self {
        use EscalationAction::{Notice, ProposeReassignment};
        use EscalationAudience::{Plan, Provider};
        let step = |offset_minutes, audience, action| EscalationStep {
            offset_minutes,
            audience,
            action,
        };
        Self {
            service: None,
            from_on: None,
            route: Route::PlanRouted,
            closes_at_start: true,
            reopen_days: 30,
            outreach_within_minutes: None,
            follow_up_attempts: 3,
            follow_up_days: 10,
            undelivered_after_minutes: 60,
            waitlist_mode: WaitlistMode::Propose,
            waitlist_order: vec![WaitlistCriterion::Urgency, WaitlistCriterion::Received],
            offer_hours: 72,
            confirm_capacity_days: 30,
            notify_member_days: 3,
            notify_referrer_days: 3,
            naming_hours: 72,
            escalation: vec![
                step(-240, Provider, Notice),
                step(0, Provider, Notice),
                step(0, Plan, Notice),
                step(240, Plan, ProposeReassignment),
            ],
        }
    }
}

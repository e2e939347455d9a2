//! What somebody may do with a referral now: the policy and the state table, asked together. A
//! front end asks this instead of having rules of its own.

use entity::types::{ActSource, Restriction};

use super::model::{Assignment, Referral};
use super::sight::InHands;
use super::state::{self, Act};
use crate::access::{Action, Actor, authorize, authorize_here};

/// Who asks about what.
pub struct May<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// The referral, as they see it.
    pub referral: &'a Referral,
    /// Its live assignment, as they see it.
    pub live: Option<&'a Assignment>,
}

impl May<'_> {
    /// May they say which member it is?
    #[must_use]
    pub fn confirm_member(&self) -> bool {
        self.step(Action::ReferralConfirmMember, Act::ConfirmMember)
    }

    /// May they give it to a provider?
    #[must_use]
    pub fn assign(&self) -> bool {
        self.step(Action::ReferralAssign, Act::Assign)
    }

    /// May they see who could get it?
    #[must_use]
    pub fn see_candidates(&self) -> bool {
        self.policy(Action::ReferralAssign)
    }

    /// May they take it from one provider and give it to another?
    #[must_use]
    pub fn reassign(&self) -> bool {
        self.step(Action::ReferralReassign, Act::Reassign)
    }

    /// May they answer for the provider that was named?
    #[must_use]
    pub fn answer_naming(&self) -> bool {
        self.referral.waits_for().is_some() && self.step(Action::NamingAnswer, Act::AnswerNaming)
    }

    /// May they say yes?
    #[must_use]
    pub fn accept(&self) -> bool {
        self.step(Action::ReferralAccept, Act::Accept)
    }

    /// May they say no?
    #[must_use]
    pub fn decline(&self) -> bool {
        self.step(Action::ReferralDecline, Act::Decline)
    }

    /// May they write down an attempt?
    #[must_use]
    pub fn record_outreach(&self) -> bool {
        self.step(Action::OutreachRecord, Act::RecordOutreach)
    }

    /// May they excuse the duty?
    #[must_use]
    pub fn excuse_outreach(&self) -> bool {
        let stands = self.live.and_then(Assignment::duty);
        stands.is_some_and(|duty| duty.is_excusable())
            && self.step(Action::DutyExcuse, Act::ExcuseDuty)
    }

    /// May they say until when the place is held?
    #[must_use]
    pub fn hold_place(&self) -> bool {
        self.step(Action::PlaceHold, Act::HoldPlace)
    }

    /// May they say that the service started?
    #[must_use]
    pub fn start_service(&self) -> bool {
        self.step(Action::ServiceStart, Act::StartService)
    }

    /// May they correct that?
    #[must_use]
    pub fn correct_start(&self) -> bool {
        self.step(Action::ServiceStart, Act::CorrectStart)
    }

    /// May they say that it ended?
    #[must_use]
    pub fn end_service(&self) -> bool {
        self.step(Action::ServiceEnd, Act::EndService)
    }

    /// May they close it: without a service, or once it runs and the loop is still open?
    #[must_use]
    pub fn close(&self) -> bool {
        self.step(Action::ReferralClose, Act::Close)
            || self.step(Action::ReferralClose, Act::ConfirmServices)
    }

    /// May they take it back?
    #[must_use]
    pub fn withdraw(&self) -> bool {
        self.step(Action::ReferralWithdraw, Act::Withdraw)
    }

    /// May they open it again?
    #[must_use]
    pub fn reopen(&self) -> bool {
        self.step(Action::ReferralReopen, Act::Reopen)
    }

    /// May they restrict it, or lift that?
    #[must_use]
    pub fn restrict(&self) -> bool {
        self.policy(Action::ReferralRestrict)
    }

    /// May they record its consent?
    #[must_use]
    pub fn record_consent(&self) -> bool {
        self.referral.restriction == Some(Restriction::Part2) && self.policy(Action::ConsentRecord)
    }

    /// May they open what is withheld?
    #[must_use]
    pub fn break_glass(&self) -> bool {
        self.referral.is_withheld
            && self.actor.belongs_to(self.referral.plan)
            && authorize_here(self.actor, Action::GlassBreak).is_ok()
    }

    fn policy(&self, action: Action) -> bool {
        let row = InHands {
            referral: self.referral,
            live: self.live,
        };
        authorize(self.actor, action, &row).is_ok()
    }

    fn step(&self, action: Action, act: Act) -> bool {
        let assignment = self.live.map(|live| live.status);
        let whose = self.live.map(|live| live.provider);
        let whose = whose.or(self.referral.waits_for());
        let is_own = whose.is_some_and(|provider| self.actor.belongs_to(provider));
        let source = if act.is_the_providers() && !is_own {
            ActSource::OnBehalf
        } else {
            ActSource::Live
        };
        self.policy(action) && state::step(act, source, self.referral.status, assignment).is_ok()
    }
}

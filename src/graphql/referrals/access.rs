use async_graphql::SimpleObject;

use crate::access::Actor;
use crate::referrals::{Assignment, May, Referral};

/// What the viewer may do with a referral now, by their roles and by where the loop stands. A front
/// end shows these acts and no others; the act itself may still be refused for what is typed.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one question of the schema each"
)]
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct ReferralAccess {
    /// `confirmMember`: say which member it is.
    can_confirm_member: bool,
    /// `recordEarlyContact`, `requestAssignment` and `passNaming`: answer for the named provider.
    can_answer_naming: bool,
    /// `assignReferral`: give it to a provider.
    can_assign: bool,
    /// `reassignReferral`: take it from one provider and give it to another.
    can_reassign: bool,
    /// `acceptReferral`: say yes.
    can_accept: bool,
    /// `declineReferral`: say no.
    can_decline: bool,
    /// `recordOutreach`: write down an attempt.
    can_record_outreach: bool,
    /// `excuseOutreach`: excuse the outreach duty of whoever has it.
    can_excuse_outreach: bool,
    /// `holdPlace`: say until when the place is held.
    can_hold_place: bool,
    /// `startService`: say that the service started.
    can_start_service: bool,
    /// `correctStart`: say that it started at another time, or never.
    can_correct_start: bool,
    /// `endService`: say that the service ended.
    can_end_service: bool,
    /// `closeReferral`: close the loop.
    can_close: bool,
    /// `withdrawReferral`: take it back.
    can_withdraw: bool,
    /// `reopenReferral`: open the closed loop again, if the plan's policy still allows it.
    can_reopen: bool,
    /// `restrictReferral` and `liftReferralRestriction`.
    can_restrict: bool,
    /// `recordConsent` and `revokeConsent`.
    can_record_consent: bool,
    /// `breakGlass`: open what is withheld, with a reason.
    can_break_glass: bool,
}

impl ReferralAccess {
    /// What that actor may do.
    pub(super) fn of(actor: &Actor, referral: &Referral, live: Option<&Assignment>) -> Self {
        let may = May {
            actor,
            referral,
            live,
        };
        Self {
            can_confirm_member: may.confirm_member(),
            can_answer_naming: may.answer_naming(),
            can_assign: may.assign(),
            can_reassign: may.reassign(),
            can_accept: may.accept(),
            can_decline: may.decline(),
            can_record_outreach: may.record_outreach(),
            can_excuse_outreach: may.excuse_outreach(),
            can_hold_place: may.hold_place(),
            can_start_service: may.start_service(),
            can_correct_start: may.correct_start(),
            can_end_service: may.end_service(),
            can_close: may.close(),
            can_withdraw: may.withdraw(),
            can_reopen: may.reopen(),
            can_restrict: may.restrict(),
            can_record_consent: may.record_consent(),
            can_break_glass: may.break_glass(),
        }
    }
}

//! The acts of the loop: one verb a file.

mod accept;
mod assign;
mod close;
mod confirm_member;
mod consent;
mod correct_outreach;
mod correct_start;
mod create;
mod decline;
mod end_service;
mod excuse_outreach;
mod join_waitlist;
mod leave_waitlist;
mod pass_offer;
mod payload;
mod reassign;
mod record_hand_off;
mod record_outreach;
mod reopen;
mod restrict;
mod revoke_links;
mod start_service;
mod withdraw;

use async_graphql::MergedObject;

pub use decline::DeclineReason;

/// Acts of the loop.
#[derive(MergedObject, Default)]
pub struct ReferralMutation(
    create::CreateReferral,
    confirm_member::ConfirmMember,
    assign::AssignReferral,
    reassign::ReassignReferral,
    join_waitlist::JoinWaitlist,
    leave_waitlist::LeaveWaitlist,
    pass_offer::PassOffer,
    accept::AcceptReferral,
    decline::DeclineReferral,
    record_outreach::RecordOutreach,
    correct_outreach::CorrectOutreach,
    excuse_outreach::ExcuseOutreach,
    record_hand_off::RecordHandOff,
    start_service::StartService,
    correct_start::CorrectStart,
    end_service::EndService,
    close::CloseReferral,
    withdraw::WithdrawReferral,
    reopen::ReopenReferral,
    restrict::RestrictReferral,
    consent::RecordConsent,
    revoke_links::RevokeReferralLinks,
);

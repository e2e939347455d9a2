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
mod hold_place;
mod join_waitlist;
mod leave_waitlist;
mod pass_naming;
mod pass_offer;
mod payload;
mod reassign;
mod record_early_contact;
mod record_hand_off;
mod record_outreach;
mod record_reassessment;
mod reopen;
mod request_assignment;
mod restrict;
mod revoke_links;
mod start_service;
mod withdraw;

use async_graphql::MergedObject;

pub use decline::DeclineReason;
pub use payload::step;

/// Acts of the loop. In groups: each member of a merged object is asked inside the one before it,
/// and a long row of them needs a deep stack.
#[derive(MergedObject, Default)]
pub struct ReferralMutation(Incoming, Routing, Working, Ending);

/// Before anybody has it.
#[derive(MergedObject, Default)]
pub struct Incoming(
    create::CreateReferral,
    confirm_member::ConfirmMember,
    record_early_contact::RecordEarlyContact,
    request_assignment::RequestAssignment,
    pass_naming::PassNaming,
    restrict::RestrictReferral,
    consent::RecordConsent,
);

/// Who gets it.
#[derive(MergedObject, Default)]
pub struct Routing(
    assign::AssignReferral,
    reassign::ReassignReferral,
    join_waitlist::JoinWaitlist,
    leave_waitlist::LeaveWaitlist,
    pass_offer::PassOffer,
    excuse_outreach::ExcuseOutreach,
);

/// What the provider does.
#[derive(MergedObject, Default)]
pub struct Working(
    accept::AcceptReferral,
    decline::DeclineReferral,
    record_outreach::RecordOutreach,
    correct_outreach::CorrectOutreach,
    hold_place::HoldPlace,
    record_hand_off::RecordHandOff,
    start_service::StartService,
    correct_start::CorrectStart,
    record_reassessment::RecordReassessment,
);

/// How it ends.
#[derive(MergedObject, Default)]
pub struct Ending(
    end_service::EndService,
    close::CloseReferral,
    withdraw::WithdrawReferral,
    reopen::ReopenReferral,
    revoke_links::RevokeReferralLinks,
);

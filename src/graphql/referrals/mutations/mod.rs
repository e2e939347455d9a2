//! The acts of the loop: one verb a file.

mod accept;
mod assign;
mod close;
mod confirm_member;
mod consent;
mod create;
mod decline;
mod end_service;
mod payload;
mod reassign;
mod record_outreach;
mod restrict;
mod start_service;

use async_graphql::MergedObject;

/// Acts of the loop.
#[derive(MergedObject, Default)]
pub struct ReferralMutation(
    create::CreateReferral,
    confirm_member::ConfirmMember,
    assign::AssignReferral,
    reassign::ReassignReferral,
    accept::AcceptReferral,
    decline::DeclineReferral,
    record_outreach::RecordOutreach,
    start_service::StartService,
    end_service::EndService,
    close::CloseReferral,
    restrict::RestrictReferral,
    consent::RecordConsent,
);

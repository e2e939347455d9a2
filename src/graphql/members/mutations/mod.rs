//! Acts on a member that is registered, one file each.

mod compare_members_again;
mod end_contact;
mod end_enrolment;
mod join_household;
mod keep_members_apart;
mod leave_household;
mod merge_members;
mod payload;
mod record_enrolment;
mod record_life_event;
mod set_address;
mod set_contact;
mod set_lead_care_manager;
mod set_phones;
mod set_populations;
mod set_programs;
mod unmerge_member;
mod update;

use async_graphql::MergedObject;

/// Acts on a member that is registered.
#[derive(MergedObject, Default)]
pub struct MemberActMutation(
    update::UpdateMember,
    set_address::SetAddress,
    set_phones::SetPhones,
    record_enrolment::RecordEnrolment,
    end_enrolment::EndEnrolment,
    set_contact::SetContact,
    end_contact::EndContact,
    set_populations::SetPopulations,
    set_programs::SetPrograms,
    set_lead_care_manager::SetLeadCareManager,
    join_household::JoinHousehold,
    leave_household::LeaveHousehold,
    record_life_event::RecordLifeEvent,
    merge_members::MergeMembers,
    unmerge_member::UnmergeMember,
    keep_members_apart::KeepMembersApart,
    compare_members_again::CompareMembersAgain,
);

//! Acts on capacity: one file each.

mod confirm_capacity;
mod decide_capacity;
mod pause_referrals;
mod resume_referrals;
mod set_capacity;
mod set_plan_share;
mod set_pool_preference;

use async_graphql::MergedObject;

/// Acts on capacity.
#[derive(MergedObject, Default)]
pub struct CapacityMutation(
    set_capacity::SetCapacity,
    pause_referrals::PauseReferrals,
    resume_referrals::ResumeReferrals,
    confirm_capacity::ConfirmCapacity,
    decide_capacity::DecideCapacity,
    set_plan_share::SetPlanShare,
    set_pool_preference::SetPoolPreference,
);

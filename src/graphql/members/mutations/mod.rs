//! Acts on a member that is registered, one file each.

mod payload;
mod record_life_event;
mod set_address;
mod set_phones;
mod update;

use async_graphql::MergedObject;

/// Acts on a member that is registered.
#[derive(MergedObject, Default)]
pub struct MemberActMutation(
    update::UpdateMember,
    set_address::SetAddress,
    set_phones::SetPhones,
    record_life_event::RecordLifeEvent,
);

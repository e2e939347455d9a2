use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt};
use crate::members::{self, NewAddress};

/// Where a member lives or stays, and since when. It replaces all of the address before, which
/// stays known as a former one.
#[derive(InputObject)]
pub struct SetAddressInput {
    /// Which member.
    member_id: ID,
    /// First day there.
    from_on: Date,
    /// Street and number; leave out without a fixed address, and give `whereabouts`.
    street: Option<String>,
    /// City of the address.
    city: Option<String>,
    /// ZIP code of the address or of where the member stays.
    zip: Option<String>,
    /// County code, five digits; needed without a ZIP code, whose county it is when left out.
    county: Option<String>,
    /// Where to find a member without an address.
    whereabouts: Option<String>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why an address was not set.
    SetAddressErrorCode = "members::SetAddressRefusal" {
        /// Not a ZIP code of California.
        UnknownZip,
        /// Not a county of California, or none could be told from the ZIP code.
        UnknownCounty,
        /// The first day is in the future, or before that of the present address.
        InvalidDate,
    }
}

#[derive(Default)]
pub struct SetAddress;

#[Object]
impl SetAddress {
    /// Say where a member lives or stays from a day on. For plan coordinators and privacy officers.
    async fn set_address(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and place.")] input: SetAddressInput,
    ) -> Result<MemberActPayload<SetAddressErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "setAddress", expected, &input)?;
        let new = NewAddress {
            from_on: input.from_on.0,
            street: input.street,
            city: input.city,
            zip: input.zip,
            county: input.county,
            whereabouts: input.whereabouts,
        };
        let members = &ctx.services()?.members;
        let outcome = members.set_address(op, id, &new, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}

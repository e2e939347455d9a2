use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::members::{self, NewLead};
use crate::organizations::OrganizationId;

/// Who leads a member's care from a day on.
#[derive(InputObject)]
pub struct SetLeadCareManagerInput {
    /// Which member.
    member_id: ID,
    /// The ECM provider; left out: nobody leads any more.
    provider_id: Option<ID>,
    /// The person's name; with `providerId`.
    name: Option<String>,
    /// The person's phone: ten digits, or + and the country code.
    phone: Option<String>,
    /// First day; not in the future. Whoever led before led until the day before.
    from_on: Date,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why a lead care manager was not set.
    SetLeadCareManagerErrorCode = "members::SetLeadCareManagerRefusal" {
        /// Not a phone number.
        InvalidPhone,
        /// The day is in the future, or before that of the one who leads now.
        InvalidDate,
        /// There is no such provider.
        UnknownProvider,
        /// The provider does not offer ECM on that day.
        NotEcm,
    }
}

#[derive(Default)]
pub struct SetLeadCareManager;

#[Object]
impl SetLeadCareManager {
    /// Say who leads a member's care: exactly one person of one ECM provider does. For plan
    /// coordinators and privacy officers.
    async fn set_lead_care_manager(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and lead care manager.")] input: SetLeadCareManagerInput,
    ) -> Result<MemberActPayload<SetLeadCareManagerErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "setLeadCareManager", expected, &input)?;
        let provider = input.provider_id.as_ref();
        let provider = provider
            .map(|id| NodeKind::Provider.parse(id))
            .transpose()?;
        let (name, phone) = (input.name.unwrap_or_default(), input.phone);
        let new = NewLead {
            who: provider.map(|provider| (OrganizationId(provider), name, phone)),
            from_on: input.from_on.0,
        };
        let members = &ctx.services()?.members;
        let outcome = members.set_lead_care_manager(op, id, &new, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}

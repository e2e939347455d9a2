use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::graphql::idempotency::idempotency_key;
use crate::graphql::members::Member;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::privacy::{self, Whom};
use crate::referrals::ReferralId;

/// A restricted member to open: by the CIN, or by a referral of which you know that it exists.
#[derive(InputObject)]
pub struct BreakGlassInput {
    /// Client index number of the member; leave it out with `referralId`.
    cin: Option<String>,
    /// A referral of the member; leave it out with `cin`.
    referral_id: Option<ID>,
    /// Why it must be now, in 10 to 500 letters. The plan's privacy officers read it.
    reason: String,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a member was not opened.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "privacy::BreakGlassRefusal")]
pub enum BreakGlassErrorCode {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// The reason says nothing: it takes 10 letters or digits, 5 of them different.
    SaysNothing,
    /// Not a client index number.
    InvalidCin,
    /// The plan has no such member, or the referral has none yet.
    UnknownMember,
    /// Nothing about the member is restricted.
    NotRestricted,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct BreakGlassPayload {
    /// The member; null when the wish was refused.
    member: Option<Member>,
    /// Until when the member, and all that is restricted about them, stays open to the viewer.
    open_until: Option<DateTime>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError<BreakGlassErrorCode>>,
}

#[derive(Default)]
pub struct BreakGlass;

#[Object]
impl BreakGlass {
    /// Open a restricted member of your plan, and all that is restricted about them, for one hour.
    /// For plan coordinators, when it cannot wait: the plan's privacy officers are told at once.
    async fn break_glass(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and why.")] input: BreakGlassInput,
    ) -> Result<BreakGlassPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "breakGlass", key, &input)?;
        let whom = match (input.cin, &input.referral_id) {
            (Some(cin), None) => Whom::Cin(cin),
            (None, Some(id)) => Whom::Of(ReferralId(NodeKind::Referral.parse(id)?)),
            (Some(_), Some(_)) | (None, None) => {
                return Err(ApiError::bad_input(
                    "give either cin or referralId, not both and not neither",
                ));
            }
        };
        let wish = privacy::BreakGlass {
            whom,
            reason: input.reason,
        };
        let services = ctx.services()?;
        Ok(
            match services
                .privacy
                .break_glass(op, &wish, key.as_ref())
                .await
                .settle()?
            {
                Ok(opened) => {
                    // From now on the caller sees the member.
                    let op = ctx.operation()?.fresh();
                    let member = services.members.by_id(&op, opened.member).await?;
                    BreakGlassPayload {
                        member: member.map(Member),
                        open_until: Some(DateTime(opened.expires_at)),
                        user_errors: Vec::new(),
                    }
                }
                Err(refusals) => BreakGlassPayload {
                    member: None,
                    open_until: None,
                    user_errors: refusals.into_iter().map(UserError::of).collect(),
                },
            },
        )
    }
}

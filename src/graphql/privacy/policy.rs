use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use crate::graphql::idempotency::idempotency_key;
use crate::graphql::{ApiError, ContextExt, Settle, UserError};
use crate::privacy;

/// What those see of a restricted referral who do not see what it is about.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "privacy::OthersSee")]
pub enum OthersSee {
    /// That it exists, where it stands and how it ended.
    Existence,
    /// Nothing. Whoever referred still hears how it ended.
    Nothing,
}

/// Who sees what is restricted in a plan, beyond its privacy officers.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct PrivacyPolicy {
    /// What the others see of a restricted referral.
    others_see: OthersSee,
    /// Whether coordinators see what is restricted without breaking the glass.
    names_coordinators: bool,
    /// Whether reviewers see it.
    names_reviewers: bool,
}

impl From<privacy::PrivacyPolicy> for PrivacyPolicy {
    fn from(policy: privacy::PrivacyPolicy) -> Self {
        Self {
            others_see: policy.others_see.into(),
            names_coordinators: policy.names_coordinators,
            names_reviewers: policy.names_reviewers,
        }
    }
}

/// Who is to see what is restricted in the viewer's plan, beyond its privacy officers.
#[derive(InputObject)]
pub struct SetPrivacyPolicyInput {
    /// What the others see of a restricted referral.
    others_see: OthersSee,
    /// Whether coordinators see what is restricted without breaking the glass.
    names_coordinators: bool,
    /// Whether reviewers see it.
    names_reviewers: bool,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why the policy was not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "privacy::SetPolicyRefusal")]
pub enum SetPrivacyPolicyErrorCode {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct SetPrivacyPolicyPayload {
    /// The policy as it is now; null when it was not set.
    policy: Option<PrivacyPolicy>,
    /// Why it was not set; empty when it was.
    user_errors: Vec<UserError<SetPrivacyPolicyErrorCode>>,
}

#[derive(Default)]
pub struct SetPrivacyPolicy;

#[Object]
impl SetPrivacyPolicy {
    /// Say who sees what is restricted in your plan. It holds at once, for all restricted
    /// referrals. For privacy officers.
    async fn set_privacy_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The policy.")] input: SetPrivacyPolicyInput,
    ) -> Result<SetPrivacyPolicyPayload, ApiError> {
        let op = ctx.signed_in()?;
        let policy = privacy::PrivacyPolicy {
            others_see: input.others_see.into(),
            names_coordinators: input.names_coordinators,
            names_reviewers: input.names_reviewers,
        };
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setPrivacyPolicy", key, &input)?;
        let privacy = &ctx.services()?.privacy;
        let outcome = privacy.set_policy(op, policy, key.as_ref()).await;
        Ok(match outcome.settle()? {
            Ok(policy) => SetPrivacyPolicyPayload {
                policy: Some(policy.into()),
                user_errors: Vec::new(),
            },
            Err(refusals) => SetPrivacyPolicyPayload {
                policy: None,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use secrecy::ExposeSecret as _;

use super::types::NudgeSettings;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::{ApiError, ContextExt, Settle, UserError};
use crate::nudges;

/// How your organization wants to be told that assignments wait which it has not fetched: the
/// whole. What is left out is no longer used.
#[derive(InputObject)]
pub struct SetNudgesInput {
    /// An address of the organization, not of one person; left out: no e-mail.
    email: Option<String>,
    /// Its own server: an https address on a public host; left out: no webhook. Calls are signed by
    /// the Standard Webhooks specification and carry a count and an address, nothing about a person.
    webhook_url: Option<String>,
    /// Whether a webhook that stays gets a new secret; one whose address is new always does.
    #[graphql(default = false)]
    renew_secret: bool,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why channels were not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "nudges::SetNudgesRefusal")]
pub enum SetNudgesErrorCode {
    /// Not an e-mail address.
    InvalidEmail,
    /// This server sends no e-mail.
    EmailNotAvailable,
    /// Not an https address on a public host, or one with user or password in it.
    InvalidWebhookUrl,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct SetNudgesPayload {
    /// The channels as they are now; null when they were not set.
    settings: Option<NudgeSettings>,
    /// The webhook's new secret, `whsec_` and base64: shown this once, so keep it. Null where the
    /// secret stays, and on a retry.
    webhook_secret: Option<String>,
    /// Why they were not set; empty when they were.
    user_errors: Vec<UserError<SetNudgesErrorCode>>,
}

/// Acts on nudges.
#[derive(Default)]
pub struct SetNudges;

#[Object]
impl SetNudges {
    /// Say how your organization is told to look into its mailbox when an assignment was not
    /// fetched in the plan's time. For the organization's administrators.
    async fn set_nudges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The channels.")] input: SetNudgesInput,
    ) -> Result<SetNudgesPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setNudges", key, &input)?;
        let new = nudges::NewNudgeSettings {
            email: input.email,
            webhook_url: input.webhook_url,
            renew_secret: input.renew_secret,
        };
        let outcome = ctx.services()?.nudges.set(op, &new, key.as_ref()).await;
        Ok(match outcome.settle()? {
            Ok(set) => SetNudgesPayload {
                settings: Some(set.settings.into()),
                webhook_secret: set.secret.map(|secret| secret.expose_secret().to_owned()),
                user_errors: Vec::new(),
            },
            Err(refusals) => SetNudgesPayload {
                settings: None,
                webhook_secret: None,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}

use async_graphql::{Enum, SimpleObject};

use crate::graphql::scalars::DateTime;
use crate::nudges;

/// A way to reach an organization outside of its mailbox.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "nudges::NudgeChannel")]
pub enum NudgeChannel {
    /// By e-mail.
    Email,
    /// By a signed call of its own server (Standard Webhooks).
    Webhook,
}

/// How far a nudge came.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "nudges::NudgeState")]
pub enum NudgeState {
    /// To be sent, for the first time or again.
    Pending,
    /// Taken over by the mail server, or answered by the webhook with a status of success.
    Sent,
    /// Given up after the last of eight tries in 15 hours.
    Failed,
    /// Nothing waits any more, or the channel is gone.
    Cancelled,
}

/// One message outside of the mailbox: that assignments wait in it, how many, and where. It says
/// nothing about a person.
#[derive(SimpleObject, Clone, Debug)]
pub struct Nudge {
    /// By which way.
    channel: NudgeChannel,
    /// How far it came.
    state: NudgeState,
    /// Tries so far.
    tries: i32,
    /// When it was written: when an assignment had not been fetched in the plan's time.
    queued_at: DateTime,
    /// When it was sent, given up or called off; null before.
    ended_at: Option<DateTime>,
    /// What went wrong at the last try, such as `HTTP_500`, `TIMEOUT` or `NOT_A_PUBLIC_ADDRESS`.
    fault: Option<String>,
}

impl From<nudges::Nudge> for Nudge {
    fn from(nudge: nudges::Nudge) -> Self {
        Self {
            channel: nudge.channel.into(),
            state: nudge.state.into(),
            tries: nudge.tries,
            queued_at: DateTime(nudge.queued_at),
            ended_at: nudge.ended_at.map(DateTime),
            fault: nudge.fault,
        }
    }
}

/// How an organization wants to be told that assignments wait which it has not fetched.
#[derive(SimpleObject, Clone, Debug)]
pub struct NudgeSettings {
    /// An address of the organization; null for no e-mail.
    email: Option<String>,
    /// Its own server; null for no webhook.
    webhook_url: Option<String>,
    /// When this was set.
    set_at: DateTime,
}

impl From<nudges::NudgeSettings> for NudgeSettings {
    fn from(settings: nudges::NudgeSettings) -> Self {
        Self {
            email: settings.email,
            webhook_url: settings.webhook_url,
            set_at: DateTime(settings.set_at),
        }
    }
}

/// How an organization is nudged, and how that went.
#[derive(SimpleObject, Clone, Debug)]
pub struct Nudges {
    /// The channels; null while none was ever set.
    pub(super) settings: Option<NudgeSettings>,
    /// The latest 20, newest first.
    pub(super) latest: Vec<Nudge>,
}

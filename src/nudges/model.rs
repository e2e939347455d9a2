//! The words of the area.

use chrono::{DateTime, Utc};
use entity::types::{NudgeChannel, NudgeState};
use secrecy::SecretString;

/// How an organization wants to be reached outside of its mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NudgeSettings {
    /// An address of the organization.
    pub email: Option<String>,
    /// Its own server.
    pub webhook_url: Option<String>,
    /// When this was set.
    pub set_at: DateTime<Utc>,
}

/// The same as it is typed.
#[derive(Debug, Clone)]
pub struct NewNudgeSettings {
    /// An address of the organization; none: no e-mail.
    pub email: Option<String>,
    /// Its own server; none: no webhook.
    pub webhook_url: Option<String>,
    /// Whether a webhook that stays gets a new secret.
    pub renew_secret: bool,
}

/// What came of setting it.
#[derive(Debug, Clone)]
pub struct NudgesSet {
    /// As it is now.
    pub settings: NudgeSettings,
    /// The webhook's new secret, this once.
    pub secret: Option<SecretString>,
}

/// One message outside of the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nudge {
    /// By which way.
    pub channel: NudgeChannel,
    /// How far it came.
    pub state: NudgeState,
    /// Tries so far.
    pub tries: i32,
    /// When it was written.
    pub queued_at: DateTime<Utc>,
    /// When it was sent, given up or called off.
    pub ended_at: Option<DateTime<Utc>>,
    /// What went wrong at the last try.
    pub fault: Option<String>,
}

/// Why channels were not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetNudgesRefusal {
    /// Not an e-mail address.
    InvalidEmail,
    /// This server sends no e-mail.
    EmailNotAvailable,
    /// Not an address that may be called: https, a public host, no password in it.
    InvalidWebhookUrl,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

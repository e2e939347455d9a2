//! `[nudges]`: how organizations are told to look into their mailbox.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Problems;
use crate::nudges::{Mail, MailError, Places, Reach, is_confidential};

/// How organizations are told to look into their mailbox.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NudgeSettings {
    /// The mail server, with user and password; empty: no e-mail is sent.
    pub smtp_url: SecretString,
    /// Whom e-mail is from.
    pub mail_from: String,
    /// Where people find their inbox.
    pub inbox_url: String,
    /// Where this server's `/status/` is reached from outside; the token of a link follows.
    pub status_url: String,
    /// Time between two looks at what is to be sent.
    pub send_milliseconds: u64,
    /// Webhooks may be of this machine and its network. For tests only.
    pub allow_private: bool,
}

impl NudgeSettings {
    pub(super) fn check(&self, problems: &mut Problems) {
        let (least, most) = (50, 3_600_000);
        let key = "nudges.send_milliseconds";
        problems.in_range(key, &self.send_milliseconds, &least, &most);
        if let Err(error) = self.mail() {
            let key = match error {
                MailError::Server => "nudges.smtp_url",
                MailError::From => "nudges.mail_from",
            };
            problems.add(key, "cannot be read; see handoff.example.toml");
        } else if self.has_mail() && !is_confidential(self.smtp_url.expose_secret()) {
            problems.add(
                "nudges.smtp_url",
                "must be smtps://, or smtp:// with ?tls=required",
            );
        }
    }

    /// The mail server, if there is one.
    pub fn mail(&self) -> Result<Option<Mail>, MailError> {
        self.has_mail()
            .then(|| Mail::new(self.smtp_url.expose_secret(), &self.mail_from))
            .transpose()
    }

    /// What this server can reach.
    #[must_use]
    pub fn reach(&self) -> Reach {
        Reach {
            can_mail: self.has_mail(),
            may_be_private: self.allow_private,
        }
    }

    /// Where messages send people.
    #[must_use]
    pub fn places(&self) -> Places {
        Places {
            inbox_url: self.inbox_url.clone(),
            status_url: self.status_url.clone(),
        }
    }

    /// Time between two looks at what is to be sent.
    #[must_use]
    pub fn send_every(&self) -> Duration {
        Duration::from_millis(self.send_milliseconds)
    }

    fn has_mail(&self) -> bool {
        !self.smtp_url.expose_secret().is_empty()
    }
}

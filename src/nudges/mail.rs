//! E-mail, handed to the operator's mail server.

use std::net::IpAddr;
use std::time::Duration;

use entity::types::NudgeId;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use reqwest::Url;

/// How long the mail server may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Why no e-mail can be sent. What the settings say is not repeated: a password is in it.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The mail server's address cannot be read.
    #[error("nudges.smtp_url is not the address of a mail server")]
    Server,
    /// The sender's address cannot be read.
    #[error("nudges.mail_from is not an e-mail address")]
    From,
}

/// Whether an address is one of e-mail, by itself: `intake@kitchen.example`.
#[must_use]
pub fn is_mailbox(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

/// Whether the way to a mail server is encrypted; on this machine there is no way.
#[must_use]
pub fn is_confidential(smtp_url: &str) -> bool {
    let Ok(url) = Url::parse(smtp_url) else {
        return false;
    };
    let requires_tls = url
        .query_pairs()
        .any(|(key, value)| key == "tls" && value == "required");
    let host = url.host_str().unwrap_or_default();
    let number: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let is_here = host == "localhost" || number.is_some_and(|address| address.is_loopback());
    match url.scheme() {
        "smtps" => true,
        "smtp" => requires_tls || is_here,
        _ => false,
    }
}

/// Sends e-mail. Cheap to clone.
#[derive(Clone)]
pub struct Mail {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    /// By that server, from that address.
    pub fn new(smtp_url: &str, from: &str) -> Result<Self, MailError> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp_url)
            .map_err(|_| MailError::Server)?
            .timeout(Some(TIMEOUT))
            .build();
        let from = from.parse().map_err(|_| MailError::From)?;
        Ok(Self { server, from })
    }

    /// Hands one over. The id is the same at every try. A fault is told by its code.
    pub(super) async fn send(
        &self,
        id: NudgeId,
        to: &str,
        (subject, body): (String, String),
    ) -> Result<(), String> {
        let to: Address = to.parse().map_err(|_| "NOT_AN_ADDRESS".to_owned())?;
        let message = Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|_| "NOT_A_MESSAGE".to_owned())?;
        match tokio::time::timeout(TIMEOUT, self.server.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(error.status().map_or_else(
                || "MAIL_SERVER_AWAY".to_owned(),
                |code| format!("SMTP_{code}"),
            )),
            Err(_) => Err("TIMEOUT".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_goes_over_no_open_wire() {
        for (url, is_fine) in [
            ("smtps://user:secret@mail.example", true),
            ("smtp://user:secret@mail.example:587?tls=required", true),
            ("smtp://127.0.0.1:2525", true),
            ("smtp://[::1]:2525", true),
            ("smtp://localhost", true),
            ("smtp://mail.example", false),
            ("smtp://mail.example?tls=opportunistic", false),
            ("https://mail.example", false),
            ("mail.example", false),
        ] {
            assert_eq!(is_confidential(url), is_fine, "{url}");
        }
    }

    #[test]
    fn an_address_is_an_address_and_no_header() {
        assert!(is_mailbox("intake@kitchen.example"));
        for text in [
            "kitchen",
            "a@b@c",
            "Ana <a@b.example>",
            "a@b.example\nBcc: x@y.example",
        ] {
            assert!(!is_mailbox(text), "{text}");
        }
    }
}

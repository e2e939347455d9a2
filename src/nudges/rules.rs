//! What an organization may set, when to try again, and what a nudge says. Pure.

use std::net::IpAddr;

use chrono::{DateTime, Duration, TimeDelta, Utc};
use reqwest::Url;

use super::address::is_public;
use super::mail::is_mailbox;
use super::model::{NewNudgeSettings, SetNudgesRefusal as Code};
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// Longest address of either kind, in letters.
const ADDRESS_LIMIT: usize = 500;
/// Minutes from each failed try to the next; after the last it is given up.
const PAUSES: &[i64] = &[1, 5, 15, 60, 120, 240, 480];

/// Channels that may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Channels {
    pub(super) email: Option<String>,
    pub(super) webhook_url: Option<String>,
}

/// Checks what is to be set: all mistakes at once.
pub(super) fn check(
    new: &NewNudgeSettings,
    can_mail: bool,
    may_be_private: bool,
) -> Result<Channels, Refusals<Code>> {
    let mut checks = Checks::default();
    let email = text::optional(new.email.as_deref(), ADDRESS_LIMIT);
    let email = checks.take(email, |_| invalid_email()).flatten();
    if let Some(email) = &email {
        if !can_mail {
            checks.refuse(Refusal::at(
                Code::EmailNotAvailable,
                &["email"],
                "This server sends no e-mail; set a webhook, or ask its operator.",
            ));
        } else if !is_mailbox(email) {
            checks.refuse(invalid_email());
        }
    }
    let url = text::optional(new.webhook_url.as_deref(), ADDRESS_LIMIT);
    let url = checks.take(url, |_| invalid_url()).flatten();
    let webhook_url = url
        .and_then(|url| checks.take(webhook(&url, may_be_private).ok_or(()), |()| invalid_url()));
    checks.done()?;
    Ok(Channels {
        email,
        webhook_url: webhook_url.map(String::from),
    })
}

fn invalid_email() -> Refusal<Code> {
    Refusal::at(
        Code::InvalidEmail,
        &["email"],
        "This is not an e-mail address, such as intake@kitchen.example; check it.",
    )
}

fn invalid_url() -> Refusal<Code> {
    Refusal::at(
        Code::InvalidWebhookUrl,
        &["webhookUrl"],
        "A webhook is an https address on a public host, without user and password; check it.",
    )
}

/// An address that may be called. Names are looked up at each call, and looked at again then.
pub(super) fn webhook(url: &str, may_be_private: bool) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    let is_safe = url.scheme() == "https" || may_be_private && url.scheme() == "http";
    let host = url.host_str()?;
    // An address of the newer kind stands in brackets.
    let number: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let is_reachable = may_be_private || number.is_none_or(is_public);
    let is_plain = url.username().is_empty() && url.password().is_none();
    (is_safe && is_reachable && is_plain).then_some(url)
}

/// How long to wait after so many tries in vain; `None`: it is given up.
pub(super) fn pause_after(tries: i32) -> Option<TimeDelta> {
    let index = usize::try_from(tries).ok()?.checked_sub(1)?;
    PAUSES.get(index).map(|minutes| Duration::minutes(*minutes))
}

/// The words of an e-mail: subject and body.
pub(super) fn words(waiting: u64, inbox: &str) -> (String, String) {
    let count = if waiting == 1 {
        "1 new assignment waits".to_owned()
    } else {
        format!("{waiting} new assignments wait")
    };
    let body = format!(
        "{count} in your inbox:\n\n{inbox}\n\nOutreach may be due within hours. This message is \
         about your organization's inbox and nobody in particular; do not reply to it.\n"
    );
    (format!("{count} in your inbox"), body)
}

/// The words of an e-mail to whoever referred and has no account: subject and body. Nothing in it
/// tells whom or what the referral is about.
pub(super) fn news(link: &str) -> (String, String) {
    let body = format!(
        "There is news about a referral that you made. See where it stands:\n\n{link}\n\nThe link \
         works for 30 days and shows nothing about the person. Do not pass it on. If you did not \
         refer anybody, delete this message; do not reply to it.\n"
    );
    ("News about your referral".to_owned(), body)
}

/// The body of a webhook's call.
pub(super) fn event(waiting: u64, inbox: &str, now: DateTime<Utc>) -> String {
    serde_json::json!({
        "type": "assignments.waiting",
        "timestamp": now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "data": { "waiting": waiting, "inbox": inbox },
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_is_a_webhook() {
        for url in ["https://kitchen.example/hooks?x=1", "https://1.1.1.1:8443/"] {
            assert!(webhook(url, false).is_some(), "{url}");
        }
        for url in [
            "http://kitchen.example/",
            "ftp://kitchen.example/",
            "https://user@kitchen.example/",
            "https://:secret@kitchen.example/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "kitchen.example",
            "",
        ] {
            assert!(webhook(url, false).is_none(), "{url}");
        }
        assert!(
            webhook("http://127.0.0.1:4000/", true).is_some(),
            "in tests"
        );
    }

    #[test]
    fn all_mistakes_are_named_at_once() {
        let new = NewNudgeSettings {
            email: Some("kitchen".to_owned()),
            webhook_url: Some("https://10.0.0.1/".to_owned()),
            renew_secret: false,
        };
        let codes = |can_mail| -> Vec<Code> {
            let refusals = check(&new, can_mail, false).unwrap_err();
            refusals.into_iter().map(|refusal| refusal.code).collect()
        };
        assert_eq!(codes(true), [Code::InvalidEmail, Code::InvalidWebhookUrl]);
        assert_eq!(
            codes(false),
            [Code::EmailNotAvailable, Code::InvalidWebhookUrl]
        );
    }

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<_> = (1..=8).map(pause_after).collect();
        assert_eq!(pauses[0], Some(Duration::minutes(1)));
        assert!(pauses[..7].is_sorted());
        assert_eq!(pauses[7], None);
        assert_eq!(pause_after(0), None);
    }

    #[test]
    fn a_nudge_counts_and_names_nobody() {
        let (subject, body) = words(1, "https://inbox.example/");
        assert_eq!(subject, "1 new assignment waits in your inbox");
        assert!(body.contains("https://inbox.example/"));
        assert!(words(3, "").0.starts_with("3 new assignments wait"));
        assert!(
            news("https://here.example/x")
                .1
                .contains("\nhttps://here.example/x\n")
        );
        let now = "2026-11-23T17:00:00Z".parse().unwrap();
        assert_eq!(
            event(2, "https://inbox.example/", now),
            r#"{"data":{"inbox":"https://inbox.example/","waiting":2},"timestamp":"2026-11-23T17:00:00Z","type":"assignments.waiting"}"#
        );
    }
}

//! Calls of an organization's own server.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::types::{NudgeId, OrganizationId};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;

use super::address::is_public;
use super::rules;
use super::secret::WebhookSecrets;

/// How long the other side may take, and how long until it is reached.
const TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Calls webhooks. Cheap to clone.
#[derive(Clone)]
pub struct Webhooks {
    client: reqwest::Client,
    secrets: WebhookSecrets,
    may_be_private: bool,
}

/// Where a call goes.
#[derive(Clone, Copy)]
pub(super) struct Receiver<'a> {
    pub(super) organization: OrganizationId,
    pub(super) url: &'a str,
    pub(super) nonce: &'a [u8],
}

impl Webhooks {
    /// Signs with secrets of `secrets`. `may_be_private`: addresses of this machine and its network
    /// are allowed, for tests.
    pub fn new(secrets: WebhookSecrets, may_be_private: bool) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(Policy::none())
            // A proxy would look names up by itself, and reach what must not be reached.
            .no_proxy()
            .https_only(!may_be_private)
            // A call a day: no connection is worth keeping.
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(PublicNames { may_be_private }))
            .build()?;
        Ok(Self {
            client,
            secrets,
            may_be_private,
        })
    }

    /// Makes one call. The id is the same at every try. A fault is told by its code; what the other
    /// side answers is not read.
    pub(super) async fn send(
        &self,
        id: NudgeId,
        to: Receiver<'_>,
        body: String,
        now: DateTime<Utc>,
    ) -> Result<(), String> {
        let url = rules::webhook(to.url, self.may_be_private).ok_or("NOT_A_PUBLIC_ADDRESS")?;
        let id = format!("nudge_{}", id.0.simple());
        let from = (to.organization, to.nonce);
        let signature = self.secrets.sign(from, (&id, now), &body);
        let sent = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", now.timestamp())
            .header("webhook-signature", signature)
            .body(body)
            .send()
            .await;
        match sent {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("HTTP_{}", answer.status().as_u16())),
            Err(error) if error.is_timeout() => Err("TIMEOUT".to_owned()),
            Err(error) if is_refused(&error) => Err("NOT_A_PUBLIC_ADDRESS".to_owned()),
            Err(_) => Err("NO_ANSWER".to_owned()),
        }
    }
}

/// Looks names up, and knows only those whose addresses are public: all of them, for the client
/// takes any. What it gives is what is called, so that no second answer can be another one.
struct PublicNames {
    may_be_private: bool,
}

/// A name leads to an address that must not be called.
#[derive(Debug, thiserror::Error)]
#[error("this name leads to an address that is not public")]
struct NotPublic;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        let may_be_private = self.may_be_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.collect();
            let all_public = found.iter().all(|one| is_public(canonical(one.ip())));
            if !all_public && !may_be_private {
                return Err(NotPublic.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

fn is_refused(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<NotPublic>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr as _;

    #[tokio::test]
    async fn a_name_of_this_machine_is_not_looked_up_for_anybody() {
        let names = |may_be_private| PublicNames { may_be_private };
        let name = || Name::from_str("localhost").unwrap();
        let refused = names(false).resolve(name()).await;
        assert!(refused.is_err_and(|error| error.is::<NotPublic>()));
        assert!(names(true).resolve(name()).await.is_ok());
    }

    #[tokio::test]
    async fn a_call_that_leads_home_is_not_made() {
        let webhooks = Webhooks::new(WebhookSecrets::derive(&[7; 32]), false).unwrap();
        for url in [
            "https://localhost/",
            "https://127.0.0.1/",
            "http://kitchen.example/",
        ] {
            let to = Receiver {
                organization: OrganizationId(uuid::Uuid::nil()),
                url,
                nonce: &[1],
            };
            let id = NudgeId(uuid::Uuid::nil());
            let sent = webhooks
                .send(id, to, String::new(), DateTime::UNIX_EPOCH)
                .await;
            assert_eq!(sent, Err("NOT_A_PUBLIC_ADDRESS".to_owned()), "{url}");
        }
    }
}

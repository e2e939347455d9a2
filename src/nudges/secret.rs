//! Secrets of webhooks, and the signature of a call (Standard Webhooks,
//! <https://www.standardwebhooks.com>).
//!
//! No row has a secret: it is derived from the server's own and a nonce (HKDF, RFC 5869), and shown
//! once, when its webhook is set.

use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use entity::types::OrganizationId;
use secrecy::SecretString;

use crate::entropy::Entropy;

/// What it is derived for; no other key of this program has the same words.
const PURPOSE: &[u8] = b"handoff webhook secret v1";
/// Length of a secret and of a nonce, in bytes.
const BYTES: usize = 32;

/// Makes the secrets of all webhooks. Cheap to clone.
#[derive(Clone)]
pub struct WebhookSecrets(std::sync::Arc<Prk>);

impl WebhookSecrets {
    /// From the secret that all instances on one database share.
    #[must_use]
    pub fn derive(secret: &[u8]) -> Self {
        Self(Salt::new(HKDF_SHA256, &[]).extract(secret).into())
    }

    /// A nonce for a new secret.
    pub(super) fn new_nonce(entropy: &dyn Entropy) -> Vec<u8> {
        let mut nonce = vec![0; BYTES];
        entropy.fill(&mut nonce);
        nonce
    }

    /// A secret as its organization gets it.
    pub(super) fn shown(&self, organization: OrganizationId, nonce: &[u8]) -> SecretString {
        let key = STANDARD.encode(self.key(organization, nonce));
        SecretString::from(format!("whsec_{key}"))
    }

    /// The signature of a call.
    pub(super) fn sign(
        &self,
        (organization, nonce): (OrganizationId, &[u8]),
        (id, at): (&str, DateTime<Utc>),
        body: &str,
    ) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.key(organization, nonce));
        let signed = format!("{id}.{}.{body}", at.timestamp());
        let tag = hmac::sign(&key, signed.as_bytes());
        format!("v1,{}", STANDARD.encode(tag.as_ref()))
    }

    fn key(&self, organization: OrganizationId, nonce: &[u8]) -> [u8; BYTES] {
        let mut key = [0; BYTES];
        let info = [PURPOSE, organization.0.as_bytes(), nonce];
        let expanded = self.0.expand(&info, HKDF_SHA256);
        let Ok(()) = expanded.and_then(|made| made.fill(&mut key)) else {
            unreachable!("32 bytes are within what HKDF gives");
        };
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;
    use uuid::Uuid;

    #[test]
    fn a_receiver_can_check_the_signature_with_what_it_was_shown() {
        let secrets = WebhookSecrets::derive(&[7; 32]);
        let (organization, nonce) = (OrganizationId(Uuid::from_u128(1)), [9; BYTES]);
        let shown = secrets.shown(organization, &nonce);
        let key = shown.expose_secret().strip_prefix("whsec_").unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(key).unwrap());
        let at = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let signature = secrets.sign((organization, &nonce), ("msg_1", at), "{}");
        let tag = STANDARD
            .decode(signature.strip_prefix("v1,").unwrap())
            .unwrap();
        hmac::verify(&key, b"msg_1.1700000000.{}", &tag).unwrap();
    }

    #[test]
    fn another_organization_or_nonce_is_another_secret() {
        let secrets = WebhookSecrets::derive(&[7; 32]);
        let shown = |organization: u128, nonce: u8| {
            let organization = OrganizationId(Uuid::from_u128(organization));
            secrets
                .shown(organization, &[nonce; BYTES])
                .expose_secret()
                .to_owned()
        };
        assert_eq!(shown(1, 1), shown(1, 1));
        assert_ne!(shown(1, 1), shown(2, 1));
        assert_ne!(shown(1, 1), shown(1, 2));
    }
}

//! The public keys whose tokens are believed, and how others get them: the key that signs, the one
//! that signed before it, the one that will sign after it.
//!
//! ```text
//! time ─────────────────────────────────────────────────────→
//! old    signs ────────────────┤ verifies ──────────┤
//! new         verifies ────────┤ signs ──────────────────────
//!                              └ rotation           └ the last token of the old key has ended
//! ```

use aws_lc_rs::digest;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use pem::{EncodeConfig, LineEnding, Pem};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::keys::KeyError;

const PUBLIC_LABEL: &str = "PUBLIC KEY";
const PRIVATE_LABEL: &str = "PRIVATE KEY";
/// What stands before the 32 bytes of an Ed25519 public key in its X.509 form (RFC 8410).
const SPKI_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
const KEY_BYTES: usize = 32;
/// The line of a PEM block that says when its key signed for the last time, in seconds since 1970.
const RETIRED: &str = "Retired";

/// A public Ed25519 key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    /// The 32 bytes.
    pub(super) bytes: Vec<u8>,
    /// Since when it does not sign any more, if that is known.
    pub(super) retired_at: Option<DateTime<Utc>>,
}

impl VerifyingKey {
    /// A key that signs now, or of which nobody says since when it does not.
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.to_vec(),
            retired_at: None,
        }
    }

    /// The keys of PEM blocks that stand one after another. A private key counts as its public
    /// half.
    pub(super) fn read_all(blocks: &SecretString) -> Result<Vec<Self>, KeyError> {
        let text = blocks.expose_secret();
        let blocks = pem::parse_many(text).map_err(|_| KeyError::VerifyingKeys)?;
        if blocks.is_empty() && !text.trim().is_empty() {
            return Err(KeyError::VerifyingKeys);
        }
        blocks.into_iter().map(Self::from_block).collect()
    }

    fn from_block(block: Pem) -> Result<Self, KeyError> {
        let retired_at = block
            .headers()
            .get(RETIRED)
            .map(|text| {
                let seconds = text.parse().ok();
                seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            })
            .map(|at| at.ok_or(KeyError::VerifyingKeys))
            .transpose()?;
        let is_private = block.tag() == PRIVATE_LABEL;
        let der = Zeroizing::new(block.into_contents());
        let bytes = if is_private {
            let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der)
                .map_err(|_| KeyError::VerifyingKeys)?;
            pair.public_key().as_ref().to_vec()
        } else {
            der.strip_prefix(&SPKI_PREFIX)
                .filter(|bytes| bytes.len() == KEY_BYTES)
                .ok_or(KeyError::VerifyingKeys)?
                .to_vec()
        };
        Ok(Self { bytes, retired_at })
    }

    /// As a PEM block.
    pub(super) fn to_block(&self) -> String {
        let mut block = Pem::new(PUBLIC_LABEL, [SPKI_PREFIX.as_slice(), &self.bytes].concat());
        if let Some(at) = self.retired_at {
            // Fails on a colon only.
            let _ = block
                .headers_mut()
                .add(RETIRED, &at.timestamp().to_string());
        }
        pem::encode_config(&block, EncodeConfig::new().set_line_ending(LineEnding::LF))
    }

    /// The name of the key (RFC 7638 over the JWK form of RFC 8037): another key, another name.
    pub(super) fn id(&self) -> String {
        let jwk = format!(
            r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#,
            URL_SAFE_NO_PAD.encode(&self.bytes)
        );
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, jwk.as_bytes()))
    }

    fn to_jwk(&self) -> Value {
        json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "x": URL_SAFE_NO_PAD.encode(&self.bytes),
            "kid": self.id(),
            "use": "sig",
            "alg": "EdDSA",
        })
    }
}

/// The keys as a JWK set (RFC 7517, section 5).
pub(super) fn jwk_set(keys: &[VerifyingKey]) -> String {
    let keys: Vec<Value> = keys.iter().map(VerifyingKey::to_jwk).collect();
    json!({ "keys": keys }).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::Keys;
    use super::*;
    use crate::entropy::SeededEntropy;

    fn key(seed: u64) -> (SecretString, VerifyingKey) {
        let (signing_key, secret) = Keys::generate(&SeededEntropy::new(seed)).unwrap();
        let keys = Keys::read(&signing_key, &secret).unwrap();
        (signing_key, VerifyingKey::new(&keys.verifying))
    }

    #[test]
    fn keys_are_read_from_public_and_private_blocks() {
        let (private, first) = key(1);
        let (_, mut second) = key(2);
        second.retired_at = DateTime::from_timestamp(1_800_000_000, 0);
        let text = format!("{}\nnote\n{}", private.expose_secret(), second.to_block());
        let read = VerifyingKey::read_all(&text.into()).unwrap();
        assert_eq!(read, [first, second]);
        assert_eq!(VerifyingKey::read_all(&" \n".into()).unwrap(), []);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let (_, key) = key(1);
        let cut = key.to_block().replace("MCow", "MCoo");
        for text in [
            "nothing",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            &cut,
        ] {
            let read = VerifyingKey::read_all(&text.into());
            assert!(matches!(read, Err(KeyError::VerifyingKeys)), "{text}");
        }
    }

    #[test]
    fn others_get_the_keys_as_a_jwk_set() {
        // The key and its name are those of RFC 8037, appendix A.
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let key = VerifyingKey::new(&URL_SAFE_NO_PAD.decode(x).unwrap());
        let set: Value = serde_json::from_str(&jwk_set(&[key])).unwrap();
        assert_eq!(set["keys"][0]["x"], x);
        assert_eq!(
            set["keys"][0]["kid"],
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
        assert_eq!(set["keys"][0].get("d"), None);
    }
}

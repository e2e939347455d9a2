//! The second factor: one-time codes from an authenticator app (TOTP, RFC 6238), and how their
//! secrets are kept.
//!
//! The server must be able to compute the codes, so it cannot keep a hash. It keeps the secret
//! encrypted (AES-256-GCM) under a key derived from its own secret and bound to the account: a
//! copy of the database alone gives no codes, and a secret moved to another account opens for
//! nobody.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};
use entity::types::AccountId;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretBox, SecretString};

use super::Keys;
use crate::entropy::Entropy;

/// What the encryption key is derived for; no other key of this program has the same words.
const PURPOSE: &[u8] = b"handoff second factor encryption";
/// Length of a secret: as long as the output of the hash (RFC 4226, section 4).
const SECRET_BYTES: usize = 20;
/// How long a code is shown.
const STEP_SECONDS: i64 = 30;
/// Codes before and after the present one that are taken as well: clocks differ (RFC 6238,
/// section 5.2).
const DRIFT: i64 = 1;
const DIGITS: usize = 6;
/// The name under which authenticator apps list the account.
const ISSUER: &str = "handoff";
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A secret cannot be encrypted or decrypted: the server's secret was replaced, or the row is not
/// what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a second factor cannot be read with the secret of this server")]
pub struct Unreadable;

/// The secret that an authenticator app and the server share.
pub struct CodeSecret(SecretBox<[u8; SECRET_BYTES]>);

impl CodeSecret {
    /// A new one.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = Box::new([0; SECRET_BYTES]);
        entropy.fill(&mut *bytes);
        Self(SecretBox::new(bytes))
    }

    /// As people type it into an app: base 32 (RFC 4648), without padding.
    #[must_use]
    pub fn text(&self) -> SecretString {
        base32(self.0.expose_secret()).into()
    }

    /// As a QR code carries it to an app.
    #[must_use]
    pub fn uri(&self, email: &str) -> SecretString {
        format!(
            "otpauth://totp/{ISSUER}:{}?secret={}&issuer={ISSUER}",
            percent_encoded(email),
            self.text().expose_secret()
        )
        .into()
    }

    /// The step whose code this is, around now; `None` if it is none of them.
    #[must_use]
    pub fn step_of(&self, typed: &str, now: DateTime<Utc>) -> Option<i64> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() != DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let present = now.timestamp() / STEP_SECONDS;
        let codes = (present - DRIFT..=present + DRIFT).map(|step| (step, self.code(step)));
        // All are compared whatever the first says.
        codes.fold(None, |found, (step, code)| {
            let same = aws_lc_rs::constant_time::verify_slices_are_equal(
                code.as_bytes(),
                digits.as_bytes(),
            );
            if same.is_ok() { Some(step) } else { found }
        })
    }

    /// The code of a step (RFC 4226, section 5.3).
    fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.0.expose_secret());
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let at = usize::from(tag[tag.len() - 1] & 0x0f);
        let number = u32::from_be_bytes([tag[at] & 0x7f, tag[at + 1], tag[at + 2], tag[at + 3]]);
        format!("{:0DIGITS$}", number % 1_000_000)
    }
}

impl fmt::Debug for CodeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeSecret").finish_non_exhaustive()
    }
}

/// Encrypts secrets at rest. Cheap to clone.
#[derive(Clone)]
pub(super) struct Sealer(Arc<Prk>);

impl Sealer {
    /// Under a key derived from the secret that all instances share.
    pub(super) fn new(keys: &Keys) -> Self {
        let derived = Salt::new(HKDF_SHA256, &[]).extract(keys.secret().expose_secret());
        Self(Arc::new(derived))
    }

    fn key(&self) -> Result<LessSafeKey, Unreadable> {
        let derived = self
            .0
            .expand(&[PURPOSE], &AES_256_GCM)
            .map_err(|_| Unreadable)?;
        Ok(LessSafeKey::new(UnboundKey::from(derived)))
    }

    /// The stored form: nonce, then the encrypted secret with its tag.
    pub(super) fn seal(
        &self,
        account: AccountId,
        secret: &CodeSecret,
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, Unreadable> {
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce);
        let mut text = secret.0.expose_secret().to_vec();
        let bound = Aad::from(*account.0.as_bytes());
        self.key()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut text)
            .map_err(|_| Unreadable)?;
        Ok([nonce.as_slice(), &text].concat())
    }

    /// The secret of a stored form, if it is that account's.
    pub(super) fn open(&self, account: AccountId, sealed: &[u8]) -> Result<CodeSecret, Unreadable> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(Unreadable)?;
        let mut text = Zeroizing::new(text.to_vec());
        let bound = Aad::from(*account.0.as_bytes());
        let opened = self
            .key()?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), bound, &mut text)
            .map_err(|_| Unreadable)?;
        let bytes = <[u8; SECRET_BYTES]>::try_from(&*opened).map_err(|_| Unreadable)?;
        Ok(CodeSecret(SecretBox::new(Box::new(bytes))))
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").finish_non_exhaustive()
    }
}

/// Five bits a letter; lengths of whole groups of five bytes only, so no padding.
fn base32(bytes: &[u8; SECRET_BYTES]) -> String {
    let group = |five: &[u8]| {
        five.iter()
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte))
    };
    let letter = |bits: u64, index: u32| {
        let place = usize::try_from(bits >> (35 - 5 * index) & 0x1f).unwrap_or(0);
        char::from(BASE32[place])
    };
    bytes
        .chunks_exact(5)
        .flat_map(|five| (0..8).map(move |index| letter(group(five), index)))
        .collect()
}

/// Everything but unreserved characters escaped (RFC 3986, section 2.3).
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded + char::from(byte).encode_utf8(&mut [0; 4])
        } else {
            encoded + &format!("%{byte:02X}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;
    use uuid::Uuid;

    const ACCOUNT: AccountId = AccountId(Uuid::from_u128(7));

    /// The secret of RFC 6238, appendix B.
    fn known() -> CodeSecret {
        CodeSecret(SecretBox::new(Box::new(*b"12345678901234567890")))
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // The last six digits of the eight that the appendix prints.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(known().step_of(code, at(seconds)), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_or_late_and_no_more() {
        let step = 1_234_567_890 / 30;
        for (seconds, taken) in [
            (-31, false),
            (-30, true),
            (0, true),
            (59, true),
            (60, false),
        ] {
            let now = at(step * 30 + seconds);
            assert_eq!(known().step_of("005924", now).is_some(), taken, "{seconds}");
        }
        assert_eq!(known().step_of("005 924", at(step * 30)), Some(step));
        for junk in ["", "5924", "00592４", "0059241", "abcdef"] {
            assert_eq!(known().step_of(junk, at(step * 30)), None, "{junk}");
        }
    }

    #[test]
    fn an_app_reads_what_the_server_shows() {
        assert_eq!(
            known().text().expose_secret(),
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        );
        assert_eq!(
            known().uri("ana+1@plan.example").expose_secret(),
            "otpauth://totp/handoff:ana%2B1%40plan.example\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=handoff"
        );
    }

    #[test]
    fn a_secret_at_rest_opens_for_its_account_and_server_only() {
        let server = |seed| {
            let (signing_key, secret) = Keys::generate(&SeededEntropy::new(seed)).unwrap();
            Sealer::new(&Keys::read(&signing_key, &secret).unwrap())
        };
        let entropy = SeededEntropy::new(9);
        let (secret, ours) = (CodeSecret::new(&entropy), server(1));
        let sealed = ours.seal(ACCOUNT, &secret, &entropy).unwrap();
        let opened = ours.open(ACCOUNT, &sealed).unwrap();
        assert_eq!(opened.text().expose_secret(), secret.text().expose_secret());
        assert!(
            !sealed
                .windows(8)
                .any(|part| part == &secret.0.expose_secret()[..8])
        );
        assert_ne!(sealed, ours.seal(ACCOUNT, &secret, &entropy).unwrap());

        let other = AccountId(Uuid::from_u128(8));
        assert!(ours.open(other, &sealed).is_err());
        assert!(server(2).open(ACCOUNT, &sealed).is_err());
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert!(ours.open(ACCOUNT, &changed).is_err());
        assert!(ours.open(ACCOUNT, &[]).is_err());
    }
}

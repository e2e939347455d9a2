//! The server's keys: one signs access tokens, one secret keys the fingerprints of requests.
//!
//! On PostgreSQL several servers share them, so they come from the configuration. On SQLite there
//! is one server, which makes them beside its database when it first starts:
//! `<database>.signing-key.pem` and `<database>.secret`, readable by their owner only.
//! `<database>.verifying-keys.pem` is there once the signing key was replaced.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretBox, SecretString};

use super::key_set::{VerifyingKey, jwk_set};
use crate::entropy::Entropy;

const PEM_LABEL: &str = "PRIVATE KEY";
const SECRET_BYTES: usize = 32;
/// Endings of the key files beside a SQLite database.
const SIGNING_KEY: &str = ".signing-key.pem";
const SECRET: &str = ".secret";
const VERIFYING_KEYS: &str = ".verifying-keys.pem";
/// How long a replaced key is kept in its file: as long as any token may live by the settings.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The signing key cannot be read.
    #[error(
        "identity.signing_key is not an Ed25519 private key in PEM form (PKCS #8); \
         `handoff key generate` prints one"
    )]
    SigningKey,
    /// The secret cannot be read.
    #[error("identity.secret is not 32 bytes in base64; `handoff key generate` prints one")]
    Secret,
    /// A key that only verifies cannot be read.
    #[error(
        "identity.verifying_keys is not a list of Ed25519 keys in PEM form, public or private; \
         `handoff key rotate` prints what belongs there"
    )]
    VerifyingKeys,
    /// Others may read a key file.
    #[error("{0} can be read by others; run `chmod 600` on it")]
    Exposed(PathBuf),
    /// A key file cannot be read or written.
    #[error("cannot use the key file {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// What happened.
        #[source]
        source: io::Error,
    },
}

/// The server's keys.
pub struct Keys {
    /// PKCS #8, version 2: with the public key.
    pub(super) signing: SecretBox<Vec<u8>>,
    /// The 32 bytes that verify.
    pub(super) verifying: Vec<u8>,
    /// Other keys whose tokens are believed.
    pub(super) others: Vec<VerifyingKey>,
    secret: SecretBox<[u8; SECRET_BYTES]>,
}

impl Keys {
    /// Reads keys as they stand in the configuration.
    pub fn read(signing_key: &SecretString, secret: &SecretString) -> Result<Self, KeyError> {
        let pem = pem::parse(signing_key.expose_secret()).map_err(|_| KeyError::SigningKey)?;
        let der = Zeroizing::new(pem.into_contents());
        // Also takes keys without the public half, as `openssl genpkey` writes them.
        let pair =
            Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map_err(|_| KeyError::SigningKey)?;
        let signing = pair.to_pkcs8().map_err(|_| KeyError::SigningKey)?;
        let bytes = Zeroizing::new(
            STANDARD
                .decode(secret.expose_secret().trim())
                .map_err(|_| KeyError::Secret)?,
        );
        let secret =
            <[u8; SECRET_BYTES]>::try_from(bytes.as_slice()).map_err(|_| KeyError::Secret)?;
        Ok(Self {
            signing: SecretBox::new(Box::new(signing.as_ref().to_vec())),
            verifying: pair.public_key().as_ref().to_vec(),
            others: Vec::new(),
            secret: SecretBox::new(Box::new(secret)),
        })
    }

    /// Believes tokens of these keys as well: PEM blocks, public or private, one after another.
    pub fn believing(mut self, blocks: &SecretString) -> Result<Self, KeyError> {
        self.others.extend(VerifyingKey::read_all(blocks)?);
        Ok(self)
    }

    /// Whether [`Keys::believing`] would take these.
    pub fn check_verifying(blocks: &SecretString) -> Result<(), KeyError> {
        VerifyingKey::read_all(blocks).map(drop)
    }

    /// Reads the keys beside a SQLite database; makes them if they are missing.
    pub fn beside(database: &Path, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        let signing_key = file_or_new(&suffixed(database, SIGNING_KEY), || {
            new_signing_key(entropy)
        })?;
        let secret = file_or_new(&suffixed(database, SECRET), || Ok(new_secret(entropy)))?;
        let others = file_or_none(&suffixed(database, VERIFYING_KEYS))?;
        Self::read(&signing_key, &secret)?.believing(&others.unwrap_or_default())
    }

    /// Replaces the signing key beside a SQLite database. Tokens of the old key are believed until
    /// they end, unless it is to be forgotten at once. The server reads the keys when it starts.
    pub fn rotate_beside(
        database: &Path,
        is_old_forgotten: bool,
        now: DateTime<Utc>,
        entropy: &dyn Entropy,
    ) -> Result<(), KeyError> {
        let old = Self::beside(database, entropy)?;
        let kept: String = old
            .retired(now)
            .filter(|_| !is_old_forgotten)
            .map(|key| key.to_block())
            .collect();
        let new = new_signing_key(entropy)?;
        // The old key first: after a crash in between it still signs, and stands here in vain.
        for (ending, content) in [
            (VERIFYING_KEYS, kept.as_str()),
            (SIGNING_KEY, new.expose_secret()),
        ] {
            let path = suffixed(database, ending);
            write_private(&path, content.as_bytes())
                .map_err(|source| KeyError::File { path, source })?;
        }
        Ok(())
    }

    /// The keys that verify once the present one signs no more.
    fn retired(self, now: DateTime<Utc>) -> impl Iterator<Item = VerifyingKey> {
        let present = VerifyingKey {
            bytes: self.verifying,
            retired_at: Some(now),
        };
        self.others
            .into_iter()
            .filter(move |key| key.retired_at.is_none_or(|at| now < at + KEPT_FOR))
            .chain([present])
    }

    /// The public half of the key that signs, as a PEM block.
    #[must_use]
    pub fn verifying_block(&self) -> String {
        VerifyingKey::new(&self.verifying).to_block()
    }

    /// The public keys whose tokens are believed, as a JWK set.
    #[must_use]
    pub fn jwk_set(&self) -> String {
        jwk_set(&self.all_verifying())
    }

    /// The key that signs, and the others whose tokens are believed.
    pub(super) fn all_verifying(&self) -> Vec<VerifyingKey> {
        let mut keys = vec![VerifyingKey::new(&self.verifying)];
        let others = self.others.iter();
        keys.extend(others.filter(|key| key.bytes != self.verifying).cloned());
        keys
    }

    /// New keys in the form that the configuration takes: signing key, secret.
    pub fn generate(entropy: &dyn Entropy) -> Result<(SecretString, SecretString), KeyError> {
        Ok((new_signing_key(entropy)?, new_secret(entropy)))
    }

    /// The secret that keys the fingerprints of mutation inputs.
    #[must_use]
    pub fn secret(&self) -> &SecretBox<[u8; SECRET_BYTES]> {
        &self.secret
    }

    /// A key of its own for one purpose, derived from the secret.
    pub(super) fn derived(&self, purpose: &str) -> hmac::Key {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, self.secret.expose_secret());
        let derived = hmac::sign(&secret, format!("handoff {purpose}").as_bytes());
        hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref())
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

fn new_signing_key(entropy: &dyn Entropy) -> Result<SecretString, KeyError> {
    let mut seed = Zeroizing::new([0_u8; 32]);
    entropy.fill(&mut *seed);
    let pair = Ed25519KeyPair::from_seed_unchecked(&*seed).map_err(|_| KeyError::SigningKey)?;
    // Version 1, without the public half: every tool reads it.
    let der = pair.to_pkcs8v1().map_err(|_| KeyError::SigningKey)?;
    let text = pem::encode_config(
        &pem::Pem::new(PEM_LABEL, der.as_ref()),
        pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF),
    );
    Ok(text.into())
}

fn new_secret(entropy: &dyn Entropy) -> SecretString {
    let mut secret = Zeroizing::new([0_u8; SECRET_BYTES]);
    entropy.fill(&mut *secret);
    STANDARD.encode(*secret).into()
}

/// The path with an ending added to its file name.
#[must_use]
fn suffixed(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The text of a key file; makes the file if it is missing.
fn file_or_new(
    path: &Path,
    make: impl FnOnce() -> Result<SecretString, KeyError>,
) -> Result<SecretString, KeyError> {
    if let Some(text) = file_or_none(path)? {
        return Ok(text);
    }
    let text = make()?;
    write_private(path, text.expose_secret().as_bytes()).map_err(|source| KeyError::File {
        path: path.to_owned(),
        source,
    })?;
    tracing::info!(file = %path.display(), "made a key; keep it with the database");
    Ok(text)
}

fn file_or_none(path: &Path) -> Result<Option<SecretString>, KeyError> {
    let failed = |source| KeyError::File {
        path: path.to_owned(),
        source,
    };
    match File::open(path) {
        Ok(file) => {
            if is_exposed(&file).map_err(failed)? {
                return Err(KeyError::Exposed(path.to_owned()));
            }
            Ok(Some(io::read_to_string(file).map_err(failed)?.into()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// Writes a file that only its owner may read: whole, or not at all.
fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let draft = suffixed(path, ".new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    #[cfg(unix)]
    if let Some(directory) = path.parent() {
        let directory = if directory.as_os_str().is_empty() {
            Path::new(".")
        } else {
            directory
        };
        File::open(directory)?.sync_all()?;
    }
    Ok(())
}

#[cfg(unix)]
fn is_exposed(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn generated_keys_can_be_read_back() {
        let (signing_key, secret) = Keys::generate(&SeededEntropy::new(1)).unwrap();
        assert!(
            signing_key
                .expose_secret()
                .starts_with("-----BEGIN PRIVATE KEY-----\n")
        );
        let keys = Keys::read(&signing_key, &secret).unwrap();
        assert_eq!(keys.verifying.len(), 32);
        assert!(!format!("{keys:?}").contains("PRIVATE"));
    }

    #[test]
    fn broken_keys_are_refused_by_name() {
        let (signing_key, secret) = Keys::generate(&SeededEntropy::new(1)).unwrap();
        assert!(matches!(
            Keys::read(&"nothing".into(), &secret),
            Err(KeyError::SigningKey)
        ));
        assert!(matches!(
            Keys::read(&signing_key, &"c2hvcnQ=".into()),
            Err(KeyError::Secret)
        ));
    }

    #[test]
    fn a_replaced_key_beside_a_database_verifies_for_a_day() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("handoff.sqlite");
        let entropy = SeededEntropy::new(1);
        let first = Keys::beside(&database, &entropy).unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Keys::rotate_beside(&database, false, now, &entropy).unwrap();
        let second = Keys::beside(&database, &entropy).unwrap();
        assert_ne!(second.verifying, first.verifying);
        assert_eq!(second.secret.expose_secret(), first.secret.expose_secret());
        assert_eq!(second.others.len(), 1);
        assert_eq!(second.others[0].bytes, first.verifying);
        assert_eq!(second.others[0].retired_at, Some(now));
        assert_eq!(second.jwk_set().matches("kid").count(), 2);

        Keys::rotate_beside(&database, false, now + KEPT_FOR, &entropy).unwrap();
        let third = Keys::beside(&database, &entropy).unwrap();
        assert_eq!(third.others.len(), 1, "the first is gone");
        assert_eq!(third.others[0].bytes, second.verifying);
        Keys::rotate_beside(&database, true, now + KEPT_FOR, &entropy).unwrap();
        assert_eq!(Keys::beside(&database, &entropy).unwrap().others, []);
    }

    #[test]
    fn keys_beside_a_database_are_made_once_and_for_their_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("handoff.sqlite");
        let made = Keys::beside(&database, &SeededEntropy::new(1)).unwrap();
        let read = Keys::beside(&database, &SeededEntropy::new(2)).unwrap();
        assert_eq!(made.verifying, read.verifying);
        assert_eq!(made.secret.expose_secret(), read.secret.expose_secret());

        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = suffixed(&database, ".secret");
            assert_eq!(
                fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                0o600
            );
            fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
            assert!(matches!(
                Keys::beside(&database, &SeededEntropy::new(3)),
                Err(KeyError::Exposed(path)) if path == file
            ));
        }
    }
}

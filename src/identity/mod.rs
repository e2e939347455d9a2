//! Identity: who may sign in, and how a request shows who it is from.
//!
//! An **account** is one person's sign-in at one organization. Signing in opens a **session**, which
//! gives an access token, good for minutes, that carries organization and roles, so that a request
//! costs no database read to know its actor; and a refresh token, good once, for the next pair.
//!
//! ```text
//! e-mail + password ─ Identity::sign_in ─┐
//! refresh token ───── Identity::refresh ─┴→ SignedIn { token, refresh_token, viewer … }
//! Authorization: Bearer token ─ TokenAuthenticator ─→ Caller { Arc<Actor>, session }
//!                                  └ revocations: has what it rests on ended early?
//! ```
//! | File | Has |
//! |---|---|
//! | `model` | the words: account, viewer, session |
//! | `accounts` | who belongs to an organization, and how they come to a password |
//! | `rules` | what a new account must satisfy |
//! | `password` | Argon2id, off the async threads and bounded in number; what a new one must be |
//! | `keys` `key_set` | the signing key, the keys that verify, the server's secret |
//! | `second_factor` | one-time codes, and their secrets at rest |
//! | `token` | signs and verifies access tokens |
//! | `refresh_token` | makes and recognizes refresh tokens |
//! | `throttle` | the brake on guessing passwords |
//! | `revocations` | what ended before its tokens did |
//! | `external` | people whom their plan's own identity provider lets in |
//! | `authenticate` | what the HTTP edge asks |
//! | `sign_in` | letting a person in |
//! | `sessions` `session_store` | how a session goes on and ends, and its rows |
//! | `service` `store` | accounts, and their rows |
//!
//! Passwords, tokens and e-mail addresses never reach a log or an error text.

pub mod accounts;
mod authenticate;
mod external;
mod key_set;
mod keys;
mod model;
mod password;
mod refresh_token;
mod revocations;
mod rules;
mod second_factor;
mod service;
mod session_store;
mod sessions;
mod sign_in;
mod store;
mod throttle;
mod token;

pub use authenticate::{Caller, TokenAuthenticator};
pub use entity::types::{Role, SessionId};
pub use external::{ExternalIdentities, KeySource, NoClient, Provider, SigningAlgorithm};
pub use keys::{KeyError, Keys};
pub use model::{CreatedAccount, NewAccount, Session, SignedIn, Viewer};
pub use password::{PasswordError, PasswordFault, Passwords};
pub use revocations::Revocations;
pub use rules::{AccountProblem, fold_email, role_fits};
pub use service::{CreateAccountError, Identity};
pub use sessions::{RefreshError, SessionError, SessionLifetime};
pub use sign_in::{SignInError, SignInRefusal};
pub use token::{Grant, IssuedToken, SigningFailed, Tokens};

#[cfg(test)]
mod tests;

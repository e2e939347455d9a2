//! The use cases of identity.

use std::convert::Infallible;

use entity::types::{AccountId, OrganizationId, OrganizationKind};
use secrecy::SecretString;

use super::model::{CreatedAccount, NewAccount, Session, Viewer};
use super::password::{PasswordError, Passwords};
use super::rules::{self, AccountProblem, EMAIL_MAX_BYTES, fold_email};
use super::store::{self, AccountRow};
use super::token::Tokens;
use crate::access::{Denied, authorize_server};
use crate::db::{Db, Tx};
use crate::error::{Failure, Retryable, StoreError};
use crate::op::OpCtx;
use crate::organizations::Organization;

/// Why a person was not let in. Which part was wrong is nobody's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    /// Unknown e-mail address, wrong password, or an account that is suspended.
    #[error("e-mail address or password is wrong")]
    WrongCredentials,
    /// Too many people sign in at this moment.
    #[error("too many sign-ins at this moment; try again in a few seconds")]
    Busy,
}

/// Why a sign-in did not happen.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The person was not let in.
    #[error(transparent)]
    Refused(SignInRefusal),
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Hashing or signing failed.
    #[error("sign-in failed: {0}")]
    Broken(&'static str),
}

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateAccountError {
    /// Only the server's own tools make accounts.
    #[error("denied")]
    Denied(#[from] Denied),
    /// What is wrong with the account.
    #[error("{}", sentences(.0))]
    Refused(Vec<AccountProblem>),
    /// The password could not be hashed.
    #[error(transparent)]
    NotHashed(#[from] PasswordError),
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Retryable for CreateAccountError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Denied(_) | Self::Refused(_) | Self::NotHashed(_) => None,
        }
    }
}

fn sentences(problems: &[AccountProblem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

/// Why an account was not changed by the server's own tools.
pub type StewardError = Failure<Infallible>;

/// Sign-in and accounts. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    db: Db,
    passwords: Passwords,
    tokens: Tokens,
}

impl Identity {
    /// Accounts in `db`, sessions signed by `tokens`.
    #[must_use]
    pub fn new(db: Db, passwords: Passwords, tokens: Tokens) -> Self {
        Self {
            db,
            passwords,
            tokens,
        }
    }

    /// Lets a person in. Unknown, suspended and mistyped cost the same work and read the same.
    pub async fn sign_in(
        &self,
        op: &OpCtx,
        email: &str,
        password: &SecretString,
    ) -> Result<Session, SignInError> {
        let reader = self
            .db
            .read_as_system(op, "nobody is signed in yet: the account says who it is");
        let email = fold_email(email);
        let account = if email.len() <= EMAIL_MAX_BYTES {
            store::account_by_email(&reader, &email).await?
        } else {
            None
        };
        let stored = account
            .as_ref()
            .map(|account| account.password_hash.clone());
        let matches =
            self.passwords
                .matches(password, stored)
                .await
                .map_err(|error| match error {
                    PasswordError::Busy => SignInError::Refused(SignInRefusal::Busy),
                    PasswordError::Failed => SignInError::Broken("password not compared"),
                })?;
        let Some(account) = account.filter(|account| matches && account.is_active) else {
            tracing::info!("sign-in refused");
            return Err(SignInError::Refused(SignInRefusal::WrongCredentials));
        };
        let viewer = account.viewer;
        let issued = self
            .tokens
            .issue(&viewer.person(), op.now(), op.new_id())
            .map_err(|_| SignInError::Broken("token not signed"))?;
        tracing::info!(account = %viewer.account, "signed in");
        Ok(Session {
            token: issued.token,
            expires_at: issued.expires_at,
            viewer,
        })
    }

    /// Who is signed in, as the database knows them now; `None` for nobody.
    pub async fn viewer(&self, op: &OpCtx) -> Result<Option<Viewer>, StoreError> {
        let Some(person) = op.actor().as_person() else {
            return Ok(None);
        };
        let account = store::account_by_id(&self.db.read(op), person.account).await?;
        Ok(account.map(|account| account.viewer))
    }

    /// Makes an account, and its organization if there is none of that kind and name. Of several
    /// with one name the oldest is taken. Only the server's own tools may: people do not add
    /// people yet.
    pub async fn create_account(
        &self,
        op: &OpCtx,
        new: NewAccount,
    ) -> Result<CreatedAccount, CreateAccountError> {
        authorize_server(op.actor())?;
        let problems = rules::problems(&new);
        if !problems.is_empty() {
            return Err(CreateAccountError::Refused(problems));
        }
        // Before the transaction: hashing takes longer than any writer should be held up.
        let password_hash = self.passwords.hash(&new.password, op.entropy()).await?;
        let mut roles = new.roles;
        roles.sort_unstable();
        roles.dedup();
        let row = AccountRow {
            id: AccountId(op.new_id()),
            email: fold_email(&new.email),
            name: new.name.trim().to_owned(),
            password_hash,
            roles,
        };
        let (row, kind, name) = (&row, new.kind, new.organization.trim());
        let (organization, is_new_organization) = self
            .db
            .write(op, |tx| async move {
                let (organization, is_new) = join_in(&tx, kind, name).await?;
                match store::account_insert(&tx, organization.id, row).await {
                    Err(StoreError::Unique(name)) if name == "account_email_unique" => {
                        Err(CreateAccountError::Refused(vec![
                            AccountProblem::EmailTaken,
                        ]))
                    }
                    done => Ok(done.map(|()| (organization, is_new))?),
                }
            })
            .await?;
        Ok(CreatedAccount {
            viewer: Viewer {
                account: row.id,
                name: row.name.clone(),
                organization,
                roles: row.roles.clone(),
            },
            is_new_organization,
        })
    }

    /// Takes access away from an account, or gives it back. Running sessions end within seconds.
    pub async fn set_active(
        &self,
        op: &OpCtx,
        email: &str,
        is_active: bool,
    ) -> Result<(), StewardError> {
        let email = &fold_email(email);
        self.db
            .write(op, |tx| async move {
                authorize_server(tx.actor())?;
                if store::account_activate(&tx, email, is_active).await? {
                    Ok(())
                } else {
                    Err(Failure::NotFound)
                }
            })
            .await
    }
}

/// The organization of that kind and name, and whether it was made just now.
async fn join_in(
    tx: &Tx,
    kind: OrganizationKind,
    name: &str,
) -> Result<(Organization, bool), StoreError> {
    let known = store::organizations_named(tx, kind, name).await?;
    if let Some(organization) = known.into_iter().next() {
        store::mailbox_ensure(tx, organization.id).await?;
        return Ok((organization, false));
    }
    let organization = Organization {
        phone: None,
        id: OrganizationId(tx.op().new_id()),
        kind,
        name: name.to_owned(),
    };
    store::organization_insert(tx, &organization).await?;
    Ok((organization, true))
}

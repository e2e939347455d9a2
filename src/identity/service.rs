//! The use cases of identity.

use entity::types::{AccountId, AuditOutcome, OrganizationId, OrganizationKind};

use super::accounts::officers;
use super::model::{CreatedAccount, NewAccount, Viewer};
use super::password::{PasswordError, Passwords};
use super::refresh_token::RefreshTokens;
use super::revocations::Revocations;
use super::rules::{self, AccountProblem, fold_email};
use super::second_factor::Sealer;
use super::sessions::SessionLifetime;
use super::store::{self, AccountRow};
use super::throttle::{self, Throttle};
use super::token::Tokens;
use super::{Keys, session_store};
use crate::access::{Denied, authorize_server};
use crate::audit::Act;
use crate::db::{Db, Tx};
use crate::error::{Retryable, StoreError, Verdict};
use crate::op::OpCtx;
use crate::organizations::Organization;
use crate::refusal::code_of;

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

impl Verdict for CreateAccountError {
    fn verdict(&self) -> (AuditOutcome, Option<String>) {
        match self {
            Self::Denied(_) => (AuditOutcome::Denied, None),
            Self::Refused(problems) => (AuditOutcome::Refused, problems.first().map(code_of)),
            Self::NotHashed(_) => (AuditOutcome::Failed, None),
            Self::Store(error) => error.verdict(),
        }
    }
}

fn sentences(problems: &[AccountProblem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

/// Sign-in, sessions and accounts. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    pub(super) db: Db,
    pub(super) passwords: Passwords,
    pub(super) tokens: Tokens,
    pub(super) refresh_tokens: RefreshTokens,
    pub(super) session_lifetime: SessionLifetime,
    pub(super) throttle: Throttle,
    pub(super) sealer: Sealer,
    pub(super) revocations: Revocations,
}

impl Identity {
    /// Accounts in `db`; sessions of that lifetime, their access tokens signed by `tokens`.
    #[must_use]
    pub fn new(
        db: Db,
        passwords: Passwords,
        tokens: Tokens,
        keys: &Keys,
        session_lifetime: SessionLifetime,
    ) -> Self {
        Self {
            db,
            passwords,
            refresh_tokens: RefreshTokens::new(keys),
            session_lifetime,
            throttle: Throttle::new(keys),
            sealer: Sealer::new(keys),
            revocations: Revocations::new(tokens.lifetime()),
            tokens,
        }
    }

    /// What ended before its tokens did; shared with whoever believes tokens.
    #[must_use]
    pub fn revocations(&self) -> &Revocations {
        &self.revocations
    }

    /// Who is signed in, as the database knows them now; `None` for nobody.
    pub async fn viewer(&self, op: &OpCtx) -> Result<Option<Viewer>, StoreError> {
        let Some(person) = op.actor().as_person() else {
            return Ok(None);
        };
        let account = store::account_by_id(&self.db.read(op), person.account).await?;
        let viewer = account.map(|account| account.viewer);
        Ok(match op.session() {
            Some(_) => viewer,
            // Let in by their plan's identity provider, which may say what they do, and whose
            // business a second factor is.
            None => viewer.map(|viewer| Viewer {
                roles: person.roles.clone(),
                must_enroll_second_factor: false,
                ..viewer
            }),
        })
    }

    /// Makes an account, and its organization if there is none of that kind and name. Of several
    /// with one name the oldest is taken. Only the server's own tools may; people
    /// invite people, see [`super::accounts`].
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
            is_active: true,
        };
        let (row, kind, name) = (&row, new.kind, new.organization.trim());
        let (organization, is_new_organization) = self
            .db
            .act(op, Act::on("createAccount", row.id), |tx| async move {
                let (organization, is_new) = join_in(&tx, kind, name).await?;
                tx.is_in(organization.id);
                officers::tell_of_roles(&tx, organization.id, &[], &row.roles);
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
                has_second_factor: false,
                must_enroll_second_factor: false,
            },
            is_new_organization,
        })
    }

    /// Forgets sessions, counters of attempts and known addresses that no longer count.
    pub async fn purge(&self, op: &OpCtx) -> Result<(), StoreError> {
        let op = &op.as_system("what nobody needs any more grows old for everybody alike");
        session_store::purge(&self.db, op).await?;
        throttle::purge(&self.db, op).await
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

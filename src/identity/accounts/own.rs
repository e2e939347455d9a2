//! What people do with their own account: another password, a second factor.

use entity::types::{AccountId, SessionEnd};
use secrecy::SecretString;

use super::error::{
    AccountError, ChangePasswordRefusal, ConfirmFactorRefusal, EnrollFactorRefusal, GuardCodes,
    RemoveFactorRefusal, RequireFactorRefusal, refused, refused_at,
};
use super::factor_store::{self as factors, Factor};
use super::model::{Account, Enrollment};
use super::service::{Accounts, not_let_through};
use super::store;
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::identity::Identity;
use crate::identity::second_factor::{CodeSecret, Unreadable};
use crate::identity::session_store;
use crate::identity::store::{access_bump_all_in, access_bump_in};
use crate::identity::throttle::Attempt;
use crate::op::OpCtx;

impl Accounts {
    /// Changes the actor's own password. All sessions end but the one that asks.
    pub async fn change_password(
        &self,
        op: &OpCtx,
        current: &SecretString,
        new: &SecretString,
    ) -> Result<(), AccountError<ChangePasswordRefusal>> {
        let (account, act) = self.own(op, "changePassword").await?;
        let wrong = ChangePasswordRefusal::WrongPassword;
        let proof = self.prove(op, &account, current, wrong).await;
        let attempt = self.kept(op, act, proof).await?;
        attempt.give_back(&self.identity.db, op).await?;
        let hash = self.new_hash(op, new, &account).await;
        let hash = &self.kept(op, act, hash).await?;
        let (id, kept) = (account.id, op.session());
        self.identity
            .db
            .act(op, act, |tx| async move {
                store::account_set_password(&tx, id, hash).await?;
                session_store::end_others(&tx, id, kept, SessionEnd::PasswordChanged).await?;
                Ok::<_, AccountError<ChangePasswordRefusal>>(())
            })
            .await?;
        self.identity.learn(op).await;
        Ok(())
    }

    /// Makes a second factor for the actor. It counts once it is confirmed; until then another can
    /// be made in its place.
    pub async fn enroll_factor(
        &self,
        op: &OpCtx,
        password: &SecretString,
    ) -> Result<Enrollment, AccountError<EnrollFactorRefusal>> {
        let (account, act) = self.own(op, "enrollSecondFactor").await?;
        let wrong = EnrollFactorRefusal::WrongPassword;
        let proof = self.prove(op, &account, password, wrong).await;
        let attempt = self.kept(op, act, proof).await?;
        attempt.give_back(&self.identity.db, op).await?;
        let secret = CodeSecret::new(op.entropy());
        let sealed = self
            .identity
            .sealer
            .seal(account.id, &secret, op.entropy())
            .map_err(unreadable)?;
        let (id, organization, sealed) = (account.id, account.organization, &sealed);
        self.identity
            .db
            .act(op, act, |tx| async move {
                if confirmed(&tx, id).await?.is_some() {
                    return Err(refused(
                        EnrollFactorRefusal::AlreadyEnrolled,
                        "You have a second factor; remove it first, with a code of it.",
                    ));
                }
                factors::factor_delete(&tx, id).await?;
                factors::factor_insert(&tx, id, organization, sealed.clone()).await?;
                Ok(())
            })
            .await?;
        Ok(Enrollment {
            uri: secret.uri(&account.email),
            secret: secret.text(),
        })
    }

    /// Confirms the actor's second factor by a first code: from now on sign-in asks for one.
    pub async fn confirm_factor(
        &self,
        op: &OpCtx,
        code: &str,
    ) -> Result<Account, AccountError<ConfirmFactorRefusal>> {
        let (account, act) = self.own(op, "confirmSecondFactor").await?;
        let id = account.id;
        self.identity
            .db
            .act(op, act, |tx| async move {
                let factor = factors::factor_by_account(&tx, id).await?;
                let Some(factor) = factor.filter(|factor| !factor.is_confirmed) else {
                    return Err(refused(
                        ConfirmFactorRefusal::NothingToConfirm,
                        "There is nothing to confirm; enroll a second factor first.",
                    ));
                };
                let Some(step) = self.identity.step_of(&tx, id, &factor, code)? else {
                    return Err(wrong_code(ConfirmFactorRefusal::WrongCode));
                };
                if !factors::factor_confirm(&tx, id, step).await? {
                    return Err(wrong_code(ConfirmFactorRefusal::WrongCode));
                }
                Ok(())
            })
            .await?;
        Ok(Account {
            has_second_factor: true,
            ..account
        })
    }

    /// Removes the actor's second factor. Where the organization asks for one, the actor has no
    /// roles until they enroll another.
    pub async fn remove_factor(
        &self,
        op: &OpCtx,
        password: &SecretString,
        code: &str,
    ) -> Result<Account, AccountError<RemoveFactorRefusal>> {
        let (account, act) = self.own(op, "removeSecondFactor").await?;
        let id = account.id;
        let wrong = RemoveFactorRefusal::WrongPassword;
        let proof = self.prove(op, &account, password, wrong).await;
        let attempt = self.kept(op, act, proof).await?;
        self.identity
            .db
            .act(op, act, |tx| async move {
                match self.identity.take_code_in(&tx, id, Some(code)).await? {
                    CodeCheck::Taken => {}
                    CodeCheck::NotEnrolled => {
                        return Err(refused(
                            RemoveFactorRefusal::NotEnrolled,
                            "You have no second factor; there is nothing to remove.",
                        ));
                    }
                    CodeCheck::Missing | CodeCheck::Wrong => {
                        return Err(wrong_code(RemoveFactorRefusal::WrongCode));
                    }
                }
                factors::factor_delete(&tx, id).await?;
                access_bump_in(&tx, id).await?;
                Ok(())
            })
            .await?;
        attempt.give_back(&self.identity.db, op).await?;
        self.identity.learn(op).await;
        Ok(Account {
            has_second_factor: false,
            ..account
        })
    }

    /// Says whether the people of the actor's organization need a second factor. Who has none loses
    /// their roles until they enroll one.
    pub async fn require_factor(
        &self,
        op: &OpCtx,
        is_required: bool,
    ) -> Result<bool, AccountError<RequireFactorRefusal>> {
        let act = Act::new("requireSecondFactor");
        self.identity
            .db
            .act(op, act, |tx| async move {
                authorize_here(tx.actor(), Action::AccountAdminister)?;
                let person = tx.actor().as_person().ok_or(Failure::Denied)?;
                let (account, organization) = (person.account, person.organization);
                tx.is_about(organization);
                if is_required && confirmed(&tx, account).await?.is_none() {
                    return Err(refused(
                        RequireFactorRefusal::EnrollFirst,
                        "You would lose your own roles; enroll your second factor first.",
                    ));
                }
                factors::factor_require(&tx, organization, is_required, account).await?;
                if is_required {
                    let without = factors::accounts_without_factor(&tx, organization).await?;
                    access_bump_all_in(&tx, without).await?;
                }
                Ok(())
            })
            .await?;
        self.identity.learn(op).await;
        Ok(is_required)
    }

    /// The actor's own account, and what they set out to do with it.
    async fn own<C>(
        &self,
        op: &OpCtx,
        operation: &'static str,
    ) -> Result<(Account, Act), AccountError<C>> {
        let person = op.actor().as_person().ok_or(Failure::Denied)?;
        let account = store::account_by_id(&self.identity.db.read(op), person.account).await?;
        let account = account.ok_or(Failure::NotFound)?;
        let act = Act::on(operation, account.id);
        Ok((account, act))
    }

    /// Lets nobody but the person themself go on, although a session is theirs: who found one open
    /// guesses the password no faster than at sign-in. The attempt is counted until it is given
    /// back.
    async fn prove<C: GuardCodes>(
        &self,
        op: &OpCtx,
        account: &Account,
        password: &SecretString,
        wrong: C,
    ) -> Result<Attempt, AccountError<C>> {
        let (db, throttle) = (&self.identity.db, &self.identity.throttle);
        let system = op.as_system("counters of attempts are nobody's to see");
        let attempt = throttle.reserve(db, &system, &account.email).await;
        let attempt = attempt.map_err(not_let_through)?;
        let stored = store::password_hash(&db.read(op), account.id).await?;
        if self.compare(password, stored).await? {
            Ok(attempt)
        } else {
            Err(refused_at(
                wrong,
                &["password"],
                "This is not your present password; type it again.",
            ))
        }
    }
}

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::identity) enum CodeCheck {
    /// The account has no second factor: none is asked for.
    NotEnrolled,
    /// None was given.
    Missing,
    /// It is not good now, or was used before.
    Wrong,
    /// It was good, and is no longer.
    Taken,
}

impl Identity {
    /// Takes a code of an account's second factor, which is good once.
    pub(in crate::identity) async fn take_code_in(
        &self,
        tx: &Tx,
        id: AccountId,
        code: Option<&str>,
    ) -> Result<CodeCheck, StoreError> {
        let Some(factor) = confirmed(tx, id).await? else {
            return Ok(CodeCheck::NotEnrolled);
        };
        let Some(code) = code else {
            return Ok(CodeCheck::Missing);
        };
        let is_good = match self.step_of(tx, id, &factor, code)? {
            Some(step) => factors::factor_take(tx, id, step).await?,
            None => false,
        };
        Ok(if is_good {
            CodeCheck::Taken
        } else {
            CodeCheck::Wrong
        })
    }

    fn step_of(
        &self,
        tx: &Tx,
        id: AccountId,
        factor: &Factor,
        code: &str,
    ) -> Result<Option<i64>, StoreError> {
        let secret = self.sealer.open(id, &factor.secret);
        Ok(secret.map_err(unreadable)?.step_of(code, tx.now()))
    }
}

async fn confirmed(tx: &Tx, id: AccountId) -> Result<Option<Factor>, StoreError> {
    let factor = factors::factor_by_account(tx, id).await?;
    Ok(factor.filter(|factor| factor.is_confirmed))
}

fn unreadable(error: Unreadable) -> StoreError {
    StoreError::Corrupt(error.to_string())
}

fn wrong_code<C>(code: C) -> AccountError<C> {
    refused_at(
        code,
        &["code"],
        "This code is not good now, or was used before; wait for the next one and type that.",
    )
}

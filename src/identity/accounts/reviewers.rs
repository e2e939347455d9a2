//! Which of a plan's reviewers may decide against what is asked, and for which services.
//!
//! A denial takes a person who is competent for the service; who that is, the plan says. Every
//! reviewer may approve as asked.

use std::collections::HashMap;

use entity::types::AccountId;

use super::error::{AccountError, MarkReviewerRefusal, UnmarkReviewerRefusal};
use super::model::{Account, Competence};
use super::service::{Accounts, is_own, open_in};
use super::{competence_rules as rules, competence_store as store};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::op::OpCtx;
use crate::reference::ServiceCode;

impl Accounts {
    /// What those of the accounts may decide against what is asked that are marked, as far as the
    /// actor may know.
    pub async fn competences(
        &self,
        op: &OpCtx,
        ids: Vec<AccountId>,
    ) -> Result<HashMap<AccountId, Competence>, StoreError> {
        store::competences_of(&self.identity.db.read(op), ids).await
    }

    /// Marks one of the plan's reviewers competent for these services and no others; `None`: for
    /// all.
    pub async fn mark_reviewer(
        &self,
        op: &OpCtx,
        id: AccountId,
        services: Option<&[ServiceCode]>,
        key: Option<&IdempotencyKey>,
    ) -> Result<Account, AccountError<MarkReviewerRefusal>> {
        self.identity
            .db
            .act(op, Act::on("markReviewer", id), |tx| async move {
                authorize_here(tx.actor(), Action::ReviewerMark)?;
                let by = tx.actor().as_person().ok_or(Failure::Denied)?.account;
                let reused = MarkReviewerRefusal::IdempotencyKeyReused;
                let done = done_before_in(&tx, key, id.0, reused).await?;
                let account = open_in(&tx, id).await?;
                if done.is_none() {
                    let services = rules::check_mark(&account.roles, is_own(&tx, id), services)
                        .map_err(Failure::Refused)?;
                    let of = (id, account.organization);
                    store::competence_replace(&tx, of, services.as_deref(), by).await?;
                }
                Ok(account)
            })
            .await
    }

    /// Takes every mark from one of the plan's people.
    pub async fn unmark_reviewer(
        &self,
        op: &OpCtx,
        id: AccountId,
        key: Option<&IdempotencyKey>,
    ) -> Result<Account, AccountError<UnmarkReviewerRefusal>> {
        self.identity
            .db
            .act(op, Act::on("unmarkReviewer", id), |tx| async move {
                authorize_here(tx.actor(), Action::ReviewerMark)?;
                let reused = UnmarkReviewerRefusal::IdempotencyKeyReused;
                let done = done_before_in(&tx, key, id.0, reused).await?;
                let account = open_in(&tx, id).await?;
                if done.is_none() {
                    store::competence_clear(&tx, id).await?;
                }
                Ok(account)
            })
            .await
    }
}

//! Which reviewers may decide against what is asked: rows to words.

use std::collections::HashMap;

use entity::reviewer_competence;
use entity::types::{AccountId, OrganizationId};
use sea_orm::{ColumnTrait, IntoActiveModel};

use super::model::Competence;
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;
use crate::reference::ServiceCode;

/// What `service` is for all services.
const ALL: &str = "";

/// What those of the accounts may decide that are marked, as far as the actor may know.
pub(super) async fn competences_of(
    reader: &Reader,
    ids: Vec<AccountId>,
) -> Result<HashMap<AccountId, Competence>, StoreError> {
    let rows = reader
        .select::<reviewer_competence::Entity>()
        .filter(reviewer_competence::Column::AccountId.is_in(ids))
        .all()
        .await?;
    let mut found: HashMap<AccountId, Competence> = HashMap::new();
    for row in rows {
        let service = service_from(&row.service)?;
        let competence = found.entry(row.account_id).or_insert(Competence {
            services: Some(Vec::new()),
            marked_at: row.marked_at,
        });
        match (service, &mut competence.services) {
            (Some(service), Some(services)) => services.push(service),
            (None, _) => competence.services = None,
            // All of them has this one, too.
            (Some(_), None) => {}
        }
    }
    for services in found.values_mut().filter_map(|one| one.services.as_mut()) {
        services.sort_unstable();
    }
    Ok(found)
}

/// Marks an account for these services and no others; `None`: for all.
pub(super) async fn competence_replace(
    tx: &Tx,
    (account, plan): (AccountId, OrganizationId),
    services: Option<&[ServiceCode]>,
    by: AccountId,
) -> Result<(), StoreError> {
    competence_clear(tx, account).await?;
    let codes: Vec<&str> = match services {
        Some(services) => services.iter().map(|service| service.as_str()).collect(),
        None => vec![ALL],
    };
    let rows = codes.into_iter().map(|code| {
        reviewer_competence::Model {
            account_id: account,
            service: code.to_owned(),
            plan_id: plan,
            marked_at: tx.now(),
            marked_by: by,
        }
        .into_active_model()
    });
    tx.insert_all(rows.collect()).await
}

/// Takes every mark from an account.
pub(super) async fn competence_clear(tx: &Tx, account: AccountId) -> Result<(), StoreError> {
    let account = [account.0.into()];
    tx.change(&statements::accounts::CLEAR_COMPETENCE, account)
        .await?;
    Ok(())
}

fn service_from(code: &str) -> Result<Option<ServiceCode>, StoreError> {
    if code == ALL {
        return Ok(None);
    }
    let service = code.parse();
    service
        .map(Some)
        .map_err(|_| StoreError::Corrupt("reviewer_competence.service".to_owned()))
}

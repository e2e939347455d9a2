//! What the operator's administrator does: organizations, each with its first administrator.

use chrono::{DateTime, Utc};
use entity::organization;
use entity::types::{AccountId, OrganizationId, OrganizationKind, TicketPurpose};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::error::{AccountError, CreateOrganizationRefusal, InviteRefusal, refused_at};
use super::invite::insert_invited;
use super::model::{Invited, KnownOrganization, NewOrganization};
use super::service::Accounts;
use super::tickets::TicketDraft;
use super::{rules, store};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::{Cursor, CursorError, Page, PageRequest, statements};
use crate::error::{Failure, StoreError};
use crate::identity::password;
use crate::identity::store as identities;
use crate::op::OpCtx;
use crate::organizations::Organization;

const BY_AGE: &str = "organizations/age";

impl Accounts {
    /// Makes an organization with an empty mailbox, and invites its first administrator.
    pub async fn create_organization(
        &self,
        op: &OpCtx,
        new: &NewOrganization,
    ) -> Result<(KnownOrganization, Invited), AccountError<CreateOrganizationRefusal>> {
        let draft = TicketDraft::new(op, TicketPurpose::Invitation);
        let (id, account) = (OrganizationId(op.new_id()), AccountId(op.new_id()));
        let unusable = password::nobody(op.entropy());
        let (draft_of, unusable) = (&draft, &unusable);
        let (organization, invited) = self
            .identity
            .db
            .act(op, Act::new("createOrganization"), |tx| async move {
                authorize_here(tx.actor(), Action::OrganizationAdminister)?;
                let (name, person) = rules::check_organization(new).map_err(Failure::Refused)?;
                tx.is_about(id);
                let tx = tx.acting_as_system("the people of others are not the operator's to see");
                let known = identities::organizations_named(&tx, new.kind, &name).await?;
                if !known.is_empty() {
                    return Err(name_taken());
                }
                let organization = Organization {
                    id,
                    kind: new.kind,
                    name,
                    phone: None,
                };
                identities::organization_insert(&tx, &organization).await?;
                insert_invited(&tx, account, id, &person, unusable)
                    .await
                    .map_err(as_creation)?;
                draft_of.insert_in(&tx, account, id).await?;
                let invited = store::account_by_id(&tx, account).await?;
                Ok((organization, invited.ok_or(Failure::NotFound)?))
            })
            .await?;
        tracing::info!(organization = %organization.id, "made an organization");
        let known = KnownOrganization {
            organization,
            prime: None,
            is_administered: false,
            created_at: op.now(),
        };
        let invited = Invited {
            account: invited,
            ticket: draft.into_ticket(),
        };
        Ok((known, invited))
    }

    /// A page of all organizations, the oldest first.
    pub async fn organizations(
        &self,
        op: &OpCtx,
        page: &PageRequest,
    ) -> Result<Page<KnownOrganization>, Failure<CursorError>> {
        authorize_here(op.actor(), Action::OrganizationAdminister)?;
        let after: Option<Uuid> = page.after(BY_AGE).map_err(Failure::Refused)?;
        let limit = i64::try_from(page.limit()).unwrap_or(i64::MAX);
        let values = [after.unwrap_or_default().into(), limit.into()];
        let rows: Vec<OrganizationRow> = self
            .identity
            .db
            .read(op)
            .sql(&statements::accounts::ORGANIZATIONS, values)
            .await?;
        let cursor = |row: &OrganizationRow| Cursor::encode(BY_AGE, &row.id);
        let page = Page::trim(page, rows, cursor);
        Ok(page.try_map(OrganizationRow::into_known)?)
    }

    /// How many organizations there are.
    pub async fn organization_count(&self, op: &OpCtx) -> Result<u64, Failure<CursorError>> {
        authorize_here(op.actor(), Action::OrganizationAdminister)?;
        let reader = self.identity.db.read(op);
        Ok(reader.select::<organization::Entity>().count().await?)
    }
}

#[derive(FromQueryResult)]
struct OrganizationRow {
    id: Uuid,
    kind: String,
    name: String,
    phone: Option<String>,
    prime_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    is_administered: bool,
}

impl OrganizationRow {
    fn into_known(self) -> Result<KnownOrganization, StoreError> {
        let kind = OrganizationKind::ALL
            .iter()
            .find(|kind| kind.code() == self.kind)
            .ok_or_else(|| StoreError::Corrupt("organization.kind".to_owned()))?;
        Ok(KnownOrganization {
            organization: Organization {
                id: OrganizationId(self.id),
                kind: *kind,
                name: self.name,
                phone: self.phone,
            },
            prime: self.prime_id.map(OrganizationId),
            is_administered: self.is_administered,
            created_at: self.created_at,
        })
    }
}

fn name_taken() -> AccountError<CreateOrganizationRefusal> {
    refused_at(
        CreateOrganizationRefusal::NameTaken,
        &["name"],
        "An organization of this kind and name exists; choose a name that tells them apart.",
    )
}

/// The only thing that an invitation of somebody new can be refused for once it is checked.
fn as_creation(error: AccountError<InviteRefusal>) -> AccountError<CreateOrganizationRefusal> {
    match error {
        Failure::NotFound => Failure::NotFound,
        Failure::Denied => Failure::Denied,
        Failure::Store(error) => Failure::Store(error),
        Failure::Refused(_) => refused_at(
            CreateOrganizationRefusal::EmailTaken,
            &["administratorEmail"],
            "Somebody has an account with this e-mail address, and an address has one account; name \
             another address.",
        ),
    }
}

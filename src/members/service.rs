//! What can be done with members.

use entity::types::MemberId;

use super::error::{RegisterMemberError, RegisterMemberRefusal as Code};
use super::model::{Member, MemberFilter, NewMember};
use super::{rules, store};
use crate::access::{Action, authorize_here};
use crate::db::{CursorError, Db, Page, PageRequest};
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::op::OpCtx;
use crate::reference::Reference;
use crate::refusal::Refusal;

/// The member service. Cheap to clone.
#[derive(Clone)]
pub struct Members {
    pub(super) db: Db,
    reference: &'static Reference,
}

impl Members {
    /// Works on `db` with the embedded reference data.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            reference: Reference::embedded(),
        }
    }

    /// Registers a member of the actor's plan.
    pub async fn register(
        &self,
        op: &OpCtx,
        new: &NewMember,
        key: Option<IdempotencyKey>,
    ) -> Result<Member, RegisterMemberError> {
        authorize_here(op.actor(), Action::MemberRegister)?;
        let plan = op.actor().organization().ok_or(Failure::Denied)?;
        let checked = rules::check(new, self.reference, op.today()).map_err(Failure::Refused)?;
        let member = Member {
            id: MemberId(op.new_id()),
            plan,
            cin: checked.cin,
            first_name: checked.first_name,
            last_name: checked.last_name,
            birth_on: checked.birth_on,
            phone: checked.phone,
            language: checked.language,
            address: checked.address,
            zip: checked.zip,
            county: checked.county,
            whereabouts: checked.whereabouts,
            created_at: op.now(),
            restricted_at: None,
            safe_contact: None,
        };
        let written: Result<Option<MemberId>, RegisterMemberError> = self
            .db
            .write(op, |tx| {
                let (member, key) = (member.clone(), key.clone());
                async move {
                    let reused = Code::IdempotencyKeyReused;
                    if let Some(id) = done_before_in(&tx, key.as_ref(), member.id.0, reused).await?
                    {
                        return Ok(Some(MemberId(id)));
                    }
                    store::member_insert(&tx, &member).await?;
                    Ok(None)
                }
            })
            .await;
        match written {
            Ok(None) => Ok(member),
            Ok(Some(id)) => self.by_id(op, id).await?.ok_or(Failure::NotFound),
            Err(Failure::Store(StoreError::Unique(name))) if name == "member_cin_unique" => {
                Err(Failure::Refused(vec![Refusal::at(
                    Code::CinTaken,
                    &["cin"],
                    "Your plan has a member with this CIN; search for it and use that record.",
                )]))
            }
            Err(error) => Err(error),
        }
    }

    /// A member that the actor may see.
    pub async fn by_id(&self, op: &OpCtx, id: MemberId) -> Result<Option<Member>, StoreError> {
        store::member_by_id(&self.db.read(op), id).await
    }

    /// The members of those ids that the actor may see, in no order.
    pub async fn by_ids(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<Vec<Member>, StoreError> {
        store::member_by_ids(&self.db.read(op), ids).await
    }

    /// A page of the plan's members, by name.
    pub async fn list(
        &self,
        op: &OpCtx,
        filter: &MemberFilter,
        page: &PageRequest,
    ) -> Result<Page<Member>, Failure<CursorError>> {
        authorize_here(op.actor(), Action::MemberSearch)?;
        store::member_list(&self.db.read(op), filter, page)
            .await?
            .map_err(Failure::Refused)
    }

    /// How many of the plan's members match.
    pub async fn count(
        &self,
        op: &OpCtx,
        filter: &MemberFilter,
    ) -> Result<u64, Failure<CursorError>> {
        authorize_here(op.actor(), Action::MemberSearch)?;
        Ok(store::member_count(&self.db.read(op), filter).await?)
    }
}

//! What can be done with members.

use std::collections::HashMap;

use entity::types::MemberId;

use super::error::{RegisterMemberError, RegisterMemberRefusal as Code};
use super::model::{Member, MemberFilter, NewMember};
use super::{Cin, merge, rules, store};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::{CursorError, Db, Page, PageRequest, Tx};
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::op::OpCtx;
use crate::reference::Reference;
use crate::refusal::Refusal;

/// The member service. Cheap to clone.
#[derive(Clone)]
pub struct Members {
    pub(super) db: Db,
    pub(super) reference: &'static Reference,
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
        let key = key.as_ref();
        let registered = self
            .db
            .act(op, Act::new("registerMember"), |tx| async move {
                authorize_here(tx.actor(), Action::MemberRegister)?;
                let plan = tx.actor().organization().ok_or(Failure::Denied)?;
                let checked =
                    rules::check(new, self.reference, tx.op().today()).map_err(Failure::Refused)?;
                let member = checked.into_member(MemberId(tx.op().new_id()), plan, tx.now());
                register_in(&tx, member, key).await
            })
            .await?;
        match registered {
            Registered::Now(member) => Ok(*member),
            Registered::Before(id) => self.by_id(op, id).await?.ok_or(Failure::NotFound),
        }
    }

    /// A member that the actor may see; of a merged record the kept one.
    pub async fn by_id(&self, op: &OpCtx, id: MemberId) -> Result<Option<Member>, StoreError> {
        Ok(merge::current(&self.db.read(op), [id]).await?.remove(&id))
    }

    /// The member of the actor's plan with a CIN as it is typed, if the actor may see them; of a
    /// merged record the kept one.
    pub async fn by_cin(&self, op: &OpCtx, typed: &str) -> Result<Option<Member>, StoreError> {
        let (Some(plan), Ok(cin)) = (op.actor().organization(), typed.parse::<Cin>()) else {
            return Ok(None);
        };
        let reader = self.db.read(op);
        match store::member_by_cin(&reader, plan, cin.as_str()).await? {
            Some(member) => Ok(Some(merge::kept_of(&reader, member).await?)),
            None => Ok(None),
        }
    }

    /// The members of those ids that the actor may see, by the ids that were asked for; of a merged
    /// record the kept one.
    pub async fn by_ids(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<HashMap<MemberId, Member>, StoreError> {
        merge::current(&self.db.read(op), ids).await
    }

    /// A page of the plan's members: the closest to what is sought first, then by name.
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

/// Writes the keys by which members are searched of some that have none; gives how many. Rows that
/// were written past the use cases, by an older program or in bulk, wait for it.
pub async fn fill_keys_in(tx: &Tx) -> Result<usize, StoreError> {
    store::keys_fill(tx).await
}

/// What a registration came to.
enum Registered {
    /// A new member.
    Now(Box<Member>),
    /// It was carried out before under the same key.
    Before(MemberId),
}

async fn register_in(
    tx: &Tx,
    member: Member,
    key: Option<&IdempotencyKey>,
) -> Result<Registered, RegisterMemberError> {
    let reused = Code::IdempotencyKeyReused;
    if let Some(id) = done_before_in(tx, key, member.id.0, reused).await? {
        tx.is_about(MemberId(id));
        return Ok(Registered::Before(MemberId(id)));
    }
    match store::member_insert(tx, &member).await {
        Ok(()) => {
            tx.is_about(member.id);
            tx.concerns(member.plan, Some(member.id));
            Ok(Registered::Now(Box::new(member)))
        }
        Err(StoreError::Unique(name)) if name == "member_cin_unique" => {
            Err(Failure::Refused(vec![Refusal::at(
                Code::CinTaken,
                &["cin"],
                "Your plan has a member with this CIN; search for it and use that record.",
            )]))
        }
        Err(error) => Err(error.into()),
    }
}

//! Records that are or may be one person.

use std::collections::HashMap;

use entity::types::{AccountId, MemberId};
use entity::{member, member_key, member_merge};
use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{ColumnTrait, Condition, ExprTrait, IntoActiveModel, Order};

use super::apart::{apart_from, is_apart_from};
use super::{from_row, member_by_ids};
use crate::access::VisibleTo;
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Scoped, Tx};
use crate::error::StoreError;
use crate::members::Member;
use crate::members::keys::SoughtPhone;
use crate::members::merge::MergedRecord;
use crate::members::model::MemberPhone;
use crate::members::rules::swapped;

const TO_REVIEW: &str = "members/review";
/// Most records that are compared with one: a shelter's phone is the phone of hundreds.
const COMPARED: u64 = 200;

/// The records that were merged into those.
pub(in crate::members) async fn merged_into(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<Vec<Member>, StoreError> {
    let rows = reader
        .select::<member::Entity>()
        .filter(member::Column::MergedInto.is_in(ids))
        .order_by(member::Column::Id, Order::Asc)
        .all()
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The records that were merged into members, each with why and when.
pub(in crate::members) async fn merged_records_of(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Vec<MergedRecord>>, StoreError> {
    let merges = reader
        .select::<member_merge::Entity>()
        .filter(member_merge::Column::KeptId.is_in(ids))
        .filter(member_merge::Column::UndoneAt.is_null())
        .order_by(member_merge::Column::Id, Order::Asc)
        .all()
        .await?;
    if merges.is_empty() {
        return Ok(HashMap::new());
    }
    let records = member_by_ids(reader, merges.iter().map(|merge| merge.merged_id)).await?;
    let mut records: HashMap<MemberId, Member> =
        records.into_iter().map(|one| (one.id, one)).collect();
    let mut found: HashMap<MemberId, Vec<MergedRecord>> = HashMap::new();
    for merge in merges {
        if let Some(member) = records.remove(&merge.merged_id) {
            found.entry(merge.kept_id).or_default().push(MergedRecord {
                member,
                reason: merge.reason,
                merged_at: merge.merged_at,
            });
        }
    }
    Ok(found)
}

/// Points a record to the one that is kept.
pub(in crate::members) async fn merge_insert(
    tx: &Tx,
    (kept, merged): (&Member, &Member),
    reason: &str,
    by: AccountId,
) -> Result<(), StoreError> {
    let row = member_merge::Model {
        id: tx.op().new_id(),
        plan_id: kept.plan,
        kept_id: kept.id,
        merged_id: merged.id,
        reason: reason.to_owned(),
        merged_at: tx.now(),
        merged_by: by,
        undone_at: None,
        undone_by: None,
    };
    tx.insert(row.into_active_model()).await?;
    point(tx, merged.id, Some(kept.id)).await
}

/// Points a record to no other.
pub(in crate::members) async fn merge_undo(
    tx: &Tx,
    id: MemberId,
    by: AccountId,
) -> Result<(), StoreError> {
    tx.update_where::<member_merge::Entity>()
        .filter(member_merge::Column::MergedId.eq(id))
        .filter(member_merge::Column::UndoneAt.is_null())
        .set(member_merge::Column::UndoneAt, tx.now())
        .set(member_merge::Column::UndoneBy, by)
        .run()
        .await?;
    point(tx, id, None).await
}

async fn point(tx: &Tx, id: MemberId, to: Option<MemberId>) -> Result<(), StoreError> {
    tx.update_where::<member::Entity>()
        .filter(member::Column::Id.eq(id))
        .set(member::Column::MergedInto, to)
        .run()
        .await?;
    Ok(())
}

/// Other records of the plan that share a birth date or a phone with a member.
pub(in crate::members) async fn alike(
    reader: &Reader,
    member: &Member,
    phones: &[MemberPhone],
) -> Result<Vec<Member>, StoreError> {
    let born = std::iter::once(member.birth_on).chain(swapped(member.birth_on));
    let keys = phones
        .iter()
        .filter_map(|phone| SoughtPhone::of(&phone.number));
    let holders = Query::select()
        .column(member_key::Column::MemberId)
        .from(member_key::Entity)
        .cond_where(member_key::Entity::visible_to(reader.actor()))
        .and_where(member_key::Column::Key.is_in(keys.map(|phone| phone.key())))
        .to_owned();
    let [older, younger] = apart_from(member.id);
    let rows = reader
        .select::<member::Entity>()
        .filter(member::Column::PlanId.eq(member.plan))
        .filter(member::Column::MergedInto.is_null())
        .filter(member::Column::Id.ne(member.id))
        .filter(member::Column::Id.not_in_subquery(older))
        .filter(member::Column::Id.not_in_subquery(younger))
        .filter(
            Condition::any()
                .add(member::Column::BirthOn.is_in(born))
                .add(member::Column::Id.in_subquery(holders)),
        )
        .order_by(member::Column::Id, Order::Asc)
        .limit(COMPARED)
        .all()
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// A page of members that share birth date and a word of the name with an older record.
pub(in crate::members) async fn members_to_review(
    reader: &Reader,
    page: &PageRequest,
) -> Result<Result<Page<Member>, CursorError>, StoreError> {
    let after: Option<uuid::Uuid> = match page.after(TO_REVIEW) {
        Ok(after) => after,
        Err(error) => return Ok(Err(error)),
    };
    let page = to_review(reader)
        .filter_if(after, |id| member::Column::Id.lt(id).into())
        .order_by(member::Column::Id, Order::Desc)
        .page(page, |row| Cursor::encode(TO_REVIEW, &row.id.0))
        .await?;
    page.try_map(from_row).map(Ok)
}

/// How many members share birth date and a word of the name with an older record.
pub(in crate::members) async fn members_to_review_count(
    reader: &Reader,
) -> Result<u64, StoreError> {
    to_review(reader).count().await
}

fn to_review(reader: &Reader) -> Scoped<'_, member::Entity> {
    let (older, mine, theirs) = ("older", "mine", "theirs");
    let of = |table: &str, column: &str| Expr::col((Alias::new(table), Alias::new(column)));
    let member = |column: member::Column| Expr::col((member::Entity, column));
    let shared = Query::select()
        .expr(Expr::val(1))
        .from_as(member::Entity, Alias::new(older))
        .from_as(member_key::Entity, Alias::new(mine))
        .from_as(member_key::Entity, Alias::new(theirs))
        .and_where(of(older, "plan_id").eq(member(member::Column::PlanId)))
        .and_where(of(older, "birth_on").eq(member(member::Column::BirthOn)))
        .and_where(of(older, "id").lt(member(member::Column::Id)))
        .and_where(of(older, "merged_into").is_null())
        // Who does not see a restricted record does not learn of it from another.
        .and_where(of(older, "restricted_at").is_null())
        .and_where(is_apart_from(older).not())
        .and_where(of(mine, "member_id").eq(member(member::Column::Id)))
        .and_where(of(mine, "key").gte("w:"))
        .and_where(of(mine, "key").lt("w;"))
        .and_where(of(theirs, "plan_id").eq(of(older, "plan_id")))
        .and_where(of(theirs, "key").eq(of(mine, "key")))
        .and_where(of(theirs, "member_id").eq(of(older, "id")))
        .to_owned();
    reader
        .select::<member::Entity>()
        .filter(member::Column::MergedInto.is_null())
        .filter(Expr::exists(shared))
}

//! Records that look like one person and are two.

use std::collections::HashMap;

use entity::types::{AccountId, MemberId};
use entity::{member, member_apart};
use sea_orm::sea_query::{Alias, Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ExprTrait, IntoActiveModel, Order};

use super::member_by_ids;
use crate::db::{Reader, Tx};
use crate::error::StoreError;
use crate::members::Member;
use crate::members::apart::KeptApart;

/// A pair is written with the lower id first.
fn pair((one, other): (MemberId, MemberId)) -> (MemberId, MemberId) {
    if one < other {
        (one, other)
    } else {
        (other, one)
    }
}

fn of_pair(ids: (MemberId, MemberId)) -> Condition {
    let (one, other) = pair(ids);
    Condition::all()
        .add(member_apart::Column::OneId.eq(one))
        .add(member_apart::Column::OtherId.eq(other))
        .add(member_apart::Column::UndoneAt.is_null())
}

/// Whether two records are kept apart.
pub(in crate::members) async fn are_apart(
    reader: &Reader,
    ids: (MemberId, MemberId),
) -> Result<bool, StoreError> {
    let row = reader
        .select::<member_apart::Entity>()
        .filter(of_pair(ids))
        .one()
        .await?;
    Ok(row.is_some())
}

/// Keeps two records apart.
pub(in crate::members) async fn apart_insert(
    tx: &Tx,
    (member, other): (&Member, &Member),
    reason: &str,
    by: AccountId,
) -> Result<(), StoreError> {
    let (one_id, other_id) = pair((member.id, other.id));
    let row = member_apart::Model {
        id: tx.op().new_id(),
        plan_id: member.plan,
        one_id,
        other_id,
        reason: reason.to_owned(),
        decided_at: tx.now(),
        decided_by: by,
        undone_at: None,
        undone_by: None,
    };
    tx.insert(row.into_active_model()).await
}

/// Compares two records again; gives 0 where they were not kept apart.
pub(in crate::members) async fn apart_undo(
    tx: &Tx,
    ids: (MemberId, MemberId),
    by: AccountId,
) -> Result<u64, StoreError> {
    tx.update_where::<member_apart::Entity>()
        .filter(of_pair(ids))
        .set(member_apart::Column::UndoneAt, tx.now())
        .set(member_apart::Column::UndoneBy, by)
        .run()
        .await
}

/// The records from which members are kept apart, in the order in which that was said.
pub(in crate::members) async fn apart_of(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Vec<KeptApart>>, StoreError> {
    let ids: Vec<MemberId> = ids.into_iter().collect();
    let rows = reader
        .select::<member_apart::Entity>()
        .filter(
            Condition::any()
                .add(member_apart::Column::OneId.is_in(ids.iter().copied()))
                .add(member_apart::Column::OtherId.is_in(ids.iter().copied())),
        )
        .filter(member_apart::Column::UndoneAt.is_null())
        .order_by(member_apart::Column::Id, Order::Asc)
        .all()
        .await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let both = rows.iter().flat_map(|row| [row.one_id, row.other_id]);
    let members = member_by_ids(reader, both).await?;
    let members: HashMap<MemberId, Member> = members.into_iter().map(|one| (one.id, one)).collect();
    let mut found: HashMap<MemberId, Vec<KeptApart>> = HashMap::new();
    for row in rows {
        for (id, other) in [(row.one_id, row.other_id), (row.other_id, row.one_id)] {
            if let Some(member) = members.get(&other).filter(|_| ids.contains(&id)) {
                found.entry(id).or_default().push(KeptApart {
                    member: member.clone(),
                    reason: row.reason.clone(),
                    decided_at: row.decided_at,
                });
            }
        }
    }
    Ok(found)
}

/// The records from which one is kept apart.
pub(super) fn apart_from(id: MemberId) -> [SelectStatement; 2] {
    let (one, other) = (member_apart::Column::OneId, member_apart::Column::OtherId);
    [(one, other), (other, one)].map(|(mine, theirs)| {
        Query::select()
            .column(theirs)
            .from(member_apart::Entity)
            .and_where(mine.eq(id))
            .and_where(member_apart::Column::UndoneAt.is_null())
            .to_owned()
    })
}

/// Whether the member of the query is kept apart from the older record of that alias.
pub(super) fn is_apart_from(older: &str) -> Expr {
    let older = Expr::col((Alias::new(older), Alias::new("id")));
    let younger = Expr::col((member::Entity, member::Column::Id));
    let apart = Query::select()
        .expr(Expr::val(1))
        .from(member_apart::Entity)
        .and_where(Expr::col((member_apart::Entity, member_apart::Column::OneId)).eq(older))
        .and_where(Expr::col((member_apart::Entity, member_apart::Column::OtherId)).eq(younger))
        .and_where(member_apart::Column::UndoneAt.is_null())
        .to_owned();
    Expr::exists(apart)
}

//! Members by what somebody remembers of them: the closest first.
//!
//! First the ids, by one index each and without a join, so that no planner can choose a bad order;
//! then how close each is, in memory; then one page of rows.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::types::MemberId;
use entity::{member, member_key};
use sea_orm::sea_query::{Expr, Func, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, IntoSimpleExpr, Order};

use super::from_row;
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Scoped};
use crate::error::StoreError;
use crate::members::keys::{Closeness, SoughtName, SoughtWord};
use crate::members::rules::swapped;
use crate::members::{Member, MemberFilter};

const BY_CLOSENESS: &str = "members/closeness";
/// Most members that one search lists: whoever seeks a name that more have knows more of the
/// person, or has to ask.
const LISTED: usize = 2_000;
/// Most keys that one search reads at a time: those of the commonest name among a million members.
const KEYS: u64 = 20_000;

/// Who is sought, by closeness; without a filter everybody.
enum Sought {
    Everybody,
    These(BTreeMap<Closeness, Vec<MemberId>>),
}

/// A page of members: the closest first, those that are equally close by name.
pub(in crate::members) async fn member_list(
    reader: &Reader,
    filter: &MemberFilter,
    page: &PageRequest,
) -> Result<Result<Page<Member>, CursorError>, StoreError> {
    let after: Option<(Closeness, String, uuid::Uuid)> = match page.after(BY_CLOSENESS) {
        Ok(after) => after,
        Err(error) => return Ok(Err(error)),
    };
    let groups: Vec<(Closeness, Option<Vec<MemberId>>)> = match sought(reader, filter).await? {
        Sought::Everybody => vec![(Closeness::Same, None)],
        Sought::These(groups) => groups
            .into_iter()
            .map(|(closeness, ids)| (closeness, Some(ids)))
            .collect(),
    };
    let begin = after.as_ref().map(|(closeness, ..)| *closeness);
    let mut found = Page {
        items: Vec::new(),
        has_next: false,
    };
    for (closeness, ids) in groups {
        if begin.is_some_and(|begin| closeness < begin) || found.has_next {
            continue;
        }
        let after = after.as_ref().filter(|(of, ..)| *of == closeness);
        // Also where the page is full: one row tells that there is more.
        let wanted = PageRequest {
            first: page.first.saturating_sub(found.items.len() as u64),
            after: None,
        };
        let name = match &ids {
            Some(_) => by_name(),
            None => member::Column::NameKey.into_simple_expr(),
        };
        let next = in_use(reader)
            .filter_if(ids, |ids| member::Column::Id.is_in(ids).into())
            .filter_if(after, |(_, name, id)| {
                Condition::any()
                    .add(member::Column::NameKey.gt(name.as_str()))
                    .add(
                        Condition::all()
                            .add(member::Column::NameKey.eq(name))
                            .add(member::Column::Id.gt(*id)),
                    )
            })
            .order_by(name, Order::Asc)
            .order_by(member::Column::Id, Order::Asc)
            .page(&wanted, |row| {
                Cursor::encode(BY_CLOSENESS, &(closeness, &row.name_key, row.id.0))
            })
            .await?;
        found.has_next = next.has_next;
        found.items.extend(next.items);
    }
    found.try_map(from_row).map(Ok)
}

/// How many members match.
pub(in crate::members) async fn member_count(
    reader: &Reader,
    filter: &MemberFilter,
) -> Result<u64, StoreError> {
    let ids = match sought(reader, filter).await? {
        Sought::Everybody => None,
        Sought::These(groups) => Some(groups.into_values().flatten()),
    };
    in_use(reader)
        .filter_if(ids, |ids| member::Column::Id.is_in(ids).into())
        .count()
        .await
}

/// The order by name, in words that no index has: for the ids of a search SQLite would otherwise walk
/// through the names of the whole plan.
fn by_name() -> SimpleExpr {
    let name = Expr::col((member::Entity, member::Column::NameKey));
    Func::coalesce([name, Expr::val("")]).into()
}

/// Records that are worked with.
fn in_use(reader: &Reader) -> Scoped<'_, member::Entity> {
    reader
        .select::<member::Entity>()
        .filter(member::Column::MergedInto.is_null())
}

async fn sought(reader: &Reader, filter: &MemberFilter) -> Result<Sought, StoreError> {
    let mut found = facts(reader, filter).await?;
    if let Some(name) = &filter.name {
        let keys = match &found {
            Some(found) => {
                let known: HashSet<MemberId> = found.keys().copied().collect();
                keys_like(reader, name.words().iter().collect(), Some(&known)).await?
            }
            None => keys_of_closest(reader, name).await?,
        };
        let mut of_members: HashMap<MemberId, Vec<String>> = HashMap::new();
        for row in keys {
            of_members.entry(row.member_id).or_default().push(row.key);
        }
        let close = of_members.into_iter().filter_map(|(id, keys)| {
            let closeness = name.closeness(&keys)?;
            let fact = found.as_ref().and_then(|found| found.get(&id));
            Some((id, fact.map_or(closeness, |fact| closeness.max(*fact))))
        });
        found = Some(close.collect());
    }
    let Some(found) = found else {
        return Ok(Sought::Everybody);
    };
    let mut all: Vec<(Closeness, MemberId)> =
        found.into_iter().map(|(id, close)| (close, id)).collect();
    all.sort_unstable();
    all.truncate(LISTED);
    let mut groups: BTreeMap<Closeness, Vec<MemberId>> = BTreeMap::new();
    for (closeness, id) in all {
        groups.entry(closeness).or_default().push(id);
    }
    Ok(Sought::These(groups))
}

/// Those whom the CIN, the birth date and the phone fit; `None` where none of them is given.
async fn facts(
    reader: &Reader,
    filter: &MemberFilter,
) -> Result<Option<HashMap<MemberId, Closeness>>, StoreError> {
    if filter.cin.is_none() && filter.birth_on.is_none() && filter.phone.is_none() {
        return Ok(None);
    }
    let reached = match &filter.phone {
        None => None,
        Some(phone) => {
            let keys = reader.select::<member_key::Entity>();
            let keys = keys.filter(member_key::Column::Key.eq(phone.key()));
            let ids: Vec<MemberId> = keys
                .limit(LISTED as u64)
                .column(member_key::Column::MemberId)
                .await?;
            Some(ids)
        }
    };
    let days: Vec<_> = match filter.birth_on {
        None => vec![(None, Closeness::Same)],
        Some(day) => std::iter::once((Some(day), Closeness::Same))
            .chain(swapped(day).map(|other| (Some(other), Closeness::Near)))
            .collect(),
    };
    let mut found = HashMap::new();
    for (day, closeness) in days {
        let ids: Vec<MemberId> = in_use(reader)
            .filter_if(filter.cin.as_ref(), |cin| {
                member::Column::Cin.eq(cin.as_str()).into()
            })
            .filter_if(day, |day| member::Column::BirthOn.eq(day).into())
            .filter_if(reached.clone(), |ids| member::Column::Id.is_in(ids).into())
            .limit(LISTED as u64)
            .column(member::Column::Id)
            .await?;
        found.extend(ids.into_iter().map(|id| (id, closeness)));
    }
    Ok(Some(found))
}

/// The keys that are like a word of the name, of those who are closest by its rarest word.
async fn keys_of_closest(
    reader: &Reader,
    name: &SoughtName,
) -> Result<Vec<member_key::Model>, StoreError> {
    let rarest = name.rarest();
    let mut keys = keys_like(reader, rarest.iter().collect(), None).await?;
    let known: HashSet<MemberId> = name
        .closest(keys.iter().map(|row| (row.key.as_str(), row.member_id)))
        .take(LISTED)
        .collect();
    keys.retain(|row| known.contains(&row.member_id));
    let mut others: Vec<&SoughtWord> = name.words().iter().collect();
    others.retain(|word| !rarest.contains(word));
    keys.extend(keys_like(reader, others, Some(&known)).await?);
    Ok(keys)
}

/// The keys that are like one of the words; of those members, or of all.
async fn keys_like(
    reader: &Reader,
    words: Vec<&SoughtWord>,
    of: Option<&HashSet<MemberId>>,
) -> Result<Vec<member_key::Model>, StoreError> {
    let key = member_key::Column::Key;
    let mut found = Vec::new();
    for SoughtWord { exact, near } in words {
        // A range, not a pattern: it uses the index on both engines.
        let begun = Condition::all()
            .add(key.gte(exact.as_str()))
            .add(key.lt(format!("{exact}\u{10FFFF}")));
        // One at a time: for either of two SQLite would read all keys of the plan.
        for like in [begun, key.is_in(near).into()] {
            let rows = reader
                .select::<member_key::Entity>()
                .filter(like)
                .filter_if(of, |ids| {
                    let ids = ids.iter().copied();
                    member_key::Column::MemberId.is_in(ids).into()
                })
                .limit(KEYS)
                .all();
            found.extend(rows.await?);
        }
    }
    Ok(found)
}

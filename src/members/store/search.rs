//! Members by what somebody remembers of them: the closest first.

use entity::{member, member_key};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, Order};

use super::from_row;
use crate::access::VisibleTo;
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Scoped};
use crate::error::StoreError;
use crate::members::keys::SoughtWord;
use crate::members::rules::swapped;
use crate::members::{Member, MemberFilter};

const BY_CLOSENESS: &str = "members/closeness";

/// How close a member is to what is sought.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    /// Each word of the name is one of the member's.
    Same = 0,
    /// The same, or the beginning of one.
    Begun = 1,
    /// The same, or misspelled; the birth date with day and month swapped.
    Near = 2,
}

/// A page of members: the closest first, those that are equally close by name.
pub(in crate::members) async fn member_list(
    reader: &Reader,
    filter: &MemberFilter,
    page: &PageRequest,
) -> Result<Result<Page<Member>, CursorError>, StoreError> {
    let after: Option<(u8, String, uuid::Uuid)> = match page.after(BY_CLOSENESS) {
        Ok(after) => after,
        Err(error) => return Ok(Err(error)),
    };
    let begin = after.as_ref().map_or(0, |(closeness, ..)| *closeness);
    let mut found = Page {
        items: Vec::new(),
        has_next: false,
    };
    for &closeness in degrees(filter) {
        if (closeness as u8) < begin || found.has_next {
            continue;
        }
        let after = after.as_ref().filter(|(of, ..)| *of == closeness as u8);
        // Also where the page is full: one row tells that there is more.
        let wanted = PageRequest {
            first: page.first.saturating_sub(found.items.len() as u64),
            after: None,
        };
        let next = exactly(reader, filter, closeness)
            .filter_if(after, |(_, name, id)| {
                Condition::any()
                    .add(member::Column::NameKey.gt(name.as_str()))
                    .add(
                        Condition::all()
                            .add(member::Column::NameKey.eq(name))
                            .add(member::Column::Id.gt(*id)),
                    )
            })
            .order_by(member::Column::NameKey, Order::Asc)
            .order_by(member::Column::Id, Order::Asc)
            .page(&wanted, |row| {
                Cursor::encode(BY_CLOSENESS, &(closeness as u8, &row.name_key, row.id.0))
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
    let least = degrees(filter).last().copied().unwrap_or(Closeness::Same);
    let rows = in_use(reader).filter(at_least(reader, filter, least));
    rows.count().await
}

/// The degrees in which members can differ here.
fn degrees(filter: &MemberFilter) -> &'static [Closeness] {
    use Closeness::{Begun, Near, Same};
    if filter.name.is_some() {
        &[Same, Begun, Near]
    } else if filter.birth_on.and_then(swapped).is_some() {
        &[Same, Near]
    } else {
        &[Same]
    }
}

/// Records that are worked with.
fn in_use(reader: &Reader) -> Scoped<'_, member::Entity> {
    reader
        .select::<member::Entity>()
        .filter(member::Column::MergedInto.is_null())
}

/// Members that are as close as this and no closer.
fn exactly<'a>(
    reader: &'a Reader,
    filter: &MemberFilter,
    closeness: Closeness,
) -> Scoped<'a, member::Entity> {
    let closer = degrees(filter).iter().rfind(|closer| **closer < closeness);
    in_use(reader)
        .filter(at_least(reader, filter, closeness))
        .filter_if(closer, |closer| at_least(reader, filter, *closer).not())
}

fn at_least(reader: &Reader, filter: &MemberFilter, closeness: Closeness) -> Condition {
    let mut all = Condition::all();
    if let Some(cin) = &filter.cin {
        all = all.add(member::Column::Cin.eq(cin.as_str()));
    }
    if let Some(birth_on) = filter.birth_on {
        all = all.add(match (closeness, swapped(birth_on)) {
            (Closeness::Near, Some(swapped)) => member::Column::BirthOn.is_in([birth_on, swapped]),
            _ => member::Column::BirthOn.eq(birth_on),
        });
    }
    if let Some(phone) = &filter.phone {
        let keys = member_key::Column::Key.eq(phone.key());
        all = all.add(member::Column::Id.in_subquery(holders(reader, keys.into())));
    }
    for word in filter.name.iter().flat_map(|name| name.words()) {
        let keys = keys_of(word, closeness);
        all = all.add(member::Column::Id.in_subquery(holders(reader, keys)));
    }
    all
}

/// The keys of names that have a word as close as that.
fn keys_of(word: SoughtWord<'_>, closeness: Closeness) -> Condition {
    let exact = word.exact();
    let key = member_key::Column::Key;
    // A range, not a pattern: it uses the index on both engines.
    let begun = || {
        Condition::all()
            .add(key.gte(exact.as_str()))
            .add(key.lt(format!("{exact}\u{10FFFF}")))
    };
    match closeness {
        Closeness::Same => key.eq(exact.as_str()).into(),
        Closeness::Begun => begun(),
        Closeness::Near => Condition::any().add(begun()).add(key.is_in(word.near())),
    }
}

/// The members that have such a key.
fn holders(reader: &Reader, keys: Condition) -> SelectStatement {
    Query::select()
        .column(member_key::Column::MemberId)
        .from(member_key::Entity)
        .cond_where(member_key::Entity::visible_to(reader.actor()))
        .cond_where(keys)
        .to_owned()
}

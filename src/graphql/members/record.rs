//! What is known of a member over time.

use async_graphql::{ID, SimpleObject};

use super::codes::{LifeEventKind, PhoneKind};
use super::types::MemberAddress;
use crate::graphql::NodeKind;
use crate::graphql::directory::County;
use crate::graphql::scalars::{Date, DateTime, ZipCode};
use crate::members;
use crate::reference::Reference;

/// One of a member's phones.
#[derive(SimpleObject, Clone, Debug)]
pub struct MemberPhone {
    /// Number, E.164.
    number: String,
    /// Whose or where it is; null where that was not said.
    kind: Option<PhoneKind>,
}

impl From<members::MemberPhone> for MemberPhone {
    fn from(phone: members::MemberPhone) -> Self {
        Self {
            number: phone.number,
            kind: phone.kind.map(PhoneKind::from),
        }
    }
}

/// Where a member lived or stayed before.
#[derive(SimpleObject)]
pub struct FormerAddress {
    /// First day; null: since before it was recorded.
    from_on: Option<Date>,
    /// Last day.
    until_on: Date,
    /// Street and city; null where there was no fixed address.
    address: Option<MemberAddress>,
    /// ZIP code of the address or of where the member stayed.
    zip: Option<ZipCode>,
    /// County of residence then.
    county: County,
    /// Where the member was found without an address.
    whereabouts: Option<String>,
}

impl From<members::FormerAddress> for FormerAddress {
    fn from(former: members::FormerAddress) -> Self {
        Self {
            from_on: former.from_on.map(Date),
            until_on: Date(former.until_on),
            address: former.address.map(|address| MemberAddress {
                street: address.street,
                city: address.city,
            }),
            zip: former.zip.map(ZipCode),
            county: County(Reference::embedded().county(former.county)),
            whereabouts: former.whereabouts,
        }
    }
}

/// Something that happened to a member and matters to their loops. Never edited: a correction names
/// what it corrects, and both stay visible.
#[derive(SimpleObject, Clone)]
pub struct LifeEvent {
    /// Global id, for a correction.
    id: ID,
    /// What happened.
    kind: LifeEventKind,
    /// On which day, in California.
    happened_on: Date,
    /// Anything else; where it corrects, why.
    note: Option<String>,
    /// The id of the event that this one corrects.
    corrects: Option<ID>,
    /// Whether it says that the corrected event did not happen at all.
    is_void: bool,
    /// When it was written down.
    recorded_at: DateTime,
}

impl From<members::LifeEvent> for LifeEvent {
    fn from(event: members::LifeEvent) -> Self {
        let id = |id: members::LifeEventId| NodeKind::LifeEvent.encode(id.0);
        Self {
            id: id(event.id),
            kind: event.kind.into(),
            happened_on: Date(event.happened_on),
            note: event.note,
            corrects: event.corrects.map(id),
            is_void: event.is_void,
            recorded_at: DateTime(event.recorded_at),
        }
    }
}

//! Members: the people a plan answers for. Registered by the plan, seen by the provider that has
//! a live assignment with them, never by a referrer.
//!
//! `cin` checks numbers, `rules` the input of a registration and the evidence of a match,
//! `service` registers and finds, and `keys` says by what. What is done with a record has a file
//! for each subject (`details`, `residence`, `phones`, `life` …): what is typed, why it is refused,
//! the pure check, the use case. `act` is what they share: lock, right, version, state.

pub(crate) mod act;
mod cin;
mod details;
mod error;
pub(crate) mod keys;
pub mod life;
mod model;
mod phones;
mod residence;
pub(crate) mod rules;
mod safe_contact;
mod service;
pub(crate) mod store;

pub use act::{MemberError, Step};
pub use cin::{Cin, InvalidCin};
pub use details::{MemberChange, UpdateMemberRefusal};
pub use entity::types::{AlternativeFormat, LifeEventId, LifeEventKind, MemberId, PhoneKind};
pub use error::{RegisterMemberError, RegisterMemberRefusal};
pub use keys::{SoughtName, SoughtPhone};
pub use life::{LifeEvent, NewLifeEvent, RecordLifeEventRefusal};
pub use model::{
    ContactChannel, FormerAddress, GoBetween, Member, MemberAddress, MemberFilter, MemberPhone,
    NewMember, SafeContact, SafeHours,
};
pub use phones::{NewPhone, SetPhonesRefusal};
pub use residence::{NewAddress, SetAddressRefusal};
pub use safe_contact::{NewSafeContact, SafeContactError, SafeContactRefusal};
pub use service::{Members, fill_keys_in};

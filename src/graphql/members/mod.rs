//! Members as clients see them.

mod loaders;
mod query;
mod register;
mod safe_contact;
mod types;

pub use loaders::MemberKey;
pub use query::MemberQuery;
pub use register::MemberMutation;
pub use safe_contact::SafeContactMutation;
pub use types::{Cin, Member, MemberAddress, PersonName};

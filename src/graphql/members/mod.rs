//! Members as clients see them.

mod loaders;
mod query;
mod register;
mod types;

pub use loaders::MemberKey;
pub use query::MemberQuery;
pub use register::MemberMutation;
pub use types::{Cin, Member, MemberAddress, PersonName};

//! Texts with a form of their own. Strict: one spelling each, and a message that shows it.

mod contact;
mod directory;
mod mailbox;
mod money;
mod time;

pub use contact::Phone;
pub use directory::{CountyFips, LanguageCode, Npi, ZipCode};
pub use mailbox::MailboxCursor;
pub use money::Money;
pub use time::{Date, DateTime};

/// A scalar over a type that is read by `FromStr` and written by `Display`.
macro_rules! text_scalar {
    ($(#[$doc:meta])* $name:ident($inner:ty) $(, specified_by $url:literal)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub $inner);

        $(#[$doc])*
        #[async_graphql::Scalar($(specified_by_url = $url)?)]
        impl async_graphql::ScalarType for $name {
            fn parse(
                value: async_graphql::Value,
            ) -> async_graphql::InputValueResult<Self> {
                let async_graphql::Value::String(text) = &value else {
                    return Err(async_graphql::InputValueError::expected_type(value));
                };
                text.parse()
                    .map(Self)
                    .map_err(async_graphql::InputValueError::custom)
            }

            fn to_value(&self) -> async_graphql::Value {
                async_graphql::Value::String(self.0.to_string())
            }
        }
    };
}
use text_scalar;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

use crate::notices;

/// A place in an organization's mailbox, to resume after. Opaque: use it as it came. It is good
/// for one mailbox, and until that is restored from a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailboxCursor(pub notices::MailboxCursor);

/// A place in an organization's mailbox, to resume after. Opaque: use it as it came. It is good
/// for one mailbox, and until that is restored from a backup.
#[Scalar]
impl ScalarType for MailboxCursor {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        notices::MailboxCursor::decode(text)
            .map(Self)
            .map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.encode())
    }
}

//! Global ids: one opaque id for everything that can be asked for by itself.
//!
//! To add a kind: a variant of [`NodeKind`] and a line in each of its three tables, a variant of
//! `Node`, and an arm in `find`. The compiler names what is missing.

use std::fmt;

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::error::ApiError;

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// A plan.
    Plan,
    /// A provider.
    Provider,
    /// A service that a provider offers in an area.
    Offering,
    /// A plan's member.
    Member,
    /// A referral.
    Referral,
    /// One provider's turn at a referral.
    Assignment,
}

impl NodeKind {
    const ALL: [Self; 6] = [
        Self::Plan,
        Self::Provider,
        Self::Offering,
        Self::Member,
        Self::Referral,
        Self::Assignment,
    ];

    /// First byte of the id, for good: clients keep ids.
    const fn tag(self) -> u8 {
        match self {
            Self::Plan => b'L',
            Self::Provider => b'P',
            Self::Offering => b'O',
            Self::Member => b'M',
            Self::Referral => b'R',
            Self::Assignment => b'A',
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Plan => "Plan",
            Self::Provider => "Provider",
            Self::Offering => "Offering",
            Self::Member => "Member",
            Self::Referral => "Referral",
            Self::Assignment => "Assignment",
        }
    }

    /// The global id of a record.
    #[must_use]
    pub fn encode(self, id: Uuid) -> ID {
        let mut bytes = [self.tag(); 17];
        bytes[1..].copy_from_slice(id.as_bytes());
        ID(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The record that an id of this kind names. It may not exist.
    pub fn parse(self, id: &ID) -> Result<Uuid, ApiError> {
        match Self::decode(id) {
            Some((kind, uuid)) if kind == self => Ok(uuid),
            Some((kind, _)) => Err(ApiError::bad_input(format!(
                "expected the id of a {self}, got that of a {kind}"
            ))),
            None => Err(ApiError::bad_input(format!(
                "expected the id of a {self}, got something that is no id of this server; use ids \
                 as they came"
            ))),
        }
    }

    /// What an id names; `None` for a text that no server of this kind gave out.
    #[must_use]
    pub fn decode(id: &ID) -> Option<(Self, Uuid)> {
        let bytes = URL_SAFE_NO_PAD.decode(id.as_str()).ok()?;
        let (tag, uuid) = bytes.split_first()?;
        let kind = Self::ALL.into_iter().find(|kind| kind.tag() == *tag)?;
        Some((kind, Uuid::from_slice(uuid).ok()?))
    }
}

impl fmt::Display for NodeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

use async_graphql::{Enum, SimpleObject};

use crate::reference;

/// How the answers to the criteria of one group combine.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::Combine")]
pub enum Combine {
    /// Each has to hold.
    All,
    /// One is enough.
    Any,
}

/// One question about the member that a request for a service answers. A member is eligible if every
/// group without a path holds and, where there are paths, every group of one path.
#[derive(SimpleObject, Clone, Debug)]
pub struct EligibilityCriterion {
    /// Code of the criterion among those of the service; requests answer by it.
    code: &'static str,
    /// The alternative it belongs to, such as one population of focus; null: asked of everybody.
    path: Option<&'static str>,
    /// The group it belongs to, within its path.
    group: &'static str,
    /// How the answers of its group combine.
    combine: Combine,
    /// What is asked about the member.
    question: &'static str,
    /// Whether the criterion was read in a public text. What is recalled is no ground to refuse.
    is_confirmed: bool,
}

impl From<&'static reference::Criterion> for EligibilityCriterion {
    fn from(criterion: &'static reference::Criterion) -> Self {
        Self {
            code: &criterion.code,
            path: criterion.path.as_deref(),
            group: &criterion.group,
            combine: criterion.combine.into(),
            question: &criterion.question,
            is_confirmed: criterion.is_confirmed,
        }
    }
}

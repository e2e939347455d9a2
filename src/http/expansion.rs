//! How large a document is once its fragments are written out. A kilobyte of fragments that spread
//! each other twice is a billion selections, and the executor would visit each of them before its
//! own limits apply.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// Most selections of a document with its fragments written out. The token limit keeps what people
/// write far below; only fragments reach it.
pub(super) const MOST_SELECTIONS: usize = 10_000;

/// Why a document is not handed to the executor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expansion {
    /// More selections than [`MOST_SELECTIONS`].
    TooLarge,
    /// A fragment spreads itself, directly or through others.
    Endless,
}

/// Counts each fragment once, however often it is spread.
pub(super) fn check(document: &ExecutableDocument) -> Result<(), Expansion> {
    let mut counts = Counts {
        document,
        fragments: HashMap::new(),
    };
    let mut total: usize = 0;
    for (_, operation) in document.operations.iter() {
        total = total.saturating_add(counts.of(&operation.node.selection_set.node)?);
    }
    for name in document.fragments.keys() {
        total = total.saturating_add(counts.of_fragment(name.as_str())?);
    }
    if total > MOST_SELECTIONS {
        return Err(Expansion::TooLarge);
    }
    Ok(())
}

struct Counts<'a> {
    document: &'a ExecutableDocument,
    /// Selections of a fragment; `None` while it is being counted.
    fragments: HashMap<&'a str, Option<usize>>,
}

impl<'a> Counts<'a> {
    fn of(&mut self, set: &'a SelectionSet) -> Result<usize, Expansion> {
        let mut count: usize = 0;
        for item in &set.items {
            let below = match &item.node {
                Selection::Field(field) => self.of(&field.node.selection_set.node)?,
                Selection::InlineFragment(inline) => self.of(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => {
                    self.of_fragment(spread.node.fragment_name.node.as_str())?
                }
            };
            count = count.saturating_add(below).saturating_add(1);
        }
        Ok(count)
    }

    fn of_fragment(&mut self, name: &str) -> Result<usize, Expansion> {
        match self.fragments.get(name) {
            Some(Some(count)) => return Ok(*count),
            Some(None) => return Err(Expansion::Endless),
            None => {}
        }
        // An unknown fragment is refused by the validation.
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Ok(0);
        };
        self.fragments.insert(name.as_str(), None);
        let count = self.of(&fragment.node.selection_set.node)?;
        self.fragments.insert(name.as_str(), Some(count));
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn checked(text: &str) -> Result<(), Expansion> {
        check(&parse_query(text).unwrap())
    }

    #[test]
    fn fragments_are_counted_as_often_as_they_are_spread() {
        assert_eq!(
            checked("{ a ...F ...F } fragment F on T { b c { d } }"),
            Ok(())
        );
        let steps: Vec<String> = (0..40)
            .map(|step| format!("fragment F{step} on T {{ ...F{0} ...F{0} }}", step + 1))
            .collect();
        let bomb = format!(
            "{{ a {{ ...F0 }} }} {} fragment F40 on T {{ a }}",
            steps.join(" ")
        );
        assert_eq!(checked(&bomb), Err(Expansion::TooLarge));
    }

    #[test]
    fn a_fragment_that_spreads_itself_is_endless() {
        assert_eq!(
            checked("{ ...A } fragment A on T { ...B } fragment B on T { x { ...A } }"),
            Err(Expansion::Endless)
        );
        assert_eq!(checked("{ ...Unknown }"), Ok(()));
    }
}

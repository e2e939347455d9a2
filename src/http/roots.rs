//! What an operation asks for: the fields of the schema's roots that its document selects.

use std::collections::BTreeSet;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// The names of the root fields, each once, in order, with commas between them. Fragments must not
/// spread themselves. Whether a directive skips a field is not looked at.
pub(super) fn root_fields(document: &ExecutableDocument, selected: &SelectionSet) -> String {
    let mut names = BTreeSet::new();
    collect(document, selected, &mut names);
    names.into_iter().collect::<Vec<_>>().join(",")
}

fn collect<'a>(
    document: &'a ExecutableDocument,
    selected: &'a SelectionSet,
    names: &mut BTreeSet<&'a str>,
) {
    for selection in &selected.items {
        match &selection.node {
            Selection::Field(field) => {
                let name = field.node.name.node.as_str();
                if !name.starts_with("__") {
                    names.insert(name);
                }
            }
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node);
                if let Some(fragment) = fragment {
                    collect(document, &fragment.node.selection_set.node, names);
                }
            }
            Selection::InlineFragment(fragment) => {
                collect(document, &fragment.node.selection_set.node, names);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::{parse_query, types::DocumentOperations};

    use super::*;

    #[test]
    fn fields_are_found_behind_aliases_and_fragments() {
        let document = parse_query(
            "{ mine: referrals { id } ...More ... on Query { viewer { name } } __typename }
             fragment More on Query { members { id } again: referrals { id } }",
        )
        .unwrap();
        let DocumentOperations::Single(operation) = &document.operations else {
            panic!("one operation");
        };
        assert_eq!(
            root_fields(&document, &operation.node.selection_set.node),
            "members,referrals,viewer"
        );
    }
}

//! The policy as a table for people: every role, act and relation, printed from the code.

use std::fmt::Write as _;

use entity::types::Role;
use handoff::access::{Action, Relation, allow};

use super::assert_current;

const LEGEND: &str = "\
Who may do what, by role and by how the person's organization stands to the record.
Printed from `access::allow`, which decides; renewed with UPDATE_MATRIX=1.

✔  allowed
·  denied

of its plan   the record belongs to the person's plan
guarded       the same, the record is restricted, and the person is one of those who see it in full
withheld      the record is restricted, and the person knows only that it exists
delegated     the record belongs to a plan to which the person's plan delegated
has it        the person's organization has the live assignment
had it        the person's organization had an assignment that ended
named         whoever referred named the person's organization, and the plan has not decided
named itself  the same, and the person's organization itself referred
referred      the person's organization referred
own           the person's own mailbox or plan, or there is no record yet
none          none of these
";

const RELATIONS: &[(Relation, &str)] = &[
    (Relation::Plan, "of its plan"),
    (Relation::Guarded, "guarded"),
    (Relation::Withheld, "withheld"),
    (Relation::Prime, "delegated"),
    (Relation::Assigned, "has it"),
    (Relation::WasAssigned, "had it"),
    (Relation::Named, "named"),
    (Relation::NamedSelf, "named itself"),
    (Relation::Referrer, "referred"),
    (Relation::Own, "own"),
    (Relation::Unrelated, "none"),
];

#[test]
fn the_policy_is_the_committed_table() {
    let named: Vec<Relation> = RELATIONS.iter().map(|(relation, _)| *relation).collect();
    assert_eq!(named, Relation::ALL, "every relation has a column");
    let mut text = format!("{LEGEND}\n{:<18}{:<24}", "role", "act");
    for (_, heading) in RELATIONS {
        write!(text, "{heading:<13}").unwrap();
    }
    for role in Role::ALL {
        text.push('\n');
        for action in Action::ALL {
            let (role_name, act) = (format!("{role:?}"), format!("{action:?}"));
            write!(text, "\n{role_name:<18}{act:<24}").unwrap();
            for (relation, _) in RELATIONS {
                let mark = if allow(*role, *action, *relation) {
                    "✔"
                } else {
                    "·"
                };
                write!(text, "{mark:<13}").unwrap();
            }
        }
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    assert_current("policy.txt", &(lines.join("\n") + "\n"));
}

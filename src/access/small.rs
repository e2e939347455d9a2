//! Small cells: a count of few people may tell who they are.

use super::Actor;

/// A count below this is hidden from those who may not see people. Source: the state's data
/// de-identification guidelines, recalled and not confirmed.
const FEWEST_SHOWN: i64 = 11;

/// Whether the reader may know that a cell is about so many people. Nobody is no one to be found.
#[must_use]
pub fn shows_count_of(people: i64, reader: &Actor) -> bool {
    match reader {
        Actor::System => true,
        Actor::Anonymous => false,
        Actor::Person(person) => person.sees_people() || people == 0 || people >= FEWEST_SHOWN,
    }
}

#[cfg(test)]
mod tests {
    use entity::types::{AccountId, OrganizationId, OrganizationKind, Role};
    use uuid::Uuid;

    use super::*;
    use crate::access::Person;

    #[test]
    fn fewer_than_eleven_are_hidden_from_who_sees_no_people() {
        let plan = |role| {
            Actor::person(Person::new(
                AccountId(Uuid::nil()),
                OrganizationId(Uuid::nil()),
                OrganizationKind::Plan,
                vec![role],
            ))
        };
        let (analyst, coordinator) = (plan(Role::PlanAnalyst), plan(Role::PlanCoordinator));
        for (people, shown) in [(0, true), (1, false), (10, false), (11, true)] {
            assert_eq!(shows_count_of(people, &analyst), shown, "{people}");
            assert!(shows_count_of(people, &coordinator));
        }
    }
}

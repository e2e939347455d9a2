use async_graphql::InputObject;

use crate::graphql::scalars::Date;
use crate::visits::TypedPerson;

/// A person as they said who they are: any of it, or nothing.
#[derive(InputObject, Default)]
pub struct VisitPersonInput {
    /// Given name, at most 80 letters.
    first_name: Option<String>,
    /// Family name, at most 80 letters.
    last_name: Option<String>,
    /// Birth date.
    birth_on: Option<Date>,
    /// Client index number: a 9, seven digits and a letter.
    cin: Option<String>,
}

impl VisitPersonInput {
    /// As it was typed.
    pub fn typed(&self) -> TypedPerson {
        TypedPerson {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            birth_on: self.birth_on.map(|day| day.0),
            cin: self.cin.clone(),
        }
    }
}

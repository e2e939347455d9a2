//! By which phones a member is reached, the best first.

use std::collections::HashMap;

use entity::types::{MemberId, PhoneKind};

use super::act::{MemberError, Needs, On, Step, member_refusals};
use super::model::MemberPhone;
use super::{Member, Members, store};
use crate::access::Action;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// Most phones of one member.
const PHONES: usize = 8;

/// A phone as it is typed.
#[derive(Debug, Clone)]
pub struct NewPhone {
    /// Number.
    pub number: String,
    /// Whose or where it is.
    pub kind: PhoneKind,
}

member_refusals! {
    /// Why phones were not set.
    SetPhonesRefusal {
        /// Not a phone number.
        InvalidPhone,
        /// The same number twice, or more than eight.
        TooMany,
    }
}

impl Members {
    /// Sets all phones of a member, the best first.
    pub async fn set_phones(
        &self,
        op: &OpCtx,
        id: MemberId,
        new: &[NewPhone],
        step: &Step,
    ) -> Result<MemberId, MemberError<SetPhonesRefusal>> {
        let on = On {
            operation: "setPhones",
            member: id,
            action: Action::MemberUpdate,
            needs: Needs::Living,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            let phones = check(new).map_err(Failure::Refused)?;
            store::phones_set(&tx, &opened.member, &phones, opened.by).await?;
            let member = Member {
                phone: phones.into_iter().next().map(|(number, _)| number),
                ..opened.member
            };
            store::keys_set(&tx, &member).await?;
            Ok(())
        })
        .await
    }

    /// The phones of members, the best first.
    pub async fn phones_of(
        &self,
        op: &OpCtx,
        members: &[Member],
    ) -> Result<HashMap<MemberId, Vec<MemberPhone>>, StoreError> {
        store::phones_of(&self.db.read(op), members).await
    }
}

/// The numbers as they are kept; all mistakes at once.
fn check(new: &[NewPhone]) -> Result<Vec<(String, PhoneKind)>, Refusals<SetPhonesRefusal>> {
    use SetPhonesRefusal as Code;
    let mut checks = Checks::default();
    let mut phones: Vec<(String, PhoneKind)> = Vec::with_capacity(new.len().min(PHONES));
    if new.len() > PHONES {
        checks.refuse(Refusal::at(
            Code::TooMany,
            &["phones"],
            format!("At most {PHONES} phones are kept; leave out those that nobody answers."),
        ));
    }
    for phone in new.iter().take(PHONES) {
        let number = checks.take(text::phone(&phone.number).ok_or(()), |()| {
            Refusal::at(
                Code::InvalidPhone,
                &["phones", "number"],
                "Give ten digits, or + and the country code.",
            )
        });
        let Some(number) = number else { continue };
        if phones.iter().any(|(known, _)| *known == number) {
            checks.refuse(Refusal::at(
                Code::TooMany,
                &["phones", "number"],
                "A number is there twice; leave one out.",
            ));
        }
        phones.push((number, phone.kind));
    }
    checks.done()?;
    Ok(phones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_checked_and_told_apart() {
        use SetPhonesRefusal::{InvalidPhone, TooMany};
        let many: Vec<String> = (0..9).map(|last| format!("530555010{last}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for (typed, refused) in [
            (&["530 555 0101", "530 555 0102"][..], &[][..]),
            (&[], &[]),
            (&["530 555 0101", "+1 (530) 555-0101"], &[TooMany]),
            (&["555 0101", "none"], &[InvalidPhone, InvalidPhone]),
            (&many, &[TooMany]),
        ] {
            let new: Vec<NewPhone> = typed
                .iter()
                .map(|number| NewPhone {
                    number: (*number).to_owned(),
                    kind: PhoneKind::Mobile,
                })
                .collect();
            let codes: Vec<_> = match check(&new) {
                Ok(_) => Vec::new(),
                Err(refusals) => refusals.iter().map(|refusal| refusal.code).collect(),
            };
            assert_eq!(codes, refused, "{typed:?}");
        }
    }
}
